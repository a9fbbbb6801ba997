#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What Kafka keeps on disks when whole segments are deleted, by hand in awk: topic groups whose segments fill in 1 h, 2.5 d and
# 60 d, which the default segment_time of 7 d cuts short.
. tests/harness.sh

# A partition's rate is 1 GiB in the time that a segment is to fill.
cat >"$scratch/w.yaml" <<'END'
name: three
topics:
  - {name: hourly, produce: {rate: 8947848.5333 B/s}, partitions: 30, retention: 1d}
  - {name: days, produce: {rate: 497102.6963 B/s}, partitions: 100, retention: 13h}
  - {name: slow, produce: {rate: 41425.2247 B/s}, partitions: 200, retention: 6h}
architectures: [kafka-tuned]
END

# bytes LOCAL SEGMENT_TIME: two numbers, what three copies are on average and at most. LOCAL is the hours that a tier leaves on
# disks, "-" without one.
bytes() {
    awk -v local="$1" -v days="$2" 'function less(a, b) { return a < b ? a : b }
    function add(rate, partitions, retention_h,    fill_h, kept_h) {
        fill_h = less(1073741824 / (rate / partitions) / 3600, 24 * days)
        kept_h = local == "-" ? retention_h : less(retention_h, local)
        mean += 3 * rate * 3600 * (kept_h + fill_h / 2)
        most += 3 * rate * 3600 * (kept_h + fill_h)
    }
    BEGIN {
        add(8947848.5333, 30, 24)
        add(497102.6963, 100, 13)
        add(41425.2247, 200, 6)
        printf "%.0f %.0f\n", mean, most
    }'
}

# disks NAME ID LOCAL SEGMENT_TIME FREE SET...: the fleet's space on the bill and its use, from those bytes.
disks() {
    name=$1 id=$2 free=$5 wanted=$(bytes "$3" "$4")
    shift 5
    set -- "$@" --set "architectures.$id.free_space=$free%"
    sed "s/^architectures: .*/architectures: [$id]/" "$scratch/w.yaml" >"$scratch/one.yaml"
    "$WARPCOST" compare --no-simulate --format csv "$scratch/one.yaml" "$@" >"$scratch/lines.csv" 2>"$scratch/err"
    "$WARPCOST" compare --no-simulate --format json "$scratch/one.yaml" "$@" >"$scratch/run.json" 2>>"$scratch/err"
    used=$(sed -n 's/.*"broker.space", "fraction": \([0-9.e-]*\),.*/\1/p' "$scratch/run.json")
    awk -F, -v wanted="$wanted" -v free="$free" -v used="$used" '
    $3 == "compute.brokers" { brokers = $10 / 8760 }
    $3 == "storage.block" { gib = $10 / 12 }
    END {
        split(wanted, bytes, " ")
        need = bytes[1] / (1 - free / 100)
        if (need < bytes[2]) need = bytes[2]
        each = need / brokers / 1073741824
        whole = each == int(each) ? each : int(each) + 1
        printf "%d brokers, %.3f GiB on the bill, by hand %.3f; used %.9f, by hand %.9f\n", brokers, gib, brokers * whole, used, each / whole
        exit !(brokers > 0 && gib == brokers * whole && used - each / whole < 1e-6 && each / whole - used < 1e-6)
    }' "$scratch/lines.csv" >"$scratch/said"
    verdict "$name" $? "$(cat "$scratch/said" "$scratch/err")"
}

disks 'three fill times on disks, half empty' kafka-tuned - 7 50 --set architectures.kafka-tuned.tiered_storage=false
disks 'three fill times: the fullest moment fits' kafka-tuned - 7 5 --set architectures.kafka-tuned.tiered_storage=false
disks 'three fill times above a tier' kafka-tuned 6 7 50
disks 'above a tier that leaves an hour on disks' kafka-tuned 1 7 50 --set architectures.kafka-tuned.local_retention=1h
disks 'segments of a day' kafka-tuned 6 1 45 --set architectures.kafka-tuned.segment_time=1d
disks 'MSK, Standard brokers' msk-provisioned - 7 50
disks 'MSK, Standard brokers with a tier' msk-provisioned 6 7 50 --set architectures.msk-provisioned.tiered_storage=true --set architectures.msk-provisioned.tiered_least_retention=1h

# S3 holds the retention once: what the tier keeps too long, the open segment isn't there yet.
"$WARPCOST" compare --no-simulate --format csv "$scratch/w.yaml" >"$scratch/lines.csv"
awk -F, '$3 == "storage.object" { sum += $10 }
    END { wanted = 12 * 3600 * (8947848.5333 * 24 + 497102.6963 * 13 + 41425.2247 * 6) / 1073741824
          exit !(sum - wanted < 1e-6 * wanted && wanted - sum < 1e-6 * wanted) }' "$scratch/lines.csv"
