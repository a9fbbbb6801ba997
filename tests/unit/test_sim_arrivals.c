/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Arrivals against what their distributions say of gaps and counts, and against their definitions record by
 * record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/draw/arrivals.h"
#include "sim/draw/variate.h"
#include "unit/sim_oracle.h"

static struct random_stream stream_of(uint32_t entity)
{
    return random_stream_of(random_key_of(1, 0), RANDOM_ARRIVAL, entity);
}

/* ---- gaps ---- */

enum { GAPS = 60000 };

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Kolmogorov's distance that independent gaps exceed once in 10^4: sqrt(−ln(α/2)/2n). */
static double distance_allowed(void) { return sqrt(-log(0.5e-4) / 2 / GAPS); }

/* P(gap ≤ t). Within a burst of rate a; with a pause of rate b: 1 − (a e^−bt − b e^−at)/(a − b). */
static double gap_cdf(const struct arrivals_rule *rule, double t)
{
    double rate = rule->per_s * rule->rate_factor;
    if (rule->kind == ARRIVALS_POISSON) return -expm1(-rate * t);
    double within = rate * rule->burst_factor,
           pause = rate / (rule->burst_records * (1 - 1 / rule->burst_factor));
    double with_pause = 1 - (within * exp(-pause * t) - pause * exp(-within * t)) / (within - pause);
    return (1 - 1 / rule->burst_records) * -expm1(-within * t) + with_pause / rule->burst_records;
}

static const struct arrivals_rule RANDOM[] = {
    {.kind = ARRIVALS_POISSON, .per_s = 3.7, .rate_factor = 1},
    {.kind = ARRIVALS_POISSON, .per_s = 1000, .rate_factor = 1},
    {.kind = ARRIVALS_POISSON, .per_s = 1000, .rate_factor = 2.5},
    {.kind = ARRIVALS_POISSON, .per_s = 123456, .rate_factor = 1},
    {.kind = ARRIVALS_POISSON, .per_s = 1e-4, .rate_factor = 1},
    {.kind = ARRIVALS_BURSTY, .per_s = 1000, .rate_factor = 1, .burst_records = 10, .burst_factor = 5},
    {.kind = ARRIVALS_BURSTY, .per_s = 1000, .rate_factor = 1, .burst_records = 100, .burst_factor = 2},
    {.kind = ARRIVALS_BURSTY, .per_s = 37, .rate_factor = 3, .burst_records = 3, .burst_factor = 50},
    {.kind = ARRIVALS_BURSTY, .per_s = 1000, .rate_factor = 1, .burst_records = 1, .burst_factor = 3},
    {.kind = ARRIVALS_BURSTY, .per_s = 5, .rate_factor = 1, .burst_records = 1.5, .burst_factor = 1.3},
};

static void test_gaps(void **state)
{
    (void)state;
    static double gaps[GAPS];
    for (size_t r = 0; r < sizeof RANDOM / sizeof *RANDOM; r++) {
        struct arrivals arrivals;
        arrivals_start(&arrivals, &RANDOM[r], stream_of(0), 0);
        int64_t before_ns = 0;
        double sum = 0, product = 0, squares = 0;
        for (size_t i = 0; i < GAPS; i++, arrivals_take(&arrivals)) {
            gaps[i] = time_s(arrivals_next_ns(&arrivals) - before_ns);
            before_ns = arrivals_next_ns(&arrivals);
            sum += gaps[i];
        }
        /* Neighbours don't know of each other. */
        for (size_t i = 1; i < GAPS; i++) {
            product += (gaps[i] - sum / GAPS) * (gaps[i - 1] - sum / GAPS);
            squares += (gaps[i] - sum / GAPS) * (gaps[i] - sum / GAPS);
        }
        assert_true(fabs(product / squares) < ORACLE_Z / sqrt(GAPS));
        /* And the mean rate is what was asked for. */
        double mean_s = 1 / (RANDOM[r].per_s * RANDOM[r].rate_factor), error_s = sqrt(squares) / GAPS;
        assert_true(fabs(sum / GAPS - mean_s) < ORACLE_Z * error_s);
        qsort(gaps, GAPS, sizeof *gaps, compare);
        double distance = 0;
        for (size_t i = 0; i < GAPS; i++) {
            double p = gap_cdf(&RANDOM[r], gaps[i]);
            distance = fmax(distance, fmax(p - (double)i / GAPS, (double)(i + 1) / GAPS - p));
        }
        /* Times are whole nanoseconds: gaps of 8 µs move by a step of 10^−4 of themselves at most. */
        if (distance > distance_allowed() + 2e-9 / mean_s)
            fail_msg("rule %zu: distance %g, allowed %g", r, distance, distance_allowed());
    }
}

