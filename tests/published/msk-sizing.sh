#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# AWS's sizing of Amazon MSK: bytes between zones and disks of Standard brokers, storage and data in of Express brokers.
# shellcheck disable=SC2016 # dollars are money here
case_name=msk-sizing
. tests/published/case.inc
run scenarios/published/msk-sizing.yaml
published msk-provisioned 'network[.].*' 'usd / 12' '$35,040' 'between zones a month'
published msk-provisioned storage.block 'usd / 12' '$362,880' 'disks a month'
published msk-express storage.block 'usd / 12' '$60,480' 'storage a month'
published msk-express network.data_in 'usd / 12' '$26,280' 'data in a month'

# Every line by hand, from the number of brokers that is deployed, and the totals.
brokers() { awk -F '\t' -v arch="$1" '$1 == "role" && $2 == arch { print $4 }' "$scratch/rows"; }
standard=$(brokers msk-provisioned) express=$(brokers msk-express)
hand msk-provisioned compute.brokers "$standard * 0.204 * 8760" 'brokers: kafka.m7g.large'
hand msk-provisioned storage.block '604800 * 3 * 2 * 0.10 * 12' 'volumes: three copies, half empty'
hand msk-provisioned network.produce '2 / 3 * 31536000 * 2 * 0.01' 'producers'
hand msk-provisioned total "$standard * 0.204 * 8760 + 604800 * 6 * 0.10 * 12 + 2 / 3 * 31536000 * 0.02" 'no other line'
hand msk-express compute.brokers "$express * 1.632 * 8760" 'brokers: express.m7g.2xlarge'
hand msk-express total "$express * 1.632 * 8760 + 604800 * 0.10 * 12 + 31536000 * 0.01 + 2 / 3 * 31536000 * 0.02" 'no other line'
holds msk-provisioned $((3 * 604800)) 0.5
[ "$standard" -eq 222 ] # 604,800 GiB x 3 x 2 over 16,384 GiB a broker, in threes
verdict 'msk-sizing: as many brokers as their volumes need' $? "got $standard"
# 1 GiB/s and 3 GiB/s in MB, over what AWS states for express.m7g.2xlarge: egress binds.
[ "$express" -eq $(((3221225472 / 125000000 / 3 + 1) * 3)) ]
verdict 'msk-sizing: as many Express brokers as bytes out need' $? "got $express"
today msk-express total '$1.85M' total

# Serverless can't carry it, and says why; what it would carry is metered by the byte.
sed -e '/^architectures/,$d' scenarios/published/msk-sizing.yaml >"$scratch/serverless.yaml"
echo 'architectures: [msk-serverless]' >>"$scratch/serverless.yaml"
expect 'msk-sizing: a serverless cluster is too small' 6 '805 %' '*' "$WARPCOST" compare --no-simulate "$scratch/serverless.yaml"
run "$scratch/serverless.yaml" --set 'topics.*.produce.rate=100 MiB/s' --set 'topics.*.consume.groups=2' --set 'topics.*.retention=24h'
hand msk-serverless compute.clusters '0.75 * 8760' 'a cluster'
hand msk-serverless compute.partitions '1024 * 0.0015 * 8760' 'partitions'
hand msk-serverless storage.block '100 / 1024 * 86400 * 0.10 * 12' 'a day of records'
hand msk-serverless network.data_in '100 / 1024 * 31536000 * 0.10' 'bytes in'
hand msk-serverless network.data_out '200 / 1024 * 31536000 * 0.05' 'bytes out'
hand msk-serverless total '0.75 * 8760 + 1024 * 0.0015 * 8760 + 100 / 1024 * (86400 * 1.2 + 31536000 * 0.20)' 'no other line'
finish
