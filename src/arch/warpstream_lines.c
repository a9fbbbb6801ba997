/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/warpstream.h"
#include "arch/warpstream_files.h"
#include "base/number.h"
#include "cost/cross_az.h"
#include "cost/factors.h"

#define RATIO                                                                              \
    {                                                                                      \
        FACTOR_TOPIC, TOPIC_COMPRESSION_RATIO, UNIT_NUMBER, "uncompressed over wire bytes" \
    }

static const struct line COMPUTE_AGENTS = {"compute.agents",
                                           COMPUTE,
                                           METER_ID_INSTANCE,
                                           "agents",
                                           {{FACTOR_DEPLOYED, 0, UNIT_COUNT, "agents"}, SEGMENT_H}};
static const struct line OBJECT_SPACE = {
    "storage.object", STORAGE, METER_ID_OBJECT_SPACE, "records in S3", {RATE, KEPT, MONTHS}};
static const struct line OBJECT_TWICE = {"storage.object.compaction",
                                         STORAGE,
                                         METER_ID_OBJECT_SPACE,
                                         "outputs half written and inputs not deleted yet",
                                         {{FACTOR_DERIVED, 0, UNIT_BYTES, "held twice"}, SEGMENT_MONTHS}};
static const struct line PRODUCE = {"network.produce",
                                    NETWORK,
                                    METER_ID_TRANSFER_REGIONAL,
                                    "producers to agents in other zones",
                                    {RATE, CROSSING, YEAR_S, SIDES}};
static const struct line CONSUME = {"network.consume",
                                    NETWORK,
                                    METER_ID_TRANSFER_REGIONAL,
                                    "agents in other zones to consumers",
                                    {RATE, GROUPS, CROSSING, YEAR_S, SIDES}};
#define METADATA_LINE(meter)                                                          \
    {                                                                                 \
        "network.metadata", NETWORK, meter, "agents to the control plane",            \
        {                                                                             \
            RATE, {FACTOR_DERIVED, 0, UNIT_NUMBER, "metadata bytes per byte"}, YEAR_S \
        }                                                                             \
    }
static const struct line METADATA_EGRESS = METADATA_LINE(METER_ID_EGRESS);
static const struct line METADATA_BYTES = METADATA_LINE(METER_ID_ENDPOINT_BYTES);
static const struct line METADATA_HOURS = {"network.metadata.hours",
                                           NETWORK,
                                           METER_ID_ENDPOINT_HOURS,
                                           "endpoints to the control plane",
                                           {{FACTOR_ROOT, ROOT_ZONES, UNIT_COUNT, "zones"}, YEAR_H}};
static const struct line FILE_PUTS = {"requests.put",
                                      REQUESTS,
                                      METER_ID_OBJECT_PUT,
                                      "writing files",
                                      {{FACTOR_DEPLOYED, 0, UNIT_COUNT, "agents"},
                                       {FACTOR_DERIVED, 0, UNIT_NUMBER, "files per second each"},
                                       SEGMENT_S}};
static const struct line CHUNK_GETS = {"requests.get",
                                       REQUESTS,
                                       METER_ID_OBJECT_GET,
                                       "loading chunks, once per zone",
                                       {{FACTOR_DEPLOYED, 0, UNIT_COUNT, "agents"},
                                        {FACTOR_DERIVED, 0, UNIT_NUMBER, "files per second each"},
                                        {FACTOR_DERIVED, 0, UNIT_NUMBER, "chunks per file"},
                                        {FACTOR_DERIVED, 0, UNIT_COUNT, "zones that read"},
                                        SEGMENT_S}};
static const struct line COMPACTION_PUTS = {
    "requests.put.compaction",
    REQUESTS,
    METER_ID_OBJECT_PUT,
    "writing compacted files",
    {{FACTOR_DERIVED, 0, UNIT_NUMBER, "PUT-class requests per second (parts + 2 per file)"}, SEGMENT_S}};
static const struct line COMPACTION_GETS = {"requests.get.compaction",
                                            REQUESTS,
                                            METER_ID_OBJECT_GET,
                                            "reading files to compact",
                                            {{FACTOR_DERIVED, 0, UNIT_NUMBER, "GETs per second"}, SEGMENT_S}};
