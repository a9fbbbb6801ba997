/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The volumes of one broker. */
#include <math.h>

#include "arch/kafka.h"
#include "base/number.h"

/* The needs of one broker's volumes together, and the most that one of them may give. */
struct volume_need {
    enum volume_kind kind;
    double gib, bytes_per_s, iops;
    double max_bytes_per_s, max_iops;        /* of a volume */
    bool is_throughput_given, is_iops_given; /* then the most is also the least */
    double step_gib;
};

static struct volume_need volume_need_of(const struct context *context, double space_bytes,
                                         double bytes_per_s)
{
    enum volume_kind kind = (enum volume_kind)kafka_num(context, KAFKA_VOLUME);
    const struct volume_limits *limits = &VOLUME_LIMITS[kind];
    bool throughput = option_is_set(context->params, context->scenario, KAFKA_VOLUME_THROUGHPUT),
         iops = option_is_set(context->params, context->scenario, KAFKA_VOLUME_IOPS);
    struct volume_need need = {
        .kind = kind,
        .gib = space_bytes / GIB,
        .bytes_per_s = bytes_per_s,
        .iops = bytes_per_s / kafka_num(context, KAFKA_IO_SIZE),
        .max_bytes_per_s = throughput ? kafka_num(context, KAFKA_VOLUME_THROUGHPUT) : limits->max_bytes_per_s,
        .max_iops = iops ? kafka_num(context, KAFKA_VOLUME_IOPS) : limits->max_iops,
        .is_throughput_given = throughput,
        .is_iops_given = iops,
        .step_gib = kafka_num(context, KAFKA_VOLUME_STEP) / GIB,
    };
    /* Kinds whose performance grows with size are bought larger when the load needs it. */
    if (limits->bytes_per_s_per_tib > 0)
        need.gib = larger(need.gib, bytes_per_s / limits->bytes_per_s_per_tib * TIB / GIB);
    double needed_iops = limits->iops_per_gib > 0
                             ? larger(need.iops, bytes_per_s / limits->bytes_per_s_per_iops)
                             : 0;
    if (needed_iops > limits->base_iops) need.gib = larger(need.gib, needed_iops / limits->iops_per_gib);
    return need;
}

static double fewest(const struct volume_need *need)
{
    double count = larger(1, larger(ceil(need->gib / VOLUME_LIMITS[need->kind].max_gib),
                                    ceil(need->bytes_per_s / need->max_bytes_per_s)));
    return need->max_iops > 0 ? larger(count, ceil(need->iops / need->max_iops)) : count;
}

/* Split over `count` volumes, as small as can be, buying IOPS and throughput where the kind sells them. */
static struct volumes split(const struct volume_need *need, double count)
{
    const struct volume_limits *limits = &VOLUME_LIMITS[need->kind];
    double gib = ceil(need->gib / count / need->step_gib) * need->step_gib;
    struct volumes volumes = {.kind = need->kind,
                              .count = (uint32_t)count,
                              .gib = smaller(larger(limits->min_gib, gib), limits->max_gib)};
    if (need->kind != VOLUME_GP3 && need->kind != VOLUME_IO2) return volumes;
    double bytes_per_s = ceil(need->bytes_per_s / count / MIB) * MIB;
    if (need->kind == VOLUME_GP3)
        volumes.bytes_per_s = need->is_throughput_given ? need->max_bytes_per_s
                                                        : larger(limits->base_bytes_per_s, bytes_per_s);
    double iops = ceil(
        larger(need->iops / count, larger(volumes.bytes_per_s, bytes_per_s) / limits->bytes_per_s_per_iops));
    volumes.iops = need->is_iops_given ? need->max_iops : larger(limits->base_iops, iops);
    if (volumes.iops > limits->base_iops) /* more IOPS depend on the size */
        volumes.gib = larger(volumes.gib,
                             ceil(volumes.iops / limits->max_iops_per_gib / need->step_gib) * need->step_gib);
    return volumes;
}

static double gp3_usd_per_month(const struct prices *prices, const struct volumes *volumes)
{
    const struct volume_limits *limits = &VOLUME_LIMITS[VOLUME_GP3];
    double usd = volumes->gib * tariff_usd_per_unit(&prices->tariffs[METER_ID_GP3_SPACE]);
    usd += (volumes->bytes_per_s - limits->base_bytes_per_s) / GIB *
           tariff_usd_per_unit(&prices->tariffs[METER_ID_GP3_THROUGHPUT]);
    usd += (volumes->iops - limits->base_iops) * tariff_usd_per_unit(&prices->tariffs[METER_ID_GP3_IOPS]);
    return volumes->count * usd;
}

/* Each gp3 volume includes throughput and IOPS, worth far more than rounding sizes up costs. So the
 * cheapest count is the one that needs nothing bought, or one less where that needs next to nothing. */
static struct volumes cheapest_gp3(const struct context *context, const struct volume_need *need)
{
    const struct volume_limits *limits = &VOLUME_LIMITS[VOLUME_GP3];
    double least = fewest(need), all_free = ceil(larger(need->bytes_per_s / limits->base_bytes_per_s,
                                                        need->iops / limits->base_iops));
    double more = larger(least, smaller(all_free, kafka_num(context, KAFKA_ATTACHMENTS))),
           fewer = larger(least, more - 1);
    struct volumes many = split(need, more);
    if (fewer == more) return many;
    struct volumes few = split(need, fewer);
    return gp3_usd_per_month(context->prices, &few) < gp3_usd_per_month(context->prices, &many) ? few : many;
}

struct volumes kafka_volumes(const struct context *context, double space_bytes, double bytes_per_s)
{
    struct volume_need need = volume_need_of(context, space_bytes, bytes_per_s);
    bool is_free_to_choose = need.kind == VOLUME_GP3 && !need.is_throughput_given && !need.is_iops_given;
    return is_free_to_choose ? cheapest_gp3(context, &need) : split(&need, fewest(&need));
}
