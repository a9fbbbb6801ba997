/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "arch/kafka.h"
#include "base/number.h"
#include "cost/crossing.h"

#define YEAR_S {FACTOR_DERIVED, 0, UNIT_DURATION, "a year (12 × billing.month_metered)"}
#define YEAR_H {FACTOR_DERIVED, 0, UNIT_NUMBER, "hours a year (12 × billing.month_hourly)"}
#define MONTHS {FACTOR_CONSTANT, 0, UNIT_NUMBER, "months a year"}
#define SIDES {FACTOR_CONSTANT, 0, UNIT_NUMBER, "sides metered"}
#define RATE {FACTOR_TOPIC, TOPIC_PRODUCE_RATE, UNIT_RATE, "produced"}
#define GROUPS {FACTOR_TOPIC, TOPIC_GROUPS, UNIT_COUNT, "consumer groups"}
#define BROKERS {FACTOR_DEPLOYED, 0, UNIT_COUNT, "brokers"}
#define VOLUMES_EACH {FACTOR_DEPLOYED, 0, UNIT_COUNT, "volumes each"}
#define CONTROLLERS {FACTOR_DEPLOYED, 0, UNIT_COUNT, "controllers"}

static const struct line COMPUTE_BROKERS = {"compute.brokers", COMPUTE, METER_ID_INSTANCE, "brokers", {BROKERS, YEAR_H}};
static const struct line COMPUTE_CONTROLLERS = {"compute.controllers", COMPUTE, METER_ID_INSTANCE, "KRaft controllers", {CONTROLLERS, YEAR_H}};

#define SPACE_LINE(kind) {"storage.block", STORAGE, METER_ID_##kind##_SPACE, "brokers' volumes", {BROKERS, VOLUMES_EACH, {FACTOR_DEPLOYED, 0, UNIT_BYTES, "size"}, MONTHS}}
static const struct line BLOCK_SPACE[VOLUME_NVME] = {
    [VOLUME_GP3] = SPACE_LINE(GP3), [VOLUME_GP2] = SPACE_LINE(GP2), [VOLUME_ST1] = SPACE_LINE(ST1), [VOLUME_SC1] = SPACE_LINE(SC1), [VOLUME_IO2] = SPACE_LINE(IO2),
};
#define IOPS_LINE(meter, label) {"storage.block.iops", STORAGE, METER_ID_##meter, "volumes' IOPS", {BROKERS, VOLUMES_EACH, {FACTOR_DEPLOYED, 0, UNIT_COUNT, label}, MONTHS}}
static const struct line GP3_IOPS = IOPS_LINE(GP3_IOPS, "IOPS over the 3,000 included");
static const struct line GP3_THROUGHPUT = {"storage.block.throughput", STORAGE, METER_ID_GP3_THROUGHPUT, "volumes' throughput",
    {BROKERS, VOLUMES_EACH, {FACTOR_DEPLOYED, 0, UNIT_RATE, "throughput over the 125 MiB/s included"}, MONTHS}};
static const struct line IO2_IOPS[] = {
    IOPS_LINE(IO2_IOPS_1, "IOPS up to 32,000"), IOPS_LINE(IO2_IOPS_2, "IOPS from 32,000 to 64,000"), IOPS_LINE(IO2_IOPS_3, "IOPS over 64,000"),
};
static const struct line CONTROLLER_SPACE = {"storage.block.controllers", STORAGE, METER_ID_GP3_SPACE, "controllers' volumes",
    {CONTROLLERS, {FACTOR_DEPLOYED, 0, UNIT_BYTES, "size"}, MONTHS}};

static const struct line PRODUCE = {"network.produce", NETWORK, METER_ID_TRANSFER_REGIONAL, "producers to leaders in other zones",
    {RATE, {FACTOR_DERIVED, 0, UNIT_FRACTION, "share that crosses zones"}, YEAR_S, SIDES}};
static const struct line REPLICATE = {"network.replicate", NETWORK, METER_ID_TRANSFER_REGIONAL, "replication to other zones",
    {RATE, {FACTOR_DERIVED, 0, UNIT_NUMBER, "copies that cross zones"}, YEAR_S, SIDES}};
