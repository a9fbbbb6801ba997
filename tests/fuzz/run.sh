#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzzes each reader: tests/fuzz/fuzz_X.c with the corpus tests/fuzz/corpus/X, for FUZZ_SECONDS (60) each. Then shows that it could
# have found something: at least 90 % of the lines of the files in its first line ("// covers: FILE...") are reached, and each
# planted fault tests/fuzz/faults/X-N.patch is found within 60 s. Usage: run.sh [X...]
. tests/harness.sh
: "${FUZZ_SECONDS:=60}" "${FAULT_SECONDS:=60}" "${FUZZ_CC:=clang}"
COVERED_PERCENT_MIN=90
LENGTH_MAX=65536
llvm() { if command -v "llvm-$1" >/dev/null 2>&1; then echo "llvm-$1"; else ls /usr/bin/llvm-"$1"-* 2>/dev/null | sort -V | tail -n 1; fi; }
profdata=$(llvm profdata) cov=$(llvm cov)
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1
: "${MAKE:=make}"

# build TREE VARIANT: the fuzzer of the target in TREE, with what is built there already.
build() {
    $MAKE -C "$1" -s "build/$2/fuzz/fuzz_$target" VARIANT="$2" BUILD="build/$2" CC="$FUZZ_CC" NO_DEPS=1 >"$work/build.log" 2>&1
}

fuzz_one() {
    target=$1
    work=$scratch/$target
    mkdir -p "$work/corpus"
    [ -d "tests/fuzz/corpus/$target" ] && cp -r "tests/fuzz/corpus/$target/." "$work/corpus/"
    build . fuzz || { fail "fuzz $target builds" "$(grep -m 5 error "$work/build.log")"; return; }
    cp "build/fuzz/fuzz/fuzz_$target" "$work/fuzzer"
    (cd "$work" && ./fuzzer corpus -max_total_time="$FUZZ_SECONDS" -max_len=$LENGTH_MAX -timeout=10 -rss_limit_mb=2048 -print_final_stats=1) \
        >"$work/fuzz.log" 2>&1
    status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/fuzz.log")
    verdict "fuzz $target: nothing found in ${FUZZ_SECONDS} s, ${runs:-0} runs" "$status" "$(tail -n 25 "$work/fuzz.log")"
    [ "$status" -eq 0 ] || { mkdir -p build/findings && cp "$work"/crash-* "$work"/timeout-* "$work"/oom-* build/findings/ 2>/dev/null; }
    cover_one
    for fault in tests/fuzz/faults/"$target"-*.patch; do
        [ -e "$fault" ] && fault_one "$fault"
    done
}

# Line coverage of the files that the target is for, after the fuzzing above.
cover_one() {
    files=$(sed -n '1s|^// covers: *||p' "tests/fuzz/fuzz_$target.c")
    [ -n "$files" ] || { fail "fuzz $target says what it covers" "the first line is no '// covers: FILE...'"; return; }
    build . reach || { fail "fuzz $target builds for coverage" "$(grep -m 5 error "$work/build.log")"; return; }
    covered_program=$PWD/build/reach/fuzz/fuzz_$target
    (cd "$work" && LLVM_PROFILE_FILE=raw "$covered_program" corpus -runs=0 -max_len=$LENGTH_MAX >cover.log 2>&1)
    "$profdata" merge -o "$work/profile" "$work/raw"
    for file in $files; do
        "$cov" export -summary-only -instr-profile="$work/profile" "$covered_program" "$file" >"$work/summary.json" 2>/dev/null
        sed 's/.*"totals"//; s/.*"lines":{"count":\([0-9]*\),"covered":\([0-9]*\).*/\1 \2/' "$work/summary.json" | tail -n 1 >"$work/lines"
        count=0 covered=0
        read -r count covered <"$work/lines" || true # a last line without its end still is read
        [ "${count:-0}" -gt 0 ] && [ $((covered * 100)) -ge $((count * COVERED_PERCENT_MIN)) ]
        verdict "fuzz $target reaches $covered of $count lines of $file" $? "at least $COVERED_PERCENT_MIN % are wanted"
    done
}

fault_one() {
    tree=$scratch/tree
    rm -rf "$tree" && mkdir -p "$tree/build" "$tree/tests"
    cp -a Makefile include src pricing "$tree/" 2>/dev/null
    cp -a tests/fuzz tests/fixtures tests/oracles "$tree/tests/" 2>/dev/null
    cp -a build/fuzz "$tree/build/"
    (cd "$tree" && patch -s -p1) <"$1" || { fail "$1 applies"; return; }
    build "$tree" fuzz || { fail "$1 builds" "$(grep -m 5 error "$work/build.log")"; return; }
    cp "$tree/build/fuzz/fuzz/fuzz_$target" "$work/faulty"
    rm -rf "$work/again" && mkdir "$work/again"
    [ -d "tests/fuzz/corpus/$target" ] && cp -r "tests/fuzz/corpus/$target/." "$work/again/"
    begin=$(date +%s)
    (cd "$work" && ./faulty again -max_total_time="$FAULT_SECONDS" -max_len=$LENGTH_MAX -timeout=10 -rss_limit_mb=2048) >"$work/fault.log" 2>&1
    status=$?
    [ "$status" -ne 0 ] && grep -qE 'ERROR: AddressSanitizer|runtime error|ERROR: libFuzzer|Assertion' "$work/fault.log"
    verdict "$1 is found ($(($(date +%s) - begin)) s)" $? "nothing in $FAULT_SECONDS s: $(tail -n 3 "$work/fault.log")"
}

if [ $# -eq 0 ]; then
    # shellcheck disable=SC2046
    set -- $(ls tests/fuzz/fuzz_*.c 2>/dev/null | sed 's|.*/fuzz_\(.*\)\.c|\1|')
fi
for one; do fuzz_one "$one"; done
[ $# -gt 0 ] || echo 'ok fuzz # skip there are no targets'
finish
