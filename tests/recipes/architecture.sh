# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154
# The skeleton as it is, registered: an architecture with a data path. (tests/cli/toy.sh adds a file of its own.)
# files of src: 1
cat >"$scratch/orders.yaml" <<'END'
topics: [{name: events, produce: {rate: 10 MiB/s, producers: 8}, partitions: 12, retention: 1h}]
architectures: [skeleton]
simulation: {max_duration: 30s}
END
expect "$recipe: help" 0 'skeleton' '' "$w" help
expect "$recipe: schema" 0 '"node_rate"' '' "$w" schema
"$w" compare --format=json "$scratch/orders.yaml" >"$scratch/run.json"
verdict "$recipe: a run with a simulation" $?
got=$(python3 -c 'import json, sys
print(json.load(sys.stdin)["architectures"][0]["latency"]["mean_load"]["produce_ms"]["p50"] > 0)' <"$scratch/run.json")
[ "$got" = True ]
verdict "$recipe: its latency" $? "got $got"
for format in text markdown csv focus-csv html; do
    expect "$recipe: $format" 0 'compute' '' "$w" render --format=$format "$scratch/run.json"
done
expect "$recipe: its variant" 0 'producers that stay in their zone' '' "$w" render --full "$scratch/run.json"
expect "$recipe: a role that it hasn't got" 3 '' "the deployment of skeleton has one role, 'node'" \
    "$w" compare --no-simulate --deployment=skeleton=examples/deployment-classic.json "$scratch/orders.yaml"
expect "$recipe: options that contradict" 3 '' 'architectures.skeleton.nodes: fewer nodes than zones' \
    "$w" compare --no-simulate --set architectures.skeleton.nodes=2 "$scratch/orders.yaml"
