/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run made by hand, for tests of the renderings: two architectures that can and one that cannot. Figures are such that no
 * two of them are alike, and that rounding each row by itself would miss the total. */
#pragma once

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "report/report.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

#define HASH_A "2f0c6e6b8a0d4cf6a0f1b9f4f1c3e5d7a9b8c7d6e5f40312233445566778899a"
#define HASH_B "b1946ac92492d2347c6235b4d2611184b1946ac92492d2347c6235b4d2611184"

static const struct run_charge FIXTURE_INSTANCE_CHARGES[] = {
    {0, INFINITY, 15330, 0.768, 0.768, "BoxUsage:m5.4xlarge", "on-demand", "JRTCKXETXF", "2026-07-20", "EC2 offer file", "", 'A'},
};
static const struct run_charge FIXTURE_TRANSFER_CHARGES[] = {
    {0, INFINITY, 10512000, 0.0093, 0.01, "DataTransfer-Regional-Bytes", "on-demand", "", "2026-07", "EC2 pricing page", "", 'R'},
};
static const struct run_charge FIXTURE_SPACE_CHARGES[] = {
    {0, 51200, 51200, 0.023, 0.023, "TimedStorage-ByteHrs", "on-demand", "WP9ANXZGBYYSGJEA", "2026-07-20", "S3 offer file", "", 'A'},
    {51200, 512000, 117337.25, 0.022, 0.022, "TimedStorage-ByteHrs", "on-demand", "WP9ANXZGBYYSGJEA", "2026-07-20", "S3 offer file", "", 'A'},
};
static const struct run_charge FIXTURE_PUT_CHARGES[] = {
    {0, INFINITY, 41234567, 5e-06, 5e-06, "Requests-Tier1", "on-demand", "", "2026-07-20", "S3 offer file", "", 'A'},
};

static const struct run_factor FIXTURE_REPLICATE_FACTORS[] = {
    {"produced", 1000000000, UNIT_RATE, "topics.events.produce.rate", "given"},
    {"followers in other zones", 2, UNIT_NUMBER, "", "derived"},
    {"sides that are metered", 2, UNIT_COUNT, "", "constant"},
    {"a year", 31536000, UNIT_DURATION, "billing.month_metered", "default"},
};
static const struct run_factor FIXTURE_BROKER_FACTORS[] = {
    {"brokers", 21, UNIT_COUNT, "", "deployed"},
    {"hours a year", 8760, UNIT_NUMBER, "billing.month_hourly", "default"},
};

#define FIXTURE_CHARGES(array) .charge_count = COUNT_OF(array), .charges = array
#define FIXTURE_FACTORS(array) .factor_count = COUNT_OF(array), .factors = array

static const struct run_line FIXTURE_CLASSIC_LINES[] = {
    {.id = "network.replicate", .component = "network", .owner = "cloud", .meter = "AWSDataTransfer:DataTransfer-Regional-Bytes",
     .title = "replication to the other zones", .unit = "GB", .topic_group = "events", .item = "", .cur_pattern = "{prefix}DataTransfer-Regional-Bytes",
     .quantity_per_year = 117476463.318, .usd_per_year = 1092531.40, .usd_per_year_list = 1174764.63, .is_remembered = true,
     FIXTURE_FACTORS(FIXTURE_REPLICATE_FACTORS), FIXTURE_CHARGES(FIXTURE_TRANSFER_CHARGES)},
    {.id = "compute.brokers", .component = "compute", .owner = "cloud", .meter = "AmazonEC2:BoxUsage:m5.4xlarge", .title = "brokers", .unit = "Hrs",
     .topic_group = "", .item = "m5.4xlarge", .cur_pattern = "{prefix}BoxUsage:m5.4xlarge", .quantity_per_year = 183960,
     .usd_per_year = 141281.40, .usd_per_year_list = 141281.40, FIXTURE_FACTORS(FIXTURE_BROKER_FACTORS), FIXTURE_CHARGES(FIXTURE_INSTANCE_CHARGES)},
    {.id = "storage.block", .component = "storage", .owner = "cloud", .meter = "AmazonEC2:EBS:VolumeUsage.st1", .title = "disks", .unit = "GB-Mo",
     .topic_group = "", .item = "", .cur_pattern = "{prefix}EBS:VolumeUsage.st1", .quantity_per_year = 43545348, .usd_per_year = 1959540.40,
     .usd_per_year_list = 1959540.40},
    {.id = "network.replicate", .component = "network", .owner = "cloud", .meter = "AWSDataTransfer:DataTransfer-Regional-Bytes",
     .title = "replication to the other zones", .unit = "GB", .topic_group = "audit", .item = "", .cur_pattern = "{prefix}DataTransfer-Regional-Bytes",
     .quantity_per_year = 1234.5, .usd_per_year = 11.48085, .usd_per_year_list = 12.345, .is_remembered = true,
     FIXTURE_FACTORS(FIXTURE_REPLICATE_FACTORS), FIXTURE_CHARGES(FIXTURE_TRANSFER_CHARGES)},
};

