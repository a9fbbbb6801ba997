/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two lognormals by expectation maximisation. */
#include <math.h>
#include <string.h>

#include "base/fp.h"
#include "base/number.h"
#include "study/fit_private.h"

enum { BINS_MAX = 1024, ROUNDS_OF_A_START = 20, ROUNDS_MAX = 500, PARAMETERS = 5 };
static const double TWO_PI = 6.28318530717958647693;
/* Iteration ends when the gain in likelihood per sample falls below this. */
static const double GAIN_MIN = 1e-11;
/* A part narrower than this share of the whole is a spike on few samples, where the likelihood has no
 * bound. */
static const double SIGMA_SHARE_MIN = 0.02;

/* Logarithms, or bins of them: with many samples a bin is far narrower than any part, so its mean stands
 * for all values in it, and it keeps their squares around the mean. */
struct points {
    size_t count;
    double *at, *weight, *spread;
    double total, mean, sigma;
};

static void points_moments(struct points *points)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < points->count; i++) {
        points->total += points->weight[i];
        sum += points->weight[i] * points->at[i];
    }
    points->mean = sum / points->total;
    for (size_t i = 0; i < points->count; i++)
        squares += points->weight[i] * (points->at[i] - points->mean) * (points->at[i] - points->mean) +
                   points->spread[i];
    points->sigma = sqrt(squares / points->total);
}

static struct points points_of(const double *logs, size_t count, struct arena *scratch)
{
    size_t room = count < BINS_MAX ? count : BINS_MAX + 1;
    struct points points = {.at = arena_new_of(scratch, double, room),
                            .weight = arena_new_of(scratch, double, room),
                            .spread = arena_new_of(scratch, double, room)};
    double width = count <= BINS_MAX ? 0 : (logs[count - 1] - logs[0]) / BINS_MAX, bin_end = -HUGE_VAL;
    for (size_t i = 0; i < count; i++) {
        if (logs[i] >= bin_end) {
            points.count++;
            bin_end = width == 0 ? -HUGE_VAL : logs[i] + width;
        }
        double *weight = &points.weight[points.count - 1], *at = &points.at[points.count - 1],
               off = logs[i] - *at;
        *weight += 1;
        *at += off / *weight;
        points.spread[points.count - 1] += off * (logs[i] - *at); /* Welford's update */
    }
    points_moments(&points);
    return points;
}

static double density(double x, double mu, double sigma)
{
    double z = (x - mu) / sigma;
    return fp_exp(-z * z / 2) / (sigma * sqrt(TWO_PI));
}

/* Run one iteration; return the log-likelihood of two before it. */
static double improve(const struct points *points, struct two_lognormals *two)
{
    double likelihood = 0, share[2] = {0, 0}, sum[2] = {0, 0}, squares[2] = {0, 0};
    for (size_t i = 0; i < points->count; i++) {
        double x = points->at[i], w = points->weight[i];
        double first = two->weight * density(x, two->mu[0], two->sigma[0]),
               second = (1 - two->weight) * density(x, two->mu[1], two->sigma[1]);
        double both = larger(first + second, 1e-300);
        double parts[2] = {w * first / both, w * second / both};
        likelihood += w * fp_log(both);
        for (int k = 0; k < 2; k++) {
            share[k] += parts[k];
            sum[k] += parts[k] * (x - points->mean);
            squares[k] += parts[k] * (x - points->mean) * (x - points->mean) +
                          parts[k] / w * points->spread[i];
        }
    }
    for (int k = 0; k < 2; k++) {
        double mean = sum[k] / larger(share[k], 1e-300),
               variance = squares[k] / larger(share[k], 1e-300) - mean * mean;
        two->mu[k] = points->mean + mean;
        two->sigma[k] = larger(sqrt(larger(variance, 0)), SIGMA_SHARE_MIN * points->sigma);
    }
    two->weight = share[0] / points->total;
    return likelihood;
}

/* Start with the samples below the level in one part and the rest in the other. */
static struct two_lognormals start_at(const struct points *points, double level)
{
    size_t at = 0;
    double below = 0;
    while (at + 1 < points->count && below < level * points->total) below += points->weight[at++];
    struct points low = {.count = at, .at = points->at, .weight = points->weight, .spread = points->spread};
    struct points high = {.count = points->count - at,
                          .at = points->at + at,
                          .weight = points->weight + at,
                          .spread = points->spread + at};
    points_moments(&low);
    points_moments(&high);
    double least = SIGMA_SHARE_MIN * points->sigma;
    return (struct two_lognormals){low.total / points->total,
                                   {low.mean, high.mean},
                                   {larger(low.sigma, least), larger(high.sigma, least)}};
}

