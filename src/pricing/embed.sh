#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Writes assembly that holds the named files and the table of pricing/embedded.h. Usage: embed.sh FILE… >embedded.S
set -eu
# A reference from data to data needs relocation in a position-independent program, hence .data.rel.ro.
echo '.section .rodata'
number=0
for file; do
    printf 'name_%d: .asciz "%s"\nbegin_%d: .incbin "%s"\nend_%d: .byte 0\n' \
        "$number" "$file" "$number" "$file" "$number"
    number=$((number + 1))
done
echo '.section .data.rel.ro, "aw"'
echo '.balign 8'
echo '.globl EMBEDDED_FILES'
echo '.hidden EMBEDDED_FILES'
echo 'EMBEDDED_FILES:'
number=0
for file; do
    printf '.quad name_%d, begin_%d, end_%d\n' "$number" "$number" "$number"
    number=$((number + 1))
done
echo '.quad 0, 0, 0'
echo '.section .note.GNU-stack, "", @progbits'
