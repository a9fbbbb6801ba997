#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The gate in ordinary life: repositories in which workloads come, go, move and are renamed, are split and copied; folders of reports that are used again; hooks, jobs and their
# installing; and the documentation's own example. Nothing but git and what is built here.
. tests/harness.sh
root=$PWD
export WARPCOST
if ! command -v git >/dev/null 2>&1; then
    echo 'ok the gate in ordinary life # skip git is missing'
    exit 0
fi
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
small=$root/tests/fixtures/small.yaml
today=2026-12-01
# usd FILE: what kafka-tuned costs, summed from the lines of CSV.
usd() { "$WARPCOST" compare --no-simulate "$1" --format csv | sed 's/"[^"]*"/quoted/g' | awk -F, '$2 == "kafka-tuned" { sum += $12 } END { printf "%.2f", sum }'; }
tuned=$(usd "$small")
dollars() { awk -v usd="$tuned" -v times="$1" -v more="$2" 'BEGIN { printf "%.2f USD/year", usd * times + more }'; }

# begin DIRECTORY RULES: a repository whose main has two workloads, 'small' and 'second thing', and a policy with these rules.
begin() {
    rm -rf "$1" && mkdir -p "$1/workloads" "$1/warpcost" "$1/ci" && cd "$1" || exit 1
    git init -q -b main . || exit 1
    cp "$small" workloads/small.yaml
    sed 's/name: small/name: second thing/' "$small" >'workloads/a second.yaml'
    cp "$root/examples/ci/gate.sh" "$root/examples/ci/install.sh" ci/
    printf 'architecture: kafka-tuned\nrules: [%s]\n' "$2" >warpcost/budget.yaml
    echo 'budget: budget.yaml' >warpcost/policy.yaml
    echo 'warpcost-reports' >.gitignore
    git add -A && git commit -qm base
}
on() { git checkout -q -f main && git clean -qfd && git checkout -q -B "$1"; }
commit() { git add -A && git commit -qm change; }
# judge NAME CODE PART [REPORTS]: the branch that is checked out, against main.
judge() {
    reports=${4:-$scratch/reports of it}
    sh ci/gate.sh main "$reports" >"$scratch/log" 2>&1
    status=$?
    [ "$status" -eq "$2" ] && { cat "$scratch/log" "$reports/check.json" 2>/dev/null | tr -s ' \n' '  ' | grep -qF -e "$3"; }
    verdict "$1" $? "exit code $status, wanted $2 and '$3'" "$(cat "$scratch/log")"
}
comment_has() { tr -s ' \n' '  ' <"$reports/comment.md" | grep -qF -e "$2"; verdict "$1" $? "$(head -n 30 "$reports/comment.md")"; }
comment_lacks() { ! grep -qF -e "$2" "$reports/comment.md"; verdict "$1" $? "$(grep -F -e "$2" "$reports/comment.md")"; }

# ---- workloads come, go and move ----

begin "$scratch/a repository" "{rule: cost_growth, max: 10%}, {rule: cost_increase, max: 9k USD/year}, {rule: cost_crossing, at: 1M USD/year}, {rule: cost, max: $(dollars 1.5 0)}, {rule: total_cost, max: $(dollars 3.2 0)}"
on same
judge 'nothing changes' 0 'growth of the total is 0.0 %'
comment_lacks 'and the comment tells of no change' 'what the change costs'
[ "$(cd "$reports" && ls)" = "$(printf 'check.json\ncheck.sarif\ncheck.xml\ncomment.md')" ]
verdict 'reports are reports and nothing else' $? "$(ls -R "$reports")"

on adds && sed 's/name: small/name: third/' "$small" >workloads/third.yaml && commit
judge 'a workload is added' 0 "kafka-tuned: growth of the total isn't judged, since the workload is new"
comment_has 'the comment says that it is new' 'the workload is new: no baseline is of its name'
grep -q '"outcome": "skipped"' "$reports/check.json" && grep -q 'the workload is new' "$reports/check.sarif" && grep -q '<skipped' "$reports/check.xml"
verdict 'and so do the reports for machines' $?
sed -i 's/rate: 37 MiB/rate: 90 MiB/' workloads/third.yaml && commit
judge 'a workload is added that is too dear' 1 'kafka-tuned: total is'
on adds-two && for name in third fourth; do sed "s/name: small/name: $name/" "$small" >workloads/$name.yaml; done && commit
judge 'each is cheap enough, and all together are not' 1 'kafka-tuned: total of all workloads is'

