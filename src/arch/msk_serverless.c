/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Amazon MSK Serverless: an hourly fee for the cluster and for each partition, and bytes in, out and kept,
 * within quotas. AWS publishes nothing about its inside. */
#include "arch/msk.h"
#include "cost/factors.h"
#include "params/choices.h"

enum {
    SERVERLESS_CLUSTERS = OPTION__COUNT,
    SERVERLESS_PARTITION_IN,
    SERVERLESS_PARTITION_OUT,
    SERVERLESS_COMPACTED,
    SERVERLESS__COUNT
};

#define QUOTAS_2023 "Amazon MSK developer guide of 2023, MSK Serverless quota"

static const struct param_row ROWS[] = {
#define PARAM(id, ...) {__VA_ARGS__},
#include "arch/options.def"
#undef PARAM
    [SERVERLESS_CLUSTERS] = {"clusters", PARAM_COUNT, 1, 100, NULL, "1", false, '-', "",
                             "clusters among which the partitions are spread evenly"},
    [SERVERLESS_PARTITION_IN] = {"partition_rate_in", PARAM_RATE, 1, 1.1e12, NULL, "5 MB/s", false, 'A',
                                 QUOTAS_2023, "most that is produced to one partition"},
    [SERVERLESS_PARTITION_OUT] = {"partition_rate_out", PARAM_RATE, 1, 1.1e12, NULL, "10 MB/s", false, 'A',
                                  QUOTAS_2023, "most that is consumed from one partition"},
    [SERVERLESS_COMPACTED] = {"compacted_partitions", PARAM_COUNT, 1, 1000000, NULL, "120", false, 'C',
                              "MSK Serverless quota as third parties copy it",
                              "most partitions of compacted topics in a cluster"},
};
_Static_assert(sizeof ROWS / sizeof *ROWS == SERVERLESS__COUNT, "rows and enum agree");

static const struct line CLUSTERS = {"compute.clusters",
                                     COMPUTE,
                                     METER_ID_MSK_SERVERLESS_CLUSTER,
                                     "clusters",
                                     {{FACTOR_DEPLOYED, 0, UNIT_COUNT, "clusters"}, YEAR_H}};
static const struct line PARTITION_HOURS = {"compute.partitions",
                                            COMPUTE,
                                            METER_ID_MSK_SERVERLESS_PARTITION,
                                            "partitions",
                                            {{FACTOR_TOPIC, TOPIC_PARTITIONS, UNIT_COUNT, "partitions"},
                                             YEAR_H}};
static const struct line SPACE_LINE = {"storage.block",
                                       STORAGE,
                                       METER_ID_MSK_SERVERLESS_SPACE,
                                       "records kept, one copy billed",
                                       {RATE, KEPT, MONTHS}};
static const struct line DATA_IN = {
    "network.data_in", NETWORK, METER_ID_MSK_SERVERLESS_IN, "bytes written", {RATE, YEAR_S}};
static const struct line DATA_OUT = {
    "network.data_out", NETWORK, METER_ID_MSK_SERVERLESS_OUT, "bytes read", {RATE, GROUPS, YEAR_S}};
static const struct line *const LINES[] = {&CLUSTERS, &PARTITION_HOURS, &SPACE_LINE,  &DATA_IN,
                                           &DATA_OUT, &MSK_PRODUCE,     &MSK_CONSUME, NULL};

static void load(const struct context *context, struct group_set groups, struct demand *demand)
{
    msk_load_hidden(context, groups, 1, demand); /* quotas and meters count a partition once */
}

static const struct role_kind ROLES[] = {MSK_ROLE_BARE("cluster"), {.name = NULL}};

static bool size(const struct context *context, const struct demand *demand, int instance, uint32_t count,
                 struct deployment *deployment, const char **why)
{
    (void)context, (void)demand, (void)why;
    return msk_size(ROLES, instance, count, (struct volumes){.kind = VOLUME_NONE}, deployment);
}

static double compacted_partitions(const struct context *context, const struct demand *demand)
{
    double partitions = 0;
    for (size_t i = 0; i < demand->group_count; i++)
        if ((enum cleanup)topic_num(context->params, demand->groups[i].topic, TOPIC_CLEANUP) ==
            CLEANUP_COMPACT)
            partitions += demand->groups[i].partitions;
    return partitions;
}

static const char INGRESS[] = "cluster.ingress", EGRESS[] = "cluster.egress",
                  PARTITIONS[] = "cluster.partitions", COMPACTED[] = "cluster.compacted_partitions",
                  PARTITION_IN[] = "partition.ingress", PARTITION_OUT[] = "partition.egress";

