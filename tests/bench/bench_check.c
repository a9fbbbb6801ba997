/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `warpcost check` on 200 workloads in one call, whole process: wall-clock time and processor time. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/bench.h"
#include "bench/workload.h"

enum { WORKLOADS = 200, GROUPS = 3 };
#define BOUND_S 1.0

struct fixture {
    const char *program;
    char directory[32];
    char budget[64];
    char files[WORKLOADS][64];
    size_t wall, processor; /* subjects */
};

static void give_up(const char *what)
{
    fprintf(stderr, "bench_check: %s\n", what);
    exit(2);
}

static void prepare(struct fixture *fixture, struct bench *bench)
{
    fixture->program = getenv("WARPCOST");
    if (fixture->program == NULL) give_up("WARPCOST must name the program; 'make bench' sets it");
    strcpy(fixture->directory, "/tmp/warpcost-bench.XXXXXX");
    if (mkdtemp(fixture->directory) == NULL) give_up("can't make a directory in /tmp");
    for (size_t i = 0; i < WORKLOADS; i++) {
        snprintf(fixture->files[i], sizeof fixture->files[i], "%s/%zu.yaml", fixture->directory, i);
        FILE *out = fopen(fixture->files[i], "w");
        if (out == NULL) give_up("can't write a workload");
        workload_write(out, GROUPS, WORKLOAD_FULL);
        if (fclose(out) != 0) give_up("can't write a workload");
    }
    snprintf(fixture->budget, sizeof fixture->budget, "%s/budget", fixture->directory);
    FILE *out = fopen(fixture->budget, "w");
    if (out == NULL ||
        fputs("rules: [{rule: cost, max: 1000M USD/year}, {rule: feasible}, {rule: headroom, min: 0%}, "
              "{rule: price_age, max: 36500d}]\n",
              out) < 0 ||
        fclose(out) != 0)
        give_up("can't write a budget");
    fixture->wall = bench_add(bench, "200 workloads, wall clock", BENCH_TIME_S, BOUND_S);
    fixture->processor = bench_add(bench, "  processor", BENCH_TIME_S, 0);
}

static void become(struct fixture *fixture)
{
    char *words[WORKLOADS + 7] = {(char[]){"warpcost"}, (char[]){"check"}, (char[]){"--no-simulate"},
                                  (char[]){"--budget"}, fixture->budget};
    for (size_t i = 0; i < WORKLOADS; i++) words[5 + i] = fixture->files[i];
    int null = open("/dev/null", O_WRONLY);
    if (null < 0 || dup2(null, STDOUT_FILENO) < 0) _exit(2);
    execv(fixture->program, words);
    _exit(2);
}

static void clean(const struct fixture *fixture)
{
    for (size_t i = 0; i < WORKLOADS; i++) unlink(fixture->files[i]);
    unlink(fixture->budget);
    rmdir(fixture->directory);
}

static void measure(struct bench *bench, size_t round, void *user)
{
    struct fixture *fixture = user;
    struct rusage usage = {0};
    int status;
    fflush(stdout);
    double begin_s = bench_wall_s();
    pid_t child = fork();
    if (child == 0) become(fixture);
    if (child < 0 || wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) ||
        WEXITSTATUS(status) != 0) {
        clean(fixture);
        give_up("the program failed");
    }
    bench->subjects[fixture->wall].rounds[round] = bench_wall_s() - begin_s;
    bench->subjects[fixture->processor].rounds[round] = bench_child_cpu_s(&usage);
}

int main(void)
{
    static struct bench bench = {.title = "warpcost check on 200 workloads, without simulation"};
    static struct fixture fixture;
    prepare(&fixture, &bench);
    int status = bench_run(&bench, measure, &fixture);
    clean(&fixture);
    return status;
}
