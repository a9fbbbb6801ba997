/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The object path where theory knows the answer: PUTs and commits that always take as long, no round trips,
 * records that are requests of their own. Then a record's latency is the wait for its file to close and a
 * constant; the wait's mean and median are closed forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

#include "unit/object_fixture.h"
#include "unit/sim_oracle.h"

static const double PUT_S = 0.0837, COMMIT_S = 0.0413, GET_S = 0.0671;
static const struct dist CONSTANT_PUT = {.kind = DIST_CONSTANT, .constant = {0.0837}},
                         CONSTANT_COMMIT = {.kind = DIST_CONSTANT, .constant = {0.0413}};
static const struct dist CONSTANT_GET = {.kind = DIST_CONSTANT, .constant = {0.0671}};

/* Many producers, so that none comes to its limit of requests in flight. */
static struct path_group plain_group(double records_per_s)
{
    struct path_group group = fixture_group();
    group.record_bytes = KIB;
    group.bytes_per_s = records_per_s * KIB;
    group.producers = 50;
    group.linger_s = 0;
    group.consumer_groups = 0;
    return group;
}

static struct data_path plain_path(const struct path_group *group, struct batcher_rule batcher)
{
    struct data_path path = fixture_path(group, 1);
    path.clients.rtt_same_zone = path.clients.rtt_cross_zone = &NOTHING;
    path.clients.max_in_flight = 1000000;
    path.object.agents = 1;
    path.object.batcher = batcher;
    path.object.put.latency = &CONSTANT_PUT;
    path.object.get.latency = &CONSTANT_GET;
    path.object.sequencer.commit = &CONSTANT_COMMIT;
    return path;
}

static const struct replicate_measured *run(const struct data_path *path, double length_s,
                                            struct arena *arena)
{
    const struct replicate_rule rule = {
        .seed = 1, .threads = 2, .precision = 1, .start_s = length_s, .max_s = length_s};
    const struct path_result *result = path_run(path, &rule, NULL, arena);
    assert_null(result->violation);
    return result->runs->measures;
}

/* Seconds that a level lies above PUT and commit, against theory. What the histogram rounds to is 0.1 %. */
static void check_level(const struct replicate_measured *measured, enum replicate_level level,
                        double theory_s, const char *what)
{
    const struct estimate *found = &measured->estimates[level];
    double error_ns = found->standard_error_ns +
                      (level == REPLICATE_MEAN ? 0 : 0.001 * found->value_ns / ORACLE_Z);
    double z = (found->value_ns - (theory_s + PUT_S + COMMIT_S) * NS_PER_S) / (error_ns + 1);
    if (!found->is_known || fabs(z) > ORACLE_Z)
        fail_msg("%s: waits %g ± %g s and not %g s, z = %.1f", what,
                 found->value_ns / NS_PER_S - PUT_S - COMMIT_S, found->standard_error_ns / NS_PER_S, theory_s,
                 z);
}

/* facts on batches with a timer that the first of n records per second arms: the first of a file waits for T,
 * those behind it for T/2 in the mean */
static double armed_mean_s(double per_s, double timeout_s)
{
    return (timeout_s + per_s * timeout_s * timeout_s / 2) / (1 + per_s * timeout_s);
}

static const double RATES[] = {3, 10, 40, 170, 900};
enum { RATE_COUNT = sizeof RATES / sizeof *RATES };

static void test_armed(void **state)
{
    (void)state;
    for (int i = 0; i < RATE_COUNT; i++) {
        struct arena *arena = arena_new();
        const struct path_group group = plain_group(RATES[i]);
        const struct data_path path = plain_path(&group,
                                                 (struct batcher_rule){BATCHER_ARMED, 0.25, 0, INFINITY});
        check_level(&run(&path, 40 / sqrt(RATES[i]) + 3, arena)[PATH_PRODUCE], REPLICATE_MEAN,
                    armed_mean_s(RATES[i], 0.25), "armed");
        arena_free(arena);
    }
}

/* A tick every T: waits are even between 0 and T. */
static void test_tick(void **state)
{
    (void)state;
    static const double TIMEOUTS_S[] = {0.02, 0.05, 0.1, 0.25, 0.4};
    for (int i = 0; i < 5; i++) {
        struct arena *arena = arena_new();
        const struct path_group group = plain_group(150);
        const struct data_path path = plain_path(&group, (struct batcher_rule){BATCHER_FREE, TIMEOUTS_S[i], 0,
                                                                               INFINITY});
        const struct replicate_measured *measured = &run(&path, 1.1 + 64 * TIMEOUTS_S[i],
                                                         arena)[PATH_PRODUCE];
        check_level(measured, REPLICATE_MEAN, TIMEOUTS_S[i] / 2, "free");
        check_level(measured, REPLICATE_P50, TIMEOUTS_S[i] / 2, "free");
        check_level(measured, REPLICATE_P90, TIMEOUTS_S[i] * 0.9, "free");
        arena_free(arena);
    }
}

