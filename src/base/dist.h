/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Distribution: a duration as data. Parameters describe distributions, simulations draw from them
 * (sim/draw/variate.h), and neither knows the other.
 *
 * Values are seconds, except inside `noise` of a sized distribution, where they are factors. A negative value
 * is drawn as 0, and the functions below describe drawn values. bytes matter to sized distributions only.
 *
 * Results have the same bits on any processor (base/fp.h). Oracle: GSL's distributions, and quadrature.
 *
 * Ownership: the arena that it was made in; read-only from then on. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum dist_kind {
    DIST_CONSTANT,    /* value */
    DIST_UNIFORM,     /* low to high */
    DIST_EXPONENTIAL, /* mean */
    DIST_NORMAL,      /* mean, sd */
    DIST_LOGNORMAL,   /* mu, sigma: of the natural logarithm of the value in seconds */
    DIST_GAMMA,       /* shape, scale */
    DIST_WEIBULL,     /* shape, scale */
    DIST_PARETO,      /* minimum, shape */
    DIST_MIXTURE,     /* one of several, by weight */
    DIST_QUANTILES,   /* a table: linear between its levels */
    DIST_SIZED,       /* (base_s + per_byte_s × bytes) × noise */
    DIST__COUNT
};

struct dist {
    enum dist_kind kind;
    double measured_to; /* highest level that the source measured (0.99), 0 when unknown */
    union {
        struct {
            double value;
        } constant;
        struct {
            double low, high;
        } uniform;
        struct {
            double mean;
        } exponential;
        struct {
            double mean, sd;
        } normal;
        struct {
            double mu, sigma;
        } lognormal;
        struct {
            double shape, scale;
        } gamma;
        struct {
            double shape, scale;
        } weibull;
        struct {
            double minimum, shape;
        } pareto;
        struct {
            size_t count;
            const double *weights;    /* sum 1 */
            const struct dist *parts; /* none of them a mixture, nor sized */
        } mixture;
        struct {
            size_t count;         /* ≥ 2 */
            const double *levels; /* ascending, from 0 to 1 */
            const double *values; /* not descending */
        } quantiles;
        struct {
            double base_s, per_byte_s;
            const struct dist *noise; /* of factors, any kind but sized; NULL for none */
        } sized;
    };
};

/* Sensible shapes: beyond them the functions below lose digits or moments overflow. */
#define DIST_SHAPE_MIN 0.05
#define DIST_SHAPE_MAX 1000.0
#define DIST_SIGMA_MAX 10.0

/* The fault of the numbers as a clause ("sigma must be from 0 to 10"), or NULL if none. */
const char *dist_fault(const struct dist *dist);

/* E X; infinite where a Pareto tail makes it so. */
double dist_mean(const struct dist *dist, double bytes);

/* P(X ≤ x). */
double dist_cdf(const struct dist *dist, double x, double bytes);

/* The smallest x with P(X ≤ x) ≥ level, for a level from 0 to 1; infinite at 1 for an unbounded tail. */
double dist_quantile(const struct dist *dist, double level, double bytes);

/* The distribution of factor × X, for a factor above 0. Parts and tables live in arena. */
struct dist dist_scaled(const struct dist *dist, double factor, struct arena *arena);

/* True if both have the same kind and numbers, and measured_to; of NULL and NULL, too. */
bool dist_same(const struct dist *a, const struct dist *b);

/* Parse "p99.9" as 0.999, "p0" as 0, "p100" as 1; false for anything else. And the inverse. */
bool dist_level_read(const char *text, double *level);
char *dist_level_name(struct arena *arena, double level);

/* The highest usual level (0.5, 0.9, 0.95, 0.99, 0.999, …) with at least DIST_TAIL_MIN of count samples
 * beyond it, so that its quantile is meaningful; 0 when even the median's isn't. */
enum { DIST_TAIL_MIN = 10 };
double dist_measurable(size_t count);

/* The standard normal distribution: P(Z ≤ z). */
double dist_normal_cdf(double z);
