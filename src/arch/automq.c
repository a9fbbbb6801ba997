/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/automq.h"
#include "arch/object_files.h"

#include "base/text.h"
#include "cost/cross_az.h"
#include "params/choices.h"

static const char *const WAL_CHOICES[] = {"s3", "ebs", NULL};      /* as enum automq_wal */
static const char *const SPARE_CHOICES[] = {"none", "zone", NULL}; /* as enum automq_spare */

static const struct param_row ROWS[] = {
#define PARAM(id, ...) {__VA_ARGS__},
#include "arch/options.def"
#include "arch/automq.def"
#undef PARAM
};
_Static_assert(sizeof ROWS / sizeof *ROWS == AUTOMQ_OPTION__COUNT, "rows and enum agree");

/* With the zone router all clients stay in their zones; else their options say how many do. */
static double crossing(const struct context *context, enum common_option aware)
{
    double zones = root_num(context->params, ROOT_ZONES);
    return automq_routed(context) > 0 ? 0 : cross_az_to_leader(zones, automq_num(context, aware));
}

static void load_group(const struct context *context, struct group_demand *group)
{
    const struct params *params = context->params;
    double rate = topic_num(params, group->topic, TOPIC_PRODUCE_RATE),
           consumed = rate * topic_num(params, group->topic, TOPIC_GROUPS),
           rewrites = automq_num(context, AUTOMQ_COMPACTION_REWRITES), routed = automq_routed(context),
           logged = automq_is_in_s3(context) ? 1 : 0,
           loading = consumed > 0 && routed > 0 ? root_num(params, ROOT_ZONES) - 1 : 0;
    group->flows[FLOW_PRODUCE] = (struct flow){rate, rate * crossing(context, OPTION_ZONE_AWARE_PRODUCE)};
    group->flows[FLOW_CONSUME] = (struct flow){consumed,
                                               consumed * crossing(context, OPTION_ZONE_AWARE_CONSUME)};
    /* Each byte is in the log, in an object, and in what compaction makes of that. */
    group->flows[FLOW_OBJECT_UP].bytes_per_s = rate * (logged + routed + 1 + rewrites);
    group->flows[FLOW_OBJECT_DOWN].bytes_per_s = rate * (routed + loading + rewrites) +
                                                 consumed * automq_num(context, AUTOMQ_HISTORICAL_READS);
}

static void load(const struct context *context, struct group_set groups, struct demand *demand)
{
    object_files_load(context, groups, demand, load_group);
}

static const char *loss(const struct context *context)
{
    if (automq_is_in_s3(context)) return "S3 loses objects";
    return text_format(context->arena,
                       "the leader's volume is lost before its last %.0f s are in S3; while its zone is down "
                       "they can't be read",
                       automq_num(context, AUTOMQ_UPLOAD_INTERVAL));
}

static void guarantees(const struct context *context, struct guarantees *guarantees)
{
    bool in_s3 = automq_is_in_s3(context), is_routed = automq_routed(context) > 0;
    bool has_spare = (enum automq_spare)automq_num(context, AUTOMQ_SPARE) == AUTOMQ_SPARE_ZONE;
    *guarantees = (struct guarantees){
        .ack = in_s3 ? "in a file of the leader's log in S3 Standard, and the leader still owns that log"
                     : "on one EBS volume of the leader, in one zone",
        .copies = in_s3 ? COPIES_BY_OBJECT_STORE : 1,
        .zones = in_s3 ? 3 : 1, /* S3 Standard keeps objects in at least three zones: Amazon S3 user guide */
        .loss = loss(context),
        .idempotence = true,
        .transactions = true,
        .compaction = true,
        .headroom = has_spare ? "handles the peak with one zone down"
                              : "handles the peak; brokers are added when a zone is lost",
        .optimisations = is_routed ? "S3-direct, zone router"
                         : in_s3   ? "S3-direct"
                                   : "tiered to S3 after a minute",
        .clients = is_routed ? "each client names its zone to the zone router" : NULL,
    };
}

static const struct param_preset PRESET[] = {
    {"wal", "s3"},
    {"zone_router", "true"},
    {NULL, NULL},
};
static const struct param_preset CLIENTS[] = {
    {"clients.linger", "100ms"},
    {"clients.batch_size", "1 MiB"},
    {NULL, NULL},
};

static const struct variant VARIANTS[] = {
    {"log on EBS: acknowledged in one zone, clients cross zones", "wal", "ebs"},
    {"no zone router: clients cross zones", "zone_router", "false"},
    {"a spare zone of brokers", "spare", "zone"},
    {"each byte compacted twice", "compaction_rewrites", "2"},
    {"5 MiB/s per vCPU, the low end of CPU", "vcpu_produced", "5 MiB/s"},
    {"17 MB/s per vCPU, the high end of CPU", "vcpu_produced", "17 MB/s"},
    {NULL, NULL, NULL},
};

static const struct role_kind ROLES[] = {
    {.name = "broker",
     .title = "brokers",
     .words = {"broker", "automq"},
     .volumes = VOLUME_BIT(VOLUME_NONE) | VOLUME_BIT(VOLUME_GP3),
     .volumes_rule = "a broker has one gp3 volume with wal: ebs, and none else"},
    {.name = NULL},
};

const struct arch automq = {
    .kind = {.id = "automq",
             .title = "AutoMQ",
             .summary =
                 "AutoMQ: brokers without replicas over S3, with a write-ahead log in S3 or on EBS; its "
                 "fee isn't public",
             .rows = ROWS,
             .row_count = AUTOMQ_OPTION__COUNT,
             .presets = PRESET,
             .advice = {CLIENTS, "AutoMQ's settings of producers beside its latency: 100 ms and 1 MiB", 'B'}},
    .lines = AUTOMQ_LINES,
    .load = load,
    .size = automq_size,
    .capacity = automq_capacity,
    .fleet = automq_fleet,
    .flows = automq_flows,
    .roles = ROLES,
    .guarantees = guarantees,
    .count_option = AUTOMQ_BROKERS,
    .variants = VARIANTS,
    .no_data_path =
        "AutoMQ publishes no percentiles: \"hundreds of milliseconds\" with a log in S3, nothing of "
        "what its zone router adds, and no latency of a log on EBS under load",
};
