/* SPDX-License-Identifier: GPL-3.0-or-later
 * Pauses: work stands still in them, against a walk from nanosecond to nanosecond; how often and how long
 * they hold, against renewal theory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "sim/part/pause.h"
#include "sim/draw/variate.h"
#include "oracles/second_moment.h"

/* Pauses of a few nanoseconds, back to back at times, some of no length; the walk goes through a table of
 * what is paused. */
enum { TABLE_NS = 4000, TRIES = 4000 };

static void test_against_a_walk(void **state)
{
    (void)state;
    static const struct dist LENGTH = {.kind = DIST_UNIFORM, .uniform = {0, 9e-9}};
    for (uint32_t entity = 0; entity < 20; entity++) {
        const struct random_stream stream = random_stream_of(random_key_of(1, 0), RANDOM_PAUSE, entity),
                                   tries = random_stream_of(random_key_of(1, 0), RANDOM_TEST, entity);
        const struct dist gap = {.kind = DIST_EXPONENTIAL, .exponential = {(1 + entity) * 1e-9}};
        bool is_paused[TABLE_NS] = {false};
        int64_t end_ns = 0;
        for (uint64_t n = 0; end_ns < TABLE_NS; n++) {
            int64_t start_ns = end_ns + variate_ns(&gap, &stream, 2 * n, 0);
            end_ns = start_ns + variate_ns(&LENGTH, &stream, 2 * n + 1, 0);
            for (int64_t t = start_ns; t < end_ns && t < TABLE_NS; t++) is_paused[t] = true;
        }
        struct pause pause = pause_of(&LENGTH, gap.exponential.mean, stream);
        int64_t now_ns = 0;
        for (uint64_t i = 0; i < TRIES; i++) {
            now_ns = (int64_t)(i * (TABLE_NS - 2000) / TRIES);
            int64_t from_ns = now_ns + random_below(&tries, 2 * i, 30),
                    left_ns = random_below(&tries, 2 * i + 1, 12), work_ns = left_ns, at_ns = from_ns;
            while (is_paused[at_ns]) at_ns++;
            for (; left_ns > 0; at_ns++) left_ns -= !is_paused[at_ns];
            assert_true(at_ns < TABLE_NS - 1);
            assert_int_equal(pause_done_ns(&pause, now_ns, from_ns, work_ns), at_ns);
        }
    }
}

static void test_none(void **state)
{
    (void)state;
    const struct dist length = {.kind = DIST_CONSTANT, .constant = {1}};
    struct random_stream stream = random_stream_of(random_key_of(1, 0), RANDOM_PAUSE, 0);
    struct pause without[] = {pause_of(NULL, 1, stream), pause_of(&length, 0, stream),
                              pause_of(&length, 1e12, stream)};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(pause_done_ns(&without[i], 5, time_ns(1e6), 77), time_ns(1e6) + 77);
}

/* What arrives at any time meets a pause with probability L ÷ (L + I), and waits E L² ÷ 2(L + I) in the mean
 * (renewal reward). Means of 400 processes; a process starts between pauses, so that the first of its time is
 * left out. */
static void test_renewal(void **state)
{
    (void)state;
    static const struct dist LENGTHS[] = {
        {.kind = DIST_CONSTANT, .constant = {0.2}},    {.kind = DIST_EXPONENTIAL, .exponential = {0.05}},
        {.kind = DIST_UNIFORM, .uniform = {0.1, 0.5}}, {.kind = DIST_LOGNORMAL, .lognormal = {-2, 0.5}},
        {.kind = DIST_CONSTANT, .constant = {3}},
    };
    static const double INTERVALS_S[] = {1, 0.3, 4, 2, 0.5};
    enum { PROCESSES = 400, LOOKS = 500 };
    for (size_t set = 0; set < 5; set++) {
        double sums[2] = {0}, squares[2] = {0}, mean_s = dist_mean(&LENGTHS[set], 0),
               load_profile_s = mean_s + INTERVALS_S[set];
        for (uint32_t entity = 0; entity < PROCESSES; entity++) {
            struct pause pause = pause_of(&LENGTHS[set], INTERVALS_S[set],
                                          random_stream_of(random_key_of(1, (uint32_t)set), RANDOM_PAUSE,
                                                           entity));
            double held = 0, waited_s = 0;
            for (int look = 0; look < LOOKS; look++) {
                int64_t at_ns = time_ns((20 + look / 3.0) * load_profile_s),
                        wait_ns = pause_done_ns(&pause, at_ns, at_ns, 0) - at_ns;
                held += (double)(wait_ns > 0) / LOOKS;
                waited_s += time_s(wait_ns) / LOOKS;
            }
            sums[0] += held, squares[0] += held * held, sums[1] += waited_s,
                squares[1] += waited_s * waited_s;
        }
        const double wanted[2] = {mean_s / load_profile_s,
                                  dist_second_moment(&LENGTHS[set], 0) / 2 / load_profile_s};
        for (int i = 0; i < 2; i++) {
            double mean = sums[i] / PROCESSES,
                   error = sqrt((squares[i] / PROCESSES - mean * mean) / (PROCESSES - 1)),
                   z = (mean - wanted[i]) / error;
            if (!(fabs(z) < 4.5))
                fail_msg("set %zu, %s: %g instead of %g, z = %.1f", set, i == 0 ? "share" : "wait", mean,
                         wanted[i], z);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_a_walk), cmocka_unit_test(test_none),
                                       cmocka_unit_test(test_renewal)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