/* N records close a file or a timer does that the first arms. With m = N − 1 and K of mean λT: Σ (1 + k) P(K
 * > k) / λ ÷ (1 + E min(K, m)), k < m. */
static double either_mean_s(double per_s, double timeout_s, int records)
{
    double a = per_s * timeout_s, chance = exp(-a), below = 0, waits_s = 0, size = 1;
    for (int k = 0; k < records - 1; k++) {
        below += chance;
        chance *= a / (k + 1);
        waits_s += (1 + k) * (1 - below) / per_s;
        size += 1 - below;
    }
    return waits_s / size;
}

static void test_size_or_timer(void **state)
{
    (void)state;
    static const struct {
        double per_s, timeout_s;
        int records;
    } CASES[] = {{1000, 0.25, 250}, {1000, 0.25, 100}, {300, 0.1, 30}, {100, 1, 20}, {50, 0.2, 3}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct arena *arena = arena_new();
        const struct path_group group = plain_group(CASES[i].per_s);
        const struct data_path path = plain_path(&group,
                                                 (struct batcher_rule){BATCHER_ARMED, CASES[i].timeout_s, 0,
                                                                       CASES[i].records * KIB});
        check_level(&run(&path, 8, arena)[PATH_PRODUCE], REPLICATE_MEAN,
                    either_mean_s(CASES[i].per_s, CASES[i].timeout_s, CASES[i].records), "either");
        arena_free(arena);
    }
}

/* Half the timeout takes a quarter of it off the median. */
static void test_half_the_timeout(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const struct path_group group = plain_group(400);
    double p50_s[2];
    for (int i = 0; i < 2; i++) {
        const struct data_path path = plain_path(&group,
                                                 (struct batcher_rule){BATCHER_FREE, i == 0 ? 0.3 : 0.15, 0,
                                                                       INFINITY});
        p50_s[i] = run(&path, 12, arena)[PATH_PRODUCE].estimates[REPLICATE_P50].value_ns / NS_PER_S;
    }
    assert_true(fabs(p50_s[0] - p50_s[1] - 0.075) < 0.0015);
    arena_free(arena);
}

/* Files that are closed by their size fill by so much longer as there are more agents: of n, N × n ÷ λ, of
 * which a record waits for half. */
static void test_one_more_agent(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const double per_s = 2400, records = 120;
    struct path_group group = plain_group(per_s);
    group.producers = 60; /* as many in each agent */
    for (uint32_t agents = 1; agents <= 5; agents++) {
        struct data_path path = plain_path(&group, (struct batcher_rule){BATCHER_ARMED, 4, 0, records * KIB});
        path.clients.zones = 1;
        path.object.agents = agents;
        const struct replicate_measured *measured = &run(&path, 20, arena)[PATH_PRODUCE];
        check_level(measured, REPLICATE_MEAN, (records - 1) / 2 * agents / per_s, "by size");
    }
    arena_free(arena);
}

/* A consumer that waits has a record when its file is committed and loaded: exactly so much after the
 * producer was answered. */
static void test_read_after_load(void **state)
{
    (void)state;
    static const double TIMEOUTS_S[] = {0.07, 0.1, 0.15, 0.25,
                                        0.4}; /* files come more seldom than loads take */
    for (int i = 0; i < 5; i++) {
        struct arena *arena = arena_new();
        struct path_group group = plain_group(200);
        group.consumer_groups = 1;
        group.consumers = 1;
        const struct data_path path = plain_path(&group, (struct batcher_rule){BATCHER_FREE, TIMEOUTS_S[i], 0,
                                                                               INFINITY});
        const struct replicate_measured *measures = run(&path, 6, arena);
        double later_ns = measures[PATH_END_TO_END].estimates[REPLICATE_MEAN].value_ns -
                          measures[PATH_PRODUCE].estimates[REPLICATE_MEAN].value_ns;
        assert_true(fabs(later_ns - GET_S * NS_PER_S) < 1);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_armed),          cmocka_unit_test(test_tick),
        cmocka_unit_test(test_size_or_timer),  cmocka_unit_test(test_half_the_timeout),
        cmocka_unit_test(test_one_more_agent), cmocka_unit_test(test_read_after_load),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
