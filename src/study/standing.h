/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Standing: each architecture of a run against the workload's objectives of latency, judged at the peak. */
#pragma once

#include "base/arena.h"
#include "run/run.h"

/* The reason of an objective that nothing can miss. */
#define RUN_NOBODY_CONSUMES "nobody consumes it"

enum standing { STANDING_MEETS, STANDING_MISSES, STANDING_UNJUDGED };

/* The standing of an architecture in a workload with objectives: one that is missed outweighs one that is
 * undecided. */
enum standing standing_of(const struct run_architecture *architecture);

/* The cheapest that carries the load, among those dearer than `than`, or of all when that is NULL; of equals
 * the first in the workload. NULL when there is none. */
const struct run_architecture *standing_next(const struct run *run, const struct run_architecture *than);

/* Fill the verdict's recommendation, the variants that would change it, and the architectures that miss
 * objectives or can't be judged. */
void standing_describe(struct run *run, struct arena *arena);
