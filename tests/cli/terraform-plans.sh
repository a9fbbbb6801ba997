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
        tr -s ' \n' ' ' <"$scratch/run.$form" | sed -e 's/&#39;/'"'"'/g' -e 's/<wbr>//g' -e 's/\\\([][_*]\)/\1/g' | grep -qF -e "$2"
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

# ---- what AWS doesn't sell ----

sold() { # sold NAME STATUS WORDS STATEMENT...: a cluster after these changes of the plan, kept for eight hours.
    name=$1 wanted=$2 words=$3
    shift 3
    edit msk-provisioned.json "a = next(r for r in c if r['type'] == 'aws_msk_cluster')['change']['after']" "$@"
    compare
    [ "$status" -eq "$wanted" ] && tr -s ' \n' ' ' <"$scratch/run.txt" | grep -qF -e "$words"
    verdict "$name" $? "$status $(head -n 12 "$scratch/run.txt") $(cat "$scratch/err")"
}
small="a['broker_node_group_info'][0]['instance_type'] = 'kafka.t3.small'"
sold 'kafka.t3.small with KRaft' 6 "kafka.t3.small isn't sold for versions with KRaft" "$small" "a['kafka_version'] = '3.9.x.kraft'"
sold 'kafka.t3.small with ZooKeeper, in a tier' 6 'has no tiered storage' "$small" "a['kafka_version'] = '3.6.0'" "a['storage_mode'] = 'TIERED'"
sold 'a tier for eight hours' 6 "MSK's tier keeps at least 3" "a['storage_mode'] = 'TIERED'"
sold 'seven brokers in three zones' 6 '7 brokers, and MSK has as many' "a['number_of_broker_nodes'] = 7"
edit msk-provisioned.json "a = next(r for r in c if r['type'] == 'aws_msk_cluster')['change']['after']" "$small" "a['kafka_version'] = '3.8.x'"
compare
! grep -q "isn.t sold" "$scratch/run.txt"; verdict 'kafka.t3.small with ZooKeeper is sold' $?

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
# ---- regions ----

# elsewhere NAME REGION: the edited plan isn't of the workload's region, whichever verb asks.
elsewhere() {
    refuses "$1" "it is in $2, and the workload's region is us-east-1: set 'region: $2' in the workload"
    expect "$1: in a gate it is no breach" 3 '*' "it is in $2" "$w" check "$workload" --budget "$scratch/budget.yaml" --terraform "$scratch/plan.json"
}
# here NAME: nothing is said, and the price is that of the workload's region.
here() {
    compare
    [ "$status" -eq 0 ] && [ "$(total)" = "$whole" ]
    verdict "$1" $? "$(cat "$scratch/err")"
}
provider() { echo "p.setdefault('configuration', {})['provider_config'] = {'aws': {'name': 'aws', 'expressions': {'region': $1, 'secret_key': {'constant_value': 'CANARY-5c1'}}}}"; }
tokyo="{'constant_value': 'ap-northeast-1'}"

edit msk-provisioned.json "$(provider "$tokyo")"
elsewhere 'a provider elsewhere' ap-northeast-1
status=0
"$w" compare --no-simulate "$workload" --architecture msk-provisioned --terraform "$scratch/plan.json" --set topics.events.retention=8h --set region=ap-northeast-1 -o "$scratch/run.json" 2>"$scratch/err" || status=$?
python3 -c "import json; run = json.load(open('$scratch/run.json')); lines = {l['id']: l['usd_per_year'] for l in run['architectures'][0]['lines']}
assert abs(lines['storage.block'] - 6 * 2000 * 0.12 * 12) < 0.01, lines"
verdict 'a provider elsewhere, and the workload too: its prices' $? "$(cat "$scratch/err")"
edit msk-provisioned.json "$(provider "{'constant_value': 'us-east-1'}")"
here 'a provider in the region'
edit msk-provisioned.json "$(provider '{}')"
here 'a provider without a region'

# Variables: whole, in an object, and what can't be worked out.
edit msk-provisioned.json "p['variables']['where'] = {'value': 'eu-west-1'}" "$(provider "{'references': ['var.where']}")"
elsewhere 'a variable' eu-west-1
edit msk-provisioned.json "p['variables']['aws'] = {'value': {'main': {'region': 'us-gov-west-1', 'key': 'CANARY-5c1'}}}" "$(provider "{'references': ['var.aws.main.region', 'var.aws.main', 'var.aws']}")"
elsewhere 'a variable of objects' us-gov-west-1
edit msk-provisioned.json "p['variables']['where'] = {'value': 'us-east-1'}" "$(provider "{'references': ['var.where']}")"
here 'a variable that says the region'
edit msk-provisioned.json "p['variables']['where'] = {'value': 'ap-northeast'}" "$(provider "{'references': ['var.where']}")"
here 'a part of a region'
for references in "['local.region']" "['var.a', 'var.b']" "['data.aws_region.here.name', 'data.aws_region.here']" "['var.nowhere']" "['var.list[0]', 'var.list']" '[]' '7'; do
    edit msk-provisioned.json "p['variables'].update(a={'value': 'eu-west-1'}, list={'value': ['eu-west-1']})" "$(provider "{'references': $references}")"
    here "a region that isn't known: $references"
