/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Coverage: an interval of 95 % holds the truth for 95 % of seeds, neither fewer nor more. A model is a row:
 * how it is run and what is true of it. COVERAGE_SEEDS=2000 (make soak) looks closer than the 200 of every
 * day. */
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
#include "oracles/variate_cursor.h"
#include "sim/part/batcher.h"
#include "sim/part/sequencer.h"

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
        trial->held[index][i] = estimate->is_known && estimate->low_ns <= truth_ns &&
                                truth_ns <= estimate->high_ns;
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
    struct trial trial = {row,
                          (unsigned char(*)[FIGURES_MAX])arena_alloc_array(arena, bounds.seeds, FIGURES_MAX)};
    parallel_for(2, bounds.seeds, run_seed, &trial);
    bool good = true;
    for (size_t i = 0; i < row->figure_count; i++) {
        unsigned held = 0;
        for (unsigned seed = 0; seed < bounds.seeds; seed++) held += trial.held[seed][i];
        bool within = held >= bounds.least && held <= bounds.most;
        print_message("%s, measure %zu, level %g: %u of %u%s\n", row->name, row->figures[i].measure,
                      REPLICATE_LEVELS[row->figures[i].level], held, bounds.seeds,
                      within ? "" : "  OUT OF BOUNDS");
        good &= within;
    }
    arena_free(arena);
    assert_true(good);
}

/* One server by Lindley's recursion, without a queue of events: what is judged here are the statistics, and
 * they take many customers. */
enum { DRAWS = 256 };

struct lindley {
    struct dist gaps, services;
};

static const struct record_measure LINDLEY_MEASURES[] = {
    {.name = "time", .is_target = true, .is_in_series = true}};

static void lindley_simulate(const void *user, struct random_key key, struct record *record,
                             struct arena *arena)
{
    (void)arena;
    const struct lindley *rule = user;
    const struct random_stream gap_stream = random_stream_of(key, RANDOM_ARRIVAL, 0),
                               service_stream = random_stream_of(key, RANDOM_SERVICE, 0);
    double gaps[DRAWS], services[DRAWS];
    int64_t now_ns = 0, free_ns = 0;
    for (uint64_t ordinal = 0;; ordinal++) {
        size_t at = ordinal % DRAWS;
        if (at == 0) {
            variate_block(&rule->gaps, &gap_stream, ordinal, DRAWS, 0, gaps);
            variate_block(&rule->services, &service_stream, ordinal, DRAWS, 0, services);
        }
        now_ns += time_ns(gaps[at]);
        if (now_ns >= record->end_ns) return;
        free_ns = (free_ns > now_ns ? free_ns : now_ns) + time_ns(services[at]);
        record_unit(record, 0, now_ns);
        record_add(record, 0, now_ns, free_ns - now_ns);
    }
}

/* Of the time in the system, which is exponential. The theory of t asks for lengths at which a replication's
 * own figure is nearly normal: many times the 400 services or so in which the queue forgets at a load of 0.9.
 */
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
        {{0, REPLICATE_MEAN, mean_s},
         {0, REPLICATE_P50, mean_s * log(2)},
         {0, REPLICATE_P99, mean_s * log(100)}},
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
    /* At 50,000 customers the interval of p99 holds the truth for 93.5 % of seeds (it did for 1869 of 2,000):
     * so near to the bound that a closer look needs a longer run. */
    check_mm1(0.9, is_soak() ? 100000 : 50000);
}

/* Begun far too short, and ended by the rule: when the interval is narrow enough and the bias small. */
static void test_mm1_stopped(void **state)
{
    (void)state;
    const double service_s = 0.01, load = 0.9, mean_s = service_s / (1 - load),
                 length_s = 1000 * service_s / load;
    const struct lindley rule = {queue_exponential(service_s / load), queue_exponential(service_s)};
    const struct row row = {
        "M/M/1 at 0.9, until ±4 %",
        {.measures = LINDLEY_MEASURES, .measure_count = 1, .simulate = lindley_simulate, .user = &rule},
        {.precision = 0.04,
         .start_s = length_s,
         .max_s = 64 * length_s,
         .warm_floor_s = WARM_SHARE * length_s},
        1,
        {{0, REPLICATE_P99, mean_s * log(100)}},
    };
    check_row(&row);
}

