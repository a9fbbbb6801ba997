# SPDX-License-Identifier: GPL-3.0-or-later
"""extremes.py PROGRAM REFERENCE SCRATCH: the ends of every parameter's range, one at a time from a small workload with every
architecture, and pairs of those that the bill depends on most; then random workloads within the ranges. Each gives an answer
without NaN, infinity or negative dollars, in a document that is read again to the same bytes, or a refusal that says what and
where. With SOAK=1 more pairs and a thousand random workloads, and simulations of ends."""
import json, os, random, re, subprocess, sys

program, reference, scratch = sys.argv[1:4]
soaks = os.environ.get("SOAK") == "1"
ARCHITECTURES = ["kafka-classic", "kafka-tuned", "warpstream", "automq", "msk-provisioned", "msk-express", "msk-serverless",
                 "confluent-freight", "confluent-enterprise", "confluent-dedicated", "confluent-standard"]
WORKLOAD = os.path.join(scratch, "base.yaml")
with open(WORKLOAD, "w") as out:
    out.write("name: base\ntopics: [{name: t, produce: {rate: 20 MiB/s}, consume: {groups: 2}, retention: 2d}]\n"
              f"architectures: [{', '.join(ARCHITECTURES)}]\n")
failures = []


def ends():
    """(path, least, most) of every row of the reference with a range."""
    section = ""
    for line in reference_lines:
        if line.startswith("## "):
            section = line[3:].strip()
        row = re.match(r"\| `([^`]+)` \| (\w+) \| (\S.*?) to (\S.*?) \|", line)
        if row is None or row[1].endswith("*") or row[2] in ("series", "text", "set", "choice"):
            continue
        prefixes = [""]
        if section == "Topic groups":
            prefixes = ["topics.t."]
        elif section.startswith("Architecture "):
            prefixes = [f"architectures.{section.split()[1]}."]
        elif section == "Any architecture":
            prefixes = [f"architectures.{a}." for a in ARCHITECTURES]
        elif section != "Workload":
            continue
        for prefix in prefixes:
            yield prefix + row[1], row[3].replace(",", ""), row[4].replace(",", "")


def not_finite(name):
    raise ValueError(f"{name} in the document")


def negative(node, path=""):
    """The first amount below zero; what isn't included may be a saving, and so may a difference."""
    if isinstance(node, list):
        return next((bad for i, item in enumerate(node) if (bad := negative(item, f"{path}[{i}]"))), None)
    if not isinstance(node, dict):
        return None
    for key, value in node.items():
        at = f"{path}.{key}"
        if at in (".excluded", ".variants", ".waterfall", ".assumptions", ".verdict"):
            continue
        if isinstance(value, (int, float)) and "usd" in key and value < 0:
            return f"{at} is {value}"
        bad = negative(value, at)
        if bad:
            return bad
    return None


def run(arguments):
    return subprocess.run([program, *arguments], capture_output=True, timeout=120)


def judged(done, workload):
    """What is wrong with an answer; None for nothing."""
    said = done.stderr.decode()
    if done.returncode in (3, 4):
        return None if not done.stdout and re.match(r"(--set |warpcost: |\S+:\d+)", said) else f"refused without a place: {said[:300]}"
    if done.returncode not in (0, 6):
        return f"exit code {done.returncode}: {said[:300]}"
    if done.returncode == 6 and not said:
        return "nothing is said of what can't be carried"
    try:
        document = json.loads(done.stdout, parse_constant=not_finite)
    except ValueError as problem:
        return f"no document: {problem}"
    bad = negative(document)
    if bad:
        return bad
    name = os.path.join(scratch, "again.json")
    with open(name, "wb") as out:
        out.write(done.stdout)
    again = run(["render", name, "--format", "json"])
    if again.stdout != done.stdout:
        return f"isn't read again: {again.stderr.decode()[:300]}"
    text = run(["render", name, "--full"]).stdout.decode()
    word = re.search(r"(?<![\w-])-?(nan|inf)(?![\w-])", text, re.IGNORECASE)
    return f"'{word[0]}' in the text" if word else None


def look(name, arguments, workload=WORKLOAD):
    wrong = judged(run(["compare", "--no-simulate", "--format", "json", workload, *arguments]), workload)
    if wrong:
        failures.append(f"{name}: {wrong}")


def setting(path, value):
    return ["--set", f"{path}={value}"]


def report(name):
    print(("not ok " if failures else "ok ") + name)
    for failure in failures[:20]:
        print("    " + failure)
    failed = bool(failures)
    failures.clear()
    return failed


def singles(rows):
    for path, least, most in rows if soaks else random.Random(5).sample(rows, 90):
        for value in (least, most):
            look(f"{path}={value}", setting(path, value))


IMPORTANT = ["topics.t.produce.rate", "topics.t.produce.record_size", "topics.t.produce.producers", "topics.t.partitions",
             "topics.t.consume.groups", "topics.t.consume.consumers", "topics.t.retention", "topics.t.produce.linger",
             "topics.t.produce.batch_size", "topics.t.produce.compression_ratio", "load.peak_to_mean", "zones"]


def pairs(rows):
    chosen = [row for row in rows if row[0] in IMPORTANT]
    assert len(chosen) == len(IMPORTANT), chosen
    cases = [(a, va, b, vb) for i, a in enumerate(chosen) for b in chosen[i + 1:] for va in a[1:] for vb in b[1:]]
    worst = [case for case in cases if {case[0][0], case[2][0]} == {"topics.t.produce.rate", "topics.t.retention"}]
    for a, va, b, vb in cases if soaks else worst + random.Random(3).sample(cases, 30):
        look(f"{a[0]}={va} {b[0]}={vb}", setting(a[0], va) + setting(b[0], vb))


