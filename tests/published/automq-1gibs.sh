#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# AutoMQ, 1 GiB/s: Kafka's bytes between zones, one group that reads in its zone, months of 30 days.
# shellcheck disable=SC2016 # dollars are money here
case_name=automq-1gibs
. tests/published/case.inc
run scenarios/published/automq-1gibs.yaml
published kafka-tuned 'network[.].*' 'usd / 12' '$138,240.00' 'network a month'
again rate_mb=1024 groups=1 retention_s=$((3 * DAY_S)) month_metered_s=$MONTH_30D_S 'tiered= kafka-tuned ' 'in_zone= kafka-tuned '
finish
