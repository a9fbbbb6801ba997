/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The crowd against closed forms of its requests: unlimited, a request takes the gap to its first record and
 * then the linger, or the time in which a batch fills; limited, as many as may be in flight are answered in
 * the time that an answer takes. Bytes are the rate's either way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>

#include <cmocka.h>

#include "sim/part/aggregate.h"
#include "unit/sim_oracle.h"

enum { RUNS = 40, FLIGHTS = 64 };
static const double WARM_S = 5, END_S = 25;

struct sums {
    struct ratio requests, bytes;
};

/* One member whose answers take so long, from time to time. */
static void run(const struct aggregate_rule *rule, double answer_s, uint32_t replication, struct sums *sums)
{
    struct aggregate_member member;
    int64_t answers_ns[FLIGHTS], now_ns = 0, warm_ns = time_ns(WARM_S), end_ns = time_ns(END_S);
    uint32_t first = 0, last = 0;
    double requests = 0, bytes = 0;
    aggregate_start(&member, rule, random_stream_of(random_key_of(1, replication), RANDOM_BACKGROUND, 0));
    while (now_ns < end_ns) {
        int64_t due_ns = aggregate_due_ns(&member),
                answer_ns = first < last ? answers_ns[first % FLIGHTS] : NEVER_NS;
        if (answer_ns <= due_ns) {
            now_ns = answer_ns;
            first++;
            aggregate_acked(&member);
            continue;
        }
        now_ns = due_ns > now_ns ? due_ns : now_ns;
        double sent = aggregate_send(&member, now_ns);
        answers_ns[last++ % FLIGHTS] = now_ns + time_ns(answer_s);
        assert_true(sent > 0 && last - first <= rule->max_in_flight && sent <= rule->max_request_bytes);
        requests += now_ns >= warm_ns && now_ns < end_ns;
        bytes += now_ns >= warm_ns && now_ns < end_ns ? sent : 0;
    }
    ratio_add(&sums->requests, requests, END_S - WARM_S);
    ratio_add(&sums->bytes, bytes, END_S - WARM_S);
}

/* Regular requests have no scatter: the counted time may cut one. */
static void check(const struct aggregate_rule *rule, double answer_s, double requests_per_s,
                  double bytes_per_s)
{
    struct sums sums = {0};
    double error = rule->is_even ? 1 / requests_per_s / (END_S - WARM_S) : 0.001;
    for (uint32_t replication = 0; replication < RUNS; replication++) run(rule, answer_s, replication, &sums);
    if (!ratio_holds(&sums.requests, requests_per_s, error))
        fail_msg("%g ± %g requests per second and not %g", ratio_value(&sums.requests),
                 ratio_error(&sums.requests), requests_per_s);
    if (!ratio_holds(&sums.bytes, bytes_per_s, error))
        fail_msg("%g ± %g bytes per second and not %g", ratio_value(&sums.bytes), ratio_error(&sums.bytes),
                 bytes_per_s);
}

static const double RATES[] = {1.3, 7, 40, 300, 2000};

static void test_linger(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        const struct aggregate_rule rule = {RATES[i], false, 700, 0.02, INFINITY, 1e6, FLIGHTS - 1};
        check(&rule, 0.05, RATES[i] / (1 + RATES[i] * 0.02), RATES[i] * 700);
    }
}

static void test_full_batches(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        const double behind = 3 + i; /* records that fill a batch, behind the first */
        const struct aggregate_rule rule = {RATES[i], false, 700, 100, behind, 1e6, FLIGHTS - 1};
        check(&rule, 0.0001, RATES[i] / (1 + behind), RATES[i] * 700);
    }
}

static void test_limit(void **state)
{
    (void)state;
    for (uint32_t in_flight = 1; in_flight <= 5; in_flight++) {
        const struct aggregate_rule rule = {2000, false, 700, 0.005, INFINITY, 1e9, in_flight};
        /* One at its limit sends when it is answered; of several that are sent together the second waits for
         * a linger, so that all spread. */
        check(&rule, 0.5, in_flight / 0.5, 2000 * 700);
    }
}

/* What has no room in a request goes with the next: no byte is lost. */
static void test_small_requests(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        const struct aggregate_rule rule = {RATES[i], false, 100, 0.3, INFINITY, 250 + 100 * i, 40};
        struct sums sums = {0};
        for (uint32_t replication = 0; replication < RUNS; replication++)
            run(&rule, 0.001, replication, &sums);
        assert_true(ratio_holds(&sums.bytes, RATES[i] * 100, 0.001));
    }
}

/* Evenly spaced records: a request with each, or with as many as a linger holds. */
static void test_even(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        const double linger_s = 0.35 + i; /* in gaps of the records */
        const struct aggregate_rule rule = {8, true, 700, linger_s / 8, INFINITY, 1e6, FLIGHTS - 1};
        check(&rule, 0.001, 8 / (1 + floor(linger_s)), 8 * 700);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_linger), cmocka_unit_test(test_full_batches),
        cmocka_unit_test(test_limit),  cmocka_unit_test(test_small_requests),
        cmocka_unit_test(test_even),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