static const struct run_line FIXTURE_DIRECT_LINES[] = {
    {.id = "storage.object", .component = "storage", .owner = "cloud", .meter = "AmazonS3:TimedStorage-ByteHrs", .title = "objects", .unit = "GB-Mo",
     .topic_group = "events", .item = "", .cur_pattern = "{prefix}TimedStorage-ByteHrs", .quantity_per_year = 2022447, .usd_per_year = 45108.23,
     .usd_per_year_list = 45108.23, FIXTURE_CHARGES(FIXTURE_SPACE_CHARGES)},
    {.id = "requests.put", .component = "requests", .owner = "cloud", .meter = "AmazonS3:Requests-Tier1", .title = "files written", .unit = "Requests",
     .topic_group = "events", .item = "", .cur_pattern = "{prefix}Requests-Tier1", .quantity_per_year = 494814804, .usd_per_year = 2474.07,
     .usd_per_year_list = 2474.07, FIXTURE_CHARGES(FIXTURE_PUT_CHARGES)},
    {.id = "control_plane.fee", .component = "control_plane", .owner = "vendor", .meter = "WarpStream:Write", .title = "fee", .unit = "GiB",
     .topic_group = "", .item = "", .cur_pattern = "", .quantity_per_year = 29367187.5, .usd_per_year = 241137.33, .usd_per_year_list = 241137.33},
};

static const struct run_role FIXTURE_CLASSIC_ROLES[] = {
    {"broker", "m5.4xlarge", 21, "st1", 11, 15709, 0, 0, "21 × m5.4xlarge, 11 × 15,709 GiB st1 each"},
    {"controller", "m5.large", 3, "", 0, 0, 0, 0, "3 × m5.large"},
};
static const struct run_role FIXTURE_DIRECT_ROLES[] = {
    {"agent", "m6in.4xlarge", 6, "", 0, 0, 0, 0, "6 × m6in.4xlarge"},
};
static const struct run_utilisation FIXTURE_UTILISATIONS[] = {
    {"broker.network_out", "one zone lost", 0.4837, false},
    {"broker.volume_throughput", "catching up", 0.9731, true},
    {"broker.cpu", "healthy", 0.0421, false},
};
static const struct run_utilisation FIXTURE_HOPELESS[] = {
    {"broker.ebs", "healthy", INFINITY, true},
};
static const struct run_flow FIXTURE_FLOWS[] = {{"produce", 31536000, 21024000}, {"replicate", 63072000, 63072000}, {"consume", 94608000, 0}};
static const struct run_flow FIXTURE_DIRECT_FLOWS[] = {{"produce", 31536000, 0}, {"object_up", 31536000, 0}};
static const struct run_rejection FIXTURE_REJECTIONS[] = {
    {"r5.4xlarge", 21, 2211404.5, "5 % dearer; bound by broker.volume_throughput"},
    {"i3.4xlarge", 0, 0, "has no st1"},
};
static const struct run_filtered FIXTURE_FILTERED[] = {{"fewer than 4 vCPUs", 87}, {"burstable", 41}};

static const struct run_input FIXTURE_INPUTS[] = {{"orders.yaml", HASH_A}};
static const struct run_param FIXTURE_PARAMS[] = {
    {"topics.events.produce.rate", "1 GB/s", 1e9, true, "B/s", "given", "", '-'},
    {"load.peak_to_mean", "1.1", 1.1, true, "", "default", "flat load", 'D'},
    {"region", "us-east-1", 0, false, "", "default", "", '-'},
};
static const struct run_excluded FIXTURE_EXCLUDED[] = {
    {"people who run it", "not priced", "", NAN},
    {"a transit gateway", "about $2.1M a year more", "kafka-classic", 2102400.25},
};
static const char *const FIXTURE_WARNINGS[] = {"topic group 'audit' has no consumers"};

