#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The waterfall from the command line: its document against the published schema and against runs with --set, its text at every
# width, and what is said when it can't be.
. tests/harness.sh
small=tests/fixtures/small.yaml
way=kafka-classic..kafka-tuned
w=$WARPCOST
compare() { "$w" compare --no-simulate --show-private "$@"; }
validate() { /usr/bin/python3 tests/cli/validate-run.py docs/run-document.schema.json "$1" 2>&1; }

# A waterfall, its reverse, added steps of each kind, one that can't stand, and one that has only one end.
number=0
while read -r arguments; do
    number=$((number + 1))
    # shellcheck disable=SC2086
    compare $small --format json $arguments >"$scratch/$number.json" 2>"$scratch/err"
    verdict "a document of $arguments" $? "$(cat "$scratch/err")"
    said=$(validate "$scratch/$number.json")
    verdict "it follows the schema: $arguments" $? "$said"
done <<END
--waterfall $way
--waterfall kafka-tuned..kafka-classic
--waterfall $way --waterfall-add zone-aware-produce --waterfall-add arm64 --waterfall-add reserved-1yr --waterfall-add reserved-3yr --waterfall-add discount=10%
--waterfall $way --waterfall-add search_max_nodes=1 --waterfall-add topics.events.retention=9d --waterfall-add load.peak_to_mean=2
--waterfall kafka-tuned..kafka-tuned --waterfall-add segment=64MiB
--waterfall kafka-tuned..kafka-tuned
END
[ "$number" -eq 6 ]
verdict 'all of them' $?

# An altered waterfall is refused: the check of it says something.
for change in 's/"step_usd": -/"step_usd": -1/' 's/"interacts": true/"interacts": false/' 's/"from_usd_per_year": /"from_usd_per_year": 1/'; do
    sed -e "$change" -e '3s/"sha256": "[^"]*"/"sha256": ""/' "$scratch/3.json" >"$scratch/bare.json"
    sed "3s/\"sha256\": \"\"/\"sha256\": \"$(sha256sum <"$scratch/bare.json" | cut -d ' ' -f 1)\"/" "$scratch/bare.json" >"$scratch/altered.json"
    ! same "$scratch/3.json" "$scratch/altered.json" && grep -q '"waterfall"' "$scratch/altered.json"
    verdict "altered: $change" $?
    said=$(validate "$scratch/altered.json")
    [ $? -eq 3 ]
    verdict "refused: $change" $? "$said"
done

# Each total is one that --set gives.
cat >"$scratch/total.py" <<'PYTHON'
import json
import sys
run = json.load(open(sys.argv[1]))
if len(sys.argv) > 2:
    print(run["waterfall"]["steps"][int(sys.argv[2])]["usd_per_year"])
else:
    print(run["architectures"][0]["usd_per_year"])
PYTHON
set --
step=0
while read -r overrides; do
    for override in $overrides; do
        case $override in *.*.*=* | pricing.*) ;; *) override=architectures.kafka-classic.$override ;; esac
        set -- "$@" --set "$override"
    done
    compare $small --show-private --format json --architecture kafka-classic "$@" >"$scratch/set.json"
    wanted=$(/usr/bin/python3 "$scratch/total.py" "$scratch/set.json")
    got=$(/usr/bin/python3 "$scratch/total.py" "$scratch/3.json" $step)
    [ -n "$wanted" ] && [ "$wanted" = "$got" ]
    verdict "the total after $overrides" $? "got $got, --set gives $wanted"
    step=$((step + 1))
done <<END
tiered_storage=true local_retention=6h
volume=gp3
fetch_from_follower=true zone_aware_consume=1
zone_aware_produce=1
processor=arm64
pricing.purchase=reserved-1yr-no-upfront
pricing.purchase=reserved-3yr-all-upfront
pricing.discount=10%
END
[ "$step" -eq 8 ]
verdict 'all steps' $?