/* ---- counts ---- */

/* Poisson counts in windows have their mean as variance. */
static void test_counts(void **state)
{
    (void)state;
    enum { WINDOWS = 20000 };
    static const double MEANS[] = {0.3, 2, 7.7, 25, 90};
    for (size_t m = 0; m < sizeof MEANS / sizeof *MEANS; m++) {
        const struct arrivals_rule rule = {.kind = ARRIVALS_POISSON,
                                           .per_s = MEANS[m] * 100,
                                           .rate_factor = 1};
        struct arrivals arrivals;
        arrivals_start(&arrivals, &rule, stream_of((uint32_t)m), 0);
        double sum = 0, squares = 0;
        for (int64_t w = 1; w <= WINDOWS; w++) {
            int64_t last_ns = 0;
            double count = arrivals_take_before(&arrivals, w * 10000000, UINT32_MAX, &last_ns);
            sum += count;
            squares += (count - MEANS[m]) * (count - MEANS[m]);
        }
        assert_true(fabs(sum / WINDOWS - MEANS[m]) < ORACLE_Z * sqrt(MEANS[m] / WINDOWS));
        /* The square of a deviation has mean λ and variance λ + 2λ². */
        assert_true(fabs(squares / WINDOWS - MEANS[m]) <
                    ORACLE_Z * sqrt((MEANS[m] + 2 * MEANS[m] * MEANS[m]) / WINDOWS));
    }
}

/* Evenly spaced, each producer from a time of its own, also after many records. */
static void test_constant(void **state)
{
    (void)state;
    static const double RATES[] = {1000, 3, 7777.7, 3e6, 0.01};
    for (size_t r = 0; r < sizeof RATES / sizeof *RATES; r++) {
        const struct arrivals_rule rule = {.kind = ARRIVALS_CONSTANT, .per_s = RATES[r], .rate_factor = 1.5};
        double gap_ns = 1e9 / (RATES[r] * 1.5);
        int64_t firsts_ns[2];
        for (uint32_t producer = 0; producer < 2; producer++) {
            struct arrivals arrivals;
            struct random_stream stream = stream_of(producer);
            arrivals_start(&arrivals, &rule, stream, 0);
            firsts_ns[producer] = arrivals_next_ns(&arrivals);
            for (int i = 0; i < 100000; i++, arrivals_take(&arrivals))
                assert_true(fabs((double)arrivals_next_ns(&arrivals) -
                                 (random_unit(&stream, 0) + i) * gap_ns) < 1.1 + 1e-9 * i * gap_ns);
        }
        assert_true(firsts_ns[0] != firsts_ns[1] && (double)firsts_ns[0] < gap_ns &&
                    (double)firsts_ns[1] < gap_ns);
    }
}

/* ---- hour by hour ---- */

enum { HOURS = 24 };
static const double HOUR_S = 3600;

/* A day of night, morning and evening, of mean 1, some hours without any. */
static void make_day(double *factors)
{
    double sum = 0;
    for (int hour = 0; hour < HOURS; hour++)
        sum += factors[hour] = hour < 3 ? 0 : hour < 7 ? 0.13 : hour < 18 ? 1 + 0.07 * (hour % 5) : 2.3;
    for (int hour = 0; hour < HOURS; hour++) factors[hour] *= HOURS / sum;
}

