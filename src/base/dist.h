/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Distribution: how long something takes, as data. Parameters describe them, simulations draw from them (sim/variate.h), and
 * neither knows the other.
 *
 * Values are seconds, except inside `noise` of a sized distribution, where they are factors. A negative value is drawn as 0.
 *
 * Ownership: parts, weights and tables live in the arena that the distribution was made in; all is read-only from then on. */
#pragma once

#include <stddef.h>

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
    double measured_to; /* highest level that the source measured (0.99), 0 when nobody said */
    union {
        struct { double value; } constant;
        struct { double low, high; } uniform;
        struct { double mean; } exponential;
        struct { double mean, sd; } normal;
        struct { double mu, sigma; } lognormal;
        struct { double shape, scale; } gamma;
        struct { double shape, scale; } weibull;
        struct { double minimum, shape; } pareto;
        struct {
            size_t count;
            const double *weights;     /* sum 1 */
            const struct dist *parts;  /* none of them a mixture, nor sized */
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
