/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fits: densities against GSL's, parameters recovered from samples within the standard error of 20
 * replications, likelihoods at their maximum, published percentiles matched, the choice, and the profile read
 * back as it was fitted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/units.h"
#include "model_random.h"
#include "sample.h"
#include "params_fixture.h"
#include "study/fit.h"
#include "study/fit_profile.h"

enum { REPLICATIONS = 20, SAMPLES = 1000, MANY = 5000, SIZED = 200 };

static struct arena *arena;
static struct diags diags;
static gsl_rng *generator;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    diags_init(&diags, arena);
    generator = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(generator, 1);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    gsl_rng_free(generator);
    return 0;
}

static struct dist lognormal(double median, double sigma)
{
    return (struct dist){.kind = DIST_LOGNORMAL, .lognormal = {log(median), sigma}};
}

static struct dist mixture(double weight, double median, double sigma, double other_median,
                           double other_sigma)
{
    double *weights = arena_new_of(arena, double, 2);
    struct dist *parts = arena_new_of(arena, struct dist, 2), dist = {.kind = DIST_MIXTURE};
    weights[0] = weight;
    weights[1] = 1 - weight;
    parts[0] = lognormal(median, sigma);
    parts[1] = lognormal(other_median, other_sigma);
    dist.mixture.count = 2;
    dist.mixture.weights = weights;
    dist.mixture.parts = parts;
    return dist;
}

static struct dist gamma_of(double shape, double scale)
{
    return (struct dist){.kind = DIST_GAMMA, .gamma = {shape, scale}};
}

static struct dist weibull(double shape, double scale)
{
    return (struct dist){.kind = DIST_WEIBULL, .weibull = {shape, scale}};
}

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Not by the quantile functions of what is tested: normals, and GSL's gamma sampler. */
static double draw_one(const struct dist *dist, uint64_t *state)
{
    const struct dist *part = dist;
    if (dist->kind == DIST_MIXTURE)
        part = &dist->mixture.parts[random_unit(state) < dist->mixture.weights[0] ? 0 : 1];
    if (part->kind == DIST_LOGNORMAL)
        return exp(part->lognormal.mu + part->lognormal.sigma * random_normal(state));
    if (part->kind == DIST_GAMMA) return gsl_ran_gamma(generator, part->gamma.shape, part->gamma.scale);
    return part->weibull.scale * pow(random_exponential(state, 1), 1 / part->weibull.shape);
}

static double *draw(const struct dist *dist, size_t count, uint64_t *state)
{
    double *values = arena_new_of(arena, double, count);
    for (size_t i = 0; i < count; i++) values[i] = draw_one(dist, state);
    qsort(values, count, sizeof *values, by_value);
    return values;
}

/* Its parameters as a row of numbers. */
static size_t parameters_of(const struct dist *dist, double row[5])
{
    if (dist->kind == DIST_MIXTURE) {
        const struct dist *parts = dist->mixture.parts;
        memcpy(row,
               (double[]){dist->mixture.weights[0], parts[0].lognormal.mu, parts[0].lognormal.sigma,
                          parts[1].lognormal.mu, parts[1].lognormal.sigma},
               5 * sizeof *row);
        return 5;
    }
    bool is_lognormal = dist->kind == DIST_LOGNORMAL, is_gamma = dist->kind == DIST_GAMMA;
    row[0] = is_lognormal ? dist->lognormal.mu : is_gamma ? dist->gamma.shape : dist->weibull.shape;
    row[1] = is_lognormal ? dist->lognormal.sigma : is_gamma ? dist->gamma.scale : dist->weibull.scale;
    return 2;
}

struct truth {
    enum fit_family family;
    struct dist dist;
};

