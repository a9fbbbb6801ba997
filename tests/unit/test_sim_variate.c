/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Variates of every kind against GSL: moments, Kolmogorov and Smirnov's distance, and how many lie in the
 * tails; then that a draw is the same however it is made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "oracles/variate_cursor.h"
#include "sim/draw/lanes.h"
#include "sim/draw/variate.h"
#include "unit/variate_cases.h"

static const double ALPHA = 1e-4, Z_MOST = 4.5;
enum { SAMPLE = 100000, DRAWS = 1000000, BLOCK = 1000 };

static struct random_stream stream_of(size_t entity)
{
    return random_stream_of(random_key_of(1, 0), RANDOM_TEST, (uint32_t)entity);
}

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double largest_distance(const struct variate_case *row, const double *sorted, size_t count)
{
    double largest = 0;
    for (size_t i = 0; i < count; i++) {
        double p = case_probability(&row->dist, row->bytes, sorted[i]);
        largest = fmax(largest, fmax(p - (double)i / (double)count, (double)(i + 1) / (double)count - p));
    }
    return largest;
}

static void test_kolmogorov_smirnov(void **state)
{
    (void)state;
    static double values[SAMPLE];
    const double allowed = sqrt(-log(ALPHA / 2) / 2 /
                                SAMPLE); /* of the limit distribution, whose other terms are below 10^-14 */
    for (size_t c = 0; c < VARIATE_CASES_COUNT; c++) {
        const struct variate_case *row = &VARIATE_CASES[c];
        const struct random_stream stream = stream_of(c);
        variate_block(&row->dist, &stream, 0, SAMPLE, row->bytes, values);
        qsort(values, SAMPLE, sizeof *values, compare_doubles);
        double distance = largest_distance(row, values, SAMPLE);
        if (!(distance < allowed)) fail_msg("%s: %g, allowed %g", row->name, distance, allowed);
    }
}

