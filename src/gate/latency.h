/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Latency for the gate: the one place that looks it up in a run. */
#pragma once

#include "study/run.h"

enum latency_path { LATENCY_PRODUCE, LATENCY_END_TO_END, LATENCY_PATH__COUNT };
extern const char *const LATENCY_PATHS[LATENCY_PATH__COUNT]; /* "produce", "end to end" */

/* A p99 in seconds, and the interval that it lies in. */
struct latency {
    double p99_s, low_s, high_s;
    const char *not_converged; /* why the interval isn't as narrow as was asked for; "" when it is */
};

/* The p99 of all topic groups together at peak or mean load; a load that has no peak has one latency. False when the run doesn't know
 * it, with *why. */
bool latency_p99(const struct run_architecture *architecture, enum latency_path path, bool at_mean, struct latency *latency, const char **why);