static void capacity(const struct context *context, const struct deployment *deployment,
                     const struct demand *demand, struct capacity *capacity)
{
    const struct role *clusters = &deployment->roles[0];
    const struct instance *type = &context->catalogue->instances[clusters->instance];
    const struct msk_partition busiest = msk_busiest_partition(context, demand);
    double compacted = compacted_partitions(context, demand), count = clusters->count;
    *capacity = capacity_new();
    capacity_use(capacity, INGRESS, HEALTHY,
                 demand->total.flows[FLOW_PRODUCE].bytes_per_s * demand->peak_factor,
                 count * type->ingress_bytes_per_s);
    capacity_use(capacity, EGRESS, HEALTHY,
                 demand->total.flows[FLOW_CONSUME].bytes_per_s * demand->peak_factor,
                 count * type->egress_bytes_per_s);
    capacity_use(capacity, PARTITIONS, HEALTHY, demand->total.partitions - compacted,
                 count * type->partitions);
    capacity_use(capacity, COMPACTED, HEALTHY, compacted,
                 count * option_num(context->params, context->scenario, SERVERLESS_COMPACTED));
    capacity_use(capacity, PARTITION_IN, HEALTHY, busiest.in_bytes_per_s,
                 option_num(context->params, context->scenario, SERVERLESS_PARTITION_IN));
    capacity_use(capacity, PARTITION_OUT, HEALTHY, busiest.out_bytes_per_s,
                 option_num(context->params, context->scenario, SERVERLESS_PARTITION_OUT));
}

static void fleet(const struct context *context, const struct deployment *deployment,
                  const struct demand *demand, struct ledger *ledger)
{
    (void)demand;
    msk_fleet(context, &CLUSTERS, deployment, ledger);
}

static void flows(const struct context *context, const struct deployment *deployment,
                  const struct demand *demand, struct ledger *ledger)
{
    (void)deployment;
    const struct params *params = context->params;
    double year_s = year_metered_s(params);
    for (size_t i = 0; i < demand->group_count; i++) {
        uint32_t topic = demand->groups[i].topic;
        double rate = topic_num(params, topic, TOPIC_PRODUCE_RATE);
        ledger_add_line(ledger, &PARTITION_HOURS, (int32_t)topic, ITEM_NONE,
                        topic_num(params, topic, TOPIC_PARTITIONS), year_hourly_h(params));
        ledger_add_line(ledger, &SPACE_LINE, (int32_t)topic, ITEM_NONE, rate, topic_asked_s(params, topic),
                        MONTHS_PER_YEAR);
        ledger_add_line(ledger, &DATA_IN, (int32_t)topic, ITEM_NONE, rate, year_s);
        ledger_add_line(ledger, &DATA_OUT, (int32_t)topic, ITEM_NONE, rate,
                        topic_num(params, topic, TOPIC_GROUPS), year_s);
        msk_client_usage(context, &demand->groups[i], ledger);
    }
}

static void guarantees(const struct context *context, struct guarantees *guarantees)
{
    (void)context;
    *guarantees = (struct guarantees){
        MSK_FEATURES,
        .ack = "stored in several zones, according to AWS; the mechanism is not published",
        .copies = 3,
        .zones = 3,
        .loss = "not published",
        .headroom = "AWS's own, within the quotas",
        .optimisations =
            "replication isn't charged; clients are assumed to stay in their zones (each zone has endpoints)",
    };
}

static const struct param_preset PRESETS[] = {{"instance", "serverless.cluster"},
                                              {"zone_aware_produce", "1"},
                                              {"zone_aware_consume", "1"},
                                              {NULL, NULL}};
static const struct variant VARIANTS[] = {{"clients that cross zones to produce", "zone_aware_produce", "0"},
                                          {NULL, NULL, NULL}};

const struct arch msk_serverless = {
    .kind = {.id = "msk-serverless",
             .title = "MSK Serverless",
             .summary =
                 "Amazon MSK Serverless: fees for the cluster, its partitions, and bytes in, out and kept",
             .rows = ROWS,
             .row_count = SERVERLESS__COUNT,
             .presets = PRESETS},
    MSK_HOOKS,
    .service = SERVICE_MSK_SERVERLESS,
    .count_option = SERVERLESS_CLUSTERS,
    .variants = VARIANTS,
    .no_data_path = "AWS publishes neither the design nor the latency of MSK Serverless",
};
