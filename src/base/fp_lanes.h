/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kernels of base/fp, written once for one number and for several side by side.
 *
 * A file that needs 4 or 8 lanes defines FP_LANES before it includes this; FP_TARGET then marks each
 * function. Operations and their order don't depend on the width, and each rounds as IEEE 754 says, so
 * results have the same bits. These functions don't check their arguments' range; those of base/fp.h do. */
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

FP_TARGET void fp_store(double *to, fp_lanes x) { memcpy(to, &x, sizeof x); }

FP_TARGET int fp_is_set(fp_mask mask, int lane)
{
#if FP_LANES > 1
    return mask[lane] != 0;
#else
    return mask && lane == 0;
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

/* c[0] + c[1]x + … + c[count − 1]x^(count − 1), count ≥ 4. Even and odd powers are summed apart, which
 * halves the dependency chain. */
FP_TARGET fp_lanes fp_polynomial(const double *c, int count, fp_lanes x)
{
    fp_lanes square = x * x, high = square * c[count - 1] + c[count - 3],
             low = square * c[count - 2] + c[count - 4];
#pragma GCC unroll 8
    for (int i = count - 5; i >= 1; i -= 2) {
        high = high * square + c[i];
        low = low * square + c[i - 1];
    }
    return count % 2 == 0 ? high * x + low : (low * x + high * square) + c[0];
}

/* (2^x − 1)/x for |x| ≤ ½, lowest power first; 2^x comes within 2^−58 (tests/tools/fp_coefficients.py). */
static const double FP_EXP2_SERIES[] = {0.69314718055994533046,   0.24022650695910156202,
                                        0.055504108664819921536,  0.0096181291075883355109,
                                        0.0013333558146789938216, 1.5403530462514429409e-4,
                                        1.5252733489972697139e-5, 1.3215433089577829271e-6,
                                        1.0178198028280559943e-7, 7.0741056414559149146e-9,
                                        4.4352817106669430345e-10};
enum { FP_EXP2_TERMS = sizeof FP_EXP2_SERIES / sizeof FP_EXP2_SERIES[0] };

/* 2^x for |x| ≤ FP_EXP2_LIMIT. */
#define FP_EXP2_LIMIT 1022.0
FP_TARGET fp_lanes fp_exp2_inside(fp_lanes x)
{
    /* Adding it leaves the nearest whole number, and 1023 more, in the low bits: the exponent of the power.
     */
    const double shift = 1.5 * FP_WHOLE + 1023;
    fp_lanes shifted = x + shift, rest = x - (shifted - shift);
    return (rest * fp_polynomial(FP_EXP2_SERIES, FP_EXP2_TERMS, rest) + 1.0) *
           fp_lanes_of(fp_words_of(shifted) << 52);
}

/* x = 2^exponent × the result, √½ ≤ result < √2, for normal x > 0. */
FP_TARGET fp_lanes fp_split(fp_lanes x, fp_lanes *exponent)
{
    const uint64_t one = UINT64_C(0x3ff) << 52, root_half = UINT64_C(0x3fe6a09e) << 32,
                   mantissa = (UINT64_C(1) << 52) - 1;
    fp_words words = fp_words_of(x) + (one - root_half);
    *exponent = fp_lanes_of((words >> 52) | UINT64_C(0x433) << 52) - (FP_WHOLE + 1023);
    return fp_lanes_of((words & mantissa) + root_half);
}

/* log(1 + f) = f − f²/2 + s(f²/2 + R), with s = f/(2 + f) and R/s the series of log((1 + s)/(1 − s))/s − 2,
 * minimax (Sun Microsystems, fdlibm 5.3, e_log.c). */
static const double FP_LOG_SERIES[] = {6.666666666666735130e-01, 3.999999999940941908e-01,
                                       2.857142874366239149e-01, 2.222219843214978396e-01,
                                       1.818357216161805012e-01, 1.531383769920937332e-01,
                                       1.479819860511658591e-01};

/* log(2^exponent × (1 + f)) + lost, for √½ ≤ 1 + f < √2. */
FP_TARGET fp_lanes fp_log_of(fp_lanes exponent, fp_lanes f, fp_lanes lost)
{
    const double *c = FP_LOG_SERIES;
    fp_lanes s = f / (f + 2.0), z = s * s, w = z * z, half = f * f * 0.5;
    fp_lanes odd = z * (w * (w * (w * c[6] + c[4]) + c[2]) + c[0]), even = w * (w * (w * c[5] + c[3]) + c[1]);
    return exponent * FP_LN2_HIGH -
           ((half - (s * (half + (even + odd)) + (exponent * FP_LN2_LOW + lost))) - f);
}

/* log(x) for normal x > 0. */
FP_TARGET fp_lanes fp_log_inside(fp_lanes x)
{
    fp_lanes exponent, fraction = fp_split(x, &exponent);
    return fp_log_of(exponent, fraction - 1.0, (fp_lanes){0});
}

/* The normal quantile of p is (2p − 1) × g(w) with w = −log(4p(1 − p)): g is smooth, and the same for p
 * and 1 − p. Up to the limit of w, which holds for all but 0.00023 at either end, g is a ratio of
 * polynomials, lowest power first, fitted by tests/tools/fp_coefficients.py to within 2^−55 of g. */
#define FP_QUANTILE_LIMIT 7.0
static const double FP_QUANTILE_ABOVE[] = {1.2533141373155002298,    0.43943035518249589727,
                                           0.11313523093806667447,   0.020652717744615785216,
                                           0.0027941727928613417808, 2.874291796306659765e-4,
                                           2.1770852065501224886e-5, 1.1141641052404409965e-6,
                                           3.1737007657269039055e-8, 2.6014917366999285528e-10};
static const double FP_QUANTILE_BELOW[] = {1.0,
                                           0.088815308149081402688,
                                           0.053985023798122281982,
                                           0.0038226741140223094129,
                                           9.0361783410050436035e-4,
                                           4.5432318137996526574e-5,
                                           4.6220281899888120519e-6,
                                           1.2082369997020289113e-7,
                                           3.1800822409791348745e-9};
enum {
    FP_QUANTILE_ABOVE_TERMS = sizeof FP_QUANTILE_ABOVE / sizeof FP_QUANTILE_ABOVE[0],
    FP_QUANTILE_BELOW_TERMS = sizeof FP_QUANTILE_BELOW / sizeof FP_QUANTILE_BELOW[0],
};

/* The w of p, 0 < p < 1. */
FP_TARGET fp_lanes fp_quantile_depth(fp_lanes p) { return -fp_log_inside(p * 4.0 * (1.0 - p)); }

/* The normal quantile of p, whose w is at most FP_QUANTILE_LIMIT. */
FP_TARGET fp_lanes fp_normal_quantile_inside(fp_lanes p, fp_lanes w)
{
    fp_lanes above = fp_polynomial(FP_QUANTILE_ABOVE, FP_QUANTILE_ABOVE_TERMS, w);
    return (p * 2.0 - 1.0) * above / fp_polynomial(FP_QUANTILE_BELOW, FP_QUANTILE_BELOW_TERMS, w);
}
