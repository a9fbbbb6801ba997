/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rules: the table of their kinds. A kind is one row: its measure of an architecture in a run, and the
 * bound that its limit sets. A measure is a pure function of runs; failure to measure is a diagnostic,
 * never a pass. */
#pragma once

#include "gate/budget.h"
#include "run/run.h"

/* The inputs of a measure. All runs are settled. */
struct subject {
    const struct rule *rule;
    const struct budget *budget; /* that the rule is one of */
    const struct run *run;
    const struct run_architecture *architecture;
    const char *topic_group;    /* group whose latency counts; "" for all together */
    const struct run *baseline; /* NULL without */
    const char *today;          /* ISO date */
    struct arena *arena;
};

struct measure {
    double value;
    double before;        /* in the baseline; NAN for kinds without one */
    const char *of;       /* name of the part measured, such as the fullest resource; NULL without */
    enum diag_id problem; /* id if it can't be measured */
    const char *why;
};

/* Optional keys of a rule, as bits. */
enum rule_key {
    RULE_KEY_PART = 1, /* component or line */
    RULE_KEY_TO = 2,
    RULE_KEY_RESOURCE = 4,
    RULE_KEY_LATENCY = 8, /* load and topic_group: the rule needs a simulation */
    RULE_KEY_WEIGHT = 16,
    RULE_KEY_TOTAL = 32, /* over all workloads: takes no workload */
};

enum bound { BOUND_MAX, BOUND_MIN, BOUND_AT, BOUND_HOLDS };

struct rule_kind {
    const char *name; /* "cost_growth" */
    enum amount amount;
    enum bound bound; /* relation of value to limit, which is written under the key BOUND_KEYS[bound] */
    unsigned keys;    /* bits of enum rule_key */
    bool needs_baseline;
    bool is_priced;   /* the value depends on prices, so it could reveal private ones */
    const char *what; /* the measure in words */
    const char *help;
    const char *example; /* the rule as a line of YAML */
    bool (*measure)(const struct subject *subject, struct measure *measure);
};

extern const struct rule_kind RULE_KINDS[RULE__COUNT];
extern const char *const BOUND_KEYS[];

/* True if the measured value breaks the rule. */
bool rule_is_broken(const struct rule *rule, const struct measure *measure);

/* True if the rule is judged once, over all workloads. */
bool rule_is_total(const struct rule *rule);

/* The rule `feasible` of this severity that applies to the architecture; NULL without one. */
const struct rule *rule_feasible_for(const struct budget *budget, const char *workload,
                                     const char *architecture, enum severity severity);

/* True if the rule needs a simulation. */
bool rule_is_about_latency(const struct rule *rule);

/* The rule's measure in words: "total", "network", "line network.replicate", "headroom of broker.cpu",
 * "p99 of produce of orders at peak load". topic_group: "" for none or all together. */
const char *rule_what(const struct rule *rule, const char *topic_group, struct arena *arena);

/* The limit with its bound: "at most $100,000 per year". */
const char *rule_limit(const struct rule *rule, struct arena *arena);

/* The measured value; dollars with cents if whole ones would look like the limit on the wrong side. */
const char *rule_value(const struct rule *rule, const struct measure *measure, struct arena *arena);

bool rule_covers_line(const struct rule *rule, const struct run_line *line);

/* True if the rule applies to a workload of this name. */
bool rule_is_for(const struct rule *rule, const char *workload);

/* True if a rule for the workload judges latency, or whatever is recommended: else nothing needs to be
 * simulated. */
bool budget_asks_for_latency(const struct budget *budget, const char *workload);

/* True if a rule judges single topic groups: each is then simulated until its own p99 is known. */
bool budget_asks_for_groups(const struct budget *budget);

/* True if a rule judges assumptions, which take longest to weigh. */
bool budget_asks_for_assumptions(const struct budget *budget);

/* True if any rule is for a workload of this name: what no rule judges doesn't pass. */
bool budget_judges(const struct budget *budget, const char *workload);

/* Diagnose each rule whose workload isn't among the names: it would never be applied. */
void budget_check_names(const struct budget *budget, const char *const *names, size_t count,
                        struct diags *diags);
