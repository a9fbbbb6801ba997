/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Latency for the gate: the one place that looks it up in a run. */
#pragma once

#include "study/run.h"

enum latency_path { LATENCY_PRODUCE, LATENCY_END_TO_END };

/* A p99 in seconds, and the interval that it lies in. */
struct latency {
    double p99_s, low_s, high_s;
};

/* False when the run doesn't know it; the architecture's latency_unknown says why. */
bool latency_p99(const struct run_architecture *architecture, enum latency_path path, bool at_mean, struct latency *latency);