on moves && git mv workloads/small.yaml 'workloads/moved and renamed.yaml' && commit
judge 'a file is renamed' 0 'growth of the total is 0.0 %'
comment_lacks 'its workload is not new' 'the workload is new'
comment_lacks 'and none is gone' 'is gone'
sed -i 's/rate: 37 MiB/rate: 50 MiB/' 'workloads/moved and renamed.yaml' && commit
judge 'a file is renamed, and its workload grows' 1 'kafka-tuned: growth of the total is +'
comment_has 'the comment shows what the change costs' 'small (workloads/small.yaml) → small (workloads/moved and renamed.yaml)'

on renames && sed -i 's/name: small/name: smaller/' workloads/small.yaml && commit
judge 'a workload is renamed' 0 "the workload 'small' is gone"
comment_has 'and its new name is new' 'smaller | | the workload is new'
on swaps && sed -i 's/name: small/name: x/' workloads/small.yaml && sed -i 's/name: second thing/name: small/' 'workloads/a second.yaml' && sed -i 's/name: x/name: second thing/' workloads/small.yaml && commit
judge 'two files swap their workloads' 0 'growth of the total is 0.0 %'
on splits && sed 's/name: small/name: half/' workloads/small.yaml >workloads/half.yaml && sed 's/name: small/name: other half/' workloads/small.yaml >workloads/quarter.yaml && commit
judge 'a workload is split in three, each below its limit' 1 'total of all workloads is'
on copies && cp workloads/small.yaml workloads/copy.yaml && commit
judge 'two files of one name' 3 "the workload is named 'small', and so is that of workloads/copy.yaml"

on deletes && git rm -q workloads/small.yaml && commit
judge 'a workload is deleted' 0 "the workload 'small' is gone"
on deletes-all && git rm -rq workloads && commit
judge 'the last workload is deleted' 0 "the workload 'second thing' is gone"
[ -s "$reports/check.xml" ] && [ -s "$reports/check.json" ] && [ -s "$reports/check.sarif" ]
verdict 'with all of its reports' $? "$(ls "$reports")"
comment_has 'and its comment' "the workload 'small' is gone"

on widens && sed -i 's/architectures:.*/architectures: [kafka-classic, kafka-tuned, {use: kafka-tuned, id: another}]/' workloads/small.yaml && commit
judge 'an architecture is added' 0 'growth of the total is 0.0 %'
on grows-a-little && sed -i 's/rate: 37 MiB/rate: 38 MiB/' workloads/small.yaml && commit
judge 'a change that holds' 0 'All workloads together'
comment_has 'tells what it costs' 'volume +$'
on errs && sed -i 's/retention/retension/' workloads/small.yaml && commit
judge 'what is mistaken' 3 "unknown key 'retension'"

# Folders of reports that are used again, and that have blanks.
on grows-a-little && sed -i 's/rate: 37 MiB/rate: 60 MiB/' workloads/small.yaml && commit
kept="$scratch/re ports/for \$all"
judge 'reports go to a folder with blanks' 1 'growth of the total' "$kept"
comment_has 'with the change' 'what the change costs'
echo 'an older change' >"$kept/diff-7.md" && echo '{}' >"$kept/base-7.json"
on same
judge 'the folder is used again' 0 'growth of the total is 0.0 %' "$kept"
comment_lacks 'without the change of the last time' 'what the change costs'
comment_lacks 'nor any other' 'an older change'
git checkout -q -f main && git rm -q warpcost/policy.yaml && commit && git branch -q bare && git reset -q --hard HEAD~1
sh ci/gate.sh bare "$kept" >"$scratch/log" 2>&1
[ $? -eq 3 ] && [ ! -e "$kept/comment.md" ] && [ ! -e "$kept/check.json" ]
verdict 'what stops early leaves no reports of the last time' $? "$(ls "$kept")"
mkdir -p "$scratch/odd [tmp] *" && on same
TMPDIR="$scratch/odd [tmp] *" sh ci/gate.sh main "$kept" >"$scratch/log" 2>&1
[ $? -eq 0 ] && [ -z "$(ls "$scratch/odd [tmp] *")" ]
verdict 'temporary files may lie anywhere, and are gone after' $? "$(cat "$scratch/log")"
judge 'and again' 0 'growth of the total is 0.0 %' "$kept"
! grep -q "${TMPDIR:-/tmp}/warpcost" "$kept"/check.* "$kept/comment.md" && grep -q 'against warpcost/budget.yaml, under the policy warpcost/policy.yaml' "$kept/check.json"
verdict 'reports name the files of the repository' $? "$(grep -h "${TMPDIR:-/tmp}/warpcost" "$kept"/* | head -n 3)"

