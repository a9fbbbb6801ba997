/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Latencies of a diff and its thresholds, on runs made by hand. Intervals of the difference were worked out
 * beside each row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "gate/diff_judge.h"

/* p99 in s with its interval, before and after, and by how much of it it may rise. The excess is after − (1 +
 * allowed) × before; it reaches down by √((after − its low)² + ((1 + allowed)(high − before))²) and up by the
 * same of the other ends. */
static const struct {
    struct latency base, head;
    double allowed;
    enum latency_rise wanted;
} RISES[] = {
    {{100, 90, 110, ""}, {130, 124, 139, ""}, 0.1, RISE_BEYOND}, /* 20 − √(36 + 121) = 7.5 */
    {{100, 90, 110, ""},
     {130, 124, 139, ""},
     0.2,
     RISE_UNDECIDED}, /* 10 − √(36 + 144) = −3.4, 10 + √(81 + 144) = 25 */
    {{100, 90, 110, ""}, {130, 124, 139, ""}, 0.5, RISE_WITHIN},      /* −20 + √(81 + 225) = −2.5 */
    {{100, 96, 103, ""}, {105, 101, 109, ""}, 0, RISE_UNDECIDED},     /* 5 − √(16 + 9) = 0: not over */
    {{100, 96, 103, ""}, {105.1, 101.1, 109, ""}, 0, RISE_BEYOND},    /* 5.1 − 5 */
    {{105, 102, 107, ""}, {100, 97, 104, ""}, 0, RISE_WITHIN},        /* −5 + √(16 + 9) = 0: within */
    {{104.9, 101.9, 107, ""}, {100, 97, 104, ""}, 0, RISE_UNDECIDED}, /* −4.9 + 5 */
    {{100, 50, 150, ""}, {100, 50, 150, ""}, 0, RISE_WITHIN},         /* one simulation */
    {{100, 50, 150, ""}, {100, 50, 151, ""}, 0, RISE_UNDECIDED},
    {{100, 100, 100, ""}, {100.001, 100.001, 100.001, ""}, 0, RISE_BEYOND},
};

static void tells_a_rise_from_sampling(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof RISES / sizeof *RISES; i++)
        if (latency_rise(&RISES[i].base, &RISES[i].head, RISES[i].allowed) != RISES[i].wanted)
            fail_msg("row %zu", i);
}

#define P99(value, low, high)                                                  \
    {                                                                          \
        .is_known = true, .quantiles[RUN_P99] = {value, low, high}, .note = "" \
    }
#define NAN_P99                                                                          \
    {                                                                                    \
        .is_known = true, .quantiles[RUN_P99] = {(double)NAN, (double)NAN, (double)NAN}, \
        .note = "p99: 9 units lie beyond it; p99.9: 0 do"                                \
    }
#define LOAD(produced, ...)                \
    {                                      \
        .mean_load =                       \
        {.is_converged = true,             \
         .why_not = "",                    \
         .produce = produced,              \
         .end_to_end = P99(500, 490, 510), \
         __VA_ARGS__ }                     \
    }
static const struct run_latency HUNDRED = LOAD(P99(100, 98, 102), .group_count = 0),
                                MORE = LOAD(P99(120, 118, 122), .group_count = 0),
                                NEAR = LOAD(P99(109, 107, 111), .group_count = 0),
                                SHORT = LOAD(NAN_P99, .group_count = 0);
static const struct run_latency CRAWLING = {.mean_load = {.is_converged = false,
                                                          .why_not = "it grows",
                                                          .produce = P99(100, 98, 102),
                                                          .end_to_end = P99(500, 490, 510)}};
static const struct run_group_latency BEFORE[] = {{"a", P99(100, 98, 102), P99(500, 490, 510)},
                                                  {"b", P99(10, 9, 11), P99(50, 49, 51)}};
static const struct run_group_latency AFTER[] = {{"a", P99(100, 98, 102), P99(500, 490, 510)},
                                                 {"c", P99(70, 69, 71), P99(80, 79, 81)},
                                                 {"b", P99(20, 19, 21), P99(50, 49, 51)}};
static const struct run_latency TWO = LOAD(P99(95, 93, 97), .group_count = 2, .groups = BEFORE),
                                THREE = LOAD(P99(94, 92, 96), .group_count = 3, .groups = AFTER);
static const struct run_param PARAMS[] = {{.path = "topics.a.produce.rate", .text = "1 MB/s"},
                                          {.path = "topics.b.produce.rate", .text = "1 MB/s"},
                                          {.path = "topics.c.produce.rate", .text = "1 MB/s"}};

