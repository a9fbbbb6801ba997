/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Replications as a whole: the same bytes on any number of threads, lengths that double, warm-ups left out,
 * runs that run dry, and what is said of a model that is overloaded, unstable or broken. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixtures/queue_model.h"

static const struct replicate_result *run(const struct queue_rule *rule, const struct replicate_rule *how,
                                          struct arena *arena)
{
    const struct replicate_model model = queue_model(rule);
    return replicate(&model, how, arena);
}

static bool doubts(const struct replicate_result *result, enum replicate_doubt doubt)
{
    return result->doubts >> doubt & 1;
}

/* All that a run found, field by field. */
static uint64_t digest(const struct replicate_result *result)
{
    uint64_t hash = UINT64_C(14695981039346656037);
#define MIX(value)                                \
    for (size_t at = 0; at < sizeof(value); at++) \
    hash = (hash ^ ((const unsigned char *)&(value))[at]) * UINT64_C(1099511628211)
    MIX(result->doubts);
    MIX(result->events);
    MIX(result->length_s);
    MIX(result->warm_s);
    for (size_t i = 0; i < result->measure_count; i++) {
        const struct replicate_measured *measured = &result->measures[i];
        for (size_t level = 0; level < REPLICATE_LEVEL__COUNT; level++) {
            MIX(measured->estimates[level].value_ns);
            MIX(measured->estimates[level].low_ns);
            MIX(measured->estimates[level].high_ns);
            MIX(measured->estimates[level].doubts);
            for (const char *letter = measured->reasons[level]; *letter != '\0'; letter++) MIX(*letter);
        }
        const unsigned __int128 sum_ns = histogram_sum_ns(measured->histogram);
        MIX(sum_ns);
        for (size_t bucket = 0; bucket < measured->histogram->count; bucket++)
            MIX(measured->histogram->counts[bucket]);
    }
    for (size_t i = 0; i < result->counter_count; i++) MIX(result->counters[i]);
#undef MIX
    return hash;
}

/* Of any compiler, optimisation, sanitizer and processor. It changes with the draws, with the model of the
 * fixture, and with the statistics: then, and only then, it is replaced by what the message says. */
static const uint64_t DIGEST = UINT64_C(0x9e2be6b4880306d4);

static void test_same_bytes(void **state)
{
    (void)state;
    const struct queue_rule rule = queue_mmc(4, 320, 0.01);
    const unsigned threads[] = {1, 2, 7};
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        struct arena *arena = arena_new();
        const struct replicate_rule how = {.seed = 1,
                                           .threads = threads[i],
                                           .precision = 0.03,
                                           .start_s = 5,
                                           .max_s = 100,
                                           .warm_floor_s = 0.1};
        const struct replicate_result *result = run(&rule, &how, arena);
        assert_true(result->interims > 1);
        if (digest(result) != DIGEST)
            fail_msg("%u threads give 0x%016llx instead of 0x%016llx", threads[i],
                     (unsigned long long)digest(result), (unsigned long long)DIGEST);
        arena_free(arena);
    }
    /* And another seed gives others. */
    struct arena *arena = arena_new();
    const struct replicate_rule how = {
        .seed = 2, .threads = 2, .precision = 0.03, .start_s = 5, .max_s = 100, .warm_floor_s = 0.1};
    assert_true(digest(run(&rule, &how, arena)) != DIGEST);
    arena_free(arena);
}

/* A longer run is the shorter one, gone on: each replication's first second has the same arrivals and
 * latencies. */
static void test_same_draws(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const struct queue_rule rule = queue_mmc(1, 1000, 0.0005);
    const struct replicate_model model = queue_model(&rule);
    struct record *shorter = record_new(arena, QUEUE_MEASURES, QUEUE_MEASURE__COUNT, QUEUE_COUNTER__COUNT, 0,
                                        time_ns(1));
    struct record *longer = record_new(arena, QUEUE_MEASURES, QUEUE_MEASURE__COUNT, QUEUE_COUNTER__COUNT, 0,
                                       time_ns(2));
    const struct random_key key = random_key_of(1, 3);
    model.simulate(model.user, key, shorter, arena);
    model.simulate(model.user, key, longer, arena);
    assert_int_equal(shorter->bin_shift + 1, longer->bin_shift);
    for (size_t bin = 0; 2 * bin + 1 < shorter->bin_count; bin++) {
        assert_int_equal(longer->bins[bin].count,
                         shorter->bins[2 * bin].count + shorter->bins[2 * bin + 1].count);
        assert_true(fabs(longer->bins[bin].sum_ns - shorter->bins[2 * bin].sum_ns -
                         shorter->bins[2 * bin + 1].sum_ns) < 1e-3);
    }
    arena_free(arena);
}

