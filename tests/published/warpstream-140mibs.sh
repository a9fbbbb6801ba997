#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# WarpStream, "distributed mmap": 140 MiB/s of Kafka whose consumers read in their zones, a day.
# shellcheck disable=SC2016 # dollars are money here
case_name=warpstream-140mibs
. tests/published/case.inc
run scenarios/published/warpstream-140mibs.yaml
published kafka-tuned 'network[.].*' 'usd / 365' '$630.00' 'network a day'
again rate_mb=140 groups=3 retention_s=$((7 * DAY_S)) 'tiered= kafka-tuned ' 'in_zone= kafka-tuned '
finish
