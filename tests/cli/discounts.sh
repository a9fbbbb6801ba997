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
    'topics: [{name: events, produce: {rate: 37 MiB/s}, consume: {groups: 2}, retention: 3d}]' 'architectures:' \
    '  - {use: kafka-classic, with: {instance: m5a.xlarge}}' '  - {use: kafka-tuned, with: {instance: m5.xlarge}}' '  - {use: warpstream, with: {instance: m6in.4xlarge}}' >base.yaml
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
    grep -q 'totals are paid prices' now.txt && grep -q 'totals are paid prices' now.md && grep -q 'totals are paid prices' now.html && ! grep -q 'All totals are at list prices' now.md
    verdict "$name: and they say so" $?
}
money 'a general discount' 'discount: 18%' '*=0.18'
money 'a discount by service' 'discount: {AmazonEC2: 31%, AmazonS3: 7.5%}' AmazonEC2=0.31 AmazonS3=0.075
money 'a vendor discount' 'discount: {WarpStream: 40%}' WarpStream=0.4
money 'a private price' 'private: {"AWSDataTransfer:DataTransfer-Regional-Bytes": 0.0043}' AWSDataTransfer:DataTransfer-Regional-Bytes=@0.0043

# ---- commitments, by the rows of the price book ----

cat >cover.py <<'PYTHON'
"""cover.py RUN BOOK TERM=SHARE...: hours of each machine at its rates, by share; the rest on demand. A rate TERM@SHARE=… is a plan's share of the
on-demand price."""
import csv
import json
import math
import sys
run = json.load(open(sys.argv[1]))
rates, shares, plans = {}, {}, {}
for row in csv.DictReader(open(sys.argv[2])):
    if row["offer_code"] == "AmazonEC2" and "BoxUsage:" in row["usagetype"]:
        rates[row["usagetype"].split("BoxUsage:")[1], row["term"]] = float(row["price_usd"])
for word in sys.argv[3:]:
    name, share = word.split("=")
    if "@" in name:
        plans[name.split("@")[0]] = float(name.split("@")[1])
    shares[name.split("@")[0]] = float(share)
YEARS, START = {"1": 1, "3": 3}, {"no": 0, "partial": 0.5, "all": 1}
for architecture in run["architectures"]:
    cash = spread = 0
    for line in architecture["lines"]:
        if not line["meter"].startswith("AmazonEC2:BoxUsage:"):
            assert all(c["term"] == "on-demand" for c in line["charges"]), line["id"]
            continue
        hours, machine = line["quantity_per_year"], line["item"]
        demand = rates[machine, "on-demand"]
        wanted = []
        for term, share in shares.items():
            rate = plans[term] * demand if term in plans else rates[machine, term]
            wanted.append((term, share, rate))
            words = term.split("-")
            years, start = YEARS[next(w for w in words if w.endswith("yr"))[0]], START[words[-2]]
            spread += hours * share * rate * start
            cash += hours * share * rate * start * years
        wanted = [w for w in wanted if w[1] > 0]
        rest = 1 - sum(s for _, s, _ in wanted)
        if rest > 1e-9:
            wanted.append(("on-demand", rest, demand))
        got = {c["term"]: c for c in line["charges"] if c["quantity_per_month"] > 0}
        assert set(got) == {t for t, _, _ in wanted}, (sorted(got), wanted)
        for term, share, rate in wanted:
            assert math.isclose(got[term]["quantity_per_month"] * 12, hours * share, rel_tol=1e-9), (term, share)
            assert math.isclose(got[term]["usd_per_unit"], rate, rel_tol=1e-9), (term, rate)
        usd = math.fsum(hours * share * rate for _, share, rate in wanted)
        assert math.isclose(line["usd_per_year"], usd, rel_tol=1e-9), (line["id"], line["usd_per_year"], usd)
        assert math.isclose(math.fsum(c["quantity_per_month"] * c["usd_per_unit"] for c in line["charges"]) * 12, usd, rel_tol=1e-9)
        assert math.isclose(line["usd_per_year_contracted"], hours * demand, rel_tol=1e-9) and math.isclose(line["usd_per_year_list"], hours * demand, rel_tol=1e-9)
    assert math.isclose(architecture["upfront_usd"], cash, rel_tol=1e-9, abs_tol=1e-9), (architecture["upfront_usd"], cash)
    assert math.isclose(architecture["upfront_years"], cash / spread if spread else 0, rel_tol=1e-9), architecture["upfront_years"]
    assert math.isclose(math.fsum(l["usd_per_year"] for l in architecture["lines"]), architecture["usd_per_year"], rel_tol=1e-9)
