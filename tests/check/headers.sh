#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each header compiles alone, and twice.
. tests/harness.sh
for header in $(find src tests -name '*.h' | LC_ALL=C sort); do
    name=${header#src/}
    name=${name#tests/}
    printf '#include "%s"\n#include "%s"\n' "$name" "$name" >"$scratch/alone.c"
    # shellcheck disable=SC2086
    ${CC:-cc} -std=c11 -Wall -Wextra -Werror -D_GNU_SOURCE -Isrc -Itests -fsyntax-only "$scratch/alone.c" 2>"$scratch/err"
    verdict "header $header" $? "$(head -n 3 "$scratch/err")"
done
finish
