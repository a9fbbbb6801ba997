#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The page's first screen: the choice and its conditions, each option in a row of its group, bars on one scale, and sections that fold without scripts.
. tests/harness.sh
w=$WARPCOST
cat >"$scratch/base.yaml" <<'END'
name: orders
region: us-east-1
topics:
  - name: orders
    produce: {rate: 30 MiB/s, record_size: 1 KiB, producers: 64}
    consume: {groups: 2}
    partitions: 64
    retention: 3d
simulation: {precision: 40%}
END
{ cat "$scratch/base.yaml"; echo 'objectives: {produce_p99: 200ms}'; echo 'current: kafka-classic'
  echo 'architectures: [warpstream, kafka-classic, msk-express, kafka-tuned]'; } >"$scratch/objectives.yaml"
{ cat "$scratch/base.yaml"; echo 'architectures: [kafka-classic, warpstream, kafka-tuned]'; } >"$scratch/free.yaml"
{ cat "$scratch/base.yaml"; echo 'architectures: [kafka-classic, {use: kafka-classic, id: two, name: Two of them, with: {instance: m5.large, brokers: 3}}, kafka-tuned]'; } >"$scratch/small.yaml"
{ cat "$scratch/base.yaml"; echo 'objectives: {produce_p99: 1ms}'; echo 'architectures: [kafka-classic, warpstream]'; } >"$scratch/none.yaml"
{ cat "$scratch/base.yaml"; echo 'architectures: [kafka-tuned]'; } >"$scratch/one.yaml"
for name in objectives free small none one; do
    "$w" compare "$scratch/$name.yaml" -o "$scratch/$name.json" 2>"$scratch/err" && "$w" report --today 2026-07-20 --author 'Platform team' "$scratch/$name.json" -o "$scratch/$name.html" 2>>"$scratch/err"
    verdict "$name: a page" $? "$(cat "$scratch/err")"
done
cat >"$scratch/page.py" <<'PYTHON'
import html.parser
import json
import re
import sys

class Page(html.parser.HTMLParser):
    """What stands outside of folds: its words, and the rows of its table. And what folds."""
    VOID = {"meta", "img", "br", "wbr"}
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.stack, self.rows, self.words, self.folds = [], [], [], []
    def handle_startendtag(self, tag, attributes):
        if tag == "rect" and self.in_bar():
            self.rows[-1]["bar"].append(float(dict(attributes)["width"]))
    def in_bar(self):
        return self.rows and self.rows[-1].get("bar") is not None and "tr" in self.stack and "details" not in self.stack
    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag not in self.VOID:
            self.stack.append(tag)
        if tag == "details":
            self.folds.append((self.stack.count("details"), "open" in attributes, []))
        if tag == "tr" and "details" not in self.stack:
            kind = attributes.get("class", "")
            if kind == "bar":
                self.rows[-1]["bar"] = []
            else:
                self.rows.append({"kind": kind, "cells": []})
        if tag in ("th", "td") and "details" not in self.stack:
            self.rows[-1]["cells"].append("")
    def handle_endtag(self, tag):
        assert self.stack.pop() == tag, tag
    def handle_data(self, data):
        if "style" in self.stack or "title" in self.stack:
            return
        if "summary" in self.stack:
            self.folds[-1][2].append(data)
        elif "details" not in self.stack:
            self.words.append(data)
            if "tr" in self.stack and self.rows[-1].get("bar") is None:
                self.rows[-1]["cells"][-1] += data

def read(name):
    page = Page()
    page.feed(open(f"{name}.html", encoding="utf-8").read())
    page.close()
    text = re.sub(r"\s+", " ", "".join(page.words).replace("\u00a0", " "))
    return page, text, json.load(open(f"{name}.json", encoding="utf-8"))

