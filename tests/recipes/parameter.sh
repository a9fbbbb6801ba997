# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154,SC2016
# A parameter, which architectures may have of their own.
# files of src: 1
cat >"$scratch/orders.yaml" <<'END'
topics: [{name: events, produce: {rate: 10 MiB/s}, retention: 1h}]
architectures: [kafka-classic, {use: warpstream, object_store: {copies: 5}}]
object_store: {copies: 4}
END
expect "$recipe: schema" 0 'zones in which an object is kept' '' "$w" schema
expect "$recipe: reference" 0 '| `object_store.copies` | count | 1 to 9 | `3` |' '' "$w" schema --reference
expect "$recipe: given, in the run" 0 '"path": "object_store.copies"' '' "$w" compare --no-simulate --format=json "$scratch/orders.yaml"
expect "$recipe: an architecture's own" 0 '"path": "architectures.warpstream.object_store.copies"' '' \
    "$w" compare --no-simulate --format=json "$scratch/orders.yaml"
expect "$recipe: --set" 0 '*' '' "$w" compare --no-simulate --set architectures.warpstream.object_store.copies=6 "$scratch/orders.yaml"
expect "$recipe: out of range" 3 '' 'object_store.copies: 1 to 9' "$w" compare --no-simulate --set object_store.copies=10 "$scratch/orders.yaml"
expect "$recipe: misspelt" 3 '' "did you mean 'object_store.copies'?" "$w" compare --no-simulate --set object_store.copis=2 "$scratch/orders.yaml"
sed '/^object_store/d' "$scratch/orders.yaml" >"$scratch/plain.yaml"
expect "$recipe: its default is among the assumptions" 0 'object\_store.copies' '' "$w" compare --no-simulate --format=markdown "$scratch/plain.yaml"
