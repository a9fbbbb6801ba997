/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Assumed: the defaults without a source read in full on which a total rests, and by how much. Each option
 * of an architecture and each topic parameter whose value is a default or a preset of grade C, D or R is
 * changed alone by a tenth, down and up; the fleet is planned anew, of the same instance type. */
#pragma once

#include "study/evaluate.h"
#include "run/run.h"

/* In the context's arena, the largest effect first, without those that change nothing. None above
 * ASSUMED_GROUPS_MAX topic groups: each takes two evaluations. */
enum { ASSUMED_GROUPS_MAX = 100 };
const struct run_assumption *assumed_make(const struct context *context, struct group_set groups,
                                          const struct deployment *deployment, double usd_per_year,
                                          struct arena *scratch, size_t *count);

/* Sort the assumptions of all architectures together, in place. */
void assumed_sort(struct run_assumption *assumed, size_t count);
