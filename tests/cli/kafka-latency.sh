#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Kafka's latency knows its disk and its load: volumes differ, brokers near their guideline are slower than idle ones, cards and processors
# near their limit are slower still, and each constant behind that is a parameter of one architecture.
. tests/harness.sh
w=$WARPCOST
cat >"$scratch/kafka.yaml" <<'END'
topics: [{name: events, produce: {rate: 40 MiB/s, producers: 60}, consume: {groups: 2, consumers: 12}, partitions: 48, retention: 1h}]
architectures:
  - {use: kafka-classic, id: k, with: {instance: i3en.2xlarge, brokers: 6, volume: gp3, vcpu_produced: 60 MiB/s, vcpu_consumed: 180 MiB/s}}
simulation: {max_duration: 100s, precision: 10%}
END

# of QUANTILE OPTION...: that of produce, in ms.
of() {
    level=$1
    shift
    "$w" compare --format=json "$@" "$scratch/kafka.yaml" 2>"$scratch/err" |
        python3 -c 'import json, sys; print(json.load(sys.stdin)["architectures"][0]["latency"]["mean_load"]["produce_ms"][sys.argv[1]])' "$level" 2>>"$scratch/err"
}
# rises NAME FACTOR VALUE...: each value exceeds FACTOR times the one before.
rises() {
    name=$1 factor=$2
    shift 2
    echo "$@" | awk -v factor="$factor" '{ for (i = 2; i <= NF; i++) if (!($i > factor * $(i - 1))) exit 1; exit NF < 2 }'
    verdict "$name" $? "$* ($(head -c 200 "$scratch/err"))"
}
k=architectures.k

# Disks. What doesn't depend on them is the same draw.
rises 'the faster a flush, the faster an append: st1 behind gp3 behind local disks' 1 "$(of mean --set $k.volume=nvme --set $k.latency.flush_nvme=0s)" \
    "$(of mean --set $k.latency.file_system_commit_flushes=4)" "$(of mean --set $k.volume=st1 --set $k.latency.file_system_commit_flushes=4)"
gp3=$(of p99) st1=$(of p99 --set $k.volume=st1)
rises 'st1 is slower, and by more with ext4, which commits every 5 s' 1 "$gp3" "$st1" "$(of p99 --set $k.volume=st1 --set $k.latency.file_system_commit_interval=5s)"
calm=$(of p99 --set $k.volume=st1 --set $k.latency.file_system_commit_flushes=0)
dull=$(of p99 --set $k.volume=st1 --set $k.latency.file_system_commit_interval=0s)
[ "$calm" = "$dull" ]
verdict 'no commits and no flushes are the same' $? "$calm $dull"
rises 'without commits st1 is as fast as the rest' 1 "$calm" "$st1"
rises 'two flushes a commit are slower than one' 1 "$st1" "$(of p99 --set $k.volume=st1 --set $k.latency.file_system_commit_flushes=2)"
rises 'and so are slower flushes' 1 "$st1" "$(of p99 --set $k.volume=st1 --set $k.latency.flush_hdd='60 ms')"
[ "$(of p99 --set $k.latency.flush_hdd='60 ms')" = "$gp3" ]
verdict 'flushes of other disks have no effect' $?

# Load: at 30 % and at 90 % of what is planned for, the fleet being the same.
set -- --set $k.brokers=6 --set $k.latency.broker_young=0.3GiB --set $k.latency.broker_vcpu_rate='30 MB/s'
idle=$(of p99 "$@" --set topics.events.produce.rate='60 MiB/s' --set topics.events.produce.producers=180)
full=$(of p99 "$@" --set topics.events.produce.rate='180 MiB/s' --set topics.events.produce.producers=540)
rises 'a broker at 90 % is slower than one at 30 %' 1.05 "$idle" "$full"
rises 'a young generation of a tenth means more collections' 1 "$(of p99)" "$(of p99 --set $k.latency.broker_young=0.1GiB)"
rises 'and none is fastest' 1 "$(of mean --set $k.latency.broker_young=0B)" "$(of mean --set $k.latency.broker_young=0.1GiB)"
rises 'processors near their limit' 1 "$(of p50)" "$(of p50 --set $k.latency.broker_vcpu_rate='4.2 MB/s')"
rises 'fewer threads' 1 "$(of p50 --set $k.latency.broker_vcpu_rate='6 MB/s')" "$(of p50 --set $k.latency.broker_vcpu_rate='6 MB/s' --set $k.latency.broker_threads=1)"
rises 'a card near its limit' 1.05 "$(of p50)" "$(of p50 --set $k.instance=m5.large --set $k.zone_outage=0s --set $k.page_cache_window=1s --set $k.heap=0B --set topics.events.produce.rate='85 MiB/s')"

# The range over what isn't known of a cluster: its end is the p99 of a run with the same words, and a value that the workload gives stays.
ends() {
    "$w" compare --format=json "$@" "$scratch/kafka.yaml" 2>"$scratch/err" |
        python3 -c 'import json, sys; print(*[end["settings"].replace(" ", "") + "=" + str(end["produce_p99_ms"]) for end in json.load(sys.stdin)["architectures"][0]["latency"]["open_options"]])' 2>>"$scratch/err"
}
end=$(ends)
echo "$end" | grep -q '^latency.file_system_commit_interval:5s,latency.broker_young:0.3GiB,latency.broker_vcpu_rate:30MB/s=[0-9.]*$'
verdict 'the slow end is that of slow disks, small heaps and slow processors' $? "$end"
set -- --set $k.latency.file_system_commit_interval=5s --set $k.latency.broker_young='0.3 GiB' --set $k.latency.broker_vcpu_rate='30 MB/s'
echo "${end#*=} $(of p99 "$@")" | awk '{ exit !($1 > 0.9 * $2 && $1 < 1.1 * $2) }'
verdict 'and is the p99 of a run with them' $? "$end $(of p99 "$@")"
[ -z "$(ends "$@")" ]
verdict 'which has no other end' $? "$(ends "$@")"
[ "$(ends --set $k.latency.broker_young='0.3 GiB' | cut -d= -f1)" = 'latency.file_system_commit_interval:5s,latency.broker_vcpu_rate:30MB/s' ]
verdict 'what the workload gives is not varied' $? "$(ends --set $k.latency.broker_young='0.3 GiB')"

ends --set latency.broker_young='0.5 GiB' | grep -q '^latency.file_system_commit_interval:5s,latency.broker_vcpu_rate:30MB/s='
verdict 'for all architectures neither' $? "$(ends --set latency.broker_young='0.5 GiB')"

# The same input gives the same bytes, whatever the number of threads.
"$w" compare --format=json --threads=1 "$scratch/kafka.yaml" --set $k.volume=st1 >"$scratch/one" 2>"$scratch/err"
"$w" compare --format=json --threads=2 "$scratch/kafka.yaml" --set $k.volume=st1 >"$scratch/two" 2>>"$scratch/err"
sed 's/--threads=.//' "$scratch/one" >"$scratch/one.plain"
sed 's/--threads=.//' "$scratch/two" >"$scratch/two.plain"
same "$scratch/one.plain" "$scratch/two.plain"
verdict 'one thread or two, the same bytes' $? "$(head -c 300 "$scratch/err")"
finish
