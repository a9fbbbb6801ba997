#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The forecast in FOCUS's columns and the table of latencies, as another reader reads them: their sums and figures are the run's.
. tests/harness.sh
w=$WARPCOST
python=/usr/bin/python3

cat >"$scratch/focus.py" <<'PYTHON'
"""focus.py CSV RUN: the rows are the charges of the run, and add up to its totals."""
import csv
import json
import math
import sys
# https://focus.finops.org/focus-specification/v1-2/: columns of the specification that a forecast can fill.
OURS = """BilledCost BillingCurrency BillingPeriodStart BillingPeriodEnd ChargeCategory ChargeClass ChargeDescription ChargeFrequency ChargePeriodStart ChargePeriodEnd
ConsumedQuantity ConsumedUnit ContractedCost ContractedUnitPrice EffectiveCost InvoiceIssuerName ListCost ListUnitPrice PricingCategory PricingQuantity PricingUnit ProviderName
PublisherName RegionId ResourceType ServiceCategory ServiceName SkuId""".split()
CATEGORIES = {"Compute", "Storage", "Networking", "Integration", "Other"}
reader = csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8"))
rows, run = list(reader), json.load(open(sys.argv[2]))
assert [f for f in reader.fieldnames if not f.startswith("x_")] == OURS, reader.fieldnames
assert reader.fieldnames[len(OURS):] == [f for f in reader.fieldnames if f.startswith("x_")]
assert all(None not in r and None not in r.values() for r in rows)
redacted = run["redacted"]
HIDDEN = ("BilledCost", "ContractedCost", "ContractedUnitPrice", "EffectiveCost")
assert not redacted or all(r[c] == "" for r in rows for c in HIDDEN)
def total(own, column):
    return math.fsum(float(r[column]) for r in own)
for architecture in run["architectures"]:
    own = [r for r in rows if r["x_Architecture"] == architecture["id"]]
    usage = [r for r in own if r["ChargeCategory"] == "Usage"]
    wanted = [(l, c) for l in architecture["lines"] for c in l["charges"] if c["quantity_per_month"] > 0]
    assert len(usage) == len(wanted)
    for row, (line, charge) in zip(usage, wanted):
        assert (row["x_Line"], row["x_TopicGroup"], row["ConsumedUnit"]) == (line["id"], line["topic_group"] or "", line["unit"])
        assert math.isclose(float(row["ConsumedQuantity"]), charge["quantity_per_month"] * 12, rel_tol=1e-11)
        assert float(row["ListUnitPrice"]) == charge["usd_per_unit_list"] and row["SkuId"] == charge["sku"]
        reserved = charge["term"].startswith("reserved")
        assert row["PricingCategory"] == ("Committed" if reserved else "Standard")
        if redacted:
            continue
        assert math.isclose(float(row["EffectiveCost"]), charge["quantity_per_month"] * charge["usd_per_unit"] * 12, rel_tol=1e-9) or line["component"] == "support"
        # FOCUS: a contracted price has what was negotiated and no commitment; times the quantity it is the cost.
        assert float(row["ContractedUnitPrice"]) == charge["usd_per_unit_contracted"]
        if line["component"] != "support":
            assert math.isclose(float(row["ContractedCost"]), float(row["ContractedUnitPrice"]) * float(row["PricingQuantity"]), rel_tol=1e-9)
        assert reserved and row["BilledCost"] in ("0", row["EffectiveCost"]) or row["BilledCost"] == row["EffectiveCost"]
    for column, member in (("EffectiveCost", "usd_per_year"), ("ContractedCost", "usd_per_year_contracted"), ("ListCost", "usd_per_year_list")):
        if redacted and column != "ListCost":
            continue
        assert math.isclose(total(own, column), architecture[member], rel_tol=1e-9), (architecture["id"], column)
    assert (architecture["upfront_usd"] > 0) == (len(own) > len(usage))
    if redacted:
        continue
    prepaid = math.fsum(float(r["EffectiveCost"]) for r in usage if r["BilledCost"] == "0")
    assert math.isclose(total(own, "BilledCost"), architecture["usd_per_year"] - prepaid + architecture["upfront_usd"], rel_tol=1e-9)
    assert math.isclose(prepaid * 3, architecture["upfront_usd"], rel_tol=1e-9, abs_tol=1e-9) or architecture["upfront_years"] not in (0, 3)