# The older names of the two options.
for format in json text; do
    compare $small --format $format --waterfall $way --waterfall-add arm64 >"$scratch/new.$format"
    compare $small --format $format --ladder $way --ladder-add=arm64 | cmp - "$scratch/new.$format"
    verdict "--ladder is --waterfall: $format" $?
done
expect 'help names the new ones' 0 '--waterfall-add STEP' '' "$w" help compare

expect 'text has the waterfall' 0 'Waterfall from Classic Kafka to Tuned Kafka' '' compare $small --waterfall $way
expect 'what interacts shows the other order' 0 'reverse order: the step with the options taken' '' compare $small --waterfall $way
expect 'a step that cannot stand says why' 0 'search_max_nodes: 200 → 1: cannot carry this load: no instance type holds' '' \
    compare $small --columns 200 --waterfall $way --waterfall-add search_max_nodes=1
for columns in 80 81 100 120 200; do
    compare $small --columns $columns --waterfall $way --waterfall-add reserved-3yr --waterfall-add search_max_nodes=1 >"$scratch/text"
    widest=$(LC_ALL=C.UTF-8 awk '{ if (length($0) > most) most = length($0) } END { print most }' "$scratch/text")
    [ "$widest" -le $columns ]
    verdict "no line is wider than $columns" $? "$widest"
done
compare $small --threads 1 --waterfall $way -o "$scratch/one.json" && compare $small --threads 2 --waterfall $way -o "$scratch/two.json" && cmp -s "$scratch/one.json" "$scratch/two.json"
verdict 'threads change no byte' $?
compare $small >"$scratch/plain" && [ -s "$scratch/plain" ] && ! grep -q Waterfall "$scratch/plain"
verdict 'no waterfall unless asked for' $?
"$w" help compare | tr -s ' \n' ' ' | grep -qF "discount (a negotiated discount on every AWS service, as discount=10%), and any parameter"
verdict 'help lists the steps' $?
expect 'other verbs have no waterfall' 2 '' "unknown option '--waterfall'" "$w" plan $small --waterfall $way

# exit code | part of standard error | arguments
while IFS='|' read -r code message arguments; do
    # shellcheck disable=SC2086
    expect "refused: $arguments" "$code" '' "$message" "$w" compare --no-simulate $small $arguments
done <<END
2|'--waterfall' can't be 'kafka-classic': write FROM..TO|--waterfall kafka-classic
2|'--waterfall' can't be '..kafka-tuned'|--waterfall ..kafka-tuned
2|'--waterfall' can't be 'kafka-classic..'|--waterfall kafka-classic..
2|'--waterfall' needs a value|--waterfall
2|'--waterfall-add' adds to a waterfall: give '--waterfall FROM..TO' as well|--waterfall-add arm64
3|'--waterfall': the workload has no architecture 'kafka-clasic', did you mean 'kafka-classic'? (it has: kafka-classic, kafka-tuned)|--waterfall kafka-clasic..kafka-tuned
3|'--waterfall': the workload has no architecture 'x..kafka-tuned'|--waterfall kafka-classic..x..kafka-tuned
3|'--waterfall': the workload has no architecture 'kafka-tuned'|--waterfall $way --architecture kafka-classic
2|'--waterfall-add arm46': no step has this name, did you mean 'arm64'?|--waterfall $way --waterfall-add arm46
3|'--waterfall-add free_spac=10%': neither an option of kafka-classic nor another parameter has this path, did you mean 'free_space'?|--waterfall $way --waterfall-add free_spac=10%
3|'--waterfall-add volume=gp4'|--waterfall $way --waterfall-add volume=gp4
2|'--waterfall-add region=eu-west-1': a waterfall stays in one region|--waterfall $way --waterfall-add region=eu-west-1
2|'--waterfall' plans the machines at each step, and '--deployment' gives those of 'kafka-classic'|--waterfall $way --deployment kafka-classic=tests/fixtures/fleet.json
END
expect 'control characters are not echoed' 2 '' 'x1B' "$w" compare --no-simulate $small --waterfall $way --waterfall-add "$(printf 'a\033[31mb')"
finish
