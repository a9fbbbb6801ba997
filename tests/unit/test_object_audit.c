/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the object path promises is looked at and kept, in full detail and in less, whatever goes wrong on the
 * way; and paths at the edges: nobody writes, nobody reads, fewer agents than zones, requests larger than
 * files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

#include "unit/object_fixture.h"

static const struct path_result *run(const struct data_path *path, double length_s, struct arena *arena)
{
    const struct replicate_rule rule = {
        .seed = 1, .threads = 2, .precision = 1, .start_s = length_s, .max_s = length_s};
    return path_run(path, &rule, NULL, arena);
}

static void check_kept(const struct path_result *result)
{
    if (result->violation != NULL) fail_msg("%s", result->violation);
    for (int rule = 0; rule < AUDIT__COUNT; rule++)
        if (result->checks[rule] == 0) fail_msg("never looked at: %s", audit_what((enum audit_rule)rule));
}

/* PUTs fail so often that transfers are given up; several requests of a producer are in files of one agent at
 * once. */
static struct data_path unlucky(const struct path_group *group)
{
    struct data_path path = fixture_path(group, 1);
    path.object.batcher.timeout_s = 0.03;
    path.object.put.failure = 0.2;
    path.object.put.attempts_max = 1;
    return path;
}

static void test_guarantees(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct path_group group = fixture_group();
    group.consumer_groups = 2;
    const struct data_path path = unlucky(&group);
    check_kept(run(&path, 3, arena));
    arena_free(arena);
}

static void test_guarantees_in_less_detail(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct path_group group = fixture_group();
    group.producers = 200;
    group.bytes_per_s *= 10;
    struct data_path path = unlucky(&group);
    path.is_full = false;
    const struct path_result *result = run(&path, 3, arena);
    check_kept(result);
    assert_string_not_equal(result->detail, "full");
    arena_free(arena);
}

/* Files that are committed in any order: answers come in turn all the same, in full detail and in less. */
static void test_answers_in_turn(void **state)
{
    (void)state;
    struct path_group group = fixture_group();
    group.producers = 60;
    group.bytes_per_s *= 10;
    for (int full = 0; full < 2; full++) {
        struct arena *arena = arena_new();
        struct data_path path = unlucky(&group);
        path.is_full = full;
        path.object.sequencer.is_in_file_order = false;
        path.object.answers_in_turn = true;
        const struct path_result *result = run(&path, 2, arena);
        if (result->violation != NULL) fail_msg("%s", result->violation);
        assert_true(result->checks[AUDIT_ANSWERED_IN_ORDER] > 1000);
        assert_int_equal(result->checks[AUDIT_ORDER_PER_PRODUCER], 0);
        arena_free(arena);
    }
}

/* ---- edges ---- */

static void test_nobody_writes(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct path_group group = fixture_group();
    group.bytes_per_s = 0;
    const struct data_path path = fixture_path(&group, 1);
    const struct replicate_rule rule = {.seed = 1, .threads = 1, .precision = 0.05};
    const struct path_result *result = path_run(&path, &rule, NULL, arena);
    assert_null(result->violation);
    assert_int_equal(result->group_count, 0);
    assert_int_equal(result->runs->interims, 1);
    assert_int_equal(histogram_count(result->runs->measures[PATH_PRODUCE].histogram), 0);
    assert_true(result->counts[PATH_PUTS].value == 0 && result->counts[PATH_GETS].value == 0);
    arena_free(arena);
}

static void test_nobody_reads(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct path_group group = fixture_group();
    group.consumer_groups = group.consumers = 0;
    group.producers = 100;
    for (int full = 0; full < 2; full++) {
        struct data_path path = fixture_path(&group, 1);
        path.is_full = full;
        const struct path_result *result = run(&path, 6, arena);
        assert_null(result->violation);
        assert_true(histogram_count(result->runs->measures[PATH_PRODUCE].histogram) > 1000);
        assert_int_equal(histogram_count(result->runs->measures[PATH_END_TO_END].histogram), 0);
        assert_true(result->counts[PATH_GETS].value == 0);
    }
    arena_free(arena);
}

/* Bytes that come in go out, whatever the shape: to a few standard errors. */
static void check_flow(const struct data_path *path, const char *what)
{
    struct arena *arena = arena_new();
    const struct path_result *result = run(path, 6, arena);
    double produced = 0, consumed = 0;
    for (size_t g = 0; g < path->clients.group_count; g++) {
        produced += path->clients.groups[g].bytes_per_s;
        consumed += path->clients.groups[g].bytes_per_s * path->clients.groups[g].consumer_groups;
    }
    const struct {
        enum path_count count;
        double expected, error;
    } flows[] = {{PATH_PRODUCED_BYTES, produced, 0},
                 {PATH_STORED_BYTES, produced, 0},
                 {PATH_CONSUMED_BYTES, consumed, 0}};
    if (result->violation != NULL) fail_msg("%s: %s", what, result->violation);
    for (size_t i = 0; i < sizeof flows / sizeof *flows; i++) {
        const struct estimate_plain *found = &result->counts[flows[i].count];
        if (fabs(found->value - flows[i].expected) > 4.5 * found->standard_error + 0.01 * flows[i].expected)
            fail_msg("%s: %s: %g ± %g instead of %g", what, PATH_COUNT_ROWS[flows[i].count].name,
                     found->value, found->standard_error, flows[i].expected);
    }
    arena_free(arena);
}

static void test_shapes(void **state)
{
    (void)state;
    for (int full = 0; full < 2; full++) {
        struct path_group groups[2] = {fixture_group(), fixture_group()};
        groups[0].producers = 60;
        groups[0].consumer_groups = 3;
        groups[0].consumers = 30;
        groups[0].partitions = 12;
        groups[1].bytes_per_s = 20 * KIB;
        groups[1].producers = 7;
        struct data_path path = fixture_path(groups, 2);
        path.is_full = full;
        check_flow(&path, "two groups");
        path.object.agents = 2;
        check_flow(&path, "fewer agents than zones");
        path.object.agents = 7;
        check_flow(&path, "agents that zones don't share evenly");
        path.object.batcher.max_bytes = 512;
        check_flow(&path, "requests larger than files");
        groups[0].partitioning = ACCUMULATOR_KEYED;
        path.object.batcher.max_bytes = 8 * MIB;
        check_flow(&path, "keyed");
        path.clients.zone_aware_produce = path.clients.zone_aware_consume = 0.5;
        check_flow(&path, "clients that cross zones");
    }
}

/* 40 groups: the smallest are a crowd, and nothing of them is lost. */
static void test_many_groups(void **state)
{
    (void)state;
    struct path_group groups[40];
    for (int g = 0; g < 40; g++) {
        groups[g] = fixture_group();
        groups[g].bytes_per_s = (g % 7 + 1) * 10 * KIB;
    }
    struct data_path path = fixture_path(groups, 40);
    path.is_full = false;
    check_flow(&path, "many groups");
    struct arena *arena = arena_new();
    assert_int_equal(run(&path, 1, arena)->group_count, 32);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_guarantees),
        cmocka_unit_test(test_answers_in_turn),
        cmocka_unit_test(test_guarantees_in_less_detail),
        cmocka_unit_test(test_nobody_writes),
        cmocka_unit_test(test_nobody_reads),
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_many_groups),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
