# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154
# A chart in a section that has a table: steps of the variants. Who draws nothing has the table's numbers, as before.
# files of src: 1
"$w" compare --no-simulate --format=json "$tree/scenarios/seed.yaml" >"$scratch/run.json"
"$w" render --format=html "$scratch/run.json" >"$scratch/run.html"
got=$(python3 - "$scratch/run.html" 2>&1 <<'PYTHON'
import re
import sys
svgs = [svg for svg in re.findall(r"<svg.*?</svg>", open(sys.argv[1], encoding="utf-8").read(), re.S) if "an open assumption moves a total" in svg]
print(*("zone-aware producers" in svg for svg in svgs))
PYTHON
)
[ "$got" = 'True True' ]
verdict "$recipe: HTML, an svg with its words, for a wide page and a narrow one" $? "got $got"
for format in text markdown; do
    "$w" render --full --format=$format "$scratch/run.json" >"$scratch/new"
    "$WARPCOST" render --full --format=$format "$scratch/run.json" >"$scratch/before"
    same "$scratch/new" "$scratch/before"
    verdict "$recipe: $format, the same numbers without a picture" $?
    expect "$recipe: $format, the numbers" 0 'zone-aware producers' '' cat "$scratch/new"
done
"$w" render -o "$scratch/run.xlsx" "$scratch/run.json" && unzip -p "$scratch/run.xlsx" xl/sharedStrings.xml | grep -q 'zone-aware producers'
verdict "$recipe: workbook, the numbers" $?
