/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Run: everything that a comparison found out, as plain data. The run document (JSON) is this struct written
 * down; text, Markdown and the rest are renderings of it and of nothing else, so that a saved run can be
 * rendered later, elsewhere, without prices. docs/run-document.md describes the members.
 *
 * Ownership: all of a run lives in the arena that it was made in. Strings are UTF-8, never NULL unless said.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "arch/guarantees.h"
#include "base/arena.h"
#include "base/units.h"
#include "run/latency.h"

/* A minor version adds members or renames them; documents of every minor version are read. */
#define RUN_FAMILY "warpcost.run/"
#define RUN_MAJOR "1"
#define RUN_MINOR "2"
#define RUN_SCHEMA RUN_FAMILY RUN_MAJOR "." RUN_MINOR

struct run_input {
    const char *name;
    const char *sha256;
};

/* A topic group's parameter that no group was given appears once, as "topics.*.…". */
struct run_param {
    const char *path;
    const char *text;   /* as a user would write it */
    double value;       /* base unit; for texts 0 */
    bool is_number;     /* value means something */
    const char *unit;   /* base unit, "" */
    const char *origin; /* "default", "given", … */
    const char *source;
    char grade;
};

struct run_charge {
    double from, to; /* units a month; to is INFINITY on the last tier */
    double quantity_per_month;
    double usd_per_unit, usd_per_unit_contracted, usd_per_unit_list;
    const char *usagetype; /* as on the bill */
    const char *term;      /* "on-demand", … */
    const char *sku, *date, *source, *note;
    char grade;
};

/* What the lines of one id, meter and item have in common. */
struct run_factor {
    const char *label;
    enum unit_kind unit;
    const char *path; /* of the parameter that it comes from, "" when derived; a topic group's begins with
                         "topics.*." */
};

enum { RUN_FACTORS_MAX = 6 };

/* Where a value comes from, by name: those of a parameter, then "deployed" and "constant". */
enum { RUN_ORIGIN_DEPLOYED = 5, RUN_ORIGIN_CONSTANT, RUN_ORIGIN__COUNT };
extern const char *const RUN_ORIGINS[RUN_ORIGIN__COUNT];

struct run_line_kind {
    const char *id, *component, *owner, *meter, *title, *unit;
    const char *item; /* instance type, "" */
    const char *cur_pattern;
    bool is_private;
    bool is_unverified;       /* a price of it is remembered, unverified */
    double quantity_per_year; /* that the charges are for: of its first line */
    size_t factor_count;
    struct run_factor factors[RUN_FACTORS_MAX];
    size_t charge_count;
    const struct run_charge *charges; /* for quantity_per_year; a line's part is pro rata */
};

/* One line of one topic group, or shared. A workload may have 10,000 groups, so this is small. */
struct run_line {
    const struct run_line_kind *kind;
    const char *topic_group;  /* "" when shared */
    double quantity_per_year; /* the product of the factors in billed units */
    double usd_per_year, usd_per_year_contracted, usd_per_year_list;
    const double *factors;                  /* kind->factor_count values in base units */
    unsigned char origins[RUN_FACTORS_MAX]; /* of the factors: indexes into RUN_ORIGINS */
};

/* Whether the charge is at a price that a commitment gives: neither on demand nor private. */
bool run_charge_is_committed(const struct run_charge *charge);

/* Whether it is paid in cash at the start of a commitment. */
bool run_charge_is_prepaid(const struct run_charge *charge);

/* The part of the kind's nth charge that falls to this line. */
struct run_charge run_line_charge(const struct run_line *line, size_t n);

/* The full path of the parameter that the nth factor comes from, with the line's topic group; "" when
 * derived. */
const char *run_factor_path(const struct run_line *line, size_t n, struct arena *arena);

struct run_role {
    const char *role, *instance;
    unsigned count;
    const char *volume; /* "gp3", "" without */
    unsigned volumes_per_node;
    double volume_gib, volume_iops, volume_throughput_mibps;
    const char *text; /* for people */
};

struct run_utilisation {
    const char *resource, *situation;
    double fraction;
    bool binding;
};

struct run_flow {
    const char *path; /* "produce" */
    double gb_per_year, cross_az_gb_per_year;
};

