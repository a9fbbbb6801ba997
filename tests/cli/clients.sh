#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Clients' settings: what the workload gives, else the architecture's, else its vendor's advice, else Kafka's default; costs, latency and
# every rendering go by the same ones.
. tests/harness.sh
w=$WARPCOST
cat >"$scratch/orders.yaml" <<'YAML'
topics: [{name: orders, produce: {rate: 8 MiB/s, record_size: 1 KiB, producers: 30}, partitions: 24, retention: 1h}]
architectures: [kafka-tuned, warpstream, {use: warpstream, id: own, clients: {linger: 30ms}}, msk-provisioned]
simulation: {max_duration: 40s, precision: 20%}
YAML

# figures OPTION...: "ID SETTINGS" of every architecture, and its PUTs per year.
figures() {
    "$w" compare --no-simulate --format json "$@" "$scratch/orders.yaml" 2>"$scratch/err" >"$scratch/run.json"
    /usr/bin/python3 - "$scratch/run.json" <<'PYTHON'
import json
import sys
for a in json.load(open(sys.argv[1]))["architectures"]:
    puts = sum(line["quantity_per_year"] for line in a["lines"] if line["id"] == "requests.put")
    print(a["id"], round(puts), a["guarantees"]["clients"], sep="|")
PYTHON
}
of() { awk -F '|' -v id="$1" -v n="$2" '$1 == id { print $n }' "$scratch/figures"; }
# says NAME ID TEXT: the settings of the architecture hold the text.
says() {
    case $(of "$2" 3) in *"$3"*) verdict "$1" 0 ;; *) verdict "$1" 1 "$(cat "$scratch/figures" "$scratch/err"), wanted $3" ;; esac
}
lacks() {
    case $(of "$2" 3) in *"$3"*) verdict "$1" 1 "$(cat "$scratch/figures")" ;; *) verdict "$1" 0 ;; esac
}

figures >"$scratch/figures"
says "Kafka's clients stay as they are" kafka-tuned nothing
says "and MSK's" msk-provisioned nothing
for change in 'linger 5ms → 100ms' 'batch_size 16 KiB → 100 kB' 'max_in_flight 5 → 1000' 'idempotence true → false' \
    'max_request_size 1 MiB → 64 MB' 'buffer_memory 32 MiB → 128 MB' 'fetch_max_wait 500ms → 10s' 'partition_fetch_max_bytes 1 MiB → 50242880 B'; do
    says "the vendor's advice: $change" warpstream "$change"
done
says "the architecture's own goes before the advice" own 'linger 5ms → 30ms'
says 'which holds for the rest' own 'max_in_flight 5 → 1000'
[ "$(of warpstream 2)" -lt "$(of own 2)" ]
verdict 'a longer linger makes larger requests, which leave files less full or wait together: PUTs go by it' $? "$(cat "$scratch/figures")"
puts=$(of own 2)

figures --set topics.orders.produce.linger=30ms >"$scratch/figures"
[ "$(of warpstream 2)" = "$puts" ] && [ "$(of own 2)" = "$puts" ]
verdict 'costs go by what the workload gives' $? "$(cat "$scratch/figures")"
lacks 'which clients have already' warpstream linger
lacks "and which goes before the architecture's own" own linger
printf 'topics: {produce: {max_in_flight: 20}}\n' >"$scratch/site.yaml"
figures --profile "$scratch/site.yaml" >"$scratch/figures"
lacks "a profile's settings of topic groups are the workload's" warpstream max_in_flight
printf 'architectures: {warpstream: {clients: {linger: 60ms}}}\n' >"$scratch/site.yaml"
figures --profile "$scratch/site.yaml" >"$scratch/figures"
says "a profile's of an architecture go before the advice" warpstream 'linger 5ms → 60ms'
says "and after an entry's own" own 'linger 5ms → 30ms'
figures --set architectures.warpstream.clients.linger=5ms >"$scratch/figures"
lacks "as Kafka's default is no change" warpstream linger

for needs in idempotence transactions; do
    figures --set topics.orders.needs="[$needs]" >"$scratch/figures"
    lacks "$needs: idempotence stays on" warpstream 'idempotence true'
    lacks "$needs: with five in flight" warpstream 'max_in_flight 5'
    says "$needs: which is said" warpstream 'topic groups that need idempotence keep it, with 5 requests in flight'
    says "$needs: the rest of the advice holds" warpstream 'linger 5ms → 100ms'
