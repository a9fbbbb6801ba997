#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a run says of its prices, worked out again from its charges and from the books: their oldest and newest date and what they are of; all that a region lacks, at once; support plans and NAT
# gateways by arithmetic; a book of another region in one line.
. tests/harness.sh
w=$WARPCOST
python=/usr/bin/python3

# Dates of six workloads, from the charges alone.
count=0
for arguments in tests/fixtures/small.yaml examples/orders.yaml 'examples/orders.yaml --set region=eu-west-1' 'examples/orders.yaml --set region=eu-west-2 --architecture kafka-tuned' \
    'examples/events.yaml --set network.s3_access=nat' 'tests/fixtures/small.yaml --set pricing.support=unified-operations'; do
    # shellcheck disable=SC2086
    "$w" compare --no-simulate $arguments -o "$scratch/run.json" -o "$scratch/run.txt" -o "$scratch/run.md" -o "$scratch/run.html" -o "$scratch/run.xlsx" 2>"$scratch/err"
    said=$($python - "$scratch" 2>&1 <<'PYTHON'
import html, json, re, sys, zipfile
run = json.load(open(sys.argv[1] + "/run.json"))
used = [(c["date"], line["meter"]) for a in run["architectures"] for line in a["lines"] for c in line["charges"] if c["quantity_per_month"] > 0 and c["date"]]
book = run["price_book"]
PARTS = {"EBS": "AmazonEC2:EBS:", "EC2": "AmazonEC2:BoxUsage:", "NAT gateways": "AmazonEC2:NatGateway", "S3": "AmazonS3:", "data transfer": "AWSDataTransfer:", "WarpStream": "WarpStream:",
         "AWS Support": "AWSSupport:", "MSK": "AmazonMSK:"}
assert book["as_of"] == min(used)[0] and book["newest"] == max(used)[0], (book, min(used), max(used))
for date, part in (("as_of", "as_of_part"), ("newest", "newest_part")):
    assert any(d == book[date] and m.startswith(PARTS[book[part]]) for d, m in used), book
span = f"list prices of {book['as_of']} ({book['as_of_part']}) to {book['newest']} ({book['newest_part']})"
for name in ("run.html", "run.md", "run.txt"):
    text = " ".join(html.unescape(open(f"{sys.argv[1]}/{name}", encoding="utf-8").read()).replace("\\", "").split())
    span = span.removeprefix("list prices of ") if name.endswith(".txt") else span
    assert span in text, (name, span)
    assert name != "run.md" or span in text[:1500], (name, "not at its head")
span = "list prices of " + span
strings = html.unescape(zipfile.ZipFile(sys.argv[1] + "/run.xlsx").read("xl/sharedStrings.xml").decode())
assert span in strings, "xlsx"
PYTHON
    )
    verdict "$arguments: dates of the prices, in every format" $? "$said" "$(cat "$scratch/err")"
    count=$((count + 1))
done
[ "$count" -eq 6 ]; verdict 'six workloads' $?
"$w" compare --no-simulate tests/fixtures/small.yaml --set 'pricing.private."AmazonS3:Requests-Tier1"=0.000004' --show-private --format json >"$scratch/private.json"
grep -q '"as_of_part": "EBS"' "$scratch/private.json"; verdict 'a private price has no date' $?
echo 'rules: [{rule: price_age, architecture: kafka-classic, max: 1d}]' >"$scratch/budget.yaml"
expect 'a rule on age names the price' 1 'AmazonEC2:EBS:VolumeUsage.' '*' "$w" check tests/fixtures/small.yaml --budget "$scratch/budget.yaml" --today 2026-12-01

