#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The gate: rules against inputs with the exit code and a part of what is said. Limits that must be met exactly are summed here from the CSV of `compare`.
. tests/harness.sh
w=$WARPCOST
today='--today 2026-11-24'
small=tests/fixtures/small.yaml
cp "$small" "$scratch/small.yaml"
sed 's/rate: 37 MiB/rate: 46 MiB/' "$small" >"$scratch/more.yaml"
sed 's/name: small/name: other/' "$small" >"$scratch/other.yaml"
cp "$scratch/more.yaml" "$scratch/moved.yaml"
sed 's/architectures:.*/architectures: [kafka-tuned, {use: warpstream, id: direct}]/; s/name: small/name: two/' "$small" >"$scratch/two.yaml"
sed 's/architectures:.*/architectures: [kafka-classic, {use: kafka-tuned, with: {volume: gp2, brokers: 3, instance: m5.large}}]/; s/name: small/name: half/' "$small" >"$scratch/half.yaml"
sed 's/architectures:.*/architectures: [kafka-classic]/' "$small" >"$scratch/one.yaml"
echo 'zone: 3' >"$scratch/broken.yaml"
printf 'name: groups\ntopics:\n  - {name: orders, produce: {rate: 37 MiB/s}}\n  - {name: slow ones, produce: {rate: 9 MiB/s, linger: 200ms, batch_size: 1 MiB, producers: 90}}\n  - {name: audit, produce: {rate: 1 MiB/s}, consume: {groups: 0}}\narchitectures: [kafka-tuned]\nsimulation: {precision: 20%%}\n' >"$scratch/groups.yaml"
sed 's/us-east-1/eu-west-3/; s/name: small/name: poor/' "$small" >"$scratch/poor.yaml"
printf 'name: small\n' >"$scratch/cut.json"
"$w" compare --no-simulate "$small" -o "$scratch/base.json" -o "$scratch/base.csv"
"$w" compare --no-simulate "$scratch/more.yaml" -o "$scratch/more.json" -o "$scratch/more.csv"
"$w" compare --no-simulate "$scratch/other.yaml" -o "$scratch/other.json"
"$w" compare --no-simulate "$small" --set pricing.discount=10% -o "$scratch/redacted.json"

mkdir "$scratch/runs" "$scratch/both" "$scratch/nothing"
cp "$scratch/base.json" "$scratch/runs/" && cp "$scratch/base.json" "$scratch/other.json" "$scratch/both/"
sed 's/architectures:.*/architectures: [kafka-tuned, {use: kafka-tuned, id: tuned-too}]/' "$small" >"$scratch/wider.yaml"
"$w" compare --no-simulate "$scratch/two.yaml" -o "$scratch/two.csv"

# usd FILE ARCHITECTURE PATTERN: the sum of the lines that match. Limits hang a cent beside it.
usd() { sed 's/"[^"]*"/quoted/g' "$1" | awk -F, -v a="$2" -v p="$3" 'NR > 1 && $2 == a && $3 ~ p { sum += $12 } END { printf "%.2f", sum }'; }
add() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a + b }'; }
tuned=$(usd "$scratch/base.csv" kafka-tuned .) classic=$(usd "$scratch/base.csv" kafka-classic .) moved=$(usd "$scratch/more.csv" kafka-tuned .)
network=$(usd "$scratch/base.csv" kafka-tuned '^network') replicate=$(usd "$scratch/base.csv" kafka-tuned '^network.replicate$')
both=$(add "$tuned" "$(usd "$scratch/two.csv" kafka-tuned .)") mixed=$(add "$tuned" "$(usd "$scratch/two.csv" direct .)")
[ "$(add "$tuned" 0)" != 0.00 ] && [ "$network" != 0.00 ] && [ "$moved" != "$tuned" ]
verdict 'totals to hold rules against' $? "$tuned $network $moved"
rise=$(add "$moved" "-$tuned")
percent() { awk -v a="$moved" -v b="$tuned" -v d="$1" 'BEGIN { printf "%.4f%%", 100 * (a / b - 1) + d }'; }
ratio() { awk -v a="$tuned" -v b="$classic" -v d="$1" 'BEGIN { printf "%.6f", a / b + d }'; }
monthly() { awk -v a="$tuned" -v d="$1" 'BEGIN { printf "%.2f", a / 12 + d }'; }

