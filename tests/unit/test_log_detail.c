/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The log path by its parts against the log path in full, at 6, 12 and 24 brokers: p50, p99 and p99.9 within
 * 3 %, beyond 3 joint standard errors. What systematic difference there is (up to 1.6 %): batches of few
 * producers come a little more evenly, and where producers are keyed, each leader has fewer of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <math.h>

#include "sim/path/path.h"

static const struct dist SAME_ZONE = {.kind = DIST_LOGNORMAL, .lognormal = {-8.8, 0.25}},
                         CROSS_ZONE = {.kind = DIST_LOGNORMAL, .lognormal = {-7.13, 0.25}};
static const struct dist APPEND = {.kind = DIST_LOGNORMAL, .lognormal = {-8.18, 0.75}},
                         PAUSE = {.kind = DIST_CONSTANT, .constant = {0.02}};
static const struct dist STOP = {.kind = DIST_UNIFORM, .uniform = {0.002, 0.012}};
static const double ALLOWED = 0.03, ERRORS = 3;

static const struct shape {
    const char *name;
    double bytes_per_s /* of a broker */, linger_s,
        length_s /* behind the warm-up, in full, with 12 brokers */, pause_interval_s;
    enum accumulator_partitioning partitioning;
    bool from_follower;
    double commit_interval_s, collection_interval_s, network_bytes_per_s;
    double allowed; /* by how much parts may differ; 0: ALLOWED */
} SHAPES[] = {
    {"leaders are read", 1e6, 0.005, 0.6, 0, ACCUMULATOR_STICKY, .from_follower = false},
    {"followers are read", 1e6, 0.005, 0.6, 0, ACCUMULATOR_STICKY, .from_follower = true},
    {"keyed", 6e5, 0.02, 0.8, 0, ACCUMULATOR_KEYED, .from_follower = false},
    {"pauses", 2e5, 0.02, 2.8, 10, ACCUMULATOR_STICKY, .from_follower = false},
    {"commits", 1e6, 0.005, 0.9, 0, ACCUMULATOR_STICKY, .from_follower = false, .commit_interval_s = 0.25},
    {"collections", 1e6, 0.005, 0.9, 0, ACCUMULATOR_STICKY, .from_follower = false,
     .collection_interval_s = 0.25},
    {"cards are busy for 60 %", 1e6, 0.005, 0.6, 0, ACCUMULATOR_STICKY, .from_follower = false,
     .network_bytes_per_s = 5e6, .allowed = 0.1},
};

static const struct path_result *run(const struct shape *shape, uint32_t brokers, bool is_full,
                                     struct arena *arena)
{
    const double record_bytes = 1024;
    const struct path_group group = {.bytes_per_s = shape->bytes_per_s * brokers,
                                     .record_bytes = record_bytes,
                                     .producers = 24 * brokers,
                                     .partitions = 48 * brokers,
                                     .partitioning = shape->partitioning,
                                     .linger_s = shape->linger_s,
                                     .batch_bytes = 16384,
                                     .consumer_groups = 1,
                                     .consumers = 4 * brokers,
                                     .fetch_max_wait_s = 0.5,
                                     .fetch_min_bytes = 1};
    const struct data_path path = {
        .kind = PATH_LOG,
        .is_full = is_full,
        .measured_to = 1,
        .clients = {.group_count = 1,
                    .groups = &group,
                    .zones = 3,
                    .arrivals = ARRIVALS_POISSON,
                    .max_request_bytes = 1 << 20,
                    .buffer_bytes = 32 << 20,
                    .max_in_flight = 5,
                    .fetch_max_bytes = 50 << 20,
                    .partition_fetch_max_bytes = 1 << 20,
                    .zone_aware_consume = shape->from_follower,
                    .rtt_same_zone = &SAME_ZONE,
                    .rtt_cross_zone = &CROSS_ZONE},
        .log = {.brokers = brokers,
                .replicas = 3,
                .fetch_from_follower = shape->from_follower,
                .append = &APPEND,
                .replica_fetch_max_wait_s = 0.5,
                .replica_fetch_max_bytes = 1 << 20,
                .replica_response_max_bytes = 10 << 20,
                .replica_lag_s = 30,
                .min_in_sync = 2,
                .pause = &PAUSE,
                .pause_interval_s = shape->pause_interval_s,
                .commit = &STOP,
                .commit_interval_s = shape->commit_interval_s,
                .volumes = 2,
                .collection = &STOP,
                .collection_interval_s = shape->collection_interval_s,
                .network_bytes_per_s = shape->network_bytes_per_s > 0 ? shape->network_bytes_per_s : 6.25e8},
    };
    double warm_s = 4 * shape->linger_s + 0.1,
           length_s = warm_s +
                      shape->length_s * 12 / brokers * (is_full ? 1 : brokers / 3.0); /* as many batches */
    const struct replicate_rule rule = {
        .seed = 1, .threads = 2, .precision = 0.05, .start_s = length_s, .max_s = length_s};
    const struct path_result *result = path_run(&path, &rule, NULL, arena);
    if (result->violation != NULL) fail_msg("%s: %s", shape->name, result->violation);
    return result;
}

