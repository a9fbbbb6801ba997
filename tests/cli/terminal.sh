#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a terminal shows while latencies are simulated: costs first, which the result replaces; how far the simulation is;
# and what an interrupt leaves. The clock stands or goes on by CLOCK_STEP_NS whenever it is read, so that nothing here
# depends on how fast a machine is.
. tests/harness.sh
w=$WARPCOST
unset CI COLUMNS NO_COLOR
export TERM=xterm LC_ALL=C.UTF-8
if ! "${CC%% *}" --version >/dev/null 2>&1 || ! ${CC:-cc} -shared -fPIC -D_GNU_SOURCE -o "$scratch/clock.so" tests/tools/stepped_clock.c; then
    echo 'ok terminal # skip no library can be loaded before the C library'
    finish
fi
cat >"$scratch/two.yaml" <<'YAML'
name: two
region: us-east-1
topics:
  - {name: orders, produce: {rate: 3 MB/s, record_size: 1 KiB, producers: 9}, consume: {groups: 2}, partitions: 12, retention: 2d}
objectives: {produce_p99: 700ms}
simulation: {precision: 30%}
architectures: [kafka-tuned, msk-express, warpstream]
YAML
shown() { # shown STEP_NS ROWS COLUMNS ARGUMENT...: into $scratch/shown; the last two lines are status and bytes
    step=$1
    shift
    CLOCK_STEP_NS=$step /usr/bin/python3 tests/cli/terminal.py "$@" >"$scratch/seen" 2>&1
    tail -n 1 "$scratch/seen" >"$scratch/bytes"
    head -n -1 "$scratch/seen" >"$scratch/shown"
}
preload="LD_PRELOAD=$scratch/clock.so ASAN_OPTIONS=verify_asan_link_order=0"
has() { # has NAME FILE WORDS
    grep -qF -e "$3" "$2"
    verdict "$1" $? "$(head -c 1500 "$2")"
}
"$w" compare "$scratch/two.yaml" --columns 80 >"$scratch/wanted"
{ cat "$scratch/wanted"; echo; echo 'status 0'; } >"$scratch/whole"

# The result stands where the costs were, at any width and height that holds them, whatever the colour.
for size in '40 80 TERM=xterm' '30 100 NO_COLOR=1' '24 60 TERM=xterm' '24 132 TERM='; do
    # shellcheck disable=SC2086
    set -- $size
    shown 0 "$1" "$2" env "$3" "$w" compare "$scratch/two.yaml" --columns 80
    if [ "$2" -ge 80 ]; then cmp -s "$scratch/shown" "$scratch/whole"; else
        tr -d '\n ' <"$scratch/shown" >"$scratch/squeezed"
        tr -d '\n ' <"$scratch/whole" | cmp -s - "$scratch/squeezed"; fi
    verdict "at $1 x $2, $3: what a pipe gets" $? "$(cat "$scratch/shown")"
    has "at $1 x $2, $3: costs were drawn first" "$scratch/bytes" 'Simulating latencies; --no-simulate leaves them out'
done
# Where nothing can be erased the result follows the costs.
for size in '8 80 TERM=xterm' '40 80 TERM=dumb'; do
    # shellcheck disable=SC2086
    set -- $size
    shown 0 "$1" "$2" env "$3" "$w" compare "$scratch/two.yaml" --columns 80
    [ "$(grep -c '^option ' "$scratch/shown")" = 2 ] && ! grep -q '\\x1b\[[0-9]*[AJ]' "$scratch/bytes"
    verdict "$1 rows, $3: costs stay, and the result is below" $? "$(cat "$scratch/shown")"
