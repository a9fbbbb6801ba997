#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Outputs of every verb, help, documentation and the comments of examples use none of the phrases of tests/check/english.txt. A phrase that is
# planted is found.
. tests/harness.sh
w=$WARPCOST
list=tests/check/english.txt
small=tests/fixtures/small.yaml
tab=$(printf '\t')

# found FILE...: "FILE:LINE: phrase, better" for each phrase of the list in the files.
found() {
    grep -v '^#' "$list" | while IFS=$tab read -r phrase better; do
        grep -nHiE -- "$phrase" "$@" | cut -c1-160 | sed "s|\$| -> $better|"
    done
}

! grep -v '^#' "$list" | grep -qv "^[^$tab][^$tab]*$tab[^$tab][^$tab]*\$"
verdict 'every phrase has its better words' $?

mkdir "$scratch/out"
"$w" help >"$scratch/out/help"
"$w" help --format=names | while read -r name; do
    # shellcheck disable=SC2086
    "$w" help $name >"$scratch/out/help-$(echo "$name" | tr ' ' '-')"
done
for format in text markdown html csv json; do
    "$w" compare --no-simulate --format $format "$small" >"$scratch/out/compare.$format" 2>&1
done
"$w" compare --no-simulate --full examples/options.yaml --waterfall kafka-classic..kafka-tuned --columns 200 >"$scratch/out/full" 2>&1
"$w" compare --no-simulate --full scenarios/seed.yaml --columns 200 --show-private --set pricing.discount=5% >>"$scratch/out/full" 2>&1
"$w" plan --columns 200 "$small" >"$scratch/out/plan" 2>&1
"$w" explain storage --columns 200 "$small" >"$scratch/out/explain" 2>&1
"$w" check --no-simulate "$small" --budget tests/fixtures/budget.yaml >"$scratch/out/check" 2>&1
"$w" diff --no-simulate "$small" tests/fixtures/small-more.yaml >"$scratch/out/diff" 2>&1
"$w" prices check >"$scratch/out/prices-check" 2>&1
"$w" prices list gp3 >"$scratch/out/prices-list" 2>&1
"$w" prices show AmazonS3:Requests-Tier1 >"$scratch/out/prices-show" 2>&1
"$w" init - >"$scratch/out/init" 2>&1
"$w" schema >"$scratch/out/schema" 2>&1
"$w" schema --run >"$scratch/out/schema-run" 2>&1
"$w" schema --budget >"$scratch/out/schema-budget" 2>&1
count=$(find "$scratch/out" -type f -size +100c | wc -l)
[ "$count" -ge 30 ]
verdict 'outputs to read' $? "$count"

for part in "outputs|$scratch/out/*" 'golden outputs|tests/golden/*/expected.txt' 'documentation|README.md docs/*.md docs/*/*.md' 'examples|examples/*.yaml examples/ci/*.yaml'; do
    # shellcheck disable=SC2086
    bad=$(found $(ls ${part#*|} 2>/dev/null))
    [ -z "$bad" ]
    verdict "${part%%|*} use none of the phrases" $? "$(printf '%s\n' "$bad" | head -n 12)"
done

# The check itself: each phrase that is planted in an output is found.
printf 'WarpStream costs $540k a year, 3 files a second, and is dearer.\n' >"$scratch/planted"
[ "$(found "$scratch/planted" | wc -l)" -eq 3 ]
verdict 'planted phrases are found' $? "$(found "$scratch/planted")"
printf 'WarpStream costs $540k per year, 3 files per second, and is more expensive.\n' >"$scratch/planted"
[ -z "$(found "$scratch/planted")" ]
verdict 'and the better words pass' $?
finish
