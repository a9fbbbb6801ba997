# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154
# A format "totals" with the extension .totals: an id and dollars in each line.
# files of src: 2
seed=$tree/scenarios/seed.yaml
expect "$recipe: --format" 0 'kafka-tuned 21' '' "$w" compare --no-simulate --format=totals "$seed"
"$w" compare --no-simulate -o "$scratch/run.totals" -o "$scratch/run.json" "$seed" && grep -q '^warpstream [0-9]*$' "$scratch/run.totals"
verdict "$recipe: the extension says it" $?
expect "$recipe: of a saved run" 0 'kafka-tuned 21' '' "$w" render --format=totals "$scratch/run.json"
expect "$recipe: help" 0 'totals (.totals, a line' '' "$w" help render --columns=200
expect "$recipe: completion" 0 'totals' '' "$w" help --format=bash
expect "$recipe: man page" 0 'totals' '' "$w" help render --format=man
expect "$recipe: the error of a name that says none" 2 '' 'latency.csv, .totals, .html' "$w" compare "$seed" -o run.foo
expect "$recipe: the error of a format that isn't there" 2 '' 'latency-csv, totals, html' "$w" compare "$seed" --format=foo
