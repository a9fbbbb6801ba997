/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A small object path for tests to change. */
#pragma once

#include "sim/path/path.h"

#define KIB 1024.0
#define MIB (1024.0 * 1024.0)

/* ln of the median in seconds, and sigma. */
static const struct dist RTT_SAME = {.kind = DIST_LOGNORMAL, .lognormal = {-8.8, 0.25}},
                         RTT_CROSS = {.kind = DIST_LOGNORMAL, .lognormal = {-7.2, 0.25}};
static const struct dist NOISE = {.kind = DIST_LOGNORMAL, .lognormal = {0, 0.3}};
static const struct dist PUT_LATENCY = {.kind = DIST_SIZED, .sized = {0.055, 0.0175 / MIB, &NOISE}};
static const struct dist GET_LATENCY = {.kind = DIST_SIZED, .sized = {0.030, 0.020 / MIB, &NOISE}};
static const struct dist COMMIT_LATENCY = {.kind = DIST_LOGNORMAL, .lognormal = {-3.2, 0.4}};
static const struct dist NOTHING = {.kind = DIST_CONSTANT, .constant = {0}};

static inline struct path_group fixture_group(void)
{
    return (struct path_group){
        .bytes_per_s = 200 * KIB,
        .record_bytes = KIB,
        .producers = 6,
        .partitions = 8,
        .linger_s = 0.005,
        .batch_bytes = 16 * KIB,
        .consumer_groups = 1,
        .consumers = 3,
        .fetch_max_wait_s = 0.5,
        .fetch_min_bytes = 1,
    };
}

static inline struct object_rule fixture_store(const struct dist *latency)
{
    return (struct object_rule){.latency = latency,
                                .buckets = 1,
                                .answers_needed = 1,
                                .prefixes = 1,
                                .attempts_max = 5,
                                .backoff_s = 0.1,
                                .backoff_cap_s = 2};
}

static inline struct data_path fixture_path(const struct path_group *groups, size_t group_count)
{
    return (struct data_path){
        .kind = PATH_OBJECT,
        .is_full = true,
        .clients =
            {
                .group_count = group_count,
                .groups = groups,
                .zones = 3,
                .arrivals = ARRIVALS_POISSON,
                .max_request_bytes = MIB,
                .buffer_bytes = 32 * MIB,
                .max_in_flight = 5,
                .fetch_max_bytes = 50 * MIB,
                .partition_fetch_max_bytes = MIB,
                .zone_aware_produce = 1,
                .zone_aware_consume = 1,
                .rtt_same_zone = &RTT_SAME,
                .rtt_cross_zone = &RTT_CROSS,
            },
        .object =
            {
                .agents = 3,
                .batcher = {.timer = BATCHER_ARMED, .timeout_s = 0.25, .max_bytes = 8 * MIB},
                .put = fixture_store(&PUT_LATENCY),
                .get = fixture_store(&GET_LATENCY),
                .sequencer = {.lanes = SEQUENCER_NO_LANES,
                              .is_in_file_order = true,
                              .commit = &COMMIT_LATENCY,
                              .unit_bytes = KIB,
                              .units_factor = 1},
                .metadata_batch_bytes = 75,
                .chunk_bytes = 4 * MIB,
                .cache_agent_bytes = 8e9,
            },
    };
}
