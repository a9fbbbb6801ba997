/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Latency of one architecture: simulates its data path at the mean and at the peak load on the costed
 * deployment, judges the objectives, and compares its counts with the closed forms of the bill. */
#pragma once

#include "run/latency.h"
#include "study/outcome.h"
#include "study/path_memo.h"

struct latency_request {
    const struct context *context; /* its arena receives the figures */
    const struct outcome *outcome;
    unsigned threads;
    bool knows_groups;                   /* as of struct compare_request */
    bool in_depth;                       /* likewise */
    struct path_memo *memo;              /* of the run's simulations */
    struct path_trace *trace;            /* of the mean load; NULL for none */
    const struct replicate_watch *watch; /* of all its simulations together; NULL for none */
};

/* Quantiles of a queue that grows for ever mean nothing: there are none then. */
struct latency_found {
    const struct run_latency *latency; /* NULL: unknown */
    const char *unknown;               /* why; "" when known */
    const char *cannot;                /* why the load isn't carried; NULL when it is, or may be */
};

/* False when the simulation broke a guarantee of the log, which is a bug: DIAG_INTERNAL. Only for
 * architectures with a data path. */
bool latency_simulate(const struct latency_request *request, struct latency_found *found,
                      struct diags *diags);
