/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Estimates of samples that are known, and what is said against them; Student's t against GSL's. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>

#include "sim/stat/estimate.h"
#include "sim/draw/variate.h"

enum { SECTIONS = ESTIMATE_SECTIONS };
static const double MS = 1e6;
static const struct random_stream STREAM = {.key = {{1, 0}}, .purpose = RANDOM_TEST};

struct sample {
    struct arena *arena;
    struct histogram *sections[SECTIONS], *merged;
};

static struct sample sample_new(void)
{
    struct sample sample = {.arena = arena_new()};
    sample.merged = histogram_new(sample.arena);
    for (size_t i = 0; i < SECTIONS; i++) sample.sections[i] = histogram_new(sample.arena);
    return sample;
}

static void add(struct sample *sample, size_t section, double ms, uint64_t count)
{
    histogram_add_count(sample->sections[section], (int64_t)(ms * MS), count);
    histogram_add_count(sample->merged, (int64_t)(ms * MS), count);
}

static const struct histogram *const *sections_of(const struct sample *sample)
{
    return (const struct histogram *const *)sample->sections;
}

static struct estimate estimate(const struct sample *sample, double level, double precision, double units)
{
    const struct estimate_rule rule = {.precision = precision, .units = units};
    return estimate_of(level, sections_of(sample), sample->merged, &rule);
}

static void test_t(void **state)
{
    (void)state;
    assert_true(fabs(ESTIMATE_T - gsl_cdf_tdist_Pinv(0.975, SECTIONS - 1)) < 1e-12);
}

/* Means of 20 whole milliseconds around 100: the interval by hand. */
static void test_mean(void **state)
{
    (void)state;
    struct sample sample = sample_new();
    double squares = 0;
    for (size_t i = 0; i < SECTIONS; i++) {
        double ms = 100 + (i % 2 ? 1.0 : -1.0) * (double)(1 + i / 2); /* 99, 101, 98, 102, … */
        add(&sample, i, ms - 40, 7);
        add(&sample, i, ms + 40, 7);
        squares += (ms - 100) * (ms - 100);
    }
    double error = sqrt(squares / (SECTIONS - 1) / SECTIONS);
    struct estimate got = estimate(&sample, ESTIMATE_MEAN, 0.1, 0);
    assert_true(got.is_known && got.doubts == 0 && estimate_is_converged(&got));
    assert_true(fabs(got.value_ns - 100 * MS) < 1 && fabs(got.standard_error_ns / (error * MS) - 1) < 1e-9);
    assert_true(fabs(got.low_ns - (100 - ESTIMATE_T * error) * MS) < 1 &&
                fabs(got.high_ns - (100 + ESTIMATE_T * error) * MS) < 1);
    assert_true(fabs(got.relative_half_width - ESTIMATE_T * error / 100) < 1e-9);
    double plain[SECTIONS];
    for (size_t i = 0; i < SECTIONS; i++) plain[i] = 100 + (i % 2 ? 1.0 : -1.0) * (double)(1 + i / 2);
    struct estimate_plain same = estimate_plain_of(plain);
    assert_true(fabs(same.value - 100) < 1e-9 && fabs(same.standard_error / error - 1) < 1e-9 &&
                fabs(same.high - same.low - 2 * ESTIMATE_T * error) < 1e-9);
    arena_free(sample.arena);
}

/* Each section is 1 to 1000 ms evenly, and 1,000 more of which some lie at 250 ms and the others at 750: the
 * shares up to the merged median of 500 ms differ by what was moved. */
static void test_quantile(void **state)
{
    (void)state;
    struct sample sample = sample_new();
    const double evenly = 500, all = 1000 * evenly + 1000;
    double squares = 0;
    for (size_t i = 0; i < SECTIONS; i++) {
        uint64_t low = i % 2 ? 500 + 40 * (i / 2) : 500 - 40 * (i / 2);
        for (int ms = 1; ms <= 1000; ms++) add(&sample, i, ms, (uint64_t)evenly);
        add(&sample, i, 250, low);
        add(&sample, i, 750, 1000 - low);
        squares += pow(((double)low - 500) / all, 2);
    }
    /* In levels the interval is ± t × error; 1 ms takes evenly / all of them. */
    double wanted_ms = ESTIMATE_T * sqrt(squares / (SECTIONS - 1) / SECTIONS) / (evenly / all);
    struct estimate got = estimate(&sample, 0.5, 0.5, 1e6);
    assert_true(got.is_known && got.doubts == 0);
    assert_true(fabs(got.value_ns / (500 * MS) - 1) < 3e-3);
    assert_true(fabs((got.high_ns - got.low_ns) / 2 - wanted_ms * MS) < 1 * MS);
    arena_free(sample.arena);
}

