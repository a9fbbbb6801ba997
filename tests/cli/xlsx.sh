#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The workbook, read by a calculator of its own (tests/tools/sheet.py): its formulas give the run's figures, follow their cells to those of another run,
# and no name becomes a formula.
. tests/harness.sh
w=$WARPCOST
python=/usr/bin/python3
export PYTHONPATH=tests/tools PYTHONDONTWRITEBYTECODE=1

cat >"$scratch/check.py" <<'PYTHON'
"""check.py BOOK RUN: every formula's cached value is what it computes, and the totals are the run's."""
import json
import math
import sys
from sheet import Book
def near(a, b, what):
    """What a redacted run doesn't know is said, and isn't a figure."""
    if b is None:
        assert a == "redacted", (what, a)
        return
    assert math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9), (what, a, b)
book, run = Book(sys.argv[1]), json.load(open(sys.argv[2]))
got = book.calculate()
choices = [cell.value for _, _, cell in book.formulas(words=True)]
best = next((a for a in run["architectures"] if a["id"] == run["verdict"]["recommended"]), None)
assert [text.split(" is the cheapest option that ")[0] for text in choices] == ([best["name"]] if best else []), choices
assert best is None or choices[0].endswith(f", at ${best['usd_per_year']:,.0f} per year.") or best["usd_per_year"] % 1 == 0.5, choices
for sheet, at, cell in book.formulas():
    assert isinstance(cell.value, float), (sheet, at, cell.formula)
    near(got[sheet, at], cell.value, (sheet, at, cell.formula))
sheets = list(book.sheets)
assert sheets[0] == "Summary" and sheets[-6:] == ["Cash", "Prices", "Latency", "Distributions", "Assumptions", "About"], sheets
assert len(sheets) == len(run["architectures"]) + 7
summary = book.rows("Summary")
labels = {row[1]: row for row in summary.values() if 1 in row}
assert choices or labels[run["verdict"]["sentence"]]
for number, architecture in enumerate(run["architectures"]):
    rows = list(book.rows(sheets[1 + number]).values())
    if not architecture["lines"]:
        continue
    near(labels["total $ per year"][2 + number], architecture["usd_per_year"], "total")
    near(labels["at list prices"][2 + number], architecture["usd_per_year_list"], "list")
    near(labels["at contracted prices"][2 + number], architecture["usd_per_year_contracted"], "contracted")
    total = next(row for row in rows if row.get(2) == "total")
    near(total[12], architecture["usd_per_year"], "total of the sheet")
    near(total[14], architecture["usd_per_year_contracted"], "contracted of the sheet")
    near(total[15], architecture["usd_per_year_list"], "list of the sheet")
    lines = {}
    for line in architecture["lines"]:
        key = line["id"], line["meter"]
        sums = lines.setdefault(key, [0, 0, 0, 0])
        for i, member in enumerate(("quantity_per_year", "usd_per_year", "usd_per_year_contracted", "usd_per_year_list")):
            sums[i] = None if line[member] is None else sums[i] + line[member]
    for row in rows[rows.index(next(r for r in rows if r.get(1) == "no.")) + 1:rows.index(total)]:
        quantity, usd, usd_contracted, usd_list = lines.pop((row[2], row[6]))
        near(row[10] * 12, quantity, row[2])
        near(row[12], usd, row[2])
        near(row[14], usd_contracted, row[2])
        near(row[15], usd_list, row[2])
    assert not lines, lines
    cash = {row[1]: row.get(2 + number) for row in list(book.rows("Cash").values())[:22] if 1 in row}
    each = (architecture["usd_per_year"] - (architecture["upfront_usd"] / architecture["upfront_years"] if architecture["upfront_years"] else 0)) / 12
    for month in range(1, 13):
        near(cash[f"month {month}"], each + (architecture["upfront_usd"] if month == 1 else 0), f"cash of month {month}")
    near(cash["first year"], architecture["upfront_usd"] + 12 * each, "cash of the first year")
    near(list(book.rows("Cash").values())[-1][2 + number], cash["first year"], "cash paid by its end")
    live = [c for s, a, c in book.formulas() if s == sheets[1 + number] and a[0] == 12 and "IF(" in c.formula]
    print(architecture["id"], len(live), "live lines of", len({(l["id"], l["meter"]) for l in architecture["lines"]}))
