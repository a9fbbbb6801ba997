#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# AutoMQ, comparison of providers: PUTs by its text, beside those that it computes with.
# shellcheck disable=SC2016 # dollars are money here
case_name=automq-puts
. tests/published/case.inc
run scenarios/published/automq-puts.yaml
usd_per_put=$(awk -F '\t' '$1 == "price" && $2 == "warpstream" && $3 == "requests.put" { print $6 }' "$scratch/rows")
puts_a_month="(usd / ${usd_per_put:-0} / 12)"
published warpstream requests.put "$puts_a_month / (500 * 2592)" '31.25' 'PUTs a GB with files of 32 MB'
published warpstream requests.put "381801600 / $puts_a_month" '9.43' 'PUTs that it computes with, by those'
awk 'BEGIN { exit sprintf("%.0f", 381801600 / (500 * 2592) * 1.024) != 302 }'
verdict "$case_name: they are 302 for 1,024 MB" $?
documented '302'
# AutoMQ as its code writes: without the zone router within 6 % of the file; uploads of 100 MiB have 9 requests, compaction into 128 MiB has 10.
puts='requests[.]put.*'
near_puts() { # near_puts LEAST MOST WHAT: its PUT-class requests a month by those of the file
    awk -v usd="$(usd automq "$puts")" -v put="$usd_per_put" -v least="$1" -v most="$2" 'BEGIN { by = usd / put / 12 / 381801600; exit !(by > least && by < most) }'
    verdict "$case_name: automq: $3" $? "$(usd automq "$puts")"
}
near_puts 1.215 1.225 'with the zone router 1.22 times the file'
documented '1.22 times'
hand automq requests.put.upload '500e6 / (100 * 1048576) * 9 * 12 * 2592000 * 0.000005' 'uploads'
hand automq requests.put.compaction '500e6 / (128 * 1048576) * 10 * 12 * 2592000 * 0.000005' 'compaction'
again rate_mb=500 mb_bytes=$MB gb_bytes=$GB groups=1 retention_s=$((3 * DAY_S)) month_metered_s=$MONTH_30D_S producers=100 record_bytes=1000 linger_s=0 batch_mib=30.517578125
run scenarios/published/automq-puts.yaml --set architectures.automq.zone_router=false
near_puts 0.945 0.955 'without it 0.95 times'
documented '0.95 times'
finish
