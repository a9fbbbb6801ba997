/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Latency for the gate: the one place that looks it up in a run. */
#pragma once

#include "run/run.h"

enum latency_path { LATENCY_PRODUCE, LATENCY_END_TO_END, LATENCY_PATH__COUNT };
extern const char *const LATENCY_PATHS[LATENCY_PATH__COUNT]; /* "produce", "end to end" */

/* A p99 in seconds, and the interval that it lies in. */
struct latency {
    double p99_s, low_s, high_s;
    const char *not_converged; /* why the interval isn't as narrow as was asked for; "" when it is */
};

/* What was simulated at peak or mean load; a load that has no peak has one latency. NULL when nothing was. */
const struct run_load_latency *latency_load(const struct run_architecture *architecture, bool at_mean);

enum latency_knowledge {
    LATENCY_KNOWN,
    LATENCY_TOO_SHORT, /* too little was simulated to tell: a longer simulation can */
    LATENCY_UNKNOWN,
};

/* The p99 of one topic group, or of all together at "". Where the workload has only one group, all together
 * are that one. Unless it is known, *why says why not. */
enum latency_knowledge latency_p99(const struct run_architecture *architecture, const char *topic_group,
                                   enum latency_path path, bool at_mean, struct latency *latency,
                                   const char **why, struct arena *arena);

/* What to do about an interval that is too wide, or a simulation that was too short. */
#define LATENCY_REMEDY "a smaller simulation.precision simulates for longer"
#define LATENCY_BOUND "simulation.max_duration says how long it may go on"