static void test_certain(void **state)
{
    (void)state;
    struct sample sample = sample_new();
    for (size_t i = 0; i < SECTIONS; i++) add(&sample, i, 42, 1000);
    for (int level = 1; level < 1000; level++) {
        struct estimate got = estimate(&sample, level / 1000.0, 0.01, 1e9);
        assert_true(got.doubts == 0 && got.low_ns == got.high_ns &&
                    fabs(got.value_ns / (42 * MS) - 1) < HISTOGRAM_RELATIVE_ERROR);
    }
    arena_free(sample.arena);
}

/* Two clusters, and the level where one ends: p99 is 1 ms or 100 ms as chance has it. A level within a
 * cluster is as good as any. */
static void test_gap(void **state)
{
    (void)state;
    struct sample sample = sample_new();
    uint64_t ordinal = 0;
    for (size_t i = 0; i < SECTIONS; i++)
        for (int k = 0; k < 20000; k++) {
            bool is_slow = random_unit(&STREAM, ordinal++) < 0.01;
            add(&sample, i, (is_slow ? 100 : 1) * (1 + 0.2 * random_unit(&STREAM, ordinal++)), 1);
        }
    struct estimate got = estimate(&sample, 0.99, 0.05, 4e5);
    assert_true(estimate_doubts(&got, ESTIMATE_GAP) && estimate_doubts(&got, ESTIMATE_WIDE) &&
                !estimate_is_converged(&got));
    assert_true(got.gap_low_ns > 1.15 * MS && got.gap_low_ns < 1.21 * MS && got.gap_high_ns > 99 * MS &&
                got.gap_high_ns < 110 * MS);
    const struct estimate_rule rule = {.precision = 0.05, .units = 4e5};
    const char *reason = estimate_reason(&got, &rule, sample.arena);
    assert_non_null(strstr(reason, "not converged: almost no samples lie between 1.2 ms and 10"));
    const double elsewhere[] = {0.5, 0.9, 0.98, 0.995, 0.999};
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++) {
        got = estimate(&sample, elsewhere[i], 0.05, 4e5);
        assert_true(got.is_known && !estimate_doubts(&got, ESTIMATE_GAP));
    }
    arena_free(sample.arena);
}

/* A smooth density has no gap, however long its tail and however wide the interval. */
static void test_no_gap(void **state)
{
    (void)state;
    const double sigmas[] = {0.1, 0.5, 1, 2};
    uint64_t ordinal = 0;
    for (size_t s = 0; s < sizeof sigmas / sizeof *sigmas; s++) {
        struct sample sample = sample_new();
        const struct dist dist = {.kind = DIST_LOGNORMAL, .lognormal = {log(50), sigmas[s]}};
        for (size_t i = 0; i < SECTIONS; i++)
            for (int k = 0; k < 1000; k++) add(&sample, i, variate(&dist, &STREAM, ordinal++, 0), 1);
        for (int level = 1; level < 20; level++) {
            struct estimate got = estimate(&sample, level / 20.0, 1e-6, 2e4);
            assert_true(got.is_known && !estimate_doubts(&got, ESTIMATE_GAP));
        }
        struct estimate got = estimate(&sample, 0.99, 1e-6, 2e4);
        assert_true(got.is_known && !estimate_doubts(&got, ESTIMATE_GAP));
        arena_free(sample.arena);
    }
}

/* A tail that rises ever more steeply, of which half of the replications saw more than twice as much as the
 * others: the mean of their p99 is far above the p99 of all, by 2.4 half-widths. */
static struct sample steep_tail(double steepness)
{
    struct sample sample = sample_new();
    for (size_t i = 0; i < SECTIONS; i++) {
        add(&sample, i, 10, 98900);
        for (int k = 1; k <= 100; k++) add(&sample, i, 10 * exp(steepness * k * k), i % 2 ? 6 : 14);
    }
    return sample;
}

