/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "second_moment.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#include "base/fp.h"
#include "base/gamma.h"

static double normal_moment(double mean, double sd)
{
    if (sd == 0) return mean <= 0 ? 0 : mean * mean;
    double z = mean / sd, density = exp(-z * z / 2) / sqrt(2 * M_PI);
    return (mean * mean + sd * sd) * dist_normal_cdf(z) + mean * sd * density;
}

static double mixture_moment(const struct dist *dist, double bytes)
{
    double sum = 0;
    for (size_t i = 0; i < dist->mixture.count; i++)
        sum += dist->mixture.weights[i] * dist_second_moment(&dist->mixture.parts[i], bytes);
    return sum;
}

static double quantiles_moment(const struct dist *dist)
{
    double sum = 0;
    for (size_t i = 1; i < dist->quantiles.count; i++) {
        double low = dist->quantiles.values[i - 1], high = dist->quantiles.values[i],
               share = dist->quantiles.levels[i] - dist->quantiles.levels[i - 1];
        sum += share * (low * low + low * high + high * high) / 3;
    }
    return sum;
}

double dist_second_moment(const struct dist *dist, double bytes)
{
    double a, b;
    switch (dist->kind) {
    case DIST_CONSTANT: return dist->constant.value * dist->constant.value;
    case DIST_UNIFORM: a = dist->uniform.low, b = dist->uniform.high; return (a * a + a * b + b * b) / 3;
    case DIST_EXPONENTIAL: a = dist->exponential.mean; return 2 * a * a;
    case DIST_NORMAL: return normal_moment(dist->normal.mean, dist->normal.sd);
    case DIST_LOGNORMAL: a = 2 * dist->lognormal.sigma; return exp(2 * dist->lognormal.mu + a * a / 2);
    case DIST_GAMMA: a = dist->gamma.shape, b = dist->gamma.scale; return a * (a + 1) * b * b;
    case DIST_WEIBULL: a = dist->weibull.scale; return a * a * exp(gamma_log(1 + 2 / dist->weibull.shape));
    case DIST_PARETO:
        a = dist->pareto.shape, b = dist->pareto.minimum;
        return a <= 2 ? INFINITY : a / (a - 2) * b * b;
    case DIST_MIXTURE: return mixture_moment(dist, bytes);
    case DIST_QUANTILES: return quantiles_moment(dist);
    case DIST_SIZED:
        a = dist->sized.base_s + dist->sized.per_byte_s * bytes;
        return dist->sized.noise == NULL ? a * a : a * a * dist_second_moment(dist->sized.noise, bytes);
    case DIST__COUNT: break;
    }
    assert(false && "a kind of distribution");
    return NAN;
}
