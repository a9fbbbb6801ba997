/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a run will need, against what runs took: bytes and events of many shapes within a factor of four (the
 * slack of sim/path/path_size.h). The input that asks for most is named. Clients that are taken together have
 * the latencies of clients that aren't, and a run that outgrows its bounds is stopped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sim/path/path_size.h"
#include "unit/object_fixture.h"

static const struct dist APPEND = {.kind = DIST_LOGNORMAL, .lognormal = {-8.18, 0.75}},
                         STOP = {.kind = DIST_UNIFORM, .uniform = {0.002, 0.012}};

static struct data_path log_fixture(const struct path_group *groups, size_t count)
{
    struct data_path path = fixture_path(groups, count);
    path.kind = PATH_LOG;
    path.is_full = false;
    path.log = (struct log_path){.brokers = 6,
                                 .replicas = 3,
                                 .append = &APPEND,
                                 .replica_fetch_max_wait_s = 0.5,
                                 .replica_fetch_max_bytes = MIB,
                                 .replica_response_max_bytes = 10 * MIB,
                                 .replica_lag_s = 30,
                                 .min_in_sync = 2,
                                 .network_bytes_per_s = INFINITY};
    return path;
}

static struct data_path object_fixture(const struct path_group *groups, size_t count)
{
    struct data_path path = fixture_path(groups, count);
    path.is_full = false;
    return path;
}

static struct path_group plain(void)
{
    struct path_group group = fixture_group();
    group.bytes_per_s = 2 * MIB;
    group.producers = group.partitions = group.consumers = 100;
    return group;
}

/* ---- sizes ---- */

/* Of fewer it doesn't matter how many there are. */
static const double MANY_EVENTS = 300000, MANY_BYTES = 2e6;

static void look(const struct data_path *path, double length_s, const char *name)
{
    struct arena *arena = arena_new();
    const char *note;
    const struct path_size size = path_size_of(path_merged(path, &note, arena));
    const struct replicate_rule rule = {
        .seed = 3, .threads = 2, .precision = 0.5, .start_s = length_s, .max_s = length_s};
    const struct path_result *result = path_run(path, &rule, NULL, arena);
    if (result->violation != NULL) fail_msg("%s: %s", name, result->violation);
    double bytes = result->runs->records[0]->state_bytes / size.replication_bytes,
           events = (double)result->runs->events / result->runs->interims / (size.events_per_s * length_s);
    print_message("%-28s %s: %.2f of the bytes (%.1f MB), %.2f of the events (%.2f million)\n", name,
                  path->kind == PATH_LOG ? "log" : "object", bytes, size.replication_bytes / 1e6, events,
                  (double)result->runs->events / 1e6);
    bool are_events_off = events > 4 || (events < 0.25 && size.events_per_s * length_s > MANY_EVENTS);
    bool are_bytes_off = bytes > 1.5 || (bytes < 0.25 && size.replication_bytes > MANY_BYTES);
    if (are_bytes_off || are_events_off)
        fail_msg("%s: %.2f times the bytes, %.2f times the events", name, bytes, events);
    arena_free(arena);
}

static void look_at_both(const struct path_group *groups, size_t count, double length_s, const char *name)
{
    const struct data_path log = log_fixture(groups, count), object = object_fixture(groups, count);
    look(&log, length_s, name);
    look(&object, 4 * length_s, name);
}

static void sizes_are_known_before_a_run(void **state)
{
    (void)state;
    struct path_group group = plain();
    look_at_both(&group, 1, 1, "plain");
    group.producers = 15000;
    look_at_both(&group, 1, 0.5, "many producers");
    group = plain();
    group.producers = 200000;
    look_at_both(&group, 1, 0.5, "very many producers");
    group = plain();
    group.partitions = 20000;
    look_at_both(&group, 1, 0.5, "many partitions");
    group = plain();
    group.partitions = 2000000;
    look_at_both(&group, 1, 0.25, "very many partitions");
    group = plain();
    group.consumer_groups = 200;
    group.bytes_per_s = 200 * KIB;
    look_at_both(&group, 1, 0.5, "many consumer groups");
    group = plain();
    group.partitions = group.consumers = 5000;
    look_at_both(&group, 1, 0.5, "many consumers");
    group = plain();
    group.partitioning = ACCUMULATOR_KEYED;
    group.linger_s = 0.1;
    look_at_both(&group, 1, 1, "keyed, a long linger");
    group = plain();
    group.linger_s = 0;
    look_at_both(&group, 1, 1, "no linger");
    group = plain();
    group.record_bytes = 64;
    group.bytes_per_s = MIB;
    look_at_both(&group, 1, 0.5, "small records");
    group = plain();
    group.bytes_per_s = KIB;
    look_at_both(&group, 1, 4, "next to nothing");
    group = plain();
    group.fetch_max_wait_s = 0.01;
    group.bytes_per_s = 10 * KIB;
    look_at_both(&group, 1, 1, "an impatient fetch");
}

