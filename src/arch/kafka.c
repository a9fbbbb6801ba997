/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/kafka.h"

#include <math.h>

#include "arch/kafka_path.h"
#include "arch/replicas.h"
#include "base/number.h"
#include "base/text.h"
#include "params/choices.h"

static const char *const VOLUME_CHOICES[] = {"gp3", "gp2",  "st1", "sc1",
                                             "io2", "nvme", NULL}; /* as enum volume_kind */

static const struct param_row ROWS[] = {
#define PARAM(id, ...) {__VA_ARGS__},
#include "arch/options.def"
#include "arch/kafka.def"
#undef PARAM
};
_Static_assert(sizeof ROWS / sizeof *ROWS == KAFKA_OPTION__COUNT, "rows and enum agree");

static const struct replica_options REPLICAS = {KAFKA_REPLICATION_FACTOR, KAFKA_MIN_INSYNC_REPLICAS};

static bool any_is_tiered(const struct context *context)
{
    for (size_t i = 0; i < context->params->topic_count; i++)
        if (kafka_is_tiered(context, (uint32_t)i)) return true;
    return false;
}

static const char *optimisations(const struct context *context)
{
    struct text text = text_new(context->arena);
    const char *const names[][2] = {
        {any_is_tiered(context) ? "tiered storage" : NULL, ""},
        {kafka_num(context, KAFKA_FETCH_FROM_FOLLOWER) != 0 ? "fetch from follower" : NULL, ""},
        {kafka_num(context, OPTION_ZONE_AWARE_PRODUCE) > 0 ? "zone-aware producers" : NULL, ""},
        {kafka_num(context, OPTION_ZONE_AWARE_CONSUME) > 0 ? "zone-aware consumers" : NULL, ""},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i][0] != NULL) text_addf(&text, "%s%s", text.length > 0 ? ", " : "", names[i][0]);
    return text.length > 0 ? text.bytes : "none";
}

static bool contradict(const struct context *context, int option, const char *why, struct diags *diags)
{
    const struct value *value = &context->params->scenarios[context->scenario].values[option];
    return diags_add(diags, DIAG_INCONSISTENT, params_place(context->params, value), "%s: %s",
                     params_option_path(diags->arena, context->params, context->scenario, option), why);
}

static bool consistent(const struct context *context, struct diags *diags)
{
    enum volume_kind kind = (enum volume_kind)kafka_num(context, KAFKA_VOLUME);
    bool fine = replicas_consistent(context, &REPLICAS, diags);
    if (option_is_set(context->params, context->scenario, KAFKA_VOLUME_IOPS) && kind != VOLUME_GP3 &&
        kind != VOLUME_IO2)
        fine = contradict(context, KAFKA_VOLUME_IOPS,
                          "only gp3 and io2 volumes sell IOPS; leave it out or change volume", diags);
    else if (option_is_set(context->params, context->scenario, KAFKA_VOLUME_IOPS) &&
             kafka_num(context, KAFKA_VOLUME_IOPS) < VOLUME_LIMITS[kind].base_iops)
        fine = contradict(context, KAFKA_VOLUME_IOPS,
                          "a gp3 volume has 3,000 in any case; give more or leave it out", diags);
    if (option_is_set(context->params, context->scenario, KAFKA_VOLUME_THROUGHPUT) && kind != VOLUME_GP3)
        fine = contradict(context, KAFKA_VOLUME_THROUGHPUT,
                          "only gp3 volumes sell throughput; leave it out or change volume", diags);
    return fine;
}

static void guarantees(const struct context *context, struct guarantees *guarantees)
{
    replicas_guarantee(context, &REPLICAS, guarantees);
    guarantees->optimisations = optimisations(context);
}

static const struct role_kind ROLES[] = {
    {.name = "broker",
     .title = "brokers",
     .words = {"broker"},
     .product = "kafka",
     .volumes = VOLUMES_EBS | VOLUME_BIT(VOLUME_NVME)},
    {.name = "controller",
     .title = "controllers",
     .words = {"controller", "zookeeper", "kraft", "zk"},
     .volumes = VOLUMES_EBS | VOLUME_BIT(VOLUME_NVME) | VOLUME_BIT(VOLUME_NONE),
     .is_optional = true},
    {.name = NULL},
};