# All that a region lacks in one line: the meters of the same run in us-east-1, less those that the region's book has.
for region in eu-west-3 ap-southeast-2 us-west-1 sa-east-1 ca-central-1; do
    for workload in examples/orders.yaml scenarios/seed.yaml; do
        "$w" compare --no-simulate $workload --set region=us-east-1 --set network.s3_access=nat -o "$scratch/full.json" >/dev/null 2>&1
        "$w" compare --no-simulate $workload --set region=$region --set network.s3_access=nat >"$scratch/out" 2>"$scratch/err"
        status=$?
        said=$($python - "$scratch/full.json" pricing/aws/$region.csv "$scratch/err" $region 2>&1 <<'PYTHON'
import csv, json, re, sys
full, book, err, region = sys.argv[1:]
has = {row["offer_code"] + ":" + re.sub(r"^[A-Z]{2,4}[0-9]?-", "", row["usagetype"]) for row in csv.DictReader(open(book))}
has |= {row["offer_code"] + ":" + row["usagetype"] for row in csv.DictReader(open("pricing/vendors.csv"))}
machines = any(":BoxUsage:" in meter for meter in has)
wanted = set()
for a in json.load(open(full))["architectures"]:
    for line in a["lines"]:
        meter = line["meter"]
        if ":BoxUsage:" in meter:
            if not machines:
                wanted.add("AmazonEC2:BoxUsage:*")
        elif meter not in has:
            wanted.add(meter)
text = open(err).read()
assert text.count("\n") == 1, text
listed = set(re.findall(r"(Am[A-Za-z0-9]+:[^ ]+|AWS[A-Za-z]+:[^ ]+) \(", text))
machine = {m for m in listed if ":BoxUsage:" in m and m != "AmazonEC2:BoxUsage:*"} # a pinned type
assert listed - machine == wanted, (sorted(listed), sorted(wanted))
assert f"pricing/fetch.sh -o {region}.csv {region}" in text and f"--prices {region}.csv" in text, text
PYTHON
        )
        good=$?
        [ $status -eq 4 ] && [ $good -eq 0 ]
        verdict "$workload in $region: all that is lacking, in one line" $? "exit code $status" "$said" "$(cat "$scratch/err")"
    done
done
expect 'a committed price is told with its term' 4 '' 'reserved-1yr-no-upfront AmazonEC2:BoxUsage:* (kafka-classic, kafka-tuned)' "$w" compare --no-simulate tests/fixtures/small.yaml --set region=eu-west-1 --set pricing.purchase=reserved-1yr-no-upfront
expect 'a given price is none that lacks' 0 '' '' "$w" compare --no-simulate tests/fixtures/small.yaml --set region=us-east-2 --set 'pricing.private."AmazonEC2:EBS:VolumeUsage.st1"=0.045' --show-private -o "$scratch/own.json"

# Which architectures a book can price, as `prices check` says.
for region in us-east-1 eu-west-2 sa-east-1 us-west-1; do
    "$w" prices check --region $region --today 2026-12-01 >"$scratch/check"
    "$w" prices list gp3 --region $region --columns 200 | sed -e :a -e N -e '$!ba' -e 's/\n  / /g' >"$scratch/list" # one line of names
    can=$(sed -n 's/^  \([a-z-]*\)  *yes.*/\1/p' "$scratch/check" | tr '\n' ' ' | sed 's/ $//; s/ /, /g')
    cannot=$(sed -n 's/^  \([a-z-]*\)  *no: .*/\1/p' "$scratch/check" | tr '\n' ' ' | sed 's/ $//; s/ /, /g')
    grep -qxF "The book of $region can price: ${can:-none}." "$scratch/list" && { [ -z "$cannot" ] || grep -qF "It can't price: $cannot; " "$scratch/list"; }
    verdict "list: what the book of $region can price" $? "$(cat "$scratch/list")"
done

