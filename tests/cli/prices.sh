#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The price verbs: ranges and unverified prices are marked, what is written can be read back, holes are named.
. tests/harness.sh
w=$WARPCOST
today=--today=2026-11-23

expect 'list filters by text' 0 'AmazonEC2:EBS:VolumeUsage.gp3  0.08  GB-Mo  2026-07-13  B' '' "$w" prices list GP3 volumeusage --columns 80
expect 'list shows a range' 0 'ConfluentCloud:All-Network-Bytes' '' "$w" prices list All-Network-Bytes
grep -q '0.014 to 0.05' "$scratch/out"; verdict 'both ends of the range' $?
expect 'list marks what is unverified' 0 'R (unverified)' '' "$w" prices list NatGateway-Bytes --region us-west-2
expect 'list filters by term' 0 '0.036111' '' "$w" prices list BoxUsage:m5.large --term reserved-3yr-all-upfront
[ "$(sed '/^$/,$d' "$scratch/out" | wc -l)" -eq 3 ] && head -n 1 "$scratch/out" | grep -qx reserved-3yr-all-upfront; verdict 'one row of that term' $? "$(cat "$scratch/out")"
# At 80 columns nothing is wider, and no two rows look alike: term and tier stay where they differ.
for words in '' gp3 BoxUsage:m5 AmazonS3 Kafka AWSSupport 'Requests-Tier' --all 'BoxUsage:a1 --region eu-west-1' '--term reserved-1yr-no-upfront'; do
    for columns in 80 120; do
        # shellcheck disable=SC2086
        "$w" prices list $words --columns $columns >"$scratch/list" 2>"$scratch/err"
        [ -s "$scratch/list" ] && awk -v most="$columns" 'length($0) > most { exit 1 }' "$scratch/list"
        verdict "list $words fits $columns columns" $? "$(awk -v most="$columns" 'length($0) > most' "$scratch/list" | head -n 3)"
        same=$(awk '/^[^ ]/ { meter = $0 } NF { print (/^ / ? meter : "") $0 }' "$scratch/list" | sed 's/ [A-DR]\( (unverified)\)*$//' | sort | uniq -d)
        [ -z "$same" ]
        verdict "list $words: rows differ at $columns columns" $? "$same"
    done
done
expect 'list without a filter is a summary' 0 'AmazonEC2             3,489' '' "$w" prices list --columns 80
[ "$("$w" prices list --columns 80 | wc -l)" -le 24 ]
verdict 'of a screen' $?
[ "$("$w" prices list --all --columns 200 | wc -l)" -gt 3600 ] && "$w" prices list --all --format csv >"$scratch/all.csv" && "$w" prices list --format csv | cmp -s - "$scratch/all.csv"
verdict '--all is all' $?
"$w" prices check --columns 80 --today 2026-11-23 >"$scratch/list"
awk 'length($0) > 80 { exit 1 }' "$scratch/list"
verdict 'prices check fits 80 columns' $? "$(awk 'length($0) > 80' "$scratch/list" | head -n 3)"
for columns in 80 120; do
    "$w" prices diff embedded pricing/aws/us-east-1.csv --columns $columns >"$scratch/list"
    sed 's/,0\.\([0-9]*\),/,0.9\1,/' pricing/aws/us-east-1.csv >"$scratch/dearer.csv"
    "$w" prices diff embedded "$scratch/dearer.csv" tests/fixtures/small.yaml --region us-east-1 --columns $columns >"$scratch/list"
    [ "$(wc -l <"$scratch/list")" -gt 100 ] && LC_ALL=C.UTF-8 gawk -v most="$columns" 'length($0) > most { exit 1 }' "$scratch/list"
    verdict "prices diff fits $columns columns" $? "$(LC_ALL=C.UTF-8 gawk -v most="$columns" 'length($0) > most' "$scratch/list" | head -n 3)"
done

expect 'list finds nothing' 0 'has no such price' '' "$w" prices list Kafka.z9
expect 'list as JSON' 0 '"usd_per_unit_max":	0.05' '' "$w" prices list All-Network-Bytes --format json
expect 'tiny prices have no exponent' 0 '0.0000004' '' "$w" prices list AmazonS3:Requests-Tier2