static void test_biased(void **state)
{
    (void)state;
    struct sample sample = steep_tail(1.8e-4);
    /* Narrow enough, but off by more than twice what is asked for, a tenth for each of 20 replications; by
     * less than twice three times as much, and it doesn't matter. */
    double half_width = estimate(&sample, 0.99, 10, 1e6).relative_half_width;
    struct estimate got = estimate(&sample, 0.99, 3 * half_width, 1e6);
    assert_true(got.is_known && got.doubts == 0);
    got = estimate(&sample, 0.99, 1.001 * half_width, 1e6);
    assert_true(got.is_known && got.doubts == 1u << ESTIMATE_BIASED && !estimate_is_converged(&got));
    /* Too wide as well: twice its own width. */
    got = estimate(&sample, 0.99, 0.5 * half_width, 1e6);
    assert_true(got.doubts == (1u << ESTIMATE_BIASED | 1u << ESTIMATE_WIDE));
    const struct estimate_rule rule = {.precision = 10};
    assert_non_null(
        strstr(estimate_reason(&got, &rule, sample.arena), "replications are too short: their mean is"));
    arena_free(sample.arena);
    /* Over half a percent for each of 20 replications is too much, whatever is asked for. */
    sample = steep_tail(2.6e-4);
    got = estimate(&sample, 0.99, 0.5, 1e6);
    assert_true(got.relative_half_width < 0.05 && got.sections_mean_ns > 1.1 * got.value_ns);
    assert_true(got.doubts == 1u << ESTIMATE_BIASED);
    arena_free(sample.arena);
}

static void test_unknown(void **state)
{
    (void)state;
    struct sample sample = sample_new();
    const struct estimate_rule rule = {.precision = 0.05, .units = 30000, .measured_to = 0.99};
    for (size_t i = 1; i < SECTIONS; i++) add(&sample, i, 5, 2000);
    struct estimate got = estimate_of(0.5, sections_of(&sample), sample.merged, &rule);
    assert_true(!got.is_known && got.doubts == 1u << ESTIMATE_EMPTY);
    assert_string_equal(estimate_reason(&got, &rule, sample.arena),
                        "not converged: a replication measured nothing");

    /* 30 units lie beyond p99.9, 300 beyond p99; the inputs were measured to p99. */
    add(&sample, 0, 5, 2000);
    got = estimate_of(0.999, sections_of(&sample), sample.merged, &rule);
    assert_true(!got.is_known && estimate_doubts(&got, ESTIMATE_FEW_UNITS));
    assert_string_equal(
        estimate_reason(&got, &rule, sample.arena),
        "not converged: only 30 independent samples lie beyond it; 100 are needed; the inputs were "
        "measured to p99 only");
    got = estimate_of(0.99, sections_of(&sample), sample.merged, &rule);
    assert_true(got.is_known && got.doubts == 0);
    const struct estimate_rule many = {.precision = 0.05, .units = 3e6, .measured_to = 0.99};
    got = estimate_of(0.999, sections_of(&sample), sample.merged, &many);
    assert_true(got.is_known && estimate_is_converged(&got) && got.doubts == 1u << ESTIMATE_UNMEASURED);
    assert_string_equal(estimate_reason(&got, &many, sample.arena), "the inputs were measured to p99 only");

    /* 2 % over an hour. */
    for (size_t i = 0; i < SECTIONS; i++)
        histogram_add_count(sample.sections[i], HISTOGRAM_MOST_NS + 1, 40),
            histogram_add_count(sample.merged, HISTOGRAM_MOST_NS + 1, 40);
    got = estimate_of(0.99, sections_of(&sample), sample.merged, &many);
    assert_true(!got.is_known && estimate_doubts(&got, ESTIMATE_OFF_SCALE));
    got = estimate_of(0.5, sections_of(&sample), sample.merged, &many);
    assert_true(got.is_known && got.doubts == 0);
    arena_free(sample.arena);
}

/* One replication of 20 saw all that is slow: there is no upper end to what the others may have missed. */
static void test_open(void **state)
{
    (void)state;
    struct sample sample = sample_new();
    for (size_t i = 0; i < SECTIONS; i++)
        for (int k = 0; k < 1000; k++) add(&sample, i, 10 + 0.01 * k + (i == 3 && k >= 700 ? 5.0 : 0), 10);
    struct estimate got = estimate(&sample, 0.99, 0.05, 1e6);
    assert_true(!got.is_known && estimate_doubts(&got, ESTIMATE_OPEN));
    arena_free(sample.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_t),       cmocka_unit_test(test_mean),    cmocka_unit_test(test_quantile),
        cmocka_unit_test(test_certain), cmocka_unit_test(test_gap),     cmocka_unit_test(test_no_gap),
        cmocka_unit_test(test_biased),  cmocka_unit_test(test_unknown), cmocka_unit_test(test_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
