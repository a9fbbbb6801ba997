#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# diff: lines, split and thresholds. What must come out is worked out here from the CSV and JSON of `compare` on workloads that lie in between.
. tests/harness.sh
w=$WARPCOST
python=/usr/bin/python3
small=tests/fixtures/small.yaml
cd "$scratch" || exit 1
root=$OLDPWD
cp "$root/$small" base.yaml
sed 's/rate: 37 MiB/rate: 61 MiB/; s/retention: 3d/retention: 5d/' base.yaml >volume.yaml
sed 's/architectures:.*/architectures: [{use: kafka-classic, with: {volume: gp3}}, {use: kafka-tuned, with: {zone_aware_produce: 1, local_retention: 12h}}]/' base.yaml >design.yaml
{ cat base.yaml; echo 'pricing: {discount: 13%, private: {"AmazonEC2:EBS:VolumeUsage.gp3": 0.05}}'; } >price.yaml
sed 's/rate: 37 MiB/rate: 61 MiB/; s/retention: 3d/retention: 5d/' design.yaml >both.yaml
{ cat both.yaml; echo 'pricing: {discount: 13%, private: {"AmazonEC2:EBS:VolumeUsage.gp3": 0.05}}'; } >all.yaml
{ cat volume.yaml; echo 'pricing: {discount: 13%, private: {"AmazonEC2:EBS:VolumeUsage.gp3": 0.05}}'; } >volume-price.yaml
sed 's/architectures:.*/architectures: [kafka-tuned, warpstream]/' base.yaml >others.yaml
sed 's/architectures:.*/architectures: [kafka-classic, {use: kafka-tuned, with: {brokers: 3, instance: m5.large}}]/' base.yaml >cannot.yaml
sed 's/architectures:.*/architectures: [kafka-classic]/' base.yaml >old.yaml
sed 's/architectures:.*/architectures: [warpstream]/' base.yaml >new.yaml
for name in base volume design price both all volume-price others cannot; do
    "$w" compare --no-simulate $name.yaml --show-private -o $name.json -o $name.csv 2>/dev/null
done
# What the same machines cost at the new prices: the deployments of base, judged and priced in the workload of the new prices.
for id in kafka-classic kafka-tuned; do
    $python -c 'import json, sys; run = json.load(open("base.json")); one = [a for a in run["architectures"] if a["id"] == sys.argv[1]][0]
json.dump({"architecture": one["id"], "deployment": one["deployment"]}, open(sys.argv[1] + ".fleet.json", "w"))' $id
done
"$w" compare --no-simulate price.yaml --show-private --deployment kafka-classic.fleet.json --deployment kafka-tuned.fleet.json -o held.json -o held.csv
for pair in 'base volume' 'base design' 'base price' 'base both' 'base all' 'volume base' 'base base' 'base others' 'base cannot'; do
    set -- $pair
    "$w" diff --no-simulate "$1.yaml" "$2.yaml" --show-private -o "$1-$2.diff.json" -o "$1-$2.txt" -o "$1-$2.md" && "$w" diff "$1.json" "$2.json" -o "$1-$2.saved.json"
    verdict "diff $1 $2" $?
done
$python - "$root/tests/schemas/diff.schema.json" <<'PYTHON'
import csv, glob, json, re, sys
def say(good, what, *why):
    print("ok" if good else "not ok", what, *([] if good else [str(w)[:300] for w in why]))
def totals(name):
    sums = {}
    for row in csv.DictReader(open(name + ".csv")):
        sums.setdefault(row["architecture"], {}).setdefault(row["line"], 0)
        sums[row["architecture"]][row["line"]] += float(row["usd_per_year"])
    return sums
def total(name, id):
    return sum(totals(name)[id].values())
def diff(name):
    return {a["id"]: a for a in json.load(open(name))["architectures"]}
