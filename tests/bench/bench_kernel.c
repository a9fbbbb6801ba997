/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kernel on queues of customers, per customer: one server at a load of 0.9 (no more than two events
 * pending) and twenty (no more than 21). Beside it the least that an event loop in C can be, a heap of (time,
 * sequence, function, argument) with calls and random numbers that are right but not counted; and SimPy, from
 * the distribution. Both do the same: first come first served, and the mean time in the system is checked
 * against theory. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/bench.h"
#include "bench/bare_queue.h"
#include "sim/engine/kernel.h"
#include "sim/draw/variate.h"

enum { CUSTOMERS = 400000, SIMPY_CUSTOMERS = 20000, DRAWS = 256, RING = 1 << 16, SERVERS_MAX = 20 };

/* Of the bare loop's customers a second at least, and of SimPy's. */
static const double SHARE_OF_BARE = 0.7;

static const struct queue {
    const char *name;
    unsigned servers;
    double load, mean,
        times_simpy; /* mean: time in the system, in services (Erlang's C gives 1.2754 at twenty) */
} QUEUES[] = {{"M/M/1", 1, 0.9, 10, 100}, {"M/M/20", 20, 0.9, 1.2754, 50}};
enum { QUEUE_COUNT = sizeof QUEUES / sizeof *QUEUES };

struct draws {
    struct dist dist;
    struct random_stream stream;
    uint64_t next;
    double values[DRAWS];
};

static int64_t draw_ns(struct draws *draws)
{
    size_t at = draws->next % DRAWS;
    if (at == 0) variate_block(&draws->dist, &draws->stream, draws->next, DRAWS, 0, draws->values);
    draws->next++;
    return time_ns(draws->values[at]);
}

static struct draws draws_of(double mean_s, enum random_purpose purpose, struct random_key key)
{
    return (struct draws){.dist = {.kind = DIST_EXPONENTIAL, .exponential = {mean_s}},
                          .stream = random_stream_of(key, purpose, 0)};
}

struct model {
    struct kernel *kernel;
    struct draws gaps, services;
    unsigned idle_count;
    uint32_t idle[SERVERS_MAX];
    int64_t served_ns[SERVERS_MAX]; /* when the customer there arrived */
    int64_t ring[RING];
    size_t first, waiting;
    uint64_t to_come, done;
    int64_t sum_ns;
};

enum { ARRIVAL, DEPARTURE };

static void serve(struct model *model, uint32_t server, int64_t arrived_ns)
{
    model->served_ns[server] = arrived_ns;
    kernel_schedule(model->kernel, kernel_now_ns(model->kernel) + draw_ns(&model->services), 0, DEPARTURE,
                    server, 0);
}

static void arrive(struct model *model, int64_t now_ns)
{
    if (--model->to_come > 0)
        kernel_schedule(model->kernel, now_ns + draw_ns(&model->gaps), 0, ARRIVAL, 0, 0);
    if (model->idle_count > 0)
        serve(model, model->idle[--model->idle_count], now_ns);
    else
        model->ring[(model->first + model->waiting++) % RING] = now_ns;
}

static void depart(struct model *model, int64_t now_ns, uint32_t server)
{
    model->sum_ns += now_ns - model->served_ns[server];
    model->done++;
    if (model->waiting > 0) {
        int64_t arrived_ns = model->ring[model->first++ % RING];
        model->waiting--;
        serve(model, server, arrived_ns);
    } else {
        model->idle[model->idle_count++] = server;
    }
}

static double run_s(const struct queue *queue, size_t round, double *mean)
{
    struct arena *arena = arena_new();
    struct model *model = arena_new_of(arena, struct model, 1);
    const struct random_key key = random_key_of(1, (uint32_t)round);
    double service_s = 0.01, start = bench_cpu_s();
    model->kernel = kernel_new(arena, SERVERS_MAX + 1);
    model->gaps = draws_of(service_s / queue->servers / queue->load, RANDOM_ARRIVAL, key);
    model->services = draws_of(service_s, RANDOM_SERVICE, key);
    model->to_come = CUSTOMERS;
    for (uint32_t server = 0; server < queue->servers; server++) model->idle[model->idle_count++] = server;
    kernel_schedule(model->kernel, draw_ns(&model->gaps), 0, ARRIVAL, 0, 0);
    for (struct event event; kernel_next(model->kernel, &event);)
        if (event.type == ARRIVAL)
            arrive(model, event.time_ns);
        else
            depart(model, event.time_ns, event.target);
    double taken_s = bench_cpu_s() - start;
    *mean = time_s(model->sum_ns) / (double)model->done / service_s;
    arena_free(arena);
    return taken_s / CUSTOMERS;
}

