#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The JSON Schema against a validator that knows nothing of warpcost, the starter workload, and the three verbs that print them.
. tests/harness.sh
python=/usr/bin/python3
directory=$scratch/schema
mkdir -p "$directory"

"$WARPCOST" schema >"$directory/schema.json"
verdict 'schema is printed' $?

"$WARPCOST" init "$directory/w.yaml" >"$directory/init.out" 2>&1
verdict 'init writes a workload' $? "$(cat "$directory/init.out")"
"$WARPCOST" validate "$directory/w.yaml" >"$directory/validate.out" 2>&1 && grep -qx "$directory/w.yaml: valid" "$directory/validate.out"
verdict 'the starter workload is valid' $? "$(cat "$directory/validate.out")"
cp "$directory/w.yaml" "$directory/before.yaml"
"$WARPCOST" init "$directory/w.yaml" >"$directory/again.out" 2>&1
[ $? -eq 5 ] && grep -q -- --force "$directory/again.out" && cmp -s "$directory/w.yaml" "$directory/before.yaml"
verdict 'init leaves a file that is there' $? "$(cat "$directory/again.out")"
echo 'zones: 9' >"$directory/w.yaml"
"$WARPCOST" init --force "$directory/w.yaml" >/dev/null 2>&1 && cmp -s "$directory/w.yaml" "$directory/before.yaml"
verdict 'init --force replaces it' $?
"$WARPCOST" init - >"$directory/again.yaml"; same "$directory/again.yaml" "$directory/before.yaml"
verdict 'init - prints' $?

# For editors: the line that names the schema, and the schema beside the workload, in the directory of the workload.
mkdir "$directory/sub" && "$WARPCOST" init "$directory/sub/a.yaml" --schema >"$directory/sub/out" 2>&1
named=$(sed -n '1s/^# yaml-language-server: \$schema=//p' "$directory/sub/a.yaml")
[ -n "$named" ] && cmp -s "$directory/sub/$named" "$directory/schema.json"
verdict 'init --schema writes the schema that the workload names' $? "$(cat "$directory/sub/out")"
echo '{}' >"$directory/sub/$named" && "$WARPCOST" init "$directory/sub/b.yaml" --schema >"$directory/sub/out" 2>&1 &&
    [ "$(cat "$directory/sub/$named")" = '{}' ] && grep -q 'kept' "$directory/sub/out"
verdict 'a schema that is there is kept' $? "$(cat "$directory/sub/out")"
"$WARPCOST" init "$directory/sub/b.yaml" --schema --force >"$directory/sub/out" 2>&1 && cmp -s "$directory/sub/$named" "$directory/schema.json"
verdict 'and replaced with --force' $? "$(cat "$directory/sub/out")"
expect 'init - has nowhere to put a schema' 2 '' 'give FILE' "$WARPCOST" init - --schema
expect 'init --from takes what there is' 2 '' 'starter or kafka-today' "$WARPCOST" init - --from kafka
"$WARPCOST" init - --from starter >"$directory/again.yaml"; same "$directory/again.yaml" "$directory/before.yaml"
verdict 'init --from starter is the default' $?
"$WARPCOST" init "$directory/today.yaml" --from kafka-today >"$directory/out" 2>&1 && "$WARPCOST" validate "$directory/today.yaml" >>"$directory/out" 2>&1 &&
    "$WARPCOST" compare --no-simulate "$directory/today.yaml" -o "$directory/today.json" >>"$directory/out" 2>&1 && grep -q '"current": "kafka-today"' "$directory/today.json"
verdict 'init --from kafka-today counts savings from the cluster of today' $? "$(cat "$directory/out")"

