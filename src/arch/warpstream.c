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
static const char *const CLUSTER_TIER_CHOICES[] = {"dev", "fundamentals", "pro", "none",
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

static void guarantees(const struct context *context, struct guarantees *guarantees)
{
    bool ignores = warpstream_num(context, WARPSTREAM_HEEDS_FETCH_MIN_BYTES) == 0 &&
                   clients_differ(context, TOPIC_FETCH_MIN_BYTES);
    bool spare = (enum warpstream_spare)warpstream_num(context, WARPSTREAM_SPARE) == SPARE_ZONE;
    *guarantees = (struct guarantees){
        .ack = "in S3 Standard and committed by the vendor's control plane",
        .copies = COPIES_BY_OBJECT_STORE,
        .zones = 3, /* S3 Standard keeps objects in at least three zones: Amazon S3 user guide */
        .loss =
            "S3 losing objects, or the vendor losing the metadata (while either is merely down, writes wait)",
        .idempotence = true,
        .transactions = true,
        .compaction = true,
        .headroom = spare ? "carries the peak with one zone lost"
                          : "none kept: agents are stateless and scale out when a zone is lost",
        .optimisations = warpstream_num(context, OPTION_ZONE_AWARE_PRODUCE) > 0 ||
                                 warpstream_num(context, OPTION_ZONE_AWARE_CONSUME) > 0
                             ? "S3-direct, zone-aware clients"
                             : "S3-direct",
        .clients = ignores ? "fetch_min_bytes has no effect" : NULL,
    };
}

/* Fixed, so that totals can't be tuned: docs/model.md says what it stands for. m6in.4xlarge is the
 * published benchmark's. */
static const struct param_preset PRESET[] = {
    {"instance", "m6in.4xlarge"}, {"batch_timeout", "250ms"},  {"batch_size", "8 MiB"},
    {"timer", "armed"},           {"chunk_size", "4 MiB"},     {"compaction_rewrites", "2"},
    {"part_size", "16 MiB"},      {"cluster_tier", "pro"},     {"spare", "none"},
    {"zone_aware_produce", "1"},  {"zone_aware_consume", "1"}, {NULL, NULL},
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
    {"the cheapest type of agent in place of the benchmark's", "instance", INSTANCE_SEARCH},
    {"metadata by batches in place of a share of bytes", "metadata_by", "batches"},
    {"4 MiB files", "batch_size", "4 MiB"},
    {NULL, NULL, NULL},
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
    .fleet = warpstream_fleet,
    .flows = warpstream_flows,
    .roles = ROLES,
    .guarantees = guarantees,
    .count_option = WARPSTREAM_AGENTS,
    .variants = VARIANTS,
    .data_path = warpstream_data_path,
    .modelled = warpstream_modelled,
    .calibration = "fitted: latency.commit, to the published produce latency of a file closed by its timer "
                   "(250 ms: p50 250 ms, p99 500 ms); all else is predicted",
    .put_decides = true,
};
