/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Path memo: equal paths under an equal rule are simulated once, and whatever differs, by one number or
 * behind a pointer, is simulated again. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "study/path_memo.h"

static const double WEIGHTS[] = {0.9, 0.1}, LEVELS[] = {0, 0.5, 1}, VALUES[] = {1e-3, 2e-3, 9e-3};

/* A path whose parts lie elsewhere each time. */
struct built {
    struct data_path path;
    struct path_group groups[2];
    struct path_limits limits;
    struct dist near, far, parts[2], noise, sized, table;
};

static struct built *build(struct arena *arena, enum path_kind kind)
{
    struct built *it = arena_new_of(arena, struct built, 1);
    it->near = (struct dist){.kind = DIST_CONSTANT, .constant = {2e-4}};
    it->parts[0] = (struct dist){.kind = DIST_LOGNORMAL, .lognormal = {-7, 0.2}};
    it->parts[1] = (struct dist){.kind = DIST_GAMMA, .gamma = {2, 1e-3}};
    it->far = (struct dist){.kind = DIST_MIXTURE, .mixture = {2, WEIGHTS, it->parts}};
    it->noise = (struct dist){.kind = DIST_LOGNORMAL, .lognormal = {0, 0.3}};
    it->sized = (struct dist){.kind = DIST_SIZED, .sized = {1e-3, 1e-9, &it->noise}};
    it->table = (struct dist){.kind = DIST_QUANTILES, .quantiles = {3, LEVELS, VALUES}};
    it->limits = (struct path_limits){1e6, 3.2e7, 5, 5e7, 1e6};
    for (size_t i = 0; i < 2; i++)
        it->groups[i] = (struct path_group){.bytes_per_s = 1e5 * (double)(i + 1),
                                            .record_bytes = 1000,
                                            .producers = 6,
                                            .partitions = 12,
                                            .linger_s = 5e-3,
                                            .batch_bytes = 16384,
                                            .consumer_groups = 1,
                                            .consumers = 3,
                                            .fetch_max_wait_s = 0.5,
                                            .fetch_min_bytes = 1,
                                            .limits = i == 0 ? &it->limits : NULL};
    it->path.kind = kind;
    it->path.clients = (struct path_clients){.group_count = 2,
                                             .groups = it->groups,
                                             .zones = 3,
                                             .max_request_bytes = 1e6,
                                             .buffer_bytes = 3.2e7,
                                             .max_in_flight = 5,
                                             .fetch_max_bytes = 5e7,
                                             .partition_fetch_max_bytes = 1e6,
                                             .rtt_same_zone = &it->near,
                                             .rtt_cross_zone = &it->far};
    if (kind == PATH_LOG)
        it->path.log = (struct log_path){.brokers = 3,
                                         .replicas = 3,
                                         .append = &it->sized,
                                         .pause = &it->table,
                                         .replica_fetch_max_wait_s = 0.5,
                                         .replica_fetch_max_bytes = 1e6,
                                         .replica_response_max_bytes = 1e7,
                                         .replica_lag_s = 30,
                                         .min_in_sync = 2,
                                         .network_bytes_per_s = INFINITY};
    else
        it->path.object = (struct object_path){.agents = 3,
                                               .put.latency = &it->sized,
                                               .get.latency = &it->table};
    return it;
}

typedef void change(struct built *it);
static void more_rate(struct built *it) { it->groups[1].bytes_per_s += 1; }
static void other_limit(struct built *it) { it->limits.max_in_flight = 6; }
static void no_limit(struct built *it) { it->groups[0].limits = NULL; }
static void fewer_groups(struct built *it) { it->path.clients.group_count = 1; }
static void other_arrivals(struct built *it) { it->path.clients.arrivals++; }
static void other_trip(struct built *it) { it->near.constant.value *= 2; }
static void other_part(struct built *it) { it->parts[1].gamma.shape = 3; }
static void other_part_kind(struct built *it) { it->parts[1].kind = DIST_WEIBULL; }
static void other_noise(struct built *it) { it->noise.lognormal.sigma = 0.31; }
static void no_noise(struct built *it) { it->sized.sized.noise = NULL; }
static void shorter_table(struct built *it) { it->table.quantiles.count = 2; }
static void other_source(struct built *it) { it->table.measured_to = 0.99; }
static void wanted(struct built *it) { it->groups[0].is_wanted = true; }
static void full(struct built *it) { it->path.is_full = true; }
static void more_lag(struct built *it) { it->path.log.replica_lag_s = 31; }
static void no_pause(struct built *it) { it->path.log.pause = NULL; }
static void more_agents(struct built *it) { it->path.object.agents = 6; }
static void more_retries(struct built *it) { it->path.object.put.attempts_max++; }
static void a_delay(struct built *it) { it->path.object.delays[0] = &it->near; }

static void check_changes(enum path_kind kind, change *const *changes)
{
    struct arena *arena = arena_new();
    const struct built *one = build(arena, kind);
    assert_true(data_path_same(&one->path, &one->path));
    assert_true(data_path_same(&one->path, &build(arena, kind)->path));
    for (size_t i = 0; changes[i] != NULL; i++) {
        struct built *other = build(arena, kind);
        changes[i](other);
        if (data_path_same(&one->path, &other->path)) fail_msg("change %zu isn't seen", i);
    }
    arena_free(arena);
}

static void test_same(void **state)
{
    (void)state;
    check_changes(PATH_LOG,
                  (change *const[]){more_rate, other_limit, no_limit, fewer_groups, other_arrivals,
                                    other_trip, other_part, other_part_kind, other_noise, no_noise,
                                    shorter_table, other_source, wanted, full, more_lag, no_pause, NULL});
    check_changes(PATH_OBJECT, (change *const[]){more_rate, other_limit, other_noise, other_source,
                                                 more_agents, more_retries, a_delay, NULL});
    struct arena *arena = arena_new();
    assert_false(data_path_same(&build(arena, PATH_LOG)->path, &build(arena, PATH_OBJECT)->path));
    arena_free(arena);
}

static void test_once(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct path_memo *memo = path_memo_new(arena);
    const struct replicate_rule rule = {.seed = 1, .threads = 1, .precision = 1, .start_s = 1, .max_s = 1};
    struct replicate_rule other_seed = rule, other_threads = rule;
    other_seed.seed = 2;
    other_threads.threads = 2;
    const struct path_result *first = path_memo_run(memo, &build(arena, PATH_LOG)->path, &rule, NULL);
    assert_null(first->violation);
    assert_ptr_equal(path_memo_run(memo, &build(arena, PATH_LOG)->path, &rule, NULL), first);
    assert_ptr_equal(path_memo_run(memo, &build(arena, PATH_LOG)->path, &other_threads, NULL), first);
    assert_ptr_not_equal(path_memo_run(memo, &build(arena, PATH_LOG)->path, &other_seed, NULL), first);
    struct built *more = build(arena, PATH_LOG);
    more_rate(more);
    assert_ptr_not_equal(path_memo_run(memo, &more->path, &rule, NULL), first);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_same), cmocka_unit_test(test_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
