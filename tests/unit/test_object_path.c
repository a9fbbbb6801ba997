/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The object path in full detail against its definitions (unit/object_oracle.h), batch by batch to the
 * nanosecond: what is in each, its offset, when it was sent, acknowledged and read by each group. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "unit/object_fixture.h"
#include "unit/object_oracle.h"
#include "unit/sim_oracle.h"

enum { REPLICATIONS_COMPARED = 4, ROWS_MAX = 1 << 15 };
static const double LENGTH_S = 2.5;

/* ---- what the path tells ---- */

struct row {
    bool is_acked;
    struct path_seen seen;
    int64_t acked_ns, read_ns[O_CONSUMER_GROUPS];
};

struct rows {
    struct random_key keys[REPLICATIONS_COMPARED];
    struct row *of[REPLICATIONS_COMPARED];
    size_t count[REPLICATIONS_COMPARED];
};

static bool is_same(const struct path_seen *a, const struct path_seen *b)
{
    return a->topic == b->topic && a->producer == b->producer && a->sequence == b->sequence;
}

static struct row *row_of(struct rows *rows, size_t replication, const struct path_seen *seen)
{
    for (size_t i = rows->count[replication]; i > 0; i--)
        if (is_same(&rows->of[replication][i - 1].seen, seen)) return &rows->of[replication][i - 1];
    assert_true(rows->count[replication] < ROWS_MAX);
    struct row *row = &rows->of[replication][rows->count[replication]++];
    *row = (struct row){.seen = *seen};
    return row;
}

static void see(void *user, const struct path_seen *seen)
{
    struct rows *rows = user;
    for (size_t i = 0; i < REPLICATIONS_COMPARED; i++) {
        if (memcmp(&rows->keys[i], &seen->key, sizeof seen->key) != 0) continue;
        struct row *row = row_of(rows, i, seen);
        if (seen->is_read)
            row->read_ns[seen->consumer_group] = seen->now_ns;
        else
            row->acked_ns = seen->now_ns;
    }
}

/* ---- comparing ---- */

static const struct row *find(const struct rows *rows, size_t replication, const struct o_batch *batch)
{
    for (size_t i = 0; i < rows->count[replication]; i++) {
        const struct path_seen *seen = &rows->of[replication][i].seen;
        if ((int)seen->topic == batch->group && (int)seen->producer == batch->producer &&
            (int)seen->sequence == batch->number)
            return &rows->of[replication][i];
    }
    return NULL;
}

static bool is_equal(const struct row *row, const struct o_batch *batch, uint32_t consumer_groups)
{
    const struct path_seen *seen = &row->seen;
    bool same = (int)seen->partition == batch->partition && seen->records == batch->records &&
                seen->offset == batch->offset && seen->first_ns == batch->first_ns &&
                seen->last_ns == batch->last_ns && seen->sent_ns == batch->sent_ns &&
                row->acked_ns == batch->acked_ns;
    for (uint32_t g = 0; g < consumer_groups; g++) same &= row->read_ns[g] == batch->read_ns[g];
    return same;
}

static void compare(const struct data_path *path, const char *what, const struct rows *rows,
                    size_t replication, const struct oracle *oracle)
{
    size_t sent = 0;
    for (int i = 0; i < oracle->batch_count; i++) {
        const struct o_batch *batch = &oracle->batches[i];
        if (!batch->sent) continue;
        sent++;
        const struct row *row = find(rows, replication, batch);
        if (row == NULL || !is_equal(row, batch, path->clients.groups[batch->group].consumer_groups)) {
            print_error("%s, replication %zu: batch %d of producer %d of group %d: %d/%lld: sent %lld acked "
                        "%lld read %lld\n",
                        what, replication, batch->number, batch->producer, batch->group, batch->partition,
                        (long long)batch->offset, (long long)batch->sent_ns, (long long)batch->acked_ns,
                        (long long)batch->read_ns[0]);
            if (row != NULL)
                print_error("found %d/%lld: sent %lld acked %lld read %lld\n", (int)row->seen.partition,
                            (long long)row->seen.offset, (long long)row->seen.sent_ns,
                            (long long)row->acked_ns, (long long)row->read_ns[0]);
            fail();
        }
    }
    assert_int_equal(sent, rows->count[replication]);
    assert_true(sent > 0);
}

