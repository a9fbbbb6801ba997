#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Terraform plans: what each deploys, what it costs with the workload's bytes by arithmetic that is written here, whether it carries them, and that
# nothing of a plan but what is asked for shows anywhere.
# shellcheck disable=SC2016 # dollars are money here
. tests/harness.sh
plans=tests/fixtures/terraform
workload=$plans/workload.yaml
w=$WARPCOST
canary=CANARY-7f3a

# Of the workload, per year in GB: produced, and kept on average; crossing bytes are two thirds, paid on two sides at $0.01.
P=1478250 K=4050
hours=8760
crossing="$P * 2 / 3 * 2 * 0.01"

# compare FILE ID [OPTION...]: runs; $scratch/run.json is the document, $scratch/text the same for people.
compare() {
    plan=$1 id=$2
    shift 2
    status=0
    "$w" compare --no-simulate --full "$workload" --architecture "$id" --terraform "$id=$plans/$plan" "$@" -o "$scratch/run.json" -o "$scratch/text.txt" -o "$scratch/run.md" -o "$scratch/run.csv" \
        2>"$scratch/err" || status=$?
    cat "$scratch/run.json" "$scratch/text.txt" "$scratch/run.md" "$scratch/run.csv" "$scratch/err" >>"$scratch/all"
}