done
# Others get the result alone.
"$w" compare "$scratch/two.yaml" --columns 80 >"$scratch/piped" 2>"$scratch/err" && cmp -s "$scratch/piped" "$scratch/wanted" && [ ! -s "$scratch/err" ]
verdict 'a pipe has neither costs nor progress before' $?
shown 0 40 80 env CI=true "$w" compare "$scratch/two.yaml" --columns 80
! grep -q 'Simulating' "$scratch/bytes"
verdict 'nor has the log of a CI runner' $? "$(cat "$scratch/bytes")"
shown 0 40 80 "$w" compare "$scratch/two.yaml" -o "$scratch/run.json"
! grep -q 'Simulating' "$scratch/bytes" && "$w" compare "$scratch/two.yaml" -o "$scratch/other.json" && cmp -s "$scratch/run.json" "$scratch/other.json"
verdict 'nor a run that is written to a file' $? "$(cat "$scratch/bytes")"

# Progress: each simulation by number, name, percent and time left, the hint, and nothing of it at the end. MSK Express isn't simulated.
# shellcheck disable=SC2086
shown 700000000 40 80 env $preload "$w" compare "$scratch/two.yaml" --threads 1 --columns 80
cmp -s "$scratch/shown" "$scratch/whole"
verdict 'no progress is left over' $? "$(cat "$scratch/shown")"
has 'the first of two' "$scratch/bytes" 'simulating kafka-tuned (1 of 2)'
has 'the second' "$scratch/bytes" 'simulating warpstream (2 of 2): '
has 'the hint' "$scratch/bytes" '; --no-simulate takes '
said=$(/usr/bin/python3 - "$scratch/bytes" 2>&1 <<'PYTHON'
import re
import sys
raw = open(sys.argv[1], encoding="utf-8").read()
for name in ("kafka-tuned", "warpstream"):
    parts = [(int(share), int(left)) for share, left in re.findall(rf"simulating {name} \(\d of 2\): (\d+) %, (\d+) (?:s|min) left", raw)]
    shares = [share for share, _ in parts]
    assert len(set(shares)) > 5 and shares[0] < 50 and max(shares) <= 100, (name, shares)
    assert name == "kafka-tuned" or shares[-1] > 70, shares  # the other is precise enough at the first look
    assert all(left >= 1 for _, left in parts), parts
PYTHON
)
verdict 'percent and time left within an architecture' $? "$said"
# shellcheck disable=SC2086
shown 700000000 40 30 env $preload "$w" compare "$scratch/two.yaml" --threads 1
! tr '\r' '\n' <"$scratch/shown" | grep -q 'simulating'
verdict 'a narrow terminal cuts the status line, which is erased' $? "$(cat "$scratch/shown")"
# shellcheck disable=SC2086
shown 0 40 80 env $preload "$w" compare "$scratch/two.yaml"
! grep -q 'simulating' "$scratch/bytes"
verdict 'no progress when it is quick' $? "$(cat "$scratch/bytes")"

# An interrupt: costs stay, the status line goes, no file is left, and the program dies by the signal. The simulation would take hours.
sed 's/precision: 30%/precision: 0.1%, max_duration: 100000 s, max_events: 1e12/' "$scratch/two.yaml" >"$scratch/long.yaml"
mkdir "$scratch/empty"
# shellcheck disable=SC2086
shown 700000000 40 80 --until 'simulating kafka-tuned (1 of 2)' env $preload "$w" compare "$scratch/long.yaml" -o - -o "$scratch/empty/run.json"
has 'an interrupt: costs stay' "$scratch/shown" '$/year'
has 'it says what is missing' "$scratch/shown" 'interrupted: latencies were not simulated'
has 'the signal is what the program dies by' "$scratch/shown" 'status -2'
! grep -q 'simulating\|\^C' "$scratch/shown" && [ -z "$(ls "$scratch/empty")" ]
verdict 'neither a status line nor a file is left' $? "$(cat "$scratch/shown")"
# shellcheck disable=SC2086
shown 700000000 40 80 --until 'simulating kafka-tuned (1 of 2)' env $preload "$w" report "$scratch/long.yaml" -o "$scratch/empty/run.html"
[ "$(cat "$scratch/shown")" = "$(printf '\nstatus -2')" ] && [ -z "$(ls "$scratch/empty")" ]
verdict 'a report that is interrupted leaves nothing' $? "$(cat "$scratch/shown")"
finish