/* The quantile at level of what distribution (of user) gives the share up to a time for; rising, within 0 to
 * most_s. */
static double quantile_s(double (*distribution)(const void *user, double s), const void *user, double level,
                         double most_s)
{
    double low_s = 0, high_s = most_s;
    for (int i = 0; i < 60; i++) {
        double middle_s = (low_s + high_s) / 2;
        *(distribution(user, middle_s) < level ? &low_s : &high_s) = middle_s;
    }
    return high_s;
}

/* The mean is what lies above the distribution: by the midpoint rule. */
static double mean_s(double (*distribution)(const void *user, double s), const void *user, double most_s)
{
    enum { STEPS = 20000 };
    double sum = 0;
    for (int i = 0; i < STEPS; i++) sum += 1 - distribution(user, most_s * (i + 0.5) / STEPS);
    return sum * most_s / STEPS;
}

static double lognormal_share(const struct dist *dist, double s)
{
    return s <= 0 ? 0 : 0.5 * erfc(-(log(s) - dist->lognormal.mu) / dist->lognormal.sigma / sqrt(2));
}

static struct row row_of(const char *name, const struct replicate_model *model, double length_s,
                         double (*distribution)(const void *user, double s), double most_s)
{
    const void *user = model->user;
    return (struct row){
        name,
        *model,
        {.precision = 1, .start_s = length_s, .max_s = length_s, .warm_floor_s = WARM_SHARE * length_s},
        3,
        {{0, REPLICATE_MEAN, mean_s(distribution, user, most_s)},
         {0, REPLICATE_P50, quantile_s(distribution, user, 0.5, most_s)},
         {0, REPLICATE_P99, quantile_s(distribution, user, 0.99, most_s)}},
    };
}

/* Files: Poisson requests, a timer of timeout_s that the first of a file starts, and a PUT that they share.
 */
struct filer {
    struct dist gaps, put;
    struct batcher_rule batcher;
};
enum { FILE_REQUESTS_MAX = 256 };

static void store(const struct filer *filer, struct random_stream puts, struct record *record,
                  const struct batcher_file *file, const int64_t *arrived_ns)
{
    int64_t done_ns = file->closed_ns + variate_ns(&filer->put, &puts, file->number, 0);
    record_unit(record, 0, arrived_ns[0]);
    for (uint32_t i = 0; i < file->requests; i++)
        record_add(record, 0, arrived_ns[i], done_ns - arrived_ns[i]);
}

static void filer_simulate(const void *user, struct random_key key, struct record *record,
                           struct arena *arena)
{
    (void)arena;
    const struct filer *filer = user;
    const struct random_stream puts = random_stream_of(key, RANDOM_OBJECT_PUT, 0);
    struct variate_cursor gaps = variate_cursor_of(&filer->gaps, random_stream_of(key, RANDOM_ARRIVAL, 0), 0);
    int64_t arrived_ns[FILE_REQUESTS_MAX], now_ns = variate_next_ns(&gaps, 0);
    struct batcher batcher;
    batcher_start(&batcher, &filer->batcher, 0);
    for (uint32_t waiting = 0; now_ns < record->end_ns; now_ns += variate_next_ns(&gaps, 0)) {
        struct batcher_closed closed;
        batcher_add(&batcher, now_ns, 1, &closed);
        assert_true(closed.count <= 1 && waiting < FILE_REQUESTS_MAX);
        if (closed.count == 1) {
            store(filer, puts, record, &closed.files[0], arrived_ns);
            waiting = 0;
        }
        arrived_ns[waiting++] = now_ns;
    }
    struct batcher_file last;
    if (batcher_expire(&batcher, NEVER_NS - 1, &last)) store(filer, puts, record, &last, arrived_ns);
}

/* Of the a + 1 requests of a file in the mean, one waits for all of the timeout and the others for any part
 * of it, as likely. The share up to t is E[a × part(t − PUT) + (PUT ≤ t − timeout)]/(a + 1), over the PUT by
 * the midpoint rule in its probability. */
static double filer_share(const void *user, double s)
{
    enum { STEPS = 2000 };
    const struct filer *filer = user;
    double timeout_s = filer->batcher.timeout_s, others = timeout_s / filer->gaps.exponential.mean, sum = 0;
    /* E min(1, max(0, (t − X)/T)) is the mean of X's distribution function over t − T … t. */
    for (int i = 0; i < STEPS; i++) sum += lognormal_share(&filer->put, s - timeout_s * (i + 0.5) / STEPS);
    return (others * sum / STEPS + lognormal_share(&filer->put, s - timeout_s)) / (others + 1);
}

