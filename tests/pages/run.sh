#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Looks at reports in a browser: widths, light, dark and print; texts that cover each other, are cut off or hard to read; accessibility; validity of
# HTML and SVG. Pictures of what it saw stay in build/pages/shots. Usage: run.sh PROGRAM; needs chromium, node, npm and xmllint.
set -eu
program=$1
pages=${PAGES:-build/pages}
mkdir -p "$pages/shots"
cp tests/pages/package.json tests/pages/htmlvalidate.json tests/pages/check.mjs "$pages/"
[ -d "$pages/node_modules/playwright-core" ] || (cd "$pages" && npm install --no-fund --no-audit --ignore-scripts)

# Simulations are long; a run document is made once for each state of the program.
for scenario in scenarios/seed.yaml tests/pages/fourteen.yaml tests/pages/hostile.yaml; do
    name=$(basename "$scenario" .yaml)
    [ "$pages/$name.json" -nt "$program" ] || "$program" compare "$scenario" -o "$pages/$name.json"
done
printf '# Notes\n\nWhat *we* asked, and **why**: see [the wiki](https://example.org/a?b=c&d=e).\n\n- one\n- `two`\n\n<script>alert(4)</script>\n' >"$pages/notes.md"
"$program" compare --no-simulate examples/pricing.yaml -o "$pages/pricing.json"
for name in seed fourteen hostile pricing; do
    "$program" report "$pages/$name.json" -o "$pages/$name.html" --notes "$pages/notes.md" --author 'Platform team, <b>2026</b>'
done
"$program" report --no-simulate scenarios/seed.yaml -o "$pages/cost-only.html"

status=0
for page in "$pages"/*.html; do
    # Each picture by itself is well-formed XML.
    awk -v RS='</svg>' 'match($0, /<svg .*/) { print substr($0, RSTART) "</svg>" }' "$page" | sed 's/<svg /<svg xmlns="http:\/\/www.w3.org\/2000\/svg" /' >"$pages/pictures"
    { echo '<pictures>'; cat "$pages/pictures"; echo '</pictures>'; } | xmllint --noout - || { echo "not ok pictures of $page"; status=1; }
done
(cd "$pages" && ./node_modules/.bin/html-validate --config htmlvalidate.json ./*.html) && echo 'ok pages are valid HTML' || { echo 'not ok pages are valid HTML'; status=1; }
(cd "$pages" && node check.mjs ./*.html) || status=1
exit "$status"
