/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run made by hand, for tests of the renderings: two architectures that can and one that cannot. Figures
 * are such that no two of them are alike, and that rounding each row by itself would miss the total. */
#pragma once

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "report/report.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* Of documents that this tree writes. */
#define FIXTURE_VERSION "warpcost.run/1.4"

#define HASH_A "2f0c6e6b8a0d4cf6a0f1b9f4f1c3e5d7a9b8c7d6e5f40312233445566778899a"
#define HASH_B "b1946ac92492d2347c6235b4d2611184b1946ac92492d2347c6235b4d2611184"

static const struct run_charge FIXTURE_INSTANCE_CHARGES[] = {
    {0, INFINITY, 15330, 0.768, 0.768, 0.768, "BoxUsage:m5.4xlarge", "on-demand", "JRTCKXETXF", "2026-07-20",
     "EC2 offer file", 'A', ""},
};
static const struct run_charge FIXTURE_TRANSFER_CHARGES[] = {
    {0, INFINITY, 10512262.8, 0.0093, 0.0093, 0.01, "DataTransfer-Regional-Bytes", "on-demand", "", "2026-07",
     "EC2 pricing page", 'R', ""},
};
static const struct run_charge FIXTURE_SPACE_CHARGES[] = {
    {0, 51200, 51200, 0.023, 0.023, 0.023, "TimedStorage-ByteHrs", "on-demand", "WP9ANXZGBYYSGJEA",
     "2026-07-20", "S3 offer file", 'A', ""},
    {51200, 512000, 117337.25, 0.022, 0.022, 0.022, "TimedStorage-ByteHrs", "on-demand", "WP9ANXZGBYYSGJEA",
     "2026-07-20", "S3 offer file", 'A', ""},
};
static const struct run_charge FIXTURE_PUT_CHARGES[] = {
    {0, INFINITY, 41234567, 5e-06, 5e-06, 5e-06, "Requests-Tier1", "on-demand", "", "2026-07-20",
     "S3 offer file", 'A', ""},
};

#define FIXTURE_CHARGES(array) .charge_count = COUNT_OF(array), .charges = array

/* Charges are of all lines of a kind: the two topic groups' replication shares them pro rata. */
static const struct run_line_kind FIXTURE_REPLICATE = {
    .id = "network.replicate",
    .component = "network",
    .owner = "cloud",
    .meter = "AWSDataTransfer:DataTransfer-Regional-Bytes",
    .title = "replication to the other zones",
    .unit = "GB",
    .item = "",
    .cur_pattern = "{prefix}DataTransfer-Regional-Bytes",
    .is_unverified = true,
    .quantity_per_year = 126144000 + 3153.6,
    .factor_count = 4,
    .factors = {{"produced", UNIT_RATE, "topics.*.produce.rate"},
                {"followers in other zones", UNIT_NUMBER, ""},
                {"sides that are metered", UNIT_COUNT, ""},
                {"per year", UNIT_DURATION, "billing.month_metered"}},
    FIXTURE_CHARGES(FIXTURE_TRANSFER_CHARGES)};
static const struct run_line_kind FIXTURE_BROKERS = {
    .id = "compute.brokers",
    .component = "compute",
    .owner = "cloud",
    .meter = "AmazonEC2:BoxUsage:m5.4xlarge",
    .title = "brokers",
    .unit = "Hrs",
    .item = "m5.4xlarge",
    .cur_pattern = "{prefix}BoxUsage:m5.4xlarge",
    .quantity_per_year = 183960,
    .factor_count = 2,
    .factors = {{"brokers", UNIT_COUNT, ""}, {"hours per year", UNIT_NUMBER, "billing.month_hourly"}},
    FIXTURE_CHARGES(FIXTURE_INSTANCE_CHARGES)};
static const struct run_line_kind FIXTURE_BLOCK = {.id = "storage.block",
                                                   .component = "storage",
                                                   .owner = "cloud",
                                                   .meter = "AmazonEC2:EBS:VolumeUsage.st1",
                                                   .title = "disks",
                                                   .unit = "GB-Mo",
                                                   .item = "",
                                                   .cur_pattern = "{prefix}EBS:VolumeUsage.st1",
                                                   .quantity_per_year = 43545348};
