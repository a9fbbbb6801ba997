/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What sampling takes from base/fp, against the long double functions of the C library, which carry at least
 * 11 bits more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <float.h>
#include <math.h>

#include "base/fp.h"

enum { POINTS = 1000000 };

struct range {
    double low, high;
    bool geometric;
};

/* The i-th of POINTS uneven points of a range. */
static double point(int i, const struct range *range)
{
    double golden = fmod(i * 0.6180339887498949, 1);
    return range->geometric ? range->low * exp(golden * (log(fabs(range->high)) - log(fabs(range->low))))
                            : range->low + (range->high - range->low) * golden;
}

static double ulps(double got, long double want)
{
    int exponent;
    frexpl(want, &exponent);
    return (double)(fabsl((long double)got - want) / ldexpl(1, exponent - DBL_MANT_DIG));
}

static void check(double (*own)(double), long double (*reference)(long double), double bound_ulps,
                  const struct range *range)
{
    double worst = 0, worst_at = 0;
    for (int i = 0; i < POINTS; i++) {
        double x = point(i, range), error = ulps(own(x), reference(x));
        if (!(error <= worst)) {
            worst = error;
            worst_at = x;
        }
    }
    if (!(worst <= bound_ulps)) fail_msg("%g ulp at %.17g", worst, worst_at);
}

static void test_exp2(void **state)
{
    (void)state;
    const struct range ranges[] = {{-0.5, 0.5, false},
                                   {-40, 40, false},
                                   {-1021.9, 1023.99, false},
                                   {1e-300, 1e-3, true}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) check(fp_exp2, exp2l, 2, &ranges[i]);
    for (int whole = -1074; whole < 1024; whole++) assert_true(fp_exp2(whole) == ldexp(1, whole));
    assert_true(fp_exp2(1024) == INFINITY && fp_exp2(1e300) == INFINITY && fp_exp2(INFINITY) == INFINITY);
    assert_true(fp_exp2(-1077) == 0 && fp_exp2(-1e300) == 0 && fp_exp2(-INFINITY) == 0);
    assert_true(fabs(fp_exp2(-1060.7) / exp2(-1060.7) - 1) < 1e-3); /* a subnormal number */
    assert_true(isnan(fp_exp2(NAN)));
}

static void test_log(void **state)
{
    (void)state;
    const struct range ranges[] = {{0.5, 2, false},
                                   {1 - 1e-9, 1 + 1e-9, false},
                                   {0x1p-53, 1, true},
                                   {1e-307, 1e308, true},
                                   {1e-320, 1e-307, true}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) check(fp_log, logl, 1, &ranges[i]);
    assert_true(fp_log(1) == 0 && fp_log(0) == -INFINITY && fp_log(INFINITY) == INFINITY);
    assert_true(isnan(fp_log(-1)) && isnan(fp_log(-INFINITY)) && isnan(fp_log(NAN)));
}

static void test_log1p(void **state)
{
    (void)state;
    const struct range ranges[] = {{-0.5, 1, false},
                                   {-0.999, 3, false},
                                   {-1e-9, 1e-9, false},
                                   {1e-300, 1e300, true},
                                   {-1e-3, -0.9999999, true}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) check(fp_log1p, log1pl, 2, &ranges[i]);
    assert_true(fp_log1p(0) == 0 && fp_log1p(-1) == -INFINITY && fp_log1p(INFINITY) == INFINITY);
    assert_true(isnan(fp_log1p(-1.5)) && isnan(fp_log1p(NAN)));
}

/* The relative error of x as the quantile of p, by one step of Newton's method in more digits. Of p and 1 − p
 * the one that is exact and small. */
static double quantile_error(double p, double x)
{
    long double tail = p < 0.5 ? (long double)p : 1 - (long double)p,
                depth = p < 0.5 ? -(long double)x : (long double)x;
    long double density = expl(-depth * depth / 2) * 0.398942280401432677939946L;
    return (double)fabsl((erfcl(depth * 0.707106781186547524400844L) / 2 - tail) / density / depth);
}

static void test_normal_quantile(void **state)
{
    (void)state;
    const struct range ranges[] = {{1e-3, 0.499, false},
                                   {0.501, 0.999, false},
                                   {0x1p-53, 0.5, true},
                                   {1e-300, 1e-15, true},
                                   {1e-4, 4e-4, false}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        for (int n = 0; n < POINTS / 4; n++) {
            double p = point(n, &ranges[i]), error = quantile_error(p, fp_normal_quantile(p));
            if (!(error <= 1e-15)) fail_msg("%g of itself at %.17g", error, p);
        }
    assert_true(fp_normal_quantile(0.5) == 0);
    /* Near the middle it is (p − ½)√(2π), and to either side the same. */
    for (int i = 1; i < 1000; i++) {
        double step = i * 0x1p-40;
        assert_true(fabs(fp_normal_quantile(0.5 + step) / (step * 2.506628274631000502) - 1) < 1e-15);
        assert_true(fp_normal_quantile(0.5 - step) == -fp_normal_quantile(0.5 + step));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exp2),
        cmocka_unit_test(test_log),
        cmocka_unit_test(test_log1p),
        cmocka_unit_test(test_normal_quantile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
