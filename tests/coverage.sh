#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Lines reached by the tests, by file, from a build with --coverage (gcc). Usage: coverage.sh BUILD
set -eu
find "$1/src" -name '*.gcda' | LC_ALL=C sort | while read -r data; do
    gcov -n "$data" 2>/dev/null | awk '/^File .src\/.*\.c/ { file = $2 } /^Lines executed/ && file != "" { print file, $0; file = "" }'
done | tr -d "'" | sed 's/Lines executed:\([0-9.]*\)% of \([0-9]*\)/\1 \2/' | awk '
    { printf "%6.1f %%  %5d lines  %s\n", $2, $3, $1; reached += $2 / 100 * $3; lines += $3 }
    END { if (lines == 0) exit 1; printf "%6.1f %%  %5d lines  all\n", 100 * reached / lines, lines }'
