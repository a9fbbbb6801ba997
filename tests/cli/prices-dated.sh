#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Dated books: --as-of takes the newest that isn't after the day, from DIRECTORY or DIRECTORY/aws; nothing else is taken for one.
. tests/harness.sh
w=$WARPCOST
books=$scratch/books
mkdir -p "$books/aws" "$scratch/none" "$scratch/only"

# book FILE PRICE: a book of one meter.
book() {
    {
        echo 'offer_code,usagetype,term,begin_range,end_range,price_usd,unit,date,source,grade'
        echo "AmazonS3,EU-Requests-Tier1,on-demand,0,Inf,$2,Requests,2025-03-17,made up,D"
    } >"$1"
}
book "$books/aws/eu-west-1-2025-03-17.csv" 0.0000061
book "$books/eu-west-1-2025-08-04.csv" 0.0000062
book "$books/aws/eu-west-1-2026-02-28.csv" 0.0000063
book "$books/eu-west-1-2026-02-28.csv" 0.0000064
book "$books/eu-west-1.csv" 0.0000069
# Near misses: another region, no date, an editor's copy.
book "$books/eu-west-2-2026-01-01.csv" 0.0000071
book "$books/eu-west-1-2026-1-1.csv" 0.0000072
book "$books/eu-west-1-2026-01-01.csv~" 0.0000073
book "$books/eu-west-1-2026-01-01-copy.csv" 0.0000074

show() { "$w" prices show Requests-Tier1 --region eu-west-1 "$@"; }
of() { expect "$1: $2" 0 "$3 USD per Requests" '' show --prices "$books" --as-of "$2"; }
of 'the day itself' 2025-03-17 0.0000061
of 'between two' 2025-08-03 0.0000061
of 'beside aws/' 2025-08-04 0.0000062
of 'near misses are no books' 2026-02-27 0.0000062
of 'aws/ goes before' 2026-02-28 0.0000063
of 'long after the newest' 2031-01-01 0.0000063
expect 'without a day: the current one' 0 '0.0000069 USD' '' show --prices "$books"
rm "$books/eu-west-1.csv"
expect 'without a day and a current one: the newest' 0 '0.0000063 USD' '' show --prices "$books"

expect 'before the oldest' 4 '' "books: there is no price book for region 'eu-west-1' of 2025-03-16 or before; there are those of 2026-02-28, 2025-08-04, 2025-03-17" \
    show --prices "$books" --as-of 2025-03-16
expect 'no dated book' 4 '' "none: there is no dated price book for region 'eu-west-1': '--as-of 2026-01-01' picks among files named eu-west-1-YYYY-MM-DD.csv" \
    show --prices "$scratch/none" --as-of 2026-01-01
book "$scratch/only/eu-west-1.csv" 0.0000051
expect 'a current one is of no day' 4 '' 'no dated price book' show --prices "$scratch/only" --as-of 2026-01-01
expect 'a file' 2 '' "eu-west-1.csv: '--as-of 2026-01-01' picks among the dated books of a directory, and this is none" show --prices "$scratch/only/eu-west-1.csv" --as-of 2026-01-01
expect 'no directory' 2 '' "'--as-of' can't be '2026-01-01': it selects a dated book; also give --prices=DIRECTORY" show --as-of 2026-01-01
expect 'no date' 2 '' "'--as-of' can't be '2026-02-30': write a date as 2026-07-20" show --prices "$books" --as-of 2026-02-30
expect 'no region' 4 '' "books: there is no price book for region '../x'" "$w" prices show X --region ../x --prices "$books" --as-of 2026-01-01

# What is compared is priced by the book of the day.
sed 's/^region: .*/region: us-east-1/' examples/orders.yaml >"$scratch/orders.yaml"
cp pricing/aws/us-east-1.csv "$books/us-east-1-2026-01-05.csv"
sed 's/DataTransfer-Regional-Bytes,on-demand,0,Inf,0.01,/DataTransfer-Regional-Bytes,on-demand,0,Inf,0.03,/' pricing/aws/us-east-1.csv >"$books/us-east-1-2026-01-06.csv"
total() { "$w" compare "$scratch/orders.yaml" --no-simulate --architecture kafka-classic --format csv "$@" | awk -F, '/network.replicate/ { print $0 }'; }
today=$(total)
[ -n "$today" ] && [ "$(total --prices "$books" --as-of 2026-01-05)" = "$today" ]; verdict 'compare: the book of that day' $?
[ "$(total --prices "$books" --as-of 2026-01-06)" != "$(total)" ]; verdict 'compare: the next day' $?
finish