near = lambda a, b: abs(a - b) < 0.02
for pair in ("base volume", "base design", "base price", "base both", "base all", "volume base", "base base"):
    base, head = pair.split()
    for kind in (".diff.json", ".saved.json"):
        for id, one in diff(f"{base}-{head}{kind}").items():
            name, old, new = f"{pair} {kind[1:-5]} {id}", totals(base)[id], totals(head)[id]
            split = one["split"]
            say(near(one["base_usd_per_year"], sum(old.values())) and near(one["head_usd_per_year"], sum(new.values())), name + ": totals")
            say(split["known"] and near(split["price_usd"] + split["volume_and_design_usd"], sum(new.values()) - sum(old.values())), name + ": parts add up", split)
            changed = {line for line in old.keys() | new.keys() if line not in old or line not in new or abs(old[line] - new[line]) >= 0.01}
            say({l["id"] for l in one["lines"]} == changed and one["unchanged_count"] == len(old.keys() | new.keys()) - len(changed), name + ": lines that changed", one["lines"], changed)
            say(all(near(l["change_usd_per_year"], new.get(l["id"], 0) - old.get(l["id"], 0)) for l in one["lines"]), name + ": by how much")
for id in ("kafka-classic", "kafka-tuned"):
    for kind in (".diff.json", ".saved.json"):
        part = {head: diff(f"base-{head}{kind}")[id]["split"] for head in ("volume", "design", "price")}
        change = {head: total(head, id) - total("base", id) for head in ("volume", "design", "price")}
        say(part["volume"]["price_usd"] == 0 and near(part["volume"]["volume_usd"], change["volume"]) and part["volume"]["design_usd"] == 0, f"{id} {kind}: traffic alone is volume", part["volume"])
        say(part["design"]["price_usd"] == 0 and part["design"]["volume_usd"] == 0 and near(part["design"]["design_usd"], change["design"]), f"{id} {kind}: options alone are design", part["design"])
        say(part["price"]["volume_usd"] == 0 and near(part["price"]["price_usd"] + part["price"]["design_usd"], change["price"]), f"{id} {kind}: prices alone have no volume", part["price"])
    held = total("held", id) - total("base", id)
    say(near(diff("base-price.diff.json")[id]["split"]["price_usd"], held), f"{id}: price is what the same machines cost more", held)
    every = diff("base-all.diff.json")[id]["split"]
    say(near(every["price_usd"], held), f"{id}: price, whatever else changes", every, held)
    say(near(every["volume_usd"], total("volume-price", id) - total("price", id)), f"{id}: volume is the new traffic under the old design at the new prices", every)
    both = diff("base-both.diff.json")[id]["split"]
    say(both["volume_usd"] != 0 and both["design_usd"] != 0 and near(both["volume_usd"], total("volume", id) - total("base", id)), f"{id}: traffic and options are told apart", both)
    saved = diff("base-both.saved.json")[id]["split"]
    say(saved["volume_usd"] is None and saved["design_usd"] is None, f"{id}: and of saved runs as one", saved)
others = diff("base-others.diff.json")
say(others["warpstream"]["apart"].startswith("new: $") and others["kafka-classic"]["apart"].startswith("gone: was $") and others["kafka-tuned"]["apart"] is None, "what is new, gone and in both", others)
say(diff("base-cannot.diff.json")["kafka-tuned"]["by_guideline"].startswith("the new one can't carry the load by guideline"), "what can no longer carry the load")
# What is printed adds up but for the rounding of each figure: each table of the text, in whole dollars.
for path in glob.glob("*.txt"):
    rows, bad = [], []
    for line in open(path):
        cells = re.split(r"\s{2,}", line.strip())
        if re.match(r"^[~+-]\s", line) and not line.startswith("~ changed"):
            rows.append([int(c.replace(",", "")) if c != "-" else 0 for c in cells[2:5]])
        elif re.match(r"^\s+\d+ unchanged", line):
            rows.append([int(c.replace(",", "")) for c in cells[1:3]] + [0])
        elif cells[0] == "total":
            want = [int(c.replace(",", "")) for c in cells[1:4]]
            if any(abs(sum(c) - w) > len(rows) / 2 + 0.5 for c, w in zip(zip(*rows), want)) or any(new - old != change for old, new, change in rows):
                bad.append((rows, want))
            rows = []
    say(not bad, path + ": rows add up to the totals", bad)
    text = open(path).read()
    for change, price, volume, design in re.findall(r", ([+-]\$[\d,]+) per year[^\n]*\n  price (\S+), volume (\S+), design (\S+)\n", text):
        cash = lambda t: int(re.sub(r"[$,+]", "", t).rstrip("."))
        say(abs(cash(price) + cash(volume) + cash(design) - cash(change)) <= 2, path + ": parts add up in whole dollars", price, volume, design, change)
