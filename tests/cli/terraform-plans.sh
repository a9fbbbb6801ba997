#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a Terraform plan says of itself and of where it stands: whether it is whole, which version it has, in which region it is.
. tests/harness.sh
plans=tests/fixtures/terraform
workload=$plans/workload.yaml
w=$WARPCOST

# edit PLAN STATEMENT...: to $scratch/plan.json; `p` is the plan, `c` its changes.
edit() {
    plan=$plans/$1
    shift
    python3 -c 'import json, sys
p = json.load(open(sys.argv[1])); c = p.get("resource_changes", [])
for statement in sys.argv[3:]: exec(statement)
json.dump(p, open(sys.argv[2], "w"))' "$plan" "$scratch/plan.json" "$@"
}

# compare [OPTION...]: the edited plan of Standard brokers, in all forms.
compare() {
    status=0
    "$w" compare --no-simulate "$workload" --architecture msk-provisioned --terraform "$scratch/plan.json" --set topics.events.retention=8h "$@" \
        -o "$scratch/run.json" -o "$scratch/run.txt" -o "$scratch/run.md" -o "$scratch/run.html" 2>"$scratch/err" || status=$?
}

# says NAME WORDS: every form has them.
says() {
    for form in json txt md html; do
        tr -s ' \n' ' ' <"$scratch/run.$form" | sed -e 's/&#39;/'"'"'/g' -e 's/\\\([][_*]\)/\1/g' | grep -qF -e "$2"
        verdict "$1: $form says '$2'" $? "$(grep -o 'plan.json: .*' "$scratch/run.$form" | head -n 5) $(cat "$scratch/err")"
    done
}
lacks() {
    ! tr -s ' \n' ' ' <"$scratch/run.txt" | grep -qF -e "$2"
    verdict "$1: doesn't say '$2'" $?
}
refuses() { expect "$1" 3 '' "$2" "$w" compare --no-simulate "$workload" --architecture msk-provisioned --terraform "$scratch/plan.json"; }
total() { python3 -c "import json; print(json.load(open('$scratch/run.json'))['architectures'][0]['usd_per_year'])"; }

# ---- versions ----

for version in 2.0 99.0 10.3 2; do
    edit msk-provisioned.json "p['format_version'] = '$version'"
    refuses "format_version $version" "format_version $version isn't known, 0.x and 1.x are"
done
for version in v1 1.x '' 1.2-beta; do
    edit msk-provisioned.json "p['format_version'] = '$version'"
    refuses "format_version '$version'" "'format_version' is no version"
done
edit msk-provisioned.json "del p['format_version']"
refuses 'no format_version' "there is no 'format_version'"
for version in 0.1 0.2 1.0 1.99; do
    edit msk-provisioned.json "p['format_version'] = '$version'"
    compare
    [ "$status" -eq 0 ]; verdict "format_version $version is read" $? "$(cat "$scratch/err")"
done

# ---- whole or not ----

edit msk-provisioned.json
compare
whole=$(total)
lacks 'a plan that says nothing of it' "isn't complete"
edit msk-provisioned.json "p['complete'] = True"
compare
lacks 'complete: true' "isn't complete"
edit msk-provisioned.json "p['complete'] = False"
compare
says 'complete: false' "the plan isn't complete: it says 'complete: false', as one with -target does"
[ "$(total)" = "$whole" ]; verdict 'complete: false: the totals are of what is there' $?
edit msk-provisioned.json "p['complete'] = False" "p['deferred_changes'] = [{'reason': 'provider_config_unknown', 'resource_change': c[0]}] * 2"
compare
says 'deferred changes' 'it defers 2 changes to a later plan'
edit msk-provisioned.json "p['deferred_changes'] = []"
compare
lacks 'no deferred changes' "isn't complete"
edit msk-provisioned.json "p['complete'] = False" "p['errored'] = True"
refuses 'errored' 'the plan ended in an error'
edit msk-tiered.json "p['complete'] = False"
compare --terraform-side before
says 'complete: false, before the change' "the plan isn't complete"

# In a gate, too, in every form.
edit msk-provisioned.json "p['complete'] = False"
printf 'architecture: msk-provisioned\nrules:\n  - {rule: feasible}\n' >"$scratch/budget.yaml"
"$w" check "$workload" --set topics.events.retention=8h --budget "$scratch/budget.yaml" --terraform "$scratch/plan.json" -o "$scratch/c.txt" -o "$scratch/c.md" -o "$scratch/c.xml" -o "$scratch/c.sarif" -o "$scratch/c.json"
for form in txt md xml sarif json; do
    tr -s ' \n' ' ' <"$scratch/c.$form" | grep -q "the plan isn.*t complete"
    verdict "check, complete: false: $form says it" $? "$(head -c 300 "$scratch/c.$form")"
done

# ---- what stands beside the plan ----

# A cluster that is forgotten stands on. Deleted ones don't, and are told apart.
gone="{'address': 'aws_msk_cluster.old', 'mode': 'managed', 'type': 'aws_msk_cluster', 'name': 'old', 'change': {'actions': ['forget'], 'before': c[0]['change']['after'], 'after': None, 'after_unknown': {}}}"
edit msk-provisioned.json "c.append($gone)"
compare
says 'forgotten' '1 resource forgotten by the change, not destroyed: still standing, still paid, and not in the totals: aws_msk_cluster.old'
lacks 'forgotten' 'deleted by the change'
edit msk-provisioned.json "c.append($gone)" "c[-1]['change']['actions'] = ['delete']"
compare
says 'deleted' '1 resource deleted by the change'
lacks 'deleted' 'forgotten'
# A replacement that forgets the old one: the new one counts.
edit msk-provisioned.json "c[0]['change']['actions'] = ['create', 'forget']"
compare
says 'replaced and forgotten' '1 resource forgotten by the change'
[ "$(total)" = "$whole" ]; verdict 'replaced and forgotten: what comes counts' $?
edit msk-provisioned.json "c.append($gone)" "c[-1]['mode'] = 'data'"
compare
lacks 'a data source' 'forgotten'
edit msk-provisioned.json "[c.append(dict($gone, address='aws_msk_cluster.old[%d]' % i)) for i in range(7)]"
compare
says 'seven forgotten' '7 resources forgotten by the change, not destroyed: still standing, still paid, and not in the totals: aws_msk_cluster.old[0], '
lacks 'seven forgotten' 'old[5]'

# A deposed object has the address of what replaced it: no second cluster.
deposed="dict(c[0], deposed='a1b2c3d4', change={'actions': ['delete'], 'before': c[0]['change']['before'], 'after': None, 'after_unknown': {}})"
edit msk-tiered.json "c.append($deposed)"
compare --terraform-side before
says 'deposed, before' '1 resource deposed, left by a replacement that failed: standing, paid until deleted, and not in the totals: aws_msk_cluster.orders'
edit msk-tiered.json "c.append($deposed)"
compare
says 'deposed, after' '1 resource deleted by the change'
edit state.json "r = p['values']['root_module']['resources']" "r.append(dict([one for one in r if one['type'] == 'aws_msk_cluster'][0], deposed_key='a1b2c3d4'))"
compare
says 'deposed, of a state' '1 resource deposed'
finish