done

# Aliases: whose they are stands in the configuration.
configured="p['configuration']['root_module'] = {'resources': [{'mode': 'managed', 'type': 'aws_msk_cluster', 'name': 'orders', 'provider_config_key': KEY}]}"
alias="p['configuration']['provider_config']['aws.tokyo'] = {'name': 'aws', 'alias': 'tokyo', 'expressions': {'region': $tokyo}}"
edit msk-provisioned.json "$(provider "{'constant_value': 'us-east-1'}")" "$alias" "KEY = 'aws.tokyo'" "$configured"
elsewhere 'an alias' ap-northeast-1
edit msk-provisioned.json "$(provider "{'constant_value': 'us-east-1'}")" "$alias" "KEY = 'aws'" "$configured"
here 'an alias that others use'

# Modules, with count, with a provider of their own or their caller's.
module="p['configuration']['root_module'] = {'module_calls': {'kafka': {'module': {'resources': [{'mode': 'managed', 'type': 'aws_msk_cluster', 'name': 'this', 'provider_config_key': KEY}]}}}}"
express() { expect "$1" "$2" '*' "$3" "$w" compare --no-simulate "$workload" --architecture msk-express --terraform "$scratch/plan.json"; }
edit msk-express.json "$(provider "{'constant_value': 'us-east-1'}")" "$alias" "KEY = 'aws.tokyo'" "$module"
express 'an alias given to a module' 3 'module.kafka.aws_msk_cluster.this[0]: it is in ap-northeast-1'
edit msk-express.json "$(provider "{'constant_value': 'us-east-1'}")" "p['configuration']['provider_config']['module.kafka:aws'] = {'name': 'aws', 'module_address': 'module.kafka', 'expressions': {'region': $tokyo}}" "KEY = 'module.kafka:aws'" "$module"
express "a module's own provider" 3 'module.kafka.aws_msk_cluster.this[0]: it is in ap-northeast-1'
edit msk-express.json "$(provider "$tokyo")" "KEY = 'module.kafka:aws'" "$module"
express 'a provider inherited' 3 'module.kafka.aws_msk_cluster.this[0]: it is in ap-northeast-1'
edit msk-express.json "$(provider "{'constant_value': 'us-east-1'}")" "KEY = 'module.kafka:aws.other'" "$module"
express 'an alias that nobody defines' 0 ''

# What resources say themselves counts first: the provider's 6th version, ARNs, zones.
edit msk-provisioned.json "c[0]['change']['after']['region'] = 'sa-east-1'" "$(provider "{'constant_value': 'us-east-1'}")"
elsewhere "a resource's own region" sa-east-1
edit msk-provisioned.json "c[0]['change']['after']['region'] = 'us-east-1'" "$(provider "$tokyo")"
here "a resource's own region is the workload's"
edit msk-provisioned.json "c[0]['change']['after']['arn'] = 'arn:aws-cn:kafka:cn-north-1:123456789012:cluster/orders/1'"
elsewhere 'an ARN' cn-north-1
edit msk-provisioned.json "c[0]['change']['after']['arn'] = 'arn:aws:s3:::bucket'"
here 'an ARN without a region'
for zone in "'availability_zone': 'eu-central-1b'" "'availability_zone': 'eu-central-1-ham-1a'" "'availability_zones': ['eu-central-1a', 'eu-central-1b']"; do
    edit ec2-brokers.json "[one['change']['after'].update({$zone}) for one in c if one['type'] == 'aws_instance']"
    expect "$zone" 3 '' 'it is in eu-central-1' "$w" compare --no-simulate "$workload" --architecture kafka-classic --terraform "$scratch/plan.json"
done
edit asg-agents.json "[one['change']['after'].update(availability_zones=['eu-central-1a']) for one in c if one['type'] == 'aws_autoscaling_group']"
expect 'a group of machines' 3 '' 'it is in eu-central-1' "$w" compare --no-simulate "$workload" --architecture warpstream --terraform "$scratch/plan.json"

# Of clusters in two regions the workload's can be chosen; tables elsewhere have no price here.
edit two-clusters.json "[one['change']['after'].update(region='eu-west-1') for one in c if 'blue' in one['address']]"
refuses 'one of two clusters elsewhere' 'aws_msk_cluster.regional["blue"]: it is in eu-west-1'
expect 'the other of two clusters' 6 '*' '*' "$w" compare --no-simulate "$workload" --architecture msk-provisioned --terraform "$scratch/plan.json" --terraform-address 'aws_msk_cluster.regional["green"]'
edit dynamodb-tables.json "[one['change']['after'].update(region='eu-west-1') for one in c if one['address'] == 'aws_dynamodb_table.offsets']"
"$w" compare --no-simulate "$workload" --architecture warpstream --terraform "$scratch/plan.json" 2>&1 | tr -s ' \n' ' ' | grep -qF "aws_dynamodb_table.offsets (in another region than the workload's)"
verdict 'a table elsewhere has no price' $?
edit msk-provisioned.json "p['variables']['where'] = {'value': 'CANARY-5c1'}" "$(provider "{'references': ['var.where']}")"
here 'a variable that is no region'
! grep -rq CANARY-5c1 "$scratch/run.json" "$scratch/run.txt" "$scratch/run.html" "$scratch/err"
verdict 'no secret of a provider shows' $?