/* Lengths are the first one times a power of two, and end where the interval is narrow or where they must. */
static void test_doubling(void **state)
{
    (void)state;
    const struct queue_rule rule = queue_mmc(1, 50, 0.01);
    struct arena *arena = arena_new();
    const double precisions[] = {0.5, 0.1, 0.04, 0.02};
    double before_s = 0;
    for (size_t i = 0; i < sizeof precisions / sizeof *precisions; i++) {
        const struct replicate_rule how = {.seed = 1,
                                           .threads = 2,
                                           .precision = precisions[i],
                                           .start_s = 10,
                                           .max_s = 10000,
                                           .warm_floor_s = 1};
        const struct replicate_result *result = run(&rule, &how, arena);
        const struct estimate *p99 = &result->measures[QUEUE_TIME].estimates[REPLICATE_P99];
        double times = log2(result->length_s / 10);
        assert_true(result->is_converged && result->doubts == 0 && p99->relative_half_width <= precisions[i]);
        assert_string_equal(result->reason, "");
        assert_true(fabs(times - round(times)) < 1e-9 && result->length_s >= before_s &&
                    result->interims <= times + 2);
        assert_true(fabs(p99->value_ns / (20e6 * log(100)) - 1) < 3 * precisions[i]);
        before_s = result->length_s;
    }
    assert_true(before_s >= 80);
    const struct replicate_rule bounded = {
        .seed = 1, .threads = 2, .precision = 0.001, .start_s = 10, .max_s = 50, .warm_floor_s = 1};
    const struct replicate_result *result = run(&rule, &bounded, arena);
    assert_true(!result->is_converged && doubts(result, REPLICATE_TARGET) && result->length_s == 50);
    assert_non_null(strstr(result->reason, "not converged: p99 of time: ±"));
    assert_non_null(strstr(result->reason, "% is wider than 0.1 %"));
    /* A longer run would take more events than allowed, by what the first took. */
    const struct replicate_rule few = {.seed = 1,
                                       .threads = 2,
                                       .precision = 0.001,
                                       .start_s = 10,
                                       .max_s = 10000,
                                       .max_events = 200000,
                                       .warm_floor_s = 1};
    result = run(&rule, &few, arena);
    assert_true(!result->is_converged && result->length_s < 10000 && result->events < 400000);
    assert_non_null(strstr(result->reason, "; twice as long would take more than 0.2 million events"));
    const struct replicate_rule brief = {
        .seed = 1, .threads = 2, .precision = 0.5, .start_s = 100, .max_s = 20, .warm_floor_s = 1};
    assert_true(run(&rule, &brief, arena)->length_s == 20);
    arena_free(arena);
}

/* What is slow at first: 3 s for what arrives in the first 5 s of a minute, 10 ms for the rest; and it may
 * never be done. */
struct starter {
    double slow_until_s, lost_at_s, grows_per_s;
    int64_t latency_ns;
};

static const struct record_measure STARTER_MEASURES[] = {
    {.name = "produce", .is_target = true, .is_in_series = true}};

static void starter_simulate(const void *user, struct random_key key, struct record *record,
                             struct arena *arena)
{
    (void)arena;
    const struct starter *starter = user;
    const struct random_stream stream = random_stream_of(key, RANDOM_TEST, 0);
    uint64_t ordinal = 0;
    for (int64_t at_ns = 0; at_ns < record->end_ns; at_ns += 10000000) {
        double noise = 0.9 + 0.2 * random_unit(&stream, ordinal++),
               grown = 1 + starter->grows_per_s * time_s(at_ns);
        int64_t latency_ns = (int64_t)((time_s(at_ns) < starter->slow_until_s ? 300e7 : 1e7) * noise * grown);
        record_expect(record, 0, 1);
        record_unit(record, 0, at_ns);
        if (starter->lost_at_s == 0 || at_ns != time_ns(starter->lost_at_s))
            record_add(record, 0, at_ns, latency_ns);
    }
}