static const struct run_line_kind FIXTURE_OBJECT = {.id = "storage.object",
                                                    .component = "storage",
                                                    .owner = "cloud",
                                                    .meter = "AmazonS3:TimedStorage-ByteHrs",
                                                    .title = "objects",
                                                    .unit = "GB-Mo",
                                                    .item = "",
                                                    .cur_pattern = "{prefix}TimedStorage-ByteHrs",
                                                    .quantity_per_year = 2022447,
                                                    FIXTURE_CHARGES(FIXTURE_SPACE_CHARGES)};
static const struct run_line_kind FIXTURE_PUT = {.id = "requests.put",
                                                 .component = "requests",
                                                 .owner = "cloud",
                                                 .meter = "AmazonS3:Requests-Tier1",
                                                 .title = "files written",
                                                 .unit = "Requests",
                                                 .item = "",
                                                 .cur_pattern = "{prefix}Requests-Tier1",
                                                 .quantity_per_year = 494814804,
                                                 FIXTURE_CHARGES(FIXTURE_PUT_CHARGES)};
static const struct run_line_kind FIXTURE_FEE = {.id = "control_plane.fee",
                                                 .component = "control_plane",
                                                 .owner = "vendor",
                                                 .meter = "WarpStream:Write",
                                                 .title = "fee",
                                                 .unit = "GiB",
                                                 .item = "",
                                                 .cur_pattern = "",
                                                 .quantity_per_year = 29367187.5};

enum {
    FROM_DEFAULT = 0,
    FROM_GIVEN = 3,
    FROM_DERIVED = 4
}; /* of RUN_ORIGINS; the test of JSON asks for their names */
static const double FIXTURE_EVENTS[] = {1e9, 2, 2, 31536000}, FIXTURE_AUDIT[] = {25000, 2, 2, 31536000},
                    FIXTURE_BROKER_HOURS[] = {21, 8760};
#define FIXTURE_REPLICATE_ORIGINS                                   \
    {                                                               \
        FROM_GIVEN, FROM_DERIVED, RUN_ORIGIN_CONSTANT, FROM_DEFAULT \
    }

static const struct run_line FIXTURE_CLASSIC_LINES[] = {
    {&FIXTURE_REPLICATE, "events", 126144000, 1173139.20, 1173139.20, 1261440, FIXTURE_EVENTS,
     FIXTURE_REPLICATE_ORIGINS},
    {&FIXTURE_BROKERS,
     "",
     183960,
     141281.28,
     141281.28,
     141281.28,
     FIXTURE_BROKER_HOURS,
     {RUN_ORIGIN_DEPLOYED, FROM_DEFAULT}},
    {&FIXTURE_BLOCK, "", 43545348, 1959540.40, 1959540.40, 1959540.40, NULL, {0}},
    {&FIXTURE_REPLICATE, "audit", 3153.6, 29.32848, 29.32848, 31.536, FIXTURE_AUDIT,
     FIXTURE_REPLICATE_ORIGINS},
};
static const struct run_line FIXTURE_DIRECT_LINES[] = {
    {&FIXTURE_OBJECT, "events", 2022447, 45108.234, 45108.234, 45108.234, NULL, {0}},
    {&FIXTURE_PUT, "events", 494814804, 2474.07402, 2474.07402, 2474.07402, NULL, {0}},
    {&FIXTURE_FEE, "", 29367187.5, 241137.33, 241137.33, 241137.33, NULL, {0}},
};

static const struct run_role FIXTURE_CLASSIC_ROLES[] = {
    {"broker", "m5.4xlarge", 21, "st1", 11, 15709, 0, 0, "21 × m5.4xlarge, 11 × 15,709 GiB st1 each"},
    {"controller", "m5.large", 3, "", 0, 0, 0, 0, "3 × m5.large"},
};
static const struct run_role FIXTURE_DIRECT_ROLES[] = {
    {"agent", "m6in.4xlarge", 6, "", 0, 0, 0, 0, "6 × m6in.4xlarge"},
};
static const struct run_utilisation FIXTURE_UTILISATIONS[] = {
    {"broker.network_out", 0.4837, "one zone lost", false},
    {"broker.volume_throughput", 0.9731, "catching up", true},
    {"broker.cpu", 0.0421, "healthy", false},
};
static const struct run_utilisation FIXTURE_HOPELESS[] = {
    {"broker.ebs", INFINITY, "healthy", true},
};
static const struct run_flow FIXTURE_FLOWS[] = {{"produce", 31536000, 21024000},
                                                {"replicate", 63072000, 63072000},
                                                {"consume", 94608000, 0}};
