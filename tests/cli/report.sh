#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# warpcost report: from a saved run or a workload to a page; what makes it the user's own; what is refused.
. tests/harness.sh
w=$WARPCOST
small=tests/fixtures/small.yaml
python=/usr/bin/python3
root=$PWD

# ---- where it comes from ----
"$w" report --no-simulate "$small" -o "$scratch/a.html" -o "$scratch/a.json" -o "$scratch/a.md" -o "$scratch/a.txt" >"$scratch/out" 2>&1
verdict 'straight from a workload, in several formats' $? "$(cat "$scratch/out")"
[ ! -s "$scratch/out" ] && head -n 1 "$scratch/a.html" | grep -q '^<!DOCTYPE html>' && tail -n 1 "$scratch/a.html" | grep -q '</html>'
verdict 'is a page' $?
expect 'from its run document' 0 '' '' "$w" report "$scratch/a.json" -o "$scratch/b.html"
cmp -s "$scratch/a.html" "$scratch/b.html"
verdict 'it is the same page to the byte' $?
expect 'HTML is what standard output gets' 0 '<!DOCTYPE html>' '' "$w" report "$scratch/a.json"
cmp -s "$scratch/out" "$scratch/a.html"
verdict 'the same page' $?
"$w" report - <"$scratch/a.json" >"$scratch/again.html" 2>&1; same "$scratch/again.html" "$scratch/a.html"
verdict 'from standard input' $?
"$w" render "$scratch/a.json" --format html >"$scratch/again.html"; same "$scratch/again.html" "$scratch/a.html"
verdict 'render makes it too' $?
"$w" report "$scratch/a.json" -o "$scratch/b.md" -o "$scratch/b.txt" && cmp -s "$scratch/a.md" "$scratch/b.md" && cmp -s "$scratch/a.txt" "$scratch/b.txt"
verdict 'and report the other formats' $?
expect 'one architecture only' 0 'kafka-tuned' '' "$w" report --no-simulate "$small" --architecture kafka-tuned
! grep -q 'kafka-classic' "$scratch/out"
verdict 'has no other' $?

# ---- every figure is in the run document ----
said=$("$python" - "$scratch/a.html" "$scratch/a.json" 2>&1 <<'PYTHON'
import html.parser
import json
import sys

class Page(html.parser.HTMLParser):
    """Rows of each table by its region's label; tags must nest."""
    VOID = {"meta", "img", "br", "wbr"}
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.stack, self.tables, self.label, self.rows, self.ids, self.targets = [], {}, None, None, set(), set()
    def handle_startendtag(self, tag, attributes):
        assert tag in ("path", "rect", "line", "use"), tag
    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if "id" in attributes:
            assert attributes["id"] not in self.ids, attributes["id"]
            self.ids.add(attributes["id"])
        if attributes.get("href", "").startswith("#"):
            self.targets.add(attributes["href"][1:])
        if tag not in self.VOID:
            self.stack.append(tag)
        if attributes.get("role") == "region":
            self.label = attributes["aria-label"]
            assert self.label not in self.tables, self.label
            self.rows = self.tables[self.label] = []
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
    def handle_endtag(self, tag):
        assert self.stack.pop() == tag, tag
    def handle_data(self, data):
        if self.stack and ("td" in self.stack or "th" in self.stack):
            self.rows[-1][-1] += data

page = Page()
page.feed(open(sys.argv[1], encoding="utf-8").read())
page.close()
assert not page.stack and page.targets <= page.ids, page.targets - page.ids
run = json.load(open(sys.argv[2], encoding="utf-8"))
number = lambda text: float(text.replace(",", "").replace("\u2013", "0"))
by_name = {architecture["name"]: architecture for architecture in run["architectures"]}
costs = [row for row in page.tables["Annual cost by component"][1:]]
totals = [by_name[row[0]]["usd_per_year"] for row in costs]
assert len(costs) == len(by_name) and totals == sorted(totals), totals
for row in costs:
    architecture = by_name[row[0]]
    sums = {}
    for line in architecture["lines"]:
        sums[line["component"]] = sums.get(line["component"], 0) + line["usd_per_year"]
    heads = [head.replace(" ", "_") for head in page.tables["Annual cost by component"][0][1:-1]]
    for head, cell in zip(heads, row[1:-1]):
        assert abs(number(cell) - sums.get(head, 0)) <= 0.5, (head, cell)
    assert number(row[-1]) == round(architecture["usd_per_year"])
units = page.tables["Unit costs: annual cost per unit"][1]
gigabytes = {flow["path"]: flow["gb_per_year"] for flow in by_name[units[0]]["flows"]}
usd = by_name[units[0]]["usd_per_year"]
kept = 37 * 2**20 * 3 * 86400 / 2**30
for cell, amount in zip(units[1:], (gigabytes["produce"], gigabytes["consume"], kept * 12)):
    assert abs(float(cell.strip("$")) / (usd / amount) - 1) < 0.006, (cell, usd / amount)
for architecture in run["architectures"]:
    lines = page.tables[f"Lines of {architecture['name']} to the cent"]
    assert len(lines) - 2 == len(architecture["lines"])
    assert abs(sum(number(row[-1]) for row in lines[1:-1]) - number(lines[-1][-1])) <= 0.005 * len(lines)
    assert abs(number(lines[-1][-1]) - architecture["usd_per_year"]) < 0.00501
    for row, line in zip(lines[1:], architecture["lines"]):
        assert line["id"] in row[0] and line["basis"] in row[0] and line["meter"] == row[1], row
        assert abs(number(row[-1]) - line["usd_per_year"]) < 0.00501, row
parameters = page.tables["Every parameter"][1:]
assert sum(int(row[0].split(" of ")[1]) if " of " in row[0] else 1 for row in parameters) == len(run["params"])
for excluded in run["excluded"]:
    assert excluded["what"] in open(sys.argv[1], encoding="utf-8").read().replace("&#39;", "'").replace("&amp;", "&"), excluded["what"]
PYTHON
)
verdict 'tables of the page are figures of the document, each rounded by itself' $? "$said"

