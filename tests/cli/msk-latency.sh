#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Latency of Amazon MSK: Standard brokers are Kafka's path on their machines, and every rendering marks it as assumed; Express brokers
# and Serverless have none, with the reason. Self-managed Kafka on machines that are alike is the reference.
. tests/harness.sh
w=$WARPCOST
export COLUMNS=200
cat >"$scratch/msk.yaml" <<'END'
topics: [{name: events, produce: {rate: 6 MiB/s, producers: 10}, consume: {groups: 2, consumers: 6}, partitions: 12, retention: 1h}]
objectives: {produce_p99: 500 ms}
architectures:
  - {use: msk-provisioned, with: {instance: kafka.m5.large, brokers: 3}}
  - msk-express
  - msk-serverless
  - {use: kafka-tuned, with: {instance: m5.large, brokers: 3, volume: gp2, tiered_storage: false, vcpu_produced: 20 MiB/s, vcpu_consumed: 60 MiB/s}}
simulation: {max_duration: 20s, precision: 20%}
END
"$w" compare --format=json "$scratch/msk.yaml" >"$scratch/run.json" 2>"$scratch/err"
verdict 'runs' $? "$(cat "$scratch/err")"

python3 - "$scratch/run.json" >"$scratch/found" <<'END'
import json, sys
run = json.load(open(sys.argv[1]))
of = {a["id"]: a for a in run["architectures"]}
msk, kafka = of["msk-provisioned"]["latency"], of["kafka-tuned"]["latency"]
m, k = (a["mean_load"]["produce_ms"] for a in (msk, kafka))
print("alike", abs(m["p50"] / k["p50"] - 1) < 0.05 and abs(m["p99"] / k["p99"] - 1) < 0.25)
print("marked", m["beyond_measured"] == ["p50", "p90", "p95", "p99", "p999"] and "assumed, grade D" in m["note"])
print("unmarked", "p50" not in k["beyond_measured"] and "assumed" not in k["note"])
print("judged", [o["judgement"] for o in msk["objectives"]] == ["met"])
print("unknown", all(of[a]["latency"] is None and "AWS publishes neither" in of[a]["latency_unknown"] for a in ("msk-express", "msk-serverless")))
print("unjudged", {c["architecture"] for c in run["verdict"]["unjudged"]} <= {"msk-express", "msk-serverless"})
END
for what in alike marked unmarked judged unknown unjudged; do
    grep -q "^$what True" "$scratch/found"
    verdict "Standard brokers beside Kafka's on the same machines: $what" $? "$(cat "$scratch/found")"
done

# Every rendering marks the figures and says why.
for format in 'text --full' markdown html latency-csv; do
    # shellcheck disable=SC2086
    "$w" render --format=$format "$scratch/run.json" >"$scratch/out" 2>&1
    grep -qi 'assumed,\{0,1\} (\{0,1\}grade D' "$scratch/out"
    verdict "$format says that it is assumed" $? "$(head -c 300 "$scratch/out")"
done
"$w" render --full --format=text "$scratch/run.json" >"$scratch/out" 2>&1
grep -q 'produce p99 within 500 ms .*met\*' "$scratch/out" && grep -q '\*: beyond the highest percentile' "$scratch/out"
verdict 'a judgement by assumed latencies is marked' $? "$(grep -n 'within 500' "$scratch/out")"
"$w" render --format=text "$scratch/run.json" >"$scratch/out" 2>&1
grep -q 'MSK Standard.* ms\* .*met\*' "$scratch/out" && grep -q '^\* Assumed (grade D)' "$scratch/out"
verdict 'and so is the first screen' $? "$(cat "$scratch/out")"
"$w" render -o "$scratch/run.xlsx" "$scratch/run.json" && unzip -p "$scratch/run.xlsx" | grep -aq 'assumed, grade D'
verdict 'a workbook says that it is assumed' $?

# Its replicas and a slow append change it.
p50() { "$w" compare --format=json --architecture=msk-provisioned "$@" "$scratch/msk.yaml" 2>"$scratch/err" | python3 -c 'import json, sys; print(json.load(sys.stdin)["architectures"][0]["latency"]["mean_load"]["produce_ms"]["p50"])'; }
base=$(p50) alone=$(p50 --set architectures.msk-provisioned.replication_factor=1) slow=$(p50 --set architectures.msk-provisioned.latency.broker_append='5 ms')
awk -v base="$base" -v alone="$alone" -v slow="$slow" 'BEGIN { exit !(alone + 0 < base + 0 && base + 0 < slow + 0) }'
verdict 'one replica is faster, slow appends are slower' $? "$alone $base $slow" "$(cat "$scratch/err")"
finish
