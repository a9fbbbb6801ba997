#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# WarpStream, "Cloud disks are expensive": a GiB of data on three half-empty gp3 volumes.
# shellcheck disable=SC2016 # dollars are money here
case_name=cloud-disks
. tests/published/case.inc
run scenarios/published/cloud-disks.yaml
published kafka-classic storage.block 'usd / 12 / 128' '$0.48' 'a GiB-month of data'
published kafka-classic storage.block usd '$737.28' '128 GiB for a year'
again rate_mb=1 groups=1 retention_s=131072
finish
