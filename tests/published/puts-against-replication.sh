#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Kozlovski, March 2025: ten PUTs per second cost what replicating 1.28 MiB/s costs.
# shellcheck disable=SC2016 # dollars are money here
case_name=puts-against-replication
. tests/published/case.inc
run scenarios/published/puts-against-replication.yaml
usd_per_put=$(awk -F '\t' '$1 == "price" && $3 == "requests.put.upload" { print $6 }' "$scratch/rows")
published kafka-tuned network.replicate "usd / (365 * 86400) / ${usd_per_put:-0}" '10.0000' 'PUTs per second for the money'
again rate_mb=1.28 groups=1 retention_s=$((7 * DAY_S)) 'tiered= kafka-tuned ' 'in_zone= kafka-tuned '
finish
