#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A branch can't loosen its own gate: what a policy fixes, a workload can't say, and private prices show nowhere. The policy lies in a directory of its own; the branch is
# the directory that the check runs in.
. tests/harness.sh
w=$WARPCOST
small=$PWD/tests/fixtures/small.yaml
mkdir -p "$scratch/outside/prices" "$scratch/branch"
cp "$small" "$scratch/branch/small.yaml"
cp pricing/aws/us-east-1.csv "$scratch/outside/prices/" && cp pricing/vendors.csv "$scratch/outside/prices/" 2>/dev/null
cat >"$scratch/outside/budget.yaml" <<'END'
rules: [{rule: cost, architecture: kafka-tuned, max: 100 USD/year, id: total}]
END
echo 'rules: [{rule: cost_ratio, architecture: kafka-tuned, to: kafka-classic, max: 0.01}]' >"$scratch/outside/ratio.yaml"
echo 'rules: [{rule: cost_ratio, architecture: kafka-tuned, to: held, max: 0.01}]' >"$scratch/outside/other.yaml"
echo 'rules: [{rule: cost, max: 1000000000 USD/year}]' >"$scratch/branch/loose.yaml"
"$w" compare --no-simulate "$small" -o "$scratch/outside/base.json" && cp "$scratch/outside/base.json" "$scratch/branch/"

echo "load: {peak_to_mean: 1}" >"$scratch/branch/profile.yaml"
echo "latency: {broker_pause_interval: 0s}" >"$scratch/branch/lucky.yaml"
# what the policy says besides its budget | exit code | standard output | standard error | change of the workload (sed) | arguments
cases=0
while IFS='|' read -r name policy code out err edit arguments; do
    [ -n "$name" ] || continue
    case $policy in budget:*) ;; *) policy="budget: budget.yaml\\n$policy" ;; esac
    printf '%b\n' "$policy" >"$scratch/outside/policy.yaml"
    sed "$edit" "$small" >"$scratch/branch/small.yaml"
    # shellcheck disable=SC2086
    (cd "$scratch/branch" && eval "$w check small.yaml --no-simulate --policy ../outside/policy.yaml $arguments") >"$scratch/said" 2>"$scratch/told"
    status=$?
    cases=$((cases + 1))
    [ "$status" -eq "$code" ] && grep -qF -e "$out" "$scratch/said" && tr '\n' ' ' <"$scratch/told" | grep -qF -e "$err"
    verdict "policy: $name" $? "exit code $status, wanted $code, out '$out', err '$err'" "$(cat "$scratch/said" "$scratch/told")"
