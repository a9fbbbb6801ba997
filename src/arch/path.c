/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/path.h"

#include "arch/clients.h"
#include "arch/options.h"
#include "base/number.h"
#include "base/units.h"

static const struct path_limits *limits_of(const struct clients *clients, struct arena *arena)
{
    struct path_limits *limits = arena_new_of(arena, struct path_limits, 1);
    *limits = (struct path_limits){
        .max_request_bytes = clients->max_request_bytes,
        .buffer_bytes = clients->buffer_bytes,
        .max_in_flight = clients->max_in_flight,
        .fetch_max_bytes = clients->fetch_max_bytes,
        .partition_fetch_max_bytes = clients->partition_fetch_max_bytes,
    };
    return limits;
}

static struct path_group group_of(const struct context *context, uint32_t topic, double factor)
{
    const struct params *params = context->params;
    const struct clients clients = clients_of(context, topic);
    return (struct path_group){
        .bytes_per_s = topic_num(params, topic, TOPIC_PRODUCE_RATE) * factor,
        .record_bytes = topic_num(params, topic, TOPIC_RECORD_SIZE) /
                        topic_num(params, topic, TOPIC_COMPRESSION_RATIO),
        .producers = (uint32_t)topic_num(params, topic, TOPIC_PRODUCERS),
        .partitions = (uint32_t)topic_num(params, topic, TOPIC_PARTITIONS),
        .partitioning = (enum accumulator_partitioning)topic_num(params, topic, TOPIC_PARTITIONING),
        .linger_s = clients.linger_s,
        .batch_bytes = clients.batch_bytes,
        .consumer_groups = (uint32_t)topic_num(params, topic, TOPIC_GROUPS),
        .consumers = (uint32_t)topic_num(params, topic, TOPIC_CONSUMERS),
        .fetch_max_wait_s = clients.fetch_max_wait_s,
        .fetch_min_bytes = clients.fetch_min_bytes,
        .limits = limits_of(&clients, context->arena),
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
        groups[i] = group_of(context, demand->groups[i].topic, factor);
    return (struct path_clients){
        .group_count = demand->group_count,
        .groups = groups,
        .zones = (unsigned)root_num(context->params, ROOT_ZONES),
        .arrivals = arrivals_of(context->params),
        .zone_aware_produce = option_num(context->params, context->scenario, OPTION_ZONE_AWARE_PRODUCE),
        .zone_aware_consume = option_num(context->params, context->scenario, OPTION_ZONE_AWARE_CONSUME),
        .rtt_same_zone = path_dist(context, ROOT_RTT_SAME_ZONE),
        .rtt_cross_zone = path_dist(context, ROOT_RTT_CROSS_ZONE),
    };
}

void path_ignore_fetch_min_bytes(const struct context *context, struct path_clients *clients)
{
    struct path_group *groups = arena_new_of(context->arena, struct path_group, clients->group_count);
    for (size_t i = 0; i < clients->group_count; i++) {
        groups[i] = clients->groups[i];
        groups[i].fetch_min_bytes = 1;
    }
    clients->groups = groups;
}

struct object_rule path_object_store(const struct context *context, enum root_param latency,
                                     enum root_param limit_per_s)
{
    uint32_t limit = (uint32_t)path_num(context, limit_per_s);
    return (struct object_rule){
        .latency = path_dist(context, latency),
        .buckets = 1,
        .answers_needed = 1,
        .prefixes = (uint32_t)path_num(context, ROOT_STORE_PREFIXES),
        .limit = {.per_s = limit, .burst = limit},
        .refusal_s = path_num(context, ROOT_STORE_REFUSAL),
        .attempts_max = (uint32_t)path_num(context, ROOT_STORE_ATTEMPTS),
        .backoff_s = path_num(context, ROOT_STORE_BACKOFF),
        .backoff_cap_s = path_num(context, ROOT_STORE_BACKOFF_MAX),
        .jitter = 1, /* full jitter, as in the AWS SDKs */
    };
}

const struct dist *path_constant(const struct context *context, double seconds)
{
    if (seconds == 0) return NULL;
    struct dist *constant = arena_new_of(context->arena, struct dist, 1);
    *constant = (struct dist){.kind = DIST_CONSTANT, .constant = {seconds}};
    return constant;
}

struct object_rule path_object_puts(const struct context *context)
{
    struct object_rule rule = path_object_store(context, ROOT_OBJECT_PUT, ROOT_STORE_PUTS);
    rule.hedge_after = path_constant(context, path_num(context, ROOT_STORE_PUT_RETRY));
    return rule;
}

void path_finish(const struct context *context, struct data_path *path)
{
    path->is_full = (int)root_num(context->params, ROOT_DETAIL) == DETAIL_FULL;
    path->measured_to = path_measured_to(path);
}