static void compare(const struct shape *shape, uint32_t brokers, const struct path_result *part,
                    const struct path_result *full)
{
    static const enum replicate_level LEVELS[] = {REPLICATE_P50, REPLICATE_P99, REPLICATE_P999};
    for (int measure = 0; measure < PATH_MEASURE__COUNT; measure++)
        for (size_t i = 0; i < 3; i++) {
            const struct estimate *a = &part->runs->measures[measure].estimates[LEVELS[i]],
                                  *b = &full->runs->measures[measure].estimates[LEVELS[i]];
            if (!a->is_known || !b->is_known)
                fail_msg("%s, %u brokers: the run is too short for level %g", shape->name, brokers, a->level);
            double off_ns = fabs(a->value_ns - b->value_ns),
                   error_ns = hypot(a->standard_error_ns, b->standard_error_ns);
            double allowed = shape->allowed > 0 ? shape->allowed : ALLOWED;
            if (!(off_ns <= allowed * b->value_ns + ERRORS * error_ns) ||
                !(error_ns <= allowed * b->value_ns || LEVELS[i] == REPLICATE_P999))
                fail_msg("%s, %u brokers, measure %d, level %g: %.4g ms by parts, %.4g ms in full, joint "
                         "error %.2g ms",
                         shape->name, brokers, measure, a->level, a->value_ns / 1e6, b->value_ns / 1e6,
                         error_ns / 1e6);
        }
}

static void test_by_parts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof SHAPES / sizeof *SHAPES; i++)
        for (uint32_t brokers = 6; brokers <= 24; brokers *= 2) {
            struct arena *arena = arena_new();
            const struct path_result *part = run(&SHAPES[i], brokers, false, arena),
                                     *full = run(&SHAPES[i], brokers, true, arena);
            assert_string_not_equal(part->detail, "full");
            assert_string_equal(full->detail, "full");
            compare(&SHAPES[i], brokers, part, full);
            /* Cards are as busy, though most of what passes them is not followed; its start and end are
             * short. */
            for (size_t r = 0; r < 2 && !SHAPES[i].from_follower; r++)
                if (fabs(part->resources[r].busy / full->resources[r].busy - 1) > 0.2)
                    fail_msg("%s, %u brokers: %s is busy for %g by parts, %g in full", SHAPES[i].name,
                             brokers, part->resources[r].name, part->resources[r].busy,
                             full->resources[r].busy);
            /* What is counted stands for the whole, and so does the part. */
            for (int count = 0; count < PATH_COUNT__COUNT; count++) {
                const struct estimate_plain *a = &part->counts[count], *b = &full->counts[count];
                if (isnan(b->value) != isnan(a->value) ||
                    fabs(a->value - b->value) >
                        0.02 * b->value + 4.5 * hypot(a->standard_error, b->standard_error))
                    fail_msg("%s, %u brokers: %s: %g by parts, %g in full", SHAPES[i].name, brokers,
                             PATH_COUNT_ROWS[count].name, a->value, b->value);
            }
            arena_free(arena);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_by_parts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
