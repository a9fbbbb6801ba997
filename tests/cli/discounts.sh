#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is negotiated and committed: its dollars by another program's arithmetic; who sees them; and that no output shows a figure under a name
# that isn't its own.
. tests/harness.sh
w=$WARPCOST
python=/usr/bin/python3
root=$PWD
export PYTHONDONTWRITEBYTECODE=1
cd "$scratch" || exit 1
case $w in /*) ;; *) w=$root/$w ;; esac

printf '%s\n' 'name: deal' 'region: us-east-1' \
    'topics: [{name: events, produce: {rate: 37 MiB/s}, consume: {groups: 2}, retention: 3d}]' 'architectures: [kafka-classic, kafka-tuned, warpstream]' >base.yaml
# priced NAME LINE...: a workload of that name with these lines below `pricing`.
priced() {
    file=$1.yaml
    shift
    { cat base.yaml; printf '%s\n' 'pricing:'; printf '  %s\n' "$@"; } >"$file"
}
"$w" compare --no-simulate base.yaml -o list.json
$python - <<'PYTHON'
import json
for architecture in json.load(open("list.json"))["architectures"]:
    json.dump(architecture["deployment"], open(architecture["id"] + ".fleet", "w"))
PYTHON
held='--deployment kafka-classic=kafka-classic.fleet --deployment kafka-tuned=kafka-tuned.fleet --deployment warpstream=warpstream.fleet'

# ---- the arithmetic: list dollars of the run without discounts, and percentages by hand ----

cat >money.py <<'PYTHON'
"""money.py RUN NAME=SHARE...: list dollars of list.json less each service's share; a private price as METER=@USD."""
import json
import math
import sys
listed, run = (json.load(open(name)) for name in ("list.json", sys.argv[1]))
given = dict(word.rsplit("=", 1) for word in sys.argv[2:])
VENDORS = {"WarpStream"}
for before, after in zip(listed["architectures"], run["architectures"]):
    sums = {"usd_per_year": 0.0, "usd_per_year_contracted": 0.0, "usd_per_year_list": 0.0}
    assert len(before["lines"]) == len(after["lines"])
    for old, new in zip(before["lines"], after["lines"]):
        offer = old["meter"].split(":")[0]
        share = float(given.get(offer, 0 if offer in VENDORS else given.get("*", 0)))
        wanted = old["usd_per_year"] * (1 - share)
        if old["meter"] in given:
            wanted = old["quantity_per_year"] * float(given[old["meter"]].lstrip("@"))
        assert math.isclose(new["usd_per_year"], wanted, rel_tol=1e-9), (new["id"], new["usd_per_year"], wanted)
        assert math.isclose(new["usd_per_year_contracted"], wanted, rel_tol=1e-9) and math.isclose(new["usd_per_year_list"], old["usd_per_year"], rel_tol=1e-9)
        assert new["private"] == (old["meter"] in given)
        for member in sums:
            sums[member] += new[member]
    for member, total in sums.items():
        assert math.isclose(after[member], total, rel_tol=1e-9), (after["id"], member)
print(" ".join(f"{round(a['usd_per_year']):,}" for a in run["architectures"]))
PYTHON
# money NAME 'LINE OF PRICING' SHARE...: compares, and leaves the effective totals in $totals.
money() {
    name=$1
    priced now "$2"
    shift 2
    # shellcheck disable=SC2086
    "$w" compare --no-simulate --full now.yaml $held --show-private -o now.json -o now.txt -o now.md -o now.html -o now.csv -o now.focus.csv 2>err
    totals=$($python money.py now.json "$@" 2>&1)
    verdict "$name" $? "$totals" "$(cat err)"
    for total in $totals; do
        case $total in *[0-9],[0-9]*) grep -q "$total" now.txt && grep -q "$total" now.md && grep -q "$total" now.html ;; *) false ;; esac
        verdict "$name: $total is in text, Markdown and page" $?
    done
    grep -q 'totals are what is paid' now.txt && grep -q 'totals are what is paid' now.md && grep -q 'totals are what is paid' now.html && ! grep -q 'Nothing is discounted' now.md
    verdict "$name: and they say so" $?
}
money 'a general discount' 'discount: 18%' '*=0.18'
money 'a discount by service' 'discount: {AmazonEC2: 31%, AmazonS3: 7.5%}' AmazonEC2=0.31 AmazonS3=0.075
money 'a vendor discount' 'discount: {WarpStream: 40%}' WarpStream=0.4
money 'a private price' 'private: {"AWSDataTransfer:DataTransfer-Regional-Bytes": 0.0043}' AWSDataTransfer:DataTransfer-Regional-Bytes=@0.0043

# ---- who sees it ----

priced deal 'discount: {AWSDataTransfer: 83%, AmazonEC2: 61%}'
"$w" compare --no-simulate deal.yaml --show-private -o paid.json
paid=$($python -c 'import json
for a in json.load(open("paid.json"))["architectures"]: print("{:,}".format(round(a["usd_per_year"])))')
# shows FILE: the effective totals are in it; hides FILE: none of them is.
shows() { for total in $paid; do grep -q "$total" "$1" || return 1; done; }
hides() { for total in $paid; do ! grep -q "$total" "$1" || return 1; done; }
redacted='private prices redacted: list prices shown and ranked by (--show-private shows what is paid)'
says_redacted() { tr -s ' \n\r' '   ' <"$1" | grep -qF "$redacted"; }

"$w" compare --no-simulate --full deal.yaml >pipe.txt
hides pipe.txt && says_redacted pipe.txt && grep -q 'at list prices' pipe.txt
verdict 'a pipe has list prices, and says so' $? "$(head -n 8 pipe.txt)"
! grep -q 'contracted' pipe.txt
verdict 'nothing is called contracted there' $?
"$w" compare --no-simulate --full deal.yaml --show-private >pipe.txt
shows pipe.txt && ! says_redacted pipe.txt && grep -q 'at contracted prices' pipe.txt
verdict 'unless --show-private is given' $?

"$w" compare --no-simulate --full deal.yaml -o file.txt -o file.md -o file.html -o file.json -o file.csv -o file.focus.csv -o file.xlsx
"$w" report --no-simulate deal.yaml >report.html
$python -c 'import zipfile
book = zipfile.ZipFile("file.xlsx")
open("book.xml", "w").write("".join(book.read(name).decode() for name in book.namelist()))'
for file in file.txt file.md file.html file.json file.csv file.focus.csv book.xml report.html; do
    hides $file && { says_redacted $file || grep -q '"redacted": true' $file; }
    verdict "$file hides them and says so" $?
done
! grep -q 'Nothing is discounted' file.md && ! grep -q 'contracted |' file.md
verdict 'Markdown claims nothing of discounts' $?
said=$($python - 2>&1 <<'PYTHON'
import csv
import json
import re
run = json.load(open("file.json"))
for architecture in run["architectures"]:
    assert architecture["usd_per_year"] == architecture["usd_per_year_list"] and architecture["usd_per_year_contracted"] is None
    for line in architecture["lines"]:
        assert line["usd_per_year_contracted"] is None and all(c["usd_per_unit_contracted"] is None for c in line["charges"])
assert all(row["usd_per_year_contracted"] == "" and "redacted" in row["note"] for row in csv.DictReader(open("file.csv")))
for row in csv.DictReader(open("file.focus.csv")):
    assert row["BilledCost"] == row["ContractedCost"] == row["ContractedUnitPrice"] == row["EffectiveCost"] == "" and float(row["ListCost"]) > 0
    assert "redacted" in row["x_Note"]
page = re.sub(r"\s+", " ", open("file.html").read())
table = re.search(r'aria-label="List, contracted and effective.*?</table>', page).group(0)
heads, rows = re.findall(r"<th scope=.col.>(.*?)</th>", table), re.findall(r"<tr><th scope=.row.>.*?</tr>", table)
assert "effective" not in heads and "list, with commitments" in heads, heads
assert len(rows) == 3 and all(re.findall(r"<td[^>]*>(.*?)</td>", row)[heads.index("contracted") - 1] == "redacted" for row in rows), rows
assert "at list prices" in run["verdict"]["sentence"]
PYTHON
)
verdict 'no figure stands under contracted or effective' $? "$said"
PYTHONPATH=$root/tests/tools $python - >said 2>&1 <<'PYTHON'
from sheet import Book
book = Book("file.xlsx")
rows = {row[1]: row for row in book.rows("Summary").values() if 1 in row}
assert all(rows["at contracted prices"][i] == "redacted" for i in (2, 3, 4)), rows["at contracted prices"]
words = {str(v) for sheet in book.sheets for row in book.rows(sheet).values() for v in row.values()}
assert not any(w.startswith("Effective") for w in words), words
PYTHON
verdict 'nor in a workbook' $? "$(cat said)"
"$w" render --full file.json -o again.txt -o again.json && same again.json file.json && same again.txt file.txt
verdict 'a saved run stays redacted' $?

# The recommendation is of the prices paid; what is redacted ranks by the figures that it shows.
recommended() { $python -c 'import json, sys; v = json.load(open(sys.argv[1]))["verdict"]; print(v["recommended"], v["cheapest"])' "$1"; }
[ "$(recommended paid.json)" = 'kafka-tuned kafka-tuned' ] && [ "$(recommended file.json)" = 'warpstream warpstream' ]
verdict 'discounts that decide' $? "$(recommended paid.json), $(recommended file.json)"
printf '%s\n' 'rules: [{rule: cost, architecture: cheapest, max: 1 USD/year}]' >least.yaml
"$w" check deal.yaml --budget least.yaml --no-simulate >check.txt 2>err
tr -s ' \n' '  ' <check.txt | grep -q 'kafka-tuned: total is not within the budget at the prices that are paid; at list prices it is' && hides check.txt
verdict 'a gate judges what is paid' $? "$(cat check.txt)"

# ---- a terminal ----

if script -qec 'test -t 1' /dev/null >/dev/null 2>&1; then
    # on_terminal FILE 'OPTION...': the terminal of a person, without its colours.
    terminal() { env -u CI "$@" script -qec "$command" /dev/null | tr -d '\r' | sed 's/\x1b\[[0-9;]*m//g'; }
    seen() { # seen NAME COMMAND...
        name=$1
        shift
        command="$w $*"
        terminal TERM=dumb >terminal.txt
        shows_some terminal.txt
        verdict "$name shows what is paid" $? "$(head -n 12 terminal.txt)"
        terminal CI=true >log.txt
        hides_all log.txt
        verdict "$name: but no log of CI does" $? "$(head -n 12 log.txt)"
    }
    first=$(echo "$paid" | head -n 1)
    shows_some() { grep -q "$first" "$1" && ! says_redacted "$1"; }
    hides_all() { hides "$1"; }
    seen compare compare --no-simulate --full deal.yaml
    grep -q 'totals are what is paid: private prices and discounts are applied' terminal.txt && grep -q '^at list prices' terminal.txt
    verdict 'the head says so' $?
    says_redacted log.txt
    verdict 'and in the log' $?
    seen 'text named' compare --no-simulate --full deal.yaml --format text
    seen 'a terminal beside a file' compare --no-simulate --full deal.yaml -o - -o beside.txt -o beside.json
    hides beside.txt && hides beside.json && grep -q '"redacted": true' beside.json
    verdict 'the file beside it is redacted' $?
    brokers=$($python -c 'import json
a = json.load(open("paid.json"))["architectures"][0]
print(next("{:,.2f}".format(l["usd_per_year"]) for l in a["lines"] if l["id"] == "compute.brokers"))')
    shows_some() { grep -qF "$brokers" "$1"; }
    hides_all() { ! grep -qF "$brokers" "$1"; }
    seen explain explain compute.brokers deal.yaml --architecture kafka-classic
    shows_some() { grep -qF 'totals are what is paid' "$1"; }
    hides_all() { says_redacted "$1" && ! grep -q 'what is paid: ' "$1"; }
    seen plan plan deal.yaml
    shows_some() { grep -qF "kafka-classic: total is \$$first" "$1"; }
    hides_all() { grep -q 'at list prices it is' "$1" && hides "$1"; }
    printf '%s\n' 'rules: [{rule: cost, max: 1 USD/year}]' >all.yaml
    seen check check deal.yaml --budget all.yaml --no-simulate
    shows_some() { grep -qF "$first" "$1" && grep -q 'base.yaml has no private prices, and deal.yaml is at private prices: a part of the change is that' "$1"; }
    hides_all() { hides "$1" && tr -s ' \n' '  ' <"$1" | grep -q 'base.yaml has no private prices, and deal.yaml is at list prices in place of private ones: that difference is in no figure here'; }
    seen diff diff --no-simulate base.yaml deal.yaml --columns 200
    command="$w compare --no-simulate deal.yaml --format json"
    terminal TERM=dumb >terminal.json
    hides terminal.json && grep -q '"redacted": true' terminal.json
    verdict 'a format for machines is redacted on a terminal' $?
    command="$w compare --no-simulate deal.yaml --format markdown"
    terminal TERM=dumb >terminal.md
    hides terminal.md
    verdict 'so is Markdown' $?
    # Thresholds are judged at what is paid, whoever looks: the exit code is the same.
    command="$w diff --no-simulate deal.yaml base.yaml --max-increase 10%"
    env -u CI script -qec "$command" /dev/null >/dev/null 2>&1
    here=$?
    $command >/dev/null 2>err
    there=$?
    [ $here -eq 1 ] && [ $there -eq 1 ] && grep -q 'more than is allowed at the prices that are paid; at list prices the total rises by \$0.00' err && hides err
    verdict 'a threshold on a diff is judged at what is paid' $? "$here $there $(cat err)"
else
    echo 'ok prices on a terminal # skip script(1) can get none here'
fi
expect 'a saved run without its private prices' 0 'deal.yaml is at list prices in place of private ones' '' "$w" diff --no-simulate list.json deal.yaml --columns 200
expect 'and the other way' 0 'private prices redacted' '' "$w" diff --no-simulate file.json deal.yaml --show-private --columns 200
hides "$scratch/out"
verdict 'both are at list prices then' $?
expect 'a run that shows them, against one that has none' 0 'list.json has no private prices, and paid.json is at private prices: a part of the change is that' '' "$w" diff list.json paid.json --columns 200
finish
