# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154,SC2016
# A rule "cross_az": an id, a function and a row.
# files of src: 2
seed=$tree/scenarios/seed.yaml
printf 'rules: [{rule: cross_az, architecture: kafka-classic, max: 1%%}, {rule: cross_az, id: loose, max: 99%%}]\n' >"$scratch/budget.yaml"
check() { "$w" check --no-simulate --budget "$scratch/budget.yaml" "$@" "$seed"; }
expect "$recipe: text, broken" 1 'bytes that cross zones is 77.8 %; the budget says' '*' check
expect "$recipe: text, with its limit" 1 'most 1 % [cross_az' '*' check
expect "$recipe: text, kept" 1 'pass     kafka-tuned: bytes that cross zones' '*' check
expect "$recipe: a comment" 1 'bytes that cross zones' '*' check --format=github
check --format=json >"$scratch/check.json" 2>"$scratch/err"
got=$(python3 -c 'import json, sys
print("\"cross_az\"" in json.dumps(json.load(sys.stdin)))' <"$scratch/check.json")
[ "$got" = True ]
verdict "$recipe: JSON" $? "$(head -n 40 "$scratch/check.json")"
expect "$recipe: JUnit" 1 'bytes that cross zones' '*' check --format=junit
expect "$recipe: SARIF, a rule of the driver" 1 '"id": "cross_az"' '*' check --format=sarif
expect "$recipe: SARIF, its help" 1 'part of all bytes that goes from one zone to another' '*' check --format=sarif
expect "$recipe: schema" 0 '"cross_az"' '' "$w" schema --budget
expect "$recipe: reference" 0 '| `cross_az` |' '' "$w" schema --budget --reference
printf 'rules: [{rule: cross_az, min: 1%%}]\n' >"$scratch/budget.yaml"
expect "$recipe: a key that it hasn't got" 3 "'min' doesn't go with rule" '*' check
printf 'rules: [{rule: cros_az, max: 1%%}]\n' >"$scratch/budget.yaml"
expect "$recipe: misspelt" 3 "'rule' can't be 'cros_az', did" '*' check