# Every key that the starter shows behind a '#' can be taken out of its comment. What excludes another one stays there.
sed -E '/# hourly:|# discount: \{/!s/^( *)# ([a-z0-9_]+:( |$))/\1\2/' "$directory/w.yaml" >"$directory/all.yaml"
"$WARPCOST" validate "$directory/all.yaml" >"$directory/all.out" 2>&1
verdict 'the starter with every key uncommented is valid' $? "$(cat "$directory/all.out")"
sed -E '/peak_to_mean: 1.5|discount: 0/d; s/^( *)# ([a-z0-9_]+:( |$))/\1\2/' "$directory/w.yaml" >"$directory/other.yaml"
"$WARPCOST" validate "$directory/other.yaml" >"$directory/other.out" 2>&1
verdict 'and with the keys that exclude those' $? "$(cat "$directory/other.out")"

"$WARPCOST" validate examples/*.yaml >"$directory/examples.out" 2>&1
verdict 'every example is valid' $? "$(cat "$directory/examples.out")"
"$WARPCOST" validate examples/orders.yaml tests/bad/yaml/missing-unit--rate.yaml examples/hourly.yaml >"$directory/mixed.out" 2>"$directory/mixed.err"
[ $? -eq 3 ] && [ "$(grep -c ': valid$' "$directory/mixed.out")" -eq 2 ] && grep -q 'missing-unit--rate.yaml:2:36: ' "$directory/mixed.err"
verdict 'validate goes on after a bad file and exits with 3' $? "$(cat "$directory/mixed.out" "$directory/mixed.err")"

"$WARPCOST" schema --reference >"$directory/reference.md" && cmp -s "$directory/reference.md" docs/parameters.md
verdict 'docs/parameters.md is what schema --reference prints' $? 'run: warpcost schema --reference >docs/parameters.md'

if ! $python -c 'import jsonschema, yaml' 2>/dev/null; then
    echo 'ok schema against a validator # skip python3-jsonschema or python3-yaml is missing'
    exit 0
fi
scenarios=$(find scenarios -name '*.yaml' ! -path '*/profiles/*' 2>/dev/null)
# shellcheck disable=SC2086
$python - "$directory/schema.json" "$directory/all.yaml" "$directory/other.yaml" "$directory/w.yaml" examples/*.yaml $scenarios <<'PYTHON'
import json, os, sys, yaml
from jsonschema import Draft7Validator

schema = json.load(open(sys.argv[1]))
try:
    Draft7Validator.check_schema(schema)
    print("ok the schema is a draft-07 schema")
except Exception as error:
    print("not ok the schema is a draft-07 schema:", error)
validator = Draft7Validator(schema)
for file in sys.argv[2:]:
    errors = list(validator.iter_errors(yaml.safe_load(open(file))))
    print("ok" if not errors else "not ok", os.path.basename(file), "is valid under the schema", *[e.message[:200] for e in errors[:1]])

# What a schema can see: YAML that can be parsed, and neither ranges of quantities with units nor what several values say together.
UNSEEN = {"encoding", "yaml-syntax", "yaml-tab", "yaml-multiple", "yaml-alias", "yaml-merge", "duplicate-key", "duplicate-name", "inconsistent"}
UNSEEN_FILES = {"out-of-range--bytes.yaml", "out-of-range--duration.yaml", "out-of-range--negative-rate.yaml", "wrong-shape--key.yaml",
                "bad-name--control.yaml", "bad-name--text.yaml", "bad-name--free-key.yaml", "bad-name--workload.yaml", "not-a-bool--bool.yaml",
                "out-of-range--fraction.yaml", "not-a-number--nan.yaml", "not-an-integer--seed.yaml"}
for name in sorted(os.listdir("tests/bad/yaml")):
    if name.split("--")[0] in UNSEEN or name in UNSEEN_FILES:
        continue
    document = yaml.safe_load(open(os.path.join("tests/bad/yaml", name)))
    print("ok" if not validator.is_valid(document) else "not ok", name, "is invalid under the schema")
PYTHON
[ $? -eq 0 ]
verdict 'the validator ran to its end' $?
finish