done <<'END'
its budget is the one||1|../outside/policy.yaml|1 check failed||
the branch's budget is refused||2|error|'--budget' is for the policy|s/a/a/|--budget loose.yaml
other prices are refused||2|error|'--prices' is for the policy||--prices cheap.csv
an older book is refused||2|error|'--as-of' is for the policy||--as-of 2020-01-01
a saved run is refused||2|error|under a policy only workloads are checked||base.json
a discount in the workload||3|error|small.yaml:10:21: 'pricing.discount' is for the policy to say|$ a\pricing: {discount: 50%}|
a discount by service||3|error|'pricing.discount.AmazonEC2' is for the policy to say|$ a\pricing: {discount: {AmazonEC2: 50%}}|
a private price in the workload||3|error|'pricing.private."AmazonEC2:EBS:VolumeUsage.gp3"' is for the policy to say|$ a\pricing: {private: {"AmazonEC2:EBS:VolumeUsage.gp3": 0}}|
a discount as an option||3|error|'pricing.discount' is for the policy to say||--set pricing.discount=50%
a purchase in the workload||3|error|'pricing.purchase' is for the policy to say|$ a\pricing: {purchase: reserved-3yr-all-upfront}|
a fixed parameter given otherwise|fixed: {load.peak_to_mean: 2}|3|error|small.yaml:10:22: 'load.peak_to_mean' is fixed at 2 by the policy, and is given as 1|$ a\load: {peak_to_mean: 1}|
a fixed parameter given alike|fixed: {load.peak_to_mean: 2}|1|fail|1 check failed|$ a\load: {peak_to_mean: 2}|
a fixed parameter not given|fixed: {load.peak_to_mean: 2}|1|fail|1 check failed||
a fixed option of all architectures|fixed: {architectures.*.free_space: 40%}|3|error|'architectures.kafka-tuned.free_space' is fixed at 0.4 by the policy, and is given as 0.01|s/architectures:.*/architectures: [{use: kafka-tuned, with: {free_space: 1%}}]/|
a fixed option of no architecture|fixed: {architectures.*.free_spice: 40%}|3|error|policy.yaml:2:9: no architecture has an option 'free_spice'||
a fixed topic parameter|fixed: {topics.*.retention: 7d}|3|error|'topics.events.retention' is fixed at 7d by the policy, and is given as 3d||
a fixed parameter that doesn't exist|fixed: {load.peak: 2}|3|error|policy.yaml:2:9: |s/a/a/|
an architecture in disguise||3|error|none goes by the name of another kind|s/architectures:.*/architectures: [{use: warpstream, id: kafka-tuned}]/|
an architecture that was taken out||3|can't be judged|no architecture 'kafka-tuned'|s/architectures:.*/architectures: [kafka-classic]/|
a profile beside the workload|fixed: {load.peak_to_mean: 2}|3|error|profile.yaml:1:22: 'load.peak_to_mean' is fixed at 2|$ a\profile: profile.yaml|
its baselines are the ones|baselines: [base.json]|2|error|'--baseline' is for the policy||--baseline base.json
its price book|prices: prices|1|fail|1 check failed||
its price book is missing|prices: nowhere|5|error|policy.yaml:2:9: can't open 'nowhere'||
a file outside of its directory|prices: ../branch|3|error|lies outside the directory||
a support plan in the workload||3|error|'pricing.support' is for the policy to say|$ a\pricing: {support: none}|
how bills count||3|error|small.yaml:10:21: 'billing.gigabyte' is for the policy to say|$ a\billing: {gigabyte: decimal}|
a shorter month||3|error|'billing.month_metered' is for the policy to say|$ a\billing: {month_metered: 672h}|
a latency in the workload||3|error|small.yaml:10:26: 'latency.broker_append' is for the policy to say|$ a\latency: {broker_append: {constant: 1us}}|
a latency as an option||3|error|--set latency.broker_pause_interval=0s: 'latency.broker_pause_interval' is for||--set latency.broker_pause_interval=0s
a latency in a profile||3|error|lucky.yaml:1:|$ a\profile: lucky.yaml|
a seed in the workload||3|error|'simulation.seed' is for the policy to say|$ a\simulation: {seed: 7}|
a seed as an option||3|error|'simulation.seed' is for the policy to say||--set simulation.seed=7
smoother arrivals||3|error|'simulation.arrivals' is for the policy to say|$ a\simulation: {arrivals: constant}|
what the policy lets go|allowed: [simulation, latency.broker_append]|1|fail|1 check failed|$ a\simulation: {seed: 7, precision: 3%}|
what it lets go and more|allowed: [simulation.precision]|3|error|'simulation.seed' is for the policy to say|$ a\simulation: {seed: 7, precision: 3%}|
prices can't be let go|allowed: [pricing.discount]|3|error|policy.yaml:2:11: 'pricing.discount' can't be let go||
an assumption in the workload|owned: [architectures.*.vcpu_produced]|3|error|'architectures.kafka-tuned.vcpu_produced' is for the policy to say|s/architectures:.*/architectures: [{use: kafka-tuned, with: {vcpu_produced: 1 GiB\/s}}]/|
an assumption as an option|owned: [architectures.*.vcpu_produced]|3|error|'architectures.kafka-tuned.vcpu_produced' is for the policy to say||--set architectures.kafka-tuned.vcpu_produced=1GiB/s
an assumption that isn't owned|owned: [architectures.warpstream.vcpu_produced]|1|fail|1 check failed|s/architectures:.*/architectures: [{use: kafka-tuned, with: {vcpu_produced: 6 MiB\/s}}]/|
all of a section of topics|owned: [topics.*.consume]|3|error|'topics.events.consume.groups' is for the policy to say||
a parameter of the root|owned: [load]|3|error|'load.peak_to_mean' is for the policy to say|$ a\load: {peak_to_mean: 1}|
owned and fixed, and given alike|owned: [load.peak_to_mean]\nfixed: {load.peak_to_mean: 2}|3|error|'load.peak_to_mean' is for the policy to say|$ a\load: {peak_to_mean: 2}|
an owned parameter that doesn't exist|owned: [architectures.*.vcpu_prodused]|3|error|policy.yaml:2:9: no parameter has a path like 'architectures.*.vcpu_prodused'||
a pattern for nothing|owned: [latency.*]|3|error|no parameter has a path like 'latency.*'||
objectives loosen no rule||1|fail|1 check failed|$ a\objectives: {produce_p99: 1h}|
an architecture renamed||3|can't be judged|no architecture 'kafka-tuned'|s/architectures:.*/architectures: [{use: kafka-tuned, id: other}]/|
an architecture that is cheaper beside it||1|fail|1 check failed|s/architectures:.*/architectures: [kafka-tuned, warpstream]/|
what costs are held against isn't the workload's|budget: ratio.yaml|3|error|small.yaml:9:78: 'architectures.kafka-classic.replication_factor' is for the policy to say, since its budget holds costs against|s/architectures:.*/architectures: [kafka-tuned, {use: kafka-classic, with: {replication_factor: 6}}]/|
nor as an option|budget: ratio.yaml|3|error|'architectures.kafka-classic.replication_factor' is for the policy||--set architectures.kafka-classic.replication_factor=6
nor its machines|budget: ratio.yaml|3|error|'architectures.kafka-classic.instance' is for the policy|s/architectures:.*/architectures: [kafka-tuned, {use: kafka-classic, with: {instance: m5.24xlarge}}]/|
nor its clients|budget: ratio.yaml|3|error|'architectures.kafka-classic.clients.linger' is for the policy|s/architectures:.*/architectures: [kafka-tuned, {use: kafka-classic, clients: {linger: 0ms}}]/|
nor another kind under its id|budget: other.yaml|3|error|is of kind 'warpstream', and the policy's budget holds costs against it|s/architectures:.*/architectures: [kafka-tuned, {use: warpstream, id: held}]/|
unless the policy allows it|budget: ratio.yaml\nallowed: [architectures.kafka-classic.free_space]|1|ratio of the total|1 check failed|s/architectures:.*/architectures: [kafka-tuned, {use: kafka-classic, with: {free_space: 60%}}]/|
or fixes it|budget: ratio.yaml\nfixed: {architectures.kafka-classic.free_space: 60%}|1|ratio of the total|1 check failed||
options of the other side are free|budget: ratio.yaml|1|ratio of the total|1 check failed|s/architectures:.*/architectures: [{use: kafka-tuned, with: {free_space: 60%}}, kafka-classic]/|
an unknown key|fixd: {}|3|error|policy.yaml:2:1: unknown key 'fixd', did you mean 'fixed'?||
END
[ "$cases" -ge 53 ]; verdict "a table of policies: $cases" $?

