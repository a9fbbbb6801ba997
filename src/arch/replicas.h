/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Replicas: the promises of brokers that copy records to each other, self-managed or sold. They follow from
 * the parameters: what an ack means, what loses records, what the loss of a zone stops. */
#pragma once

#include "arch/arch.h"

/* Each architecture has options of its own with the same meaning. */
struct replica_options {
    int replication_factor, min_insync_replicas;
};

/* Replicas that are sure to hold an acknowledged write: never more than there are. */
double replicas_insync(const struct context *context, const struct replica_options *options);

/* Set all but `optimisations` and `clients`. */
void replicas_guarantee(const struct context *context, const struct replica_options *options,
                        struct guarantees *guarantees);

/* False with a diagnostic when more in-sync replicas are asked for than there are. */
bool replicas_consistent(const struct context *context, const struct replica_options *options,
                         struct diags *diags);
