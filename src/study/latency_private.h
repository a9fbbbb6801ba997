/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Latency of one architecture, inside:
 *
 *     latency.c            the loads to simulate, and the sensitivity to PUT's latency
 *     latency_large.c      runs that would take too much memory or time
 *     latency_unstable.c   loads that aren't carried
 *     latency_figures.c    results of a simulation → distributions, counts, checks of a run
 *     latency_objective.c  the objectives judged by them */
#pragma once

#include "study/latency.h"

/* The simulations of an architecture as parts of one, by length: that of a load counts as 1. */
struct study_share {
    const struct replicate_watch *whole;
    double before, part, all;
};

struct study {
    const struct latency_request *request;
    const struct arch *arch;
    const struct params *params;
    struct arena *arena;
    const struct demand *demand;
    struct diags *diags;
    struct latency_found *found;
    const struct run_load_latency *load; /* that options are varied at */
    struct study_share *share;           /* of what the watch is told */
    struct replicate_watch watch;        /* of each simulation */
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

/* Fill in the figures of a load, simulated at factor times the mean; why_not is "" when it converged. */
void latency_figures(const struct study *study, const struct path_result *result,
                     const struct data_path *path, double factor, struct run_load_latency *load);

/* Why a run isn't begun: what it would take, and the parameter that asks for it; "" when it fits. */
const char *latency_too_large(const struct study *study, const struct data_path *path,
                              const struct replicate_rule *rule);

/* Likewise, of one that was stopped; "" when it wasn't. */
const char *latency_stopped(const struct study *study, const struct path_result *result,
                            const struct replicate_rule *rule);

/* True unless queues grow, producers' or consumers'. */
bool latency_keeps_up(const struct path_result *result, const struct data_path *path);

/* Judge whether the simulated load was carried: false, with the reasons in study->found, when queues grow for
 * ever, producers' or consumers'. */
bool latency_is_stable(const struct study *study, const struct path_result *result,
                       const struct data_path *path, double factor);

/* Judge each objective. */
void latency_judge(const struct study *study, struct run_latency *latency);