for row in rows:
    assert row["BillingCurrency"] == "USD" and row["x_Forecast"] == "true" and row["ChargeDescription"].startswith("Forecast: ")
    assert row["BillingPeriodStart"] == row["ChargePeriodEnd"] == "" and row["ServiceCategory"] in CATEGORIES, row["ServiceCategory"]
    assert row["x_Scenario"] == run["workload"] and row["x_PriceBookHash"] == run["price_book"]["sha256"] and row["x_ModelVersion"] == run["engine_version"]
    assert not any("," in row[c] for c in OURS if c.endswith(("Cost", "Price", "Quantity")))
PYTHON
# focus NAME OPTION...
focus() {
    name=$1
    shift
    "$w" compare --no-simulate "$@" -o "$scratch/run.json" -o "$scratch/run.focus.csv" 2>"$scratch/err"
    said=$("$python" "$scratch/focus.py" "$scratch/run.focus.csv" "$scratch/run.json" 2>&1)
    verdict "$name: the forecast adds up to the run" $? "$(cat "$scratch/err")" "$said"
}
focus 'a small workload' tests/fixtures/small.yaml
focus 'the article' scenarios/seed.yaml
focus 'several topic groups' examples/orders.yaml
focus 'private prices' examples/pricing.yaml --show-private
focus 'redacted prices' examples/pricing.yaml
focus 'three years paid at the start, and support' scenarios/seed.yaml --set pricing.purchase=reserved-3yr-all-upfront --set pricing.support=business --set pricing.discount=7.5% --show-private
grep -q '^.*,Purchase,' "$scratch/run.focus.csv"
verdict 'whose payment is a purchase' $?
"$w" render "$scratch/run.json" --format focus-csv >"$scratch/out.csv"
"$w" render "$scratch/run.json" --format focus-csv -o "$scratch/named.csv"
cmp -s "$scratch/out.csv" "$scratch/run.focus.csv" && cmp -s "$scratch/named.csv" "$scratch/run.focus.csv"
verdict 'the option makes the same of a plain name' $?

# ---- latencies ----
"$w" compare tests/fixtures/small.yaml --set load.peak_to_mean=1.5 --set simulation.max_duration=2s -o "$scratch/run.json" -o "$scratch/run.latency.csv" 2>"$scratch/err"
said=$("$python" - "$scratch/run.latency.csv" "$scratch/run.json" 2>&1 <<'PYTHON'
import csv
import json
import sys
rows, run = list(csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8"))), json.load(open(sys.argv[2]))
wanted = []
for architecture in run["architectures"]:
    for load in ("mean", "peak"):
        found = architecture["latency"][load + "_load"]
        for measure in ("produce", "end_to_end"):
            for quantile, member in (("mean", "mean"), ("p50", "p50"), ("p90", "p90"), ("p95", "p95"), ("p99", "p99"), ("p99.9", "p999")):
                d = found[measure + "_ms"]
                low, high = d[member + "_ci"] if d[member + "_ci"] is not None else (None, None)
                wanted.append((architecture["id"], load, measure, quantile, d[member], low, high, found["converged"]))
number = lambda text: None if text == "" else float(text)
got = [(r["architecture"], r["load"], r["measure"], r["quantile"], number(r["ms"]), number(r["low_ms"]), number(r["high_ms"]), r["converged"] == "true") for r in rows]
assert len(got) == 2 * 2 * 2 * 6
for g, x in zip(got, wanted):
    assert g == x, (g, x)
assert {r["run"] for r in rows} == {"small"} and {r["topic_group"] for r in rows} == {""}
PYTHON
)
verdict 'the table of latencies has the figures of the run' $? "$(cat "$scratch/err")" "$said"
"$w" compare --no-simulate tests/fixtures/small.yaml --format latency-csv >"$scratch/out"
[ "$(wc -l <"$scratch/out")" -eq 1 ]
verdict 'without latencies it has a header' $?
finish