PYTHON

# book NAME COMMAND...: a run, its workbook, and the check of both.
book() {
    name=$1
    shift
    "$w" compare "$@" -o "$scratch/run.json" -o "$scratch/run.xlsx" 2>"$scratch/err"
    said=$("$python" "$scratch/check.py" "$scratch/run.xlsx" "$scratch/run.json" 2>&1)
    verdict "$name: the workbook computes the run's figures" $? "$(cat "$scratch/err")" "$said"
}
book 'a small workload' --no-simulate tests/fixtures/small.yaml
case $said in *'kafka-classic 7 live lines of 7'*) status=0 ;; *) status=1 ;; esac
verdict 'and every line is live' $status "$said"
book 'the article, simulated' scenarios/seed.yaml --set simulation.max_duration=20s
cp "$scratch/run.json" "$scratch/seed.json"
cp "$scratch/run.xlsx" "$scratch/seed.xlsx"
for workload in examples/*.yaml; do
    case $workload in */profile.yaml) continue ;; esac
    book "$workload" --no-simulate "$workload"
done
book 'private prices' --no-simulate examples/pricing.yaml --show-private
book 'three years paid at the start, and support' --no-simulate tests/fixtures/small.yaml --set pricing.purchase=reserved-3yr-all-upfront --set pricing.support=business --set pricing.discount=7.5%
case $said in *'kafka-classic 8 live lines of 8'*) status=0 ;; *) status=1 ;; esac
verdict 'support is live too' $status "$said"
book 'the least fee of support' --no-simulate tests/fixtures/small.yaml --set pricing.support=enterprise
book 'uneven load' --no-simulate tests/fixtures/small.yaml --set load.peak_to_mean=1.7 --set billing.gigabyte=decimal

# ---- cells that are there to be changed ----
"$python" - "$scratch/seed.json" "$scratch" <<'PYTHON'
import json
import sys
for architecture in json.load(open(sys.argv[1]))["architectures"]:
    json.dump(architecture["deployment"], open(f"{sys.argv[2]}/{architecture['id']}.fleet", "w"))
