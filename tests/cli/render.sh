#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Saved runs: rendered later they give the same bytes as at once, without workload and prices; what isn't whole is refused.
. tests/harness.sh
w=$WARPCOST
mkdir -p "$scratch/empty"

# compare_and_render NAME OPTION...: all formats at once and from the saved run, in a directory that has nothing else.
compare_and_render() {
    name=$1
    shift
    rm -rf "$scratch/once" "$scratch/later" && mkdir -p "$scratch/once" "$scratch/later"
    "$w" compare --no-simulate "$@" -o "$scratch/once/run.json" -o "$scratch/once/run.txt" -o "$scratch/once/run.md" -o "$scratch/once/run.csv" \
        -o "$scratch/once/run.focus.csv" -o "$scratch/once/run.latency.csv" -o "$scratch/once/run.xlsx" 2>"$scratch/err"
    case $* in # plan has no waterfall
    *--waterfall*) (cd "$scratch/empty" && "$w" render ../once/run.json --plan -o ../once/plan.txt) 2>/dev/null ;;
    *) "$w" plan --no-simulate "$@" -o "$scratch/once/plan.txt" 2>/dev/null ;;
    esac
    # The saved run of compare says another command than that of plan; plan's text doesn't tell it.
    (cd "$scratch/empty" && "$w" render ../once/run.json -o ../later/run.json -o ../later/run.txt -o ../later/run.md -o ../later/run.csv \
        -o ../later/run.focus.csv -o ../later/run.latency.csv -o ../later/run.xlsx && "$w" render ../once/run.json --plan -o ../later/plan.txt) >"$scratch/out" 2>&1
    verdict "$name: is rendered" $? "$(cat "$scratch/err" "$scratch/out")"
    diff -r "$scratch/once" "$scratch/later" >"$scratch/diff" 2>&1 && [ "$(find "$scratch/once" -type f -size +0 | wc -l)" -eq 8 ]
    verdict "$name: the same bytes" $? "$(head -n 6 "$scratch/diff")"
}
for workload in examples/*.yaml scenarios/*.yaml tests/fixtures/small.yaml tests/fixtures/impossible.yaml; do
    case $workload in */profile.yaml | *\**) continue ;; esac
    compare_and_render "$workload" "$workload"
done
compare_and_render 'a deployment that is given' tests/fixtures/small.yaml --deployment=kafka-classic=examples/deployment-classic.json
compare_and_render 'private prices' examples/pricing.yaml --show-private
compare_and_render 'three years paid at the start' tests/fixtures/small.yaml --set pricing.purchase=reserved-3yr-all-upfront --set pricing.support=enterprise
compare_and_render 'uneven rates' tests/fixtures/small.yaml --set load.peak_to_mean=1.7 --set pricing.discount=3.3% --set billing.gigabyte=decimal
compare_and_render 'a waterfall' examples/orders.yaml --waterfall kafka-classic..kafka-tuned --waterfall-add arm64 --waterfall-add reserved-3yr --waterfall-add volume=io2
cat >"$scratch/names.yaml" <<'END'
name: "=cmd|' <b>`x`"
topics:
  - {name: "a.b \"c\" | é🚀", produce: {rate: 3333333 B/s, record_size: 777 B}, consume: {groups: 3}, retention: 100h}
  - {name: "@team", produce: {rate: 0.7 kB/s}, consume: {groups: 1}}
  - {name: "<script>", produce: {rate: 12345678 B/s}, consume: {groups: 2}}
END
compare_and_render 'names' "$scratch/names.yaml"

run=$scratch/small.json
"$w" compare --no-simulate tests/fixtures/small.yaml -o "$run" --columns 80
"$w" compare --no-simulate tests/fixtures/small.yaml >"$scratch/direct.txt"
expect 'without -o it prints text' 0 'Recommended: ' '' "$w" render "$run"
same "$scratch/out" "$scratch/direct.txt"
verdict 'the same text' $?
expect 'from standard input' 0 'run,architecture,line' '' sh -c '"$0" render - --format csv <"$1"' "$w" "$run"
"$w" compare --no-simulate tests/fixtures/small.yaml --columns 132 >"$scratch/direct.txt"
expect 'with a width' 0 '*' '' "$w" render "$run" --columns 132
same "$scratch/out" "$scratch/direct.txt"
verdict 'the same wide text' $?

head -c 5000 "$run" >"$scratch/cut.json"
expect 'a cut run' 3 '' 'cut.json: the run document was cut or altered since it was written; write it anew' "$w" render "$scratch/cut.json"
grep -q 'cut.json:[0-9]*:[0-9]*: the text ends here' "$scratch/err"
verdict 'says where' $? "$(cat "$scratch/err")"
sed 's/"feasible": true/"feasible": false/' "$run" >"$scratch/altered.json"
expect 'an altered run' 3 '' 'altered.json:3:13: the document was cut or altered since it was written' "$w" render "$scratch/altered.json"
sed -E 's|warpcost.run/1[.][0-9]+|warpcost.run/2.0|' "$run" >"$scratch/later.json"
expect 'a later major version' 3 '' 'later.json:2:13: this document is of version 2.0 and this warpcost reads version 1' "$w" render "$scratch/later.json"
expect 'no run' 3 '' 'fleet.json:1:1: this is no run document' "$w" render tests/fixtures/fleet.json
expect 'a workload' 3 '' "this is a workload: it is given as WORKLOAD" "$w" render tests/fixtures/small.yaml
expect 'no file' 5 '' 'nothing.json' "$w" render "$scratch/nothing.json"
expect 'no argument' 2 '' 'RUN is missing' "$w" render
expect 'an output without a format' 2 '' "'-o cost.doc' doesn't say a format" "$w" render "$run" -o cost.doc
finish