"$w" compare "$scratch/groups.yaml" -o "$scratch/groups.json" 2>/dev/null
inside=$(/usr/bin/python3 -c 'import json, sys; print("%.4fms" % (sum(json.load(open(sys.argv[1]))["architectures"][0]["latency"]["mean_load"]["topic_groups"][0]["end_to_end_ms"]["p99_ci"]) / 2))' "$scratch/groups.json")
sed 's/architectures:.*/architectures: [msk-serverless]/' "$small" >"$scratch/managed.yaml"

# name | exit code | part of standard output | part of standard error | rule | arguments
cases=0
while IFS='|' read -r name code out err rule arguments; do
    [ -n "$name" ] || continue
    echo "rules: [$rule]" >"$scratch/budget.yaml"
    # shellcheck disable=SC2086
    (cd "$scratch" && eval "$w check --budget budget.yaml $today $arguments") >"$scratch/said" 2>"$scratch/told"
    status=$?
    cases=$((cases + 1))
    [ "$status" -eq "$code" ] && grep -qF -e "$out" "$scratch/said" && { [ -z "$err" ] || tr '\n' ' ' <"$scratch/told" | grep -qF -e "$err"; } && { [ "$code" -ne 0 ] || [ ! -s "$scratch/told" ]; }
    verdict "check: $name" $? "exit code $status, wanted $code, out '$out', err '$err'" "$(head -n 12 "$scratch/said")" "$(cat "$scratch/told")"