PYTHON
# A book with rates of more terms, for the machines of these fleets and by made-up shares.
$python - "$root/pricing/aws/us-east-1.csv" >book.csv <<'PYTHON'
import csv
import sys
MORE = {"reserved-1yr-partial-upfront": 0.61, "reserved-1yr-all-upfront": 0.6, "convertible-3yr-no-upfront": 0.53, "compute-plan-3yr-partial-upfront": 0.47,
        "instance-plan-3yr-no-upfront": 0.43}
text = open(sys.argv[1]).read()
print(text, end="")
for row in csv.DictReader(text.splitlines()):
    if row["usagetype"].startswith("BoxUsage:") and row["term"] == "on-demand":
        for term, share in MORE.items():
            print(f'AmazonEC2,{row["usagetype"]},{term},0,Inf,{float(row["price_usd"]) * share:.7f},,Hrs,,2026-11,made up,A,')
PYTHON
cp "$root/pricing/vendors.csv" .
mkdir -p books && cp book.csv books/us-east-1.csv && cp vendors.csv books/
# covers NAME BOOK 'COMMITMENTS' TERM=SHARE...
covers() {
    name=$1 book=$2 file=$3
    priced now "commitments: {$3}"
    shift 3
    # shellcheck disable=SC2086
    "$w" compare --no-simulate --full now.yaml $held --prices "$book" -o now.json -o now.txt -o now.md -o now.html -o now.csv -o now.focus.csv -o now.xlsx 2>err
    file=$book
    [ -d "$book" ] && file=$book/us-east-1.csv
    said=$($python cover.py now.json "$file" "$@" 2>&1)
    verdict "$name" $? "$said" "$(cat err)"
}
shipped=$root/pricing
covers 'no coverage' "$shipped/aws/us-east-1.csv" 'reserved-1yr-no-upfront: 0'
for kind in json csv; do "$w" compare --no-simulate base.yaml $held --prices "$shipped/aws/us-east-1.csv" -o "without.$kind"; done
[ "$(sed 's/sha256.*//; /"command"/d; /"name"/d; /pricing/d' now.csv)" = "$(sed 's/sha256.*//; /"command"/d; /"name"/d; /pricing/d' without.csv)" ]
verdict 'costs what is paid without a commitment' $?
covers 'reservations for 60 %' "$shipped/aws/us-east-1.csv" 'reserved-1yr-no-upfront: 60%' reserved-1yr-no-upfront=0.6
covers 'reservations for all' "$shipped/aws/us-east-1.csv" 'reserved-1yr-no-upfront: 1' reserved-1yr-no-upfront=1
for term in reserved-1yr-no-upfront reserved-3yr-all-upfront; do
    # shellcheck disable=SC2086
    "$w" compare --no-simulate base.yaml $held --set pricing.purchase=$term -o bought.csv -o bought.focus.csv -o bought.json
    # shellcheck disable=SC2086
    "$w" compare --no-simulate base.yaml $held --set pricing.commitments.$term=1 -o covered.csv -o covered.focus.csv -o covered.json
    same bought.csv covered.csv && same bought.focus.csv covered.focus.csv
    verdict "pricing.purchase is a coverage of 1: $term" $? "$(diff bought.csv covered.csv | head -n 4)"
done
covers 'a Savings Plan by its share of the on-demand price' "$shipped/aws/us-east-1.csv" 'compute-plan-1yr-no-upfront: 60%' compute-plan-1yr-no-upfront@0.73=0.6
covers 'two commitments' "$shipped/aws/us-east-1.csv" 'reserved-3yr-all-upfront: 35%, compute-plan-1yr-no-upfront: 0.25' reserved-3yr-all-upfront=0.35 compute-plan-1yr-no-upfront@0.73=0.25
covers 'three, that cover all, with cash of two terms' books 'reserved-3yr-all-upfront: 0.3, reserved-1yr-partial-upfront: 0.5, instance-plan-3yr-no-upfront: 0.2' \
    reserved-3yr-all-upfront=0.3 reserved-1yr-partial-upfront=0.5 instance-plan-3yr-no-upfront=0.2