echo 'fixed: {}' >"$scratch/outside/policy.yaml"
expect 'policy: without a budget' 3 '*' "policy.yaml:1:1: the policy has no 'budget'" "$w" check "$small" --policy "$scratch/outside/policy.yaml"
expect 'neither budget nor policy' 2 '*' 'there is no budget: give --budget FILE or --policy FILE' "$w" check "$small"

# What a change costs isn't hidden by the policy's discount: a baseline that was made without the policy is at list prices, and so is what is held against it; one that was made under
# it is redacted, or shows what is paid.
sed 's/rate: 37 MiB/rate: 60 MiB/' "$small" >"$scratch/branch/small.yaml"
sed 's/name: small/name: smaller/' "$scratch/branch/small.yaml" >"$scratch/branch/renamed.yaml"
echo 'rules: [{rule: cost_growth, max: 10%}]' >"$scratch/outside/change.yaml"
printf 'budget: change.yaml\nfixed: {pricing.discount: 50%%}\n' >"$scratch/outside/discount.yaml"
under="$w check $scratch/branch/small.yaml --no-simulate --policy $scratch/outside/discount.yaml"
"$w" compare --no-simulate "$small" --policy "$scratch/outside/discount.yaml" -o "$scratch/redacted.json"
"$w" compare --no-simulate "$small" --policy "$scratch/outside/discount.yaml" --show-private -o "$scratch/paid.json"
for baseline in outside/base redacted paid; do
    expect "a discount hides no growth since $baseline.json" 1 'growth of the total is' '2 checks failed' $under --baseline "$scratch/$baseline.json"
