#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What an entry of `architectures` has of its own: latencies, object store, clients. And the constants of clients and brokers that
# became parameters: each changes the simulation.
. tests/harness.sh
w=$WARPCOST
cat >"$scratch/two.yaml" <<'END'
topics: [{name: events, produce: {rate: 20 MiB/s, producers: 20}, partitions: 30, retention: 1h}]
architectures:
  - {use: warpstream, with: {agents: 6}}
  - use: warpstream
    id: fast
    with: {agents: 6}
    latency: {commit: 2 ms, object_put: {lognormal: {p50: 5 ms, p99: 20 ms}}}
    clients: {linger: 20ms}
simulation: {max_duration: 30s, precision: 20%}
END

# latency NAME=VALUE... of a run of FILE with options: prints id, p50 and mean at the mean load, a line each.
latency() {
    "$w" compare --format=json "$@" 2>"$scratch/err" | python3 -c 'import json, sys
for a in json.load(sys.stdin)["architectures"]:
    p = a["latency"]["mean_load"]["produce_ms"]
    print(a["id"], p["p50"], p["mean"])'
}
mean() { awk -v id="$1" '$1 == id { print $3 }' "$scratch/latency"; }
less() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a != "" && b != "" && a + 0 < b + 0) }'; }
same() { [ -n "$1" ] && [ "$1" = "$2" ]; }

latency "$scratch/two.yaml" >"$scratch/latency"
less "$(mean fast)" "$(mean warpstream)"
verdict 'two systems on object storage have latencies of their own' $? "$(cat "$scratch/latency" "$scratch/err")"
slow=$(mean warpstream) fast=$(mean fast)
latency --set latency.commit='500 ms' "$scratch/two.yaml" >"$scratch/latency"
less "$slow" "$(mean warpstream)" && same "$(mean fast)" "$fast"
verdict "the root's holds for those without one" $? "$(cat "$scratch/latency")"
latency --set architectures.warpstream.latency.commit='2 ms' --set architectures.warpstream.latency.object_put='{lognormal: {p50: 5 ms, p99: 20 ms}}' \
    --set architectures.warpstream.clients.linger=20ms "$scratch/two.yaml" >"$scratch/latency"
same "$(mean warpstream)" "$fast"
verdict '--set gives the same' $? "$(cat "$scratch/latency"), wanted $fast"
latency --set topics.events.produce.linger=0s "$scratch/two.yaml" >"$scratch/latency"
same "$(mean fast)" "$fast"
[ $? -eq 1 ]
verdict "what the workload gives holds for all architectures, whatever their own" $? "$(cat "$scratch/latency")"
latency --set topics.events.produce.linger=20ms "$scratch/two.yaml" >"$scratch/latency"
same "$(mean fast)" "$fast"
verdict "and is the same when it says the same" $? "$(cat "$scratch/latency")"
expect 'what was given is in the run' 0 '"architectures.fast.latency.commit"' '' "$w" compare --no-simulate --format=json "$scratch/two.yaml"
"$w" compare --no-simulate --format=json "$scratch/two.yaml" | grep -q '"architectures.warpstream.latency'
[ $? -eq 1 ]
verdict 'and nothing that was not' $?

sed 's/latency:/latensy:/' "$scratch/two.yaml" >"$scratch/bad.yaml"
expect 'a key that is none' 3 '' "bad.yaml:7:5: unknown key 'latensy', did you mean 'latency'?" "$w" validate "$scratch/bad.yaml"
sed 's/commit:/comit:/; s/linger:/lingr:/' "$scratch/two.yaml" >"$scratch/bad.yaml"
expect 'a latency that is none' 3 '' "bad.yaml:7:15: unknown key 'comit', did you mean 'commit'?" "$w" validate "$scratch/bad.yaml"
expect 'a setting that is none' 3 '' "bad.yaml:8:15: unknown key 'lingr', did you mean 'linger'?" "$w" validate "$scratch/bad.yaml"
sed 's/clients: {.*}/clients: 5/' "$scratch/two.yaml" >"$scratch/bad.yaml"
expect 'no mapping' 3 '' "write for example 'clients: {linger: …}'" "$w" validate "$scratch/bad.yaml"
expect 'a path that is none' 3 '' "did you mean 'architectures.fast.latency.commit'?" \
    "$w" compare --no-simulate --set architectures.fast.latency.comit=1ms "$scratch/two.yaml"
expect 'a value out of range' 3 '' 'architectures.fast.object_store.attempts' \
    "$w" compare --no-simulate --set architectures.fast.object_store.attempts=0 "$scratch/two.yaml"
