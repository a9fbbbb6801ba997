/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "arch/kafka.h"
#include "base/number.h"
#include "cost/cross_az.h"
#include "cost/factors.h"
#include "cost/volume_lines.h"

#define CONTROLLERS                                   \
    {                                                 \
        FACTOR_DEPLOYED, 0, UNIT_COUNT, "controllers" \
    }

static const struct line COMPUTE_BROKERS = {
    "compute.brokers", COMPUTE, METER_ID_INSTANCE, "brokers", {BROKERS, YEAR_H}};
static const struct line COMPUTE_CONTROLLERS = {
    "compute.controllers", COMPUTE, METER_ID_INSTANCE, "KRaft controllers", {CONTROLLERS, YEAR_H}};

static const struct volume_lines BROKER_VOLUMES = VOLUME_LINES("storage.block", "brokers' volumes",
                                                               "brokers");
static const struct volume_lines CONTROLLER_VOLUMES = VOLUME_LINES("storage.block.controllers",
                                                                   "controllers' volumes", "controllers");

static const struct line PRODUCE = {"network.produce",
                                    NETWORK,
                                    METER_ID_TRANSFER_REGIONAL,
                                    "producers to leaders in other zones",
                                    {RATE, CROSSING, YEAR_S, SIDES}};
static const struct line REPLICATE = {
    "network.replicate",
    NETWORK,
    METER_ID_TRANSFER_REGIONAL,
    "replication to other zones",
    {RATE, {FACTOR_DERIVED, 0, UNIT_NUMBER, "copies that cross zones"}, YEAR_S, SIDES}};
static const struct line CONSUME = {"network.consume",
                                    NETWORK,
                                    METER_ID_TRANSFER_REGIONAL,
                                    "replicas in other zones to consumers",
                                    {RATE, GROUPS, CROSSING, YEAR_S, SIDES}};
static const struct line OBJECT_SPACE = {
    "storage.object", STORAGE, METER_ID_OBJECT_SPACE, "segments in S3", {RATE, KEPT, MONTHS}};
static const struct line UPLOAD_PUTS = {"requests.put.upload",
                                        REQUESTS,
                                        METER_ID_OBJECT_PUT,
                                        "uploading segments",
                                        {{FACTOR_DERIVED, 0, UNIT_NUMBER, "segments closed per second, mean"},
                                         {FACTOR_DERIVED, 0, UNIT_NUMBER,
                                          "PUT-class requests each, mean (parts + 2, and index objects)"},
                                         YEAR_S}};
static const struct line FETCH_GETS = {"requests.get.historical",
                                       REQUESTS,
                                       METER_ID_OBJECT_GET,
                                       "historical reads from S3",
                                       {RATE,
                                        GROUPS,
                                        {FACTOR_OPTION, KAFKA_HISTORICAL_READS, UNIT_FRACTION, "historical"},
                                        {FACTOR_DERIVED, 0, UNIT_NUMBER,
                                         "GETs per byte (1 / tier_fetch_size)"},
                                        YEAR_S}};

const struct line *const KAFKA_LINES[] = {
    &COMPUTE_BROKERS,
    &COMPUTE_CONTROLLERS,
    VOLUME_LINES_ALL(BROKER_VOLUMES),
    VOLUME_LINES_ALL(CONTROLLER_VOLUMES),
    &OBJECT_SPACE,
    &PRODUCE,
    &REPLICATE,
    &CONSUME,
    &UPLOAD_PUTS,
    &FETCH_GETS,
    NULL,
};

void kafka_fleet(const struct context *context, const struct deployment *deployment,
                 const struct demand *demand, struct ledger *ledger)
{
    (void)demand;
    double year_h = year_hourly_h(context->params);
    const struct role *brokers = &deployment->roles[0];
    ledger_add_line(ledger, &COMPUTE_BROKERS, GROUP_SHARED, brokers->instance, brokers->count, year_h);
    volume_usage(&BROKER_VOLUMES, brokers, ledger);
    for (size_t i = 1; i < deployment->role_count; i++) {
        const struct role *controllers = &deployment->roles[i];
        ledger_add_line(ledger, &COMPUTE_CONTROLLERS, GROUP_SHARED, controllers->instance, controllers->count,
                        year_h);
        volume_usage(&CONTROLLER_VOLUMES, controllers, ledger);
    }
}

/* All space as if on one volume: rounding and performance only add to it. */
void kafka_fleet_floor(const struct context *context, const struct demand *demand, struct ledger *ledger)
{
    enum volume_kind kind = (enum volume_kind)kafka_num(context, KAFKA_VOLUME);
    double space_bytes = demand_space_bytes(demand, kafka_num(context, KAFKA_FREE_SPACE));
    if (kind != VOLUME_NVME)
        ledger_add_line(ledger, &BROKER_VOLUMES.space[kind], GROUP_SHARED, ITEM_NONE, 1, 1, space_bytes,
                        MONTHS_PER_YEAR);
}

static void group_flows(const struct context *context, const struct demand *demand,
                        const struct group_demand *group, struct ledger *ledger)
{
    const struct params *params = context->params;
    const double year_s = year_metered_s(params), sides = 2;
    double rate = topic_num(params, group->topic, TOPIC_PRODUCE_RATE),
           groups = topic_num(params, group->topic, TOPIC_GROUPS);
    if (rate == 0) return;
    const struct flow *flows = group->flows;
    int32_t topic = (int32_t)group->topic;
    double metered = cross_az_is_metered(params) ? 1 : 0;
    ledger_add_line(ledger, &PRODUCE, topic, ITEM_NONE, rate,
                    metered * flow_cross_az_share(&flows[FLOW_PRODUCE]), year_s, sides);
    ledger_add_line(ledger, &REPLICATE, topic, ITEM_NONE, rate,
                    flows[FLOW_REPLICATE].cross_az_bytes_per_s / rate, year_s, sides);
    ledger_add_line(ledger, &CONSUME, topic, ITEM_NONE, rate, groups,
                    metered * flow_cross_az_share(&flows[FLOW_CONSUME]), year_s, sides);
    if (!kafka_is_tiered(context, group->topic)) return;
    struct kafka_uploads uploads = kafka_uploads_of(context, demand, group->topic);
    ledger_add_line(ledger, &OBJECT_SPACE, topic, ITEM_NONE, rate, topic_asked_s(params, group->topic),
                    MONTHS_PER_YEAR);
    ledger_add_line(ledger, &UPLOAD_PUTS, topic, ITEM_NONE, uploads.per_s, uploads.puts_each, year_s);
    ledger_add_line(ledger, &FETCH_GETS, topic, ITEM_NONE, rate, groups,
                    kafka_num(context, KAFKA_HISTORICAL_READS), 1 / kafka_num(context, KAFKA_TIER_FETCH_SIZE),
                    year_s);
}

void kafka_flows(const struct context *context, const struct deployment *deployment,
                 const struct demand *demand, struct ledger *ledger)
{
    (void)deployment;
    for (size_t i = 0; i < demand->group_count; i++) group_flows(context, demand, &demand->groups[i], ledger);
}
