/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * AutoMQ's bill: what brokers write and read follows from their number, so that the search weighs it. */
#include <math.h>

#include "arch/automq.h"
#include "arch/object_files.h"
#include "cost/cross_az.h"
#include "cost/factors.h"
#include "cost/volume_lines.h"
#include "model/compaction.h"

#define REQUEST_LINE(id, meter, title, ...)                    \
    {                                                          \
        id, REQUESTS, meter, title, { __VA_ARGS__, SEGMENT_S } \
    }

static const struct line COMPUTE_BROKERS = {
    "compute.brokers", COMPUTE, METER_ID_INSTANCE, "brokers", {BROKERS, YEAR_H}};
static const struct volume_lines WAL_VOLUMES = VOLUME_LINES("storage.block", "brokers' logs on EBS",
                                                            "brokers");
static const struct line OBJECT_SPACE = {
    "storage.object", STORAGE, METER_ID_OBJECT_SPACE, "records in S3", {RATE, KEPT, MONTHS}};
static const struct line OBJECT_TWICE = {"storage.object.twice",
                                         STORAGE,
                                         METER_ID_OBJECT_SPACE,
                                         "logs and objects not deleted yet",
                                         {{FACTOR_DERIVED, 0, UNIT_BYTES, "held twice"}, SEGMENT_MONTHS}};
static const struct line PRODUCE = {"network.produce",
                                    NETWORK,
                                    METER_ID_TRANSFER_REGIONAL,
                                    "producers to leaders in other zones",
                                    {RATE, CROSSING, YEAR_S, SIDES}};
static const struct line CONSUME = {"network.consume",
                                    NETWORK,
                                    METER_ID_TRANSFER_REGIONAL,
                                    "leaders in other zones to consumers",
                                    {RATE, GROUPS, CROSSING, YEAR_S, SIDES}};
static const struct line WAL_PUTS = REQUEST_LINE("requests.put", METER_ID_OBJECT_PUT, "writing logs", BROKERS,
                                                 FILES_EACH);
static const struct line ROUTER_PUTS = REQUEST_LINE("requests.put.router", METER_ID_OBJECT_PUT,
                                                    "zone router: writing for leaders in other zones",
                                                    BROKERS, FILES_EACH);
static const struct line OBJECT_PUTS = REQUEST_LINE(
    "requests.put.upload", METER_ID_OBJECT_PUT, "uploading objects", BROKERS,
    {FACTOR_DERIVED, 0, UNIT_NUMBER, "PUT-class requests per second each (parts + 2 per object)"});
static const struct line COMPACTION_PUTS =
    REQUEST_LINE("requests.put.compaction", METER_ID_OBJECT_PUT, "writing compacted objects",
                 {FACTOR_DERIVED, 0, UNIT_NUMBER, "PUT-class requests per second (parts + 2 per object)"});
static const struct line LEASE_GETS = REQUEST_LINE("requests.get.lease", METER_ID_OBJECT_GET,
                                                   "checking that a log is still owned", BROKERS, FILES_EACH,
                                                   {FACTOR_OPTION, AUTOMQ_LEASE_CHECKS, UNIT_NUMBER,
                                                    "checks per file"});
static const struct line ROUTER_GETS = REQUEST_LINE("requests.get.router", METER_ID_OBJECT_GET,
                                                    "zone router: reading by leaders", BROKERS, FILES_EACH,
                                                    {FACTOR_DERIVED, 0, UNIT_NUMBER, "leaders per file"});
static const struct line ZONE_GETS = REQUEST_LINE("requests.get", METER_ID_OBJECT_GET,
                                                  "loading logs for consumers in other zones", BROKERS,
                                                  FILES_EACH,
                                                  {FACTOR_DERIVED, 0, UNIT_COUNT, "other zones that read"});
static const struct line COMPACTION_GETS = REQUEST_LINE("requests.get.compaction", METER_ID_OBJECT_GET,
                                                        "reading objects to compact",
                                                        {FACTOR_DERIVED, 0, UNIT_NUMBER, "GETs per second"});
static const struct line HISTORICAL_GETS = {
    "requests.get.historical",
    REQUESTS,
    METER_ID_OBJECT_GET,
    "historical reads from S3",
    {RATE,
     GROUPS,
     {FACTOR_OPTION, AUTOMQ_HISTORICAL_READS, UNIT_FRACTION, "historical"},
     {FACTOR_DERIVED, 0, UNIT_NUMBER, "GETs per byte (1 / read_size)"},
     YEAR_S}};
#define FEE_LINE(id, title)                                               \
    {                                                                     \
        id, CONTROL_PLANE, METER_ID_AUTOMQ_AKU, title,                    \
        {                                                                 \
            {FACTOR_DERIVED, 0, UNIT_COUNT, "AutoMQ units (AKU)"}, YEAR_H \
        }                                                                 \
    }
