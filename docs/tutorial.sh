#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Prints docs/tutorial.md with what its commands print today. Commands are lines "    $ COMMAND" in order, in a directory of their own; a fence
# "```yaml FILE" writes FILE there. Usage: tutorial.sh PROGRAM
set -eu
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
page=$PWD/docs/tutorial.md
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir "$home/bin" "$home/work"
ln -s "$program" "$home/bin/warpcost"
PATH=$home/bin:$PATH
export PATH COLUMNS=80 LC_ALL=C
cd "$home/work"
skipping='' file=''
while IFS= read -r line; do
    case $line in
    '    $ '*)
        printf '%s\n' "$line"
        sh -c "${line#    \$ }" 2>&1 </dev/null | sed 's/^\(.\)/    \1/' || true
        skipping=1
        continue
        ;;
    '    '* | '') [ -z "$skipping" ] || continue ;;
    *)
        [ -z "$skipping" ] || echo
        skipping=
        ;;
    esac
    case $line in
    '```yaml '*) file=${line#'```yaml '} && : >"$file" ;;
    '```') file= ;;
    *) [ -z "$file" ] || printf '%s\n' "$line" >>"$file" ;;
    esac
    printf '%s\n' "$line"
done <"$page"