static void sizes_of_many_topic_groups_are_known(void **state)
{
    (void)state;
    struct path_group groups[40];
    for (uint32_t i = 0; i < 40; i++) {
        groups[i] = plain();
        groups[i].bytes_per_s = 100 * KIB;
        groups[i].consumer_groups = i % 3;
    }
    look_at_both(groups, 40, 0.5, "forty topic groups");
    groups[1].partitions = 30000;
    look_at_both(groups, 2, 0.5, "two topic groups");
}

static void stops_of_brokers_are_known(void **state)
{
    (void)state;
    struct path_group group = plain();
    struct data_path path = log_fixture(&group, 1);
    path.log.collection = &STOP;
    path.log.collection_interval_s = 0.1;
    look(&path, 2, "collections");
}

/* ---- the input that asks for it ---- */

static struct path_excess excess_of(const struct data_path *path, double max_bytes, uint64_t max_events)
{
    struct arena *arena = arena_new();
    const struct replicate_rule rule = {.precision = 0.05, .max_bytes = max_bytes, .max_events = max_events};
    const struct path_excess *found = path_excess_of(path, &rule, arena);
    struct path_excess excess = {.ask = PATH_ASK__COUNT};
    if (found != NULL) excess = *found;
    arena_free(arena);
    return excess;
}

static void names(const struct path_group *big, bool is_of_memory, enum path_ask ask, const char *name)
{
    struct path_group groups[3] = {plain(), *big, plain()};
    for (int kind = 0; kind < 2; kind++) {
        const struct data_path path = kind == 0 ? log_fixture(groups, 3) : object_fixture(groups, 3);
        const struct path_excess excess = excess_of(&path, is_of_memory ? 32e6 : 0,
                                                    is_of_memory ? 0 : 5000000);
        if (excess.ask == PATH_ASK__COUNT && kind == 1 && ask == PATH_ASK_PRODUCERS) continue; /* a crowd */
        if (excess.ask != ask || excess.group != 1 || excess.needed <= excess.bound ||
            excess.is_of_memory != is_of_memory)
            fail_msg("%s, kind %d: input %d of group %zu is named", name, kind, (int)excess.ask,
                     excess.group);
    }
}

static void the_input_that_asks_for_most_is_named(void **state)
{
    (void)state;
    struct path_group big = plain();
    big.partitions = 50000;
    big.consumer_groups = 10000;
    names(&big, true, PATH_ASK_CONSUMER_GROUPS, "consumer groups and partitions");
    big = plain();
    big.consumer_groups = 10000;
    big.bytes_per_s = 20 * MIB;
    names(&big, false, PATH_ASK_CONSUMER_GROUPS, "consumer groups");
    big = plain();
    big.linger_s = 60;
    big.bytes_per_s = 200 * MIB;
    names(&big, false, PATH_ASK_LINGER, "linger");
}

static void full_detail_is_named(void **state)
{
    (void)state;
    struct path_group group = plain();
    group.producers = 10000000;
    struct data_path path = object_fixture(&group, 1);
    assert_int_equal(excess_of(&path, 1e9, 0).ask, PATH_ASK__COUNT);
    path.is_full = true;
    const struct path_excess excess = excess_of(&path, 1e9, 0);
    assert_true(excess.ask == PATH_ASK_FULL || excess.ask == PATH_ASK_PRODUCERS);
    assert_true(excess.needed > 1e9);
}