/* Transform to unbounded parameters. */
static void to_free(const struct two_lognormals *two, double free[PARAMETERS])
{
    free[0] = fp_log(larger(two->weight, 1e-12) / larger(1 - two->weight, 1e-12));
    for (int k = 0; k < 2; k++) {
        free[1 + k] = two->mu[k];
        free[3 + k] = fp_log(two->sigma[k]);
    }
}

static struct two_lognormals from_free(const double free[PARAMETERS])
{
    return (struct two_lognormals){1 / (1 + fp_exp(-free[0])),
                                   {free[1], free[2]},
                                   {fp_exp(free[3]), fp_exp(free[4])}};
}

/* Extrapolate two steps of the iteration: near the maximum they shrink by a constant factor, so their sum
 * has a closed form (Varadhan and Roland, Simple and globally convergent methods for accelerating the
 * convergence of any EM algorithm, 2008). False when they don't shrink. */
static bool extrapolate(const double before[PARAMETERS], const double then[PARAMETERS],
                        const double now[PARAMETERS], double beyond[PARAMETERS])
{
    double step = 0, change = 0;
    for (int i = 0; i < PARAMETERS; i++) {
        double r = then[i] - before[i], v = now[i] - then[i] - r;
        step += r * r;
        change += v * v;
    }
    if (!(change > 0) || step <= change) return false;
    double length = sqrt(step / change);
    for (int i = 0; i < PARAMETERS; i++) {
        double r = then[i] - before[i], v = now[i] - then[i] - r;
        beyond[i] = before[i] + 2 * length * r + length * length * v;
    }
    return true;
}

/* Iterate twice and, if it is no worse, once more from the extrapolated point. Return the log-likelihood. */
static double round_of(const struct points *points, struct two_lognormals *two)
{
    double before[PARAMETERS], then[PARAMETERS], now[PARAMETERS], beyond[PARAMETERS];
    to_free(two, before);
    improve(points, two);
    to_free(two, then);
    double likelihood = improve(points, two);
    to_free(two, now);
    if (!extrapolate(before, then, now, beyond)) return likelihood;
    struct two_lognormals leap = from_free(beyond);
    double leapt = improve(points, &leap);
    if (!(leapt >= likelihood)) return likelihood;
    *two = leap;
    return leapt;
}

static double climb(const struct points *points, struct two_lognormals *two, int rounds)
{
    double likelihood = -HUGE_VAL;
    for (int i = 0; i < rounds; i++) {
        double better = round_of(points, two);
        bool done = i > 0 && better - likelihood < GAIN_MIN * points->total;
        likelihood = better;
        if (done) break;
    }
    return likelihood;
}

bool two_lognormals_likelihood(const double *logs, size_t count, struct arena *scratch,
                               struct two_lognormals *two)
{
    static const double STARTS[] = {0.5, 0.8, 0.95, 0.99, 0.999};
    struct points points = points_of(logs, count, scratch);
    double best = -HUGE_VAL;
    for (size_t i = 0; i < sizeof STARTS / sizeof *STARTS; i++) {
        if (points.count < 4 || points.sigma == 0 || STARTS[i] * points.total < 2 ||
            (1 - STARTS[i]) * points.total < 2)
            continue;
        struct two_lognormals now = start_at(&points, STARTS[i]);
        double likelihood = climb(&points, &now, ROUNDS_OF_A_START);
        if (likelihood > best) {
            best = likelihood;
            *two = now;
        }
    }
    if (best > -HUGE_VAL) climb(&points, two, ROUNDS_MAX);
    return best > -HUGE_VAL && two->weight > 0 && two->weight < 1;
}

struct dist two_lognormals_dist(const struct two_lognormals *two, struct arena *arena)
{
    struct dist *parts = arena_new_of(arena, struct dist, 2), dist = {.kind = DIST_MIXTURE};
    double *weights = arena_new_of(arena, double, 2);
    int first = two->mu[0] <= two->mu[1] ? 0 : 1;
    for (int k = 0; k < 2; k++) {
        int from = k == 0 ? first : 1 - first;
        parts[k] = (struct dist){.kind = DIST_LOGNORMAL, .lognormal = {two->mu[from], two->sigma[from]}};
        weights[k] = from == 0 ? two->weight : 1 - two->weight;
    }
    dist.mixture.count = 2;
    dist.mixture.weights = weights;
    dist.mixture.parts = parts;
    return dist;
}
