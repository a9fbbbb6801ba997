/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each family fitted to samples and to quantiles. */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>

#include "base/fp.h"
#include "base/gamma.h"
#include "base/number.h"
#include "study/fit.h"
#include "study/fit_private.h"

/* ---- GSL ---- */

enum { ROOT_STEPS_MAX = 200, MINIMUM_STEPS_MAX = 6000, DIMENSIONS_MAX = 5 };

/* The root between low and high; false when the function has the same sign at both. */
static bool find_root(double (*function)(double, void *), void *context, double low, double high,
                      double *root)
{
    gsl_function of = {function, context};
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    if (solver == NULL) arena_exhausted();
    bool fine = function(low, context) * function(high, context) <= 0 &&
                gsl_root_fsolver_set(solver, &of, low, high) == GSL_SUCCESS;
    for (int step = 0; fine && step < ROOT_STEPS_MAX; step++) {
        fine = gsl_root_fsolver_iterate(solver) == GSL_SUCCESS;
        *root = gsl_root_fsolver_root(solver);
        if (gsl_root_test_interval(gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver), 0,
                                   1e-13) == GSL_SUCCESS)
            break;
    }
    gsl_root_fsolver_free(solver);
    return fine;
}

typedef double minimum_function(const double *point, void *context);

struct minimum {
    minimum_function *function;
    void *context;
};

static double at_vector(const gsl_vector *vector, void *user)
{
    struct minimum *minimum = user;
    double point[DIMENSIONS_MAX];
    for (size_t i = 0; i < vector->size; i++) point[i] = gsl_vector_get(vector, i);
    double value = minimum->function(point, minimum->context);
    return isfinite(value) ? value : 1e30; /* makes the simplex turn back */
}

/* Minimise by Nelder and Mead's simplex from point (steps: its first size); point moves to the least value
 * found. */
static double find_minimum(minimum_function *function, void *context, double *point, size_t dimensions,
                           double step)
{
    struct minimum minimum = {function, context};
    gsl_multimin_function of = {at_vector, dimensions, &minimum};
    gsl_vector *start = gsl_vector_alloc(dimensions), *steps = gsl_vector_alloc(dimensions);
    gsl_multimin_fminimizer *minimizer = gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2,
                                                                       dimensions);
    if (start == NULL || steps == NULL || minimizer == NULL) arena_exhausted();
    for (size_t i = 0; i < dimensions; i++) gsl_vector_set(start, i, point[i]);
    gsl_vector_set_all(steps, step);
    gsl_multimin_fminimizer_set(minimizer, &of, start, steps);
    for (int i = 0; i < MINIMUM_STEPS_MAX && gsl_multimin_fminimizer_iterate(minimizer) == GSL_SUCCESS; i++)
        if (gsl_multimin_fminimizer_size(minimizer) < 1e-9) break;
    for (size_t i = 0; i < dimensions; i++) point[i] = gsl_vector_get(minimizer->x, i);
    double value = minimizer->fval;
    gsl_multimin_fminimizer_free(minimizer);
    gsl_vector_free(steps);
    gsl_vector_free(start);
    return value;
}

/* ---- samples ---- */

struct sums {
    const double *values;
    size_t count;
    double mean, mean_log; /* mean_log of the values over their mean */
};

static struct sums sums_of(const double *values, size_t count)
{
    struct sums sums = {values, count, 0, 0};
    for (size_t i = 0; i < count; i++) sums.mean += values[i] / (double)count;
    for (size_t i = 0; i < count; i++) sums.mean_log += fp_log(values[i] / sums.mean) / (double)count;
    return sums;
}

static bool lognormal_likelihood(const double *values, size_t count, struct dist *dist)
{
    double mean = 0, squares = 0;
    for (size_t i = 0; i < count; i++) mean += fp_log(values[i]) / (double)count;
    for (size_t i = 0; i < count; i++) squares += (fp_log(values[i]) - mean) * (fp_log(values[i]) - mean);
    *dist = (struct dist){.kind = DIST_LOGNORMAL, .lognormal = {mean, sqrt(squares / (double)count)}};
    return squares > 0;
}

/* ln k − ψ(k) = ln mean − mean of ln. */
static double gamma_equation(double shape, void *user)
{
    const struct sums *sums = user;
    return fp_log(shape) - gsl_sf_psi(shape) + sums->mean_log;
}

