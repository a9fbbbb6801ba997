/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rules: the table of their kinds. A kind is one row: what it measures of an architecture in a run, and how
 * that must stand to its limit. A measure is a pure function of runs; what it can't measure it says, as a
 * diagnostic, and never passes over. */
#pragma once

#include "gate/budget.h"
#include "run/run.h"

/* What a rule is held against. All runs are settled. */
struct subject {
    const struct rule *rule;
    const struct run *run;
    const struct run_architecture *architecture;
    const char *topic_group;    /* latency of this one; "" for that of all together */
    const struct run *baseline; /* NULL without */
    const char *today;          /* ISO date */
    struct arena *arena;
};

struct measure {
    double value;
    double before;  /* of the baseline; NAN where the kind knows none */
    const char *of; /* what of several the value is of, by its name: the fullest resource; NULL without */
    enum diag_id problem; /* when it can't be measured */
    const char *why;
};

/* Optional keys of a rule, as bits. */
enum rule_key {
    RULE_KEY_PART = 1, /* component or line */
    RULE_KEY_TO = 2,
    RULE_KEY_RESOURCE = 4,
    RULE_KEY_LATENCY = 8, /* load and topic_group: the rule needs a simulation */
    RULE_KEY_WEIGHT = 16,
};

enum bound { BOUND_MAX, BOUND_MIN, BOUND_AT, BOUND_HOLDS };

struct rule_kind {
    const char *name; /* "cost_growth" */
    enum amount amount;
    enum bound
        bound; /* how value stands to limit; the key that the limit is written under is BOUND_KEYS[bound] */
    unsigned keys; /* bits of enum rule_key */
    bool needs_baseline;
    bool is_priced;   /* the value follows from prices, so private ones can be told from it */
    const char *what; /* what is measured, in words */
    const char *help;
    const char *example; /* the rule as a line of YAML */
    bool (*measure)(const struct subject *subject, struct measure *measure);
};

extern const struct rule_kind RULE_KINDS[RULE__COUNT];
extern const char *const BOUND_KEYS[];

/* Whether what was measured breaks the rule. */
bool rule_is_broken(const struct rule *rule, const struct measure *measure);

/* Whether it needs a simulation. */
bool rule_is_about_latency(const struct rule *rule);

/* What the rule is about: "total", "network", "line network.replicate", "headroom of broker.cpu", "p99 of
 * produce of orders at peak load". topic_group: "" for none or all together. */
const char *rule_what(const struct rule *rule, const char *topic_group, struct arena *arena);

/* The limit with its bound: "at most $100,000 a year". */
const char *rule_limit(const struct rule *rule, struct arena *arena);

/* What was measured; dollars with cents where whole ones would look like the limit on the wrong side. */
const char *rule_value(const struct rule *rule, const struct measure *measure, struct arena *arena);

bool rule_covers_line(const struct rule *rule, const struct run_line *line);

const struct run_architecture *run_architecture_find(const struct run *run, const char *id);

/* Whether the rule is for a workload of this name. */
bool rule_is_for(const struct rule *rule, const char *workload);

/* Whether a rule for the workload is about latency: else nothing needs to be simulated. */
bool budget_asks_for_latency(const struct budget *budget, const char *workload);

/* Whether a rule is about single topic groups: each is then simulated until its own p99 is known. */
bool budget_asks_for_groups(const struct budget *budget);

/* Whether a rule is about assumptions, which take longest to weigh. */
bool budget_asks_for_assumptions(const struct budget *budget);

/* A diagnostic for each rule whose workload isn't among the names: it would never be heard of. */
void budget_check_names(const struct budget *budget, const char *const *names, size_t count,
                        struct diags *diags);
