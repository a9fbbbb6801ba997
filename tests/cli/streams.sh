#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Nothing is lost in silence: full disks, closed pipes and closed streams end with exit code 5; files are whole or not there.
. tests/harness.sh
small=tests/fixtures/small.yaml
w=$WARPCOST
cd_out=$scratch/files
mkdir "$cd_out"

for arguments in "compare --no-simulate $small" "plan --no-simulate $small" "help" "--version" "help --format=bash" "prices list"; do
    expect "a full disk: $arguments" 5 '' "standard output: can't write: No space left on device" sh -c "'$w' $arguments >/dev/full"
    expect "a closed output: $arguments" 5 '' "standard output: can't write: Bad file descriptor" sh -c "'$w' $arguments >&-"
done
# The reader is gone before the first byte is written: the one that opened the pipe closes it before the program starts.
cat >"$scratch/pipe.sh" <<'END'
mkfifo "$2"
exec 3<>"$2" 4>"$2" 3>&-
exec "$1" help >&4
END
expect 'a closed pipe: 5, and nothing said' 5 '' '' sh "$scratch/pipe.sh" "$w" "$scratch/fifo"
expect 'a closed standard error' 2 '' '' sh -c "'$w' xyzzy 2>&-"
expect 'a closed standard input' 5 '' 'standard input: can' sh -c "'$w' compare --no-simulate - <&-"

expect 'files by suffix' 0 '' '' "$w" compare --no-simulate "$small" -o "$cd_out/a.txt" -o "$cd_out/b.json"
[ "$(head -c 1 "$cd_out/b.json")" = '{' ]
verdict 'the .json is JSON' $?
[ -s "$cd_out/a.txt" ] && [ "$(head -c 1 "$cd_out/a.txt")" != '{' ]
verdict 'the .txt is not' $?
expect 'standard output among the files' 0 '*' '' "$w" compare --no-simulate "$small" -o - -o "$cd_out/c.txt"
verdict 'something was printed' "$([ -s "$scratch/out" ]; echo $?)"
expect 'a name without suffix takes --format' 0 '' '' "$w" compare --no-simulate "$small" --format json -o"$cd_out/run"
verdict 'and is JSON' "$(same "$cd_out/run" "$cd_out/b.json"; echo $?)" 'differs from the .json of the same run'
expect 'a directory that is not there' 5 '' "nowhere/x.txt: can't" "$w" compare --no-simulate "$small" -o "$cd_out/nowhere/x.txt"
expect 'the other file is still written' 5 '' "nowhere/x.txt: can't" "$w" compare --no-simulate "$small" -o "$cd_out/nowhere/x.txt" -o "$cd_out/d.txt"
verdict 'whole' "$(same "$cd_out/d.txt" "$cd_out/a.txt"; echo $?)"
expect 'a full device as a file' 5 '' "/dev/full: can't write: No space left on device" "$w" compare --no-simulate "$small" --format text -o /dev/full
[ "$(cd "$cd_out" && echo *)" = 'a.txt b.json c.txt d.txt run' ]
verdict 'nothing half-written is left behind' $? "$(ls "$cd_out")"

# Same input, same bytes: neither threads nor where the output goes bear on content.
for threads in 1 2 7; do
    "$w" compare --no-simulate "$small" --format json --threads "$threads" >"$cd_out/threads$threads.json"
    verdict "the same bytes on $threads threads" "$(same "$cd_out/threads$threads.json" "$cd_out/b.json"; echo $?)"
done
finish
