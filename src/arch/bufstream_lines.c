/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/bufstream.h"
#include "cost/cross_az.h"
#include "cost/factors.h"
#include "cost/volume_lines.h"

static const struct line COMPUTE_BROKERS = {
    "compute.brokers", COMPUTE, METER_ID_INSTANCE, "brokers", {BROKERS, SEGMENT_H}};
static const struct line COMPUTE_METADATA = {"compute.metadata",
                                             COMPUTE,
                                             METER_ID_INSTANCE,
                                             "etcd",
                                             {{FACTOR_DEPLOYED, 0, UNIT_COUNT, "machines"}, YEAR_H}};
static const struct volume_lines METADATA_VOLUMES = VOLUME_LINES("storage.metadata", "etcd's volumes",
                                                                 "machines");
static const struct line OBJECT_SPACE = {
    "storage.object",
    STORAGE,
    METER_ID_OBJECT_SPACE,
    "archives and intake files in S3",
    {RATE, KEPT, {FACTOR_OPTION, BUFSTREAM_STORED, UNIT_NUMBER, "kept per byte"}, MONTHS}};
static const struct line PRODUCE = {"network.produce",
                                    NETWORK,
                                    METER_ID_TRANSFER_REGIONAL,
                                    "producers to brokers in other zones",
                                    {RATE, CROSSING, YEAR_S, SIDES}};
static const struct line CONSUME = {"network.consume",
                                    NETWORK,
                                    METER_ID_TRANSFER_REGIONAL,
                                    "brokers in other zones to consumers",
                                    {RATE, GROUPS, CROSSING, YEAR_S, SIDES}};
static const struct line METADATA = {
    "network.metadata",
    NETWORK,
    METER_ID_TRANSFER_REGIONAL,
    "brokers to etcd in other zones",
    {RATE, {FACTOR_DERIVED, 0, UNIT_NUMBER, "metadata bytes per byte"}, YEAR_S, SIDES}};
static const struct line INTAKE_PUTS = {
    "requests.put", REQUESTS, METER_ID_OBJECT_PUT, "writing intake files", {BROKERS, FILES_EACH, SEGMENT_S}};
static const struct line ARCHIVE_PUTS = {"requests.put.archive",
                                         REQUESTS,
                                         METER_ID_OBJECT_PUT,
                                         "writing archives",
                                         {RATE,
                                          {FACTOR_OPTION, BUFSTREAM_REWRITES, UNIT_NUMBER, "rewrites"},
                                          {FACTOR_DERIVED, 0, UNIT_NUMBER,
                                           "PUT-class requests per byte (1 / archive_part)"},
                                          YEAR_S}};
static const struct line INTAKE_GETS = {"requests.get",
                                        REQUESTS,
                                        METER_ID_OBJECT_GET,
                                        "loading intake files, once per zone",
                                        {BROKERS,
                                         FILES_EACH,
                                         {FACTOR_DERIVED, 0, UNIT_NUMBER, "GETs per file"},
                                         {FACTOR_DERIVED, 0, UNIT_COUNT, "zones that read"},
                                         SEGMENT_S}};
static const struct line FEE = {
    "control_plane.fee",
    CONTROL_PLANE,
    METER_ID_BUFSTREAM_WRITTEN,
    "uncompressed bytes written",
    {RATE, {FACTOR_TOPIC, TOPIC_COMPRESSION_RATIO, UNIT_NUMBER, "uncompressed over wire bytes"}, YEAR_S}};

const struct line *const BUFSTREAM_LINES[] = {
    &COMPUTE_BROKERS,
    &COMPUTE_METADATA,
    VOLUME_LINES_ALL(METADATA_VOLUMES),
    &OBJECT_SPACE,
    &PRODUCE,
    &CONSUME,
    &METADATA,
    &INTAKE_PUTS,
    &ARCHIVE_PUTS,
    &INTAKE_GETS,
    &FEE,
    NULL,
};

