/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Compare: every architecture of a workload, side by side, as a run. */
#pragma once

#include "study/evaluate.h"
#include "run/run.h"

/* A deployment that is given for one architecture. */
struct given_deployment {
    const char *architecture; /* id */
    struct deployment deployment;
};

/* What stands beside the architectures and is paid by the hour, used or not. None of them uses it, so that it
 * is in no total: it is told with its price among the warnings of the run. */
struct standing_charge {
    const char *what; /* "plan.json: aws_dynamodb_table.locks, 5 read and 5 write capacity units" */
    struct {
        const char *offer, *usagetype; /* of the price book, without a region's prefix */
        double units;                  /* that stand */
    } parts[2];
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
    bool knows_groups; /* p99 of every topic group is to be as precise as that of all; else of those with an
                          objective */
    struct path_trace *trace;   /* where the first simulated load's spans go; NULL for nowhere */
    bool keeps_demand;          /* of the outcomes, for a simulation */
    bool is_brief;              /* totals only: no variants, no assumptions, nothing of what isn't included */
    const char *const *remarks; /* on the inputs, for a reader: they become warnings of the run */
    size_t remark_count;
    const struct standing_charge *standing_charges;
    size_t standing_count;
};

/* A run that isn't simulated, and the outcomes that it describes: one for each of its architectures. */
struct comparison {
    struct run *run;
    const struct outcome *outcomes;
};

/* Both in arena; false with diagnostics. A run in which nothing is feasible is a run: ask its verdict. Of an
 * outcome ledger and bill aren't kept, and demand only where the request says so: with ten thousand topic
 * groups they are larger than the run. */
bool compare_outcomes(const struct compare_request *request, struct comparison *comparison,
                      struct arena *arena, struct diags *diags);

/* The run alone; NULL with diagnostics. */
const struct run *compare(const struct compare_request *request, struct arena *arena, struct diags *diags);
