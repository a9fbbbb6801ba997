# SPDX-License-Identifier: GPL-3.0-or-later
"""Random workloads, each simulated as asked for and ten times as long: python3 random-latency.py PROGRAM SCRATCH COUNT [FIRST]

Rates are from 1 KiB/s to 5 GiB/s, producers from 1 to 5,000. Each simulation ends within its bound on events or says why
not, a queue that grows has no quantile, and none of the first run's quantiles is contradicted: the longer run's lies
within twice the interval of 95 %. Prints a line for each workload, and "ok" at the end."""
import json
import math
import random
import subprocess
import sys

program, scratch, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
first = int(sys.argv[4]) if len(sys.argv) > 4 else 0
LONGER = 10
PRECISION = 0.05
MAX_EVENTS = 30_000_000
failures = 0


def between(rng, low, high):
    """A number whose logarithm is uniform."""
    return math.exp(rng.uniform(math.log(low), math.log(high)))


def workload(rng):
    rate = between(rng, 1024, 5 * 2**30)
    return {
        "name": "random",
        "topics": [
            {
                "name": "events",
                "produce": {"rate": f"{rate:.0f} B/s", "record_size": f"{between(rng, 100, 16384):.0f} B", "producers": round(between(rng, 1, 5000))},
                "consume": {"groups": rng.randint(0, 4), "consumers": round(between(rng, 1, 50))},
                "partitions": round(between(rng, 3, 3000)),
                "retention": "1d",
            }
        ],
    }


def simulate(path, precision, events):
    options = ["--set", f"simulation.precision={precision:.4f}", "--set", f"simulation.max_events={events}", "--set", "simulation.max_duration=7d"]
    done = subprocess.run([program, "compare", "--format=json", *options, path], capture_output=True, text=True, timeout=1800)
    if done.returncode not in (0, 6):
        raise SystemExit(f"{path}: exit code {done.returncode}: {done.stderr}")
    return {one["id"]: one for one in json.loads(done.stdout)["architectures"]}


def contradicted(short, long):
    """The quantiles of a load that the longer run places outside twice the interval."""
    found = []
    for measure in ("produce_ms", "end_to_end_ms"):
        if short[measure] is None or long[measure] is None:
            continue
        for level in ("p50", "p99"):
            value, other = short[measure][level], long[measure][level]
            interval = short[measure][level + "_ci"]
            if value is None or other is None or interval is None or interval[0] is None:
                continue
            if not value - 2 * (value - interval[0]) - 1e-3 * value <= other <= value + 2 * (interval[1] - value) + 1e-3 * value:
                found.append(f"{measure} {level}: {value:.4g} [{interval[0]:.4g}, {interval[1]:.4g}] ms, ten times as long {other:.4g} ms")
    return found


for seed in range(first, first + count):
    rng = random.Random(seed)
    world = workload(rng)
    path = f"{scratch}/random-{seed}.yaml"
    with open(path, "w", encoding="utf-8") as file:
        json.dump(world, file)
    short = simulate(path, PRECISION, MAX_EVENTS)
    long = simulate(path, PRECISION / math.sqrt(LONGER), LONGER * MAX_EVENTS)
    told = []
    for name, one in short.items():
        if one["latency"] is None:
            told.append(f"{name}: {(one['latency_unknown'] or one['infeasible_reason'] or '')[:60]}")
            continue
        load = one["latency"]["mean_load"]
        if load["converged"] is False and not load["why_not"]:
            failures += 1
            told.append(f"{name}: not converged, without a reason")
        told.append(f"{name}: {load['events'] / 1e6:.1f} M events" + ("" if load["converged"] else ", not converged"))
        if long[name]["latency"] is None:
            told.append(f"{name}: ten times as long: {long[name]['latency_unknown'][:60]}")
            continue
        wrong = contradicted(load, long[name]["latency"]["mean_load"])
        failures += len(wrong)
        told += wrong
    produce = world["topics"][0]["produce"]
    print(f"seed {seed}: {produce['rate']}, {produce['producers']} producers; " + "; ".join(told), flush=True)
print("ok" if failures == 0 else f"{failures} contradicted")
sys.exit(failures != 0)
