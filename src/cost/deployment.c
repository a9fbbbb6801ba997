/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cost/deployment.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "base/units.h"

/* Amazon EBS user guide (June 2023) unless a row says otherwise. Sizes over 16 TiB are left out: older
 * kinds stop there, and a filesystem that large takes too long to check. */
const struct volume_limits VOLUME_LIMITS[VOLUME__COUNT] = {
    [VOLUME_GP3] = {.name = "gp3",
                    .min_gib = 1,
                    .max_gib = 16384,
                    .base_iops = 3000,
                    .max_iops = 16000,
                    .max_iops_per_gib = 500,
                    .base_bytes_per_s = 125 * MIB,
                    .bytes_per_s_per_iops = 0.25 * MIB,
                    .max_bytes_per_s = 1000 * MIB},
    [VOLUME_GP2] = {.name = "gp2",
                    .min_gib = 1,
                    .max_gib = 16384,
                    .base_iops = 100,
                    .iops_per_gib = 3,
                    .max_iops = 16000,
                    .bytes_per_s_per_iops = 0.25 * MIB,
                    .max_bytes_per_s = 250 * MIB},
    [VOLUME_ST1] = {.name = "st1",
                    .min_gib = 125,
                    .max_gib = 16384,
                    .bytes_per_s_per_tib = 40 * MIB,
                    .max_bytes_per_s = 500 * MIB},
    [VOLUME_SC1] = {.name = "sc1",
                    .min_gib = 125,
                    .max_gib = 16384,
                    .bytes_per_s_per_tib = 12 * MIB,
                    .max_bytes_per_s = 192 * MIB},
    [VOLUME_IO2] = {.name = "io2",
                    .min_gib = 4,
                    .max_gib = 16384,
                    .base_iops = 100,
                    .max_iops = 256000,
                    .max_iops_per_gib = 1000,
                    .bytes_per_s_per_iops = 0.256 * MIB,
                    .max_bytes_per_s = 4000 * MIB},
    /* More throughput needs over 32,000 IOPS, and isn't counted on. */
    [VOLUME_IO1] = {.name = "io1",
                    .min_gib = 4,
                    .max_gib = 16384,
                    .base_iops = 100,
                    .max_iops = 64000,
                    .max_iops_per_gib = 50,
                    .bytes_per_s_per_iops = 0.25 * MIB,
                    .max_bytes_per_s = 500 * MIB},
    [VOLUME_NVME] = {.name = "nvme"},
    /* MSK developer guide, quotas and storage throughput: 1 to 16,384 GiB, at most 1,000 MiB/s
     * provisioned; otherwise as gp2. */
    [VOLUME_MSK] = {.name = "msk",
                    .min_gib = 1,
                    .max_gib = 16384,
                    .base_iops = 100,
                    .iops_per_gib = 3,
                    .max_iops = 16000,
                    .bytes_per_s_per_iops = 0.25 * MIB,
                    .max_bytes_per_s = 1000 * MIB},
};

enum volume_kind volume_kind_find(const char *name)
{
    int kind = 0;
    while (kind < VOLUME__COUNT && !text_equal(VOLUME_LIMITS[kind].name, name)) kind++;
    return (enum volume_kind)kind;
}

/* Provisioned IOPS and throughput relative to the limits of the kind, the size and each other. */
static double provisioned_use(const struct volumes *volumes, const struct volume_limits *limits)
{
    double iops = larger(volumes->iops, limits->base_iops),
           by_size = larger(volumes->gib * limits->max_iops_per_gib, limits->base_iops);
    bool is_well_within = iops <= smaller(limits->max_iops, by_size) &&
                          volumes->bytes_per_s <=
                              smaller(limits->max_bytes_per_s, iops * limits->bytes_per_s_per_iops);
    if (is_well_within) /* skip the divisions: the search asks thousands of times */
        return 0;
    double most = larger(iops / limits->max_iops, iops / by_size);
    return larger(most, larger(volumes->bytes_per_s / limits->max_bytes_per_s,
                               volumes->bytes_per_s / (iops * limits->bytes_per_s_per_iops)));
}

