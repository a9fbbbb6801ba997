/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * AutoMQ: declarations shared by its files.
 *
 *     automq.c        options, guarantees, topic groups → flows
 *     automq_fleet.c  brokers and their volumes: how large, how full
 *     automq_lines.c  metered lines: log, zone router, objects, fee */
#pragma once

#include "arch/arch.h"
#include "arch/options.h"
#include "base/number.h"

enum automq_option {
    AUTOMQ_BEFORE = OPTION__COUNT - 1, /* the common options come first */
#define PARAM(id, ...) AUTOMQ_##id,
#include "arch/automq.def"
#undef PARAM
    AUTOMQ_OPTION__COUNT
};

enum automq_wal { AUTOMQ_WAL_S3, AUTOMQ_WAL_EBS };
enum automq_spare { AUTOMQ_SPARE_NONE, AUTOMQ_SPARE_ZONE };

static inline double automq_num(const struct context *context, int option)
{
    return option_num(context->params, context->scenario, option);
}

static inline bool automq_is_in_s3(const struct context *context)
{
    return (enum automq_wal)automq_num(context, AUTOMQ_WAL) == AUTOMQ_WAL_S3;
}

/* Share of produced bytes that the zone router passes to a leader in another zone. */
static inline double automq_routed(const struct context *context)
{
    bool is_routed = automq_is_in_s3(context) && automq_num(context, AUTOMQ_ZONE_ROUTER) != 0;
    return is_routed ? 1 - 1 / root_num(context->params, ROOT_ZONES) : 0;
}

/* Zones besides the leader's whose brokers load what is produced, for consumers of their own. */
static inline double automq_loading_zones(const struct context *context, const struct demand *demand)
{
    bool is_read = demand->total.flows[FLOW_CONSUME].bytes_per_s > 0;
    return is_read && automq_routed(context) > 0 ? root_num(context->params, ROOT_ZONES) - 1 : 0;
}

bool automq_size(const struct context *context, const struct demand *demand, int instance, uint32_t count,
                 struct deployment *deployment, const char **why);
void automq_capacity(const struct context *context, const struct deployment *deployment,
                     const struct demand *demand, struct capacity *capacity);
void automq_fleet(const struct context *context, const struct deployment *deployment,
                  const struct demand *demand, struct ledger *ledger);
void automq_flows(const struct context *context, const struct deployment *deployment,
                  const struct demand *demand, struct ledger *ledger);
extern const struct line *const AUTOMQ_LINES[];

/* AutoMQ units (AKU) of the subscription. */
double automq_akus(const struct context *context, const struct demand *demand);
