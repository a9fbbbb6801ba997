#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Everything under gcc and clang, unoptimised and optimised, with sanitizers, and the unit tests under valgrind. Warnings are
# failures. The same runs must come out byte for byte, whatever built them. MATRIX_COMPILERS and MATRIX_KINDS choose a part; mutants are
# tried once, not by each, since they say something of tests and nothing of compilers.
. tests/harness.sh
: "${MAKE:=make}" "${MATRIX_JOBS:=2}" "${MATRIX_COMPILERS:=gcc clang}" "${MATRIX_KINDS:=-O0 -O2 -O3 san}"
first=
for compiler in $MATRIX_COMPILERS; do
    for kind in $MATRIX_KINDS; do
        if [ "$kind" = san ]; then variant=san opt=-O1; else variant=release opt=$kind; fi
        build=build/matrix/$compiler$kind
        log=$scratch/$compiler$kind.log
        $MAKE -j"$MATRIX_JOBS" all test-programs BUILD="$build" VARIANT=$variant OPT="$opt" CC=$compiler >"$log" 2>&1
        verdict "$compiler $kind builds" $? "$(grep -m 5 'error' "$log")"
        [ "$(grep -c 'warning:' "$log")" -eq 0 ]
        verdict "$compiler $kind has no warnings" $? "$(grep -m 5 'warning:' "$log")"
        if [ -z "$first" ]; then skip=; else skip=tests/check/mutants.sh; fi
        $MAKE check BUILD="$build" VARIANT=$variant OPT="$opt" CC=$compiler NO_DEPS=1 SKIP="$skip" >"$log" 2>&1
        verdict "$compiler $kind: $(tail -n 30 "$log" | grep -a ' passed, ' | tail -n 1)" $? "$(grep -aE '^    not ok|[1-9][0-9]* failed' "$log" | head -n 10)"
        for workload in tests/fixtures/small.yaml examples/*.yaml scenarios/*.yaml scenarios/published/*.yaml; do
            [ -e "$workload" ] && "$build/warpcost" compare --no-simulate --format=json "$workload" 2>/dev/null
        done >"$scratch/$compiler$kind.json"
        [ -n "$first" ] || first=$scratch/$compiler$kind.json
        [ -s "$first" ] && cmp -s "$first" "$scratch/$compiler$kind.json"
        verdict "$compiler $kind computes the same bytes" $? "$(cmp "$first" "$scratch/$compiler$kind.json" 2>&1)"
    done
done
set -- $MATRIX_COMPILERS
plain=build/matrix/$1-O0
$MAKE -j"$MATRIX_JOBS" all test-programs BUILD="$plain" OPT=-O0 CC="$1" >"$scratch/log" 2>&1
verdict "$1 -O0 for valgrind builds" $? "$(grep -m 5 'error' "$scratch/log")"
for test in "$plain"/tests/test_*; do
    case $test in *.d) continue ;; esac
    valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite "$test" >"$scratch/log" 2>&1
    verdict "valgrind ${test##*/}" $? "$(tail -n 10 "$scratch/log")"
done
finish
