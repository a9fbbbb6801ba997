/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kafka's data path, for every architecture whose brokers are Apache Kafka's.
 *
 * Each has options of its own with the same meaning, so that the path takes their indices. */
#pragma once

#include "arch/arch.h"

struct kafka_path_options {
    int replication_factor, min_insync_replicas, fetch_from_follower, historical_reads;
    int replica_lag_time, replica_fetch_max_wait, replica_fetch_max_bytes, replica_response_max_bytes;
    int write_amplification;
    int tls, tls_cpu_factor; /* 0: the architecture has no such options */
};

/* The path through the role "broker" of the deployment, when the load is factor times the mean. */
void kafka_path(const struct context *context, const struct kafka_path_options *options,
                const struct deployment *deployment, const struct demand *demand, double factor,
                struct data_path *path);

/* The bill's closed forms of what the path counts, as of struct arch. */
void kafka_modelled(const struct context *context, const struct deployment *deployment,
                    const struct demand *demand, double factor, double counts[PATH_COUNT__COUNT]);

/* What isn't known of a cluster: how its disks hold up appends, how fast its processors are, how much its
 * virtual machine collects at once. */
extern const struct open_options KAFKA_OPEN[];
