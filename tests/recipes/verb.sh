# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154
# A verb "groups", which prints the topic groups of a saved run: a file and a row.
# files of src: 2
"$w" compare --no-simulate --format=json "$tree/scenarios/seed.yaml" >"$scratch/run.json"
expect "$recipe: it does what it says" 0 'events' '' "$w" groups "$scratch/run.json"
expect "$recipe: help lists it" 0 'the topic groups of a saved run' '' "$w" help
expect "$recipe: help of it" 0 'warpcost groups RUN' '' "$w" help groups
for shell in bash zsh fish; do
    expect "$recipe: completion of $shell" 0 'groups' '' "$w" help --format=$shell
done
expect "$recipe: man page" 0 'the topic groups of a saved run' '' "$w" help groups --format=man
expect "$recipe: without its argument" 2 '' 'RUN' "$w" groups
expect "$recipe: an option that it hasn't got" 2 '' '--frmat' "$w" groups --frmat "$scratch/run.json"
expect "$recipe: misspelt" 2 '' "did you mean 'groups'?" "$w" grops "$scratch/run.json"
echo "{}" >"$scratch/none.json"
expect "$recipe: no run" 3 '' 'this is no run document' "$w" groups "$scratch/none.json"
