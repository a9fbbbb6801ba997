/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The queue for a broker's threads against the closed forms of tests/oracles, which an event loop checks, and
 * against that loop itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <math.h>

#include "arch/kafka_queue.h"
#include "oracles/queueing.h"
#include "oracles/server.h"
#include "sim/draw/variate.h"

static void near(const char *what, double found, double wanted, double allowed)
{
    if (!(fabs(found - wanted) <= allowed * fabs(wanted)))
        fail_msg("%s: %.12g instead of %.12g", what, found, wanted);
}

/* Known to four digits: 8 servers, 6 of them offered. */
static void test_known(void **state)
{
    (void)state;
    near("share", kafka_waiting_share(8, 0.75), 0.356981, 1e-5);
    near("one thread waits when it is busy", kafka_waiting_share(1, 0.37), 0.37, 1e-12);
    assert_true(kafka_waiting_share(8, 0) == 0);
}

static void test_closed_forms(void **state)
{
    (void)state;
    static const unsigned THREADS[] = {1, 2, 3, 8, 17, 96};
    static const double BUSY[] = {0.05, 0.3, 0.56, 0.8, 0.93, 0.985};
    const double work_s = 0.00031;
    struct arena *arena = arena_new();
    for (size_t t = 0; t < 6; t++)
        for (size_t b = 0; b < 6; b++) {
            double arrivals_per_s = BUSY[b] * THREADS[t] / work_s;
            near("share", kafka_waiting_share(THREADS[t], BUSY[b]),
                 queueing_erlang_c(THREADS[t], BUSY[b] * THREADS[t]), 1e-9);
            const struct dist *wait = kafka_wait(THREADS[t], BUSY[b], work_s, arena);
            if (wait == NULL) {
                assert_true(queueing_erlang_c(THREADS[t], BUSY[b] * THREADS[t]) < 1e-6);
                continue;
            }
            assert_null(dist_fault(wait));
            near("mean", dist_mean(wait, 0), queueing_mmc_wait_s(THREADS[t], arrivals_per_s, work_s), 1e-9);
            for (double at_s = work_s / 10; at_s < work_s * 3; at_s *= 2)
                near("below", dist_cdf(wait, at_s, 0),
                     1 - queueing_mmc_wait_above(THREADS[t], arrivals_per_s, work_s, at_s), 1e-9);
        }
    arena_free(arena);
}

/* Busy for ever: the wait stays that of the most, and none waits where nothing is done. */
static void test_ends(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_null(kafka_wait(8, 0, 0.001, arena));
    near("overload", dist_mean(kafka_wait(8, 3, 0.001, arena), 0),
         dist_mean(kafka_wait(8, KAFKA_BUSY_MOST, 0.001, arena), 0), 1e-12);
    arena_free(arena);
}

/* What is drawn from it is what customers of the event loop wait. */
static void test_event_loop(void **state)
{
    (void)state;
    enum { CUSTOMERS = 400000 };
    const double work_s = 0.0004, busy = 0.8;
    const unsigned threads = 8;
    struct arena *arena = arena_new();
    struct server *server = server_new(arena, threads);
    const struct random_key key = random_key_of(7, 0);
    const struct random_stream arrivals = random_stream_of(key, RANDOM_ARRIVAL, 0),
                               works = random_stream_of(key, RANDOM_SERVICE, 0),
                               waits = random_stream_of(key, RANDOM_QUEUE, 0);
    const struct dist gap = {.kind = DIST_EXPONENTIAL, .exponential = {work_s / (busy * threads)}},
                      work = {.kind = DIST_EXPONENTIAL, .exponential = {work_s}};
    const struct dist *wait = kafka_wait(threads, busy, work_s, arena);
    double waited_s = 0, drawn_s = 0;
    int64_t now_ns = 0;
    for (uint64_t i = 0; i < CUSTOMERS; i++) {
        now_ns += variate_ns(&gap, &arrivals, i, 0);
        waited_s += (double)(server_serve(server, now_ns, variate_ns(&work, &works, i, 0)).start_ns -
                             now_ns) /
                    1e9;
        drawn_s += variate(wait, &waits, i, 0);
    }
    near("waits", drawn_s, waited_s, 0.05);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_known), cmocka_unit_test(test_closed_forms),
                                       cmocka_unit_test(test_ends), cmocka_unit_test(test_event_loop)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