"$w" schema >"$scratch/schema.json"
python3 -c 'import json, sys, jsonschema, yaml
jsonschema.validate(yaml.safe_load(open(sys.argv[2])), json.load(open(sys.argv[1])))' "$scratch/schema.json" "$scratch/two.yaml" 2>"$scratch/err"
verdict 'the schema takes it' $? "$(tail -n 3 "$scratch/err")"

echo 'budget: budget.yaml' >"$scratch/policy.yaml"
echo 'rules: [{rule: cost, max: 1000000000 USD/year}]' >"$scratch/budget.yaml"
expect "a policy owns an architecture's own latencies as well" 3 '*' "'architectures.fast.latency.commit' is for the policy to say" \
    "$w" check --no-simulate --policy "$scratch/policy.yaml" "$scratch/two.yaml"

# Constants that became parameters.
cat >"$scratch/one.yaml" <<'END'
topics: [{name: events, produce: {rate: 2 MiB/s, producers: 4, linger: 5ms, batch_size: 16 KiB, max_in_flight: 5}, partitions: 30, retention: 1h}]
architectures: [{use: warpstream, with: {agents: 6}}]
simulation: {max_duration: 30s, precision: 20%}
END
latency "$scratch/one.yaml" >"$scratch/latency"
usual=$(mean warpstream)
for set in produce.max_in_flight=1 produce.max_request_size='64 KiB' produce.buffer_memory='320 KiB'; do
    latency --set "topics.events.$set" "$scratch/one.yaml" >"$scratch/latency"
    less "$usual" "$(mean warpstream)"
    verdict "${set%%=*}: less of it, and producers wait" $? "$(cat "$scratch/latency"), usual $usual"
done
for set in object_store.puts_per_s=10 object_store.gets_per_s=10; do
    "$w" compare --format=json --set "$set" "$scratch/one.yaml" >"$scratch/run.json" 2>"$scratch/err"
    "$w" compare --format=json "$scratch/one.yaml" 2>/dev/null | cmp -s - "$scratch/run.json"
    [ $? -eq 1 ]
    verdict "$set changes the run" $?
done
expect 'idempotent producers with more in flight than Kafka takes' 3 '' 'producers are to be idempotent' \
    "$w" compare --no-simulate --set topics.events.produce.max_in_flight=6 --set topics.events.produce.idempotence=true "$scratch/one.yaml"
expect 'needed, and turned off' 3 '' 'producers are to be idempotent' \
    "$w" compare --no-simulate --set topics.events.needs='[idempotence]' --set topics.events.produce.idempotence=false "$scratch/one.yaml"
expect 'nobody asked for it' 0 '*' '' "$w" compare --no-simulate --set topics.events.produce.max_in_flight=6 "$scratch/one.yaml"

# acks=all waits for all that are in sync; min_insync_replicas decides when writes are refused. So it shows once a replica has left: a
# broker stands still for longer than replica_lag_time. While all stay in sync it shows in nothing.
cat >"$scratch/insync.yaml" <<'END'
topics: [{name: events, produce: {rate: 1 MiB/s, producers: 6}, partitions: 12, retention: 1h}]
architectures:
  - {use: kafka-tuned, id: one, with: {brokers: 3, min_insync_replicas: 1, replica_lag_time: 500ms}}
  - {use: kafka-tuned, id: two, with: {brokers: 3, min_insync_replicas: 2, replica_lag_time: 500ms}}
  - {use: kafka-tuned, id: three, with: {brokers: 3, min_insync_replicas: 3, replica_lag_time: 500ms}}
  - {use: kafka-tuned, id: patient-one, with: {brokers: 3, min_insync_replicas: 1}}
  - {use: kafka-tuned, id: patient-three, with: {brokers: 3, min_insync_replicas: 3}}
latency: {broker_pause: 3 s, broker_pause_interval: 20 s}
simulation: {max_duration: 60s, precision: 20%}
END
latency "$scratch/insync.yaml" >"$scratch/latency"
less "$(mean one)" "$(mean two)"
verdict 'min_insync_replicas 2 waits where 1 goes on' $? "$(cat "$scratch/latency")"
less "$(mean two)" "$(mean three)"
verdict 'and 3 where 2 does' $? "$(cat "$scratch/latency")"
same "$(mean patient-one)" "$(mean patient-three)"
verdict 'with all in sync it changes nothing' $? "$(cat "$scratch/latency")"
less "$(mean two)" "$(mean patient-one)"
verdict 'a replica that may lag longer is waited for' $? "$(cat "$scratch/latency")"
finish