/* At least five of each. */
static size_t truths(struct truth *list)
{
    const struct truth all[] = {
        {FIT_LOGNORMAL, lognormal(0.06, 0.815)},
        {FIT_LOGNORMAL, lognormal(0.0047, 0.13)},
        {FIT_LOGNORMAL, lognormal(1.9, 0.31)},
        {FIT_LOGNORMAL, lognormal(0.00023, 0.27)},
        {FIT_LOGNORMAL, lognormal(0.11, 1.7)},
        {FIT_MIXTURE, mixture(0.857, 0.02566, 0.222, 0.0892, 0.355)},
        {FIT_MIXTURE, mixture(0.7, 0.0024, 0.237, 0.0103, 0.254)},
        {FIT_MIXTURE, mixture(0.93, 0.0695, 0.21, 0.254, 0.264)},
        {FIT_MIXTURE, mixture(0.5, 0.0031, 0.3, 0.0113, 0.3)},
        {FIT_MIXTURE, mixture(0.97, 0.0037, 0.25, 0.15, 0.2)},
        {FIT_GAMMA, gamma_of(0.613, 0.0471)},
        {FIT_GAMMA, gamma_of(1.37, 0.021)},
        {FIT_GAMMA, gamma_of(4.21, 0.0133)},
        {FIT_GAMMA, gamma_of(23.7, 0.0017)},
        {FIT_GAMMA, gamma_of(97.1, 0.00037)},
        {FIT_WEIBULL, weibull(0.613, 0.0471)},
        {FIT_WEIBULL, weibull(1.37, 0.021)},
        {FIT_WEIBULL, weibull(2.71, 0.0133)},
        {FIT_WEIBULL, weibull(6.7, 0.0017)},
        {FIT_WEIBULL, weibull(13.1, 0.37)},
    };
    memcpy(list, all, sizeof all);
    return sizeof all / sizeof *all;
}
enum { TRUTHS_MAX = 32 };

static void densities_are_gsls(void **state)
{
    (void)state;
    for (double x = 0.0003; x < 3; x *= 1.7) {
        const double weight = 0.81;
        struct dist two = mixture(weight, 0.02, 0.2, 0.06, 0.4), gamma = gamma_of(3.7, 0.01),
                    wide = weibull(1.3, 0.05), one = lognormal(0.05, 0.9);
        const double wants[] = {log(weight * gsl_ran_lognormal_pdf(x, log(0.02), 0.2) +
                                    (1 - weight) * gsl_ran_lognormal_pdf(x, log(0.06), 0.4)),
                                log(gsl_ran_gamma_pdf(x, 3.7, 0.01)), log(gsl_ran_weibull_pdf(x, 0.05, 1.3)),
                                log(gsl_ran_lognormal_pdf(x, log(0.05), 0.9))};
        const struct dist *dists[] = {&two, &gamma, &wide, &one};
        for (size_t i = 0; i < 4; i++)
            if (wants[i] > -600 &&
                !(fabs(fit_log_density(dists[i], x) - wants[i]) < 1e-11 * fmax(1, fabs(wants[i]))))
                fail_msg("density %zu at %g: %.15g, not %.15g", i, x, fit_log_density(dists[i], x), wants[i]);
    }
}

static void recovers_parameters(void **state)
{
    (void)state;
    struct truth list[TRUTHS_MAX];
    size_t count = truths(list);
    uint64_t seed = 1;
    for (size_t i = 0; i < count; i++) {
        double truth[5], row[5];
        struct sample estimates[5] = {{0, 0, 0}};
        size_t parameters = parameters_of(&list[i].dist, truth);
        for (int replication = 0; replication < REPLICATIONS; replication++) {
            struct arena_mark mark = arena_mark(arena);
            struct dist fitted;
            assert_true(
                fit_likelihood(list[i].family, draw(&list[i].dist, SAMPLES, &seed), SAMPLES, arena, &fitted));
            parameters_of(&fitted, row);
            for (size_t k = 0; k < parameters; k++) sample_add(&estimates[k], row[k]);
            arena_rewind(arena, mark);
        }
        for (size_t k = 0; k < parameters; k++) {
            double z = (sample_mean(&estimates[k]) - truth[k]) / sample_error(&estimates[k]);
            if (!(fabs(z) < 4.5) || !(sample_error(&estimates[k]) < 0.05 * fmax(1, fabs(truth[k]))))
                fail_msg("truth %zu, parameter %zu: %g +- %g, not %g (z %.1f)", i, k,
                         sample_mean(&estimates[k]), sample_error(&estimates[k]), truth[k], z);
        }
    }
}

static double likelihood_of(const struct dist *dist, const double *values, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += fit_log_density(dist, values[i]);
    return sum;
}

static struct dist from_parameters(enum fit_family family, const double *row)
{
    return family == FIT_MIXTURE     ? mixture(row[0], exp(row[1]), row[2], exp(row[3]), row[4])
           : family == FIT_LOGNORMAL ? lognormal(exp(row[0]), row[1])
           : family == FIT_GAMMA     ? gamma_of(row[0], row[1])
                                     : weibull(row[0], row[1]);
}

