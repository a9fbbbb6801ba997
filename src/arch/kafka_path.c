/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kafka's data path for the simulation, and what the closed forms of its bill say of the same things. */
#include <math.h>

#include "arch/kafka.h"
#include "arch/path.h"
#include "base/number.h"
#include "base/units.h"

/* Apache Kafka, defaults of the broker's configuration. */
static const double REPLICA_FETCH_MAX_WAIT_S = 0.5;        /* replica.fetch.wait.max.ms */
static const double REPLICA_FETCH_MAX_BYTES = 1 * MIB;     /* replica.fetch.max.bytes */
static const double REPLICA_RESPONSE_MAX_BYTES = 10 * MIB; /* replica.fetch.response.max.bytes */
static const double REPLICA_LAG_S = 30;                    /* replica.lag.time.max.ms */
enum {
    MIN_IN_SYNC = 2
}; /* min.insync.replicas as Apache Kafka's documentation advises for RF 3 and acks=all */

void kafka_data_path(const struct context *context, const struct deployment *deployment,
                     const struct demand *demand, double factor, struct data_path *path)
{
    const struct role *brokers = deployment_role(deployment, "broker");
    uint32_t replicas = (uint32_t)kafka_num(context, KAFKA_REPLICATION_FACTOR);
    *path = (struct data_path){
        .kind = PATH_LOG,
        .clients = path_clients_of(context, demand, factor),
        .log =
            {
                .brokers = brokers->count,
                .replicas = replicas,
                .fetch_from_follower = kafka_num(context, KAFKA_FETCH_FROM_FOLLOWER) != 0,
                .append = path_dist(context, ROOT_BROKER_APPEND),
                .pause = path_dist(context, ROOT_BROKER_PAUSE),
                .pause_interval_s = root_num(context->params, ROOT_BROKER_PAUSE_INTERVAL),
                .replica_fetch_max_wait_s = REPLICA_FETCH_MAX_WAIT_S,
                .replica_fetch_max_bytes = REPLICA_FETCH_MAX_BYTES,
                .replica_response_max_bytes = REPLICA_RESPONSE_MAX_BYTES,
                .replica_lag_s = REPLICA_LAG_S,
                .min_in_sync = replicas < MIN_IN_SYNC ? replicas : MIN_IN_SYNC,
                .network_bytes_per_s = context->catalogue->instances[brokers->instance].network_bytes_per_s,
                .historical_reads = kafka_num(context, KAFKA_HISTORICAL_READS),
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
