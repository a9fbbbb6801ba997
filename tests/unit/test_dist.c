/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Distributions against GSL's, and moments against quadrature of their own quantiles. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/dist.h"
#include "oracles/second_moment.h"
#include "base/gamma.h"
#include "base/text.h"
#include "base/units.h"
#include "arena_fixture.h"

static const char *const KINDS[DIST__COUNT] = {
    [DIST_CONSTANT] = "constant",   [DIST_UNIFORM] = "uniform",     [DIST_EXPONENTIAL] = "exponential",
    [DIST_NORMAL] = "normal",       [DIST_LOGNORMAL] = "lognormal", [DIST_GAMMA] = "gamma",
    [DIST_WEIBULL] = "weibull",     [DIST_PARETO] = "pareto",       [DIST_MIXTURE] = "mixture",
    [DIST_QUANTILES] = "quantiles", [DIST_SIZED] = "sized",
};

static void near_rel(double got, double want, double relative, const char *what)
{
    if (!(fabs(got - want) <= relative * fabs(want)))
        fail_msg("%s: %.17g, not %.17g (%.2g off)", what, got, want, fabs(got / want - 1));
}

static void near_abs(double got, double want, double absolute, const char *what)
{
    if (!(fabs(got - want) <= absolute)) fail_msg("%s: %.17g, not %.17g", what, got, want);
}

static void gamma_functions_are_gsls(void **state)
{
    (void)state;
    for (double x = 0.013; x < 3000; x *= 1.37) {
        double want = gsl_sf_lngamma(x);
        near_abs(gamma_log(x), want, 2e-14 * fmax(1, fabs(want)), "ln gamma");
        for (double z = x / 50; z < 20 * x + 20; z *= 1.21)
            if (x < DIST_SHAPE_MAX)
                near_abs(gamma_lower(x, z), gsl_cdf_gamma_P(z, x, 1),
                         5e-12 /* GSL itself is off by 3e-12 at small shapes */,
                         text_format(arena, "incomplete gamma of shape %g at %g", x, z));
    }
    assert_true(gamma_lower(2, 0) == 0 && gamma_lower(2, INFINITY) == 1);
}

/* ---- plain kinds ---- */

static double exponential_P(double x, double a, double b)
{
    (void)b;
    return gsl_cdf_exponential_P(x, a);
}
static double normal_P(double x, double a, double b) { return gsl_cdf_gaussian_P(x - a, b); }
static double pareto_P(double x, double a, double b) { return gsl_cdf_pareto_P(x, b, a); }
static double constant_P(double x, double a, double b)
{
    (void)b;
    return x >= a;
}

struct plain {
    enum dist_kind kind;
    double a, b; /* in the order of the fields; for GSL too but where a function above says otherwise */
    double (*cdf)(double x, double a, double b);
};

static const struct plain PLAIN[] = {
    {DIST_CONSTANT, 0.0237, 0, constant_P},
    {DIST_CONSTANT, 0, 0, constant_P},
    {DIST_UNIFORM, 0, 0.25, gsl_cdf_flat_P},
    {DIST_UNIFORM, 0.0031, 0.0417, gsl_cdf_flat_P},
    {DIST_EXPONENTIAL, 0.0523, 0, exponential_P},
    {DIST_EXPONENTIAL, 17.3, 0, exponential_P},
    {DIST_NORMAL, 0.0713, 0.0094, normal_P},
    {DIST_NORMAL, 0.0313, 0.0294, normal_P},
    {DIST_NORMAL, -0.011, 0.02, normal_P},
    {DIST_LOGNORMAL, -2.813, 0.2913, gsl_cdf_lognormal_P},
    {DIST_LOGNORMAL, -5.7, 1.173, gsl_cdf_lognormal_P},
    {DIST_LOGNORMAL, 0.317, 2.9, gsl_cdf_lognormal_P},
    {DIST_GAMMA, 0.37, 0.0192, gsl_cdf_gamma_P},
    {DIST_GAMMA, 1, 0.331, gsl_cdf_gamma_P},
    {DIST_GAMMA, 7.31, 0.00413, gsl_cdf_gamma_P},
    {DIST_GAMMA, 412.7, 0.000171, gsl_cdf_gamma_P},
    {DIST_WEIBULL, 0.613, 0.0471, NULL},
    {DIST_WEIBULL, 1.71, 0.0237, NULL},
    {DIST_WEIBULL, 13.7, 0.113, NULL},
    {DIST_PARETO, 0.0217, 2.37, pareto_P},
    {DIST_PARETO, 0.0017, 5.13, pareto_P},
};
enum { PLAIN_COUNT = sizeof PLAIN / sizeof *PLAIN };

