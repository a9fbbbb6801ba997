#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Memory that runs out and reads that fail, at every call of a small run of every reader: an error with a message and code 5, no crash, and never another answer. Reads that give a few bytes
# at a time, and that are interrupted, change nothing.
. tests/harness.sh
w=$WARPCOST
: "${CC:=cc}" "${VARIANT:=release}" "${FAULTS_AT_MOST:=120}" # of a command; 100000 tries all
[ "$VARIANT" = release ] || { echo 'ok faults # skip instrumented programs have allocators of their own'; exit 0; }
$CC -shared -fPIC -O1 -D_GNU_SOURCE -o "$scratch/faults.so" tests/fixtures/faults.c -ldl 2>"$scratch/err" || { echo "ok faults # skip nothing can be preloaded here: $(head -n 1 "$scratch/err")"; exit 0; }
root=$PWD
home=$scratch/home
mkdir "$home" && cd "$home" || exit 1
printf 'name: w\ntopics: [{name: events, produce: {rate: 37 MiB/s}, retention: 3d}]\narchitectures: [kafka-classic]\nlatency: {object_get: {file: l.csv}}\nprofile: p.yaml\n' >w.yaml
echo 'load: {peak_to_mean: 2}' >p.yaml
{ echo latency_ms; awk 'BEGIN { for (i = 1; i <= 40; i++) print 5 + i % 7 + i / 10 }'; } >l.csv
cp "$root/pricing/aws/us-east-1.csv" book.csv && cp "$root/tests/fixtures/fleet.json" fleet.json && cp "$root/tests/fixtures/terraform/msk-express.json" tf.json && cp "$root/tests/fixtures/terraform/workload.yaml" tf.yaml
printf 'rules: [{rule: cost, max: 100M USD/year}, {rule: cost_growth, max: 5%%}]\n' >b.yaml
printf 'budget: b.yaml\nprices: book.csv\nbaselines: [run.json]\nallowed: [latency]\nfixed: {load.peak_to_mean: 2}\n' >policy.yaml
cp "$root/tests/fixtures/offers/ec2-us-east-1.csv" ec2.csv && cp "$root/tests/fixtures/offers/plan-us-east-1.json" plan.json
"$w" compare --no-simulate w.yaml --policy policy.yaml -o run.json >/dev/null 2>&1 || "$w" compare --no-simulate w.yaml -o run.json

with() { LD_PRELOAD=$scratch/faults.so "$@"; }

# faulty NAME COMMAND...: COMMAND's answer is that without faults, or code 5 with a message.
faulty() {
    name=$1
    shift
    "$@" >"$scratch/right" 2>"$scratch/right.err" </dev/null
    right=$?
    COUNT_INTO=$scratch/count with "$@" >"$scratch/out" 2>/dev/null </dev/null
    cmp -s "$scratch/right" "$scratch/out"; verdict "$name: $right, with the counter too" $?
    allocations=0 reads=0
    read -r allocations reads <"$scratch/count"
    step=$((allocations / FAULTS_AT_MOST + 1))
    wrong=0 tried=0 at=1
    while [ "$at" -le "$allocations" ]; do
        FAIL_ALLOCATION=$at with "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
        status=$?
        tried=$((tried + 1))
        if [ "$status" -eq 5 ] && grep -q 'memory' "$scratch/err"; then :
        elif [ "$status" -eq "$right" ] && cmp -s "$scratch/right" "$scratch/out"; then :
        else wrong=$((wrong + 1)); echo "    allocation $at: exit code $status: $(head -c 200 "$scratch/err")"; fi
        at=$((at + step))
    done
    [ "$tried" -gt 0 ] && [ "$wrong" -eq 0 ]; verdict "$name: $tried of $allocations allocations fail" $? "$wrong of them end otherwise"
    wrong=0 at=1
    while [ "$at" -le "$reads" ]; do
        FAIL_READ=$at with "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
        status=$?
        { [ "$status" -eq 5 ] && grep -q "can't read.*: Input/output error" "$scratch/err"; } || { wrong=$((wrong + 1)); echo "    read $at: exit code $status: $(head -c 200 "$scratch/err")"; }
        at=$((at + 1))
    done
    [ "$reads" -gt 0 ] && [ "$wrong" -eq 0 ]; verdict "$name: each of $reads reads fails" $? "$wrong of them end otherwise"
    SHORT_READS=${short:-7} with "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
    [ $? -eq "$right" ] && cmp -s "$scratch/right" "$scratch/out" && cmp -s "$scratch/right.err" "$scratch/err"
    verdict "$name: short reads change nothing" $? "$(head -c 200 "$scratch/err")"
}
faulty 'a workload' "$w" validate w.yaml
faulty 'a run' "$w" render run.json
faulty 'a price book' "$w" plan w.yaml --prices book.csv
faulty 'a plan' "$w" plan tf.yaml --terraform tf.json
faulty 'a deployment' "$w" plan w.yaml --deployment kafka-classic=fleet.json
faulty 'policy, budget and baseline' "$w" check --no-simulate w.yaml --policy policy.yaml --format json --threads 1
faulty 'latencies' "$w" calibrate l.csv --today 2026-07-20
short=4097
faulty 'an offer in CSV' "$w" prices import ec2.csv -o -
faulty 'an offer in JSON' "$w" prices import ec2.csv plan.json -o -
finish
