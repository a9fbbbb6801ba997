/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run of fourteen architectures, read from its document and written as a workbook and as FOCUS-shaped CSV:
 * processor time. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/text.h"
#include "bench/bench.h"
#include "run/document.h"
#include "report/report.h"

#define BOUND_S 100e-3

struct fixture {
    struct arena *arena;
    const struct run *run;
    struct diags diags;
    size_t workbook, focus; /* subjects */
};

static void give_up(const char *what)
{
    fprintf(stderr, "bench_workbook: %s\n", what);
    exit(2);
}

static char *read_document(struct arena *arena, size_t *length)
{
    const char *program = getenv("WARPCOST");
    if (program == NULL) give_up("WARPCOST must name the program; 'make bench' sets it");
    FILE *in = popen(text_format(arena, "'%s' compare --no-simulate tests/pages/fourteen.yaml --format json",
                                 program),
                     "r");
    struct text document = text_new(arena);
    char piece[4096];
    for (size_t got = 0; in != NULL && (got = fread(piece, 1, sizeof piece, in)) > 0;)
        text_add_bytes(&document, piece, got);
    if (in == NULL || pclose(in) != 0) give_up("the program failed");
    *length = document.length;
    return document.bytes;
}

static void prepare(struct fixture *fixture, struct bench *bench)
{
    fixture->arena = arena_new();
    diags_init(&fixture->diags, fixture->arena);
    size_t length;
    const char *document = read_document(fixture->arena, &length);
    fixture->run = run_read("run.json", document, length, fixture->arena, &fixture->diags);
    if (fixture->run == NULL || fixture->run->architecture_count < 14)
        give_up("there is no run of fourteen architectures");
    fixture->workbook = bench_add(bench, "workbook", BENCH_TIME_S, BOUND_S);
    fixture->focus = bench_add(bench, "FOCUS-shaped CSV", BENCH_TIME_S, BOUND_S);
}

static void measure(struct bench *bench, size_t round, void *user)
{
    struct fixture *fixture = user;
    struct arena_mark mark = arena_mark(fixture->arena);
    size_t length = 0;
    double begin_s = bench_cpu_s();
    const char *book = report_xlsx(fixture->run, NULL, 1, fixture->arena, &length, &fixture->diags);
    double between_s = bench_cpu_s();
    const char *focus = report_focus_csv(fixture->run, fixture->arena);
    bench->subjects[fixture->workbook].rounds[round] = between_s - begin_s;
    bench->subjects[fixture->focus].rounds[round] = bench_cpu_s() - between_s;
    if (book == NULL || length < 10000 || *focus == '\0') give_up("nothing was written");
    arena_rewind(fixture->arena, mark);
}

int main(void)
{
    static struct bench bench = {.title = "fourteen architectures as a workbook and as CSV"};
    static struct fixture fixture;
    prepare(&fixture, &bench);
    int status = bench_run(&bench, measure, &fixture);
    arena_free(fixture.arena);
    return status;
}