static void data_path(const struct context *context, const struct deployment *deployment,
                      const struct demand *demand, double factor, struct data_path *path)
{
    static const struct kafka_path_options OPTIONS = {
        .replication_factor = KAFKA_REPLICATION_FACTOR,
        .min_insync_replicas = KAFKA_MIN_INSYNC_REPLICAS,
        .fetch_from_follower = KAFKA_FETCH_FROM_FOLLOWER,
        .historical_reads = KAFKA_HISTORICAL_READS,
        .replica_lag_time = KAFKA_REPLICA_LAG_TIME,
        .replica_fetch_max_wait = KAFKA_REPLICA_FETCH_MAX_WAIT,
        .replica_fetch_max_bytes = KAFKA_REPLICA_FETCH_MAX_BYTES,
        .replica_response_max_bytes = KAFKA_REPLICA_RESPONSE_MAX_BYTES,
        .write_amplification = KAFKA_WRITE_AMPLIFICATION,
        .tls = KAFKA_TLS,
        .tls_cpu_factor = KAFKA_TLS_CPU_FACTOR,
    };
    kafka_path(context, &OPTIONS, deployment, demand, factor, path);
}

static const char KAFKA_CALIBRATION[] =
    "fitted: a broker's append to one published p99 at 200 MB/s, and its rare pauses to another benchmark's "
    "p99.9; everything else is predicted. The latency added by disks is assumed (grade D): AWS publishes no "
    "latency of st1 and "
    "sc1, and the one field report (Allegro, 2024) compares file systems";

#define KAFKA_HOOKS                                                                                         \
    .consistent = consistent, .lines = KAFKA_LINES, .load = kafka_load, .size = kafka_size,                 \
    .capacity = kafka_capacity, .fleet = kafka_fleet, .flows = kafka_flows,                                 \
    .fleet_floor = kafka_fleet_floor, .roles = ROLES, .guarantees = guarantees,                             \
    .count_option = KAFKA_BROKERS, .data_path = data_path, .modelled = kafka_modelled, .evidence = "kafka", \
    .open = KAFKA_OPEN, .calibration = KAFKA_CALIBRATION
#define KAFKA_KIND(its_id, its_title, its_summary, its_presets) \
    .kind = {.id = its_id,                                      \
             .title = its_title,                                \
             .summary = its_summary,                            \
             .rows = ROWS,                                      \
             .row_count = KAFKA_OPTION__COUNT,                  \
             .presets = its_presets}

/* Fixed presets, so that totals can't be tuned: docs/model.md says what each stands for. */
static const struct param_preset CLASSIC[] = {
    {"volume", "st1"},
    {"free_space", "50%"},
    {"tiered_storage", "false"},
    {"fetch_from_follower", "false"},
    {"zone_aware_produce", "0"},
    {"zone_aware_consume", "0"},
    {NULL, NULL},
};
static const struct param_preset TUNED[] = {
    {"volume", "gp3"},
    {"free_space", "50%"},
    {"tiered_storage", "true"},
    {"local_retention", "6h"},
    {"fetch_from_follower", "true"},
    {"zone_aware_produce", "0"},
    {"zone_aware_consume", "1"},
    {NULL, NULL},
};

/* Both ends of what is published. */
#define VCPU_ENDS                                                           \
    {"5 MiB/s per vCPU, the low end of CPU", "vcpu_produced", "5 MiB/s"},   \
    {                                                                       \
        "17 MB/s per vCPU, the high end of CPU", "vcpu_produced", "17 MB/s" \
    }

static const struct variant CLASSIC_VARIANTS[] = {
    {"gp3 in place of st1", "volume", "gp3"},
    {"volumes a fifth empty", "free_space", "20%"},
    VCPU_ENDS,
    {NULL, NULL, NULL},
};
static const struct variant TUNED_VARIANTS[] = {
    {"one hour kept locally", "local_retention", "1h"},
    {"a day kept locally", "local_retention", "24h"},
    {"zone-aware producers", "zone_aware_produce", "1"},
    VCPU_ENDS,
    {NULL, NULL, NULL},
};

const struct arch kafka_classic = {
    KAFKA_KIND("kafka-classic", "Classic Kafka",
               "Kafka on EBS: three replicas on st1 volumes, consumers read from leaders", CLASSIC),
    KAFKA_HOOKS, .variants = CLASSIC_VARIANTS};
const struct arch kafka_tuned = {KAFKA_KIND("kafka-tuned", "Tuned Kafka",
                                            "Kafka with tiered storage, fetch-from-follower and gp3 volumes",
                                            TUNED),
                                 KAFKA_HOOKS, .variants = TUNED_VARIANTS};
