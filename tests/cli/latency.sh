#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Latency beside cost, as a user asks for it: what is printed, objectives judged, the same bytes always, traces, and what can't be simulated.
. tests/harness.sh
w=$WARPCOST
small=tests/fixtures/small.yaml
one() { echo "print($1)" | /usr/bin/python3 -c "
import json, sys
run = json.load(open('$2'))
arch = {a['id']: a for a in run['architectures']}
exec(sys.stdin.read())"; }

"$w" compare $small --threads 1 -o "$scratch/one.json" && "$w" compare $small --threads 2 -o "$scratch/two.json" && "$w" compare $small --threads 7 -o "$scratch/seven.json"
verdict 'compare simulates' $?
same "$scratch/one.json" "$scratch/two.json" && same "$scratch/one.json" "$scratch/seven.json"
verdict 'the same bytes with 1, 2 and 7 threads' $?
/usr/bin/python3 tests/cli/validate-run.py docs/run-document.schema.json "$scratch/one.json" >"$scratch/said" 2>&1
verdict 'its document follows the schema' $? "$(tail -n 3 "$scratch/said")"
"$w" compare $small --set simulation.seed=2 -o "$scratch/other.json"
[ -s "$scratch/other.json" ] && ! cmp -s "$scratch/one.json" "$scratch/other.json"
verdict 'another seed, other draws' $?
"$w" render --full "$scratch/one.json" >"$scratch/later" && "$w" compare --full $small --columns 80 >"$scratch/now" && grep -q 'latency of a record' "$scratch/later" && diff "$scratch/later" "$scratch/now" >"$scratch/said"
verdict 'a saved run renders to the same bytes' $? "$(head -n 5 "$scratch/said")"
[ "$(one "arch['kafka-tuned']['latency']['mean_load']['converged']" "$scratch/one.json")" = True ]
verdict 'a plain workload converges' $?
[ "$(one "any(c['parts'] for a in arch.values() for c in a['latency']['mean_load']['counts'])" "$scratch/one.json")" = False ]
verdict 'its counts are those of the closed forms' $?
[ "$(one "all(c['count'] > 0 for a in arch.values() for c in a['latency']['mean_load']['checks'])" "$scratch/one.json")" = True ]
verdict 'every rule of the functional check was looked at' $?
awk_sum="abs(sum(s['mean'] for s in m['stages']) - m['mean']) < 1e-3 * m['mean']"
[ "$(one "all($awk_sum for a in arch.values() for m in (a['latency']['mean_load']['produce_ms'], a['latency']['mean_load']['end_to_end_ms']))" "$scratch/one.json")" = True ]
verdict 'the means of the steps add up to the mean' $?

judged() { # judged LIMIT WANTED
    "$w" compare $small --architecture kafka-classic --set "objectives.produce_p99=$1" -o "$scratch/judged.json"
    got=$(one "arch['kafka-classic']['latency']['objectives'][0]['judgement']" "$scratch/judged.json")
    [ "$got" = "$2" ]
    verdict "an objective of $1 is $2" $? "got $got"
}
judged 10s met
judged 100us missed
p99=$(one "arch['kafka-classic']['latency']['mean_load']['produce_ms']['p99']" "$scratch/one.json")
judged "${p99}ms" undecided
"$w" compare $small --set load.peak_to_mean=2 -o "$scratch/peak.json"
[ "$(one "arch['kafka-classic']['latency']['peak_load']['rate_factor']" "$scratch/peak.json")" = 2 ]
verdict 'a peak is simulated too' $?

expect 'simulate: quantiles' 0 'p99.9' '' "$w" simulate $small --architecture kafka-tuned
expect 'simulate: steps' 0 'replicated to all in sync' '' "$w" simulate $small --architecture kafka-tuned
expect 'simulate: the functional check' 0 'functional check: all 11 rules held' '' "$w" simulate $small --architecture kafka-tuned
"$w" simulate $small --architecture kafka-tuned --columns 80 >"$scratch/out"
[ -s "$scratch/out" ] && awk 'length($0) > 80 { exit 1 }' "$scratch/out"
verdict 'simulate: 80 columns are kept' $?
# Short by default, and each table once: at most 45 lines for an architecture, and nothing of 0.0 % in full.
cat >"$scratch/quick.yaml" <<'YAML'
region: us-east-1
topics:
  - {name: orders, produce: {rate: 3 MB/s, record_size: 1 KiB, producers: 9}, consume: {groups: 2}, partitions: 12, retention: 2d}
  - {name: clicks, produce: {rate: 1 MB/s, record_size: 1 KiB, producers: 9}, consume: {groups: 2}, partitions: 12, retention: 2d}
load: {peak_to_mean: 2}
simulation: {precision: 30%}
architectures: [kafka-classic, warpstream, msk-express]
YAML
"$w" compare "$scratch/quick.yaml" -o "$scratch/quick.json"
for columns in 80 120; do
    "$w" simulate "$scratch/quick.yaml" --columns "$columns" >"$scratch/out"
    lines=$(wc -l <"$scratch/out")
    [ "$lines" -gt 50 ] && [ "$lines" -le 110 ] && [ "$(grep -c 'step by step' "$scratch/out")" = 2 ] && ! grep -q 'share of the records\|topic group ' "$scratch/out"
    verdict "simulate at $columns columns is short" $? "$lines lines"
    "$w" simulate "$scratch/quick.yaml" --columns "$columns" --full >"$scratch/full"
    [ "$(grep -c '^  counted ' "$scratch/full")" = 4 ] && ! grep -q ' 0\.0% ' "$scratch/full" && grep -q 'share of the records' "$scratch/full" && grep -q '^  clicks ' "$scratch/full" &&
        grep -q 'mean load (rate' "$scratch/full" && grep -q 'a batch is acknowledged exactly once' "$scratch/full"
    verdict "simulate --full at $columns columns: all, and each table once" $? "$(grep -c '^  counted ' "$scratch/full") tables"
    # A label that wraps goes on where it began: nothing but headings stands at the margin.
    ! sed -n '/^  counted/,/^$/p' "$scratch/full" | grep -q '^[a-z]'
    verdict "labels are set in at $columns columns" $? "$(grep '^[a-z]' "$scratch/full")"
done
said=$(/usr/bin/python3 - "$scratch/quick.json" "$scratch/full" 2>&1 <<'PYTHON'
import json
import re
import sys
run = json.load(open(sys.argv[1], encoding="utf-8"))
text = open(sys.argv[2], encoding="utf-8").read()
for one in run["architectures"]:
    if one["latency"] is None:
        continue
    load = one["latency"]["peak_load"]
    part = text[text.index(f"({one['id']})"):]
    part = part[part.index("peak load"):]
    table = part[part.index("step by step"):].split("\n\n")[0].splitlines()
    rows = {line[2:32].strip(): re.findall(r"[\d.]+ m?s|-", line[32:]) for line in table[1:]}
    for n, measure in ((0, "produce_ms"), (2, "end_to_end_ms")):
        for stage in load[measure]["stages"]:
            value, unit = rows[stage["name"]][n].split()
            said = float(value) * (1000 if unit == "s" else 1)
            assert abs(said - stage["mean"]) <= 0.006 * max(1, said), (stage, said)
        ours = sum(stage["mean"] for stage in load[measure]["stages"])
        value, unit = rows["sum"][n].split()
        assert abs(float(value) * (1000 if unit == "s" else 1) / ours - 1) < 0.006
PYTHON
)
verdict 'both columns of steps are the document'"'"'s' $? "$said"
expect 'what can not converge is said' 6 'not converged' 'did not converge' "$w" compare $small --require-converged --set simulation.precision=0.1% --set simulation.max_duration=1s

# An interval that is wider than its value ends at 0, as latencies do: the document can be read again.
echo 'topics:
  - {name: events, produce: {rate: 10 MiB/s, producers: 30}, partitions: 30}
  - {name: audit, produce: {rate: 2 KiB/s, producers: 3}, partitions: 3}
architectures: [kafka-classic]' >"$scratch/wide.yaml"
"$w" compare "$scratch/wide.yaml" --set simulation.max_duration=1s -o "$scratch/wide.json"
grep -q '_ci": \[0, [0-9]' "$scratch/wide.json"
verdict 'an interval wider than its value ends at 0' $?
expect 'and its document is read again' 0 'latency of a record' '' "$w" render --latency "$scratch/wide.json"

expect 'a trace is of one architecture' 2 '' "'--trace' is of one architecture" "$w" simulate $small --trace "$scratch/trace.json"
"$w" simulate $small --architecture kafka-tuned --trace "$scratch/trace.json" >/dev/null
[ "$(/usr/bin/python3 -c "
import json
trace = json.load(open('$scratch/trace.json'))
spans = [e for e in trace['traceEvents'] if e['ph'] == 'X']
print(len(spans) > 1000 and all(e['dur'] >= 0 and e['ts'] >= 0 and e['name'] for e in spans))")" = True ]
verdict 'a trace has spans' $?
echo 'topics: [{name: events, produce: {rate: 10 MiB/s}}]
architectures: [kafka-tuned, msk-serverless]' >"$scratch/msk.yaml"
expect 'what has no data path says why' 0 'no latency: ' '' "$w" compare --latency "$scratch/msk.yaml"
# What reduced detail leaves out is requested as often as the closed form says: batches that the rest of the producers send, and consumers
# that read more of them than the followed ones do.
cat >"$scratch/hits.yaml" <<'END'
topics: [{name: events, produce: {rate: 32 MiB/s, producers: 40}, consume: {groups: 2, consumers: 100}, partitions: 288, retention: 1d}]
architectures: [warpstream]
simulation: {precision: 30%}
END
for set in topics.events.consume.groups=3 topics.events.consume.consumers=250 topics.events.produce.record_size=3KiB topics.events.produce.partitioning=keyed; do
    said=$("$WARPCOST" compare --format=json --set "$set" "$scratch/hits.yaml" 2>&1 | python3 -c '
import json, sys
load = json.load(sys.stdin)["architectures"][0]["latency"]["mean_load"]
hits = next(count for count in load["counts"] if count["name"].startswith("chunks found"))
factor = hits["simulated"] / hits["modelled"]
print(load["detail"][:20], round(factor, 3))
sys.exit(not ("followed" in load["detail"] and 0.9 < factor < 1.1))' 2>&1)
    verdict "chunks found in caches, $set" $? "$said"
done
finish