said=$(PYTHONPATH=$root/tests/tools $python - 2>&1 <<'PYTHON'
import csv
import json
import math
from sheet import Book
run = json.load(open("now.json"))
rows = list(csv.DictReader(open("now.focus.csv")))
book = Book("now.xlsx")
got = book.calculate()
for sheet, at, cell in book.formulas():
    assert math.isclose(got[sheet, at], cell.value, rel_tol=1e-9, abs_tol=1e-9), (sheet, at, cell.formula)
for number, architecture in enumerate(run["architectures"]):
    own = [r for r in rows if r["x_Architecture"] == architecture["id"]]
    spread = architecture["upfront_usd"] / architecture["upfront_years"]
    billed = math.fsum(float(r["BilledCost"]) for r in own)
    assert math.isclose(billed, architecture["usd_per_year"] - spread + architecture["upfront_usd"], rel_tol=1e-9), billed
    assert math.isclose(math.fsum(float(r["EffectiveCost"]) for r in own), architecture["usd_per_year"], rel_tol=1e-9)
    assert {r["PricingCategory"] for r in own if r["x_UsageType"].startswith("BoxUsage") } == {"Committed"}
    live = [c for s, a, c in book.formulas() if s == list(book.sheets)[1 + number] and a[0] == 12 and "IF(" in c.formula]
    assert len(live) == len({(l["id"], l["meter"]) for l in architecture["lines"]}), architecture["id"]
    cash = {row[1]: row.get(2 + number) for row in list(book.rows("Cash").values())[:22] if 1 in row}
    assert math.isclose(cash["month 1"] - cash["month 2"], architecture["upfront_usd"], rel_tol=1e-9)
    assert math.isclose(cash["month 2"] * 12, architecture["usd_per_year"] - spread, rel_tol=1e-9)
PYTHON
)
verdict 'in FOCUS, with cash apart from use, and in a workbook that stays live' $? "$said"
grep -q ' upfront for ' now.md && grep -q 'Upfront payments' now.txt && ! grep -q 'All totals are at list prices' now.md
verdict 'and in text and Markdown' $?
covers 'a plan with rates of its own in the book' books 'compute-plan-3yr-partial-upfront: 0.4' compute-plan-3yr-partial-upfront=0.4
priced now 'commitments: {compute-plan-3yr-no-upfront: 50%}' 'commitment_price: {compute-plan-3yr-no-upfront: 52%}'
# shellcheck disable=SC2086
"$w" compare --no-simulate now.yaml $held -o now.json
said=$($python cover.py now.json "$shipped/aws/us-east-1.csv" compute-plan-3yr-no-upfront@0.52=0.5 2>&1)
verdict 'a share of your own for a plan' $? "$said"
priced now 'commitments: {reserved-1yr-all-upfront: 50%}' 'commitment_price: {reserved-1yr-all-upfront: 61%}'
"$w" compare --no-simulate now.yaml --set region=eu-central-1 -o now.json
said=$($python cover.py now.json "$shipped/aws/eu-central-1.csv" reserved-1yr-all-upfront@0.61=0.5 2>&1)
verdict 'and for a reservation, in a region whose book has none' $? "$said"
priced now 'commitments: {reserved-1yr-no-upfront: 60%}' 'discount: {AmazonEC2: 10%}'
# shellcheck disable=SC2086
"$w" compare --no-simulate now.yaml $held --show-private -o now.json -o paid.csv
# shellcheck disable=SC2086
"$w" compare --no-simulate --full now.yaml $held -o hidden.json -o hidden.txt -o hidden.html
said=$($python - "$shipped/aws/us-east-1.csv" 2>&1 <<'PYTHON'
import csv
import json
import math
import sys
rates = {(r["usagetype"], r["term"]): float(r["price_usd"]) for r in csv.DictReader(open(sys.argv[1])) if r["usagetype"].startswith("BoxUsage")}
paid, hidden = json.load(open("now.json")), json.load(open("hidden.json"))
for shown, listed in zip(paid["architectures"], hidden["architectures"]):
    for a, b in zip(shown["lines"], listed["lines"]):
        if not a["meter"].startswith("AmazonEC2:BoxUsage:"):
            continue
        machine, hours = a["meter"][10:], a["quantity_per_year"]
        both = 0.6 * rates[machine, "reserved-1yr-no-upfront"] + 0.4 * rates[machine, "on-demand"]
        assert math.isclose(a["usd_per_year"], hours * both * 0.9, rel_tol=1e-9) and math.isclose(b["usd_per_year"], hours * both, rel_tol=1e-9)
        assert math.isclose(a["usd_per_year_contracted"], hours * rates[machine, "on-demand"] * 0.9, rel_tol=1e-9)
        assert b["usd_per_year_contracted"] is None and math.isclose(b["usd_per_year_list"], hours * rates[machine, "on-demand"], rel_tol=1e-9)
assert "at list prices with commitments" in hidden["verdict"]["sentence"]
PYTHON
)
verdict 'a discount comes off commitments; a redacted run keeps them at list prices' $? "$said"
grep -q 'per year at list prices with commitments' hidden.txt && grep -q 'at list prices, on demand' hidden.txt && ! grep -q contracted hidden.txt && grep -q 'list, with commitments' hidden.html
verdict 'and says so' $?