done
$under --baseline "$scratch/outside/base.json" >"$scratch/out" 2>&1; one=$(tr -s ' \n' ' ' <"$scratch/out" | grep -o '+[0-9.]* %' | head -n 1)
$under --baseline "$scratch/redacted.json" >"$scratch/out" 2>&1; other=$(tr -s ' \n' ' ' <"$scratch/out" | grep -o '+[0-9.]* %' | head -n 1)
[ -n "$one" ] && [ "$one" = "$other" ]; verdict 'and is the same, made with the policy or without' $? "$one, $other"
expect 'a workload that was renamed has no baseline' 3 "can't be judged" "there is no baseline of workload 'smaller'" "$w" check "$scratch/branch/renamed.yaml" --no-simulate --policy "$scratch/outside/discount.yaml" --baseline "$scratch/redacted.json"
expect 'compare under a policy refuses what the policy owns' 3 '' "'simulation.seed' is for the policy to say" "$w" compare --no-simulate "$small" --policy "$scratch/outside/discount.yaml" --set simulation.seed=2
expect 'compare under a policy takes its prices' 2 '' "'--prices' is for the policy" "$w" compare --no-simulate "$small" --policy "$scratch/outside/discount.yaml" --prices cheap.csv
expect 'private prices of a policy show in no run' 0 'private prices redacted' '' "$w" compare --no-simulate "$small" --policy "$scratch/outside/discount.yaml"
! grep -q '50 %\|0\.5,' "$scratch/out"; verdict 'nor the discount' $? "$(grep '50 %' "$scratch/out")"

# A canary discount: no output tells it, nor a sum that follows from it. 37.31 % off a total leaves 62.69 % of it.
cp "$small" "$scratch/branch/small.yaml"
printf 'budget: budget.yaml\nfixed: {pricing.discount: 37.31%%, pricing.private."AmazonEC2:EBS:VolumeUsage.gp3": 0.0123457}\n' >"$scratch/outside/policy.yaml"
echo 'rules: [{rule: cost, architecture: kafka-tuned, max: 52345 USD/year}, {rule: cost_ratio, to: kafka-classic, max: 0.9}, {rule: cost, component: storage, max: 1 USD/month}]' >"$scratch/outside/budget.yaml"
(cd "$scratch/branch" && "$w" check small.yaml --no-simulate --policy ../outside/policy.yaml -o a.txt -o a.json -o a.xml -o a.sarif -o a.md --format annotations >/dev/null 2>told
    for format in gitlab annotations; do "$w" check small.yaml --no-simulate --policy ../outside/policy.yaml --format $format >"a.$format" 2>>told; done
    "$w" check small.yaml --no-simulate --policy ../outside/policy.yaml --show-private --format json >"$scratch/private.json" 2>/dev/null)
/usr/bin/python3 - "$scratch/private.json" "$scratch/branch" <<'PYTHON'
import glob, json, os, re, sys
findings = json.load(open(sys.argv[1]))["workloads"][0]["findings"]
secrets = {"37.31", "0.3731", "0123457"}
for finding in findings:
    if finding["limit_number"] and finding["value_number"] is not None and finding["unit"] == "USD/year":
        secrets |= {f"{finding['value_number']:,.0f}", f"{finding['value_number'] / 12:,.0f}", f"{finding['value_number']:.2f}"[:-3]}
    secrets.add(finding["value"])
secrets = {s for s in secrets if len(s) > 4 or s in ("37.31", "0.3731")}
files = glob.glob(os.path.join(sys.argv[2], "a.*")) + [os.path.join(sys.argv[2], "told")]
print("ok" if len(files) == 8 and len(secrets) >= 5 else "not ok", "the canary is looked for in every format:", len(files), "files,", len(secrets), "secrets")
for file in files:
    text = open(file).read()
    found = [s for s in secrets if s in text]
    print("ok" if not found else "not ok", "no private figure in", os.path.basename(file), *found)
    told = file.endswith("told") or "list prices" in text
    print("ok" if told else "not ok", os.path.basename(file), "says that figures are at list prices")
PYTHON
verdict 'the search for the canary ran to its end' $?
finish
