#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# calibrate: from a file and from percentiles to a profile that compare takes; what it refuses; files written whole or not at all.
. tests/harness.sh
small=tests/fixtures/small.yaml
work=$scratch/calibrate
mkdir -p "$work"

# 2,000 latencies from a linear congruential generator: sums of 12 uniforms make normals, and every tenth is of a slower part.
awk 'BEGIN {
    x = 1
    print "host,latency_ms,bytes"
    for (i = 0; i < 2000; i++) {
        z = -6
        for (k = 0; k < 12; k++) { x = (x * 16807) % 2147483647; z += x / 2147483647 }
        slow = i % 10 == 3
        printf "h%d,%.3f,%d\n", i % 3, slow ? 150 * exp(.2 * z) : 40 * exp(.15 * z), 4096
    }
}' >"$work/puts.csv"

expect 'a file is fitted and a profile written' 0 'written; use it with --profile' '' "$WARPCOST" calibrate "$work/puts.csv" --source 'our bucket, "week 17"' --grade B --today 2026-11-24 \
    -o "$work/puts.yaml"
grep -q 'mixture of two lognormals.*<- chosen' "$scratch/out"
verdict 'two parts are found' $? "$(cat "$scratch/out")"
awk '/mixture: \[/ {
    n = split($0, part, /[^0-9.]+/); # weight, p50, sigma, weight, p50, sigma
    k = 0
    for (i = 1; i <= n; i++) if (part[i] ~ /[0-9]/ && part[i] != "50") v[++k] = part[i]
    good = v[1] > .89 && v[1] < .91 && v[2] > 39.5 && v[2] < 40.5 && v[3] > .14 && v[3] < .16 && v[5] > 144 && v[5] < 156 && v[6] > .17 && v[6] < .23
    exit !good }' "$work/puts.yaml"
verdict 'weights, medians and spreads are those of the file' $? "$(cat "$work/puts.yaml")"
grep -qx '    source: "our bucket, \\"week 17\\""' "$work/puts.yaml" && grep -qx '    grade: B' "$work/puts.yaml" && grep -qx '    date: 2026-11-24' "$work/puts.yaml" &&
    grep -qx '    measured_to: p99' "$work/puts.yaml" && grep -qx '    samples: 2000' "$work/puts.yaml"
verdict 'source, grade, date, extent and number stand in the profile' $? "$(cat "$work/puts.yaml")"

"$WARPCOST" compare --no-simulate "$small" --profile "$work/puts.yaml" --format json >"$work/run.json" 2>"$work/err"
verdict 'compare takes the profile' $? "$(cat "$work/err")"
grep '"path": "latency.object_put"' "$work/run.json" | grep -q '"value": "{mixture: .*"origin": "profile", "source": "our bucket, \\"week 17\\"", "grade": "B"'
verdict 'and the run shows where it comes from' $? "$(grep latency.object_put "$work/run.json")"
expect '--set reaches inside' 0 '*' '' "$WARPCOST" compare --no-simulate "$small" --profile "$work/puts.yaml" --set 'latency.object_put.mixture.2.lognormal.p50=200 ms'

# With sizes that vary, the median grows with them.
awk -F, 'NR == 1 { print "put_ms,bytes" } NR > 1 { b = (NR * 7919) % 16; printf "%.3f,%d\n", $2 * (1 + .25 * b), b * 1048576 }' "$work/puts.csv" >"$work/sized.csv"
expect 'sizes are fitted' 0 'below, factors of it' '' "$WARPCOST" calibrate "$work/sized.csv" --today 2026-11-24
grep -Eq '^    sized: \{base: (39|40)\.[0-9]* ms, per_mib: (9|10)\.[0-9]* ms, noise: \{mixture: ' "$scratch/out"
verdict 'base and slope are those of the file' $? "$(cat "$scratch/out")"
cut -d, -f2 "$work/puts.csv" | sed 1d >"$work/bare.csv"
expect 'a bare column needs a unit' 3 '' 'bare.csv:1:1: ' "$WARPCOST" calibrate "$work/bare.csv"
expect 'which --unit gives' 0 'mixture: [' '' "$WARPCOST" calibrate "$work/bare.csv" --unit ms
"$WARPCOST" calibrate - --unit ms --family gamma -o - --for commit --today 2026-11-24 <"$work/bare.csv" >"$work/gamma.yaml" 2>"$work/err" &&
    grep -q '^  commit:$' "$work/gamma.yaml" && grep -q '^    gamma: {shape: ' "$work/gamma.yaml" && [ ! -s "$work/err" ]
