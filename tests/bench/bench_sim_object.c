/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the parts of object storage cost: a transfer, a file committed, a batch appended, a chunk wanted, a
 * request of compaction. Each is driven by a plain loop, so that the figures are the parts' own but for the
 * kernel's where a subject says so. */
#include <stdio.h>

#include "base/arena.h"
#include "bench/bench.h"
#include "sim/part/compactor.h"
#include "sim/engine/kernel.h"
#include "sim/part/object_store.h"
#include "sim/part/offsets.h"
#include "sim/part/sequencer.h"
#include "sim/part/zone_cache.h"

enum { COUNT = 200000, PARTITIONS_FEW = 10, PARTITIONS_MANY = 10000, PRODUCERS = 32 };

/* A wrong sum means that the work wasn't done. */
static void must(bool right, const char *what)
{
    if (!right) {
        fprintf(stderr, "bench_sim_object: %s went wrong\n", what);
        exit(2);
    }
}

static double per_one_s(double start_s) { return (bench_cpu_s() - start_s) / COUNT; }

static const struct dist NOISE = {.kind = DIST_LOGNORMAL, .lognormal = {0, 0.3}};
static const struct dist LATENCY = {.kind = DIST_SIZED, .sized = {0.055, 15e-9, &NOISE}};
static const struct dist HEDGE = {.kind = DIST_SIZED, .sized = {0.1, 30e-9, NULL}};
static const struct dist COMMIT = {.kind = DIST_LOGNORMAL, .lognormal = {-3.2, 0.4}};

/* A transfer every 8 ms through the kernel: 2 events each when nothing goes wrong. */
static double transfers_s(const struct object_rule *rule)
{
    struct arena *arena = arena_new();
    struct object_store *store = object_store_new(arena, rule, random_key_of(1, 0), RANDOM_OBJECT_PUT, 6);
    struct kernel *kernel = kernel_new(arena, 64);
    struct event event;
    double start_s = bench_cpu_s();
    uint32_t asked = 0;
    kernel_schedule(kernel, 0, 0, 0, 0, 0);
    while (kernel_next(kernel, &event)) {
        struct object_turn turn;
        if (event.type == 0) {
            turn = object_store_transfer(store, event.time_ns, asked % 6, 0, 8388608, asked);
            if (++asked < COUNT) kernel_schedule(kernel, event.time_ns + 8000000, 0, 0, 0, 0);
        } else
            turn = object_store_step(store, event.time_ns, event.target);
        if (turn.state == OBJECT_UNDER_WAY) kernel_schedule(kernel, turn.next_ns, 0, 1, turn.ticket, 0);
        if (turn.freed != OBJECT_NONE) kernel_schedule(kernel, turn.freed_next_ns, 0, 1, turn.freed, 0);
    }
    double taken_s = per_one_s(start_s);
    must(object_store_counts(store).done == COUNT, "a transfer");
    arena_free(arena);
    return taken_s;
}

static double commits_s(const struct sequencer_rule *rule)
{
    struct arena *arena = arena_new();
    struct sequencer *sequencer = sequencer_new(arena, rule, random_key_of(1, 0), 6);
    struct sequencer_committed committed;
    double start_s = bench_cpu_s();
    for (uint32_t i = 0; i < COUNT; i++) {
        const struct sequencer_file file = {.agent = i % 6,
                                            .owner = i,
                                            .number = i / 6,
                                            .metadata_bytes = 9000};
        int64_t now_ns = (int64_t)i * 8000000;
        while (sequencer_next(sequencer, now_ns, &committed))
            ;
        sequencer_add(sequencer, now_ns, &file);
    }
    while (sequencer_next(sequencer, NEVER_NS - 1, &committed))
        ;
    double taken_s = per_one_s(start_s);
    must(sequencer_counts(sequencer).files == COUNT, "a commit");
    arena_free(arena);
    return taken_s;
}

/* Every producer has met every partition before: what stays is the cost of each batch, not of getting to know
 * them. */
static double appends_s(uint32_t partitions, uint32_t remembered)
{
    struct arena *arena = arena_new();
    struct offsets *offsets = offsets_new(arena, partitions, remembered);
    const uint32_t pairs = partitions * PRODUCERS;
    double start_s = 0;
    for (uint32_t i = 0; i < pairs + COUNT; i++) {
        if (i == pairs) start_s = bench_cpu_s();
        uint32_t pair = (uint32_t)((uint64_t)i * 2654435761u % pairs);
        offsets_append(offsets, &(struct offsets_batch){pair / PRODUCERS, pair % PRODUCERS,
                                                        i / pairs * UINT64_C(100), 100});
    }
    double taken_s = per_one_s(start_s);
    must(offsets_counts(offsets).records == 100ull * (pairs + COUNT), "an append");
    arena_free(arena);
    return taken_s;
}