double volume_limit_use(const struct volumes *volumes)
{
    const struct volume_limits *limits = &VOLUME_LIMITS[volumes->kind];
    double size = volumes->gib < limits->min_gib ? limits->min_gib / volumes->gib
                                                 : volumes->gib / limits->max_gib;
    bool is_provisioned = limits->max_iops_per_gib > 0;
    return is_provisioned ? larger(size, provisioned_use(volumes, limits)) : size;
}

double volume_sustained_iops(const struct volumes *volumes)
{
    const struct volume_limits *limits = &VOLUME_LIMITS[volumes->kind];
    switch (volumes->kind) {
    case VOLUME_GP3: return larger(volumes->iops, limits->base_iops);
    case VOLUME_IO1:
    case VOLUME_IO2: return volumes->iops;
    case VOLUME_GP2:
        return smaller(larger(volumes->gib * limits->iops_per_gib, limits->base_iops), limits->max_iops);
    default:
        return INFINITY; /* HDD kinds are sold by throughput; local disks have no published figure here */
    }
}

double volume_sustained_bytes_per_s(const struct volumes *volumes)
{
    const struct volume_limits *limits = &VOLUME_LIMITS[volumes->kind];
    switch (volumes->kind) {
    case VOLUME_MSK:
        return volumes->bytes_per_s > 0
                   ? volumes->bytes_per_s
                   : volume_sustained_bytes_per_s(&(struct volumes){.kind = VOLUME_GP2, .gib = volumes->gib});
    case VOLUME_GP3: return larger(volumes->bytes_per_s, limits->base_bytes_per_s);
    case VOLUME_GP2:
    case VOLUME_IO1:
    case VOLUME_IO2:
        return smaller(volume_sustained_iops(volumes) * limits->bytes_per_s_per_iops,
                       limits->max_bytes_per_s);
    case VOLUME_ST1:
    case VOLUME_SC1:
        return smaller(volumes->gib * GIB / TIB * limits->bytes_per_s_per_tib, limits->max_bytes_per_s);
    default: return INFINITY;
    }
}

const struct role *deployment_role(const struct deployment *deployment, const char *role)
{
    for (size_t i = 0; i < deployment->role_count; i++)
        if (text_equal(deployment->roles[i].role, role)) return &deployment->roles[i];
    return NULL;
}

char *role_describe(const struct role *role, const struct catalogue *catalogue, struct arena *arena)
{
    struct text text = text_new(arena);
    const struct volumes *volumes = &role->volumes;
    text_addf(&text, "%u × %s", role->count, catalogue->instances[role->instance].name);
    if (volumes->kind == VOLUME_NVME)
        text_add(&text, ", local disks");
    else if (volumes->kind != VOLUME_NONE)
        text_addf(&text, ", %u × %s GiB %s each", volumes->count,
                  text_thousands(arena, ceil(volumes->gib), 0), VOLUME_LIMITS[volumes->kind].name);
    if (volumes->kind == VOLUME_GP3 && volumes->bytes_per_s > VOLUME_LIMITS[VOLUME_GP3].base_bytes_per_s)
        text_addf(&text, " at %.0f MiB/s", volumes->bytes_per_s / MIB);
    if (volumes->kind == VOLUME_MSK && volumes->bytes_per_s > 0)
        text_addf(&text, " at %.0f MiB/s", volumes->bytes_per_s / MIB);
    bool is_io1 = volumes->kind ==
                  VOLUME_IO1; /* its IOPS may be taken for granted, so they are always said */
    if (is_io1 || (volumes->iops > VOLUME_LIMITS[VOLUME_GP3].base_iops &&
                   (volumes->kind == VOLUME_GP3 || volumes->kind == VOLUME_IO2)))
        text_addf(&text, " and %s IOPS", text_thousands(arena, volumes->iops, 0));
    return text.bytes;
}
