/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Distributions to draw from, of every kind, and what GSL knows of them: distribution functions and moments.
 */
#pragma once

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stddef.h>

#include "base/dist.h"

struct variate_case {
    const char *name;
    struct dist dist;
    double bytes;
    int moments; /* how many exist and are light enough for their estimate to be normal */
};

#define LOGNORMAL_OF(m, s)                            \
    {                                                 \
        .kind = DIST_LOGNORMAL, .lognormal = { m, s } \
    }
#define GAMMA_OF(k, t)                        \
    {                                         \
        .kind = DIST_GAMMA, .gamma = { k, t } \
    }

static const double TWO_WEIGHTS[] = {0.937, 0.063}, ODD_WEIGHTS[] = {0.31, 1e-4, 0.4899, 0.2};
static const struct dist TWO_LOGNORMALS[] = {LOGNORMAL_OF(-2.87, 0.22), LOGNORMAL_OF(-1.61, 0.71)};
static const struct dist ODD_PARTS[] = {
    GAMMA_OF(0.7, 0.013),
    {.kind = DIST_UNIFORM, .uniform = {3.1, 4.7}},
    {.kind = DIST_EXPONENTIAL, .exponential = {0.0371}},
    {.kind = DIST_WEIBULL, .weibull = {2.1, 0.09}},
};
static const double FEW_LEVELS[] = {0, 1}, FEW_VALUES[] = {0.02, 0.07};
static const double LEVELS[] = {0, 0.5, 0.9, 0.99, 0.999, 1},
                    VALUES[] = {0.011, 0.055, 0.081, 0.16, 0.41, 1.7};
static const struct dist NOISE = LOGNORMAL_OF(-0.02, 0.2), GAMMA_NOISE = GAMMA_OF(31, 1 / 31.0);
static const struct dist MIXED_NOISE = {.kind = DIST_MIXTURE, .mixture = {2, TWO_WEIGHTS, TWO_LOGNORMALS}};

static const struct variate_case VARIATE_CASES[] = {
    {"uniform", {.kind = DIST_UNIFORM, .uniform = {0, 1}}, 0, 2},
    {"uniform, narrow", {.kind = DIST_UNIFORM, .uniform = {0.21, 0.2101}}, 0, 2},
    {"exponential", {.kind = DIST_EXPONENTIAL, .exponential = {1}}, 0, 2},
    {"exponential, 37 µs", {.kind = DIST_EXPONENTIAL, .exponential = {37e-6}}, 0, 2},
    {"exponential, 3 h", {.kind = DIST_EXPONENTIAL, .exponential = {10800}}, 0, 2},
    {"normal", {.kind = DIST_NORMAL, .normal = {0.1, 0.01}}, 0, 2},
    {"normal, wide", {.kind = DIST_NORMAL, .normal = {31.4, 4.7}}, 0, 2},
    {"lognormal", {.kind = DIST_LOGNORMAL, .lognormal = {-2.81, 0.29}}, 0, 2},
    {"lognormal, 0.01", {.kind = DIST_LOGNORMAL, .lognormal = {-7.1, 0.01}}, 0, 2},
    {"lognormal, 0.6", {.kind = DIST_LOGNORMAL, .lognormal = {0, 0.6}}, 0, 2},
    {"lognormal, 0.95", {.kind = DIST_LOGNORMAL, .lognormal = {-3.3, 0.95}}, 0, 1},
    {"lognormal, 2.5", {.kind = DIST_LOGNORMAL, .lognormal = {1.3, 2.5}}, 0, 0},
    {"gamma, 0.13", GAMMA_OF(0.13, 0.2), 0, 2},
    {"gamma, 0.9", GAMMA_OF(0.9, 0.011), 0, 2},
    {"gamma, 1", GAMMA_OF(1, 0.3), 0, 2},
    {"gamma, 2.5", GAMMA_OF(2.5, 0.02), 0, 2},
    {"gamma, 170", GAMMA_OF(170, 0.001), 0, 2},
    {"Weibull, 0.41", {.kind = DIST_WEIBULL, .weibull = {0.41, 0.02}}, 0, 1},
    {"Weibull, 0.8", {.kind = DIST_WEIBULL, .weibull = {0.8, 0.05}}, 0, 2},
    {"Weibull, 1", {.kind = DIST_WEIBULL, .weibull = {1, 0.05}}, 0, 2},
    {"Weibull, 3.6", {.kind = DIST_WEIBULL, .weibull = {3.6, 1.7}}, 0, 2},
    {"Weibull, 40", {.kind = DIST_WEIBULL, .weibull = {40, 2e-4}}, 0, 2},
    {"Pareto, 0.9", {.kind = DIST_PARETO, .pareto = {0.01, 0.9}}, 0, 0},
    {"Pareto, 1.7", {.kind = DIST_PARETO, .pareto = {0.03, 1.7}}, 0, 0},
    {"Pareto, 4.5", {.kind = DIST_PARETO, .pareto = {0.2, 4.5}}, 0, 1},
    {"Pareto, 12", {.kind = DIST_PARETO, .pareto = {5, 12}}, 0, 2},
    {"Pareto, 60", {.kind = DIST_PARETO, .pareto = {1e-5, 60}}, 0, 2},
    {"two lognormals", {.kind = DIST_MIXTURE, .mixture = {2, TWO_WEIGHTS, TWO_LOGNORMALS}}, 0, 2},
    {"four kinds", {.kind = DIST_MIXTURE, .mixture = {4, ODD_WEIGHTS, ODD_PARTS}}, 0, 0},
    {"one part", {.kind = DIST_MIXTURE, .mixture = {1, FEW_LEVELS + 1, ODD_PARTS + 2}}, 0, 2},
    {"table of 2", {.kind = DIST_QUANTILES, .quantiles = {2, FEW_LEVELS, FEW_VALUES}}, 0, 2},
    {"table of 6", {.kind = DIST_QUANTILES, .quantiles = {6, LEVELS, VALUES}}, 0, 2},
    {"by size", {.kind = DIST_SIZED, .sized = {0.055, 1.7e-8, &NOISE}}, 3.7e6, 2},
    {"by size, small", {.kind = DIST_SIZED, .sized = {0.055, 1.7e-8, &NOISE}}, 11, 2},
    {"by size, gamma", {.kind = DIST_SIZED, .sized = {0.004, 3e-9, &GAMMA_NOISE}}, 65536, 2},
    {"by size, mixture", {.kind = DIST_SIZED, .sized = {0, 3e-9, &MIXED_NOISE}}, 8e6, 2},
};
enum { VARIATE_CASES_COUNT = sizeof VARIATE_CASES / sizeof *VARIATE_CASES };

