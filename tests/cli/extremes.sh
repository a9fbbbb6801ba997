#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The ends of every range, pairs of them and random workloads: an answer whose document is read again, or a refusal with its place.
# make soak (SOAK=1) takes all of them, and a thousand random workloads (extremes.py).
. tests/harness.sh
"$WARPCOST" schema --reference >"$scratch/reference.md"
mkdir "$scratch/runs"
/usr/bin/python3 tests/cli/extremes.py "$WARPCOST" "$scratch/reference.md" "$scratch/runs" >"$scratch/log" 2>&1
status=$?
cat "$scratch/log"
[ $status -eq 0 ] || grep -q '^not ok' "$scratch/log" || fail 'the program of extremes ran' "$(tail -3 "$scratch/log")"
finish
