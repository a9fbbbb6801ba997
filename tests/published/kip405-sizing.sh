#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# KIP-405 sizing series: a GiB-month of data on HDD volumes, three replicas, 40 % free.
# shellcheck disable=SC2016 # dollars are money here
case_name=kip405-sizing
. tests/published/case.inc
run scenarios/published/kip405-sizing.yaml
data_gib='(5 * 30 * 86400 / 1024)'
published sc1 storage.block "usd / 12 / $data_gib" '$0.075' 'a GiB-month of data on sc1'
published st1 storage.block "usd / 12 / $data_gib" '$0.225' 'a GiB-month of data on st1'
again rate_mb=5 groups=1 retention_s=$((30 * DAY_S))
finish
