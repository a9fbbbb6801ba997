#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Fleets that stand and can't carry the load by guideline: their dollars, and the mark beside them in every rendering.
. tests/harness.sh
mark="can't carry the load by guideline"

cat >"$scratch/w.yaml" <<'END'
name: ledger
topics:
  - {name: entries, produce: {rate: 60 MiB/s}, consume: {groups: 2}, partitions: 90, retention: 2d}
architectures: [kafka-classic, warpstream]
END
# A third of the CPU that 60 MiB/s need with a zone lost.
cat >"$scratch/fleet.json" <<'END'
[{"role": "broker", "instance": "m5.large", "count": 3, "volumes": {"kind": "gp3", "count": 2, "gib": 12000}},
 {"role": "controller", "instance": "m5.large", "count": 3}]
END
of_fleet() { "$WARPCOST" "$@" --no-simulate "$scratch/w.yaml" --deployment "kafka-classic=$scratch/fleet.json"; }

# total FORMAT-CSV-LINES: the sum of an architecture's lines.
total() { awk -F, -v arch="$1" '$2 == arch { gsub(/"[^"]*"/, "-"); sum += $12 } END { printf "%.2f\n", sum }'; }

# priced NAME ID ROOMY OPTION...: the same fleet costs the same where the guideline has room for the load.
priced() {
    name=$1 id=$2 roomy=$3
    shift 3
    tight_usd=$("$WARPCOST" compare --no-simulate --format csv "$@" 2>/dev/null | total "$id")
    roomy_usd=$("$WARPCOST" compare --no-simulate --format csv "$@" --set "$roomy" 2>"$scratch/err" | total "$id")
    feasible=$("$WARPCOST" compare --no-simulate --format csv "$@" 2>/dev/null | grep ",$id,.*,false,$mark" | grep -c .)
    [ "$tight_usd" = "$roomy_usd" ] && [ "${tight_usd%.*}" -gt 1000 ] && [ "$feasible" -gt 2 ]
    verdict "$name costs what it costs" $? "$tight_usd, with room $roomy_usd, $feasible marked lines" "$(cat "$scratch/err")"
}
# One kind of fleet a line: given as JSON, pinned by options, of MSK, of agents.
one() { sed "s/^architectures: .*/architectures: [$1]/" "$scratch/w.yaml" >"$scratch/one.yaml"; }
priced 'a fleet from JSON' kafka-classic architectures.kafka-classic.vcpu_produced='1 GiB/s' "$scratch/w.yaml" \
    --deployment "kafka-classic=$scratch/fleet.json" --set architectures.kafka-classic.vcpu_consumed='2 GiB/s' --set 'architectures.kafka-classic.volume_step=1 GiB'
one '{use: kafka-tuned, with: {instance: m6i.large, brokers: 3}}'
priced 'brokers and instance that are pinned' kafka-tuned architectures.kafka-tuned.vcpu_produced='1 GiB/s' "$scratch/one.yaml" \
    --set architectures.kafka-tuned.vcpu_consumed='2 GiB/s'
one '{use: msk-provisioned, with: {instance: kafka.m5.xlarge, brokers: 3, cpu_headroom: 90%}}'
priced "MSK's brokers that are pinned" msk-provisioned architectures.msk-provisioned.consumed_per_produced=90 "$scratch/one.yaml" \
    --set 'topics.entries.produce.rate=12 MiB/s' --set topics.entries.consume.groups=20
one '{use: warpstream, with: {instance: m6in.xlarge, agents: 3}}'
priced "agents that are pinned" warpstream architectures.warpstream.vcpu_produced='1 GiB/s' "$scratch/one.yaml" \
    --set 'topics.entries.produce.rate=170 MiB/s' --set topics.entries.consume.groups=1