try:
    from jsonschema import Draft7Validator
    validator = Draft7Validator(json.load(open(sys.argv[1])))
    for path in glob.glob("*.diff.json") + glob.glob("*.saved.json"):
        errors = list(validator.iter_errors(json.load(open(path))))
        say(not errors, path + " is as its schema says", errors[:1])
except ImportError:
    print("ok the schema of diffs # skip python3-jsonschema is missing")
PYTHON
verdict 'figures were worked out' $?

grep -q 'no change' base-base.txt; verdict 'a workload against itself' $?
expect 'no threshold, no breach' 0 '*' '' "$w" diff --no-simulate base.yaml volume.yaml
expect 'a percentage that holds' 0 '*' '' "$w" diff --no-simulate base.yaml volume.yaml --max-increase 200%
expect 'a percentage that does not' 1 '*' 'kafka-tuned: the total rises by $' "$w" diff --no-simulate base.yaml volume.yaml --max-increase 5%
expect 'a sum that holds' 0 '*' '' "$w" diff --no-simulate base.yaml volume.yaml --max-increase '1M USD/year'
expect 'a sum that does not' 1 '*' 'and at most $1,200.00 is allowed' "$w" diff --no-simulate base.yaml volume.yaml --max-increase '$100/month'
expect 'less is no rise' 0 '*' '' "$w" diff --no-simulate volume.yaml base.yaml --max-increase 0%
expect 'no threshold without an unit' 2 '' "'--max-increase' can't be '5': write a percentage or a sum" "$w" diff base.yaml volume.yaml --max-increase 5
expect 'what can no longer carry the load is an error' 6 "the new one can't carry the load by guideline" "kafka-tuned can't carry the workload" "$w" diff --no-simulate base.yaml cannot.yaml --max-increase 5%
expect 'latency that is not known' 3 '*' 'has no latency to judge' "$w" diff --no-simulate base.yaml volume.yaml --max-p99-increase 10%
# Latencies: what rose, what didn't, what sampling can't tell, what isn't known. Saved, so that each is simulated once.
sed 's/architectures:.*/architectures: [kafka-tuned]/' base.yaml >quick.yaml
sed 's|rate: 37 MiB/s|rate: 37 MiB/s, linger: 60ms|' quick.yaml >slow.yaml
sed 's/architectures:.*/architectures: [kafka-tuned, msk-serverless]/' quick.yaml >managed.yaml
for name in quick slow managed; do "$w" compare $name.yaml --set simulation.precision=20% -o $name.json 2>/dev/null; done
"$w" compare quick.yaml --set simulation.precision=20% --set simulation.seed=2 -o other.json
expect 'latency: a rise' 1 'Thresholds' 'kafka-tuned: p99 of produce at peak goes from' "$w" diff quick.json slow.json --max-p99-increase 10% -o - -o rise.md -o rise.json
grep -q '  fail     kafka-tuned: p99 of produce at peak goes from' out; verdict 'latency: a rise, in text' $? "$(cat out)"
grep -q '^- \*\*failed\*\*: kafka-tuned: p99 of produce at peak goes from' rise.md && grep -q '^| p99 of produce | .* | +' rise.md; verdict 'latency: a rise, in Markdown' $? "$(cat rise.md)"
$python -c 'import json; d = json.load(open("rise.json")); t = [x for x in d["thresholds"] if x["outcome"] == "fail"]; l = {x["path"]: x for x in d["architectures"][0]["latency"]}
a, b = json.load(open("quick.json"))["architectures"][0]["latency"]["mean_load"], json.load(open("slow.json"))["architectures"][0]["latency"]["mean_load"]
assert all(x["exit_code"] == 1 and x["architecture"] == "kafka-tuned" for x in t) and len(t) >= 1
assert abs(l["produce"]["base"]["p99_s"] * 1000 - a["produce_ms"]["p99"]) < 1e-9 and abs(l["produce"]["head"]["p99_s"] * 1000 - b["produce_ms"]["p99"]) < 1e-9
assert [round(x * 1000, 9) for x in (l["end to end"]["head"]["low_s"], l["end to end"]["head"]["high_s"])] == [round(x, 9) for x in b["end_to_end_ms"]["p99_ci"]]' 2>trace
verdict 'latency: a rise, in JSON, with the figures of the runs' $? "$(cat trace)"
if $python -c 'import jsonschema' 2>/dev/null; then
    $python -c 'import json, sys; from jsonschema import Draft7Validator; Draft7Validator(json.load(open(sys.argv[1]))).validate(json.load(open("rise.json")))' "$root/tests/schemas/diff.schema.json" 2>trace
    verdict 'latency: the JSON is as its schema says' $? "$(tail -n 3 trace)"
