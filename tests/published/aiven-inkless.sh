#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Aiven, Inkless at 1 GiB/s: two published figures that are not to be met, and by how much they part from what their inputs give.
# shellcheck disable=SC2016 # dollars are money here
case_name=aiven-inkless
. tests/published/case.inc
run scenarios/published/aiven-inkless.yaml
documented '$3,088,272'
documented '$7,803'
published kafka-classic 'network[.].*' usd '$2,943,360' 'what crosses at 1 GiB/s'
published kafka-classic 'network[.].*' '3088272 / usd' '1.049' 'published, by what crosses'
published warpstream network.metadata usd '$3,880' '1.4 MiB/s as egress'
again rate_mb=1024 groups=3 retention_s=$((7 * DAY_S)) producers=100
# 1.4 MiB/s that cross zones once: half of what replicating them twice costs.
run scenarios/published/aiven-inkless.yaml --set 'topics.events.produce.rate=1.4 MiB/s'
published kafka-classic network.replicate 'usd / 2' '$862.31' '1.4 MiB/s across zones'
published kafka-classic network.replicate '7803 / (usd / 2)' '9.05' 'published, by what 1.4 MiB/s cost'
finish
