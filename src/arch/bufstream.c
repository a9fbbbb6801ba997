/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/bufstream.h"

#include "cost/cross_az.h"
#include "params/choices.h"

#define COST_PAGE "buf.build/docs/bufstream/cost"

static const struct param_row ROWS[] = {
#define PARAM(id, ...) {__VA_ARGS__},
#include "arch/options.def"
#include "arch/bufstream.def"
#undef PARAM
};
_Static_assert(sizeof ROWS / sizeof *ROWS == BUFSTREAM_OPTION__COUNT, "rows and enum agree");

struct object_files_rule bufstream_intake(const struct context *context)
{
    double size_bytes = bufstream_num(context, BUFSTREAM_INTAKE_SIZE);
    return (struct object_files_rule){
        .batching = {.timer = BATCHING_ARMED,
                     .timeout_s = bufstream_num(context, BUFSTREAM_INTAKE_DELAY),
                     .max_bytes = size_bytes},
        .chunk_bytes = size_bytes,
        .part_bytes = size_bytes,
    };
}

/* Each byte is written into an intake file and into an archive, which reads it from a broker's cache; each
 * zone with consumers loads the intake files once. */
static void load_group(const struct context *context, struct group_demand *group)
{
    const struct params *params = context->params;
    double zones = root_num(params, ROOT_ZONES), rate = topic_num(params, group->topic, TOPIC_PRODUCE_RATE),
           consumed = rate * topic_num(params, group->topic, TOPIC_GROUPS);
    double metadata = zones > 1 ? rate * bufstream_num(context, BUFSTREAM_METADATA_SHARE) : 0;
    group->flows[FLOW_PRODUCE] = (struct flow){
        rate, rate * cross_az_to_leader(zones, bufstream_num(context, OPTION_ZONE_AWARE_PRODUCE))};
    group->flows[FLOW_CONSUME] = (struct flow){
        consumed, consumed * cross_az_to_leader(zones, bufstream_num(context, OPTION_ZONE_AWARE_CONSUME))};
    group->flows[FLOW_OBJECT_UP].bytes_per_s = rate * (1 + bufstream_num(context, BUFSTREAM_REWRITES));
    group->flows[FLOW_OBJECT_DOWN].bytes_per_s = consumed > 0 ? rate * zones : 0;
    group->flows[FLOW_METADATA] = (struct flow){metadata, metadata};
}

static void load(const struct context *context, struct group_set groups, struct demand *demand)
{
    object_files_load(context, groups, demand, load_group);
}

static void guarantees(const struct context *context, struct guarantees *guarantees)
{
    (void)context;
    *guarantees = (struct guarantees){
        .ack = "in S3 Standard and committed by etcd",
        .copies = COPIES_BY_OBJECT_STORE,
        .zones = 3, /* S3 Standard keeps objects in at least three zones: Amazon S3 user guide */
        .loss = "S3 loses objects, or etcd loses the metadata: two of its three disks (an outage of either "
                "only delays writes)",
        .idempotence = true,
        .transactions = true,
        .compaction = true,
        .headroom = "handles the peak with one zone down: CPU is a third busy otherwise",
        .optimisations = "S3-direct, zone-aware clients",
        .clients = "client IDs name their zone (zone=…)",
    };
}

/* Fixed, so that totals can't be tuned: docs/model.md says what it stands for. */
static const struct param_preset PRESET[] = {
    {"zone_aware_produce", "1"},
    {"zone_aware_consume", "1"},
    {NULL, NULL},
};

static const struct param_preset CLIENTS[] = {
    {"clients.linger", "100ms"},
    {"clients.batch_size", "1 MiB"},
    {"clients.max_request_size", "64 MiB"},
    {"clients.buffer_memory", "128 MiB"},
    {"clients.fetch_max_bytes", "100 MiB"},
    {NULL, NULL},
};

static const struct variant VARIANTS[] = {
    {"records compressed 4 to 1, as the vendor's page: the fee counts uncompressed bytes",
     "topics.*.produce.compression_ratio", "4"},
    {"16 MiB/s per vCPU, the documentation's 16 cores for 256 MiB/s", "vcpu_produced", "16 MiB/s"},
    {"intake files every 80 ms, if archives took none of the PUTs", "intake_delay", "80ms"},
    {"archives in parts of 16 MiB", "archive_part", "16 MiB"},
    {"the published benchmark's machines", "instance", "m6in.xlarge"},
    {NULL, NULL, NULL},
};

/* The fastest and the slowest first. 80 ms: all of the 75 PUTs are intake files; 190 ms: archives read each
 * intake file with a GET of their own. */
static const struct open_options OPEN[] = {
    {{{"intake_delay", "80ms"}, {"fetch_eager", "true"}}, true},
    {{{"intake_delay", "190ms"}, {"fetch_eager", "false"}}, true},
    {{{"fetch_eager", "true"}}, false},
    {{{NULL, NULL}}, false},
};

static const struct role_kind ROLES[] = {
    {.name = "broker",
     .title = "brokers",
     .words = {"bufstream"},
     .volumes = VOLUME_BIT(VOLUME_NONE),
     .volumes_rule = "brokers keep nothing on disks; leave out \"volumes\""},
    {.name = "metadata",
     .title = "etcd",
     .words = {"etcd"},
     .volumes = VOLUMES_EBS | VOLUME_BIT(VOLUME_NVME) | VOLUME_BIT(VOLUME_NONE),
     .is_optional = true},
    {.name = NULL},
};

const struct arch bufstream = {
    .kind = {.id = "bufstream",
             .title = "Bufstream",
             .summary = "Bufstream on S3 Standard: stateless brokers, metadata in an etcd of one's own",
             .rows = ROWS,
             .row_count = BUFSTREAM_OPTION__COUNT,
             .presets = PRESET,
             .advice = {CLIENTS, "clients of the vendor's benchmark (" COST_PAGE ")", 'A'}},
    .lines = BUFSTREAM_LINES,
    .load = load,
    .size = bufstream_size,
    .capacity = bufstream_capacity,
    .fleet = bufstream_fleet,
    .flows = bufstream_flows,
    .fleet_floor = bufstream_fleet_floor,
    .nodes_follow_load = true,
    .roles = ROLES,
    .guarantees = guarantees,
    .count_option = BUFSTREAM_BROKERS,
    .variants = VARIANTS,
    .data_path = bufstream_data_path,
    .modelled = bufstream_modelled,
    .calibration =
        "nothing is fitted to a latency: PUT and GET are measurements of S3, etcd's are derived from "
        "its mechanism, and the delay of intake files from requests that the vendor counted",
    .evidence = "bufstream",
    .open = OPEN,
    .put_decides = true,
};
