/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/dist.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/fp.h"
#include "base/gamma.h"

static const double SQRT_HALF = 0.70710678118654752440, SQRT_TWO_PI = 2.50662827463100050242;
static const double WEIGHTS_ROUNDING = 1e-9;

double dist_normal_cdf(double z) { return fp_erfc(-z * SQRT_HALF) / 2; }

/* ---- validity ---- */

static bool is_within(double value, double low, double high)
{
    return value >= low && value <= high; /* false for NaN */
}

static const char *mixture_fault(const struct dist *dist)
{
    double sum = 0;
    if (dist->mixture.count == 0) return "a mixture needs a part";
    for (size_t i = 0; i < dist->mixture.count; i++) {
        const struct dist *part = &dist->mixture.parts[i];
        if (part->kind == DIST_MIXTURE || part->kind == DIST_SIZED)
            return "a part of a mixture can be neither a mixture nor sized";
        if (!(dist->mixture.weights[i] > 0)) return "a weight must be above 0";
        const char *fault = dist_fault(part);
        if (fault != NULL) return fault;
        sum += dist->mixture.weights[i];
    }
    return is_within(sum, 1 - WEIGHTS_ROUNDING, 1 + WEIGHTS_ROUNDING) ? NULL : "weights must add up to 1";
}

static const char *quantiles_fault(const struct dist *dist)
{
    size_t count = dist->quantiles.count;
    const double *levels = dist->quantiles.levels, *values = dist->quantiles.values;
    if (count < 2 || levels[0] != 0 || levels[count - 1] != 1) return "levels must reach from 0 to 1";
    if (!is_within(values[0], 0, HUGE_VAL) || !isfinite(values[count - 1]))
        return "values must be finite and not negative";
    for (size_t i = 1; i < count; i++) {
        if (!(levels[i] > levels[i - 1])) return "levels must ascend";
        if (!(values[i] >= values[i - 1])) return "values must not descend";
    }
    return NULL;
}

static const char *shape_fault(double shape, double scale)
{
    if (!is_within(shape, DIST_SHAPE_MIN, DIST_SHAPE_MAX)) return "the shape must be from 0.05 to 1,000";
    return scale > 0 && isfinite(scale) ? NULL : "the scale must be above 0";
}

static const char *sized_fault(const struct dist *dist)
{
    if (!is_within(dist->sized.base_s, 0, HUGE_VAL) || !is_within(dist->sized.per_byte_s, 0, HUGE_VAL) ||
        isinf(dist->sized.base_s + dist->sized.per_byte_s))
        return "base and slope must be finite and not negative";
    if (dist->sized.noise == NULL) return NULL;
    return dist->sized.noise->kind == DIST_SIZED ? "noise can't itself be sized"
                                                 : dist_fault(dist->sized.noise);
}

const char *dist_fault(const struct dist *dist)
{
    if (!is_within(dist->measured_to, 0, 1)) return "the level that was measured must be from 0 to 1";
    switch (dist->kind) {
    case DIST_CONSTANT:
        return dist->constant.value >= 0 && isfinite(dist->constant.value)
                   ? NULL
                   : "the value must be finite and not negative";
    case DIST_UNIFORM:
        return dist->uniform.low >= 0 && dist->uniform.high >= dist->uniform.low &&
                       isfinite(dist->uniform.high)
                   ? NULL
                   : "high must not be below low, nor low below 0";
    case DIST_EXPONENTIAL:
        return dist->exponential.mean > 0 && isfinite(dist->exponential.mean) ? NULL
                                                                              : "the mean must be above 0";
    case DIST_NORMAL:
        return isfinite(dist->normal.mean) && is_within(dist->normal.sd, 0, HUGE_VAL) &&
                       isfinite(dist->normal.sd)
                   ? NULL
                   : "the sd must not be negative";
    case DIST_LOGNORMAL:
        if (!is_within(dist->lognormal.mu, -50, 50)) return "mu must be from -50 to 50";
        return is_within(dist->lognormal.sigma, 0, DIST_SIGMA_MAX) ? NULL : "sigma must be from 0 to 10";
    case DIST_GAMMA: return shape_fault(dist->gamma.shape, dist->gamma.scale);
    case DIST_WEIBULL: return shape_fault(dist->weibull.shape, dist->weibull.scale);
    case DIST_PARETO: return shape_fault(dist->pareto.shape, dist->pareto.minimum);
    case DIST_MIXTURE: return mixture_fault(dist);
    case DIST_QUANTILES: return quantiles_fault(dist);
    case DIST_SIZED: return sized_fault(dist);
    case DIST__COUNT: break;
    }
    return "the kind is unknown";
}

