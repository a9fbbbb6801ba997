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
#include <string.h>

#include <cmocka.h>

#include "base/parallel.h"
#include "fixtures/queue_model.h"

enum { SEEDS = 200, SEEDS_SOAK = 2000, FIGURES_MAX = 4 };

static const double WARM_SHARE = 0.1;

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
    struct figure figures[FIGURES_MAX];
};

struct trial {
    const struct row *row;
    unsigned char (*held)[FIGURES_MAX]; /* by seed and figure */
};

static void run_seed(void *user, size_t index)
{
    const struct trial *trial = user;
    struct arena *arena = arena_new();
    struct replicate_rule rule = trial->row->rule;
    rule.seed = index + 1;
    rule.threads = 1;
    const struct replicate_result *result = replicate(&trial->row->model, &rule, arena);
    for (size_t i = 0; i < trial->row->figure_count; i++) {
        const struct figure *figure = &trial->row->figures[i];
        const struct estimate *estimate = &result->measures[figure->measure].estimates[figure->level];
        double truth_ns = figure->truth_s * 1e9;
        trial->held[index][i] = estimate->is_known && estimate->low_ns <= truth_ns && truth_ns <= estimate->high_ns;
    }
    arena_free(arena);
}

static bool is_soak(void)
{
    const char *asked = getenv("SOAK");
    return asked != NULL && strcmp(asked, "1") == 0;
}

static void check_row(const struct row *row)
{
    const struct bounds bounds = BOUNDS[is_soak()];
    struct arena *arena = arena_new();
    struct trial trial = {row, (unsigned char(*)[FIGURES_MAX])arena_alloc_array(arena, bounds.seeds, FIGURES_MAX)};
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

/* One server by Lindley's recursion, without a queue of events: what is judged here are the statistics, and they take many customers. */
enum { DRAWS = 256 };

struct lindley {
    struct dist gaps, services;
};

static const struct record_measure LINDLEY_MEASURES[] = {{.name = "time", .is_target = true, .is_in_series = true}};

static void lindley_simulate(const void *user, struct random_key key, struct record *record, struct arena *arena)
{
    (void)arena;
    const struct lindley *rule = user;
    const struct random_stream gap_stream = random_stream_of(key, RANDOM_ARRIVAL, 0), service_stream = random_stream_of(key, RANDOM_SERVICE, 0);
    double gaps[DRAWS], services[DRAWS];
    int64_t now_ns = 0, free_ns = 0;
    for (uint64_t ordinal = 0;; ordinal++) {
        size_t at = ordinal % DRAWS;
        if (at == 0) {
            variate_block(&rule->gaps, &gap_stream, ordinal, DRAWS, 0, gaps);
            variate_block(&rule->services, &service_stream, ordinal, DRAWS, 0, services);
        }
        now_ns += time_ns(gaps[at]);
        if (now_ns >= record->end_ns)
            return;
        free_ns = (free_ns > now_ns ? free_ns : now_ns) + time_ns(services[at]);
        record_unit(record, 0, now_ns);
        record_add(record, 0, now_ns, free_ns - now_ns);
    }
}

/* Of the time in the system, which is exponential. The theory of t asks for lengths at which a replication's own figure is nearly
 * normal: many times the 400 services or so in which the queue forgets at a load of 0.9. */
static void check_mm1(double load, double customers)
{
    const double service_s = 0.01, mean_s = service_s / (1 - load), length_s = customers * service_s / load;
    const struct lindley rule = {queue_exponential(service_s / load), queue_exponential(service_s)};
    char name[32];
    snprintf(name, sizeof name, "M/M/1 at %g", load);
    const struct row row = {
        name,
        {.measures = LINDLEY_MEASURES, .measure_count = 1, .simulate = lindley_simulate, .user = &rule},
        {.precision = 1, .start_s = length_s, .max_s = length_s, .warm_floor_s = WARM_SHARE * length_s},
        3,
        {{0, REPLICATE_MEAN, mean_s}, {0, REPLICATE_P50, mean_s * log(2)}, {0, REPLICATE_P99, mean_s * log(100)}},
    };
    check_row(&row);
}

static void test_mm1_half(void **state)
{
    (void)state;
    check_mm1(0.5, 5000);
}

static void test_mm1_full(void **state)
{
    (void)state;
    check_mm1(0.9, 50000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_mm1_half), cmocka_unit_test(test_mm1_full)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