static void test_files(void **state)
{
    (void)state;
    const struct filer filer = {queue_exponential(0.025),
                                {.kind = DIST_LOGNORMAL, .lognormal = {log(0.1), 0.45}},
                                {.timer = BATCHER_ARMED, .timeout_s = 0.25, .max_bytes = INFINITY}};
    const struct replicate_model model = {.measures = LINDLEY_MEASURES,
                                          .measure_count = 1,
                                          .simulate = filer_simulate,
                                          .user = &filer};
    const struct row row = row_of("files", &model, 200, filer_share, 2);
    /* The mean is known without the distribution: (T + λT²/2)/(1 + λT) + E PUT. */
    assert_true(fabs(row.figures[0].truth_s - (0.25 + 5 * 0.25) / 11 - 0.1 * exp(0.45 * 0.45 / 2)) < 1e-5);
    check_row(&row);
}

/* Files that are closed every spacing_s and committed in their order, however they are stored: one waits for
 * all before it. */
struct committer {
    double spacing_s;
    struct dist put;
    struct sequencer_rule sequencer;
};

static void take_committed(struct sequencer *sequencer, struct record *record, int64_t now_ns,
                           double spacing_s)
{
    for (struct sequencer_committed committed; sequencer_next(sequencer, now_ns, &committed);) {
        int64_t closed_ns = (int64_t)committed.number * time_ns(spacing_s);
        record_unit(record, 0, closed_ns);
        record_add(record, 0, closed_ns, committed.ended_ns - closed_ns);
    }
}

static void committer_simulate(const void *user, struct random_key key, struct record *record,
                               struct arena *arena)
{
    const struct committer *committer = user;
    const struct random_stream puts = random_stream_of(key, RANDOM_OBJECT_PUT, 0);
    struct sequencer *sequencer = sequencer_new(arena, &committer->sequencer, key, 1);
    struct kernel *kernel = kernel_new(arena, 0);
    for (uint32_t file = 0; file * time_ns(committer->spacing_s) < record->end_ns; file++)
        kernel_schedule(kernel,
                        file * time_ns(committer->spacing_s) + variate_ns(&committer->put, &puts, file, 0), 0,
                        0, file, 0);
    for (struct event event; kernel_next(kernel, &event);) {
        const struct sequencer_file file = {.number = event.target, .metadata_bytes = 1};
        sequencer_add(sequencer, event.time_ns, &file);
        take_committed(sequencer, record, event.time_ns, committer->spacing_s);
    }
}

/* Within t, if the file's own PUT is and that of the k-th before it within t + k × spacing: Π F(t + k ×
 * spacing). */
static double committer_share(const void *user, double s)
{
    const struct committer *committer = user;
    double share = 1, factor = 0;
    for (int before = 0; before < 1000 && factor != 1; before++)
        share *= factor = lognormal_share(&committer->put, s + before * committer->spacing_s);
    return share;
}

static void test_commits_in_order(void **state)
{
    (void)state;
    const struct dist at_once = {.kind = DIST_CONSTANT};
    const struct committer committer = {0.05,
                                        {.kind = DIST_LOGNORMAL, .lognormal = {log(0.1), 0.45}},
                                        {.lanes = SEQUENCER_NO_LANES,
                                         .is_in_file_order = true,
                                         .commit = &at_once,
                                         .unit_bytes = 1024,
                                         .units_factor = 1}};
    const struct replicate_model model = {.measures = LINDLEY_MEASURES,
                                          .measure_count = 1,
                                          .simulate = committer_simulate,
                                          .user = &committer};
    const struct row row = row_of("commits in order", &model, 100, committer_share, 2);
    /* A figure that was computed elsewhere: a mean of 125.4 ms, a p99 of 309. */
    assert_true(fabs(row.figures[0].truth_s - 0.1254) < 5e-4 && fabs(row.figures[2].truth_s - 0.309) < 1e-3);
    check_row(&row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_mm1_half), cmocka_unit_test(test_mm1_full),
                                       cmocka_unit_test(test_mm1_stopped), cmocka_unit_test(test_files),
                                       cmocka_unit_test(test_commits_in_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