PYTHON
# again NAME OPTION...: the same machines under other parameters.
again() {
    name=$1
    shift
    "$w" compare --no-simulate scenarios/seed.yaml "$@" --show-private --deployment "kafka-classic=$scratch/kafka-classic.fleet" --deployment "kafka-tuned=$scratch/kafka-tuned.fleet" \
        --deployment "warpstream=$scratch/warpstream.fleet" -o "$scratch/$name.json" >"$scratch/out" 2>&1
}
again discounted --set pricing.discount=12.5% --set pricing.support=business
again supported --set pricing.support=business
again committed --set pricing.purchase=reserved-3yr-all-upfront
again committed-discounted --set pricing.purchase=reserved-3yr-all-upfront --set pricing.discount=12.5%
"$w" render "$scratch/committed.json" -o "$scratch/committed.xlsx"
again doubled --set topics.events.produce.rate='2 GiB/s'
"$w" render "$scratch/supported.json" -o "$scratch/supported.xlsx"
"$python" - "$scratch/seed.json" "$scratch/cut.json" <<'PYTHON'
import hashlib
import re
import sys
text = re.sub('(?s),\n? *\{"from": [0-9.]+, "to": [0-9a-z.]+, "quantity_per_month": 0, [^}]*\}', "", open(sys.argv[1]).read())
text = re.sub('("sha256": )"[^"]*"', '\\1""', text, count=1)
open(sys.argv[2], "w").write(text.replace('"sha256": ""', '"sha256": "%s"' % hashlib.sha256(text.encode()).hexdigest(), 1))
PYTHON
expect 'a run without the tiers that it does not reach' 0 '' '' "$w" render "$scratch/cut.json" -o "$scratch/cut.xlsx"
said=$("$python" - "$scratch" 2>&1 <<'PYTHON'
import json
import math
import sys
from sheet import Book
scratch = sys.argv[1]
def architectures(name):
    return {a["id"]: a for a in json.load(open(f"{scratch}/{name}.json"))["architectures"]}
def near(a, b, what):
    assert math.isclose(a, b, rel_tol=1e-9), (what, a, b)
def row_of(book, sheet, word, column):
    return next(row for row, cells in book.rows(sheet).items() if cells.get(column) == word)
def total(book, sheet, got):
    return got[sheet, (12, row_of(book, sheet, "total", 2))]

# A discount in the cell is the discount of another run. Support is a share of what is left, by tiers.
book = Book(f"{scratch}/supported.xlsx")
book.put("discount_cloud", 0.125)
got, other = book.calculate(), architectures("discounted")
for id, architecture in other.items():
    near(total(book, id, got), architecture["usd_per_year"], (id, "discounted"))
    assert architecture["usd_per_year"] < 0.99 * architectures("supported")[id]["usd_per_year"]
    near(got[id, (14, row_of(book, id, "total", 2))], architecture["usd_per_year_contracted"], (id, "contracted"))
    near(got[id, (15, row_of(book, id, "total", 2))], architecture["usd_per_year_list"], (id, "at list"))

# A commitment's cash follows a discount.
book = Book(f"{scratch}/committed.xlsx")
book.put("discount_cloud", 0.125)
got, other = book.calculate(), architectures("committed-discounted")
for number, architecture in enumerate(other.values()):
    start, first, sixth, last, year = (got["Cash", (2 + number, row_of(book, "Cash", word, 1))] for word in ("upfront", "month 1", "month 6", "month 12", "first year"))
    near(start, architecture["upfront_usd"], (architecture["id"], "at the start"))
    near(sixth, (architecture["usd_per_year"] - architecture["upfront_usd"] / 3) / 12, (architecture["id"], "a month"))
    near(first, start + sixth, (architecture["id"], "the first month"))
    assert last == sixth and start > 10000
    near(year, start + 12 * sixth, (architecture["id"], "a year"))

# No cell scales a load for which machines would have to be planned anew.
assert set(Book(f"{scratch}/seed.xlsx").names) == {"discount_cloud", "discount_vendor"}

# Beyond the last tier that a run knows there is no price: no guess. This one is cut short.
book = Book(f"{scratch}/cut.xlsx")
assert not math.isnan(total(book, "warpstream", book.calculate()))
for row, cells in book.rows("warpstream").items():
    if cells.get(2, "").startswith("control_plane.fee.") and isinstance(cells.get(8), float):
        book.sheets["warpstream"][8, row].value *= 3
got = book.calculate()
assert math.isnan(total(book, "warpstream", got)) and not math.isnan(total(book, "kafka-tuned", got))

# A price, changed where it stands, counts wherever it is paid.
book = Book(f"{scratch}/seed.xlsx")
for row, cells in book.rows("Prices").items():
    if cells.get(1) == "AWSDataTransfer:DataTransfer-Regional-Bytes":
        book.sheets["Prices"][7, row].value *= 3
got, run = book.calculate(), architectures("seed")
for id in ("kafka-classic", "kafka-tuned"):
    network = sum(l["usd_per_year"] for l in run[id]["lines"] if l["meter"] == "AWSDataTransfer:DataTransfer-Regional-Bytes")
    near(total(book, id, got), run[id]["usd_per_year"] + 2 * network, (id, "tripled"))

# A quantity counts by itself.
book = Book(f"{scratch}/seed.xlsx")
row = next(row for row, cells in book.rows("kafka-classic").items() if cells.get(2) == "compute.brokers")
book.sheets["kafka-classic"][8, row].value *= 2
got = book.calculate()
brokers = sum(l["usd_per_year"] for l in run["kafka-classic"]["lines"] if l["id"] == "compute.brokers")
near(total(book, "kafka-classic", got), run["kafka-classic"]["usd_per_year"] + brokers, "twice the brokers")
near(total(book, "warpstream", got), run["warpstream"]["usd_per_year"], "no other")
PYTHON
)
verdict 'cells that are changed give the figures of runs that were changed so' $? "$said"