static struct dist plain_dist(const struct plain *plain)
{
    struct dist dist = {.kind = plain->kind};
    double *const fields = &dist.constant.value; /* two doubles from the start of the union */
    memcpy(fields, (double[]){plain->a, plain->b},
           (plain->kind == DIST_CONSTANT || plain->kind == DIST_EXPONENTIAL ? 1 : 2) * sizeof(double));
    return dist;
}

static double gsl_P(const struct plain *plain, double x)
{
    return plain->kind == DIST_WEIBULL ? gsl_cdf_weibull_P(x, plain->b, plain->a)
                                       : plain->cdf(x, plain->a, plain->b);
}

static const double LEVELS[] = {0.0007, 0.01, 0.137, 0.5, 0.731, 0.9, 0.99, 0.9991, 0.99997};
enum { LEVEL_COUNT = sizeof LEVELS / sizeof *LEVELS };

static void plain_kinds_are_gsls(void **state)
{
    (void)state;
    for (size_t i = 0; i < PLAIN_COUNT; i++) {
        struct dist dist = plain_dist(&PLAIN[i]);
        assert_null(dist_fault(&dist));
        for (size_t k = 0; k < LEVEL_COUNT; k++) {
            double x = dist_quantile(&dist, LEVELS[k], 0);
            near_abs(dist_cdf(&dist, x, 0), gsl_P(&PLAIN[i], x), 2e-13, KINDS[dist.kind]);
            if (x > 0 && dist.kind != DIST_CONSTANT)
                near_abs(gsl_P(&PLAIN[i], x), LEVELS[k], 1e-12, KINDS[dist.kind]);
        }
        assert_true(dist_cdf(&dist, -1e-9, 0) == 0 && dist_cdf(&dist, INFINITY, 0) == 1 &&
                    dist_quantile(&dist, 0, 0) >= 0);
    }
}

/* E X^order as the integral of the quantile function over the level, by the midpoint rule after a change of
 * variable that gives both ends many points: level = sin². */
static double integral(const struct dist *dist, int order, double bytes)
{
    enum { STEPS = 3000 };
    double sum = 0;
    for (int i = 0; i < STEPS; i++) {
        double t = (i + 0.5) / STEPS, u = t * t * t * (t * (t * 6 - 15) + 10),
               slope = 30 * t * t * (t - 1) * (t - 1);
        sum += pow(dist_quantile(dist, u, bytes), order) * slope / STEPS;
    }
    return sum;
}

static void moments_are_integrals(void **state)
{
    (void)state;
    for (size_t i = 0; i < PLAIN_COUNT; i++) {
        if (PLAIN[i].kind == DIST_LOGNORMAL && PLAIN[i].b > 2)
            continue; /* its second moment lies beyond what the rule can see */
        struct dist dist = plain_dist(&PLAIN[i]);
        bool is_heavy = dist.kind == DIST_PARETO;
        near_abs(dist_mean(&dist, 0), integral(&dist, 1, 0), 2e-6 * integral(&dist, 1, 0), KINDS[dist.kind]);
        if (!is_heavy)
            near_abs(dist_second_moment(&dist, 0), integral(&dist, 2, 0), 5e-5 * integral(&dist, 2, 0),
                     KINDS[dist.kind]);
    }
    struct dist pareto = {.kind = DIST_PARETO, .pareto = {0.003, 2.5}};
    near_rel(dist_second_moment(&pareto, 0), 2.5 / 0.5 * 9e-6, 1e-15,
             "second moment of Pareto"); /* α m²/(α − 2) */
    pareto.pareto.shape = 0.9;
    assert_true(isinf(dist_mean(&pareto, 0)) && isinf(dist_second_moment(&pareto, 0)));
    struct dist wide = {.kind = DIST_LOGNORMAL, .lognormal = {0.317, 2.9}};
    near_rel(dist_second_moment(&wide, 0), exp(2 * 0.317 + 2 * 2.9 * 2.9), 1e-14,
             "second moment of lognormal");
}