/* SimPy 2 as Debian has it; processor time is its own, without its start. 0 when it isn't there. */
static double simpy_s(const struct queue *queue)
{
    char command[256];
    snprintf(command, sizeof command,
             "/usr/bin/python3 -W ignore tests/bench/simpy_queue.py %u %g %d 2>/dev/null", queue->servers,
             queue->load, SIMPY_CUSTOMERS);
    FILE *in = popen(command, "r");
    double taken_s = 0, mean = 0;
    if (in == NULL || fscanf(in, "%lf %lf", &taken_s, &mean) != 2) taken_s = 0;
    if (in != NULL) pclose(in);
    return taken_s / SIMPY_CUSTOMERS;
}

/* Means of a run scatter by a few percent: what is looked for is a queue that isn't one. */
static void check(const struct queue *queue, const char *what, double mean)
{
    if (!(fabs(mean / queue->mean - 1) < 0.3)) {
        fprintf(stderr, "bench_kernel: %s, %s: a mean of %g services instead of %g\n", queue->name, what,
                mean, queue->mean);
        exit(2);
    }
}

struct subjects {
    size_t bare, kernel, simpy, against_simpy;
};

static void measure(struct bench *bench, size_t round, void *user)
{
    const struct subjects *subjects = user;
    for (size_t i = 0; i < QUEUE_COUNT; i++) {
        double mean = 0;
        bench->subjects[subjects[i].bare].rounds[round] = bare_queue_s(QUEUES[i].servers, QUEUES[i].load,
                                                                       CUSTOMERS, round, &mean);
        check(&QUEUES[i], "bare loop", mean);
        double taken_s = run_s(&QUEUES[i], round, &mean);
        check(&QUEUES[i], "kernel", mean);
        bench->subjects[subjects[i].kernel].rounds[round] = taken_s;
        bench->subjects[subjects[i].against_simpy].rounds[round] = taken_s;
        bench->subjects[subjects[i].simpy].rounds[round] = simpy_s(&QUEUES[i]);
    }
}

/* What is beside it sets the bounds. */
static void bound(struct bench *bench, const struct subjects *subjects)
{
    for (size_t i = 0; i < QUEUE_COUNT; i++) {
        double simpy = bench_median(&bench->subjects[subjects[i].simpy]);
        bench->subjects[subjects[i].kernel].bound = bench_median(&bench->subjects[subjects[i].bare]) /
                                                    SHARE_OF_BARE;
        bench->subjects[subjects[i].against_simpy].bound = simpy / QUEUES[i].times_simpy;
        if (simpy == 0) printf("  %s: SimPy isn't there (python3-simpy): not compared\n", QUEUES[i].name);
    }
}

int main(void)
{
    static struct bench bench = {.title = "kernel, a customer of"};
    static char names[QUEUE_COUNT][4][48];
    struct subjects subjects[QUEUE_COUNT];
    for (size_t i = 0; i < QUEUE_COUNT; i++) {
        const char *what[] = {"bare heap loop in C", "kernel, bound: bare / 0.7", "SimPy",
                              "kernel, bound: SimPy / "};
        for (size_t k = 0; k < 4; k++)
            snprintf(names[i][k], sizeof names[i][k], "%s, %s", QUEUES[i].name, what[k]);
        snprintf(names[i][3], sizeof names[i][3], "%s, kernel, bound: SimPy / %g", QUEUES[i].name,
                 QUEUES[i].times_simpy);
        subjects[i] = (struct subjects){bench_add(&bench, names[i][0], BENCH_TIME_S, 0),
                                        bench_add(&bench, names[i][1], BENCH_TIME_S, 0),
                                        bench_add(&bench, names[i][2], BENCH_TIME_S, 0),
                                        bench_add(&bench, names[i][3], BENCH_TIME_S, 0)};
    }
    bench.reference = (struct bench_subject){.name = "reference loop", .measure = BENCH_TIME_S};
    for (size_t round = 0; round < BENCH_ROUNDS; round++) {
        bench.reference.rounds[round] = bench_reference_s();
        measure(&bench, round, subjects);
    }
    bound(&bench, subjects);
    return bench_report(&bench);
}
