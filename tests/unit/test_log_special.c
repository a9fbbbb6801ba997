/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The log path where theory knows the answer: fixed round trips and appends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "sim/path/path.h"

static const double LENGTH_S = 20;

/* One group of topics, whose records are a request each; reads by one consumer of each group. */
struct setting {
    double rtt_s, append_s, records_per_s;
    uint32_t producers, partitions, brokers, replicas, reads;
    double replica_wait_s;
    const struct dist *pause;
    double pause_interval_s;
    bool from_follower, by_parts;
    uint32_t zones; /* 0: one for each broker */
    const struct path_observer *observer;
};

static const struct path_result *run(const struct setting *setting, double length_s, struct arena *arena)
{
    struct dist *rtt = arena_new_of(arena, struct dist, 1), *append = arena_new_of(arena, struct dist, 1);
    *rtt = (struct dist){.kind = DIST_CONSTANT, .constant = {setting->rtt_s}};
    *append = (struct dist){.kind = DIST_CONSTANT, .constant = {setting->append_s}};
    const struct path_group group = {.bytes_per_s = setting->records_per_s * 100,
                                     .record_bytes = 100,
                                     .producers = setting->producers,
                                     .partitions = setting->partitions,
                                     .batch_bytes = 100,
                                     .consumer_groups = setting->reads,
                                     .consumers = 1,
                                     .fetch_max_wait_s = 1000,
                                     .fetch_min_bytes = 1};
    const struct data_path path = {
        .kind = PATH_LOG,
        .is_full = !setting->by_parts,
        .measured_to = 1,
        .observer = setting->observer,
        .clients = {.group_count = 1,
                    .groups = &group,
                    .zones = setting->zones > 0 ? setting->zones : setting->brokers,
                    .arrivals = ARRIVALS_POISSON,
                    .max_request_bytes = 1e6,
                    .buffer_bytes = 1e9,
                    .max_in_flight = 1000000,
                    .fetch_max_bytes = 1e9,
                    .partition_fetch_max_bytes = 1e9,
                    .zone_aware_consume = setting->from_follower,
                    .rtt_same_zone = rtt,
                    .rtt_cross_zone = rtt},
        .log = {.brokers = setting->brokers,
                .replicas = setting->replicas,
                .fetch_from_follower = setting->from_follower,
                .append = append,
                .replica_fetch_max_wait_s = setting->replica_wait_s,
                .replica_fetch_max_bytes = 1e9,
                .replica_response_max_bytes = 1e9,
                .replica_lag_s = 1000,
                .min_in_sync = 1,
                .pause = setting->pause,
                .pause_interval_s = setting->pause_interval_s,
                .network_bytes_per_s = INFINITY},
    };
    const struct replicate_rule rule = {
        .seed = 1, .threads = 1, .precision = 0.05, .start_s = length_s, .max_s = length_s};
    const struct path_result *result = path_run(&path, &rule, NULL, arena);
    if (result->violation != NULL) fail_msg("%s", result->violation);
    return result;
}

static void near_theory(const char *what, size_t set, const struct estimate *found, double wanted_s)
{
    double z = (found->value_ns - wanted_s * 1e9) / found->standard_error_ns;
    if (!(fabs(z) < 4.5) || !found->is_known)
        fail_msg("%s, set %zu: %.6g ms instead of %.6g, z = %.1f", what, set, found->value_ns / 1e6,
                 wanted_s * 1e3, z);
}

