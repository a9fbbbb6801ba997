#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# prices diff: what changed, what that does to a bill, and that both add up and keep private what is private.
. tests/harness.sh
w=$WARPCOST
new=$scratch/us-east-1-2026-10-01.csv
diff_() { "$w" prices diff embedded "$new" "$@"; }
sed -e 's/\(DataTransfer-Regional-Bytes,on-demand,0,Inf\),0.01,/\1,0.0127,/' -e '/NatGateway-Hours/d' -e 's/GiBps-mo/MiBps-Mo/' \
    -e 's/BoxUsage:m5.xlarge,on-demand/BoxUsage:m5.xxlarge,on-demand/' pricing/aws/us-east-1.csv >"$new"

expect 'counts' 0 'Prices of us-east-1: 2 changed, 1 appeared, 2 vanished, 3630 are the same.' '' diff_
grep -Eq '^AWSDataTransfer:DataTransfer-Regional-Bytes +0\.01 +0\.0127 +\+27\.0 %$' "$scratch/out"; verdict 'a change with percent' $?
grep -Eq '^AmazonEC2:NatGateway-Hours +0\.045 +- +vanished$' "$scratch/out"; verdict 'vanished' $?
grep -Eq '^AmazonEC2:BoxUsage:m5\.xxlarge +- +0\.192 +appeared$' "$scratch/out"; verdict 'appeared' $?
grep -Eq '^AmazonEC2:EBS:VolumeP-Throughput\.gp3 +40\.96 +40\.96 +other unit$' "$scratch/out"; verdict 'another unit' $?
grep -qF 'AmazonEC2:EBS:VolumeP-Throughput.gp3 is now per MiBps-Mo, and was per' "$scratch/out"; verdict 'which unit' $?
expect 'the other way round' 0 '-21.3 %' '' "$w" prices diff "$new" embedded
expect 'the same' 0 '0 changed, 0 appeared, 0 vanished' '' "$w" prices diff embedded embedded
[ "$(wc -l <"$scratch/out")" -eq 1 ]; verdict 'then there is no table' $?
expect 'csv' 0 'changed,AWSDataTransfer:DataTransfer-Regional-Bytes,on-demand,0,Inf,0.01,0.0127,GB,GB,0.27' '' diff_ --format csv
[ "$(wc -l <"$scratch/out")" -eq 6 ]; verdict 'csv has a row for each' $? "$(cat "$scratch/out")"

expect 'region by the name of a file' 0 'Prices of eu-west-2: ' '' "$w" prices diff embedded pricing/aws/eu-west-2.csv
expect 'region by option' 0 'Prices of eu-west-2: ' '' "$w" prices diff embedded pricing --region eu-west-2
expect "another region's file" 3 '' "us-east-1.csv:2:17: usagetype 'DataTransfer-Out-Bytes' is another region's" \
    "$w" prices diff embedded pricing/aws/us-east-1.csv --region eu-west-2

# A free allowance that came first: only that part of the first tier changed.
sed 's/^\(AWSDataTransfer,DataTransfer-Out-Bytes,on-demand,\)0,10240,0.09,\(.*\)$/\10,100,0,\2\n\1100,10240,0.09,\2/' pricing/aws/us-east-1.csv >"$scratch/free.csv"
expect 'tiers by the quantities that they are for' 0 'AWSDataTransfer:DataTransfer-Out-Bytes, 0 to 100     0.09        0  -100.0 %' '' "$w" prices diff embedded "$scratch/free.csv" --columns 100
grep -q '1 changed, 0 appeared, 0 vanished, 3634 are the same' "$scratch/out"; verdict 'and nothing else' $? "$(head -1 "$scratch/out")"

