/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quorums against sorted draws, against the polynomials of three, and against figures of lognormal answers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "oracles/quorum.h"
#include "unit/model_random.h"
#include "unit/sample.h"

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void test_order_statistics(void **state)
{
    (void)state;
    enum { DRAWS = 40000 };
    const struct {
        unsigned needed, of;
        double by;
    } sets[] = {{1, 1, 0.37},  {2, 3, 0.61}, {3, 3, 0.61},    {1, 3, 0.21},
                {3, 5, 0.473}, {5, 9, 0.55}, {11, 16, 0.731}, {33, 64, 0.49}};
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        uint64_t random = 11 + i;
        struct sample reached = {0};
        for (int draw = 0; draw < DRAWS; draw++) {
            double answers[QUORUM_MAX];
            for (unsigned a = 0; a < sets[i].of; a++) answers[a] = random_unit(&random);
            qsort(answers, sets[i].of, sizeof answers[0], ascending);
            sample_add(&reached, answers[sets[i].needed - 1] <= sets[i].by);
        }
        double model = quorum_probability(sets[i].needed, sets[i].of, sets[i].by);
        if (!(fabs(model - sample_mean(&reached)) <= 4 * sample_error(&reached)))
            fail_msg("%u of %u: %g instead of %g ± %g", sets[i].needed, sets[i].of, model,
                     sample_mean(&reached), sample_error(&reached));
    }
}

static void test_of_three(void **state)
{
    (void)state;
    for (double f = 0; f <= 1; f += 1.0 / 64) {
        assert_true(fabs(quorum_probability(1, 3, f) - (1 - (1 - f) * (1 - f) * (1 - f))) < 1e-15);
        assert_true(fabs(quorum_probability(2, 3, f) - (3 * f * f - 2 * f * f * f)) < 1e-15);
        assert_true(fabs(quorum_probability(3, 3, f) - f * f * f) < 1e-15);
    }
    assert_true(fabs(quorum_level(2, 3, 0.5) - 0.5) < 1e-15);
}

static void test_level_inverts(void **state)
{
    (void)state;
    uint64_t random = 3;
    for (int i = 0; i < 2000; i++) {
        unsigned of = 1 + (unsigned)(QUORUM_MAX * random_unit(&random)),
                 needed = 1 + (unsigned)(of * random_unit(&random));
        double all = random_unit(&random), level = quorum_level(needed, of, all);
        assert_true(level >= 0 && level <= 1);
        assert_true(fabs(quorum_probability(needed, of, level) - all) < 1e-13);
    }
    assert_true(quorum_level(2, 3, 0) < 1e-15 && quorum_level(2, 3, 1) == 1);
    assert_true(quorum_probability(2, 3, 0) == 0 && quorum_probability(2, 3, 1) == 1);
}

/* The standard normal quantile, by halving: erfc of the C library is no part of what is tested. */
static double normal_quantile(double p)
{
    double low = -9, high = 9;
    for (int i = 0; i < 80; i++) {
        double middle = (low + high) / 2;
        if (0.5 * erfc(-middle / sqrt(2)) < p)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Quantiles of quorums of lognormal answers (median 22 ms, σ 0.25), drawn elsewhere. */
static void test_lognormal(void **state)
{
    (void)state;
    const struct {
        unsigned needed, of;
        double all, ms;
    } known[] = {{1, 3, 0.99, 26.8}, {2, 3, 0.5, 22.0},  {2, 3, 0.99, 32.6},  {2, 3, 0.999, 37.3},
                 {3, 3, 0.5, 27.0},  {3, 3, 0.99, 43.3}, {3, 3, 0.999, 51.4}, {1, 1, 0.99, 39.4}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        double ms = 22 *
                    exp(0.25 * normal_quantile(quorum_level(known[i].needed, known[i].of, known[i].all)));
        /* Their sampling error grows towards the tail. */
        if (!(fabs(ms / known[i].ms - 1) < (known[i].all > 0.99 ? 7e-3 : 3e-3)))
            fail_msg("%u of %u at %g: %g instead of %g", known[i].needed, known[i].of, known[i].all, ms,
                     known[i].ms);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_statistics),
        cmocka_unit_test(test_of_three),
        cmocka_unit_test(test_level_inverts),
        cmocka_unit_test(test_lognormal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