# Every rendering.
usd=$(of_fleet compare --format csv | total kafka-classic)
whole=$(printf '%.0f' "$usd" | sed 's/\([0-9]\{3\}\)$/,\1/')
shown() { # NAME FILE: has the total and the mark
    grep -qF -e "$whole" "$2" && tr -s ' \n' ' ' <"$2" | sed "s/&#39;/'/g; s/’/'/g" | grep -qF -e "$mark"
    verdict "$1 has the total and the mark" $? "$whole" "$(head -c 600 "$2")"
}
of_fleet compare >"$scratch/screen.txt" 2>"$scratch/err"
tr -s ' \n' ' ' <"$scratch/screen.txt" | grep -qF "Classic Kafka $mark: broker.cpu" && grep -q "^Classic Kafka  *\$[0-9.]*k  *can't carry\$" "$scratch/screen.txt"
verdict 'the first page has the total and the mark' $? "$(cat "$scratch/screen.txt")"
head -n 1 "$scratch/screen.txt" | grep -q '^Recommended: WarpStream'
verdict 'another is recommended' $? "$(head -n 2 "$scratch/screen.txt")"
of_fleet compare --full >"$scratch/run.txt" 2>"$scratch/err"
shown text "$scratch/run.txt"
grep -q "^by guideline  *can't carry  *carries\$" "$scratch/run.txt"
verdict 'a row says who carries the load by guideline' $? "$(grep guideline "$scratch/run.txt")"
grep -q "^paid to: cloud  *$whole " "$scratch/run.txt"
verdict 'and who is paid' $? "$(grep 'paid to' "$scratch/run.txt")"
of_fleet compare --format markdown >"$scratch/run.md" 2>/dev/null
shown Markdown "$scratch/run.md"
for file in run.html run.xlsx run.json run.csv; do of_fleet compare -o "$scratch/$file" 2>/dev/null; done
of_fleet compare --format focus-csv >"$scratch/focus.csv" 2>/dev/null
shown HTML "$scratch/run.html"
mkdir "$scratch/book"
python3 -m zipfile -e "$scratch/run.xlsx" "$scratch/book"
grep -qF "$mark" "$scratch/book/xl/sharedStrings.xml" && grep -q "<v>${usd%.*}" "$scratch"/book/xl/worksheets/sheet*.xml
verdict 'the workbook has the total and the mark' $?
python3 - "$scratch/run.json" "$usd" <<'END'
import json, sys
one = json.load(open(sys.argv[1]))["architectures"][0]
assert not one["feasible"] and "broker.cpu" in one["infeasible_reason"] and one["lines"]
assert abs(one["usd_per_year"] - float(sys.argv[2])) < 0.01
assert one["latency"] is None and "steady state" in one["latency_unknown"]
END
verdict 'JSON has both' $?
grep -qF "$mark" "$scratch/run.csv" && grep -qF "$mark" "$scratch/focus.csv"
verdict 'CSV and FOCUS mark their lines' $?
of_fleet plan >"$scratch/plan.txt" 2>/dev/null
grep -qF "$mark: broker.cpu" "$scratch/plan.txt" && grep -q 'fleet, \$ per year' "$scratch/plan.txt"
verdict 'plan has the fleet and the mark' $?
of_fleet explain compute >"$scratch/explain.txt" 2>/dev/null
tr -s ' \n' ' ' <"$scratch/explain.txt" | grep -qF "Classic Kafka $mark: broker.cpu"
verdict 'explain has the mark' $? "$(cat "$scratch/explain.txt")"
"$WARPCOST" render --full "$scratch/run.json" | cmp -s - "$scratch/run.txt"
verdict 'a saved run says the same' $?

# Alone, its dollars are the headline.
one kafka-classic
expect 'alone' 6 "As it stands it costs" "no architecture can carry" "$WARPCOST" compare --no-simulate "$scratch/one.yaml" --deployment "$scratch/fleet.json"
expect 'simulate says why there is no latency' 6 "no latency: $mark: broker.cpu" '*' "$WARPCOST" simulate "$scratch/one.yaml" --deployment "$scratch/fleet.json"
# Where no fleet exists there are no dollars.
expect 'nothing that holds' 6 'no instance type holds' '*' "$WARPCOST" compare --no-simulate "$scratch/one.yaml" --set architectures.kafka-classic.search_max_nodes=1
"$WARPCOST" compare --no-simulate "$scratch/one.yaml" --set architectures.kafka-classic.search_max_nodes=1 --format csv 2>/dev/null | grep -c kafka-classic >"$scratch/out"
[ "$(cat "$scratch/out")" = 0 ]
verdict 'has no lines' $?
# What runs today counts, whether a guideline likes it or not.
sed 's/^name:.*/&\ncurrent: kafka-classic/' "$scratch/w.yaml" >"$scratch/today.yaml"
expect 'savings from a fleet that stands' 0 'which runs today' '' "$WARPCOST" compare --no-simulate "$scratch/today.yaml" --deployment "kafka-classic=$scratch/fleet.json"