static const struct run_flow FIXTURE_DIRECT_FLOWS[] = {{"produce", 31536000, 0}, {"object_up", 31536000, 0}};
static const struct run_rejection FIXTURE_REJECTIONS[] = {
    {"r5.4xlarge", 21, 2211404.5, "5 % more; limited by broker.volume_throughput"},
    {"i3.4xlarge", 0, 0, "has no st1"},
};
static const struct run_filtered FIXTURE_FILTERED[] = {{"fewer than 4 vCPUs", 87}, {"burstable", 41}};

static const struct run_input FIXTURE_INPUTS[] = {{"orders.yaml", HASH_A}};
static const struct run_param FIXTURE_PARAMS[] = {
    {"topics.events.produce.rate", 1e9, true, "B/s", "1 GB/s", "given", "", '-'},
    {"load.peak_to_mean", 1.1, true, "", "1.1", "default", "flat load", 'D'},
    {"region", 0, false, "", "us-east-1", "default", "", '-'},
};
static const struct run_excluded FIXTURE_EXCLUDED[] = {
    {"operations staff", "not priced", "", NAN},
    {"a transit gateway", "about $2.1M per year more", "kafka-classic", 2102400.25},
    {"a transit gateway", "about $12 per year less", "direct", -12.4},
    {"a gateway to S3", "no price in this region", "kafka-classic", NAN},
    {"a gateway to S3", "about $5 per year more", "direct", 5.2},
    {"private links", "no price in this region", "kafka-classic", NAN},
    {"private links", "no price in this region", "direct", NAN},
};
static const struct run_variant FIXTURE_VARIANTS[] = {
    {"direct", "with a spare zone", "architectures.direct.spare", "zone", true, 301234.56789012345,
     12514.92987012345},
    {"kafka-classic", "gp3 volumes", "architectures.kafka-classic.volume", "gp3", false, 0, 0},
};
static const struct run_assumption FIXTURE_ASSUMPTIONS[] = {
    {"direct", "architectures.direct.vcpu_fetched", "32 MiB/s", "three times the produce figure", 'D', NAN,
     -29271.71523456789},
    {"kafka-classic", "topics.*.partitions", "100", "assumption", 'R', 0, 1234.5678901234},
};
static const char *const FIXTURE_WARNINGS[] = {"topic group 'audit' has no consumers"};

static const struct run_stage FIXTURE_STAGES[] = {{"waits for its batch", 117.25, 201.5},
                                                  {"PUT", 98.75, 260.125},
                                                  {"commit", 41.5, NAN}};
static const struct run_cdf_point FIXTURE_CDF[] = {{31.25, 0.01}, {251.5, 0.5}, {498.75, 0.99}, {731.25, 1}};
#define FIXTURE_DISTRIBUTION(scale)                                                                  \
    {                                                                                                \
        .is_known = true, .mean = {257.5 * (scale), 255.25 * (scale), 259.75 * (scale)},             \
        .quantiles = {{251.5 * (scale), 249 * (scale), 254 * (scale)},                               \
                      {371 * (scale), 368 * (scale), 374 * (scale)},                                 \
                      {412 * (scale), 406 * (scale), 419 * (scale)},                                 \
                      {498.75 * (scale), 489.5 * (scale), 511.25 * (scale)},                         \
                      {NAN, NAN, NAN}},                                                              \
        .beyond_measured = {[RUN_P999] = true}, .note = "p99.9 needs 10,000 files, there were 4,711" \
    }
static const struct run_group_latency FIXTURE_GROUP_LATENCIES[] = {
    {"events", FIXTURE_DISTRIBUTION(1.0625), FIXTURE_DISTRIBUTION(2.125)},
    {"audit", FIXTURE_DISTRIBUTION(1.25), {.note = ""}},
};
static const struct run_sim_count FIXTURE_COUNTS[] = {{"PUTs per second", "", 128.0625, 127.5, 0.02, false},
                                                      {"bytes a file", "B", 8380000.5, 7900000.25, 0.02,
                                                       true}};
static const struct run_sim_check FIXTURE_CHECKS[] = {{"a batch enters the log exactly once", 123456}};
static const struct run_sim_resource FIXTURE_RESOURCES[] = {{"object store", 0.0478515625, NAN},
                                                            {"uploads", 0.25, 1.5}};
