/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Workloads of 10,000 topic groups, whose time must grow with their number and not with its square, and the
 * closed form that is called most. */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/text.h"
#include "bench/bench.h"
#include "model/batching.h"
#include "pricing/book.h"
#include "study/evaluate.h"

enum { GROUPS = 10000, CALLS = 20000 };

static const enum batching_timer TIMERS[] = {BATCHING_ARMED, BATCHING_FREE, BATCHING_ADAPTIVE};
enum { TIMER_COUNT = sizeof TIMERS / sizeof *TIMERS };

enum { RESOLVE, EVALUATE, BATCHING };

static void give_up(const char *what)
{
    fprintf(stderr, "bench_scale: %s\n", what);
    exit(2);
}

static const struct params *resolve(const char *workload, struct arena *arena, struct diags *diags)
{
    struct param_request request = {.workload = {"bench.yaml", workload, strlen(workload)}};
    const struct params *params = params_resolve(arch_registry(arena), &request, arena, diags);
    if (params == NULL) give_up("the workload");
    return params;
}

static const char *workload_of_groups(struct arena *arena)
{
    struct text text = text_new(arena);
    text_add(&text, "topics:\n");
    for (int i = 0; i < GROUPS; i++)
        text_addf(&text,
                  "  - {name: t%d, produce: {rate: %d KiB/s, record_size: %d B, linger: 0s}, consume: "
                  "{groups: 3}, retention: 7d}\n",
                  i, i % 91 + 1, i % 77 + 900);
    text_add(&text, "architectures: [warpstream]\n");
    return text.bytes;
}

static void measure_groups(struct bench *bench, size_t round)
{
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    const char *workload = workload_of_groups(arena);
    double start_s = bench_cpu_s();
    const struct params *params = resolve(workload, arena, &diags);
    bench->subjects[RESOLVE].rounds[round] = bench_cpu_s() - start_s;

    const struct catalogue *catalogue = catalogue_embedded(arena, &diags);
    const struct book *book = book_embedded("us-east-1", arena, &diags);
    if (catalogue == NULL || book == NULL) give_up("prices");
    struct context context = {params, 0, catalogue, prices_new(params, book, catalogue, arena), arena};
    struct group_set groups = group_set_all(params, arena);
    start_s = bench_cpu_s();
    const struct outcome *result = evaluate(&context, groups, NULL, &diags);
    bench->subjects[EVALUATE].rounds[round] = bench_cpu_s() - start_s;
    if (result == NULL || !result->feasible) give_up("evaluate");
    arena_free(arena);
}

/* A mean over loads and sizes that are spread evenly. */
static double batching_s(enum batching_timer timer)
{
    const struct batching_rule rule = {timer, 0.25, 0.01, 8 * MIB};
    double files_per_s = 0, start_s = bench_cpu_s();
    for (int i = 0; i < CALLS; i++) {
        double load = i * 7919 % CALLS / (double)CALLS, size = i * 9973 % CALLS / (double)CALLS;
        files_per_s += batching(&rule, 1 + 4000 * load, 1000 + 200000 * size).files_per_s;
    }
    double taken_s = bench_cpu_s() - start_s;
    if (!(files_per_s > 0)) give_up("batching");
    return taken_s / CALLS;
}

static void measure(struct bench *bench, size_t round, void *user)
{
    (void)user;
    measure_groups(bench, round);
    for (size_t t = 0; t < TIMER_COUNT; t++)
        bench->subjects[BATCHING + t].rounds[round] = batching_s(TIMERS[t]);
}

int main(void)
{
    static struct bench bench = {.title = "scale"};
    bench_add(&bench, "10,000 topic groups read", BENCH_TIME_S, 0.08);
    bench_add(&bench, "10,000 topic groups evaluated", BENCH_TIME_S, 0.005);
    bench_add(&bench, "batching, armed timer", BENCH_TIME_S, 2e-6);
    bench_add(&bench, "batching, free timer", BENCH_TIME_S, 2e-6);
    bench_add(&bench, "batching, adaptive timer", BENCH_TIME_S, 2e-6);
    return bench_run(&bench, measure, NULL);
}
