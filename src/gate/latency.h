/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Latency for the gate: the only file that looks it up in a run. */
#pragma once

#include "run/run.h"

enum latency_path { LATENCY_PRODUCE, LATENCY_END_TO_END, LATENCY_PATH__COUNT };
extern const char *const LATENCY_PATHS[LATENCY_PATH__COUNT]; /* "produce", "end to end" */

/* A p99 in seconds with its confidence interval. */
struct latency {
    double p99_s, low_s, high_s;
    const char *not_converged; /* reason for an interval wider than asked for; "" if converged */
};

/* The simulated peak or mean load; a load without a peak has only one. NULL when nothing was simulated. */
const struct run_load_latency *latency_load(const struct run_architecture *architecture, bool at_mean);

enum latency_knowledge {
    LATENCY_KNOWN,
    LATENCY_TOO_SHORT, /* too little was simulated; a longer simulation helps */
    LATENCY_UNKNOWN,
};

/* The p99 of one topic group, or of all together for "". In a workload with one group, the two are the
 * same. Unless known, *why gives the reason. */
enum latency_knowledge latency_p99(const struct run_architecture *architecture, const char *topic_group,
                                   enum latency_path path, bool at_mean, struct latency *latency,
                                   const char **why, struct arena *arena);

/* The remedy for an interval that is too wide, or a simulation that was too short. */
#define LATENCY_REMEDY "a smaller simulation.precision simulates for longer"
#define LATENCY_BOUND "simulation.max_duration says how long it may go on"
