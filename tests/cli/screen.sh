#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The first screen of a comparison: at most 24 lines of 80 columns for six options, sorted by cost, its totals those of the
# document; the parts below it are printed by options of their own.
. tests/harness.sh
w=$WARPCOST
cat >"$scratch/six.yaml" <<'YAML'
name: six
region: us-east-1
topics:
  - {name: orders, produce: {rate: 12 MB/s, record_size: 1 KiB, producers: 40}, consume: {groups: 3}, partitions: 60, retention: 14d}
  - {name: clicks, produce: {rate: 6 MB/s, record_size: 300 B, producers: 90}, consume: {groups: 2}, partitions: 120, retention: 3d}
load: {peak_to_mean: 3}
architectures: [kafka-classic, kafka-tuned, warpstream, msk-provisioned, msk-express, msk-serverless]
YAML
"$w" compare --no-simulate "$scratch/six.yaml" -o "$scratch/six.json" || fail 'six options'
for columns in 80 120; do
    "$w" render "$scratch/six.json" --columns "$columns" --color never >"$scratch/screen"
    lines=$(wc -l <"$scratch/screen") widest=$(awk '{ n = length($0); if (n > most) most = n } END { print most }' "$scratch/screen")
    [ "$lines" -le 24 ] && [ "$widest" -le $((columns * 3)) ]
    verdict "six options at $columns columns: at most 24 lines" $? "$lines lines"
done
said=$(/usr/bin/python3 - "$scratch/six.json" "$scratch/screen" 2>&1 <<'PYTHON'
import json
import re
import sys
run = json.load(open(sys.argv[1], encoding="utf-8"))
lines = open(sys.argv[2], encoding="utf-8").read().splitlines()
assert all(len(line) <= 120 for line in lines), max(map(len, lines))
start = next(i for i, line in enumerate(lines) if line.startswith("option "))
shown = [re.match(r"(.*?)  +(\$\S+)  +(\S+)", line).groups() for line in lines[start + 1 : start + 7]]
SCALE = {"k": 1e3, "M": 1e6, "B": 1e9}
def usd(text):
    sign = -1 if text[0] in "-−" else 1
    text = text.lstrip("+-−$")
    return sign * (float(text[:-1]) * SCALE[text[-1]] if text[-1] in SCALE else float(text))
wanted = sorted(run["architectures"], key=lambda one: one["usd_per_year"])
for (name, total, more), one in zip(shown, wanted):
    assert one["name"].startswith(name.rstrip("…")), (name, one["name"])
    assert abs(usd(total) / one["usd_per_year"] - 1) < 0.01, (total, one["usd_per_year"])
    difference = one["usd_per_year"] - wanted[0]["usd_per_year"]
    assert more == "-" if difference == 0 else abs(usd(more) / difference - 1) < 0.01, (more, difference)
assert lines[0].startswith("Recommended: ") and wanted[0]["name"][:20] in lines[0], lines[0]
# Bars are as long as totals, on one scale.
bars = [len(line[22:].strip()) for line in lines[start + 8 : start + 14]]
longest = wanted[-1]["usd_per_year"]
for bar, one in zip(bars, wanted):
    assert abs(bar - one["usd_per_year"] / longest * bars[-1]) <= 1, (bar, one["id"])
PYTHON
)
verdict 'rows are sorted, totals and differences the document'"'"'s, bars to scale' $? "$said"
parts='lines machines latency guarantees assumptions excluded'
for part in $parts; do
    "$w" render "$scratch/six.json" "--$part" >"$scratch/part"
    head -n 12 "$scratch/part" >"$scratch/head"
    "$w" render "$scratch/six.json" | head -n 12 | cmp -s - "$scratch/head" && ! grep -q '^More: ' "$scratch/part"
    verdict "--$part: below the screen" $?
