/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole data paths: what a simulation of agents that write into object storage takes, from a path to its
 * percentiles, on two threads.
 *
 * The seed's shape is 1 GiB/s of 1 KiB records from 512 producers over 1,024 partitions into 6 agents, read
 * by 3 groups of 100 consumers, with p99 asked for to 5 %. Each run is a process of its own, so that its peak
 * memory is its own. */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/bench.h"
#include "sim/path/path.h"

#define KIB 1024.0
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

/* ---- what is simulated ---- */

static const struct dist RTT_SAME = {.kind = DIST_LOGNORMAL, .lognormal = {-8.8, 0.25}},
                         RTT_CROSS = {.kind = DIST_LOGNORMAL, .lognormal = {-7.2, 0.25}};
static const struct dist BODY_AND_TAIL[] = {{.kind = DIST_LOGNORMAL, .lognormal = {0, 0.21}},
                                            {.kind = DIST_LOGNORMAL, .lognormal = {0.8, 0.264}}};
static const double SHARES[] = {0.986, 0.014};
static const struct dist NOISE = {.kind = DIST_MIXTURE, .mixture = {2, SHARES, BODY_AND_TAIL}};
static const struct dist PUT_LATENCY = {.kind = DIST_SIZED, .sized = {0.055, 0.0175 / MIB, &NOISE}};
static const struct dist GET_LATENCY = {.kind = DIST_SIZED, .sized = {0.030, 0.020 / MIB, &NOISE}};
static const struct dist COMMIT_LATENCY = {.kind = DIST_LOGNORMAL, .lognormal = {-3.2189, 0.4}};

/* So many prefixes that none is at its limit even at 10 GiB/s. */
static struct object_rule store(const struct dist *latency, uint32_t per_s)
{
    return (struct object_rule){.latency = latency,
                                .buckets = 1,
                                .answers_needed = 1,
                                .prefixes = 64,
                                .limit = {per_s, per_s},
                                .refusal_s = 0.02,
                                .attempts_max = 5,
                                .backoff_s = 0.1,
                                .backoff_cap_s = 2,
                                .jitter = 1};
}

static struct path_group seed_group(void)
{
    return (struct path_group){.bytes_per_s = GIB,
                               .record_bytes = KIB,
                               .producers = 512,
                               .partitions = 1024,
                               .linger_s = 0.005,
                               .batch_bytes = 16 * KIB,
                               .consumer_groups = 3,
                               .consumers = 100,
                               .fetch_max_wait_s = 0.5,
                               .fetch_min_bytes = 1};
}

static struct data_path object_path(const struct path_group *group, uint32_t agents)
{
    return (struct data_path){
        .kind = PATH_OBJECT,
        .measured_to = 0.99,
        .clients = {.group_count = 1,
                    .groups = group,
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
                    .rtt_cross_zone = &RTT_CROSS},
        .object = {.agents = agents,
                   .batcher = {BATCHER_ARMED, 0.25, 0, 8 * MIB},
                   .put = store(&PUT_LATENCY, 3500),
                   .get = store(&GET_LATENCY, 5500),
                   .sequencer = {.lanes = SEQUENCER_NO_LANES,
                                 .is_in_file_order = true,
                                 .commit = &COMMIT_LATENCY,
                                 .unit_bytes = KIB,
                                 .units_factor = 1},
                   .metadata_batch_bytes = 75,
                   .chunk_bytes = 4 * MIB,
                   .cache_agent_bytes = 8e9,
                   .compactor = {2, 16 * MIB, 16 * MIB, 256 * MIB, 0, 1}},
    };
}

/* ---- a run ---- */

struct outcome {
    double cpu_s, wall_s, events, files, simulated_s, batches, peak_bytes;
    bool is_converged;
    unsigned looks;
};

/* start_s 0: as long as the path thinks right, until p99 is known to 5 %; else just so long. */
static struct outcome simulate(const struct data_path *path, double length_s)
{
    struct arena *arena = arena_new();
    const struct replicate_rule rule = {
        .seed = 1, .threads = 2, .precision = 0.05, .start_s = length_s, .max_s = length_s};
    double start_s = bench_wall_s();
    const struct path_result *result = path_run(path, &rule, NULL, arena);
    struct outcome outcome = {.wall_s = bench_wall_s() - start_s,
                              .cpu_s = bench_cpu_s(),
                              .events = (double)result->runs->events,
                              .looks = result->runs->interims,
                              .is_converged = result->runs->is_converged};
    if (result->violation != NULL) {
        fprintf(stderr, "bench_path: %s\n", result->violation);
        _exit(2);
    }
    double seconds = result->runs->length_s * ESTIMATE_SECTIONS;
    outcome.files = result->counts[PATH_FILES].value * seconds;
    outcome.batches = result->counts[PATH_BATCHES].value * seconds;
    outcome.simulated_s = seconds;
    return outcome;
}

static struct outcome run_apart(const struct data_path *path, double length_s)
{
    int ends[2];
    struct outcome outcome;
    struct rusage usage;
    int status;
    if (pipe(ends) != 0) exit(2);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        outcome = simulate(path, length_s);
        _exit(write(ends[1], &outcome, sizeof outcome) == sizeof outcome ? 0 : 2);
    }
    close(ends[1]);
    bool good = child > 0 && read(ends[0], &outcome, sizeof outcome) == sizeof outcome;
    close(ends[0]);
    if (!good || wait4(child, &status, 0, &usage) != child || status != 0) {
        fprintf(stderr, "bench_path: a run didn't end well\n");
        exit(2);
    }
    outcome.peak_bytes = (double)usage.ru_maxrss * 1024;
    return outcome;
}