/* Five groups read each chunk: one load, four that join it. */
static double wants_s(void)
{
    enum { GROUPS = 5 };
    const struct zone_cache_rule rule = {4194304, 8e9, 64};
    struct arena *arena = arena_new();
    struct zone_cache *cache = zone_cache_new(arena, &rule, 6);
    double start_s = bench_cpu_s();
    uint32_t woken = 0, waiter;
    for (uint32_t file = 0; file < COUNT / GROUPS; file++) {
        uint32_t ticket = zone_cache_want(cache, file, 4000000, 0, 0).ticket;
        for (uint32_t group = 1; group < GROUPS; group++) zone_cache_want(cache, file, 4000000, 0, group);
        zone_cache_loaded(cache, ticket);
        while (zone_cache_woken(cache, &waiter)) woken++;
    }
    double taken_s = per_one_s(start_s);
    must(woken == COUNT, "a chunk");
    arena_free(arena);
    return taken_s;
}

static double compaction_s(void)
{
    const struct compactor_rule rule = {2, 4194304, 16777216, 134217728, 1, 20};
    struct arena *arena = arena_new();
    struct compactor *compactor = compactor_new(arena, &rule);
    struct compactor_request request;
    double start_s = bench_cpu_s();
    uint32_t requests = 0;
    for (int64_t now_ns = 0; requests < COUNT; now_ns += 8000000) {
        while (compactor_next(compactor, now_ns, &request)) requests++;
        compactor_add(compactor, now_ns, 8388608);
    }
    double taken_s = (bench_cpu_s() - start_s) / requests;
    arena_free(arena);
    return taken_s;
}

static void measure(struct bench *bench, size_t round, void *user)
{
    (void)user;
    const struct object_rule plain = {.latency = &LATENCY,
                                      .slots = 50,
                                      .buckets = 1,
                                      .answers_needed = 1,
                                      .prefixes = 1,
                                      .limit = {3500, 3500},
                                      .refusal_s = 0.01,
                                      .attempts_max = 3,
                                      .backoff_s = 0.05,
                                      .backoff_cap_s = 5,
                                      .jitter = 1};
    struct object_rule quorum = plain;
    quorum.buckets = 3, quorum.answers_needed = 2;
    struct object_rule troubled = plain;
    troubled.failure = 0.01, troubled.hedge_after = &HEDGE;
    const struct sequencer_rule group = {SEQUENCER_ONE_LANE, true, false, &COMMIT, 0.01, 0.05, 1024, 2, 1000};
    const struct sequencer_rule in_order = {SEQUENCER_LANE_PER_AGENT, false, true, &COMMIT, 0, 0, 1024, 2, 0};
    struct bench_subject *subject = bench->subjects;
    (subject++)->rounds[round] = transfers_s(&plain);
    (subject++)->rounds[round] = transfers_s(&quorum);
    (subject++)->rounds[round] = transfers_s(&troubled);
    (subject++)->rounds[round] = commits_s(&group);
    (subject++)->rounds[round] = commits_s(&in_order);
    (subject++)->rounds[round] = appends_s(PARTITIONS_FEW, 0);
    (subject++)->rounds[round] = appends_s(PARTITIONS_FEW, 5);
    (subject++)->rounds[round] = appends_s(PARTITIONS_MANY, 5);
    (subject++)->rounds[round] = wants_s();
    (subject++)->rounds[round] = compaction_s();
}

int main(void)
{
    struct bench bench = {.title = "parts of object storage, each"};
    bench_add(&bench, "transfer (with kernel)", BENCH_TIME_S, 200e-9);
    bench_add(&bench, "transfer to 2 of 3 buckets (with kernel)", BENCH_TIME_S, 500e-9);
    bench_add(&bench, "transfer, 1 % failing, hedged (with kernel)", BENCH_TIME_S, 300e-9);
    bench_add(&bench, "file in a group commit", BENCH_TIME_S, 100e-9);
    bench_add(&bench, "file in its agent's order", BENCH_TIME_S, 200e-9);
    bench_add(&bench, "batch appended, no producers known", BENCH_TIME_S, 20e-9);
    bench_add(&bench, "batch appended, 10 partitions", BENCH_TIME_S, 40e-9);
    bench_add(&bench, "batch appended, 10,000 partitions", BENCH_TIME_S, 200e-9);
    bench_add(&bench, "chunk wanted, 1 in 5 a load", BENCH_TIME_S, 100e-9);
    bench_add(&bench, "request of compaction", BENCH_TIME_S, 100e-9);
    return bench_run(&bench, measure, NULL);
}
