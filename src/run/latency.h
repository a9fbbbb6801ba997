/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Latency of one architecture in a run, as plain data: the figures from its simulation, their uncertainty,
 * and the simulation's own counts beside the closed forms of the bill. Times are milliseconds of one
 * record, from its intended send time. An unknown figure is NAN with a reason beside it.
 *
 * Intervals and grades differ: intervals bound the error of sampling, grades of parameters that of the
 * inputs. */
#pragma once

#include "run/structs.h"

extern const double RUN_LEVELS[RUN_LEVEL__COUNT];
extern const char *const RUN_LEVEL_NAMES[RUN_LEVEL__COUNT];    /* "p50", …, "p99.9" */
extern const char *const RUN_LEVEL_KEYS[RUN_LEVEL__COUNT];     /* as documents spell them: "p999" */
extern const char *const RUN_JUDGEMENTS[RUN_JUDGEMENT__COUNT]; /* "met", "missed", "undecided" */

/* True if a exceeds b by more than their intervals leave open; without an interval the value stands for
 * it. */
bool run_estimate_is_longer(const struct run_estimate *a, const struct run_estimate *b);

/* The load for judging objectives: the peak, which may be the mean. */
const struct run_load_latency *run_latency_at_peak(const struct run_latency *latency);

/* The p99 at the peak from the shortest to the longest over its open options; NAN without any. Without an
 * upper end (INFINITY) where a queue grows with one of them. */
struct run_estimate run_latency_range(const struct run_latency *latency, bool end_to_end);

/* True if even its median lies beyond what was measured: another system's latencies stand for its own. NULL
 * is not. */
bool run_latency_is_assumed(const struct run_latency *latency);
