/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Turns the scalars that a user gives into the parameters of a distribution. */
#include <math.h>

#include "base/fp.h"
#include "base/gamma.h"
#include "params/distribution.h"

#define BIT(key) (1u << SCALAR_##key)
#define TIME_MIN 1e-9

const struct distribution_key DISTRIBUTION_KEYS[] = {
    [SCALAR_MEAN] = {"mean", true, TIME_MIN, 3600},
    [SCALAR_SD] = {"sd", true, 0, 3600},
    [SCALAR_MU] = {"mu", false, -50, 50},
    [SCALAR_SIGMA] = {"sigma", false, 0, DIST_SIGMA_MAX},
    [SCALAR_SHAPE] = {"shape", false, DIST_SHAPE_MIN, DIST_SHAPE_MAX},
    [SCALAR_SCALE] = {"scale", true, TIME_MIN, 3600},
    [SCALAR_MINIMUM] = {"minimum", true, TIME_MIN, 3600},
    [SCALAR_LOW] = {"low", true, 0, 3600},
    [SCALAR_HIGH] = {"high", true, 0, 3600},
    [SCALAR__COUNT] = {NULL, false, 0, 0},
};

const struct distribution_kind DISTRIBUTION_KINDS[] = {
    {"constant", DIST_CONSTANT, 0, false, "a duration", "5 ms"},
    {"uniform", DIST_UNIFORM, BIT(LOW) | BIT(HIGH), false, "low and high", "{low: 1 ms, high: 9 ms}"},
    {"exponential", DIST_EXPONENTIAL, BIT(MEAN), false, "mean", "{mean: 5 ms}"},
    {"normal", DIST_NORMAL, BIT(MEAN) | BIT(SD), false, "mean and sd", "{mean: 5 ms, sd: 1 ms}"},
    {"lognormal", DIST_LOGNORMAL, BIT(MEAN) | BIT(MU) | BIT(SIGMA), true,
     "two of a quantile (such as p50), another quantile, mean and sigma; or mu and sigma",
     "{p50: 60 ms, p99: 400 ms}"},
    {"gamma", DIST_GAMMA, BIT(SHAPE) | BIT(MEAN) | BIT(SCALE) | BIT(SD), false,
     "shape and mean, shape and scale, or mean and sd", "{shape: 4, mean: 5 ms}"},
    {"weibull", DIST_WEIBULL, BIT(SHAPE) | BIT(SCALE) | BIT(MEAN), false,
     "shape and scale, or shape and mean", "{shape: 1.5, scale: 5 ms}"},
    {"pareto", DIST_PARETO, BIT(MINIMUM) | BIT(SHAPE), false, "minimum and shape",
     "{minimum: 5 ms, shape: 3}"},
    {"quantiles", DIST_QUANTILES, 0, true, "quantiles from p0 to p100",
     "{p0: 1 ms, p50: 4 ms, p99: 9 ms, p100: 20 ms}"},
    {"mixture", DIST_MIXTURE, 0, false, "a list of distributions with weights",
     "[{weight: 9, constant: 5 ms}, {weight: 1, constant: 50 ms}]"},
    {"sized", DIST_SIZED, 0, false, "base, per_mib and noise",
     "{base: 55 ms, per_mib: 17 ms, noise: {lognormal: {p50: 1, p99: 2}}}"},
    {"file", DIST__COUNT, 0, false, "the name of a CSV file", "measured.csv"},
    {NULL, DIST__COUNT, 0, false, NULL, NULL},
};

static const char NO_SUCH_MEAN[] = "no lognormal has this mean beside this quantile (the mean is never below "
                                   "the median, nor far below a high quantile)";
static const char BAD_COMBINATION[] = "these keys don't make one";

/* σ from the mean m and the quantile v at level p: ln v = ln m − σ²/2 + zσ. The smaller of two solutions
 * is meant: under the larger the mean lies among the rarest values. */
static const char *sigma_of_mean_and_quantile(double mean, double level, double value, double *sigma)
{
    double z = fp_normal_quantile(level), root = z * z + 2 * fp_log(mean / value);
    if (root < 0) return NO_SUCH_MEAN;
    *sigma = z > 0 && value > mean ? z - sqrt(root) : z + sqrt(root);
    return *sigma >= 0 ? NULL : NO_SUCH_MEAN;
}

