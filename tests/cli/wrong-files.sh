#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A file of the wrong kind is told as what it is: as a plan, a deployment, a saved run, a workload.
. tests/harness.sh
plans=tests/fixtures/terraform
workload=$plans/workload.yaml
w=$WARPCOST
f=$scratch/given.json

as_plan() { expect "a plan: $1" 3 '' "$2" "$w" compare --no-simulate "$workload" --terraform "$f"; }
as_deployment() { expect "a deployment: $1" 3 '' "$2" "$w" compare --no-simulate "$workload" --deployment "kafka-classic=$f"; }
as_run() {
    for verb in render report; do expect "$verb: $1" 3 '' "$2" "$w" $verb "$f"; done
    expect "diff: $1" 3 '' "$2" "$w" diff "$f" "$f"
}
as_workload() { expect "a workload: $1" 3 '' "$2" "$w" compare --no-simulate "$f"; }
# Wherever JSON is read.
as_any() { as_plan "$1" "$2"; as_deployment "$1" "$2"; as_run "$1" "$2"; }

# ---- not JSON ----

printf 'PK\003\004\024\000\010\000\010\000\000\000tfplan\000\377\376' >"$f"
as_any 'a zip' "this is a binary plan: 'terraform show -json PLAN >plan.json' writes what --terraform reads"
"$w" compare --no-simulate "$workload" --architecture msk-provisioned -o "$scratch/run.xlsx" >/dev/null 2>&1
cp "$scratch/run.xlsx" "$f"
as_any 'a workbook' 'this is a workbook'
printf '\037\213\010\000\000\000\000\000' >"$f"
as_any 'gzip' 'this is compressed with gzip: unpack it'
{ echo '[command]/usr/local/bin/terraform-bin show -json out.plan'; cat "$plans/msk-provisioned.json"; } >"$f"
as_any 'the wrapper, before' 'set terraform_wrapper: false'
{ cat "$plans/msk-provisioned.json"; printf '\n::debug::Terraform exited with code 0.\n'; } >"$f"
as_any 'the wrapper, behind' 'set terraform_wrapper: false'
printf '\n\033[0m\033[1mNo changes.\033[0m Your infrastructure matches the configuration.\n' >"$f"
as_any 'no changes' 'this is what Terraform writes for people'
printf 'aws_msk_cluster.orders: Refreshing state... [id=arn]\n{"format_version": "1.2"}\n' >"$f"
as_any 'refreshing' 'this is what Terraform writes for people'
printf 'OpenTofu used the selected providers to generate the following execution\nplan.\n\n  + resource "aws_msk_cluster" "orders" {\n' >"$f"
as_any 'a plan of OpenTofu for people' 'this is what Terraform writes for people'
printf '\342\225\267\n\342\224\202 Error: No configuration files\n' >"$f"
as_any 'an error' 'this is an error of Terraform'
printf 'Error: Failed to read the given file as a state or plan file\n' >"$f"
as_any 'an error without colours' 'this is an error message'
printf '# ours\nterraform {\n  required_version = ">= 1.5"\n}\nresource "aws_msk_cluster" "orders" {\n}\n' >"$f"
as_any 'HCL' "this is Terraform's configuration"
printf 'variable "region" {\n  default = "us-east-1"\n}\n' >"$f"
as_any 'HCL of variables' "this is Terraform's configuration"
printf 'AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  Orders:\n    Type: AWS::MSK::Cluster\n' >"$f"
as_any 'CloudFormation in YAML' 'this is a template of CloudFormation'
printf '<!DOCTYPE html>\n<html></html>\n' >"$f"
as_any 'HTML' 'this is a page of HTML'
cp "$workload" "$f"
as_any 'a workload in YAML' 'this is a workload: it is given as WORKLOAD'
printf 'architecture: msk-express\nrules:\n  - {rule: feasible}\n' >"$f"
as_any 'a budget in YAML' "this is a budget: 'warpcost check' takes it with --budget"

# ---- several ----

printf '{"@level":"info","@message":"Terraform 1.9.8","type":"version"}\n{"@level":"info","type":"planned_change"}\n' >"$f"
as_any 'a stream' "this is the stream of events of 'terraform plan -json'"
printf '{"@level":"info","@message":"Terraform 1.9.8","type":"version"}\n' >"$f"
as_any 'a stream of one event' "this is "
as_plan 'a stream of one event' "the stream of events of 'terraform plan -json'"
cat "$plans/msk-express.json" "$plans/msk-tiered.json" >"$f"
as_any 'two plans' 'this is several JSON documents in one file'
{ printf '['; cat "$plans/msk-express.json"; printf ','; cat "$plans/msk-tiered.json"; printf ']'; } >"$f"
as_plan 'a list of plans' 'this is a list of documents: give one'