# cell EXPRESSION: of the first architecture `a`.
cell() { python3 -c "
import json, sys
run = json.load(open('$scratch/run.json')); a = run['architectures'][0]
usd = lambda *ids: sum(l['usd_per_year'] for l in a['lines'] if l['id'] in ids)
binding = lambda: [u['resource'] for u in a['utilisation'] if u['binding']][0]
roles = lambda: '; '.join(('%s %d %s' % (r['role'], r['count'], r['instance'])) + (' %d x %g %s %g %g' % (r['volumes']['count'], r['volumes']['gib'], r['volumes']['kind'], r['volumes']['iops'], r['volumes']['throughput_mibps']) if r.get('volumes') else '') for r in a['deployment'])
print($1)"; }

# deploys CASE ROLES: as role, count, type, volumes.
deploys() {
    got=$(cell 'roles()')
    [ "$got" = "$2" ]
    verdict "$1: what it deploys" $? "got '$got', wanted '$2'"
}

# costs CASE LINES FORMULA: dollars per year of the lines ('' for the total).
costs() {
    if [ -n "$2" ]; then got=$(cell "usd($2)"); else got=$(cell "a['usd_per_year']"); fi
    awk -v got="$got" "BEGIN { wanted = $3; gap = got - wanted; exit !(got > 0 && gap * gap <= (1e-9 * wanted) ^ 2) }"
    verdict "$1: ${2:-total} is $3" $? "got $got"
}

# carries CASE STATUS RESOURCE: exit code (0 carries it, 6 doesn't) and what binds.
carries() {
    got=$(cell 'binding()')
    [ "$status" -eq "$2" ] && [ "$got" = "$3" ]
    verdict "$1: exit code $2, $3 binds" $? "exit code $status, '$got' binds; $(head -c 200 "$scratch/err")"
}

# says CASE WORDS: the text has them.
says() {
    tr -s ' \n' ' ' <"$scratch/text.txt" | grep -qF -e "$2"
    verdict "$1: says '$2'" $?
}

# 1. Standard brokers, created. Three copies of a day, half empty, are 24,300 GiB, 2.025 times what there is; half a segment of 1.37 h more makes it 2.083 times.
compare msk-provisioned.json msk-provisioned
deploys 'msk-provisioned' 'broker 6 kafka.m7g.xlarge 1 x 2000 msk 0 0'
costs 'msk-provisioned' '' "6 * 0.408 * $hours + 6 * 2000 * 0.10 * 12 + $crossing"
carries 'msk-provisioned' 6 broker.space
says 'msk-provisioned' 'broker.space is 208 % used'
says 'msk-provisioned' 'not understood and not in the totals, 2 resources: aws_msk_configuration 1, aws_security_group 1'
compare msk-provisioned.json msk-provisioned --set topics.events.retention=8h
costs 'msk-provisioned, 8 hours' '' "6 * 0.408 * $hours + 6 * 2000 * 0.10 * 12 + $crossing"
[ "$status" -eq 0 ]; verdict 'msk-provisioned, 8 hours: carries it' $?

# 2. An update: brokers, throughput and a tier, which holds each byte once for three days, its least; nothing is read back from it.
compare msk-tiered.json msk-provisioned --set architectures.msk-provisioned.local_retention=1h --set topics.events.retention=3d
deploys 'msk-tiered' 'broker 9 kafka.m7g.4xlarge 1 x 1000 msk 0 300'
costs 'msk-tiered' '' "9 * 1.632 * $hours + 9 * 1000 * 0.10 * 12 + 9 * 300 * 0.08 * 12 + 3 * $K * 0.06 * 12 + $crossing"
[ "$status" -eq 0 ]; verdict 'msk-tiered: carries it' $? "$(head -n 40 "$scratch/text.txt")"
/usr/bin/python3 tests/cli/validate-run.py docs/run-document.schema.json "$scratch/run.json" >"$scratch/valid" 2>&1
verdict 'msk-tiered: its run document is valid' $? "$(tail -n 3 "$scratch/valid")"
# What the document deploys, given back, costs the same: the tier is the workload's to say then.
python3 -c "import json; json.dump(json.load(open('$scratch/run.json'))['architectures'][0]['deployment'], open('$scratch/fleet.json', 'w'))"
total=$(cell "a['usd_per_year']")
"$w" compare --no-simulate "$workload" --architecture msk-provisioned --deployment "$scratch/fleet.json" --set architectures.msk-provisioned.tiered_storage=true \
    --set architectures.msk-provisioned.local_retention=1h --set topics.events.retention=3d --format json >"$scratch/run.json"
[ -n "$total" ] && [ "$(cell "a['usd_per_year']")" = "$total" ]
verdict 'msk-tiered: its deployment given back costs the same' $?
compare msk-tiered.json msk-provisioned --terraform-side before
deploys 'msk-tiered, before' 'broker 3 kafka.m7g.xlarge 1 x 500 msk 0 0'
costs 'msk-tiered, before' '' "3 * 0.408 * $hours + 3 * 500 * 0.10 * 12 + $crossing"
carries 'msk-tiered, before' 6 broker.space
says 'msk-tiered, before' 'msk-provisioned is aws_msk_cluster.orders, before the change'
expect 'msk-tiered, before: a tier that it has not' 3 '' 'has no tiered storage' "$w" compare --no-simulate "$workload" --terraform "$plans/msk-tiered.json" --terraform-side before --set architectures.msk-provisioned.tiered_storage=true

# 3. Express brokers in a module with count.
compare msk-express.json msk-express
deploys 'msk-express' 'broker 3 express.m7g.xlarge'
costs 'msk-express' '' "3 * 0.816 * $hours + $K * 0.10 * 12 + $P * 0.01 + $crossing"
carries 'msk-express' 0 broker.count
says 'msk-express' 'msk-express is module.kafka.aws_msk_cluster.this[0], after the change'

# 4. Serverless: the cluster, 240 partitions, bytes in, out twice and kept; its two subnets aren't brokers' zones.
compare msk-serverless.json msk-serverless
deploys 'msk-serverless' 'cluster 1 serverless.cluster'
costs 'msk-serverless' '' "0.75 * $hours + 240 * 0.0015 * $hours + $K * 0.10 * 12 + $P * 0.10 + 2 * $P * 0.05"
carries 'msk-serverless' 0 cluster.ingress

# 5. Machines with volumes of their own, controllers beside them, and one that has no part. Replicas cross twice, both groups read two thirds.
compare ec2-brokers.json kafka-classic
deploys 'ec2-brokers' 'broker 6 m5.xlarge 2 x 500 gp3 0 0; controller 3 m5.large'
costs 'ec2-brokers' '' "6 * 0.192 * $hours + 3 * 0.096 * $hours + 6 * 2 * 500 * 0.08 * 12 + $crossing + 2 * $P * 0.02 + 2 * $crossing"
carries 'ec2-brokers' 6 broker.space
says 'ec2-brokers' "aws_instance.bastion, 1 × t3.small and the space of volumes without a part: \$201 per year at list prices, not in the totals, since its name says 'bastion'"

# 6. Volumes that are attached, by for_each, with ids that nobody knows yet.
compare ec2-attached.json kafka-classic --set architectures.kafka-classic.controllers=0
deploys 'ec2-attached' 'broker 3 m5.2xlarge 1 x 5000 st1 0 0'
costs 'ec2-attached' "'compute.brokers'" "3 * 0.384 * $hours"
costs 'ec2-attached' "'storage.block'" "3 * 5000 * 0.045 * 12"
costs 'ec2-attached' '' "3 * 0.384 * $hours + 3 * 5000 * 0.045 * 12 + 3 * $crossing + 2 * $P * 0.02"

# 7. Agents in an autoscaling group whose template is new; a bucket and tables beside them. The template's root volume is none of theirs.
compare asg-agents.json warpstream
deploys 'asg-agents' 'agent 6 m6in.xlarge'
costs 'asg-agents' "'compute.agents'" "6 * 0.27846 * $hours"
carries 'asg-agents' 0 agent.count
says 'asg-agents' '1 aws_s3_bucket: bytes and requests come from the workload'
# 25 × $0.00013 and 10 × $0.00065 an hour, 8,760 hours: $28.47 + $56.94.
says 'asg-agents' 'aws_dynamodb_table.coordination, 25 read and 10 write capacity units: $85 per year at list prices, not in the totals, since no architecture here uses it'
says 'asg-agents' 'so these are not in the totals: aws_dynamodb_table.locks (paid by the request: unknown)'

# 8. Mixed instances: the first type that overrides the template's, which is found by its id among two; local disks.
compare asg-mixed.json kafka-classic --set topics.events.retention=4h
deploys 'asg-mixed' 'broker 6 i3en.xlarge 0 x 0 nvme 0 0'
costs 'asg-mixed' "'compute.brokers'" "6 * 0.452 * $hours"

# 9. Modules in modules, of a plan that has values only (OpenTofu).
compare nested-modules.json msk-provisioned
deploys 'nested-modules' 'broker 3 kafka.m5.2xlarge 1 x 1500 msk 0 0'
costs 'nested-modules' '' "3 * 0.84 * $hours + 3 * 1500 * 0.10 * 12 + $crossing"
says 'nested-modules' 'module.platform.module.streaming["eu"].module.kafka.aws_msk_cluster.this'
says 'nested-modules' 'aws_subnet 1, aws_vpc 1'

# 10. What isn't known before it is applied is said, with the place of the resource.
expect 'unknown-count' 3 '' 'unknown-count.json:114:18: aws_msk_cluster.orders: number_of_broker_nodes isn'"'"'t known before the change is applied' "$w" compare "$workload" --no-simulate --terraform "$plans/unknown-count.json"
expect 'unknown-size' 3 '' 'volume_size isn'"'"'t known before the change is applied' "$w" compare "$workload" --no-simulate --terraform "$plans/unknown-size.json"

# 11. Replaced: what comes counts, what goes doesn't, nor what is only read.
compare replace.json msk-provisioned
deploys 'replace' 'broker 6 kafka.m7g.xlarge 1 x 1000 msk 0 0'
costs 'replace' '' "6 * 0.408 * $hours + 6 * 1000 * 0.10 * 12 + $crossing"
says 'replace' '1 resource deleted by the change'
expect 'replace, before: two clusters' 3 '' '2 clusters (aws_msk_cluster.orders, aws_msk_cluster.legacy)' "$w" compare --no-simulate "$workload" --terraform "$plans/replace.json" --terraform-side before
compare replace.json msk-provisioned --terraform-side before --terraform-address aws_msk_cluster.legacy
deploys 'replace, before, one' 'broker 3 kafka.m5.large 1 x 100 msk 0 0'

# 12. for_each of clusters: one must be chosen.
expect 'two-clusters' 3 '' '2 clusters (aws_msk_cluster.regional["blue"], aws_msk_cluster.regional["green"])' "$w" compare "$workload" --no-simulate --terraform "$plans/two-clusters.json"
compare two-clusters.json msk-provisioned --terraform-address 'aws_msk_cluster.regional["green"]'
costs 'two-clusters, green' '' "3 * 0.204 * $hours + 3 * 400 * 0.10 * 12 + $crossing"
says 'two-clusters, green' '1 resource outside of --terraform-address'

# 13. A state in place of a plan, 14. nothing to run on, 15. an old provider's name of a size.
compare state.json msk-provisioned
costs 'state' '' "3 * 0.816 * $hours + 3 * 800 * 0.10 * 12 + $crossing"
expect 'state, before' 3 '' 'nothing is known of what stands before' "$w" compare "$workload" --no-simulate --terraform "$plans/state.json" --terraform-side before
expect 'nothing' 3 '' 'the plan has nothing that an architecture runs on' "$w" compare "$workload" --no-simulate --terraform "$plans/nothing.json"
compare old-provider.json msk-provisioned
costs 'old-provider' '' "3 * 0.42 * $hours + 3 * 750 * 0.10 * 12 + $crossing"

# 16. A group that has only limits starts with the lower one. 17. Machines that take type and volumes from a template.
compare asg-min-size.json warpstream
deploys 'asg-min-size' 'agent 3 m6in.2xlarge'
compare instance-template.json kafka-classic
deploys 'instance-template' 'broker 3 m5.xlarge 1 x 900 gp3 4000 250'
costs 'instance-template' "'storage.block'" "3 * 900 * 0.08 * 12"
costs 'instance-template' "'storage.block.iops'" "3 * (4000 - 3000) * 0.005 * 12"
costs 'instance-template' "'storage.block.throughput'" "3 * (250 - 125) / 1024 * 40.96 * 12"

# 18. Tables: what stands is priced, with its indexes and by for_each; what can't be is said. No total moves: (120 + 30 + 7) × 0.00013 + (40 + 8 + 2) × 0.00065 an
# hour are $463.50 per year, 5 × both are $34.16.
compare asg-agents.json warpstream
without=$(cell "a['usd_per_year']")
compare dynamodb-tables.json warpstream
[ -n "$without" ] && [ "$(cell "a['usd_per_year']")" = "$without" ]; verdict 'dynamodb-tables: no total moves' $? "$without"
says 'dynamodb-tables' 'aws_dynamodb_table.offsets, 157 read and 50 write capacity units: $463 per year at list prices, not in the totals'
says 'dynamodb-tables' 'aws_dynamodb_table.leases["eu"], 5 read and 5 write capacity units: $34 per year'
says 'dynamodb-tables' 'aws_dynamodb_table.leases["us"], 5 read and 5 write capacity units: $34 per year'
says 'dynamodb-tables' 'aws_dynamodb_table.archive (of the class for infrequent access, which has prices of its own)'
says 'dynamodb-tables' "aws_dynamodb_table.later (its capacity isn't known, or no whole number)"
says 'dynamodb-tables' "aws_dynamodb_table.grown (its indexes aren't known before the change is applied)"
says 'dynamodb-tables' 'aws_dynamodb_table.locks (paid by the request: unknown)'
compare dynamodb-tables.json warpstream --set pricing.discount.AmazonS3=50% --set billing.month_hourly=720h
says 'dynamodb-tables, months of 720 hours' '157 read and 50 write capacity units: $457 per year at list prices'

# Without an ID: a managed cluster goes to its architecture, machines of EC2 to the only one that runs on them.
"$w" compare --no-simulate "$workload" --terraform "$plans/msk-express.json" --format json >"$scratch/run.json" 2>>"$scratch/all"
[ "$(python3 -c "import json; print(*(a['id'] for a in json.load(open('$scratch/run.json'))['architectures'] if a['deployment_origin'] == 'given'))")" = msk-express ]
verdict 'without an ID: the architecture of the cluster' $?
expect 'without an ID: machines' 2 '' 'write --terraform=ID=' "$w" compare "$workload" --no-simulate --terraform "$plans/ec2-brokers.json"
expect 'without an ID: machines of the only architecture on EC2' 0 'given' '*' "$w" plan "$workload" --architecture warpstream --terraform "$plans/asg-agents.json"
expect 'an architecture on other machines' 3 '' "the plan has Amazon MSK Express, and 'warpstream' runs on Amazon EC2" "$w" compare "$workload" --no-simulate --terraform "warpstream=$plans/msk-express.json"
expect 'an architecture that is not there' 3 '' "has no architecture 'kafka-clasic', did you mean 'kafka-classic'?" "$w" compare "$workload" --no-simulate --terraform "kafka-clasic=$plans/ec2-brokers.json"
expect 'no such architecture in the workload' 3 '' 'the plan has Amazon MSK, and the workload compares no architecture that runs on it' "$w" compare tests/fixtures/small.yaml --no-simulate --terraform "$plans/msk-provisioned.json"
expect 'twice' 2 '' "'msk-express' has a deployment already" "$w" compare "$workload" --no-simulate --terraform "$plans/msk-express.json" --terraform "$plans/msk-express.json"
expect 'an address without a plan' 2 '' "give '--terraform FILE' as well" "$w" compare "$workload" --no-simulate --terraform-address module.a
expect 'a side that is none' 2 '' "it is after or before" "$w" compare "$workload" --no-simulate --terraform "$plans/state.json" --terraform-side middle
expect 'no plan at all' 3 '' "fleet.json:1:1: there is no 'format_version'" "$w" compare "$workload" --no-simulate --terraform tests/fixtures/fleet.json
expect 'a file that is not there' 5 '' 'nowhere.json' "$w" compare "$workload" --no-simulate --terraform nowhere.json
expect 'two inputs from standard input' 2 '' 'only one input can be' "$w" compare - --no-simulate --terraform - </dev/null

# A plan from standard input; the document names it with its hash, and the same plan gives the same bytes.
"$w" compare --no-simulate "$workload" --architecture msk-express --terraform - --format json <"$plans/msk-express.json" >"$scratch/one.json"
"$w" compare --no-simulate "$workload" --architecture msk-express --terraform - --format json --threads 2 <"$plans/msk-express.json" >"$scratch/two.json"
same "$scratch/one.json" "$scratch/two.json"
verdict 'from standard input, with the same bytes' $?
grep -q "$(sha256sum <"$plans/msk-express.json" | cut -d ' ' -f 1)" "$scratch/one.json"
verdict 'the document has the hash of the plan' $?

# In a gate: what the plan costs with the workload's bytes is held against the budget, a plan that isn't clear is an error and never a breach.
printf 'architecture: msk-express\nrules:\n  - {rule: feasible}\n  - {rule: cost, max: 62k USD/year}\n' >"$scratch/budget.yaml" # 21,445 + 4,860 + 14,783 + 19,710 = 60,797
expect 'check: within the budget' 0 'total is $60,797 per year' '' "$w" check "$workload" --budget "$scratch/budget.yaml" --terraform "$plans/msk-express.json"
expect 'check: over it' 1 'total is $62,012 per year' '*' "$w" check "$workload" --budget "$scratch/budget.yaml" --terraform "$plans/msk-express.json" --set 'topics.*.retention=30h'
"$w" check "$workload" --budget "$scratch/budget.yaml" --terraform "$plans/msk-express.json" -o "$scratch/c.txt" -o "$scratch/c.md" -o "$scratch/c.xml" -o "$scratch/c.sarif" -o "$scratch/c.json"
"$w" check "$workload" --budget "$scratch/budget.yaml" --terraform "$plans/msk-express.json" --format annotations >"$scratch/c.annotations"
for format in txt md xml sarif json annotations; do
    tr -s ' \n\\' ' ' <"$scratch/c.$format" | sed 's/ _/_/g' | grep -q 'msk-express is module.kafka.aws.*msk.*cluster.this.*after the change'
    verdict "check: what a plan is taken for stands in $format" $? "$(cat "$scratch/c.$format")"
    cat "$scratch/c.$format" >>"$scratch/all"
done
command -v xmllint >/dev/null 2>&1 && { xmllint --noout --schema tests/schemas/junit.xsd "$scratch/c.xml" 2>"$scratch/lint"; verdict 'check: JUnit with notes is valid' $? "$(cat "$scratch/lint")"; }
"$w" diff --no-simulate "$workload" "$workload" --architecture msk-provisioned --set architectures.msk-provisioned.local_retention=1h --terraform "$plans/msk-tiered.json" | tr -s ' \n' ' ' | grep -q 'msk-provisioned is aws_msk_cluster'
verdict 'diff: what a plan is taken for' $?
sed 's/msk-express/msk-provisioned/' "$scratch/budget.yaml" >"$scratch/standard.yaml"
expect 'check: a cluster that cannot carry it' 1 'broker.space' '*' "$w" check "$workload" --budget "$scratch/standard.yaml" --terraform "$plans/msk-provisioned.json"
expect 'check: a plan that is not clear' 3 '*' '2 clusters' "$w" check "$workload" --budget "$scratch/standard.yaml" --terraform "$plans/two-clusters.json"

# The program itself, where it is installed: its built-in provider needs no network. What it writes is read; its variables show nowhere.
if command -v terraform >/dev/null 2>&1; then
    mkdir -p "$scratch/real/inner"
    printf 'variable "token" {\n  default = "%s"\n  sensitive = true\n}\nresource "terraform_data" "a" {\n  count = 2\n  input = var.token\n}\nmodule "m" {\n  source = "./inner"\n  for_each = toset(["x"])\n}\n' "$canary" >"$scratch/real/main.tf"
    echo 'resource "terraform_data" "b" { input = "v" }' >"$scratch/real/inner/main.tf"
    if (cd "$scratch/real" && CHECKPOINT_DISABLE=1 timeout 120 terraform init -input=false && timeout 120 terraform plan -input=false -out=plan) >"$scratch/terraform.log" 2>&1 &&
        (cd "$scratch/real" && terraform show -json plan) >"$scratch/real.json" 2>>"$scratch/terraform.log"; then
        grep -q "$canary" "$scratch/real.json"; verdict 'terraform show -json holds the canary' $?
        expect 'a plan of the program itself is read' 3 '' 'the plan has nothing that an architecture runs on' "$w" compare --no-simulate "$workload" --terraform "$scratch/real.json"
        python3 -c 'import json, sys
real, ours = (json.load(open(f)) for f in sys.argv[1:])
one, other = real["resource_changes"][0], ours["resource_changes"][0]
assert set(other) <= set(one) | {"index", "module_address"}, set(other) - set(one)
assert set(other["change"]) <= set(one["change"]), set(other["change"]) - set(one["change"])
value, planned = real["planned_values"]["root_module"]["resources"][0], ours["planned_values"]["root_module"]["resources"][0]
assert set(planned) <= set(value), set(planned) - set(value)
assert set(ours) <= set(real), set(ours) - set(real)' "$scratch/real.json" "$plans/asg-agents.json" >"$scratch/keys" 2>&1
        verdict 'plans here have the keys that the program writes' $? "$(tail -n 1 "$scratch/keys")"
        cat "$scratch/err" >>"$scratch/all"
    else
        echo 'ok a plan of terraform itself # skip terraform could not plan'
    fi
else
    echo 'ok a plan of terraform itself # skip terraform is missing'
fi

# The canary stands in every plan: in variables, outputs, user data, tags, policies, keys. It shows nowhere, whatever is written.
for plan in "$plans"/*.json; do
    grep -q "$canary" "$plan" || fail "$plan holds the canary"
    for id in '' kafka-classic= warpstream= msk-provisioned= msk-express= msk-serverless=; do
        for verb in compare plan; do
            "$w" $verb --no-simulate "$workload" --terraform "$id$plan" >>"$scratch/all" 2>&1
            "$w" $verb --no-simulate "$workload" --terraform "$id$plan" --terraform-side before --format json >>"$scratch/all" 2>&1
        done
    done
    # Also when the plan is cut off or its every number, type or name has turned into the secret.
    for change in "s/\"[a-z0-9]*[.][a-z0-9.]*large\"/\"$canary\"/g" "s/: [0-9][0-9]*/: \"$canary\"/g" "s/\"\\(gp3\\|st1\\|TIERED\\|LOCAL\\)\"/\"$canary\"/g" '$d' "s/\"volume_size\": [0-9]*/\"volume_size\": {\"$canary\": 1}/"; do
        sed -e "$change" "$plan" | "$w" compare --no-simulate "$workload" --architecture kafka-classic --terraform - >>"$scratch/all" 2>&1
        sed -e "$change" "$plan" | "$w" compare --no-simulate "$workload" --terraform - >>"$scratch/all" 2>&1
    done
done
[ "$(wc -c <"$scratch/all")" -gt 100000 ] && ! grep -q "$canary" "$scratch/all"
verdict 'no secret of a plan shows' $? "$(grep -m 3 "$canary" "$scratch/all")"
finish
