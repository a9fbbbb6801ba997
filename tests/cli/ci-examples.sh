#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# examples/ci as its users run it: a repository with a base and branches that hold, breach, err and try to loosen the gate. The steps of the workflow, the action and the job are
# taken out of their YAML and run as they stand.
. tests/harness.sh
python=/usr/bin/python3
root=$PWD
export WARPCOST
if ! command -v git >/dev/null 2>&1 || ! $python -c 'import yaml' 2>/dev/null; then
    echo 'ok examples of CI # skip git or python3-yaml is missing'
    exit 0
fi
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
repository=$scratch/repository
mkdir -p "$repository/workloads" "$repository/warpcost" "$repository/ci" "$repository/.github/actions/warpcost"
cd "$repository" || exit 1
git init -q -b main . || exit 1
cp "$root/tests/fixtures/small.yaml" workloads/small.yaml
cp "$root/examples/ci/gate.sh" ci/ && cp "$root/examples/ci/gate.sh" "$root/examples/ci/github/action.yml" .github/actions/warpcost/
echo 'rules: [{rule: cost_growth, max: 10%}, {rule: cost, architecture: kafka-tuned, max: 100k USD/year}]' >warpcost/budget.yaml
echo 'budget: budget.yaml' >warpcost/policy.yaml
echo warpcost-reports >.gitignore
git add -A && git commit -qm base
branch() { git checkout -q -f main && git checkout -q -b "$1" && sed -i "$2" workloads/small.yaml && { [ -z "${3:-}" ] || echo "$3" >warpcost/budget.yaml; } && git commit -qam "$1"; }
branch holds 's/rate: 37 MiB/rate: 38 MiB/'
branch breaches 's/rate: 37 MiB/rate: 60 MiB/'
branch errs 's/retention/retension/'
branch loosens 's/rate: 37 MiB/rate: 60 MiB/' 'rules: [{rule: feasible}]'
branch lucky 's/^zones.*//; s/^region: .*/region: us-east-1\nsimulation: {seed: 7}/'
git checkout -q -f main && git checkout -q -b rewrites && sed -i 's/rate: 37 MiB/rate: 60 MiB/' workloads/small.yaml && echo 'exit 0' >ci/gate.sh && git commit -qam rewrites
branch discounts 's/^zones.*//; s/^region: .*/region: us-east-1\npricing: {discount: 60%}/'