# ---- JSON of others ----

printf '{"version":4,"terraform_version":"1.9.8","serial":12,"lineage":"0b1e","outputs":{},"resources":[{"type":"aws_msk_cluster"}],"check_results":null}\n' >"$f"
as_any 'a state file' "this is a state file of Terraform: 'terraform show -json STATE >state.json'"
as_workload 'a state file' 'this is no workload: this is a state file of Terraform'
printf '{"format_version":"1.0"}\n' >"$f"
as_plan 'an empty state' "neither 'resource_changes' nor 'planned_values' nor 'values': this is a state or plan of Terraform that has nothing in it"
printf '{"format_version":"1.0","provider_schemas":{}}\n' >"$f"
as_plan 'schemas of providers' "this is the providers' schemas"
printf '{"format_version":"1.0","valid":true,"error_count":0,"diagnostics":[]}\n' >"$f"
as_plan 'validation' "this is the output of 'terraform validate'"
printf '{"AWSTemplateFormatVersion":"2010-09-09","Resources":{"Orders":{"Type":"AWS::MSK::Cluster"}}}\n' >"$f"
as_any 'CloudFormation in JSON' 'this is a template of CloudFormation'
printf '{"Resources":{"Orders":{"Type":"AWS::MSK::Cluster"}},"Parameters":{"BootstrapVersion":{}}}\n' >"$f"
as_any 'a template of the CDK' 'this is a template of CloudFormation'
printf '{"version":"36.0.0","artifacts":{"Tree":{"type":"cdk:tree"}}}\n' >"$f"
as_any 'an assembly of the CDK' 'this is the manifest of a CDK assembly'
printf '{"//":{},"terraform":{"backend":{}},"provider":{"aws":[{"region":"us-east-1"}]},"resource":{"aws_msk_cluster":{}}}\n' >"$f"
as_any 'configuration in JSON' "this is Terraform's configuration"
printf '{"FormatVersion":"aws_v1","PriceList":["{}"]}\n' >"$f"
as_any 'get-products' "this is the output of 'aws pricing get-products'"
printf '{"formatVersion":"v1.0","offerCode":"AmazonMSK","products":{},"terms":{}}\n' >"$f"
as_any 'a price list' "'warpcost prices import' reads it"

# ---- JSON of our own ----

"$w" compare --no-simulate "$workload" --architecture msk-provisioned -o "$f" >/dev/null 2>&1
as_plan 'a run' "there is no 'format_version': this is a run document"
as_deployment 'a run' 'this is no deployment: this is a run document'
as_workload 'a run' 'this is no workload: this is a run document'
cp "$plans/msk-tiered.json" "$f"
as_run 'a plan' 'this is a plan or state of Terraform: it is given with --terraform'
as_deployment 'a plan' 'this is no deployment: this is a plan or state of Terraform'
as_workload 'a plan' 'this is no workload: this is a plan or state of Terraform'
cp tests/fixtures/fleet.json "$f"
as_run 'a deployment' 'this is a deployment: it is given with --deployment'
as_plan 'a deployment' "there is no 'format_version': this is a deployment"
printf '{"topics": [{"name": "events", "produce": {"rate": "1 MiB/s"}}]}\n' >"$f"
as_run 'a workload in JSON' 'this is a workload'
as_deployment 'a workload in JSON' 'this is no deployment: this is a workload'
expect 'a workload in JSON is one' 0 '*' '*' "$w" plan "$f"
"$w" diff --no-simulate "$workload" "$workload" --architecture msk-provisioned --format json >"$f" 2>/dev/null
as_run 'a difference' "this is the result of 'warpcost diff'"

# What nobody knows is told as before, and no value shows.
printf 'CANARY\n' >"$f"
as_any 'unknown text' "found 'C', expected a value"
printf '{"CANARY": 1}\n' >"$f"
as_plan 'unknown JSON' "there is no 'format_version': this is not as 'terraform show -json' writes a plan"
as_run 'unknown JSON' 'this is no run document'
as_deployment 'unknown JSON' "the key 'deployment' is missing"
printf '{"format_version": "1.2", "planned_values": {"root_module": []}}\n' >"$f"
as_plan 'a plan without resources' "this is not as 'terraform show -json' writes a plan"
finish
