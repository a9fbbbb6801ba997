#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Bad situations and what is promised in each: the exit code, what standard error says, that no file changes and none is left behind. One row each.
. tests/harness.sh
w=$WARPCOST
root=$PWD
home=$scratch/home
mkdir "$home" && cd "$home" || exit 1
workload() { printf 'name: %s\ntopics: [{name: events, produce: {rate: %s}, retention: 1d}]\narchitectures: [kafka-tuned, warpstream]\n' "$1" "$2"; }
workload w '37 MiB/s' >w.yaml
workload other '5 MiB/s' >other.yaml
echo 'rules: [{rule: cost, architecture: kafka-tuned, max: 1M USD/year}]' >b.yaml
echo 'rules: [{rule: cost, max: 1 USD/year}]' >tight.yaml
echo 'rules: [{rule: cost_growth, max: 5%}]' >growth.yaml
echo 'rules: [{rule: produce_p99, architecture: kafka-tuned, max: 1s}]' >p99.yaml
echo 'budget: b.yaml' >policy.yaml
"$w" compare --no-simulate w.yaml -o run.json
sed 's/"workload": "w"/"workload": "v"/' run.json >altered.json
head -c 2000 run.json >cut.json
sed 's/$/\r/' run.json >crlf.json
sed 's|warpcost.run/1|warpcost.run/9|' run.json >later.json
cp "$root/pricing/aws/us-east-1.csv" book.csv && head -n 40 book.csv >half.csv && head -c 3000 book.csv >cut.csv
sed '5s/,[0-9.]*,/,-1,/' book.csv >negative.csv
cp "$root/tests/fixtures/offers/ec2-us-east-1.csv" ec2.csv && head -c 5000 ec2.csv >ec2-cut.csv
sed 's/"Publication Date","[^"]*"/"Publication Date","yesterday"/' ec2.csv >ec2-day.csv
cp "$root/tests/fixtures/terraform/msk-express.json" plan.json && head -c 500 plan.json >plan-cut.json
cp "$root/tests/fixtures/fleet.json" fleet.json
{ echo latency_ms; awk 'BEGIN { for (i = 1; i <= 40; i++) print 5 + i % 7 + i / 10 }'; } >l.csv
echo latency_ms >l-empty.csv; printf 'percentile,latency_ms\n50,5\n50,6\n' >l-twice.csv; printf 'percentile,latency_ms\n0.5,5\n0.99,10\n' >l-fractions.csv
: >empty; printf '\377\376n\0a\0' >utf16.yaml; printf 'name: w\n\tx: 1\n' >tab.yaml; printf 'PK\003\004' >zip.json; head -c 300 /dev/urandom >random.bin
printf '[%.0s' $(seq 300) >deep.yaml; printf '{"a":%.0s' $(seq 300) >deep.json
awk 'BEGIN { print "name: w\ntopics:"; for (i = 0; i < 200000; i++) print "  - {name: t" i ", produce: {rate: 1 MiB/s}}" }' >huge.yaml
mkdir directory dated && cp book.csv dated/us-east-1-2026-06-01.csv && mkfifo fifo && ln -s nowhere dangling.yaml && ln -s loop.yaml loop.yaml
sums() { find . -type f ! -path './said/*' -exec cksum {} + | LC_ALL=C sort; find . ! -type f | LC_ALL=C sort; }
sums >"$scratch/sums"
c="'$w' compare --no-simulate"
printf 'mkfifo "$2"; exec 3<>"$2" 4>"$2" 3>&-; exec "$1" help >&4\n' >"$scratch/gone.sh"

# name | exit code | what standard error says | command
rows=0
while IFS='|' read -r name code err command; do
    [ -n "$name" ] || continue
    rows=$((rows + 1))
    (eval "$command") >"$scratch/out" 2>"$scratch/err" </dev/null
    status=$?
    sums >"$scratch/now"
    good=0
    [ "$status" -eq "$code" ] || good=1
    if [ "$err" = silence ]; then [ ! -s "$scratch/err" ] || good=1; else grep -qF -e "$err" "$scratch/err" || good=1; fi
    cmp -s "$scratch/sums" "$scratch/now" || good=1
    verdict "$name" $good "exit code $status, wanted $code, and '$err': $(head -c 300 "$scratch/err")" "$(diff "$scratch/sums" "$scratch/now" | head -n 5)"