static const struct line CONSUME = {"network.consume", NETWORK, METER_ID_TRANSFER_REGIONAL, "replicas in other zones to consumers",
    {RATE, GROUPS, {FACTOR_DERIVED, 0, UNIT_FRACTION, "share that crosses zones"}, YEAR_S, SIDES}};
static const struct line OBJECT_SPACE = {"storage.object", STORAGE, METER_ID_OBJECT_SPACE, "segments in S3",
    {RATE, {FACTOR_TOPIC, TOPIC_RETENTION, UNIT_DURATION, "retention"}, MONTHS}};
static const struct line UPLOAD_PUTS = {"requests.put.upload", REQUESTS, METER_ID_OBJECT_PUT, "uploading segments",
    {{FACTOR_DERIVED, 0, UNIT_NUMBER, "segments closed a second"}, {FACTOR_DERIVED, 0, UNIT_NUMBER, "PUT-class requests each (parts + 2, and index objects)"}, YEAR_S}};
static const struct line FETCH_GETS = {"requests.get.historical", REQUESTS, METER_ID_OBJECT_GET, "historical reads from S3",
    {RATE, GROUPS, {FACTOR_OPTION, KAFKA_HISTORICAL_READS, UNIT_FRACTION, "historical"}, {FACTOR_DERIVED, 0, UNIT_NUMBER, "GETs a byte (1 / tier_fetch_size)"}, YEAR_S}};

const struct line *const KAFKA_LINES[] = {
    &COMPUTE_BROKERS, &COMPUTE_CONTROLLERS, &BLOCK_SPACE[VOLUME_GP3], &BLOCK_SPACE[VOLUME_GP2], &BLOCK_SPACE[VOLUME_ST1], &BLOCK_SPACE[VOLUME_SC1],
    &BLOCK_SPACE[VOLUME_IO2], &GP3_IOPS, &IO2_IOPS[0], &IO2_IOPS[1], &IO2_IOPS[2], &GP3_THROUGHPUT, &CONTROLLER_SPACE, &OBJECT_SPACE, &PRODUCE, &REPLICATE,
    &CONSUME, &UPLOAD_PUTS, &FETCH_GETS, NULL,
};

static void gp3_performance(const struct role *brokers, struct ledger *ledger)
{
    const struct volumes *volumes = &brokers->volumes;
    const struct volume_limits *limits = &VOLUME_LIMITS[VOLUME_GP3];
    ledger_add_line(ledger, &GP3_IOPS, GROUP_SHARED, ITEM_NONE, brokers->count, volumes->count, larger(0, volumes->iops - limits->base_iops), MONTHS_PER_YEAR);
    ledger_add_line(ledger, &GP3_THROUGHPUT, GROUP_SHARED, ITEM_NONE, brokers->count, volumes->count, larger(0, volumes->bytes_per_s - limits->base_bytes_per_s), MONTHS_PER_YEAR);
}

/* io2 sells IOPS in bands of each volume, not of the month's sum. */
static void io2_performance(const struct role *brokers, struct ledger *ledger)
{
    static const double BAND_ENDS[] = {0, 32000, 64000, INFINITY}; /* Amazon EBS pricing: io2 IOPS bands */
    const struct volumes *volumes = &brokers->volumes;
    for (size_t band = 0; band < sizeof IO2_IOPS / sizeof *IO2_IOPS; band++) {
        double iops = larger(0, smaller(volumes->iops, BAND_ENDS[band + 1]) - BAND_ENDS[band]);
        ledger_add_line(ledger, &IO2_IOPS[band], GROUP_SHARED, ITEM_NONE, brokers->count, volumes->count, iops, MONTHS_PER_YEAR);
    }
}

