/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/msk.h"

#include <math.h>

#include "base/number.h"
#include "base/text.h"
#include "cost/cross_az.h"
#include "cost/factors.h"

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

const char *msk_refuses_brokers(const struct context *context, const struct deployment *deployment,
                                int count_option)
{
    double zones = root_num(context->params, ROOT_ZONES),
           brokers = deployment != NULL ? deployment->roles[0].count
                                        : option_num(context->params, context->scenario, count_option);
    if (fmod(brokers, zones) == 0) return NULL;
    return text_format(context->arena,
                       "%.0f brokers, and MSK has as many in each of its %.0f zones (Amazon MSK API, "
                       "NumberOfBrokerNodes, grade A); give a multiple of the zones",
                       brokers, zones);
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
        group->block_bytes = group->block_most_bytes = rate * topic_asked_s(params, group->topic);
    }
    demand_sum(demand);
}

bool msk_size(const struct role_kind *roles, int instance, uint32_t count, struct volumes volumes,
              struct deployment *deployment)
{
    deployment->role_count = 1;
    deployment->roles[0] = (struct role){roles[0].name, (int16_t)instance, count, volumes};
    return true;
}

void msk_fleet(const struct context *context, const struct line *line, const struct deployment *deployment,
               struct ledger *ledger)
{
    const struct role *machines = &deployment->roles[0];
    ledger_add_line(ledger, line, GROUP_SHARED, machines->instance, machines->count,
                    year_hourly_h(context->params));
}

const struct param_preset MSK_BROKER_PRESETS[] = {{"processor", "any"},
                                                  {"search_min_vcpus", "2"},
                                                  {"search_max_nodes", "60"},
                                                  {"zone_aware_consume", "1"},
                                                  {NULL, NULL}};
