/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Latency of one architecture, inside:
 *
 *     latency.c            which loads are simulated, and how much hangs on PUT's latency
 *     latency_figures.c    what a simulation found → distributions, counts, checks of a run
 *     latency_objective.c  these held against the objectives */
#pragma once

#include "study/latency.h"

struct study {
    const struct latency_request *request;
    const struct arch *arch;
    const struct params *params;
    struct arena *arena;
    const struct demand *demand;
    struct diags *diags;
};

static inline double ms_of(double ns)
{
    const double ms_per_ns = 1e-6;
    return ns * ms_per_ns;
}

/* The name of the demand's nth topic group. */
static inline const char *group_name(const struct study *study, size_t n)
{
    return study->params->topics[study->demand->groups[n].topic].name;
}

/* The figures of a load, simulated at factor times the mean; why_not is "" when it converged. */
void latency_figures(const struct study *study, const struct path_result *result,
                     const struct data_path *path, double factor, struct run_load_latency *load);

/* What is known of each objective. */
void latency_judge(const struct study *study, struct run_latency *latency);