static const char *make_lognormal(const struct distribution_scalars *scalars, struct dist *dist)
{
    double mean = scalars->at[SCALAR_MEAN], *mu = &dist->lognormal.mu, *sigma = &dist->lognormal.sigma;
    const double *levels = scalars->levels, *values = scalars->values;
    const char *fault = NULL;
    *mu = scalars->at[SCALAR_MU];
    *sigma = scalars->at[SCALAR_SIGMA];
    if (scalars->quantile_count > 0 && (levels[0] <= 0 || levels[scalars->quantile_count - 1] >= 1))
        return "there is no p0 nor p100: the values reach from 0 to infinity";
    if (scalars->quantile_count == 2 && scalars->given == 0) {
        if (!(values[1] > values[0]))
            return "the quantiles must ascend; a value that never changes is a 'constant'";
        double z = fp_normal_quantile(levels[0]);
        *sigma = fp_log(values[1] / values[0]) / (fp_normal_quantile(levels[1]) - z);
        *mu = fp_log(values[0]) - *sigma * z;
    } else if (scalars->quantile_count == 1 && scalars->given == BIT(SIGMA)) {
        *mu = fp_log(values[0]) - *sigma * fp_normal_quantile(levels[0]);
    } else if (scalars->quantile_count == 1 && scalars->given == BIT(MEAN)) {
        fault = sigma_of_mean_and_quantile(mean, levels[0], values[0], sigma);
        *mu = fp_log(mean) - *sigma * *sigma / 2;
    } else if (scalars->quantile_count == 0 && scalars->given == (BIT(MEAN) | BIT(SIGMA))) {
        *mu = fp_log(mean) - *sigma * *sigma / 2;
    } else if (scalars->quantile_count > 0 || scalars->given != (BIT(MU) | BIT(SIGMA))) {
        fault = BAD_COMBINATION;
    }
    return fault;
}

static const char *make_gamma(const struct distribution_scalars *scalars, struct dist *dist)
{
    double mean = scalars->at[SCALAR_MEAN], sd = scalars->at[SCALAR_SD];
    double *shape = &dist->gamma.shape, *scale = &dist->gamma.scale;
    *shape = scalars->at[SCALAR_SHAPE];
    *scale = scalars->at[SCALAR_SCALE];
    if (scalars->given == (BIT(SHAPE) | BIT(MEAN))) {
        *scale = mean / *shape;
    } else if (scalars->given == (BIT(MEAN) | BIT(SD))) {
        *shape = mean * mean / (sd * sd);
        *scale = sd * sd / mean;
    } else if (scalars->given != (BIT(SHAPE) | BIT(SCALE))) {
        return BAD_COMBINATION;
    }
    return NULL;
}

static const char *make_weibull(const struct distribution_scalars *scalars, struct dist *dist)
{
    dist->weibull.shape = scalars->at[SCALAR_SHAPE];
    dist->weibull.scale = scalars->at[SCALAR_SCALE];
    if (scalars->given == (BIT(SHAPE) | BIT(MEAN)))
        dist->weibull.scale = scalars->at[SCALAR_MEAN] / fp_exp(gamma_log(1 + 1 / dist->weibull.shape));
    else if (scalars->given != (BIT(SHAPE) | BIT(SCALE)))
        return BAD_COMBINATION;
    return NULL;
}

static const char *make_quantiles(const struct distribution_scalars *scalars, struct dist *dist)
{
    size_t count = scalars->quantile_count;
    if (count < 2 || scalars->levels[0] != 0 || scalars->levels[count - 1] != 1)
        return "p0 and p100, the least and the largest value, are missing; 'warpcost calibrate' fits a "
               "distribution to quantiles without them";
    dist->quantiles.count = count;
    dist->quantiles.levels = scalars->levels;
    dist->quantiles.values = scalars->values;
    dist->measured_to = count > 2 ? scalars->levels[count - 2] : 0;
    return NULL;
}

static const char *make(enum dist_kind kind, const struct distribution_scalars *scalars, struct dist *dist)
{
    const double *at = scalars->at;
    unsigned given = scalars->given;
    switch (kind) {
    case DIST_UNIFORM:
        dist->uniform.low = at[SCALAR_LOW];
        dist->uniform.high = at[SCALAR_HIGH];
        return given == (BIT(LOW) | BIT(HIGH)) ? NULL : BAD_COMBINATION;
    case DIST_EXPONENTIAL:
        dist->exponential.mean = at[SCALAR_MEAN];
        return given == BIT(MEAN) ? NULL : BAD_COMBINATION;
    case DIST_NORMAL:
        dist->normal.mean = at[SCALAR_MEAN];
        dist->normal.sd = at[SCALAR_SD];
        return given == (BIT(MEAN) | BIT(SD)) ? NULL : BAD_COMBINATION;
    case DIST_LOGNORMAL: return make_lognormal(scalars, dist);
    case DIST_GAMMA: return make_gamma(scalars, dist);
    case DIST_WEIBULL: return make_weibull(scalars, dist);
    case DIST_PARETO:
        dist->pareto.minimum = at[SCALAR_MINIMUM];
        dist->pareto.shape = at[SCALAR_SHAPE];
        return given == (BIT(MINIMUM) | BIT(SHAPE)) ? NULL : BAD_COMBINATION;
    case DIST_QUANTILES: return make_quantiles(scalars, dist);
    default: return BAD_COMBINATION;
    }
}

const char *distribution_make(enum dist_kind kind, const struct distribution_scalars *scalars,
                              struct dist *dist)
{
    struct dist made = {.kind = kind};
    const char *fault = make(kind, scalars, &made);
    if (fault == NULL) fault = dist_fault(&made);
    if (fault == NULL) *dist = made;
    return fault;
}
