#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Looks at reports in a browser: widths, light, dark and print; texts that cover each other, are cut off or hard to read; accessibility; validity of
# HTML and SVG. Pictures of what it saw stay in build/pages/shots. Needs chromium, node, npm and xmllint.
. tests/harness.sh
w=$WARPCOST
pages=build/pages
mkdir -p "$pages/shots"
cp tests/pages/package.json tests/pages/htmlvalidate.json tests/pages/check.mjs "$pages/"
if [ ! -d "$pages/node_modules/playwright-core" ]; then
    (cd "$pages" && npm install --no-fund --no-audit --ignore-scripts) >"$scratch/log" 2>&1
    verdict 'the packages of tests/pages/package.json' $? "$(tail -n 5 "$scratch/log")"
fi

# Simulations are long; a run document is made once for each state of the program.
for scenario in scenarios/seed.yaml tests/pages/*.yaml; do
    name=$(basename "$scenario" .yaml)
    [ -n "$(find "$pages/$name.json" -newer "$w" 2>/dev/null)" ] || "$w" compare "$scenario" -o "$pages/$name.json" || fail "compare $scenario"
done
# shellcheck disable=SC2016 # backquotes are Markdown's
printf '# Notes\n\nWhat *we* asked, and **why**: see [the wiki](https://example.org/a?b=c&d=e).\n\n- one\n- `two`\n\n<script>alert(4)</script>\n' >"$pages/notes.md"
"$w" compare --no-simulate examples/pricing.yaml -o "$pages/pricing.json" || fail 'compare examples/pricing.yaml'
rm -f "$pages"/*.html
for name in seed fourteen hostile two unknown pricing; do
    "$w" report "$pages/$name.json" -o "$pages/$name.html" --notes "$pages/notes.md" --author 'Platform team, <b>2026</b>' || fail "report $name"
done
"$w" report --no-simulate scenarios/seed.yaml -o "$pages/cost-only.html" || fail 'report of costs only'

for page in "$pages"/*.html; do
    # Each picture by itself is well-formed XML.
    {
        echo '<pictures>'
        awk -v RS='</svg>' 'match($0, /<svg .*/) { print substr($0, RSTART) "</svg>" }' "$page" | sed 's/<svg /<svg xmlns="http:\/\/www.w3.org\/2000\/svg" /'
        echo '</pictures>'
    } >"$scratch/pictures.xml"
    xmllint --noout "$scratch/pictures.xml" 2>"$scratch/log" && [ "$(grep -c '<svg' "$scratch/pictures.xml")" -gt 20 ]
    verdict "pictures of $(basename "$page") are well-formed" $? "$(head -n 4 "$scratch/log")"
done
(cd "$pages" && ./node_modules/.bin/html-validate --config htmlvalidate.json ./*.html) >"$scratch/log" 2>&1
verdict 'pages are valid HTML' $? "$(head -n 12 "$scratch/log")"
(cd "$pages" && node check.mjs ./*.html) || failures=$((failures + 1))
finish