static const struct run_latency_sensitivity FIXTURE_SENSITIVITIES[] = {
    {"latency.object_put", 0.6, 402.25, 805.5}, {"latency.object_put", 1.4, 603.75, 1107.5}};
static const struct run_latency_open_option FIXTURE_OPEN_OPTIONS[] = {
    {"commit_order: none", 431.5, 987.25}, {"commit_order: file, batch_size: 8 MiB", 702.25, 1312.5}};
static const struct run_objective FIXTURE_OBJECTIVES[] = {
    {"objectives.produce_p99", "", 500, {498.75, 489.5, 511.25}, RUN_UNDECIDED, "the interval straddles it"},
    {"topics.events.objectives.end_to_end_p99",
     "events",
     2000,
     {1059.84, 1040.1875, 1086.40625},
     RUN_MET,
     ""},
};
#define FIXTURE_LOAD(factor)                                                                               \
    {                                                                                                      \
        .rate_factor = (factor), .is_converged = (factor) == 1,                                            \
        .why_not = (factor) == 1 ? "" : "the interval of p99 is 6.1 % wide, 5 % are asked for",            \
        .produce = {.is_known = true,                                                                      \
                    .mean = {257.5, 255.25, 259.75},                                                       \
                    .quantiles = {{251.5, 249, 254},                                                       \
                                  {371, 368, 374},                                                         \
                                  {412, 406, 419},                                                         \
                                  {498.75, 489.5, 511.25},                                                 \
                                  {612.5, 580.25, 660}},                                                   \
                    .note = "",                                                                            \
                    .stage_count = COUNT_OF(FIXTURE_STAGES),                                               \
                    .stages = FIXTURE_STAGES,                                                              \
                    .cdf_count = COUNT_OF(FIXTURE_CDF),                                                    \
                    .cdf = FIXTURE_CDF},                                                                   \
        .end_to_end = FIXTURE_DISTRIBUTION(2), .group_count = COUNT_OF(FIXTURE_GROUP_LATENCIES),           \
        .groups = FIXTURE_GROUP_LATENCIES, .count_count = COUNT_OF(FIXTURE_COUNTS),                        \
        .counts = FIXTURE_COUNTS, .check_count = COUNT_OF(FIXTURE_CHECKS), .checks = FIXTURE_CHECKS,       \
        .resource_count = COUNT_OF(FIXTURE_RESOURCES), .resources = FIXTURE_RESOURCES, .replications = 20, \
        .simulated_s = 37.5, .warm_up_s = 1.75, .unit_name = "files", .units = 4711, .events = 1234567,    \
        .detail = "full"                                                                                   \
    }
static const struct run_latency FIXTURE_LATENCY = {
    .mean_load = FIXTURE_LOAD(1),
    .has_peak = true,
    .peak_load = FIXTURE_LOAD(1.1),
    .sensitivity_count = COUNT_OF(FIXTURE_SENSITIVITIES),
    .sensitivities = FIXTURE_SENSITIVITIES,
    .open_option_count = COUNT_OF(FIXTURE_OPEN_OPTIONS),
    .open_options = FIXTURE_OPEN_OPTIONS,
    .has_model_error = true,
    .model_error = {1.25, 7},
    .objective_count = COUNT_OF(FIXTURE_OBJECTIVES),
    .objectives = FIXTURE_OBJECTIVES,
    .calibration = "commit was fitted to a published point",
};

