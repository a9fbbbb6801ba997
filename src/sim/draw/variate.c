/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/draw/variate.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/fp.h"
#include "sim/draw/lanes.h"
#include "sim/draw/lanes_quantile.h"
#include "sim/engine/time.h"

/* The identity of a draw: u decides; a rejection takes more random bits of the same ordinal. */
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

/* Marsaglia and Tsang, A simple method for generating gamma variables, ACM Transactions on Mathematical
 * Software 26, 2000. For a shape below 1 it draws at shape + 1 and multiplies by U^(1/shape) (their section
 * 6). */
static double gamma_of_scale_1(double shape, struct source *source)
{
    if (shape < 1) {
        double power = fp_exp2(fp_log(more(source)) * (FP_LOG2_E / shape));
        return gamma_of_scale_1(shape + 1, source) * power;
    }
    const double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (double u = source->u;; u = more(source)) {
        double x = lanes_normal(u, fp_quantile_depth(u)), root = 1 + c * x, v = root * root * root;
        if (root > 0 && fp_log(more(source)) < 0.5 * x * x + d - d * v + d * fp_log(v)) return d * v;
    }
}

/* The table's value at level u: linear between its levels. */
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

/* The part of a mixture whose share of 0 … 1 holds *u, which becomes its position within that share. */
static size_t choose_part(const struct dist *mixture, double *u)
{
    const double *weights = mixture->mixture.weights;
    size_t part = 0;
    double below = 0;
    while (part + 1 < mixture->mixture.count && *u >= below + weights[part]) below += weights[part++];
    double within = (*u - below) / weights[part], most = 1 - RANDOM_UNIT_LEAST;
    *u = within < RANDOM_UNIT_LEAST ? RANDOM_UNIT_LEAST : within > most ? most : within;
    return part;
}

/* Not yet bounded by 0. */
static double draw(const struct dist *dist, struct source *source, double bytes)
{
    switch (dist->kind) {
    case DIST_CONSTANT: return dist->constant.value;
    case DIST_GAMMA: return gamma_of_scale_1(dist->gamma.shape, source) * dist->gamma.scale;
    case DIST_MIXTURE: return draw(&dist->mixture.parts[choose_part(dist, &source->u)], source, 0);
    case DIST_QUANTILES: return from_table(dist, source->u);
    case DIST_SIZED:
        return variate_sized(dist, dist->sized.noise == NULL ? 1 : draw(dist->sized.noise, source, 0), bytes);
    default: return lanes_quantile(dist, source->u);
    }
}

double variate(const struct dist *dist, const struct random_stream *stream, uint64_t ordinal, double bytes)
{
    if (dist->kind == DIST_CONSTANT) return variate_bounded(dist->constant.value);
    struct source source = {.stream = stream, .ordinal = ordinal, .u = random_unit(stream, ordinal)};
    return variate_bounded(draw(dist, &source, bytes));
}

int64_t variate_ns(const struct dist *dist, const struct random_stream *stream, uint64_t ordinal,
                   double bytes)
{
    return time_ns(variate(dist, stream, ordinal, bytes));
}

/* Part of a block of draws, by the block's ordinals; NULL for the first ones. */
struct selection {
    const struct random_stream *stream;
    uint64_t first;
    const uint16_t *at;
};

static uint64_t ordinal_of(const struct selection *selection, size_t i)
{
    return selection->first + (selection->at == NULL ? i : selection->at[i]);
}

static void draw_selection(const struct lanes *lanes, const struct dist *dist,
                           const struct selection *selection, size_t count, double *values);