/* ---- composed kinds ---- */

static struct dist lognormal(double median, double sigma)
{
    return (struct dist){.kind = DIST_LOGNORMAL, .lognormal = {log(median), sigma}};
}

static struct dist mixture(size_t count, const double *weights, const struct dist *parts)
{
    struct dist dist = {.kind = DIST_MIXTURE};
    dist.mixture.count = count;
    dist.mixture.weights = weights;
    dist.mixture.parts = parts;
    return dist;
}

/* Two-component fits of measured S3 latencies and the percentiles that they were fitted to, in ms; the
 * figures are published (docs/latency.md names the measurements). */
static const struct {
    double weight, median, sigma, other_median, other_sigma;
    double p50, p90, p95, p99; /* 0: none */
} PUBLISHED[] = {
    {.857, 25.66, .222, 57.92, .455, 26.79, 46.85, 69.02, 113.35},
    {.904, 2.41, .237, 5.25, .454, 2.48, 3.77, 5.16, 9.29},
    {.986, 69.53, .210, 154.4, .264, 69.75, 0, 101.10, 137.23},
    {.983, 26.03, .218, 90.2, .221, 26.13, 0, 38.86, 86.13},
};

static void mixtures_have_published_quantiles(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof PUBLISHED / sizeof *PUBLISHED; i++) {
        double weights[] = {PUBLISHED[i].weight, 1 - PUBLISHED[i].weight};
        struct dist parts[] = {lognormal(PUBLISHED[i].median, PUBLISHED[i].sigma),
                               lognormal(PUBLISHED[i].other_median, PUBLISHED[i].other_sigma)};
        struct dist dist = mixture(2, weights, parts);
        assert_null(dist_fault(&dist));
        const double levels[] = {.5, .9, .95, .99},
                     wants[] = {PUBLISHED[i].p50, PUBLISHED[i].p90, PUBLISHED[i].p95, PUBLISHED[i].p99};
        for (size_t k = 0; k < 4; k++) {
            double x = dist_quantile(&dist, levels[k], 0);
            if (wants[k] > 0)
                near_rel(x, wants[k], 0.004,
                         "published quantile"); /* weights and medians are printed with three digits */
            near_abs(dist_cdf(&dist, x, 0), levels[k], 1e-14, "level of the quantile");
            assert_true(dist_cdf(&dist, nextafter(x, 0), 0) < levels[k]); /* the first double */
        }
        near_rel(dist_mean(&dist, 0), integral(&dist, 1, 0), 1e-6, "mean of a mixture");
        near_rel(dist_second_moment(&dist, 0), integral(&dist, 2, 0), 1e-5, "second moment of a mixture");
    }
}

static void mixtures_have_gaps_and_atoms(void **state)
{
    (void)state;
    const struct dist parts[] = {{.kind = DIST_CONSTANT, .constant = {0.005}},
                                 {.kind = DIST_UNIFORM, .uniform = {0.1, 0.2}}};
    struct dist dist = mixture(2, (const double[]){0.75, 0.25}, parts);
    near_rel(dist_quantile(&dist, 0.6, 0), 0.005, 1e-15, "in the atom");
    near_rel(dist_quantile(&dist, 0.75, 0), 0.005, 1e-15, "at the end of the atom");
    near_rel(dist_quantile(&dist, 0.8, 0), 0.12, 1e-12, "beyond the gap");
    near_rel(dist_quantile(&dist, 1, 0), 0.2, 1e-15, "largest");
    assert_true(dist_quantile(&dist, 0, 0) == 0.005);
    assert_true(dist_cdf(&dist, 0.05, 0) == 0.75 && dist_cdf(&dist, 0.15, 0) == 0.875);
}

