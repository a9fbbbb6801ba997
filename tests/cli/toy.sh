#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A new architecture is one file: one that only this test adds appears everywhere, with no other edit.
. tests/harness.sh
: "${BUILD:=build/release}"
toy=$scratch/toy
# What is built already needn't be again: times are kept, so that make sees what the toy adds and nothing else.
mkdir -p "$toy/tests"
cp -a "$BUILD/src" "$BUILD/flags" "$toy/"
cp -a "$BUILD/tests/oracles" "$toy/tests/"
# Flags of an outer make (BUILD, EXTRA_ARCH, …) are not meant for this build.
unset MAKEFLAGS MAKEOVERRIDES MFLAGS
if ! "${MAKE:-make}" -j2 CC="${CC:-cc}" VARIANT="${VARIANT:-release}" BUILD="$toy" EXTRA_ARCH=tests/fixtures/arch_toy.c \
    all "$toy/tests/test_properties" >"$scratch/build" 2>&1; then
    fail 'a program with the toy builds' "$(tail -n 20 "$scratch/build")"
    finish
fi
pass 'a program with the toy builds'
built=$(sed -n 's/^  CC  //p' "$scratch/build" | grep -v '^tests/oracles/' | LC_ALL=C sort | tr '\n' ' ')
[ "$built" = 'src/arch/registry.c tests/fixtures/arch_toy.c ' ]
verdict 'only its file and the registry are compiled' $? "$built"
w=$toy/warpcost
cat >"$scratch/orders.yaml" <<'END'
name: orders
topics:
  - name: events
    produce: {rate: 37 MiB/s, record_size: 1 KiB}
    consume: {groups: 2}
    retention: 3d
architectures: [kafka-tuned, {use: toy, id: clerks, with: {page_size: 5 MiB}}]
END
cat >"$scratch/typo.yaml" <<'END'
topics: [{name: events, produce: {rate: 37 MiB/s}}]
architectures: [{use: toy, with: {page_sise: 5 MiB}}]
END

expect 'schema: its id' 0 '"toy"' '' "$w" schema
expect 'schema: its option' 0 '"page_size"' '' "$w" schema
expect 'the reference of parameters' 0 'page_size' '' "$w" schema --reference
expect 'help' 0 '  toy                   clerks who write pages into S3' '' "$w" help
expect 'the man page' 0 'clerks who write pages into S3' '' "$w" help --format=man
for shell in bash zsh fish; do
    expect "completion in $shell: its id" 0 'confluent-standard toy' '' "$w" help --format=$shell
    expect "completion in $shell: its line" 0 'requests.put.pages' '' "$w" help --format=$shell
done
expect 'a typo in its option' 3 '' "did you mean 'page_size'?" "$w" validate "$scratch/typo.yaml"
expect 'compare: its title' 0 'Clerks with paper' '' "$w" compare --no-simulate "$scratch/orders.yaml"
expect 'compare: its line' 0 'requests.put.pages' '' "$w" compare --no-simulate --lines "$scratch/orders.yaml"
expect 'compare: its machines' 0 'clerk: ' '' "$w" compare --no-simulate --machines "$scratch/orders.yaml"
expect 'the machines of a Terraform plan' 0 'clerk: 6 × m5.xlarge' '*' "$w" plan "$scratch/orders.yaml" --architecture clerks \
    --terraform=clerks=tests/fixtures/terraform/ec2-brokers.json
expect 'plan' 0 'clerk.network_in' '*' "$w" plan "$scratch/orders.yaml"
expect 'JSON: its parameters' 0 'architectures.clerks.page_size' '' "$w" compare --no-simulate "$scratch/orders.yaml" --format=json
expect 'explain: its factors' 0 'pages a byte (1 / page_size)' '*' "$w" explain requests.put.pages "$scratch/orders.yaml"
expect 'prices check' 0 'toy' '' "$w" prices check

"$w" compare --no-simulate "$scratch/orders.yaml" --format=json >"$scratch/run.json"
# Pages per year by hand: rate ÷ page × seconds of a year, at $0.000005 each.
wanted=$(echo 'scale=12; 37 / 5 * 31536000 * 0.000005' | bc)
got=$(python3 -c 'import json, sys
print(*(l["usd_per_year"] for a in json.load(sys.stdin)["architectures"] if a["id"] == "clerks" for l in a["lines"] if l["id"] == "requests.put.pages"))' <"$scratch/run.json")
awk -v a="$wanted" -v b="$got" 'BEGIN { d = a - b; if (d < 0) d = -d; exit !(a > 0 && d < 1e-6) }'
verdict 'JSON: its line to the dollar' $? "wanted $wanted, got $got"

"$toy/tests/test_properties" >"$scratch/properties" 2>&1
verdict 'the properties hold for it' $? "$(grep -aE 'ERROR|FAILED' "$scratch/properties" | head -n 10)"
grep -aq 'of toy' "$scratch/properties"
verdict 'and it was among those that were tried' $?
finish
