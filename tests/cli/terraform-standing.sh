#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a Terraform plan has standing beside brokers and agents: machines of Kubernetes and ECS, and what is paid by the hour. The dollars are worked out here
# from list prices of us-east-1 and 8,760 hours.
# shellcheck disable=SC2016 # dollars are money here
. tests/harness.sh
w=$WARPCOST
plan() { python3 tests/cli/plan.py "$scratch/plan.json" "$@"; }
workload() { printf 'name: orders\ntopics:\n  - {name: events, produce: {rate: 6 MiB/s}, consume: {groups: 1}, partitions: 30, retention: 1h}\narchitectures: [%s]\n' "$1" >"$scratch/$1.yaml"; }
workload kafka-classic
workload warpstream
workload msk-provisioned

# run ID [OPTION...]
run() {
    id=$1 status=0
    shift
    rm -f "$scratch/run.json"
    "$w" compare --no-simulate "$scratch/$id.yaml" --terraform "$scratch/plan.json" "$@" -o "$scratch/run.json" -o "$scratch/run.txt" 2>"$scratch/err" || status=$?
}
cell() { python3 -c "
import json
a = json.load(open('$scratch/run.json'))['architectures'][0]
usd = lambda id: round(sum(l['usd_per_year'] for l in a['lines'] if l['id'] == id), 2)
roles = lambda: '; '.join('%s %d %s' % (r['role'], r['count'], r['instance']) for r in a['deployment'])
print($1)" 2>"$scratch/cell"; }
is() {
    got=$(cell "$2")
    [ "$got" = "$3" ]
    verdict "$1: $2 is $3" $? "got '$got'; $(cat "$scratch/err")"
}
said() { tr -s ' \n' ' ' <"$scratch/run.txt" | sed 's|[^ ]*/plan.json|plan.json|g'; }
says() {
    said | grep -qF -e "plan.json: $2"
    verdict "$1: says '$2'" $? "$(said | grep -o 'Warnings.*Not included') $(cat "$scratch/err")"
}
lacks() {
    ! said | grep -qF -e "$2"
    verdict "$1: doesn't say '$2'" $?
}

# ---- node groups of EKS ----

nodes='def nodes(address, count, *types, **more): add(address, dict(instance_types=list(types), scaling_config=[{"desired_size": count, "min_size": 1, "max_size": 9}], **more))'
plan "$nodes" 'nodes("aws_eks_node_group.kafka", 3, "r6i.xlarge")'
run kafka-classic
is 'brokers on EKS' 'roles()' 'broker 3 r6i.xlarge'
is 'brokers on EKS' 'usd("compute.brokers")' 6622.56 # 3 × $0.252
is 'brokers on EKS' 'usd("compute.controllers")' 0
is 'brokers on EKS' "usd('storage.block') > 0" True
says 'brokers on EKS' 'data volumes of brokers in Kubernetes are claims that no plan shows: they are planned for this workload'
says 'brokers on EKS' 'broker: aws_eks_node_group.kafka, 3 × r6i.xlarge, by its name'
plan "$nodes" 'nodes("aws_eks_node_group.kafka", 3, "r6i.xlarge")' 'nodes("aws_eks_node_group.zookeeper", 3, "m5.large")' 'nodes("aws_eks_node_group.kafka_connect", 2, "m5.xlarge")'
run kafka-classic
is 'brokers and ZooKeeper on EKS' 'usd("compute.controllers")' 2522.88 # 3 × $0.096
says 'brokers and ZooKeeper on EKS' "aws_eks_node_group.kafka_connect, 2 × m5.xlarge without a part: \$3,364 per year at list prices, not in the totals, since its name says 'connect'"
plan "$nodes" 'nodes("aws_eks_node_group.kafka", 3, "i3en.xlarge", "i3.xlarge")'
run kafka-classic
is 'local disks on EKS' 'a["deployment_origin"]' given
is 'local disks on EKS' 'usd("compute.brokers")' 11878.56 # 3 × $0.452
plan "$nodes" 'nodes("module.eks.module.eks_managed_node_group[\"agents\"].aws_eks_node_group.this", 4, "m6in.xlarge", capacity_type="SPOT")' 'nodes("module.eks.module.eks_managed_node_group[\"system\"].aws_eks_node_group.this", 2, "m5.large")'
run warpstream
is 'agents on EKS' 'roles()' 'agent 4 m6in.xlarge'
says 'agents on EKS' 'module.eks.module.eks_managed_node_group["agents"].aws_eks_node_group.this: bought on the spot market'
says 'agents on EKS' 'module.eks.module.eks_managed_node_group["system"].aws_eks_node_group.this, 2 × m5.large without a part: $1,682 per year at list prices, not in the totals, since nothing says what it is'
plan "$nodes" 'nodes("aws_eks_node_group.a", 3, "m6in.xlarge", labels={"app": "warpstream-agent"}, subnet_ids=["a", "b"])' 'nodes("aws_eks_node_group.b", 2, "m5.large", labels={"app": "web"})'
run warpstream
is 'labels' 'roles()' 'agent 3 m6in.xlarge'
says 'labels' 'agent: aws_eks_node_group.a, 3 × m6in.xlarge, by its tag app'
says 'labels' 'aws_eks_node_group.a is in 2 subnets, and the workload says zones: 3'
plan "$nodes" 'add("aws_launch_template.n", dict(name="n", instance_type="m6in.xlarge", block_device_mappings=[]))' 'nodes("aws_eks_node_group.agents", 3, launch_template=[{"name": "n", "version": "1"}])'
run warpstream
is 'a node group with a template' 'roles()' 'agent 3 m6in.xlarge'
plan 'add("aws_launch_template.n", dict(name="n", instance_type="m5.xlarge", block_device_mappings=[{"device_name": "/dev/xvda", "ebs": [{"volume_size": 90}]}]))' \
    'add("aws_autoscaling_group.kafka", dict(desired_capacity=3, launch_template=[{"name": "n"}], mixed_instances_policy=[], tag=[{"key": "kubernetes.io/cluster/x", "value": "owned"}]))'
run kafka-classic
is 'self-managed nodes' 'a["deployment_origin"]' planned
is 'self-managed nodes' 'usd("compute.brokers")' 5045.76 # 3 × $0.192
plan "$nodes" 'nodes("aws_eks_node_group.kafka", 3, "r6i.xlarge")' 'c[0]["change"]["after_unknown"]["scaling_config"] = [{"desired_size": True}]' 'del c[0]["change"]["after"]["scaling_config"]'
run kafka-classic
grep -q "plan.json:1:[0-9]*: aws_eks_node_group.kafka: scaling_config.desired_size isn't known before the change is applied" "$scratch/err"
verdict 'an unknown count of nodes' $? "$(cat "$scratch/err")"
plan 'add("aws_kms_key.k", {})' 'add("aws_iam_role.r", {})' 'each("aws_subnet.s", 3, {})'
run kafka-classic
grep -q 'plan.json: the plan has nothing that an architecture runs on (aws_iam_role 1, aws_kms_key 1, aws_subnet 3)' "$scratch/err"
verdict 'nothing to run on: the types are named' $? "$(cat "$scratch/err")"

# ---- NAT gateways, endpoints, balancers ----

agents='add("aws_launch_template.w", dict(name="w", instance_type="m6in.xlarge", block_device_mappings=[]))
add("aws_autoscaling_group.agents", dict(min_size=3, max_size=30, launch_template=[{"name": "w"}], mixed_instances_policy=[]), ["desired_capacity"])'
none='not in the totals, since planned fleets have none either'
plan "$agents"
run warpstream
without=$(cell 'a["usd_per_year"]')
plan "$agents" 'each("module.vpc.aws_nat_gateway.this", 3, {"connectivity_type": "public"})'
run warpstream
is 'a NAT gateway in each zone' 'usd("compute.agents")' 7317.93 # 3 × $0.27846
is 'a NAT gateway in each zone: no total moves' 'a["usd_per_year"]' "$without"
says 'a NAT gateway in each zone' "module.vpc.aws_nat_gateway.this[0], [1], [2]: \$1,183 per year at list prices, $none"
lacks 'a NAT gateway in each zone' 'not understood'
plan "$agents" 'add("aws_vpc_endpoint.i", {"vpc_endpoint_type": "Interface", "subnet_ids": ["a", "b", "c"]})' 'add("aws_vpc_endpoint.s3", {"vpc_endpoint_type": "Gateway"})' 'add("aws_vpc_endpoint.g", {"vpc_endpoint_type": "GatewayLoadBalancer"})' 'add("aws_vpc_endpoint.u", {"vpc_endpoint_type": "Interface"}, ["subnet_ids"])'
run warpstream
says 'interface endpoints' "aws_vpc_endpoint.i, 3 subnets: \$263 per year at list prices, $none" # 3 × $0.01
says 'interface endpoints of unknown subnets' "aws_vpc_endpoint.u, at least 1 subnet: \$88 per year at list prices"
lacks 'endpoints of gateways cost nothing' 'aws_vpc_endpoint.s3'
said | grep -qF 'aws_vpc_endpoint.g (no interface endpoint)'
verdict 'other endpoints have no price' $?
plan "$agents" 'add("aws_lb.n", {"load_balancer_type": "network"})' 'add("aws_lb.a", {})' 'add("aws_ec2_transit_gateway_vpc_attachment.t", {})'
run warpstream
says 'a network load balancer' "aws_lb.n: \$197 per year at list prices, $none" # $0.0225
says 'an application load balancer' 'aws_lb.a: $197 per year at list prices'
says 'a transit gateway' 'aws_ec2_transit_gateway_vpc_attachment.t: $438 per year at list prices' # $0.05
plan "$agents" 'each("aws_eip.nat", 3, {})' 'add("aws_msk_replicator.r", {})'
run warpstream
says 'public addresses' "aws_eip.nat[0], [1], [2]: \$131 per year at list prices, $none" # 3 × $0.005
says 'a replicator' 'aws_msk_replicator.r: $2,628 per year at list prices' # $0.30
# In a region without the price, it is said.
run warpstream --set region=eu-north-1
lacks 'elsewhere' '$0 per year'
plan "$agents" 'add("aws_nat_gateway.n", {"region": "eu-west-1"})'
run warpstream
says 'in another region' "no architecture here uses them, so these are not in the totals: aws_nat_gateway.n (in another region than the workload's)"

# ---- MSK Connect and what stands beside MSK ----

cluster='add("aws_msk_cluster.orders", msk(3))'
connector='connector = lambda name, **capacity: add("aws_mskconnect_connector." + name, {"capacity": [capacity]})'
plan "$cluster" "$connector" 'connector("sink", autoscaling=[], provisioned_capacity=[{"mcu_count": 2, "worker_count": 4}])' 'connector("source", provisioned_capacity=[], autoscaling=[{"mcu_count": 1, "min_worker_count": 2, "max_worker_count": 8}])' 'connector("later")' 'add("aws_msk_vpc_connection.a", {})' 'add("aws_nat_gateway.a", {})'
run msk-provisioned
is 'MSK' 'usd("compute.brokers")' 5518.8
says 'a connector' 'aws_mskconnect_connector.sink, 4 workers of 2 MCU: $7,709 per year at list prices, not in the totals, since no architecture here uses it' # 8 × $0.11
says 'a connector that scales' 'aws_mskconnect_connector.source, at least 2 workers of 1 MCU: $1,927 per year at list prices'
says 'a connector of unknown capacity' "no architecture here uses them, so these are not in the totals: aws_mskconnect_connector.later (its capacity isn't known)"
says 'a VPC connection' "aws_msk_vpc_connection.a: \$197 per year at list prices, $none" # $0.0225
says 'a NAT gateway' 'aws_nat_gateway.a: $394 per year at list prices'

# ---- ECS and EKS ----

plan "$agents" 'add("aws_ecs_service.agents", {"launch_type": "EC2", "desired_count": 3})'
run warpstream
is 'a service on EC2' 'roles()' 'agent 3 m6in.xlarge'
lacks 'a service on EC2' 'aws_ecs_service.agents'
plan "$agents" 'add("aws_ecs_service.web", {"launch_type": "FARGATE", "desired_count": 3})' 'add("aws_ecs_task_definition.web", {"cpu": "4096", "memory": "16384"})' 'add("aws_ecs_service.other", {"launch_type": None, "capacity_provider_strategy": [{"capacity_provider": "FARGATE_SPOT"}]}, ["task_definition", "desired_count"])' 'add("aws_eks_cluster.c", {})' 'add("aws_eks_fargate_profile.p", {})'
run warpstream
says 'Fargate' 'aws_ecs_service.web, 3 tasks on Fargate of 4 vCPU and 16 GiB: no price in this region'
says 'what nobody knows' 'no architecture here uses them, so these are not in the totals: aws_ecs_service.other (tasks on Fargate, of unknown size or number), aws_eks_fargate_profile.p (paid for what runs on it: unknown)'
says 'EKS' 'aws_eks_cluster.c: no price in this region'
lacks 'what has no price is never nothing' ': $0 per year'
# The same stands in every form of a gate.
printf 'architecture: msk-provisioned\nrules:\n  - {rule: cost, max: 90k USD/year}\n' >"$scratch/budget.yaml"
plan "$cluster" 'add("aws_nat_gateway.a", {})'
for form in txt md xml json sarif; do
    "$w" check "$scratch/msk-provisioned.yaml" --budget "$scratch/budget.yaml" --terraform "$scratch/plan.json" -o "$scratch/c.$form" 2>"$scratch/err"
    tr -s ' \n\\' ' ' <"$scratch/c.$form" | sed 's/ _/_/g' | grep -q 'aws_nat_gateway.a: .*394 per year at list prices'
    verdict "check: a NAT gateway in $form" $? "$(head -c 600 "$scratch/c.$form")"
done
finish