static void check(struct data_path *path, const char *what)
{
    struct arena *arena = arena_new();
    struct rows rows = {0};
    for (size_t i = 0; i < REPLICATIONS_COMPARED; i++) {
        rows.keys[i] = random_key_of(1, (uint32_t)i);
        rows.of[i] = arena_new_of(arena, struct row, ROWS_MAX);
    }
    const struct path_observer observer = {.see = see, .user = &rows};
    path->observer = &observer;
    double longest_linger_s = 0;
    for (size_t g = 0; g < path->clients.group_count; g++)
        longest_linger_s = fmax(longest_linger_s, path->clients.groups[g].linger_s);
    const struct replicate_rule rule = {
        .seed = 1, .threads = 1, .precision = 1, .start_s = LENGTH_S, .max_s = LENGTH_S};
    const struct path_result *result = path_run(path, &rule, NULL, arena);
    if (result->violation != NULL) fail_msg("%s: %s", what, result->violation);
    for (size_t i = 0; i < REPLICATIONS_COMPARED; i++) {
        int64_t stop_ns = time_ns(result->runs->length_s) +
                          time_ns(path->object.batcher.timeout_s + longest_linger_s);
        struct oracle *oracle = oracle_run(path, rows.keys[i], stop_ns);
        compare(path, what, &rows, i, oracle);
        oracle_free(oracle);
    }
    arena_free(arena);
}

/* ---- cases ---- */

static void test_agents(void **state)
{
    (void)state;
    for (uint32_t agents = 1; agents <= 7; agents++) {
        char what[32];
        struct path_group group = fixture_group();
        struct data_path path = fixture_path(&group, 1);
        group.producers = 10;
        path.object.agents = agents;
        snprintf(what, sizeof what, "%u agents", agents);
        check(&path, what);
    }
}

static void test_timers(void **state)
{
    (void)state;
    static const char *const NAMES[] = {
        [BATCHER_ARMED] = "armed", [BATCHER_FREE] = "free", [BATCHER_ADAPTIVE] = "adaptive"};
    for (enum batcher_timer timer = BATCHER_ARMED; timer <= BATCHER_ADAPTIVE; timer++)
        for (int sized = 0; sized < 2; sized++) {
            struct path_group group = fixture_group();
            struct data_path path = fixture_path(&group, 1);
            path.object.batcher = (struct batcher_rule){timer, 0.1, 0.01, sized ? 5 * KIB : INFINITY};
            group.linger_s = sized ? 0 : 0.02;
            check(&path, NAMES[timer]);
        }
}

static void test_partitioning(void **state)
{
    (void)state;
    struct path_group group = fixture_group();
    struct data_path path = fixture_path(&group, 1);
    group.partitioning = ACCUMULATOR_KEYED;
    check(&path, "keyed");
    group.linger_s = 0.05;
    group.batch_bytes = 3 * KIB;
    check(&path, "keyed, small batches");
    group.partitioning = ACCUMULATOR_STICKY;
    group.partitions = 1;
    check(&path, "one partition");
    group.partitions = 2;
    group.consumers = 5;
    check(&path, "fewer partitions than consumers");
}

static void test_limits_of_producers(void **state)
{
    (void)state;
    struct path_group group = fixture_group();
    struct data_path path = fixture_path(&group, 1);
    path.clients.max_in_flight = 1;
    check(&path, "one request in flight");
    path.clients.max_in_flight = 2;
    path.clients.max_request_bytes = 4 * KIB;
    group.batch_bytes = 2 * KIB;
    check(&path, "small requests");
    path.clients.buffer_bytes = 8 * KIB;
    check(&path, "a buffer that fills");
    group.batch_bytes = 512;
    check(&path, "records larger than batches");
}

static void test_groups(void **state)
{
    (void)state;
    struct path_group groups[3] = {fixture_group(), fixture_group(), fixture_group()};
    struct data_path path = fixture_path(groups, 3);
    groups[0].consumer_groups = 3;
    groups[1] = (struct path_group){.bytes_per_s = 100 * KIB,
                                    .record_bytes = 300,
                                    .producers = 4,
                                    .partitions = 5,
                                    .partitioning = ACCUMULATOR_KEYED,
                                    .linger_s = 0.03,
                                    .batch_bytes = 2000,
                                    .consumer_groups = 2,
                                    .consumers = 2,
                                    .fetch_max_wait_s = 0.1,
                                    .fetch_min_bytes = 1};
    groups[2].bytes_per_s = 50 * KIB;
    groups[2].consumer_groups = 0;
    check(&path, "three groups, one that nobody reads");
}