verdict 'standard input, a family, and the profile alone' $? "$(cat "$work/gamma.yaml" "$work/err")"
expect 'percentiles are matched' 0 'mixture of two lognormals           5         0.00 %  <- chosen' '' \
    "$WARPCOST" calibrate --quantiles p50=26.79ms,p90=46.85ms,p95=69.02ms,p99=113.35ms --for object_get --today 2026-11-24
for levels in 0.5,0.9,99.9 0.5,50 0.25,0.5,0.75,90,99; do
    { echo percentile,ms; echo $levels | tr , '\n' | awk '{ print $1 "," 10 * NR }'; } >"$work/mixed.csv"
    expect "percentiles $levels can be read two ways" 3 '' 'mixed.csv:2: p0.' "$WARPCOST" calibrate "$work/mixed.csv"
done
printf 'quantile,ms\n0.005,10\n0.5,60\n0.99,400\n' >"$work/low.csv"
expect 'a low quantile is one' 0 '*' '' "$WARPCOST" calibrate "$work/low.csv" --today 2026-11-24
printf 'percentile,ms\n0,1\n50,60\n99,400\n' >"$work/low.csv"
expect 'and p0 is the least' 0 '*' '' "$WARPCOST" calibrate "$work/low.csv" --today 2026-11-24
printf 'percentile,ms\n50,60\n99,400\nmax,2000\n' >"$work/p.csv"
expect 'percentiles from a file' 0 'lognormal: {p50: 60 ms, sigma: 0.81549}' '' "$WARPCOST" calibrate "$work/p.csv" --today 2026-11-24

expect 'neither file nor percentiles' 2 '' 'give one of the two' "$WARPCOST" calibrate
expect 'both of them' 2 '' 'give one of the two' "$WARPCOST" calibrate "$work/p.csv" --quantiles p50=1ms,p99=2ms
expect 'a unit for percentiles' 2 '' 'each latency has its own' "$WARPCOST" calibrate --quantiles p50=1ms,p99=2ms --unit ms
expect 'a wrong family' 2 '' "did you mean 'gamma'?" "$WARPCOST" calibrate "$work/p.csv" --family gama
expect 'a source with a control character' 2 '' "'--source' can't be" "$WARPCOST" calibrate "$work/p.csv" --source "$(printf 'a\tb')"
expect 'a file that is not there' 5 '' "can't open" "$WARPCOST" calibrate "$work/none.csv"
head -n 15 "$work/puts.csv" >"$work/few.csv"
expect 'too few latencies' 3 '' '14 latencies are too few to fit; at least 20' "$WARPCOST" calibrate "$work/few.csv"
sed '3s/,[0-9.]*,/,0,/; 7s/,[0-9.]*,/,x,/' "$work/puts.csv" >"$work/bad.csv"
expect 'every wrong cell is told' 3 '' "bad.csv:7:4: 'x' is no latency" "$WARPCOST" calibrate "$work/bad.csv" -o "$work/bad.yaml"
grep -q "bad.csv:3:4: '0' is no latency" "$scratch/err" && [ ! -e "$work/bad.yaml" ]
verdict 'and another one, and nothing is written' $?
cp "$work/puts.yaml" "$work/kept.yaml"
chmod 555 "$work" 2>/dev/null
if [ "$(id -u)" -ne 0 ]; then
    "$WARPCOST" calibrate "$work/p.csv" -o "$work/puts.yaml" >/dev/null 2>"$scratch/err"
    [ $? -eq 5 ] && cmp -s "$work/puts.yaml" "$work/kept.yaml"
    verdict 'a profile that cannot be written stays as it was' $? "$(cat "$scratch/err")"
fi
chmod 755 "$work"
"$WARPCOST" calibrate "$work/puts.csv" --today 2026-11-24 >"$scratch/one" 2>&1
"$WARPCOST" calibrate "$work/puts.csv" --today 2026-11-24 >"$scratch/two" 2>&1
cmp -s "$scratch/one" "$scratch/two"
verdict 'the same input gives the same bytes' $?
finish
