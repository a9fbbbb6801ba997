# SPDX-License-Identifier: GPL-3.0-or-later
"""Validate run documents: against the published schema, against the schema closed (so that every member is documented),
and what a schema can't say: the hash, sums, products of charges, one binding utilisation. 
Usage: validate-run.py SCHEMA DOCUMENT...   Exit status 3 when a document is refused."""
import hashlib
import json
import math
import re
import sys

import jsonschema


def closed(node):
    """The schema with no members allowed but those that it names."""
    if isinstance(node, list):
        return [closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    copy = {key: closed(value) for key, value in node.items()}
    if isinstance(node.get("properties"), dict) and "type" in node:
        copy["additionalProperties"] = False
    return copy


def no_duplicates(pairs):
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), f"duplicate key in {keys}"
    return dict(pairs)


def no_constant(name):
    raise AssertionError(f"{name} is not JSON")


def close(a, b):
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-6)


def check_line(line):
    assert line["id"].startswith(line["component"] + "."), line["id"]
    if line["charges"]:
        monthly = sum(charge["quantity_per_month"] for charge in line["charges"])
        assert close(monthly * 12, line["quantity_per_year"]), (line["id"], monthly * 12, line["quantity_per_year"])
        usd = sum(charge["quantity_per_month"] * charge["usd_per_unit"] for charge in line["charges"]) * 12
        assert close(usd, line["usd_per_year"]), (line["id"], usd, line["usd_per_year"])
        # A support plan's share is of another bill at each of the other prices.
        for name in ("list", "contracted") if line["component"] != "support" else ():
            if line[f"usd_per_year_{name}"] is None:  # an older document lacked it
                continue
            usd = sum(charge["quantity_per_month"] * charge[f"usd_per_unit_{name}"] for charge in line["charges"]) * 12
            assert close(usd, line[f"usd_per_year_{name}"]), (line["id"], name, usd, line[f"usd_per_year_{name}"])
    assert line["unverified"] == any(charge["grade"] == "R" and charge["quantity_per_month"] > 0 for charge in line["charges"]), line["id"]


def check_architecture(architecture):
    assert architecture["feasible"] == (architecture["infeasible_reason"] is None), architecture["id"]
    for line in architecture["lines"]:
        check_line(line)
    for total in ("usd_per_year", "usd_per_year_list", "usd_per_year_contracted"):
        if architecture[total] is None:
            continue
        assert close(math.fsum(line[total] for line in architecture["lines"]), architecture[total]), (architecture["id"], total)
    binding = [u for u in architecture["utilisation"] if u["binding"]]
    assert len(binding) == (1 if architecture["utilisation"] else 0), architecture["id"]


def check_waterfall(waterfall, totals):
    start = usd = waterfall["from_usd_per_year"]
    assert close(start, totals[waterfall["from"]]), "the waterfall's start"
    for step in waterfall["steps"]:
        assert step["feasible"] == (step["infeasible_reason"] is None), step["what"]
        assert close(step["usd_per_year"] - usd, step["step_usd"]), step["what"]
        usd = step["usd_per_year"]
        reversed_usd = step["step_usd_reversed"]
        # To within rounding of the printed digits.
        assert reversed_usd is None or step["interacts"] == (step["feasible"] and abs(step["step_usd"] - reversed_usd) > 1), step["what"]
    way = [step for step in waterfall["steps"] if not step["is_added"]]
    if not way or way[-1]["feasible"]:
        assert close(way[-1]["usd_per_year"] if way else start, totals[waterfall["to"]]), "the waterfall's end"
    taken = [step["step_usd_reversed"] for step in waterfall["steps"]]
    if None not in taken:
        assert close(start + math.fsum(taken), usd), "the reverse order ends elsewhere"


def check(schema, name):
    with open(name, encoding="utf-8") as file:
        text = file.read()
    document = json.loads(text, object_pairs_hook=no_duplicates, parse_constant=no_constant)
    jsonschema.validate(document, schema)
    jsonschema.validate(document, closed(schema))
    bare, count = re.subn(r'"sha256": "[0-9a-f]{64}"', '"sha256": ""', text, count=1)
    assert count == 1 and hashlib.sha256(bare.encode()).hexdigest() == document["sha256"], "sha256"
    for architecture in document["architectures"]:
        check_architecture(architecture)
    if document.get("waterfall") is not None:
        check_waterfall(document["waterfall"], {a["id"]: a["usd_per_year"] for a in document["architectures"]})
    feasible = {a["id"]: a["usd_per_year"] for a in document["architectures"] if a["feasible"]}
    assert document["verdict"]["cheapest"] == (min(feasible, key=feasible.get) if feasible else None), "cheapest"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    status = 0
    for name in sys.argv[2:]:
        try:
            check(schema, name)
        except (AssertionError, ValueError, jsonschema.ValidationError) as error:
            print(f"{name}: {str(error).splitlines()[0] if str(error) else repr(error)}")
            status = 3  # 1 is an error of this script itself
    sys.exit(status)


main()