done <<ROWS
an option without a command|2|no command is given|'$w' --today 2026-07-20
an unknown command|2|unknown command 'comprae', did you mean 'compare'?|'$w' comprae w.yaml
an unknown option|2|unknown option '--formta'|$c w.yaml --formta json
an option without its value|2|'--format' needs a value|$c w.yaml --format
a choice that is none|2|did you mean 'json'|$c w.yaml --format jsno
an argument too many|2|unexpected argument 'other.yaml'|$c w.yaml other.yaml
an argument that is empty|2|WORKLOAD is empty|$c ''
a workload that isn't named|2|WORKLOAD is missing|$c
an option that is given twice|2|'--policy' is given twice|'$w' check w.yaml --policy policy.yaml --policy policy.yaml
a width out of range|2|write a number from 80 to 200|$c w.yaml --columns 79
a width above it|2|write a number from 80 to 200|$c w.yaml --columns 201
a date of the source that is none|2|SOURCE_DATE_EPOCH can't be 'abc'|SOURCE_DATE_EPOCH=abc '$w' plan w.yaml
threads that are none|2|write a number from 1 to 256|$c w.yaml --threads 0
a day that is none|2|'--today' can't be '2026-02-30'|$c w.yaml --today 2026-02-30
standard input twice|2|only one input can be '-'|'$w' diff --no-simulate - -
a format that no name says|2|doesn't say a format|$c w.yaml -o x.unknown
an output that is the input|2|is an input|$c w.yaml -o w.yaml --format json
an output that is it by another path|2|is an input|$c w.yaml -o directory/../w.yaml --format json
an output twice|2|are one file|$c w.yaml -o new.txt -o ./new.txt
neither budget nor policy|2|there is no budget|'$w' check w.yaml --no-simulate
no workload to check|2|there is no workload to check|'$w' check --budget b.yaml
a file that isn't there|5|nowhere.yaml: can't open: No such file|$c nowhere.yaml
a directory in place of a file|5|directory: can't read: Is a directory|$c directory
a link to nowhere|5|dangling.yaml: can't open|$c dangling.yaml
a link to itself|5|loop.yaml: can't open|$c loop.yaml
a profile that isn't there|5|nowhere.yaml: can't open|$c w.yaml --profile nowhere.yaml
a price book that isn't there|5|nowhere.csv: can't|$c w.yaml --prices nowhere.csv
a logo that isn't there|5|can't open 'nowhere.png': No such file|'$w' report run.json --format html --logo nowhere.png
no input at all|3|standard input|$c - </dev/null
a closed input|5|standard input: can't read|$c - <&-
a full disk|5|standard output: can't write: No space left|$c w.yaml >/dev/full
a full device as a file|5|/dev/full: can't write|$c w.yaml --format text -o /dev/full
a closed output|5|standard output: can't write: Bad file descriptor|$c w.yaml >&-
a reader that is gone|5|silence|sh '$scratch/gone.sh' '$w' '$scratch/gone'
an output in no directory|5|nowhere/x.txt: can't create|$c w.yaml -o nowhere/x.txt
a directory as an output|5|directory: can't write: Is a directory|$c w.yaml --format text -o directory
a file beyond ulimit -f|5|File too large|ulimit -f 2; $c w.yaml -o new.html
a report that is lost beside a mistake|5|can't write|'$w' check w.yaml --no-simulate --budget growth.yaml >/dev/full
an empty file|3|empty:1:1: |$c empty
UTF-16|3|utf16.yaml|$c utf16.yaml
a tab|3|tab.yaml:2:1: |$c tab.yaml
bytes of no kind|3|random.bin|$c random.bin
a zip|3|this is |'$w' render zip.json
brackets without end|3|deep.yaml:1:|$c deep.yaml
braces without end|3|deep.json:1:|'$w' render deep.json
a file that is too large|3|huge.yaml|$c huge.yaml
a run in place of a workload|3|this is no workload: this is a run document|$c run.json
a workload in place of a run|3|this is a workload|'$w' render w.yaml
a run that was altered|3|altered.json|'$w' render altered.json
a run that was cut|3|cut.json|'$w' render cut.json
a run with ends of lines by git|3|as git's autocrlf makes them|'$w' render crlf.json
a price list that was published on no day|3|ec2-day.csv:1:1: the Publication Date 'yesterday'|'$w' prices import ec2-day.csv -o us-east-1-new.csv
percentiles that are fractions|3|nothing above p0.99 is measured|'$w' calibrate l-fractions.csv
a run of a later version|3|later.json|'$w' render later.json
a book that was cut|3|cut.csv:|$c w.yaml --prices cut.csv
a price below zero|3|negative.csv:5:|$c w.yaml --prices negative.csv
a price list that was cut|3|ec2-cut.csv|'$w' prices import ec2-cut.csv -o us-east-1-new.csv
a plan that was cut|3|plan-cut.json:|$c w.yaml --terraform plan-cut.json
a fleet of nobody says what|2|doesn't say of which architecture|$c w.yaml --deployment fleet.json
a fleet of what isn't compared|3|kafka-classic|$c w.yaml --deployment kafka-classic=fleet.json
a day before all books|4|2020-01-01|$c w.yaml --prices dated --as-of 2020-01-01
a region without prices|4|mars-north-1|$c w.yaml --set region=mars-north-1
a price that the book lacks|4|lacks the price of|$c w.yaml --prices half.csv
a parameter that is unknown|3|did you mean|$c w.yaml --set load.peak_to_maen=2
a value without a unit|3|topics.events.retention|$c w.yaml --set topics.events.retention=7
a value out of its range|3|load.peak_to_mean|$c w.yaml --set load.peak_to_mean=0.1
a number with a leading zero|3|topics.events.produce.partitions|$c w.yaml --set topics.events.produce.partitions=010
an architecture that is unknown|3|kafka-tunde|$c w.yaml --architecture kafka-tunde
a line that is unknown|3|nothing|'$w' explain nothing w.yaml
latencies without any|3|l-empty.csv|'$w' calibrate l-empty.csv
a percentile twice|3|l-twice.csv:3|'$w' calibrate l-twice.csv
a rule that is broken|1|checks failed|'$w' check w.yaml --no-simulate --budget tight.yaml
a rule on change without a baseline|3|there is no baseline|'$w' check w.yaml --no-simulate --budget growth.yaml
a rule on latency without a simulation|3|no latency to judge|'$w' check w.yaml --no-simulate --budget p99.yaml
a baseline of another workload|3|there is no baseline|'$w' check other.yaml --no-simulate --budget growth.yaml --baseline run.json
one workload twice|3|and so is that of|'$w' check w.yaml w.yaml --no-simulate --budget b.yaml
what nothing can carry|6|no architecture can carry|$c w.yaml --set topics.events.produce.rate=100TiB/s
a file that is there already|5|the file exists|'$w' init w.yaml
ROWS
[ "$rows" -ge 60 ]; verdict "a table of bad situations: $rows" $?
finish