static void tell(const char *name, const struct outcome *outcome)
{
    printf("  %-28s %6.2f s, %5.2f s of processors; %9.0f events, %5.0f ns each; %7.0f files; %6.1f s "
           "simulated; %u looks%s\n",
           name, outcome->wall_s, outcome->cpu_s, outcome->events, outcome->cpu_s / outcome->events * 1e9,
           outcome->files, outcome->simulated_s, outcome->looks,
           outcome->is_converged ? "" : ", not converged");
}

/* ---- the table ---- */

/* The seed's shape takes its time since p99 is known to 5 % only after ten minutes in all: files of an agent
 * that wait for each other's commits are slow together. Its bound is that of a whole compare
 * (bench_compare.c). */
enum {
    SEED,
    SEED_SECOND,
    BATCH_FEW_PARTITIONS,
    BATCH_MANY_PARTITIONS,
    BATCH_FEW_AGENTS,
    BATCH_MANY_AGENTS,
    MEMORY,
    SUBJECTS
};

/* The time of a batch: 40 producers for each agent, at a rate at which files are closed by their timer. In
 * less detail it is that of one of the system's batches, followed or not. */
static double batch_s(uint32_t agents, uint32_t partitions, bool is_full, double length_s)
{
    struct path_group group = seed_group();
    group.producers = 40 * agents;
    group.bytes_per_s = agents * 4 * MIB;
    group.linger_s = 0.02;
    group.partitions = partitions;
    group.consumer_groups = 1;
    struct data_path path = object_path(&group, agents);
    path.is_full = is_full;
    const struct outcome outcome = run_apart(&path, length_s);
    return outcome.cpu_s / outcome.batches;
}

static void measure(struct bench *bench, size_t round, void *user)
{
    struct path_group group = seed_group(), large = seed_group();
    const struct data_path seed = object_path(&group, 6);
    const struct outcome outcome = run_apart(&seed, 0);
    bench->subjects[SEED].rounds[round] = outcome.cpu_s;
    bench->subjects[SEED_SECOND].rounds[round] = outcome.cpu_s / outcome.simulated_s;
    bench->subjects[BATCH_FEW_PARTITIONS].rounds[round] = batch_s(6, 10, true, 6);
    bench->subjects[BATCH_MANY_PARTITIONS].rounds[round] = batch_s(6, 10000, true, 6);
    bench->subjects[BATCH_FEW_AGENTS].rounds[round] = batch_s(6, 1024, false, 12);
    bench->subjects[BATCH_MANY_AGENTS].rounds[round] = *(bool *)user
                                                           ? bench->subjects[BATCH_MANY_AGENTS].rounds[0]
                                                           : batch_s(600, 1024, false, 2);
    large.bytes_per_s = 10 * GIB;
    large.producers = 5120;
    large.partitions = 10240;
    large.consumers = 1000;
    const struct data_path ten = object_path(&large, 60);
    bench->subjects[MEMORY].rounds[round] = *(bool *)user ? bench->subjects[MEMORY].rounds[0]
                                                          : run_apart(&ten, 0).peak_bytes;
    *(bool *)user = true; /* the two long ones once */
}

static void tell_of_seed(void)
{
    struct path_group group = seed_group();
    struct data_path path = object_path(&group, 6);
    struct outcome outcome = run_apart(&path, 0);
    printf("The seed's shape on 2 threads\n");
    tell("linger 5 ms", &outcome);
    group.linger_s = 0.1;
    outcome = run_apart(&path, 0);
    tell("linger 100 ms", &outcome);
    group.linger_s = 0.005;
    group.partitioning = ACCUMULATOR_KEYED;
    outcome = run_apart(&path, 0);
    tell("keyed", &outcome);
}

/* The aim is that a batch costs the same; it costs more, since less of what grew a hundred- or thousandfold
 * is in the processor's caches, and with 600 agents 20,000 producers' timers are in the queue. */
static bool is_flat(const struct bench *bench, int few, int many)
{
    double ratio = bench_median(&bench->subjects[many]) / bench_median(&bench->subjects[few]);
    bool good = ratio <= BENCH_TOLERANCE;
    printf("  %s: %.2f times%s\n", bench->subjects[many].name, ratio, good ? "" : "  OVER");
    return good;
}

int main(void)
{
    static struct bench bench = {.title = "Object path"};
    static const struct {
        const char *name;
        enum bench_measure measure;
        double bound;
    } ROWS[SUBJECTS] = {
        [SEED] = {"the seed's shape, processor time", BENCH_TIME_S, 0},
        [SEED_SECOND] = {"the same, a second simulated", BENCH_TIME_S, 0},
        [BATCH_FEW_PARTITIONS] = {"a batch in full detail, 10 partitions", BENCH_TIME_S, 0},
        [BATCH_MANY_PARTITIONS] = {"a batch in full detail, 10,000 partitions", BENCH_TIME_S, 0},
        [BATCH_FEW_AGENTS] = {"a batch of the system, 6 agents", BENCH_TIME_S, 0},
        [BATCH_MANY_AGENTS] = {"a batch of the system, 600 agents", BENCH_TIME_S, 0},
        [MEMORY] = {"10 GiB/s into 60 agents, memory", BENCH_PEAK_BYTES, 256 * MIB},
    };
    bool is_second = false;
    tell_of_seed();
    for (int i = 0; i < SUBJECTS; i++) bench_add(&bench, ROWS[i].name, ROWS[i].measure, ROWS[i].bound);
    int status = bench_run(&bench, measure, &is_second);
    bool is_flat_in_partitions = is_flat(&bench, BATCH_FEW_PARTITIONS, BATCH_MANY_PARTITIONS);
    bool is_flat_in_agents = is_flat(&bench, BATCH_FEW_AGENTS, BATCH_MANY_AGENTS);
    return status != 0 || !is_flat_in_partitions || !is_flat_in_agents;
}