# Support plans by hand: the larger of the least charge and the tiers of the AWS part of a month's bill.
said=$($python - "$w" 2>&1 <<'PYTHON'
import json, subprocess, sys
PLANS = {"business-plus": (29, [(10000, .09), (80000, .07), (250000, .05), (1e99, .03)]), "enterprise": (5000, [(150000, .1), (500000, .07), (1000000, .05), (1e99, .03)]),
         "unified-operations": (50000, [(150000, .1), (500000, .06), (1e99, .05)])}
def run(rate, plan):
    out = subprocess.run([sys.argv[1], "compare", "--no-simulate", "scenarios/seed.yaml", "--set", f"topics.events.produce.rate={rate}MiB/s", "--set", f"pricing.support={plan}", "--format", "json"],
                         capture_output=True, text=True)
    return json.loads(out.stdout)
count = 0
for rate in (1, 40, 1024, 4000):
    for plan, (least, tiers) in PLANS.items():
        for a in run(rate, plan)["architectures"]:
            if not a["feasible"]:
                continue
            aws = sum(line["usd_per_year"] for line in a["lines"] if not line["id"].startswith(("support.", "control_plane."))) / 12
            fee, begin = 0, 0
            for end, share in tiers:
                fee += max(0, min(aws, end) - begin) * share
                begin = end
            paid = sum(line["usd_per_year"] for line in a["lines"] if line["id"] == "support." + plan)
            assert abs(paid - 12 * max(least, fee)) < 0.01, (rate, plan, a["id"], paid, 12 * max(least, fee))
            count += 1
assert count >= 30, count
PYTHON
)
verdict 'support plans of 2026, by hand' $? "$said"

# What the control plane's metadata would cost through NAT gateways: three zones' hours and its bytes.
said=$($python - "$w" 2>&1 <<'PYTHON'
import json, subprocess, sys
NAT = {"us-east-1": .045, "eu-west-1": .048, "ap-northeast-1": .062}
def run(*more):
    return json.loads(subprocess.run([sys.argv[1], "compare", "--no-simulate", "examples/orders.yaml", "--format", "json", *more], capture_output=True, text=True).stdout)
for region, usd in NAT.items():
    for access, hours in (("gateway-endpoint", 3 * 8760), ("nat", 0)):
        document = run("--set", f"region={region}", "--set", f"network.s3_access={access}")
        gb = sum(line["quantity_per_year"] for a in document["architectures"] for line in a["lines"] if line["id"] == "network.metadata")
        rows = [row for row in document["excluded"] if row["what"].startswith("NAT gateways for the control plane")]
        assert gb > 0 and len(rows) == 1 and rows[0]["architecture"] == "warpstream", rows
        assert abs(rows[0]["usd_per_year"] - usd * (gb + hours)) < 0.01, (region, access, rows, usd * (gb + hours))
        assert any(row["what"] == "EBS snapshots" for row in document["excluded"])
PYTHON
)
verdict 'NAT gateways of the metadata, by hand' $? "$said"

# A book of another region.
for old in embedded pricing/aws/us-east-1.csv; do
    expect "prices diff of $old with another region" 3 '' "usagetype 'EU-DataTransfer-Out-Bytes' is another region's: that of eu-west-1, and prices of us-east-1 are wanted" "$w" prices diff $old pricing/aws/eu-west-1.csv examples/orders.yaml
    [ "$(wc -l <"$scratch/err")" -eq 1 ]; verdict 'in one line' $? "$(head -n 5 "$scratch/err")"
done
expect 'a run with the book of another region' 3 '' "is another region's: that of us-west-2" "$w" compare --no-simulate examples/orders.yaml --set region=eu-west-1 --prices pricing/aws/us-west-2.csv
[ "$(wc -l <"$scratch/err")" -eq 1 ]; verdict 'in one line, too' $? "$(head -n 5 "$scratch/err")"
{ cat pricing/aws/us-east-1.csv; tail -n 4 pricing/aws/eu-west-1.csv; } >"$scratch/mixed.csv"
expect 'a few rows of another region' 3 '' "mixed.csv: 3 more rows are of another region than us-east-1" "$w" compare --no-simulate examples/orders.yaml --prices "$scratch/mixed.csv"
finish
