#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The same figure has the same digits in every output: lines and totals of text, plan, Markdown, page, workbook and diff are those
# of the document, each rounded by itself, half away from zero; where printed rows miss their total, a note says so.
. tests/harness.sh
w=$WARPCOST
cp tests/fixtures/small.yaml "$scratch/small.yaml"
cp scenarios/seed.yaml "$scratch/seed.yaml"
cp examples/orders.yaml "$scratch/orders.yaml"
for n in 1 2 3 4; do
    cat >"$scratch/made-$n.yaml" <<YAML
name: made-$n
region: us-east-1
topics:
  - {name: a, produce: {rate: $((n * 3)).7 MB/s, record_size: ${n}00 B}, consume: {groups: $n}, partitions: $((n * 30)), retention: ${n}d}
  - {name: b, produce: {rate: 1$n.3 MiB/s, record_size: 1 KiB}, consume: {groups: 2}, partitions: 90, retention: $((n * 7))h}
pricing: {support: business}
architectures: [kafka-classic, kafka-tuned, msk-provisioned, msk-express, warpstream]
YAML
done
cat >"$scratch/agree.py" <<'PYTHON'
import html
import json
import math
import re
import sys
import zipfile
name = sys.argv[1]
run = json.load(open(f"{name}.json", encoding="utf-8"))
NOTE = "Each figure is rounded by itself"
def whole(usd, digits=0):
    scaled = abs(usd) * 10**digits
    return math.copysign(math.floor(scaled + 0.5) / 10**digits, usd)
def number(text):
    return float(re.sub(r"[^\d.-]", "", text))
totals = {one["id"]: one["usd_per_year"] for one in run["architectures"]}
lines = {}
for one in run["architectures"]:
    for line in one["lines"]:
        lines.setdefault(line["id"], {}).setdefault(one["id"], 0)
        lines[line["id"]][one["id"]] += line["usd_per_year"]
checked = 0
for one in run["architectures"]:
    id = one["id"]
    own = {line: of[id] for line, of in lines.items() if id in of}
    off = sum(whole(usd) for usd in own.values()) != whole(totals[id])
    text = open(f"{name}-{id}.txt", encoding="utf-8").read()
    for line, usd in own.items():
        found = re.search(rf"^{re.escape(line)} .*?(-?[\d,]+) +\[", text, re.M)
        assert found and number(found[1]) == whole(usd), ("text", id, line, usd, found and found[0])
        checked += 1
    assert number(re.search(r"^total \$ per year +([\d,]+)", text, re.M)[1]) == whole(totals[id]), ("text", id, "total")
    assert (NOTE in text) == off, ("note", id, off)
    plan = open(f"{name}-{id}-plan.txt", encoding="utf-8").read()
    for line, figure in re.findall(r"^  ([a-z_]+\.[a-z_.]+) .*?(-?[\d,]+)$", plan, re.M):
        if line in own:
            assert number(figure) == whole(own[line]), ("plan", id, line, figure)
    md = open(f"{name}-{id}.md", encoding="utf-8").read()
    for line, usd in own.items():
        found = re.search(rf"^\| {re.escape(line)} \| (?:\(m\) )?(-?[\d,]+)", md, re.M)
        if found:
            assert number(found[1]) == whole(usd), ("Markdown", id, line, usd, found[0])
page = html.unescape(open(f"{name}.html", encoding="utf-8").read())
table = re.search(r'aria-label="Annual cost by component"><table.*?</table>', page, re.S)[0]
components = {}
for one in run["architectures"]:
    for line in one["lines"]:
        components.setdefault(one["name"], {}).setdefault(line["component"], 0)
        components[one["name"]][line["component"]] += line["usd_per_year"]
by_name = {one["name"]: one for one in run["architectures"]}
for row in re.findall(r"<tr>(.*?)</tr>", table, re.S)[1:]:
    cells = [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
    known = [one for one in by_name if cells[0].startswith(one)]
    if not known:
        continue
    wanted = sorted(whole(usd) for usd in components[known[0]].values() if usd != 0)
    assert sorted(number(cell) for cell in cells[1:-1] if cell not in ("-", "–", "—", "")) == wanted, (cells, wanted)
    assert number(cells[-1]) == whole(by_name[known[0]]["usd_per_year"]), cells
    checked += 1
for one in run["architectures"]:  # to the cent
    for line, usd in ((line["id"], line["usd_per_year"]) for line in one["lines"] if line["topic_group"] is None):
        if sum(1 for other in one["lines"] if other["id"] == line) == 1 and usd > 0:
            assert f"{whole(usd, 2):,.2f}" in page, ("page", one["id"], line, usd)
            checked += 1
book = zipfile.ZipFile(f"{name}.xlsx")
values = set()
for sheet in book.namelist():
    if sheet.startswith("xl/worksheets/sheet"):
        values |= {round(float(value), 4) for value in re.findall(r"<v>(-?[\d.]+(?:E-?\d+)?)</v>", book.read(sheet).decode())}
for id, usd in totals.items():  # cells have the whole figure, which a spreadsheet rounds as above
    assert any(abs(value - usd) < 0.005 for value in values), ("workbook", id, usd)
assert checked > 20, checked
PYTHON
for name in small seed orders made-1 made-2 made-3 made-4; do
    "$w" compare --no-simulate "$scratch/$name.yaml" -o "$scratch/$name.json" -o "$scratch/$name.html" -o "$scratch/$name.xlsx" 2>"$scratch/err" || fail "$name" "$(cat "$scratch/err")"
    for id in $(/usr/bin/python3 -c 'import json, sys; print(*[one["id"] for one in json.load(open(sys.argv[1]))["architectures"]])' "$scratch/$name.json"); do
        "$w" compare --no-simulate "$scratch/$name.yaml" --architecture "$id" --lines --columns 200 >"$scratch/$name-$id.txt"
        "$w" plan "$scratch/$name.yaml" --architecture "$id" --columns 200 >"$scratch/$name-$id-plan.txt"
        "$w" compare --no-simulate "$scratch/$name.yaml" --architecture "$id" -o "$scratch/$name-$id.md"
    done
    said=$(cd "$scratch" && /usr/bin/python3 agree.py "$name" 2>&1)
    verdict "$name: text, plan, Markdown, page and workbook agree to the digit" $? "$said"
done
# A diff's ends are what compare prints of them.
"$w" diff "$scratch/orders.json" "$scratch/orders.yaml" --no-simulate --set topics.clickstream.produce.rate=9MiB/s >"$scratch/diff.txt"
"$w" compare --no-simulate "$scratch/orders.yaml" --set topics.clickstream.produce.rate=9MiB/s -o "$scratch/more.json"
said=$(cd "$scratch" && /usr/bin/python3 - 2>&1 <<'PYTHON'
import json
import re
before, after = ({one["name"]: one for one in json.load(open(name))["architectures"]} for name in ("orders.json", "more.json"))
text = open("diff.txt", encoding="utf-8").read()
checked = 0
for part in re.split(r"\n(?=\S.*: \$)", text)[1:]:
    name = part.split(": $")[0]
    for id, old, new in re.findall(r"^[~] +([a-z_.]+) +([\d,]+|-) +([\d,]+|-) ", part, re.M):
        for figure, run in ((old, before), (new, after)):
            usd = sum(line["usd_per_year"] for line in run[name]["lines"] if line["id"] == id)
            assert int(figure.replace(",", "")) == int(usd + 0.5), (name, id, figure, usd)
            checked += 1
assert checked > 10, text
PYTHON
)
verdict 'lines of a diff are those of both runs' $? "$said"
finish
