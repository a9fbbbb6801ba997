#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs test suites and counts their cases. A suite is a cmocka program or a script that prints "ok NAME" or "not ok NAME"
# for each case ("ok NAME # skip WHY" is counted apart). A suite that crashes, hangs, exits with an error or
# has no case at all adds a failure. The last line is "N passed, N failed".
# Usage: run.sh SUITE...
set -u
: "${BUILD:=build/release}" "${SUITE_SECONDS:=900}"
logs=$BUILD/logs
mkdir -p "$logs"
passed=0 failed=0

# Prints "passed failed skipped" of a log. What cmocka started but never ended was lost in a crash.
count() {
    awk '
        /^\[==========\].* Running [0-9]+ test/ { match($0, /Running [0-9]+/); started += substr($0, RSTART + 8, RLENGTH - 8) }
        /^\[       OK \]/ { good++; ended++ }
        /^\[  SKIPPED \].*[a-z]/ && !/test\(s\)/ { if (!($0 in seen)) { skipped++; ended++ } seen[$0] = 1 }
        /^ok .*# skip/ { skipped++; next }
        /^ok / { good++ }
        /^not ok / { bad++ }
        END { print good + 0, bad + started - ended + 0, skipped + 0 }' "$1"
}

for suite; do
    name=${suite#"$BUILD"/}
    log=$logs/$(echo "$name" | tr '/' '-').log
    case $suite in
    *.sh) timeout "$SUITE_SECONDS" sh "$suite" >"$log" 2>&1 ;;
    *) timeout "$SUITE_SECONDS" "$suite" >"$log" 2>&1 ;;
    esac
    status=$?
    # shellcheck disable=SC2046
    set -- $(count "$log")
    good=$1 bad=$2 skipped=$3
    note=
    if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
        bad=1 note=" (exit status $status)"
    elif [ $((good + bad + skipped)) -eq 0 ]; then
        bad=1 note=' (no case ran)'
    fi
    [ "$skipped" -gt 0 ] && note="$note ($skipped skipped)"
    printf '%-44s %5d passed %5d failed%s\n' "$name" "$good" "$bad" "$note"
    if [ "$bad" -gt 0 ]; then
        grep -aE '^not ok |^\[  FAILED  \]|ERROR|runtime error|Assertion|: error' "$log" | head -n 40 | sed 's/^/    /'
        echo "    --- end of $log:"
        tail -n 20 "$log" | sed 's/^/    /'
    fi
    passed=$((passed + good)) failed=$((failed + bad))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
