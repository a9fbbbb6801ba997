#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# AutoMQ, 1 GiB/s: Kafka's bytes between zones, one group that reads in its zone, months of 30 days; AutoMQ's bytes in S3 at a flat price.
# shellcheck disable=SC2016 # dollars are money here
case_name=automq-1gibs
. tests/published/case.inc
run scenarios/published/automq-1gibs.yaml
published kafka-tuned 'network[.].*' 'usd / 12' '$138,240.00' 'network a month'
published kafka-tuned storage.object 'usd / 12' '$5,961.60' "AutoMQ's S3 a month"
again rate_mb=1024 groups=1 retention_s=$((3 * DAY_S)) month_metered_s=$MONTH_30D_S 'tiered= kafka-tuned ' 'in_zone= kafka-tuned '
# At list prices the same bytes are less, by the tiers.
sed '/^pricing:/d; /private:/d' scenarios/published/automq-1gibs.yaml >"$scratch/list.yaml"
run "$scratch/list.yaml"
hand kafka-tuned storage.object '(51200 * 0.023 + (259200 - 51200) * 0.022) * 12' 'the same bytes at list prices'
finish