static void tables_are_linear(void **state)
{
    (void)state;
    const double levels[] = {0, 0.5, 0.5625, 0.99, 1}, values[] = {0.001, 0.004, 0.004, 0.009, 0.03};
    struct dist dist = {.kind = DIST_QUANTILES};
    dist.quantiles.count = 5;
    dist.quantiles.levels = levels;
    dist.quantiles.values = values;
    assert_null(dist_fault(&dist));
    near_rel(dist_quantile(&dist, 0.25, 0), 0.0025, 1e-15, "between levels");
    assert_true(dist_quantile(&dist, 0.55, 0) == 0.004 && dist_quantile(&dist, 1, 0) == 0.03 &&
                dist_quantile(&dist, 0, 0) == 0.001);
    near_rel(dist_quantile(&dist, 0.995, 0), 0.0195, 1e-12, "in the tail");
    assert_true(dist_cdf(&dist, 0.004, 0) == 0.5625 && dist_cdf(&dist, 0.0009, 0) == 0 &&
                dist_cdf(&dist, 0.03, 0) == 1);
    near_rel(dist_cdf(&dist, 0.0025, 0), 0.25, 1e-14, "cdf between levels");
    near_rel(dist_mean(&dist, 0), integral(&dist, 1, 0), 1e-6, "mean of a table");
    near_rel(dist_second_moment(&dist, 0), integral(&dist, 2, 0), 1e-6, "second moment of a table");
}

static void sized_grows_with_bytes(void **state)
{
    (void)state;
    struct dist noise = lognormal(1, 0.3), plain = {.kind = DIST_SIZED, .sized = {0.055, 0.0175 / MIB, NULL}},
                dist = plain;
    dist.sized.noise = &noise;
    for (double bytes = 0; bytes < 20 * MIB; bytes = bytes * 3 + 70000) {
        double median = 0.055 + 0.0175 * bytes / MIB;
        near_rel(dist_quantile(&dist, 0.5, bytes), median, 1e-14, "median by size");
        near_rel(dist_quantile(&dist, 0.99, bytes), median * exp(0.3 * gsl_cdf_ugaussian_Pinv(0.99)), 1e-13,
                 "p99 by size");
        near_rel(dist_cdf(&dist, 1.1 * median, bytes), gsl_cdf_lognormal_P(1.1, 0, 0.3), 1e-13,
                 "cdf by size");
        near_rel(dist_mean(&dist, bytes), median * exp(0.045), 1e-14, "mean by size");
        near_rel(dist_second_moment(&dist, bytes), median * median * exp(0.18), 1e-14,
                 "second moment by size");
        near_rel(dist_mean(&plain, bytes), median, 1e-14, "without noise");
        assert_true(dist_cdf(&plain, 0.999999 * median, bytes) == 0 &&
                    dist_cdf(&plain, 1.000001 * median, bytes) == 1);
    }
}

static void scaling_scales_quantiles(void **state)
{
    (void)state;
    const struct dist parts[] = {lognormal(0.02, 0.3), {.kind = DIST_GAMMA, .gamma = {3.1, 0.04}}};
    const double levels[] = {0, 0.3, 1}, values[] = {0.002, 0.003, 0.07};
    struct dist noise = lognormal(1, 0.2),
                composed[3] = {mixture(2, (const double[]){0.7, 0.3}, parts),
                               {.kind = DIST_QUANTILES},
                               {.kind = DIST_SIZED, .sized = {0.05, 1e-8, &noise}}};
    composed[1].quantiles.count = 3;
    composed[1].quantiles.levels = levels;
    composed[1].quantiles.values = values;
    for (size_t i = 0; i < PLAIN_COUNT + 3; i++) {
        struct dist dist = i < PLAIN_COUNT ? plain_dist(&PLAIN[i]) : composed[i - PLAIN_COUNT],
                    scaled = dist_scaled(&dist, 1.4, arena);
        assert_null(dist_fault(&scaled));
        for (size_t k = 0; k < LEVEL_COUNT; k++)
            near_rel(dist_quantile(&scaled, LEVELS[k], 7e5), 1.4 * dist_quantile(&dist, LEVELS[k], 7e5),
                     1e-12, KINDS[dist.kind]);
    }
}

