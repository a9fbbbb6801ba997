/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cut-off Poisson counts against sums over their probabilities in long double. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "model/poisson.h"

struct sums {
    long double exactly, reach, clipped, pairs;
};

static void add_term(struct sums *sums, long double *total, long double p, long double x, long double limit)
{
    long double m = fminl(x, limit);
    *total += p;
    sums->clipped += m * p;
    sums->pairs += m * (m - 1) / 2 * p;
    sums->reach += x >= limit ? p : 0;
    sums->exactly += x == limit ? p : 0;
}

/* From the definitions: weights outwards from the mode, where they are 1, and their sum. */
static struct sums add_up(double mean, double limit)
{
    struct sums sums = {0};
    long double total = 0, mode = floorl(mean), width = 14 * sqrtl(mean) + 60;
    long double p = 1;
    for (long double x = mode; x < mean + width || x < mode + 10; p *= mean / ++x)
        add_term(&sums, &total, p, x, limit);
    p = 1;
    for (long double x = mode; x > 0 && x > mean - width;) {
        p *= x-- / mean;
        add_term(&sums, &total, p, x, limit);
    }
    return (struct sums){sums.exactly / total, sums.reach / total, sums.clipped / total, sums.pairs / total};
}

static void near_rel(double got, long double exact, double relative, double absolute, const char *what,
                     double mean, double limit)
{
    double want = (double)exact;
    if (!(fabs(got - want) <= relative * fabs(want) + absolute))
        fail_msg("%s for mean %g and limit %g: %.15g instead of %.15g", what, mean, limit, got, want);
}

static void check(double mean, double limit, double tolerance)
{
    struct sums want = add_up(mean, limit);
    struct poisson got = poisson_clip(mean, limit);
    near_rel(got.exactly, want.exactly, tolerance, tolerance, "P(X = limit)", mean, limit);
    near_rel(got.reach, want.reach, tolerance, tolerance, "P(X >= limit)", mean, limit);
    near_rel(got.clipped, want.clipped, tolerance, 0, "E min", mean, limit);
    near_rel(got.pairs, want.pairs, tolerance, 0, "pairs", mean, limit);
    if (limit < 1) return;
    struct poisson next = poisson_next(&got);
    want = add_up(mean, limit + 1);
    near_rel(next.exactly, want.exactly, tolerance, tolerance, "next P(X = limit)", mean, limit);
    near_rel(next.reach, want.reach, tolerance, tolerance, "next P(X >= limit)", mean, limit);
    near_rel(next.clipped, want.clipped, tolerance, 0, "next E min", mean, limit);
    near_rel(next.pairs, want.pairs, tolerance, tolerance * mean, "next pairs", mean, limit);
}

static void test_recursion(void **state)
{
    (void)state;
    const double means[] = {1e-9, 0.0173, 0.61, 2.385, 17.3, 61.7, 99.9};
    for (size_t i = 0; i < sizeof means / sizeof means[0]; i++)
        for (double limit = 0; limit < means[i] + 12 * sqrt(means[i]) + 50; limit++)
            check(means[i], limit, 1e-13);
}

/* Recursion and expansion meet at 100; the error falls as the mean grows. */
static void test_expansion(void **state)
{
    (void)state;
    for (double limit = 0; limit < 320; limit++) check(100.3, limit, 1e-9);
    const double means[] = {131.7, 417.3, 2385.6, 31415.9, 271828.1, 1000000.7};
    for (size_t i = 0; i < sizeof means / sizeof means[0]; i++)
        for (double deviation = -9.5; deviation < 9.6; deviation += 0.37)
            check(means[i], floor(means[i] + deviation * sqrt(means[i])), 2e-10);
}

static void test_far(void **state)
{
    (void)state;
    struct poisson never = poisson_clip(3.7, INFINITY);
    assert_true(never.clipped == 3.7 && never.reach == 0 && fabs(never.pairs - 3.7 * 3.7 / 2) < 1e-15);
    assert_true(poisson_next(&never).clipped == 3.7);
    assert_true(poisson_clip(2e12, 17).reach == 1 && poisson_clip(2e12, 17).clipped == 17 &&
                poisson_clip(2e12, 17).pairs == 136);
    assert_true(poisson_clip(0, 0).reach == 1 && poisson_clip(0, 1).reach == 0 &&
                poisson_clip(0, 5).clipped == 0);
    assert_true(fabs(poisson_reach(1e-9, 1) - 1e-9) < 1e-18);
    assert_true(fabs(poisson_reach(1e-5, 2) / 5e-11 - 1) < 1e-4);
    struct poisson half = poisson_clip(1e10, 1e10);
    assert_true(fabs(half.reach - 0.5) < 1e-5 && half.reach > 0.5);
}

static void test_excess(void **state)
{
    (void)state;
    struct poisson p = poisson_clip(2.385, 3);
    struct sums want = add_up(2.385, 3);
    near_rel(poisson_excess(&p), 2.385 - want.clipped, 1e-12, 0, "excess", 2.385, 3);
    assert_true(poisson_reach(412.7, poisson_highest(412.7)) < 1e-15);
    assert_true(1 - poisson_reach(412.7, poisson_lowest(412.7)) < 1e-14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recursion),
        cmocka_unit_test(test_expansion),
        cmocka_unit_test(test_far),
        cmocka_unit_test(test_excess),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
