#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Memory and time are known before a simulation begins: what is within the ranges is simulated within bounds, or isn't, with the
# parameter that asks for too much; its costs are printed either way. Memory that the system doesn't grant is an error of its own.
. tests/harness.sh
w=$WARPCOST
said() { tr -s ' \n' ' ' <"$scratch/out" | grep -q -e "$1"; }
workload() { printf 'name: w\ntopics: [%s]\narchitectures: [%s]\n' "$1" "$2"; }
limit_kib=1500000

# bounded NAME SECONDS WANTED TOPICS ARCHITECTURES OPTION...: within so much memory and processor time; what is said of it.
bounded() {
    name=$1 seconds=$2 wanted=$3
    workload "$4" "$5" >"$scratch/w.yaml"
    shift 5
    status=0
    (ulimit -v $limit_kib && ulimit -t "$seconds" && "$w" simulate --full "$scratch/w.yaml" "$@") >"$scratch/out" 2>"$scratch/err" || status=$?
    { [ "$status" -eq 0 ] || [ "$status" -eq 6 ]; } && said "$wanted" && ! grep -q 'internal check' "$scratch/err"
    verdict "$name" $? "exit code $status" "$(cat "$scratch/err")" "$(tail -40 "$scratch/out")"
}
plain='name: t, produce: {rate: 2 MiB/s'
few="--set=simulation.precision=50%"

# The ends of the counts' ranges, on both kinds of path.
bounded 'ten million producers on Kafka' 40 'taken together' "{$plain, producers: 10000000}}" kafka-tuned "$few"
bounded 'and on WarpStream' 40 'p99' "{$plain, producers: 10000000}}" warpstream "$few"
bounded 'ten million partitions' 40 'because topics.t.partitions: 10000000 asks\|can.*carry\|taken together' "{$plain}, partitions: 10000000}" kafka-tuned "$few"
bounded 'partitions, as many as WarpStream takes' 40 'p99' "{$plain}, partitions: 50000}" warpstream "$few"
bounded 'ten thousand consumer groups on Kafka' 20 'not simulated, because topics.t.consume.groups: 10000 asks for too much: the shortest run takes about [0-9.]* million events' \
    "{$plain}, consume: {groups: 10000}}" kafka-tuned
said 'broker: [0-9]'
verdict 'and its fleet is there' $? "$(cat "$scratch/out")"
bounded 'and on WarpStream' 20 'not simulated, because topics.t.consume.groups: 10000 asks' "{$plain}, consume: {groups: 10000}}" warpstream
bounded 'ten million consumers' 40 '\.' "{$plain}, consume: {consumers: 10000000}, partitions: 40000}" 'kafka-tuned, warpstream' "$few"
bounded 'a linger of a minute beside a fast topic group' 20 'not simulated, because topics.slow.produce.linger: 1min asks' \
    '{name: slow, produce: {rate: 2 KiB/s, linger: 60s}}, {name: fast, produce: {rate: 80 MiB/s}}' kafka-tuned
bounded 'a linger that is a given of one architecture' 20 'not simulated, because architectures.kafka-tuned.clients.linger: 50s asks' \
    '{name: fast, produce: {rate: 200 MiB/s}}' '{use: kafka-tuned, clients: {linger: 50s}}'
bounded 'pauses that come each microsecond' 20 'not simulated, because latency.broker_pause_interval: 1.*s asks for too much' "{$plain}}" kafka-tuned \
    --set latency.broker_pause_interval=1us --set latency.broker_pause='{constant: 0s}'
bounded 'collections after each byte' 20 'not simulated, because latency.broker_young: 1 B asks' "{$plain}}" kafka-tuned --set 'latency.broker_young=1 B'
bounded 'records of a byte' 60 'not simulated, because topics.t.produce\|carry\|p99' '{name: t, produce: {rate: 400 MiB/s, record_size: 1 B, batch_size: 0 B}, partitions: 600}' kafka-tuned
bounded 'everything in full' 20 'not simulated, because simulation.detail: full asks\|because topics.t.produce.producers' "{$plain, producers: 5000000}}" \
    'kafka-tuned, warpstream' --set simulation.detail=full

bounded 'as many attempts as the range allows' 40 'p99' "{$plain}}" warpstream "$few" --set object_store.attempts=16
expect 'and no more' 3 '' 'outside the range of object_store.attempts: 1 to 16' "$w" validate "$scratch/w.yaml" --set object_store.attempts=17

# The bounds are the user's.
bounded 'less memory' 20 'not simulated, because .*simulation.max_memory is 64 MiB' "{$plain, producers: 19000, linger: 1s}, partitions: 20000}" kafka-tuned \
    --set simulation.max_memory=64MiB --set simulation.detail=full
bounded 'few seconds' 20 'not simulated, because .*, and simulation.max_seconds allows 0.4 million' "{$plain}}" kafka-tuned --set simulation.max_seconds=100ms
bounded 'few events' 20 'not simulated, because .*, and simulation.max_events allows 1 million' '{name: t, produce: {rate: 60 MiB/s, linger: 2s}}' kafka-tuned \
    --set simulation.max_events=1000000
