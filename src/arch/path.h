/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the data paths of architectures share: clients and stores from the parameters. */
#pragma once

#include "arch/arch.h"

/* Clients of the groups of a demand when the load is factor times the mean. Distributions are those of the
 * parameters. */
struct path_clients path_clients_of(const struct context *context, const struct demand *demand,
                                    double factor);

/* A plain object store as `object_store` says, for PUTs or for GETs: one bucket. */
struct object_rule path_object_store(const struct context *context, enum root_param latency,
                                     enum root_param limit_per_s);

/* Simulated as it is or by parts; and the highest level that all of the distributions' sources measured: the
 * least of theirs, 0 when one of them doesn't say. Called when the path is otherwise complete. */
void path_finish(const struct context *context, struct data_path *path);

/* A parameter that the architecture may have of its own: a number, or a distribution. */
static inline double path_num(const struct context *context, enum root_param row)
{
    return scenario_root(context->params, context->scenario, row)->num;
}
static inline const struct dist *path_dist(const struct context *context, enum root_param row)
{
    return &scenario_root(context->params, context->scenario, row)->distribution->dist;
}