/* Gather each part's draws, make them together, and scatter them. */
static void draw_mixture(const struct lanes *lanes, const struct dist *dist,
                         const struct selection *selection, size_t count, double *values)
{
    assert(selection->at == NULL); /* no part is a mixture */
    size_t parts[LANES_BLOCK];
    for (size_t i = 0; i < count; i++) parts[i] = choose_part(dist, &values[i]);
    for (size_t part = 0; part < dist->mixture.count; part++) {
        double drawn[LANES_BLOCK];
        uint16_t at[LANES_BLOCK];
        size_t chosen = 0;
        for (size_t i = 0; i < count; i++) {
            drawn[chosen] = values[i];
            at[chosen] = (uint16_t)i;
            chosen += parts[i] == part;
        }
        const struct selection its = {selection->stream, selection->first, at};
        draw_selection(lanes, &dist->mixture.parts[part], &its, chosen, drawn);
        for (size_t i = 0; i < chosen; i++) values[at[i]] = drawn[i];
    }
}

/* values hold the unit of each draw and become the draws, not yet bounded by 0; there is room for a whole
 * LANES_BLOCK. */
static void draw_selection(const struct lanes *lanes, const struct dist *dist,
                           const struct selection *selection, size_t count, double *values)
{
    switch (dist->kind) {
    case DIST_CONSTANT:
    case DIST_GAMMA:
    case DIST_QUANTILES:
        for (size_t i = 0; i < count; i++) {
            struct source source = {.stream = selection->stream,
                                    .ordinal = ordinal_of(selection, i),
                                    .u = values[i]};
            values[i] = draw(dist, &source, 0);
        }
        return;
    case DIST_MIXTURE: draw_mixture(lanes, dist, selection, count, values); return;
    default:
        for (; count % LANES_MOST != 0; count++) values[count] = 0.5;
        lanes->quantiles(dist, count, values);
    }
}

/* At most LANES_BLOCK draws from an even ordinal on, not yet bounded by 0. */
static void draw_block(const struct lanes *lanes, const struct dist *dist, const struct random_stream *stream,
                       uint64_t first, size_t count, double *values)
{
    const struct selection all = {stream, first, NULL};
    if (count % (2 * LANES_MOST) == 0) {
        lanes->units(stream, first / 2, count / 2, values);
        draw_selection(lanes, dist, &all, count, values);
        return;
    }
    double padded[LANES_BLOCK];
    lanes->units(stream, first / 2, (count / (2 * LANES_MOST) + 1) * LANES_MOST, padded);
    draw_selection(lanes, dist, &all, count, padded);
    memcpy(values, padded, count * sizeof *values);
}

/* True if draws may come out below 0. */
static bool may_be_negative(enum dist_kind kind)
{
    return kind != DIST_EXPONENTIAL && kind != DIST_LOGNORMAL && kind != DIST_GAMMA && kind != DIST_WEIBULL &&
           kind != DIST_PARETO;
}

void variate_block_by(const struct lanes *lanes, const struct dist *dist, const struct random_stream *stream,
                      uint64_t first, size_t count, double bytes, double *values)
{
    static const struct dist NO_NOISE = {.kind = DIST_CONSTANT, .constant = {1}};
    const struct dist *drawn = dist->kind != DIST_SIZED    ? dist
                               : dist->sized.noise != NULL ? dist->sized.noise
                                                           : &NO_NOISE;
    size_t done = 0;
    if (count > 0 && first % 2 == 1) {
        struct source source = {.stream = stream, .ordinal = first, .u = random_unit(stream, first)};
        values[done++] = draw(drawn, &source, 0);
    }
    while (done < count) {
        size_t step = count - done < LANES_BLOCK ? count - done : LANES_BLOCK;
        draw_block(lanes, drawn, stream, first + done, step, values + done);
        done += step;
    }
    if (dist->kind == DIST_SIZED)
        for (size_t i = 0; i < count; i++) values[i] = variate_sized(dist, values[i], bytes);
    if (may_be_negative(dist->kind))
        for (size_t i = 0; i < count; i++) values[i] = variate_bounded(values[i]);
}

void variate_block(const struct dist *dist, const struct random_stream *stream, uint64_t first, size_t count,
                   double bytes, double *values)
{
    variate_block_by(lanes_best(), dist, stream, first, count, bytes, values);
}
