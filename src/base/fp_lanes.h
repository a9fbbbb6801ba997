/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kernels of base/fp, written once for one number and for several side by side.
 *
 * A file that wants 4 or 8 defines FP_LANES before it includes this; FP_TARGET then marks each of its functions. The operations and
 * their order are the same whatever the width, and each is rounded as IEEE 754 says, so the results are the same bits.
 * No function here looks for arguments out of its range; base/fp.h has those that do. */
#pragma once

#include <stdint.h>
#include <string.h>

#ifndef FP_LANES
#define FP_LANES 1
#endif

#if FP_LANES > 1
#include <immintrin.h>
typedef double fp_lanes __attribute__((vector_size(8 * FP_LANES)));
typedef uint64_t fp_words __attribute__((vector_size(8 * FP_LANES)));
typedef int64_t fp_mask __attribute__((vector_size(8 * FP_LANES))); /* a lane is all ones or all zeros */
#else
typedef double fp_lanes;
typedef uint64_t fp_words;
typedef int fp_mask;
#endif

#if FP_LANES == 8
#define FP_TARGET __attribute__((target("avx512f,avx512dq"), always_inline)) static inline
#define FP_TARGET_CALLED __attribute__((target("avx512f,avx512dq")))
#elif FP_LANES == 4
#define FP_TARGET __attribute__((target("avx2"), always_inline)) static inline
#define FP_TARGET_CALLED __attribute__((target("avx2")))
#else
#define FP_TARGET static inline
#define FP_TARGET_CALLED
#endif

/* Whole numbers below 2^52 in the low bits of a double's mantissa. */
#define FP_WHOLE 0x1p52
#define FP_LOG2_E 1.4426950408889634
/* ln 2 in two parts; the first ends in 21 zero bits, so that its product with an exponent is exact. */
#define FP_LN2_HIGH 6.93147180369123816490e-01
#define FP_LN2_LOW 1.90821492927058770002e-10

FP_TARGET fp_words fp_words_of(fp_lanes x)
{
    fp_words words;
    memcpy(&words, &x, sizeof words);
    return words;
}

FP_TARGET fp_lanes fp_lanes_of(fp_words words)
{
    fp_lanes x;
    memcpy(&x, &words, sizeof x);
    return x;
}

FP_TARGET fp_lanes fp_load(const double *from)
{
    fp_lanes x;
    memcpy(&x, from, sizeof x);
    return x;
}

FP_TARGET void fp_store(double *to, fp_lanes x)
{
    memcpy(to, &x, sizeof x);
}

FP_TARGET fp_lanes fp_select(fp_mask mask, fp_lanes yes, fp_lanes no)
{
#if FP_LANES > 1
    return fp_lanes_of((fp_words_of(yes) & (fp_words)mask) | (fp_words_of(no) & ~(fp_words)mask));
#else
    return mask ? yes : no;
#endif
}

FP_TARGET int fp_any(fp_mask mask)
{
#if FP_LANES == 8
    return _mm512_movepi64_mask((__m512i)mask) != 0;
#elif FP_LANES == 4
    return _mm256_movemask_pd((__m256d)mask) != 0;
#else
    return mask;
#endif
}

/* The largest whole number that isn't above x, |x| < 2^51. */
FP_TARGET fp_lanes fp_floor(fp_lanes x)
{
    fp_lanes nearest = (x + 1.5 * FP_WHOLE) - 1.5 * FP_WHOLE;
    return nearest - fp_select(nearest > x, x - x + 1.0, x - x);
}

/* The Taylor series of (e^x − 1 − x)/x² for |x| ≤ ln 2 ÷ 2, highest power first: 1/n! from n = 14 down to 2. What follows is
 * below 2^−57. */
static const double FP_EXP_SERIES[] = {
    1.0 / 87178291200.0, 1.0 / 6227020800.0, 1.0 / 479001600.0, 1.0 / 39916800.0, 1.0 / 3628800.0, 1.0 / 362880.0, 1.0 / 40320.0,
    1.0 / 5040.0,        1.0 / 720.0,        1.0 / 120.0,       1.0 / 24.0,       1.0 / 6.0,       0.5,
};

/* e^x = 2^exponent × the result, for |x| < 1000. */
FP_TARGET fp_lanes fp_exp_parts(fp_lanes x, fp_lanes *exponent)
{
    fp_lanes whole = fp_floor(x * FP_LOG2_E + 0.5);
    fp_lanes high = x - whole * FP_LN2_HIGH, low = whole * FP_LN2_LOW, r = high - low;
    /* What r lost by rounding still counts in the last bit of the sum. */
    fp_lanes lost = (high - r) - low, sum = r * FP_EXP_SERIES[0] + FP_EXP_SERIES[1];
#pragma GCC unroll 16
    for (unsigned i = 2; i < sizeof FP_EXP_SERIES / sizeof FP_EXP_SERIES[0]; i++)
        sum = sum * r + FP_EXP_SERIES[i];
    *exponent = whole;
    return 1.0 + (r + (r * r * sum + lost));
}