static const struct line FEE = FEE_LINE("control_plane.fee", "AutoMQ units of the subscription");
/* The line's id says so as well, since tables of lines have no titles. */
static const struct line FEE_NOT_PUBLIC = FEE_LINE("control_plane.fee.not_public",
                                                   "AutoMQ units: their price isn't public, 0 until "
                                                   "pricing.private gives AutoMQ:AKU-Hours");

const struct line *const AUTOMQ_LINES[] = {
    &COMPUTE_BROKERS, VOLUME_LINES_ALL(WAL_VOLUMES),
    &OBJECT_SPACE,    &OBJECT_TWICE,
    &PRODUCE,         &CONSUME,
    &WAL_PUTS,        &ROUTER_PUTS,
    &OBJECT_PUTS,     &COMPACTION_PUTS,
    &LEASE_GETS,      &ROUTER_GETS,
    &ZONE_GETS,       &COMPACTION_GETS,
    &HISTORICAL_GETS, &FEE,
    &FEE_NOT_PUBLIC,  NULL,
};

/* ---- requests ---- */

/* What a number of brokers makes of one load segment. */
struct work {
    double brokers;
    size_t segment;
    struct object_files log, router;
};

/* Files of logs and of the zone router, which has the routed share of the requests. */
static struct work work_at(const struct context *context, const struct demand *demand, size_t segment,
                           double brokers)
{
    const struct object_files_rule rule = {
        .batching = {.timer = BATCHING_ADAPTIVE,
                     .timeout_s = automq_num(context, AUTOMQ_BATCH_TIMEOUT),
                     .least_s = automq_num(context, AUTOMQ_ADAPTIVE_LEAST),
                     .max_bytes = automq_num(context, AUTOMQ_BATCH_SIZE)},
        .chunk_bytes = INFINITY,
        .part_bytes = INFINITY,
    };
    double routed = automq_routed(context);
    struct work work = {.brokers = brokers, .segment = segment};
    if (automq_is_in_s3(context)) work.log = object_files_in(&rule, demand, segment, brokers);
    if (routed > 0) work.router = object_files_in(&rule, demand, segment, brokers / routed);
    return work;
}

/* A file of the router is read once by each leader with a request in it. */
static double leaders_per_file(const struct context *context, const struct demand *demand,
                               const struct work *work)
{
    if (work->router.per_agent_per_s == 0) return 0;
    const struct object_mix *mix = object_mix_in(demand, work->segment);
    double routed = automq_routed(context),
           requests = mix->requests_per_s * routed / work->brokers / work->router.per_agent_per_s;
    return smaller(requests, work->brokers * routed);
}

static void log_requests(const struct context *context, const struct demand *demand, const struct work *work,
                         double segment_s, struct ledger *ledger)
{
    double brokers = work->brokers, files = work->log.per_agent_per_s;
    ledger_add_line(ledger, &WAL_PUTS, GROUP_SHARED, ITEM_NONE, brokers, files, segment_s);
    ledger_add_line(ledger, &LEASE_GETS, GROUP_SHARED, ITEM_NONE, brokers, files,
                    automq_num(context, AUTOMQ_LEASE_CHECKS), segment_s);
    ledger_add_line(ledger, &ZONE_GETS, GROUP_SHARED, ITEM_NONE, brokers, files,
                    automq_loading_zones(context, demand), segment_s);
    ledger_add_line(ledger, &ROUTER_PUTS, GROUP_SHARED, ITEM_NONE, brokers, work->router.per_agent_per_s,
                    segment_s);
    ledger_add_line(ledger, &ROUTER_GETS, GROUP_SHARED, ITEM_NONE, brokers, work->router.per_agent_per_s,
                    leaders_per_file(context, demand, work), segment_s);
}

/* A broker's objects hold upload_size, or what came in upload_interval. */
struct uploads {
    double per_s, bytes_each;
};

static struct uploads uploads_of(const struct context *context, double bytes_per_s)
{
    if (bytes_per_s == 0) return (struct uploads){0};
    double bytes = smaller(automq_num(context, AUTOMQ_UPLOAD_SIZE),
                           bytes_per_s * automq_num(context, AUTOMQ_UPLOAD_INTERVAL));
    return (struct uploads){bytes_per_s / bytes, bytes};
}

