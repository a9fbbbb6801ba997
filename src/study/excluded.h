/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Excluded: what the totals leave out, with a figure each. Choices that can move millions (support, NAT, transit
 * gateway, …) are evaluated again with that choice, deployment held. */
#pragma once

#include "study/evaluate.h"
#include "study/run.h"

/* Leaves nothing in scratch. */
const struct run_excluded *excluded_choices(const struct scene *scene, struct group_set groups, const struct deployment *deployment, double usd_per_year,
                                            struct arena *scratch, size_t *count);

/* What no parameter prices. */
const struct run_excluded *excluded_always(size_t *count);