# ---- exit codes ----

expect 'a command line that lacks something is 2' 2 '' 'usage: gate.sh BASE REPORTS' sh ci/gate.sh main
expect 'no policy is 3' 3 '' "commit 'bare' has no warpcost/policy.yaml" sh ci/gate.sh bare "$kept"
expect 'no such commit is 5' 5 '' "can't read commit 'nowhere'" sh ci/gate.sh nowhere "$kept"
expect 'no warpcost is 5' 5 '' "there is no '/nowhere/warpcost': install warpcost" env WARPCOST=/nowhere/warpcost sh ci/gate.sh main "$kept"
expect 'no place for reports is 5' 5 '' "can't make the directory" sh ci/gate.sh main /dev/null/reports
printf '#!/bin/sh\nkill -9 $$\n' >"$scratch/killed" && chmod +x "$scratch/killed"
expect 'a warpcost that is killed is 7' 7 '' '*' env WARPCOST="$scratch/killed" sh ci/gate.sh main "$kept"

# ---- other policies ----

begin "$scratch/ratio" '{rule: cost_ratio, to: kafka-classic, max: 0.5}'
judge 'a ratio that is broken' 1 'ratio of the total to that of kafka-classic is'
on dearer && sed -i 's/architectures:.*/architectures: [kafka-tuned, {use: kafka-classic, with: {replication_factor: 6}}]/' workloads/*.yaml && commit
judge 'making the other side dearer loosens nothing' 3 "'architectures.kafka-classic.replication_factor' is for the policy to say"
begin "$scratch/named" '{rule: cost, workload: small, max: 1M USD/year}'
on deletes && git rm -q workloads/small.yaml && commit
judge 'a workload is deleted that a rule names' 3 "is for workload 'small', which isn't among those that are checked"
on deletes-all && git rm -rq workloads && commit
judge 'so is the last one' 3 "is for workload 'small', which isn't among those that are checked"

begin "$scratch/broken" '{rule: cost_growth, max: 10%}'
sed -i 's/us-east-1/eu-west-3/' workloads/small.yaml && commit
on mends && sed -i 's/eu-west-3/us-east-1/' workloads/small.yaml && commit
judge "a base that can't be compared makes nothing new" 3 "there is no baseline of workload 'small'"
tr -s ' \n' '  ' <"$scratch/log" | grep -qF "'workloads/small.yaml' of 'main' can't be compared"
verdict 'and says so' $? "$(cat "$scratch/log")"

begin "$scratch/kept" '{rule: cost_growth, max: 10%}'
mkdir warpcost/baselines && "$WARPCOST" compare --no-simulate workloads/small.yaml -o warpcost/baselines/small.json
printf 'budget: budget.yaml\nbaselines: [baselines]\n' >warpcost/policy.yaml && commit
judge 'a policy with a directory of baselines' 0 "isn't judged, since the workload is new"
on grows && sed -i 's/rate: 37 MiB/rate: 60 MiB/' workloads/small.yaml && commit
judge 'which holds what it has' 1 'growth of the total is +'

begin "$scratch/elsewhere" '{rule: cost_growth, max: 10%}'
git mv workloads 'kafka loads' && commit
on moves && git mv 'kafka loads/small.yaml' 'kafka loads/tiny.yaml' && sed -i 's/rate: 37 MiB/rate: 60 MiB/' 'kafka loads/tiny.yaml' && commit
sh ci/gate.sh main "$kept" 'kafka loads/*.yaml' 'kafka loads/tiny.yaml' >"$scratch/log" 2>&1
[ $? -eq 1 ] && grep -q 'growth of the total is' "$scratch/log" && ! grep -q 'is named' "$scratch/log"
verdict 'workloads by a pattern' $? "$(cat "$scratch/log")"

# ---- the hook ----

begin "$scratch/a hook" '{rule: cost_growth, max: 10%}'
cp "$root/examples/ci/pre-commit" .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit
git checkout -q -b hooked
refuses() { git commit -qm "$1" >"$scratch/log" 2>&1; [ $? -ne 0 ] && grep -q 'growth of the total' "$scratch/log"; verdict "pre-commit refuses $1" $? "$(cat "$scratch/log")"; git reset -q --hard; }
accepts() { git commit -qm "$1" >"$scratch/log" 2>&1; verdict "pre-commit accepts $1" $? "$(cat "$scratch/log")"; git reset -q --hard; }
git mv workloads/small.yaml workloads/renamed.yaml && sed -i 's/rate: 37 MiB/rate: 60 MiB/' workloads/renamed.yaml && git add -A && refuses 'a breach in a renamed file'
git mv workloads/small.yaml workloads/renamed.yaml && accepts 'a renamed file'
sed 's/name: small/name: third/' "$small" >workloads/third.yaml && git add -A && accepts 'a new workload'
git rm -q workloads/third.yaml && accepts 'a deleted workload'
sed -i 's/rate: 37 MiB/rate: 60 MiB/' workloads/renamed.yaml && echo x >other && git add other && accepts 'another file beside a breach that is not staged'
git worktree add -q "$scratch/beside it" -b beside 2>/dev/null
(cd "$scratch/beside it" && sed -i 's/rate: 37 MiB/rate: 60 MiB/' workloads/renamed.yaml && git commit -qam 'breach' >"$scratch/log" 2>&1)
[ $? -ne 0 ] && grep -q 'growth of the total' "$scratch/log"; verdict 'pre-commit refuses a breach in a second work tree' $? "$(cat "$scratch/log")"
git rm -rq workloads && accepts 'the end of all workloads'
mkdir "$scratch/first" && cd "$scratch/first" && git init -q -b main . && mkdir workloads ci && cp "$small" workloads/ && cp "$root/examples/ci/gate.sh" ci/
cp "$root/examples/ci/pre-commit" .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit && git add -A && accepts 'the first commit'

# ---- jobs install warpcost ----

# A source that is built in an instant: what a job asks of it is asked of the real one, too.
mkdir -p "$scratch/source/.ci" && cd "$scratch/source" || exit 1
echo 'echo "packages of $1" >>"$BUILT"' >.ci/deps
printf 'install:\n\t@echo "install below $(PREFIX)" >>"$$BUILT"\n\t@mkdir -p "$(PREFIX)/bin" && cp "$$REAL" "$(PREFIX)/bin/warpcost"\n' >Makefile
git init -q -b main . && git add -A && git commit -qm source && git tag v1 && echo 'exit 1' >.ci/deps && git commit -qam broken
git archive --prefix warpcost-1/ v1 | gzip >"$scratch/warpcost-1.tar.gz"
export BUILT="$scratch/built" REAL="$WARPCOST"
expect 'install.sh installs a tag of a repository' 0 '*' '*' sh "$root/examples/ci/install.sh" "file://$scratch/source" "$scratch/pre fix" v1
grep -qx "install below $scratch/pre fix" "$BUILT" && grep -qx 'packages of demo' "$BUILT" && "$scratch/pre fix/bin/warpcost" --version >/dev/null
verdict 'with the packages that building takes' $? "$(cat "$BUILT")"
expect 'and a release archive' 0 '*' '*' sh "$root/examples/ci/install.sh" "$scratch/warpcost-1.tar.gz" "$scratch/pre2"
expect 'a source that does not build fails' 1 '*' '*' sh "$root/examples/ci/install.sh" "file://$scratch/source" "$scratch/pre3"
expect 'and so does none' 2 '' 'usage: install.sh SOURCE PREFIX' sh "$root/examples/ci/install.sh" '' "$scratch/pre3"
grep -q '^install: all' "$root/Makefile" && [ -f "$root/.ci/deps" ]
verdict 'the real source takes the same commands' $?

python=/usr/bin/python3
if $python -c 'import yaml' 2>/dev/null; then
    step() { $python -c 'import sys, yaml
node = yaml.safe_load(open(sys.argv[1]))
for key in sys.argv[2].split("/"):
    node = node[int(key) if key.isdigit() else key]
print(node if isinstance(node, str) else "\n".join(node))' "$1" "$2"; }
    begin "$scratch/jobs here" '{rule: cost_growth, max: 10%}'
    mkdir -p .github/actions/warpcost && cp "$root/examples/ci/gate.sh" "$root/examples/ci/github/action.yml" .github/actions/warpcost/ && commit
    on grows && sed -i 's/rate: 37 MiB/rate: 60 MiB/' workloads/small.yaml && commit
    step "$root/examples/ci/gitlab/gitlab-ci.yml" warpcost/script >"$scratch/job.sh"
    mkdir -p warpcost-reports/base && echo planted >warpcost-reports/gate.sh && echo planted >warpcost-reports/diff-1.md
    (unset WARPCOST; HOME="$scratch/a home" WARPCOST_SOURCE="file://$scratch/source" WARPCOST_VERSION=v1 CI_MERGE_REQUEST_DIFF_BASE_SHA=$(git rev-parse main) sh -e "$scratch/job.sh") >"$scratch/log" 2>&1
    [ $? -eq 1 ] && grep -q 'growth of the total' "$scratch/log" && [ -x "$scratch/a home/.local/bin/warpcost" ]
    verdict 'GitLab: the job installs warpcost and judges' $? "$(cat "$scratch/log")"
    [ "$(cd warpcost-reports && echo *)" = 'check.json check.sarif check.xml comment.md' ]
    verdict 'GitLab: artifacts are reports and nothing else' $? "$(ls -R warpcost-reports)"
    $python - "$root/examples/ci/gitlab/gitlab-ci.yml" <<'PYTHON'
import sys, yaml
artifacts = yaml.safe_load(open(sys.argv[1]))["warpcost"]["artifacts"]
print("ok" if artifacts["paths"] == ["warpcost-reports"] and artifacts["reports"]["junit"] == "warpcost-reports/check.xml" else "not ok", "GitLab: that folder is what is kept")
PYTHON
    index=$($python -c 'import sys, yaml
steps = yaml.safe_load(open(sys.argv[1]))["jobs"]["gate"]["steps"]
print(next(i for i, s in enumerate(steps) if "install" in s.get("name", "")))' "$root/examples/ci/github/workflow.yaml")
    step "$root/examples/ci/github/workflow.yaml" "jobs/gate/steps/$index/run" >"$scratch/step.sh"
    (unset WARPCOST; HOME="$scratch/home2" GITHUB_PATH="$scratch/path" WARPCOST_SOURCE="file://$scratch/source" WARPCOST_VERSION=v1 sh -e "$scratch/step.sh") >"$scratch/log" 2>&1
    [ $? -eq 0 ] && [ "$(cat "$scratch/path")" = "$scratch/home2/.local/bin" ] && [ -x "$scratch/home2/.local/bin/warpcost" ]
    verdict 'GitHub: a step installs warpcost' $? "$(cat "$scratch/log")"
    step "$root/examples/ci/github/action.yml" runs/steps/0/run >"$scratch/action.sh"
    GITHUB_ACTION_PATH=.github/actions/warpcost GITHUB_STEP_SUMMARY=$scratch/summary GITHUB_OUTPUT=$scratch/output BASE=main DIRECTORY=. REPORTS=warpcost-reports sh -e "$scratch/action.sh" >"$scratch/log" 2>&1
    [ $? -eq 1 ] && [ "$(cd warpcost-reports && echo *)" = 'check.json check.sarif check.xml comment.md' ] && grep -q 'what the change costs' "$scratch/summary"
    verdict 'GitHub: the action in a folder with blanks' $? "$(cat "$scratch/log")"
else
    echo 'ok steps of jobs # skip python3-yaml is missing'
fi

# ---- what is shipped and documented ----

cd "$root" || exit 1
expect 'the shipped budget holds on the shipped prices' 0 'All 9 checks hold' '' "$WARPCOST" check examples/orders.yaml --budget examples/ci/budget.yaml --today $today
mkdir -p "$scratch/page/workloads" && cp examples/orders.yaml "$scratch/page/workloads/"
awk '/^## The budget/ { on = 1 } on && /^    / { print substr($0, 5); seen = 1 } on && seen && !/^    / { exit }' docs/gate.md >"$scratch/page/budget.yaml"
first=$(sed -n 's/^    \(warpcost check .*\)/\1/p' docs/gate.md | head -n 1)
(cd "$scratch/page" && eval "$(echo "$first" | sed "s|^warpcost|\"\$WARPCOST\"|") --today $today") >"$scratch/log" 2>&1
status=$?
[ -n "$first" ] && [ "$status" -eq 0 ] && [ -s "$scratch/page/comment.md" ] && [ -s "$scratch/page/check.sarif" ] && [ -s "$scratch/page/check.xml" ]
verdict "docs/gate.md: '$first' with the page's budget" $? "exit code $status" "$(cat "$scratch/log")"
finish
