#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# No output overwrites an input, whatever names it and by whichever path; outputs are whole or not there, through links, signals and rivals.
. tests/harness.sh
w=$WARPCOST
root=$PWD
home=$scratch/home
mkdir "$home" && cd "$home" || exit 1

# Every kind of input, in files of their own.
cat >w.yaml <<'YAML'
name: w
topics: [{name: events, produce: {rate: 37 MiB/s}, retention: 3d}]
architectures: [kafka-classic]
profile: beside.yaml
latency: {object_get: {file: puts.csv}}
YAML
echo 'latency: {object_put: {lognormal: {p50: 60 ms, p99: 400 ms}}}' >beside.yaml
echo 'load: {peak_to_mean: 2}' >profile.yaml
{ echo latency_ms; awk 'BEGIN { for (i = 1; i <= 40; i++) print 5 + i % 7 + i / 10 }'; } >puts.csv
printf 'name: plain\ntopics: [{name: events, produce: {rate: 37 MiB/s}, retention: 3d}]\narchitectures: [kafka-classic, kafka-tuned]\n' >plain.yaml
mkdir prices baselines
cp "$root/pricing/aws/us-east-1.csv" book.csv && cp book.csv prices/us-east-1-2026-07-20.csv
echo 'rules: [{rule: cost, max: 100M USD/year}]' >budget.yaml
cp budget.yaml lax.yaml
"$w" compare --no-simulate plain.yaml -o run.json && cp run.json baselines/plain.json
printf 'budget: lax.yaml\nprices: prices\nbaselines: [baselines]\n' >policy.yaml
cp "$root/tests/fixtures/fleet.json" fleet.json && cp "$root/tests/fixtures/terraform/msk-express.json" tf.json && cp "$root/tests/fixtures/terraform/workload.yaml" tf.yaml
printf '\211PNG\r\n\032\n\0\0\0\rIHDR\0\0\0\010\0\0\0\010\010\2\0\0\0' >logo.png
echo '# notes' >notes.md
cp "$root/tests/fixtures/offers/ec2-us-east-1.csv" ec2.csv && cp "$root/tests/fixtures/offers/plan-us-east-1.json" plan.json
ln -s w.yaml link.yaml && ln w.yaml hard.yaml && ln -s "$home" around && ln -s link.yaml links.yaml
sums() { find . -type f ! -name 'new*' -exec cksum {} + | LC_ALL=C sort; }
sums >"$scratch/sums"

# refused OUTPUT COMMAND...: COMMAND with -o OUTPUT added is a wrong command line, and nothing changes.
tried=0
refused() {
    output=$1
    shift
    tried=$((tried + 1))
    "$@" -o "$output" >"$scratch/out" 2>"$scratch/err"
    status=$?
    sums >"$scratch/now"
    [ "$status" -eq 2 ] && grep -q "output '.*' is an input, '" "$scratch/err" && cmp -s "$scratch/sums" "$scratch/now"
    verdict "refused: $* -o $output" $? "exit code $status: $(head -c 300 "$scratch/err")" "$(diff "$scratch/sums" "$scratch/now")"
}
for verb in compare plan simulate report; do
    refused w.yaml "$w" $verb w.yaml --format json
    refused profile.yaml "$w" $verb plain.yaml --profile profile.yaml --format json
    refused book.csv "$w" $verb plain.yaml --prices book.csv
    refused fleet.json "$w" $verb plain.yaml --deployment kafka-classic=fleet.json
    refused tf.json "$w" $verb tf.yaml --terraform tf.json
