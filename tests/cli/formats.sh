#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Formats by extension; CSV as others read it; and private prices, which must not leave in any of them.
. tests/harness.sh
w=$WARPCOST
small=tests/fixtures/small.yaml
python=/usr/bin/python3

# ---- which format ----
"$w" compare --no-simulate "$small" -o "$scratch/a.txt" -o "$scratch/a.md" -o "$scratch/a.json" -o "$scratch/a.csv"
verdict 'four formats at once' $?
for pair in 'txt Recommended' 'md ###' 'json {' 'csv run,architecture'; do
    extension=${pair%% *} start=${pair#* }
    case $(head -n 1 "$scratch/a.$extension") in "$start"*) status=0 ;; *) status=1 ;; esac
    verdict ".$extension is what it says" $status "$(head -n 1 "$scratch/a.$extension")"
done
for pair in 'text txt' 'markdown md' 'json json' 'csv csv'; do
    "$w" compare --no-simulate "$small" --format "${pair% *}" --columns 100 >"$scratch/out" 2>"$scratch/err"
    cmp -s "$scratch/out" "$scratch/a.${pair#* }" || [ "${pair% *}" = json ] # whose command differs
    verdict "--format ${pair% *}" $? "$(diff "$scratch/out" "$scratch/a.${pair#* }" | head -n 4)"
done
expect 'a format for a name without' 0 '' '' "$w" compare --no-simulate "$small" --format csv -o "$scratch/lines"
same "$scratch/lines" "$scratch/a.csv"
verdict 'is that format' $?
for name in cost.doc cost csv a.xls; do
    expect "-o $name" 2 '' "'-o $name' doesn't say a format: end it in .txt, .md, .json, .csv, .focus.csv, .latency.csv, .html, .xlsx or .pdf, or give --format" "$w" compare "$small" -o "$name"
    [ ! -e "$name" ]
    verdict "$name is not written" $?
done
expect 'an unknown format' 2 '' "'--format' can't be 'cvs', did you mean 'csv'? It is text, markdown, json, csv, focus-csv, latency-csv, html, xlsx or pdf" "$w" compare "$small" --format cvs

# ---- CSV, by another reader ----
said=$("$python" - "$scratch/a.csv" "$scratch/a.json" 2>&1 <<'PYTHON'
import csv
import json
import math
import sys
rows = list(csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8")))
run = json.load(open(sys.argv[2]))
for architecture in run["architectures"]:
    own = [row for row in rows if row["architecture"] == architecture["id"]]
    assert len(own) == len(architecture["lines"]) > 0
    for row, line in zip(own, architecture["lines"]):
        for column in ("quantity_per_year", "usd_per_year", "usd_per_year_contracted", "usd_per_year_list"):
            assert float(row[column]) == line[column], (row, column)
        assert (row["line"], row["meter"], row["topic_group"]) == (line["id"], line["meter"], line["topic_group"] or "")
    for total in ("usd_per_year", "usd_per_year_contracted", "usd_per_year_list"):
        assert math.isclose(math.fsum(float(row[total]) for row in own), architecture[total], rel_tol=1e-11)
assert all(row["run"] == run["workload"] and row["currency"] == "USD" for row in rows)
PYTHON
)
verdict 'CSV has the lines of the document, and they sum to its totals' $? "$said"

# ---- private prices ----
# every DIRECTORY OPTION...: all that can be printed of a run.
every() {
    directory=$1
    shift
    mkdir -p "$directory"
    "$w" compare --no-simulate --full "$@" -o "$directory/a.txt" -o "$directory/a.md" -o "$directory/a.json" -o "$directory/a.csv" >"$directory/compare" 2>&1
    "$w" plan --no-simulate "$@" -o "$directory/plan.txt" -o "$directory/plan.json" >"$directory/plan" 2>&1
    for line in compute storage network requests support; do
        "$w" explain --no-simulate "$line" "$@" >"$directory/$line.txt" 2>&1
    done
    "$w" render "$directory/a.json" -o "$directory/rendered.md" -o "$directory/rendered.csv" -o "$directory/rendered.json" \
        -o "$directory/rendered.focus.csv" -o "$scratch/rendered.xlsx" >"$directory/render" 2>&1
    "$python" -c 'import sys, zipfile
book = zipfile.ZipFile(sys.argv[1])
print("".join(book.read(name).decode() for name in book.namelist()))' "$scratch/rendered.xlsx" >"$directory/rendered.xlsx.txt"
}
# workload PRICE DISCOUNT OTHER: small.yaml with private prices in the file itself.
workload() {
    cat "$small"
    printf 'pricing:\n  support: business\n  discount: {AmazonEC2: %s, AWSDataTransfer: %s}\n  private:\n    "AmazonS3:Requests-Tier1": %s\n' "$2" "$3" "$1"
}
grep -q '^pricing:' "$small" && fail 'the fixture has prices of its own'
held=--deployment=kafka-classic=$scratch/classic.json
"$python" - "$scratch/a.json" "$scratch" <<'PYTHON'
import json
import sys
for architecture in json.load(open(sys.argv[1]))["architectures"]:
    json.dump(architecture["deployment"], open(f"{sys.argv[2]}/{architecture['id'].split('-')[1]}.json", "w"))
PYTHON
held2=--deployment=kafka-tuned=$scratch/tuned.json
workload 0.004217 13.37% 21.53% >"$scratch/w.yaml"
every "$scratch/one" "$scratch/w.yaml" "$held" "$held2"
every "$scratch/shown" "$scratch/w.yaml" "$held" "$held2" --show-private
every "$scratch/planned" "$scratch/w.yaml"
workload 0.000091 61.18% 5.5% >"$scratch/w.yaml"
every "$scratch/two" "$scratch/w.yaml" "$held" "$held2"
diff -r "$scratch/one" "$scratch/two" >"$scratch/diff" 2>&1 && [ "$(find "$scratch/one" -type f -size +0 | wc -l)" -ge 12 ]
verdict 'whatever the private prices are, every output is the same to the byte' $? "$(head -n 6 "$scratch/diff")"
diff -r "$scratch/shown" "$scratch/two" >"$scratch/diff" 2>&1
[ $? -eq 1 ] && [ "$(grep -c '^diff' "$scratch/diff")" -ge 10 ]
verdict 'but with --show-private they are not' $? "$(head -n 6 "$scratch/diff")"

# The canaries by name: the private figures and what follows from them are in the one and in none of the other.
said=$("$python" - "$scratch/shown" "$scratch/one" "$scratch/planned" 2>&1 <<'PYTHON'
import json
import pathlib
import re
import sys
shown, *redacted = (pathlib.Path(name) for name in sys.argv[1:])
def figures(node):
    if isinstance(node, dict):
        return [f for value in node.values() for f in figures(value)]
    if isinstance(node, list):
        return [f for value in node for f in figures(value)]
    return [node] if isinstance(node, float) else []
paid = json.load(open(shown / "a.json"))
listed = set(figures(json.load(open(redacted[0] / "a.json")))) | set(figures(json.load(open(redacted[1] / "a.json"))))
canaries = {"0.004217", "13.37", "0.1337", "21.53", "0.2153", "0.13369999999999999"}
for architecture in paid["architectures"]:
    money = [architecture["usd_per_year"], paid["verdict"]["saving_usd_per_year"]]
    money += [line["usd_per_year"] for line in architecture["lines"]]
    money += [charge["usd_per_unit"] for line in architecture["lines"] for charge in line["charges"]]
    money += [excluded["usd_per_year"] for excluded in paid["excluded"] if excluded["usd_per_year"]]
    for usd in money:
        if usd in listed or usd == int(usd):
            continue
        canaries.add(f"{usd:.12g}")
        canaries.add(f"{usd:,.2f}" if usd > 1000 else f"{usd:.12g}")
        if usd > 10000:
            canaries.add(f"{round(usd):,}")
canaries |= {i["sha256"] for i in paid["inputs"]}
everything = "".join(path.read_text() for path in shown.iterdir())
assert len(canaries) > 40, canaries
for canary in ("0.004217", "13.37", "21.53", f"{paid['verdict']['saving_usd_per_year']:.12g}"):
    assert canary in everything, f"{canary} isn't even shown by --show-private"
for directory in redacted:
    for path in directory.iterdir():
        text = path.read_text()
        for canary in canaries:
            assert not re.search(r"(?<![0-9.,])" + re.escape(canary) + r"(?![0-9])", text), (str(path), canary)
        if path.name not in ("compare", "plan", "render"):
            assert re.search("private prices redacted: shown and ranked at list prices|\"redacted\": true", text) or "has a line" in text, str(path)
PYTHON
)
verdict 'no private figure and none that follows from one is in any output' $? "$said"

expect 'on the command line too' 0 "'--set=pricing.discount=(redacted)'" '' "$w" compare --no-simulate "$small" --set pricing.discount=13.37% --format json
! grep -q 1337 "$scratch/out" && ! grep -q '13\.37' "$scratch/out"
verdict 'and nowhere else' $?
grep -q '"path": "pricing.discount", "value": "(redacted)"' "$scratch/out"
verdict 'the parameter says that it is redacted' $?
expect 'asked for, all is shown' 0 '--set=pricing.discount=13.37%' '' "$w" compare --no-simulate "$small" --set pricing.discount=13.37% --format json --show-private
grep -q '"redacted": false' "$scratch/out"
verdict 'and the document says so' $?
"$w" compare --no-simulate "$small" --format json >"$scratch/plain.json"
"$w" compare --no-simulate "$small" --format json --show-private >"$scratch/plainer.json"
[ "$(grep -vc -e '"sha256"' -e '"command"' "$scratch/plain.json")" -gt 100 ] &&
    [ "$(grep -v -e '"sha256": "[0-9a-f]*",$' -e '"command"' "$scratch/plain.json")" = "$(grep -v -e '"sha256": "[0-9a-f]*",$' -e '"command"' "$scratch/plainer.json")" ]
verdict 'without private prices there is nothing to redact' $?

# Machines that only a private price makes the cheapest are kept, at list prices.
cheap='pricing.private."AmazonEC2:BoxUsage:r8g.2xlarge"=0.00391'
"$w" compare --no-simulate "$small" --set "$cheap" --format json >"$scratch/moved.json" 2>"$scratch/err"
verdict 'a private price that decides the machines' $? "$(cat "$scratch/err")"
said=$("$python" - "$scratch/moved.json" "$scratch/plain.json" 2>&1 <<'PYTHON'
import json
import sys
moved, plain = (json.load(open(name))["architectures"] for name in sys.argv[1:])
for one, other in zip(moved, plain):
    assert one["deployment"][0]["instance"] == "r8g.2xlarge" != other["deployment"][0]["instance"]
    assert one["deployment_origin"] == "planned" and one["search"] == {"rejected": [], "filtered": []}
    brokers = next(line for line in one["lines"] if line["id"] == "compute.brokers")
    assert brokers["usd_per_year"] == brokers["usd_per_year_list"] > 1000
    assert brokers["quantity_per_year"] == one["deployment"][0]["count"] * 8760
assert "391" not in open(sys.argv[1]).read().replace("5391", "")
PYTHON
)
verdict 'machines as planned, dollars as listed' $? "$said"
# Steps of a waterfall can be private too.
waterfall() { "$w" compare --no-simulate "$small" --columns 200 --waterfall kafka-classic..kafka-tuned --waterfall-add arm64 "$@"; }
for price in 0.001337 0.0091337; do
    step="pricing.private.\"AWSDataTransfer:DataTransfer-Regional-Bytes\"=$price"
    expect "$step on a waterfall" 0 'steps of private prices are left out of the waterfall; --show-private shows them' '' waterfall --waterfall-add "$step"
    grep -q 'private prices redacted' "$scratch/out" && grep -q 'processor: any → arm64' "$scratch/out"
    verdict 'says so, and keeps the others' $? "$(grep -A 12 Waterfall "$scratch/out")"
    cp "$scratch/out" "$scratch/waterfall.$price"
    waterfall --waterfall-add "$step" --format json >"$scratch/out"
    ! grep -q 1337 "$scratch/out" && grep -q "waterfall-add=.*=(redacted)'" "$scratch/out"
    verdict 'and hides it' $? "$(grep '"command"' "$scratch/out")"
    expect 'or shows it' 0 'pricing.private' '' waterfall --waterfall-add "$step" --show-private
done
same "$scratch/waterfall.0.001337" "$scratch/waterfall.0.0091337"
verdict 'whatever it is' $?
# A discount on a waterfall is a question: it counts from list prices, whatever is paid.
waterfall --waterfall-add discount=10% | sed -n '/^Waterfall/,/^$/p' >"$scratch/asked"
grep -q 'pricing.discount: 0% → 10%' "$scratch/asked"
verdict 'a discount on a waterfall is shown' $? "$(cat "$scratch/asked")"
waterfall --waterfall-add discount=10% --set pricing.discount=13.37% | sed -n '/^Waterfall/,/^$/p' >"$scratch/paid"
same "$scratch/paid" "$scratch/asked"
verdict 'the same whatever is paid' $?
waterfall --set 'pricing.private."AmazonEC2:BoxUsage:r6a.2xlarge"=0.00391' --format json >"$scratch/out"
grep -q '"waterfall": {' "$scratch/out" && ! grep -q '0\.00391' "$scratch/out"
verdict 'a waterfall where private prices decide the machines' $?

cp pricing/*/us-east-1.csv "$scratch/book.csv" 2>/dev/null || cp "$(find pricing -name 'us-east-1*.csv' | head -n 1)" "$scratch/book.csv"
grep -v 'Requests-Tier1' "$scratch/book.csv" >"$scratch/less.csv"
private='pricing.private."AmazonS3:Requests-Tier1"=0.004217'
expect 'a private price with no list price in its place' 4 '' 'warpcost: private prices are shown as list prices, and the price book of us-east-1 lacks some of these; to show the private ones add --show-private' "$w" compare --no-simulate "$small" --prices "$scratch/less.csv" --set "$private"
! grep -q 4217 "$scratch/err"
verdict 'the message keeps it too' $? "$(cat "$scratch/err")"
expect 'which can be shown' 0 '4217' '' "$w" compare --no-simulate "$small" --prices "$scratch/less.csv" --set "$private" --show-private --format json
finish