/* 2^exponent where that is a normal number. */
FP_TARGET fp_lanes fp_two_to(fp_lanes exponent)
{
    return fp_lanes_of(fp_words_of(exponent + (FP_WHOLE + 1023)) << 52);
}

/* e^x for |x| < 708. */
FP_TARGET fp_lanes fp_exp_inside(fp_lanes x)
{
    fp_lanes exponent, parts = fp_exp_parts(x, &exponent);
    return parts * fp_two_to(exponent);
}

/* x = 2^exponent × the result, √½ ≤ result < √2, for normal x > 0. */
FP_TARGET fp_lanes fp_split(fp_lanes x, fp_lanes *exponent)
{
    const uint64_t one = UINT64_C(0x3ff) << 52, root_half = UINT64_C(0x3fe6a09e) << 32, mantissa = (UINT64_C(1) << 52) - 1;
    fp_words words = fp_words_of(x) + (one - root_half);
    *exponent = fp_lanes_of((words >> 52) | UINT64_C(0x433) << 52) - (FP_WHOLE + 1023);
    return fp_lanes_of((words & mantissa) + root_half);
}

/* log(1 + f) = f − f²/2 + s(f²/2 + R), with s = f/(2 + f) and R/s the series of log((1 + s)/(1 − s))/s − 2, minimax (Sun Microsystems,
 * fdlibm 5.3, e_log.c). */
static const double FP_LOG_SERIES[] = {6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01,
                                       1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01};

/* log(2^exponent × (1 + f)) + lost, for √½ ≤ 1 + f < √2. */
FP_TARGET fp_lanes fp_log_of(fp_lanes exponent, fp_lanes f, fp_lanes lost)
{
    const double *c = FP_LOG_SERIES;
    fp_lanes s = f / (f + 2.0), z = s * s, w = z * z, half = f * f * 0.5;
    fp_lanes odd = z * (w * (w * (w * c[6] + c[4]) + c[2]) + c[0]), even = w * (w * (w * c[5] + c[3]) + c[1]);
    return exponent * FP_LN2_HIGH - ((half - (s * (half + (even + odd)) + (exponent * FP_LN2_LOW + lost))) - f);
}

/* log(x) for normal x > 0. */
FP_TARGET fp_lanes fp_log_inside(fp_lanes x)
{
    fp_lanes exponent, fraction = fp_split(x, &exponent);
    return fp_log_of(exponent, fraction - 1.0, x - x);
}

/* The normal quantile of p is (2p − 1) × g(w) with w = −log(4p(1 − p)): g is smooth, and the same for p and 1 − p. Up to the limit of
 * w, which all but 0.00023 at either end keep, g is a ratio of polynomials, highest power first, that tests/tools/normal_quantile.py fits:
 * by itself it is within 2^−55 of g. */
#define FP_QUANTILE_LIMIT 7.0
static const double FP_QUANTILE_ABOVE[] = {2.6014917366999285528e-10, 3.1737007657269039055e-8, 1.1141641052404409965e-6,
                                           2.1770852065501224886e-5,  2.874291796306659765e-4,  2.7941727928613417808e-3,
                                           2.0652717744615785216e-2,  1.1313523093806667447e-1, 4.3943035518249589727e-1,
                                           1.2533141373155002298};
static const double FP_QUANTILE_BELOW[] = {3.1800822409791348745e-9, 1.2082369997020289113e-7, 4.6220281899888120519e-6,
                                           4.5432318137996526574e-5, 9.0361783410050436035e-4, 3.8226741140223094129e-3,
                                           5.3985023798122281982e-2, 8.8815308149081402688e-2, 1.0};

/* The normal quantile of p where *w comes out at most FP_QUANTILE_LIMIT. */
FP_TARGET fp_lanes fp_normal_quantile_inside(fp_lanes p, fp_lanes *w)
{
    fp_lanes x = -fp_log_inside(p * 4.0 * (1.0 - p));
    fp_lanes above = x * FP_QUANTILE_ABOVE[0] + FP_QUANTILE_ABOVE[1], below = x * FP_QUANTILE_BELOW[0] + FP_QUANTILE_BELOW[1];
#pragma GCC unroll 8
    for (unsigned i = 2; i < sizeof FP_QUANTILE_BELOW / sizeof FP_QUANTILE_BELOW[0]; i++) {
        above = above * x + FP_QUANTILE_ABOVE[i];
        below = below * x + FP_QUANTILE_BELOW[i];
    }
    above = above * x + FP_QUANTILE_ABOVE[sizeof FP_QUANTILE_ABOVE / sizeof FP_QUANTILE_ABOVE[0] - 1];
    *w = x;
    return (p * 2.0 - 1.0) * above / below;
}