# The gate: cost and headroom are judged beside a rule that warns.
# judged NAME CODE WANTED RULES
judged() {
    echo "rules: [$4]" >"$scratch/budget.yaml"
    of_fleet check --budget "$scratch/budget.yaml" >"$scratch/out" 2>"$scratch/err"
    status=$?
    [ "$status" -eq "$2" ] && tr -s ' \n' ' ' <"$scratch/out" | grep -qF -e "$3"
    verdict "check: $1" $? "exit code $status" "$(cat "$scratch/out")"
}
on='architecture: kafka-classic'
warn="{rule: feasible, $on, severity: warn}"
judged 'a cost that holds' 0 "pass kafka-classic: total is \$$whole per year" "$warn, {rule: cost, $on, max: 300k USD/year}"
judged 'a cost that breaks' 1 "fail kafka-classic: total is \$$whole per year" "$warn, {rule: cost, $on, max: 5k USD/year}"
judged 'a part of it' 0 'pass kafka-classic: compute is' "$warn, {rule: cost, $on, component: compute, max: 50k USD/year}"
judged 'headroom below nothing' 1 'fail kafka-classic: headroom is -' "$warn, {rule: headroom, $on, min: 5%}"
judged 'headroom of what has some' 0 'pass kafka-classic: headroom of broker.space' "$warn, {rule: headroom, $on, resource: broker.space, min: 5%}"
judged 'a ratio' 0 'pass kafka-classic: ratio' "$warn, {rule: cost_ratio, $on, to: warpstream, max: 9}"
judged 'the total of all' 0 'total of all workloads is' "$warn, {rule: total_cost, $on, max: 300k USD/year}"
judged 'not beside a rule that fails' 1 "rule 'feasible' fails" "{rule: feasible, $on}, {rule: cost, $on, max: 300k USD/year}"
judged 'nor without a rule' 6 'it is judged beside {rule: feasible, severity: warn}' "{rule: cost, $on, max: 300k USD/year}"
judged 'latency never is' 6 "can't carry the workload" "$warn, {rule: produce_p99, $on, max: 1s}"

# diff: the dollars of both sides, marked.
"$WARPCOST" compare --no-simulate "$scratch/w.yaml" -o "$scratch/planned.json"
"$WARPCOST" diff "$scratch/planned.json" "$scratch/run.json" >"$scratch/diff.txt"
tr -s ' \n' ' ' <"$scratch/diff.txt" | grep -qF "→ \$$whole," && grep -qF "the new one $mark: broker.cpu" "$scratch/diff.txt"
verdict 'diff has its dollars and the mark' $? "$(cat "$scratch/diff.txt")"
"$WARPCOST" diff "$scratch/planned.json" "$scratch/run.json" --format json | grep -q '"by_guideline": "the new one'
verdict 'so has its JSON' $?
"$WARPCOST" diff "$scratch/planned.json" "$scratch/run.json" --format markdown | grep "^| Classic Kafka | .* | \$$whole | .*the new one $mark" >/dev/null
verdict 'and a comment' $?
expect 'diff: what can no longer carry the load is an error' 6 '*' "kafka-classic can't carry" "$WARPCOST" diff "$scratch/planned.json" "$scratch/run.json" --max-increase 900%
expect 'diff: what never did is judged by its dollars' 0 'no change' '' "$WARPCOST" diff "$scratch/run.json" "$scratch/run.json" --max-increase 1%

# Exactly full: 100 MiB/s for 10,240 s in three copies and half empty are 6,000 GiB, and a few millionths over are not too much.
full() { # RETENTION CODE WANTED
    cat >"$scratch/full.yaml" <<END
name: full
topics: [{name: t, produce: {rate: 100 MiB/s}, partitions: 60, retention: $1, segment_time: 1ms}]
architectures: [kafka-classic]
END
    echo '[{"role": "broker", "instance": "m5.4xlarge", "count": 6, "volumes": {"kind": "gp3", "count": 1, "gib": 1000}}, {"role": "controller", "instance": "m5.large", "count": 3}]' >"$scratch/full.json"
    expect "full: $1" "$2" "$3" '*' "$WARPCOST" compare --no-simulate "$scratch/full.yaml" --deployment "$scratch/full.json"
}
full 10240s 0 'Recommended: Classic Kafka'
full 10240.0614s 0 'Recommended: Classic Kafka'
full 10249.216s 6 'broker.space is 100.09 % used'
full 10265.6s 6 'broker.space is 100.25 % used'
full 10649.6s 6 'broker.space is 104 % used'

# What a role lacks is told of where it stands.
misplaced() { # NAME PLACE WANTED JSON
    printf '%s\n' "$4" >"$scratch/odd.json"
    expect "$1" 3 '' "odd.json:$2: kafka-classic: $3" "$WARPCOST" compare --no-simulate "$scratch/full.yaml" --deployment "kafka-classic=$scratch/odd.json"
}
broker='{"role": "broker", "instance": "m5.4xlarge", "count": 6, "volumes": {"kind": "gp3", "count": 1, "gib": 1000}}'
misplaced 'a broker without volumes' 1:2 'the brokers of kafka-classic have no volumes' '[{"role": "broker", "instance": "m5.4xlarge", "count": 6}]'
misplaced 'an agent of Kafka' 2:3 'the deployment of kafka-classic must begin with' '[
  {"role": "agent", "instance": "m5.4xlarge", "count": 6}]'
misplaced 'a role that it does not know' 2:2 "kafka-classic has no role 'zookeeper'" "[$broker,
 {\"role\": \"zookeeper\", \"instance\": \"m5.large\", \"count\": 3}]"
misplaced 'local disks that a machine lacks' 3:1 'm5.4xlarge has no local disks' '[

{"role": "broker", "instance": "m5.4xlarge", "count": 6, "volumes": {"kind": "nvme"}}]'
finish
