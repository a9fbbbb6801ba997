/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Describe: results → the plain data of a run. */
#pragma once

#include "study/compare.h"

/* Everything that was known before evaluating: inputs, parameters, prices. */
void describe_inputs(struct run *run, const struct compare_request *request, struct arena *arena);

/* One architecture's outcome, in the scene's arena; nothing of the outcome's own memory is referred to. */
void describe_architecture(struct run_architecture *architecture, const struct context *context,
                           const struct outcome *outcome);

/* What wins and by how much, once the architectures are described. */
void describe_verdict(struct run *run, struct arena *arena);
