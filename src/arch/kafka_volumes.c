/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which volumes one broker gets. */
#include <math.h>

#include "arch/kafka.h"
#include "base/number.h"

/* What one broker's volumes must give together, and the most that one of them may. */
struct wish {
    enum volume_kind kind;
    double gib, bytes_per_s, iops;
    double max_bytes_per_s, max_iops;        /* of a volume */
    bool is_throughput_given, is_iops_given; /* then the most is also the least */
    double step_gib;
};

static struct wish wish_of(const struct context *context, double space_bytes, double bytes_per_s)
{
    enum volume_kind kind = (enum volume_kind)kafka_num(context, KAFKA_VOLUME);
    const struct volume_limits *limits = &VOLUME_LIMITS[kind];
    bool throughput = option_is_set(context->params, context->scenario, KAFKA_VOLUME_THROUGHPUT),
         iops = option_is_set(context->params, context->scenario, KAFKA_VOLUME_IOPS);
    struct wish wish = {
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
        wish.gib = larger(wish.gib, bytes_per_s / limits->bytes_per_s_per_tib * TIB / GIB);
    double needed_iops = limits->iops_per_gib > 0
                             ? larger(wish.iops, bytes_per_s / limits->bytes_per_s_per_iops)
                             : 0;
    if (needed_iops > limits->base_iops) wish.gib = larger(wish.gib, needed_iops / limits->iops_per_gib);
    return wish;
}

static double fewest(const struct wish *wish)
{
    double count = larger(1, larger(ceil(wish->gib / VOLUME_LIMITS[wish->kind].max_gib),
                                    ceil(wish->bytes_per_s / wish->max_bytes_per_s)));
    return wish->max_iops > 0 ? larger(count, ceil(wish->iops / wish->max_iops)) : count;
}

/* `count` volumes that give it, as small as they can be, with IOPS and throughput bought where the kind sells
 * them. */
static struct volumes split(const struct wish *wish, double count)
{
    const struct volume_limits *limits = &VOLUME_LIMITS[wish->kind];
    double gib = ceil(wish->gib / count / wish->step_gib) * wish->step_gib;
    struct volumes volumes = {.kind = wish->kind,
                              .count = (uint32_t)count,
                              .gib = smaller(larger(limits->min_gib, gib), limits->max_gib)};
    if (wish->kind != VOLUME_GP3 && wish->kind != VOLUME_IO2) return volumes;
    double bytes_per_s = ceil(wish->bytes_per_s / count / MIB) * MIB;
    if (wish->kind == VOLUME_GP3)
        volumes.bytes_per_s = wish->is_throughput_given ? wish->max_bytes_per_s
                                                        : larger(limits->base_bytes_per_s, bytes_per_s);
    double iops = ceil(
        larger(wish->iops / count, larger(volumes.bytes_per_s, bytes_per_s) / limits->bytes_per_s_per_iops));
    volumes.iops = wish->is_iops_given ? wish->max_iops : larger(limits->base_iops, iops);
    if (volumes.iops > limits->base_iops) /* a size allows so many */
        volumes.gib = larger(volumes.gib,
                             ceil(volumes.iops / limits->max_iops_per_gib / wish->step_gib) * wish->step_gib);
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

/* Each gp3 volume brings throughput and IOPS that are free, and these are worth far more than what rounding
 * sizes up costs. So the cheapest number is the one that needs nothing bought, or one less where that would
 * need next to nothing. */
static struct volumes cheapest_gp3(const struct context *context, const struct wish *wish)
{
    const struct volume_limits *limits = &VOLUME_LIMITS[VOLUME_GP3];
    double least = fewest(wish), all_free = ceil(larger(wish->bytes_per_s / limits->base_bytes_per_s,
                                                        wish->iops / limits->base_iops));
    double more = larger(least, smaller(all_free, kafka_num(context, KAFKA_ATTACHMENTS))),
           fewer = larger(least, more - 1);
    struct volumes many = split(wish, more);
    if (fewer == more) return many;
    struct volumes few = split(wish, fewer);
    return gp3_usd_per_month(context->prices, &few) < gp3_usd_per_month(context->prices, &many) ? few : many;
}

struct volumes kafka_volumes(const struct context *context, double space_bytes, double bytes_per_s)
{
    struct wish wish = wish_of(context, space_bytes, bytes_per_s);
    bool is_free_to_choose = wish.kind == VOLUME_GP3 && !wish.is_throughput_given && !wish.is_iops_given;
    return is_free_to_choose ? cheapest_gp3(context, &wish) : split(&wish, fewest(&wish));
}
