/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Excluded: what the totals leave out, with a figure each. Choices that can move millions (support, NAT,
 * transit gateway, …) are evaluated again with that choice, deployment held. Rows of one `what` are
 * adjacent, one for each architecture affected. */
#pragma once

#include "study/evaluate.h"
#include "run/run.h"

enum { EXCLUDED_CHOICES = 6 };

/* The extra cost of each choice that the workload didn't make: EXCLUDED_CHOICES rows; a row without a
 * `what` doesn't apply. The deployment must carry the load. Leaves nothing in scratch. */
const struct run_excluded *excluded_choices(const struct context *context, struct group_set groups,
                                            const struct deployment *deployment, double usd_per_year,
                                            struct arena *scratch);

/* Costs that no parameter prices, for a run whose architectures and verdict are described. */
const struct run_excluded *excluded_always(const struct run *run, const struct prices *prices,
                                           struct arena *arena, size_t *count);
