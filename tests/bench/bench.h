/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bounds on time, judged on machines that differ and are shared: a subject and a reference loop of fixed work run in turn, and the
 * medians of CPU time over rounds are printed side by side, so that a slow machine shows in both. What counts is CPU
 * time (user and system), not the time on the wall. Whole programs are measured by wait4, with their peak memory. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BENCH_ROUNDS = 7 };
#define BENCH_SLACK 0.2 /* beyond the bound before it counts as missed: rounds of a shared machine vary by this */

static inline double bench_cpu_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static inline int bench_compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static inline double bench_median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, bench_compare);
    return values[count / 2];
}

/* A fixed amount of arithmetic that no compiler can drop: 2^21 dependent steps, some 4 ms on a machine of 2020. */
static inline uint64_t bench_reference(void)
{
    volatile uint64_t seed = 88172645463325252ull;
    uint64_t state = seed;
    for (int i = 0; i < 1 << 21; i++) { /* xorshift64 */
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    seed = state;
    return state;
}

/* Prints one line; true when the median is within the bound and its slack. */
static inline bool bench_judge(const char *name, double median_s, double reference_s, double bound_s)
{
    bool good = median_s <= bound_s * (1 + BENCH_SLACK);
    printf("%-7s %-44s %10.1f us  bound %10.1f us  reference loop %8.1f us\n", good ? "ok" : "not ok", name, 1e6 * median_s, 1e6 * bound_s, 1e6 * reference_s);
    return good;
}

/* CPU time of one call of subject(user), measured over repeats of it, against bound_s. */
static inline bool bench_calls(const char *name, void (*subject)(void *user), void *user, unsigned repeats, double bound_s)
{
    double subject_s[BENCH_ROUNDS], reference_s[BENCH_ROUNDS];
    subject(user); /* caches warm, pages there */
    for (int round = 0; round < BENCH_ROUNDS; round++) {
        double begin = bench_cpu_s();
        for (unsigned i = 0; i < repeats; i++)
            subject(user);
        subject_s[round] = (bench_cpu_s() - begin) / repeats;
        begin = bench_cpu_s();
        bench_reference();
        reference_s[round] = bench_cpu_s() - begin;
    }
    return bench_judge(name, bench_median(subject_s, BENCH_ROUNDS), bench_median(reference_s, BENCH_ROUNDS), bound_s);
}

/* One run of a program with its output thrown away: user and system CPU time, peak resident memory; false when it fails. */
static inline bool bench_run_once(char *const argv[], double *cpu_s, double *peak_mib)
{
    fflush(NULL); /* else the child would write what is waiting a second time */
    pid_t child = fork();
    if (child == 0) {
        if (freopen("/dev/null", "w", stdout) == NULL || freopen("/dev/null", "w", stderr) == NULL)
            _exit(127);
        execv(argv[0], argv);
        _exit(127);
    }
    int status;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return false;
    *cpu_s = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + 1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
    *peak_mib = (double)usage.ru_maxrss / 1024; /* Linux counts KiB */
    return true;
}

/* A whole run of argv (argv[0] is a path) against a bound on CPU time and on memory. */
static inline bool bench_program(const char *name, char *const argv[], double bound_s, double bound_mib)
{
    double subject_s[BENCH_ROUNDS], reference_s[BENCH_ROUNDS], peak_mib = 0, one_mib;
    for (int round = 0; round < BENCH_ROUNDS; round++) {
        if (!bench_run_once(argv, &subject_s[round], &one_mib)) {
            printf("not ok  %s doesn't run\n", name);
            return false;
        }
        peak_mib = one_mib > peak_mib ? one_mib : peak_mib;
        double begin = bench_cpu_s();
        bench_reference();
        reference_s[round] = bench_cpu_s() - begin;
    }
    bool good = bench_judge(name, bench_median(subject_s, BENCH_ROUNDS), bench_median(reference_s, BENCH_ROUNDS), bound_s);
    bool small = peak_mib <= bound_mib;
    printf("%-7s %-44s %10.1f MiB bound %10.1f MiB\n", small ? "ok" : "not ok", name, peak_mib, bound_mib);
    return good && small;
}
