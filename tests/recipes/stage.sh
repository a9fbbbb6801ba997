# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154
# A stage of the object path: agents log a file before they PUT it. Its latency is a parameter, whose row is one of these files.
# files of src: 3
cat >"$scratch/small.yaml" <<'END'
topics: [{name: events, produce: {rate: 37 MiB/s}, retention: 3d}]
architectures: [warpstream, kafka-classic]
END
"$w" compare --format=json "$scratch/small.yaml" >"$scratch/run.json"
verdict "$recipe: a run" $?
got=$(python3 tests/recipes/stage.py warpstream logged <"$scratch/run.json")
[ "$got" = 2 ]
verdict "$recipe: JSON, produce and end to end, means add up" $? "got $got"
got=$(python3 tests/recipes/stage.py kafka-classic logged <"$scratch/run.json")
[ "$got" = 0 ]
verdict "$recipe: not in a path that lacks it" $? "got $got"
expect "$recipe: HTML" 0 'logged' '' "$w" render --format=html "$scratch/run.json"
expect "$recipe: CSV, what it is drawn from was measured to p50 only" 0 'measured to p50 only' '' \
    "$w" render --format=latency-csv "$scratch/run.json"
"$w" render -o "$scratch/run.xlsx" "$scratch/run.json" && unzip -p "$scratch/run.xlsx" xl/sharedStrings.xml | grep -q 'logged'
verdict "$recipe: workbook" $?
expect "$recipe: text, a trace" 0 '  logged ' '*' "$w" simulate "$scratch/small.yaml" --architecture=warpstream --trace="$scratch/trace.json"
grep -q '"logged"' "$scratch/trace.json"
verdict "$recipe: the trace has it" $?
expect "$recipe: its latency is a parameter" 0 'latency.log_write' '*' "$w" schema --reference
"$w" simulate "$scratch/small.yaml" --architecture=warpstream --set 'latency.log_write=0 ms' >"$scratch/none"
grep -q '^  logged  *0.00 ms ' "$scratch/none"
verdict "$recipe: set to 0, the stage takes no time" $? "$(grep logged "$scratch/none")"
expect "$recipe: and a target of calibrate" 0 'log_write:' '*' "$w" calibrate --quantiles p50=1ms,p99=3ms --for log_write -o -