/* By halving. */
static double find_quantile(const struct variate_case *row, double p)
{
    double low = 0, high = 1e12;
    for (int i = 0; i < 200; i++) {
        double middle = low + (high - low) / 2;
        if (case_probability(&row->dist, row->bytes, middle) < p)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void check_count(const char *name, double level, unsigned seen, double probability)
{
    if (gsl_cdf_binomial_P(seen, probability, DRAWS) < ALPHA / 2 ||
        (seen > 0 && gsl_cdf_binomial_Q(seen - 1, probability, DRAWS) < ALPHA / 2))
        fail_msg("%s: %u draws beyond the quantile at %g, expected %g", name, seen, level,
                 probability * DRAWS);
}

static void check_mean(const char *name, const char *what, double sum, double squares, double wanted)
{
    double mean = sum / DRAWS, error = sqrt((squares / DRAWS - mean * mean) / (DRAWS - 1));
    if (!(fabs(mean - wanted) < Z_MOST * error))
        fail_msg("%s: %s is %g instead of %g, z = %g", name, what, mean, wanted, (mean - wanted) / error);
}

/* Both from the same draws. */
static void check_tails_and_moments(size_t c)
{
    static const double levels[] = {0.001, 0.5, 0.999, 0.9999};
    enum { LEVELS_COUNT = sizeof levels / sizeof *levels };
    const struct variate_case *row = &VARIATE_CASES[c];
    const struct random_stream stream = stream_of(1000 + c);
    double quantiles[LEVELS_COUNT], sums[5] = {0}, values[BLOCK];
    unsigned beyond[LEVELS_COUNT] = {0};
    for (int i = 0; i < LEVELS_COUNT; i++) quantiles[i] = find_quantile(row, levels[i]);
    const double unit = quantiles[1]; /* so that fourth powers stay in range */
    for (uint64_t done = 0; done < DRAWS; done += BLOCK) {
        variate_block(&row->dist, &stream, done, BLOCK, row->bytes, values);
        for (size_t i = 0; i < BLOCK; i++) {
            double x = values[i] / unit, power = 1;
            for (int n = 1; n <= 4; n++) sums[n] += power *= x;
            for (int l = 0; l < LEVELS_COUNT; l++) beyond[l] += values[i] > quantiles[l];
        }
    }
    for (int i = 0; i < LEVELS_COUNT; i++) check_count(row->name, levels[i], beyond[i], 1 - levels[i]);
    if (row->moments >= 1)
        check_mean(row->name, "mean", sums[1], sums[2], case_moment(&row->dist, row->bytes, 1) / unit);
    if (row->moments >= 2)
        check_mean(row->name, "mean square", sums[2], sums[4],
                   case_moment(&row->dist, row->bytes, 2) / unit / unit);
}

static void test_tails_and_moments(void **state)
{
    (void)state;
    for (size_t c = 0; c < VARIATE_CASES_COUNT; c++) check_tails_and_moments(c);
}

/* Distributions that a kernel doesn't carry to their ends, or that mostly draw 0. */
static const struct dist NO_PARTS[] = {{.kind = DIST_CONSTANT, .constant = {0.5}},
                                       {.kind = DIST_NORMAL, .normal = {-1, 0.7}}};
static const double ATOM_LEVELS[] = {0, 0.3, 0.6, 1}, ATOM_VALUES[] = {0, 0, 0.5, 0.5};
static const struct variate_case ODD_CASES[] = {
    {"constant", {.kind = DIST_CONSTANT, .constant = {0.25}}, 0, 0},
    {"negative constant", {.kind = DIST_CONSTANT, .constant = {-0.25}}, 0, 0},
    {"negative uniform", {.kind = DIST_UNIFORM, .uniform = {-1, 1}}, 0, 0},
    {"negative normal", {.kind = DIST_NORMAL, .normal = {0.3, 1}}, 0, 0},
    {"lognormal, 0", {.kind = DIST_LOGNORMAL, .lognormal = {-3, 0}}, 0, 0},
    {"lognormal, 300", {.kind = DIST_LOGNORMAL, .lognormal = {0, 300}}, 0, 0},
    {"Weibull, 0.01", {.kind = DIST_WEIBULL, .weibull = {0.01, 1}}, 0, 0},
    {"Pareto, 0.01", {.kind = DIST_PARETO, .pareto = {1, 0.01}}, 0, 0},
    {"gamma, 0.002", {.kind = DIST_GAMMA, .gamma = {0.002, 1}}, 0, 0},
    {"mixture with a constant", {.kind = DIST_MIXTURE, .mixture = {2, TWO_WEIGHTS, NO_PARTS}}, 0, 0},
    {"table with atoms", {.kind = DIST_QUANTILES, .quantiles = {4, ATOM_LEVELS, ATOM_VALUES}}, 0, 0},
    {"by size, no noise", {.kind = DIST_SIZED, .sized = {0.01, 1e-9, NULL}}, 12345, 0},
    {"by size, normal noise", {.kind = DIST_SIZED, .sized = {0.01, 1e-9, &NO_PARTS[1]}}, 12345, 0},
};
enum {
    ODD_CASES_COUNT = sizeof ODD_CASES / sizeof *ODD_CASES,
    ALL_CASES = VARIATE_CASES_COUNT + ODD_CASES_COUNT
};

static const struct variate_case *any_case(size_t c)
{
    return c < VARIATE_CASES_COUNT ? &VARIATE_CASES[c] : &ODD_CASES[c - VARIATE_CASES_COUNT];
}

static bool is_same(double a, double b) { return memcmp(&a, &b, sizeof a) == 0; }

static void check_block(const struct lanes *lanes, size_t c, uint64_t first, size_t count)
{
    enum { MOST = 3000 };
    static double values[MOST + 1];
    const struct variate_case *row = any_case(c);
    const struct random_stream stream = stream_of(c);
    values[count] = 42;
    variate_block_by(lanes, &row->dist, &stream, first, count, row->bytes, values);
    for (size_t i = 0; i < count; i++)
        if (!is_same(values[i], variate(&row->dist, &stream, first + i, row->bytes)))
            fail_msg("%s by %s: ordinal %zu from %zu on", row->name, lanes->name, i, (size_t)first);
    assert_true(values[count] == 42);
}

static void test_blocks(void **state)
{
    (void)state;
    const struct lanes *all[] = {&LANES_ONE, lanes_avx2(), lanes_avx512()};
    for (size_t l = 0; l < 3; l++)
        for (size_t c = 0; c < ALL_CASES && all[l] != NULL; c++) {
            for (size_t count = 0; count < 35; count++)
                check_block(all[l], c, 100 * count + count % 3, count);
            check_block(all[l], c, 0, 3000);
            check_block(all[l], c, 7, 1001);
            check_block(all[l], c, (UINT64_C(1) << 33) - 50, 100);
        }
}

static void test_cursors(void **state)
{
    (void)state;
    for (size_t c = 0; c < ALL_CASES; c++)
        for (uint64_t first = 0; first < 40; first += 13) {
            const struct variate_case *row = any_case(c);
            const struct random_stream stream = stream_of(c);
            struct variate_cursor cursor = variate_cursor_of(&row->dist, stream, first);
            for (uint64_t i = first; i < first + 50; i++) {
                double bytes = row->bytes * (double)(i % 3);
                assert_true(is_same(variate_next(&cursor, bytes), variate(&row->dist, &stream, i, bytes)));
            }
        }
}

/* Whether a draw is the quantile at its random bits. */
static bool is_quantile(const struct dist *dist)
{
    if (dist->kind == DIST_SIZED) return dist->sized.noise == NULL || is_quantile(dist->sized.noise);
    return dist->kind != DIST_GAMMA && dist->kind != DIST_MIXTURE;
}

/* Such a draw rises with its random bits. */
static void test_order(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    static struct pair {
        double u, value;
    } pairs[COUNT];
    for (size_t c = 0; c < ALL_CASES; c++) {
        const struct dist *dist = &any_case(c)->dist;
        if (!is_quantile(dist)) continue;
        const struct random_stream stream = stream_of(c);
        for (uint64_t i = 0; i < COUNT; i++)
            pairs[i] = (struct pair){random_unit(&stream, i), variate(dist, &stream, i, any_case(c)->bytes)};
        qsort(pairs, COUNT, sizeof *pairs, compare_doubles);
        assert_true(pairs[0].value >= 0);
        for (size_t i = 1; i < COUNT; i++) assert_true(pairs[i - 1].value <= pairs[i].value);
    }
}

/* How often a distribution that reaches below 0 draws 0, and the atoms of a table and of a mixture. */
static void test_atoms(void **state)
{
    (void)state;
    const struct {
        const struct dist *dist;
        double value, share;
    } rows[] = {
        {&ODD_CASES[1].dist, 0, 1},
        {&ODD_CASES[2].dist, 0, 0.5},
        {&ODD_CASES[3].dist, 0, gsl_cdf_gaussian_P(-0.3, 1)},
        {&ODD_CASES[9].dist, 0.5, 0.937},
        {&ODD_CASES[9].dist, 0, 0.063 * gsl_cdf_gaussian_P(1, 0.7)},
        {&ODD_CASES[10].dist, 0, 0.3},
        {&ODD_CASES[10].dist, 0.5, 0.4},
        {&ODD_CASES[12].dist, 0, gsl_cdf_gaussian_P(1, 0.7)},
    };
    static double values[SAMPLE];
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        const struct random_stream stream = stream_of(2000 + r);
        variate_block(rows[r].dist, &stream, 0, SAMPLE, 1, values);
        double count = 0, error = sqrt(rows[r].share * (1 - rows[r].share) * SAMPLE);
        for (size_t i = 0; i < SAMPLE; i++) count += values[i] == rows[r].value;
        if (!(fabs(count - rows[r].share * SAMPLE) <= Z_MOST * error))
            fail_msg("row %zu: %g of %d are %g", r, count, SAMPLE, rows[r].value);
    }
}

/* Draws of neighbouring ordinals, entities and purposes aren't correlated: least of all may two of them be
 * the same draw. */
static void test_neighbours(void **state)
{
    (void)state;
    const struct dist *dist = &VARIATE_CASES[2].dist;
    const struct random_stream stream = stream_of(0), entity = stream_of(1);
    const struct random_stream purpose = random_stream_of(random_key_of(1, 0), RANDOM_ARRIVAL, 0);
    const struct random_stream replication = random_stream_of(random_key_of(1, 1), RANDOM_TEST, 0);
    double products[4] = {0};
    for (uint64_t i = 0; i < SAMPLE; i++) {
        double x = variate(dist, &stream, 2 * i, 0) - 1;
        products[0] += x * (variate(dist, &stream, 2 * i + 1, 0) - 1);
        products[1] += x * (variate(dist, &entity, 2 * i, 0) - 1);
        products[2] += x * (variate(dist, &purpose, 2 * i, 0) - 1);
        products[3] += x * (variate(dist, &replication, 2 * i, 0) - 1);
    }
    for (int i = 0; i < 4; i++) assert_true(fabs(products[i]) < Z_MOST * sqrt(SAMPLE));
}

static void test_nanoseconds(void **state)
{
    (void)state;
    const struct random_stream stream = stream_of(5);
    const struct variate_case *row = &VARIATE_CASES[7];
    struct variate_cursor cursor = variate_cursor_of(&row->dist, stream, 0);
    for (uint64_t i = 0; i < 100; i++) {
        int64_t ns = variate_ns(&row->dist, &stream, i, 0);
        assert_true(ns == (int64_t)floor(variate(&row->dist, &stream, i, 0) * 1e9 + 0.5));
        assert_true(variate_next_ns(&cursor, 0) == ns);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kolmogorov_smirnov),
        cmocka_unit_test(test_tails_and_moments),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_cursors),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_atoms),
        cmocka_unit_test(test_neighbours),
        cmocka_unit_test(test_nanoseconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