/* ∫ of the factors from 0 to t, in seconds. */
static double integral_s(const double *factors, double t)
{
    double whole = floor(t / HOUR_S), sum = 0;
    for (double hour = 0; hour < whole; hour++) sum += factors[(int)hour % HOURS] * HOUR_S;
    return sum + factors[(int)whole % HOURS] * (t - whole * HOUR_S);
}

/* Laid back along the integral, each record is where it would be without a profile. */
static void test_hourly(void **state)
{
    (void)state;
    double factors[HOURS];
    make_day(factors);
    const struct arrivals_rule kinds[] = {
        {.kind = ARRIVALS_POISSON, .per_s = 0.01, .rate_factor = 1},
        {.kind = ARRIVALS_POISSON, .per_s = 0.01, .rate_factor = 3},
        {.kind = ARRIVALS_POISSON, .per_s = 0.00001, .rate_factor = 1}, /* a record a day */
        {.kind = ARRIVALS_CONSTANT, .per_s = 0.02, .rate_factor = 1},
        {.kind = ARRIVALS_BURSTY, .per_s = 0.02, .rate_factor = 1, .burst_records = 20, .burst_factor = 10},
    };
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        struct arrivals_rule hourly = kinds[k];
        hourly.hourly = factors;
        hourly.hours = HOURS;
        struct arrivals flat, day;
        arrivals_start(&flat, &kinds[k], stream_of(1), 0);
        arrivals_start(&day, &hourly, stream_of(1), 0);
        for (int i = 0; i < 5000; i++, arrivals_take(&flat), arrivals_take(&day)) {
            double at_s = time_s(arrivals_next_ns(&day));
            assert_true(factors[(int)(at_s / HOUR_S) % HOURS] > 0);
            double flat_s = time_s(arrivals_next_ns(&flat));
            assert_true(fabs(integral_s(factors, at_s) - flat_s) < 1e-8 + 1e-12 * flat_s);
        }
    }
}

/* As many in each hour as it has. */
static void test_hourly_counts(void **state)
{
    (void)state;
    enum { DAYS = 20 };
    double factors[HOURS], counts[HOURS] = {0};
    make_day(factors);
    const struct arrivals_rule rule = {
        .kind = ARRIVALS_POISSON, .per_s = 0.5, .rate_factor = 1, .hourly = factors, .hours = HOURS};
    struct arrivals arrivals;
    arrivals_start(&arrivals, &rule, stream_of(0), 0);
    for (int64_t hour = 1; hour <= DAYS * HOURS; hour++) {
        int64_t last_ns = 0;
        counts[(hour - 1) % HOURS] += arrivals_take_before(&arrivals, hour * 3600000000000, UINT32_MAX,
                                                           &last_ns);
    }
    for (int hour = 0; hour < HOURS; hour++) {
        double expected = rule.per_s * HOUR_S * DAYS * factors[hour];
        assert_true(fabs(counts[hour] - expected) <= ORACLE_Z * sqrt(expected));
    }
}

/* ---- traces, ends, and taking many ---- */

static void test_trace(void **state)
{
    (void)state;
    enum { COUNT = 1000, PRODUCERS = 7 };
    int64_t times_ns[COUNT], now_ns = 0;
    uint64_t random = 1;
    for (int i = 0; i < COUNT; i++) times_ns[i] = now_ns += oracle_between(&random, 0, 1000) * 4;
    for (int faster = 1; faster <= 4; faster *= 4) {
        struct arrivals_rule rule = {.kind = ARRIVALS_TRACE,
                                     .rate_factor = faster,
                                     .times_ns = times_ns,
                                     .count = COUNT,
                                     .step = PRODUCERS};
        for (size_t producer = 0; producer < PRODUCERS; producer++) {
            struct arrivals arrivals;
            arrivals_start(&arrivals, &rule, stream_of(0), producer);
            for (size_t i = producer; i < COUNT; i += PRODUCERS, arrivals_take(&arrivals))
                assert_true(arrivals_next_ns(&arrivals) == times_ns[i] / faster);
            assert_true(arrivals_next_ns(&arrivals) == NEVER_NS);
        }
    }
    const struct arrivals_rule empty = {.kind = ARRIVALS_TRACE, .rate_factor = 1, .step = 1};
    struct arrivals arrivals;
    arrivals_start(&arrivals, &empty, stream_of(0), 0);
    assert_true(arrivals_next_ns(&arrivals) == NEVER_NS);
}