# The shell of a step, by a path into its YAML.
step() { $python -c 'import sys, yaml
node = yaml.safe_load(open(sys.argv[1]))
for key in sys.argv[2].split("/"):
    node = node[int(key) if key.isdigit() else key]
print(node if isinstance(node, str) else "\n".join(node))' "$1" "$2"; }
step "$root/examples/ci/github/action.yml" runs/steps/0/run >"$scratch/action.sh"
step "$root/examples/ci/gitlab/gitlab-ci.yml" warpcost/script >"$scratch/job.sh"
[ -s "$scratch/action.sh" ] && [ -s "$scratch/job.sh" ]; verdict 'steps are found in the YAML' $?

try() { # BRANCH CODE PART
    git checkout -q -f "$1" && rm -rf warpcost-reports
    : >"$scratch/summary"; : >"$scratch/output"
    GITHUB_ACTION_PATH=.github/actions/warpcost GITHUB_STEP_SUMMARY=$scratch/summary GITHUB_OUTPUT=$scratch/output BASE=main DIRECTORY=. REPORTS=warpcost-reports sh -e "$scratch/action.sh" >"$scratch/log" 2>&1
    status=$?
    breached=false; [ "$2" -eq 1 ] && breached=true
    [ "$status" -eq "$2" ] && grep -qF "$3" "$scratch/log" && grep -qx "exit_code=$2" "$scratch/output" && grep -qx "breached=$breached" "$scratch/output"
    verdict "GitHub: $1 is exit code $2" $? "exit code $status" "$(cat "$scratch/log")"
    rm -rf warpcost-reports
    CI_MERGE_REQUEST_DIFF_BASE_SHA=$(git rev-parse main) sh -e "$scratch/job.sh" >"$scratch/log" 2>&1
    status=$?
    [ "$status" -eq "$2" ] && grep -qF "$3" "$scratch/log"
    verdict "GitLab: $1 is exit code $2" $? "exit code $status" "$(cat "$scratch/log")"
}
try holds 0 'pass'
grep -q '^<!-- warpcost check -->' "$scratch/summary" || grep -q '^<!-- warpcost check -->' warpcost-reports/comment.md; verdict 'the comment begins with its marker' $?
grep -q 'what the change costs' warpcost-reports/comment.md && [ -s warpcost-reports/check.sarif ] && [ -s warpcost-reports/check.xml ]
verdict 'reports are there, with the diff in the comment' $?
try breaches 1 'growth of the total'
try errs 3 "unknown key 'retension'"
try loosens 1 'growth of the total'
try rewrites 1 'growth of the total'
try lucky 3 "'simulation.seed' is for the policy to say"
try discounts 3 "'pricing.discount' is for the policy to say"

# A policy with a discount: the base is under it as well, so that the discount hides nothing.
git checkout -q -f main && printf 'budget: budget.yaml\nfixed: {pricing.discount: 60%%, load.peak_to_mean: 2}\n' >warpcost/policy.yaml && git commit -qam discounted
git checkout -q -b grows && sed -i 's/rate: 37 MiB/rate: 60 MiB/' workloads/small.yaml && git commit -qam grows
try grows 1 'growth of the total'
git checkout -q -f main && git checkout -q -b still && sed -i 's/rate: 37 MiB/rate: 38 MiB/' workloads/small.yaml && git commit -qam still
try still 0 'pass'

# The workflow's order: the action of the target branch on a work tree of the other, beside it.
git checkout -q -f main && git worktree add -q "$scratch/repository/head" grows && rm -rf warpcost-reports
GITHUB_ACTION_PATH=./.github/actions/warpcost GITHUB_STEP_SUMMARY=$scratch/summary GITHUB_OUTPUT=$scratch/output BASE=$(git rev-parse main) DIRECTORY=head REPORTS=warpcost-reports sh -e "$scratch/action.sh" >"$scratch/log" 2>&1
[ $? -eq 1 ] && grep -q 'growth of the total' "$scratch/log" && [ -s warpcost-reports/check.sarif ] && grep -q '"uri": "workloads/small.yaml"' warpcost-reports/check.sarif
verdict 'GitHub: a work tree beside the action' $? "$(cat "$scratch/log")"
git worktree remove --force head

# The hook, as git runs it.
git checkout -q -f main
cp "$root/examples/ci/pre-commit" .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit
git checkout -q -b hooked
sed -i 's/rate: 37 MiB/rate: 38 MiB/' workloads/small.yaml
git commit -qam 'holds' >"$scratch/log" 2>&1; verdict 'pre-commit: a change that holds is committed' $? "$(cat "$scratch/log")"
sed -i 's/rate: 38 MiB/rate: 60 MiB/' workloads/small.yaml
git commit -qam 'breaches' >"$scratch/log" 2>&1
[ $? -ne 0 ] && grep -q 'growth of the total' "$scratch/log"; verdict 'pre-commit: one that breaches is not' $? "$(cat "$scratch/log")"
sed -i 's/rate: 60 MiB/rate: 38 MiB/' workloads/small.yaml && echo x >other && git add -A
git commit -qm 'nothing of a workload' >"$scratch/log" 2>&1; verdict 'pre-commit: other files are no business of it' $? "$(cat "$scratch/log")"
cd "$root" || exit 1
for file in examples/ci/github/*.y*ml examples/ci/gitlab/*.yml; do
    $python -c 'import sys, yaml; yaml.safe_load(open(sys.argv[1]))' "$file"; verdict "$file is YAML" $?
done
finish
