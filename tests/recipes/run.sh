#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Carry out the recipes of docs/design.md on a copy of the tree. Each NAME.patch is applied, built, seen in every output by NAME.sh
# (sourced, with $w the program and $tree the copy), and taken back. "# files of src: N" in NAME.sh bounds what the patch touches.
# Usage: run.sh [NAME]...
. tests/harness.sh
recipes=$PWD/tests/recipes tree=$PWD/build/recipes
[ $# -gt 0 ] || set -- $(cd "$recipes" && ls ./*.patch | sed 's|^\./||; s|\.patch$||')
unset MAKEFLAGS MAKEOVERRIDES MFLAGS
build() { "${MAKE:-make}" -C "$tree" -s -j2 CC="${CC:-cc}" CFLAGS="${CFLAGS:-} -Werror" VARIANT=release OPT=-O1 BUILD=build all; }

# The copy follows the tree and keeps what it has built; a source is only touched when it differs.
mkdir -p "$tree"
git ls-files --cached --others --exclude-standard | while read -r file; do [ -f "$file" ] && echo "$file"; done >"$scratch/files"
(cd "$tree" && find . -type f ! -path './build/*' | sed 's|^\./||' | sort) >"$scratch/there"
sort "$scratch/files" | comm -13 - "$scratch/there" | while read -r stale; do rm -f "$tree/$stale"; done
while read -r file; do
    cmp -s "$file" "$tree/$file" && continue
    mkdir -p "$tree/$(dirname "$file")"
    cp "$file" "$tree/$file"
done <"$scratch/files"

for recipe; do
    patch=$recipes/$recipe.patch
    touched=$(grep -c '^+++ b/src/' "$patch")
    bound=$(sed -n 's/^# files of src: //p' "$recipes/$recipe.sh")
    [ "$touched" -ge 1 ] && [ "$touched" -le "$bound" ]
    verdict "$recipe: touches $touched files of src" $? "at most $bound were promised"
    if ! patch -d "$tree" -s -p1 <"$patch" >"$scratch/patched" 2>&1; then
        fail "$recipe: the patch applies" "$(head -n 20 "$scratch/patched")"
        patch -d "$tree" -s -f -R -p1 <"$patch" >"$scratch/unpatched" 2>&1 || rm -rf "$tree"
        continue
    fi
    if build >"$scratch/build" 2>&1; then
        pass "$recipe: builds without a warning"
        w=$tree/build/warpcost
        # shellcheck source=/dev/null
        . "$recipes/$recipe.sh"
    else
        fail "$recipe: builds without a warning" "$(tail -n 20 "$scratch/build")"
    fi
    patch -d "$tree" -s -R -p1 <"$patch"
    find "$tree" -name '*.orig' -delete
done
finish
