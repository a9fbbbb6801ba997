/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Evaluating one architecture: with the search for a deployment, and with a deployment that is held. Every
 * architecture of the registry is measured; memory is given back between evaluations, as in a study. */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "bench/bench.h"
#include "bench/workload.h"
#include "pricing/book.h"
#include "study/evaluate.h"

static const double SEARCH_BOUND_S = 200e-6, HELD_BOUND_S = 20e-6;
static const unsigned GROUP_COUNTS[] = {1, 10};
enum { WORKLOADS = sizeof GROUP_COUNTS / sizeof *GROUP_COUNTS, SEARCHES = 40, HELD = 400 };

struct pair {
    struct context context;
    struct group_set groups;
    const struct deployment *held;
    size_t with_search, with_held; /* subjects */
};

struct fixture {
    struct arena *arena, *scratch;
    struct diags diags;
    size_t count;
    struct pair pairs[BENCH_SUBJECTS_MAX / 2];
};

static void give_up(const struct fixture *fixture, const char *what)
{
    fprintf(stderr, "bench_evaluate: %s: %s\n", what,
            fixture->diags.first == NULL ? "" : fixture->diags.first->message);
    exit(2);
}

/* Every architecture of the registry. */
static void name_architectures(FILE *out)
{
    fputs("architectures: [", out);
    for (size_t i = 0; i < ARCH_COUNT; i++) fprintf(out, "%s%s", i == 0 ? "" : ", ", ARCHS[i]->kind.id);
    fputs("]\n", out);
}

static const struct params *resolve(struct fixture *fixture, unsigned groups)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    workload_write(out, groups, WORKLOAD_FULL);
    name_architectures(out);
    fclose(out);
    struct param_request request = {.workload = {"bench.yaml", text, length}};
    const struct params *params = params_resolve(arch_registry(fixture->arena), &request, fixture->arena,
                                                 &fixture->diags);
    free(text);
    if (params == NULL) give_up(fixture, "the workload");
    return params;
}

/* What is held is what the search finds; NULL when the architecture can't carry the load. */
static const struct deployment *find_deployment(struct fixture *fixture, struct pair *pair)
{
    struct context context = pair->context;
    context.arena = fixture->arena;
    const struct outcome *result = evaluate(&context, pair->groups, NULL, &fixture->diags);
    if (result == NULL) give_up(fixture, "evaluate");
    return result->feasible ? &result->deployment : NULL;
}

static void add_pair(struct fixture *fixture, struct bench *bench, struct pair pair, unsigned groups)
{
    const char *id = pair.context.params->scenarios[pair.context.scenario].id;
    char *search = arena_alloc(fixture->arena, 64), *held = arena_alloc(fixture->arena, 64);
    snprintf(search, 64, "%s, %2u group%s, with search", id, groups, groups == 1 ? "" : "s");
    snprintf(held, 64, "%s, %2u group%s, held", id, groups, groups == 1 ? "" : "s");
    pair.held = find_deployment(fixture, &pair);
    if (pair.held == NULL) { /* a managed service has quotas */
        printf("%s, %u group%s: can't carry the load, not measured\n", id, groups, groups == 1 ? "" : "s");
        return;
    }
    pair.with_search = bench_add(bench, search, BENCH_TIME_S, SEARCH_BOUND_S);
    pair.with_held = bench_add(bench, held, BENCH_TIME_S, HELD_BOUND_S);
    fixture->pairs[fixture->count++] = pair;
}

static void prepare(struct fixture *fixture, struct bench *bench)
{
    const struct catalogue *catalogue = catalogue_embedded(fixture->arena, &fixture->diags);
    const struct book *book = book_embedded("us-east-1", fixture->arena, &fixture->diags);
    if (catalogue == NULL || book == NULL) give_up(fixture, "prices");
    for (size_t w = 0; w < WORKLOADS; w++) {
        const struct params *params = resolve(fixture, GROUP_COUNTS[w]);
        const struct prices *prices = prices_new(params, book, catalogue, fixture->arena);
        struct group_set groups = group_set_all(params, fixture->arena);
        for (size_t choice = 0; choice < params->scenario_count; choice++)
            add_pair(fixture, bench,
                     (struct pair){.context = {params, choice, catalogue, prices, fixture->scratch},
                                   .groups = groups},
                     GROUP_COUNTS[w]);
    }
}

static double evaluate_s(struct fixture *fixture, const struct pair *pair, const struct deployment *held,
                         unsigned times)
{
    struct arena_mark mark = arena_mark(fixture->scratch);
    double start = bench_cpu_s();
    for (unsigned i = 0; i < times; i++) {
        const struct outcome *result = evaluate(&pair->context, pair->groups, held, &fixture->diags);
        if (result == NULL || !(result->bill.usd_per_year > 0)) give_up(fixture, "evaluate");
        arena_rewind(fixture->scratch, mark);
    }
    return (bench_cpu_s() - start) / times;
}

static void measure(struct bench *bench, size_t round, void *user)
{
    struct fixture *fixture = user;
    for (size_t i = 0; i < fixture->count; i++) {
        const struct pair *pair = &fixture->pairs[i];
        bench->subjects[pair->with_search].rounds[round] = evaluate_s(fixture, pair, NULL, SEARCHES);
        bench->subjects[pair->with_held].rounds[round] = evaluate_s(fixture, pair, pair->held, HELD);
    }
}

int main(void)
{
    static struct bench bench = {.title = "evaluate, one architecture"};
    static struct fixture fixture;
    fixture.arena = arena_new();
    fixture.scratch = arena_new();
    arena_alloc(fixture.scratch, 1); /* keeps the first chunk when the arena is rewound */
    diags_init(&fixture.diags, fixture.arena);
    prepare(&fixture, &bench);
    int status = bench_run(&bench, measure, &fixture);
    arena_free(fixture.scratch);
    arena_free(fixture.arena);
    return status;
}
