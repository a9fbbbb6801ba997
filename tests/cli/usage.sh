#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is wrong with a command line is said in words, with the mend, and ends with exit code 2.
. tests/harness.sh
small=tests/fixtures/small.yaml
w=$WARPCOST

# exit code | part of standard error | arguments
while IFS='|' read -r message arguments; do
    [ -n "$message" ] || continue
    # shellcheck disable=SC2086
    expect "usage: warpcost $arguments" 2 '' "$message" "$w" $arguments
done <<END
warpcost: no command is given; 'warpcost help' shows the commands|--color=never
LINE is missing before 'w.yaml'; usage: warpcost explain LINE WORKLOAD|explain w.yaml
LINE is missing before 'w.yml'; usage: warpcost explain LINE WORKLOAD|explain w.yml --set x=1
unknown command 'comapre', did you mean 'compare'?|comapre $small
unknown command 'price', did you mean 'prices'?|price list
unknown command 'prices lst', did you mean 'prices list'?|prices lst
'warpcost prices' needs one of list, show, check, diff or import|prices
'warpcost prices' needs one of list, show, check, diff or import|prices --color=never
unknown command 'xyzzy'; 'warpcost help'|xyzzy
WORKLOAD is missing; usage: warpcost compare WORKLOAD [OPTION...]|compare
LINE is missing; usage: warpcost explain LINE WORKLOAD|explain
WORKLOAD is missing; usage: warpcost explain LINE WORKLOAD|explain network.replicate
unexpected argument 'second.yaml'; usage: warpcost compare|compare $small second.yaml
unknown option '--depoyment', did you mean '--deployment'?|compare $small --depoyment=x.json
unknown option '--no-sim', did you mean '--no-simulate'?|compare $small --no-sim
unknown option '--xyzzy'; 'warpcost help compare' shows|compare $small --xyzzy
unknown option '-q'|compare $small -q
'--no-simulate' takes no value|compare $small --no-simulate=yes
'--set' needs a value: --set=PATH=VALUE|compare $small --set
'--set' needs a value|compare $small --set --no-simulate
'--prices' needs a value|compare $small --prices=
'--output' needs a value|compare $small -o
'--format' can't be 'jsno', did you mean 'json'? It is text, markdown, json, csv, focus-csv, latency-csv, html, xlsx or pdf|compare $small --format jsno
'--color' can't be 'mauve': it is auto, always or never|compare $small --color=mauve
'--columns' can't be 'wide': write a number from 80 to 200|compare $small --columns wide
'--columns' can't be '-1'|compare $small --columns=-1
'--today' can't be '2026-02-30': write a date as 2026-07-20|compare $small --today 2026-02-30
'--today' can't be 'yesterday'|compare $small --today yesterday
'--threads' can't be '0': write a number from 1 to 256|compare $small --threads 0
'--threads' can't be '257'|compare $small --threads 257
'--threads' can't be '2x'|compare $small --threads=2x
'-o run.foo' doesn't say a format: end it in .txt, .md, .json, .csv, .focus.csv, .latency.csv, .html, .xlsx or .pdf, or give --format|compare $small -o run.foo
only one input can be '-'|compare - --profile -
only one input can be '-'|compare - --deployment kafka-classic=-
there is no command 'comparee', did you mean 'compare'?|help comparee
END

expect 'usage: an empty argument' 2 '' 'WORKLOAD is empty' "$w" compare ''
expect 'usage: several mistakes in one run' 2 '' "unknown option '--nope'" "$w" compare --nope --color=mauve "$small"
grep -q mauve "$scratch/err"
verdict 'usage: the second mistake too' $? "$(cat "$scratch/err")"
expect 'usage: control characters are not echoed' 2 '' 'x1B[31m' "$w" "$(printf 'a\033[31mb')"

