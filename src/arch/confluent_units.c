/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "arch/clients.h"
#include "arch/confluent.h"
#include "base/number.h"
#include "params/choices.h"

double confluent_num(const struct context *context, enum confluent_option option)
{
    return option_num(context->params, context->scenario, (int)option);
}

/* Brokers that each client of a topic group is connected to. */
static double brokers_of(const struct context *context, uint32_t topic)
{
    return smaller(confluent_num(context, CONFLUENT_BROKERS_PER_CLIENT),
                   topic_num(context->params, topic, TOPIC_PARTITIONS));
}

static double connections_of(const struct context *context, uint32_t topic)
{
    const struct params *params = context->params;
    double clients = topic_num(params, topic, TOPIC_PRODUCERS) +
                     topic_num(params, topic, TOPIC_GROUPS) * topic_num(params, topic, TOPIC_CONSUMERS);
    return clients * brokers_of(context, topic);
}

/* Fetches of one consumer group. A consumer with partitions has one fetch under way to each broker that leads
 * some of them: the broker answers when a batch has come and fetch_min_bytes are there, or after
 * fetch_max_wait; the next one follows a round trip later. */
static double group_fetches_per_s(const struct context *context, uint32_t topic, double bytes_per_s,
                                  double batches_per_s)
{
    const struct clients clients = clients_of(context, topic);
    double partitions = topic_num(context->params, topic, TOPIC_PARTITIONS),
           readers = smaller(topic_num(context->params, topic, TOPIC_CONSUMERS), partitions),
           fetchers = readers * smaller(brokers_of(context, topic), ceil(partitions / readers));
    double wait_s = clients.fetch_max_wait_s;
    if (batches_per_s > 0)
        wait_s = smaller(wait_s,
                         larger(fetchers / batches_per_s, clients.fetch_min_bytes * fetchers / bytes_per_s));
    double by_time = fetchers / (wait_s + confluent_num(context, CONFLUENT_FETCH_ROUND_TRIP));
    return larger(by_time, bytes_per_s / clients.fetch_max_bytes);
}

static double requests_of(const struct context *context, uint32_t topic, double factor)
{
    struct producer_requests produced = clients_requests(context, topic, factor,
                                                         (unsigned)brokers_of(context, topic));
    double bytes_per_s = topic_num(context->params, topic, TOPIC_PRODUCE_RATE) * factor,
           batches_per_s = produced.requests_per_s * produced.batches_per_request;
    return produced.requests_per_s + topic_num(context->params, topic, TOPIC_GROUPS) *
                                         group_fetches_per_s(context, topic, bytes_per_s, batches_per_s);
}

static bool is_compacted(const struct params *params, uint32_t topic)
{
    return (enum cleanup)topic_num(params, topic, TOPIC_CLEANUP) == CLEANUP_COMPACT;
}

struct confluent_load confluent_load_at(const struct context *context, const struct demand *demand,
                                        double factor)
{
    struct confluent_load load = {
        .of = {[DIMENSION_IN] = demand->total.flows[FLOW_PRODUCE].bytes_per_s * factor,
               [DIMENSION_OUT] = demand->total.flows[FLOW_CONSUME].bytes_per_s * factor,
               [DIMENSION_PARTITIONS] = demand->total.partitions}};
    for (size_t i = 0; i < demand->group_count; i++) {
        uint32_t topic = demand->groups[i].topic;
        if (is_compacted(context->params, topic))
            load.of[DIMENSION_COMPACTED] += demand->groups[i].partitions;
        load.of[DIMENSION_CONNECTIONS] += connections_of(context, topic);
        load.of[DIMENSION_REQUESTS] += requests_of(context, topic, factor);
    }
    load.of[DIMENSION_ATTEMPTS] = load.of[DIMENSION_CONNECTIONS] /
                                  confluent_num(context, CONFLUENT_RECONNECT_TIME);
    return load;
}

struct confluent_load confluent_unit(const struct context *context, int instance)
{
    const struct instance *type = &context->catalogue->instances[instance];
    return (struct confluent_load){
        .of = {[DIMENSION_IN] = type->ingress_bytes_per_s,
               [DIMENSION_OUT] = type->egress_bytes_per_s,
               [DIMENSION_PARTITIONS] = type->partitions,
               [DIMENSION_COMPACTED] = confluent_num(context, CONFLUENT_UNIT_COMPACTED),
               [DIMENSION_CONNECTIONS] = confluent_num(context, CONFLUENT_UNIT_CONNECTIONS),
               [DIMENSION_ATTEMPTS] = confluent_num(context, CONFLUENT_UNIT_ATTEMPTS),
               [DIMENSION_REQUESTS] = confluent_num(context, CONFLUENT_UNIT_REQUESTS)}};
}

uint32_t confluent_units(const struct context *context, const struct demand *demand, int instance,
                         double factor)
{
    const double rounding = 1 - 1e-12;
    const struct confluent_load load = confluent_load_at(context, demand, factor),
                                unit = confluent_unit(context, instance);
    double units = confluent_num(context, CONFLUENT_LEAST_UNITS);
    for (int i = 0; i < DIMENSION__COUNT; i++)
        if (load.of[i] > 0) units = larger(units, ceil(load.of[i] / unit.of[i] * rounding));
    return (uint32_t)smaller(units, CONFLUENT_UNITS_MAX);
}

uint32_t confluent_units_paid(const struct context *context, const struct deployment *deployment,
                              const struct demand *demand, const struct segment *segment)
{
    const struct role *units = &deployment->roles[0];
    bool follow = ARCHS[context->params->scenarios[context->scenario].kind]->nodes_follow_load &&
                  !option_is_set(context->params, context->scenario, CONFLUENT_UNITS);
    if (!follow || segment->factor == demand->peak_factor) return units->count;
    uint32_t needed = confluent_units(context, demand, units->instance, segment->factor);
    return needed < units->count ? needed : units->count;
}
