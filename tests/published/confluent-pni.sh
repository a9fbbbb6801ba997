#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Confluent on private network interfaces: what network of Freight and of Enterprise over PrivateLink costs a month, to the cent.
# shellcheck disable=SC2016 # dollars are money here
case_name=confluent-pni
. tests/published/case.inc
run scenarios/published/confluent-pni.yaml
published confluent-freight 'network[.].*' 'usd / 12' '$32,336.72' 'network a month'
published confluent-enterprise 'network[.](data|private_link)_?.*' '(usd - 3 * 0.01 * 8760) / 12' '$64,673.44' 'network and PrivateLink a month'
hand confluent-enterprise network.private_link.hours '3 * 0.01 * 8760' 'endpoints'
hand confluent-enterprise network.private_link.in '60 / 1024 * 31536000 * 0.01' 'bytes in through PrivateLink'
hand confluent-enterprise network.data_out '360 / 1024 * 31536000 * 0.05' 'bytes out'

# Over the interface: the price beside the published figure, not the figure; producers of Enterprise cross to leaders.
run scenarios/published/confluent-pni.yaml --set architectures.confluent-enterprise.connect=pni
published confluent-enterprise 'network[.]data.*' 'usd / 12' '$43,115.62' 'network a month at $0.04'
hand confluent-enterprise network.produce '60 / 1024 * 31536000 * 2 / 3 * 0.02' 'producers to leaders in other zones'
documented '$50,301.56'
finish