/* One architecture that costs 1,000 before and 1,000 after; c: the head can't carry the load. */
static const struct {
    const struct run_latency *base, *head;
    const char *outcomes; /* p, f, e of the findings in order */
    enum diag_id problem; /* of the first that is no pass */
    const char *part;     /* of its sentence */
} JUDGED[] = {
    {&HUNDRED, &HUNDRED, "pp", DIAG__COUNT, NULL},
    {&HUNDRED, &MORE, "fp", DIAG_GATE_BREACH,
     "kafka: p99 of produce at peak goes from 100 ms to 120 ms (+20.0 %), and may rise by at most 10 %"},
    {&MORE, &HUNDRED, "pp", DIAG__COUNT, NULL},
    {&HUNDRED, &NEAR, "ep", DIAG_GATE_UNDECIDED,
     "can't tell whether p99 of produce at peak rises by more than 10 %: it goes from 100 ms (98 ms to 102 "
     "ms) to 109 ms (107 ms to 111 ms)"},
    {NULL, &HUNDRED, "ee", DIAG_GATE_LATENCY,
     "kafka has no latency to judge in base.json: nobody published it"},
    {&HUNDRED, NULL, "ee", DIAG_GATE_LATENCY,
     "kafka has no latency to judge in head.json: nobody published it"},
    {NULL, NULL, "ee", DIAG_GATE_LATENCY, "nobody published it"},
    {&HUNDRED, &CRAWLING, "ee", DIAG_GATE_UNDECIDED,
     "the simulation of head.json did not converge: it grows"},
    {&SHORT, &HUNDRED, "ep", DIAG_GATE_UNDECIDED,
     "the simulation of base.json was too short: 9 units lie beyond it; a smaller simulation.precision"},
    {&TWO, &THREE, "ppppfp", DIAG_GATE_BREACH,
     "p99 of produce of b at peak goes from 10 ms to 20 ms"}, /* all together hide it; c is new */
};

static const struct run *make_run(const struct run_latency *latency, size_t groups, struct arena *arena)
{
    struct run_architecture *one = arena_new_of(arena, struct run_architecture, 1);
    *one = (struct run_architecture){.id = "kafka",
                                     .use = "kafka",
                                     .name = "Kafka",
                                     .feasible = true,
                                     .infeasible_reason = "",
                                     .usd_per_year = 1000,
                                     .deployment_origin = "planned",
                                     .latency = latency,
                                     .latency_unknown = latency == NULL ? "nobody published it" : ""};
    struct run *run = arena_new_of(arena, struct run, 1);
    *run = (struct run){.workload_name = "w",
                        .architecture_count = 1,
                        .architectures = one,
                        .params = PARAMS,
                        .param_count = groups};
    return run;
}

static size_t groups_of(const struct run_latency *latency)
{
    return latency == NULL || latency->mean_load.group_count == 0 ? 1 : latency->mean_load.group_count;
}

static void judges_p99_and_never_passes_what_it_cannot_tell(void **state)
{
    (void)state;
    static const struct diff_thresholds TEN_PERCENT = {.has_p99 = true, .p99_fraction = 0.1};
    static const char LETTERS[OUTCOME__COUNT] = {
        [OUTCOME_PASS] = 'p', [OUTCOME_FAIL] = 'f', [OUTCOME_ERROR] = 'e'};
    for (size_t i = 0; i < sizeof JUDGED / sizeof *JUDGED; i++) {
        struct arena *arena = arena_new();
        struct diff *diff = diff_make(make_run(JUDGED[i].base, groups_of(JUDGED[i].base), arena), "base.json",
                                      make_run(JUDGED[i].head, groups_of(JUDGED[i].head), arena), "head.json",
                                      arena);
        diff_judge(diff, &TEN_PERCENT, NULL, arena);
        struct text outcomes = text_new(arena);
        const struct diff_finding *told = NULL;
        for (size_t j = 0; j < diff->finding_count; j++) {
            text_add_bytes(&outcomes, &LETTERS[diff->findings[j].outcome], 1);
            told = told == NULL && diff->findings[j].outcome != OUTCOME_PASS ? &diff->findings[j] : told;
        }
        if (!text_equal(outcomes.bytes, JUDGED[i].outcomes))
            fail_msg("row %zu: %s, wanted %s", i, outcomes.bytes, JUDGED[i].outcomes);
        if (told != NULL &&
            (told->problem != JUDGED[i].problem || strstr(told->sentence, JUDGED[i].part) == NULL))
            fail_msg("row %zu: %s", i, told->sentence);
        arena_free(arena);
    }
}

/* Nobody consumes in head: nothing end to end can rise there, and it is no change either. */
static void leaves_out_what_nobody_consumes(void **state)
{
    (void)state;
    static const struct run_param UNREAD[] = {
        {.path = "topics.a.produce.rate", .text = "1 MB/s"},
        {.path = "topics.*.consume.groups", .text = "0", .is_number = true, .value = 0}};
    struct arena *arena = arena_new();
    struct run unread = *make_run(&HUNDRED, 1, arena);
    unread.params = UNREAD;
    unread.param_count = 2;
    const struct diff *diff = diff_make(&unread, "base.json", &unread, "head.json", arena);
    assert_int_equal(diff->architectures[0].latency_count, 1);
    assert_int_equal(diff->architectures[0].latencies[0].path, LATENCY_PRODUCE);
    struct diff *gone = diff_make(make_run(&HUNDRED, 1, arena), "base.json", &unread, "head.json", arena);
    assert_int_equal(gone->architectures[0].latency_count, 2);
    assert_true(gone->architectures[0].latencies[1].in_base && !gone->architectures[0].latencies[1].in_head);
    diff_judge(gone, &(struct diff_thresholds){.has_p99 = true}, NULL, arena);
    assert_int_equal(gone->finding_count, 1);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_a_rise_from_sampling),
        cmocka_unit_test(judges_p99_and_never_passes_what_it_cannot_tell),
        cmocka_unit_test(leaves_out_what_nobody_consumes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