done
figures --set topics.orders.produce.idempotence=true >"$scratch/figures"
says 'as when the workload gives it' warpstream 'keep it, with 5 requests in flight'
expect 'what was asked for and excluded' 3 '' 'producers are to be idempotent' \
    "$w" compare --no-simulate --set topics.orders.needs='[idempotence]' --set architectures.own.clients.max_in_flight=50 "$scratch/orders.yaml"
expect 'transactions, and idempotence turned off' 3 '' 'producers are to be idempotent' \
    "$w" compare --no-simulate --set topics.orders.needs='[transactions]' --set topics.orders.produce.idempotence=false "$scratch/orders.yaml"

# fetch_min_bytes has no effect where the system ignores it.
latency() {
    "$w" simulate --architecture warpstream --format json "$@" "$scratch/orders.yaml" 2>"$scratch/err" |
        /usr/bin/python3 -c 'import json, sys; print(json.load(sys.stdin)["architectures"][0]["latency"]["mean_load"]["end_to_end_ms"]["mean"])'
}
usual=$(latency)
[ -n "$usual" ] && [ "$usual" = "$(latency --set topics.orders.consume.fetch_min_bytes='1 MB')" ]
verdict 'fetch_min_bytes has no effect' $? "$usual, $(cat "$scratch/err")"
heeded=$(latency --set topics.orders.consume.fetch_min_bytes='1 MB' --set architectures.warpstream.heeds_fetch_min_bytes=true)
awk -v a="$usual" -v b="$heeded" 'BEGIN { exit !(b + 0 > a + 0) }'
verdict 'but where it is heeded' $? "$usual, $heeded"
figures --set topics.orders.consume.fetch_min_bytes='1 MB' >"$scratch/figures"
says 'which is said' warpstream 'fetch_min_bytes has no effect'
lacks 'and not of Kafka' kafka-tuned fetch_min_bytes

# Every rendering says what client changes, and where it comes from.
"$w" compare --no-simulate "$scratch/orders.yaml" -o "$scratch/run.json" 2>"$scratch/err"
"$w" compare --no-simulate --full "$scratch/orders.yaml" >"$scratch/page.txt"
for extension in txt md html; do
    [ $extension = txt ] || "$w" report "$scratch/run.json" -o "$scratch/page.$extension" 2>"$scratch/err"
    grep -q 'linger 5ms' "$scratch/page.$extension" && grep -qi 'client changes' "$scratch/page.$extension"
    verdict "said in a report as $extension" $? "$(cat "$scratch/err")"
done
"$w" report "$scratch/run.json" -o "$scratch/book.xlsx" 2>"$scratch/err"
unzip -p "$scratch/book.xlsx" xl/sharedStrings.xml | grep -q 'linger 5ms → 100ms'
verdict 'said in a workbook' $? "$(cat "$scratch/err")"
expect 'the text says it' 0 'max_in_flight 5 →' '' "$w" compare --no-simulate --guarantees --columns 200 "$scratch/orders.yaml"
/usr/bin/python3 - "$scratch/run.json" 2>"$scratch/err" <<'PYTHON'
import json
import sys
params = {p["path"]: p for p in json.load(open(sys.argv[1]))["params"]}
advice, own = params["architectures.warpstream.clients.linger"], params["architectures.own.clients.linger"]
assert advice["origin"] == "profile" and advice["grade"] == "A" and "warpstream-optimization" in advice["source"], advice
assert own["origin"] == "given" and own["source"] == "" and own["value"] == 0.03, own
assert params["topics.*.produce.linger"]["origin"] == "default" and "4.0" in params["topics.*.produce.linger"]["source"]
PYTHON
verdict 'the run document has origin, source and grade of each setting' $? "$(cat "$scratch/err")"
expect 'and explain has them where requests rest on them' 0 'clients.max_in_flight 1000' '' \
    "$w" explain requests.put --architecture warpstream --columns 200 "$scratch/orders.yaml"
expect 'with the source' 0 'warpstream-optimization.md' '' "$w" explain requests.put --architecture warpstream --columns 200 "$scratch/orders.yaml"
finish