static bool gamma_likelihood(const double *values, size_t count, struct dist *dist)
{
    struct sums sums = sums_of(values, count);
    double shape;
    if (!find_root(gamma_equation, &sums, DIST_SHAPE_MIN, DIST_SHAPE_MAX, &shape)) return false;
    *dist = (struct dist){.kind = DIST_GAMMA, .gamma = {shape, sums.mean / shape}};
    return true;
}

static double weibull_power(const struct sums *sums, double shape, double *with_log)
{
    double power = 0;
    *with_log = 0;
    for (size_t i = 0; i < sums->count; i++) {
        double log = fp_log(sums->values[i] / sums->mean), term = fp_exp(shape * log) / (double)sums->count;
        power += term;
        *with_log += term * log;
    }
    return power;
}

/* Σ x^k ln x / Σ x^k − 1/k = mean of ln. */
static double weibull_equation(double shape, void *user)
{
    const struct sums *sums = user;
    double with_log, power = weibull_power(sums, shape, &with_log);
    return with_log / power - 1 / shape - sums->mean_log;
}

static bool weibull_likelihood(const double *values, size_t count, struct dist *dist)
{
    enum { SHAPE_MAX = 50 };
    struct sums sums = sums_of(values, count);
    double shape, with_log;
    if (!find_root(weibull_equation, &sums, DIST_SHAPE_MIN, SHAPE_MAX, &shape)) return false;
    double power = weibull_power(&sums, shape, &with_log);
    *dist = (struct dist){.kind = DIST_WEIBULL,
                          .weibull = {shape, sums.mean * fp_exp(fp_log(power) / shape)}};
    return true;
}

static bool mixture_likelihood(const double *values, size_t count, struct arena *arena, struct dist *dist)
{
    struct arena *scratch = arena_new();
    struct two_lognormals two;
    double *logs = arena_new_of(scratch, double, count);
    for (size_t i = 0; i < count; i++) logs[i] = fp_log(values[i]);
    bool fine = two_lognormals_likelihood(logs, count, scratch, &two);
    if (fine) *dist = two_lognormals_dist(&two, arena);
    arena_free(scratch);
    return fine;
}

bool fit_likelihood(enum fit_family family, const double *values, size_t count, struct arena *arena,
                    struct dist *dist)
{
    switch (family) {
    case FIT_LOGNORMAL: return lognormal_likelihood(values, count, dist);
    case FIT_MIXTURE: return mixture_likelihood(values, count, arena, dist);
    case FIT_GAMMA: return gamma_likelihood(values, count, dist);
    case FIT_WEIBULL: return weibull_likelihood(values, count, dist);
    case FIT__COUNT: break;
    }
    return false;
}

double fit_log_density(const struct dist *dist, double x)
{
    const double HALF_LOG_TWO_PI = 0.91893853320467274178;
    double z, shape, sum = 0;
    switch (dist->kind) {
    case DIST_LOGNORMAL:
        z = (fp_log(x) - dist->lognormal.mu) / dist->lognormal.sigma;
        return -z * z / 2 - HALF_LOG_TWO_PI - fp_log(dist->lognormal.sigma) - fp_log(x);
    case DIST_GAMMA:
        shape = dist->gamma.shape;
        return (shape - 1) * fp_log(x) - x / dist->gamma.scale - shape * fp_log(dist->gamma.scale) -
               gamma_log(shape);
    case DIST_WEIBULL:
        shape = dist->weibull.shape;
        z = fp_log(x / dist->weibull.scale);
        return fp_log(shape) - fp_log(x) + shape * z - fp_exp(shape * z);
    case DIST_MIXTURE:
        for (size_t i = 0; i < dist->mixture.count; i++)
            sum += dist->mixture.weights[i] * fp_exp(fit_log_density(&dist->mixture.parts[i], x));
        return fp_log(larger(sum, 1e-300));
    default: return NAN;
    }
}

/* ---- quantiles ---- */

struct match {
    enum fit_family family;
    const double *levels, *values;
    size_t count;
    double *deviates, *logs; /* normal quantile of each level, logarithm of each value */
    double mu, sigma;        /* the lognormal from which the search starts */
};

