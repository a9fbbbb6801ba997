#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# diff --terraform: what stands before a plan's change against what it leads to. The dollars are worked out here from list prices of us-east-1.
# shellcheck disable=SC2016 # dollars are money here
. tests/harness.sh
w=$WARPCOST
plan() { python3 tests/cli/plan.py "$scratch/plan.json" "$@"; }
workload() { printf 'name: orders\ntopics:\n  - {name: events, produce: {rate: %s}, consume: {groups: 2}, partitions: 60, retention: %s}\narchitectures: [%s]\n' "$2" "$3" "$4" >"$scratch/$1"; }
workload w.yaml '9 MiB/s' 3h msk-provisioned
workload more.yaml '12 MiB/s' 3h msk-provisioned
workload classic.yaml '9 MiB/s' 1h kafka-classic

# changes NAME STATUS BEFORE AFTER [FILE...] [OPTION...]: exit code, and the dollars of hourly compute before and after, as the JSON has them.
changes() {
    name=$1 wanted=$2 before=$3 after=$4 status=0
    shift 4
    "$w" diff --no-simulate "$@" --terraform "$scratch/plan.json" -o "$scratch/d.json" -o "$scratch/d.txt" -o "$scratch/d.md" 2>"$scratch/err" || status=$?
    got=$(python3 -c "
import json
one = json.load(open('$scratch/d.json'))['architectures'][0]
lines = {l['id']: l for l in one['lines']}
line = lines['compute.brokers']
print(round(line['base_usd_per_year']), round(line['head_usd_per_year']))" 2>&1)
    [ "$status" -eq "$wanted" ] && [ "$got" = "$before $after" ]
    verdict "$name" $? "exit code $status, got '$got', wanted '$before $after'; $(cat "$scratch/err")"
}

# Brokers added, of one workload and of the same one twice: 3 and 6 × $0.21 × 8,760 hours.
plan 'add("aws_msk_cluster.orders", msk(6), before=msk(3))'
changes 'one workload' 0 5519 11038 "$scratch/w.yaml"
changes 'the same workload twice' 0 5519 11038 "$scratch/w.yaml" "$scratch/w.yaml"
changes 'over a threshold' 1 5519 11038 "$scratch/w.yaml" --max-increase 5%
changes 'within a threshold' 0 5519 11038 "$scratch/w.yaml" --max-increase 200%
changes 'two workloads: the old one before, the new one after' 0 5519 11038 "$scratch/w.yaml" "$scratch/more.yaml"
python3 -c "
import json
one = json.load(open('$scratch/d.json'))['architectures'][0]
assert [l['id'] for l in one['lines'] if l['id'].startswith('network')], one['lines']"
verdict 'two workloads: their traffic differs too' $?
for form in txt md; do
    tr -s ' \n' ' ' <"$scratch/d.$form" | sed 's/\\//g' | grep -q 'w.yaml, before the change) → orders (.*more.yaml, after the change)'
    verdict "the sides are named in $form" $? "$(head -n 5 "$scratch/d.$form")"
done
# A saved run is the base, and the workload is judged on what the plan leads to; the other way round with what stands before.
"$w" compare --no-simulate "$scratch/w.yaml" --terraform "$scratch/plan.json" --terraform-side before -o "$scratch/base.json" >/dev/null 2>&1
changes 'a saved run before' 0 5519 11038 "$scratch/base.json" "$scratch/w.yaml"
"$w" compare --no-simulate "$scratch/w.yaml" --terraform "$scratch/plan.json" -o "$scratch/head.json" >/dev/null 2>&1
changes 'a saved run after' 0 5519 11038 "$scratch/w.yaml" "$scratch/head.json"

# Larger machines: $0.42 in place of $0.21. Fewer: a saving is no breach. A replacement: what goes and what comes.
plan 'add("aws_msk_cluster.orders", msk(3, "kafka.m5.xlarge"), before=msk(3))'
changes 'a larger type' 1 5519 11038 "$scratch/w.yaml" --max-increase '5000 USD/year'
plan 'add("aws_msk_cluster.orders", msk(3), before=msk(6))'
changes 'fewer brokers' 0 11038 5519 "$scratch/w.yaml" --max-increase 0%
plan 'add("aws_msk_cluster.orders", msk(6), before=msk(3))["change"]["actions"] = ["delete", "create"]'
changes 'replaced' 1 5519 11038 "$scratch/w.yaml" --max-increase 5%
# Machines of EC2, three of them new.
plan 'disk = machine("m5.xlarge", (500, "gp3"))' 'each("aws_instance.broker", 3, disk, before=disk)' '[add("aws_instance.broker", disk, index=i) for i in (3, 4, 5)]'
changes 'machines added' 1 5046 10092 "$scratch/classic.yaml" --max-increase 5%
# A volume that grows: no machine changes, and the total rises by 3 × 1,000 GiB of MSK's at $0.10 × 12.
plan 'add("aws_msk_cluster.orders", msk(3, gib=2000), before=msk(3))'
expect 'volumes that grow' 1 '+$3,600' '*' "$w" diff --no-simulate "$scratch/w.yaml" --terraform "$scratch/plan.json" --max-increase 5%
plan 'add("aws_msk_cluster.orders", msk(3), before=msk(3))'
expect 'a plan that changes nothing' 0 'no change' '' "$w" diff --no-simulate "$scratch/w.yaml" --terraform "$scratch/plan.json" --max-increase 0%

# What can't be compared is said.
plan 'add("aws_msk_cluster.orders", msk(6))' 'add("aws_kms_key.k", {}, before={})'
expect 'all is new' 3 '' 'plan.json: the plan has nothing that an architecture runs on (aws_kms_key 1) before the change' "$w" diff --no-simulate "$scratch/w.yaml" --terraform "$scratch/plan.json"
plan 'add("aws_msk_cluster.orders", None, before=msk(6))'
expect 'all is gone' 3 '' 'plan.json: the plan has nothing that an architecture runs on, and' "$w" diff --no-simulate "$scratch/w.yaml" --terraform "$scratch/plan.json"
plan 'add("aws_msk_cluster.orders", msk(6), before=msk(3))'
expect 'one side for both' 2 '' 'its change would vanish' "$w" diff --no-simulate "$scratch/w.yaml" "$scratch/more.yaml" --terraform "$scratch/plan.json" --terraform-side after
expect 'one side for both, one workload' 2 '' 'leave it out' "$w" diff --no-simulate "$scratch/w.yaml" --terraform "$scratch/plan.json" --terraform-side before
expect 'a plan and saved runs' 2 '' 'give a workload, not saved runs alone' "$w" diff "$scratch/base.json" "$scratch/head.json" --terraform "$scratch/plan.json"
expect 'one workload without a plan' 2 '' "HEAD is missing" "$w" diff "$scratch/w.yaml"
expect 'a plan from standard input' 2 '' 'are read for each side' "$w" diff "$scratch/w.yaml" --terraform - <"$scratch/plan.json"
expect 'a workload from standard input' 2 '' 'are read for each side' "$w" diff - --terraform "$scratch/plan.json" <"$scratch/w.yaml"
# Options that hold for both sides carry no change either.
printf '[{"role": "broker", "count": 9, "instance": "kafka.m5.large", "volumes": {"kind": "msk", "count": 1, "gib": 1000}}]' >"$scratch/fleet.json"
expect 'a deployment for both' 2 '' 'nothing can differ' "$w" diff --no-simulate "$scratch/w.yaml" "$scratch/w.yaml" --deployment "$scratch/fleet.json" --max-increase 5%
expect 'a parameter for both' 2 '' 'nothing can differ' "$w" diff --no-simulate "$scratch/w.yaml" "$scratch/w.yaml" --set topics.events.produce.rate=90MiB/s --max-increase 5%
expect 'a deployment for two workloads' 0 '+$1,232 per year' '' "$w" diff --no-simulate "$scratch/w.yaml" "$scratch/more.yaml" --deployment "$scratch/fleet.json"
finish
