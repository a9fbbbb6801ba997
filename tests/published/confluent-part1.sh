#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Confluent, cost series, part 1: 100 MBps, decimal, months of 30 days.
# shellcheck disable=SC2016 # dollars are money here
case_name=confluent-part1
. tests/published/case.inc
run scenarios/published/confluent-part1.yaml
published kafka-classic storage.block 'usd / 12' '$14,515.20' 'storage a month'
published kafka-classic 'network[.].*' 'usd / 12' '$24,192.00' 'network a month'
again rate_mb=100 mb_bytes=$MB gb_bytes=$GB groups=3 retention_s=$((7 * DAY_S)) month_metered_s=$MONTH_30D_S month_hourly_h=720

# What the other conventions would make of it.
run scenarios/published/confluent-part1.yaml --set billing.month_metered=730h
published kafka-classic 'network[.].*' 'usd / 12 * 720 / 730' '$24,192.00' 'months of 730 hours cost 730/720 of that'
run scenarios/published/confluent-part1.yaml --set billing.gigabyte=binary
published kafka-classic 'network[.].*' 'usd / 12 * 1.073741824' '$24,192.00' 'binary GB are fewer'
published kafka-classic storage.block 'usd / 12 * 1.073741824' '$14,515.20' 'of storage too'
again rate_mb=100 mb_bytes=$MB groups=3 retention_s=$((7 * DAY_S)) month_metered_s=$MONTH_30D_S month_hourly_h=720
finish
