#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# prices import: books are written whole or not at all, whatever is wrong; what is read, hashed and left out is said.
. tests/harness.sh
w=$WARPCOST
offers=tests/fixtures/offers
east="$offers/ec2-us-east-1.csv $offers/elb-us-east-1.csv $offers/transfer-us-east-1.json $offers/vpc-us-east-1.json $offers/dynamodb-us-east-1.json $offers/plan-us-east-1.csv"
book=$scratch/us-east-1.csv

# shellcheck disable=SC2086
expect 'import of a region' 0 '39 rows for us-east-1' '' "$w" prices import $east -o "$book"
grep -q '  from 15 rows of AmazonEC2 20260817190455, published 2026-08-17T19:04:55Z' "$scratch/out"; verdict 'what came from which file' $? "$(cat "$scratch/out")"
grep -q 'left out: 1 of a reserved term whose upfront fee is missing' "$scratch/out"; verdict 'what was left out' $?
grep -q 'instance types that the catalogue lacks (1): zz9.37xlarge' "$scratch/out"; verdict 'what the catalogue lacks' $?
hash=$(sha256sum <"$offers/ec2-us-east-1.csv" | cut -d' ' -f1)
[ "$(grep -c ",$hash\$" "$book")" -eq 12 ]; verdict 'the hash of the source in each of its rows' $? "$hash"
expect 'the book is one' 0 'price       0.0371765601218 USD per Hrs' '' "$w" prices show BoxUsage:m5.large --prices "$book"
"$w" prices list --prices "$book" --format csv >"$scratch/listed"
grep -Fxf "$book" "$scratch/listed" >"$scratch/kept"; same "$scratch/kept" "$book"; verdict 'list writes each row of an imported book as it is' $? "$(head -n 2 "$scratch/listed")"
"$w" prices list --prices "$scratch/listed" --format csv >"$scratch/again"; same "$scratch/again" "$scratch/listed"; verdict 'and reads it back' $?
expect 'list as JSON tells the origin' 0 '"rate_code":	"' '' "$w" prices list EBS --prices "$book" --format json
expect 'show tells the origin' 0 "list sha256 $hash" '' "$w" prices show BoxUsage:m5.large --prices "$book"
grep -q 'rate code   [A-Z0-9]*\.[A-Z0-9]*\.' "$scratch/out"; verdict 'and the rate code' $? "$(cat "$scratch/out")"
expect 'a Savings Plan in the book' 0 '0.0703' '' "$w" prices list BoxUsage:m5.large --term compute-plan-1yr-no-upfront --prices "$book"

"$w" prices import "$offers/vpc-us-east-1.json" -o "$scratch/vpc.csv" >/dev/null
"$w" prices import - -o - <"$offers/vpc-us-east-1.json" >"$scratch/piped" 2>/dev/null; same "$scratch/piped" "$scratch/vpc.csv"; verdict 'from a pipe to a pipe' $?
"$w" prices import "$offers/dynamodb-us-east-1.json" -o "$scratch/dynamo.csv" >/dev/null; verdict 'terms before products, in a file' $?
expect 'which a pipe cannot give' 5 '' "this input can't be read twice: save it to a file" sh -c "'$w' prices import - -o - <'$offers/dynamodb-us-east-1.json'"
expect 'one region of many' 0 '2 rows for ap-northeast-1' '' "$w" prices import "$offers/s3-all-2016.json" --region ap-northeast-1 -o "$scratch/x.csv"
rm "$scratch/x.csv"

# Answers of the Price List Query API: whole, one product alone, the list of them.
printf '{"FormatVersion":"aws_v1","PriceList":["{}"]}\n' >"$scratch/query.json"
printf '{"terms":{"OnDemand":{}},"product":{"sku":"AAAA1111BBBB2222"},"serviceCode":"AmazonMSK","version":"20260101"}\n' >"$scratch/query1.json"
printf '["{\\"product\\":{}}"]\n' >"$scratch/query2.json"
for file in query query1 query2; do
    expect "an answer of the Query API: $file" 3 '' "'aws pricing get-products'" "$w" prices import "$scratch/$file.json" -o "$scratch/query.csv"
done

