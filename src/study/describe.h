/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Describe: turns outcomes into the plain data of a run. */
#pragma once

#include "study/compare.h"

/* Describe the inputs: files, parameters, prices. */
void describe_inputs(struct run *run, const struct compare_request *request, struct arena *arena);

/* Describe one architecture's outcome, in the context's arena; nothing refers to the outcome's own memory. */
void describe_architecture(struct run_architecture *architecture, const struct context *context,
                           const struct outcome *outcome);

/* Describe the bill's lines by component, then as the architecture incurred them. */
void describe_lines(struct run_architecture *architecture, const struct context *context,
                    const struct bill *bill);

/* The reason for missing latency where a simulation is possible. */
#define RUN_NOT_SIMULATED "not simulated"

/* The beginning of latency_unknown when a simulation would take too much, or took it. */
#define RUN_TOO_LARGE "not simulated, because "

/* The beginning of latency_unknown when the simulation's queues grow. */
#define RUN_UNSTABLE "not stable"

/* Describe the winner and its margin, once the architectures are described. */
void describe_verdict(struct run *run, struct arena *arena);

/* Describe the dates of the prices that the architectures' lines used. */
void describe_price_dates(struct run *run, struct arena *arena);
