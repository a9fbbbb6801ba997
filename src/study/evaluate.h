/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Evaluate: one architecture under one set of parameters → demand, deployment, capacity, bill.
 *
 * No I/O, no clock, no allocation outside the context's arena. */
#pragma once

#include "study/outcome.h"

/* given is NULL to plan. NULL with diagnostics when a price is missing. */
const struct outcome *evaluate(const struct context *context, struct group_set groups,
                               const struct deployment *given, struct diags *diags);

/* As evaluate, with the demand in an arena that outlives the rest. */
const struct outcome *evaluate_keeping(const struct context *context, struct group_set groups,
                                       const struct deployment *given, struct arena *demand_arena,
                                       struct diags *diags);
