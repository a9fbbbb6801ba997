/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/fit.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fp.h"
#include "base/number.h"
#include "base/text.h"
#include "base/units.h"

static const char *const NAMES[FIT__COUNT] = {
    [FIT_LOGNORMAL] = "lognormal",
    [FIT_MIXTURE] = "mixture of two lognormals",
    [FIT_GAMMA] = "gamma",
    [FIT_WEIBULL] = "Weibull",
};
static const unsigned PARAMETERS[FIT__COUNT] = {
    [FIT_LOGNORMAL] = 2, [FIT_MIXTURE] = 5, [FIT_GAMMA] = 2, [FIT_WEIBULL] = 2};
static const double GOOD_ENOUGH =
    0.01; /* the largest error at a percentile that needs no further parameter */
/* AIC alone accepts a mixture too readily: samples of a plain distribution gain a little by chance. A
 * difference of 10 leaves nothing to the other model (Burnham and Anderson, Model selection and multimodel
 * inference, 2002, section 2.6). */
static const double MIXTURE_GAIN = 10;

const char *fit_name(enum fit_family family) { return NAMES[family]; }

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* ---- rounding ---- */

static double rounded(double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.*g", FIT_DIGITS, value);
    return strtod(text, NULL);
}

static double rounded_mu(double mu) { return fp_log(rounded(fp_exp(mu))); }

/* The distribution rounded as in a profile. */
static struct dist rounded_dist(const struct dist *dist, struct arena *arena)
{
    struct dist round = *dist;
    if (dist->kind == DIST_LOGNORMAL) {
        round.lognormal.mu = rounded_mu(dist->lognormal.mu);
        round.lognormal.sigma = rounded(dist->lognormal.sigma);
    } else if (dist->kind == DIST_GAMMA) {
        round.gamma.shape = rounded(dist->gamma.shape);
        round.gamma.scale = rounded(dist->gamma.scale);
    } else if (dist->kind == DIST_WEIBULL) {
        round.weibull.shape = rounded(dist->weibull.shape);
        round.weibull.scale = rounded(dist->weibull.scale);
    } else if (dist->kind == DIST_MIXTURE) {
        double *weights = arena_new_of(arena, double, 2);
        struct dist *parts = arena_new_of(arena, struct dist, 2);
        weights[1] = rounded(dist->mixture.weights[1]);
        weights[0] = 1 - weights[1];
        for (int i = 0; i < 2; i++) parts[i] = rounded_dist(&dist->mixture.parts[i], arena);
        round.mixture.weights = weights;
        round.mixture.parts = parts;
    }
    return round;
}

/* ---- how good a fit is ---- */

static void judge_levels(struct fit *fit, const struct fitting *fitting, struct arena *arena)
{
    double *errors = arena_new_of(arena, double, fitting->level_count);
    for (size_t i = 0; i < fitting->level_count; i++) {
        errors[i] = dist_quantile(&fit->dist, fitting->levels[i], 0) / fitting->observed[i] - 1;
        fit->worst_error = larger(fit->worst_error, fabs(errors[i]));
    }
    fit->errors = errors;
}

static void judge_samples(struct fit *fit, const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double cdf = dist_cdf(&fit->dist, values[i], 0), below = (double)i / (double)count,
               above = (double)(i + 1) / (double)count;
        fit->distance = larger(fit->distance, larger(above - cdf, cdf - below));
        fit->log_likelihood += fit_log_density(&fit->dist, values[i]);
    }
    fit->aic = 2 * fit->parameters - 2 * fit->log_likelihood;
}

/* ---- fits of all families ---- */

/* Linear between order statistics, as in a table of the samples. */
static double quantile_of(const double *sorted, size_t count, double level)
{
    double at = level * (double)(count - 1);
    size_t low = (size_t)at;
    return low + 1 == count ? sorted[low]
                            : sorted[low] + (sorted[low + 1] - sorted[low]) * (at - (double)low);
}

