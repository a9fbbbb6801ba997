#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A file includes only headers of its own layer and of those that tests/check/layers.txt allows it.
. tests/harness.sh

# Prints "FILE:LINE includes HEADER" for each include that isn't allowed, below the directory $1.
offences() {
    (cd "$1" && find . -mindepth 2 -name '*.[ch]' -o -mindepth 2 -name '*.def' | sed 's|^\./||' | LC_ALL=C sort) | while read -r file; do
        layer=${file%%/*}
        allowed=$(awk -v layer="$layer" '$1 == layer { print }' tests/check/layers.txt)
        [ -n "$allowed" ] || echo "$file: layer $layer is not in tests/check/layers.txt"
        grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' "$1/$file" | sed 's/#[[:space:]]*include//' | tr -d ' "\t' | while IFS=: read -r line header; do
            case $header in */*) of=${header%%/*} ;; *) of='(no layer)' ;; esac
            case " $allowed " in *" $of "*) ;; *) echo "$file:$line includes $header" ;; esac
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
mkdir -p "$scratch/bad/cost" "$scratch/bad/sim" "$scratch/bad/nowhere"
printf '#include "sim/engine.h"\n' >"$scratch/bad/cost/a.c"
printf '\n  #  include "model/batch.h"\n#include "base/text.h"\n' >"$scratch/bad/sim/b.h"
printf '#include "local.h"\n' >"$scratch/bad/sim/c.c"
touch "$scratch/bad/nowhere/d.c"
got=$(offences "$scratch/bad" | tr '\n' ';')
wanted='cost/a.c:1 includes sim/engine.h;nowhere/d.c: layer nowhere is not in tests/check/layers.txt;sim/b.h:2 includes model/batch.h;sim/c.c:1 includes local.h;'
[ "$got" = "$wanted" ]
verdict 'planted includes are found' $? "got $got" "wanted $wanted"
finish
