#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/fuzz/corpus/run anew: saved runs of every kind, made short, and the first of them with one thing wrong in each place.

Run it when the run document has new members, else the fuzzer is stopped at the first that is missing: WARPCOST=build/release/warpcost
python3 tests/fuzz/run_corpus.py. What isn't JSON (cut.json, no-json.txt) stays. The fuzzer makes the hash right itself."""
import copy, glob, json, os, subprocess, sys, tempfile

DIRECTORY = "tests/fuzz/corpus/run"
RUNS = {
    "small": ["tests/fixtures/small.yaml", "--no-simulate", "--architecture=kafka-classic"],
    "two": ["tests/fixtures/small.yaml", "--no-simulate"],
    "simulated": ["tests/fixtures/small.yaml", "--set=simulation.max_duration=1s", "--set=objectives.produce_p99=1s", "--architecture=kafka-classic"],
    "object": ["scenarios/seed.yaml", "--set=simulation.max_duration=1s", "--architecture=warpstream"],
    "groups": ["examples/orders.yaml", "--no-simulate", "--architecture=kafka-classic"],
    "waterfall": ["examples/orders.yaml", "--no-simulate", "--waterfall=kafka-classic..kafka-tuned"],
    "given": ["tests/fixtures/small.yaml", "--no-simulate", "--deployment=kafka-classic=examples/deployment-classic.json", "--architecture=kafka-classic"],
    "impossible": ["tests/fixtures/impossible.yaml", "--no-simulate"],
    "private": ["examples/pricing.yaml", "--no-simulate", "--show-private"],
    "redacted": ["examples/pricing.yaml", "--no-simulate"],
    "upfront": ["tests/fixtures/small.yaml", "--no-simulate", "--set=pricing.purchase=reserved-3yr-all-upfront", "--architecture=kafka-tuned"],
}
KEPT = {"params": 3, "charges": 2, "checks": 2, "counts": 2, "cdf": 3, "variants": 2, "assumed": 2, "excluded": 2, "resources": 2}
FACTORS_TOO_MANY = 7  # one more than a line may have
WRONG_MOST = 40  # of each of two documents


def shorten(node):
    """Lists keep their first entries where a reader needs no more of them."""
    if isinstance(node, dict):
        return {key: shorten(value[: KEPT[key]] if isinstance(value, list) and key in KEPT else value) for key, value in node.items()}
    return [shorten(value) for value in node] if isinstance(node, list) else node


def value_at(node, path):
    for step in path:
        node = node[step]
    return node


def members(node, path=()):
    """The paths of all members, one entry standing for those of its list."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield path + (key,)
            yield from members(value, path + (key,))
    elif isinstance(node, list) and node:
        yield path + (0,)
        yield from members(node[0], path + (0,))


def another(value):
    """Of a type that it isn't, or a number that it can't be."""
    return {bool: 7, int: 1e300, float: "x", str: 12, list: {}, dict: []}.get(type(value), [])


def wrong(document, path, deletes):
    damaged = copy.deepcopy(document)
    holder = damaged
    for step in path[:-1]:
        holder = holder[step]
    if deletes:
        del holder[path[-1]]
    else:
        holder[path[-1]] = another(holder[path[-1]])
    return damaged


OLDER_NAMES = {"waterfall": "ladder", "steps": "rungs", "guarantees": "promises", "unverified": "remembered", "cross_az_gb_per_year": "crossing_gb_per_year"}


def older(node):
    """As version 1.0 had it: other names, no contracted prices."""
    if isinstance(node, dict):
        return {OLDER_NAMES.get(key, key): older(value) for key, value in node.items() if "contracted" not in key and key != "latency_sentence"}
    return [older(item) for item in node] if isinstance(node, list) else node


def write(name, document):
    with open(os.path.join(DIRECTORY, name + ".json"), "w", encoding="utf-8") as out:
        json.dump(document, out, separators=(",", ": "), ensure_ascii=False)
        out.write("\n")


def main():
    for old in glob.glob(os.path.join(DIRECTORY, "*.json")):
        if os.path.basename(old) not in ("cut.json", "number.json"):
            os.unlink(old)
    for name, words in RUNS.items():
        with tempfile.NamedTemporaryFile(suffix=".json") as out:
            done = subprocess.run([os.environ["WARPCOST"], "compare", *words, "-o", out.name], capture_output=True, text=True, check=False)
            if os.path.getsize(out.name) == 0:
                sys.exit(f"{name}: {done.stderr}")
            document = shorten(json.load(open(out.name, encoding="utf-8")))
        write(name, document)
        if name == "waterfall":
            write("older", older(document) | {"schema": "warpcost.run/1.0"})
    small = json.load(open(os.path.join(DIRECTORY, "small.json"), encoding="utf-8"))
    simulated = json.load(open(os.path.join(DIRECTORY, "simulated.json"), encoding="utf-8"))
    for document in (small, simulated):
        document["params"] = document["params"][:1]
        document["architectures"][0]["lines"] = document["architectures"][0]["lines"][:2]
    many = copy.deepcopy(small)
    factors = many["architectures"][0]["lines"][0]["factors"]
    many["architectures"][0]["lines"][0]["factors"] = (factors * FACTORS_TOO_MANY)[:FACTORS_TOO_MANY]
    write("wrong-many-factors", many)
    texts = copy.deepcopy(small)
    texts["architectures"][0]["deployment_text"].append("one more")
    write("wrong-many-texts", texts)
    whole = [path for path in members(small) if type(value_at(small, path)) is int]
    for at, path in enumerate(whole):
        write(f"wrong-big-{at:03}", wrong(small, path, False))
    for source, document in (("small", small), ("simulated", simulated)):
        places = [(path, deletes) for path in members(document) for deletes in (False, True)]
        for at in range(0, len(places), -(-len(places) // WRONG_MOST)):
            write(f"wrong-{source}-{at:03}", wrong(document, *places[at]))


main()