static void observe_samples(struct fitting *fitting, const double *sorted, size_t count, struct arena *arena)
{
    static const double LEVELS[] = {0.1, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999};
    enum { LEVEL_COUNT = sizeof LEVELS / sizeof *LEVELS };
    double *observed = arena_new_of(arena, double, LEVEL_COUNT);
    fitting->measured_to = dist_measurable(count);
    fitting->levels = LEVELS;
    while (fitting->level_count < LEVEL_COUNT && LEVELS[fitting->level_count] <= fitting->measured_to) {
        observed[fitting->level_count] = quantile_of(sorted, count, LEVELS[fitting->level_count]);
        fitting->level_count++;
    }
    fitting->observed = observed;
}

static void fit_all_samples(struct fitting *fitting, double *values, size_t count, struct arena *arena)
{
    qsort(values, count, sizeof *values, by_value);
    observe_samples(fitting, values, count, arena);
    for (int family = 0; family < FIT__COUNT; family++) {
        struct fit *fit = &fitting->fits[family];
        *fit = (struct fit){.family = (enum fit_family)family, .parameters = PARAMETERS[family]};
        if (!fit_likelihood(fit->family, values, count, arena, &fit->dist)) {
            fit->lacking = "its likelihood has no maximum within bounds";
            continue;
        }
        fit->dist = rounded_dist(&fit->dist, arena);
        if (dist_fault(&fit->dist) != NULL) {
            fit->lacking = "its parameters leave their bounds";
            continue;
        }
        judge_samples(fit, values, count);
        judge_levels(fit, fitting, arena);
        double least = family == FIT_MIXTURE
                           ? smaller(fit->dist.mixture.weights[0], fit->dist.mixture.weights[1])
                           : 1;
        if (least * (double)count < DIST_TAIL_MIN)
            fit->lacking = "its smaller part holds fewer than 10 samples";
    }
}

static void fit_all_quantiles(struct fitting *fitting, struct arena *arena)
{
    for (int family = 0; family < FIT__COUNT; family++) {
        struct fit *fit = &fitting->fits[family];
        *fit = (struct fit){.family = (enum fit_family)family, .parameters = PARAMETERS[family]};
        if (!fit_quantiles(fit->family, fitting->levels, fitting->observed, fitting->level_count, arena,
                           &fit->dist)) {
            fit->lacking = family == FIT_MIXTURE && fitting->level_count < 3
                               ? "it takes 3 percentiles or more"
                               : "no parameters within bounds come near";
            continue;
        }
        fit->dist = rounded_dist(&fit->dist, arena);
        fit->lacking = dist_fault(&fit->dist);
        if (fit->lacking == NULL) judge_levels(fit, fitting, arena);
    }
}

/* ---- the choice ---- */

static bool is_better(const struct fitting *fitting, const struct fit *fit, const struct fit *than)
{
    if (fitting->has_samples)
        return fit->aic < than->aic - (fit->family == FIT_MIXTURE ? MIXTURE_GAIN : 0) +
                              (than->family == FIT_MIXTURE ? MIXTURE_GAIN : 0);
    bool good = fit->worst_error <= GOOD_ENOUGH, than_good = than->worst_error <= GOOD_ENOUGH;
    if (good != than_good) return good;
    if (good) return fit->parameters < than->parameters; /* among equals the first stays */
    return fit->worst_error < than->worst_error;
}

static bool choose(struct fitting *fitting, enum fit_family family)
{
    enum fit_family best = FIT__COUNT;
    for (int i = 0; i < FIT__COUNT; i++)
        if (fitting->fits[i].lacking == NULL && (family == FIT__COUNT || (int)family == i) &&
            (best == FIT__COUNT || is_better(fitting, &fitting->fits[i], &fitting->fits[best])))
            best = (enum fit_family)i;
    fitting->chosen = best;
    return best != FIT__COUNT;
}

/* ---- the whole ---- */

static bool check_samples(const char *file, const struct samples *samples, struct diags *diags)
{
    struct place place = {.file = file};
    if (samples->count < FIT_SAMPLES_MIN)
        return diags_add(diags, DIAG_INCONSISTENT, place,
                         "%zu latencies are too few to fit; at least %d are needed", samples->count,
                         FIT_SAMPLES_MIN);
    for (size_t i = 1; i < samples->count; i++)
        if (samples->values_s[i] != samples->values_s[0]) return true;
    return diags_add(diags, DIAG_INCONSISTENT, place, "all latencies are the same; write it as a constant");
}

