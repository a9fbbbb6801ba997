/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `warpcost compare scenarios/seed.yaml`, whole process: three architectures costed and simulated until their
 * p99 is known to 5 %, wall clock and processor time, with the seed's linger of 5 ms; once also with 100 ms
 * and with keyed records. Before the table: what the runs did. Its working directory is the project's, as
 * 'make bench' has it. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/file.h"
#include "bench/bench.h"

/* On two processors; the project's aim. */
#define BOUND_S 1.0

static const struct {
    const char *name, *set; /* NULL: the scenario as it is */
} RUNS[] = {
    {"the seed, linger 5 ms", NULL},
    {"linger 100 ms", "topics.*.produce.linger=100 ms"},
    {"keyed, linger 5 ms", "topics.*.produce.partitioning=keyed"},
};
enum { RUN_COUNT = sizeof RUNS / sizeof *RUNS };

struct fixture {
    const char *program;
    char output[40];
    size_t wall[RUN_COUNT], processor[RUN_COUNT], peak[RUN_COUNT]; /* subjects */
    char names[RUN_COUNT][3][48];
};

static void give_up(const char *what)
{
    fprintf(stderr, "bench_compare: %s\n", what);
    exit(2);
}

static void become(const struct fixture *fixture, size_t run)
{
    if (RUNS[run].set == NULL)
        execl(fixture->program, "warpcost", "compare", "--threads", "2", "--output", fixture->output,
              "scenarios/seed.yaml", (char *)NULL);
    else
        execl(fixture->program, "warpcost", "compare", "--threads", "2", "--output", fixture->output,
              "scenarios/seed.yaml", "--set", RUNS[run].set, (char *)NULL);
    _exit(2);
}

static double number_of(const cJSON *object, const char *key)
{
    return cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(object, key));
}

static void tell_load(const cJSON *architecture)
{
    const cJSON *load = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(architecture,
                                                                                          "latency"),
                                                         "mean_load");
    printf("    %-16s %11.0f events, %8.0f %s, %6.1f s simulated%s\n",
           cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(architecture, "id")),
           number_of(load, "events"), number_of(load, "units"),
           cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(load, "unit_name")),
           number_of(load, "simulated_s"),
           cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(load, "converged")) ? "" : ", not converged");
}

/* Events are those of all looks, so that processor time by them is the cost of one. */
static void tell(const struct fixture *fixture, size_t run, double processor_s)
{
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    size_t size = 0;
    const char *text = file_read(fixture->output, 1 << 24, arena, &size, &diags);
    cJSON *document = text == NULL ? NULL : cJSON_ParseWithLength(text, size);
    const cJSON *architecture, *architectures = cJSON_GetObjectItemCaseSensitive(document, "architectures");
    double events = 0;
    if (architectures == NULL) give_up("the run document can't be read");
    printf("  %s\n", RUNS[run].name);
    cJSON_ArrayForEach(architecture, architectures)
    {
        tell_load(architecture);
        events += number_of(cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(architecture,
                                                                                              "latency"),
                                                             "mean_load"),
                            "events");
    }
    printf("    %.0f ns of processors for each event, PUT's variation and costs included\n",
           processor_s / events * 1e9);
    cJSON_Delete(document);
    arena_free(arena);
}

static void run_once(struct bench *bench, const struct fixture *fixture, size_t run, size_t round)
{
    struct rusage usage;
    int status;
    fflush(stdout);
    double start_s = bench_wall_s();
    pid_t child = fork();
    if (child == 0) become(fixture, run);
    if (child < 0 || wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) ||
        WEXITSTATUS(status) != 0)
        give_up("the program failed");
    bench->subjects[fixture->wall[run]].rounds[round] = bench_wall_s() - start_s;
    bench->subjects[fixture->processor[run]].rounds[round] = bench_child_cpu_s(&usage);
    bench->subjects[fixture->peak[run]].rounds[round] = (double)usage.ru_maxrss * 1024;
    if (round == 0) tell(fixture, run, bench_child_cpu_s(&usage));
}

/* What isn't bounded is run once. */
static void measure(struct bench *bench, size_t round, void *user)
{
    const struct fixture *fixture = user;
    for (size_t run = 0; run < RUN_COUNT; run++) {
        if (run == 0 || round == 0) {
            run_once(bench, fixture, run, round);
            continue;
        }
        const size_t subjects[] = {fixture->wall[run], fixture->processor[run], fixture->peak[run]};
        for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
            bench->subjects[subjects[i]].rounds[round] = bench->subjects[subjects[i]].rounds[0];
    }
}

int main(void)
{
    static struct bench bench = {.title = "warpcost compare scenarios/seed.yaml"};
    static struct fixture fixture = {.output = "/tmp/warpcost-bench.XXXXXX.json"};
    fixture.program = getenv("WARPCOST");
    if (fixture.program == NULL) give_up("WARPCOST must name the program; 'make bench' sets it");
    int file = mkstemps(fixture.output, (int)strlen(".json"));
    if (file < 0 || close(file) != 0) give_up("can't write a file in /tmp");
    for (size_t run = 0; run < RUN_COUNT; run++) {
        static const char *const WHATS[] = {", wall clock", ", processor", ", peak resident"};
        for (size_t i = 0; i < sizeof WHATS / sizeof *WHATS; i++)
            snprintf(fixture.names[run][i], sizeof fixture.names[run][i], "%s%s", RUNS[run].name, WHATS[i]);
        fixture.wall[run] = bench_add(&bench, fixture.names[run][0], BENCH_TIME_S, run == 0 ? BOUND_S : 0);
        fixture.processor[run] = bench_add(&bench, fixture.names[run][1], BENCH_TIME_S, 0);
        fixture.peak[run] = bench_add(&bench, fixture.names[run][2], BENCH_PEAK_BYTES, 0);
    }
    int status = bench_run(&bench, measure, &fixture);
    unlink(fixture.output);
    return status;
}