/* Taken many at once they are the same as taken one by one, whatever the portions. */
static void test_take_before(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (size_t r = 0; r < sizeof RANDOM / sizeof *RANDOM; r++) {
        struct arrivals one, many;
        arrivals_start(&one, &RANDOM[r], stream_of(5), 0);
        arrivals_start(&many, &RANDOM[r], stream_of(5), 0);
        double mean_ns = 1e9 / (RANDOM[r].per_s * RANDOM[r].rate_factor);
        int64_t before_ns = 0, end_ns = (int64_t)(3000 * mean_ns);
        arrivals_end(&one, end_ns);
        arrivals_end(&many, end_ns);
        while (before_ns < 2 * end_ns) {
            before_ns += (int64_t)(mean_ns * (double)oracle_between(&random, 0, 60));
            uint32_t most = (uint32_t)oracle_between(&random, 0, 50), wanted = 0;
            int64_t last_ns = -1, wanted_last_ns = -1;
            for (; wanted < most && arrivals_next_ns(&one) < before_ns; wanted++, arrivals_take(&one))
                wanted_last_ns = arrivals_next_ns(&one);
            assert_int_equal(arrivals_take_before(&many, before_ns, most, &last_ns), wanted);
            assert_true(last_ns == wanted_last_ns && arrivals_next_ns(&one) == arrivals_next_ns(&many));
            /* A record at the very moment isn't before it. */
            if (arrivals_next_ns(&many) != NEVER_NS)
                assert_int_equal(arrivals_take_before(&many, arrivals_next_ns(&many), 1, &last_ns), 0);
        }
        assert_true(arrivals_next_ns(&many) == NEVER_NS);
        /* What ended may go on. */
        arrivals_end(&many, NEVER_NS);
        assert_true(arrivals_next_ns(&many) >= end_ns && arrivals_next_ns(&many) != NEVER_NS);
    }
}

/* No records, and so few that the next is beyond all that is simulated. */
static void test_none(void **state)
{
    (void)state;
    static const double FACTORS[] = {0.5, 1.5};
    for (enum arrivals_kind kind = ARRIVALS_CONSTANT; kind < ARRIVALS_TRACE; kind++)
        for (size_t hours = 0; hours <= 2; hours += 2) {
            struct arrivals_rule rule = {.kind = kind,
                                         .per_s = 0,
                                         .rate_factor = 1,
                                         .burst_records = 2,
                                         .burst_factor = 2,
                                         .hourly = FACTORS,
                                         .hours = hours};
            struct arrivals arrivals;
            arrivals_start(&arrivals, &rule, stream_of(0), 0);
            assert_true(arrivals_next_ns(&arrivals) == NEVER_NS);
            rule.per_s = 1e-14;
            arrivals_start(&arrivals, &rule, stream_of(0), 0);
            for (int i = 0; i < 100; i++, arrivals_take(&arrivals))
                assert_true(arrivals_next_ns(&arrivals) == NEVER_NS);
            rule.per_s = 1e-9;
            arrivals_start(&arrivals, &rule, stream_of(0), 0);
            int64_t before_ns = -1;
            for (; arrivals_next_ns(&arrivals) != NEVER_NS;
                 before_ns = arrivals_next_ns(&arrivals), arrivals_take(&arrivals))
                assert_true(arrivals_next_ns(&arrivals) > before_ns);
            assert_true(before_ns < time_ns(TIME_MAX_S));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gaps),          cmocka_unit_test(test_counts),
        cmocka_unit_test(test_constant),      cmocka_unit_test(test_hourly),
        cmocka_unit_test(test_hourly_counts), cmocka_unit_test(test_trace),
        cmocka_unit_test(test_take_before),   cmocka_unit_test(test_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