static void intake_requests(const struct context *context, const struct demand *demand, size_t segment,
                            double brokers, struct ledger *ledger)
{
    double segment_s = year_metered_s(context->params) * demand->segments[segment].share;
    struct object_files_rule rule = bufstream_intake(context);
    struct object_files files = object_files_in(&rule, demand, segment, brokers);
    ledger_add_line(ledger, &INTAKE_PUTS, GROUP_SHARED, ITEM_NONE, brokers, files.per_agent_per_s, segment_s);
    ledger_add_line(ledger, &INTAKE_GETS, GROUP_SHARED, ITEM_NONE, brokers, files.per_agent_per_s,
                    files.chunks_each, object_reading_zones(context, demand), segment_s);
}

void bufstream_fleet(const struct context *context, const struct deployment *deployment,
                     const struct demand *demand, struct ledger *ledger)
{
    double year_h = year_hourly_h(context->params);
    for (size_t i = 0; i < demand->segment_count; i++) {
        uint32_t brokers = bufstream_brokers(context, deployment, demand, &demand->segments[i]);
        ledger_add_line(ledger, &COMPUTE_BROKERS, GROUP_SHARED, deployment->roles[0].instance, brokers,
                        year_h * demand->segments[i].share);
        intake_requests(context, demand, i, brokers, ledger);
    }
    for (size_t i = 1; i < deployment->role_count; i++) {
        ledger_add_line(ledger, &COMPUTE_METADATA, GROUP_SHARED, deployment->roles[i].instance,
                        deployment->roles[i].count, year_h);
        volume_usage(&METADATA_VOLUMES, &deployment->roles[i], ledger);
    }
}

/* The files of the fewest brokers: more of them write no fewer. */
void bufstream_fleet_floor(const struct context *context, const struct demand *demand, struct ledger *ledger)
{
    for (size_t i = 0; i < demand->segment_count; i++)
        intake_requests(context, demand, i, root_num(context->params, ROOT_ZONES), ledger);
}

static void group_flows(const struct context *context, const struct group_demand *group,
                        struct ledger *ledger)
{
    const struct params *params = context->params;
    const double year_s = year_metered_s(params), sides = 2;
    int32_t topic = (int32_t)group->topic;
    double rate = topic_num(params, group->topic, TOPIC_PRODUCE_RATE);
    if (rate == 0) return;
    double metered = cross_az_is_metered(params) ? 1 : 0;
    const struct flow *flows = group->flows;
    ledger_add_line(ledger, &OBJECT_SPACE, topic, ITEM_NONE, rate, topic_asked_s(params, group->topic),
                    bufstream_num(context, BUFSTREAM_STORED), MONTHS_PER_YEAR);
    ledger_add_line(ledger, &PRODUCE, topic, ITEM_NONE, rate,
                    metered * flow_cross_az_share(&flows[FLOW_PRODUCE]), year_s, sides);
    ledger_add_line(ledger, &CONSUME, topic, ITEM_NONE, rate, topic_num(params, group->topic, TOPIC_GROUPS),
                    metered * flow_cross_az_share(&flows[FLOW_CONSUME]), year_s, sides);
    ledger_add_line(ledger, &METADATA, topic, ITEM_NONE, rate, flows[FLOW_METADATA].bytes_per_s / rate,
                    year_s, sides);
    ledger_add_line(ledger, &ARCHIVE_PUTS, topic, ITEM_NONE, rate, bufstream_num(context, BUFSTREAM_REWRITES),
                    1 / bufstream_num(context, BUFSTREAM_ARCHIVE_PART), year_s);
    ledger_add_line(ledger, &FEE, topic, ITEM_NONE, rate,
                    topic_num(params, group->topic, TOPIC_COMPRESSION_RATIO), year_s);
}

void bufstream_flows(const struct context *context, const struct deployment *deployment,
                     const struct demand *demand, struct ledger *ledger)
{
    (void)deployment;
    for (size_t i = 0; i < demand->group_count; i++) group_flows(context, &demand->groups[i], ledger);
}