/* Fit the median against size, then divide each latency by it, which leaves factors. */
static void divide_by_size(struct fitting *fitting, const struct samples *samples, double *values)
{
    fitting->has_sizes = samples->bytes != NULL && fit_size(samples->values_s, samples->bytes, samples->count,
                                                            &fitting->base_s, &fitting->per_byte_s);
    for (size_t i = 0; fitting->has_sizes && i < samples->count; i++)
        values[i] /= fitting->base_s + fitting->per_byte_s * samples->bytes[i];
}

/* Scale the noise to median 1, so that base and slope are the median's. */
static void normalise(struct fitting *fitting, double *values, size_t count)
{
    double *sorted = values; /* the caller's own copy */
    qsort(sorted, count, sizeof *sorted, by_value);
    double median = quantile_of(sorted, count, 0.5);
    fitting->base_s = rounded(fitting->base_s * median);
    fitting->per_byte_s = rounded(fitting->per_byte_s * median * MIB) / MIB;
    for (size_t i = 0; i < count; i++) sorted[i] /= median;
}

static void fit_measured(struct fitting *fitting, const struct samples *samples, struct arena *arena)
{
    struct arena *scratch = arena_new();
    double *values = arena_new_of(scratch, double, samples->count);
    memcpy(values, samples->values_s, samples->count * sizeof *values);
    divide_by_size(fitting, samples, values);
    if (fitting->has_sizes) normalise(fitting, values, samples->count);
    fit_all_samples(fitting, values, samples->count, arena);
    arena_free(scratch);
}

/* Take the levels strictly between 0 and 1. */
static bool take_percentiles(struct fitting *fitting, const char *file, const struct samples *samples,
                             struct arena *arena, struct diags *diags)
{
    double *levels = arena_new_of(arena, double, samples->count),
           *observed = arena_new_of(arena, double, samples->count);
    for (size_t i = 0; i < samples->count; i++) {
        if (samples->levels[i] == 0 || samples->levels[i] == 1) continue;
        levels[fitting->level_count] = samples->levels[i];
        observed[fitting->level_count++] = samples->values_s[i];
    }
    fitting->levels = levels;
    fitting->observed = observed;
    size_t count = fitting->level_count;
    if (count < 2 || count > FIT_LEVELS_MAX)
        return diags_add(diags, DIAG_INCONSISTENT, (struct place){.file = file},
                         "%zu percentiles between p0 and p100; a fit takes 2 to %d", count, FIT_LEVELS_MAX);
    if (observed[0] == observed[count - 1])
        return diags_add(diags, DIAG_INCONSISTENT, (struct place){.file = file},
                         "all percentiles are the same; write it as a constant");
    fitting->measured_to = levels[count - 1];
    return true;
}

const struct fitting *fit_make(const char *file, const struct samples *samples, enum fit_family family,
                               struct arena *arena, struct diags *diags)
{
    gsl_set_error_handler_off(); /* GSL reports failure by return codes */
    struct fitting *fitting = arena_new_of(arena, struct fitting, 1);
    *fitting = (struct fitting){.count = samples->count, .has_samples = samples->levels == NULL};
    bool fine = fitting->has_samples ? check_samples(file, samples, diags)
                                     : take_percentiles(fitting, file, samples, arena, diags);
    if (fine && fitting->has_samples)
        fit_measured(fitting, samples, arena);
    else if (fine)
        fit_all_quantiles(fitting, arena);
    if (!fine) return NULL;
    if (!choose(fitting, family))
        return diags_add(diags, DIAG_INCONSISTENT, (struct place){.file = file}, "no %s can be fitted: %s",
                         family == FIT__COUNT ? "distribution" : NAMES[family],
                         family == FIT__COUNT ? "none stays within its bounds"
                                              : fitting->fits[family].lacking),
               NULL;
    struct dist *chosen = arena_new_of(arena, struct dist, 1);
    *chosen = fitting->fits[fitting->chosen].dist;
    fitting->dist = *chosen;
    if (fitting->has_sizes)
        fitting->dist = (struct dist){.kind = DIST_SIZED,
                                      .sized = {fitting->base_s, fitting->per_byte_s, chosen}};
    fitting->dist.measured_to = fitting->measured_to;
    return fitting;
}
