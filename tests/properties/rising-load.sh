#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A larger load on the fleet that is planned for it isn't faster, with clients and partitions in proportion: the p99 of kafka-tuned falls by
# no more than its interval and a tenth, which a step of brokers brings (each serves less, and its pauses meet fewer). Simulates for a
# minute: make soak runs it.
. tests/harness.sh
cat >"$scratch/rising.yaml" <<'END'
name: rising
topics: [{name: events, produce: {rate: 1 GiB/s, producers: 512}, consume: {groups: 3}, partitions: 1024, retention: 7d}]
architectures: [kafka-tuned]
END
for load in '1 500 1000' '1.2 600 1200' '1.4 700 1400' '1.6 800 1600'; do
    # shellcheck disable=SC2086 # three words
    set -- $load
    rate=$1
    "$WARPCOST" compare "$scratch/rising.yaml" --set topics.events.produce.rate="${rate}GiB/s" --set topics.events.produce.producers="$2" --set topics.events.partitions="$3" --format json >"$scratch/$rate.json" 2>"$scratch/err"
    verdict "$rate GiB/s is simulated" $? "$(cat "$scratch/err")"
done
for figure in produce_ms end_to_end_ms; do
    said=$(/usr/bin/python3 - "$figure" "$scratch/1.json" "$scratch/1.2.json" "$scratch/1.4.json" "$scratch/1.6.json" <<'PYTHON'
import json
import sys
before = None
for name in sys.argv[2:]:
    one = json.load(open(name))["architectures"][0]
    ms = one["latency"]["mean_load"][sys.argv[1]]
    low, high = ms["p99_ci"]
    machines = one["deployment"][0]
    print(f'{name.split("/")[-1]}: {machines["count"]} x {machines["instance"]}, p99 {ms["p99"]:.3g} ms ({low:.3g} to {high:.3g})')
    assert before is None or high * 1.1 >= before, "faster under more load"
    before = low
PYTHON
    )
    verdict "p99 of $figure doesn't fall" $? "$said"
    echo "$said"
done
finish
