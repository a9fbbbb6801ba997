/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "arch/bufstream.h"
#include "arch/quorum.h"
#include "base/number.h"

static const char CPU[] = "broker.cpu", NETWORK_IN[] = "broker.network_in",
                  NETWORK_OUT[] = "broker.network_out", MEMORY[] = "broker.memory", COUNT[] = "broker.count";

/* A load on brokers of a type. */
struct at {
    const struct context *context;
    const struct demand *demand;
    const struct instance *type;
    double factor;
};

/* Brokers in so many zones carry it; busy: the share of a vCPU that may be in use, over the one that is at
 * the published loads. */
static void use(const struct at *at, double brokers, double zones, double busy, enum situation situation,
                struct capacity *capacity)
{
    const struct context *context = at->context;
    const struct flow *flows = at->demand->total.flows;
    double produced = flows[FLOW_PRODUCE].bytes_per_s * at->factor,
           consumed = flows[FLOW_CONSUME].bytes_per_s * at->factor;
    double written = produced * (1 + bufstream_num(context, BUFSTREAM_REWRITES));
    double loaded = consumed > 0 ? produced * zones : 0;
    double vcpus = larger(produced / bufstream_num(context, BUFSTREAM_VCPU_PRODUCED),
                          consumed / bufstream_num(context, BUFSTREAM_VCPU_FETCHED));
    /* A fetch goes to any broker of the zone; the one whose cache has the file sends the bytes. */
    double relayed = consumed * larger(0, 1 - zones / brokers);
    double network = brokers * at->type->network_bytes_per_s,
           cache_bytes = at->type->memory_gib * GIB * (1 - bufstream_num(context, BUFSTREAM_RESERVED_MEMORY));
    capacity_use(capacity, CPU, situation, vcpus, brokers * at->type->vcpus * busy);
    capacity_use(capacity, NETWORK_IN, situation, produced + loaded + relayed, network);
    capacity_use(capacity, NETWORK_OUT, situation, written + consumed + relayed, network);
    capacity_use(capacity, MEMORY, situation, loaded * bufstream_num(context, BUFSTREAM_CACHE_WINDOW),
                 brokers * cache_bytes);
}

static void capacity_at(const struct at *at, double brokers, struct capacity *capacity)
{
    double zones = root_num(at->context->params, ROOT_ZONES);
    *capacity = capacity_new();
    use(at, brokers, zones, 1, HEALTHY, capacity);
    if (zones > 1)
        use(at, brokers - ceil(brokers / zones), zones - 1,
            1 / bufstream_num(at->context, BUFSTREAM_VCPU_BUSY), ZONE_LOST, capacity);
    capacity_use(capacity, COUNT, HEALTHY, zones, brokers); /* one in each zone, or clients would cross */
}

static struct at at_of(const struct context *context, const struct deployment *deployment,
                       const struct demand *demand, double factor)
{
    return (struct at){context, demand, &context->catalogue->instances[deployment->roles[0].instance],
                       factor};
}

bool bufstream_size(const struct context *context, const struct demand *demand, int instance, uint32_t count,
                    struct deployment *deployment, const char **why)
{
    (void)demand, (void)why;
    const struct volumes none = {.kind = VOLUME_NONE};
    double members = bufstream_num(context, BUFSTREAM_METADATA_NODES);
    deployment->role_count = 1;
    deployment->roles[0] = (struct role){"broker", (int16_t)instance, count, none};
    if (members > 0)
        deployment->roles[deployment->role_count++] = (struct role){"metadata",
                                                                    (int16_t)quorum_type(context, instance),
                                                                    (uint32_t)members, none};
    return true;
}

void bufstream_capacity(const struct context *context, const struct deployment *deployment,
                        const struct demand *demand, struct capacity *capacity)
{
    const struct at at = at_of(context, deployment, demand, demand->peak_factor);
    capacity_at(&at, deployment->roles[0].count, capacity);
}

static bool holds(const void *load, uint32_t count)
{
    struct capacity capacity;
    capacity_at(load, count, &capacity);
    return capacity_holds(&capacity);
}

uint32_t bufstream_brokers(const struct context *context, const struct deployment *deployment,
                           const struct demand *demand, const struct segment *segment)
{
    uint32_t count = deployment->roles[0].count;
    bool fixed = option_is_set(context->params, context->scenario, BUFSTREAM_BROKERS) ||
                 bufstream_num(context, BUFSTREAM_FOLLOWS_LOAD) == 0;
    if (fixed || segment->factor == demand->peak_factor) return count;
    const struct at at = at_of(context, deployment, demand, segment->factor);
    return object_fewest(count, (uint32_t)root_num(context->params, ROOT_ZONES), holds, &at);
}
