/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Benches: what is measured stands beside what it may take, and beside a reference loop of the same run.
 *
 * A bench is a table of subjects. Its rounds are interleaved (reference, every subject, reference, every
 * subject, …), so that a neighbour who takes the machine for a second disturbs one round of each and not all
 * rounds of one; the median of the rounds counts. Times are processor time.
 *
 * The reference loop is fixed work (numbers written as text, read back and added). A bound is a multiple of
 * it: it is written as the time that a machine may take whose loop takes BENCH_REFERENCE_S, and is stretched
 * by what the loop takes here. So it holds on machines that differ by two, but for what they lack (vectors of
 * 512 bits, a large cache). */
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { BENCH_ROUNDS = 7, BENCH_SUBJECTS_MAX = 64 };

/* What a time may take beyond its bound before the bench fails: machines differ, and so do minutes. Memory
 * has no such allowance, since it hardly differs. */
static const double BENCH_TOLERANCE = 1.2;

/* What the reference loop takes where bounds are what they say. */
static const double BENCH_REFERENCE_S = 4e-3;

enum bench_measure { BENCH_TIME_S, BENCH_PEAK_BYTES };

struct bench_subject {
    const char *name;
    enum bench_measure measure;
    double bound; /* 0: for information */
    double rounds[BENCH_ROUNDS];
};

struct bench {
    const char *title;
    size_t count;
    struct bench_subject subjects[BENCH_SUBJECTS_MAX];
    struct bench_subject reference;
};

static inline size_t bench_add(struct bench *bench, const char *name, enum bench_measure measure,
                               double bound)
{
    assert(bench->count < BENCH_SUBJECTS_MAX);
    bench->subjects[bench->count] = (struct bench_subject){.name = name, .measure = measure, .bound = bound};
    return bench->count++;
}

static inline double bench_clock_s(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Processor time of this process. */
static inline double bench_cpu_s(void) { return bench_clock_s(CLOCK_PROCESS_CPUTIME_ID); }

/* Time on the wall, from some start. */
static inline double bench_wall_s(void) { return bench_clock_s(CLOCK_MONOTONIC); }

/* Processor time of a child, its own and the system's. */
static inline double bench_child_cpu_s(const struct rusage *usage)
{
    return (double)usage->ru_utime.tv_sec + (double)usage->ru_stime.tv_sec +
           (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) * 1e-6;
}

/* Processor time of the fixed work: 40,000 numbers of 10 digits, written as text, read back and summed. */
static inline double bench_reference_s(void)
{
    enum { NUMBERS = 40000, PRIME = 7919 };
    const double wanted = NUMBERS *
                          (4 + (NUMBERS - 1) / 2.0 /
                                   NUMBERS); /* the fractions are all of 0/40,000 to 39,999/40,000 */
    char text[16];
    double sum = 0, start = bench_cpu_s();
    for (unsigned i = 0; i < NUMBERS; i++) {
        snprintf(text, sizeof text, "4.%09u", i * PRIME % NUMBERS * (1000000000u / NUMBERS));
        sum += strtod(text, NULL);
    }
    double taken_s = bench_cpu_s() - start;
    if (sum < wanted - 1e-3 ||
        sum > wanted + 1e-3) { /* the sum is used, so that the loop is not optimised away */
        fprintf(stderr, "the reference loop adds up to %.5f\n", sum);
        exit(2);
    }
    return taken_s;
}

static inline int bench_compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static inline double bench_median_of(const double *rounds, size_t count)
{
    double sorted[BENCH_ROUNDS];
    assert(count > 0 && count <= BENCH_ROUNDS);
    memcpy(sorted, rounds, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, bench_compare);
    return sorted[count / 2];
}

static inline double bench_median(const struct bench_subject *subject)
{
    return bench_median_of(subject->rounds, BENCH_ROUNDS);
}

static inline void bench_print_figure(enum bench_measure measure, double value)
{
    if (measure == BENCH_PEAK_BYTES)
        printf("%9.2f MiB", value / (1024 * 1024));
    else if (value < 1e-6)
        printf("%9.2f ns ", value * 1e9);
    else if (value < 1e-3)
        printf("%9.2f µs ", value * 1e6);
    else
        printf("%9.2f ms ", value * 1e3);
}

/* One row; false when the subject is beyond its bound. The bound that is shown is that of this machine, and
 * both are shown as multiples of the reference loop as well. */
static inline bool bench_print_row(const struct bench_subject *subject, double reference_s)
{
    bool is_time = subject->measure == BENCH_TIME_S;
    double median = bench_median(subject),
           bound = subject->bound * (is_time ? reference_s / BENCH_REFERENCE_S : 1);
    bool good = subject->bound == 0 || median <= bound * (is_time ? BENCH_TOLERANCE : 1);
    printf("  %-44s", subject->name);
    bench_print_figure(subject->measure, median);
    if (subject->bound > 0)
        bench_print_figure(subject->measure, bound);
    else
        printf("%9s    ", "-");
    if (is_time)
        printf(" %11.3g", median / reference_s);
    else
        printf(" %11s", "");
    if (is_time && subject->bound > 0)
        printf(" %9.3g", subject->bound / BENCH_REFERENCE_S);
    else
        printf(" %9s", "");
    puts(good ? subject->bound > 0 && median > bound ? "  over, within tolerance" : "" : "  OVER");
    return good;
}

/* Print the table; the exit status of the bench. */
static inline int bench_report(const struct bench *bench)
{
    double reference_s = bench_median(&bench->reference);
    bool good = true;
    printf("%s (median of %d rounds)\n  %-44s%12s%12s %13s %9s\n", bench->title, BENCH_ROUNDS, "", "measured",
           "bound", "/ reference", "bound");
    bench_print_row(&bench->reference, reference_s);
    for (size_t i = 0; i < bench->count; i++) good &= bench_print_row(&bench->subjects[i], reference_s);
    return good ? 0 : 1;
}

/* Measure every subject in every round and report. */
static inline int bench_run(struct bench *bench,
                            void (*measure)(struct bench *bench, size_t round, void *user), void *user)
{
    bench->reference = (struct bench_subject){.name = "reference loop", .measure = BENCH_TIME_S};
    for (size_t round = 0; round < BENCH_ROUNDS; round++) {
        bench->reference.rounds[round] = bench_reference_s();
        measure(bench, round, user);
    }
    return bench_report(bench);
}