/* No parameter moved a little gives more, also where samples are put into bins (5,000 of them). */
static void likelihoods_are_at_their_maximum(void **state)
{
    (void)state;
    struct truth list[TRUTHS_MAX];
    size_t count = truths(list);
    uint64_t seed = 1;
    for (size_t i = 0; i < count; i++) {
        struct arena_mark mark = arena_mark(arena);
        size_t samples = i % 5 == 0 ? MANY : 500;
        const double *values = draw(&list[i].dist, samples, &seed);
        struct dist fitted;
        double row[5];
        assert_true(fit_likelihood(list[i].family, values, samples, arena, &fitted));
        double best = likelihood_of(&fitted, values, samples);
        size_t parameters = parameters_of(&fitted, row);
        for (size_t k = 0; k < 2 * parameters; k++) {
            double moved[5];
            memcpy(moved, row, sizeof moved);
            moved[k / 2] += (k % 2 == 0 ? 1 : -1) * (fabs(row[k / 2]) + 1e-3) * 1e-2;
            struct dist other = from_parameters(list[i].family, moved);
            if (likelihood_of(&other, values, samples) >= best)
                fail_msg("truth %zu: parameter %zu at %g instead of %g is %g better", i, k / 2, moved[k / 2],
                         row[k / 2], likelihood_of(&other, values, samples) - best);
        }
        arena_rewind(arena, mark);
    }
}

static void chooses_what_was_drawn(void **state)
{
    (void)state;
    struct truth list[TRUTHS_MAX];
    size_t count = truths(list);
    uint64_t seed = 1;
    for (size_t i = 0; i < count; i++) {
        struct samples samples = {.count = MANY, .values_s = draw(&list[i].dist, MANY, &seed)};
        const struct fitting *fitting = fit_make("m.csv", &samples, FIT__COUNT, arena, &diags);
        assert_non_null(fitting);
        if (fitting->chosen != list[i].family)
            fail_msg("truth %zu: %s was chosen", i, fit_name(fitting->chosen));
        assert_true(fitting->measured_to == 0.99 &&
                    fitting->fits[fitting->chosen].distance < 1.95 / sqrt(MANY)); /* the level of 0.001 */
        for (size_t k = 0; k < fitting->level_count; k++)
            assert_true(fabs(fitting->fits[fitting->chosen].errors[k]) < 0.35);
    }
}

/* The distance from its definition: the largest gap at any sample, by brute force over another order. */
static void distance_is_kolmogorovs(void **state)
{
    (void)state;
    uint64_t seed = 1;
    struct dist truth = lognormal(0.05, 0.5);
    struct samples samples = {.count = 500, .values_s = draw(&truth, 500, &seed)};
    const struct fitting *fitting = fit_make("m.csv", &samples, FIT_LOGNORMAL, arena, &diags);
    double worst = 0;
    for (size_t i = 0; i < 500; i++) {
        double below = 0, upto = 0, cdf = dist_cdf(&fitting->dist, samples.values_s[i], 0);
        for (size_t k = 0; k < 500; k++) {
            below += samples.values_s[k] < samples.values_s[i];
            upto += samples.values_s[k] <= samples.values_s[i];
        }
        worst = fmax(worst, fmax(fabs(cdf - below / 500), fabs(cdf - upto / 500)));
    }
    assert_true(fabs(fitting->fits[FIT_LOGNORMAL].distance - worst) < 1e-12);
    double aic = 4 - 2 * likelihood_of(&fitting->dist, samples.values_s, 500);
    assert_true(fabs(fitting->fits[FIT_LOGNORMAL].aic - aic) < 1e-6);
}

/* ---- percentiles ---- */

static void matches_published_percentiles(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "p50=26.79ms,p90=46.85ms,p95=69.02ms,p99=113.35ms", /* S3 GET of 4 KiB */
        "p50=2.48ms,p90=3.77ms,p95=5.16ms,p99=9.29ms",      /* S3 Express GET of 4 KiB */
        "p50=69.75ms,p95=101.10ms,p99=137.23ms",            /* S3 PUT of 500 KiB */
        "p50=26.13ms,p95=38.86ms,p99=86.13ms",              /* S3 GET of 500 KiB */
        "p50=6.75ms,p75=7.28ms,p95=8.03ms,p99=8.64ms,p99.9=22.4ms",
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        const struct samples *samples = samples_of_text(TEXTS[i], (struct place){.file = "--quantiles"},
                                                        arena, &diags);
        const struct fitting *fitting = fit_make("--quantiles", samples, FIT__COUNT, arena, &diags);
        assert_int_equal(fitting->chosen, FIT_MIXTURE);
        for (size_t k = 0; k < samples->count; k++) {
            double off = dist_quantile(&fitting->dist, samples->levels[k], 0) / samples->values_s[k] - 1;
            if (!(fabs(off) < (i == 4 ? 0.01 : 0.002)))
                fail_msg("%s: %.4f off at level %g", TEXTS[i], off, samples->levels[k]);
        }
        assert_true(fitting->measured_to == samples->levels[samples->count - 1]);
    }
}

