/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kafka's data path: a run of the seed's shape until p99 is known to 5 %, by linger and partitioning, on two
 * threads (processor time of both); and what a batch costs in full detail, from 10 to 10,000 partitions and
 * from 6 to 600 brokers, which should be flat: each beside the cheapest. Before the table: what the runs did.
 * The bound of runs is that of a whole compare (bench_compare.c). */
#include <math.h>

#include "bench/bench.h"
#include "sim/path/path.h"

/* Shipped profiles (pricing/latency.csv) as of this bench: broker-append, broker-pause, round trips. */
static const struct dist APPEND = {.kind = DIST_LOGNORMAL, .lognormal = {-8.1807, 0.75}},
                         PAUSE = {.kind = DIST_CONSTANT, .constant = {0.203}};
static const struct dist SAME_ZONE = {.kind = DIST_LOGNORMAL, .lognormal = {-8.8049, 0.25}},
                         CROSS_ZONE = {.kind = DIST_LOGNORMAL, .lognormal = {-7.1309, 0.25}};
static const double PAUSE_INTERVAL_S = 230;

static struct data_path path_of(const struct path_group *group, uint32_t brokers, bool from_follower)
{
    return (struct data_path){
        .kind = PATH_LOG,
        .measured_to = 0.9999,
        .clients = {.group_count = 1,
                    .groups = group,
                    .zones = 3,
                    .arrivals = ARRIVALS_POISSON,
                    .max_request_bytes = 1 << 20,
                    .buffer_bytes = 32 << 20,
                    .max_in_flight = 5,
                    .fetch_max_bytes = 50 << 20,
                    .partition_fetch_max_bytes = 1 << 20,
                    .zone_aware_consume = from_follower,
                    .rtt_same_zone = &SAME_ZONE,
                    .rtt_cross_zone = &CROSS_ZONE},
        .log = {.brokers = brokers,
                .replicas = 3,
                .fetch_from_follower = from_follower,
                .append = &APPEND,
                .replica_fetch_max_wait_s = 0.5,
                .replica_fetch_max_bytes = 1 << 20,
                .replica_response_max_bytes = 10 << 20,
                .replica_lag_s = 30,
                .min_in_sync = 2,
                .pause = &PAUSE,
                .pause_interval_s = PAUSE_INTERVAL_S,
                .network_bytes_per_s = 6.25e8},
    };
}

/* ---- the seed ---- */

static const struct run {
    const char *name;
    double linger_s;
    enum accumulator_partitioning partitioning;
    bool from_follower;
    double most_s; /* simulated; 0: as long as it takes */
} RUNS[] = {
    {"seed, classic, linger 5 ms, sticky", 0.005, ACCUMULATOR_STICKY, false, 0},
    {"seed, classic, linger 100 ms, sticky", 0.1, ACCUMULATOR_STICKY, false, 0},
    {"seed, classic, linger 5 ms, keyed, 0.3 s only", 0.005, ACCUMULATOR_KEYED, false, 0.3},
    {"seed, tuned, linger 5 ms, sticky", 0.005, ACCUMULATOR_STICKY, true, 0},
    {"seed, tuned, linger 100 ms, sticky", 0.1, ACCUMULATOR_STICKY, true, 0},
    {"seed, tuned, linger 5 ms, keyed, 0.3 s only", 0.005, ACCUMULATOR_KEYED, true, 0.3},
};
enum { RUN_COUNT = sizeof RUNS / sizeof *RUNS, SEED_BROKERS = 21 };

static const struct path_result *path_result_of(const struct data_path *path,
                                                const struct replicate_rule *rule, const char *name,
                                                struct arena *arena)
{
    const struct path_result *result = path_run(path, rule, NULL, arena);
    if (result->violation != NULL) {
        fprintf(stderr, "%s: %s\n", name, result->violation);
        exit(2);
    }
    return result;
}

static double seed_s(const struct run *run, bool tells)
{
    struct arena *arena = arena_new();
    const struct path_group group = {.bytes_per_s = 1 << 30,
                                     .record_bytes = 1024,
                                     .producers = 512,
                                     .partitions = 1024,
                                     .partitioning = run->partitioning,
                                     .linger_s = run->linger_s,
                                     .batch_bytes = 16384,
                                     .consumer_groups = 3,
                                     .consumers = 100,
                                     .fetch_max_wait_s = 0.5,
                                     .fetch_min_bytes = 1};
    const struct data_path path = path_of(&group, SEED_BROKERS, run->from_follower);
    const struct replicate_rule rule = {.seed = 1, .threads = 2, .precision = 0.05, .max_s = run->most_s};
    double start_s = bench_cpu_s();
    const struct path_result *result = path_result_of(&path, &rule, run->name, arena);
    double taken_s = bench_cpu_s() - start_s;
    const struct replicate_result *runs = result->runs;
    const struct estimate *produce = &runs->measures[PATH_PRODUCE].estimates[REPLICATE_P99],
                          *read = &runs->measures[PATH_END_TO_END].estimates[REPLICATE_P99];
    if (tells)
        printf("  %-40s %.3g events in %u looks, %.0f ns each; 20 × %.2f s; %.0f batches; %s; p99 %.3g and "
               "%.3g ms%s\n",
               run->name, (double)runs->events, runs->interims, taken_s / (double)runs->events * 1e9,
               runs->length_s, runs->measures[PATH_PRODUCE].units, result->detail, produce->value_ns / 1e6,
               read->value_ns / 1e6, runs->is_converged ? "" : ", not converged");
    arena_free(arena);
    return taken_s;
}