done
for path in ./w.yaml link.yaml links.yaml hard.yaml around/w.yaml "$home/w.yaml" around/around/hard.yaml; do refused "$path" "$w" compare w.yaml --format json; done
refused w.yaml "$w" compare links.yaml --format json
refused w.yaml sh -c '"$0" compare - "$@" <w.yaml' "$w" --format json
refused beside.yaml "$w" compare --no-simulate w.yaml --format json
refused puts.csv "$w" compare --no-simulate w.yaml
refused prices/us-east-1-2026-07-20.csv "$w" compare --no-simulate plain.yaml --prices prices
refused policy.yaml "$w" compare plain.yaml --policy policy.yaml --format json
refused prices/us-east-1-2026-07-20.csv "$w" compare --no-simulate plain.yaml --policy policy.yaml
refused w.yaml "$w" check plain.yaml w.yaml --budget budget.yaml --format json
refused budget.yaml "$w" check plain.yaml --budget budget.yaml --format json
refused policy.yaml "$w" check plain.yaml --policy policy.yaml --format json
refused lax.yaml "$w" check --no-simulate plain.yaml --policy policy.yaml --format json
refused baselines/plain.json "$w" check --no-simulate plain.yaml --policy policy.yaml
refused prices/us-east-1-2026-07-20.csv "$w" check --no-simulate plain.yaml --policy policy.yaml --format json
refused run.json "$w" check plain.yaml --budget budget.yaml --baseline run.json
refused baselines/plain.json "$w" check --no-simulate plain.yaml --budget budget.yaml --baseline baselines
refused beside.yaml "$w" check --no-simulate plain.yaml w.yaml --budget budget.yaml --format json
refused puts.csv "$w" check --no-simulate plain.yaml w.yaml --budget budget.yaml --format json
refused run.json "$w" render run.json
refused run.json "$w" render - --format json <run.json
refused run.json "$w" diff run.json plain.yaml
refused plain.yaml "$w" diff run.json plain.yaml --format json
refused logo.png "$w" report run.json --logo logo.png --format html
refused notes.md "$w" report run.json --notes notes.md
refused run.json "$w" report run.json
refused puts.csv "$w" calibrate puts.csv
refused around/puts.csv "$w" calibrate puts.csv
refused ec2.csv "$w" prices import ec2.csv
refused plan.json "$w" prices import ec2.csv plan.json
refused ec2.csv sh -c '"$0" prices import - "$@" <ec2.csv' "$w"
refused w.yaml "$w" compare --no-simulate w.yaml -o new.txt
"$w" simulate plain.yaml --architecture kafka-classic --trace plain.yaml >"$scratch/out" 2>"$scratch/err"
[ $? -eq 2 ] && grep -q "output 'plain.yaml' is an input" "$scratch/err"; verdict 'refused: a trace' $? "$(cat "$scratch/err")"
expect 'refused: standard output that is appended to an input' 2 '' "output 'standard output' is an input" sh -c "'$w' plan plain.yaml >>plain.yaml"
sums >"$scratch/now"; cmp -s "$scratch/sums" "$scratch/now"; verdict "and after all $tried the inputs stand" $?
ls -A | grep -v '^\(around\|baselines\|prices\|.*\.\(yaml\|json\|csv\|md\|png\)\)$' >"$scratch/left"; [ ! -s "$scratch/left" ]; verdict 'nothing else is there' $? "$(cat "$scratch/left")"

# One file twice.
twice() { expect "twice: $*" 2 '' 'are one file: name it once' "$w" compare --no-simulate plain.yaml "$@"; }
touch new.txt && ln -sf new.txt new-link.txt && ln -sf nowhere.txt new-dangling.txt
twice -o new.txt -o new.txt
twice -o new.txt -o ./new.txt
twice -o new.txt -o new-link.txt
twice -o nowhere.txt -o around/nowhere.txt
twice -o nowhere.txt -o new-dangling.txt
twice -o - -o -
twice --format json -o - -o /dev/stdout
expect 'twice: as a trace' 2 '' 'are one file' "$w" simulate plain.yaml --architecture kafka-classic --trace new.json -o new.json
expect 'what a device is like does not matter' 0 '' '' "$w" compare --no-simulate plain.yaml --format text -o /dev/null

# Through links and into what isn't a file.
mkdir new-sub && echo old >new-sub/real.txt && chmod 640 new-sub/real.txt && ln -sf new-sub/real.txt new-through.txt
expect 'a symbolic link is written through' 0 '' '' "$w" compare --no-simulate plain.yaml -o new-through.txt
[ -L new-through.txt ] && [ ! -L new-sub/real.txt ] && grep -qi kafka new-sub/real.txt && [ "$(stat -c %a new-sub/real.txt)" = 640 ]; verdict 'it stays, and so does the mode of the file' $?
expect 'a dangling link makes the file that it names' 0 '' '' "$w" compare --no-simulate plain.yaml -o new-dangling.txt
[ -L new-dangling.txt ] && [ -s nowhere.txt ]; verdict 'there' $?
rm nowhere.txt; ln -s new-loop-b.txt new-loop-a.txt; ln -s new-loop-a.txt new-loop-b.txt
expect 'links in a circle' 5 '' 'new-loop-a.txt: can' "$w" compare --no-simulate plain.yaml -o new-loop-a.txt
expect 'a directory' 5 '' "new-sub: can't write: Is a directory" "$w" compare --no-simulate plain.yaml --format text -o new-sub
expect 'a directory that is not there' 5 '' "new-no/x.txt: can't" "$w" compare --no-simulate plain.yaml -o new-no/x.txt
mkfifo new-fifo
timeout 20 cat new-fifo >new-read & reader=$!
expect 'a pipe by name' 0 '' '' timeout 20 "$w" compare --no-simulate plain.yaml --format text -o new-fifo
wait "$reader"; [ -p new-fifo ] && grep -qi kafka new-read; verdict 'has a reader, and stays one' $?
expect '/dev/stdout in a pipe' 0 '*' '' sh -c "'$w' compare --no-simulate plain.yaml --format text -o /dev/stdout | grep -i kafka"
echo before >new-log; expect '/dev/stdout is appended where standard output is' 0 '' '' sh -c "'$w' compare --no-simulate plain.yaml --format text -o /dev/stdout >>new-log"
[ "$(head -n 1 new-log)" = before ] && grep -qi kafka new-log; verdict 'and replaces nothing' $?
expect 'a descriptor by number' 0 '' '' sh -c "'$w' compare --no-simulate plain.yaml --format text -o /dev/fd/7 7>new-seven"
grep -qi kafka new-seven; verdict 'is written to' $?
expect 'a descriptor that is closed' 5 '' "/dev/fd/7: can't write: Bad file descriptor" "$w" compare --no-simulate plain.yaml --format text -o /dev/fd/7
expect 'a file beyond the limit of sizes' 5 '' "new-large.html: can't write: File too large" sh -c "ulimit -f 4; '$w' compare --no-simulate plain.yaml -o new-large.html"
expect 'standard output beyond it' 5 '*' "standard output: can't write: File too large" sh -c "ulimit -f 4; '$w' compare --no-simulate plain.yaml --format html >new-large.html"
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null 2>&1; then as_nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'; else as_nobody=; fi
chmod 755 "$scratch" "$home"; mkdir new-read-only && echo old >new-read-only/a.txt && chmod 555 new-read-only && mkdir new-open && echo old >new-open/a.txt && chmod 777 new-open && chmod 444 new-open/a.txt
if [ "$(id -u)" -ne 0 ] || [ -n "$as_nobody" ]; then
    cp "$w" "$scratch/program" && chmod 755 "$scratch/program"
    expect 'a directory that is read-only' 5 '' "new-read-only/a.txt: can't" $as_nobody "$scratch/program" compare --no-simulate plain.yaml -o new-read-only/a.txt
    expect 'a file that is read-only' 5 '' "new-open/a.txt: can't write: Permission denied" $as_nobody "$scratch/program" compare --no-simulate plain.yaml -o new-open/a.txt
    [ "$(cat new-read-only/a.txt new-open/a.txt)" = "$(printf 'old\nold')" ]; verdict 'both stand' $?
