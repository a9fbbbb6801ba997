/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Budget: the rules that a run must hold, read from a YAML file. docs/gate.md describes the file for people.
 *
 * The kinds of rules are one table (gate/rules.c): the measure of each, the unit of its limit and its further
 * keys. Reading, judging, schema and reference come from its rows. Limits are kept in base units: dollars per
 * year (a limit that was written for a month is twelve times that), seconds, fractions, days, counts.
 *
 * Ownership: the arena that it was read into. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum rule_id {
    RULE_COST,
    RULE_COST_INCREASE,
    RULE_COST_GROWTH,
    RULE_COST_CROSSING,
    RULE_COST_RATIO,
    RULE_TOTAL_COST,
    RULE_PRODUCE_P99,
    RULE_END_TO_END_P99,
    RULE_HEADROOM,
    RULE_FEASIBLE,
    RULE_PRICE_AGE,
    RULE_UNSOURCED,
    RULE__COUNT
};

enum severity { SEVERITY_FAIL, SEVERITY_WARN, SEVERITY__COUNT };
extern const char *const SEVERITIES[];

/* The type of a rule's limit, which decides how limit and measure are written. */
enum amount {
    AMOUNT_NONE,     /* the rule has no limit: it holds or not */
    AMOUNT_USD,      /* dollars per year; written "120000 USD/year", "$10k/month" */
    AMOUNT_GROWTH,   /* a fraction that may have a sign: "5%" */
    AMOUNT_FRACTION, /* "20%" */
    AMOUNT_RATIO,    /* "0.8" */
    AMOUNT_DURATION, /* "250ms" */
    AMOUNT_DAYS,     /* seconds in a file ("180d"), whole days here */
    AMOUNT_COUNT,    /* "3" */
    AMOUNT__COUNT
};

/* Architectures that a rule applies to: all of the workload, the one that its verdict recommends, the
 * cheapest that can carry it, whatever its objectives, the one that runs today, or one by id. */
#define SCOPE_ALL "all"
#define SCOPE_CURRENT "current"
#define SCOPE_RECOMMENDED "recommended"
#define SCOPE_CHEAPEST "cheapest"

/* Topic groups that a latency rule applies to: each on its own, all records together, or one by name. */
#define SCOPE_EACH "each"
#define SCOPE_TOGETHER "together"

struct rule {
    enum rule_id kind;
    struct place place; /* position of the rule in the budget */
    const char *id;     /* unique within the budget; by default the kind's name, numbered when taken */
    enum severity severity;
    const char *message;          /* the author's, shown when the rule fails; "" */
    const char *owner;            /* contact; "" */
    const char *workload;         /* the one workload that it applies to; "" for all */
    const char *architecture;     /* SCOPE_ALL, _RECOMMENDED, _CHEAPEST, _CURRENT or an id */
    double limit;                 /* base unit of the kind's amount */
    bool is_monthly;              /* show dollars per month */
    const char *component, *line; /* the part of the cost that it limits; "" for the total */
    const char *to;               /* RULE_COST_RATIO: id of the architecture to compare with */
    const char *resource;         /* RULE_HEADROOM: "" for the fullest */
    bool at_mean;                 /* latency at mean load in place of peak load */
    const char *topic_group;      /* latency: SCOPE_EACH, SCOPE_TOGETHER or a name */
    double weight_usd;            /* RULE_UNSOURCED: ignores assumptions that move the total by less */
};

struct budget {
    const char *name; /* the file, as given */
    size_t rule_count;
    const struct rule *rules;
};

enum { BUDGET_FILE_MAX_BYTES = 1024 * 1024, BUDGET_RULES_MAX = 1000 };

/* Parse a budget file, or NULL with every mistake found. */
const struct budget *budget_read(const char *name, const char *bytes, size_t length, struct arena *arena,
                                 struct diags *diags);

/* JSON Schema (draft-07) of a budget file. */
char *budget_schema(struct arena *arena);

/* Markdown tables of rules and their keys. */
char *budget_reference(struct arena *arena);
