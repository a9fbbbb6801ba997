/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/text.h"
#include "object_fixture.h"
#include "study/carried.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* Producers that are offered twice what they can push push this share of the closed form. On the log path the
 * closed form is generous, since followers' fetches get in each other's way. */
static const double OBJECT_LEAST = 0.85, LOG_LEAST = 0.7, SHARE_MOST = CARRIED_SURE;

struct limits {
    uint32_t producers, partitions, in_flight;
    double batch_kib, max_request_kib, buffer_mib;
    enum accumulator_partitioning partitioning;
};

static struct path_group group_of(const struct limits *limits)
{
    struct path_group group = fixture_group();
    group.record_bytes = 4 * KIB;
    group.producers = limits->producers;
    group.partitions = limits->partitions;
    group.batch_bytes = limits->batch_kib * KIB;
    group.partitioning = limits->partitioning;
    group.consumer_groups = 0;
    return group;
}

static void limit(struct data_path *path, const struct limits *limits)
{
    path->clients.max_in_flight = limits->in_flight;
    path->clients.max_request_bytes = limits->max_request_kib * KIB;
    path->clients.buffer_bytes = limits->buffer_mib * MIB;
}

/* The bytes per second that get in when twice as many are offered as the closed form carries. */
static void compare(struct data_path *path, struct path_group *group, double seconds, double least,
                    const char *what)
{
    const double without_end = 1e11;
    group->bytes_per_s = without_end;
    const struct carried carried = carried_of(path);
    group->bytes_per_s = 2 * carried.bytes_per_s;
    assert_false(carried_of(path).holds);
    group->bytes_per_s = carried.bytes_per_s / 2;
    assert_true(carried_of(path).holds);
    group->bytes_per_s = 2 * carried.bytes_per_s;
    struct arena *arena = arena_new();
    const struct replicate_rule rule = {
        .seed = 1, .threads = 2, .precision = 1, .start_s = seconds, .max_s = seconds};
    const struct path_result *result = path_run(path, &rule, NULL, arena);
    assert_null(result->violation);
    double share = result->counts[PATH_PRODUCED_BYTES].value / carried.bytes_per_s;
    print_message("%s: %.4g MiB/s by the closed form, answers take %.4g s; simulated %.3f of it\n", what,
                  carried.bytes_per_s / MIB, carried.answer_s, share);
    assert_true(share >= least && share <= SHARE_MOST);
    arena_free(arena);
}

/* All that may be in flight is well below a file, or well above: in between, what the answers of one file let
 * in fills the next one but for a rest, which waits for the timer. */