static struct run_architecture FIXTURE_ARCHITECTURES[] = {
    {.id = "kafka-classic",
     .use = "kafka-classic",
     .name = "Kafka, classic",
     .feasible = true,
     .infeasible_reason = "",
     .deployment_origin = "planned",
     .role_count = COUNT_OF(FIXTURE_CLASSIC_ROLES),
     .roles = FIXTURE_CLASSIC_ROLES,
     .utilisation_count = COUNT_OF(FIXTURE_UTILISATIONS),
     .utilisations = FIXTURE_UTILISATIONS,
     .guarantees = {"in memory of 2 of 3 zones", 2, 2, "two zones fail within a second", true, true, true,
                    "one zone", "none", "nothing"},
     .flow_count = COUNT_OF(FIXTURE_FLOWS),
     .flows = FIXTURE_FLOWS,
     .line_count = COUNT_OF(FIXTURE_CLASSIC_LINES),
     .lines = FIXTURE_CLASSIC_LINES,
     .usd_per_year = 1173139.20 + 141281.28 + 1959540.40 + 29.32848,
     .usd_per_year_contracted = 1173139.20 + 141281.28 + 1959540.40 + 29.32848,
     .usd_per_year_list = 1261440 + 141281.28 + 1959540.40 + 31.536,
     .upfront_usd = 98765.4,
     .upfront_years = 3,
     .rejection_count = COUNT_OF(FIXTURE_REJECTIONS),
     .rejections = FIXTURE_REJECTIONS,
     .filtered_count = COUNT_OF(FIXTURE_FILTERED),
     .filtered = FIXTURE_FILTERED,
     .price_as_of = "2026-07",
     .latency_unknown = "not simulated"},
    {.id = "direct",
     .use = "warpstream",
     .name = "S3-direct",
     .feasible = true,
     .infeasible_reason = "",
     .deployment_origin = "given",
     .role_count = COUNT_OF(FIXTURE_DIRECT_ROLES),
     .roles = FIXTURE_DIRECT_ROLES,
     .guarantees = {"in S3", 3, 3, "S3 loses an object", true, false, true, "none", "zone-aware clients",
                    "linger 5ms → 100ms"},
     .flow_count = COUNT_OF(FIXTURE_DIRECT_FLOWS),
     .flows = FIXTURE_DIRECT_FLOWS,
     .line_count = COUNT_OF(FIXTURE_DIRECT_LINES),
     .lines = FIXTURE_DIRECT_LINES,
     .usd_per_year = 45108.234 + 2474.07402 + 241137.33,
     .usd_per_year_contracted = 45108.234 + 2474.07402 + 241137.33,
     .usd_per_year_list = 45108.234 + 2474.07402 + 241137.33,
     .price_as_of = "2026-07",
     .latency = &FIXTURE_LATENCY,
     .latency_unknown = ""},
    {.id = "tiny",
     .use = "kafka-tuned",
     .name = "Kafka on one small machine type",
     .feasible = false,
     .infeasible_reason = "broker.ebs: r5n.large has no baseline for it",
     .deployment_origin = "planned",
     .utilisation_count = COUNT_OF(FIXTURE_HOPELESS),
     .utilisations = FIXTURE_HOPELESS,
     .guarantees = {"in memory of 2 of 3 zones", 2, 2, "two zones fail", true, true, false, "one zone",
                    "tiered storage", "nothing"},
     .price_as_of = "2026-07",
     .latency_unknown = "not simulated"},
};

static inline struct run fixture_run(void)
{
    return (struct run){
        .engine_version = "0.1.0",
        .command = "warpcost compare --no-simulate orders.yaml",
        .seed = "1",
        .workload_name = "orders",
        .workload_text = "1 topic group: 1 GiB/s produced, 3 GiB/s consumed, kept 7 d; 3 zones",
        .region = "us-east-1",
        .input_count = COUNT_OF(FIXTURE_INPUTS),
        .inputs = FIXTURE_INPUTS,
        .param_count = COUNT_OF(FIXTURE_PARAMS),
        .params = FIXTURE_PARAMS,
        .price_as_of = "2026-07",
        .price_as_of_part = "S3",
        .price_newest = "2026-07",
        .price_newest_part = "S3",
        .price_sha256 = HASH_B,
        .catalogue_as_of = "2026-07-21",
        .catalogue_sha256 = HASH_A,
        .architecture_count = COUNT_OF(FIXTURE_ARCHITECTURES),
        .architectures = FIXTURE_ARCHITECTURES,
        .variant_count = COUNT_OF(FIXTURE_VARIANTS),
        .variants = FIXTURE_VARIANTS,
        .assumption_count = COUNT_OF(FIXTURE_ASSUMPTIONS),
        .assumptions = FIXTURE_ASSUMPTIONS,
        .excluded_count = COUNT_OF(FIXTURE_EXCLUDED),
        .excluded = FIXTURE_EXCLUDED,
        .warning_count = COUNT_OF(FIXTURE_WARNINGS),
        .warnings = FIXTURE_WARNINGS,
        .verdict = {.recommended = "direct",
                    .objectives = "none",
                    .current = "",
                    .cheapest = "direct",
                    .dearest = "kafka-classic",
                    .saving_usd_per_year = 2985270.57046,
                    .sentence = "S3-direct costs $289k per year, $2.99M less than Kafka, classic. 99 % of "
                                "records are acknowledged within 499 ms.",
                    .latency_sentence = "99 % of records are acknowledged within 499 ms."},
    };
}
