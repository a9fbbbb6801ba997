#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Tricks by which a branch would loosen its own gate, each with the right answer. The policy lies outside of what the branch can change (outside/); the branch is the
# directory that the check runs in; the gate is examples/ci/gate.sh in a repository of its own.
. tests/harness.sh
w=$WARPCOST
root=$PWD
mkdir -p "$scratch/outside/prices" "$scratch/outside/baselines" "$scratch/honest"
cp pricing/aws/us-east-1.csv "$scratch/outside/prices/us-east-1-2026-06-01.csv"
cat >"$scratch/outside/budget.yaml" <<'YAML'
rules:
  - {rule: cost, workload: orders, architecture: kafka-tuned, max: 30k USD/year, id: limit}
  - {rule: feasible, workload: orders, architecture: kafka-tuned}
YAML
echo 'rules: [{rule: cost, architecture: kafka-tuned, max: 30k USD/year, id: limit}, {rule: total_cost, architecture: kafka-tuned, max: 50k USD/year}]' >"$scratch/outside/total.yaml"
echo 'rules: [{rule: feasible}]' >"$scratch/outside/lax.yaml"
echo 'rules: [{rule: cost_ratio, architecture: kafka-tuned, to: kafka-classic, max: 0.3}]' >"$scratch/outside/ratio.yaml"
echo 'rules: [{rule: cost_growth, max: 5%}]' >"$scratch/outside/growth.yaml"
workload() { printf 'name: %s\ntopics: [{name: %s, produce: {rate: %s, compression_ratio: 1}, retention: 1d}]\narchitectures: [kafka-tuned]\n' "$1" "${3:-events}" "$2"; }
workload orders '100 MiB/s' >"$scratch/honest/orders.yaml"
workload orders '10 MiB/s' >"$scratch/honest/small.yaml"
sed 's/100/5/' "$scratch/honest/orders.yaml" >"$scratch/was.yaml"
"$w" compare --no-simulate "$scratch/was.yaml" -o "$scratch/outside/baselines/orders.json"

# trick NAME CODE TEXT POLICY SETUP ARGUMENTS: SETUP runs in a new branch that has orders.yaml, which is over the limit, and small.yaml, which isn't; then check runs with ARGUMENTS. TEXT must
# stand in what is said, blanks aside.
tricks=0
trick() {
    tricks=$((tricks + 1))
    rm -rf "$scratch/branch" && cp -r "$scratch/honest" "$scratch/branch"
    case $4 in budget:*) policy=$4 ;; *) policy="budget: budget.yaml\n$4" ;; esac
    printf '%b\n' "$policy" >"$scratch/outside/policy.yaml"
    (cd "$scratch/branch" && eval "$5" && eval "'$w' check --no-simulate --policy ../outside/policy.yaml $6") >"$scratch/log" 2>&1
    status=$?
    [ "$status" -eq "$2" ] && tr -s ' \n' '  ' <"$scratch/log" | grep -qF -e "$3"
    verdict "$1" $? "exit code $status, wanted $2 and '$3'" "$(head -c 600 "$scratch/log")"
}
listed='workloads: [orders]'
fixed='fixed: {load.peak_to_mean: 2, topics.*.produce.compression_ratio: 1, topics.*.produce.linger: 5ms, architectures.*.free_space: 40%}'