/* A candidate of the search that lost, best first. */
struct run_rejection {
    const char *instance;
    unsigned count;      /* nodes it would take; 0 when it can't serve at all */
    double usd_per_year; /* of fleet lines; 0 when it can't serve */
    const char *why;     /* "12 % dearer; bound by broker.cpu" */
};

/* Why candidates were not even tried, with how many. */
struct run_filtered {
    const char *why;
    unsigned count;
};

struct run_architecture {
    const char *id, *use, *name;
    bool feasible;
    const char *infeasible_reason; /* "" when feasible */
    const char *deployment_origin; /* "planned", "given" */
    size_t role_count;
    const struct run_role *roles;
    size_t utilisation_count;
    const struct run_utilisation *utilisations;
    struct guarantees guarantees;
    size_t flow_count;
    const struct run_flow *flows;
    size_t line_count;
    const struct run_line *lines;
    double usd_per_year, usd_per_year_contracted, usd_per_year_list;
    double upfront_usd, upfront_years;
    const char *price_as_of; /* oldest date among the prices used, "" without a bill */
    size_t rejection_count;
    const struct run_rejection *rejections;
    size_t filtered_count;
    const struct run_filtered *filtered;
    const struct run_latency *latency; /* NULL when there is none */
    const char *latency_unknown;       /* why there is none: "not simulated", …; "" when there is */
};

/* Something that the totals leave out, with a figure. */
struct run_excluded {
    const char *what;
    const char *figure;       /* for people: "about $2.1M a year more for kafka-classic" */
    const char *architecture; /* "" when it touches all alike */
    double usd_per_year;      /* NAN when the figure is not an annual sum */
};

/* A total under another value of an assumption that is open. */
struct run_variant {
    const char *architecture; /* id */
    const char *what, *path, *value;
    bool feasible; /* false: can't carry the load, or a price is missing; the figures are 0 */
    double usd_per_year, difference_usd_per_year;
};

/* A default that nobody read at a source, and what the total changes by when it is a tenth less or more. */
struct run_assumption {
    const char *architecture; /* id */
    const char *path, *text;
    const char *source;
    char grade;
    double less_usd, more_usd; /* NAN: with it the load can't be carried */
};

/* One step of a waterfall from one architecture to another: what an option is worth. */
struct run_step {
    const char *what; /* "tiered_storage: false → true, local_retention: 6h" */
    bool is_added;    /* beyond the architecture that the waterfall leads to */
    bool feasible;
    const char *infeasible_reason; /* "" when feasible; a price that is missing counts too */
    double usd_per_year; /* with this step and all before it; where that can't be, of the last that could */
    double step_usd;     /* what this step adds; negative saves; 0 when it isn't feasible */
    double
        step_usd_reversed; /* the same when the steps are taken in reverse order; NAN where that can't be */
    bool interacts;        /* the two steps differ by more than a dollar */
};

struct run_waterfall {
    const char *from, *to; /* ids */
    double from_usd_per_year;
    size_t step_count;
    const struct run_step *steps;
};

struct run_verdict {
    const char *cheapest; /* id, "" when nothing is feasible */
    const char *dearest;
    double saving_usd_per_year;
    const char *sentence; /* for the head of every rendering: what is cheapest, and what users wait for it */
    const char *latency_sentence; /* what of it is on latency, as it stands at its end; "" when nothing is */
};

struct run {
    const char *engine_version, *command, *seed;
    const char *workload_name, *region;
    const char *workload_text; /* for people: what flows, how long it is kept */
    bool is_redacted;          /* private prices were left out: dollars are at list prices */
    size_t input_count;
    const struct run_input *inputs;
    size_t param_count;
    const struct run_param *params;
    const char *price_as_of, *price_sha256, *catalogue_as_of, *catalogue_sha256;
    size_t architecture_count;
    const struct run_architecture *architectures;
    size_t variant_count;
    const struct run_variant *variants;
    size_t assumption_count;
    const struct run_assumption *assumptions; /* weightiest first */
    size_t excluded_count;
    const struct run_excluded *excluded;
    size_t warning_count;
    const char *const *warnings;
    struct run_verdict verdict;
    const struct run_waterfall *waterfall; /* NULL when none was asked for */
};

/* Names of the run's topic groups, in the order of the workload. */
const char *const *run_topic_groups(const struct run *run, struct arena *arena, size_t *count);

/* Whether any consumer group reads the topic group. */
bool run_is_consumed(const struct run *run, const char *topic_group, struct arena *arena);