done
has() { # has OPTION WORDS
    "$w" render "$scratch/six.json" "$1" | grep -q "$2"
    verdict "$1: $2" $?
}
has --lines '^network.replicate '
has --machines '^Machines'
has --guarantees 'acknowledged'
has --assumptions 'Open assumptions'
has --excluded '^Not included'
# A preset is compared without being in the file.
sed '/^architectures/s/: .*/: [kafka-tuned]/' "$scratch/six.yaml" >"$scratch/alone.yaml"
"$w" compare --no-simulate "$scratch/alone.yaml" --architecture kafka-tuned --architecture msk-express --set architectures.msk-express.processor=any -o "$scratch/preset.json"
said=$(/usr/bin/python3 - "$scratch/six.json" "$scratch/preset.json" 2>&1 <<'PYTHON'
import json
import sys
listed, asked = ({one["id"]: one["usd_per_year"] for one in json.load(open(name))["architectures"]} for name in sys.argv[1:])
assert set(asked) == {"kafka-tuned", "msk-express"} and all(abs(usd - listed[id]) < 1e-6 for id, usd in asked.items()), asked
PYTHON
)
verdict 'a preset that the workload lacks costs what it does when listed' $? "$said"
expect 'and no more than what was asked for' 0 'Recommended: MSK Express' '' "$w" compare --no-simulate "$scratch/alone.yaml" --architecture msk-express
expect 'a name that is neither' 3 '' "the workload has no architecture 'msk-expres'" "$w" compare --no-simulate "$scratch/alone.yaml" --architecture msk-expres
# An entry of that kind under an id of its own is more likely meant: then the name is refused.
sed '/^architectures/s/: .*/: [{use: kafka-tuned, id: prod, with: {free_space: 40%}}, warpstream]/' "$scratch/six.yaml" >"$scratch/own.yaml"
expect 'a preset that the workload has under another id' 3 '' "the workload has no architecture 'kafka-tuned' (it has: prod, warpstream)" \
    "$w" compare --no-simulate "$scratch/own.yaml" --architecture kafka-tuned
expect 'a workload in place of a command' 2 '' "did you mean 'warpcost compare six.yaml'?" "$w" six.yaml
(cd "$scratch" && script -qec "'$w' report --no-simulate six.yaml" /dev/null >told 2>&1 && grep -q 'wrote six.html' told && grep -q '</html>' six.html)
verdict 'a report on a terminal is a file' $? "$(head -c 300 "$scratch/told")"
(cd "$scratch" && "$w" report --no-simulate six.yaml | cmp -s - six.html)
verdict 'in a pipe it is the page' $?
"$w" render "$scratch/six.json" --full >"$scratch/full"
for words in '^network.replicate ' '^Machines' 'acknowledged' 'Open assumptions' '^Not included'; do
    grep -q "$words" "$scratch/full"
    verdict "--full: $words" $?
done
"$w" compare --no-simulate "$scratch/six.yaml" --full >"$scratch/compared" && cmp -s "$scratch/full" "$scratch/compared"
verdict 'compare prints what render does' $?
"$w" compare --no-simulate "$scratch/six.yaml" --machines -o "$scratch/other.json" && cmp -s "$scratch/six.json" "$scratch/other.json"
verdict 'the document has all, whatever is printed' $?
# A total lacks a fee that isn't public; one that is given, 0 too, is in it.
printf 'topics: [{name: events, produce: {rate: 40 MiB/s}, retention: 1d}]\narchitectures: [automq, warpstream]\n' >"$scratch/fee.yaml"
fee() { "$w" compare --no-simulate --show-private "$scratch/fee.yaml" "$@" 2>"$scratch/err" | sed -n 's/^\(AutoMQ\|WarpStream\)  *\(\$[0-9.kM]*+\{0,1\}\) .*/\1 \2/p' | tr '\n' ' '; }
fee | grep -q 'AutoMQ \$[0-9.]*k+ WarpStream \$[0-9.]*k $'
verdict 'a fee that is not public' $? "$(fee)"
fee --set pricing.private.AutoMQ:AKU-Hours=0 --set pricing.private.WarpStream:UncompressedBytes-Written=0 | grep -q 'AutoMQ \$[0-9.]*k WarpStream \$[0-9.]*k $'
verdict 'a private price of 0 is a price' $? "$(fee --set pricing.private.AutoMQ:AKU-Hours=0 --set pricing.private.WarpStream:UncompressedBytes-Written=0)"
finish
