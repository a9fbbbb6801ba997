#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# -o x.pdf: a stand-in for the browser shows what is asked of it; one that fails, hangs or isn't there leaves no file.
. tests/harness.sh
w=$(cd "$(dirname "$WARPCOST")" && pwd)/$(basename "$WARPCOST")
"$w" compare --no-simulate tests/fixtures/small.yaml -o "$scratch/run.json"
mkdir "$scratch/bin" "$scratch/none" "$scratch/tmp"
stand_in() { # stand_in NAME: a browser whose script is standard input
    { echo '#!/bin/sh'; cat; } >"$scratch/bin/$1"
    chmod +x "$scratch/bin/$1"
}
with() { # with DIRECTORY ARGUMENT...: warpcost with a PATH of this directory and the system's tools, without its browsers
    directory=$1
    shift
    mkdir -p "$scratch/tools"
    for tool in sh sleep cat cp sed; do ln -sf "$(command -v $tool)" "$scratch/tools/$tool"; done
    PATH=$directory:$scratch/tools TMPDIR=$scratch/tmp "$w" "$@"
}
left() { find "$scratch/tmp" -mindepth 1 | head -n 3; }

for name in chromium chromium-browser google-chrome; do
    rm -f "$scratch/bin"/*
    stand_in $name <<'END'
for argument; do
    case $argument in
    --print-to-pdf=*) to=${argument#*=} ;;
    file://*) from=${argument#file://} ;;
    esac
done
{ echo '%PDF-1.4'; cat "$from"; } >"$to"
END
    expect "$name prints a page" 0 '' '' with "$scratch/bin" report "$scratch/run.json" --today 2026-07-20 -o "$scratch/a.pdf" -o "$scratch/a.html"
    { echo '%PDF-1.4'; cat "$scratch/a.html"; } | cmp -s - "$scratch/a.pdf" && [ -z "$(left)" ]
    verdict "$name: it is the page, and nothing is left" $? "$(left)"
done
expect 'compare prints it too' 0 '' '' with "$scratch/bin" compare --no-simulate tests/fixtures/small.yaml -o "$scratch/b.pdf"
expect 'and render' 0 '%PDF-1.4' '' with "$scratch/bin" render "$scratch/run.json" --format pdf

expect 'no browser' 5 '' 'a PDF needs Chromium or Chrome, and PATH has neither' with "$scratch/none" report "$scratch/run.json" -o "$scratch/no.pdf"
echo 'exit 3' | stand_in google-chrome
expect 'a browser that fails' 5 '' 'made no PDF' with "$scratch/bin" report "$scratch/run.json" -o "$scratch/no.pdf"
echo 'exit 0' | stand_in google-chrome
expect 'a browser that prints nothing' 5 '' 'made no PDF' with "$scratch/bin" report "$scratch/run.json" -o "$scratch/no.pdf"
[ ! -e "$scratch/no.pdf" ] && [ -z "$(left)" ]
verdict 'leave no file' $? "$(left)"

printf 'sleep 50 & echo $! >%s\nwait\n' "$scratch/child" | stand_in google-chrome
with "$scratch/bin" report "$scratch/run.json" -o "$scratch/no.pdf" 2>"$scratch/err" &
job=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do [ -s "$scratch/child" ] || sleep 0.1; done
child=$(cat "$scratch/child")
program=$(sed 's/.*) . //; s/ .*//' "/proc/$child/stat") # the stand-in, whose parent is the program
program=$(sed 's/.*) . //; s/ .*//' "/proc/$program/stat")
kill "$program"
wait "$job"
runs() { [ -e "/proc/$1/stat" ] && ! grep -q ') [ZX]' "/proc/$1/stat"; }
for _ in 1 2 3 4 5 6 7 8 9 10; do runs "$child" && sleep 0.1; done
[ ! -e "$scratch/no.pdf" ] && [ -z "$(left)" ] && ! runs "$child"
verdict 'one that hangs ends with the program, and leaves no file' $? "$(left) $(cat "$scratch/err")"
finish