/* A family's own percentiles lead back to it. */
static void percentiles_lead_back(void **state)
{
    (void)state;
    static const double LEVELS[] = {0.5, 0.75, 0.9, 0.95, 0.99, 0.999};
    struct truth list[TRUTHS_MAX];
    size_t count = truths(list);
    for (size_t i = 0; i < count; i++) {
        double values[6], truth[5], row[5];
        for (size_t k = 0; k < 6; k++) values[k] = dist_quantile(&list[i].dist, LEVELS[k], 0);
        struct dist fitted;
        assert_true(fit_quantiles(list[i].family, LEVELS, values, 6, arena, &fitted));
        size_t parameters = parameters_of(&list[i].dist, truth);
        parameters_of(&fitted, row);
        for (size_t k = 0; k < parameters && list[i].family != FIT_MIXTURE; k++)
            if (!(fabs(row[k] - truth[k]) < 1e-5 * fmax(1e-3, fabs(truth[k]))))
                fail_msg("truth %zu: parameter %zu is %g, not %g", i, k, row[k], truth[k]);
        for (size_t k = 0; k < 6; k++)
            if (!(fabs(dist_quantile(&fitted, LEVELS[k], 0) / values[k] - 1) < 0.005))
                fail_msg("truth %zu: %g at level %g, not %g", i, dist_quantile(&fitted, LEVELS[k], 0),
                         LEVELS[k], values[k]);
    }
}

static void few_percentiles_choose_simply(void **state)
{
    (void)state;
    const struct samples *samples = samples_of_text("p0=1ms,p50=60ms,p99=400ms,p100=3s",
                                                    (struct place){.file = "--quantiles"}, arena, &diags);
    const struct fitting *fitting = fit_make("--quantiles", samples, FIT__COUNT, arena, &diags);
    assert_true(fitting->chosen == FIT_LOGNORMAL && fitting->level_count == 2 && fitting->count == 4 &&
                fitting->measured_to == 0.99);
    assert_non_null(fitting->fits[FIT_MIXTURE].lacking);
    static const struct fit_provenance provenance = {.path = "latency.commit",
                                                     .source = "a test",
                                                     .grade = 'C',
                                                     .date = "2026-07"};
    assert_non_null(strstr(fit_profile(fitting, &provenance, arena),
                           "\n    lognormal: {p50: 60 ms, sigma: 0.81549}\n")); /* ln(400/60)/2.32635 */
}

/* ---- sizes ---- */

static void recovers_size(void **state)
{
    (void)state;
    static const struct {
        double base_s, per_mib_s, sigma;
    } ROWS[] = {{0.055, 0.0175, 0.3},
                {0.030, 0.020, 0.22},
                {0.0065, 0.01, 0.24},
                {0.002, 0.03, 0.1},
                {0.4, 0.002, 0.05}};
    uint64_t seed = 1;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct sample base = {0, 0, 0}, slope = {0, 0, 0}, sigma = {0, 0, 0};
        for (int replication = 0; replication < REPLICATIONS; replication++) {
            double values[SIZED], bytes[SIZED];
            for (size_t k = 0; k < SIZED; k++) {
                bytes[k] = floor(16 * MIB * random_unit(&seed));
                values[k] = (ROWS[i].base_s + ROWS[i].per_mib_s * bytes[k] / MIB) *
                            exp(ROWS[i].sigma * random_normal(&seed));
            }
            struct samples samples = {.count = SIZED, .values_s = values, .bytes = bytes};
            const struct fitting *fitting = fit_make("m.csv", &samples, FIT_LOGNORMAL, arena, &diags);
            assert_true(fitting != NULL && fitting->dist.kind == DIST_SIZED);
            double median = dist_quantile(fitting->dist.sized.noise, 0.5, 0);
            sample_add(&base, fitting->base_s * median);
            sample_add(&slope, fitting->per_byte_s * MIB * median);
            sample_add(&sigma, fitting->dist.sized.noise->lognormal.sigma);
        }
        const struct sample *estimates[] = {&base, &slope, &sigma};
        const double wants[] = {ROWS[i].base_s, ROWS[i].per_mib_s, ROWS[i].sigma};
        for (size_t k = 0; k < 3; k++) {
            double z = (sample_mean(estimates[k]) - wants[k]) / sample_error(estimates[k]);
            if (!(fabs(z) < 4.5) || !(sample_error(estimates[k]) < 0.05 * wants[k]))
                fail_msg("row %zu, figure %zu: %g +- %g, not %g", i, k, sample_mean(estimates[k]),
                         sample_error(estimates[k]), wants[k]);
        }
    }
}

