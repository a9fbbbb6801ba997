/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Declarations shared by the data paths of architectures: clients and stores from the parameters. */
#pragma once

#include "arch/arch.h"

/* The clients of a demand's groups when the load is factor times the mean, with the parameters'
 * distributions. */
struct path_clients path_clients_of(const struct context *context, const struct demand *demand,
                                    double factor);

/* The clients with fetches that are answered as soon as there is anything to read, whatever their
 * fetch_min_bytes. */
void path_ignore_fetch_min_bytes(const struct context *context, struct path_clients *clients);

/* A plain object store of one bucket by `object_store`, for PUTs or GETs. */
struct object_rule path_object_store(const struct context *context, enum root_param latency,
                                     enum root_param limit_per_s);

/* So many seconds, always; NULL for 0. */
const struct dist *path_constant(const struct context *context, double seconds);

/* The same for PUTs: with a second request after `object_store.put_retry`. */
struct object_rule path_object_puts(const struct context *context);

/* Choose the detail of simulation (whole or by parts), and set the highest level that all distributions'
 * sources measured: the least of theirs, 0 when one doesn't say. Call it when the path is otherwise
 * complete. */
void path_finish(const struct context *context, struct data_path *path);

/* A parameter that the architecture may override: a number, or a distribution. */
static inline double path_num(const struct context *context, enum root_param row)
{
    return scenario_root(context->params, context->scenario, row)->num;
}
static inline const struct dist *path_dist(const struct context *context, enum root_param row)
{
    return &scenario_root(context->params, context->scenario, row)->distribution->dist;
}
