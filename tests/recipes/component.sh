# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154
# A component MONITORING, and a line of it: brokers' logs in S3.
# files of src: 2
seed=$tree/scenarios/seed.yaml
expect "$recipe: text" 0 'monitoring.logs' '' "$w" compare --no-simulate --lines "$seed"
"$w" compare --no-simulate --format=json "$seed" >"$scratch/run.json"
got=$(python3 tests/recipes/line.py kafka-classic monitoring.logs <"$scratch/run.json" | cut -d ' ' -f 1,2,3)
[ "$got" = 'monitoring cloud AmazonS3:TimedStorage-ByteHrs' ]
verdict "$recipe: JSON, paid to the cloud" $? "got $got"
expect "$recipe: CSV" 0 'monitoring.logs' '' "$w" render --format=csv "$scratch/run.json"
expect "$recipe: Markdown" 0 'monitoring.logs' '' "$w" render --format=markdown "$scratch/run.json"
expect "$recipe: FOCUS, its category" 0 'Management and Governance,Amazon Simple Storage Service' '' \
    "$w" render --format=focus-csv "$scratch/run.json"
expect "$recipe: HTML, its class" 0 '.c-monitoring { fill: var(--monitoring); }' '' "$w" render --format=html "$scratch/run.json"
expect "$recipe: HTML, its colour" 0 '--monitoring: #8c510a;' '' "$w" render --format=html "$scratch/run.json"
expect "$recipe: HTML, its segment of the chart" 0 'class="segment c-monitoring"' '' "$w" render --format=html "$scratch/run.json"
"$w" render -o "$scratch/run.xlsx" "$scratch/run.json" && unzip -p "$scratch/run.xlsx" xl/sharedStrings.xml | grep -q 'monitoring\.logs'
verdict "$recipe: workbook" $?
unzip -p "$scratch/run.xlsx" 'xl/charts/chart*.xml' | grep -q '8B4513'
verdict "$recipe: workbook, its colour" $?
expect "$recipe: a rule of a budget may be about it" 0 '"monitoring"' '' "$w" schema --budget
expect "$recipe: the run document's schema" 0 '"monitoring"' '' "$w" schema --run
expect "$recipe: completion" 0 'monitoring.logs' '' "$w" help --format=bash
expect "$recipe: explain" 0 'logs of a broker' '*' "$w" explain monitoring.logs "$seed"
