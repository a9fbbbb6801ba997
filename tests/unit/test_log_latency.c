/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Latency of the replicated log where theory gives it exactly. Let a follower's round trip r be what passes
 * from an answer to the next fetch's arrival: both ways and the append.
 *
 *     appends further apart than r      each finds a waiting fetch: acknowledged after r
 *     appends every d ≤ r               a fetch arrives, and is answered at once, at every multiple of r
 * since the first append, so what is appended at t leaves at r⌈t/r⌉ and is confirmed r later appends at
 * random, λ a second     renewal: r during which λr come and wait r/2 each in the mean, then with probability
 * e^(−λr) an idle time that ends with one that doesn't wait: mean r + (λr²/2)/(λr + e^(−λr)) several
 * followers                 all in sync: the latest of their times
 *
 * A follower may serve once an answer that left after the watermark moved has got there. Idle: max_wait after
 * its own fetch came back. Busy: with the next multiple of its r, the one after that where the watermark was
 * moved by its own fetch. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "unit/log_run.h"
#include "unit/model_random.h"
#include "unit/sample.h"

enum { FOLLOWERS_MAX = 3, APPENDS = 5000, MEAN_APPENDS = 4000, MEAN_RUNS = 32 };

/* The ways of answers to the follower with this number, from 1. */
struct ways {
    int64_t there_ns[FOLLOWERS_MAX + 1], append_ns[FOLLOWERS_MAX + 1], back_ns[FOLLOWERS_MAX + 1];
};

static int64_t round_trip_ns(const struct ways *ways, uint32_t follower)
{
    return ways->there_ns[follower] + ways->append_ns[follower] + ways->back_ns[follower];
}

static int64_t received_ns(const void *user, struct log_session session, uint64_t ordinal, int64_t now_ns)
{
    const struct ways *ways = user;
    (void)ordinal;
    return now_ns + ways->there_ns[session.follower] + ways->append_ns[session.follower];
}

static int64_t fetches_ns(const void *user, struct log_session session, uint64_t ordinal, int64_t at_ns)
{
    const struct ways *ways = user;
    (void)ordinal;
    return at_ns + ways->back_ns[session.follower];
}

static int64_t idle_ns(const void *user, struct log_session session)
{
    return round_trip_ns(user, session.follower);
}

/* One partition, led by broker 0, that all others follow. */
static struct log_seen run(struct arena *arena, const struct ways *ways, uint32_t followers,
                           const struct log_append *appends, uint32_t count)
{
    struct placement placement = placement_new(arena, 1, followers + 1, followers + 1, 1);
    const struct log_script script = {
        .placement = &placement,
        .rule = {.fetch = {0.5, 1, 1e7, 1e6}, .lag_s = 30, .min_in_sync = 1, .follower_reads = true},
        .appends = appends,
        .append_count = count,
        .user = ways,
        .received_ns = received_ns,
        .fetches_ns = fetches_ns,
        .idle_ns = idle_ns,
        .horizon_ns = appends[count - 1].time_ns + 2000000000,
    };
    return log_run(&script, arena);
}

static const struct {
    struct ways ways;
    uint32_t followers;
    int64_t spacing_ns;
} SETS[] = {
    {{{0, 301237}, {0, 20011}, {0, 287993}}, 1, 71713},
    {{{0, 301237}, {0, 20011}, {0, 287993}}, 1, 609223},
    {{{0, 301237}, {0, 20011}, {0, 287993}}, 1, 4700003},
    {{{0, 301237, 455317}, {0, 20011, 0}, {0, 287993, 501229}}, 2, 7919},
    {{{0, 301237, 455317}, {0, 20011, 0}, {0, 287993, 501229}}, 2, 599993},
    {{{0, 301237, 455317}, {0, 20011, 0}, {0, 287993, 501229}}, 2, 90000049},
    {{{0, 99991, 1455311, 700001}, {0, 1009, 2003, 3001}, {0, 100003, 1355317, 800011}}, 3, 50021},
    {{{0, 99991, 1455311, 700001}, {0, 1009, 2003, 3001}, {0, 100003, 1355317, 800011}}, 3, 3000017},
};

static int64_t multiple_from(int64_t at_ns, int64_t period_ns)
{
    return (at_ns + period_ns - 1) / period_ns * period_ns;
}

/* When the leader knows that the follower has what was appended at at_ns. */
static int64_t confirmed_ns(const struct ways *ways, uint32_t follower, int64_t spacing_ns, int64_t at_ns)
{
    int64_t r = round_trip_ns(ways, follower);
    return (spacing_ns > r ? at_ns : multiple_from(at_ns, r)) + r;
}

static void test_constant_spacing(void **state)
{
    (void)state;
    struct log_append *appends = calloc(APPENDS, sizeof *appends);
    for (size_t i = 0; i < sizeof SETS / sizeof SETS[0]; i++) {
        struct arena *arena = arena_new();
        for (uint32_t n = 0; n < APPENDS; n++)
            appends[n] = (struct log_append){n * SETS[i].spacing_ns, 0, 1000};
        struct log_seen seen = run(arena, &SETS[i].ways, SETS[i].followers, appends, APPENDS);
        for (uint32_t n = 0; n < APPENDS; n++) {
            int64_t acked_ns = 0;
            for (uint32_t f = 1; f <= SETS[i].followers; f++) {
                int64_t it = confirmed_ns(&SETS[i].ways, f, SETS[i].spacing_ns, appends[n].time_ns);
                acked_ns = it > acked_ns ? it : acked_ns;
            }
            if (seen.acked_ns[n] != acked_ns)
                fail_msg("set %zu, append %u: %lld instead of %lld", i, n, (long long)seen.acked_ns[n],
                         (long long)acked_ns);
        }
        arena_free(arena);
    }
    free(appends);
}