/* ---- a batch ---- */

static const struct shape {
    const char *name;
    uint32_t partitions, brokers;
    bool from_follower;
} SHAPES[] = {
    {"a batch, 10 partitions, 6 brokers", 10, 6, false},
    {"a batch, 100 partitions, 6 brokers", 100, 6, false},
    {"a batch, 1,000 partitions, 6 brokers", 1000, 6, false},
    {"a batch, 10,000 partitions, 6 brokers", 10000, 6, false},
    {"a batch, 10,000 partitions, 60 brokers", 10000, 60, false},
    {"a batch, 10,000 partitions, 600 brokers", 10000, 600, false},
    {"a batch, 10,000 partitions, 600, followers read", 10000, 600, true},
};
enum { SHAPE_COUNT = sizeof SHAPES / sizeof *SHAPES };

/* 100 producers, 30 MB/s in 3,000 batches per second or so; three groups of 12 consumers. The start is left
 * out: a run of no length is taken off. */
static double batches_s(const struct shape *shape, double length_s, double *batches)
{
    struct arena *arena = arena_new();
    const struct path_group group = {.bytes_per_s = 30e6,
                                     .record_bytes = 1024,
                                     .producers = 100,
                                     .partitions = shape->partitions,
                                     .linger_s = 0.02,
                                     .batch_bytes = 16384,
                                     .consumer_groups = 3,
                                     .consumers = 12,
                                     .fetch_max_wait_s = 0.5,
                                     .fetch_min_bytes = 1};
    struct data_path path = path_of(&group, shape->brokers, shape->from_follower);
    path.is_full = true;
    path.tail_s = 0.02;
    const struct replicate_rule rule = {
        .seed = 1, .threads = 1, .precision = 0.05, .start_s = length_s, .max_s = length_s};
    double start_s = bench_cpu_s();
    const struct path_result *result = path_result_of(&path, &rule, shape->name, arena);
    double taken_s = bench_cpu_s() - start_s;
    *batches = (double)result->checks[AUDIT_APPENDED_ONCE];
    arena_free(arena);
    return taken_s;
}

static double batch_s(const struct shape *shape)
{
    double many = 0, few = 0, long_s = batches_s(shape, 1.2, &many), short_s = batches_s(shape, 0.4, &few);
    return (long_s - short_s) / (many - few);
}

static void measure(struct bench *bench, size_t round, void *user)
{
    (void)user;
    for (size_t i = 0; i < RUN_COUNT; i++) bench->subjects[i].rounds[round] = seed_s(&RUNS[i], round == 0);
    for (size_t i = 0; i < SHAPE_COUNT; i++)
        bench->subjects[RUN_COUNT + i].rounds[round] = batch_s(&SHAPES[i]);
}

/* The aim is that a batch costs the same whatever the size; it costs more where less of a large system is in
 * the processor's caches. */
static bool is_flat(const struct bench *bench)
{
    double least_s = INFINITY;
    bool good = true;
    for (size_t i = 0; i < SHAPE_COUNT; i++)
        least_s = fmin(least_s, bench_median(&bench->subjects[RUN_COUNT + i]));
    for (size_t i = 0; i < SHAPE_COUNT && !SHAPES[i].from_follower;
         i++) { /* where followers are read, more happens */
        double ratio = bench_median(&bench->subjects[RUN_COUNT + i]) / least_s;
        printf("  %s: %.2f times the cheapest%s\n", SHAPES[i].name, ratio,
               ratio <= BENCH_TOLERANCE ? "" : "  OVER");
        good &= ratio <= BENCH_TOLERANCE;
    }
    return good;
}

int main(void)
{
    struct bench bench = {.title = "Kafka's data path"};
    for (size_t i = 0; i < RUN_COUNT; i++) bench_add(&bench, RUNS[i].name, BENCH_TIME_S, 0);
    for (size_t i = 0; i < SHAPE_COUNT; i++) bench_add(&bench, SHAPES[i].name, BENCH_TIME_S, 0);
    int status = bench_run(&bench, measure, NULL);
    return is_flat(&bench) ? status : 1;
}
