#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# AutoMQ, 1 GiB/s: Kafka's bytes between zones, one group that reads in its zone, months of 30 days; AutoMQ's bytes in S3 at a flat price.
# shellcheck disable=SC2016 # dollars are money here
case_name=automq-1gibs
. tests/published/case.inc
run scenarios/published/automq-1gibs.yaml
published kafka-tuned 'network[.].*' 'usd / 12' '$138,240.00' 'network a month'
published kafka-tuned storage.object 'usd / 12' '$5,961.60' "AutoMQ's S3 a month"
published automq compute.brokers 'usd / 12' '$2,859.26' "AutoMQ's machines a month"
published automq storage.object 'usd / 12' '$5,961.60' "AutoMQ's S3 a month, of its own"
hand automq 'compute.*' '6 * 0.6528 * 8760' 'six m7g.4xlarge'
hand automq control_plane.fee.not_public 0 'a fee that is not public'
[ -z "$(usd automq 'network[.].*')" ]
verdict "$case_name: automq: nothing crosses zones" $? "$(usd automq 'network[.].*')"
# 100 MiB in 16 MiB parts are 7 and 2 requests, at 1,024 MiB/s; compacted into 128 MiB in 8 parts and 2 requests, read in 16 MiB.
year_s="(12 * $MONTH_30D_S)" put=0.000005 get=0.0000004
hand automq requests.put.upload "10.24 * 9 * $year_s * $put" 'uploads'
hand automq requests.put.compaction "8 * 10 * $year_s * $put" 'compaction writes'
hand automq requests.get.compaction "64 * $year_s * $get" 'compaction reads'
# Logs of 51.2 s and a minute, compacted objects half a minute and a minute.
hand automq storage.object.twice '1024 * (100 * 6 / 1024 + 60 + 90) / 1024 * 0.023 * 12' 'what is held twice'
again rate_mb=1024 groups=1 retention_s=$((3 * DAY_S)) month_metered_s=$MONTH_30D_S 'tiered= kafka-tuned ' 'in_zone= kafka-tuned '
# On EBS: six volumes at 171 MiB/s, clients in all zones.
run scenarios/published/automq-1gibs.yaml --set architectures.automq.wal=ebs
hand automq storage.block '6 * 10 * 0.08 * 12' 'six logs of 10 GiB'
hand automq storage.block.throughput '6 * 46 / 1024 * 40.96 * 12' 'their throughput'
hand automq network.produce "2 / 3 * 2 * 0.01 * $year_s" 'producers to leaders in other zones'
hand automq network.consume "2 / 3 * 2 * 0.01 * $year_s" 'leaders in other zones to consumers'
# At list prices the same bytes are less, by the tiers.
sed '/^pricing:/d; /private:/d' scenarios/published/automq-1gibs.yaml >"$scratch/list.yaml"
run "$scratch/list.yaml"
hand kafka-tuned storage.object '(51200 * 0.023 + (259200 - 51200) * 0.022) * 12' 'the same bytes at list prices'
finish
