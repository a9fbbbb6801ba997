/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Coverage: an interval of 95 % holds the truth for 95 % of seeds, neither fewer nor more. A model is a row: how it is run and
 * what is true of it. COVERAGE_SEEDS=2000 (make soak) looks closer than the 200 of every day. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/parallel.h"
#include "fixtures/queue_model.h"

enum { SEEDS = 200, SEEDS_SOAK = 2000 };

/* How many of the seeds may hold the truth: both ends are enforced. */
static const struct bounds {
    unsigned seeds, least, most;
} BOUNDS[] = {{SEEDS, 179, 198}, {SEEDS_SOAK, 1867, 1931}};

struct figure {
    size_t measure;
    enum replicate_level level;
    double truth_s;
};

struct row {
    const char *name;
    struct replicate_model model;
    struct replicate_rule rule;
    size_t figure_count;
    struct figure figures[4];
};

struct trial {
    const struct row *row;
    unsigned char (*held)[4]; /* by seed and figure */
    unsigned *looks;
};

static void run_seed(void *user, size_t index)
{
    const struct trial *trial = user;
    struct arena *arena = arena_new();
    struct replicate_rule rule = trial->row->rule;
    rule.seed = index + 1;
    rule.threads = 1;
    const struct replicate_result *result = replicate(&trial->row->model, &rule, arena);
    trial->looks[index] = result->looks;
    for (size_t i = 0; i < trial->row->figure_count; i++) {
        const struct figure *figure = &trial->row->figures[i];
        const struct estimate *estimate = &result->measures[figure->measure].estimates[figure->level];
        double truth_ns = figure->truth_s * 1e9;
        trial->held[index][i] = estimate->is_known && estimate->low_ns <= truth_ns && truth_ns <= estimate->high_ns;
    }
    arena_free(arena);
}

static void check_row(const struct row *row)
{
    const char *asked = getenv("COVERAGE_SEEDS");
    const struct bounds bounds = BOUNDS[asked != NULL && atoi(asked) >= SEEDS_SOAK];
    struct arena *arena = arena_new();
    struct trial trial = {row, (unsigned char(*)[4])arena_alloc_array(arena, bounds.seeds, 4), arena_new_of(arena, unsigned, bounds.seeds)};
    parallel_for(2, bounds.seeds, run_seed, &trial);
    bool good = true;
    for (size_t i = 0; i < row->figure_count; i++) {
        unsigned held = 0;
        for (unsigned seed = 0; seed < bounds.seeds; seed++)
            held += trial.held[seed][i];
        bool within = held >= bounds.least && held <= bounds.most;
        print_message("%s, measure %zu, level %g: %u of %u%s\n", row->name, row->figures[i].measure, REPLICATE_LEVELS[row->figures[i].level], held,
                      bounds.seeds, within ? "" : "  OUT OF BOUNDS");
        good &= within;
    }
    arena_free(arena);
    assert_true(good);
}

static void check_mm1(double load, double customers)
{
    const double service_s = 0.01, mean_s = service_s / (1 - load);
    const struct queue_rule rule = queue_mmc(1, load / service_s, service_s);
    double length_s = customers * service_s / load;
    char name[32];
    snprintf(name, sizeof name, "M/M/1 at %g", load);
    const struct row row = {
        name, queue_model(&rule), {.precision = 1, .start_s = length_s, .max_s = length_s, .warm_floor_s = 0.05 * length_s}, 3,
        {{QUEUE_TIME, REPLICATE_MEAN, mean_s}, {QUEUE_TIME, REPLICATE_P50, mean_s * log(2)}, {QUEUE_TIME, REPLICATE_P99, mean_s * log(100)}},
    };
    check_row(&row);
}

static void test_mm1_half(void **state)
{
    (void)state;
    check_mm1(0.5, 4000);
}

static void test_mm1_full(void **state)
{
    (void)state;
    check_mm1(0.9, 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_mm1_half), cmocka_unit_test(test_mm1_full)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