static inline double table_probability(const struct dist *dist, double x)
{
    const double *levels = dist->quantiles.levels, *values = dist->quantiles.values;
    if (x >= values[dist->quantiles.count - 1]) return 1;
    for (size_t i = dist->quantiles.count - 1; i-- > 0;)
        if (x >= values[i])
            return levels[i] + (x - values[i]) / (values[i + 1] - values[i]) * (levels[i + 1] - levels[i]);
    return 0;
}

/* The probability of at most x. */
static inline double case_probability(const struct dist *dist, double bytes, double x)
{
    switch (dist->kind) {
    case DIST_UNIFORM: return gsl_cdf_flat_P(x, dist->uniform.low, dist->uniform.high);
    case DIST_EXPONENTIAL: return gsl_cdf_exponential_P(x, dist->exponential.mean);
    case DIST_NORMAL: return gsl_cdf_gaussian_P(x - dist->normal.mean, dist->normal.sd);
    case DIST_LOGNORMAL: return gsl_cdf_lognormal_P(x, dist->lognormal.mu, dist->lognormal.sigma);
    case DIST_GAMMA: return gsl_cdf_gamma_P(x, dist->gamma.shape, dist->gamma.scale);
    case DIST_WEIBULL: return gsl_cdf_weibull_P(x, dist->weibull.scale, dist->weibull.shape);
    case DIST_PARETO: return gsl_cdf_pareto_P(x, dist->pareto.shape, dist->pareto.minimum);
    case DIST_QUANTILES: return table_probability(dist, x);
    case DIST_SIZED:
        return case_probability(dist->sized.noise, 0,
                                x / (dist->sized.base_s + dist->sized.per_byte_s * bytes));
    case DIST_MIXTURE: {
        double sum = 0;
        for (size_t i = 0; i < dist->mixture.count; i++)
            sum += dist->mixture.weights[i] * case_probability(&dist->mixture.parts[i], 0, x);
        return sum;
    }
    default: return NAN;
    }
}

/* The mean of x^n, n = 1 or 2. */
static inline double case_moment(const struct dist *dist, double bytes, int n)
{
    switch (dist->kind) {
    case DIST_UNIFORM: {
        double low = dist->uniform.low, high = dist->uniform.high;
        return n == 1 ? (low + high) / 2 : (low * low + low * high + high * high) / 3;
    }
    case DIST_EXPONENTIAL: return n * pow(dist->exponential.mean, n);
    case DIST_NORMAL: return pow(dist->normal.mean, n) + (n == 1 ? 0 : pow(dist->normal.sd, 2));
    case DIST_LOGNORMAL: return exp(n * dist->lognormal.mu + n * n * pow(dist->lognormal.sigma, 2) / 2);
    case DIST_GAMMA:
        return dist->gamma.shape * dist->gamma.scale *
               (n == 1 ? 1 : (dist->gamma.shape + 1) * dist->gamma.scale);
    case DIST_WEIBULL: return pow(dist->weibull.scale, n) * gsl_sf_gamma(1 + n / dist->weibull.shape);
    case DIST_PARETO: return dist->pareto.shape * pow(dist->pareto.minimum, n) / (dist->pareto.shape - n);
    case DIST_SIZED:
        return pow(dist->sized.base_s + dist->sized.per_byte_s * bytes, n) *
               case_moment(dist->sized.noise, 0, n);
    case DIST_QUANTILES: {
        double sum = 0;
        for (size_t i = 1; i < dist->quantiles.count; i++) {
            const struct dist piece = {.kind = DIST_UNIFORM,
                                       .uniform = {dist->quantiles.values[i - 1], dist->quantiles.values[i]}};
            sum += (dist->quantiles.levels[i] - dist->quantiles.levels[i - 1]) * case_moment(&piece, 0, n);
        }
        return sum;
    }
    case DIST_MIXTURE: {
        double sum = 0;
        for (size_t i = 0; i < dist->mixture.count; i++)
            sum += dist->mixture.weights[i] * case_moment(&dist->mixture.parts[i], 0, n);
        return sum;
    }
    default: return NAN;
    }
}