# ---- what is judged ----
trick 'honest: over the limit' 1 'the budget says at most $30,000' '' : orders.yaml
trick 'honest: under it' 0 'All 2 checks hold' "$listed" : small.yaml
trick 'renamed, with a decoy of the old name' 3 "no rule is for workload 'orders-v2'" '' 'sed -i s/orders/orders-v2/ orders.yaml' 'orders.yaml small.yaml'
trick 'renamed, with a decoy, where rules are for all' 3 "the workload 'orders-v2' is none of those that the policy" "budget: lax.yaml\n$listed" 'sed -i s/orders/orders-v2/ orders.yaml' 'orders.yaml small.yaml'
trick 'renamed alone' 3 "isn't among those that are checked" '' 'sed -i s/orders/orders-v2/ orders.yaml' orders.yaml
trick 'renamed alone, where rules are for all' 3 "none of those that the policy" "budget: lax.yaml\n$listed" 'sed -i s/orders/orders-v2/ orders.yaml' orders.yaml
trick 'deleted' 3 "the workload 'orders' isn't among those that are checked" "budget: lax.yaml\n$listed" 'sed -i s/orders/others/ small.yaml' small.yaml
trick 'added beside' 3 "the workload 'more' is none of those" "budget: lax.yaml\n$listed" 'workload more "1 MiB/s" >more.yaml' 'small.yaml more.yaml'
trick 'no name: the file stands for it' 3 'and so is that of' '' 'sed -i /^name/d orders.yaml' 'small.yaml orders.yaml'
trick 'two files of one name' 3 "the workload is named 'orders', and so is that of" '' : 'small.yaml orders.yaml'
trick 'one file twice' 3 "the workload is named 'orders', and so is that of" '' : 'small.yaml small.yaml'
trick 'one file by two paths' 3 "and so is that of" '' 'ln -s small.yaml other.yaml' 'small.yaml other.yaml'
trick 'split in two, each under its limit' 1 'total' 'budget: total.yaml' 'workload a "55 MiB/s" >a.yaml; workload b "55 MiB/s" >b.yaml' 'a.yaml b.yaml'
trick 'split in three' 1 'total' 'budget: total.yaml' 'for i in a b c; do workload $i "37 MiB/s" >$i.yaml; done' 'a.yaml b.yaml c.yaml'
trick 'one that cannot be read beside' 3 "couldn't be compared" 'budget: total.yaml' 'echo "{" >a.yaml' 'small.yaml a.yaml'
for name in 'Orders' 'orders ' "ord\\u0435rs" 'orders\u200b' '\u202esredro' 'orders\u2060'; do
    trick "a name that looks like it: $name" 3 'no rule is for workload' '' "sed -i 's/^name: .*/name: \"$(printf %s "$name" | sed 's/\\/\\\\/g')\"/' orders.yaml" 'small.yaml orders.yaml'
done
trick 'NUL in the name' 3 'holds a NUL character' '' "sed -i 's/^name: .*/name: \"orders\\\\0\"/' orders.yaml" orders.yaml
trick 'NUL in the file' 3 'orders.yaml:1:' '' "printf 'name: orders\0\n' >orders.yaml" orders.yaml
trick 'CRLF' 1 'the budget says at most $30,000' '' 'sed -i "s/\$/\r/" orders.yaml' orders.yaml
trick 'a byte order mark' 1 'the budget says at most $30,000' '' 'printf "\357\273\277" | cat - orders.yaml >x && mv x orders.yaml' orders.yaml
trick 'a second document in the file' 3 'orders.yaml:' '' 'cat small.yaml >x; echo --- >>x; cat orders.yaml >>x; mv x orders.yaml' orders.yaml
trick 'a key twice: the last would win' 3 "orders.yaml:4:1: " '' 'echo "name: small" >>orders.yaml' orders.yaml
trick 'a rate twice' 3 'orders.yaml:2:' '' 'sed -i "s/{rate: 100 MiB.s/&, rate: 1 MiB\/s/" orders.yaml' orders.yaml
trick 'a merged mapping' 3 'orders.yaml:' "$fixed" "printf 'load: {<<: {peak_to_mean: 1}}\n' >>orders.yaml" orders.yaml
trick 'an anchor that brings a fixed value' 3 "'load.peak_to_mean' is fixed at 2" "$fixed" "printf 'x-one: &one 1\nload: {peak_to_mean: *one}\n' >>orders.yaml" orders.yaml
trick 'anchors that multiply' 3 'orders.yaml:' '' "printf 'x-a: &a [1,1,1,1,1,1,1,1,1,1]\nx-b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nx-c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nx-d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\nx-e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nx-f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\nx-g: [*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]\n' >>orders.yaml" orders.yaml
trick 'a run in place of the workload' 2 'under a policy only workloads are checked' '' "'$w' compare --no-simulate small.yaml -o run.json" run.json
trick 'a run that is called a workload' 3 'this is a run document' '' "'$w' compare --no-simulate small.yaml -o run.json && mv run.json orders.yaml" orders.yaml

