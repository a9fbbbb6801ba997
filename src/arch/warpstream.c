/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/warpstream.h"

#include "arch/clients.h"
#include "base/text.h"
#include "params/choices.h"

static const char *const TIMER_CHOICES[] = {"armed", "free", "adaptive", NULL}; /* as enum batching_timer */
static const char *const COMMIT_ORDER_CHOICES[] = {"file", "connection", "none",
                                                   NULL};                /* as enum warpstream_commit_order */
static const char *const READ_ANSWER_CHOICES[] = {"all", "ready", NULL}; /* as enum warpstream_read_answer */
static const char *const SPARE_CHOICES[] = {"none", "zone", NULL};       /* as enum warpstream_spare */
static const char *const CLUSTER_TIER_CHOICES[] = {"dev", "fundamentals", "pro", "none", "auto",
                                                   NULL}; /* as enum warpstream_tier */
static const char *const METADATA_BY_CHOICES[] = {"bytes", "batches",
                                                  NULL}; /* as enum warpstream_metadata_by */
static const char *const METADATA_PATH_CHOICES[] = {"internet", "endpoint",
                                                    NULL}; /* as enum warpstream_metadata_path */

static const struct param_row ROWS[] = {
#define PARAM(id, ...) {__VA_ARGS__},
#include "arch/options.def"
#include "arch/warpstream.def"
#undef PARAM
};
_Static_assert(sizeof ROWS / sizeof *ROWS == WARPSTREAM_OPTION__COUNT, "rows and enum agree");

/* WarpStream's plans: partitions that a cluster may have, and what the vendor promises. */
static const struct {
    const char *name;
    int partitions; /* the option with the limit */
    const char *sla;
} TIERS[] = {
    [TIER_DEV] = {"Dev", WARPSTREAM_PARTITIONS_DEV, "Dev has no SLA"},
    [TIER_FUNDAMENTALS] = {"Fundamentals", WARPSTREAM_PARTITIONS_FUNDAMENTALS,
                           "99.9 % by the SLA of Fundamentals"},
    [TIER_PRO] = {"Pro", WARPSTREAM_PARTITIONS_PRO, "99.99 % by the SLA of Pro"},
    [TIER_NONE] = {"Enterprise", WARPSTREAM_PARTITIONS_ENTERPRISE, "SLA by agreement"},
};

enum warpstream_tier warpstream_tier(const struct context *context, double partitions)
{
    enum warpstream_tier tier = (enum warpstream_tier)warpstream_num(context, WARPSTREAM_CLUSTER_TIER);
    if (tier != TIER_AUTO) return tier;
    return partitions <= warpstream_num(context, WARPSTREAM_PARTITIONS_FUNDAMENTALS) ? TIER_FUNDAMENTALS
                                                                                     : TIER_PRO;
}

/* The tier takes the partitions, or says which would. */
static const char *refuses(const struct context *context, const struct deployment *deployment,
                           const struct demand *demand)
{
    (void)deployment;
    double partitions = demand->total.partitions;
    enum warpstream_tier tier = warpstream_tier(context, partitions), fits = tier;
    while (fits < TIER_NONE && partitions > warpstream_num(context, TIERS[fits].partitions)) fits++;
    int limit = TIERS[tier].partitions;
    if (partitions <= warpstream_num(context, limit)) return NULL;
    const char *remedy = fits == TIER_NONE
                             ? "Enterprise takes more, at a price on request (cluster_tier: none)"
                             : text_format(context->arena, "%s takes them", TIERS[fits].name);
    if (tier == TIER_NONE) remedy = "raise it to what the vendor agreed to";
    return text_format(context->arena,
                       "%.0f partitions, and WarpStream's %s takes %.0f in a cluster (%s: %s, grade %c); %s",
                       partitions, TIERS[tier].name, warpstream_num(context, limit), ROWS[limit].path,
                       ROWS[limit].source, ROWS[limit].grade, remedy);
}

static double partitions_of_all(const struct params *params)
{
    double partitions = 0;
    for (size_t i = 0; i < params->topic_count; i++)
        partitions += topic_num(params, (uint32_t)i, TOPIC_PARTITIONS);
    return partitions;
}

static void guarantees(const struct context *context, struct guarantees *guarantees)
{
    bool ignores = warpstream_num(context, WARPSTREAM_HEEDS_FETCH_MIN_BYTES) == 0 &&
                   clients_differ(context, TOPIC_FETCH_MIN_BYTES);
    const char *sla = TIERS[warpstream_tier(context, partitions_of_all(context->params))].sla;
    bool spare = (enum warpstream_spare)warpstream_num(context, WARPSTREAM_SPARE) == SPARE_ZONE;
    *guarantees = (struct guarantees){
        .ack = "in S3 Standard and committed by the vendor's control plane",
        .copies = COPIES_BY_OBJECT_STORE,
        .zones = 3, /* S3 Standard keeps objects in at least three zones: Amazon S3 user guide */
        .loss = "S3 loses objects, or the vendor loses the metadata (an outage of either only delays writes)",
        .idempotence = true,
        .transactions = true,
        .compaction = true,
        .headroom =
            text_format(context->arena, "%s; %s",
                        spare ? "handles the peak with one zone down"
                              : "no spare capacity: agents are stateless and scale out when a zone is lost",
                        sla),
        .optimisations = warpstream_num(context, OPTION_ZONE_AWARE_PRODUCE) > 0 ||
                                 warpstream_num(context, OPTION_ZONE_AWARE_CONSUME) > 0
                             ? "S3-direct, zone-aware clients"
                             : "S3-direct",
        .clients = ignores ? "fetch_min_bytes has no effect" : NULL,
    };
}

