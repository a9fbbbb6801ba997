# SPDX-License-Identifier: GPL-3.0-or-later
"""Print how many latencies of an architecture have the stage NAME, after holding that the means of all stages add up to the mean
latency in each. Usage: stage.py ARCHITECTURE NAME <run.json"""
import json
import sys

architecture, name = sys.argv[1:]
count = 0
for one in json.load(sys.stdin)["architectures"]:
    if one["id"] != architecture:
        continue
    for measure in ("produce_ms", "end_to_end_ms"):
        latency = one["latency"]["mean_load"][measure]
        means = [stage["mean"] for stage in latency["stages"]]
        if abs(sum(means) - latency["mean"]) > 1e-6 * latency["mean"]:
            sys.exit(f"{measure}: stages add up to {sum(means)}, the mean is {latency['mean']}")
        count += sum(stage["name"] == name and stage["mean"] > 0 for stage in latency["stages"])
print(count)