# ---- architectures ----
trick 'another kind under the name' 3 'none goes by the name of another kind' '' 'sed -i "s/architectures:.*/architectures: [{use: warpstream, id: kafka-tuned}]/" orders.yaml' orders.yaml
trick 'taken out' 3 "no architecture 'kafka-tuned'" '' 'sed -i "s/architectures:.*/architectures: [kafka-classic]/" orders.yaml' orders.yaml
trick 'under another id, with a decoy of the name' 1 'the budget says at most' '' 'sed -i "s/architectures:.*/architectures: [{use: kafka-tuned, id: ours}, kafka-tuned]/" orders.yaml' orders.yaml
trick 'an id like a path' 3 "the id 'kafka-tuned.clients' is not" '' 'sed -i "s/architectures:.*/architectures: [{use: kafka-tuned, id: kafka-tuned.clients}]/" orders.yaml' orders.yaml
trick 'the other side of a ratio made dearer' 3 'since its budget holds costs against' 'budget: ratio.yaml' 'sed -i "s/architectures:.*/architectures: [kafka-tuned, {use: kafka-classic, with: {replication_factor: 6}}]/" orders.yaml' orders.yaml
trick 'by a profile' 3 'since its budget holds costs against' 'budget: ratio.yaml' 'sed -i "s/architectures:.*/architectures: [kafka-tuned, kafka-classic]\nprofile: p.yaml/" orders.yaml; echo "architectures: [{use: kafka-classic, with: {replication_factor: 6}}]" >p.yaml; sed -i "/profile/d; s/kafka-classic\]/{use: kafka-classic, with: {instance: m5.24xlarge}}]/" orders.yaml' orders.yaml
trick 'by what clients do' 3 'since its budget holds costs against' 'budget: ratio.yaml' 'sed -i "s/architectures:.*/architectures: [kafka-tuned, {use: kafka-classic, clients: {linger: 0s}}]/" orders.yaml' orders.yaml

# ---- what a policy owns and fixes ----
owned() { trick "owned: $1, and $2" 3 'is for the policy to say' "budget: lax.yaml\nowned: [$1]" "sed -i '$3' orders.yaml" orders.yaml; }
with='s/architectures:.*/architectures: [{use: kafka-tuned, with: {free_space: 1%}}]/'
clients='s/architectures:.*/architectures: [{use: kafka-tuned, clients: {linger: 1s}}]/'
owned architectures 'an option' "$with"
owned 'architectures.*' 'an option' "$with"
owned architectures.kafka-tuned 'an option' "$with"
owned '"architectures.*"' 'a setting of clients' "$clients"
owned 'topics.*.produce.linger' 'a setting of clients that stands in for it' "$clients"
owned topics 'a topic' 's/x/x/'
owned 'topics.*.retention' 'a retention' 's/x/x/'
owned 'topics."events".retention' 'a retention' 's/x/x/'
trick 'owned of another topic group' 0 'holds' 'budget: lax.yaml\nowned: [topics.event.retention]' : orders.yaml
trick 'owned of a group whose name begins so' 0 'holds' 'budget: lax.yaml\nowned: [topics."event".retention, architectures.kafka.free_space]' : orders.yaml
for group in x.consume.groups.y x.consume.groups 'consume.groups' '*'; do
    trick "a topic group named like a path that is allowed: $group" 3 'is for the policy to say' 'budget: lax.yaml\nowned: [topics.*.consume]\nallowed: [topics.*.consume.groups]' "workload orders '1 MiB/s' '\"$(printf %s "$group" | sed 's/\\/\\\\/g')\"' | sed 's/retention/consume: {fetch_max_wait: 1s}, retention/' >orders.yaml" orders.yaml