done <<END
total below the limit|0|pass||{rule: cost, architecture: kafka-tuned, max: $(add "$tuned" 0.01) USD/year}|small.yaml
total above the limit|1|fail|1 check failed|{rule: cost, architecture: kafka-tuned, max: $(add "$tuned" -0.01) USD/year}|small.yaml
a breach that warns|0|warn||{rule: cost, architecture: kafka-tuned, max: 1 USD/year, severity: warn}|small.yaml
a month below|0|per month||{rule: cost, architecture: kafka-tuned, max: $(monthly 0.01) USD/month}|small.yaml
a month above|1|per month|1 check failed|{rule: cost, architecture: kafka-tuned, max: $(monthly -0.01) USD/month}|small.yaml
a component below|0|network is||{rule: cost, component: network, architecture: kafka-tuned, max: $(add "$network" 0.01) USD/year}|small.yaml
a component above|1|network is|1 check failed|{rule: cost, component: network, architecture: kafka-tuned, max: $(add "$network" -0.01) USD/year}|small.yaml
a line below|0|network.replicate is||{rule: cost, line: network.replicate, architecture: kafka-tuned, max: $(add "$replicate" 0.01) USD/year}|small.yaml
a line above|1|network.replicate is|1 check failed|{rule: cost, line: network.replicate, architecture: kafka-tuned, max: $(add "$replicate" -0.01) USD/year}|small.yaml
a line that this architecture lacks costs nothing|0|is \$0 per year||{rule: cost, line: control_plane.fee, max: 0 USD/year}|small.yaml
every architecture is judged|1|kafka-classic: total|2 checks failed|{rule: cost, max: 1 USD/year}|small.yaml
the cheapest alone|0|kafka-tuned: total||{rule: cost, architecture: cheapest, max: $(add "$tuned" 0.01) USD/year}|small.yaml
message and owner are told|1|ask nina (owner: platform)|1 check failed|{rule: cost, architecture: kafka-tuned, max: \$1k/year, message: ask nina, owner: platform}|small.yaml
an increase below|0|increase of the total is +||{rule: cost_increase, architecture: kafka-tuned, max: $(add "$rise" 0.02) USD/year}|more.yaml --baseline base.json
an increase above|1|increase of the total is +|1 check failed|{rule: cost_increase, architecture: kafka-tuned, max: $(add "$rise" -0.02) USD/year}|more.yaml --baseline base.json
a decrease is no increase|0|increase of the total is -||{rule: cost_increase, max: 0 USD/year}|small.yaml --baseline more.json
growth below|0|growth of the total||{rule: cost_growth, architecture: kafka-tuned, max: $(percent 0.001)}|more.yaml --baseline base.json
growth above|1|growth of the total|1 check failed|{rule: cost_growth, architecture: kafka-tuned, max: $(percent -0.001)}|more.yaml --baseline base.json
growth of a line|1|growth of network.replicate|2 checks failed|{rule: cost_growth, line: network.replicate, max: 20%}|more.yaml --baseline base.json
no growth from itself|0|is 0.0 %||{rule: cost_growth, max: 0%}|small.yaml --baseline base.json
crossing from below|1|not to rise over|1 check failed|{rule: cost_crossing, architecture: kafka-tuned, at: $(add "$tuned" 1) USD/year}|more.yaml --baseline base.json
above already|0|not to rise over||{rule: cost_crossing, architecture: kafka-tuned, at: $(add "$tuned" -1) USD/year}|more.yaml --baseline base.json
below still|0|not to rise over||{rule: cost_crossing, architecture: kafka-tuned, at: $(add "$moved" 1) USD/year}|more.yaml --baseline base.json
crossing from above|0|not to rise over||{rule: cost_crossing, architecture: kafka-tuned, at: $(add "$tuned" 1) USD/year}|small.yaml --baseline more.json
a change without a baseline|3|can't be judged|there is no baseline of workload 'small'|{rule: cost_growth, max: 5%}|small.yaml
a baseline of another workload|3|can't be judged|there is no baseline of workload 'small'|{rule: cost_growth, max: 5%}|small.yaml --baseline other.json
two baselines of one workload|3|error|another baseline is of workload 'small' too|{rule: feasible}|small.yaml --baseline base.json --baseline more.json
a baseline that is no run|3|error|cut.json|{rule: feasible}|small.yaml --baseline cut.json
a baseline that isn't there|5|error|nowhere.json: can|{rule: feasible}|small.yaml --baseline nowhere.json
a ratio below|0|ratio of the total to that of kafka-classic||{rule: cost_ratio, architecture: kafka-tuned, to: kafka-classic, max: $(ratio 0.00001)}|small.yaml
a ratio above|1|ratio of the total to that of kafka-classic|1 check failed|{rule: cost_ratio, architecture: kafka-tuned, to: kafka-classic, max: $(ratio -0.00001)}|small.yaml
a ratio to what isn't there|3|can't be judged|the workload has no architecture 'warpstream' to hold it against|{rule: cost_ratio, architecture: kafka-tuned, to: warpstream, max: 1}|small.yaml
a ratio to the only one|3|can't be judged|no other architecture|{rule: cost_ratio, to: kafka-classic, max: 1}|one.yaml
headroom kept|0|headroom is||{rule: headroom, min: 0%}|small.yaml
headroom lacking|1|headroom is|2 checks failed|{rule: headroom, min: 99.9%}|small.yaml
headroom of a resource|0|headroom of broker.network_out is||{rule: headroom, resource: broker.network_out, min: 1%}|small.yaml
headroom of no resource|3|can't be judged|has no resource 'broker.cpi'; it has broker.|{rule: headroom, resource: broker.cpi, min: 1%}|small.yaml
feasible|0|carries the workload||{rule: feasible}|small.yaml
infeasible is a breach|1|can't carry the workload|1 check failed|{rule: feasible}|half.yaml
infeasible that warns|0|warn||{rule: feasible, severity: warn}|half.yaml
the cost of what can't carry|6|can't be judged|kafka-tuned can't carry the workload|{rule: cost, architecture: kafka-tuned, max: 1M USD/year}|half.yaml
where infeasibility fails already|1|isn't judged, since rule 'feasible' fails|1 check failed|{rule: cost, max: 1M USD/year}, {rule: feasible}|half.yaml
where infeasibility only warns|0|pass     kafka-tuned: total is||{rule: cost, max: 1M USD/year}, {rule: feasible, severity: warn}|half.yaml
the recommended meets its objectives|0|kafka-tuned: total||{rule: cost, architecture: recommended, max: $(add "$tuned" 0.01) USD/year}|two.yaml --set objectives.produce_p99=100ms
the cheapest ignores them|1|direct: total|1 check failed|{rule: cost, architecture: cheapest, max: 1 USD/year}|two.yaml --set objectives.produce_p99=100ms
the recommended of no objectives|1|direct: total|1 check failed|{rule: cost, architecture: recommended, max: 1 USD/year}|two.yaml --no-simulate
the recommended of impossible objectives|6|can't be judged|no architecture is known to meet the objectives|{rule: cost, architecture: recommended, max: 1M USD/year}|small.yaml --set objectives.produce_p99=1us
the recommended without a simulation|3|can't be judged|objectives were not judged|{rule: cost, architecture: recommended, max: 1M USD/year}|small.yaml --no-simulate --set objectives.produce_p99=1s
the recommended of none|6|can't be judged|no architecture can carry the workload|{rule: cost, architecture: recommended, max: 1M USD/year}|$PWD/tests/fixtures/impossible.yaml
the cheapest of none|6|can't be judged|no architecture can carry the workload|{rule: cost, architecture: cheapest, max: 1M USD/year}|$PWD/tests/fixtures/impossible.yaml
prices that are young enough|0|age of the oldest price||{rule: price_age, max: 36500d}|small.yaml
prices that are too old|1|age of the oldest price|2 checks failed|{rule: price_age, max: 1d}|small.yaml
few assumptions|0|unsourced assumptions||{rule: unsourced, max: 100}|small.yaml
too many assumptions|1|unsourced assumptions|2 checks failed|{rule: unsourced, max: 0}|small.yaml
none that weighs so much|0|unsourced assumptions is 0||{rule: unsourced, max: 0, weight: 1M USD/year}|small.yaml
latency that isn't known|3|can't be judged|has no latency to judge|{rule: produce_p99, max: 250ms}|small.yaml --no-simulate
latency end to end at mean load|3|p99 end to end at mean load can't be judged|has no latency to judge|{rule: end_to_end_p99, load: mean, max: 1s}|small.yaml --no-simulate
latency of a saved run without any|3|can't be judged|has no latency to judge|{rule: produce_p99, max: 250ms, severity: warn}|base.json
each topic group: one is too slow|1|p99 of produce of slow ones at peak load is|1 check failed|{rule: produce_p99, max: 100ms}|groups.yaml
each topic group: the others hold|1|kafka-tuned: p99 of produce of orders at peak load is|1 check failed|{rule: produce_p99, max: 100ms}|groups.yaml
one topic group that holds|0|p99 of produce of orders at peak load is||{rule: produce_p99, topic_group: orders, max: 100ms}|groups.yaml
one topic group that doesn't|1|p99 of produce of slow ones at peak load is|1 check failed|{rule: produce_p99, topic_group: slow ones, max: 100ms}|groups.yaml
a topic group that warns|0|warn||{rule: produce_p99, topic_group: slow ones, max: 100ms, severity: warn}|groups.yaml
all topic groups together|1|p99 of produce at peak load is|1 check failed|{rule: produce_p99, topic_group: together, max: 100ms}|groups.yaml
a topic group that isn't there|3|can't be judged|no topic group 'order', did you mean 'orders'?|{rule: produce_p99, topic_group: order, max: 1s}|groups.yaml
a topic group that isn't there, of a saved run|3|can't be judged|no topic group 'orders' (it has: events)|{rule: produce_p99, topic_group: orders, max: 1s}|base.json
the only topic group by its name|0|p99 of produce of events at peak load is||{rule: produce_p99, topic_group: events, architecture: kafka-tuned, max: 10s}|small.yaml --set simulation.precision=20%
a topic group that nobody consumes|0|p99 end to end of audit at peak load isn't judged, since||{rule: end_to_end_p99, max: 10s}|groups.yaml
a topic group that nobody consumes, by name|3|can't be judged|no record was seen to be consumed|{rule: end_to_end_p99, topic_group: audit, max: 10s}|groups.yaml
latency that isn't decided|6|can't be judged|the limit lies in the interval|{rule: end_to_end_p99, topic_group: orders, max: $inside}|groups.yaml
latency of an unpublished data path|3|can't be judged|msk-serverless has no latency to judge: |{rule: produce_p99, max: 10s}|managed.yaml
an architecture that isn't there|3|can't be judged|no architecture 'kafka-tunde', did you mean 'kafka-tuned'?|{rule: cost, architecture: kafka-tunde, max: 1M USD/year}|small.yaml
an architecture by its own id|0|direct: total||{rule: cost, architecture: direct, max: 1M USD/year}|two.yaml
a rule for one of two workloads|1|other|1 check failed|{rule: cost, workload: other, architecture: kafka-tuned, max: 1 USD/year}|small.yaml other.yaml
a rule for a workload that isn't checked|3|error|isn't among those that are checked, did you mean 'small'?|{rule: cost, workload: smal, max: 1M USD/year}|small.yaml
a saved run is judged too|1|kafka-tuned: total|2 checks failed|{rule: cost, max: 1 USD/year}|base.json
a breach and a broken workload|3|fail|broken.yaml:1:1: unknown key 'zone'|{rule: cost, max: 1 USD/year}|small.yaml broken.yaml
a breach and a missing workload|5|fail|nowhere.yaml: can|{rule: cost, max: 1 USD/year}|small.yaml nowhere.yaml
a breach and a missing price|4|fail|price of|{rule: cost, max: 1 USD/year}|small.yaml poor.yaml
the highest error wins|6|fail|can't carry the workload|{rule: cost, max: 1 USD/year}|small.yaml broken.yaml nowhere.yaml half.yaml
the order is that of the command line|0|Workload other (other.yaml)||{rule: feasible}|other.yaml small.yaml
from standard input|0|Workload small (standard input)||{rule: feasible}|- <small.yaml
a redacted baseline is held against list prices|0|growth of the total is 0.0 %||{rule: cost_growth, max: 0%}|small.yaml --set pricing.discount=10% --baseline redacted.json
a discount against a baseline without|0|growth of the total is within||{rule: cost_growth, max: 0%}|small.yaml --set pricing.discount=10% --baseline base.json
a broken rule|3|error|budget.yaml:1:9: rule 'cost' has no 'max'|{rule: cost}|small.yaml
two files of one name|3|error|more.yaml: the workload is named 'small', and so is that of small.yaml|{rule: feasible}|small.yaml more.yaml
three files of one name|3|error|moved.yaml: the workload is named 'small'|{rule: feasible}|small.yaml other.yaml base.json more.yaml moved.yaml
a workload and its own saved run|3|error|base.json: the workload is named 'small'|{rule: feasible}|small.yaml base.json
a new workload beside all baselines|0|growth of the total isn't judged, since the workload||{rule: cost_growth, max: 1%}|other.yaml small.yaml --baseline runs
a new workload is noted|0|note     the workload is new: no baseline is of its name||{rule: feasible}|other.yaml --baseline runs
a new workload is judged by all other rules|1|kafka-tuned: total is|1 check failed|{rule: cost_growth, max: 1%}, {rule: cost, workload: other, architecture: kafka-tuned, max: 1 USD/year}|other.yaml small.yaml --baseline runs
a workload that grew beside a new one|1|growth of the total is|2 checks failed|{rule: cost_growth, max: 1%}|other.yaml more.yaml --baseline runs
a new workload beside one baseline|3|can't be judged|there is no baseline of workload 'other'|{rule: cost_growth, max: 1%}|other.yaml small.yaml --baseline base.json
a first workload|0|isn't judged, since the workload is new||{rule: cost_crossing, at: 1 USD/year}|small.yaml --baseline nothing
a new architecture|0|tuned-too: increase of the total isn't judged, since the architecture||{rule: cost_increase, max: 0 USD/year}|wider.yaml --baseline base.json
a workload that is gone|0|the workload 'other' is gone||{rule: cost_growth, max: 1%}|small.yaml --baseline both
a workload that is gone and has a rule|3|error|is for workload 'other', which isn't among those that are checked|{rule: cost, workload: other, max: 1M USD/year}|small.yaml --baseline both
what can't be read isn't gone|3|broken.yaml|unknown key 'zone'|{rule: feasible}|broken.yaml --baseline runs
all workloads are gone|0|the workload 'small' is gone||{rule: cost_growth, max: 1%}|--baseline both
no workload and no baselines|2|error|there is no workload to check|{rule: feasible}|
no workload and one baseline|2|error|there is no workload to check|{rule: feasible}|--baseline base.json
a total below|0|kafka-tuned: total of all workloads is||{rule: total_cost, architecture: kafka-tuned, max: $(add "$both" 0.01) USD/year}|small.yaml two.yaml
a total above|1|kafka-tuned: total of all workloads is|1 check failed|{rule: total_cost, architecture: kafka-tuned, max: $(add "$both" -0.01) USD/year}|small.yaml two.yaml
a total of a workload that was split|1|total of all workloads|1 check failed|{rule: cost, architecture: kafka-tuned, max: $(add "$tuned" 0.01) USD/year}, {rule: total_cost, architecture: kafka-tuned, max: $(add "$tuned" 0.01) USD/year}|small.yaml other.yaml
a total of each workload's cheapest|0|cheapest: total of all workloads is||{rule: total_cost, architecture: cheapest, max: $(add "$mixed" 0.01) USD/year}|small.yaml two.yaml
and a cent below|1|cheapest: total of all workloads is|1 check failed|{rule: total_cost, architecture: cheapest, max: $(add "$mixed" -0.01) USD/year}|small.yaml two.yaml
a total of what runs today|0|current: total of all workloads is||{rule: total_cost, architecture: current, max: $(add "$both" 0.01) USD/year}|small.yaml two.yaml --set current=kafka-tuned
a total where one doesn't say|3|can't be judged|of workload 'small': the workload doesn't say which architecture runs today|{rule: total_cost, architecture: current, max: 1M USD/year}|small.yaml
a total of what can't be read|3|broken.yaml|1 of the workloads couldn't be compared|{rule: total_cost, architecture: kafka-tuned, max: 1M USD/year}|small.yaml broken.yaml
a total of nothing|0|total of all workloads is \$0 per year||{rule: total_cost, architecture: kafka-tuned, max: 0 USD/year}|--baseline both
a total of all architectures|3|error|doesn't say which; write for example|{rule: total_cost, max: 1M USD/year}|small.yaml
a total of one workload|3|error|'workload' doesn't go with rule 'total_cost'|{rule: total_cost, workload: small, architecture: cheapest, max: 1M USD/year}|small.yaml
the current architecture|1|kafka-classic: total is|1 check failed|{rule: cost, architecture: current, max: 1 USD/year}|small.yaml --set current=kafka-classic
two standard inputs|2|error|only one input can be '-'|{rule: feasible}|- -
END
[ "$cases" -ge 100 ]
verdict "a table of at least 100 cases: $cases" $?
# Each error once, where both streams end in one place, and each outcome in a colour of its own.
errors() { # errors COMMAND...: how often the words stand in what is printed to both streams
    "$@" 2>&1 | grep -c "judge\|isn't among"
}
tests=tests/fixtures
n=$(errors "$w" check --no-simulate $tests/small.yaml --budget $tests/budget.yaml --columns 200)
[ "$n" = 2 ]; verdict 'two errors in one place: each once' $? "$n lines"
"$w" check --no-simulate $tests/small.yaml --budget $tests/budget.yaml --format json 2>&1 >/dev/null | grep -c "judge\|isn't among" | grep -qx 2
verdict 'beside a document: on standard error' $?
"$w" check --no-simulate $tests/small.yaml --budget $tests/budget.yaml 2>"$scratch/err" >/dev/null
[ "$(grep -c "judge\|isn't among" "$scratch/err")" = 2 ]
verdict 'where only errors are seen: there' $?
"$w" check --no-simulate $tests/small.yaml --budget $tests/budget.yaml --color always 2>/dev/null >"$scratch/out"
colours=$(for outcome in pass warn error; do sed -n "s/^  .\(.*\)m$outcome.*/\1/p" "$scratch/out" | sort -u; done)
[ "$(echo "$colours" | wc -l)" = 3 ] && [ "$(echo "$colours" | sort -u | wc -l)" = 3 ]
verdict 'outcomes have different colours' $? "$colours"
finish
