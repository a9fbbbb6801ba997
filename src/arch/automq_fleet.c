/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "arch/automq.h"
#include "base/units.h"

/* Brokers that are left: all, or those of the other zones. */
static double left_of(const struct context *context, double brokers)
{
    double zones = root_num(context->params, ROOT_ZONES);
    bool has_spare = (enum automq_spare)automq_num(context, AUTOMQ_SPARE) == AUTOMQ_SPARE_ZONE && zones > 1;
    return has_spare ? brokers - ceil(brokers / zones) : brokers;
}

static double produced_at_peak(const struct demand *demand)
{
    return demand->total.flows[FLOW_PRODUCE].bytes_per_s * demand->peak_factor;
}

/* One gp3 volume, with the throughput and the IOPS that the log needs. */
static struct volumes wal_volume(const struct context *context, double bytes_per_s)
{
    const struct volume_limits *limits = &VOLUME_LIMITS[VOLUME_GP3];
    double bought = larger(limits->base_bytes_per_s, ceil(bytes_per_s / MIB) * MIB);
    double iops = larger(bytes_per_s / automq_num(context, AUTOMQ_IO_SIZE),
                         bought / limits->bytes_per_s_per_iops);
    iops = larger(limits->base_iops, ceil(iops));
    double least_gib = iops > limits->base_iops ? iops / limits->max_iops_per_gib : limits->min_gib;
    return (struct volumes){.kind = VOLUME_GP3,
                            .count = 1,
                            .gib = ceil(larger(automq_num(context, AUTOMQ_WAL_VOLUME) / GIB, least_gib)),
                            .iops = iops,
                            .bytes_per_s = bought};
}

bool automq_size(const struct context *context, const struct demand *demand, int instance, uint32_t count,
                 struct deployment *deployment, const char **why)
{
    const struct instance *type = &context->catalogue->instances[instance];
    struct volumes volumes = {.kind = VOLUME_NONE};
    if (!automq_is_in_s3(context)) {
        if (type->ebs_bytes_per_s == 0) {
            *why = "its EBS bandwidth is not published";
            return false;
        }
        double left = left_of(context, count);
        volumes = wal_volume(context, left > 0 ? produced_at_peak(demand) / left : 0);
    }
    *deployment = (struct deployment){.role_count = 1,
                                      .roles = {{"broker", (int16_t)instance, count, volumes}}};
    return true;
}

static const char CPU[] = "broker.cpu", NETWORK_IN[] = "broker.network_in",
                  NETWORK_OUT[] = "broker.network_out", MEMORY[] = "broker.memory",
                  EBS[] = "broker.ebs_throughput", EBS_IOPS[] = "broker.ebs_iops",
                  VOLUME_BYTES[] = "broker.volume_throughput", VOLUME_OPS[] = "broker.volume_iops",
                  SPACE[] = "broker.space", LIMITS[] = "broker.volume_limits", COUNT[] = "broker.count";

static void use_machines(const struct context *context, const struct instance *type,
                         const struct demand *demand, double brokers, enum situation situation,
                         struct capacity *capacity)
{
    const struct flow *flows = demand->total.flows;
    double peak = demand->peak_factor, produced = produced_at_peak(demand),
           consumed = flows[FLOW_CONSUME].bytes_per_s * peak, network = brokers * type->network_bytes_per_s;
    double vcpus = larger(produced / automq_num(context, AUTOMQ_VCPU_PRODUCED),
                          consumed / automq_num(context, AUTOMQ_VCPU_CONSUMED));
    double cached_bytes = produced * (1 + automq_loading_zones(context, demand)) *
                          automq_num(context, AUTOMQ_CACHE_WINDOW);
    capacity_use(capacity, CPU, situation, vcpus, brokers * type->vcpus);
    capacity_use(capacity, NETWORK_IN, situation, produced + flows[FLOW_OBJECT_DOWN].bytes_per_s * peak,
                 network);
    capacity_use(capacity, NETWORK_OUT, situation, consumed + flows[FLOW_OBJECT_UP].bytes_per_s * peak,
                 network);
    capacity_use(capacity, MEMORY, situation, cached_bytes,
                 brokers * type->memory_gib * GIB * (1 - automq_num(context, AUTOMQ_RESERVED_MEMORY)));
}

static void use_volume(const struct context *context, const struct role *role, const struct instance *type,
                       double bytes_per_s, enum situation situation, struct capacity *capacity)
{
    const struct volumes *volumes = &role->volumes;
    double iops = bytes_per_s / automq_num(context, AUTOMQ_IO_SIZE);
    bool has_one = volumes->kind == VOLUME_GP3;
    capacity_use(capacity, EBS, situation, bytes_per_s, type->ebs_bytes_per_s);
    capacity_use(capacity, EBS_IOPS, situation, iops, type->ebs_iops);
    capacity_use_bought(capacity, VOLUME_BYTES, situation, bytes_per_s,
                        has_one ? volumes->count * volume_sustained_bytes_per_s(volumes) : 0);
    capacity_use_bought(capacity, VOLUME_OPS, situation, iops,
                        has_one ? volumes->count * volume_sustained_iops(volumes) : 0);
    /* The device is as large as it was made, and holds what isn't uploaded yet. */
    double held_bytes = smaller(bytes_per_s * automq_num(context, AUTOMQ_UPLOAD_INTERVAL),
                                automq_num(context, AUTOMQ_UPLOAD_SIZE));
    capacity_use_bought(capacity, SPACE, situation, held_bytes,
                        has_one ? volumes->count * volumes->gib * GIB : 0);
    if (has_one) capacity_use_bought(capacity, LIMITS, HEALTHY, volume_limit_use(volumes), 1);
}

static void use_all(const struct context *context, const struct role *role, const struct demand *demand,
                    double brokers, enum situation situation, struct capacity *capacity)
{
    const struct instance *type = &context->catalogue->instances[role->instance];
    use_machines(context, type, demand, brokers, situation, capacity);
    if (automq_is_in_s3(context)) return;
    double produced = produced_at_peak(demand);
    use_volume(context, role, type,
               produced == 0 ? 0
               : brokers > 0 ? produced / brokers
                             : INFINITY,
               situation, capacity);
}

void automq_capacity(const struct context *context, const struct deployment *deployment,
                     const struct demand *demand, struct capacity *capacity)
{
    const struct role *role = &deployment->roles[0];
    double left = left_of(context, role->count);
    *capacity = capacity_new();
    use_all(context, role, demand, role->count, HEALTHY, capacity);
    if (left < role->count) use_all(context, role, demand, left, ZONE_LOST, capacity);
    /* One broker per zone at least, or clients would cross zones. */
    capacity_use(capacity, COUNT, HEALTHY, root_num(context->params, ROOT_ZONES), role->count);
}

double automq_akus(const struct context *context, const struct demand *demand)
{
    double consumed = demand->total.flows[FLOW_CONSUME].bytes_per_s * demand->peak_factor;
    double shares = produced_at_peak(demand) / automq_num(context, AUTOMQ_AKU_WRITTEN) +
                    consumed / automq_num(context, AUTOMQ_AKU_READ);
    return larger(automq_num(context, AUTOMQ_LEAST_AKUS), ceil(shares - 1e-9));
}
