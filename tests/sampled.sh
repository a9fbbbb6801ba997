# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# What the checks of "the same bits everywhere" share (tests/check/same-bits.sh, tests/arm64.sh): building the program that prints a hash
# of what is sampled. Source it from the project's root.

# What the program needs: nothing beyond the sampled path and the C library.
sampled_sources='tests/tools/sampling_hash.c src/base/fp.c src/sim/draw/random.c src/sim/draw/variate.c src/sim/draw/lanes.c src/sim/draw/lanes_avx2.c src/sim/draw/lanes_avx512.c'

# The hash that all agree on; a change of what is drawn changes it, and is to be said in CHANGELOG.md.
sampled_hash=$(cat tests/fixtures/sampling.hash)

# build_sampled PROGRAM COMPILER FLAGS...
build_sampled() {
    program=$1
    shift
    # shellcheck disable=SC2068,SC2086
    $@ -std=c11 -D_GNU_SOURCE -Isrc -o "$program" $sampled_sources -lm
}

# Whole data paths: all of src/sim and what it rests on.
path_sources="tests/tools/path_hash.c $(echo src/sim/*/*.c) $(echo src/base/*.c | tr ' ' '\n' | grep -v -e sha256 -e json -e file_kind -e csv -e table -e cell -e samples | tr '\n' ' ')"
path_hash=$(cat tests/fixtures/path.hash)

# build_path PROGRAM COMPILER FLAGS...
build_path() {
    program=$1
    shift
    # shellcheck disable=SC2068,SC2086
    $@ -std=c11 -D_GNU_SOURCE -Isrc -o "$program" $path_sources -lpthread -lm
}
