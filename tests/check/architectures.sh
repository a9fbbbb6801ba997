#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every architecture has its page in docs/architectures, which the index names: with its title, each cost line of a plain workload, what an
# acknowledgement means as the program says it, and the sections of every page.
. tests/harness.sh
if [ -n "${EXTRA_ARCH:-}" ]; then
    echo "ok every architecture has its page # skip an architecture was added to this build"
    exit 0
fi
w=$WARPCOST
"$w" schema --reference | sed -n 's/^## Architecture //p' | tr -d '`' >"$scratch/ids"
printf 'name: a\ntopics: [{name: events, produce: {rate: 20 MiB/s}, consume: {groups: 2}, retention: 7d}]\narchitectures: [%s]\n' "$(paste -sd, "$scratch/ids")" >"$scratch/a.yaml"
"$w" compare --no-simulate "$scratch/a.yaml" -o "$scratch/a.csv" -o "$scratch/a.json"
verdict 'all architectures compare' $? "$(wc -l <"$scratch/ids")"

# lacks ID: what the page of an architecture lacks, nothing when it is whole.
lacks() {
    page=docs/architectures/$1.md
    [ -f "$page" ] || { echo "$page"; return; }
    grep -qF "($1.md)" docs/architectures/README.md || echo "its entry in docs/architectures/README.md"
    for section in 'Data path' Formulas Guarantees Latency 'What is assumed'; do
        grep -qx "## $section" "$page" || echo "## $section"
    done
    awk -F, -v id="$1" '$2 == id { print $3 }' "$scratch/a.csv" | sort -u | while read -r line; do
        grep -qF "| \`$line\` |" "$page" || echo "the line $line"
    done
    python3 - "$scratch/a.json" "$1" "$page" 2>&1 <<'EOF'
import json, sys
one = next(a for a in json.load(open(sys.argv[1]))["architectures"] if a["id"] == sys.argv[2])
text = " ".join(open(sys.argv[3]).read().split())
if not text.startswith("# " + one["name"] + " "): print("the title", one["name"])
if one["guarantees"]["ack"] not in text: print(one["guarantees"]["ack"])
EOF
}
while read -r id; do
    missing=$(lacks "$id")
    [ -z "$missing" ]
    verdict "$id has its page" $? "$missing"
done <"$scratch/ids"
[ -n "$(lacks no-such-architecture)" ]
verdict 'a page that is missing is told' $?
finish