static void plain_paths_fit(void **state)
{
    (void)state;
    const double max_bytes = 1073741824;
    struct path_group group = plain();
    const struct data_path log = log_fixture(&group, 1), object = object_fixture(&group, 1);
    assert_int_equal(excess_of(&log, max_bytes, 30000000).ask, PATH_ASK__COUNT);
    assert_int_equal(excess_of(&object, max_bytes, 30000000).ask, PATH_ASK__COUNT);
    group.producers = group.partitions = 10000000;
    assert_int_equal(excess_of(&log, max_bytes, 30000000).ask, PATH_ASK__COUNT);
    assert_int_equal(excess_of(&object, max_bytes, 30000000).ask, PATH_ASK__COUNT);
}

/* ---- taken together ---- */

static const struct path_result *measured(const struct data_path *path, struct arena *arena)
{
    const struct replicate_rule rule = {
        .seed = 5, .threads = 2, .precision = 0.5, .start_s = 1.2, .max_s = 1.2};
    const struct path_result *result = path_run(path, &rule, NULL, arena);
    if (result->violation != NULL) fail_msg("%s", result->violation);
    return result;
}

static void differ_little(const struct path_group *group, const char *name)
{
    struct arena *arena = arena_new();
    struct data_path path = log_fixture(group, 1);
    const struct path_result *few = measured(&path, arena);
    assert_non_null(strstr(few->detail, "taken together"));
    path.is_full = true;
    const struct path_result *all = measured(&path, arena);
    for (int m = 0; m < PATH_MEASURE__COUNT; m++)
        for (enum replicate_level level = REPLICATE_MEAN; level <= REPLICATE_P99; level++) {
            const struct estimate *a = &few->runs->measures[m].estimates[level],
                                  *b = &all->runs->measures[m].estimates[level];
            double error_ns = hypot(a->standard_error_ns, b->standard_error_ns),
                   share = a->value_ns / b->value_ns - 1;
            if (fabs(a->value_ns - b->value_ns) > 3 * error_ns && fabs(share) > 0.01)
                fail_msg("%s, measure %d, level %d: %+.1f %%", name, m, (int)level, 100 * share);
        }
    arena_free(arena);
}

static void clients_that_hardly_meet_are_taken_together(void **state)
{
    (void)state;
    struct path_group group = plain();
    group.producers = 60000;
    differ_little(&group, "producers");
    group.partitioning = ACCUMULATOR_KEYED;
    differ_little(&group, "keyed producers");
    group = plain();
    group.partitions = 300000;
    differ_little(&group, "partitions");
}

static void a_path_that_is_small_stays(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const char *note;
    struct path_group group = plain();
    const struct data_path log = log_fixture(&group, 1);
    assert_ptr_equal(path_merged(&log, &note, arena), &log);
    assert_null(note);
    group.producers = 10000000;
    struct data_path full = log;
    full.is_full = true;
    assert_ptr_equal(path_merged(&full, &note, arena), &full);
    assert_ptr_not_equal(path_merged(&log, &note, arena), &log);
    assert_non_null(note);
    arena_free(arena);
}

/* ---- stopped ---- */

static void a_run_beyond_its_bounds_is_stopped(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct path_group group = plain();
    group.bytes_per_s = 50 * MIB;
    const struct data_path log = log_fixture(&group, 1);
    struct replicate_rule rule = {
        .seed = 1, .threads = 2, .precision = 0.5, .start_s = 2, .max_s = 2, .max_events = 200000};
    const struct path_result *result = path_run(&log, &rule, NULL, arena);
    assert_null(result->violation);
    assert_true(result->runs->doubts >> REPLICATE_STOPPED & 1);
    assert_true(result->runs->events < 4000000);
    rule.max_events = 0;
    rule.max_bytes = 200000;
    result = path_run(&log, &rule, NULL, arena);
    assert_null(result->violation);
    assert_true(result->runs->doubts >> REPLICATE_STOPPED & 1);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_known_before_a_run),
        cmocka_unit_test(sizes_of_many_topic_groups_are_known),
        cmocka_unit_test(stops_of_brokers_are_known),
        cmocka_unit_test(the_input_that_asks_for_most_is_named),
        cmocka_unit_test(full_detail_is_named),
        cmocka_unit_test(plain_paths_fit),
        cmocka_unit_test(clients_that_hardly_meet_are_taken_together),
        cmocka_unit_test(a_path_that_is_small_stays),
        cmocka_unit_test(a_run_beyond_its_bounds_is_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
