#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Prints README.md with the output that it shows as the program gives it today: after a line "    $ warpcost ARGUMENTS" in a
# code block, up to the end of the block, what the command prints up to its table of latencies.
# Usage: readme.sh PROGRAM
set -eu
program=$1
shown=$(mktemp)
trap 'rm -f "$shown"' EXIT
arguments=$(sed -n 's/^    \$ warpcost //p' README.md | head -n 1)
# shellcheck disable=SC2086 # a line of arguments
"$program" $arguments --columns 100 --color never | awk '/^measured from the scheduled/ { done = 1 } !done { print }' | sed 's/^\(.\)/    \1/' >"$shown"
awk -v shown="$shown" '
    /^    \$ warpcost / && !done { print; while ((getline line < shown) > 0) print line; skipping = 1; done = 1; next }
    skipping && /^[^ ]/ { skipping = 0; print "" }
    !skipping' README.md
