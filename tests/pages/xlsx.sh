#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# LibreOffice opens the workbook, recalculates every formula and gets the figures that were written, and the totals of the run.
. tests/harness.sh
w=$WARPCOST
export PYTHONPATH=tests/tools PYTHONDONTWRITEBYTECODE=1

# Values that LibreOffice writes are its own: it is told to recalculate whatever it loads.
mkdir -p "$scratch/profile/user"
cat >"$scratch/profile/user/registrymodifications.xcu" <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
END

# office NAME COMMAND...: a run and its workbook, whose cached values are spoiled so that only a calculation can mend them.
office() {
    name=$1
    shift
    "$w" compare --no-simulate "$@" -o "$scratch/run.json" -o "$scratch/run.xlsx" 2>"$scratch/err"
    verdict "$name: is written" $? "$(cat "$scratch/err")"
    /usr/bin/python3 - "$scratch/run.xlsx" "$scratch/spoiled.xlsx" <<'PYTHON'
import re
import sys
import zipfile
with zipfile.ZipFile(sys.argv[1]) as old, zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_DEFLATED) as new:
    for name in old.namelist():
        text = old.read(name)
        if name.startswith("xl/worksheets/sheet"):
            text = re.sub(rb"</f><v>[^<]*</v>", b"</f><v>-1</v>", text)
        new.writestr(name, text)
PYTHON
    rm -rf "$scratch/office"
    timeout 120 soffice --headless --norestore "-env:UserInstallation=file://$scratch/profile" --convert-to xlsx --outdir "$scratch/office" "$scratch/spoiled.xlsx" \
        >"$scratch/out" 2>&1
    verdict "$name: LibreOffice opens it" $? "$(cat "$scratch/out")"
    said=$(/usr/bin/python3 - "$scratch/run.xlsx" "$scratch/office/spoiled.xlsx" "$scratch/run.json" 2>&1 <<'PYTHON'
import json
import math
import sys
from sheet import Book
ours, theirs, run = Book(sys.argv[1]), Book(sys.argv[2]), json.load(open(sys.argv[3]))
assert list(ours.sheets) == list(theirs.sheets)
formulas = ours.formulas()
assert len(formulas) > 60
for sheet, at, cell in formulas:
    value = theirs.sheets[sheet][at].value
    assert theirs.sheets[sheet][at].formula, (sheet, at)
    assert isinstance(value, float) and math.isclose(value, cell.value, rel_tol=1e-9, abs_tol=1e-9), (sheet, at, cell.formula, cell.value, value)
for sheet, at, cell in ours.formulas(words=True):
    assert theirs.sheets[sheet][at].value == cell.value, (sheet, at, cell.formula, cell.value)
totals = next(row for row in theirs.rows("Summary").values() if row.get(1) == "total $ per year")
for number, architecture in enumerate(run["architectures"]):
    if architecture["lines"]:
        assert math.isclose(totals[2 + number], architecture["usd_per_year"], rel_tol=1e-9), architecture["id"]
PYTHON
)
    verdict "$name: and recalculates it to the run's figures" $? "$said"
}
office 'the article' scenarios/seed.yaml
office 'support, three years paid at the start' scenarios/seed.yaml --set pricing.purchase=reserved-3yr-all-upfront --set pricing.support=business --set pricing.discount=7.5% --show-private
office 'several topic groups, private prices' examples/pricing.yaml --show-private
finish
