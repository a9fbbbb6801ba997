# SPDX-License-Identifier: GPL-3.0-or-later
"""Print component, owner, meter and dollars of a line of a run document. Usage: line.py ARCHITECTURE LINE <run.json"""
import json
import sys

architecture, line = sys.argv[1:]
for one in json.load(sys.stdin)["architectures"]:
    for row in one["lines"]:
        if (one["id"], row["id"]) == (architecture, line):
            print(row["component"], row["owner"], row["meter"], f"{row['usd_per_year']:.2f}")
