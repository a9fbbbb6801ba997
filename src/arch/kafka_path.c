/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kafka's data path for the simulation, and the bill's closed forms of the same counts. */
#include <math.h>

#include "arch/kafka_path.h"
#include "arch/options.h"
#include "arch/path.h"
#include "base/number.h"

static double num(const struct context *context, int option)
{
    return option_num(context->params, context->scenario, option);
}

void kafka_path(const struct context *context, const struct kafka_path_options *options,
                const struct deployment *deployment, const struct demand *demand, double factor,
                struct data_path *path)
{
    const struct role *brokers = deployment_role(deployment, "broker");
    double replicas = num(context, options->replication_factor);
    *path = (struct data_path){
        .kind = PATH_LOG,
        .clients = path_clients_of(context, demand, factor),
        .log =
            {
                .brokers = brokers->count,
                .replicas = (uint32_t)replicas,
                .fetch_from_follower = num(context, options->fetch_from_follower) != 0,
                .append = path_dist(context, ROOT_BROKER_APPEND),
                .pause = path_dist(context, ROOT_BROKER_PAUSE),
                .pause_interval_s = path_num(context, ROOT_BROKER_PAUSE_INTERVAL),
                .replica_fetch_max_wait_s = num(context, options->replica_fetch_max_wait),
                .replica_fetch_max_bytes = num(context, options->replica_fetch_max_bytes),
                .replica_response_max_bytes = num(context, options->replica_response_max_bytes),
                .replica_lag_s = num(context, options->replica_lag_time),
                .min_in_sync = (uint32_t)smaller(num(context, options->min_insync_replicas), replicas),
                .network_bytes_per_s = context->catalogue->instances[brokers->instance].network_bytes_per_s,
                .historical_reads = num(context, options->historical_reads),
                .historical_read = path_dist(context, ROOT_OBJECT_GET),
            },
    };
    path_finish(context, path);
}

void kafka_modelled(const struct context *context, const struct deployment *deployment,
                    const struct demand *demand, double factor, double counts[PATH_COUNT__COUNT])
{
    (void)context;
    (void)deployment;
    const struct flow *flows = demand->total.flows;
    for (int i = 0; i < PATH_COUNT__COUNT; i++) counts[i] = NAN;
    counts[PATH_PRODUCED_BYTES] = flows[FLOW_PRODUCE].bytes_per_s * factor;
    counts[PATH_CONSUMED_BYTES] = flows[FLOW_CONSUME].bytes_per_s * factor;
    counts[PATH_PRODUCE_CROSSING_BYTES] = flows[FLOW_PRODUCE].cross_az_bytes_per_s * factor;
    counts[PATH_REPLICATE_CROSSING_BYTES] = flows[FLOW_REPLICATE].cross_az_bytes_per_s * factor;
    counts[PATH_CONSUME_CROSSING_BYTES] = flows[FLOW_CONSUME].cross_az_bytes_per_s * factor;
}