"$w" prices list --region eu-west-1 --format csv >"$scratch/book.csv"
"$w" prices list --region eu-west-1 --prices "$scratch/book.csv" --format csv >"$scratch/again"
same "$scratch/again" "$scratch/book.csv"
verdict 'what list writes as CSV is a book' $?
awk -F, 'NR == 1 || $2 ~ /Requests-Tier1$/' "$scratch/book.csv" | sed 's/0.000005,/0.0000071,/' >"$scratch/own.csv"
expect 'a book of the user' 0 'price       0.0000071 USD per Requests' '' "$w" prices show Requests-Tier1 --region eu-west-1 --prices "$scratch/own.csv"
expect 'of another region' 3 '' "own.csv:2:10: usagetype 'EU-Requests-Tier1' is another region's" "$w" prices show Requests-Tier1 --region us-west-2 --prices "$scratch/own.csv"

expect 'show: tiers' 0 '0.022 USD per GB-Mo, 51,200 to 512,000' '' "$w" prices show AmazonS3:TimedStorage-ByteHrs
expect 'show: the prefix on the bill' 0 'on the bill EUC1-LCUUsage' '' "$w" prices show 'LCUUsage(Network)' --region eu-central-1
expect 'show: by the usage type of a bill' 0 'AmazonVPC:TransitGateway-Hours, us-east-1, on-demand' '' "$w" prices show USE1-TransitGateway-Hours
expect 'show: unknown' 4 '' "did you mean 'Requests-Tier1'?" "$w" prices show Requests-Tier9
expect 'unknown region' 4 '' "did you mean 'eu-west-1'?" "$w" prices list --region eu-west-l

expect 'check: a region that can' 0 '  kafka-classic        yes' '' "$w" prices check "$today" --region us-east-1
expect 'check: unverified' 0 '  kafka-classic        yes (unverified: 2)' '' "$w" prices check "$today" --region us-west-2
expect 'check: no volumes' 0 '  kafka-tuned          no: AmazonEC2:EBS:VolumeUsage.gp3' '' "$w" prices check "$today" --region ap-southeast-2
expect 'check: all that is lacking' 0 '  kafka-classic        no: AmazonEC2:BoxUsage:*, AmazonEC2:EBS:VolumeUsage.st1, AmazonEC2:EBS:VolumeUsage.gp3' '' "$w" prices check "$today" --columns 200 --region ca-central-1
expect 'check: no instances' 0 '  kafka-tuned          no: AmazonEC2:BoxUsage:*' '' "$w" prices check "$today" --region sa-east-1
expect 'check: dates and grades' 0 'prices of 2023-02 to 2025-11-04 (oldest 45 months ago); by grade B 885 D 1' '' "$w" prices check "$today" --columns 200 --region eu-west-1
"$w" prices check "$today" --columns 200 >"$scratch/all"
[ "$(grep -c '^  kafka-classic  *yes' "$scratch/all")" -eq 6 ] && [ "$(grep -c '^[a-z]' "$scratch/all")" -eq 16 ]
verdict 'six of sixteen regions can price both presets of Kafka' $? "$(cat "$scratch/all")"
[ "$(grep -c '^  kafka-tuned  *yes' "$scratch/all")" -eq 9 ]
verdict 'and nine the tuned one' $? "$(grep '^[a-z]\|kafka-tuned' "$scratch/all")"
said=$(/usr/bin/python3 - "$scratch/all" docs/price-book.md 2>&1 <<'PYTHON'
import re, sys
can, every = {}, []
for line in open(sys.argv[1]):
    if not line.startswith(" "):
        region = line.split()[0]
        can[region] = set()
    elif line[2] != " ":  # else what is lacking goes on
        name, answer = line.split()[:2]
        every += [name] if name not in every else []
        if answer == "yes":
            can[region].add(name)
told = {}
for regions, what in re.findall(r"^\| ((?:[a-z]+-[a-z]+-[0-9](?:, )?)+) \| (.*) \|$", open(sys.argv[2]).read(), re.M):
    named = set(re.findall(r"`([a-z-]+)`", what))
    for region in regions.split(", "):
        told[region] = set(every) - named if what.startswith("all") else named
assert told == can, {region: (told.get(region), can[region]) for region in can if told.get(region) != can[region]}
PYTHON
)
verdict 'docs/price-book.md says which regions suffice for what' $? "$said"
finish