/* A connection works on one request until it is answered: with one copy an append, so that it is M/D/1. */
static void test_connection_is_m_d_1(void **state)
{
    (void)state;
    static const double LOADS[] = {0.1, 0.3, 0.5, 0.7, 0.9};
    const double rtt_s = 0.0013, append_s = 0.002;
    for (size_t i = 0; i < 5; i++) {
        struct arena *arena = arena_new();
        const struct setting setting = {.rtt_s = rtt_s,
                                        .append_s = append_s,
                                        .records_per_s = LOADS[i] / append_s,
                                        .producers = 1,
                                        .partitions = 1,
                                        .brokers = 1,
                                        .replicas = 1,
                                        .reads = 1,
                                        .replica_wait_s = 0.5};
        const struct replicate_measured *measured = run(&setting, LENGTH_S, arena)->runs->measures;
        double wanted_s = rtt_s + append_s + LOADS[i] * append_s / (2 * (1 - LOADS[i]));
        near_theory("produce", i, &measured[PATH_PRODUCE].estimates[REPLICATE_MEAN], wanted_s);
        arena_free(arena);
    }
}

/* Followers whose fetches wait: acks=all takes the client's round trip and a follower's, and two appends, and
 * so it is for consumers. Exactly, but for a fetch that has just expired: the wait makes that rare. */
static void test_idle_replication(void **state)
{
    (void)state;
    static const double ROUND_TRIPS_S[] = {0.0004, 0.001, 0.0023, 0.005, 0.0001},
                        APPENDS_S[] = {0.001, 0.0003, 0.002, 0.0007, 0.004};
    for (size_t i = 0; i < 5; i++) {
        struct arena *arena = arena_new();
        const struct setting setting = {.rtt_s = ROUND_TRIPS_S[i],
                                        .append_s = APPENDS_S[i],
                                        .records_per_s = 0.5,
                                        .producers = 1,
                                        .partitions = 1,
                                        .brokers = 3,
                                        .replicas = 3,
                                        .reads = 1,
                                        .replica_wait_s = 100};
        const struct replicate_measured *measured = run(&setting, LENGTH_S, arena)->runs->measures;
        double wanted_ns = (2 * ROUND_TRIPS_S[i] + 2 * APPENDS_S[i]) * 1e9;
        for (int measure = 0; measure < PATH_MEASURE__COUNT; measure++) {
            double median_ns = histogram_quantile_ns(measured[measure].histogram, 0.5);
            if (!(fabs(median_ns / wanted_ns - 1) <= HISTOGRAM_RELATIVE_ERROR))
                fail_msg("set %zu, measure %d: p50 %g ns instead of %g", i, measure, median_ns, wanted_ns);
        }
        arena_free(arena);
    }
}

/* Followers that always find something come back every cycle C of round trip and append, in step since one
 * batch woke them: a batch waits for half a cycle in the mean, and then takes one. A producer's next request
 * waits for the answer of its last one (M/G/1: Pollaczek and Khinchine), of which there are few: it starts in
 * step with the fetches. */
static void test_busy_replication(void **state)
{
    (void)state;
    static const double ROUND_TRIPS_S[] = {0.004, 0.01, 0.0023, 0.005, 0.001},
                        APPENDS_S[] = {0.001, 0.003, 0.002, 0.0007, 0.004};
    for (size_t i = 0; i < 5; i++)
        for (uint32_t replicas = 2; replicas <= 3; replicas++) {
            struct arena *arena = arena_new();
            const struct setting setting = {.rtt_s = ROUND_TRIPS_S[i],
                                            .append_s = APPENDS_S[i],
                                            .records_per_s = 6000,
                                            .producers = 12000,
                                            .partitions = 1,
                                            .brokers = replicas,
                                            .replicas = replicas,
                                            .reads = 0,
                                            .replica_wait_s = 0.5};
            const struct path_result *result = run(&setting, 0.5, arena);
            double load_profile_s = ROUND_TRIPS_S[i] + APPENDS_S[i],
                   served_s = APPENDS_S[i] + 1.5 * load_profile_s,
                   per_s = setting.records_per_s / setting.producers;
            double waits_s = per_s * (served_s * served_s + load_profile_s * load_profile_s / 12) /
                             (2 * (1 - per_s * served_s));
            near_theory("busy", 2 * i + replicas - 2,
                        &result->runs->measures[PATH_PRODUCE].estimates[REPLICATE_MEAN],
                        ROUND_TRIPS_S[i] + served_s + waits_s);
            arena_free(arena);
        }
}