/* The last appends are left out: nothing follows them, so that loops fall idle. */
static void test_busy_follower_reads(void **state)
{
    (void)state;
    struct log_append *appends = calloc(APPENDS, sizeof *appends);
    for (size_t i = 0; i < sizeof SETS / sizeof SETS[0]; i++) {
        struct arena *arena = arena_new();
        for (uint32_t n = 0; n < APPENDS; n++)
            appends[n] = (struct log_append){n * SETS[i].spacing_ns, 0, 1000};
        struct log_seen seen = run(arena, &SETS[i].ways, SETS[i].followers, appends, APPENDS);
        for (uint32_t n = 0; n < APPENDS / 2; n++)
            for (uint32_t f = 1; f <= SETS[i].followers; f++) {
                int64_t r = round_trip_ns(&SETS[i].ways, f), acked_ns = seen.acked_ns[n];
                if (SETS[i].spacing_ns > r) continue;
                int64_t leaves_ns = multiple_from(
                    acked_ns + 1, r); /* an answer at that very time was read before the watermark moved */
                int64_t readable_ns = leaves_ns + r - SETS[i].ways.back_ns[f];
                int64_t got_ns = seen.readable_ns[n * (SETS[i].followers + 1) + f];
                if (got_ns != readable_ns)
                    fail_msg("set %zu, append %u, follower %u: %lld instead of %lld", i, n, f,
                             (long long)got_ns, (long long)readable_ns);
            }
        arena_free(arena);
    }
    free(appends);
}

/* One append to an idle partition, wherever the poll stands: the fetch waits since time 0 and comes round
 * every max_wait + r. */
static void test_idle_follower_reads(void **state)
{
    (void)state;
    static const int64_t WAIT_NS = 500000000;
    for (size_t i = 0; i < sizeof SETS / sizeof SETS[0]; i++)
        for (int64_t at_ns = 77777777; at_ns < 100 * WAIT_NS; at_ns += 123456789) {
            struct arena *arena = arena_new();
            const struct log_append append = {at_ns, 0, 100};
            struct log_seen seen = run(arena, &SETS[i].ways, SETS[i].followers, &append, 1);
            int64_t acked_ns = 0, back_ns[FOLLOWERS_MAX + 1];
            for (uint32_t f = 1; f <= SETS[i].followers; f++) {
                int64_t r = round_trip_ns(&SETS[i].ways, f), phase_ns = at_ns % (WAIT_NS + r);
                int64_t leaves_ns = phase_ns < WAIT_NS ? at_ns : at_ns - phase_ns + WAIT_NS + r;
                back_ns[f] = leaves_ns + r;
                acked_ns = back_ns[f] > acked_ns ? back_ns[f] : acked_ns;
            }
            assert_int_equal(seen.acked_ns[0], acked_ns);
            for (uint32_t f = 1; f <= SETS[i].followers; f++)
                assert_int_equal(seen.readable_ns[f],
                                 back_ns[f] + WAIT_NS + SETS[i].ways.there_ns[f] + SETS[i].ways.append_ns[f]);
            arena_free(arena);
        }
}

/* Appends at random: the mean over runs, with the spread between them. */
static void test_poisson(void **state)
{
    (void)state;
    static const struct {
        double round_trip_s, appends_per_s;
    } sets[] = {{0.0011, 53}, {0.0011, 907}, {0.0011, 9001}, {0.0007, 311}, {0.0033, 307}, {0.0033, 120000}};
    struct log_append *appends = calloc(MEAN_APPENDS, sizeof *appends);
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        const struct ways ways = {{0, time_ns(sets[i].round_trip_s / 2)},
                                  {0, 0},
                                  {0, time_ns(sets[i].round_trip_s / 2)}};
        uint64_t random = 1;
        struct sample latency_s = {0};
        for (int repeat = 0; repeat < MEAN_RUNS; repeat++) {
            struct arena *arena = arena_new();
            double at_s = 0, sum_s = 0, count = 0;
            for (uint32_t n = 0; n < MEAN_APPENDS; n++) {
                at_s += random_exponential(&random, 1 / sets[i].appends_per_s);
                appends[n] = (struct log_append){time_ns(at_s), 0, 1000};
            }
            struct log_seen seen = run(arena, &ways, 1, appends, MEAN_APPENDS);
            /* Of the last round only the first ones came, which wait longest: it is left out. */
            for (uint32_t n = 0; n < MEAN_APPENDS && seen.acked_ns[n] - round_trip_ns(&ways, 1) <
                                                         appends[MEAN_APPENDS - 1].time_ns;
                 n++) {
                sum_s += time_s(seen.acked_ns[n] - appends[n].time_ns);
                count++;
            }
            sample_add(&latency_s, sum_s / count);
            arena_free(arena);
        }
        double r = sets[i].round_trip_s, come = sets[i].appends_per_s * r,
               mean_s = r + come * r / 2 / (come + exp(-come));
        double z = (sample_mean(&latency_s) - mean_s) / sample_error(&latency_s);
        if (!(fabs(z) < 4.5))
            fail_msg("set %zu: %.9f s instead of %.9f s, z %.2f", i, sample_mean(&latency_s), mean_s, z);
    }
    free(appends);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_constant_spacing),
        cmocka_unit_test(test_busy_follower_reads),
        cmocka_unit_test(test_idle_follower_reads),
        cmocka_unit_test(test_poisson),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
