/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Servers against M/M/c and its kin, and against every moment of small examples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "oracles/queueing.h"
#include "sim/draw/arrivals.h"
#include "oracles/server.h"
#include "sim/draw/variate.h"
#include "unit/sim_oracle.h"

enum { RUNS = 40, CUSTOMERS = 12000, WARM_UP = 3000 };

static const struct set {
    unsigned cores;
    double arrivals_per_s, service_s, above_s;
    bool constant;
} SETS[] = {
    {1, 70, 0.01, 0.02, false},     {1, 50, 0.01, 0.01, true},   {2, 150, 0.01, 0.01, false},
    {3, 130, 0.017, 0.01, false},   {8, 120, 0.05, 0.03, false}, {16, 1300, 0.01, 0.002, false},
    {64, 5500, 0.01, 0.001, false}, {1, 80, 0.01, 0.01, true},
};

struct observed {
    struct ratio wait, above, busy, waiting;
};

static void run(const struct set *set, uint32_t replication, struct observed *observed)
{
    const struct arrivals_rule poisson = {.kind = ARRIVALS_POISSON,
                                          .per_s = set->arrivals_per_s,
                                          .rate_factor = 1};
    const struct dist service = set->constant
                                    ? (struct dist){.kind = DIST_CONSTANT, .constant = {set->service_s}}
                                    : (struct dist){.kind = DIST_EXPONENTIAL,
                                                    .exponential = {set->service_s}};
    struct random_key key = random_key_of(1, replication);
    struct random_stream services = random_stream_of(key, RANDOM_SERVICE, 0);
    struct arrivals arrivals;
    arrivals_start(&arrivals, &poisson, random_stream_of(key, RANDOM_ARRIVAL, 0), 0);
    struct arena *arena = arena_new();
    struct server *server = server_new(arena, set->cores);
    struct server_figures before = {0};
    double wait_s = 0, above = 0;
    int64_t start_ns = 0, now_ns = 0;
    for (int i = 0; i < CUSTOMERS + WARM_UP; i++, arrivals_take(&arrivals)) {
        now_ns = arrivals_next_ns(&arrivals);
        if (i == WARM_UP) {
            start_ns = now_ns;
            before = server_figures(server, now_ns);
        }
        struct server_visit visit = server_serve(server, now_ns,
                                                 variate_ns(&service, &services, (uint64_t)i, 0));
        if (i >= WARM_UP) {
            wait_s += time_s(visit.start_ns - now_ns);
            above += time_s(visit.start_ns - now_ns) > set->above_s;
        }
    }
    struct server_figures after = server_figures(server, now_ns);
    double time = time_s(now_ns - start_ns);
    ratio_add(&observed->wait, wait_s, CUSTOMERS);
    ratio_add(&observed->above, above, CUSTOMERS);
    ratio_add(&observed->busy, after.busy_core_s - before.busy_core_s, time);
    ratio_add(&observed->waiting, after.waiting_s - before.waiting_s, time);
    arena_free(arena);
}

static int differs(const struct ratio *ratio, double theory, const char *what, size_t set)
{
    if (ratio_holds(ratio, theory, 0)) return 0;
    print_error("set %zu, %s: %g ± %g instead of %g\n", set, what, ratio_value(ratio), ratio_error(ratio),
                theory);
    return 1;
}

static void test_queues(void **state)
{
    (void)state;
    int bad = 0;
    for (size_t i = 0; i < sizeof SETS / sizeof *SETS; i++) {
        const struct set *set = &SETS[i];
        struct observed observed = {0};
        for (uint32_t r = 0; r < RUNS; r++) run(set, r, &observed);
        double wait_s = set->constant ? queueing_md1_wait_s(set->arrivals_per_s, set->service_s)
                                      : queueing_mmc_wait_s(set->cores, set->arrivals_per_s, set->service_s);
        bad += differs(&observed.wait, wait_s, "wait", i);
        bad += differs(&observed.waiting, wait_s * set->arrivals_per_s, "number waiting", i); /* Little */
        bad += differs(&observed.busy, set->arrivals_per_s * set->service_s, "busy cores", i);
        if (!set->constant)
            bad += differs(&observed.above,
                           queueing_mmc_wait_above(set->cores, set->arrivals_per_s, set->service_s,
                                                   set->above_s),
                           "waits above", i);
    }
    assert_int_equal(bad, 0);
}

/* Each moment of a small example: who is served, who waits. */
static void test_by_the_moment(void **state)
{
    (void)state;
    enum { EXAMPLES = 60, EACH = 80, CORES_MAX = 5 };
    uint64_t random = 1;
    for (int e = 0; e < EXAMPLES; e++) {
        unsigned cores = (unsigned)oracle_between(&random, 1, CORES_MAX);
        struct arena *arena = arena_new();
        struct server *server = server_new(arena, cores);
        int64_t arrivals[EACH], starts[EACH], ends[EACH], services[EACH], now = 0, busy = 0, waiting = 0;
        uint64_t most = 0;
        for (int i = 0; i < EACH; i++) {
            arrivals[i] = (i == 0 ? 0 : arrivals[i - 1]) + oracle_between(&random, 0, 6);
            services[i] = oracle_between(&random, 0, 20);
            for (; now < arrivals[i]; now++)
                for (int c = 0; c < i; c++) {
                    busy += starts[c] <= now && now < ends[c];
                    waiting += arrivals[c] <= now && now < starts[c];
                }
            /* It starts at the first moment at which less than all cores serve those before it, and none of
             * these waits. */
            for (starts[i] = now;; starts[i]++) {
                unsigned taken = 0;
                for (int c = 0; c < i; c++) taken += ends[c] > starts[i];
                if (taken < cores) break;
            }
            ends[i] = starts[i] + services[i];
            struct server_visit visit = server_serve(server, now, services[i]);
            assert_true(visit.start_ns == starts[i] && visit.end_ns == ends[i]);
            uint64_t wait_now = 0;
            int64_t left = 0;
            for (int c = 0; c <= i; c++) {
                wait_now += starts[c] > now;
                left += starts[c] > now ? services[c] : ends[c] > now ? ends[c] - now : 0;
            }
            most = wait_now > most ? wait_now : most;
            struct server_figures figures = server_figures(server, now);
            assert_true(figures.arrived == (uint64_t)i + 1 && figures.waiting == wait_now &&
                        figures.most_waiting == most);
            assert_true(fabs(figures.busy_core_s * 1e9 - (double)busy) < 1e-3 &&
                        fabs(figures.waiting_s * 1e9 - (double)waiting) < 1e-3);
            assert_true(fabs(figures.backlog_s * 1e9 - (double)left) < 1e-3);
        }
        arena_free(arena);
    }
}

/* Twice what it can do: the backlog grows by a second a second, and the queue's memory with it. */
static void test_overload(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct server *server = server_new(arena, 1);
    for (int64_t i = 0; i < 10000; i++) server_serve(server, i * 1000, 2000);
    struct server_figures figures = server_figures(server, 10000 * 1000);
    assert_true(fabs(figures.backlog_s - 0.01) < 1e-12 && fabs(figures.busy_core_s - 0.01) < 1e-12);
    assert_int_equal(figures.waiting,
                     4999); /* of 10,000 the first 5,000 have ended, and the next starts at this moment */
    assert_int_equal(figures.most_waiting, 5000);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_queues),
        cmocka_unit_test(test_by_the_moment),
        cmocka_unit_test(test_overload),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
