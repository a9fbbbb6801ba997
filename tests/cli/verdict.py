# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdict of run documents, worked out a second time from totals and latencies alone: verdict.py RUN...

Prints what differs; exits with 1 when anything does. With --show, prints what each run ought to recommend."""
import json
import math
import sys

KINDS = {"produce_p99": "produce_ms", "end_to_end_p99": "end_to_end_ms"}


def topic_groups(run):
    """Names of the topic groups, from the paths of their rates."""
    names = []
    for param in run["params"]:
        if param["path"].startswith("topics.") and param["path"].endswith(".produce.rate"):
            names.append(param["path"][len("topics."):-len(".produce.rate")])
    return names


def objectives(run):
    """(topic group, kind, limit in ms) of every objective that holds: a group's own goes before the root's."""
    given = {param["path"]: param["value"] * 1000 for param in run["params"] if ".".join(param["path"].split(".")[-2:-1]) == "objectives"}
    held = []
    for group in topic_groups(run):
        for kind in KINDS:
            limit = given.get(f"topics.{group}.objectives.{kind}", given.get(f"objectives.{kind}"))
            if limit is not None:
                held.append((group, kind, limit))
    return held


def p99(load, group, kind):
    """(low, high) of p99, None where nobody consumes, NAN where it isn't known."""
    found = next((one for one in load["topic_groups"] if one["topic_group"] == group), load)[KINDS[kind]]
    if found is None:
        return None
    return tuple(math.nan if bound is None else bound for bound in found["p99_ci"])


def standing(run, architecture):
    """"meets", "misses" or "unjudged", and the objectives that it isn't known to meet."""
    latency = architecture["latency"]
    if latency is None:
        return "unjudged", []
    load = latency["peak_load"] or latency["mean_load"]
    missed, undecided = [], []
    for group, kind, limit in objectives(run):
        interval = p99(load, group, kind)
        if interval is None or interval[1] <= limit:
            continue
        (missed if interval[0] > limit else undecided).append((kind, limit))
    return ("misses", missed) if missed else ("unjudged", undecided) if undecided else ("meets", [])


def expected(run):
    able = sorted((one for one in run["architectures"] if one["feasible"]), key=lambda one: one["usd_per_year"])
    if not objectives(run):
        return {"objectives": "none", "recommended": able[0]["id"] if able else None, "misses": [], "unjudged": []}
    was_simulated = not any(one["latency_unknown"] == "not simulated" for one in able)
    found = [(one, *standing(run, one)) for one in able]
    winner = next((one for one, how, _ in found if how == "meets" or not was_simulated), None)

    def group(wanted):
        return [(one["id"], None if winner is None else winner["usd_per_year"] - one["usd_per_year"], faults)
                for one, how, faults in found if how == wanted]
    return {"objectives": "judged" if was_simulated else "not judged", "recommended": winner and winner["id"],
            "misses": group("misses"), "unjudged": group("unjudged")}


def flips(run, wanted):
    """(architecture, path, value, recommended then, its total then) of the variants that would change the recommendation."""
    found = []
    for variant in run["variants"]:
        totals = {one["id"]: one["usd_per_year"] for one in run["architectures"]
                  if one["feasible"] and (wanted["objectives"] != "judged" or standing(run, one)[0] == "meets")}
        if variant["architecture"] not in totals or not variant["feasible"] or wanted["recommended"] is None:
            continue
        totals[variant["architecture"]] = variant["usd_per_year"]
        then = min(totals, key=totals.get)
        if then != wanted["recommended"]:
            found.append((variant["architecture"], variant["path"], variant["value"], then, totals[then]))
    return sorted(found, key=lambda one: one[4])


def differences(run):
    verdict, wanted = run["verdict"], expected(run)
    got = [(one["architecture"], one["path"], one["value"], one["recommended"], one["usd_per_year"]) for one in verdict["flips"]]
    if got != flips(run, wanted):
        yield f"flips are {got}, wanted {flips(run, wanted)}"
    for member in ("objectives", "recommended"):
        if verdict[member] != wanted[member]:
            yield f"{member} is {verdict[member]}, wanted {wanted[member]}"
    for member in ("misses", "unjudged"):
        if [one["architecture"] for one in verdict[member]] != [one[0] for one in wanted[member]]:
            yield f"{member} are {[one['architecture'] for one in verdict[member]]}, wanted {[one[0] for one in wanted[member]]}"
            continue
        for got, (_, saving, faults) in zip(verdict[member], wanted[member]):
            same = got["saving_usd_per_year"] == saving if saving is None else abs(got["saving_usd_per_year"] - saving) < 0.01
            named = [(one["path"].split(".")[-1], one["objective_ms"]) for one in got["objectives"]]
            if not same or named != faults or (got["why"] is None) != (member == "misses"):
                yield f"{member}: {got} differs from {saving}, {faults}"
    able = [one for one in run["architectures"] if one["feasible"]]
    if able and verdict["cheapest"] != min(able, key=lambda one: one["usd_per_year"])["id"]:
        yield "cheapest isn't the cheapest that carries the load"
    names = {one["id"]: one["name"] for one in run["architectures"]}
    beginning = {"none": names.get(wanted["recommended"], ""), "not judged": "",
                 "judged": f"Cheapest that meets your objectives: {names.get(wanted['recommended'])} at $"
                 if wanted["recommended"] else "No architecture "}[wanted["objectives"]]
    if not verdict["sentence"].startswith(beginning):
        yield f"the sentence doesn't begin with '{beginning}': {verdict['sentence']}"
    for one, saving, _ in wanted["misses"] + wanted["unjudged"]:
        if saving is None and names[one] not in verdict["sentence"] or saving is not None and saving > 0.01 and f"{names[one]} would save $" not in verdict["sentence"]:
            yield f"the sentence doesn't name {one}: {verdict['sentence']}"


def main():
    bad = False
    for name in [one for one in sys.argv[1:] if one != "--show"]:
        run = json.load(open(name, encoding="utf-8"))
        if "--show" in sys.argv:
            print(expected(run)["recommended"])
        for said in differences(run):
            print(f"{name}: {said}")
            bad = True
    sys.exit(bad)


main()
