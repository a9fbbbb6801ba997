#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Documents of every minor version are rendered, reported, compared and held against a budget; what one lacks is unknown, never 0.
# tests/fixtures/run/MINOR-NAME.json were written by the program of their time.
. tests/harness.sh
w=$WARPCOST
schema=docs/run-document.schema.json

printf 'rules: [{rule: cost_growth, max: 900%%}]\n' >"$scratch/budget.yaml"
for old in tests/fixtures/run/*.json; do
    name=$(basename "$old" .json)
    case $name in *-seed) workload=scenarios/seed.yaml ;; *) workload=tests/fixtures/small.yaml ;; esac
    echo "${name%%-*}" >>"$scratch/minors"
    for extension in txt md csv focus.csv latency.csv html xlsx json; do
        "$w" render --full "$old" -o "$scratch/$name.$extension" 2>"$scratch/err" && [ -s "$scratch/$name.$extension" ]
        verdict "$name: rendered as $extension" $? "$(cat "$scratch/err")"
    done
    ! grep -iwE 'nan|-nan|inf|9223372036854775807' "$scratch/$name.txt" "$scratch/$name.md" "$scratch/$name.csv" "$scratch/$name.html" >"$scratch/said"
    verdict "$name: no figure that is none" $? "$(cat "$scratch/said")"
    "$w" render "$scratch/$name.json" -o "$scratch/again.json" && cmp "$scratch/$name.json" "$scratch/again.json"
    verdict "$name: written as of today, it is read and written the same" $?
    said=$(/usr/bin/python3 tests/cli/validate-run.py "$schema" "$scratch/$name.json" 2>&1)
    verdict "$name: written as of today, it follows the schema" $? "$said"
    for extension in html xlsx md; do
        "$w" report "$old" -o "$scratch/report.$extension" 2>"$scratch/err"
        verdict "$name: reported as $extension" $? "$(cat "$scratch/err")"
    done
    for format in text json markdown; do
        "$w" diff "$old" "$old" --format $format >"$scratch/diff" 2>"$scratch/err"
        verdict "$name: compared with itself as $format" $? "$(cat "$scratch/err")"
        "$w" diff --no-simulate "$old" "$workload" --format $format >"$scratch/diff" 2>"$scratch/err"
        verdict "$name: compared with its workload as $format" $? "$(cat "$scratch/err")"
    done
    "$w" check --no-simulate --budget "$scratch/budget.yaml" --baseline "$old" "$workload" >"$scratch/check" 2>"$scratch/err"
    verdict "$name: the baseline of a check" $? "$(cat "$scratch/check" "$scratch/err")"
done
[ "$(sort -u "$scratch/minors" | wc -l)" -eq $(($(sed -n 's/.*warpcost.run\/1\.\([0-9]*\)".*/\1/p' "$schema") + 1)) ]
verdict 'a document of every minor version' $? "$(sort -u "$scratch/minors")"

# 1.2 renamed members; what stood under an older name is there under the new one.
said=$(/usr/bin/python3 - tests/fixtures/run/1.1-small.json "$scratch/1.1-small.json" 2>&1 <<'PYTHON'
import json
import sys
old, new = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:])
RENAMED = {"ladder": "waterfall", "rungs": "steps", "promises": "guarantees", "remembered": "unverified", "crossing_gb_per_year": "cross_az_gb_per_year"}
def renamed(node):
    if isinstance(node, dict):
        return {RENAMED.get(key, key): renamed(value) for key, value in node.items()}
    return [renamed(item) for item in node] if isinstance(node, list) else node
old = renamed(old)
for document in (old, new):
    del document["schema"], document["sha256"]
UNKNOWN = {"current": None, "recommended": None, "objectives": None, "misses": [], "unjudged": [], "flips": []} # members of 1.3
assert {key: new["verdict"].pop(key) for key in UNKNOWN} == UNKNOWN
assert all(architecture["guarantees"].pop("clients") is None for architecture in new["architectures"]) # of 1.4
UNKNOWN = {"as_of_part": None, "newest": None, "newest_part": None} # members of 1.4
assert {key: new["price_book"].pop(key) for key in UNKNOWN} == UNKNOWN
loads = [load for architecture in new["architectures"] if architecture["latency"] for load in (architecture["latency"]["mean_load"], architecture["latency"]["peak_load"])]
assert all(load.pop("given_up") is None for load in loads if load)
for latency in filter(None, (architecture["latency"] for architecture in new["architectures"])): # of 1.4
    assert latency.pop("open_options") == [] and latency.pop("model_error") is None
assert old == new
assert new["waterfall"]["steps"] and new["architectures"][0]["latency"]["peak_load"]
PYTHON
)
verdict 'renamed members keep what they say' $? "$said"

# 1.0 had no contracted prices.
first=$scratch/1.0-seed
grep -q '^at contracted prices  *unknown  *unknown  *unknown$' "$first.txt"
verdict 'unknown in the text' $? "$(grep contracted "$first.txt")"
grep -q '^| at contracted prices | unknown | unknown | unknown |$' "$first.md"
verdict 'unknown in Markdown' $? "$(grep contracted "$first.md")"
[ "$(grep -o '>unknown<' "$first.html" | wc -l)" -eq 6 ] # prices and clients of three
verdict 'unknown on the page' $? "$(grep -c unknown "$first.html")"
/usr/bin/python3 - "$first" >"$scratch/said" 2>&1 <<'PYTHON'
import csv
import json
import re
import sys
import zipfile

rows = list(csv.DictReader(open(sys.argv[1] + ".csv", encoding="utf-8")))
assert rows and all(row["usd_per_year_contracted"] == "" and float(row["usd_per_year_list"]) > 0 for row in rows), "csv"
rows = list(csv.DictReader(open(sys.argv[1] + ".focus.csv", encoding="utf-8")))
assert rows and all(row["ContractedCost"] == "" and row["ContractedUnitPrice"] == "" and row["EffectiveCost"] != "" for row in rows), "FOCUS"
architecture = json.load(open(sys.argv[1] + ".json", encoding="utf-8"))["architectures"][0]
assert architecture["usd_per_year_contracted"] is None and architecture["usd_per_year"] > 0
assert architecture["lines"][0]["usd_per_year_contracted"] is None
assert architecture["lines"][0]["charges"][0]["usd_per_unit_contracted"] is None
book = zipfile.ZipFile(sys.argv[1] + ".xlsx")
assert "<t>unknown</t>" in book.read("xl/sharedStrings.xml").decode()
for name in book.namelist():
    assert not re.search(r"<v>-?(nan|inf)|#NUM!|#VALUE!", book.read(name).decode("utf-8", "replace"), re.I), name
PYTHON
verdict 'unknown in the tables' $? "$(cat "$scratch/said")"
finish