static const struct replicate_result *start(const struct starter *starter, double warm_floor_s,
                                            double length_s, double max_s, struct arena *arena)
{
    const struct replicate_model model = {.measure_count = 1,
                                          .measures = STARTER_MEASURES,
                                          .simulate = starter_simulate,
                                          .user = starter};
    const struct replicate_rule how = {.seed = 1,
                                       .threads = 2,
                                       .precision = 0.05,
                                       .start_s = length_s,
                                       .max_s = max_s,
                                       .warm_floor_s = warm_floor_s};
    return replicate(&model, &how, arena);
}

static void test_warmup(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const struct starter starter = {.slow_until_s = 5};
    /* The floor is too low: found, and run again without what was slow. */
    const struct replicate_result *result = start(&starter, 1, 60, 60, arena);
    assert_true(result->is_converged && result->interims == 2 && result->warm_s >= 5 && result->warm_s < 20);
    assert_true(result->measures[0].estimates[REPLICATE_MEAN].high_ns < 1.01e7 &&
                result->measures[0].estimates[REPLICATE_P99].high_ns < 1.12e7);
    assert_true(histogram_at_most(result->measures[0].histogram, INT64_C(100000000)) ==
                histogram_count(result->measures[0].histogram));
    /* The floor is enough. */
    result = start(&starter, 6, 60, 60, arena);
    assert_true(result->is_converged && result->interims == 1 && result->warm_s == 6);
    /* It can't be left out of so short a run, nor a floor that is longer; of a longer run it can. */
    const struct starter slow = {.slow_until_s = 40};
    result = start(&slow, 1, 60, 60, arena);
    assert_true(!result->is_converged && doubts(result, REPLICATE_WARMUP_LONG));
    assert_non_null(strstr(result->reason, "the warm-up takes over half of the run"));
    result = start(&starter, 50, 60, 60, arena);
    assert_true(!result->is_converged && doubts(result, REPLICATE_WARMUP_LONG) && result->warm_s == 30);
    result = start(&slow, 1, 60, 240, arena);
    assert_true(result->is_converged && result->length_s >= 120 && result->warm_s >= 40);
    arena_free(arena);
}

static void test_lost(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const struct starter starter = {.lost_at_s = 30};
    const struct replicate_result *result = start(&starter, 1, 60, 60, arena);
    assert_true(!result->is_converged && doubts(result, REPLICATE_VIOLATION) && result->measure_count == 0);
    assert_string_equal(result->reason,
                        "not converged: seed 1, replication 0: produce: 6000 arrived and 5999 were measured");
    arena_free(arena);
}

/* Every customer that arrived is measured, those after the last arrival's time too: else the slow ones would
 * be missing. */
static void test_runs_dry(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct queue_rule rule = queue_mmc(1, 20, 0.04);
    rule.gaps = (struct dist){.kind = DIST_CONSTANT, .constant = {0.05}};
    rule.stage[0].service = (struct dist){.kind = DIST_CONSTANT, .constant = {0.9}};
    rule.stage[0].servers = 20;
    const struct replicate_rule how = {
        .seed = 1, .threads = 1, .precision = 0.1, .start_s = 2, .max_s = 2, .warm_floor_s = 0};
    const struct replicate_result *result = run(&rule, &how, arena);
    /* 39 arrivals before 2 s (from 0.05 s on), of which 18 leave later. */
    assert_int_equal(histogram_count(result->measures[QUEUE_TIME].histogram), 39 * ESTIMATE_SECTIONS);
    assert_true(fabs(histogram_mean_ns(result->measures[QUEUE_TIME].histogram) - 0.9e9) < 1);
    assert_true(result->counters[QUEUE_ARRIVALS].value == 39 / 2.0 &&
                result->counters[QUEUE_ARRIVALS].standard_error == 0);
    arena_free(arena);
}