/* Objects are uploaded from memory, so that only their compaction reads. */
static void object_requests(const struct context *context, double bytes_per_s, double brokers, double share,
                            struct ledger *ledger)
{
    struct uploads uploads = uploads_of(context, bytes_per_s / brokers);
    if (uploads.per_s == 0) return;
    double part_bytes = automq_num(context, AUTOMQ_PART_SIZE),
           segment_s = year_metered_s(context->params) * share,
           deletion_s = automq_num(context, AUTOMQ_DELETE_DELAY);
    const struct compaction_rule rule = {
        .rewrites = automq_num(context, AUTOMQ_COMPACTION_REWRITES),
        .chunk_bytes = part_bytes,
        .part_bytes = part_bytes,
        .output_bytes = automq_num(context, AUTOMQ_COMPACTED_SIZE),
        .wait_s = automq_num(context, AUTOMQ_COMPACTION_DELAY),
        .job_s = automq_num(context, AUTOMQ_COMPACTION_TIME),
        .deletion_s = deletion_s,
    };
    struct compaction compacted = compaction(&rule, uploads.per_s * brokers,
                                             larger(1, uploads.bytes_each / part_bytes), bytes_per_s);
    double logged_s = automq_is_in_s3(context) ? uploads.bytes_each / (bytes_per_s / brokers) + deletion_s
                                               : 0;
    ledger_add_line(ledger, &OBJECT_PUTS, GROUP_SHARED, ITEM_NONE, brokers,
                    uploads.per_s * compaction_puts(uploads.bytes_each, part_bytes), segment_s);
    ledger_add_line(ledger, &COMPACTION_PUTS, GROUP_SHARED, ITEM_NONE, compacted.puts_per_s, segment_s);
    ledger_add_line(ledger, &COMPACTION_GETS, GROUP_SHARED, ITEM_NONE, compacted.gets_per_s, segment_s);
    ledger_add_line(ledger, &OBJECT_TWICE, GROUP_SHARED, ITEM_NONE,
                    compacted.held_twice_bytes + bytes_per_s * logged_s, MONTHS_PER_YEAR * share);
}

void automq_fleet(const struct context *context, const struct deployment *deployment,
                  const struct demand *demand, struct ledger *ledger)
{
    const struct role *role = &deployment->roles[0];
    double brokers = role->count;
    ledger_add_line(ledger, &COMPUTE_BROKERS, GROUP_SHARED, role->instance, brokers,
                    year_hourly_h(context->params));
    volume_usage(&WAL_VOLUMES, role, ledger);
    for (size_t i = 0; i < demand->segment_count; i++) {
        const struct segment *segment = &demand->segments[i];
        struct work work = work_at(context, demand, i, brokers);
        log_requests(context, demand, &work, year_metered_s(context->params) * segment->share, ledger);
        object_requests(context, demand->total.flows[FLOW_PRODUCE].bytes_per_s * segment->factor, brokers,
                        segment->share, ledger);
    }
}

/* ---- what doesn't depend on brokers ---- */

static void group_flows(const struct context *context, const struct group_demand *group,
                        struct ledger *ledger)
{
    const struct params *params = context->params;
    const double year_s = year_metered_s(params), sides = 2;
    double rate = topic_num(params, group->topic, TOPIC_PRODUCE_RATE),
           groups = topic_num(params, group->topic, TOPIC_GROUPS),
           metered = cross_az_is_metered(params) ? 1 : 0;
    int32_t topic = (int32_t)group->topic;
    ledger_add_line(ledger, &OBJECT_SPACE, topic, ITEM_NONE, rate, topic_asked_s(params, group->topic),
                    MONTHS_PER_YEAR);
    ledger_add_line(ledger, &PRODUCE, topic, ITEM_NONE, rate,
                    metered * flow_cross_az_share(&group->flows[FLOW_PRODUCE]), year_s, sides);
    ledger_add_line(ledger, &CONSUME, topic, ITEM_NONE, rate, groups,
                    metered * flow_cross_az_share(&group->flows[FLOW_CONSUME]), year_s, sides);
    ledger_add_line(ledger, &HISTORICAL_GETS, topic, ITEM_NONE, rate, groups,
                    automq_num(context, AUTOMQ_HISTORICAL_READS), 1 / automq_num(context, AUTOMQ_READ_SIZE),
                    year_s);
}

void automq_flows(const struct context *context, const struct deployment *deployment,
                  const struct demand *demand, struct ledger *ledger)
{
    (void)deployment;
    for (size_t i = 0; i < demand->group_count; i++) group_flows(context, &demand->groups[i], ledger);
    const struct tariff *fee = &context->prices->tariffs[METER_ID_AUTOMQ_AKU];
    bool is_known = !isnan(fee->private_usd_per_unit) || tariff_usd_per_unit(fee) > 0;
    ledger_add_line(ledger, is_known ? &FEE : &FEE_NOT_PUBLIC, GROUP_SHARED, ITEM_NONE,
                    automq_akus(context, demand), year_hourly_h(context->params));
}
