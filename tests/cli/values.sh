#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Values as people write them: what is read, and what a message proposes. A message never proposes another magnitude, nor
# what is refused in turn.
. tests/harness.sh

# workload KEY=VALUE...: a workload whose topic group has these, in $scratch/w.yaml.
workload() {
    {
        echo 'name: w'
        echo 'topics:'
        echo '  - name: events'
        echo "    produce: {${1}}"
        [ -z "${2:-}" ] || echo "    $2"
        echo 'architectures: [kafka-tuned]'
    } >"$scratch/w.yaml"
}

# What `validate` and the run document make of a parameter.
value_of() {
    "$WARPCOST" compare --no-simulate --format json "$scratch/w.yaml" 2>"$scratch/err" |
        python3 -c "import json,sys
for p in json.load(sys.stdin)['params']:
    if p['path'] in ('$1', '$1'.replace('events', '*')): print('%.12g' % p['value'])"
}

reads() { # NAME, PATH, expected value in base units
    got=$(value_of "$2")
    awk -v a="$got" -v b="$3" 'BEGIN { exit !(a != "" && a - b <= 1e-9 * b && b - a <= 1e-9 * b) }'
    verdict "$1 is $3" $? "got '$got'" "$(cat "$scratch/err")"
}
refuses() { # NAME, part of the message
    said=$("$WARPCOST" validate "$scratch/w.yaml" 2>&1)
    status=$?
    case $said in *"$2"*) ;; *) status=0 ;; esac
    [ "$status" -eq 3 ]
    verdict "$1 is refused: $2" $? "$said"
}

# Rates, by hand: bytes or bits, by any time. A month is 730 h.
while IFS='|' read -r text bytes_per_s; do
    workload "rate: $text"
    reads "rate $text" topics.events.produce.rate "$bytes_per_s"
done <<'END'
20 Mbps|2500000
1 Gbps|125000000
1 kbit/s|125
8 Mibit/s|1048576
1 GB/h|277777.777777778
5 TB/month|1902587.51902588
30 TB/mo|11415525.1141553
86.4 GB per day|1000000
12 MBps|12000000
60 MiB/min|1048576
10k msg/s|10240000
10000 msg/s|10240000
3600 records per hour|1024
END
workload 'rate: 10k msg/s, record_size: 500 B, compression_ratio: 4'
reads 'a rate of records on the wire' topics.events.produce.rate 1250000
workload 'record_size: 2 KiB, rate: 1M events/min'
reads 'a rate before or after its record size' topics.events.produce.rate 34133333.3333333
workload 'rate: 1 MiB/s'
got=$("$WARPCOST" compare --no-simulate --format json "$scratch/w.yaml" --set 'topics.events.produce.rate=2k msg/s' --set 'topics.events.produce.record_size=100 B' |
    python3 -c "import json,sys; print([p['value'] for p in json.load(sys.stdin)['params'] if p['path'].endswith('produce.rate')][0])")
[ "$got" = 200000 ]
verdict 'a rate of records given by --set takes the record size given by --set' $? "$got"

# Durations.
while IFS='|' read -r text seconds; do
    workload 'rate: 1 MiB/s' "retention: $text"
    reads "retention $text" topics.events.retention "$seconds"
done <<'END'
7 days|604800
168hours|604800
1 week|604800
1h30m|5400
1d 12h|129600
P7D|604800
PT36H|129600
1mo|2628000
1y|31536000
END

# What has two readings, or none, is refused with a value of the magnitude that was written.
while IFS='|' read -r produce topic message; do
    workload "$produce" "$topic"
    refuses "$produce $topic" "$message"
done <<'END'
rate: 10MB||did you mean '10 MB/s'?
rate: 1 Mib/s||did you mean '1 MiB/s' or '1 Mibit/s'?
rate: 20 mb/s||did you mean '20 MB/s' or '20 Mbit/s'?
rate: 1 GB/m||'1 GB/m' has an unknown unit; rate is a rate in
rate: 5||'5' has no unit; write for example '1 GiB/s'
rate: 1 MiB/s|retention: 604800000|Kafka's retention.ms is in milliseconds: write '604800000ms' (7d)
rate: 1 MiB/s|retention: -1|Kafka's -1 is for ever: write the longest time that matters
rate: 1 MiB/s, linger: 5||Kafka's linger.ms is in milliseconds: write '5ms'
rate: 1 MiB/s, batch_size: 16384||write '16384 B' (16 KiB)
rate: 1 MiB/s, record_size: 1024||write for example '1024 B' (1 KiB)
rate: 1 MiB/s, linger.ms: 5||Kafka's 'linger.ms' is 'linger' here: write 'linger: 5ms'
rate: 1 MiB/s, batch.size: 16384||write 'batch_size: 16 KiB'
rate: 1 MiB/s|retention.ms: 604800000|write 'retention: 7d'
rate: 1 MiB/s|retention.ms: -1|Kafka's 'retention.ms' is 'retention' here; -1, for ever
rate: 1 MiB/s|log.retention.hours: 168|write 'retention: 7d'
rate: 1 MiB/s|partitions: 010|'010' is 10 to some and 8 to others
rate: 08 MiB/s||'08 MiB/s' begins with a zero; leave it out
rate: 1 MiB/s, record_size: 10 msg/s||'10 msg/s' has an unknown unit
END

# Each proposal in quotes is itself accepted.
for text in 10MB '1 Mib/s' '20 mb/s' '3 gib/s' '12 GiBs'; do
    workload "rate: $text"
    "$WARPCOST" validate "$scratch/w.yaml" 2>&1 | sed 's/.*did you mean//' | grep -o "'[^']*'" | tr -d "'" >"$scratch/proposed"
    while read -r proposed; do
        workload "rate: $proposed"
        "$WARPCOST" validate "$scratch/w.yaml" >"$scratch/said" 2>&1
        verdict "'$proposed', proposed for '$text', is accepted" $? "$(cat "$scratch/said")"
    done <"$scratch/proposed"
    [ -s "$scratch/proposed" ]
    verdict "something is proposed for '$text'" $?
done
finish
