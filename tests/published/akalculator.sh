#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# AKalculator's assumptions as a profile: they arrive, and they give a bill that a second computation confirms.
# shellcheck disable=SC2016 # dollars are money here
case_name=akalculator
. tests/published/case.inc

# from_profile PATH VALUE: a parameter of the run, with its value in base units, comes from the profile.
from_profile() {
    found=$(/usr/bin/python3 -c '
import json, sys
print(*[(p["value"], p["origin"]) for p in json.load(open(sys.argv[1]))["params"] if p["path"] == sys.argv[2]])' "$scratch/run.json" "$1")
    case $found in "($2, 'profile')") pass "$case_name: $1" ;; *) fail "$case_name: $1" "got $found, wanted $2 from the profile" ;; esac
}

run scenarios/akalculator.yaml
from_profile topics.events.partitions 1000
for arch in kafka-classic kafka-tuned; do
    from_profile architectures.$arch.replication_factor 3
    from_profile architectures.$arch.vcpu_produced $((5 * MIB))
    from_profile architectures.$arch.vcpu_consumed $((15 * MIB))
    from_profile architectures.$arch.historical_reads 0.25
    from_profile architectures.$arch.io_size 131072
    from_profile architectures.$arch.free_space 0.5
    from_profile architectures.$arch.search_max_nodes 200
done
from_profile architectures.kafka-classic.volume "'st1'"
from_profile architectures.kafka-tuned.volume "'gp3'"
from_profile architectures.kafka-tuned.local_retention 3600
again rate_mb=1024 groups=3 retention_s=$((7 * DAY_S)) historical=0.25 'tiered= kafka-tuned ' 'in_zone= kafka-tuned '

holds kafka-classic $((3 * (604800 + 500))) 0.5 # half a segment: 1 GiB fills at a 1,000th of 1 GiB/s in 1,000 s
holds kafka-tuned $((3 * (3600 + 500))) 0.5
awk -F '\t' '$1 == "role" && $3 == "broker" { brokers++; bad += $7 > 16384 || $4 < 3 || $4 > 200 || $4 % 3 } END { exit brokers != 2 || bad }' "$scratch/rows"
verdict "$case_name: volumes of at most 16 TiB, 3 to 200 brokers spread evenly" $? "$(grep '^role' "$scratch/rows")"
today kafka-classic total '$5.02M' total
today kafka-tuned total '$2.00M' total

# A workload of its own can name the profile on the command line, and wins over it.
run scenarios/seed.yaml --profile scenarios/profiles/akalculator.yaml
from_profile architectures.kafka-tuned.local_retention 3600
again rate_mb=1024 groups=3 retention_s=$((7 * DAY_S)) historical=0.25 'tiered= kafka-tuned ' 'in_zone= kafka-tuned '
finish
