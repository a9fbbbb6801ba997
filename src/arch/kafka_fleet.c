/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "arch/kafka.h"
#include "arch/quorum.h"
#include "base/number.h"
#include "base/text.h"

/* Brokers that carry a need: all, or those left when the largest zone is gone. */
static double carriers(double brokers, double zones, bool on_live)
{
    return on_live ? brokers - ceil(brokers / zones) : brokers;
}

/* The most that one broker's volumes write and read in any situation that leaves brokers; EBS volumes are
 * not rebuilt. */
static double volume_bytes_per_s(const struct kafka_needs *needs, double brokers, double zones)
{
    double most = 0;
    for (size_t i = 0; i < needs->count; i++) {
        const struct kafka_need *need = &needs->needs[i];
        double writers = carriers(brokers, zones, need->writes_on_live),
               servers = carriers(brokers, zones, need->serves_on_live);
        if (need->situation != REBUILDING && writers > 0 && servers > 0)
            most = larger(most,
                          need->disk_write_bytes_per_s / writers + need->disk_read_bytes_per_s / servers);
    }
    return most;
}

bool kafka_size(const struct context *context, const struct demand *demand, int instance, uint32_t count,
                struct deployment *deployment, const char **why)
{
    enum volume_kind kind = (enum volume_kind)kafka_num(context, KAFKA_VOLUME);
    const struct instance *type = &context->catalogue->instances[instance];
    const struct kafka_needs *needs = demand->own;
    struct volumes volumes = {.kind = VOLUME_NVME};
    if (kind == VOLUME_NVME && type->disk_kind != DISK_NVME) {
        *why = "has no local NVMe disks";
        return false;
    }
    if (kind != VOLUME_NVME && type->ebs_bytes_per_s == 0) {
        *why = "its EBS bandwidth is not published";
        return false;
    }
    if (kind != VOLUME_NVME) {
        double space_bytes = demand_space_bytes(demand, kafka_num(context, KAFKA_FREE_SPACE)) / count;
        volumes = kafka_volumes(context, space_bytes,
                                volume_bytes_per_s(needs, count, root_num(context->params, ROOT_ZONES)));
    }
    deployment->role_count = 1; /* clearing the other roles would dominate the running time */
    deployment->roles[0] = (struct role){"broker", (int16_t)instance, count, volumes};
    double controllers = kafka_num(context, KAFKA_CONTROLLERS);
    if (controllers > 0) {
        struct volumes disk = {.kind = VOLUME_GP3,
                               .count = 1,
                               .gib = ceil(kafka_num(context, KAFKA_CONTROLLER_DISK) / GIB)};
        int controller = needs->controller != CATALOGUE_NONE ? needs->controller
                                                             : quorum_type(context, instance);
        deployment->roles[deployment->role_count++] = (struct role){"controller", (int16_t)controller,
                                                                    (uint32_t)controllers, disk};
    }
    return true;
}

static const char NETWORK_IN[] = "broker.network_in", NETWORK_OUT[] = "broker.network_out",
                  CPU[] = "broker.cpu", EBS[] = "broker.ebs_throughput", EBS_IOPS[] = "broker.ebs_iops",
                  VOLUME_BYTES[] = "broker.volume_throughput", VOLUME_OPS[] = "broker.volume_iops",
                  SPACE[] = "broker.space", MEMORY[] = "broker.memory", PARTITIONS[] = "broker.partitions",
                  VOLUMES[] = "broker.volumes", COUNT[] = "broker.count", LIMITS[] = "broker.volume_limits";

/* The share of each of `carriers`: infinite when there is a need and no carrier. */
static double each(double need, double carriers)
{
    return need == 0 ? 0 : carriers == 0 ? INFINITY : need / carriers;
}

static void use_for_need(const struct context *context, const struct role *brokers,
                         const struct kafka_need *need, struct capacity *capacity)
{
    const struct instance *type = &context->catalogue->instances[brokers->instance];
    double zones = root_num(context->params, ROOT_ZONES);
    double writers = carriers(brokers->count, zones, need->writes_on_live),
           servers = carriers(brokers->count, zones, need->serves_on_live);
    enum situation situation = need->situation;

    capacity_use(capacity, CPU, situation, need->vcpus, servers * type->vcpus);
    capacity_use(capacity, NETWORK_IN, situation, need->in_bytes_per_s, writers * type->network_bytes_per_s);
    capacity_use(capacity, NETWORK_OUT, situation, need->out_bytes_per_s,
                 servers * type->network_bytes_per_s);

    double cached_bytes = each(need->in_bytes_per_s, writers) * kafka_num(context, KAFKA_PAGE_CACHE_WINDOW);
    capacity_use(capacity, MEMORY, situation, kafka_num(context, KAFKA_HEAP) + cached_bytes,
                 type->memory_gib * GIB);

    const struct volumes *volumes = &brokers->volumes;
    if (volumes->kind == VOLUME_NVME) return; /* the catalogue has no disk speed of instance stores */
    double disk = each(need->disk_write_bytes_per_s, writers) + each(need->disk_read_bytes_per_s, servers);
    capacity_use(capacity, EBS, situation, disk, type->ebs_bytes_per_s);
    capacity_use_bought(capacity, VOLUME_BYTES, situation, disk,
                        volumes->count * volume_sustained_bytes_per_s(volumes));
    double volume_iops = volume_sustained_iops(volumes);
    if (isfinite(volume_iops)) {
        double iops = disk / kafka_num(context, KAFKA_IO_SIZE);
        capacity_use_bought(capacity, VOLUME_OPS, situation, iops, volumes->count * volume_iops);
        capacity_use(capacity, EBS_IOPS, situation, iops, type->ebs_iops);
    }
}

void kafka_capacity(const struct context *context, const struct deployment *deployment,
                    const struct demand *demand, struct capacity *capacity)
{
    const struct role *brokers = &deployment->roles[0];
    const struct kafka_needs *needs = demand->own;
    capacity->count = capacity->next = 0;
    const struct instance *type = &context->catalogue->instances[brokers->instance];
    const struct volumes *volumes = &brokers->volumes;
    bool local = volumes->kind == VOLUME_NVME;
    for (size_t i = 0; i < needs->count; i++)
        if (local || needs->needs[i].situation != REBUILDING)
            use_for_need(context, brokers, &needs->needs[i], capacity);
    if (!local) capacity_use_bought(capacity, LIMITS, HEALTHY, volume_limit_use(volumes), 1);
    double space_bytes = local ? type->disk_bytes : volumes->count * volumes->gib * GIB;
    double needed_bytes = demand_space_bytes(demand, kafka_num(context, KAFKA_FREE_SPACE)) / brokers->count;
    if (local)
        capacity_use(capacity, SPACE, HEALTHY, needed_bytes, space_bytes);
    else
        capacity_use_bought(capacity, SPACE, HEALTHY, needed_bytes, space_bytes);
    capacity_use(capacity, VOLUMES, HEALTHY, volumes->count, kafka_num(context, KAFKA_ATTACHMENTS));
    double partitions = smaller(kafka_num(context, KAFKA_PARTITIONS_PER_BROKER),
                                kafka_num(context, KAFKA_PARTITIONS_PER_VCPU) * type->vcpus);
    capacity_use(capacity, PARTITIONS, HEALTHY, demand->total.partitions / brokers->count, partitions);
    /* Each replica of a partition needs a broker of its own. */
    capacity_use(capacity, COUNT, HEALTHY, kafka_num(context, KAFKA_REPLICATION_FACTOR), brokers->count);
}
