#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every command of docs/tutorial.md prints what is shown there, and a figure that is changed is noticed.
. tests/harness.sh
if [ -n "${EXTRA_ARCH:-}" ]; then
    echo "ok the tutorial shows the program's output # skip an architecture was added to this build"
    exit 0
fi
sh docs/tutorial.sh "$WARPCOST" >"$scratch/tutorial.md" 2>"$scratch/log" && cmp -s "$scratch/tutorial.md" docs/tutorial.md
verdict 'docs/tutorial.md shows the output of today' $? "run 'make docs'; $(cat "$scratch/log"; diff docs/tutorial.md "$scratch/tutorial.md" | head -n 12)"
commands=$(grep -c '^    [$] ' docs/tutorial.md)
[ "$commands" -ge 10 ] && [ "$(grep -c '^    [^$]' "$scratch/tutorial.md")" -gt 60 ]
verdict 'its commands are run' $? "$commands commands"
grep -q '^    exit code 1$' "$scratch/tutorial.md" && grep -q '^    orders.yaml: valid$' "$scratch/tutorial.md"
verdict 'to the end: the gate that breaks' $?
finish
