/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Latency of one architecture: its data path simulated at the mean and at the peak load, with the deployment
 * that is costed; held against the objectives, and its counts against the closed forms of the bill. */
#pragma once

#include "run/latency.h"
#include "study/outcome.h"

struct latency_request {
    const struct context *context; /* figures go into its arena */
    const struct outcome *outcome;
    unsigned threads;
    bool knows_groups;        /* as of struct compare_request */
    struct path_trace *trace; /* of the mean load; NULL for none */
};

/* NULL when a promise of the log was broken in the simulation, which is a bug: DIAG_INTERNAL. Only for
 * architectures with a data path. */
const struct run_latency *latency_simulate(const struct latency_request *request, struct diags *diags);