/* Least squares of ln v = mu + sigma z, which matches a lognormal in logarithms. */
static bool lognormal_quantiles(struct match *match)
{
    double z_mean = 0, v_mean = 0, zz = 0, zv = 0;
    for (size_t i = 0; i < match->count; i++) {
        match->deviates[i] = fp_normal_quantile(match->levels[i]);
        match->logs[i] = fp_log(match->values[i]);
        z_mean += match->deviates[i] / (double)match->count;
        v_mean += match->logs[i] / (double)match->count;
    }
    for (size_t i = 0; i < match->count; i++) {
        double z = match->deviates[i] - z_mean;
        zz += z * z;
        zv += z * (match->logs[i] - v_mean);
    }
    match->sigma = zz > 0 ? zv / zz : 0;
    match->mu = v_mean - match->sigma * z_mean;
    return match->sigma > 0;
}

static double squares_of_errors(const struct match *match, const struct dist *dist)
{
    double sum = 0;
    if (dist_fault(dist) != NULL) return HUGE_VAL;
    for (size_t i = 0; i < match->count; i++) {
        double error = fp_log(larger(dist_quantile(dist, match->levels[i], 0), 1e-300) / match->values[i]);
        sum += error * error;
    }
    return sum;
}

static struct two_lognormals two_of_point(const double *point)
{
    return (struct two_lognormals){1 / (1 + fp_exp(point[0])),
                                   {point[1], point[2]},
                                   {fp_exp(point[3]), fp_exp(point[4])}};
}

/* ln of the quantile, by bisection between those of the parts to 1e-10 of their distance, near enough for
 * the search. */
