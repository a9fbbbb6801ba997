/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/fp against the long double functions of the C library, which carry at least 11 bits more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <float.h>
#include <math.h>

#include "base/fp.h"

enum { POINTS = 1000000 };

/* The i-th of POINTS uneven points from low to high. */
static double point(int i, double low, double high)
{
    double golden = fmod(i * 0.6180339887498949, 1);
    return low + (high - low) * golden;
}

static double ulps(double got, long double want)
{
    int exponent;
    frexpl(want, &exponent);
    return (double)(fabsl((long double)got - want) / ldexpl(1, exponent - DBL_MANT_DIG));
}

struct range {
    double low, high, bound_ulps;
};

static void check(double (*own)(double), long double (*reference)(long double), const struct range *range)
{
    double worst = 0, worst_at = 0;
    for (int i = 0; i < POINTS; i++) {
        double x = point(i, range->low, range->high);
        double error = ulps(own(x), reference(x));
        if (error > worst) {
            worst = error;
            worst_at = x;
        }
    }
    if (!(worst <= range->bound_ulps)) fail_msg("%g ulp at %.17g", worst, worst_at);
}

static void test_exp(void **state)
{
    (void)state;
    const struct range ranges[] = {{-1, 1, 1}, {-708, 709.7, 1}, {-1e-9, 1e-9, 1}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) check(fp_exp, expl, &ranges[i]);
    assert_true(fp_exp(0) == 1);
    assert_true(fp_exp(-746) == 0 && fp_exp(-1e300) == 0);
    assert_true(fp_exp(710) == INFINITY);
    assert_true(fabs(fp_exp(-740.3) / exp(-740.3) - 1) < 0.01); /* a subnormal number */
}

static void test_expm1(void **state)
{
    (void)state;
    const struct range ranges[] = {{-1.2, 1.2, 2}, {-40, 40, 2}, {-1e-9, 1e-9, 2}, {-1e-300, 1e-300, 2}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) check(fp_expm1, expm1l, &ranges[i]);
    assert_true(fp_expm1(0) == 0);
}

static void test_erfc(void **state)
{
    (void)state;
    const struct range ranges[] = {{-8, 0, 8}, {0, 1, 8}, {1, 26, 450}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) check(fp_erfc, erfcl, &ranges[i]);
    assert_true(fp_erfc(0) == 1);
    assert_true(fp_erfc(40) == 0 && fp_erfc(-40) == 2);
    assert_true(fp_erfc(1e200) == 0 && fp_erfc(-1e308) == 2 && fp_erfc(1e155) == 0 && fp_erfc(41) == 0);
}

static void test_power(void **state)
{
    (void)state;
    for (unsigned long n = 0; n < 3000; n += 7) {
        long double want = powl(0.98765L, n);
        assert_true(fabs((double)(fp_power(0.98765, n) / want) - 1) < 1e-12);
    }
    assert_true(fp_power(0, 0) == 1 && fp_power(0, 3) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exp),
        cmocka_unit_test(test_expm1),
        cmocka_unit_test(test_erfc),
        cmocka_unit_test(test_power),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
