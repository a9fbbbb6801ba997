/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Variants: an architecture's cost under the assumptions that its figures leave most open (struct arch
 * names them), each changed alone and the fleet planned anew. */
#pragma once

#include "study/evaluate.h"
#include "run/run.h"

/* In the context's arena; those that the workload decided, and those that
 * change nothing, are left out. */
const struct run_variant *variants_make(const struct context *context, struct group_set groups,
                                        double usd_per_year, struct arena *scratch, size_t *count);
