# SPDX-License-Identifier: GPL-3.0-or-later
"""Of a run document on standard input, as tab-separated rows: what was deployed, what units cost, what lines came to.

    use      ARCHITECTURE  KIND
    role     ARCHITECTURE  ROLE  COUNT  KIND  VOLUMES  GIB  IOPS  MIB_PER_S
    price    ARCHITECTURE  LINE  FROM   TO  USD_PER_UNIT
    dollars  ARCHITECTURE  LINE  USD_PER_YEAR
    total    ARCHITECTURE  USD_PER_YEAR
    variant  ARCHITECTURE  PATH  VALUE  USD_PER_YEAR

Nothing else of the document reaches the second computation: no factors, no quantities.
"""
import json
import sys


def row(*cells):
    print(*(repr(cell) if isinstance(cell, float) else str(cell) for cell in cells), sep="\t")


run = json.load(sys.stdin)
for arch in run["architectures"]:
    row("use", arch["id"], arch["use"])
    for role in arch["deployment"]:
        volumes = role.get("volumes") or {"kind": "none", "count": 0, "gib": 0, "iops": 0, "throughput_mibps": 0}
        row("role", arch["id"], role["role"], role["count"], volumes["kind"], volumes["count"], volumes["gib"], volumes["iops"], volumes["throughput_mibps"])
    for line in arch["lines"]:
        for charge in line["charges"]:
            to = "open" if charge["to"] is None else charge["to"]
            row("price", arch["id"], line["id"], charge["from"], to, charge["usd_per_unit"])
        row("dollars", arch["id"], line["id"], line["usd_per_year"])
    row("total", arch["id"], arch["usd_per_year"])
for variant in run["variants"]:
    row("variant", variant["architecture"], variant["path"], variant["value"], variant["usd_per_year"] if variant["feasible"] else "cannot")