void kafka_fleet(const struct scene *scene, const struct deployment *deployment, const struct demand *demand, struct ledger *ledger)
{
    (void)demand;
    double year_h = year_hourly_h(scene->params);
    const struct role *brokers = &deployment->roles[0];
    const struct volumes *volumes = &brokers->volumes;
    ledger_add_line(ledger, &COMPUTE_BROKERS, GROUP_SHARED, brokers->instance, brokers->count, year_h);
    if (volumes->kind != VOLUME_NVME)
        ledger_add_line(ledger, &BLOCK_SPACE[volumes->kind], GROUP_SHARED, ITEM_NONE, brokers->count, volumes->count, volumes->gib * GIB, MONTHS_PER_YEAR);
    if (volumes->kind == VOLUME_GP3)
        gp3_performance(brokers, ledger);
    if (volumes->kind == VOLUME_IO2)
        io2_performance(brokers, ledger);
    for (size_t i = 1; i < deployment->role_count; i++) {
        const struct role *controllers = &deployment->roles[i];
        ledger_add_line(ledger, &COMPUTE_CONTROLLERS, GROUP_SHARED, controllers->instance, controllers->count, year_h);
        ledger_add_line(ledger, &CONTROLLER_SPACE, GROUP_SHARED, ITEM_NONE, controllers->count, controllers->volumes.count * controllers->volumes.gib * GIB, MONTHS_PER_YEAR);
    }
}

/* All space as if on one volume: rounding and performance only add to it. */
void kafka_fleet_floor(const struct scene *scene, const struct demand *demand, struct ledger *ledger)
{
    enum volume_kind kind = (enum volume_kind)kafka_num(scene, KAFKA_VOLUME);
    double space_bytes = demand->total.block_bytes / (1 - kafka_num(scene, KAFKA_FREE_SPACE));
    if (kind != VOLUME_NVME)
        ledger_add_line(ledger, &BLOCK_SPACE[kind], GROUP_SHARED, ITEM_NONE, 1, 1, space_bytes, MONTHS_PER_YEAR);
}

static void group_flows(const struct scene *scene, const struct group_demand *group, struct ledger *ledger)
{
    const struct params *params = scene->params;
    const double year_s = year_metered_s(params), sides = 2;
    double rate = topic_num(params, group->topic, TOPIC_PRODUCE_RATE), groups = topic_num(params, group->topic, TOPIC_GROUPS);
    if (rate == 0)
        return;
    const struct flow *flows = group->flows;
    int32_t topic = (int32_t)group->topic;
    double consume_share = groups == 0 ? 0 : flows[FLOW_CONSUME].crossing_bytes_per_s / flows[FLOW_CONSUME].bytes_per_s;

    ledger_add_line(ledger, &PRODUCE, topic, ITEM_NONE, rate, flows[FLOW_PRODUCE].crossing_bytes_per_s / rate, year_s, sides);
    ledger_add_line(ledger, &REPLICATE, topic, ITEM_NONE, rate, flows[FLOW_REPLICATE].crossing_bytes_per_s / rate, year_s, sides);
    ledger_add_line(ledger, &CONSUME, topic, ITEM_NONE, rate, groups, consume_share, year_s, sides);
    if (!kafka_is_tiered(scene, group->topic))
        return;
    struct kafka_segments segments = kafka_segments_of(scene, group->topic);
    ledger_add_line(ledger, &OBJECT_SPACE, topic, ITEM_NONE, rate, topic_num(params, group->topic, TOPIC_RETENTION), MONTHS_PER_YEAR);
    ledger_add_line(ledger, &UPLOAD_PUTS, topic, ITEM_NONE, segments.per_s, segments.puts_each, year_s);
    ledger_add_line(ledger, &FETCH_GETS, topic, ITEM_NONE, rate, groups, kafka_num(scene, KAFKA_HISTORICAL_READS), 1 / kafka_num(scene, KAFKA_TIER_FETCH_SIZE), year_s);
}

void kafka_flows(const struct scene *scene, const struct deployment *deployment, const struct demand *demand, struct ledger *ledger)
{
    (void)deployment;
    for (size_t i = 0; i < demand->group_count; i++)
        group_flows(scene, &demand->groups[i], ledger);
}