static void test_zones(void **state)
{
    (void)state;
    static const double SHARES[] = {0, 0.3, 1};
    for (int i = 0; i < 3; i++) {
        struct path_group group = fixture_group();
        struct data_path path = fixture_path(&group, 1);
        path.clients.zone_aware_produce = SHARES[i];
        path.clients.zone_aware_consume = SHARES[2 - i];
        path.object.agents = 2 + (uint32_t)i;
        check(&path, "clients that cross zones");
    }
}

static void test_store(void **state)
{
    (void)state;
    struct path_group group = fixture_group();
    struct data_path path = fixture_path(&group, 1);
    path.object.batcher.timeout_s = 0.03;
    path.object.put.slots = 1;
    path.object.get.slots = 2;
    check(&path, "slots");
    path.object.put.slots = 0;
    path.object.put.buckets = 3;
    path.object.put.answers_needed = 2;
    check(&path, "a quorum of buckets");
    path.object.put.failure = path.object.get.failure = 0.3;
    check(&path, "retries");
    path.object.put.attempts_max = path.object.get.attempts_max = 2;
    path.object.put.slots = 2;
    check(&path, "transfers given up");
}

static void test_sequencers(void **state)
{
    (void)state;
    struct path_group group = fixture_group();
    struct data_path path = fixture_path(&group, 1);
    static const struct dist SIZED = {.kind = DIST_SIZED, .sized = {0.02, 1e-5, &NOISE}};
    path.object.batcher.timeout_s = 0.04;
    path.object.sequencer.commit = &SIZED;
    check(&path, "commits as long as their metadata");
    path.object.sequencer.is_in_file_order = false;
    path.clients.max_in_flight = 1;
    check(&path, "commits in any order");
    path.clients.max_in_flight = 5; /* the order per producer isn't promised then */
    check(&path, "commits in any order, five requests in flight");
    path.object.answers_in_turn = true;
    check(&path, "commits in any order, answers in turn");
    path.object.sequencer.is_in_file_order = true;
    path.object.sequencer.lanes = SEQUENCER_LANE_PER_AGENT;
    check(&path, "a lane per agent");
    path.object.sequencer.lanes = SEQUENCER_ONE_LANE;
    path.object.sequencer.is_grouped = true;
    path.object.sequencer.collect_s = 0.01;
    path.object.sequencer.spacing_s = 0.05;
    check(&path, "group commits");
}

static void test_consumers(void **state)
{
    (void)state;
    static const struct dist LOOKUP = {.kind = DIST_LOGNORMAL, .lognormal = {-4.6, 0.3}};
    struct path_group group = fixture_group();
    struct data_path path = fixture_path(&group, 1);
    group.fetch_min_bytes = 30 * KIB;
    group.fetch_max_wait_s = 0.08;
    check(&path, "consumers that wait for more");
    group.fetch_min_bytes = 1;
    path.clients.fetch_max_bytes = 6 * KIB;
    path.clients.partition_fetch_max_bytes = 3 * KIB;
    check(&path, "small answers");
    path.object.delays[OBJECT_LOOKED_UP] = &LOOKUP;
    path.object.chunk_bytes = 3000;
    check(&path, "lookups, and many chunks");
    path.object.answers_when_ready = true;
    check(&path, "lookups, and answers with what is ready");
    path.object.delays[OBJECT_LOOKED_UP] = NULL;
    check(&path, "answers with what is ready");
    path.object.chunk_bytes = 200; /* more of a file than remember who requested them */
    check(&path, "answers with what is ready, of small chunks");
}

static void test_nothing_takes_time(void **state)
{
    (void)state;
    struct path_group group = fixture_group();
    struct data_path path = fixture_path(&group, 1);
    path.clients.rtt_same_zone = path.clients.rtt_cross_zone = &NOTHING;
    path.object.put.latency = path.object.get.latency = path.object.sequencer.commit = &NOTHING;
    path.clients.arrivals = ARRIVALS_CONSTANT;
    group.consumer_groups = 2;
    check(&path, "nothing takes time");
    path.object.batcher.timeout_s = 0.01;
    path.object.batcher.max_bytes = 700; /* each request is larger */
    group.linger_s = 0;
    check(&path, "files smaller than requests");
}