# ---- pictures ----
{
    echo '<pictures>'
    gawk -v RS='</svg>' 'match($0, /<svg .*/) { print substr($0, RSTART) "</svg>" }' "$scratch/a.html" | sed 's/<svg /<svg xmlns="http:\/\/www.w3.org\/2000\/svg" /'
    echo '</pictures>'
} >"$scratch/pictures.xml"
xmllint --noout "$scratch/pictures.xml" 2>"$scratch/log" && [ "$(grep -c 'class="chart' "$scratch/pictures.xml")" -ge 10 ]
verdict 'pictures are well-formed' $? "$(head -n 4 "$scratch/log")"

# ---- the user's own ----
cd "$scratch" || exit 1
printf '\211PNG\r\n\032\n\0\0\0\rIHDR\0\0\0\010\0\0\0\010\010\2\0\0\0' >logo.png
printf '\211PNG\r\n\032\n and more' >cut.png
printf '\377\330\377\300\0\021\010\0\010\0\010\3 and more' >logo.jpg
printf 'GIF89a' >logo.gif
printf 'Because **we** ask: <script>alert(1)</script> [here](javascript:alert(2))\n' >notes.md
mkdir -p below && cp notes.md below/
expect 'title, author, logo and notes' 0 '' '' "$w" report a.json -o own.html --title 'Events <b>' --author 'Platform & team' --logo logo.png --notes below/notes.md
for part in '<title>Events &lt;b&gt;</title>' 'Platform &amp; team' 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAAA' 'Because <strong>we</strong> ask: &lt;script&gt;' '[here](javascript:alert(2))'; do
    grep -qF -e "$part" own.html
    verdict "has $part" $?
done
expect 'Markdown and a workbook too' 0 '' '' "$w" report a.json -o own.md --title 'Events <b>' --author 'Platform & team' --notes below/notes.md
for part in '## Events &lt;b&gt;' 'Platform &amp; team' '#### Notes' 'Because **we** ask: &lt;script&gt;' '\[here\](javascript:alert(2))'; do
    grep -qF -e "$part" own.md
    verdict "Markdown has $part" $?
done
printf 'iVBORw0KGgoAAAANSUhEUgAAAZAAAADIAQAAAADxKEV2AAAAAnRSTlMAAHaTzTgAAAAhSURBVHja7cExAQAAAMKg9U9tDQ+gAAAAAAAAAAAAAADgYCcQAAFWq2FiAAAAAElFTkSuQmCC' | base64 -d >real.png
expect 'a workbook' 0 '' '' "$w" report a.json -o own.xlsx --title '=1+1' --author '@SUM(1)' --logo real.png --notes below/notes.md
said=$(PYTHONPATH=$root/tests/tools PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 - own.xlsx 2>&1 <<'PYTHON'
import sys
from sheet import Book
book = Book(sys.argv[1])
assert list(book.sheets)[:2] == ["Summary", "Notes"], list(book.sheets)
texts = {sheet: [c.value for c in cells.values() if isinstance(c.value, str)] for sheet, cells in book.sheets.items()}
assert "=1+1" in texts["Summary"] and "@SUM(1)" in texts["Summary"]
assert "Because we ask: <script>alert(1)</script> [here](javascript:alert(2))" in texts["Notes"], texts["Notes"]
core = book.parts["docProps/core.xml"].decode()
assert "<dc:title>=1+1</dc:title>" in core and "<dc:creator>@SUM(1)</dc:creator>" in core, core
assert [n for n in book.members if n.startswith("xl/media/")] == ["xl/media/image1.png"], book.members
assert all("1+1" not in cell.formula for _, _, cell in book.formulas())
PYTHON
)
verdict 'has title, author, notes and logo, all of it text' $? "$said"
for format in html xlsx md; do
    expect "a logo that is cut short, $format" 2 '' "'cut.png' ends before it says how large it is" "$w" report a.json -o cut.$format --logo cut.png
    [ ! -e cut.$format ]
    verdict 'and nothing is written' $?
done
expect 'a JPEG' 0 'data:image/jpeg;base64,/9j/' '' "$w" report a.json --logo logo.jpg
expect 'no picture' 2 '' "'--logo': 'logo.gif' is neither PNG nor JPEG" "$w" report a.json --logo logo.gif
expect 'a file that is not there' 5 '' "can't open 'no.md'" "$w" report a.json --notes no.md
printf 'secret\n' >"$scratch/secret.md"
(cd below && expect 'a file above' 3 '' "'../secret.md' lies outside the working directory" "$w" report ../a.json --notes ../secret.md && ln -s ../secret.md link.md &&
    expect 'a link to a file above' 3 '' "'link.md' lies outside the working directory" "$w" report ../a.json --notes link.md; [ "$failures" -eq 0 ]) || failures=$((failures + 1))
expect 'a file elsewhere' 3 '' "'/etc/hostname' lies outside the working directory" "$w" report a.json --notes /etc/hostname
head -c 300000 /dev/zero | tr '\0' 'x' >long.md
expect 'notes beyond measure' 3 '' 'long.md' "$w" report a.json --notes long.md
expect 'a title beyond measure' 2 '' "'--title' is longer than 1000 bytes" "$w" report a.json --title "$(head -c 1001 long.md)"
cd "$root" || exit 1

# ---- what isn't a run ----
sed 's/"usd_per_year": \([0-9]\)/"usd_per_year": 1\1/' "$scratch/a.json" >"$scratch/altered.json"
expect 'an altered document' 3 '' 'sha256' "$w" report "$scratch/altered.json" -o "$scratch/no.html"
head -c 5000 "$scratch/a.json" >"$scratch/cut.json"
expect 'one cut short' 3 '' 'cut.json' "$w" report "$scratch/cut.json" -o "$scratch/no.html"
"$python" - "$scratch/a.json" "$scratch/later.json" <<'PYTHON'
import hashlib
import re
import sys
text = open(sys.argv[1], encoding="utf-8").read()
text = re.sub(r"warpcost\.run/1\.[0-9]+", "warpcost.run/2.0", text, count=1)
text = re.sub(r'"sha256": "[0-9a-f]*"', '"sha256": ""', text, count=1)
hash = hashlib.sha256(text.encode()).hexdigest()
open(sys.argv[2], "w", encoding="utf-8").write(text.replace('"sha256": ""', f'"sha256": "{hash}"', 1))
PYTHON
expect 'one of a later major version' 3 '' 'this document is of version 2.0 and this warpcost reads version 1' "$w" report "$scratch/later.json" -o "$scratch/no.html"
[ ! -e "$scratch/no.html" ]
verdict 'nothing was written' $?
echo 'retension: 7d' >"$scratch/bad.yaml"
expect 'a workload that is wrong' 3 '' "unknown key 'retension'" "$w" report "$scratch/bad.yaml"
finish
