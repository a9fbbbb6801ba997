/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Amazon MSK with Express brokers: machines with a throughput that AWS states, the service's own storage
 * billed by data kept, and a meter for each byte written. AWS doesn't publish how it keeps and copies
 * records. */
#include "arch/msk.h"
#include "cost/factors.h"
#include "params/choices.h"

enum { EXPRESS_BROKERS = OPTION__COUNT, EXPRESS_PARTITION_RATE, EXPRESS__COUNT };

static const double COPIES =
    3; /* Amazon MSK developer guide, Express brokers: always three replicas in three zones */

static const struct param_row ROWS[] = {
#define PARAM(id, ...) {__VA_ARGS__},
#include "arch/options.def"
#undef PARAM
    [EXPRESS_BROKERS] = {"brokers", PARAM_COUNT, 1, 10000, NULL, NULL, false, '-', "",
                         "number of brokers; left out, the fewest that hold, in multiples of the zones"},
    [EXPRESS_PARTITION_RATE] = {"partition_rate", PARAM_RATE, 1, 1.1e12, NULL, "15 MB/s", false, 'C',
                                "Amazon MSK quotas, Express brokers, as two third parties copy them",
                                "most that is produced to one partition"},
};
_Static_assert(sizeof ROWS / sizeof *ROWS == EXPRESS__COUNT, "rows and enum agree");

static const struct line COMPUTE_BROKERS = {
    "compute.brokers", COMPUTE, METER_ID_MSK_EXPRESS_BROKER, "brokers", {BROKERS, YEAR_H}};
static const struct line SPACE_LINE = {"storage.block",
                                       STORAGE,
                                       METER_ID_MSK_EXPRESS_SPACE,
                                       "records kept, one copy billed",
                                       {RATE, KEPT, MONTHS}};
static const struct line DATA_IN = {
    "network.data_in", NETWORK, METER_ID_MSK_EXPRESS_IN, "bytes written", {RATE, YEAR_S}};
static const struct line *const LINES[] = {&COMPUTE_BROKERS, &SPACE_LINE,  &DATA_IN,
                                           &MSK_PRODUCE,     &MSK_CONSUME, NULL};

static void load(const struct context *context, struct group_set groups, struct demand *demand)
{
    msk_load_hidden(context, groups, COPIES, demand);
}

static const struct role_kind ROLES[] = {MSK_ROLE_BARE("broker"), {.name = NULL}};

static bool size(const struct context *context, const struct demand *demand, int instance, uint32_t count,
                 struct deployment *deployment, const char **why)
{
    (void)context, (void)demand, (void)why;
    return msk_size(ROLES, instance, count, (struct volumes){.kind = VOLUME_NONE}, deployment);
}

static const char INGRESS[] = "broker.ingress", EGRESS[] = "broker.egress",
                  PARTITIONS[] = "broker.partitions", PARTITION_RATE[] = "partition.ingress",
                  COUNT[] = "broker.count";

/* Healthy brokers stay within AWS's recommendation; with a zone lost, within the throttling limit. */
static void capacity(const struct context *context, const struct deployment *deployment,
                     const struct demand *demand, struct capacity *capacity)
{
    const struct role *brokers = &deployment->roles[0];
    const struct instance *type = &context->catalogue->instances[brokers->instance];
    double zones = root_num(context->params, ROOT_ZONES), live = msk_live(brokers->count, zones);
    double produced = demand->total.flows[FLOW_PRODUCE].bytes_per_s * demand->peak_factor,
           consumed = demand->total.flows[FLOW_CONSUME].bytes_per_s * demand->peak_factor;
    *capacity = capacity_new();
    capacity_use(capacity, INGRESS, HEALTHY, produced, brokers->count * type->ingress_bytes_per_s);
    capacity_use(capacity, EGRESS, HEALTHY, consumed, brokers->count * type->egress_bytes_per_s);
    if (zones > 1) {
        capacity_use(capacity, INGRESS, ZONE_LOST, produced, live * type->ingress_max_bytes_per_s);
        capacity_use(capacity, EGRESS, ZONE_LOST, consumed, live * type->egress_max_bytes_per_s);
    }
    capacity_use(capacity, PARTITIONS, HEALTHY, demand->total.partitions / brokers->count, type->partitions);
    capacity_use(capacity, PARTITION_RATE, HEALTHY, msk_busiest_partition(context, demand).in_bytes_per_s,
                 option_num(context->params, context->scenario, EXPRESS_PARTITION_RATE));
    capacity_use(capacity, COUNT, HEALTHY, COPIES, brokers->count);
    msk_use_zones(context, COPIES, COPIES, capacity);
}

static const char *refuses(const struct context *context, const struct deployment *deployment,
                           const struct demand *demand)
{
    (void)demand;
    return msk_refuses_brokers(context, deployment, EXPRESS_BROKERS);
}

static void fleet(const struct context *context, const struct deployment *deployment,
                  const struct demand *demand, struct ledger *ledger)
{
    (void)demand;
    msk_fleet(context, &COMPUTE_BROKERS, deployment, ledger);
}

static void flows(const struct context *context, const struct deployment *deployment,
                  const struct demand *demand, struct ledger *ledger)
{
    (void)deployment;
    for (size_t i = 0; i < demand->group_count; i++) {
        uint32_t topic = demand->groups[i].topic;
        double rate = topic_num(context->params, topic, TOPIC_PRODUCE_RATE);
        ledger_add_line(ledger, &SPACE_LINE, (int32_t)topic, ITEM_NONE, rate,
                        topic_asked_s(context->params, topic), MONTHS_PER_YEAR);
        ledger_add_line(ledger, &DATA_IN, (int32_t)topic, ITEM_NONE, rate, year_metered_s(context->params));
        msk_client_usage(context, &demand->groups[i], ledger);
    }
}

static void guarantees(const struct context *context, struct guarantees *guarantees)
{
    (void)context;
    *guarantees = (struct guarantees){
        MSK_FEATURES,
        .ack = "stored in three zones, according to AWS; the mechanism is not published",
        .copies = COPIES,
        .zones = COPIES,
        .loss = "not published",
        .headroom = "handles the peak with one zone down, at the rates where AWS throttles",
        .optimisations = "replication isn't charged, fetch from follower",
    };
}

const struct arch msk_express = {
    .kind = {.id = "msk-express",
             .title = "MSK Express",
             .summary = "Amazon MSK with Express brokers: storage and bytes written are metered",
             .rows = ROWS,
             .row_count = EXPRESS__COUNT,
             .presets = MSK_BROKER_PRESETS},
    MSK_HOOKS,
    .refuses = refuses,
    .service = SERVICE_MSK_EXPRESS,
    .count_option = EXPRESS_BROKERS,
    .no_data_path = "AWS publishes neither the design nor the latency of Express brokers",
};