verdict 'the tier holds the retention once' $? "$(grep storage.object "$scratch/lines.csv")"

# Bytes kept rather than a time: the lesser of both, whole segments over it.
# sized TOPIC: the GiB that each architecture which is billed by what is kept has on its bill.
sized() {
    cat >"$scratch/sized.yaml" <<END
name: sized
topics: [{name: events, produce: {rate: 6 MiB/s}, partitions: 24, $1}]
architectures: [{use: kafka-tuned, with: {local_retention: 30min}}, kafka-classic, msk-express, msk-serverless, warpstream]
END
    "$WARPCOST" compare --no-simulate --format csv "$scratch/sized.yaml" 2>&1 | sed 's/"[^"]*"/-/' |
        awk -F, '$3 == "storage.object" || $4 == "storage" && $2 ~ /^msk/ { printf "%s %.2f\n", $2, $10 / 12 }'
}
while IFS='|' read -r topic gib; do
    sized "$topic" >"$scratch/out"
    lines=$(wc -l <"$scratch/out")
    awk -v gib="$gib" '$2 != gib { wrong = 1 } END { exit wrong || NR != 4 }' "$scratch/out"
    verdict "$topic: $gib GiB" $? "$lines lines" "$(cat "$scratch/out")"
done <<'END'
retention: 2h|42.19
retention: 2h, retention_bytes: 1 GiB|24.00
retention: 2h, retention_bytes: 100 GiB|42.19
retention: 7d, retention_bytes: 512 MiB|12.00
END

# The hint: which topic group, how much, and what to set.
hint() { "$WARPCOST" compare --no-simulate "$scratch/w.yaml" "$@" 2>&1 | tr -s ' \n' ' '; }
hints() { # NAME WANTED SET...
    name=$1 wanted=$2
    shift 2
    said=$(hint "$@")
    case $said in *"$wanted"*) true ;; *) false ;; esac
    verdict "$name" $? "$said"
}
hints 'the hint has the time of a segment' \
    "kafka-tuned: topic group days asks for 6 h on disks and keeps 1.5 d on average, 2.75 d at most: Kafka deletes closed segments only, and one takes 2.5 d to close; with segment_time: 3h (Kafka's segment.ms=10800000) it keeps 7.5 h on average; 1 more do likewise"
hints 'one is left' 'topic group slow asks for 6 h on disks and keeps 3.75 d on average, 7.25 d at most' \
    --set topics.days.segment_time=3h
said=$(hint --set topics.days.segment_time=3h --set topics.slow.segment=1MiB)
case $said in *'asks for'*) false ;; *) true ;; esac
verdict 'no hint when segments close soon' $? "$said"
said=$("$WARPCOST" compare --no-simulate "$scratch/w.yaml" --set topics.hourly.segment=64GiB --format json | grep -c 'topic group hourly asks for 6 h')
verdict 'the largest waste is named' "$((said != 1))"

# Kafka's own keys name these.
for key in 'retention.bytes: 1073741824|retention_bytes: 1 GiB' 'segment.ms: 3600000|segment_time: 1h' 'segment.bytes: 536870912|segment: 512 MiB' \
    'log.retention.bytes: 5368709120|retention_bytes: 5 GiB' 'retention.bytes: -1|no limit, is what leaving it out means'; do
    printf 'name: k\ntopics:\n  - {name: e, produce: {rate: 1 MiB/s}, %s}\n' "${key%|*}" >"$scratch/k.yaml"
    expect "Kafka's ${key%%:*}" 3 '' "${key#*|}" "$WARPCOST" validate "$scratch/k.yaml"
done
printf 'name: k\ntopics:\n  - {name: e, produce: {rate: 1 MiB/s}, retention_bytes: -1}\n' >"$scratch/k.yaml"
expect 'retention_bytes: -1' 3 '' "Kafka's -1 is no limit: leave retention_bytes out" "$WARPCOST" validate "$scratch/k.yaml"
printf 'name: k\ntopics:\n  - {name: e, produce: {rate: 1 MiB/s}, retention_bytes: 1073741824}\n' >"$scratch/k.yaml"
expect 'retention_bytes without a unit' 3 '' "Kafka's retention.bytes is in bytes: write '1073741824 B' (1 GiB)" "$WARPCOST" validate "$scratch/k.yaml"
printf 'name: k\ntopics:\n  - {name: e, produce: {rate: 1 MiB/s}, cleanup: compact, retention_bytes: 1 GiB}\n' >"$scratch/k.yaml"
expect 'retention_bytes of a compacted topic' 3 '' 'Kafka ignores it with cleanup: compact' "$WARPCOST" validate "$scratch/k.yaml"
finish
