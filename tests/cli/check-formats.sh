#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every format of a check against something that knows nothing of warpcost: xmllint with an XSD, the published schema of SARIF, JSON Schemas, and a parser of JUnit reports. Names
# that would break out of each format are among the inputs.
. tests/harness.sh
w=$WARPCOST
python=/usr/bin/python3
if ! command -v xmllint >/dev/null 2>&1 || ! $python -c 'import jsonschema, yaml' 2>/dev/null; then
    echo 'ok formats of a check # skip xmllint, python3-jsonschema or python3-yaml is missing'
    exit 0
fi
mkdir -p "$scratch/in" "$scratch/reports"
cd "$scratch/in" || exit 1
$python - <<'PYTHON'
import json
hostile = {
    "quotes": "\"'`><&amp;]]>", "script": "</script><img src=x onerror=alert(1)>", "emoji": "é🚀\u202eabc", "table": "a|b | c", "fence": "``` ```",
    "comment": "--> <!-- x", "mention": "@team #1 !2 ~label", "command": "::error::x %0A::stop", "xml": "]]></failure>", "formula": "=cmd|' /C calc'!A0", "link": "[a](javascript:b)",
    "detail": "</details></table>", "runner": "##[error]x",
}
long = "Ünï" + "x" * 1990
def quoted(text):
    return json.dumps(text, ensure_ascii=True).replace("\\ud83d\\ude80", "\\U0001F680")
for key, name in hostile.items():
    message = name + "\n::error::line two\n<!-- warpcost check -->\t" if key != "emoji" else long
    open(f"w {key}%&'#.yaml", "w").write(f"name: {quoted(name)}\ntopics:\n  - name: {quoted(name)}\n    produce: {{rate: 37 MiB/s}}\n"
                                        f"architectures: [{{use: kafka-tuned, name: {quoted(name)}}}]\n")
    open(f"b-{key}.yaml", "w").write(f"rules:\n  - {{rule: cost, max: 1 USD/year, id: {quoted(name)}, message: {quoted(message)}, owner: {quoted(name)}}}\n"
                                     f"  - {{rule: headroom, min: 99%, severity: warn, resource: {quoted(name)}}}\n  - {{rule: feasible}}\n"
                                     f"  - {{rule: cost_growth, max: 1%}}\n  - {{rule: price_age, severity: warn, max: 1d, message: {quoted(message)}}}\n")
open("broken.yaml", "w").write("name: \"</script>\\n::error::\"\nzone: 3\n")
open("b-script-long.yaml", "w").write("rules:\n" + "".join(f"  - {{rule: cost, max: 1 USD/year, message: '{'y' * 1500} {i}'}}\n" for i in range(200)))
PYTHON
count=0
for budget in b-*.yaml; do
    key=${budget#b-} key=${key%.yaml}
    set -- "w ${key%-long}%&'#.yaml" broken.yaml
    out=$scratch/reports/$key
    "$w" check --no-simulate "$@" --today 2026-11-24 --budget "$budget" -o "$out.xml" -o "$out.sarif" -o "$out.json" -o "$out.md" -o "$out.txt" >/dev/null 2>"$out.err"
    status=$?
    "$w" check --no-simulate "$@" --today 2026-11-24 --budget "$budget" --format gitlab >"$out.gitlab" 2>/dev/null
    "$w" check --no-simulate "$@" --today 2026-11-24 --budget "$budget" --format annotations >"$out.annotations" 2>/dev/null
    [ "$status" -eq 3 ] && [ -s "$out.xml" ]
    verdict "$key: reports are written before the gate fires" $? "exit code $status" "$(cat "$out.err")"
    xmllint --noout --schema "$OLDPWD/tests/schemas/junit.xsd" "$out.xml" >"$scratch/lint" 2>&1
    verdict "$key: the JUnit report is valid" $? "$(head -n 3 "$scratch/lint")"
    # No line of a log begins like a command but those that are meant to, and these have no further one inside.
    grep -nE '^[[:space:]]*(::|##\[)' "$out.txt" "$out.err" >"$scratch/lines"
    [ ! -s "$scratch/lines" ] && [ -s "$out.txt" ] && [ -s "$out.err" ]
    verdict "$key: no line of a log is a command to the runner" $? "$(cat "$scratch/lines")"
    [ -s "$out.annotations" ] && ! grep -qvE '^::(error|warning|notice) ([a-z]+=[^:,]*,?)*::' "$out.annotations"
    verdict "$key: annotations are commands of one line" $? "$(grep -vE '^::(error|warning|notice) ([a-z]+=[^:,]*,?)*::' "$out.annotations" | head -n 3)"
    count=$((count + 1))
done
[ "$count" -ge 14 ]; verdict "hostile names in $count budgets" $?
cd "$OLDPWD" || exit 1
[ "$(wc -c <"$scratch/reports/script-long.md")" -le 65000 ] && grep -q 'more rows are left out here' "$scratch/reports/script-long.md"
verdict 'a comment stays below what GitHub takes, and says how much it leaves out' $? "$(wc -c <"$scratch/reports/script-long.md")"
$python - "$scratch/reports" tests/schemas <<'PYTHON'
import glob, json, os, re, sys
import xml.etree.ElementTree as ElementTree
from jsonschema import Draft7Validator, Draft202012Validator
out, schemas = sys.argv[1:]
def load(name):
    return json.load(open(os.path.join(schemas, name)))
sarif, gate = Draft202012Validator(load("sarif-2.1.0.json")), Draft7Validator(load("gate.schema.json"))
def say(good, what, *why):
    print("ok" if good else "not ok", what, *([] if good else [str(w)[:300] for w in why]))
broken = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": [{"message": {"text": "x"}, "level": "bad"}]}]}
say(not sarif.is_valid(broken), "the schema of SARIF refuses what is wrong")
for path in sorted(glob.glob(out + "/*.json")):
    key = os.path.basename(path)[:-5]
    document = json.load(open(path))
    errors = list(gate.iter_errors(document))
    say(not errors, key + ": JSON is as its schema says", errors)
    log = json.load(open(out + "/" + key + ".sarif"))
    errors = list(sarif.iter_errors(log))
    say(not errors, key + ": SARIF is as its published schema says", errors)
    findings = [f for workload in document["workloads"] for f in workload["findings"]]
    results = log["runs"][0]["results"]
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    say(len(results) == sum(f["outcome"] in ("fail", "warn") for f in findings) and all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in results), key + ": a result for each finding, of its rule")
    lines = [r["locations"][0]["physicalLocation"]["region"]["startLine"] for r in results]
    say(4 in lines and all("%25" in r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in results), key + ": results point at the line of the rate", lines)
    say(log["runs"][0]["invocations"][0]["executionSuccessful"] is False and len(log["runs"][0]["invocations"][0]["toolExecutionNotifications"]) > 0, key + ": errors are notifications")
    suites = ElementTree.parse(out + "/" + key + ".xml").getroot()
    names = {suite.get("name") for suite in suites}
    say(names == {w["workload"].translate({0x202e: 0x202e}) for w in document["workloads"]}, key + ": names come through XML as they are", names)
    say(int(suites.get("failures")) == len(suites.findall(".//failure")) == document["counts"]["fail"] and int(suites.get("errors")) == len(suites.findall(".//error")), key + ": JUnit counts what it holds")
    for comment in (".md", ".gitlab"):
        text = open(out + "/" + key + comment).read()
        say(text.startswith("<!-- warpcost check -->\n#### ") and text.count("<!-- warpcost check -->") == 1, key + comment + ": one marker, at the head")
        say(text.count("<details>") == text.count("</details>") == 1 and "<script" not in text.lower() and "<img" not in text and not re.search(r"(?<!\\)\]\(", text),
            key + comment + ": no element but its own")
        rows = [line for line in text.split("\n") if line.startswith("|")]
        say(all(len(re.findall(r"(?<!\\)\|", row)) == 5 for row in rows), key + comment + ": each row has its cells", [r for r in rows if len(re.findall(r"(?<!\\)\|", r)) != 5][:1])
