#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# WarpStream, "distributed mmap": 140 MiB/s of Kafka whose consumers read in their zones, a day; WarpStream's requests, a day.
# shellcheck disable=SC2016 # dollars are money here
case_name=warpstream-140mibs
. tests/published/case.inc
run scenarios/published/warpstream-140mibs.yaml
published kafka-tuned 'network[.].*' 'usd / 365' '$630.00' 'network a day'
published warpstream 'requests[.].*' 'usd / 365' '$28.87' 'requests a day'
documented '$40'
awk -v usd="$(usd warpstream 'requests[.].*')" 'BEGIN { exit !(usd > 0 && usd / 365 < 40) }'
verdict "$case_name: requests are under \$40 a day" $?
# The second computation has files that their size closes: of one in a million it is the timer.
by_size=--set=architectures.warpstream.batch_timeout=1s
run scenarios/published/warpstream-140mibs.yaml $by_size
again rate_mb=140 groups=3 retention_s=$((7 * DAY_S)) producers=100 'tiered= kafka-tuned ' 'in_zone= kafka-tuned '
# With files of 8 MiB, which the same vendor's documentation names.
run scenarios/published/warpstream-140mibs.yaml --set 'architectures.warpstream.batch_size=8 MiB'
published warpstream 'requests[.].*' 'usd / 365' '$20.66' 'requests a day with files of 8 MiB'
run scenarios/published/warpstream-140mibs.yaml $by_size --set 'architectures.warpstream.batch_size=8 MiB'
again rate_mb=140 groups=3 retention_s=$((7 * DAY_S)) producers=100 batch_mib=8 'tiered= kafka-tuned ' 'in_zone= kafka-tuned '
finish
