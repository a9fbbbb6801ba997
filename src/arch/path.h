/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the data paths of architectures share: clients from the workload's parameters, and the constants of
 * Apache Kafka's clients that aren't parameters. */
#pragma once

#include "arch/arch.h"

/* Clients of the groups of a demand when the load is factor times the mean. Distributions are those of the
 * parameters. */
struct path_clients path_clients_of(const struct context *context, const struct demand *demand,
                                    double factor);

/* A plain object store with this latency: one bucket, AWS's limits for a prefix, and its advice on retries.
 */
struct object_rule path_object_store(const struct dist *latency, double limit_per_s);

/* Limits of S3 for one prefix: Amazon S3 user guide, best practices design patterns. */
#define PATH_S3_PUTS_PER_S 3500.0
#define PATH_S3_GETS_PER_S 5500.0

/* Simulated as it is or by parts; and the highest level that all of the distributions' sources measured: the
 * least of theirs, 0 when one of them doesn't say. Called when the path is otherwise complete. */
void path_finish(const struct context *context, struct data_path *path);

static inline const struct dist *path_dist(const struct context *context, enum root_param row)
{
    return &root_distribution(context->params, row)->dist;
}