# Amounts that random workloads have, by decades: (path, least, most, unit).
DRAWN = [("topics.t.produce.rate", 1, 1e12, " B/s"), ("topics.t.produce.record_size", 1, 1e8, " B"),
         ("topics.t.produce.producers", 1, 1e7, ""), ("topics.t.partitions", 1, 1e7, ""), ("topics.t.consume.groups", 1, 1e4, ""),
         ("topics.t.consume.consumers", 1, 1e7, ""), ("topics.t.retention", 1, 3e9, "s"),
         ("topics.t.produce.batch_size", 1, 1e9, " B"), ("topics.t.produce.compression_ratio", 1, 100, ""),
         ("load.peak_to_mean", 1, 100, ""), ("zones", 1, 6, "")]
WHOLE = {"topics.t.produce.producers", "topics.t.partitions", "topics.t.consume.groups", "topics.t.consume.consumers", "zones",
         "topics.t.produce.record_size", "topics.t.produce.batch_size"}


def draw(dice):
    drawn = {}
    for path, least, most, unit in dice.sample(DRAWN, dice.randint(2, len(DRAWN))):
        value = least * (most / least) ** dice.random()
        drawn[path] = (round(value) if path in WHOLE else float(f"{value:.6g}"), unit)
    return drawn


def options(drawn):
    return [part for path, (value, unit) in drawn.items() for part in setting(path, f"{value:f}".rstrip("0").rstrip(".") + unit
                                                                              if isinstance(value, float) else f"{value}{unit}")]


def totals(arguments, workload=WORKLOAD):
    """By architecture the total of those that carry it, and their lines."""
    done = run(["compare", "--no-simulate", "--format", "json", workload, *arguments])
    if done.returncode not in (0, 6):
        return None
    return {a["id"]: a for a in json.loads(done.stdout)["architectures"] if a.get("feasible")}


def usd(architecture):
    return sum(line["usd_per_year"] for line in architecture["lines"])


def same_in_other_units(drawn, before):
    """A rate in bits, and a retention in milliseconds, cost the same."""
    rate, retention = drawn.get("topics.t.produce.rate"), drawn.get("topics.t.retention")
    extra = []
    if rate:
        extra += setting("topics.t.produce.rate", f"{rate[0] * 8e-6:.15g} Mbit/s")
    if retention:
        extra += setting("topics.t.retention", f"{retention[0] * 1000:.15g}ms")
    return compare_totals(before, totals(options(drawn) + extra), 1e-9, "other units")


def compare_totals(before, after, allowed, what):
    if after is None or set(after) != set(before):
        return f"{what}: others carry it: {sorted(before)} and {sorted(after or {})}"
    for name, one in before.items():
        was, now = usd(one), usd(after[name])
        if abs(now - was) > allowed * max(was, 1):
            return f"{what}: {name} costs {was} and {now}"
    return None


def same_under_another_name(drawn, before):
    """The name and the order of architectures have no part in the costs."""
    renamed = os.path.join(scratch, "renamed.yaml")
    with open(renamed, "w") as out:
        out.write('name: other\ntopics: [{name: "a.b", produce: {rate: 20 MiB/s}, consume: {groups: 2}, retention: 2d}]\n'
                  f"architectures: [{', '.join(reversed(ARCHITECTURES))}]\n")
    arguments = [part.replace("topics.t.", 'topics."a.b".') for part in options(drawn)]
    return compare_totals(before, totals(arguments, renamed), 1e-12, "another name")


def no_less_with_more(drawn, before):
    """Longer retention, and more consumer groups, cost no less where both carry it."""
    for path, most in (("topics.t.retention", 3e9), ("topics.t.consume.groups", 1e4)):
        value, unit = drawn.get(path, (172800.0, "s") if "retention" in path else (2, ""))
        more = dict(drawn)
        more[path] = (min(most, value * 2), unit)
        after = totals(options(more)) or {}
        for name in set(before) & set(after):
            if usd(after[name]) < usd(before[name]) * (1 - 1e-3):
                return f"{path} from {value} to {more[path][0]}: {name} falls from {usd(before[name])} to {usd(after[name])}"
    return None


def random_workloads(count):
    dice = random.Random(11)
    for i in range(count):
        drawn = draw(dice)
        name = " ".join(options(drawn)[1::2])
        look(name, options(drawn))
        before = totals(options(drawn))
        if before is None:
            continue
        for law in (same_in_other_units, same_under_another_name, no_less_with_more):
            wrong = law(drawn, before)
            if wrong:
                failures.append(f"{name}: {wrong}")


def simulations(rows):
    """Ends of what a simulation depends on, for a second of a processor at most: an answer or a refusal."""
    for path, least, most in rows if soaks else []:
        if path not in IMPORTANT:
            continue
        for value in (least, most):
            done = run(["compare", "--format", "json", WORKLOAD, *setting(path, value), *setting("simulation.max_seconds", "1s"),
                        *setting("simulation.precision", "50%")])
            wrong = judged(done, WORKLOAD)
            if wrong:
                failures.append(f"simulated, {path}={value}: {wrong}")


with open(reference) as text:
    reference_lines = text.readlines()
all_rows = list(ends())
assert len(all_rows) > 150, len(all_rows)
singles(all_rows)
bad = report("the ends of ranges")
pairs(all_rows)
bad |= report("pairs of ends")
random_workloads(1000 if soaks else 12)
bad |= report("random workloads: documents, units, names, order, more is no less")
simulations(all_rows)
bad |= report("simulated ends")
sys.exit(bad)
