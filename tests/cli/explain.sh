#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# explain: the chain from rates to volumes adds up by a reader of its own, no figure is longer than a reader can take in, a line
# that isn't there is told with what was meant, and what can't carry the load ends with 6 and says why.
. tests/harness.sh
w=$WARPCOST
# workload NAME RATES... : topic groups of these rates, and a log each
workload() {
    name=$1 n=0
    shift
    printf 'name: %s\nregion: us-east-1\narchitectures: [kafka-classic, kafka-tuned, msk-provisioned, warpstream]\ntopics:\n' "$name"
    for rate; do
        n=$((n + 1))
        printf '  - {name: group-%s, produce: {rate: %s, record_size: 1 KiB}, consume: {groups: 2}, partitions: %s, retention: %sd}\n' "$n" "$rate" "$((n * 12))" "$n"
    done
}
workload one '1 GiB/s' >"$scratch/one.yaml"
workload three '40 MB/s' '700 KiB/s' '9 MB/s' >"$scratch/three.yaml"
# shellcheck disable=SC2046
workload twelve $(for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo "${i}MB/s"; done) >"$scratch/twelve.yaml"
cat >"$scratch/chain.py" <<'PYTHON'
import json
import re
import sys
name, free, architectures = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
SECONDS = {"h": 3600, "d": 86400, "min": 60, "s": 1}
RATE = {"KiB/s": 2**10, "MiB/s": 2**20, "GiB/s": 2**30, "MB/s": 1e6, "kB/s": 1e3, "KB/s": 1e3, "GB/s": 1e9}
run = json.load(open(f"{name}.json", encoding="utf-8"))
for id in architectures:
    text = " ".join(open(f"{name}-{id}.txt", encoding="utf-8").read().replace(",", "").split())
    text = text[text.index("from the rate to the volumes"):]
    one = next(one for one in run["architectures"] if one["id"] == id)
    groups = re.findall(r"group-(\d+): ([\d.]+) (\S+) × ([\d.]+) (\w+)(?: \([^)]*\))? × ([\d.]+) copies = (\d+) GiB", text)
    assert groups, text
    for _, rate, rate_unit, kept, unit, copies, gib in groups:
        product = float(rate) * RATE[rate_unit] * float(kept) * SECONDS[unit] * float(copies) / 2**30
        assert abs(product / float(gib) - 1) < 0.01 or abs(product - float(gib)) < 1, (id, product, gib)
    rest = re.search(r"and (\d+) more: (\d+) GiB", text)
    records = sum(float(group[-1]) for group in groups) + (float(rest[2]) if rest else 0)
    if len(groups) > 1:
        total = float(re.search(r"all topic groups: (\d+) GiB", text)[1])
        assert abs(total - records) <= len(groups) + 1, (total, records)
    said, needed = re.search(r"÷ \(1 − ([\d.]+) % free_space\) = (\d+) GiB", text).groups()
    assert float(said) == 100 * free and abs(float(needed) * (1 - free) - records) <= len(groups) + 1, (needed, records)
    volumes = one["deployment"][0]["volumes"]
    count, each, gib, held, filled = re.search(r"(\d+) × (\d+) volumes of (\d+) GiB = (\d+) GiB which records fill to (\d+) %", text).groups()
    assert (int(count), int(each), float(gib)) == (one["deployment"][0]["count"], volumes["count"], volumes["gib"])
    assert int(held) == int(count) * int(each) * int(gib) and int(held) + 1 >= float(needed) and abs(100 * records / int(held) - int(filled)) <= 0.6
    empty, whole = re.search(r"stays empty costs \$([\d.]+) of \$([\d.]+) per year", text).groups()
    line = sum(one["usd_per_year"] for one in one["lines"] if one["id"] == "storage.block")
    assert abs(float(whole) - line) < 0.006 and abs(float(empty) - line * (1 - records / int(held))) < 1e-3 * line, (empty, whole, line)
PYTHON
for name in one three twelve; do
    for free in 50 20; do
        "$w" compare --no-simulate "$scratch/$name.yaml" --set architectures.kafka-classic.free_space=$free% -o "$scratch/$name.json"
        "$w" explain storage.block "$scratch/$name.yaml" --architecture kafka-classic --set architectures.kafka-classic.free_space=$free% >"$scratch/$name-kafka-classic.txt"
        said=$(cd "$scratch" && /usr/bin/python3 chain.py "$name" "0.$free" kafka-classic 2>&1)
        verdict "$name: from the rate to the volumes, $free % free" $? "$said" "$(tail -n 40 "$scratch/$name-kafka-classic.txt")"
    done
    "$w" compare --no-simulate "$scratch/$name.yaml" -o "$scratch/$name.json"
    for id in kafka-tuned msk-provisioned; do "$w" explain storage.block "$scratch/$name.yaml" --architecture "$id" >"$scratch/$name-$id.txt"; done
    said=$(cd "$scratch" && /usr/bin/python3 chain.py "$name" 0.50 kafka-tuned msk-provisioned 2>&1)
    verdict "$name: of tiered storage and of MSK" $? "$said"
done
for columns in 80 120; do
    for line in compute storage network requests; do
        "$w" explain "$line" "$scratch/three.yaml" --columns "$columns" >"$scratch/out" || fail "explain $line"
        ! grep -qE '[0-9]{1,3}(,[0-9]{3}){5}' "$scratch/out" && awk -v most="$columns" '{ gsub(/[^ -~]/, "") } length($0) > most { exit 1 }' "$scratch/out"
        verdict "explain $line at $columns columns: no figure of 16 digits, no line too wide" $? "$(grep -E '[0-9]{1,3}(,[0-9]{3}){5}' "$scratch/out" | head -n 3)"
    done
done
expect 'a line that was nearly meant' 3 '' "did you mean 'storage'?" "$w" explain storge "$scratch/one.yaml"
expect 'one below it' 3 '' "did you mean 'storage.block'?" "$w" explain storage.blok "$scratch/one.yaml"
expect 'of one architecture' 3 '' "did you mean 'requests.put.compaction'?" "$w" explain requests.put.compactoin "$scratch/one.yaml" --architecture warpstream
expect 'one that is far from all' 3 '' "lines begin with compute, storage, network, requests or control_plane" "$w" explain xyzzy "$scratch/one.yaml"
# carried NAME OUT ERR OPTIONS
carried() {
    # shellcheck disable=SC2086
    expect "$1" "$2" "$3" "$4" "$w" explain storage "$scratch/one.yaml" $5
}
many='--set topics.group-1.partitions=3000000'
small='--set architectures.kafka-classic.brokers=3 --set architectures.kafka-classic.instance=m5.large'
carried 'what has no lines: 6, and the reason' 6 '' "warpstream can't carry workload 'one': 3000000 partitions" "--architecture warpstream $many"
carried 'what has lines, too' 6 'storage.block in Classic Kafka' "kafka-classic can't carry workload 'one': broker." "--architecture kafka-classic $small"
carried 'nothing of what is listed' 6 '' "msk-provisioned can't carry workload 'one': " "$many"
carried 'where one of several does: 0' 0 "Classic Kafka can't carry the load" '' "$small"
finish