static void test_object_path(void **state)
{
    static const struct {
        struct limits limits;
        uint32_t agents;
        double timeout_s, file_mib;
        bool is_in_file_order;
    } SETS[] = {
        {{6, 8, 5, 16, 1024, 32, ACCUMULATOR_STICKY}, 3, 0.25, 8, true},
        {{6, 1, 1, 16, 1024, 32, ACCUMULATOR_STICKY}, 3, 0.25, 8, true},
        {{6, 1, 1, 16, 1024, 32, ACCUMULATOR_STICKY}, 3, 0.25, 8, false},
        {{12, 10, 20, 16, 1024, 32, ACCUMULATOR_STICKY}, 3, 0.25, 8, true},
        {{3, 100, 5, 16, 1024, 32, ACCUMULATOR_STICKY}, 3, 1, 8, true},
        {{24, 30, 1, 64, 1024, 32, ACCUMULATOR_STICKY}, 3, 0.05, 2, true},
        {{30, 30, 5, 16, 256, 32, ACCUMULATOR_STICKY}, 3, 0.25, 2, true},
        {{30, 30, 1, 16, 256, 32, ACCUMULATOR_STICKY}, 3, 0.25, 0.5, false},
        {{12, 2, 3, 16, 1024, 32, ACCUMULATOR_STICKY}, 6, 0.5, 4, true},
        {{60, 40, 3, 16, 128, 32, ACCUMULATOR_STICKY}, 6, 0.1, 1, true},
        {{12, 30, 5, 16, 1024, 32, ACCUMULATOR_KEYED}, 3, 0.02, 0.5, true},
        {{6, 30, 2, 16, 1024, 32, ACCUMULATOR_KEYED}, 3, 0.1, 8, true},
        {{12, 10, 100, 16, 1024, 1, ACCUMULATOR_STICKY}, 3, 0.1, 0.5, true},
        {{9, 12, 4, 100, 4096, 64, ACCUMULATOR_STICKY}, 3, 0.01, 1, true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(SETS); i++) {
        struct path_group group = group_of(&SETS[i].limits);
        struct data_path path = fixture_path(&group, 1);
        limit(&path, &SETS[i].limits);
        path.object.agents = SETS[i].agents;
        path.object.batcher.timeout_s = SETS[i].timeout_s;
        path.object.batcher.max_bytes = SETS[i].file_mib * MIB;
        path.object.sequencer.is_in_file_order = SETS[i].is_in_file_order;
        char what[16];
        snprintf(what, sizeof what, "object %zu", i);
        compare(&path, &group, 8, OBJECT_LEAST, what);
    }
}

static void test_log_path(void **state)
{
    static const struct dist APPEND = {.kind = DIST_SIZED, .sized = {0.0003, 0.0005 / MIB, &NOISE}};
    static const struct {
        struct limits limits;
        uint32_t brokers, replicas;
    } SETS[] = {
        {{3, 3, 5, 16, 1024, 32, ACCUMULATOR_STICKY}, 3, 3},
        {{6, 12, 5, 16, 1024, 32, ACCUMULATOR_STICKY}, 3, 3},
        {{3, 30, 1, 16, 64, 32, ACCUMULATOR_STICKY}, 3, 3},
        {{6, 6, 2, 64, 1024, 1, ACCUMULATOR_STICKY}, 6, 3},
        {{3, 12, 5, 16, 1024, 32, ACCUMULATOR_KEYED}, 3, 3},
        {{3, 6, 5, 16, 1024, 32, ACCUMULATOR_STICKY}, 3, 1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(SETS); i++) {
        struct path_group group = group_of(&SETS[i].limits);
        struct data_path path = fixture_path(&group, 1);
        path.kind = PATH_LOG;
        path.clients.zone_aware_produce = 0;
        path.log = (struct log_path){.brokers = SETS[i].brokers,
                                     .replicas = SETS[i].replicas,
                                     .append = &APPEND,
                                     .replica_fetch_max_wait_s = 0.5,
                                     .replica_fetch_max_bytes = MIB,
                                     .replica_response_max_bytes = 10 * MIB,
                                     .replica_lag_s = 30,
                                     .min_in_sync = 1,
                                     .network_bytes_per_s = INFINITY};
        limit(&path, &SETS[i].limits);
        char what[16];
        snprintf(what, sizeof what, "log %zu", i);
        compare(&path, &group, 1, LOG_LEAST, what);
    }
}

/* Of two groups the one that falls shorter is named. */
static void test_groups(void **state)
{
    static const struct limits LIMITS = {6, 8, 5, 16, 1024, 32, ACCUMULATOR_STICKY};
    (void)state;
    struct path_group groups[2] = {group_of(&LIMITS), group_of(&LIMITS)};
    groups[0].bytes_per_s = 100 * KIB;
    groups[1].bytes_per_s = 100 * MIB;
    const struct data_path path = fixture_path(groups, 2);
    const struct carried carried = carried_of(&path);
    assert_false(carried.holds);
    assert_int_equal(carried.group, 1);
    assert_true(carried.bytes_per_s < 20 * MIB);
}

/* What the cure says is enough, and two thirds of it aren't. */
static void test_cures(void **state)
{
    static const struct limits LIMITS = {6, 8, 5, 16, 1024, 32, ACCUMULATOR_STICKY};
    (void)state;
    struct path_group group = group_of(&LIMITS);
    struct data_path path = fixture_path(&group, 1);
    group.bytes_per_s = 40 * MIB;
    const struct carried carried = carried_of(&path);
    assert_false(carried.holds);
    path.clients.max_in_flight = (uint32_t)carried.in_flight;
    assert_true(carried_of(&path).holds);
    path.clients.max_in_flight = (uint32_t)(carried.in_flight * 2 / 3);
    assert_false(carried_of(&path).holds);
    path.clients.max_in_flight = 5;
    group.producers = (uint32_t)carried.producers;
    assert_true(carried_of(&path).holds);
    group.producers = (uint32_t)(carried.producers * 2 / 3);
    assert_false(carried_of(&path).holds);
}

/* ---- the timer alone ---- */

/* With unlimited requests in flight, no linger, and constant round trips, PUTs and commits the latency is a
 * constant and the wait for the file. Armed: requests come at random, at `per_s` an agent, so a file has
 * 1 + per_s × timeout of them; its first waits the whole timeout, the others come evenly within it. Free: all
 * come evenly within a tick. */
static double wait_quantile_s(enum batcher_timer timer, double per_s, double timeout_s, double level)
{
    double others = timer == BATCHER_FREE ? 1 : per_s * timeout_s / (1 + per_s * timeout_s);
    return level >= others ? timeout_s : level / others * timeout_s;
}

static void test_timer_alone(void **state)
{
    static const struct dist RTT = {.kind = DIST_CONSTANT, .constant = {0.001}},
                             PUT = {.kind = DIST_CONSTANT, .constant = {0.08}},
                             COMMIT = {.kind = DIST_CONSTANT, .constant = {0.05}};
    static const struct {
        enum batcher_timer timer;
        double timeout_s, records_per_s; /* of an agent */
    } SETS[] = {
        {BATCHER_ARMED, 0.25, 400}, {BATCHER_ARMED, 0.25, 20}, {BATCHER_ARMED, 0.025, 800},
        {BATCHER_ARMED, 0.01, 50},  {BATCHER_ARMED, 1, 100},   {BATCHER_ARMED, 2, 5},
        {BATCHER_FREE, 0.25, 400},  {BATCHER_FREE, 0.05, 40},  {BATCHER_FREE, 1, 60},
        {BATCHER_FREE, 0.5, 5},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(SETS); i++) {
        static const struct limits LIMITS = {30, 8, 1000000, 16, 1024, 1e6, ACCUMULATOR_STICKY};
        struct path_group group = group_of(&LIMITS);
        struct data_path path = fixture_path(&group, 1);
        limit(&path, &LIMITS);
        group.linger_s = 0;
        group.bytes_per_s = SETS[i].records_per_s * path.object.agents * group.record_bytes;
        path.clients.rtt_same_zone = path.clients.rtt_cross_zone = &RTT;
        path.object.put.latency = &PUT;
        path.object.sequencer.commit = &COMMIT;
        path.object.batcher = (struct batcher_rule){SETS[i].timer, SETS[i].timeout_s, 0, 1e12};
        assert_true(carried_of(&path).holds);
        struct arena *arena = arena_new();
        const struct replicate_rule rule = {.seed = 1, .threads = 2, .precision = 0.02};
        const struct path_result *result = path_run(&path, &rule, NULL, arena);
        assert_null(result->violation);
        const struct histogram *all = result->runs->measures[PATH_PRODUCE].histogram;
        for (int level = 0; level < 2; level++) {
            double share = level == 0 ? 0.5 : 0.99, constant_s = 0.001 + 0.08 + 0.05,
                   expected_s = constant_s + wait_quantile_s(SETS[i].timer, SETS[i].records_per_s,
                                                             SETS[i].timeout_s, share),
                   found_s = histogram_quantile_ns(all, share) / 1e9;
            print_message("timer %zu p%.0f: %.4f s, simulated %.4f s\n", i, 100 * share, expected_s, found_s);
            assert_true(fabs(found_s / expected_s - 1) < 0.01);
        }
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_object_path), cmocka_unit_test(test_log_path),    cmocka_unit_test(test_groups),
        cmocka_unit_test(test_cures),       cmocka_unit_test(test_timer_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