#define CLUSTER_LINE(meter)                                              \
    {                                                                    \
        "control_plane.fee", CONTROL_PLANE, meter, "virtual cluster",    \
        {                                                                \
            {                                                            \
                FACTOR_DERIVED, 0, UNIT_NUMBER, "quarter hours per year" \
            }                                                            \
        }                                                                \
    }
static const struct line CLUSTER[TIER_NONE] = {
    [TIER_DEV] = CLUSTER_LINE(METER_ID_WARPSTREAM_DEV),
    [TIER_FUNDAMENTALS] = CLUSTER_LINE(METER_ID_WARPSTREAM_FUNDAMENTALS),
    [TIER_PRO] = CLUSTER_LINE(METER_ID_WARPSTREAM_PRO),
};
static const struct line FEE_WRITTEN = {"control_plane.fee.written",
                                        CONTROL_PLANE,
                                        METER_ID_WARPSTREAM_WRITTEN,
                                        "uncompressed bytes written",
                                        {RATE, RATIO, YEAR_S}};
static const struct line FEE_STORED = {"control_plane.fee.stored",
                                       CONTROL_PLANE,
                                       METER_ID_WARPSTREAM_STORED,
                                       "uncompressed bytes stored",
                                       {RATE, RATIO, KEPT, MONTHS}};

const struct line *const WARPSTREAM_LINES[] = {
    &COMPUTE_AGENTS,    &OBJECT_SPACE,
    &OBJECT_TWICE,      &PRODUCE,
    &CONSUME,           &METADATA_EGRESS,
    &METADATA_BYTES,    &METADATA_HOURS,
    &FILE_PUTS,         &COMPACTION_PUTS,
    &CHUNK_GETS,        &COMPACTION_GETS,
    &CLUSTER[TIER_DEV], &CLUSTER[TIER_FUNDAMENTALS],
    &CLUSTER[TIER_PRO], &FEE_WRITTEN,
    &FEE_STORED,        NULL,
};

/* What a number of agents makes of one load segment. */
struct work {
    struct object_files files;
    struct compaction compaction;
};
static struct work work_at(const struct context *context, const struct demand *demand, size_t segment,
                           double agents)
{
    struct object_files_rule rule = warpstream_files_rule(context);
    struct object_files files = object_files_in(&rule, demand, segment, agents);
    return (struct work){files, warpstream_compaction_of(context, &files, agents)};
}

/* Sum files, chunk loads and compaction over load segments: requests are not linear in the rate. */
static void file_requests(const struct context *context, const struct demand *demand, size_t segment,
                          double agents, struct ledger *ledger)
{
    double share = demand->segments[segment].share, segment_s = year_metered_s(context->params) * share;
    struct work work = work_at(context, demand, segment, agents);
    const struct object_files *files = &work.files;
    const struct compaction *compaction = &work.compaction;
    ledger_add_line(ledger, &FILE_PUTS, GROUP_SHARED, ITEM_NONE, agents, files->per_agent_per_s, segment_s);
    ledger_add_line(ledger, &CHUNK_GETS, GROUP_SHARED, ITEM_NONE, agents, files->per_agent_per_s,
                    files->chunks_each, object_reading_zones(context, demand), segment_s);
    ledger_add_line(ledger, &COMPACTION_PUTS, GROUP_SHARED, ITEM_NONE, compaction->puts_per_s, segment_s);
    ledger_add_line(ledger, &COMPACTION_GETS, GROUP_SHARED, ITEM_NONE, compaction->gets_per_s, segment_s);
    ledger_add_line(ledger, &OBJECT_TWICE, GROUP_SHARED, ITEM_NONE, compaction->held_twice_bytes,
                    MONTHS_PER_YEAR * share);
}

/* Requests belong to the fleet: more agents write more and smaller files, so that the search weighs both. */
void warpstream_fleet(const struct context *context, const struct deployment *deployment,
                      const struct demand *demand, struct ledger *ledger)
{
    double year_h = year_hourly_h(context->params);
    for (size_t i = 0; i < demand->segment_count; i++) {
        uint32_t agents = warpstream_agents(context, deployment, demand, &demand->segments[i]);
        ledger_add_line(ledger, &COMPUTE_AGENTS, GROUP_SHARED, deployment->roles[0].instance, agents,
                        year_h * demand->segments[i].share);
        file_requests(context, demand, i, agents, ledger);
    }
}