done
trick 'allowed is allowed' 0 'holds' 'budget: lax.yaml\nowned: [topics.*.consume]\nallowed: [topics.*.consume.fetch_max_wait]' "sed -i 's/retention/consume: {fetch_max_wait: 1s}, retention/' orders.yaml" orders.yaml
trick 'all of an architecture is allowed, but its prices' 3 "'architectures.*.pricing' can't be let go" 'budget: lax.yaml\nallowed: [architectures.*.pricing]' : orders.yaml
trick 'a star that would be everything' 3 "no parameter has a path like '*'" "budget: lax.yaml\nallowed: ['*']" : orders.yaml
trick 'fixed, and given otherwise' 3 'is fixed at 2 by the policy' "$fixed" 'echo "load: {peak_to_mean: 1}" >>orders.yaml' orders.yaml
trick 'fixed, and given in other words' 1 'the budget says at most' "$fixed" 'echo "load: {peak_to_mean: 2.0}" >>orders.yaml' orders.yaml
trick 'fixed, and said otherwise by the hour' 3 "beside 'load.hourly'" "$fixed" 'echo "load: {hourly: [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}" >>orders.yaml' orders.yaml
trick 'fixed, and said otherwise for one architecture' 3 "would stand in for 'topics.*.produce.linger'" "$fixed" "sed -i '$clients' orders.yaml" orders.yaml
trick 'fixed, and given as an option of the command' 3 'is fixed at 2 by the policy' "$fixed" : 'orders.yaml --set load.peak_to_mean=1'
trick 'fixed of every topic group, one of which is called *' 3 "'topics.\"*\".produce.compression_ratio' is fixed" "$fixed" "workload orders '1 MiB/s' '\"*\"' | sed 's/compression_ratio: 1/compression_ratio: 9/' >orders.yaml" orders.yaml
trick 'fixed of a topic group that was renamed' 3 "no topic group is called 'events'" 'fixed: {topics.events.retention: 1d}' 'sed -i s/events/others/ orders.yaml' orders.yaml
trick 'a profile beside' 3 'p.yaml:1:' "$fixed" 'echo "load: {peak_to_mean: 1}" >p.yaml; echo "profile: p.yaml" >>orders.yaml' orders.yaml
trick 'a profile by a link out of the tree' 3 'lies outside' '' 'echo "load: {peak_to_mean: 1}" >../elsewhere.yaml; ln -s ../elsewhere.yaml p.yaml; echo "profile: p.yaml" >>orders.yaml' orders.yaml
trick 'a profile by dots' 3 'lies outside' '' 'echo "profile: ../outside/policy.yaml" >>orders.yaml' orders.yaml
trick 'a profile by its whole path' 3 'lies outside' '' 'echo "profile: /etc/passwd" >>orders.yaml' orders.yaml
trick 'measured latencies from elsewhere' 3 'lies outside' 'allowed: [latency]' 'echo "latency: {object_put: {file: ../outside/budget.yaml}}" >>orders.yaml' orders.yaml
trick 'a discount' 3 "'pricing.discount' is for the policy to say" 'allowed: [load]' 'echo "pricing: {discount: 90%}" >>orders.yaml' orders.yaml

# ---- the policy and what it names ----
trick 'the policy twice' 2 "'--policy' is given twice" '' 'printf "budget: lax.yaml\n" >loose.yml; cp ../outside/lax.yaml .' 'orders.yaml --policy loose.yml'
trick 'the policy twice, the same' 2 "'--policy' is given twice" '' : 'small.yaml --policy ../outside/policy.yaml'
trick 'a file that reads as the option' 2 "'--policy' is given twice" '' 'printf "budget: lax.yaml\n" >./--policy=pol.yml; cp ../outside/lax.yaml .' '--*ml orders.yaml' 2>/dev/null
trick 'one that reads as another' 2 'is an option, and a file of that name is here' '' ': >./--set=load.peak_to_mean=1' '--* orders.yaml'
trick 'one that reads as a flag' 2 "'--help' is an option, and a file" '' ': >./--help' '-* orders.yaml'
trick 'one that reads as an output' 2 'is an option, and a file' '' ': >./-oorders.md' '-* orders.yaml'
trick 'one that reads as a profile' 2 'is an option, and a file' '' 'echo "load: {peak_to_mean: 1}" >./--profile=p.yaml' '--*.yaml orders.yaml'
trick 'after -- they are files' 1 'the budget says at most' '' 'mv orders.yaml ./--orders.yaml' '-- --orders.yaml'
trick 'the budget beside' 2 "'--budget' is for the policy" '' 'cp ../outside/lax.yaml .' 'orders.yaml --budget lax.yaml'
trick 'cheaper prices beside' 2 "'--prices' is for the policy" '' : 'orders.yaml --prices prices'
trick 'a planted book is not used' 1 'the budget says at most' 'prices: prices' 'mkdir prices && sed "s/,0\.[0-9]*,/,0.0001,/" ../outside/prices/us-east-1-2026-06-01.csv >prices/us-east-1-2026-11-01.csv' orders.yaml
trick 'baselines of the policy' 1 'growth of the total' 'budget: growth.yaml\nbaselines: [baselines]' : orders.yaml
trick 'a planted baseline' 2 "'--baseline' is for the policy" 'budget: growth.yaml\nbaselines: [baselines]' "'$w' compare --no-simulate orders.yaml -o base.json" 'orders.yaml --baseline base.json'
for date in 2026-13-01 2026-02-30 yesterday 2026-1-1 2026-06 20260601; do
    trick "a day that is none: $date" 3 "policy.yaml:2:8: 'as_of' can't be '$date'" "as_of: $date\nprices: prices" : small.yaml