printf '%s\n' 'name: managed' 'topics: [{name: events, produce: {rate: 37 MiB/s}, consume: {groups: 2}, retention: 3d}]' 'architectures: [kafka-classic, msk-provisioned, msk-express]' >msk.yaml
"$w" compare --no-simulate msk.yaml -o msk.csv
"$w" compare --no-simulate msk.yaml --full --set pricing.commitments.reserved-1yr-no-upfront=80% -o committed.csv -o committed.txt -o committed.json
[ "$(grep ',msk-' msk.csv)" = "$(grep ',msk-' committed.csv)" ] && ! [ "$(grep ',kafka-' msk.csv)" = "$(grep ',kafka-' committed.csv)" ]
verdict 'brokers of MSK stay on demand' $?
tr -s ' \n' '  ' <committed.txt | grep -q 'AWS sells neither reservations nor Savings Plans for Amazon MSK: commitments leave msk-provisioned, msk-express on demand'
verdict 'and the run says so' $?

set_() { expect "$1" "$2" '' "$3" "$w" compare --no-simulate base.yaml --set "$4" ${5:+--set "$5"}; }
set_ 'an unknown commitment' 3 "EC2 sells no commitment 'reserved-1yr-no-upfrnt', did you mean 'reserved-1yr-no-upfront'?" pricing.commitments.reserved-1yr-no-upfrnt=1
set_ 'one of another service' 3 "EC2 sells no commitment 'database-plan-1yr-no-upfront'" pricing.commitments.database-plan-1yr-no-upfront=1
set_ 'a price of an unknown one' 3 "pricing.commitment_price: EC2 sells no commitment 'on-demand'" pricing.commitment_price.on-demand=60%
set_ 'more than all' 3 'pricing.commitments cover 110 % of the hours; there are 100 %' pricing.commitments.reserved-1yr-no-upfront=60% pricing.commitments.reserved-3yr-all-upfront=50%
set_ 'out of range' 3 "'130%' is outside the range of pricing.commitments.reserved-1yr-no-upfront: 0 to 1" pricing.commitments.reserved-1yr-no-upfront=130%
set_ 'both ways at once' 3 'pricing.purchase buys all hours as reserved-1yr-no-upfront already' pricing.purchase=reserved-1yr-no-upfront pricing.commitments.reserved-3yr-all-upfront=50%
set_ 'a plan without a rate is named' 4 "compute-plan-3yr-all-upfront AmazonEC2:BoxUsage:* (kafka-classic, kafka-tuned, warpstream); bring the region's prices with 'pricing/fetch.sh -s -o us-east-1.csv us-east-1' and give --prices us-east-1.csv, or give its share of the on-demand price with --set pricing.commitment_price.compute-plan-3yr-all-upfront=PERCENT" pricing.commitments.compute-plan-3yr-all-upfront=1
set_ 'and so in a region whose plan nobody told' 4 'the price book of eu-west-1 lacks the price of 1 meter that this needs: compute-plan-1yr-no-upfront AmazonEC2:BoxUsage:*' pricing.commitments.compute-plan-1yr-no-upfront=1 region=eu-west-1
set_ 'a reservation without a rate is named' 4 'reserved-1yr-all-upfront AmazonEC2:BoxUsage:* (kafka-classic, kafka-tuned, warpstream); bring the region' pricing.commitments.reserved-1yr-all-upfront=1

