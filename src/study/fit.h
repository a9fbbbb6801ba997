/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fits: distributions to measured latencies, or to published percentiles of them.
 *
 * Samples are fitted by maximum likelihood: lognormal in closed form, gamma and Weibull by the root of
 * their likelihood equation, a mixture of two lognormals by expectation maximisation from several starts
 * (Dempster, Laird and Rubin, 1977). Percentiles are matched by least squares of the logarithms; p0 and
 * p100 are left out, since they are of the sample rather than of what it was drawn from. With sizes, the
 * median is base + slope × bytes, fitted by maximum likelihood under lognormal noise; the noise around it
 * is fitted as samples are.
 *
 * The choice for samples is the least AIC, where a mixture must win by 10 and its smaller part hold at
 * least DIST_TAIL_MIN; for percentiles, the family with the fewest parameters whose largest error is at
 * most 1 % (the first in the order below), else the smallest largest error.
 *
 * Parameters are rounded to FIT_DIGITS digits, as in a profile, before they are judged or shown. GSL finds
 * roots and minima; the simulation doesn't use this code.
 *
 * Ownership: the arena that was passed in. */
#pragma once

#include "base/dist.h"
#include "base/samples.h"

enum fit_family { FIT_LOGNORMAL, FIT_MIXTURE, FIT_GAMMA, FIT_WEIBULL, FIT__COUNT };
enum { FIT_DIGITS = 5, FIT_SAMPLES_MIN = 20, FIT_LEVELS_MAX = 1000 };

struct fit {
    enum fit_family family;
    const char *lacking; /* reason why there is no fit, or NULL; then the rest is unset */
    struct dist dist;    /* of times; with sizes, of factors with median 1 */
    unsigned parameters;
    double log_likelihood; /* of samples; in nats, of seconds or factors */
    double aic;
    double
        distance; /* Kolmogorov–Smirnov: the largest difference of the distribution functions; samples only */
    double worst_error;   /* largest relative error at the levels */
    const double *errors; /* at each: fitted over observed, less 1 */
};

struct fitting {
    size_t count; /* samples, or percentiles with p0 and p100 */
    bool has_samples, has_sizes;
    double base_s, per_byte_s;       /* with sizes: the median */
    size_t level_count;              /* levels at which errors are taken */
    const double *levels, *observed; /* seconds; with sizes, factors */
    double measured_to;
    struct fit fits[FIT__COUNT];
    enum fit_family chosen;
    struct dist dist; /* the chosen distribution of times; with sizes, a sized one */
};

/* "lognormal", "mixture of two lognormals" */
const char *fit_name(enum fit_family family);

/* NULL with a diagnostic (at file) when there is too little to fit. FIT__COUNT lets the rule choose the
 * family. */
const struct fitting *fit_make(const char *file, const struct samples *samples, enum fit_family family,
                               struct arena *arena, struct diags *diags);

/* ---- the parts, for tests ---- */

/* Fit values (ascending, above 0) by maximum likelihood; false when the family can't fit them. */
bool fit_likelihood(enum fit_family family, const double *values, size_t count, struct arena *arena,
                    struct dist *dist);

/* Fit quantiles (ascending, levels between 0 and 1 exclusively). */
bool fit_quantiles(enum fit_family family, const double *levels, const double *values, size_t count,
                   struct arena *arena, struct dist *dist);

/* ln of the density at x > 0. */
double fit_log_density(const struct dist *dist, double x);

/* Fit the median against size. False when all sizes are equal. */
bool fit_size(const double *values_s, const double *bytes, size_t count, double *base_s, double *per_byte_s);
