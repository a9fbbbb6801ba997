#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Clients that can't push the load, or read it, are a verdict with its cure, and no latency: found by a closed form before anything is
# simulated, or by the simulation. Records that producers give up on are counted.
. tests/harness.sh
w=$WARPCOST
cat >"$scratch/kafka.yaml" <<'YAML'
topics: {produce: {linger: 5ms, batch_size: 16 KiB, max_in_flight: 5, max_request_size: 1 MiB, buffer_memory: 32 MiB}}
YAML
cat >"$scratch/events.yaml" <<'YAML'
topics: [{name: events, produce: {rate: 2 GiB/s, producers: 100}, consume: {groups: 2}, partitions: 100}]
architectures: [kafka-tuned, warpstream]
load: {peak_to_mean: 1.5}
YAML
cat >"$scratch/bench.yaml" <<'YAML'
topics: [{name: t, produce: {rate: 1 GiB/s, producers: 4}, consume: {groups: 1, consumers: 4}, partitions: 288}]
architectures: [{use: warpstream, with: {agents: 6}}]
YAML
# timed SECONDS COMMAND...: that it ends in time, of the processor's.
timed() {
    limit=$1
    shift
    /usr/bin/python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
sys.exit(usage.ru_utime + usage.ru_stime > float(sys.argv[1]))' "$limit" "$@"
}
said() { tr -s ' \n' ' ' <"$scratch/out" | grep -q -e "$1"; }

"$w" simulate --architecture warpstream --profile "$scratch/kafka.yaml" "$scratch/events.yaml" >"$scratch/out" 2>"$scratch/err"
[ $? -eq 6 ] && said '100 producers with 5 requests in flight carry [0-9.]* [GM]iB/s of 3 GiB/s at the peak: allow [0-9]*.* or use [0-9]* producers'
verdict "Kafka's clients on WarpStream: a verdict with its cure" $? "$(cat "$scratch/out" "$scratch/err")"
! grep -q 'acknowledged within\|p99 ' "$scratch/out"
verdict 'and no quantile' $? "$(cat "$scratch/out")"
! grep -q guideline "$scratch/out"
verdict 'nor a word of guidelines, which the fleet keeps' $? "$(cat "$scratch/out")"
timed 2 "$w" simulate --architecture warpstream --profile "$scratch/kafka.yaml" "$scratch/events.yaml"
verdict 'within two seconds' $?
"$w" simulate --profile "$scratch/kafka.yaml" "$scratch/bench.yaml" >"$scratch/out" 2>"$scratch/err"
[ $? -eq 6 ] && said '4 producers with 5 requests in flight carry [0-9.]* MiB/s of 1 GiB/s'
verdict 'four producers at 1 GiB/s, as well' $? "$(cat "$scratch/out")"
timed 2 "$w" simulate --profile "$scratch/kafka.yaml" "$scratch/bench.yaml"
verdict 'within two seconds, too' $?
expect "the vendor's clients carry both" 0 'Recommended: WarpStream' '' "$w" compare --no-simulate "$scratch/events.yaml"

# The cure cures, each alone.
for architecture in warpstream; do
    "$w" compare --no-simulate --architecture $architecture --profile "$scratch/kafka.yaml" "$scratch/bench.yaml" 2>/dev/null | tr -s ' \n' ' ' >"$scratch/out"
    in_flight=$(sed -n 's/.*: allow \([0-9]*\).*/\1/p' "$scratch/out") buffer=$(sed -n 's/.* with buffers of \([0-9]* MiB\).*/\1/p' "$scratch/out") \
        producers=$(sed -n 's/.*use \([0-9]*\) producers.*/\1/p' "$scratch/out")
    expect "$in_flight requests in flight, $buffer of buffer" 0 '*' '' "$w" compare --no-simulate --profile "$scratch/kafka.yaml" \
        --set topics.t.produce.max_in_flight="$in_flight" --set topics.t.produce.buffer_memory="$buffer" "$scratch/bench.yaml"
    expect "$producers producers" 0 '*' '' "$w" compare --no-simulate --profile "$scratch/kafka.yaml" --set topics.t.produce.producers="$producers" "$scratch/bench.yaml"
done

# Other limits, other words.
refused() {
    name=$1 wanted=$2
    shift 2
    "$w" compare --no-simulate "$@" >"$scratch/out" 2>"$scratch/err"
    said "$wanted"
    verdict "$name" $? "$(cat "$scratch/out" "$scratch/err")"
}
refused 'a buffer that is too small' '4 producers with 1 MiB of buffer_memory each carry [0-9.]* MiB/s of 1 GiB/s: give each [0-9]* MiB or use [0-9]* producers' \
    --set topics.t.produce.buffer_memory='1 MiB' "$scratch/bench.yaml"