# ---- what it holds ----
said=$("$python" - "$scratch/seed.xlsx" "$scratch/seed.json" 2>&1 <<'PYTHON'
import json
import math
import re
import sys
from sheet import Book
book, run = Book(sys.argv[1]), json.load(open(sys.argv[2]))
for name in book.members:
    assert not re.search("vba|external|embed", name, re.I), name
for name, text in book.parts.items():
    assert b"TargetMode=\"External\"" not in text, name
charts = [n for n in book.members if n.startswith("xl/charts/chart")]
assert len(charts) == 2 + 3 + len(run["architectures"]), charts
for sheet in range(1, len(book.sheets) + 1):
    text = book.parts[f"xl/worksheets/sheet{sheet}.xml"].decode()
    for wanted in ('state="frozen"', 'fitToPage="1"', 'orientation="landscape"', "<oddFooter>"):
        assert wanted in text, (sheet, wanted)
assert all(c.get(1) != "-" for c in book.rows("Latency").values())
rows = [c for c in book.rows("Latency").values() if c.get(3) in ("produce", "end to end") and c.get(4) == "all"]
wanted = [a["latency"]["mean_load"][m] for a in run["architectures"] for m in ("produce_ms", "end_to_end_ms")]
assert len(rows) == len(wanted) == 6
for row, distribution in zip(rows, wanted):
    for column, member in ((5, "mean"), (6, "p50"), (7, "p90"), (8, "p95"), (9, "p99"), (12, "p999")):
        assert row.get(column) == distribution[member], (row, member)
    assert [row.get(10), row.get(11)] == (distribution["p99_ci"] or [None, None])
assert any(d["p99_ci"] for d in wanted)
highest = max(level for level, member in ((0.5, "p50"), (0.9, "p90"), (0.95, "p95"), (0.99, "p99"), (0.999, "p999")) if wanted[0][member] is not None)
assert sum(1 for c in book.rows("Distributions").values() if isinstance(c.get(1), float)) == sum(share <= highest for _, share in wanted[0]["cdf"])
paths = [c.get(1) for c in book.rows("Assumptions").values()]
assert all(p["path"] in paths for p in run["params"])
about = [v for c in book.rows("About").values() for v in c.values()]
assert run["price_book"]["sha256"] in about and run["command"] in about and all(e["what"] in about for e in run["excluded"])
prices = {c.get(1) for c in book.rows("Prices").values()}
assert {l["meter"] for a in run["architectures"] for l in a["lines"]} <= prices
PYTHON
)
verdict 'sheets, charts, print set-up, latencies, assumptions and origins are there' $? "$said"

# ---- the same bytes ----
"$w" render "$scratch/seed.json" -o "$scratch/later.xlsx"
cmp -s "$scratch/seed.xlsx" "$scratch/later.xlsx"
verdict 'a saved run gives the same bytes later' $?
(TZ=Asia/Tokyo "$w" render "$scratch/seed.json" --format xlsx) >"$scratch/out.xlsx"
cmp -s "$scratch/seed.xlsx" "$scratch/out.xlsx"
verdict 'on standard output too, in any time zone' $?
SOURCE_DATE_EPOCH=1700000000 "$w" render "$scratch/seed.json" -o "$scratch/dated.xlsx"
"$python" -c 'import sys, sheet
text = sheet.Book(sys.argv[1]).parts["docProps/core.xml"].decode()
assert text.count("2023-11-14T22:13:20Z") == 2, text' "$scratch/dated.xlsx"
verdict 'SOURCE_DATE_EPOCH says when it was made' $?

# ---- names that would like to be formulas ----
cat >"$scratch/hostile.yaml" <<'END'
name: "=cmd|' /C calc'!A0"
topics:
  - {name: "=1+1", produce: {rate: 10 MB/s}, consume: {groups: 1}}
  - {name: "@SUM(1)", produce: {rate: 1 MB/s}, consume: {groups: 1}}
  - {name: "-2+3 <b>&amp;", produce: {rate: 1 MB/s}, consume: {groups: 1}}
architectures:
  - {use: kafka-classic, id: summary, name: "=HYPERLINK(\"http://evil\",\"x\")"}
  - {use: kafka-tuned, id: a-very-long-id-of-an-architecture-one, name: "+1"}
  - {use: warpstream, id: a-very-long-id-of-an-architecture-two, name: "{=1}&D&[File] _x0041_ é🚀"}
