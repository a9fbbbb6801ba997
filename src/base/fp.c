/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/fp.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fp_lanes.h"

static const double PI = 3.14159265358979323846;

/* The Taylor series of (e^x − 1 − x)/x², highest power first: 1/n! from n = 22 down to 2. */
static const double SERIES[] = {
    1.0 / 1124000727777607680000.0,
    1.0 / 51090942171709440000.0,
    1.0 / 2432902008176640000.0,
    1.0 / 121645100408832000.0,
    1.0 / 6402373705728000.0,
    1.0 / 355687428096000.0,
    1.0 / 20922789888000.0,
    1.0 / 1307674368000.0,
    1.0 / 87178291200.0,
    1.0 / 6227020800.0,
    1.0 / 479001600.0,
    1.0 / 39916800.0,
    1.0 / 3628800.0,
    1.0 / 362880.0,
    1.0 / 40320.0,
    1.0 / 5040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    0.5,
};
enum {
    SERIES_LENGTH = sizeof SERIES / sizeof SERIES[0],
    REDUCED_TERMS = 13, /* |x| ≤ ln 2 ÷ 2: further terms are below 2^−57 */
};
/* Below it e^x − 1 comes from the series (the rest is below 2^−60 of it); above it subtracting 1 from e^x
 * loses little. */
static const double SERIES_LIMIT = 1.1;

/* (e^x − 1 − x)/x² by the last count terms of the series. */
static double series(double x, size_t count)
{
    double sum = SERIES[SERIES_LENGTH - count];
    for (size_t i = SERIES_LENGTH - count + 1; i < SERIES_LENGTH; i++) sum = sum * x + SERIES[i];
    return sum;
}

/* x × 2^exponent; by its bits where 2^exponent is a normal number. */
static double scale(double x, double exponent)
{
    if (exponent < -1022 || exponent > 1023) return ldexp(x, (int)exponent);
    uint64_t bits = (uint64_t)(exponent + 1023) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    return x * power;
}

double fp_exp(double x)
{
    if (x > 709.79) return INFINITY;
    if (x < -745.14) return 0;
    double exponent = floor(x * FP_LOG2_E + 0.5);
    double high = x - exponent * FP_LN2_HIGH;
    double low = exponent * FP_LN2_LOW;
    double r = high - low;
    /* The rounding error of r still counts in the last bit of the sum. */
    double lost = (high - r) - low;
    return scale(1 + (r + (r * r * series(r, REDUCED_TERMS) + lost)), exponent);
}

double fp_expm1(double x)
{
    if (fabs(x) < SERIES_LIMIT) return x + x * x * series(x, SERIES_LENGTH);
    return fp_exp(x) - 1;
}

double fp_exp2(double x)
{
    if (isnan(x)) return x;
    if (x > 1024) return INFINITY;
    if (x < -1076) return 0;
    double whole = x < 0 ? ceil(x) : floor(x);
    return fabs(x) <= FP_EXP2_LIMIT ? fp_exp2_inside(x) : ldexp(fp_exp2_inside(x - whole), (int)whole);
}

double fp_log(double x)
{
    if (!(x > 0)) return x == 0 ? -INFINITY : NAN;
    if (x == INFINITY) return x;
    double exponent, subnormal = x < DBL_MIN ? 54 : 0;
    double fraction = fp_split(x < DBL_MIN ? x * 0x1p54 : x, &exponent);
    return fp_log_of(exponent - subnormal, fraction - 1, 0);
}

double fp_log1p(double x)
{
    if (x > -0.29 && x < 0.41) return fp_log_of(0, x, 0);
    if (!(x > -1) || x == INFINITY) return fp_log(1 + x);
    double sum = 1 + x, exponent;
    double fraction = fp_split(sum, &exponent);
    double lost = x > 1 ? 1 - (sum - x) : x - (sum - 1);
    return fp_log_of(exponent, fraction - 1, lost / sum);
}

/* The tail: ratios of polynomials in √(−log p), lowest power first (Wichura, The percentage points of the
 * normal distribution, Applied Statistics 37, 1988, AS 241, PPND16; what lies nearer the middle has a kernel
 * that needs no branch). */
enum { WICHURA = 8 };
static const double TAIL[2][WICHURA] = {
    {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
     1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2,
     7.74545014278341407640e-4},
    {1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
     1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
     1.05075007164441684324e-9},
};
static const double FAR_TAIL[2][WICHURA] = {
    {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
     2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5,
     2.01033439929228813265e-7},
    {1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
     7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
     2.04426310338993978564e-15},
};

static double ratio(const double table[2][WICHURA], double x)
{
    double above = table[0][WICHURA - 1], below = table[1][WICHURA - 1];
    for (int i = WICHURA - 2; i >= 0; i--) {
        above = above * x + table[0][i];
        below = below * x + table[1][i];
    }
    return above / below;
}

double fp_normal_quantile(double p)
{
    assert(p > 0 && p < 1);
    double w = p < DBL_MIN ? INFINITY : fp_quantile_depth(p);
    if (w <= FP_QUANTILE_LIMIT) return fp_normal_quantile_inside(p, w);
    double r = sqrt(-fp_log(p < 0.5 ? p : 1 - p));
    double x = r <= 5 ? ratio(TAIL, r - 1.6) : ratio(FAR_TAIL, r - 5);
    return p < 0.5 ? -x : x;
}

/* Trapezoidal rule for the integral of e^(−t²)/(t² + x²) at t = (n + ½)/2, plus the residue of its pole
 * (Hunter and Regan, A note on the evaluation of the complementary error function, Mathematics of
 * Computation 26, 1972). With a step of ½ the error is below e^(−4π²). */
static const double STEP = 0.5;
static const double NODE_WEIGHTS[] = {/* e^(−((2n + 1)/4)²) */
                                      9.39413062813475808e-01, 5.69782824730923010e-01,
                                      2.09611387151097811e-01, 4.67706223839589805e-02,
                                      6.32971542748574697e-03, 5.19574682154838445e-04,
                                      2.58681002226541202e-05, 7.81148940830449097e-07,
                                      1.43072419185676882e-08, 1.58939100945163677e-10,
                                      1.07092323825080766e-12, 4.37661850287085020e-15};

double fp_erfc(double x)
{
    const double nothing_left = 40; /* less than the least number, and squares below overflow */
    if (x < 0) return 2 - fp_erfc(-x);
    if (x > nothing_left) return 0;
    double square = x * x;
    double sum = 0;
    for (size_t n = 0; n < sizeof NODE_WEIGHTS / sizeof NODE_WEIGHTS[0]; n++) {
        double node = ((double)n + 0.5) * STEP;
        sum += NODE_WEIGHTS[n] / (node * node + square);
    }
    /* e^(−x²) from x² and its rounding error (Dekker's product), which would show for x² as large as 700. */
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
        if (n & 1) result *= x;
        x *= x;
    }
    return result;
}