STANDINGS = ["Meet every objective", "Miss an objective", "Can\u2019t be judged", "Can\u2019t carry the load"]
for name in sys.argv[1:]:
    page, text, run = read(name)
    for word in ("Platform team", "2026-07-20", "warpcost " + run["engine_version"], "before tax", "An estimate, not a quote.", "How sure this is"):
        assert word in text, (name, word)
    # Sections fold, and a heading says what is in each.
    assert len([f for f in page.folds if f[0] == 1]) >= 7 and all("".join(f[2]).strip() for f in page.folds)
    assert "<script" not in open(f"{name}.html").read()
    # Rows: every option once, in groups, by cost within each; bars on one scale.
    verdict = run["verdict"]
    judged = verdict["objectives"] == "judged"
    misses = {c["architecture"] for c in verdict["misses"]} if judged else set()
    unjudged = {c["architecture"] for c in verdict["unjudged"]} if judged else set()
    standing = lambda a: 3 if not a["feasible"] else 1 if a["id"] in misses else 2 if a["id"] in unjudged else 0
    wanted = sorted(run["architectures"], key=lambda a: (standing(a), a["usd_per_year"] or 1e18))
    body = [row for row in page.rows[1:] if row["kind"] == ""]
    names = [row["cells"][0] for row in body]
    assert len(names) == len(wanted) and all(n.startswith(a["name"]) for n, a in zip(names, wanted)), (name, names)
    groups = [row["cells"][0] for row in page.rows if row["kind"] == "group"]
    distinct = sorted({standing(a) for a in wanted})
    titles = [STANDINGS[s] if judged or s else "Carry the load" for s in distinct]
    assert groups == (titles if len(distinct) > 1 else []), (name, groups)
    most = max(a["usd_per_year"] for a in wanted if a["lines"])
    for row, architecture in zip(body, wanted):
        if architecture["lines"]:
            assert abs(sum(row["bar"]) - architecture["usd_per_year"] / most * 1000) < 0.1, (name, row)
    # The choice.
    best = next((a for a in run["architectures"] if a["id"] == verdict["recommended"]), None)
    decision = text[text.index("warpcost " + run["engine_version"]):]
    if best is None:
        assert "No option is known to meet every objective." in decision, decision[:300]
    elif len(run["architectures"]) == 1:
        assert f"{best['name']} costs $" in decision
    else:
        assert re.search(r"(Choose|Stay with) " + re.escape(best["name"]) + ", at \\$", decision), decision[:300]

page, text, run = read("objectives")
best = run["verdict"]["recommended"]
cheaper = run["verdict"]["misses"][0]
assert best == "kafka-tuned" and cheaper["architecture"] == "warpstream", run["verdict"]
assert "it is the cheapest option that meets every objective" in text and "which runs today" in text
assert ("only if orders: produce p99 within 200 ms can be relaxed to" in text or "only if produce p99 within 200 ms can be relaxed to" in text) == (cheaper["saving_usd_per_year"] > 0), text[:900]
assert "latency not known" in text and "runs today" in text
page, text, run = read("small")
assert any("brokers" in row["cells"][0] or "broker" in row["cells"][0] for row in page.rows if row["cells"][0].startswith("Two of them")), [row["cells"] for row in page.rows]
PYTHON
said=$(cd "$scratch" && /usr/bin/python3 page.py objectives free small none one 2>&1)
verdict 'first screens say the choice, its conditions, and every option in its place' $? "$said"

# Markdown is short: what isn't folded fits on a screen or two.
"$w" compare --no-simulate scenarios/seed.yaml -o "$scratch/seed.json" 2>"$scratch/err"
for name in objectives free none seed; do
    "$w" render "$scratch/$name.json" -o "$scratch/$name.md"
    lines=$(awk '/^<details>/ { folded = 1 } !folded || /<summary>/ { n++ } /^<\/details>/ { folded = 0 } END { print n }' "$scratch/$name.md")
    [ "$lines" -le 60 ] && [ "$(grep -c '^<details>' "$scratch/$name.md")" -eq "$(grep -c '^</details>' "$scratch/$name.md")" ] && [ "$(grep -c '^<details>' "$scratch/$name.md")" -ge 6 ]
    verdict "$name: Markdown of $lines lines and folds" $? "$(head -n 70 "$scratch/$name.md")"
    [ "$(head -n 1 "$scratch/$name.md" | wc -w)" -le 20 ]
    verdict "$name: its heading is short" $? "$(head -n 1 "$scratch/$name.md")"
done

# Today, unless a date is given.
SOURCE_DATE_EPOCH=1700000000 "$w" report "$scratch/one.json" >"$scratch/dated.html"
grep -q '2023-11-14' "$scratch/dated.html" && ! grep -q 'Platform team' "$scratch/dated.html"
verdict 'SOURCE_DATE_EPOCH dates a page' $?
"$w" report "$scratch/one.json" >"$scratch/today.html" && grep -q "$(date -u +%Y-%m-%d)" "$scratch/today.html"
verdict 'else the clock' $?
finish
