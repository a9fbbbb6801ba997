/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a batch costs in the replicated log and with three consumer groups, event queue included: flat from 10
 * to 10,000 partitions and from 6 to 600 brokers. Where there are more brokers than batches in a round trip,
 * each batch has its own two fetches; that is dearest. */
#include <math.h>

#include "bench/bench.h"
#include "sim/part/consumer.h"
#include "unit/log_run.h"
#include "fixtures/consumer_readable.h"

enum { APPENDS = 100000, GROUPS = 3 };

static const struct shape {
    const char *name;
    uint32_t partitions, brokers;
    double appends_per_s; /* over all */
    bool follower_reads;
    double bound_s;
} SHAPES[] = {
    {"10 partitions, 6 brokers, 20,000/s", 10, 6, 20000, false, 0.35e-6},
    {"100 partitions, 6 brokers, 20,000/s", 100, 6, 20000, false, 0.45e-6},
    {"1,000 partitions, 6 brokers, 20,000/s", 1000, 6, 20000, false, 0.45e-6},
    {"10,000 partitions, 6 brokers, 20,000/s", 10000, 6, 20000, false, 0.55e-6},
    {"10,000 partitions, 60 brokers, 20,000/s", 10000, 60, 20000, false, 0.6e-6},
    {"10,000 partitions, 600 brokers, 20,000/s", 10000, 600, 20000, false, 0.7e-6},
    {"10,000 partitions, 600 brokers, 200,000/s", 10000, 600, 200000, false, 0.8e-6},
    {"1,000 partitions, 6 brokers, follower reads", 1000, 6, 20000, true, 0.75e-6},
    {"10,000 partitions, 600 brokers, follower reads", 10000, 600, 20000, true, 2e-6},
};
enum { SHAPE_COUNT = sizeof SHAPES / sizeof SHAPES[0] };

static int64_t received_ns(const void *user, struct log_session session, uint64_t ordinal, int64_t now_ns)
{
    (void)user, (void)session, (void)ordinal;
    return now_ns + 350000;
}

static int64_t fetches_ns(const void *user, struct log_session session, uint64_t ordinal, int64_t at_ns)
{
    (void)user, (void)session, (void)ordinal;
    return at_ns + 300000;
}

static int64_t idle_ns(const void *user, struct log_session session)
{
    (void)user, (void)session;
    return 650000;
}

static double log_s(const struct shape *shape)
{
    struct arena *arena = arena_new();
    struct placement placement = placement_new(arena, shape->partitions, 3, shape->brokers, 3);
    struct log_append *appends = arena_new_of(arena, struct log_append, APPENDS);
    const struct random_stream gaps = random_stream_of(random_key_of(1, 0), RANDOM_TEST, 0);
    const struct random_stream places = random_stream_of(random_key_of(1, 0), RANDOM_TEST, 1);
    double at_s = 0;
    for (uint32_t i = 0; i < APPENDS; i++) {
        at_s -= log(random_unit(&gaps, i)) / shape->appends_per_s;
        appends[i] = (struct log_append){time_ns(at_s), random_below(&places, i, shape->partitions), 16384};
    }
    const struct log_script script = {
        .placement = &placement,
        .rule = {{0.5, 1, 10485760, 1048576}, 30, 2, shape->follower_reads},
        .appends = appends,
        .append_count = APPENDS,
        .received_ns = received_ns,
        .fetches_ns = fetches_ns,
        .idle_ns = idle_ns,
        .check_ns = time_ns(15),
        .horizon_ns = appends[APPENDS - 1].time_ns + 2000000000,
    };
    double start_s = bench_cpu_s();
    struct log_seen seen = log_run(&script, arena);
    double taken_s = bench_cpu_s() - start_s;
    if (seen.acked_ns[APPENDS - 1] == LOG_NEVER) {
        fprintf(stderr, "%s: the last batch isn't acknowledged\n", shape->name);
        exit(2);
    }
    arena_free(arena);
    return taken_s / APPENDS;
}

