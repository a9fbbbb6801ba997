/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/msk.h"

#include <math.h>

#include "base/number.h"
#include "base/text.h"
#include "cost/cross_az.h"

#define YEAR_S                                                                   \
    {                                                                            \
        FACTOR_DERIVED, 0, UNIT_DURATION, "a year (12 × billing.month_metered)" \
    }
#define SIDES                                            \
    {                                                    \
        FACTOR_CONSTANT, 0, UNIT_NUMBER, "sides metered" \
    }
#define CROSSING                                                     \
    {                                                                \
        FACTOR_DERIVED, 0, UNIT_FRACTION, "share that crosses zones" \
    }
#define RATE                                                    \
    {                                                           \
        FACTOR_TOPIC, TOPIC_PRODUCE_RATE, UNIT_RATE, "produced" \
    }
#define GROUPS                                                    \
    {                                                             \
        FACTOR_TOPIC, TOPIC_GROUPS, UNIT_COUNT, "consumer groups" \
    }

const struct line MSK_PRODUCE = {"network.produce",
                                 NETWORK,
                                 METER_ID_TRANSFER_REGIONAL,
                                 "producers to brokers in other zones",
                                 {RATE, CROSSING, YEAR_S, SIDES}};
const struct line MSK_CONSUME = {"network.consume",
                                 NETWORK,
                                 METER_ID_TRANSFER_REGIONAL,
                                 "brokers in other zones to consumers",
                                 {RATE, GROUPS, CROSSING, YEAR_S, SIDES}};

void msk_client_usage(const struct context *context, const struct group_demand *group, struct ledger *ledger)
{
    const double sides = 2, year_s = year_metered_s(context->params),
                 metered = cross_az_is_metered(context->params) ? 1 : 0;
    double rate = topic_num(context->params, group->topic, TOPIC_PRODUCE_RATE),
           readers = topic_num(context->params, group->topic, TOPIC_GROUPS);
    int32_t topic = (int32_t)group->topic;
    ledger_add_line(ledger, &MSK_PRODUCE, topic, ITEM_NONE, rate,
                    metered * flow_cross_az_share(&group->flows[FLOW_PRODUCE]), year_s, sides);
    ledger_add_line(ledger, &MSK_CONSUME, topic, ITEM_NONE, rate, readers,
                    metered * flow_cross_az_share(&group->flows[FLOW_CONSUME]), year_s, sides);
}

double msk_live(double brokers, double zones)
{
    return zones > 1 ? brokers - ceil(brokers / zones) : brokers;
}

void msk_use_zones(const struct context *context, double least, double most, struct capacity *capacity)
{
    static const char ZONES[] = "cluster.zones";
    double zones = root_num(context->params, ROOT_ZONES);
    if (zones < least)
        capacity_use(capacity, ZONES, HEALTHY, least, zones);
    else if (zones > most)
        capacity_use(capacity, ZONES, HEALTHY, zones, most);
}

struct msk_partition msk_busiest_partition(const struct context *context, const struct demand *demand)
{
    struct msk_partition busiest = {0, 0};
    for (size_t i = 0; i < demand->group_count; i++) {
        const struct group_demand *group = &demand->groups[i];
        double partitions = topic_num(context->params, group->topic, TOPIC_PARTITIONS);
        busiest.in_bytes_per_s = larger(busiest.in_bytes_per_s, group->flows[FLOW_PRODUCE].bytes_per_s *
                                                                    demand->peak_factor / partitions);
        busiest.out_bytes_per_s = larger(busiest.out_bytes_per_s, group->flows[FLOW_CONSUME].bytes_per_s *
                                                                      demand->peak_factor / partitions);
    }
    return busiest;
}

void msk_load_hidden(const struct context *context, struct group_set groups, double copies_of_partition,
                     struct demand *demand)
{
    const struct params *params = context->params;
    demand_init(demand, params, groups, context->arena);
    double zones = root_num(params, ROOT_ZONES);
    double in = cross_az_to_leader(zones, option_num(params, context->scenario, OPTION_ZONE_AWARE_PRODUCE));
    double out = cross_az_to_leader(zones, option_num(params, context->scenario, OPTION_ZONE_AWARE_CONSUME));
    for (size_t i = 0; i < demand->group_count; i++) {
        struct group_demand *group = &demand->groups[i];
        double rate = topic_num(params, group->topic, TOPIC_PRODUCE_RATE),
               consumed = rate * topic_num(params, group->topic, TOPIC_GROUPS);
        group->flows[FLOW_PRODUCE] = (struct flow){rate, rate * in};
        group->flows[FLOW_CONSUME] = (struct flow){consumed, consumed * out};
        group->partitions = topic_num(params, group->topic, TOPIC_PARTITIONS) * copies_of_partition;
        group->block_bytes = rate * topic_num(params, group->topic, TOPIC_RETENTION);
    }
    demand_sum(demand);
}
