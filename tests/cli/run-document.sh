#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Run documents of real workloads: they follow the schema, their hash is what the documentation says, a deployment cut out of one
# is taken back, and every member is documented.
. tests/harness.sh
schema=docs/run-document.schema.json
validate() { /usr/bin/python3 tests/cli/validate-run.py "$schema" "$1" 2>&1; }

for workload in examples/*.yaml tests/fixtures/small.yaml; do
    [ -e "$workload" ] || continue
    name=$(basename "$workload" .yaml)
    "$WARPCOST" compare --no-simulate --format json "$workload" >"$scratch/$name.json" 2>"$scratch/err"
    verdict "$name: a document" $? "$(cat "$scratch/err")"
    said=$(validate "$scratch/$name.json")
    verdict "$name: follows the schema" $? "$said"
done

run=$scratch/small.json
wanted=$(sed -n '3s/.*"sha256": "\([0-9a-f]*\)".*/\1/p' "$run")
[ "$(sed '3s/"sha256": "[^"]*"/"sha256": ""/' "$run" | sha256sum | cut -d ' ' -f 1)" = "$wanted" ]
verdict 'the hash is what the documentation says' $?

sed 's/"count": 3,/"count": 6,/' "$run" >"$scratch/altered.json"
validate "$run" >/dev/null && ! same "$run" "$scratch/altered.json" && ! validate "$scratch/altered.json" >/dev/null
verdict 'an altered document is refused' $?

# Planned, cut out and given back: the same lines for the same money.
/usr/bin/python3 - "$run" "$scratch/fleet.json" <<'PYTHON'
import json
import sys
architecture = json.load(open(sys.argv[1]))["architectures"][0]
json.dump({"architecture": architecture["id"], "deployment": architecture["deployment"]}, open(sys.argv[2], "w"))
PYTHON
"$WARPCOST" compare --no-simulate --format json --deployment "$scratch/fleet.json" tests/fixtures/small.yaml >"$scratch/given.json" 2>"$scratch/err"
verdict 'a deployment that was cut out is taken back' $? "$(cat "$scratch/err")"
said=$(/usr/bin/python3 - "$run" "$scratch/given.json" 2>&1 <<'PYTHON'
import json
import sys
planned, given = (json.load(open(name))["architectures"][0] for name in sys.argv[1:])
assert (planned["deployment_origin"], given["deployment_origin"]) == ("planned", "given")
for member in ("deployment", "utilisation", "lines", "usd_per_year", "guarantees"):
    assert planned[member] == given[member], member
PYTHON
)
verdict 'and costs and carries the same' $? "$said"

# What the table of members says of itself.
"$WARPCOST" schema --run >"$scratch/schema.json" && cmp "$scratch/schema.json" "$schema" >"$scratch/said"
verdict "$schema is what schema --run prints" $? "$(cat "$scratch/said")" 'run: make docs'
"$WARPCOST" schema --run --reference >"$scratch/reference.md"
sed -n '/^### The document$/,/^## Other formats$/p' docs/run-document.md | sed '$d' | sed '$d' | cmp - "$scratch/reference.md" >"$scratch/said"
verdict 'docs/run-document.md has what schema --run --reference prints' $? "$(cat "$scratch/said")"

# Every member that the schema names stands in the documentation.
said=$(/usr/bin/python3 - "$schema" docs/run-document.md 2>&1 <<'PYTHON'
import json
import re
import sys
words = set(re.findall(r"[a-z_0-9]+", " ".join(re.findall(r"`([^`]*)`", open(sys.argv[2], encoding="utf-8").read()))))
def names(node):
    if isinstance(node, list):
        return [name for item in node for name in names(item)]
    if not isinstance(node, dict):
        return []
    own = list(node["properties"]) if isinstance(node.get("properties"), dict) else []
    return own + [name for item in node.values() for name in names(item)]
missing = sorted(set(names(json.load(open(sys.argv[1])))) - words)
assert not missing, missing
PYTHON
)
verdict 'every member is documented' $? "$said"
finish