fi

# A report that is lost is 5, and what is worse stays.
echo 'rules: [{rule: cost_growth, max: 5%}]' >new-growth.yaml
expect 'a rule that cannot be judged is 3' 3 '*' 'there is no baseline' "$w" check --no-simulate plain.yaml --budget new-growth.yaml
expect 'and 5 on a full disk' 5 '' "standard output: can't write" sh -c "'$w' check --no-simulate plain.yaml --budget new-growth.yaml >/dev/full"
expect 'as in a file' 5 '' "/dev/full: can't write" "$w" check --no-simulate plain.yaml --budget new-growth.yaml --format text -o /dev/full
expect 'a breach, on a full disk' 5 '' "can't write" sh -c "'$w' check --no-simulate plain.yaml --budget '$root/tests/fixtures/budget.yaml' >/dev/full"
echo 'rules: [{rule: cost, max: 1M USD/year}]' >new-cost.yaml
expect 'what cannot carry the load stays 6' 6 '' "can't write" sh -c "'$w' check --no-simulate '$root/tests/fixtures/impossible.yaml' --budget new-cost.yaml >/dev/full"

# A signal leaves the old file or the new one, and no other. The old one is large, so that writing takes a while.
ls -A >"$scratch/before"
"$w" compare --no-simulate plain.yaml -o new-kept.html && cp new-kept.html "$scratch/kept.html"
for signal in INT TERM HUP QUIT; do
    for delay in 0.01 0.02 0.03 0.04 0.05 0.06 0.07 0.08; do
        "$w" compare --no-simulate plain.yaml -o new-kept.html >/dev/null 2>&1 & one=$!
        sleep "$delay"; kill -s "$signal" "$one" 2>/dev/null; wait "$one"
    done
done 2>/dev/null
same new-kept.html "$scratch/kept.html"; verdict 'signals: the file is whole' $?
ls -A | grep -v '^new-kept.html$' | diff "$scratch/before" - >"$scratch/left"; verdict 'signals: nothing is left behind' $? "$(cat "$scratch/left")"
if command -v strace >/dev/null 2>&1; then # each signal between the temporary file and the rename
    for signal in INT TERM HUP; do
        strace -f -o /dev/null -e trace=fsync -e inject=fsync:signal=$signal "$w" compare --no-simulate plain.yaml -o new-kept.html >/dev/null 2>&1
    done
    same new-kept.html "$scratch/kept.html" && ls -A | grep -v '^new-kept.html$' | diff "$scratch/before" - >"$scratch/left"; verdict 'signals while the temporary file is there' $? "$(cat "$scratch/left")"
fi

# Rivals: whoever is last wins, whole.
for i in 1 2 3 4 5 6 7 8; do "$w" compare --no-simulate plain.yaml --set load.peak_to_mean=$i -o new-rivals.json & done
wait
expect 'eight writers of one file leave a whole one' 0 '*' '' "$w" render new-rivals.json
ls -A | grep -v '^new-\(kept.html\|rivals.json\)$' | diff "$scratch/before" - >"$scratch/left"; verdict 'and nothing else' $? "$(cat "$scratch/left")"
finish