/* ---- a consumer moves to a follower ---- */

enum { READS_MAX = 400000 };
struct reads {
    int64_t (*ns)[2]; /* by offset: when group 0 (at the leader) and group 1 (at the follower) had it */
    struct random_key key;
};

static void see(void *user, const struct path_seen *seen)
{
    struct reads *reads = user;
    if (seen->is_read && memcmp(&seen->key, &reads->key, sizeof seen->key) == 0) {
        assert_true(seen->offset < READS_MAX);
        reads->ns[seen->offset][seen->consumer_group] = seen->now_ns;
    }
}

/* Group 0's consumer is in the leader's zone, group 1's in the follower's. Later by how much, of each batch.
 */
static size_t differences(const struct setting *given, double length_s, struct arena *arena, double *later_s)
{
    struct reads reads = {.ns = arena_alloc_array(arena, READS_MAX, sizeof *reads.ns),
                          .key = random_key_of(1, 0)};
    const struct path_observer observer = {see, &reads};
    struct setting setting = *given;
    setting.observer = &observer;
    run(&setting, length_s, arena);
    size_t count = 0;
    for (; count < READS_MAX && reads.ns[count][0] > 0; count++)
        later_s[count] = (double)(reads.ns[count][1] - reads.ns[count][0]) / 1e9;
    return count;
}

/* The follower always finds something: it learns of a commit by the answer to its next fetch, a cycle later,
 * and that travels and is appended. */