try:
    from junitparser import JUnitXml
    for path in sorted(glob.glob(out + "/*.xml")):
        report = JUnitXml.fromfile(path)
        say(report.tests > 0 and report.failures > 0 and sum(len(suite) for suite in report) == report.tests, os.path.basename(path) + ": junitparser reads it")
except ImportError:
    print("ok junitparser # skip python3-junitparser is missing")
PYTHON
verdict 'the validators ran to their end' $?

# Results come in the order of the command line, whatever the threads.
for threads in 1 2 7; do
    "$w" check --no-simulate tests/fixtures/small.yaml examples/orders.yaml examples/hourly.yaml examples/compacted.yaml --today 2026-11-24 --budget examples/ci/budget.yaml --format json \
        --threads $threads >"$scratch/t$threads" 2>/dev/null
done
cmp -s "$scratch/t1" "$scratch/t2" && cmp -s "$scratch/t1" "$scratch/t7" && [ -s "$scratch/t1" ]
verdict 'threads change no byte' $?

# The schema of budgets against budgets that are right and wrong.
"$w" schema --budget >"$scratch/budget.schema.json"
$python - "$scratch/budget.schema.json" examples/ci/budget.yaml tests/bad/budget/*.yaml <<'PYTHON'
import json, os, sys, yaml
from jsonschema import Draft7Validator
schema = json.load(open(sys.argv[1]))
Draft7Validator.check_schema(schema)
validator = Draft7Validator(schema)
UNSEEN = {"duplicate-key", "duplicate-name", "bad-name", "unknown-line", "yaml-syntax", "out-of-range--money.yaml", "out-of-range--days.yaml", "text-too-long", "out-of-range--percent.yaml",
          "unknown-unit--duration.yaml", "not-an-integer--count.yaml"}
for path in sys.argv[2:]:
    name = os.path.basename(path)
    is_bad = "--" in name
    if name in UNSEEN or (is_bad and name.split("--")[0] in UNSEEN):
        continue
    print("ok" if validator.is_valid(yaml.safe_load(open(path))) != is_bad else "not ok", name, "is", "invalid" if is_bad else "valid", "under the schema of budgets")
PYTHON
verdict 'budgets were validated' $?

# A report that is lost is no mere breach: exit code 5.
echo 'rules: [{rule: cost, max: 1 USD/year}]' >"$scratch/tight.yaml"
expect 'a breach' 1 'fail' 'checks failed' "$w" check --no-simulate tests/fixtures/small.yaml --budget "$scratch/tight.yaml"
expect 'a breach and a full disk' 5 '' "can't write" sh -c '"$0" "$@" >/dev/full' "$w" check --no-simulate tests/fixtures/small.yaml --budget "$scratch/tight.yaml"
expect 'a breach and a report that cannot be written' 5 '*' 'nowhere/x.xml' "$w" check --no-simulate tests/fixtures/small.yaml --budget "$scratch/tight.yaml" -o "$scratch/nowhere/x.xml"
expect 'an output without a format' 2 '' "doesn't say a format: end it in .txt, .json, .xml, .sarif or .md, or give --format" "$w" check tests/fixtures/small.yaml --budget "$scratch/tight.yaml" -o x.html
finish