refused "Kafka's single partition: a broker works on one request of a connection at a time" '1 producer with 5 requests in flight carry [0-9.]* MiB/s of 200 MiB/s: use [0-9]* producers or larger batches' \
    --architecture kafka-tuned --set topics.events.produce.rate='200 MiB/s' --set topics.events.partitions=1 --set topics.events.produce.producers=1 --set load.peak_to_mean=1 "$scratch/events.yaml"
cat >"$scratch/groups.yaml" <<'YAML'
topics:
  - {name: wide, produce: {rate: 10 MiB/s, producers: 100}, partitions: 30}
  - {name: narrow, produce: {rate: 90 MiB/s, producers: 2, max_in_flight: 2, batch_size: 16 KiB}, partitions: 3}
architectures: [warpstream]
YAML
refused 'the topic group is named' "topic group 'narrow': 2 producers with 2 requests in flight carry" "$scratch/groups.yaml"
refused 'needed idempotence limits them' "allow [0-9]* without idempotence" --set topics.narrow.needs='[idempotence]' --set topics.wide.needs='[idempotence]' "$scratch/groups.yaml"

# In every rendering, and for the gate.
"$w" compare --profile "$scratch/kafka.yaml" "$scratch/bench.yaml" -o "$scratch/run.json" 2>"$scratch/err"
/usr/bin/python3 - "$scratch/run.json" 2>"$scratch/err" <<'PYTHON'
import json
import sys
run = json.load(open(sys.argv[1]))
a = run["architectures"][0]
assert not a["feasible"] and a["latency"] is None and "requests in flight carry" in a["infeasible_reason"], a["infeasible_reason"]
assert run["verdict"]["cheapest"] is None
PYTHON
verdict 'the run document' $? "$(cat "$scratch/err")"
for extension in txt md html; do
    "$w" report "$scratch/run.json" -o "$scratch/page.$extension" 2>"$scratch/err"
    tr -s ' \n' ' ' <"$scratch/page.$extension" | grep -q 'requests in flight carry'
    verdict "a report as $extension" $? "$(cat "$scratch/err")"
done
printf 'rules: [{rule: produce_p99, max: 2s}]\n' >"$scratch/budget.yaml"
cp "$scratch/bench.yaml" "$scratch/slow.yaml"
sed -i 's/producers: 4/producers: 4, max_in_flight: 2, max_request_size: 1 MiB, batch_size: 16 KiB/' "$scratch/slow.yaml"
"$w" check --budget "$scratch/budget.yaml" "$scratch/slow.yaml" >"$scratch/out" 2>&1
[ $? -ne 0 ] && said 'requests in flight carry'
verdict 'a gate fails with the reason' $? "$(cat "$scratch/out")"

# The simulation finds what the closed form leaves to it: consumers that fall behind.
cat >"$scratch/small.yaml" <<'YAML'
topics: [{name: events, produce: {rate: 12 MiB/s, producers: 30}, consume: {groups: 1, consumers: 1, fetch_max_bytes: 64 KiB}, partitions: 12}]
architectures: [{use: warpstream, with: {agents: 3}}]
simulation: {max_duration: 400s, precision: 20%, detail: full}
objectives: {end_to_end_p99: 2s}
YAML
# 64 KiB every 200 ms: a fetch for each round trip.
"$w" compare --set latency.rtt_same_zone='200 ms' "$scratch/small.yaml" -o "$scratch/run.json" >"$scratch/out" 2>"$scratch/err"
[ $? -eq 6 ] && grep -q '1 consumer per group read.* of 12 MiB/s: use [0-9]*, or allow larger fetches' "$scratch/run.json" && grep -q '"latency": null' "$scratch/run.json"
verdict 'consumers that fall behind' $? "$(cat "$scratch/out" "$scratch/err")"
expect 'with enough of them all is well' 0 '*' '' "$w" compare --set topics.events.consume.fetch_max_bytes='50 MiB' "$scratch/small.yaml"

# Given up.
share() {
    "$w" compare --format json --set topics.events.consume.fetch_max_bytes='50 MiB' "$@" "$scratch/small.yaml" 2>/dev/null | tee "$scratch/out" |
        /usr/bin/python3 -c 'import json, sys; print(json.load(sys.stdin)["architectures"][0]["latency"]["mean_load"]["given_up"])'
}
[ "$(share)" = 0 ]
verdict "nobody gives up within Kafka's two minutes" $? "$(share)"
few=$(share --set topics.events.produce.delivery_timeout=500ms) many=$(share --set topics.events.produce.delivery_timeout=200ms) all=$(share --set topics.events.produce.delivery_timeout=1ms)
awk -v few="$few" -v many="$many" -v all="$all" 'BEGIN { exit !(0 < few && few < 0.2 && few < many && many < 1 && all == 1) }'
verdict 'records that are given up on are counted' $? "$few $many $all"
expect 'and said' 0 'producers give up on ' '' "$w" simulate --set topics.events.consume.fetch_max_bytes='50 MiB' --set topics.events.produce.delivery_timeout=200ms "$scratch/small.yaml"
finish
