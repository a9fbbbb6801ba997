/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Group commit against a sequencer that takes what waits, file by file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "oracles/commit.h"
#include "unit/model_random.h"
#include "unit/sample.h"

enum { RUNS = 32, COMMITS = 10000 };

struct seen {
    struct sample commits_per_s, files_per_commit, wait_s, busy_share;
};

static struct seen observe(const struct commit_rule *rule, double files_per_s, uint64_t random)
{
    struct seen seen = {0};
    double arrival = 0, started = -1e9, ended = -1e9;
    for (int run = 0; run < RUNS; run++) {
        double files = 0, waits = 0, from = started < 0 ? 0 : started;
        for (int i = 0; i < COMMITS; i++) {
            double start = fmax(fmax(arrival + rule->collect_s, ended), started + rule->spacing_s);
            for (; arrival <= start; arrival += random_exponential(&random, 1 / files_per_s)) {
                files++;
                waits += start - arrival;
            }
            started = start;
            ended = start + rule->commit_s;
        }
        double time = started - from;
        sample_add(&seen.commits_per_s, COMMITS / time);
        sample_add(&seen.files_per_commit, files / COMMITS);
        sample_add(&seen.wait_s, waits / files);
        sample_add(&seen.busy_share, COMMITS * rule->commit_s / time);
    }
    return seen;
}

static void near(size_t set, const char *what, double got, const struct sample *seen)
{
    if (!(fabs(got - sample_mean(seen)) <= 4 * sample_error(seen) + 1e-4 * sample_mean(seen)))
        fail_msg("set %zu, %s: %g instead of %g ± %g", set, what, got, sample_mean(seen), sample_error(seen));
}

static void test_against_files(void **state)
{
    (void)state;
    const struct {
        struct commit_rule rule;
        double files_per_s;
    } sets[] = {
        {{0.04, 0, 0}, 3.7},      {{0.04, 0, 0}, 61},       {{0.04, 0, 0}, 1700},   {{0.013, 0.05, 0}, 61},
        {{0.05, 0.013, 0}, 17.3}, {{0.05, 0.013, 0}, 0.31}, {{0.01, 0, 0.25}, 5.1}, {{0.01, 0.1, 0.25}, 5.1},
        {{0, 0.1, 0}, 23},        {{0.05, 0.049, 0}, 11},
    };
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        struct seen seen = observe(&sets[i].rule, sets[i].files_per_s, 900 + i);
        struct commit model = commit_group(&sets[i].rule, sets[i].files_per_s);
        near(i, "commits per second", model.commits_per_s, &seen.commits_per_s);
        near(i, "files a commit", model.files_per_commit, &seen.files_per_commit);
        near(i, "wait", model.wait_s, &seen.wait_s);
        near(i, "busy", model.busy_share, &seen.busy_share);
        assert_true(fabs(model.commits_per_s * model.files_per_commit / sets[i].files_per_s - 1) < 1e-12);
        assert_true(fabs(model.latency_s - model.wait_s - sets[i].rule.commit_s) < 1e-15);
    }
}

/* Without collecting a commit of constant length c follows another with probability 1 − e^(−λc), so the mean
 * wait is ρc/2. */
static void test_second_derivation(void **state)
{
    (void)state;
    for (double files_per_s = 1e-6; files_per_s < 1e6; files_per_s *= 7.3) {
        const struct commit_rule rule = {0.037, 0, 0};
        struct commit model = commit_group(&rule, files_per_s);
        double busy = 0.037 / (0.037 + exp(-files_per_s * 0.037) / files_per_s);
        assert_true(fabs(model.busy_share / busy - 1) < 1e-12);
        assert_true(fabs(model.wait_s / (busy * 0.037 / 2) - 1) < 1e-9);
    }
}

static void test_extremes(void **state)
{
    (void)state;
    const struct commit_rule rule = {0.04, 0.01, 0};
    struct commit none = commit_group(&rule, 0), few = commit_group(&rule, 1e-9);
    assert_true(none.commits_per_s == 0 && none.files_per_commit == 1 && none.busy_share == 0);
    assert_true(fabs(few.wait_s / none.wait_s - 1) < 1e-7 && fabs(few.latency_s - 0.05) < 1e-9);
    struct commit many = commit_group(&rule, 1e9);
    assert_true(fabs(many.commits_per_s - 25) < 1e-6 && fabs(many.busy_share - 1) < 1e-7 &&
                fabs(many.wait_s - 0.02) < 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_files),
        cmocka_unit_test(test_second_derivation),
        cmocka_unit_test(test_extremes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
