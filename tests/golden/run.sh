#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Golden outputs: each directory tests/golden/CASE holds args (one line of arguments, run from the project's root) and
# expected.txt (exit code on the first line, then what was printed). GOLDEN_UPDATE=1 rewrites expected.txt: a commit by
# itself, whose message says why totals moved.
. tests/harness.sh
for case in tests/golden/*/; do
    case=${case%/}
    [ -f "$case/args" ] || continue
    # shellcheck disable=SC2046
    env -u NO_COLOR -u COLUMNS eval_args="$(cat "$case/args")" sh -c 'eval "\"$1\" $eval_args"' golden "$WARPCOST" >"$scratch/out" 2>"$scratch/err"
    { echo "exit code $?"; cat "$scratch/out"; [ ! -s "$scratch/err" ] || sed 's/^/standard error: /' "$scratch/err"; } >"$scratch/actual"
    if [ "${GOLDEN_UPDATE:-}" = 1 ]; then
        cmp -s "$scratch/actual" "$case/expected.txt" || { cp "$scratch/actual" "$case/expected.txt"; echo "rewrote $case/expected.txt"; }
        continue
    fi
    cmp -s "$scratch/actual" "$case/expected.txt"
    verdict "$case" $? "$(diff "$case/expected.txt" "$scratch/actual" 2>&1 | head -n 20)"
done
finish
