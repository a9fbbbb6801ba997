/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Compare: every architecture of a workload, side by side, as a run. */
#pragma once

#include "study/evaluate.h"
#include "run/run.h"

/* A given deployment of one architecture. */
struct given_deployment {
    const char *architecture; /* id */
    struct deployment deployment;
};

/* A resource that is paid for as long as it stands, used or not. It is in no total; the run's warnings show
 * it with its price. */
struct standing_part {
    const char *offer, *usagetype; /* of the price book, without a region's prefix */
    double units;                  /* 0: no part */
    bool is_monthly;               /* priced by the month; else by the hour */
};
enum { STANDING_PARTS = 3 };
struct standing_charge {
    const char *what; /* "plan.json: aws_dynamodb_table.locks, 5 read and 5 write capacity units" */
    const char *why;  /* "no architecture here uses it" */
    struct standing_part parts[STANDING_PARTS];
};

struct waterfall_request;
struct path_trace;

struct compare_request {
    const struct params *params;
    const struct catalogue *catalogue;
    const struct book *book;
    const struct given_deployment *given;
    size_t given_count;
    const char *command;                       /* for the document */
    unsigned threads;                          /* 1 or more; never changes a byte of the result */
    const struct waterfall_request *waterfall; /* NULL for none */
    bool knows_groups; /* estimate p99 of every topic group as precisely as that of all; else only of those
                          with an objective */
    bool in_depth;     /* simulate each option that the vendor is silent on; else their extremes */
    struct path_trace *trace;   /* receives the first simulated load's spans; NULL for none */
    bool keeps_demand;          /* keep the demand of outcomes, for a simulation */
    bool is_brief;              /* totals only: no variants, assumptions or excluded costs */
    const char *const *remarks; /* about the inputs, for a reader; they become warnings of the run */
    size_t remark_count;
    const struct standing_charge *standing_charges;
    size_t standing_count;
};

/* A run without simulation, and the outcome of each of its architectures. */
struct comparison {
    struct run *run;
    const struct outcome *outcomes;
};

/* Both in arena; false with diagnostics. A run in which nothing is feasible is still a run: its verdict
 * says so. Outcomes drop ledger and bill, and demand unless the request keeps it: with ten thousand topic
 * groups they are larger than the run. */
bool compare_outcomes(const struct compare_request *request, struct comparison *comparison,
                      struct arena *arena, struct diags *diags);

/* The run alone; NULL with diagnostics. */
const struct run *compare(const struct compare_request *request, struct arena *arena, struct diags *diags);

/* The deployment that is given for an architecture, or NULL. */
const struct deployment *compare_given_for(const struct compare_request *request, const char *id);
