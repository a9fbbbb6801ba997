#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A file includes only headers of its own layer and of those that tests/check/layers.txt allows it.
. tests/harness.sh

# The layer of a path below src: its folder, or its two folders where layers.txt has a row for these.
layer_of() {
    folder=${1%/*}
    case $folder in
    "$1") echo '(no layer)' ;;
    */*) if grep -q "^$folder " tests/check/layers.txt; then echo "$folder"; else echo "${folder%%/*}"; fi ;;
    *) echo "$folder" ;;
    esac
}

# Prints "FILE:LINE includes HEADER" for each include that isn't allowed, below the directory $1.
offences() {
    (cd "$1" && find . -mindepth 2 -name '*.[ch]' -o -mindepth 2 -name '*.def' | sed 's|^\./||' | LC_ALL=C sort) | while read -r file; do
        layer=$(layer_of "$file")
        allowed=$(awk -v layer="$layer" '$1 == layer { print }' tests/check/layers.txt)
        [ -n "$allowed" ] || echo "$file: layer $layer is not in tests/check/layers.txt"
        grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' "$1/$file" | sed 's/#[[:space:]]*include//' | tr -d ' "\t' | while IFS=: read -r line header; do
            of=$(layer_of "$header")
            case " $allowed " in *" $of "* | *" ${of%%/*} "* | *" =$of "*) ;; *) echo "$file:$line includes $header" ;; esac
        done
    done
}

for layer in $(cd src && ls -d */ | tr -d /); do
    mkdir -p "$scratch/one" && rm -rf "$scratch/one/"* && cp -r "src/$layer" "$scratch/one/"
    found=$(offences "$scratch/one")
    [ -z "$found" ]
    verdict "includes of src/$layer" $? "$found"
done

# The check sees what it is for.
mkdir -p "$scratch/bad/cost" "$scratch/bad/sim/draw" "$scratch/bad/nowhere"
printf '#include "sim/engine/kernel.h"\n' >"$scratch/bad/cost/a.c"
printf '\n  #  include "model/batch.h"\n#include "base/text.h"\n' >"$scratch/bad/sim/draw/b.h"
printf '#include "local.h"\n#include "sim/part/link.h"\n' >"$scratch/bad/sim/draw/c.c"
touch "$scratch/bad/nowhere/d.c"
got=$(offences "$scratch/bad" | tr '\n' ';')
wanted='cost/a.c:1 includes sim/engine/kernel.h;nowhere/d.c: layer nowhere is not in tests/check/layers.txt;sim/draw/b.h:2 includes model/batch.h;'
wanted="${wanted}sim/draw/c.c:1 includes local.h;sim/draw/c.c:2 includes sim/part/link.h;"
[ "$got" = "$wanted" ]
verdict 'planted includes are found' $? "got $got" "wanted $wanted"
finish