static void test_overload(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    /* Told: not run again. */
    struct queue_rule rule = queue_mmc(2, 230, 0.01);
    rule.utilisation = 1.15;
    const struct replicate_rule how = {
        .seed = 1, .threads = 2, .precision = 0.05, .start_s = 10, .max_s = 10000, .warm_floor_s = 0.5};
    const struct replicate_result *result = run(&rule, &how, arena);
    assert_true(!result->is_converged && doubts(result, REPLICATE_OVERLOADED) && result->interims == 1);
    assert_non_null(strstr(result->reason, "a resource is at or over capacity"));
    /* Not told: seen to grow, twice. */
    rule.utilisation = 0;
    result = run(&rule, &how, arena);
    assert_true(!result->is_converged && doubts(result, REPLICATE_UNSTABLE) && result->interims <= 3 &&
                result->length_s < 1000);
    assert_non_null(strstr(result->reason, "latency grows: by "));
    const struct starter grows = {.grows_per_s = 0.01};
    result = start(&grows, 1, 60, 240, arena);
    assert_true(!result->is_converged && doubts(result, REPLICATE_UNSTABLE));
    /* A stable one isn't accused. */
    rule = queue_mmc(2, 180, 0.01);
    assert_false(doubts(run(&rule, &how, arena), REPLICATE_UNSTABLE));
    arena_free(arena);
}

/* A measure that is others together, and one that not every replication sees. */
static const struct record_measure GROUP_MEASURES[] = {
    {.name = "a", .is_in_series = true},
    {.name = "b", .is_in_series = true},
    {.name = "rare"},
    {.name = "all", .part_first = 0, .part_count = 2, .is_target = true},
};

static void group_simulate(const void *user, struct random_key key, struct record *record,
                           struct arena *arena)
{
    (void)user;
    (void)arena;
    const struct random_stream stream = random_stream_of(key, RANDOM_TEST, 0);
    uint64_t ordinal = 0;
    for (int64_t at_ns = 0; at_ns < record->end_ns; at_ns += 1000000) {
        record_add(record, 0, at_ns, 1000000 + (int64_t)random_below(&stream, ordinal++, 1000000));
        record_add_range(record, 1, at_ns, 3000000, 4000000, 3, 0);
        record_unit(record, 0, at_ns);
        record_unit(record, 1, at_ns);
        record_count(record, 0, at_ns, 5);
    }
    if (random_unit(&stream, ordinal) < 0.5) record_add(record, 2, record->end_ns - 1, 17);
}

static void test_groups(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const struct replicate_model model = {.measure_count = 4,
                                          .counter_count = 1,
                                          .measures = GROUP_MEASURES,
                                          .simulate = group_simulate};
    const struct replicate_rule how = {
        .seed = 1, .threads = 2, .precision = 0.05, .start_s = 2, .max_s = 2, .warm_floor_s = 0.5};
    const struct replicate_result *result = replicate(&model, &how, arena);
    assert_true(result->is_converged);
    assert_int_equal(histogram_count(result->measures[0].histogram), 1500 * ESTIMATE_SECTIONS);
    assert_int_equal(histogram_count(result->measures[1].histogram), 4500 * ESTIMATE_SECTIONS);
    assert_int_equal(histogram_count(result->measures[3].histogram), 6000 * ESTIMATE_SECTIONS);
    assert_true(result->measures[3].units == 3000 * ESTIMATE_SECTIONS);
    assert_true(fabs(result->measures[3].estimates[REPLICATE_MEAN].value_ns - (1.5e6 + 3 * 3.5e6) / 4) < 1e4);
    assert_true(fabs(result->counters[0].value - 5000) < 1e-9);
    assert_true(!result->measures[2].estimates[REPLICATE_P50].is_known);
    assert_string_equal(result->measures[2].reasons[REPLICATE_P50],
                        "not converged: a replication measured nothing");
    arena_free(arena);
}

/* A measure that few things are in, and that is wanted: it makes runs longer, and says nothing of the whole.
 */
static const struct record_measure WANTED_MEASURES[] = {
    {.name = "all", .is_target = true, .is_in_series = true}, {.name = "few", .is_wanted = true}};