/* ---- moments ---- */

/* P(Z ≤ mean/sd) and φ(mean/sd) give the non-negative part of a normal variate. */
static double normal_mean(double mean, double sd)
{
    if (sd == 0) return mean <= 0 ? 0 : mean;
    double z = mean / sd;
    return mean * dist_normal_cdf(z) + sd * (fp_exp(-z * z / 2) / SQRT_TWO_PI);
}

static double mixture_mean(const struct dist *dist, double bytes)
{
    double sum = 0;
    for (size_t i = 0; i < dist->mixture.count; i++)
        sum += dist->mixture.weights[i] * dist_mean(&dist->mixture.parts[i], bytes);
    return sum;
}

static double quantiles_mean(const struct dist *dist)
{
    const double *values = dist->quantiles.values, *levels = dist->quantiles.levels;
    double sum = 0;
    for (size_t i = 1; i < dist->quantiles.count; i++)
        sum += (levels[i] - levels[i - 1]) * ((values[i - 1] + values[i]) / 2);
    return sum;
}

double dist_mean(const struct dist *dist, double bytes)
{
    double a;
    switch (dist->kind) {
    case DIST_CONSTANT: return dist->constant.value;
    case DIST_UNIFORM: return (dist->uniform.low + dist->uniform.high) / 2;
    case DIST_EXPONENTIAL: return dist->exponential.mean;
    case DIST_NORMAL: return normal_mean(dist->normal.mean, dist->normal.sd);
    case DIST_LOGNORMAL: a = dist->lognormal.sigma; return fp_exp(dist->lognormal.mu + a * a / 2);
    case DIST_GAMMA: return dist->gamma.shape * dist->gamma.scale;
    case DIST_WEIBULL: return dist->weibull.scale * fp_exp(gamma_log(1 + 1 / dist->weibull.shape));
    case DIST_PARETO: a = dist->pareto.shape; return a <= 1 ? INFINITY : a / (a - 1) * dist->pareto.minimum;
    case DIST_MIXTURE: return mixture_mean(dist, bytes);
    case DIST_QUANTILES: return quantiles_mean(dist);
    case DIST_SIZED:
        a = dist->sized.base_s + dist->sized.per_byte_s * bytes;
        return dist->sized.noise == NULL ? a : a * dist_mean(dist->sized.noise, bytes);
    case DIST__COUNT: break;
    }
    assert(false && "a kind of distribution");
    return NAN;
}

/* ---- distribution function ---- */

