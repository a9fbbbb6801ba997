#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs test suites, JOBS at once (default: one a processor), and counts their cases. A suite is a cmocka program or a script that
# prints "ok NAME" or "not ok NAME" for each case ("ok NAME # skip WHY" is counted apart). A suite that crashes, takes longer than
# SUITE_SECONDS, exits with an error or has no case at all adds a failure. Suites start in the order of tests/long.txt, then in that
# of the arguments; they are reported in that of the arguments. The last line is "N passed, N failed".
# Usage: run.sh SUITE...
set -u
: "${BUILD:=build/release}" "${SUITE_SECONDS:=900}" "${JOBS:=$(nproc)}" "${LONG:=${0%/*}/long.txt}"
export BUILD SUITE_SECONDS
logs=$BUILD/logs

name_of() { echo "${1#"$BUILD"/}"; }
log_of() { echo "$logs/$(name_of "$1" | tr '/' '-').log"; }

# Runs one suite to its end and leaves LOG and LOG.status. The suite and all that it starts are a process group of `timeout`, which
# ends them together.
run_suite() {
    log=$(log_of "$1")
    case $1 in *.sh) shell=sh ;; *) shell= ;; esac
    # shellcheck disable=SC2086 # a program runs without a shell
    timeout -k 5 "$SUITE_SECONDS" $shell "$1" >"$log" 2>&1 </dev/null &
    trap 'kill "$!" 2>/dev/null; exit 1' HUP INT TERM
    wait "$!"
    echo $? >"$log.ended" && mv "$log.ended" "$log.status"
}

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

# Why a suite ended as it did, for people.
reason() {
    case $1 in
    0) ;;
    124) echo " (timed out after $SUITE_SECONDS s)" ;;
    lost) echo ' (did not end)' ;;
    137) echo " (killed: memory, or its limit of $SUITE_SECONDS s)" ;;
    129 | 1[3-9][0-9]) echo " (crashed: signal $(($1 - 128)))" ;;
    *) [ "$2" -gt 0 ] || echo " (exit status $1)" ;;
    esac
}

# Prints what became of a suite and adds it to the sums.
report() {
    log=$(log_of "$1")
    status=$(cat "$log.status" 2>/dev/null) || status=lost
    # shellcheck disable=SC2046
    set -- "$(name_of "$1")" $(count "$log")
    name=$1 good=$2 bad=$3 skipped=$4
    note=$(reason "$status" "$bad")
    if [ "$bad" -eq 0 ]; then
        if [ "$status" != 0 ]; then bad=1; elif [ $((good + skipped)) -eq 0 ]; then bad=1 note=' (no case ran)'; fi
    fi
    [ "$skipped" -gt 0 ] && note="$note ($skipped skipped)"
    printf '%-44s %5d passed %5d failed%s\n' "$name" "$good" "$bad" "$note"
    if [ "$bad" -gt 0 ]; then
        grep -aE '^not ok |^\[  FAILED  \]|ERROR|runtime error|Assertion|: error' "$log" | head -n 40 | sed 's/^/    /'
        echo "    --- end of $log:"
        tail -n 20 "$log" | sed 's/^/    /'
    fi
    passed=$((passed + good)) failed=$((failed + bad))
}

# Prints the suites, one a line, in the order in which they start.
in_order_of_length() {
    for suite; do echo "$(name_of "$suite") $suite"; done |
        awk 'FILENAME != "-" { if (!/^#/) rank[$1] = FNR; next } { print ($1 in rank) ? rank[$1] : 1000000, NR, $2 }' "$LONG" - |
        sort -k1,1n -k2,2n | cut -d ' ' -f 3-
}

# Reads the suites that have ended and reports each as soon as all before it have.
report_all() {
    passed=0 failed=0
    while read -r _; do
        while [ $# -gt 0 ] && [ -e "$(log_of "$1").status" ]; do
            report "$1"
            shift
        done
    done
    for suite; do report "$suite"; done
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}

if [ "${RUN_SUITE:-}" = 1 ]; then
    unset RUN_SUITE
    run_suite "$1"
    echo "$1"
    exit 0
fi
# What an outer make was told is in the environment by name; its job server and flags aren't meant for suites.
unset MAKEFLAGS MAKEOVERRIDES MFLAGS
mkdir -p "$logs"
for suite; do
    : >"$(log_of "$suite")"
    rm -f "$(log_of "$suite").status"
done
in_order_of_length "$@" | tr '\n' '\0' | RUN_SUITE=1 xargs -0 -r -n 1 -P "$JOBS" sh "$0" | report_all "$@"
