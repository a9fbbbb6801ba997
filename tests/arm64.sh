#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is drawn has on arm64 the bits that it has here: cross-built, run by an emulator.
. tests/harness.sh
. tests/sampled.sh
: "${CC:=cc}"
cross=aarch64-linux-gnu-gcc
# shellcheck disable=SC2086
build_sampled "$scratch/here" $CC -ffp-contract=off -O2
here=$("$scratch/here")
[ "$here" = "$sampled_hash" ]
verdict 'the bits of this processor' $? "got $here" "wanted $sampled_hash"
for level in -O0 -O3; do
    build_sampled "$scratch/there$level" $cross -ffp-contract=off $level
    verdict "the sampled path builds for arm64 at $level" $?
    there=$(qemu-aarch64 -L /usr/aarch64-linux-gnu "$scratch/there$level" 2>&1)
    [ "$there" = "$sampled_hash" ]
    verdict "the same bits on arm64 at $level" $? "got $there" "wanted $sampled_hash"
done
build_path "$scratch/paths" $cross -ffp-contract=off -O2
there=$(qemu-aarch64 -L /usr/aarch64-linux-gnu "$scratch/paths" 2 2>&1)
[ "$there" = "$path_hash" ]
verdict 'the same data paths on arm64' $? "got $there" "wanted $path_hash"
# arm64 always has fused operations: without the flag that forbids them the bits differ.
build_sampled "$scratch/fused" $cross -ffp-contract=fast -O2
there=$(qemu-aarch64 -L /usr/aarch64-linux-gnu "$scratch/fused" 2>&1)
[ -n "$there" ] && [ "$there" != "$sampled_hash" ]
verdict 'fused operations are noticed' $? "got $there"
finish
