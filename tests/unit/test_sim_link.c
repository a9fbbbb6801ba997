/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Links and pipes by brute force: each message from its own draw, each byte for itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/part/link.h"
#include "sim/engine/time.h"
#include "sim/draw/variate.h"
#include "unit/sim_oracle.h"

static const struct dist *rtt_between(const struct link_rule *rule, unsigned from_zone, unsigned to_zone)
{
    assert(from_zone < rule->zones && to_zone < rule->zones);
    return rule->rtt[from_zone * rule->zones + to_zone];
}

static void test_zone_pairs(void **state)
{
    (void)state;
    static const struct dist near = {.kind = DIST_CONSTANT, .constant = {0.0002}},
                             far = {.kind = DIST_CONSTANT, .constant = {0.0013}},
                             farther = {.kind = DIST_CONSTANT, .constant = {0.0021}};
    const struct dist *const rtt[] = {&near, &far, &farther, &far, &near, &far, &farther, &far, &near};
    const struct link_rule rule = {3, rtt};
    assert_ptr_equal(rtt_between(&rule, 0, 2), &farther);
    assert_ptr_equal(rtt_between(&rule, 2, 1), &far);
    assert_ptr_equal(rtt_between(&rule, 1, 1), &near);
}

/* A message arrives when the last of those sent up to then would arrive on its own. */
static void test_order(void **state)
{
    (void)state;
    static const struct dist DISTS[] = {
        {.kind = DIST_CONSTANT, .constant = {0.000000333}},
        {.kind = DIST_UNIFORM, .uniform = {0.0001, 0.003}},
        {.kind = DIST_EXPONENTIAL, .exponential = {0.001}},
        {.kind = DIST_LOGNORMAL, .lognormal = {-7, 0.4}},
        {.kind = DIST_LOGNORMAL, .lognormal = {-7, 1.5}},
        {.kind = DIST_GAMMA, .gamma = {0.5, 0.002}},
    };
    enum { MESSAGES = 400 };
    uint64_t random = 1;
    for (size_t d = 0; d < sizeof DISTS / sizeof *DISTS; d++) {
        struct random_stream stream = random_stream_of(random_key_of(1, 0), RANDOM_NETWORK, (uint32_t)d);
        struct link link = link_of(&DISTS[d], stream);
        int64_t there[MESSAGES], back[MESSAGES], now_ns = 0, rtt_ns[MESSAGES];
        for (int i = 0; i < MESSAGES; i++) {
            now_ns += oracle_between(&random, 0, 1500000);
            rtt_ns[i] = variate_ns(&DISTS[d], &stream, (uint64_t)i, 0);
            there[i] = now_ns + rtt_ns[i] - rtt_ns[i] / 2;
            int64_t latest_ns = 0;
            for (int before = 0; before <= i; before++)
                latest_ns = there[before] > latest_ns ? there[before] : latest_ns;
            assert_true(link_request_ns(&link, now_ns) == latest_ns);
        }
        for (int i = 0; i < MESSAGES; i++) {
            now_ns += oracle_between(&random, 0, 1500000);
            back[i] = now_ns + rtt_ns[i] / 2;
            int64_t latest_ns = 0;
            for (int before = 0; before <= i; before++)
                latest_ns = back[before] > latest_ns ? back[before] : latest_ns;
            assert_true(link_response_ns(&link, now_ns) == latest_ns);
        }
        assert_true(link.requests == MESSAGES && link.responses == MESSAGES);
    }
}

/* An exchange with nothing in between takes the round trip that was drawn. */
static void test_exchange(void **state)
{
    (void)state;
    static const struct dist rtt = {.kind = DIST_LOGNORMAL, .lognormal = {-7, 0.3}};
    struct random_stream stream = random_stream_of(random_key_of(1, 0), RANDOM_NETWORK, 7);
    struct link link = link_of(&rtt, stream);
    for (int64_t i = 0; i < 1000; i++) {
        int64_t sent_ns = i * 1000000000;
        assert_true(link_response_ns(&link, link_request_ns(&link, sent_ns)) - sent_ns ==
                    variate_ns(&rtt, &stream, (uint64_t)i, 0));
    }
}

/* A pipe of one byte in so many nanoseconds, byte by byte: each goes when it is there and the one before it
 * is gone. */
static void test_pipe(void **state)
{
    (void)state;
    enum { EXAMPLES = 40, MESSAGES = 200 };
    uint64_t random = 1;
    for (int e = 0; e < EXAMPLES; e++) {
        int64_t ns_per_byte = oracle_between(&random, 1, 9), most_bytes = oracle_between(&random, 1, 40),
                free_ns = 0, now_ns = 0;
        struct link_pipe pipe = link_pipe_of(1e9 / (double)ns_per_byte);
        double total = 0;
        for (int m = 0; m < MESSAGES; m++) {
            now_ns += oracle_between(&random, 0, 150);
            int64_t bytes = oracle_between(&random, 0, most_bytes),
                    first_ns = now_ns > free_ns ? now_ns : free_ns;
            int64_t arrived_ns = now_ns + oracle_between(&random, 0, 200);
            free_ns = first_ns;
            for (int64_t byte = 0; byte < bytes; byte++) free_ns += ns_per_byte;
            struct link_passage passage = link_pass(&pipe, (struct link_passage){now_ns, arrived_ns},
                                                    (double)bytes);
            assert_true(passage.first_ns == first_ns &&
                        passage.last_ns == (free_ns > arrived_ns ? free_ns : arrived_ns));
            total += (double)bytes;
        }
        assert_true(pipe.bytes == total);
    }
}

/* Many small messages one after another take as long as one large: no nanosecond is lost by rounding, at any
 * rate. */
static void test_rounding(void **state)
{
    (void)state;
    static const double RATES[] = {3.125e9, 1.25e9, 93.75e6, 7e8, 12.3456789e9};
    for (size_t i = 0; i < sizeof RATES / sizeof *RATES; i++) {
        struct link_pipe pipe = link_pipe_of(RATES[i]), one = link_pipe_of(RATES[i]);
        int64_t last_ns = 0;
        for (int m = 0; m < 100000; m++) last_ns = link_pass_ns(&pipe, 0, 1003);
        assert_true(llabs(last_ns - link_pass_ns(&one, 0, 1003e5)) <= 1);
        /* And an idle time begins anew. */
        assert_true(link_pass_ns(&pipe, last_ns + 1000, 0) == last_ns + 1000);
    }
    struct link_pipe endless = link_pipe_of(INFINITY);
    assert_true(link_pass_ns(&endless, 17, 1e12) == 17);
}

/* Through two pipes at once: a message takes the slower one's time, not both. */
static void test_two_pipes(void **state)
{
    (void)state;
    struct link_pipe fast = link_pipe_of(1e9), slow = link_pipe_of(1e8);
    struct link_passage passage = link_pass(&slow, link_pass(&fast, (struct link_passage){0, 0}, 1000), 1000);
    assert_true(passage.first_ns == 0 && passage.last_ns == 10000);
    fast = link_pipe_of(1e9);
    slow = link_pipe_of(1e8);
    passage = link_pass(&fast, link_pass(&slow, (struct link_passage){0, 0}, 1000), 1000);
    assert_true(passage.first_ns == 0 && passage.last_ns == 10000);
    /* The faster one is free for others meanwhile. */
    assert_true(link_pass_ns(&fast, 1000, 1000) == 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zone_pairs), cmocka_unit_test(test_order),    cmocka_unit_test(test_exchange),
        cmocka_unit_test(test_pipe),       cmocka_unit_test(test_rounding), cmocka_unit_test(test_two_pipes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
