/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The whole program on small and large workloads: processor time (user and system) and peak resident memory
 * of `warpcost compare --no-simulate`, from a file to a table. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/bench.h"
#include "bench/workload.h"

#define MEBI (1024.0 * 1024)

static const struct {
    const char *name;
    unsigned groups;
    enum workload_detail detail;
    const char *format;
    double bound_s, bound_bytes; /* 0: for information */
    unsigned times;              /* in a round */
} RUNS[] = {
    {"1 topic group", 1, WORKLOAD_FULL, "text", 10e-3, 32 * MEBI, 5},
    {"10 topic groups", 10, WORKLOAD_FULL, "text", 10e-3, 32 * MEBI, 5},
    {"10,000 topic groups, brief", 10000, WORKLOAD_BRIEF, "text", 200e-3, 32 * MEBI, 1},
    {"10,000 topic groups, in full", 10000, WORKLOAD_FULL, "text", 200e-3, 32 * MEBI, 1},
    {"10,000 topic groups, in full, as JSON", 10000, WORKLOAD_FULL, "json", 0, 0, 1},
};
enum { RUN_COUNT = sizeof RUNS / sizeof *RUNS };

struct fixture {
    const char *program;
    char directory[32];
    char files[RUN_COUNT][64];
    char names[RUN_COUNT][2][64];
    size_t times[RUN_COUNT], peaks[RUN_COUNT]; /* subjects */
};

static void give_up(const char *what)
{
    fprintf(stderr, "bench_program: %s\n", what);
    exit(2);
}

static void write_workload(struct fixture *fixture, size_t run)
{
    struct stat written;
    snprintf(fixture->files[run], sizeof fixture->files[run], "%s/%zu.yaml", fixture->directory, run);
    FILE *out = fopen(fixture->files[run], "w");
    if (out == NULL) give_up("can't write a workload");
    workload_write(out, RUNS[run].groups, RUNS[run].detail);
    if (fclose(out) != 0 || stat(fixture->files[run], &written) != 0) give_up("can't write a workload");
    bool is_large = written.st_size >= 100000;
    snprintf(fixture->names[run][0], sizeof *fixture->names[run], is_large ? "%s (%.1f MB)" : "%s",
             RUNS[run].name, (double)written.st_size / 1e6);
    snprintf(fixture->names[run][1], sizeof *fixture->names[run], "  peak resident");
}

static void prepare(struct fixture *fixture, struct bench *bench)
{
    fixture->program = getenv("WARPCOST");
    if (fixture->program == NULL) give_up("WARPCOST must name the program; 'make bench' sets it");
    strcpy(fixture->directory, "/tmp/warpcost-bench.XXXXXX");
    if (mkdtemp(fixture->directory) == NULL) give_up("can't make a directory in /tmp");
    for (size_t run = 0; run < RUN_COUNT; run++) {
        write_workload(fixture, run);
        fixture->times[run] = bench_add(bench, fixture->names[run][0], BENCH_TIME_S, RUNS[run].bound_s);
        fixture->peaks[run] = bench_add(bench, fixture->names[run][1], BENCH_PEAK_BYTES,
                                        RUNS[run].bound_bytes);
    }
}

static void clean(const struct fixture *fixture)
{
    for (size_t run = 0; run < RUN_COUNT; run++) unlink(fixture->files[run]);
    rmdir(fixture->directory);
}

static void become(const struct fixture *fixture, size_t run)
{
    int null = open("/dev/null", O_WRONLY);
    if (null < 0 || dup2(null, STDOUT_FILENO) < 0) _exit(2);
    execl(fixture->program, fixture->program, "compare", "--no-simulate", "--format", RUNS[run].format,
          fixture->files[run], (char *)NULL);
    _exit(2);
}

/* What the program takes once. Peak memory counts what the forked copy of this bench held, so this bench
 * stays small. */
static struct rusage run_once(const struct fixture *fixture, size_t run)
{
    struct rusage usage = {0};
    int status;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) become(fixture, run);
    if (child < 0 || wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) ||
        WEXITSTATUS(status) != 0) {
        clean(fixture);
        give_up("the program failed");
    }
    return usage;
}

static void measure(struct bench *bench, size_t round, void *user)
{
    const struct fixture *fixture = user;
    for (size_t run = 0; run < RUN_COUNT; run++) {
        double taken_s = 0, peak_bytes = 0;
        for (unsigned i = 0; i < RUNS[run].times; i++) {
            struct rusage usage = run_once(fixture, run);
            taken_s += bench_child_cpu_s(&usage);
            double resident_bytes = (double)usage.ru_maxrss * 1024;
            peak_bytes = resident_bytes > peak_bytes ? resident_bytes : peak_bytes;
        }
        bench->subjects[fixture->times[run]].rounds[round] = taken_s / RUNS[run].times;
        bench->subjects[fixture->peaks[run]].rounds[round] = peak_bytes;
    }
}

int main(void)
{
    static struct bench bench = {.title = "warpcost compare --no-simulate, whole process"};
    static struct fixture fixture;
    prepare(&fixture, &bench);
    int status = bench_run(&bench, measure, &fixture);
    clean(&fixture);
    return status;
}
