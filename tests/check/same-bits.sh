#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is drawn has the same bits however it is compiled, whatever the processor can do, and whatever the C library believes that it can.
. tests/harness.sh
. tests/sampled.sh
: "${CC:=cc}"

# same NAME COMMAND...: prints the hash. Exit code 3: not on this processor.
same() {
    name=$1
    shift
    got=$("$@" 2>&1)
    case $? in
    0) [ "$got" = "$sampled_hash" ]; verdict "$name" $? "got $got" "wanted $sampled_hash" ;;
    3) echo "ok $name # skip not on this processor" ;;
    *) fail "$name" "$got" ;;
    esac
}

for level in -O0 -O2 -O3; do
    # shellcheck disable=SC2086
    build_sampled "$scratch/hash$level" $CC -ffp-contract=off $level
    verdict "the sampled path alone builds at $level" $?
    same "the same bits at $level" "$scratch/hash$level"
done
program=$scratch/hash-O2
for lanes in one AVX2 AVX-512; do same "the same bits by lanes: $lanes" "$program" $lanes; done
same 'the same bits one by one' "$program" alone
for off in -AVX512F,-AVX512DQ,-AVX512VL,-AVX512BW -FMA,-AVX2 -FMA,-FMA4,-AVX2,-AVX,-AVX512F,-XSAVE,-XSAVEC; do
    same "the same bits while the C library is told $off" env GLIBC_TUNABLES="glibc.cpu.hwcaps=$off" "$program"
done

# Simulated data paths: whatever the compiler does, and however many threads there are.
for level in -O0 -O3; do
    # shellcheck disable=SC2086
    build_path "$scratch/path$level" $CC -ffp-contract=off $level
    verdict "the data paths alone build at $level" $?
    for threads in 1 2 7; do
        got=$("$scratch/path$level" $threads 2>&1)
        [ "$got" = "$path_hash" ]
        verdict "the same paths at $level on $threads threads" $? "got $got" "wanted $path_hash (tests/fixtures/path.hash: a change of what is simulated renews it)"
    done
done
got=$(GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-AVX2,-AVX512F "$scratch/path-O3" 2>&1)
[ "$got" = "$path_hash" ]
verdict 'the same paths while the C library is told of no FMA, AVX2 and AVX-512' $? "got $got"

# The check sees what it is for: multiplications fused into additions.
if [ "$(uname -m)" = x86_64 ] && grep -qw fma /proc/cpuinfo; then
    # shellcheck disable=SC2086
    build_sampled "$scratch/fused" $CC -ffp-contract=fast -O2 -mfma
    got=$("$scratch/fused" one)
    [ -n "$got" ] && [ "$got" != "$sampled_hash" ]
    verdict 'fused operations are noticed' $? "got $got"
else
    echo 'ok fused operations are noticed # skip not on this processor'
fi
finish