# A bill: old total, meters, machines and new total add up in every column, but for the rounding of each, and are those that
# compare prints.
expect 'a bill' 0 'The bill of orders' '' diff_ examples/orders.yaml --architecture kafka-classic --architecture kafka-tuned
sed -n '/^The bill/,$p' "$scratch/out" >"$scratch/bill"
awk '/^at the old/ || /^DataTransfer-/ || /^other machines/ { gsub(/,/, ""); a += $(NF - 1); b += $NF; n++ }
     /^at the new/ { gsub(/,/, ""); a -= $(NF - 1); b -= $NF; good = a * a <= n * n / 4 && b * b <= n * n / 4 && $NF > 0 } END { exit !good }' "$scratch/bill"
verdict 'columns add up' $? "$(cat "$scratch/bill")"
for prices in embedded "$new"; do
    case $prices in embedded) set -- ;; *) set -- --prices "$prices" ;; esac
    "$w" compare examples/orders.yaml --architecture kafka-classic --architecture kafka-tuned --no-simulate --lines "$@" 2>/dev/null | awk '/^total \$ per year/ { print $(NF - 1), $NF; exit }' >>"$scratch/compared"
done
awk '/^at the / { print $(NF - 1), $NF }' "$scratch/bill" >"$scratch/told"
same "$scratch/told" "$scratch/compared"
verdict 'totals are those of compare' $? "$(cat "$scratch/compared")"
grep -Eq '^  Classic Kafka: [+]\$[0-9,]+ \([+][0-9.]+ %\), all of it price$' "$scratch/bill"; verdict 'all of it is price' $?
sed -i 's/\(BoxUsage:[a-z0-9]*\.xlarge,on-demand,0,Inf\),\([0-9.]*\),/\1,9.9,/' "$new"
expect 'other machines' 0 'the other machines that are cheapest at the new' '' diff_ examples/orders.yaml
grep -Eq '^other machines +-[0-9,]+' "$scratch/out"; verdict 'and what they save' $? "$(cat "$scratch/out")"
expect 'one architecture' 0 'Tuned Kafka' '' diff_ examples/orders.yaml --architecture kafka-tuned
grep -q 'Classic Kafka' "$scratch/out"; [ $? -eq 1 ]; verdict 'and not the other' $?
expect 'it cannot carry the load' 0 "Classic Kafka: can't carry this load: " '' diff_ examples/orders.yaml --set topics.order-events.produce.rate=900GiB/s

# Private prices.
"$w" prices diff embedded embedded examples/orders.yaml | sed -n '/^The bill/,/new prices/p' >"$scratch/list"
expect 'a discount is kept private' 0 'private prices redacted: shown and ranked at list prices' '' "$w" prices diff embedded embedded examples/orders.yaml --set pricing.discount=31%
sed -n '/^The bill/,/new prices/p' "$scratch/out" >"$scratch/redacted"; same "$scratch/redacted" "$scratch/list"; verdict 'and the sums are at list prices' $?
expect 'unless asked for' 0 'at the new prices' '' "$w" prices diff embedded embedded examples/orders.yaml --set pricing.discount=31% --show-private
sed -n '/^The bill/,/new prices/p' "$scratch/out" >"$scratch/shown"; [ -s "$scratch/shown" ] && ! cmp -s "$scratch/shown" "$scratch/list"; verdict 'then they are not' $?

# Mistakes.
grep -v 'TimedStorage-ByteHrs' pricing/aws/us-east-1.csv >"$scratch/holes.csv"
expect 'a price that one book lacks' 4 '' "holes.csv: " "$w" prices diff embedded "$scratch/holes.csv" examples/orders.yaml
grep -q 'AmazonS3:TimedStorage-ByteHrs' "$scratch/err"; verdict 'is named' $? "$(cat "$scratch/err")"
expect "the workload's region wins" 2 '' "'--region' can't be 'eu-west-1': the workload's is us-east-1" diff_ examples/orders.yaml --region eu-west-1
expect 'csv has no bill' 2 '' "'--format csv' is the list of prices alone" diff_ examples/orders.yaml --format csv
expect 'two standard inputs' 2 '' "only one input can be '-'" "$w" prices diff - -
expect 'no book' 5 '' "none.csv: can't open" "$w" prices diff embedded "$scratch/none.csv"
expect 'one book is missing' 2 '' 'NEW' "$w" prices diff embedded
finish
