/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>

#include "arch/object_files.h"
#include "arch/warpstream.h"
#include "base/number.h"
#include "base/text.h"

static const char CPU[] = "agent.cpu", NETWORK_IN[] = "agent.network_in", NETWORK_OUT[] = "agent.network_out",
                  MEMORY[] = "agent.memory", COUNT[] = "agent.count";

/* The load on all agents together at a rate factor, with `zones` of them in service and `agents` in all. */
struct load {
    double vcpus, in_bytes_per_s, out_bytes_per_s, cached_bytes;
};

static struct load load_at(const struct context *context, const struct demand *demand, double factor,
                           double zones, double agents)
{
    double produced = demand->total.flows[FLOW_PRODUCE].bytes_per_s * factor,
           consumed = demand->total.flows[FLOW_CONSUME].bytes_per_s * factor;
    double compacted = produced * warpstream_num(context, WARPSTREAM_COMPACTION_REWRITES);
    double loaded = object_reading_zones(context, demand) > 0 ? produced * zones : 0;
    /* A fetch goes to any agent of the zone; the file's owner sends the bytes: free on the bill, not on
     * the network card. */
    double relayed = consumed * larger(0, 1 - zones / agents);
    double cpu = larger(produced / warpstream_num(context, WARPSTREAM_VCPU_PRODUCED),
                        consumed / warpstream_num(context, WARPSTREAM_VCPU_FETCHED));
    return (struct load){
        .vcpus = larger(cpu, compacted / warpstream_num(context, WARPSTREAM_VCPU_COMPACTED)),
        .in_bytes_per_s = produced + loaded + compacted + relayed,
        .out_bytes_per_s = produced + consumed + compacted + relayed,
        .cached_bytes = loaded * warpstream_num(context, WARPSTREAM_CACHE_WINDOW),
    };
}

static void use_load(const struct context *context, const struct instance *type, struct load load,
                     double agents, enum situation situation, struct capacity *capacity)
{
    capacity_use(capacity, CPU, situation, load.vcpus, agents * type->vcpus);
    capacity_use(capacity, NETWORK_IN, situation, load.in_bytes_per_s, agents * type->network_bytes_per_s);
    capacity_use(capacity, NETWORK_OUT, situation, load.out_bytes_per_s, agents * type->network_bytes_per_s);
    double cache_bytes = type->memory_gib * GIB * (1 - warpstream_num(context, WARPSTREAM_RESERVED_MEMORY));
    capacity_use(capacity, MEMORY, situation, load.cached_bytes, agents * cache_bytes);
}

static void capacity_at(const struct context *context, const struct role *role, const struct demand *demand,
                        double factor, struct capacity *capacity)
{
    const struct instance *type = &context->catalogue->instances[role->instance];
    double zones = root_num(context->params, ROOT_ZONES), agents = role->count;
    *capacity = capacity_new();
    use_load(context, type, load_at(context, demand, factor, zones, agents), agents, HEALTHY, capacity);
    if ((enum warpstream_spare)warpstream_num(context, WARPSTREAM_SPARE) == SPARE_ZONE && zones > 1) {
        double left = agents - ceil(agents / zones);
        use_load(context, type, load_at(context, demand, factor, zones - 1, left), left, ZONE_LOST, capacity);
    }
    capacity_use(capacity, COUNT, HEALTHY, zones,
                 agents); /* one agent per zone at least, or clients would cross zones */
}

bool warpstream_size(const struct context *context, const struct demand *demand, int instance, uint32_t count,
                     struct deployment *deployment, const char **why)
{
    (void)context;
    (void)demand;
    (void)why;
    *deployment = (struct deployment){.role_count = 1,
                                      .roles = {{"agent", (int16_t)instance, count, {.kind = VOLUME_NONE}}}};
    return true;
}

void warpstream_capacity(const struct context *context, const struct deployment *deployment,
                         const struct demand *demand, struct capacity *capacity)
{
    capacity_at(context, &deployment->roles[0], demand, demand->peak_factor, capacity);
}

/* A load segment, for object_fewest. */
struct at {
    const struct context *context;
    const struct demand *demand;
    struct role role;
    double factor;
};

static bool holds(const void *load, uint32_t count)
{
    const struct at *at = load;
    struct role role = at->role;
    role.count = count;
    struct capacity capacity;
    capacity_at(at->context, &role, at->demand, at->factor, &capacity);
    return capacity_holds(&capacity);
}

uint32_t warpstream_agents(const struct context *context, const struct deployment *deployment,
                           const struct demand *demand, const struct segment *segment)
{
    const struct role *role = &deployment->roles[0];
    bool fixed = option_is_set(context->params, context->scenario, WARPSTREAM_AGENTS) ||
                 warpstream_num(context, WARPSTREAM_FOLLOWS_LOAD) == 0;
    if (fixed || segment->factor == demand->peak_factor) return role->count;
    const struct at at = {context, demand, *role, segment->factor};
    return object_fewest(role->count, (uint32_t)root_num(context->params, ROOT_ZONES), holds, &at);
}