/* Sizes that don't differ say nothing, however they are summed. */
static void one_size_is_none(void **state)
{
    (void)state;
    double values[50], bytes[50], base, slope;
    uint64_t seed = 1;
    for (size_t i = 0; i < 50; i++) {
        values[i] = 0.01 + random_unit(&seed);
        bytes[i] = 4097.1;
    }
    assert_false(fit_size(values, bytes, 50, &base, &slope));
}

/* ---- what is written ---- */

static void profiles_are_read_as_they_were_fitted(void **state)
{
    (void)state;
    struct truth list[TRUTHS_MAX];
    size_t count = truths(list);
    uint64_t seed = 1;
    for (size_t i = 0; i < count; i += 2) {
        double values[300], bytes[300];
        for (size_t k = 0; k < 300; k++) {
            bytes[k] = 4096 * (double)(1 + k);
            values[k] = draw_one(&list[i].dist, &seed) * (i % 4 == 0 ? 1 + bytes[k] / MIB : 1);
        }
        struct samples samples = {.count = 300, .values_s = values, .bytes = i % 4 == 0 ? bytes : NULL};
        const struct fitting *fitting = fit_make("m.csv", &samples, FIT__COUNT, arena, &diags);
        struct fit_provenance provenance = {"latency.object_get", "a \"source\": with \\ and #", 'B',
                                            "2026-11-24"};
        const char *profile = fit_profile(fitting, &provenance, arena),
                   *workload = "topics: [{name: t, produce: {rate: 3 MiB/s}}]\n";
        struct param_source source = {"p.yaml", profile, strlen(profile)};
        struct param_request request = {.workload = {"w.yaml", workload, strlen(workload)},
                                        .profiles = &source,
                                        .profile_count = 1};
        const struct params *params = params_resolve(&FIXTURE, &request, arena, &diags);
        if (params == NULL) fail_msg("%s%s", profile, diags_text(&diags, arena));
        const struct distribution *read = params->root[ROOT_OBJECT_GET].distribution;
        assert_int_equal(params->root[ROOT_OBJECT_GET].origin, ORIGIN_PROFILE);
        assert_string_equal(read->source, provenance.source);
        assert_true(read->grade == 'B' && read->dist.measured_to == 0.95);
        for (double level = 0.001; level < 1; level += 0.0497) {
            double got = dist_quantile(&read->dist, level, 3e6),
                   want = dist_quantile(&fitting->dist, level, 3e6);
            if (!(fabs(got / want - 1) < 1e-9))
                fail_msg("%s: %.12g, not %.12g at %g", profile, got, want, level);
        }
    }
}

static void says_what_is_too_little(void **state)
{
    (void)state;
    double same[30], few[] = {1, 2, 3}, levels[] = {0.5, 0.9}, equal[] = {1, 1};
    for (size_t i = 0; i < 30; i++) same[i] = 0.25;
    const struct {
        struct samples samples;
        const char *part;
    } ROWS[] = {
        {{.count = 3, .values_s = few}, "3 latencies are too few to fit; at least 20"},
        {{.count = 30, .values_s = same}, "all latencies are the same"},
        {{.count = 1, .values_s = few, .levels = levels}, "1 percentiles between p0 and p100"},
        {{.count = 2, .values_s = equal, .levels = levels}, "all percentiles are the same"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        diags_init(&diags, arena);
        assert_null(fit_make("m.csv", &ROWS[i].samples, FIT__COUNT, arena, &diags));
        assert_true(diags.count == 1 && diags.first->id == DIAG_INCONSISTENT &&
                    strstr(diags.first->message, ROWS[i].part) != NULL);
    }
    diags_init(&diags, arena);
    const struct samples two = {.count = 2, .values_s = few, .levels = levels};
    assert_null(fit_make("m.csv", &two, FIT_MIXTURE, arena, &diags));
    assert_non_null(
        strstr(diags.first->message, "no mixture of two lognormals can be fitted: it takes 3 percentiles"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(densities_are_gsls, set_up, tear_down),
        cmocka_unit_test_setup_teardown(recovers_parameters, set_up, tear_down),
        cmocka_unit_test_setup_teardown(likelihoods_are_at_their_maximum, set_up, tear_down),
        cmocka_unit_test_setup_teardown(chooses_what_was_drawn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(distance_is_kolmogorovs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(matches_published_percentiles, set_up, tear_down),
        cmocka_unit_test_setup_teardown(percentiles_lead_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(few_percentiles_choose_simply, set_up, tear_down),
        cmocka_unit_test_setup_teardown(recovers_size, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_size_is_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(profiles_are_read_as_they_were_fitted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(says_what_is_too_little, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
