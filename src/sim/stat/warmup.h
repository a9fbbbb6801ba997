/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Warm-up: the part of a run's start to leave out, because it was still filling from empty.
 *
 * MSER-5 (White, An effective truncation heuristic for bias reduction in simulation output, Simulation
 * 69(6), 1997; White, Cobb and Spratt, A comparison of five steady-state truncation heuristics for
 * simulation, WSC 2000): of the means of 5 successive observations, leave out as many as make the standard
 * error of the mean of the rest least. */
#pragma once

#include <stddef.h>

enum { WARMUP_BATCH = 5 };

/* The number of first observations to leave out: a multiple of 5; 0 with fewer than 10 batches.
 * Observations after the last whole batch are ignored. At least 5 batches and a tenth of them are kept. If
 * the best cut is over half of the series, it is too short to decide. */
size_t warmup_mser5(const double *series, size_t count);