/* Any of it together. */
static struct path_group group_at_random(uint64_t *random)
{
    struct path_group group = fixture_group();
    group.bytes_per_s = (double)oracle_between(random, 20, 300) * KIB;
    group.record_bytes = (double)oracle_between(random, 100, 3000);
    group.producers = (uint32_t)oracle_between(random, 1, 9);
    group.partitions = (uint32_t)oracle_between(random, 1, 20);
    group.partitioning = oracle_between(random, 0, 2) == 0 ? ACCUMULATOR_KEYED : ACCUMULATOR_STICKY;
    group.linger_s = (double)oracle_between(random, 0, 60) * 1e-3;
    group.batch_bytes = (double)oracle_between(random, 1, 20) * KIB;
    group.consumer_groups = (uint32_t)oracle_between(random, 0, O_CONSUMER_GROUPS);
    group.consumers = (uint32_t)oracle_between(random, 1, 6);
    group.fetch_max_wait_s = (double)oracle_between(random, 1, 600) * 1e-3;
    group.fetch_min_bytes = oracle_between(random, 0, 1) == 0 ? 1 : (double)oracle_between(random, 1, 50000);
    return group;
}

static struct data_path path_at_random(const struct path_group *groups, size_t count, uint64_t *random)
{
    struct data_path path = fixture_path(groups, count);
    path.clients.zones = (unsigned)oracle_between(random, 1, O_ZONES);
    path.clients.arrivals = (enum arrivals_kind)oracle_between(random, ARRIVALS_CONSTANT, ARRIVALS_BURSTY);
    path.clients.max_request_bytes = (double)oracle_between(random, 4, 200) * KIB;
    path.clients.max_in_flight = (uint32_t)oracle_between(random, 1, 6);
    path.clients.zone_aware_produce = (double)oracle_between(random, 0, 10) / 10;
    path.clients.zone_aware_consume = (double)oracle_between(random, 0, 10) / 10;
    path.object.agents = (uint32_t)oracle_between(random, 1, 6);
    path.object.batcher = (struct batcher_rule){(enum batcher_timer)oracle_between(random, BATCHER_ARMED,
                                                                                   BATCHER_ADAPTIVE),
                                                (double)oracle_between(random, 5, 300) * 1e-3,
                                                (double)oracle_between(random, 0, 20) * 1e-3,
                                                (double)oracle_between(random, 1, 64) * KIB};
    path.object.put.slots = (uint32_t)oracle_between(random, 0, 4);
    path.object.get.slots = (uint32_t)oracle_between(random, 0, 4);
    path.object.put.failure = (double)oracle_between(random, 0, 2) / 10;
    path.object.sequencer.lanes = (enum sequencer_lanes)oracle_between(random, SEQUENCER_ONE_LANE,
                                                                       SEQUENCER_NO_LANES);
    path.object.sequencer.is_grouped = path.object.sequencer.lanes == SEQUENCER_ONE_LANE ||
                                       oracle_between(random, 0, 1) == 0;
    path.object.sequencer.collect_s = (double)oracle_between(random, 0, 20) * 1e-3;
    path.object.chunk_bytes = (double)oracle_between(random, 4, 40) * KIB;
    path.object.sequencer.is_in_file_order = oracle_between(random, 0, 1) == 0;
    path.object.answers_in_turn = oracle_between(random, 0, 1) == 0;
    path.object.answers_when_ready = oracle_between(random, 0, 1) == 0;
    return path;
}

static void test_at_random(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (int i = 0; i < 60; i++) {
        char what[32];
        struct path_group groups[O_GROUPS];
        size_t count = (size_t)oracle_between(&random, 1, 3);
        for (size_t g = 0; g < count; g++) groups[g] = group_at_random(&random);
        for (size_t g = 1; g < count; g++) /* they are followed in order of their rates */
            groups[g].bytes_per_s = groups[g - 1].bytes_per_s * 0.7;
        struct data_path path = path_at_random(groups, count, &random);
        snprintf(what, sizeof what, "at random, %d", i);
        check(&path, what);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agents),       cmocka_unit_test(test_timers),
        cmocka_unit_test(test_partitioning), cmocka_unit_test(test_limits_of_producers),
        cmocka_unit_test(test_groups),       cmocka_unit_test(test_zones),
        cmocka_unit_test(test_store),        cmocka_unit_test(test_sequencers),
        cmocka_unit_test(test_consumers),    cmocka_unit_test(test_nothing_takes_time),
        cmocka_unit_test(test_at_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
