/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Describe: outcomes → the plain data of a run. */
#pragma once

#include "study/compare.h"

/* Everything that was known before evaluating: inputs, parameters, prices. */
void describe_inputs(struct run *run, const struct compare_request *request, struct arena *arena);

/* One architecture's outcome, in the context's arena; nothing of the outcome's own memory is referred to. */
void describe_architecture(struct run_architecture *architecture, const struct context *context,
                           const struct outcome *outcome);

/* The part of it that is the bill's lines: in the order of components, then as the architecture incurred
 * them. */
void describe_lines(struct run_architecture *architecture, const struct context *context,
                    const struct bill *bill);

/* Why there is no latency, where there could be one. */
#define RUN_NOT_SIMULATED "not simulated"

/* What wins and by how much, once the architectures are described. */
void describe_verdict(struct run *run, struct arena *arena);
