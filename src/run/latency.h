/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Latency of one architecture in a run, as plain data: what was measured of its simulation, how sure that is,
 * and how the simulation's own counts compare with the closed forms that the bill rests on. Times are
 * milliseconds of one record, from when it was meant to be sent. A figure that isn't known is NAN and the
 * reason stands beside it.
 *
 * Two widths that are not the same thing: intervals say how far sampling may be off; grades of the parameters
 * say how far the inputs may be. */
#pragma once

#include "run/structs.h"

extern const double RUN_LEVELS[RUN_LEVEL__COUNT];
extern const char *const RUN_LEVEL_NAMES[RUN_LEVEL__COUNT];    /* "p50", …, "p99.9" */
extern const char *const RUN_LEVEL_KEYS[RUN_LEVEL__COUNT];     /* as documents spell them: "p999" */
extern const char *const RUN_JUDGEMENTS[RUN_JUDGEMENT__COUNT]; /* "met", "missed", "undecided" */

/* Whether a is longer than b by more than their intervals leave open; where an interval isn't known the value
 * stands for it. */
bool run_estimate_is_longer(const struct run_estimate *a, const struct run_estimate *b);

/* The load that objectives are judged at: the peak, which may be the mean. */
const struct run_load_latency *run_latency_at_peak(const struct run_latency *latency);