# ---- who sees it ----

priced deal 'discount: {AWSDataTransfer: 83%, AmazonEC2: 61%}'
"$w" compare --no-simulate deal.yaml --show-private -o paid.json
paid=$($python -c 'import json
for a in json.load(open("paid.json"))["architectures"]: print("{:,}".format(round(a["usd_per_year"])))')
# shows FILE: the effective totals are in it; hides FILE: none of them is.
shows() { for total in $paid; do grep -q "$total" "$1" || return 1; done; }
hides() { for total in $paid; do ! grep -q "$total" "$1" || return 1; done; }
redacted='private prices redacted: shown and ranked at list prices (--show-private shows paid prices)'
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
! grep -q 'All totals are at list prices' file.md && ! grep -q 'contracted |' file.md
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
table = re.search(r'aria-label="Price levels and who is paid.*?</table>', page).group(0)
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

"$w" compare --no-simulate --full base.yaml --set pricing.discount=0 >none.txt
! grep -q -e 'what is paid' -e redacted none.txt
verdict 'a discount of nothing is none' $?

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
    grep -q 'totals are paid prices: private prices and discounts applied' terminal.txt && grep -q '^at list prices' terminal.txt
    verdict 'the head says so' $?
    says_redacted log.txt
    verdict 'and in the log' $?
    seen 'text named' compare --no-simulate --full deal.yaml --format text
    seen 'a terminal beside a file' compare --no-simulate --full deal.yaml -o - -o beside.txt -o beside.json
    hides beside.txt && hides beside.json && grep -q '"redacted": true' beside.json
    verdict 'the file beside it is redacted' $?
    command="$w compare --no-simulate --full deal.yaml -o alone.txt"
    terminal TERM=dumb >/dev/null
    hides alone.txt && says_redacted alone.txt
    verdict 'so is a file alone' $?
    brokers=$($python -c 'import json
a = json.load(open("paid.json"))["architectures"][0]
print(next("{:,.2f}".format(l["usd_per_year"]) for l in a["lines"] if l["id"] == "compute.brokers"))')
    shows_some() { grep -qF "$brokers" "$1"; }
    hides_all() { ! grep -qF "$brokers" "$1"; }
    seen explain explain compute.brokers deal.yaml --architecture kafka-classic
    shows_some() { grep -qF 'totals are paid prices' "$1"; }
    hides_all() { says_redacted "$1" && ! grep -q 'what is paid: ' "$1"; }
    seen plan plan deal.yaml
    shows_some() { grep -qF "kafka-classic: total is \$$first" "$1"; }
    hides_all() { grep -q 'at list prices it is' "$1" && hides "$1"; }
    printf '%s\n' 'rules: [{rule: cost, max: 1 USD/year}]' >all.yaml
    seen check check deal.yaml --budget all.yaml --no-simulate
    shows_some() { grep -qF "$first" "$1" && grep -q 'base.yaml has no private prices, and deal.yaml is at private prices: a part of the change is that' "$1"; }
    hides_all() { hides "$1" && tr -s ' \n' '  ' <"$1" | grep -q 'base.yaml has no private prices, and deal.yaml is at list prices in place of private ones: no figure here includes that difference'; }
    seen diff diff --no-simulate base.yaml deal.yaml --columns 200
    shows_some() { grep -q 'totals are paid prices' "$1" && grep -qF "$first" "$1"; }
    hides_all() { hides "$1" && says_redacted "$1"; }
    seen 'prices diff' prices diff embedded embedded deal.yaml
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
