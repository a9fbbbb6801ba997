/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The page of a saved run with 14 architectures, as a reader of the program gets it: from the document's
 * bytes to HTML. */
#include "bench/bench.h"

#include "report/as/html/html.h"
#include "run/document.h"
#include "report/report.h"
#include "unit/report_fixture.h"

enum { ARCHITECTURES = 14, TIMES = 10 };

struct fixture {
    struct arena *arena;
    const char *document;
    size_t length, page, whole;
};

static const struct run *fourteen(struct arena *arena)
{
    struct run *run = arena_new_of(arena, struct run, 1);
    struct run_architecture *architectures = arena_new_of(arena, struct run_architecture, ARCHITECTURES);
    *run = fixture_run();
    for (size_t i = 0; i < ARCHITECTURES; i++) {
        architectures[i] = run->architectures[1]; /* the one with a latency */
        if (i > 0) architectures[i].id = text_format(arena, "direct-%zu", i);
    }
    run->architectures = architectures;
    run->architecture_count = ARCHITECTURES;
    run->verdict.dearest = "direct-3";
    return run_round(run, arena);
}

static void measure(struct bench *bench, size_t round, void *user)
{
    struct fixture *fixture = user;
    for (int is_whole = 0; is_whole < 2; is_whole++) {
        struct arena *arena = arena_new();
        struct diags diags;
        diags_init(&diags, arena);
        const struct run *run = run_read("run.json", fixture->document, fixture->length, arena, &diags);
        double start = bench_cpu_s();
        for (int i = 0; i < TIMES; i++) {
            if (is_whole) run = run_read("run.json", fixture->document, fixture->length, arena, &diags);
            if (run == NULL || strlen(html_report(run, NULL, arena)) < 10000) {
                fprintf(stderr, "bench_report: no page\n");
                exit(2);
            }
        }
        bench->subjects[is_whole ? fixture->whole : fixture->page].rounds[round] = (bench_cpu_s() - start) /
                                                                                   TIMES;
        arena_free(arena);
    }
}

int main(void)
{
    static struct bench bench = {.title = "report, 14 architectures"};
    struct fixture fixture = {.arena = arena_new()};
    fixture.document = run_write(fourteen(fixture.arena), fixture.arena);
    fixture.length = strlen(fixture.document);
    fixture.page = bench_add(&bench, "a page of a run", BENCH_TIME_S, 100e-3);
    fixture.whole = bench_add(&bench, "a page of a run document", BENCH_TIME_S, 100e-3);
    int status = bench_run(&bench, measure, &fixture);
    arena_free(fixture.arena);
    return status;
}
