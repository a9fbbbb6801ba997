/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Less detail against full detail: the same system, once with every client followed and once with a few and a
 * crowd. What is asked for must be within three standard errors of both and within 3 %. SOAK=1 (make soak)
 * looks at larger systems, longer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "unit/object_fixture.h"

static bool is_soak(void)
{
    const char *asked = getenv("SOAK");
    return asked != NULL && strcmp(asked, "1") == 0;
}

static const struct replicate_measured *run(struct data_path path, bool is_full, double length_s,
                                            struct arena *arena)
{
    const struct replicate_rule rule = {
        .seed = 1, .threads = 2, .precision = 1, .start_s = length_s, .max_s = length_s};
    path.is_full = is_full;
    const struct path_result *result = path_run(&path, &rule, NULL, arena);
    if (result->violation != NULL) fail_msg("%s", result->violation);
    assert_int_equal(strcmp(result->detail, "full") == 0, is_full);
    return result->runs->measures;
}

static void compare(const struct data_path *path, double full_s, double less_s, const char *what)
{
    static const enum replicate_level LEVELS[] = {REPLICATE_MEAN, REPLICATE_P50, REPLICATE_P90, REPLICATE_P99,
                                                  REPLICATE_P999};
    struct arena *arena = arena_new();
    const struct replicate_measured *full = run(*path, true, full_s, arena),
                                    *less = run(*path, false, less_s, arena);
    bool is_off = false;
    for (int m = 0; m < PATH_MEASURE__COUNT; m++)
        for (size_t l = 0; l < sizeof LEVELS / sizeof *LEVELS; l++) {
            const struct estimate *a = &full[m].estimates[LEVELS[l]], *b = &less[m].estimates[LEVELS[l]];
            if (!a->is_known || !b->is_known) {
                is_off |= LEVELS[l] < REPLICATE_P99; /* beyond that there may be too few files */
                continue;
            }
            /* A quantile is known to the width of the histogram's buckets besides. */
            double error = hypot(a->standard_error_ns, b->standard_error_ns) +
                           (LEVELS[l] == REPLICATE_MEAN ? 0 : 0.0007 * a->value_ns);
            double z = (b->value_ns - a->value_ns) / error, share = b->value_ns / a->value_ns - 1;
            bool differs = fabs(z) > 3 || (fabs(share) > 0.03 && is_soak());
            is_off |= differs;
            if (differs || is_soak())
                print_message("%s: %s, level %d: full %.2f, less %.2f ms: %+.2f %%, %+.1f standard errors\n",
                              what, full[m].name, (int)LEVELS[l], a->value_ns / 1e6, b->value_ns / 1e6,
                              100 * share, z);
        }
    assert_false(is_off);
    arena_free(arena);
}

/* Files are closed by their size; producers are at their limit of requests in flight; records are large so
 * that there are few. */
static struct path_group busy_group(uint32_t agents)
{
    return (struct path_group){
        .bytes_per_s = 20 * MIB * agents,
        .record_bytes = 32 * KIB,
        .producers = 30 * agents,
        .partitions = 48,
        .linger_s = 0.005,
        .batch_bytes = 64 * KIB,
        .consumer_groups = 2,
        .consumers = 24,
        .fetch_max_wait_s = 0.5,
        .fetch_min_bytes = 1,
    };
}

static struct data_path busy_path(const struct path_group *group, uint32_t agents)
{
    struct data_path path = fixture_path(group, 1);
    path.object.agents = agents;
    path.object.batcher.max_bytes = 2 * MIB;
    path.object.chunk_bytes = MIB;
    return path;
}

static void test_by_size(void **state)
{
    (void)state;
    const struct path_group group = busy_group(6);
    const struct data_path path = busy_path(&group, 6);
    compare(&path, 13, 16, "6 agents, by size");
}