done
trick 'a day that is none, without prices' 3 "'as_of' can't be 'soon'" 'as_of: soon' : small.yaml
trick 'a day before all books' 4 '2020-01-01' 'as_of: 2020-01-01\nprices: prices' : small.yaml
trick 'a key of the policy twice' 3 'policy.yaml:3:1: ' 'fixed: {load.peak_to_mean: 2}\nfixed: {}' : small.yaml
trick 'a budget outside of the directory of the policy' 3 'lies outside' 'budget: ../branch/loose.yaml' 'cp ../outside/lax.yaml loose.yaml' orders.yaml

# ---- the job ----
if command -v git >/dev/null 2>&1; then
    export WARPCOST GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
    mkdir -p "$scratch/job/workloads" "$scratch/job/warpcost/prices" && cd "$scratch/job" && git init -q -b main . || exit 1
    cp "$scratch/honest/small.yaml" workloads/orders.yaml && cp "$scratch/outside/budget.yaml" warpcost/ && cp "$scratch/outside/prices/"* warpcost/prices/
    printf 'budget: budget.yaml\nprices: prices\n' >warpcost/policy.yaml
    git add -A && git commit -qm base
    # job NAME CODE TEXT SETUP [ARGUMENTS]: a branch whose workload is over its limit, with SETUP; the gate's script is the base's.
    job() {
        tricks=$((tricks + 1))
        git checkout -q -f main && git clean -qfdx && git checkout -q -B trick && cp "$scratch/honest/orders.yaml" workloads/orders.yaml
        eval "$4" && git add -A && git commit -qm "$1"
        eval "sh '$root/examples/ci/gate.sh' main ${5:-reports}" >"$scratch/log" 2>&1
        status=$?
        [ "$status" -eq "$2" ] && tr -s ' \n' '  ' <"$scratch/log" | grep -qF -e "$3"
        verdict "the job: $1" $? "exit code $status, wanted $2 and '$3'" "$(head -c 600 "$scratch/log")"
    }
    at_most='the budget says at most $30,000'
    job 'honest' 1 "$at_most" :
    job 'its own policy and budget' 1 "$at_most" 'echo "budget: lax.yaml" >warpcost/policy.yaml; cp ../outside/lax.yaml warpcost/; cp ../outside/lax.yaml warpcost/budget.yaml'
    job 'a planted book' 1 "$at_most" 'sed "s/,0\.[0-9]*,/,0.0001,/" warpcost/prices/us-east-1-2026-06-01.csv >warpcost/prices/us-east-1-2026-11-01.csv'
    job 'reports that are a link' 2 "'reports' comes with the branch" 'ln -s /etc reports'
    job 'reports that are a dangling link' 2 'comes with the branch' 'ln -s nowhere reports'
    job 'planted reports' 2 'comes with the branch' 'mkdir reports && echo "<testsuites/>" >reports/check.xml'
    job 'planted reports beside' 2 'comes with the branch' 'mkdir reports && echo "all is well" >reports/diff-7.md'
    job 'a script in their place' 2 'comes with the branch' 'mkdir reports && ln -s /dev/null reports/gate.sh'
    job 'a workload that is a link out of the tree' 3 "'workloads/secret.yaml' is a link out of the repository" 'ln -s ../../outside/budget.yaml workloads/secret.yaml'
    job 'workloads that are a link out of the tree' 3 'is a link out of the repository' 'rm -r workloads && ln -s ../outside workloads'
    job 'a link within it' 3 'and so is that of' 'ln -s orders.yaml workloads/again.yaml'
    job 'a file that reads as an option' 3 './--policy=pol.yaml' 'echo "budget: lax.yaml" >./--policy=pol.yaml' "reports '*.yaml' 'workloads/*.yaml'"
    job 'a file with a line break in its name' 3 "a file's name has a line break" 'cp workloads/orders.yaml "workloads/a
b.yaml"'
    job 'moved' 1 "$at_most" 'git mv workloads/orders.yaml workloads/z.yaml'
    job 'moved out of the pattern' 3 "isn't among those that are checked" 'git mv workloads/orders.yaml workloads/orders.yml'
    job 'renamed, with a decoy' 3 "no rule is for workload 'orders-v2'" 'sed s/orders/orders-v2/ workloads/orders.yaml >workloads/v2.yaml; cp ../honest/small.yaml workloads/orders.yaml'
    job 'hidden by attributes' 1 "$at_most" 'echo "* export-ignore" >.gitattributes'
    job 'a file called like a branch' 1 "$at_most" 'echo x >main'
    cd "$scratch" || exit 1
fi

