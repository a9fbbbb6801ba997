# SPDX-License-Identifier: GPL-3.0-or-later
"""Published latencies against simulated ones: runs every row of scenarios/published/latency.csv.

    points.py PROGRAM FOLDER [PRECISION]

prints a line a row, "ok|not ok<TAB>text", and leaves in FOLDER
    table             the table of docs/model.md
    model-error.csv   mean factor of each family of data paths, over its held-out p99 that are no mere bounds

The factor is how many times too long or too short a figure is, and 1 inside a published range. A held-out p99 may be off by FACTOR_MOST, or
has a reason.
"""
import csv
import json
import subprocess
import sys

FACTOR_MOST = 1.5
MEAN_MOST = 1.25
NAMES = {"produce": "produce_ms", "end to end": "end_to_end_ms"}
FAMILIES = {"warpstream": "warpstream", "bufstream": "bufstream", "kafka-classic": "kafka", "kafka-tuned": "kafka"}
RUNS = {}


def simulated(program, row, precision):
    key = (row["workload"], row["options"], row["architecture"])
    if key not in RUNS:
        command = [program, "simulate", "scenarios/published/" + row["workload"], "--architecture=" + row["architecture"], "--format", "json",
                   "--set", "simulation.precision=" + precision, *row["options"].split()]
        RUNS[key] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout)
    run = RUNS[key]
    found = [arch for arch in run["architectures"] if arch["id"] == row["architecture"]]
    return found[0]["latency"]["mean_load"][NAMES[row["measure"]]][row["quantile"]]


def factor_of(ms, row):
    low, high = row["low_ms"], row["high_ms"]
    if low and ms < float(low):
        return float(low) / ms
    return ms / float(high) if high and ms > float(high) else 1.0


def number(ms):
    """Three digits, without an exponent."""
    return "%d" % float("%.3g" % ms) if ms >= 100 else "%.3g" % ms


def published(row):
    low, high = row["low_ms"], row["high_ms"]
    if low and high:
        return low if low == high else low + " to " + high
    return "over " + low if low else "under " + high


def off(ms, row):
    low, high = row["low_ms"], row["high_ms"]
    if low != high:
        return "inside" if factor_of(ms, row) == 1 else "×%.2f" % factor_of(ms, row)
    return ("%+.0f %%" % (100 * (ms / float(low) - 1))).replace("-", "−")


def is_counted(row):
    return row["role"] == "held out" and row["quantile"] == "p99" and row["low_ms"] and row["high_ms"]


def judge(row, ms):
    factor = factor_of(ms, row)
    fails = row["role"] == "held out" and row["quantile"] == "p99" and factor > FACTOR_MOST and not row["reason"]
    print("%s\t%s, %s %s: published %s, simulated %s ms, factor %.2f, %s%s" % (
        "not ok" if fails else "ok", row["point"], row["measure"], row["quantile"], published(row), number(ms), factor, row["role"],
        ": " + row["reason"] if row["reason"] else ""))


def main(program, folder, precision="15%"):
    factors = {}
    with open("scenarios/published/latency.csv", encoding="utf-8") as file, open(folder + "/table", "w", encoding="utf-8") as table:
        print("| point | what | published, ms | simulated, ms | off by | role |\n| --- | --- | --- | --- | --- | --- |", file=table)
        for row in csv.DictReader(file):
            ms = simulated(program, row, precision)
            judge(row, ms)
            link = "[%s](../scenarios/%s)" % (row["point"], ("published/" + row["workload"]).replace("published/../", ""))
            print("| %s | %s %s | %s | %s | %s | %s |" % (link, row["measure"], row["quantile"], published(row), number(ms), off(ms, row),
                                                          row["role"] + (": " + row["reason"] if row["reason"] else "")), file=table)
            if is_counted(row):
                factors.setdefault(FAMILIES[row["architecture"]], {})[row["point"] + ", " + row["measure"]] = factor_of(ms, row)
    with open(folder + "/model-error.csv", "w", encoding="utf-8") as file:
        print("family,points,factor", file=file)
        for family, of in sorted(factors.items()):
            mean = sum(of.values()) / len(of)
            print("%s,%d,%.2f" % (family, len(of), mean), file=file)
            print("%s\tmean factor of %s over %d held-out p99: %.3f" % (
                "ok" if mean <= MEAN_MOST or family != "warpstream" else "not ok", family, len(of), mean))
            for left_out, factor in of.items():
                rest = (mean * len(of) - factor) / (len(of) - 1) if len(of) > 1 else 1
                print("ok\tmean factor of %s without %s (%.2f): %.3f" % (family, left_out, factor, rest))


if __name__ == "__main__":
    main(*sys.argv[1:])
