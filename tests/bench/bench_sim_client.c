/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A producer's side of the simulation: what a record costs from its draw to its request, by how records are
 * partitioned and how many share a batch, and what a request costs at a batcher, a server and on a link.
 * Bounds: 10 ns a record and 50 ns a batch; keyed records, each of which draws its partition and finds its
 * batch, 20 ns; where every batch is a request of its own to one of many destinations, 75 ns more for the
 * request and its place in their order. */
#include <stdio.h>
#include <stdlib.h>

#include "bench/bench.h"
#include "sim/part/accumulator.h"
#include "sim/part/batcher.h"
#include "sim/part/link.h"
#include "oracles/server.h"

static const double RECORD_S = 10e-9, KEYED_RECORD_S = 20e-9, BATCH_S = 50e-9, REQUEST_S = 75e-9,
                    PART_S = 50e-9;
enum { RECORDS = 400000, WORKERS = 8 };

static const struct flow {
    const char *name;
    enum accumulator_partitioning partitioning;
    double linger_s, batch_bytes;
    unsigned partitions, destinations;
    bool requests_of_one; /* batch */
} FLOWS[] = {
    {"sticky, linger 100 ms, 100 KB batches", ACCUMULATOR_STICKY, 0.1, 100000, 1000, 1, false},
    {"sticky, linger 5 ms, 16 KiB batches", ACCUMULATOR_STICKY, 0.005, 16384, 1000, 21, false},
    {"sticky, no linger", ACCUMULATOR_STICKY, 0, 16384, 1000, 21, false},
    {"keyed, 10 partitions, linger 100 ms", ACCUMULATOR_KEYED, 0.1, 16384, 10, 1, false},
    {"keyed, 1000 partitions, linger 100 ms", ACCUMULATOR_KEYED, 0.1, 16384, 1000, 1, false},
    {"keyed, 10000 partitions, linger 100 ms", ACCUMULATOR_KEYED, 0.1, 16384, 10000, 1, false},
    {"keyed, 10000 partitions, 600 destinations", ACCUMULATOR_KEYED, 0.1, 16384, 10000, 600, true},
};
enum { FLOW_COUNT = sizeof FLOWS / sizeof *FLOWS };

/* Processor time of a record; 2 MiB/s of 1 KiB a producer, answered at once. */
static double flow_s(const struct flow *flow, double *records_per_batch)
{
    const struct accumulator_rule rule = {.partitioning = flow->partitioning,
                                          .record_bytes = 1024,
                                          .linger_s = flow->linger_s,
                                          .batch_bytes = flow->batch_bytes,
                                          .max_request_bytes = 1048576,
                                          .buffer_bytes = 1e12,
                                          .max_in_flight = 5,
                                          .partitions = flow->partitions,
                                          .destinations = flow->destinations};
    const struct arrivals_rule records = {.kind = ARRIVALS_POISSON, .per_s = 2048, .rate_factor = 1};
    struct arena *arena = arena_new();
    struct accumulators *all = accumulators_new(arena, &rule);
    struct accumulator *producers[WORKERS];
    for (uint32_t p = 0; p < WORKERS; p++)
        producers[p] = accumulator_new(all, &records, 0, random_key_of(1, 0), p);
    double taken = 0, batches = 0, start = bench_cpu_s();
    for (uint32_t p = 0; taken < RECORDS; p = (p + 1) % WORKERS)
        for (int turn = 0; turn < 64; turn++) {
            int64_t due_ns = accumulator_due_ns(producers[p]);
            struct accumulator_request *request = accumulator_advance(producers[p], due_ns);
            if (request == NULL) continue;
            taken += request->records;
            batches += request->count;
            accumulator_acked(producers[p], due_ns, request);
        }
    double record_s = (bench_cpu_s() - start) / taken;
    *records_per_batch = taken / batches;
    arena_free(arena);
    return record_s;
}

static double batcher_s(void)
{
    const struct batcher_rule rule = {BATCHER_ARMED, 0.25, 0, 8 << 20};
    struct batcher batcher;
    batcher_start(&batcher, &rule, 0);
    uint64_t files = 0;
    double start = bench_cpu_s();
    for (int64_t i = 0; i < RECORDS; i++) {
        struct batcher_closed closed;
        batcher_add(&batcher, i * 366000, 65536, &closed);
        files += closed.count;
    }
    double request_s = (bench_cpu_s() - start) / RECORDS;
    if (files != RECORDS / 128) {
        fprintf(stderr, "bench_sim_client: %llu files\n", (unsigned long long)files);
        exit(2);
    }
    return request_s;
}

static double server_s(unsigned cores)
{
    struct arena *arena = arena_new();
    struct server *server = server_new(arena, cores);
    uint64_t state = 1;
    int64_t sum = 0;
    double start = bench_cpu_s();
    for (int64_t i = 0; i < RECORDS; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        sum += server_serve(server, i * 1000, (int64_t)((state >> 40) * cores * 1800 >> 24)).end_ns;
    }
    double visit_s = (bench_cpu_s() - start) / RECORDS;
    arena_free(arena);
    if (sum == 0) exit(2);
    return visit_s;
}

static double link_s(void)
{
    static const struct dist rtt = {.kind = DIST_LOGNORMAL, .lognormal = {-7, 0.25}};
    struct link link = link_of(&rtt, random_stream_of(random_key_of(1, 0), RANDOM_NETWORK, 0));
    struct link_pipe pipe = link_pipe_of(3.125e9);
    int64_t sum = 0;
    double start = bench_cpu_s();
    for (int64_t i = 0; i < RECORDS; i++)
        sum += link_request_ns(&link, link_pass_ns(&pipe, i * 100000, 65536));
    double message_s = (bench_cpu_s() - start) / RECORDS;
    if (sum == 0) exit(2);
    return message_s;
}

struct subjects {
    size_t flows[FLOW_COUNT], batcher, one_core, cores, link;
};

static void measure(struct bench *bench, size_t round, void *user)
{
    const struct subjects *subjects = user;
    for (size_t i = 0; i < FLOW_COUNT; i++) {
        double records_per_batch;
        struct bench_subject *subject = &bench->subjects[subjects->flows[i]];
        subject->rounds[round] = flow_s(&FLOWS[i], &records_per_batch);
        subject->bound = (FLOWS[i].partitioning == ACCUMULATOR_KEYED ? KEYED_RECORD_S : RECORD_S) +
                         (BATCH_S + (FLOWS[i].requests_of_one ? REQUEST_S : 0)) / records_per_batch;
    }
    bench->subjects[subjects->batcher].rounds[round] = batcher_s();
    bench->subjects[subjects->one_core].rounds[round] = server_s(1);
    bench->subjects[subjects->cores].rounds[round] = server_s(20);
    bench->subjects[subjects->link].rounds[round] = link_s();
}

int main(void)
{
    static struct bench bench = {.title = "a producer's side, a record or request each"};
    struct subjects subjects;
    for (size_t i = 0; i < FLOW_COUNT; i++)
        subjects.flows[i] = bench_add(&bench, FLOWS[i].name, BENCH_TIME_S, 0);
    subjects.batcher = bench_add(&bench, "batcher, request", BENCH_TIME_S, PART_S);
    subjects.one_core = bench_add(&bench, "server of 1 core, visit", BENCH_TIME_S, PART_S);
    subjects.cores = bench_add(&bench, "server of 20 cores, visit", BENCH_TIME_S, PART_S);
    subjects.link = bench_add(&bench, "pipe and link, message", BENCH_TIME_S, PART_S);
    return bench_run(&bench, measure, &subjects);
}
