#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# prices check on what may be wrong: free, implausible, in another unit, too old; and on tiers, which must be right.
. tests/harness.sh
w=$WARPCOST
today=--today=2026-11-23
book=$scratch/us-east-1.csv
check() { "$w" prices check "$today" --columns 200 --prices "$book" "$@"; }

cp pricing/aws/us-east-1.csv "$book"
expect 'the shipped book against itself' 0 '  kafka-classic        yes' '' check
grep -q '?\|too old' "$scratch/out"; [ $? -eq 1 ]; verdict 'finds nothing' $? "$(cat "$scratch/out")"
expect 'the shipped books are not of today' 1 '  too old              AmazonDynamoDB:ReadRequestUnits (on-demand) is of 2025-08-28, 452 days old' '' \
    "$w" prices check "$today" --columns 200 --region us-east-1 --max-age 451
grep -q '^ *and [0-9,]* more like these$' "$scratch/out"; verdict 'only some are named' $?
expect 'old enough is fine' 0 '*' '' "$w" prices check "$today" --max-age 1400
expect 'one region too old' 1 'too old              AmazonEC2:' '' "$w" prices check "$today" --max-age 1000
expect 'no number' 2 '' "'--max-age' can't be '3 months': write days from 0 to 100000" check --max-age '3 months'
expect 'a negative one' 2 '' "'--max-age' can't be '-1'" check --max-age=-1
expect 'one too large' 2 '' "'--max-age' can't be '99999999999999999999'" check --max-age 99999999999999999999

# edit FROM TO: a book with one row changed; the row must be there.
edit() {
    sed "s|$1|$2|" pricing/aws/us-east-1.csv >"$book"
    cmp -s "$book" pricing/aws/us-east-1.csv && fail "'$1' is in the book"
}
edit '\(DataTransfer-Regional-Bytes,on-demand,0,Inf\),0.01,' '\1,0,'
expect 'free' 1 '  free?                AWSDataTransfer:DataTransfer-Regional-Bytes (on-demand) is 0 USD' '' check
edit '\(Throughput.gp3,on-demand,0,Inf\),40.96,' '\1,0.04,'
expect 'implausible' 1 'EBS:VolumeP-Throughput.gp3 (on-demand) is 0.04 USD, and 40.96 in the book that warpcost carries' '' check
edit 'GiBps-mo' 'MiBps-Mo'
expect 'another unit' 1 'is per MiBps-Mo, and per GiBps-mo in the book that warpcost carries' '' check
edit '\(DataTransfer-Regional-Bytes,on-demand,.*\),2026-07-20,' '\1,2062-07-20,'
expect 'of a day that has not come' 1 '  in the future?       AWSDataTransfer:DataTransfer-Regional-Bytes (on-demand) is of 2062-07-20' '' check
edit 'DataTransfer-Out-Bytes,on-demand,10240,51200' 'DataTransfer-Out-Bytes,on-demand,10241,51200'
expect 'a gap between tiers' 3 '' 'us-east-1.csv:3:1: the tiers of AWSDataTransfer DataTransfer-Out-Bytes (on-demand) leave a gap or overlap: this one must begin at 10240' check
edit 'DataTransfer-Out-Bytes,on-demand,153600,Inf' 'DataTransfer-Out-Bytes,on-demand,153600,999999'
expect 'a last tier that ends' 3 '' 'must go on without end' check
finish