static void faults_are_told(void **state)
{
    (void)state;
    const struct dist whole = lognormal(1, 0.1), sized = {.kind = DIST_SIZED, .sized = {0.1, 0, NULL}},
                      inner = mixture(1, (const double[]){1}, &whole);
    const struct {
        struct dist dist;
        const char *part;
    } ROWS[] = {
        {{.kind = DIST_CONSTANT, .constant = {-1}}, "negative"},
        {{.kind = DIST_CONSTANT, .constant = {NAN}}, "finite"},
        {{.kind = DIST_CONSTANT, .measured_to = 1.5}, "measured"},
        {{.kind = DIST_UNIFORM, .uniform = {2, 1}}, "high"},
        {{.kind = DIST_EXPONENTIAL, .exponential = {0}}, "mean"},
        {{.kind = DIST_NORMAL, .normal = {1, -1}}, "sd"},
        {{.kind = DIST_LOGNORMAL, .lognormal = {0, 11}}, "sigma"},
        {{.kind = DIST_LOGNORMAL, .lognormal = {NAN, 1}}, "mu"},
        {{.kind = DIST_GAMMA, .gamma = {0, 1}}, "shape"},
        {{.kind = DIST_WEIBULL, .weibull = {1, 0}}, "scale"},
        {{.kind = DIST_PARETO, .pareto = {0, 2}}, "scale"},
        {mixture(0, NULL, NULL), "part"},
        {mixture(1, (const double[]){0.5}, &whole), "add up"},
        {mixture(2, (const double[]){1, 0}, (const struct dist[]){whole, whole}), "weight"},
        {mixture(1, (const double[]){1}, &sized), "neither"},
        {mixture(1, (const double[]){1}, &inner), "neither"},
        {{.kind = DIST_SIZED, .sized = {-1, 0, NULL}}, "negative"},
        {{.kind = DIST_SIZED, .sized = {1, 0, &sized}}, "noise"},
        {{.kind = DIST__COUNT}, "kind"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const char *fault = dist_fault(&ROWS[i].dist);
        if (fault == NULL || strstr(fault, ROWS[i].part) == NULL)
            fail_msg("row %zu: %s", i, fault == NULL ? "no fault" : fault);
    }
    const double bad[][3] = {{0, 0.5, 0.9}, {0.1, 0.5, 1}, {0, 0, 1}}, values[] = {1, 2, 3},
                 falling[] = {1, 3, 2}, good[] = {0, 0.5, 1};
    struct dist table = {.kind = DIST_QUANTILES, .quantiles = {3, good, falling}};
    assert_non_null(dist_fault(&table));
    table.quantiles.values = values;
    assert_null(dist_fault(&table));
    for (size_t i = 0; i < 3; i++) {
        table.quantiles.levels = bad[i];
        assert_non_null(dist_fault(&table));
    }
}

static void knows_what_samples_can_tell(void **state)
{
    (void)state;
    const struct {
        size_t count;
        double level;
    } ROWS[] = {{0, 0},      {19, 0},      {20, 0.5},      {99, 0.5},      {100, 0.9},        {200, 0.95},
                {999, 0.95}, {1000, 0.99}, {10000, 0.999}, {99999, 0.999}, {1000000, 0.99999}};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        assert_true(dist_measurable(ROWS[i].count) == ROWS[i].level);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gamma_functions_are_gsls),
        cmocka_unit_test(plain_kinds_are_gsls),
        cmocka_unit_test(moments_are_integrals),
        cmocka_unit_test(mixtures_have_published_quantiles),
        cmocka_unit_test(mixtures_have_gaps_and_atoms),
        cmocka_unit_test(tables_are_linear),
        cmocka_unit_test(sized_grows_with_bytes),
        cmocka_unit_test(scaling_scales_quantiles),
        cmocka_unit_test(faults_are_told),
        cmocka_unit_test(knows_what_samples_can_tell),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