# What is right.
expect 'nothing: an overview, and 2' 2 'compare, report, simulate, plan, explain, render' '' "$w"
[ "$("$w" | wc -l)" -le 24 ] && "$w" help --format=names | while read -r name; do "$w" | grep -qw -e "$name" -e "${name#* }" || exit 1; done
verdict 'it fits a screen and names every command' $? "$("$w")"
expect 'a command for the version' 0 'warpcost 0.1.0' '' "$w" version
"$w" --version >"$scratch/out" && "$w" version | cmp -s - "$scratch/out"
verdict 'it prints what --version does' $?
expect 'plan: why there is no next best' 0 'next best: none was tried, since instance is m6in.4xlarge (given)' '' "$w" plan --columns 120 "$small" --set architectures.kafka-tuned.instance=m6in.4xlarge
# The rest of a path is enough to say which was meant: of the only topic group, of all, or of an architecture.
cat >"$scratch/two.yaml" <<'YAML'
region: us-east-1
topics: [{name: a.b, produce: {rate: 1 MB/s, record_size: 1 KiB}, retention: 1d}, {name: c, produce: {rate: 1 MB/s, record_size: 1 KiB}, retention: 1d}]
architectures: [warpstream, kafka-tuned]
YAML
sed 's/, {name: c[^]]*//' "$scratch/two.yaml" >"$scratch/one.yaml"
meant() { expect "--set $2: $3" 3 '' "no parameter has the path '${2%%=*}', did you mean '$3'?" "$w" compare --no-simulate "$scratch/$1.yaml" --set "$2"; }
meant one produce.rate=3MB/s 'topics."a.b".produce.rate'
meant two produce.rate=3MB/s 'topics.*.produce.rate'
meant one retentoin=3d 'topics."a.b".retention'
meant two partition=30 'topics.*.partitions'
meant one zone=2 zones
meant one free_space=30% architectures.kafka-tuned.free_space
meant two compaction_rewrites=3 architectures.warpstream.compaction_rewrites
expect 'words after -- are arguments' 5 '' '--odd.yaml' "$w" compare --no-simulate -- --odd.yaml
expect 'value as next word' 0 '*' '' "$w" compare --no-simulate "$small" --format text
expect 'common options before the command' 0 '*' '' "$w" --columns 120 compare --no-simulate "$small"
expect 'help wins over what is missing' 0 'warpcost compare' '' "$w" compare --help
expect '-h' 0 'warpcost plan' '' "$w" plan -h
expect 'help of a group' 0 'prices check' '' "$w" help prices
expect 'help of two words' 0 'warpcost prices list' '' "$w" help prices list
expect '--version names the libraries' 0 'libyaml' '' "$w" --version
expect 'versions: cJSON, libcsv, OpenSSL' 0 'cJSON 1' '' "$w" -V
expect 'latency stands beside cost' 0 'latency of a record' '' "$w" compare --latency "$small"
expect 'with --no-simulate it is not' 0 '*' '' "$w" compare --no-simulate "$small"
expect 'and plan and explain simulate nothing anyway' 0 '*' '' "$w" plan "$small"
[ ! -s "$scratch/err" ]; verdict 'so plan says nothing of it' $? "$(cat "$scratch/err")"
"$w" explain network "$small" >"$scratch/out" 2>"$scratch/err"
[ -s "$scratch/out" ] && [ ! -s "$scratch/err" ]; verdict 'nor explain' $? "$(cat "$scratch/err")"
expect 'a mistake is said alone' 5 '' 'nowhere.yaml: can' "$w" compare nowhere.yaml
grep -q simulate "$scratch/err"; [ $? -eq 1 ]; verdict 'without a word on simulation' $? "$(cat "$scratch/err")"
expect 'standard input is a workload' 0 '*' '' sh -c "'$w' compare --no-simulate - <$small"
expect 'a file that is not there' 5 '' 'nowhere.yaml: can' "$w" compare --no-simulate nowhere.yaml
expect 'nothing feasible is exit 6' 6 '*' "no architecture can carry workload 'impossible'" "$w" compare --no-simulate tests/fixtures/impossible.yaml
expect 'explain: a line that there is' 0 'network.replicate' '' "$w" explain network.replicate --no-simulate "$small"
expect 'explain: a line that there is not' 3 '' "has a line 'network.replicat', did you mean 'network.replicate'?" "$w" explain network.replicat --no-simulate "$small"
expect 'explain: none in that architecture' 3 '' "kafka-tuned has no line 'nonsense'" "$w" explain nonsense --no-simulate "$small" --architecture kafka-tuned
expect 'explain: the usage type of the region, with the item' 0 'USW2-BoxUsage:m' '' "$w" explain compute.brokers --no-simulate "$small" --set region=us-west-2
grep -q '[{*]' "$scratch/out"; [ $? -eq 1 ]; verdict 'explain: no pattern is left raw' $? "$(grep '[{*]' "$scratch/out")"
expect 'explain: where the list has no price of it' 0 'USE2-BoxUsage:m5.large' '' "$w" explain compute.brokers "$small" --show-private --set region=us-east-2 --set 'pricing.private."AmazonEC2:BoxUsage:m5.large"=0.1' \
    --set 'pricing.private."AWSDataTransfer:DataTransfer-Regional-Bytes"=0.01' --set 'pricing.private."AmazonEC2:EBS:VolumeUsage.gp3"=0.08' --set 'pricing.private."AmazonEC2:EBS:VolumeUsage.st1"=0.05' --set 'architectures.kafka-classic.instance=m5.large' --architecture kafka-classic
expect 'architecture unknown' 3 '' "the workload has no architecture 'kafka-clasic', did you mean 'kafka-classic'?" "$w" compare --no-simulate "$small" --architecture kafka-clasic
expect 'deployment for an architecture that is not there' 3 '' "'--deployment': the workload has no architecture 'kafka-tined'" "$w" compare --no-simulate "$small" --deployment=kafka-tined=tests/fixtures/fleet.json
expect 'deployment of nobody' 2 '' "doesn't say of which architecture: write --deployment=ID=" "$w" compare --no-simulate "$small" --deployment tests/fixtures/fleet.json
expect 'deployment given twice' 2 '' "'--deployment' is given twice for 'kafka-classic'" "$w" compare --no-simulate "$small" --deployment=kafka-classic=tests/fixtures/fleet.json --deployment=kafka-classic=tests/fixtures/fleet.json
finish
