/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/variate.h"

#include <assert.h>
#include <math.h>

#include "base/fp.h"
#include "sim/time.h"

/* Where the random numbers of one draw come from: u decides, a rejection takes more of the same ordinal. */
struct source {
    const struct random_stream *stream;
    uint64_t ordinal;
    uint32_t extra; /* taken so far */
    double u;
};

static double more(struct source *source)
{
    return random_unit_of(random_bits_extra(source->stream, source->ordinal, ++source->extra));
}

/* Exponential of mean 1. */
static double standard_exponential(double u)
{
    return -fp_log(1 - u);
}

/* Marsaglia and Tsang, A simple method for generating gamma variables, ACM Transactions on Mathematical Software 26, 2000. For
 * a shape below 1 it draws at shape + 1 and multiplies by U^(1/shape) (their section 6). */
static double gamma_of_scale_1(double shape, struct source *source)
{
    if (shape < 1) {
        double power = fp_exp(fp_log(more(source)) / shape);
        return gamma_of_scale_1(shape + 1, source) * power;
    }
    const double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (double u = source->u;; u = more(source)) {
        double x = fp_normal_quantile(u), root = 1 + c * x, v = root * root * root;
        if (root > 0 && fp_log(more(source)) < 0.5 * x * x + d - d * v + d * fp_log(v))
            return d * v;
    }
}

static double from_table(const struct dist *dist, double u)
{
    const double *levels = dist->quantiles.levels, *values = dist->quantiles.values;
    size_t low = 0, high = dist->quantiles.count - 1;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (levels[middle] <= u)
            low = middle;
        else
            high = middle;
    }
    return values[low] + (u - levels[low]) / (levels[high] - levels[low]) * (values[high] - values[low]);
}

static double draw(const struct dist *dist, struct source *source, double bytes);

/* The part whose share of 0 … 1 holds u, drawn with where in that share u lies. */
static double from_mixture(const struct dist *dist, struct source *source)
{
    size_t part = 0;
    double below = 0;
    while (part + 1 < dist->mixture.count && source->u >= below + dist->mixture.weights[part])
        below += dist->mixture.weights[part++];
    double within = (source->u - below) / dist->mixture.weights[part];
    source->u = fmin(fmax(within, RANDOM_UNIT_LEAST), 1 - RANDOM_UNIT_LEAST);
    return draw(&dist->mixture.parts[part], source, 0);
}

static double from_sized(const struct dist *dist, struct source *source, double bytes)
{
    double seconds = dist->sized.base_s + dist->sized.per_byte_s * bytes;
    return dist->sized.noise == NULL ? seconds : seconds * draw(dist->sized.noise, source, 0);
}

static double draw(const struct dist *dist, struct source *source, double bytes)
{
    double u = source->u;
    switch (dist->kind) {
    case DIST_CONSTANT:
        return dist->constant.value;
    case DIST_UNIFORM:
        return dist->uniform.low + u * (dist->uniform.high - dist->uniform.low);
    case DIST_EXPONENTIAL:
        return dist->exponential.mean * standard_exponential(u);
    case DIST_NORMAL:
        return dist->normal.mean + dist->normal.sd * fp_normal_quantile(u);
    case DIST_LOGNORMAL:
        return fp_exp(dist->lognormal.mu + dist->lognormal.sigma * fp_normal_quantile(u));
    case DIST_GAMMA:
        return dist->gamma.scale * gamma_of_scale_1(dist->gamma.shape, source);
    case DIST_WEIBULL:
        return dist->weibull.scale * fp_exp(fp_log(standard_exponential(u)) / dist->weibull.shape);
    case DIST_PARETO:
        return dist->pareto.minimum * fp_exp(standard_exponential(u) / dist->pareto.shape);
    case DIST_MIXTURE:
        return from_mixture(dist, source);
    case DIST_QUANTILES:
        return from_table(dist, u);
    case DIST_SIZED:
        return from_sized(dist, source, bytes);
    case DIST__COUNT:
        break;
    }
    assert(!"a kind of distribution");
    return 0;
}

double variate(const struct dist *dist, const struct random_stream *stream, uint64_t ordinal, double bytes)
{
    struct source source = {.stream = stream, .ordinal = ordinal, .u = random_unit(stream, ordinal)};
    double value = draw(dist, &source, bytes);
    return value > 0 ? value : 0;
}

int64_t variate_ns(const struct dist *dist, const struct random_stream *stream, uint64_t ordinal, double bytes)
{
    return time_ns(variate(dist, stream, ordinal, bytes));
}

void variate_block(const struct dist *dist, const struct random_stream *stream, uint64_t first, size_t count, double bytes, double *values)
{
    for (size_t i = 0; i < count; i++)
        values[i] = variate(dist, stream, first + i, bytes);
}
