#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# AutoMQ, comparison of providers: PUTs by its text, beside those that it computes with.
# shellcheck disable=SC2016 # dollars are money here
case_name=automq-puts
. tests/published/case.inc
run scenarios/published/automq-puts.yaml
usd_per_put=$(awk -F '\t' '$1 == "price" && $3 == "requests.put" { print $6 }' "$scratch/rows")
puts_a_month="(usd / ${usd_per_put:-0} / 12)"
published warpstream requests.put "$puts_a_month / (500 * 2592)" '31.25' 'PUTs a GB with files of 32 MB'
published warpstream requests.put "381801600 / $puts_a_month" '9.43' 'PUTs that it computes with, by those'
awk 'BEGIN { exit sprintf("%.0f", 381801600 / (500 * 2592) * 1.024) != 302 }'
verdict "$case_name: they are 302 for 1,024 MB" $?
documented '302'
again rate_mb=500 mb_bytes=$MB gb_bytes=$GB groups=1 retention_s=$((3 * DAY_S)) month_metered_s=$MONTH_30D_S producers=100 record_bytes=1000 linger_s=0 batch_mib=30.517578125
finish