# On any error the old book stays as it is, and nothing stands beside it.
cp "$book" "$scratch/before"
stays() {
    same "$book" "$scratch/before" && [ "$(find "$scratch" -name 'us-east-1.csv*' | wc -l)" -eq 1 ]
    verdict "$1: the old book stays" $?
}
expect 'several regions' 3 '' 's3-all-2016.json:96:1: the row is of us-east-1, those before are of ap-northeast-1; say which is wanted with --region (byte 3130)' \
    "$w" prices import "$offers/s3-all-2016.json" -o "$book"; stays 'several regions'
expect 'under another region'"'"'s name' 3 '' 'the prices are those of eu-west-1' "$w" prices import "$offers/s3-eu-west-1.csv" -o "$book"; stays 'another name'
expect 'an index' 3 '' 'an index holds no prices; this is the version index of AmazonEC2: 2 versions' "$w" prices import "$offers/index-versions.json" -o "$book"; stays 'index'
cp "$book" "$scratch/copy.csv"
expect 'a price book' 3 '' 'is a price book already' "$w" prices import "$scratch/copy.csv" -o "$book"; stays 'price book'
expect 'no file' 5 '' "can't open" "$w" prices import "$scratch/none" -o "$book"; stays 'no file'
expect 'a directory' 5 '' "can't read" "$w" prices import "$scratch" -o "$book"; stays 'directory'
head -c 5000 "$offers/ec2-us-east-1.csv" >"$scratch/cut.csv"
expect 'a cut file' 3 '' 'cut.csv:14:1: the file ends in the middle of the row that begins here; download it again (byte 4966)' "$w" prices import "$scratch/cut.csv" -o "$book"; stays 'cut'
head -c 3000 "$offers/vpc-us-east-1.json" >"$scratch/cut.json"
expect 'a cut JSON' 3 '' 'cut.json:' "$w" prices import "$scratch/cut.json" -o "$book"; stays 'cut JSON'
grep -q '(byte [0-9]*)\|byte [0-9]' "$scratch/err"; verdict 'with its byte' $? "$(cat "$scratch/err")"
expect 'no -o' 2 '' 'give the output file with -o' "$w" prices import "$offers/vpc-us-east-1.json"
expect 'no files' 2 '' 'FILE' "$w" prices import -o "$book"
expect 'a place that cannot be written' 5 '' "can't create a file" "$w" prices import "$offers/vpc-us-east-1.json" -o "$scratch/none/us-east-1.csv"

# Killed in the middle: more was written to the pipe than it holds, so that the program has read some, and waits for more.
mkfifo "$scratch/pipe"
"$w" prices import - -o "$book" <"$scratch/pipe" &
import=$!
exec 3>"$scratch/pipe"
head -c 4000 "$offers/vpc-us-east-1.json" >&3
head -c 200000 /dev/zero | tr '\0' ' ' >&3
kill -9 $import
wait $import 2>/dev/null
[ $? -eq 137 ]; verdict 'it was killed' $?
exec 3>&-
stays 'killed'

# Memory stays as it is when a file grows; a line without end is refused early.
(cat "$offers/ec2-us-east-1.csv"; head -c 100000000 /dev/zero | tr '\0' x) >"$scratch/long.csv"
expect 'a line of 100 MB' 3 '' 'the row is over 4 MiB' sh -c "ulimit -v 200000; '$w' prices import '$scratch/long.csv' -o '$book'"; stays 'long line'
rm "$scratch/long.csv"

# Progress on a terminal, by a clock that goes on by CLOCK_STEP_NS whenever it is read: by none, or by a second.
if ! command -v script >/dev/null || ! ${CC:-cc} -shared -fPIC -D_GNU_SOURCE -o "$scratch/clock.so" tests/tools/stepped_clock.c; then
    echo 'ok progress # skip there is no script, or no library to load before'
    finish
fi
on_terminal() { # STEP_NS
    script -qec "cat '$offers/vpc-us-east-1.json' | CLOCK_STEP_NS=$1 LD_PRELOAD='$scratch/clock.so' ASAN_OPTIONS=verify_asan_link_order=0 '$w' prices import - -o '$scratch/vpc2.csv' >/dev/null" /dev/null >"$scratch/tty" 2>&1 </dev/null
}
on_terminal 1000000000
grep -q 'standard input: 0 MB' "$scratch/tty"; verdict 'progress on a terminal' $? "$(cat "$scratch/tty")"
on_terminal 0
[ ! -s "$scratch/tty" ]; verdict 'none when it is quick' $? "$(cat "$scratch/tty")"
finish
