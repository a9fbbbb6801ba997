#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The article: 1 GB/s, three groups, seven days; network to the dollar, totals as bands with the presets as they are.
# shellcheck disable=SC2016 # dollars are money here
case_name=seed
. tests/published/case.inc
run scenarios/seed.yaml
network_of_article() {
    published kafka-classic network.produce usd '$420,480' "produce${1:-}"
    published kafka-classic network.replicate usd '$1,261,440' "replication${1:-}"
    published kafka-classic network.consume usd '$1,261,440' "consumers reading from leaders${1:-}"
    published kafka-classic 'network[.].*' usd '$2,943,360' "all network, unoptimised${1:-}"
    published kafka-tuned network.produce usd '$420,480' "produce${1:-}"
    published kafka-tuned network.replicate usd '$1,261,440' "replication${1:-}"
    published kafka-tuned 'network[.].*' usd '$1,681,920' "all network, optimised${1:-}"
}
network_of_article
published kafka-tuned 'network[.].*' 'usd / 1e6' '$1.68' 'network, in millions as the article rounds it'
near kafka-classic total '$5.2M' 10 '$5.02M' 'total, unoptimised'
near kafka-tuned total '$2.1M' 10 '$2.10M' 'total, optimised'
holds kafka-classic $((3 * 604800)) 0.5
holds kafka-tuned $((3 * (6 * 3600 + 1024 + 30))) 0.5 # six hours, and while a segment of 1 GiB fills at 1 MiB/s and waits
again rate_mb=1024 groups=3 retention_s=$((7 * DAY_S)) 'tiered= kafka-tuned ' 'in_zone= kafka-tuned '

# Variants that docs/cases.md shows beside the presets.
run scenarios/seed.yaml --set architectures.kafka-classic.instance=m5.4xlarge --set architectures.kafka-tuned.instance=m5.4xlarge
today kafka-classic total '$5.05M' 'total on m5.4xlarge'
today kafka-tuned total '$2.13M' 'total on m5.4xlarge'
again rate_mb=1024 groups=3 retention_s=$((7 * DAY_S)) 'tiered= kafka-tuned ' 'in_zone= kafka-tuned '
run scenarios/seed.yaml --set architectures.kafka-classic.volume=gp3 --set architectures.kafka-classic.free_space=20%
today kafka-classic total '$5.24M' 'total on gp3, 20 % free'
holds kafka-classic $((3 * 604800)) 0.2
run scenarios/seed.yaml --set architectures.kafka-classic.volume=gp3
today kafka-classic total '$6.55M' 'total on gp3, half empty'
again rate_mb=1024 groups=3 retention_s=$((7 * DAY_S)) 'tiered= kafka-tuned ' 'in_zone= kafka-tuned '
run scenarios/seed.yaml --set architectures.kafka-classic.processor=arm64 --set architectures.kafka-tuned.processor=arm64
today kafka-classic total '$5.01M' 'total on arm64'
today kafka-tuned total '$2.09M' 'total on arm64'

# Decimal on both sides is the same network; a decimal rate on a binary bill isn't.
run scenarios/seed.yaml --set 'topics.events.produce.rate=1 GB/s' --set billing.gigabyte=decimal
network_of_article ', decimal'
again rate_mb=1000 mb_bytes=$MB gb_bytes=$GB groups=3 retention_s=$((7 * DAY_S)) 'tiered= kafka-tuned ' 'in_zone= kafka-tuned '
run scenarios/seed.yaml --set 'topics.events.produce.rate=1 GB/s'
published kafka-tuned 'network[.].*' 'usd * 1.073741824' '$1,681,920' 'a decimal rate on a binary bill is less by their ratio'
again rate_mb=1000 mb_bytes=$MB groups=3 retention_s=$((7 * DAY_S)) 'tiered= kafka-tuned ' 'in_zone= kafka-tuned '
finish
