#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The commands of README.md run in a tree as it is cloned, one after the other; comparisons without their simulation. Those that need a reader's own
# Terraform plan or today's price lists stand apart and are left out.
. tests/harness.sh
root=$PWD
for file in workload.yaml run.json report.html; do
    [ ! -e "$root/$file" ]
    verdict "$file isn't in the way" $?
done
mkdir -p "$scratch/tree/build/release" && cp -R examples "$scratch/tree/" && cd "$scratch/tree" || exit 1
case $WARPCOST in /*) program=$WARPCOST ;; *) program=$root/$WARPCOST ;; esac
ln -s "$program" build/release/warpcost
sed -n '/^With your own/q; s/^    \(build\/release\/warpcost .*\)/\1/p' "$root/README.md" | sed 's/  *#.*//' >"$scratch/commands"
while read -r command; do
    case $command in *--no-simulate*) ;; *' compare '* | *' check '*) command="$command --no-simulate" ;; esac
    sh -c "$command" >"$scratch/out" 2>&1 </dev/null
    verdict "$command" $? "$(tail -n 3 "$scratch/out")"
    ran=$((${ran:-0} + 1))
done <"$scratch/commands"
[ "${ran:-0}" -ge 10 ]
verdict 'commands were run' $? "${ran:-0}"
finish
