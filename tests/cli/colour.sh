#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Colour and width: only when asked or on a terminal, and NO_COLOR, TERM=dumb and --color rule in that order from weak to strong.
. tests/harness.sh
small=tests/fixtures/small.yaml
w=$WARPCOST
unset NO_COLOR COLUMNS

# coloured COMMAND...: yes or no, whether its standard output holds an escape; silent when there is none.
coloured() {
    "$@" >"$scratch/shown" 2>/dev/null
    if grep -aq "$(printf '\033')" "$scratch/shown"; then echo yes; elif [ -s "$scratch/shown" ]; then echo no; else echo silent; fi
}
says() {
    name=$1 wanted=$2
    shift 2
    got=$(coloured "$@")
    [ "$got" = "$wanted" ]
    verdict "$name" $? "coloured: $got"
}
# On a terminal: script gives the command one. (util-linux; TERM as given.)
terminal() { env TERM="$1" "$2" script -qec "$3" /dev/null; }

says 'a pipe has no colour' no "$w" help
says '--color=always' yes "$w" help --color=always
says '--color=always beats NO_COLOR' yes env NO_COLOR=1 "$w" help --color always
says '--color=always beats TERM=dumb' yes env TERM=dumb "$w" help --color always
says '--color=never' no "$w" help --color=never
says 'compare --color=always' yes "$w" compare --no-simulate "$small" --color=always
if script -qec 'test -t 1' /dev/null >/dev/null 2>&1; then
    says 'a terminal has colour' yes terminal xterm NOTHING=1 "$w help"
    says 'not with NO_COLOR' no terminal xterm NO_COLOR=1 "$w help"
    says 'but with an empty NO_COLOR' yes terminal xterm NO_COLOR= "$w help"
    says 'not when it is dumb' no terminal dumb NOTHING=1 "$w help"
    says 'not with --color=never' no terminal xterm NOTHING=1 "$w help --color=never"
else
    echo 'ok colour on a terminal # skip script(1) can get none here'
fi

"$w" compare --no-simulate "$small" --color=always 2>/dev/null | head -c 2000 >"$scratch/coloured"
"$w" compare --no-simulate "$small" --color=always -o "$scratch/file.txt" 2>/dev/null
[ "$(coloured cat "$scratch/file.txt")" = no ]
verdict 'a file never has colour' $?

widest() { LC_ALL=C.UTF-8 gawk '{ if (length($0) > most) most = length($0) } END { print most + 0 }' "$1"; }
for columns in 80 100 132 200; do
    "$w" compare --no-simulate "$small" --columns "$columns" >"$scratch/out"
    got=$(widest "$scratch/out")
    [ "$got" -le "$columns" ] && [ "$got" -gt 60 ]
    verdict "no line is wider than $columns columns" $? "widest: $got"
    COLUMNS=$columns "$w" compare --no-simulate "$small" >"$scratch/by-environment"
    same "$scratch/out" "$scratch/by-environment"
    verdict "COLUMNS=$columns does the same" $?
done
COLUMNS=20 "$w" compare --no-simulate "$small" >"$scratch/narrow"
"$w" compare --no-simulate "$small" --columns 80 >"$scratch/out"
same "$scratch/narrow" "$scratch/out"
verdict 'widths of the environment are clamped at 80' $?
COLUMNS=99999999999999999999 "$w" compare --no-simulate "$small" >"$scratch/wide"
"$w" compare --no-simulate "$small" --columns 200 >"$scratch/out"
same "$scratch/wide" "$scratch/out"
verdict 'and at 200' $?
for name in '' $("$w" help --format=names | tr ' ' '+'); do
    # shellcheck disable=SC2046
    "$w" help $(echo "$name" | tr '+' ' ') >"$scratch/out"
    got=$(widest "$scratch/out")
    [ "$got" -le 80 ] && [ "$got" -gt 20 ]
    verdict "help $name fits 80 columns" $? "widest: $got"
done
finish
