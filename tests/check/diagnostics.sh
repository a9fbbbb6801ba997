#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every row of base/diagnostics.def is provoked somewhere: by a file tests/bad/*/SLUG--NAME.*, by a line of an .expect file
# there, by a unit test that names its DIAG_ID, or by a command line below, which must end with the row's exit code and say the words. Every type
# of parameter has a bad value in tests/bad/yaml/*--TYPE.yaml.
. tests/harness.sh
small=tests/fixtures/small.yaml
w=$WARPCOST

# slug | part of standard error | arguments
cat >"$scratch/provoked" <<END
usage|no command is given|--color=never
file-unreadable|nowhere.yaml: can|compare nowhere.yaml
file-unwritable|nowhere/x.txt: can|compare --no-simulate $small -o $scratch/nowhere/x.txt
unknown-path|--set zone=2: no parameter has the path 'zone'|compare $small --set zone=2
unknown-architecture|the workload has no architecture 'kafka-clasic'|compare $small --architecture kafka-clasic
unknown-line|has a line 'network.replicat'|explain network.replicat $small
price-missing|there is no price of 'Requests-Tier9'|prices show Requests-Tier9
region-unknown|did you mean 'eu-west-1'?|prices list --region eu-west-l
nothing-feasible|no architecture can carry workload 'impossible'|compare --no-simulate tests/fixtures/impossible.yaml
not-converged|the latency of kafka-classic did not converge|compare --require-converged --set simulation.precision=0.1% --set simulation.max_duration=1s tests/fixtures/small.yaml --architecture kafka-classic
objectives-unmet|no architecture is known to meet the objectives of workload 'small'|compare --require-objectives --set objectives.produce_p99=1ms tests/fixtures/small.yaml --architecture kafka-classic
gate-unmatched|isn't among those that are checked|check --no-simulate $small --budget $scratch/unmatched.yaml
gate-policy|'pricing.discount' is for the policy to say|check --no-simulate $small --policy $scratch/policy.yaml --set pricing.discount=1%
gate-breach|2 checks failed|check --no-simulate $small --budget $scratch/tight.yaml
run-document|this is no run document|render tests/fixtures/fleet.json
run-version|this document is of version 2.0|render $scratch/later.json
END
"$w" compare --no-simulate "$small" --format json | sed -E 's/warpcost.run.1[.][0-9]+/warpcost.run\/2.0/' >"$scratch/later.json"

echo 'rules: [{rule: feasible, workload: other}]' >"$scratch/unmatched.yaml"
echo 'rules: [{rule: cost, max: 1 USD/year}]' >"$scratch/tight.yaml"
echo 'budget: tight.yaml' >"$scratch/policy.yaml"

# "ID slug EXIT_NAME" of every row of a table.
rows_of() { sed -n 's/^DIAG(\([A-Z0-9_]*\), "\([a-z0-9-]*\)", \(EXIT_[A-Z]*\)).*/\1 \2 \3/p' "$1"; }

exit_code_of() { sed -n "s/^ *$1 = \([0-9]*\),.*/\1/p" src/base/error.h; }

# test_params_bad names the diagnostics that it leaves to others, so it speaks for files only.
is_in_unit_test() { find tests/unit -name 'test_*.c' ! -name test_params_bad.c -exec grep -lw "DIAG_$1" {} + | grep -q .; }

has_case() { # ID SLUG
    set -- "$1" "$2" tests/bad/*/"$2"--*
    [ -e "$3" ] && return 0
    grep -qE "^[0-9]+:[0-9]+: $2:" tests/bad/*/*.expect && return 0
    is_in_unit_test "$1" && return 0
    grep -q "^$2|" "$scratch/provoked" && return 0
    # The signal that a violated check ends in stands for it.
    [ "$2" = internal ] && grep -q 'exit 7' tests/cli/internal.sh
}

without_case() { rows_of "$1" | while read -r id slug _; do has_case "$id" "$slug" || echo "$slug"; done; }

[ "$(rows_of src/base/diagnostics.def | wc -l)" -eq "$(grep -c '^DIAG(' src/base/diagnostics.def)" ]
verdict 'every row is read' $?
missing=$(without_case src/base/diagnostics.def)
[ -z "$missing" ]
verdict 'every diagnostic is provoked' $? "$missing"
{ cat src/base/diagnostics.def; echo 'DIAG(NEVER_PROVOKED, "never-provoked", EXIT_INPUT)'; } >"$scratch/more.def"
[ "$(without_case "$scratch/more.def")" = never-provoked ]
verdict 'a row without a case is found' $?

while IFS='|' read -r slug message arguments; do
    name=$(rows_of src/base/diagnostics.def | awk -v slug="$slug" '$2 == slug { print $3 }')
    # shellcheck disable=SC2086
    expect "provoked: $slug" "$(exit_code_of "${name:-none}")" '*' "$message" "$w" $arguments
done <"$scratch/provoked"

types=$(sed -n '/^enum param_type {/,/^}/s/^ *PARAM_\([A-Z]*\),.*/\1/p' src/params/params.h | tr '[:upper:]' '[:lower:]')
[ "$(echo "$types" | wc -l)" -ge 11 ]
verdict 'types of parameters are read' $? "$types"
for type in $types; do
    set -- tests/bad/yaml/*--"$type".yaml
    [ -e "$1" ]
    verdict "a bad value of type $type" $?
done
finish