/* The files of the fewest agents: more of them write no fewer. */
void warpstream_fleet_floor(const struct context *context, const struct demand *demand, struct ledger *ledger)
{
    double agents = root_num(context->params, ROOT_ZONES);
    for (size_t i = 0; i < demand->segment_count; i++) {
        double segment_s = year_metered_s(context->params) * demand->segments[i].share;
        struct work work = work_at(context, demand, i, agents);
        ledger_add_line(ledger, &FILE_PUTS, GROUP_SHARED, ITEM_NONE, agents, work.files.per_agent_per_s,
                        segment_s);
        ledger_add_line(ledger, &COMPACTION_PUTS, GROUP_SHARED, ITEM_NONE, work.compaction.puts_per_s,
                        segment_s);
    }
}

static void group_flows(const struct context *context, const struct group_demand *group,
                        struct ledger *ledger)
{
    const struct params *params = context->params;
    const double year_s = year_metered_s(params), sides = 2;
    double rate = topic_num(params, group->topic, TOPIC_PRODUCE_RATE),
           groups = topic_num(params, group->topic, TOPIC_GROUPS);
    if (rate == 0) return;
    int32_t topic = (int32_t)group->topic;
    double ratio = topic_num(params, group->topic, TOPIC_COMPRESSION_RATIO),
           retention_s = topic_asked_s(params, group->topic);
    const struct flow *flows = group->flows;
    double metered = cross_az_is_metered(params) ? 1 : 0;

    ledger_add_line(ledger, &OBJECT_SPACE, topic, ITEM_NONE, rate, retention_s, MONTHS_PER_YEAR);
    ledger_add_line(ledger, &PRODUCE, topic, ITEM_NONE, rate,
                    metered * flow_cross_az_share(&flows[FLOW_PRODUCE]), year_s, sides);
    ledger_add_line(ledger, &CONSUME, topic, ITEM_NONE, rate, groups,
                    metered * flow_cross_az_share(&flows[FLOW_CONSUME]), year_s, sides);
    bool internet = (enum warpstream_metadata_path)warpstream_num(context, WARPSTREAM_METADATA_PATH) ==
                    METADATA_INTERNET;
    ledger_add_line(ledger, internet ? &METADATA_EGRESS : &METADATA_BYTES, topic, ITEM_NONE, rate,
                    flows[FLOW_METADATA].bytes_per_s / rate, year_s);
    if ((enum warpstream_tier)warpstream_num(context, WARPSTREAM_CLUSTER_TIER) == TIER_NONE) return;
    ledger_add_line(ledger, &FEE_WRITTEN, topic, ITEM_NONE, rate, ratio, year_s);
    ledger_add_line(ledger, &FEE_STORED, topic, ITEM_NONE, rate, ratio, retention_s, MONTHS_PER_YEAR);
}

/* The share of the year with any produce traffic: WarpStream's price page says that an idle cluster is
 * free, and bills by quarter hours. */
static double busy_share(const struct demand *demand)
{
    double idle = 0;
    for (size_t i = 0; i < demand->segment_count; i++)
        if (demand->total.flows[FLOW_PRODUCE].bytes_per_s * demand->segments[i].factor == 0)
            idle += demand->segments[i].share;
    return larger(0, 1 - idle);
}

static void fixed_lines(const struct context *context, const struct demand *demand, struct ledger *ledger)
{
    enum { QUARTERS_PER_HOUR = 4 };
    enum warpstream_tier tier = warpstream_tier(context, demand->total.partitions);
    double year_h = year_hourly_h(context->params);
    if (tier != TIER_NONE)
        ledger_add_line(ledger, &CLUSTER[tier], GROUP_SHARED, ITEM_NONE,
                        year_h * busy_share(demand) * QUARTERS_PER_HOUR);
    if ((enum warpstream_metadata_path)warpstream_num(context, WARPSTREAM_METADATA_PATH) == METADATA_ENDPOINT)
        ledger_add_line(ledger, &METADATA_HOURS, GROUP_SHARED, ITEM_NONE,
                        root_num(context->params, ROOT_ZONES), year_h);
}

void warpstream_flows(const struct context *context, const struct deployment *deployment,
                      const struct demand *demand, struct ledger *ledger)
{
    (void)deployment;
    for (size_t i = 0; i < demand->group_count; i++) group_flows(context, &demand->groups[i], ledger);
    fixed_lines(context, demand, ledger);
}
