/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prints a hash of what two small data paths, one of each kind, were found to take: the same on any
 * processor, with any compiler, at any optimisation and with any number of threads. Needs nothing but
 * src/sim, what it rests on in src/base, and the C library.
 *
 *     path_hash [THREADS] */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/path/path.h"

/* FNV-1a, 64 bits, by bytes from the lowest on. */
static uint64_t add(uint64_t hash, const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < length; i++) hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static uint64_t add_double(uint64_t hash, double value) { return add(hash, &value, sizeof value); }

static const struct dist RTT_SAME = {.kind = DIST_LOGNORMAL, .lognormal = {-8.8, 0.25}},
                         RTT_CROSS = {.kind = DIST_LOGNORMAL, .lognormal = {-7.1, 0.25}};
static const double WEIGHTS[] = {0.986, 0.014};
static const struct dist NOISES[] = {{.kind = DIST_LOGNORMAL, .lognormal = {0, 0.21}},
                                     {.kind = DIST_GAMMA, .gamma = {3.7, 0.6}}};
static const struct dist NOISE = {.kind = DIST_MIXTURE, .mixture = {2, WEIGHTS, NOISES}};
static const struct dist PUT = {.kind = DIST_SIZED, .sized = {0.055, 1.7e-8, &NOISE}},
                         GET = {.kind = DIST_SIZED, .sized = {0.027, 1.9e-8, &NOISE}};
static const struct dist COMMIT = {.kind = DIST_WEIBULL, .weibull = {2.3, 0.04}},
                         APPEND = {.kind = DIST_LOGNORMAL, .lognormal = {-6.5, 0.4}};
static const struct dist PAUSE = {.kind = DIST_UNIFORM, .uniform = {0.01, 0.05}};
static const struct path_group GROUPS[] = {
    {.bytes_per_s = 3e6,
     .record_bytes = 1024,
     .producers = 37,
     .partitions = 24,
     .linger_s = 0.005,
     .batch_bytes = 16384,
     .consumer_groups = 2,
     .consumers = 7,
     .fetch_max_wait_s = 0.5,
     .fetch_min_bytes = 1},
    {.bytes_per_s = 2e5,
     .record_bytes = 300,
     .producers = 5,
     .partitions = 12,
     .partitioning = ACCUMULATOR_KEYED,
     .linger_s = 0.02,
     .batch_bytes = 16384,
     .consumer_groups = 1,
     .consumers = 3,
     .fetch_max_wait_s = 0.1,
     .fetch_min_bytes = 5000},
};

static const struct dist WAIT_PARTS[] = {{.kind = DIST_CONSTANT},
                                         {.kind = DIST_EXPONENTIAL, .exponential = {0.001}}};
static const double WAIT_WEIGHTS[] = {0.75, 0.25};
static const struct dist WAIT = {.kind = DIST_MIXTURE, .mixture = {2, WAIT_WEIGHTS, WAIT_PARTS}};

static struct data_path path_of(enum path_kind kind)
{
    struct object_rule store = {.buckets = 1,
                                .answers_needed = 1,
                                .prefixes = 1,
                                .limit = {3500, 3500},
                                .refusal_s = 0.02,
                                .attempts_max = 3,
                                .backoff_s = 0.1,
                                .backoff_cap_s = 2,
                                .jitter = 1};
    struct data_path path = {
        .kind = kind,
        .clients = {.group_count = 2,
                    .groups = GROUPS,
                    .zones = 3,
                    .arrivals = ARRIVALS_POISSON,
                    .max_request_bytes = 1 << 20,
                    .buffer_bytes = 32 << 20,
                    .max_in_flight = 5,
                    .fetch_max_bytes = 50 << 20,
                    .partition_fetch_max_bytes = 1 << 20,
                    .zone_aware_produce = 0.5,
                    .zone_aware_consume = 1,
                    .rtt_same_zone = &RTT_SAME,
                    .rtt_cross_zone = &RTT_CROSS},
        .measured_to = 0.99,
    };
    if (kind == PATH_OBJECT) {
        path.object = (struct object_path){.agents = 3,
                                           .batcher = {BATCHER_ARMED, 0.25, 0, 1 << 20},
                                           .put = store,
                                           .get = store,
                                           .sequencer = {.lanes = SEQUENCER_NO_LANES,
                                                         .is_in_file_order = true,
                                                         .commit = &COMMIT,
                                                         .unit_bytes = 1024,
                                                         .units_factor = 1},
                                           .metadata_batch_bytes = 75,
                                           .chunk_bytes = 1 << 18,
                                           .cache_agent_bytes = 1e9,
                                           .compactor = {2, 1 << 20, 1 << 20, 1 << 23, 0, 1}};
        path.object.put.latency = &PUT;
        path.object.get.latency = &GET;
    } else {
        path.log = (struct log_path){.brokers = 6,
                                     .replicas = 3,
                                     .fetch_from_follower = true,
                                     .append = &APPEND,
                                     .replica_fetch_max_wait_s = 0.5,
                                     .replica_fetch_max_bytes = 1 << 20,
                                     .replica_response_max_bytes = 10 << 20,
                                     .replica_lag_s = 30,
                                     .min_in_sync = 2,
                                     .wait = &WAIT,
                                     .commit = &COMMIT,
                                     .commit_interval_s = 0.7,
                                     .volumes = 2,
                                     .collection = &APPEND,
                                     .collection_interval_s = 0.3,
                                     .pause = &PAUSE,
                                     .pause_interval_s = 1.7,
                                     .network_bytes_per_s = 6e8};
    }
    return path;
}

static uint64_t add_path(uint64_t hash, enum path_kind kind, unsigned threads)
{
    struct arena *arena = arena_new();
    const struct data_path path = path_of(kind);
    const struct replicate_rule rule = {
        .seed = 1, .threads = threads, .precision = 0.05, .start_s = 4, .max_s = 4};
    const struct path_result *result = path_run(&path, &rule, NULL, arena);
    if (result->violation != NULL) {
        fprintf(stderr, "%s\n", result->violation);
        exit(1);
    }
    for (size_t i = 0; i < result->runs->measure_count; i++) {
        const struct histogram *histogram = result->runs->measures[i].histogram;
        hash = add_double(hash, (double)histogram_count(histogram));
        hash = add_double(hash, histogram_mean_ns(histogram));
        for (int percent = 1; percent < 100; percent++)
            hash = add_double(hash, histogram_quantile_ns(histogram, percent / 100.0));
    }
    for (int i = 0; i < PATH_COUNT__COUNT; i++) /* NAN has more than one pattern */
        hash = add_double(hash,
                          result->counts[i].value == result->counts[i].value ? result->counts[i].value : -1);
    for (int measure = 0; measure < PATH_MEASURE__COUNT; measure++)
        for (size_t i = 0; i < result->stage_counts[measure]; i++)
            hash = add_double(hash, result->stages[measure][i].mean_ns);
    arena_free(arena);
    return hash;
}

int main(int argc, char **argv)
{
    unsigned threads = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 1;
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    hash = add_path(hash, PATH_OBJECT, threads);
    hash = add_path(hash, PATH_LOG, threads);
    printf("%016" PRIx64 "\n", hash);
    return 0;
}