fi
expect 'latency: it falls' 0 'p99 of produce at peak' '' "$w" diff slow.json quick.json --max-p99-increase 0%
expect 'latency: the same simulation' 0 '2 p99s at peak unchanged' '' "$w" diff quick.json quick.json --max-p99-increase 0%
expect 'latency: other draws, and no rise allowed' 6 'error' "sampling can't tell whether p99" "$w" diff quick.json other.json --max-p99-increase 0%
expect 'latency: other draws, within what is allowed' 0 'pass' '' "$w" diff quick.json other.json --max-p99-increase 100%
expect 'latency: unknown before' 3 'Thresholds' 'kafka-tuned has no latency to judge in base.json: ' "$w" diff base.json quick.json --max-p99-increase 10% --architecture kafka-tuned
expect 'latency: unknown after' 3 'Thresholds' 'kafka-tuned has no latency to judge in base.json: ' "$w" diff quick.json base.json --max-p99-increase 10%
expect 'latency: nobody published the data path' 3 'Thresholds' 'msk-serverless has no latency to judge in managed.json: ' "$w" diff managed.json managed.json --max-p99-increase 10%
expect 'latency: of one architecture' 0 'pass' '' "$w" diff managed.json managed.json --max-p99-increase 10% --architecture kafka-tuned
expect 'one architecture of a saved run' 3 '' "base.json: '--architecture': the run has no architecture 'kafka-tunde'" "$w" diff base.json base.json --architecture kafka-tunde
expect 'one architecture of a workload' 3 '' "has no architecture 'kafka-tunde', did you mean 'kafka-tuned'?" "$w" diff base.yaml base.yaml --architecture kafka-tunde
expect 'latency is left out where it is not asked for' 0 'no change' '' "$w" diff managed.json managed.json
expect 'nothing in both' 3 '*' 'there is no architecture in both' "$w" diff --no-simulate old.yaml new.yaml --max-increase 5%
expect 'a broken head' 3 '' "unknown key 'zone'" sh -c 'echo "zone: 3" >broken.yaml; "$0" diff base.yaml broken.yaml' "$w"
expect 'no head' 5 '' 'nowhere.yaml: can' "$w" diff base.yaml nowhere.yaml
expect 'a saved run against a workload' 0 'no change' '' "$w" diff --no-simulate base.json base.yaml
expect 'from standard input' 0 'small (standard input)' '' sh -c '"$0" diff --no-simulate - volume.yaml <base.yaml' "$w"
expect 'private prices are not shown' 0 'private prices redacted' '' "$w" diff --no-simulate base.yaml price.yaml
grep -q 'no change' "$scratch/out" && tr -s ' \n' ' ' <"$scratch/out" | grep -q 'base.yaml has no private prices, and price.yaml is at list prices in place of private ones: no figure here includes that difference'
verdict 'and a discount that is no change says why' $? "$(cat "$scratch/out")"
finish
