#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A violated internal check ends with exit code 7 and a word on what to do, in release builds as well. The check is stood for by the
# signal that it ends in, sent while a workload is awaited on a pipe that stays open.
. tests/harness.sh
mkfifo "$scratch/open"
exec 3<>"$scratch/open"
"$WARPCOST" compare --no-simulate - <"$scratch/open" >"$scratch/out" 2>"$scratch/err" 3>&- &
pid=$!
tries=0 # until the handler stands: bit 5 of the caught signals is SIGABRT
until grep -qi '^SigCgt:.*[2367abef].$' "/proc/$pid/status" 2>/dev/null || [ "$tries" -ge 1200 ]; do
    sleep 0.05
    tries=$((tries + 1))
done
kill -ABRT "$pid"
wait "$pid"
status=$?
[ "$status" -eq 7 ]
verdict 'a violated check is exit 7' $? "exit code $status"
[ ! -s "$scratch/out" ] && grep -qx 'warpcost: an internal check was violated; please report the command and its input' "$scratch/err"
verdict 'and says so' $? "$(cat "$scratch/err")"
finish
