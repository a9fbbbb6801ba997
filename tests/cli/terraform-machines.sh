#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Machines of a Terraform plan: which role each has and why, whose the volumes are, and what is held against the workload.
# shellcheck disable=SC2016 # dollars are money here
. tests/harness.sh
w=$WARPCOST
plan() { python3 tests/cli/plan.py "$scratch/plan.json" "$@"; }
workload() { printf 'name: orders\ntopics:\n  - {name: events, produce: {rate: 6 MiB/s}, consume: {groups: 1}, partitions: 30, retention: %s}\narchitectures: [%s]\n' "$2" "$3" >"$scratch/$1"; }
workload kafka.yaml 30m kafka-classic
workload agents.yaml 1d warpstream

# run FILE [OPTION...]: $status, $scratch/run.json, $scratch/run.txt, $scratch/err.
run() {
    file=$1 status=0
    shift
    rm -f "$scratch/run.json"
    "$w" compare --no-simulate "$scratch/$file" --terraform "$scratch/plan.json" "$@" -o "$scratch/run.json" -o "$scratch/run.txt" 2>"$scratch/err" || status=$?
}
# deploys NAME ROLES [OPTION...]: roles of the plan, with their volumes.
deploys() {
    name=$1 wanted=$2
    shift 2
    run "${file_of:-kafka.yaml}" "$@"
    got=$(python3 -c "
import json
for r in json.load(open('$scratch/run.json'))['architectures'][0]['deployment']:
    v = r.get('volumes') or {}
    print(r['role'], r['count'], r['instance'], *(('%d x %g %s' % (v['count'], v['gib'], v['kind'])),) if v else (), end='; ')" 2>/dev/null)
    [ "$got" = "$wanted; " ]
    verdict "$name" $? "got '$got', wanted '$wanted; '; $(cat "$scratch/err")"
}
said() { tr -s ' \n' ' ' <"$scratch/run.txt" | sed 's|[^ ]*/plan.json|plan.json|g'; }
says() {
    said | grep -qF -e "plan.json: $2"
    verdict "$1: says '$2'" $? "$(said | grep -o 'Warnings.*Not included')"
}
lacks() {
    ! said | grep -qF -e "$2"
    verdict "$1: doesn't say '$2'" $?
}
# doubts NAME WORDS ADDRESS: an error that names the file with the place, the address and the option.
doubts() {
    run "${file_of:-kafka.yaml}"
    [ "$status" -eq 3 ] && grep -q "plan.json:[0-9]*:[0-9]*: .*$3" "$scratch/err" && grep -qF -e "$2" "$scratch/err" && grep -qE -e '--(terraform-address|deployment)' "$scratch/err"
    verdict "$1: '$2'" $? "exit code $status; $(cat "$scratch/err")"
}
line() { python3 -c "import json; print(round(sum(l['usd_per_year'] for l in json.load(open('$scratch/run.json'))['architectures'][0]['lines'] if l['id'] == '$1'), 2))"; }
is_line() {
    got=$(line "$2")
    [ "$got" = "$3" ]
    verdict "$1: $2 is $3" $? "got $got"
}
disk='disk = lambda gib=500: machine("m5.xlarge", (gib, "gp3"))'

# ---- what stands beside a cluster is no part of it ----

for beside in kafka_connect kafka_exporter kafka-ui kafka_mirror_maker kafka_schema_registry kafka_rest_proxy ksql_server control_center_kafka kafka_client kafka_zk_bastion akhq_kafka kafka_jumpbox kafka_admin ksqldb kafka-streams kafka_s3_sink; do
    plan "$disk" 'each("aws_instance.kafka", 3, disk())' "each('aws_instance.$beside', 2, disk())"
    deploys "$beside of the brokers' type" 'broker 3 m5.xlarge 1 x 500 gp3'
    says "$beside" 'broker: aws_instance.kafka[0], [1], [2], 3 × m5.xlarge, by its name'
    # 2 × $0.192 × 8,760 h and 2 × 500 GiB × $0.08 × 12: $3,363.84 + $960.
    says "$beside" "aws_instance.${beside}[0], [1], 2 × m5.xlarge and the space of volumes without a part: \$4,324 per year at list prices, not in the totals, since its name says"
done
plan "$disk" 'each("aws_instance.kafka_connect", 3, disk())'
doubts 'connect workers only' "no machine is taken for a broker: not aws_instance.kafka_connect[0], since its name says 'connect'" 'aws_instance.kafka_connect'
plan "$disk" 'each("module.kafka.aws_instance.node", 3, disk())' 'add("module.kafka.aws_instance.bastion", machine("t3.micro"))'
deploys 'a bastion in the module' 'broker 3 m5.xlarge 1 x 500 gp3'
says 'a bastion in the module' 'broker: module.kafka.aws_instance.node[0], [1], [2], 3 × m5.xlarge, by its module'"'"'s name'
plan "$disk" 'each("module.kafka.aws_instance.node", 3, disk())' 'each("module.kafka_connect.module.nodes.aws_instance.this", 3, disk())'
deploys 'a module of connect workers' 'broker 3 m5.xlarge 1 x 500 gp3'
plan "$disk" 'each("module.client_platform.module.kafka.aws_instance.node", 3, disk())'
deploys 'a module around the module of Kafka' 'broker 3 m5.xlarge 1 x 500 gp3'
plan "$disk" 'each("aws_instance.node", ["kafka-1", "kafka-2", "connect-1"], disk())'
deploys 'instances of for_each by their keys' 'broker 2 m5.xlarge 1 x 500 gp3'
plan 'group = dict(min_size=3, max_size=3, desired_capacity=3, mixed_instances_policy=[])' 'add("aws_launch_template.a", dict(name="a", instance_type="m5d.xlarge", block_device_mappings=[]))' \
    'add("aws_autoscaling_group.a", dict(group, name="kafka-brokers", launch_template=[{"name": "a"}]))' 'add("aws_autoscaling_group.b", dict(group, name="kafka-connect", launch_template=[{"name": "a"}]))'
deploys "groups by their own names" 'broker 3 m5d.xlarge 0 x 0 nvme'
plan "$disk" 'each("aws_instance.node", 3, disk())' 'each("aws_instance.host", 2, machine("m5.large"))'
deploys 'data volumes where no name says anything' 'broker 3 m5.xlarge 1 x 500 gp3'
says 'data volumes where no name says anything' 'broker: aws_instance.node[0], [1], [2], 3 × m5.xlarge, by its data volumes'
says 'data volumes where no name says anything' 'aws_instance.host[0], [1], 2 × m5.large without a part: $1,682 per year at list prices, not in the totals, since nothing says what it is'

# ---- tags and ports before names ----

plan 'tagged = lambda role, gib: machine("m5.xlarge", (gib, "gp3"), tags={"Role": role})' 'each("aws_instance.kafka_a", 3, tagged("broker", 500))' 'each("aws_instance.kafka_b", 3, tagged("zookeeper", 20))' 'each("aws_instance.kafka_c", 2, tagged("Connect worker", 9))'
deploys 'tags' 'broker 3 m5.xlarge 1 x 500 gp3; controller 3 m5.xlarge 1 x 20 gp3'
says 'tags' 'controller: aws_instance.kafka_b[0], [1], [2], 3 × m5.xlarge, by its tag Role'
says 'tags' "aws_instance.kafka_c[0], [1], 2 × m5.xlarge and the space of volumes without a part: \$3,381 per year at list prices, not in the totals, since its tag Role says 'connect'"
plan "$disk" 'each("aws_instance.kafka", 3, dict(disk(), tags={"Name": "kafka"}))' 'each("aws_instance.more", 3, dict(disk(20), tags={"Name": "CANARY-9d2-kraft"}))'
deploys 'the tag Name' 'broker 3 m5.xlarge 1 x 500 gp3; controller 3 m5.xlarge 1 x 20 gp3'
! grep -q 'CANARY' "$scratch/run.json" "$scratch/run.txt" "$scratch/err"
verdict 'a tag is never quoted' $?
ports='rule = lambda *p: [{"from_port": a, "to_port": a, "protocol": "tcp"} for a in p]'
groups='[add("aws_security_group." + name, {"ingress": rule(*open)}) for name, open in (("a", (22, 9092)), ("b", (2181, 2888, 3888)), ("c", (8083,)))]'
secured='[configured("aws_instance." + i, vpc_security_group_ids=["aws_security_group." + i + ".id", "aws_security_group." + i]) for i in "abc"]'
plan "$disk" "$ports" "$groups" 'each("aws_instance.a", 3, disk())' 'each("aws_instance.b", 3, disk(20))' 'each("aws_instance.c", 2, disk(9))' "$secured"
deploys 'ports of security groups' 'broker 3 m5.xlarge 1 x 500 gp3; controller 3 m5.xlarge 1 x 20 gp3'
says 'ports of security groups' 'broker: aws_instance.a[0], [1], [2], 3 × m5.xlarge, by port 9092 of its security group'
says 'ports of security groups' 'controller: aws_instance.b[0], [1], [2], 3 × m5.xlarge, by port 2181 of its security group'
plan "$disk" "$ports" 'add("aws_security_group.x", {"id": "sg-1", "ingress": []})' 'add("aws_security_group_rule.r", {"type": "ingress", "from_port": 9093, "to_port": 9093, "security_group_id": "sg-1"})' \
    'each("aws_instance.kafka_q", 3, dict(disk(20), vpc_security_group_ids=["sg-1"]))' 'each("aws_instance.kafka_d", 3, disk())'
deploys 'rules that are resources, known ids' 'broker 3 m5.xlarge 1 x 500 gp3; controller 3 m5.xlarge 1 x 20 gp3'
plan "$disk" 'add("aws_security_group.x", {})' 'add("aws_vpc_security_group_ingress_rule.r", {"from_port": 2181, "to_port": 2181})' 'configured("aws_vpc_security_group_ingress_rule.r", security_group_id=["aws_security_group.x.id", "aws_security_group.x"])' \
    'each("aws_instance.kafka_q", 3, disk(20))' 'configured("aws_instance.kafka_q", vpc_security_group_ids=["aws_security_group.x.id", "aws_security_group.x"])' 'each("aws_instance.kafka_d", 3, disk())'
deploys 'rules that are resources, references' 'broker 3 m5.xlarge 1 x 500 gp3; controller 3 m5.xlarge 1 x 20 gp3'
plan "$disk" "$ports" 'add("aws_security_group.a", {"ingress": rule(9093)})' 'each("aws_instance.kafka", 3, disk())' 'configured("aws_instance.kafka", vpc_security_group_ids=["aws_security_group.a"])'
deploys 'brokers that serve by TLS alone' 'broker 3 m5.xlarge 1 x 500 gp3'
says 'brokers that serve by TLS alone' 'broker: aws_instance.kafka[0], [1], [2], 3 × m5.xlarge, by port 9093 of its security group'
# A group that all share says nothing.
plan "$disk" "$ports" 'add("aws_security_group.a", {"ingress": rule(9092, 2181, 8083)})' 'each("aws_instance.kafka", 3, disk())' 'each("aws_instance.zookeeper", 3, disk(20))' \
    '[configured("aws_instance." + i, vpc_security_group_ids=["aws_security_group.a"]) for i in ("kafka", "zookeeper")]'
deploys 'a group that all share' 'broker 3 m5.xlarge 1 x 500 gp3; controller 3 m5.xlarge 1 x 20 gp3'
plan "$disk" 'add("aws_security_group.a", {"ingress": [{"from_port": 0, "to_port": 65535}]})' 'each("aws_instance.kafka", 3, disk())' 'configured("aws_instance.kafka", vpc_security_group_ids=["aws_security_group.a"])' 'each("aws_instance.kafka_connect", 2, disk())'
deploys 'all ports say nothing' 'broker 3 m5.xlarge 1 x 500 gp3'
# Ports and names that contradict each other are a doubt, which the option settles.
plan "$disk" "$ports" "$groups" 'each("aws_instance.connect", 3, disk())' 'configured("aws_instance.connect", vpc_security_group_ids=["aws_security_group.a"])'
doubts 'a name against a port' "port 9092 of its security group and its name says 'connect' contradict each other: say what it is with --terraform-address broker=aws_instance.connect[0]" 'aws_instance.connect'
deploys 'a name against a port, settled' 'broker 3 m5.xlarge 1 x 500 gp3' --terraform-address broker=aws_instance.connect
says 'a name against a port, settled' 'broker: aws_instance.connect[0], [1], [2], 3 × m5.xlarge, by --terraform-address'
file_of=agents.yaml
plan "$ports" "$groups" 'each("aws_instance.warpstream", 3, machine("m6in.xlarge"))' 'configured("aws_instance.warpstream", vpc_security_group_ids=["aws_security_group.a"])'
deploys 'agents serve clients as brokers do' 'agent 3 m6in.xlarge'
file_of=kafka.yaml

# ---- the option ----

plan "$disk" 'each("aws_instance.node", 3, disk())' 'each("aws_instance.big", 3, machine("m5.2xlarge", (900, "gp3")))'
doubts 'two kinds of machines' 'machines of one role differ: aws_instance.big[0] and aws_instance.node[0], by their instance types; say which are meant with --terraform-address broker=ADDRESS' 'aws_instance.node'
deploys 'a resource is named' 'broker 3 m5.2xlarge 1 x 900 gp3' --terraform-address broker=aws_instance.big
says 'a resource is named' 'aws_instance.node[0], [1], [2], 3 × m5.xlarge and the space of volumes without a part'
deploys 'two roles are named' 'broker 3 m5.2xlarge 1 x 900 gp3; controller 3 m5.xlarge 1 x 500 gp3' --terraform-address broker=aws_instance.big --terraform-address controller=aws_instance.node
deploys 'one is left out' 'broker 3 m5.xlarge 1 x 500 gp3' --terraform-address none=aws_instance.big
deploys 'instances are named' 'broker 2 m5.xlarge 1 x 500 gp3; controller 1 m5.xlarge 1 x 500 gp3' --terraform-address broker=aws_instance.node --terraform-address 'controller=aws_instance.node[2]'
plan "$disk" 'each("module.a.aws_instance.x", ["eu", "us"], disk())' 'each("module.b.aws_instance.x", 2, machine("m5.large", (9, "gp3")))'
deploys 'a module is named' 'broker 2 m5.xlarge 1 x 500 gp3' --terraform-address broker=module.a
deploys 'an instance of for_each is named' 'broker 1 m5.xlarge 1 x 500 gp3' --terraform-address 'broker=module.a.aws_instance.x["us"]'
plan "$disk" 'each("aws_instance.broker", 3, disk())' 'each("aws_instance.kafka", 3, machine("m5.large", (9, "gp3")))'
deploys 'naming a role leaves nobody else in it' 'broker 3 m5.large 1 x 9 gp3' --terraform-address broker=aws_instance.kafka
says 'naming a role leaves nobody else in it' 'aws_instance.broker[0], [1], [2], 3 × m5.xlarge and the space of volumes without a part: $6,486 per year at list prices, not in the totals, since --terraform-address names others'
plan 'add("aws_msk_cluster.a", msk(3))' 'add("aws_msk_cluster.b", msk(6))'
workload msk.yaml 1h msk-provisioned
file_of=msk.yaml
deploys 'a cluster is named' 'broker 6 kafka.m5.large 1 x 1000 msk' --terraform-address broker=aws_msk_cluster.b
deploys 'a cluster is left out' 'broker 3 kafka.m5.large 1 x 1000 msk' --terraform-address none=aws_msk_cluster.b
file_of=kafka.yaml
expect 'a role that is none' 2 '' "there is no such role; there are broker, controller, agent, metadata, cluster, unit, none" "$w" compare "$scratch/kafka.yaml" --terraform "$scratch/plan.json" --terraform-address leader=aws_instance.a
expect 'an address where nothing is' 3 '' "plan.json: '--terraform-address': the plan has nothing at aws_instance.nowhere" "$w" compare "$scratch/kafka.yaml" --terraform "$scratch/plan.json" --terraform-address broker=aws_instance.nowhere

# ---- volumes belong to what they are attached to ----

quorum='each("aws_instance.kafka", 3, machine("m5.xlarge"))
each("aws_instance.zookeeper", 3, machine("t3.medium"))'
volumes='vol = lambda address, keys, gib, kind="gp3": each(address, keys, {"size": gib, "type": kind})'
both='broker 3 m5.xlarge 1 x 300 gp3; controller 3 t3.medium 1 x 300 gp3'
plan "$quorum" "$volumes" 'vol("aws_ebs_volume.kafka", 3, 300)' 'attach("aws_volume_attachment.kafka", 3)' 'vol("aws_ebs_volume.zookeeper", 3, 300)' 'attach("aws_volume_attachment.zookeeper", 3)'
deploys 'of one size, by names' "$both"
plan "$quorum" "$volumes" 'vol("aws_ebs_volume.kafka_data", 3, 700)' 'attach("aws_volume_attachment.kafka_data", 3)' 'vol("aws_ebs_volume.zookeeper_logs", 3, 20)' 'attach("aws_volume_attachment.zookeeper_logs", 3)'
deploys 'of two sizes, by words of names' 'broker 3 m5.xlarge 1 x 700 gp3; controller 3 t3.medium 1 x 20 gp3'
# Names mislead where the configuration says whose they are.
refer='refer = lambda a, i, v: configured("aws_volume_attachment." + a, instance_id=[i, "count.index"], volume_id=[v, "count.index"])'
plan "$quorum" "$volumes" "$refer" 'vol("aws_ebs_volume.a", 3, 700)' 'vol("aws_ebs_volume.b", 3, 20)' 'attach("aws_volume_attachment.a", 3)' 'attach("aws_volume_attachment.b", 3)' \
    'refer("a", "aws_instance.zookeeper", "aws_ebs_volume.b")' 'refer("b", "aws_instance.kafka", "aws_ebs_volume.a")'
deploys 'by references with count' 'broker 3 m5.xlarge 1 x 700 gp3; controller 3 t3.medium 1 x 20 gp3'
plan "$quorum" "$volumes" "$refer" 'vol("aws_ebs_volume.a", 6, 700)' 'attach("aws_volume_attachment.a", 6)' 'refer("a", "aws_instance.kafka", "aws_ebs_volume.a")'
deploys 'two volumes on each, by count' 'broker 3 m5.xlarge 2 x 700 gp3; controller 3 t3.medium'
zones='["a", "b", "c"]'
plan "each('aws_instance.kafka', $zones, machine('m5.xlarge'))" "each('aws_instance.zk', $zones, machine('t3.medium'))" "$volumes" "vol('aws_ebs_volume.x', $zones, 700)" "vol('aws_ebs_volume.y', $zones, 20)" "attach('aws_volume_attachment.x', $zones)" "attach('aws_volume_attachment.y', $zones)" \
    'configured("aws_volume_attachment.x", instance_id=["aws_instance.kafka", "each.key"], volume_id=["aws_ebs_volume.x", "each.key"])' 'configured("aws_volume_attachment.y", instance_id=["each.value.id", "each.value"], volume_id=["aws_ebs_volume.y", "each.key"])' \
    'p["configuration"]["root_module"]["resources"][-1]["for_each_expression"] = {"references": ["aws_instance.zk"]}'
deploys 'by references with for_each' 'broker 3 m5.xlarge 1 x 700 gp3; controller 3 t3.medium 1 x 20 gp3'
plan '[add("aws_instance.kafka_%d" % i, machine("m5.xlarge")) for i in (1, 2)]' "$volumes" '[add("aws_ebs_volume.d%d" % i, {"size": 70 * i, "type": "st1"}) for i in (1, 2)]' '[add("aws_volume_attachment.%s" % n, {"device_name": "/dev/sdh"}, ["instance_id", "volume_id"]) for n in ("p", "q")]' \
    'configured("aws_volume_attachment.p", instance_id=["aws_instance.kafka_1.id", "aws_instance.kafka_1"], volume_id=["aws_ebs_volume.d1.id", "aws_ebs_volume.d1"])' 'configured("aws_volume_attachment.q", instance_id=["aws_instance.kafka_2.id", "aws_instance.kafka_2"], volume_id=["aws_ebs_volume.d2.id", "aws_ebs_volume.d2"])'
doubts 'brokers whose volumes differ' 'machines of one role differ: aws_instance.kafka_1 and aws_instance.kafka_2, by their volumes' 'aws_instance.kafka_2'
# An instance that the reference names; the others have none.
plan "$quorum" "$volumes" 'add("aws_ebs_volume.v", {"size": 40, "type": "gp2"})' '[add("aws_volume_attachment.v%d" % i, {"device_name": "/dev/sdh"}, ["instance_id", "volume_id"]) for i in range(3)]' \
    '[configured("aws_volume_attachment.v%d" % i, instance_id=["aws_instance.kafka[%d].id" % i, "aws_instance.kafka[%d]" % i, "aws_instance.kafka"], volume_id=["aws_ebs_volume.v"]) for i in range(3)]'
deploys 'instances by their index' 'broker 3 m5.xlarge 1 x 40 gp2; controller 3 t3.medium'
# Ids, known since all stands already.
plan '[add("aws_instance.n", dict(machine("m5.xlarge"), id="i-%d" % i), before={}, index=i) for i in range(4)]' '[add("aws_ebs_volume.v", {"id": "vol-%d" % i, "size": 80, "type": "gp3"}, before={}, index=i) for i in range(2)]' \
    '[add("aws_volume_attachment.x", {"instance_id": "i-%d" % (i + 2), "volume_id": "vol-%d" % i}, before={}, index=i) for i in range(2)]'
deploys 'ids that are known' 'broker 2 m5.xlarge 1 x 80 gp3'
plan 'each("aws_instance.kafka", 3, machine("m5.xlarge"))' '[add("aws_volume_attachment.kafka", {"volume_id": "vol-%d" % i}, ["instance_id"], index=i) for i in range(3)]' \
    'p["prior_state"] = {"values": {"root_module": {"resources": [{"address": "data.aws_ebs_volume.d[%d]" % i, "mode": "data", "type": "aws_ebs_volume", "name": "d", "index": i, "values": {"id": "vol-%d" % i, "size": 222, "volume_type": "gp3"}} for i in range(3)]}}}'
deploys 'volumes of a data source' 'broker 3 m5.xlarge 1 x 222 gp3'
plan 'each("aws_spot_instance_request.kafka", 3, machine("m5.xlarge"))' "$volumes" 'vol("aws_ebs_volume.kafka", 3, 60)' 'attach("aws_volume_attachment.kafka", 3)' 'configured("aws_volume_attachment.kafka", instance_id=["aws_spot_instance_request.kafka", "count.index"])'
deploys 'volumes of requests for spot machines' 'broker 3 m5.xlarge 1 x 60 gp3'
# Through a module's variables, and outputs of another.
plan 'each("module.kafka.aws_instance.this", 3, machine("m5.xlarge"))' 'each("module.disks.aws_ebs_volume.this", 3, {"size": 333, "type": "gp3"})' 'attach("module.disks.aws_volume_attachment.this", 3)' \
    'configured("module.disks.aws_volume_attachment.this", instance_id=["var.instances", "count.index"], volume_id=["aws_ebs_volume.this", "count.index"])' 'calls = p["configuration"]["root_module"]["module_calls"]' \
    'calls["disks"]["expressions"] = {"instances": {"references": ["module.kafka.ids", "module.kafka"]}}' 'calls["kafka"] = {"module": {"outputs": {"ids": {"expression": {"references": ["aws_instance.this"]}}}}}'
deploys "through variables and outputs" 'broker 3 m5.xlarge 1 x 333 gp3'
# A module for each machine, which the attachment refers to as a whole.
each_module='[add("module.kafka[\"%s\"].aws_instance.this" % z, machine("m5.xlarge"), index=0) for z in "ab"]
[add("module.zoo[\"%s\"].aws_instance.this" % z, machine("t3.medium"), index=0) for z in "ab"]'
plan "$each_module" "$volumes" 'vol("aws_ebs_volume.x", ["a", "b"], 444)' 'attach("aws_volume_attachment.x", ["a", "b"])' 'configured("aws_volume_attachment.x", instance_id=["module.kafka", "each.key"], volume_id=["aws_ebs_volume.x", "each.key"])' \
    'p["configuration"]["root_module"]["module_calls"] = {"kafka": {"module": {}}, "zoo": {"module": {}}}'
deploys 'modules as a whole' 'broker 2 m5.xlarge 1 x 444 gp3'
says 'modules as a whole' 'module.zoo["a"].aws_instance.this[0], 1 × t3.medium without a part'
# What stands already shows its attached volumes among its own as well: they count once, and a new one beside them.
plan 'block = lambda i: [{"device_name": "/dev/sdf", "volume_id": "vol-%d" % i, "volume_size": 250, "volume_type": "gp3"}]' '[add("aws_instance.kafka", {"instance_type": "m5.xlarge", "id": "i-%d" % i, "ebs_block_device": block(i)}, before={}, index=i) for i in range(3)]' \
    '[add("aws_ebs_volume.kafka", {"id": "vol-%d" % i, "size": 250, "type": "gp3"}, before={}, index=i) for i in range(3)]' '[add("aws_volume_attachment.kafka", {"instance_id": "i-%d" % i, "volume_id": "vol-%d" % i}, before={}, index=i) for i in range(3)]'
deploys 'a volume among blocks counts once' 'broker 3 m5.xlarge 1 x 250 gp3'
plan_file=$scratch/plan.json
python3 - "$plan_file" <<'END'
import json, sys
p = json.load(open(sys.argv[1]))
for i in range(3):
    for kind, values in (("aws_ebs_volume", {"size": 250, "type": "gp3"}), ("aws_volume_attachment", {"instance_id": "i-%d" % i})):
        p["resource_changes"].append({"address": "%s.kafka_more[%d]" % (kind, i), "mode": "managed", "type": kind, "name": "kafka_more", "index": i, "change": {"actions": ["create"], "before": None, "after": values, "after_unknown": {"id": True, "volume_id": True}}})
json.dump(p, open(sys.argv[1], "w"))
END
deploys 'a new volume beside it' 'broker 3 m5.xlarge 2 x 250 gp3'
deploys 'a volume among blocks is left out' 'broker 3 m5.xlarge 1 x 250 gp3' --terraform-address none=aws_ebs_volume.kafka
# An address keeps what its machines refer to.
plan "$quorum" "$volumes" 'vol("aws_ebs_volume.kafka", 3, 700)' 'attach("aws_volume_attachment.kafka", 3)' 'vol("aws_ebs_volume.zookeeper", 3, 20)' 'attach("aws_volume_attachment.zookeeper", 3)' 'vol("aws_ebs_volume.spare", 1, 9)'
deploys 'one resource, with its volumes' 'broker 3 m5.xlarge 1 x 700 gp3' --terraform-address aws_instance.kafka
says 'one resource, with its volumes' '16 resources outside of --terraform-address'
lacks 'one resource, with its volumes' 'aws_ebs_volume.spare'
deploys 'another, with its volumes' 'broker 3 t3.medium 1 x 20 gp3' --terraform-address aws_instance.zookeeper --terraform-address broker=aws_instance.zookeeper
plan 'add("aws_launch_template.kafka", dict(instance_type="m5d.xlarge", block_device_mappings=[]))' 'add("aws_autoscaling_group.kafka", dict(desired_capacity=3, launch_template=[{}], mixed_instances_policy=[]))'
deploys 'a group, with its template' 'broker 3 m5d.xlarge 0 x 0 nvme' --terraform-address aws_autoscaling_group.kafka
# Of several templates, the one that the group refers to.
two='[add("aws_launch_template." + n, dict(instance_type=t, block_device_mappings=[])) for n, t in (("a", "m5d.large"), ("b", "m5d.xlarge"))]
by = lambda **more: p.setdefault("configuration", {}).setdefault("root_module", {}).setdefault("resources", []).append({"mode": "managed", "type": "aws_autoscaling_group", "name": "kafka", "expressions": more})
refs = {"references": ["aws_launch_template.b.id", "aws_launch_template.b"]}'
plan "$two" 'add("aws_autoscaling_group.kafka", dict(desired_capacity=3, launch_template=[{}], mixed_instances_policy=[]))' 'by(launch_template=[{"id": refs}])'
deploys 'a template by reference' 'broker 3 m5d.xlarge 0 x 0 nvme'
plan "$two" 'add("aws_autoscaling_group.kafka", dict(desired_capacity=3, launch_template=[], mixed_instances_policy=[{"launch_template": [{"launch_template_specification": [{}], "override": []}]}]))' \
    'by(mixed_instances_policy=[{"launch_template": [{"launch_template_specification": [{"launch_template_id": refs}]}]}])'
deploys 'a template of a mixed group by reference' 'broker 3 m5d.xlarge 0 x 0 nvme'
plan "$two" 'add("aws_autoscaling_group.kafka", dict(desired_capacity=3, launch_template=[{}], mixed_instances_policy=[]))'
doubts 'two templates and no reference' "its launch template isn't in the plan, or it isn't clear which it is" 'aws_autoscaling_group.kafka'
# Volumes that machines of groups attach themselves.
plan 'template = add("aws_launch_template.kafka", dict(name="k", instance_type="m5.xlarge", block_device_mappings=[]))' 'each("aws_autoscaling_group.kafka", 3, dict(desired_capacity=1, launch_template=[{"name": "k"}], mixed_instances_policy=[]))' "$volumes" 'vol("aws_ebs_volume.kafka", 3, 800)'
doubts 'volumes without an attachment' 'say which volumes are its with --terraform-address broker=aws_ebs_volume.NAME' 'aws_autoscaling_group.kafka'
deploys 'volumes without an attachment, named' 'broker 3 m5.xlarge 1 x 800 gp3' --terraform-address broker=aws_ebs_volume.kafka
# Beside volumes of its own, and what stays without.
plan 'each("aws_instance.kafka", 3, machine("m5.xlarge", (500, "gp3")))' "$volumes" 'vol("aws_ebs_volume.kafka", 3, 500)' 'attach("aws_volume_attachment.kafka", 3)' 'vol("aws_ebs_volume.spare", 1, 100)'
deploys 'own and attached ones' 'broker 3 m5.xlarge 2 x 500 gp3'
says 'own and attached ones' 'aws_ebs_volume.spare[0], 100 GiB gp3: $96 per year at list prices, not in the totals, since it has no attachment to a machine here'
plan "$quorum" "$volumes" 'vol("aws_ebs_volume.x", 2, 500)' 'attach("aws_volume_attachment.x", 2)'
doubts 'an attachment that nothing explains' "which machine it is of isn't clear from the plan; say whose the volume is with --terraform-address ROLE=aws_ebs_volume.NAME" 'aws_volume_attachment.x'
plan "$quorum" "$volumes" 'vol("aws_ebs_volume.x", 6, 500)' 'vol("aws_ebs_volume.y", 3, 20)' 'attach("aws_volume_attachment.z", 9)'
deploys 'volumes are named' 'broker 3 m5.xlarge 2 x 500 gp3; controller 3 t3.medium 1 x 20 gp3' --terraform-address broker=aws_ebs_volume.x --terraform-address controller=aws_ebs_volume.y
plan "$quorum" "$volumes" 'vol("aws_ebs_volume.kafka", 3, 500)' 'attach("aws_volume_attachment.kafka", 3)' 'vol("aws_ebs_volume.kafka_backup", 3, 90, "sc1")' 'attach("aws_volume_attachment.kafka_backup", 3)'
doubts 'a volume of another kind' 'its data volumes differ; machines with volumes of one kind and size are judged; leave out an aws_ebs_volume with --terraform-address none=ADDRESS' 'aws_instance.kafka'
deploys 'a volume is left out' 'broker 3 m5.xlarge 1 x 500 gp3; controller 3 t3.medium' --terraform-address none=aws_ebs_volume.kafka_backup
plan 'each("aws_instance.kafka", 3, machine("m5.xlarge"))' '[add("aws_volume_attachment.kafka", {"volume_id": "vol-%d" % i}, ["instance_id"], index=i) for i in range(3)]'
doubts 'volumes that were made elsewhere' "aws_volume_attachment.kafka[0]: its volume isn't in the plan" 'aws_volume_attachment.kafka'

# ---- disks ----

plan 'each("aws_instance.kafka", 3, machine("m5.xlarge", root=(1000, "gp3")))'
deploys 'a root volume holds the data' 'broker 3 m5.xlarge 1 x 1000 gp3'
is_line 'a root volume holds the data' storage.block 2880
says 'a root volume holds the data' "aws_instance.kafka[0]: the plan shows no data volume of it, so its root volume holds the data"
plan 'each("aws_instance.kafka", 3, machine("m5.xlarge", (400, "st1"), root=(50, "gp2")))'
deploys 'a root volume beside the data' 'broker 3 m5.xlarge 1 x 400 st1'
says 'a root volume beside the data' 'root volumes of aws_instance.kafka[0], [1], [2], 3 × 50 GiB gp2: $180 per year at list prices, not in the totals, since planned fleets have none either'
plan 'add("aws_launch_template.kafka", dict(instance_type="m5.xlarge", block_device_mappings=[{"device_name": "/dev/xvda", "ebs": [{"volume_size": 600, "volume_type": "gp3"}]}]))' 'add("aws_autoscaling_group.kafka", dict(desired_capacity=3, launch_template=[{}], mixed_instances_policy=[]))'
deploys "a template's root volume" 'broker 3 m5.xlarge 1 x 600 gp3'
for type in d2.xlarge d3.xlarge i3en.xlarge; do
    plan "each('aws_instance.kafka', 3, machine('$type', root=(50, 'gp3')))"
    deploys "local disks of $type" "broker 3 $type 0 x 0 nvme"
done
is_line 'a root volume is none of the data' storage.block 0
says 'local disks' 'aws_instance.kafka[0]: the plan shows no data volume of it, so its 1 local disk of 2,500 GB holds the data'
plan "each('aws_instance.kafka', 3, machine('d2.xlarge'))"
run kafka.yaml
says 'local HDDs' 'aws_instance.kafka[0]: the plan shows no data volume of it, so its 3 local disks of 2,048 GB hold the data'
plan 'each("aws_instance.kafka", 3, machine("m5.xlarge"))'
doubts 'no disk at all' "the plan shows no data volume of it, its type has no local disks, and the size of its root volume isn't known" 'aws_instance.kafka'
for kind in gp2 st1 sc1; do
    plan "each('aws_instance.kafka', 3, machine('m5.xlarge', (500, '$kind')))"
    deploys "$kind" "broker 3 m5.xlarge 1 x 500 $kind"
done
plan 'disk = machine("r5.xlarge", (500, "io1"))' 'disk["ebs_block_device"][0]["iops"] = 4000' 'each("aws_instance.kafka", 3, disk)'
deploys 'io1' 'broker 3 r5.xlarge 1 x 500 io1'
is_line 'io1' storage.block 2250
is_line 'io1' storage.block.iops 9360
plan 'each("aws_instance.kafka", 3, machine("r5.xlarge", (500, "io1")))'
deploys 'io1 without IOPS' 'broker 3 r5.xlarge 1 x 500 io1'
is_line 'io1 without IOPS' storage.block.iops 7020
plan 'each("aws_instance.kafka", 3, {"instance_type": "r5.xlarge"})' 'each("aws_ebs_volume.kafka", 3, {"size": 400, "type": "io1", "iops": 1000})' 'attach("aws_volume_attachment.kafka", 3)'
deploys 'io1, attached' 'broker 3 r5.xlarge 1 x 400 io1'
is_line 'io1, attached' storage.block.iops 2340
plan 'each("aws_instance.kafka", 3, machine("r5.xlarge", (500, "standard")))'
doubts 'a magnetic volume' 'volume_type is no kind of volume that is priced here: gp3, gp2, st1, sc1, io2 and io1 are' 'aws_instance.kafka'

# ---- zones, tenancy, market ----

plan "$disk" '[add("aws_instance.broker", dict(disk(), availability_zone="us-east-1" + z), index=i) for i, z in enumerate("aab")]'
deploys 'two zones' 'broker 3 m5.xlarge 1 x 500 gp3'
says 'two zones' 'aws_instance.broker[0] and the others of its role are in 2 zones, and the workload says zones: 3'
plan "$disk" '[add("aws_instance.broker", dict(disk(), subnet_id="subnet-1"), index=i) for i in range(3)]'
run kafka.yaml
says 'one subnet' 'aws_instance.broker[0] and the others of its role are in 1 zone, and the workload says zones: 3'
plan "$disk" '[add("aws_instance.broker", dict(disk(), availability_zone="us-east-1" + z), index=i) for i, z in enumerate("abc")]'
run kafka.yaml
lacks 'three zones' 'the workload says zones'
group='group = lambda **more: add("aws_autoscaling_group.kafka", dict(desired_capacity=3, launch_template=[{}], mixed_instances_policy=[], **more))
template = lambda **more: add("aws_launch_template.kafka", dict(instance_type="m5d.xlarge", block_device_mappings=[], **more))'
plan "$group" 'group(vpc_zone_identifier=["a", "b"])' 'template()'
deploys 'a group' 'broker 3 m5d.xlarge 0 x 0 nvme'
says 'subnets of a group' 'aws_autoscaling_group.kafka is in 2 subnets, and the workload says zones: 3'
for where in 'tenancy="dedicated"' 'tenancy="host"'; do
    plan "$disk" "each('aws_instance.kafka', 3, dict(disk(), $where))"
    doubts "$where" 'its tenancy is dedicated, and prices here are of shared tenancy' 'aws_instance.kafka'
done
deploys 'dedicated, named' 'broker 3 m5.xlarge 1 x 500 gp3' --terraform-address broker=aws_instance.kafka
says 'dedicated, named' 'aws_instance.kafka[0]: its tenancy is dedicated, and its price is that of shared tenancy, which is less'
plan "$group" 'group()' 'template(placement=[{"tenancy": "dedicated"}])'
doubts 'a dedicated template' 'its tenancy is dedicated' 'aws_autoscaling_group.kafka'
spot='bought on the spot market'
plan "$disk" 'each("aws_instance.kafka", 3, dict(disk(), instance_market_options=[{"market_type": "spot"}]))'
run kafka.yaml
says 'spot' "aws_instance.kafka[0]: $spot"
plan "$group" 'group()' 'template(instance_market_options=[{"market_type": "spot"}])'
run kafka.yaml
says 'a spot template' "aws_autoscaling_group.kafka: $spot"
plan "$group" 'group()' 'template()' 'c[0]["change"]["after"]["mixed_instances_policy"] = [{"instances_distribution": [{"on_demand_percentage_above_base_capacity": 0}], "launch_template": [{"launch_template_specification": [{}], "override": []}]}]'
run kafka.yaml
says 'a share of spot' "aws_autoscaling_group.kafka: $spot"
plan "$group" 'group()' 'template()'
run kafka.yaml
lacks 'on demand' "$spot"
finish