/* Fixed, so that totals can't be tuned: docs/model.md says what it stands for. */
static const struct param_preset PRESET[] = {
    {"batch_timeout", "250ms"},
    {"batch_size", "4 MiB"},
    {"timer", "armed"},
    {"chunk_size", "4 MiB"},
    {"compaction_rewrites", "2"},
    {"part_size", "16 MiB"},
    {"spare", "none"},
    {"zone_aware_produce", "1"},
    {"zone_aware_consume", "1"},
    {NULL, NULL},
};

/* The vendor's recommended default for Java clients; for low latency it says a linger of 10 to 25 ms. */
static const struct param_preset CLIENTS[] = {
    {"clients.linger", "100ms"},
    {"clients.batch_size", "100 kB"},
    {"clients.max_in_flight", "1000"},
    {"clients.idempotence", "false"},
    {"clients.max_request_size", "64 MB"},
    {"clients.buffer_memory", "128 MB"},
    {"clients.fetch_max_wait", "10s"},
    {"clients.fetch_max_bytes", "50242880 B"},
    {"clients.partition_fetch_max_bytes", "50242880 B"},
    {NULL, NULL},
};

static const struct variant VARIANTS[] = {
    {"records compressed 4 to 1: the fee counts uncompressed bytes", "topics.*.produce.compression_ratio",
     "4"},
    {"a spare zone of agents", "spare", "zone"},
    {"5 MiB/s per vCPU: the low end of CPU, and about half of it free, where the vendor scales out",
     "vcpu_produced", "5 MiB/s"},
    {"17 MB/s per vCPU, the high end of CPU", "vcpu_produced", "17 MB/s"},
    {"the published benchmark's machines", "instance", "m6in.4xlarge"},
    {"the tier Pro, for 99.99 %", "cluster_tier", "pro"},
    {"metadata by batches in place of a share of bytes", "metadata_by", "batches"},
    {"8 MiB files", "batch_size", "8 MiB"},
    {NULL, NULL, NULL},
};

/* The fastest and the slowest of all first. */
static const struct open_options OPEN[] = {
    {{{"commit_order", "none"}, {"read_answer", "ready"}, {"batch_size", "4 MiB"}}, true},
    {{{"commit_order", "file"}, {"read_answer", "all"}, {"batch_size", "8 MiB"}}, true},
    {{{"commit_order", "none"}}, false},
    {{{"commit_order", "file"}}, false},
    {{{"read_answer", "ready"}}, false},
    {{{"batch_size", "8 MiB"}}, false},
    {{{NULL, NULL}}, false},
};

static const struct role_kind ROLES[] = {
    {.name = "agent",
     .title = "agents",
     .words = {"agent", "warpstream"},
     .volumes = VOLUME_BIT(VOLUME_NONE),
     .volumes_rule = "agents keep nothing on disks; leave out \"volumes\""},
    {.name = NULL},
};

const struct arch warpstream = {
    .kind = {.id = "warpstream",
             .title = "WarpStream",
             .summary =
                 "WarpStream BYOC on S3 Standard: stateless agents, the vendor's control plane gives offsets",
             .rows = ROWS,
             .row_count = WARPSTREAM_OPTION__COUNT,
             .presets = PRESET,
             .advice = {CLIENTS,
                        "WarpStream's advice to Java clients (confluentinc/agent-skills, "
                        "warpstream-optimization.md, 4a565c6)",
                        'A'}},
    .lines = WARPSTREAM_LINES,
    .load = warpstream_load,
    .size = warpstream_size,
    .capacity = warpstream_capacity,
    .refuses = refuses,
    .fleet = warpstream_fleet,
    .flows = warpstream_flows,
    .fleet_floor = warpstream_fleet_floor,
    .nodes_follow_load = true,
    .roles = ROLES,
    .guarantees = guarantees,
    .count_option = WARPSTREAM_AGENTS,
    .variants = VARIANTS,
    .data_path = warpstream_data_path,
    .modelled = warpstream_modelled,
    .calibration = "nothing is fitted: PUT and GET latencies are measurements of S3, commit and lookup are "
                   "derived from S3 Express; scenarios/published/latency.csv lists the predictions",
    .evidence = "warpstream",
    .open = OPEN,
    .put_decides = true,
};
