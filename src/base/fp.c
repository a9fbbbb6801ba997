/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/fp.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static const double LOG2_E = 1.4426950408889634;
/* ln 2 in two parts; the first ends in 21 zero bits, so that its product with an exponent is exact. */
static const double LN2_HIGH = 6.93147180369123816490e-01;
static const double LN2_LOW = 1.90821492927058770002e-10;
static const double PI = 3.14159265358979323846;

/* The Taylor series of (e^x − 1 − x)/x², highest power first: 1/n! from n = 22 down to 2. */
static const double SERIES[] = {
    1.0 / 1124000727777607680000.0, 1.0 / 51090942171709440000.0, 1.0 / 2432902008176640000.0, 1.0 / 121645100408832000.0,
    1.0 / 6402373705728000.0,       1.0 / 355687428096000.0,      1.0 / 20922789888000.0,      1.0 / 1307674368000.0,
    1.0 / 87178291200.0,            1.0 / 6227020800.0,           1.0 / 479001600.0,           1.0 / 39916800.0,
    1.0 / 3628800.0,                1.0 / 362880.0,               1.0 / 40320.0,               1.0 / 5040.0,
    1.0 / 720.0,                    1.0 / 120.0,                  1.0 / 24.0,                  1.0 / 6.0,
    0.5,
};
enum {
    SERIES_LENGTH = sizeof SERIES / sizeof SERIES[0],
    REDUCED_TERMS = 13, /* |x| ≤ ln 2 ÷ 2: what follows is below 2^−57 */
};
/* Below it e^x − 1 comes from the series (the rest is below 2^−60 of it), above it little is lost by taking 1 from e^x. */
static const double SERIES_LIMIT = 1.1;

/* (e^x − 1 − x)/x² by the last count terms of the series. */
static double series(double x, size_t count)
{
    double sum = SERIES[SERIES_LENGTH - count];
    for (size_t i = SERIES_LENGTH - count + 1; i < SERIES_LENGTH; i++)
        sum = sum * x + SERIES[i];
    return sum;
}

/* x × 2^exponent; by its bits where 2^exponent is a normal number. */
static double scale(double x, double exponent)
{
    if (exponent < -1022 || exponent > 1023)
        return ldexp(x, (int)exponent);
    uint64_t bits = (uint64_t)(exponent + 1023) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    return x * power;
}

double fp_exp(double x)
{
    if (x > 709.79)
        return INFINITY;
    if (x < -745.14)
        return 0;
    double exponent = floor(x * LOG2_E + 0.5);
    double high = x - exponent * LN2_HIGH;
    double low = exponent * LN2_LOW;
    double r = high - low;
    /* What r lost by rounding still counts in the last bit of the sum. */
    double lost = (high - r) - low;
    return scale(1 + (r + (r * r * series(r, REDUCED_TERMS) + lost)), exponent);
}

double fp_expm1(double x)
{
    if (fabs(x) < SERIES_LIMIT)
        return x + x * x * series(x, SERIES_LENGTH);
    return fp_exp(x) - 1;
}

/* Trapezoidal rule for the integral of e^(−t²)/(t² + x²) at t = (n + ½)/2, plus the residue of its pole (Hunter and Regan, A note
 * on the evaluation of the complementary error function, Mathematics of Computation 26, 1972). With a step of ½ what is left
 * out is below e^(−4π²). */
static const double STEP = 0.5;
static const double NODE_WEIGHTS[] = {/* e^(−((2n + 1)/4)²) */
                                      9.39413062813475808e-01, 5.69782824730923010e-01, 2.09611387151097811e-01, 4.67706223839589805e-02,
                                      6.32971542748574697e-03, 5.19574682154838445e-04, 2.58681002226541202e-05, 7.81148940830449097e-07,
                                      1.43072419185676882e-08, 1.58939100945163677e-10, 1.07092323825080766e-12, 4.37661850287085020e-15};

double fp_erfc(double x)
{
    if (x < 0)
        return 2 - fp_erfc(-x);
    double square = x * x;
    double sum = 0;
    for (size_t n = 0; n < sizeof NODE_WEIGHTS / sizeof NODE_WEIGHTS[0]; n++) {
        double node = ((double)n + 0.5) * STEP;
        sum += NODE_WEIGHTS[n] / (node * node + square);
    }
    /* e^(−x²) from x² and what its rounding lost (Dekker's product), which x² as large as 700 would make visible. */
    double split = x * 134217729.0;
    double high = split - (split - x);
    double low = x - high;
    double lost = ((high * high - square) + 2 * high * low) + low * low;
    double density = fp_exp(-square) * (1 - lost);
    double residue = x < PI / STEP ? 2 / (1 + fp_exp(2 * PI / STEP * x)) : 0;
    return 2 * STEP * x / PI * density * sum + residue;
}

double fp_power(double x, unsigned long n)
{
    double result = 1;
    for (; n != 0; n >>= 1) {
        if (n & 1)
            result *= x;
        x *= x;
    }
    return result;
}
