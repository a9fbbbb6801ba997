# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154,SC2016
# A figure of an architecture, usd_per_gib_produced: a row, which is its struct's member too, an assignment and a cell.
# files of src: 3
seed=$tree/scenarios/seed.yaml
"$w" compare --no-simulate --format=json "$seed" >"$scratch/run.json"
said=$(python3 - "$scratch/run.json" 2>&1 <<'PYTHON'
import json
import sys
run = json.load(open(sys.argv[1], encoding="utf-8"))
for one in run["architectures"]:
    figure = one["usd_per_gib_produced"]
    assert abs(figure * 365 * 86400 / one["usd_per_year"] - 1) < 1e-9, one["id"]  # 1 GiB/s
    assert figure == float(f"{figure:.12g}"), "not rounded"
PYTHON
)
verdict "$recipe: JSON, what it ought to be, rounded" $? "$said"
"$w" render --format=json "$scratch/run.json" >"$scratch/again.json" && cmp "$scratch/run.json" "$scratch/again.json"
verdict "$recipe: read and written the same" $?
expect "$recipe: the next minor version" 0 '"schema": "warpcost.run/1.5"' '' cat "$scratch/run.json"
expect "$recipe: schema" 0 '"usd_per_gib_produced": {"type": ["number", "null"], "minimum": 0}' '' "$w" schema --run
expect "$recipe: schema, the version" 0 '"const": "warpcost.run/1.5"' '' "$w" schema --run
expect "$recipe: reference" 0 '| `usd_per_gib_produced` | USD/GiB | the total over what is produced in a year; `null` without a total (since 1.5) |' '' \
    "$w" schema --run --reference
expect "$recipe: text" 0 'a GiB produced' '' "$w" render --full "$scratch/run.json"
expect "$recipe: Markdown" 0 '| a GiB produced | $0.' '' "$w" render --format=markdown "$scratch/run.json"
for old in tests/fixtures/run/*-seed.json; do
    "$w" render --format=json "$old" >"$scratch/old.json"
    verdict "$recipe: $old is read" $?
    got=$(python3 -c 'import json, sys
print({one["usd_per_gib_produced"] for one in json.load(sys.stdin)["architectures"]})' <"$scratch/old.json")
    [ "$got" = '{None}' ]
    verdict "$recipe: $old, null" $? "got $got"
    expect "$recipe: $old, unknown in Markdown" 0 '| a GiB produced | unknown | unknown | unknown |' '' "$w" render --format=markdown "$old"
    "$w" render --full "$old" >"$scratch/old" && grep -q '^a GiB produced  *unknown  *unknown  *unknown$' "$scratch/old"
    verdict "$recipe: $old, unknown in text" $?
done
