/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Adding to histograms, per record: latencies that were drawn before, and ranges as batches are. Beside them
 * a sum of the same latencies, each addition waiting for the last: nothing that looks at every record is much
 * faster. */
#include <stdio.h>
#include <stdlib.h>

#include "bench/bench.h"
#include "sim/stat/histogram.h"
#include "sim/draw/variate.h"

enum { RECORDS = 1 << 20, TIMES = 4, RANGES = 20000, RANGE_RECORDS = 1000 };

static const double ADD_BOUND_S = 1e-9;

/* 5 ms, with a tail as wide as queues have. */
static const struct dist LATENCIES = {.kind = DIST_LOGNORMAL, .lognormal = {-5.3, 0.9}};

struct fixture {
    struct arena *arena;
    int64_t *latencies_ns;
    size_t add, sum, range, range_record;
};

static void check(bool good, const char *what)
{
    if (!good) {
        fprintf(stderr, "bench_histogram: %s\n", what);
        exit(2);
    }
}

static double add_s(const struct fixture *fixture)
{
    struct histogram *histogram = histogram_new(fixture->arena);
    double start = bench_cpu_s();
    for (size_t time = 0; time < TIMES; time++)
        for (size_t i = 0; i < RECORDS; i++) histogram_add(histogram, fixture->latencies_ns[i]);
    double taken_s = bench_cpu_s() - start;
    check(histogram_count(histogram) == (uint64_t)TIMES * RECORDS, "not all were added");
    return taken_s / TIMES / RECORDS;
}

static double sum_s(const struct fixture *fixture)
{
    double start = bench_cpu_s(), sum = 0;
    for (size_t time = 0; time < TIMES; time++)
        for (size_t i = 0; i < RECORDS; i++) sum += (double)fixture->latencies_ns[i];
    double taken_s = bench_cpu_s() - start;
    check(sum > 0, "the sum is not used");
    return taken_s / TIMES / RECORDS;
}

/* Batches of 1000 records that arrived over 100 ms and were done 150 ms after the last: 270 buckets each. */
static double range_s(const struct fixture *fixture)
{
    struct histogram *histogram = histogram_new(fixture->arena);
    double start = bench_cpu_s();
    for (size_t i = 0; i < RANGES; i++)
        histogram_add_range(histogram, 150000000 + fixture->latencies_ns[i],
                            250000000 + fixture->latencies_ns[i], RANGE_RECORDS);
    double taken_s = bench_cpu_s() - start;
    check(histogram_count(histogram) == (uint64_t)RANGES * RANGE_RECORDS, "not all were added");
    return taken_s / RANGES;
}

static void measure(struct bench *bench, size_t round, void *user)
{
    struct fixture *fixture = user;
    struct arena_mark mark = arena_mark(fixture->arena);
    bench->subjects[fixture->sum].rounds[round] = sum_s(fixture);
    bench->subjects[fixture->add].rounds[round] = add_s(fixture);
    double taken_s = range_s(fixture);
    bench->subjects[fixture->range].rounds[round] = taken_s;
    bench->subjects[fixture->range_record].rounds[round] = taken_s / RANGE_RECORDS;
    arena_rewind(fixture->arena, mark);
}

int main(void)
{
    static struct bench bench = {.title = "histogram"};
    struct fixture fixture = {.arena = arena_new()};
    const struct random_stream stream = random_stream_of(random_key_of(1, 0), RANDOM_TEST, 0);
    fixture.latencies_ns = arena_new_of(fixture.arena, int64_t, RECORDS);
    for (uint64_t i = 0; i < RECORDS; i++) fixture.latencies_ns[i] = variate_ns(&LATENCIES, &stream, i, 0);
    fixture.sum = bench_add(&bench, "sum of the same, a record", BENCH_TIME_S, 0);
    fixture.add = bench_add(&bench, "histogram_add, a record", BENCH_TIME_S, ADD_BOUND_S);
    fixture.range = bench_add(&bench, "histogram_add_range of 1,000 in 270 buckets", BENCH_TIME_S, 0);
    fixture.range_record = bench_add(&bench, "the same, a record", BENCH_TIME_S, ADD_BOUND_S);
    int status = bench_run(&bench, measure, &fixture);
    arena_free(fixture.arena);
    return status;
}