static struct run_architecture FIXTURE_ARCHITECTURES[] = {
    {.id = "kafka-classic", .use = "kafka-classic", .name = "Kafka, classic", .feasible = true, .infeasible_reason = "",
     .deployment_origin = "planned", .role_count = COUNT_OF(FIXTURE_CLASSIC_ROLES), .roles = FIXTURE_CLASSIC_ROLES,
     .utilisation_count = COUNT_OF(FIXTURE_UTILISATIONS), .utilisations = FIXTURE_UTILISATIONS,
     .promises = {"in memory of 2 of 3 zones", 2, 2, "two zones fail within a second", true, true, true, "one zone", "none"},
     .flow_count = COUNT_OF(FIXTURE_FLOWS), .flows = FIXTURE_FLOWS, .line_count = COUNT_OF(FIXTURE_CLASSIC_LINES), .lines = FIXTURE_CLASSIC_LINES,
     .usd_per_year = 1092531.40 + 141281.40 + 1959540.40 + 11.48085, .usd_per_year_list = 1174764.63 + 141281.40 + 1959540.40 + 12.345,
     .upfront_usd = 98765.4, .upfront_years = 3, .rejection_count = COUNT_OF(FIXTURE_REJECTIONS), .rejections = FIXTURE_REJECTIONS,
     .filtered_count = COUNT_OF(FIXTURE_FILTERED), .filtered = FIXTURE_FILTERED, .latency_unknown = "not simulated"},
    {.id = "direct", .use = "warpstream", .name = "S3-direct", .feasible = true, .infeasible_reason = "", .deployment_origin = "given",
     .role_count = COUNT_OF(FIXTURE_DIRECT_ROLES), .roles = FIXTURE_DIRECT_ROLES,
     .promises = {"in S3", 3, 3, "S3 loses an object", true, false, true, "none", "zone-aware clients"},
     .flow_count = COUNT_OF(FIXTURE_DIRECT_FLOWS), .flows = FIXTURE_DIRECT_FLOWS, .line_count = COUNT_OF(FIXTURE_DIRECT_LINES),
     .lines = FIXTURE_DIRECT_LINES, .usd_per_year = 45108.23 + 2474.07 + 241137.33, .usd_per_year_list = 45108.23 + 2474.07 + 241137.33,
     .latency_unknown = "not simulated"},
    {.id = "tiny", .use = "kafka-tuned", .name = "Kafka on one small machine type", .feasible = false,
     .infeasible_reason = "broker.ebs: r5n.large has no baseline for it", .deployment_origin = "planned",
     .utilisation_count = COUNT_OF(FIXTURE_HOPELESS), .utilisations = FIXTURE_HOPELESS,
     .promises = {"in memory of 2 of 3 zones", 2, 2, "two zones fail", true, true, false, "one zone", "tiered storage"},
     .latency_unknown = "not simulated"},
};

static inline struct run fixture_run(void)
{
    return (struct run){
        .engine_version = "0.1.0", .command = "warpcost compare --no-simulate orders.yaml", .seed = "1", .workload_name = "orders", .region = "us-east-1",
        .input_count = COUNT_OF(FIXTURE_INPUTS), .inputs = FIXTURE_INPUTS, .param_count = COUNT_OF(FIXTURE_PARAMS), .params = FIXTURE_PARAMS,
        .price_as_of = "2026-07", .price_sha256 = HASH_B, .catalogue_as_of = "2026-07-21", .catalogue_sha256 = HASH_A,
        .architecture_count = COUNT_OF(FIXTURE_ARCHITECTURES), .architectures = FIXTURE_ARCHITECTURES,
        .excluded_count = COUNT_OF(FIXTURE_EXCLUDED), .excluded = FIXTURE_EXCLUDED, .warning_count = COUNT_OF(FIXTURE_WARNINGS), .warnings = FIXTURE_WARNINGS,
        .verdict = {"direct", "kafka-classic", 2904644.97, "S3-direct costs $289k a year, $2.90M less than Kafka, classic."},
    };
}