# ---- launch configurations ----

# A group of three that names none: what it starts from is unknown before it is applied. `group` and `config` make resources of the edited plan.
group='def group(name, **values): c.append({"address": "module.k.aws_autoscaling_group." + name, "module_address": "module.k", "mode": "managed", "type": "aws_autoscaling_group", "name": name, "change": {"actions": ["create"], "before": None, "after": dict({"min_size": 3, "max_size": 3, "desired_capacity": 3, "launch_template": [], "mixed_instances_policy": []}, **values), "after_unknown": {"id": True, "launch_configuration": "launch_configuration" not in values}}})'
config='def config(name, machine, /, *devices, **values): c.append({"address": "module.k.aws_launch_configuration." + name, "module_address": "module.k", "mode": "managed", "type": "aws_launch_configuration", "name": name, "change": {"actions": ["create"], "before": None, "after": dict({"instance_type": machine, "user_data": "CANARY-5c1", "ebs_block_device": [dict(zip(("device_name", "volume_size", "volume_type"), d)) for d in devices]}, **values), "after_unknown": {"id": True}}})'
empty='c.clear()'
# deploys NAME ROLES
deploys() {
    status=0
    "$w" compare --no-simulate "$workload" --architecture kafka-classic --terraform "$scratch/plan.json" --set topics.events.retention=10m -o "$scratch/run.json" 2>"$scratch/err" || status=$?
    got=$(python3 -c "
import json
for r in json.load(open('$scratch/run.json'))['architectures'][0]['deployment']:
    v = r.get('volumes') or {}
    print(r['role'], r['count'], r['instance'], *(('%d x %g %s' % (v['count'], v['gib'], v['kind'])),) if v else (), end='; ')")
    [ "$got" = "$2; " ]
    verdict "$1" $? "got '$got', wanted '$2; '; $(cat "$scratch/err")"
}
rm -f "$scratch/run.json"
edit asg-agents.json "$empty" "$group" "$config" "group('kafka')" "config('any', 'm5.xlarge', ('/dev/sdf', 500, 'gp3'))"
deploys 'a launch configuration, the only one' 'broker 3 m5.xlarge 1 x 500 gp3'
edit asg-agents.json "$empty" "$group" "$config" "group('kafka')" "config('kafka', 'm5.2xlarge', ('/dev/xvda', 20, 'gp3'), ('/dev/sdf', 700, 'st1'), ('/dev/sdg', 700, 'st1'))" "config('other', 'm5.large')"
deploys 'a launch configuration, the namesake, two volumes beside the root' 'broker 3 m5.2xlarge 2 x 700 st1'
edit asg-agents.json "$empty" "$group" "$config" "group('kafka', launch_configuration='orders-2')" "config('a', 'm5.large', name='orders-1')" "config('b', 'm5.4xlarge', ('/dev/sdf', 900, 'gp2'), name='orders-2')"
deploys 'a launch configuration, by name' 'broker 3 m5.4xlarge 1 x 900 gp2'
edit asg-agents.json "$empty" "$group" "$config" "group('kafka')" "config('a', 'i3en.xlarge')" "c.append(dict(c[-1], type='aws_launch_template', name='kafka', address='module.k.aws_launch_template.kafka', change=dict(c[-1]['change'], after={'instance_type': 'm5.large'})))"
deploys 'a launch configuration beside a launch template of another' 'broker 3 i3en.xlarge 0 x 0 nvme'
unclear() { expect "$1" 3 '' "$2" "$w" compare --no-simulate "$workload" --architecture kafka-classic --terraform "$scratch/plan.json"; }
edit asg-agents.json "$empty" "$group" "$config" "group('kafka')" "config('a', 'm5.large')" "config('b', 'm5.xlarge')"
unclear 'two launch configurations' "module.k.aws_autoscaling_group.kafka: its launch configuration isn't in the plan, or it isn't clear which it is"
edit asg-agents.json "$empty" "$group" "$config" "group('kafka', launch_configuration='elsewhere')" "config('a', 'm5.large')"
unclear 'a launch configuration that is not in the plan' "its launch configuration isn't in the plan"
edit asg-agents.json "$empty" "$group" "$config" "group('kafka', launch_configuration='')" "config('a', 'm5.large')"
unclear 'a group without any' "its launch template isn't in the plan"
! grep -q CANARY "$scratch/run.json" "$scratch/err"
verdict 'no secret of a launch configuration shows' $?
finish