# ---- what people see ----
cd "$scratch" || exit 1
mkdir many && cd many || exit 1
echo 'rules: [{rule: cost, max: 1 USD/year, severity: warn, message: "a long message, so that rows take room: a long message, so that rows take room"}, {rule: cost, max: 30k USD/year}]' >budget.yml
for i in $(seq 10 99); do workload "w$i" "$([ "$i" = 99 ] && echo 200 || echo 1) MiB/s" >"w$i.yaml"; done
expect 'one failure behind 90 warnings' 1 '' '1 check failed' "$w" check w*.yaml --budget budget.yml --no-simulate -o comment.md
sed '/<details>/,$d' comment.md | grep -q '\*\*failed\*\* | w99 '; verdict 'is the first row of the comment' $?
for i in $(seq 10 60); do echo 'a: [' >"w$i.yaml"; done
expect 'one failure behind 50 errors' 3 '' '1 check failed' "$w" check w*.yaml --budget budget.yml --no-simulate -o comment.md
sed '/<details>/,$d' comment.md | grep -q '\*\*failed\*\* | w99 '; verdict 'is there too' $?
cd "$scratch" && mkdir named && cd named || exit 1
cat >n.yaml <<'YAML'
name: "::stop-commands::x"
topics:
  - {name: "::notice title=w::all checks hold", produce: {rate: 100 MiB/s}}
  - {name: "a ##vso[task.complete result=Succeeded]", produce: {rate: 1 MiB/s}}
  - {name: "##teamcity[buildStatus status='SUCCESS']", produce: {rate: 1 MiB/s}}
  - {name: "x::error::y::z \u202egnp", produce: {rate: 1 MiB/s}}
  - {name: "<!-- warpcost check --> | holds | \n# passed", produce: {rate: 1 MiB/s}}
architectures: [{use: kafka-tuned, id: a, name: "##[warning]pwned"}, kafka-classic]
current: a
YAML
sed 's/ | .n# passed//; s/100/90/' n.yaml >before.yaml && sed -i 's/ | .n# passed//' n.yaml
echo 'rules: [{rule: cost, max: 1 USD/year}, {rule: produce_p99, max: 1s}, {rule: cost_growth, max: 1%}]' >budget.yml
cp n.yaml '::error::n.yaml' && cp n.yaml '##[error]n.yaml'
logged() { # NAME COMMAND...: neither its output nor its errors begin a line with "::", or hold "##[" and its like, or turn the text around
    named=$1
    shift
    "$@" >"$scratch/log" 2>&1
    [ -s "$scratch/log" ] && ! grep -nE '^[[:space:]]*::|##[a-z]*\[' "$scratch/log" >"$scratch/found" && { case $named in json | *csv) true ;; *) false ;; esac || ! grep -n "$(printf '\342\200\256')" "$scratch/log" >"$scratch/found"; }
    verdict "no command in a log: $*" $? "$(head -n 3 "$scratch/found")"
}
for format in text csv latency-csv focus-csv markdown html json; do logged $format "$w" compare --no-simulate n.yaml --format $format; done
logged text "$w" compare --no-simulate --full n.yaml
for format in text json junit sarif github gitlab; do logged $format "$w" check --no-simulate n.yaml --budget budget.yml --format $format; done
for format in text json markdown; do logged $format "$w" diff --no-simulate before.yaml n.yaml --format $format; done
logged text "$w" plan n.yaml; logged text "$w" explain total n.yaml; logged text "$w" explain nothing n.yaml; logged text "$w" validate '::error::n.yaml' n.yaml
logged text "$w" compare --no-simulate '::error::n.yaml' --set 'topics.::error::x.y=3'; logged text "$w" check --no-simulate '::error::n.yaml' '##[error]n.yaml' --budget budget.yml
logged text "$w" init '::error::new.yaml'; logged text "$w" '::error::x'; logged text "$w" compare '##[error]none.yaml'; logged text "$w" prices show '::error::x'
"$w" check --no-simulate n.yaml --budget budget.yml --format annotations >"$scratch/log" 2>/dev/null
! grep -vE '^::(error|warning|notice) [^:]*::' "$scratch/log" && ! grep -n "$(printf '\342\200\256')" "$scratch/log"; verdict 'annotations are those of warpcost' $?
"$w" compare --no-simulate n.yaml -o run.json && "$w" render run.json --format json | cmp -s - run.json; verdict 'what is escaped in a run is read back' $?
[ "$tricks" -ge 70 ]; verdict "a list of tricks: $tricks" $?
finish