/* Three groups of consumers read batches that become readable one after the other; time of one batch for all
 * of them. */
static double consumers_s(uint32_t partitions, uint32_t servers)
{
    struct arena *arena = arena_new();
    uint32_t *server_of = arena_new_of(arena, uint32_t, GROUPS * partitions);
    for (uint32_t i = 0; i < GROUPS * partitions; i++) server_of[i] = i % partitions % servers;
    const struct consumer_rule rule = {.fetch = {0.5, 1, 52428800, 1048576}};
    const struct consumer_layout layout = {GROUPS, partitions, 12, server_of};
    const struct random_stream places = random_stream_of(random_key_of(1, 0), RANDOM_TEST, 1);
    uint64_t delivered = 0;
    double start_s = bench_cpu_s();
    struct consumers *consumers = consumer_new(arena, &rule, &layout, random_key_of(1, 0));
    struct kernel *kernel = kernel_new(arena, 0);
    for (uint32_t i = 0; i < consumer_connection_count(consumers); i++)
        consumer_set_connection(consumers, i, 0, 650000);
    kernel_schedule(kernel, 0, 0, 0, 0, 0);
    for (struct event event; kernel_next(kernel, &event);) {
        struct consumer_turn turns[GROUPS] = {{{.kind = FETCH_NOTHING}, false}};
        if (event.type == 0) {
            uint32_t partition = random_below(&places, event.target, partitions);
            for (uint32_t group = 0; group < GROUPS; group++)
                turns[group] = consumer_readable(consumers, event.time_ns, group, partition, event.target,
                                                 16384);
            if (event.target + 1 < APPENDS)
                kernel_schedule(kernel, event.time_ns + 50000, 0, 0, event.target + 1, 0);
        } else if (event.type == 1) {
            struct consumer_delivery delivery = consumer_received(consumers, event.time_ns, event.target);
            for (size_t i = 0; i < delivery.count; i++)
                delivered += delivery.ranges[i].end - delivery.ranges[i].first;
            kernel_schedule(kernel, delivery.fetches_ns + 300000, 0, 2, event.target, 0);
        } else {
            turns[0] = consumer_fetch(consumers, event.time_ns, event.target);
        }
        for (uint32_t i = 0; i < GROUPS; i++)
            if (turns[i].fetch.kind == FETCH_ANSWERED)
                kernel_schedule(kernel, event.time_ns + 350000, 0, 1, turns[i].fetch.loop, 0);
            else if (turns[i].fetch.kind == FETCH_COMES)
                kernel_schedule(kernel, turns[i].fetch.at_ns, 0, 2, turns[i].fetch.loop, 0);
    }
    double taken_s = bench_cpu_s() - start_s;
    if (delivered != GROUPS * APPENDS) {
        fprintf(stderr, "%d batches were delivered\n", (int)delivered);
        exit(2);
    }
    arena_free(arena);
    return taken_s / APPENDS;
}

static void measure(struct bench *bench, size_t round, void *user)
{
    (void)user;
    for (size_t i = 0; i < SHAPE_COUNT; i++) bench->subjects[i].rounds[round] = log_s(&SHAPES[i]);
    bench->subjects[SHAPE_COUNT].rounds[round] = consumers_s(1000, 6);
    bench->subjects[SHAPE_COUNT + 1].rounds[round] = consumers_s(10000, 600);
}

int main(void)
{
    struct bench bench = {.title = "A batch in the replicated log (RF 3), and with three consumer groups"};
    for (size_t i = 0; i < SHAPE_COUNT; i++)
        bench_add(&bench, SHAPES[i].name, BENCH_TIME_S, SHAPES[i].bound_s);
    bench_add(&bench, "consumers: 1,000 partitions, 6 servers", BENCH_TIME_S, 0.65e-6);
    bench_add(&bench, "consumers: 10,000 partitions, 600 servers", BENCH_TIME_S, 1.1e-6);
    return bench_run(&bench, measure, NULL);
}