static void test_busy_follower_is_later(void **state)
{
    (void)state;
    static const double ROUND_TRIPS_S[] = {0.004, 0.01, 0.0022, 0.005, 0.001},
                        APPENDS_S[] = {0.001, 0.003, 0.002, 0.0008, 0.004};
    for (size_t i = 0; i < 5; i++) {
        struct arena *arena = arena_new();
        double *later_s = arena_new_of(arena, double, READS_MAX),
               wanted_s = 1.5 * ROUND_TRIPS_S[i] + 2 * APPENDS_S[i];
        const struct setting setting = {.rtt_s = ROUND_TRIPS_S[i],
                                        .append_s = APPENDS_S[i],
                                        .records_per_s = 12000,
                                        .producers = 400,
                                        .partitions = 1,
                                        .brokers = 2,
                                        .replicas = 2,
                                        .reads = 2,
                                        .replica_wait_s = 0.5,
                                        .from_follower = true};
        size_t count = differences(&setting, 0.4, arena, later_s), exact = 0;
        for (size_t n = 0; n < count; n++) exact += fabs(later_s[n] - wanted_s) < 1.5e-9;
        /* Until the first cycles are over, and after the last records, it idles. */
        if (!(count > 3000 && (double)exact > 0.9 * (double)count))
            fail_msg("set %zu: %zu of %zu are later by %g ms", i, exact, count, wanted_s * 1e3);
        arena_free(arena);
    }
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* It idles: it learns of a commit when the next batch sends an answer, whose time has no memory: later by
 * that and half a round trip and an append. */
static void test_idle_follower_is_later(void **state)
{
    (void)state;
    static const double RATES_PER_S[] = {2, 5, 10, 20, 1};
    const double rtt_s = 0.0004, append_s = 0.0002;
    for (size_t i = 0; i < 5; i++) {
        struct arena *arena = arena_new();
        double *later_s = arena_new_of(arena, double, READS_MAX),
               wanted_s = log(2) / RATES_PER_S[i] + rtt_s / 2 + append_s;
        const struct setting setting = {.rtt_s = rtt_s,
                                        .append_s = append_s,
                                        .records_per_s = RATES_PER_S[i],
                                        .producers = 1,
                                        .partitions = 1,
                                        .brokers = 2,
                                        .replicas = 2,
                                        .reads = 2,
                                        .replica_wait_s = 2000,
                                        .from_follower = true};
        size_t count = differences(&setting, 4000 / RATES_PER_S[i], arena, later_s);
        qsort(later_s, count, sizeof *later_s, ascending);
        /* The median of an exponential of n draws has standard error (1 ÷ λ) ÷ √n. */
        double z = (later_s[count / 2] - wanted_s) * RATES_PER_S[i] * sqrt((double)count);
        if (!(fabs(z) < 4.5))
            fail_msg("set %zu: p50 later by %g ms instead of %g, z = %.1f of %zu", i,
                     later_s[count / 2] * 1e3, wanted_s * 1e3, z, count);
        arena_free(arena);
    }
}

/* One broker that pauses, and takes no time else: a record waits for the rest of a pause. Each needs no
 * other's request to be over. */
static void test_pauses(void **state)
{
    (void)state;
    static const double PAUSES_S[] = {0.2, 0.05, 0.01, 0.1, 0.4}, INTERVALS_S[] = {1, 0.5, 0.03, 2, 1.5};
    for (size_t i = 0; i < 5; i++) {
        struct arena *arena = arena_new();
        const struct dist pause = {.kind = DIST_CONSTANT, .constant = {PAUSES_S[i]}};
        const struct setting setting = {.rtt_s = 0.0005,
                                        .records_per_s = 200,
                                        .producers = 20,
                                        .partitions = 1,
                                        .brokers = 1,
                                        .replicas = 1,
                                        .reads = 1,
                                        .replica_wait_s = 0.5,
                                        .pause = &pause,
                                        .pause_interval_s = INTERVALS_S[i]};
        const struct replicate_measured *measured = run(&setting, 60, arena)->runs->measures;
        double wanted_s = 0.0005 + PAUSES_S[i] * PAUSES_S[i] / 2 / (PAUSES_S[i] + INTERVALS_S[i]);
        near_theory("pauses", i, &measured[PATH_PRODUCE].estimates[REPLICATE_MEAN], wanted_s);
        arena_free(arena);
    }
}

/* Many brokers of which three are followed, and pauses so rare that they are put there: a record waits as
 * often as it does when they come as they come, whether its own broker's pauses are met at their share (all
 * are followed: 3 of 3) or more often (3 of 60). */
static void test_rare_pauses(void **state)
{
    (void)state;
    static const uint32_t BROKERS[] = {6, 60, 300};
    for (size_t i = 0; i < 3; i++) {
        struct arena *arena = arena_new();
        const double pause_s = 0.2, interval_s = 10.0 * BROKERS[i];
        const struct dist pause = {.kind = DIST_CONSTANT, .constant = {pause_s}};
        const struct setting setting = {.rtt_s = 0.0005,
                                        .records_per_s = 40 * BROKERS[i],
                                        .producers = 40 * BROKERS[i],
                                        .partitions = 20 * BROKERS[i],
                                        .brokers = BROKERS[i],
                                        .replicas = 1,
                                        .reads = 0,
                                        .replica_wait_s = 0.5,
                                        .pause = &pause,
                                        .pause_interval_s = interval_s,
                                        .by_parts = true,
                                        .zones = 3};
        const struct path_result *result = run(&setting, 40, arena);
        assert_non_null(strstr(result->detail, "pauses are sampled by importance"));
        const struct estimate *mean = &result->runs->measures[PATH_PRODUCE].estimates[REPLICATE_MEAN];
        double wait_s = pause_s * pause_s / 2 / (pause_s + interval_s);
        near_theory("rare pauses", i, mean, 0.0005 + wait_s);
        assert_true(mean->standard_error_ns < 0.1 * wait_s * 1e9);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_connection_is_m_d_1),
        cmocka_unit_test(test_idle_replication),
        cmocka_unit_test(test_busy_replication),
        cmocka_unit_test(test_busy_follower_is_later),
        cmocka_unit_test(test_idle_follower_is_later),
        cmocka_unit_test(test_pauses),
        cmocka_unit_test(test_rare_pauses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