static double log_quantile(const struct two_lognormals *two, double level, double z)
{
    enum { HALVINGS = 34 };
    double first = two->mu[0] + two->sigma[0] * z, second = two->mu[1] + two->sigma[1] * z;
    double low = smaller(first, second), high = larger(first, second);
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        double cdf = two->weight * dist_normal_cdf((middle - two->mu[0]) / two->sigma[0]) +
                     (1 - two->weight) * dist_normal_cdf((middle - two->mu[1]) / two->sigma[1]);
        if (cdf < level)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

/* Five parameters fit few quantiles in many ways, so a faint pull decides: to a tail of a tenth, twice the
 * body's width. */
static double mixture_error(const double *point, void *user)
{
    static const double PULL = 1e-7, TAIL_ODDS = 2.2, WIDTHS_RATIO = 0.69314718055994531;
    const struct match *match = user;
    struct two_lognormals two = two_of_point(point);
    double odds = point[0] + TAIL_ODDS, widths = point[4] - point[3] - WIDTHS_RATIO;
    double sum = PULL * (odds * odds + widths * widths) + larger(0, two.mu[0] - two.mu[1]);
    if (!(two.sigma[0] <= DIST_SIGMA_MAX && two.sigma[1] <= DIST_SIGMA_MAX)) return HUGE_VAL;
    for (size_t i = 0; i < match->count; i++) {
        double error = log_quantile(&two, match->levels[i], match->deviates[i]) - match->logs[i];
        sum += error * error;
    }
    return sum;
}

static bool mixture_quantiles(struct match *match, struct arena *arena, struct dist *dist)
{
    enum { DIMENSIONS = 5 };
    static const double TAIL_SHARES[] = {0.1, 0.02, 0.3,
                                         0.002}; /* the last for rare spikes far above the rest */
    double best = HUGE_VAL, found[DIMENSIONS] = {0};
    /* Start the body as the lognormal through the two lowest percentiles. */
    double low = match->logs[0], high = match->logs[match->count - 1];
    double body = larger((match->logs[1] - low) / (match->deviates[1] - match->deviates[0]),
                         match->sigma / 20),
           mu = low - body * match->deviates[0];
    for (size_t i = 0; i < sizeof TAIL_SHARES / sizeof *TAIL_SHARES; i++) {
        double share = TAIL_SHARES[i], tail = share < 0.01 ? high : (mu + high) / 2;
        double point[DIMENSIONS] = {fp_log(share / (1 - share)), mu, tail, fp_log(body),
                                    fp_log(larger(body, (high - low) / 8))};
        find_minimum(mixture_error, match, point, DIMENSIONS, 0.3);
        double error = find_minimum(mixture_error, match, point, DIMENSIONS,
                                    0.1); /* a fresh simplex escapes from a collapsed one */
        if (error < best) {
            best = error;
            for (int k = 0; k < DIMENSIONS; k++) found[k] = point[k];
        }
    }
    struct two_lognormals two = two_of_point(found);
    *dist = two_lognormals_dist(&two, arena);
    return best < HUGE_VAL && two.weight > 0 && two.weight < 1;
}

static struct dist shape_and_scale(enum fit_family family, const double *point)
{
    double shape = fp_exp(point[0]), scale = fp_exp(point[1]);
    return family == FIT_GAMMA ? (struct dist){.kind = DIST_GAMMA, .gamma = {shape, scale}}
                               : (struct dist){.kind = DIST_WEIBULL, .weibull = {shape, scale}};
}

static double shape_error(const double *point, void *user)
{
    const struct match *match = user;
    struct dist dist = shape_and_scale(match->family, point);
    return squares_of_errors(match, &dist);
}

static bool shape_quantiles(struct match *match, struct dist *dist)
{
    /* Start with the lognormal's spread in logarithms: 1/√k for gamma, π/(√6 k) for Weibull. */
    bool is_gamma = match->family == FIT_GAMMA;
    double shape = is_gamma ? 1 / (match->sigma * match->sigma) : 1.2825 / match->sigma;
    shape = smaller(larger(shape, 2 * DIST_SHAPE_MIN), DIST_SHAPE_MAX / 2);
    double point[2] = {fp_log(shape), is_gamma ? match->mu - fp_log(shape) : match->mu};
    find_minimum(shape_error, match, point, 2, 0.2);
    *dist = shape_and_scale(match->family, point);
    return dist_fault(dist) == NULL;
}

bool fit_quantiles(enum fit_family family, const double *levels, const double *values, size_t count,
                   struct arena *arena, struct dist *dist)
{
    struct match match = {.family = family,
                          .levels = levels,
                          .values = values,
                          .count = count,
                          .deviates = arena_new_of(arena, double, count),
                          .logs = arena_new_of(arena, double, count)};
    if (count < 2 || !lognormal_quantiles(&match)) return false;
    switch (family) {
    case FIT_LOGNORMAL:
        *dist = (struct dist){.kind = DIST_LOGNORMAL, .lognormal = {match.mu, match.sigma}};
        return true;
    case FIT_MIXTURE: return count >= 3 && mixture_quantiles(&match, arena, dist);
    case FIT_GAMMA:
    case FIT_WEIBULL: return shape_quantiles(&match, dist);
    case FIT__COUNT: break;
    }
    return false;
}

/* ---- sizes ---- */

struct sized_samples {
    const double *values_s, *bytes;
    size_t count;
};

/* Under lognormal noise the likelihood is greatest where the squared logarithms are least. */
static double size_error(const double *point, void *user)
{
    const struct sized_samples *samples = user;
    double base = fp_exp(point[0]), slope = fp_exp(point[1]), squares = 0;
    for (size_t i = 0; i < samples->count; i++) {
        double error = fp_log(samples->values_s[i] / (base + slope * samples->bytes[i]));
        squares += error * error;
    }
    return squares / (double)samples->count;
}

bool fit_size(const double *values_s, const double *bytes, size_t count, double *base_s, double *per_byte_s)
{
    double b_mean = 0, v_mean = 0, bb = 0, bv = 0, v_min = HUGE_VAL;
    bool differs = false;
    for (size_t i = 0; i < count; i++) {
        b_mean += bytes[i] / (double)count;
        v_mean += values_s[i] / (double)count;
        v_min = smaller(v_min, values_s[i]);
        differs |= bytes[i] != bytes[0];
    }
    for (size_t i = 0; i < count; i++) {
        bb += (bytes[i] - b_mean) * (bytes[i] - b_mean);
        bv += (bytes[i] - b_mean) * (values_s[i] - v_mean);
    }
    if (!differs) return false;
    double slope = larger(bv / bb, 1e-3 * v_mean / b_mean),
           base = larger(v_mean - slope * b_mean, v_min / 10);
    double point[2] = {fp_log(base), fp_log(slope)};
    struct sized_samples samples = {values_s, bytes, count};
    find_minimum(size_error, &samples, point, 2, 0.3);
    find_minimum(size_error, &samples, point, 2, 0.05);
    *base_s = fp_exp(point[0]);
    *per_byte_s = fp_exp(point[1]);
    return true;
}