static void wanted_simulate(const void *user, struct random_key key, struct record *record,
                            struct arena *arena)
{
    (void)user;
    (void)arena;
    const struct random_stream stream = random_stream_of(key, RANDOM_TEST, 0);
    uint64_t ordinal = 0;
    for (int64_t at_ns = 0; at_ns < record->end_ns; at_ns += 1000000, ordinal++) {
        int64_t latency_ns = 1000000 + (int64_t)random_below(&stream, ordinal, 1000000);
        record_add(record, 0, at_ns, latency_ns);
        record_unit(record, 0, at_ns);
        record->events++;
        if (ordinal % 20 != 0) continue;
        record_add(record, 1, at_ns, latency_ns);
        record_unit(record, 1, at_ns);
    }
}

static void test_wanted(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const struct replicate_model model = {.measure_count = 2,
                                          .measures = WANTED_MEASURES,
                                          .simulate = wanted_simulate};
    struct replicate_rule how = {.seed = 1, .threads = 2, .precision = 0.05, .start_s = 2, .max_s = 2};
    const struct replicate_result *result = replicate(&model, &how, arena);
    assert_true(result->is_converged && !result->measures[1].estimates[REPLICATE_P99].is_known);
    how.max_s = 100;
    result = replicate(&model, &how, arena);
    assert_true(result->is_converged && result->length_s >= 10 &&
                estimate_is_converged(&result->measures[1].estimates[REPLICATE_P99]));
    how.max_events = 100000; /* 2 s are 40,000 */
    result = replicate(&model, &how, arena);
    assert_true(result->is_converged && result->length_s == 4 &&
                !result->measures[1].estimates[REPLICATE_P99].is_known);
    assert_string_equal(result->reason, "");
    arena_free(arena);
}

/* Things of a kind that counts seven times, and of one that counts once: in the histogram and in the series,
 * not in what arrived. */
static void test_kinds(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    static const struct record_measure MEASURE = {.name = "a", .is_in_series = true};
    struct record *record = record_new(arena, &MEASURE, 1, 0, 0, 1000000000);
    record_set_stratum_weight(record, 2, 7);
    record_expect(record, 0, 5);
    record_add_range(record, 0, 10, 1000000, 1000000, 3, 0);
    record_add_range(record, 0, 20, 9000000, 9000000, 2, 2);
    record_close(record);
    assert_null(record->violation);
    assert_int_equal(histogram_count(record->histograms[0]), 17);
    assert_true(histogram_sum_ns(record->histograms[0]) == 3 * 1000000 + 14 * 9000000);
    assert_true(record->bins[0].count == 17 && record->bins[0].sum_ns == 3 * 1e6 + 14 * 9e6);
    arena_free(arena);
}

struct told {
    double last;
    size_t count;
};

static void note(void *user, double share)
{
    struct told *told = user;
    assert_true(share > 0 && share <= 1);
    told->last = share;
    told->count++;
}

/* A share for each replication of each look, that ends at 1 whether the run converged at once, after many
 * looks, or was cut by its length or by its events. */
static void test_watch(void **state)
{
    (void)state;
    const struct queue_rule rule = queue_mmc(1, 50, 0.01);
    const struct {
        double precision, max_s;
        uint64_t max_events;
    } cases[] = {{0.04, 10000, 0}, {0.02, 10000, 0}, {0.001, 160, 0}, {0.001, 10000, 400000}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        struct told told = {.count = 0};
        const struct replicate_watch watch = {note, &told};
        struct replicate_rule how = {.seed = 1,
                                     .threads = 1,
                                     .watch = &watch,
                                     .precision = cases[i].precision,
                                     .start_s = 10,
                                     .max_s = cases[i].max_s,
                                     .max_events = cases[i].max_events,
                                     .warm_floor_s = 1};
        const struct replicate_result *watched = run(&rule, &how, arena);
        assert_int_equal(told.count, ESTIMATE_SECTIONS * watched->interims);
        assert_true(watched->interims > 1 && told.last == 1);
        how.watch = NULL;
        assert_true(digest(watched) == digest(run(&rule, &how, arena)));
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),      cmocka_unit_test(test_wanted),   cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_same_draws), cmocka_unit_test(test_doubling), cmocka_unit_test(test_warmup),
        cmocka_unit_test(test_lost),       cmocka_unit_test(test_runs_dry), cmocka_unit_test(test_overload),
        cmocka_unit_test(test_groups),     cmocka_unit_test(test_watch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
