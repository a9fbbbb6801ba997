/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Assumed: which defaults that nobody read at a source a total rests on, and how much. Each option of an
 * architecture and each parameter of topic groups whose value is a default or a preset of grade C, D or R is
 * changed by a tenth, down and up, alone; the fleet is planned anew, of the same instance type. */
#pragma once

#include "study/evaluate.h"
#include "run/run.h"

/* In the scene's arena, weightiest first, without those that move nothing. None for more than
 * ASSUMED_GROUPS_MAX topic groups: each takes two evaluations. */
enum { ASSUMED_GROUPS_MAX = 100 };
const struct run_assumption *assumed_make(const struct context *context, struct group_set groups,
                                          const struct deployment *deployment, double usd_per_year,
                                          struct arena *scratch, size_t *count);

/* Those of all architectures in one order, in place. */
void assumed_sort(struct run_assumption *assumed, size_t count);
