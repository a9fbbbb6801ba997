#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Confluent Freight at 500 MB/s in and 1,500 MB/s out: the published total within 6 %, each line by hand.
# shellcheck disable=SC2016 # dollars are money here
case_name=confluent-freight
. tests/published/case.inc
run scenarios/published/confluent-freight.yaml
near confluent-freight total '$2,149,091' 6 '$2.04M' 'total'
# 500 of 60 MB/s and 1,500 of 180 take nine units; GB are of 2^30 bytes.
units() { awk -F '\t' '$1 == "role" { print $4 }' "$scratch/rows"; }
[ "$(units)" = 9 ]
verdict 'confluent-freight: nine units' $? "got $(units)"
hand confluent-freight compute.units '9 * 2.25 * 8760' 'units'
hand confluent-freight storage.block '500e6 * 604800 / 2 ^ 30 * 0.03 * 12' 'what is kept'
hand confluent-freight network.data_in '500e6 * 31536000 / 2 ^ 30 * 0.03' 'bytes in'
hand confluent-freight network.data_out '1500e6 * 31536000 / 2 ^ 30 * 0.03' 'bytes out'
hand confluent-freight total '9 * 2.25 * 8760 + 500e6 * 604800 / 2 ^ 30 * 0.36 + 2000e6 * 31536000 / 2 ^ 30 * 0.03' 'no other line'

# In one more dimension at a time, by hand: partitions, clients that stay connected, clients that come anew.
for case in 'partitions=30001 11' 'produce.producers=60001 11' 'consume.consumers=20001 11' 'partitions=27000 9'; do
    run scenarios/published/confluent-freight.yaml --set "topics.events.${case% *}" --set 'topics.events.consume.fetch_min_bytes=8 MiB' \
        --set 'topics.events.produce.batch_size=1 MiB' --set 'topics.events.produce.linger=1s' --set architectures.confluent-freight.unit_requests=1e9
    [ "$(units)" = "${case#* }" ]
    verdict "confluent-freight: ${case% *} takes ${case#* } units" $? "got $(units)"
done
finish
