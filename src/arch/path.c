/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/path.h"

#include "arch/options.h"
#include "base/number.h"
#include "base/units.h"

/* Apache Kafka 4.0, defaults of ProducerConfig and ConsumerConfig. */
static const double MAX_REQUEST_BYTES = 1 * MIB;         /* max.request.size */
static const double BUFFER_BYTES = 32 * MIB;             /* buffer.memory */
enum { MAX_IN_FLIGHT = 5 };                              /* max.in.flight.requests.per.connection */
static const double FETCH_MAX_BYTES = 50 * MIB;          /* fetch.max.bytes */
static const double PARTITION_FETCH_MAX_BYTES = 1 * MIB; /* max.partition.fetch.bytes */

static struct path_group group_of(const struct params *params, uint32_t topic, double factor)
{
    return (struct path_group){
        .bytes_per_s = topic_num(params, topic, TOPIC_PRODUCE_RATE) * factor,
        .record_bytes = topic_num(params, topic, TOPIC_RECORD_SIZE) /
                        topic_num(params, topic, TOPIC_COMPRESSION_RATIO),
        .producers = (uint32_t)topic_num(params, topic, TOPIC_PRODUCERS),
        .partitions = (uint32_t)topic_num(params, topic, TOPIC_PARTITIONS),
        .partitioning = (enum accumulator_partitioning)topic_num(params, topic, TOPIC_PARTITIONING),
        .linger_s = topic_num(params, topic, TOPIC_LINGER),
        .batch_bytes = topic_num(params, topic, TOPIC_BATCH_SIZE),
        .consumer_groups = (uint32_t)topic_num(params, topic, TOPIC_GROUPS),
        .consumers = (uint32_t)topic_num(params, topic, TOPIC_CONSUMERS),
        .fetch_max_wait_s = topic_num(params, topic, TOPIC_FETCH_MAX_WAIT),
        .fetch_min_bytes = topic_num(params, topic, TOPIC_FETCH_MIN_BYTES),
    };
}

static enum arrivals_kind arrivals_of(const struct params *params)
{
    static const enum arrivals_kind KINDS[] = {[ARRIVE_POISSON] = ARRIVALS_POISSON,
                                               [ARRIVE_CONSTANT] = ARRIVALS_CONSTANT,
                                               [ARRIVE_BURSTY] = ARRIVALS_BURSTY};
    return KINDS[(int)root_num(params, ROOT_ARRIVALS)];
}

struct path_clients path_clients_of(const struct context *context, const struct demand *demand, double factor)
{
    struct path_group *groups = arena_new_of(context->arena, struct path_group, demand->group_count);
    for (size_t i = 0; i < demand->group_count; i++)
        groups[i] = group_of(context->params, demand->groups[i].topic, factor);
    return (struct path_clients){
        .group_count = demand->group_count,
        .groups = groups,
        .zones = (unsigned)root_num(context->params, ROOT_ZONES),
        .arrivals = arrivals_of(context->params),
        .max_request_bytes = MAX_REQUEST_BYTES,
        .buffer_bytes = BUFFER_BYTES,
        .max_in_flight = MAX_IN_FLIGHT,
        .fetch_max_bytes = FETCH_MAX_BYTES,
        .partition_fetch_max_bytes = PARTITION_FETCH_MAX_BYTES,
        .zone_aware_produce = option_num(context->params, context->scenario, OPTION_ZONE_AWARE_PRODUCE),
        .zone_aware_consume = option_num(context->params, context->scenario, OPTION_ZONE_AWARE_CONSUME),
        .rtt_same_zone = path_dist(context, ROOT_RTT_SAME_ZONE),
        .rtt_cross_zone = path_dist(context, ROOT_RTT_CROSS_ZONE),
    };
}

struct object_rule path_object_store(const struct dist *latency, double limit_per_s)
{
    return (struct object_rule){
        .latency = latency,
        .buckets = 1,
        .answers_needed = 1,
        .prefixes = 1,
        .limit = {.per_s = (uint32_t)limit_per_s, .burst = (uint32_t)limit_per_s},
        .refusal_s = 0.02, /* assumption: a 503 comes as fast as a small answer */
        .attempts_max = 3, /* AWS SDKs, standard retry mode: three attempts */
        .backoff_s = 1,    /* AWS SDKs, standard retry mode: base 1 s, at most 20 s, full jitter */
        .backoff_cap_s = 20,
        .jitter = 1,
    };
}

void path_finish(const struct context *context, struct data_path *path)
{
    path->is_full = (int)root_num(context->params, ROOT_DETAIL) == DETAIL_FULL;
    path->measured_to = path_measured_to(path);
}