expect 'a run that is not begun has not converged' 6 '*' 'did not converge: not simulated, because' "$w" simulate --require-converged \
    --set simulation.max_seconds=100ms tests/fixtures/small.yaml

# Fewer at once where there is less memory, and the same bytes.
workload "{$plain, producers: 8000}}" kafka-tuned >"$scratch/w.yaml"
"$w" simulate --full "$scratch/w.yaml" "$few" --threads 4 >"$scratch/wide"
"$w" simulate --full "$scratch/w.yaml" "$few" --threads 4 --set simulation.max_memory=64MiB >"$scratch/narrow"
same "$scratch/wide" "$scratch/narrow"
verdict 'little memory changes no figure' $? "$(diff "$scratch/wide" "$scratch/narrow")"

# Topic groups in numbers: sums answer, rows are refused with their size before they are made, and a document that is written is read.
groups() {
    python3 -c 'import sys; print("name: w\ntopics: [" + ", ".join("{name: t%d, produce: {rate: 9 KiB/s}, partitions: 1}" % i for i in range(int(sys.argv[1]))) +
"]\narchitectures: [" + sys.argv[2] + "]")' "$1" "$2" >"$scratch/w.yaml"
}
all='kafka-classic, kafka-tuned, warpstream, automq, msk-provisioned, msk-express, msk-serverless'
if [ "${VARIANT:-release}" != san ]; then
    groups 100000 "$all"
    (ulimit -v 560000 && "$w" compare --no-simulate "$scratch/w.yaml") >"$scratch/out" 2>"$scratch/err"
    [ $? -eq 0 ] && said '100,000 topic groups\|100000 topic groups'
    verdict 'a hundred thousand topic groups' $? "$(head -5 "$scratch/out" "$scratch/err")"
    for format in json csv focus-csv; do
        (ulimit -v 560000 && "$w" compare --no-simulate --format $format "$scratch/w.yaml") >"$scratch/out" 2>"$scratch/err"
        [ $? -eq 3 ] && [ ! -s "$scratch/out" ] && grep -q 'cost lines takes about [0-9]* MiB, and [0-9]* are possible' "$scratch/err"
        verdict "as $format they are refused with their size" $? "$(head -c 1000 "$scratch/err")"
    done
    groups 2000 "$all"
    "$w" compare --no-simulate "$scratch/w.yaml" -o "$scratch/a.json" && (ulimit -v 560000 && "$w" render "$scratch/a.json" -o "$scratch/b.json") 2>"$scratch/err"
    same "$scratch/a.json" "$scratch/b.json"
    verdict 'a large document that is written is read' $? "$(cat "$scratch/err")"
    groups 20000 "$(seq 64 | sed 's/.*/{use: kafka-tuned, id: a&}/' | paste -sd, -)"
    expect 'too many pairs of topic groups and architectures' 3 '' 'w.yaml:2:' "$w" compare --no-simulate "$scratch/w.yaml"
    truncate -s 3000000000 "$scratch/large.json"
    for reader in render diff check; do
        case $reader in diff) set -- "$scratch/large.json" "$scratch/large.json" ;; check) set -- --budget "$scratch/large.json" "$scratch/w.yaml" ;; *) set -- "$scratch/large.json" ;; esac
        (ulimit -v 300000 && "$w" $reader "$@") >"$scratch/out" 2>"$scratch/err"
        [ $? -eq 3 ] && grep -q 'over the limit of' "$scratch/err"
        verdict "$reader of three gigabytes is refused at once" $? "$(cat "$scratch/err")"
    done
fi

# Memory that isn't granted.
# starved KIB NAME COMMAND...
starved() {
    kib=$1 name=$2
    shift 2
    status=0
    (ulimit -v "$kib" && "$@") >"$scratch/out" 2>"$scratch/err" || status=$?
    [ "$status" -eq 5 ] && grep -q '^warpcost: out of memory: ' "$scratch/err" && ! grep -q 'internal check' "$scratch/err"
    verdict "$name" $? "exit code $status" "$(cat "$scratch/err")"
}
if [ "${VARIANT:-release}" != san ]; then
    # The least that the program starts with, to the mebibyte.
    least_kib=8192
    until (ulimit -v $least_kib && "$w" --version) >/dev/null 2>&1 || [ $least_kib -gt 400000 ]; do least_kib=$((least_kib + 1024)); done
    starved $((least_kib + 1024)) 'compare without memory' "$w" compare --no-simulate tests/fixtures/small.yaml
    python3 -c 'print("topics: [" + ", ".join("{name: t%d, produce: {rate: 1 KiB/s}}" % i for i in range(4000)) + "]\narchitectures: [kafka-tuned]")' >"$scratch/many.yaml"
    starved $((least_kib + 2048)) 'a large file without memory' "$w" validate "$scratch/many.yaml"
    "$w" compare --no-simulate "$scratch/many.yaml" -o "$scratch/run.json"
    starved $((least_kib + 3072)) 'a large document without memory' "$w" render "$scratch/run.json"
fi
finish