/* Index of the last ascending number that isn't above x; numbers[0] ≤ x. */
static size_t last_not_above(const double *numbers, size_t count, double x)
{
    size_t low = 0, high = count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (numbers[middle] <= x)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static double quantiles_cdf(const struct dist *dist, double x)
{
    const double *levels = dist->quantiles.levels, *values = dist->quantiles.values;
    if (x < values[0]) return 0;
    size_t i = last_not_above(values, dist->quantiles.count, x);
    if (i + 1 == dist->quantiles.count) return 1;
    return levels[i] + (levels[i + 1] - levels[i]) * (x - values[i]) / (values[i + 1] - values[i]);
}

static double uniform_cdf(double x, double low, double high)
{
    if (x < low) return 0;
    return x >= high ? 1 : (x - low) / (high - low);
}

double dist_cdf(const struct dist *dist, double x, double bytes)
{
    double a;
    if (!(x >= 0)) return 0;
    if (isinf(x)) return 1;
    switch (dist->kind) {
    case DIST_CONSTANT: return x >= dist->constant.value;
    case DIST_UNIFORM: return uniform_cdf(x, dist->uniform.low, dist->uniform.high);
    case DIST_EXPONENTIAL: return -fp_expm1(-x / dist->exponential.mean);
    case DIST_NORMAL:
        return dist->normal.sd == 0 ? x >= dist->normal.mean
                                    : dist_normal_cdf((x - dist->normal.mean) / dist->normal.sd);
    case DIST_LOGNORMAL:
        if (x == 0) return 0;
        a = fp_log(x) - dist->lognormal.mu;
        return dist->lognormal.sigma == 0 ? x >= fp_exp(dist->lognormal.mu)
                                          : dist_normal_cdf(a / dist->lognormal.sigma);
    case DIST_GAMMA: return gamma_lower(dist->gamma.shape, x / dist->gamma.scale);
    case DIST_WEIBULL:
        return x == 0 ? 0 : -fp_expm1(-fp_exp(dist->weibull.shape * fp_log(x / dist->weibull.scale)));
    case DIST_PARETO:
        return x <= dist->pareto.minimum ? 0
                                         : -fp_expm1(-dist->pareto.shape * fp_log(x / dist->pareto.minimum));
    case DIST_MIXTURE:
        a = 0;
        for (size_t i = 0; i < dist->mixture.count; i++)
            a += dist->mixture.weights[i] * dist_cdf(&dist->mixture.parts[i], x, bytes);
        return a;
    case DIST_QUANTILES: return quantiles_cdf(dist, x);
    case DIST_SIZED:
        a = dist->sized.base_s + dist->sized.per_byte_s * bytes;
        return dist->sized.noise == NULL || a == 0 ? x >= a : dist_cdf(dist->sized.noise, x / a, bytes);
    case DIST__COUNT: break;
    }
    assert(false && "a kind of distribution");
    return NAN;
}

/* ---- quantiles ---- */

/* Doubles from 0 to infinity are in the order of their bits, so bisecting these finds the very first
 * double whose distribution function reaches level, from any bracket, in at most 64 steps. */
static double search(const struct dist *dist, double level, double bytes, double low, double high)
{
    uint64_t from, to;
    memcpy(&from, &low, sizeof from);
    memcpy(&to, &high, sizeof to);
    while (from < to) {
        uint64_t middle = from + (to - from) / 2;
        double x;
        memcpy(&x, &middle, sizeof x);
        if (dist_cdf(dist, x, bytes) >= level)
            to = middle;
        else
            from = middle + 1;
    }
    memcpy(&low, &from, sizeof low);
    return low;
}

/* The quantile lies between the least and the largest of the parts' quantiles. */
static double mixture_quantile(const struct dist *dist, double level, double bytes)
{
    double low = INFINITY, high = 0;
    for (size_t i = 0; i < dist->mixture.count; i++) {
        double part = dist_quantile(&dist->mixture.parts[i], level, bytes);
        low = part < low ? part : low;
        high = part > high ? part : high;
    }
    if (level <= 0 || level >= 1) return level <= 0 ? low : high;
    /* Rounding may put the distribution function at the largest one just below level. */
    return search(dist, level, bytes, low * (1 - 1e-12), high * (1 + 1e-12));
}

static double quantiles_quantile(const struct dist *dist, double level)
{
    const double *levels = dist->quantiles.levels, *values = dist->quantiles.values;
    size_t i = last_not_above(levels, dist->quantiles.count, level);
    if (i + 1 == dist->quantiles.count) return values[i];
    return values[i] + (values[i + 1] - values[i]) * (level - levels[i]) / (levels[i + 1] - levels[i]);
}

static double normal_quantile(double level, double mean, double sd)
{
    if (sd == 0) return mean;
    return level <= 0 ? -INFINITY : level >= 1 ? INFINITY : mean + sd * fp_normal_quantile(level);
}

static double quantile(const struct dist *dist, double level, double bytes)
{
    double a;
    switch (dist->kind) {
    case DIST_CONSTANT: return dist->constant.value;
    case DIST_UNIFORM: return dist->uniform.low + level * (dist->uniform.high - dist->uniform.low);
    case DIST_EXPONENTIAL: return level >= 1 ? INFINITY : -dist->exponential.mean * fp_log1p(-level);
    case DIST_NORMAL: return normal_quantile(level, dist->normal.mean, dist->normal.sd);
    case DIST_LOGNORMAL: return fp_exp(normal_quantile(level, dist->lognormal.mu, dist->lognormal.sigma));
    case DIST_GAMMA: return level <= 0 ? 0 : search(dist, level, bytes, 0, INFINITY);
    case DIST_WEIBULL:
        if (level <= 0 || level >= 1) return level <= 0 ? 0 : INFINITY;
        return dist->weibull.scale * fp_exp(fp_log(-fp_log1p(-level)) / dist->weibull.shape);
    case DIST_PARETO:
        return level >= 1 ? INFINITY : dist->pareto.minimum * fp_exp(-fp_log1p(-level) / dist->pareto.shape);
    case DIST_MIXTURE: return mixture_quantile(dist, level, bytes);
    case DIST_QUANTILES: return quantiles_quantile(dist, level);
    case DIST_SIZED:
        a = dist->sized.base_s + dist->sized.per_byte_s * bytes;
        return dist->sized.noise == NULL || a == 0 ? a : a * dist_quantile(dist->sized.noise, level, bytes);
    case DIST__COUNT: break;
    }
    assert(false && "a kind of distribution");
    return NAN;
}

double dist_quantile(const struct dist *dist, double level, double bytes)
{
    assert(level >= 0 && level <= 1);
    double value = quantile(dist, level, bytes);
    return value > 0 ? value : 0;
}

double dist_measurable(size_t count)
{
    static const double LEVELS[] = {0.99999, 0.9999, 0.999, 0.99, 0.95, 0.9, 0.5};
    for (size_t i = 0; i < sizeof LEVELS / sizeof *LEVELS; i++)
        if ((double)count * (1 - LEVELS[i]) >= DIST_TAIL_MIN * (1 - WEIGHTS_ROUNDING)) return LEVELS[i];
    return 0;
}

/* ---- equality ---- */

static bool same_numbers(size_t count, const double *a, const double *b)
{
    for (size_t i = 0; i < count; i++)
        if (a[i] < b[i] || a[i] > b[i]) return false;
    return true;
}

/* The numbers of a kind that has neither parts nor a table. */
static size_t numbers_of(const struct dist *dist, double numbers[2])
{
    switch (dist->kind) {
    case DIST_CONSTANT: numbers[0] = dist->constant.value; return 1;
    case DIST_EXPONENTIAL: numbers[0] = dist->exponential.mean; return 1;
    case DIST_UNIFORM: numbers[0] = dist->uniform.low, numbers[1] = dist->uniform.high; return 2;
    case DIST_NORMAL: numbers[0] = dist->normal.mean, numbers[1] = dist->normal.sd; return 2;
    case DIST_LOGNORMAL: numbers[0] = dist->lognormal.mu, numbers[1] = dist->lognormal.sigma; return 2;
    case DIST_GAMMA: numbers[0] = dist->gamma.shape, numbers[1] = dist->gamma.scale; return 2;
    case DIST_WEIBULL: numbers[0] = dist->weibull.shape, numbers[1] = dist->weibull.scale; return 2;
    case DIST_PARETO: numbers[0] = dist->pareto.minimum, numbers[1] = dist->pareto.shape; return 2;
    case DIST_SIZED: numbers[0] = dist->sized.base_s, numbers[1] = dist->sized.per_byte_s; return 2;
    case DIST_MIXTURE:
    case DIST_QUANTILES:
    case DIST__COUNT: break;
    }
    return 0;
}

static bool same_parts(const struct dist *a, const struct dist *b)
{
    bool is_same = a->mixture.count == b->mixture.count &&
                   same_numbers(a->mixture.count, a->mixture.weights, b->mixture.weights);
    for (size_t i = 0; is_same && i < a->mixture.count; i++)
        is_same = dist_same(&a->mixture.parts[i], &b->mixture.parts[i]);
    return is_same;
}

bool dist_same(const struct dist *a, const struct dist *b)
{
    if (a == b) return true;
    if (a == NULL || b == NULL || a->kind != b->kind || !same_numbers(1, &a->measured_to, &b->measured_to))
        return false;
    if (a->kind == DIST_MIXTURE) return same_parts(a, b);
    if (a->kind == DIST_QUANTILES)
        return a->quantiles.count == b->quantiles.count &&
               same_numbers(a->quantiles.count, a->quantiles.levels, b->quantiles.levels) &&
               same_numbers(a->quantiles.count, a->quantiles.values, b->quantiles.values);
    double of_a[2], of_b[2];
    return same_numbers(numbers_of(a, of_a), of_a, (numbers_of(b, of_b), of_b)) &&
           (a->kind != DIST_SIZED || dist_same(a->sized.noise, b->sized.noise));
}
