/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Excluded: what the totals leave out, with a figure each. Choices that can move millions (support, NAT,
 * transit gateway, …) are evaluated again with that choice, deployment held. Rows of one `what` stand
 * together, one for each architecture that it touches. */
#pragma once

#include "study/evaluate.h"
#include "run/run.h"

enum { EXCLUDED_CHOICES = 6 };

/* What this architecture would cost more by each choice that the workload didn't make: EXCLUDED_CHOICES rows,
 * those without a `what` have nothing to say. The deployment carries the load. Leaves nothing in scratch. */
const struct run_excluded *excluded_choices(const struct context *context, struct group_set groups,
                                            const struct deployment *deployment, double usd_per_year,
                                            struct arena *scratch);

/* What no parameter prices, of a run whose architectures and verdict are described. */
const struct run_excluded *excluded_always(const struct run *run, const struct prices *prices,
                                           struct arena *arena, size_t *count);