static void test_by_timer(void **state)
{
    (void)state;
    struct path_group group = busy_group(6);
    struct data_path path = busy_path(&group, 6);
    group.bytes_per_s = 6 * MIB;
    group.record_bytes = 8 * KIB;
    group.linger_s = 0.02;
    path.object.batcher = (struct batcher_rule){BATCHER_ARMED, 0.1, 0, 8 * MIB};
    compare(&path, 16, 24, "6 agents, by timer");
}

static void test_idle(void **state)
{
    (void)state;
    struct path_group group = busy_group(6);
    struct data_path path = busy_path(&group, 6);
    group.bytes_per_s = 100 * KIB;
    group.record_bytes = KIB;
    compare(&path, 30, 60, "6 agents, nearly idle");
}

static void test_keyed(void **state)
{
    (void)state;
    struct path_group group = busy_group(6);
    struct data_path path = busy_path(&group, 6);
    group.bytes_per_s /= 4;
    group.partitioning = ACCUMULATOR_KEYED;
    compare(&path, 20, 24, "6 agents, keyed");
}

/* Requests of some thirty batches each, of which less detail follows a quarter. */
static void test_many_batches(void **state)
{
    (void)state;
    struct path_group group = busy_group(6);
    struct data_path path = busy_path(&group, 6);
    group.record_bytes = 2 * KIB;
    group.bytes_per_s /= 8;
    group.producers = 60;
    group.partitions = 480;
    group.partitioning = ACCUMULATOR_KEYED;
    compare(&path, is_soak() ? 60 : 8, is_soak() ? 120 : 12, "6 agents, many batches");
}

static void test_two_groups(void **state)
{
    (void)state;
    struct path_group groups[2] = {busy_group(6), busy_group(6)};
    struct data_path path = busy_path(groups, 6);
    path.clients.group_count = 2;
    groups[0].bytes_per_s /= 3;
    groups[1].bytes_per_s /= 8;
    groups[1].producers = 40;
    groups[1].consumer_groups = 1;
    compare(&path, 16, 24, "6 agents, two groups");
}

/* Commits in any order, and answers at once or in turn. */
static void test_answers_in_turn(void **state)
{
    (void)state;
    const struct path_group group = busy_group(6);
    struct data_path path = busy_path(&group, 6);
    path.object.sequencer.is_in_file_order = false;
    compare(&path, 13, 16, "6 agents, commits in any order");
    path.object.answers_in_turn = true;
    compare(&path, 13, 16, "6 agents, answers in turn");
}

/* Answers with what is ready, with and without a lookup. */
static void test_answers_when_ready(void **state)
{
    (void)state;
    static const struct dist LOOKUP = {.kind = DIST_LOGNORMAL, .lognormal = {-2.3, 0.3}};
    const struct path_group group = busy_group(6);
    struct data_path path = busy_path(&group, 6);
    path.object.answers_when_ready = true;
    compare(&path, 13, 16, "6 agents, answers with what is ready");
    path.object.delays[OBJECT_LOOKED_UP] = &LOOKUP;
    compare(&path, 13, 16, "6 agents, lookups, answers with what is ready");
    path.object.answers_when_ready = false;
    compare(&path, 13, 16, "6 agents, lookups");
}

/* ---- make soak ---- */

static void test_larger(void **state)
{
    (void)state;
    if (!is_soak()) skip();
    for (uint32_t agents = 6; agents <= 24; agents *= 2) {
        char what[32];
        struct path_group group = busy_group(agents);
        const struct data_path path = busy_path(&group, agents);
        group.partitions =
            8 * agents; /* so that answers' bytes stay below their bounds, which wishes don't know */
        snprintf(what, sizeof what, "%u agents", agents);
        compare(&path, 30, 60, what);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_size),
        cmocka_unit_test(test_by_timer),
        cmocka_unit_test(test_idle),
        cmocka_unit_test(test_keyed),
        cmocka_unit_test(test_two_groups),
        cmocka_unit_test(test_many_batches),
        cmocka_unit_test(test_answers_in_turn),
        cmocka_unit_test(test_answers_when_ready),
        cmocka_unit_test(test_larger),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
