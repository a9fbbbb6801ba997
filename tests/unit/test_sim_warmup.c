/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * MSER-5 against its definition, written out, and on series whose warm-up is known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/stat/warmup.h"
#include "unit/model_random.h"

enum { MOST = 1100 };

/* (1/(n − d)²) Σ (Z − mean)² over the batches behind the first d. */
static double statistic(const double *series, size_t batches, size_t left_out)
{
    double mean = 0, sum = 0, kept = (double)(batches - left_out);
    for (size_t i = 5 * left_out; i < 5 * batches; i++) mean += series[i] / (5 * kept);
    for (size_t batch = left_out; batch < batches; batch++) {
        double z = 0;
        for (size_t i = 0; i < 5; i++) z += series[5 * batch + i] / 5;
        sum += (z - mean) * (z - mean);
    }
    return sum / (kept * kept);
}

static void check(const double *series, size_t count)
{
    size_t batches = count / 5, kept = batches / 10 > 5 ? batches / 10 : 5, got = warmup_mser5(series, count);
    assert_int_equal(got % 5, 0);
    for (size_t left_out = 0; left_out + kept <= batches; left_out++)
        if (statistic(series, batches, got / 5) > statistic(series, batches, left_out) * (1 + 1e-9))
            fail_msg("of %zu observations it leaves out %zu where %zu are better", count, got, 5 * left_out);
}

static void test_definition(void **state)
{
    (void)state;
    double series[MOST];
    uint64_t random = 1;
    for (int trial = 0; trial < 200; trial++) {
        size_t count = 50 + random_bits(&random) % (trial < 100 ? 60 : 300);
        double fall = random_unit(&random) * 0.2, height = trial % 3 * 4;
        for (size_t i = 0; i < count; i++)
            series[i] = 100 + random_normal(&random) - height * exp(-fall * (double)i);
        check(series, count);
    }
}

/* A step at a known place, in noise a tenth as high. */
static void test_step(void **state)
{
    (void)state;
    double series[MOST];
    uint64_t random = 1;
    for (size_t step = 5; step <= 500; step += 45) {
        for (size_t i = 0; i < MOST; i++) series[i] = 50 + random_normal(&random) - (i < step ? 10 : 0);
        size_t got = warmup_mser5(series, MOST);
        assert_true(got >= step && got <= step + 200);
    }
}

static void test_short_and_flat(void **state)
{
    (void)state;
    double series[MOST] = {9, 9, 9, 9, 9};
    for (size_t count = 0; count < 50; count++) assert_int_equal(warmup_mser5(series, count), 0);
    for (size_t i = 0; i < MOST; i++) series[i] = 7.3;
    assert_int_equal(warmup_mser5(series, MOST), 0);
    /* Ever rising: nearly nothing may be kept. */
    for (size_t i = 0; i < MOST; i++) series[i] = (double)i;
    assert_true(warmup_mser5(series, MOST) > MOST / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_definition), cmocka_unit_test(test_step),
                                       cmocka_unit_test(test_short_and_flat)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