END
book 'hostile names' --no-simulate "$scratch/hostile.yaml"
said=$("$python" - "$scratch/run.xlsx" 2>&1 <<'PYTHON'
import sys
from sheet import Book
book = Book(sys.argv[1])
assert all(len(name) <= 31 for name in book.sheets) and len({name.lower() for name in book.sheets}) == 10, list(book.sheets)
for sheet, at, cell in book.formulas():
    for bad in ("HYPERLINK", "cmd", "evil", "1+1)", "@"):
        assert bad not in cell.formula, (sheet, at, cell.formula)
texts = {c.value for cells in book.sheets.values() for c in cells.values() if isinstance(c.value, str)}
assert '=HYPERLINK("http://evil","x")' in texts and "+1" in texts and "=cmd|' /C calc'!A0" in texts
for name, text in book.parts.items():
    assert b"<hyperlink" not in text and b"HYPERLINK" not in text or name == "xl/sharedStrings.xml" or name.startswith("xl/charts/"), name
    if name.startswith("xl/charts/"):
        assert b"<c:f>=" not in text and b"<c:f>HYPERLINK" not in text, name
PYTHON
)
verdict 'stay texts' $? "$said"

# A document that somebody made can hold what no workload file may: what XML has no place for, sheet names of every kind, texts without end.
"$w" compare --no-simulate tests/fixtures/small.yaml -o "$scratch/run.json"
said=$("$python" - "$scratch/run.json" "$scratch" "$w" 2>&1 <<'PYTHON'
import hashlib
import json
import re
import subprocess
import sys
from sheet import Book
source, scratch, warpcost = open(sys.argv[1]).read(), sys.argv[2], sys.argv[3]
NAMES = ["", "'", "''", "[a]:*?/\\\\", "Summary", "sUMMARY", "History", "\u0001\u0008\u001f", "\ufffe\uffff", "_x0041_", "]]>", "&amp;<x>", "x" * 33000, "\u0301" * 33000,
         "\U0001f680" * 17000, "=1+1", "\t=1", "{=1}", "a\nb", "\u202e", "&D&F", "*", "~?", ">0", "compute", "\u00e9" * 31]
for name in NAMES:
    text = source
    quoted = json.dumps(name, ensure_ascii=False)
    for member in ("id", "name", "workload", "sentence", "component", "owner", "meter", "unit", "cause", "text", "path", "source", "usagetype", "role", "ack", "what", "command", "region"):
        text = re.sub('("%s": )"(?:[^"\\\\]|\\\\.)*"' % member, lambda m: m.group(1) + quoted, text)
    text = re.sub('("sha256": )"[^"]*"', r'\1""', text, count=1)
    text = text.replace('"sha256": ""', '"sha256": "%s"' % hashlib.sha256(text.encode()).hexdigest(), 1)
    open(f"{scratch}/made.json", "w").write(text)
    done = subprocess.run([warpcost, "render", f"{scratch}/made.json", "-o", f"{scratch}/made.xlsx"], capture_output=True, text=True)
    assert done.returncode == 0, (name[:20], done)
    book = Book(f"{scratch}/made.xlsx")
    assert len({n.lower() for n in book.sheets}) == 9 and all(0 < len(n) <= 31 and not re.search(r"[\[\]:*?/\\\\']", n) for n in book.sheets), list(book.sheets)
    got = book.calculate()
    for sheet, at, cell in book.formulas():
        assert len(cell.formula) < 8192, sheet
        if not sheet.startswith("Summary"):
            assert abs(got[sheet, at] - cell.value) <= 1e-9 * max(1, abs(cell.value)), (name[:20], sheet, at, cell.formula, cell.value, got[sheet, at])
    for cells in book.sheets.values():
        for cell in cells.values():
            assert not isinstance(cell.value, str) or len(cell.value.encode("utf-16-le")) // 2 <= 32767
    if len(name) < 100 and name.isprintable() and name.isascii():
        assert name == "" or any(c.value == name for c in book.sheets["Assumptions"].values()), name
PYTHON
)
verdict 'a document that was made to break it' $? "$said"

expect 'where nothing can be written' 5 '' "can't create a file beside it" "$w" render "$scratch/seed.json" -o "$scratch/none/run.xlsx"
finish
