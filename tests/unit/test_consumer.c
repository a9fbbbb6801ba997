/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Consumers against a simulation from the definitions (a queue of batches for each connection, scanned at
 * each event; each poll that expires is an event), against exact answers for constant spacing, and against
 * renewal theory for random ones. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/part/consumer.h"
#include "sim/engine/kernel.h"
#include "fixtures/consumer_readable.h"

enum { BATCHES_MAX = 4000, GROUPS_MAX = 3, CONNECTIONS_MAX = 64, CASES = 300, RUNS = 32 };
static const int64_t NEVER_SEEN = -1;

struct batch {
    int64_t readable_ns; /* at every group's server */
    uint32_t partition, bytes;
};

/* there: from server to consumer; back: from consumer to server; both by connection, and equal for all
 * answers. */
struct script {
    struct consumer_rule rule;
    struct consumer_layout layout;
    uint32_t count;
    const struct batch *batches;
    int64_t there_ns[CONNECTIONS_MAX], back_ns[CONNECTIONS_MAX], phase_ns[CONNECTIONS_MAX];
};

struct seen {
    int64_t delivered_ns[GROUPS_MAX][BATCHES_MAX];
    uint64_t answers, cut, comes, expiries;
};

enum { READABLE, FETCH, EXPIRE, RECEIVED };

static void clear(struct seen *seen)
{
    *seen = (struct seen){0};
    memset(seen->delivered_ns, 0xff, sizeof seen->delivered_ns);
}

/* ---- the part ---- */

static void take_turn(const struct script *script, struct kernel *kernel, struct consumer_turn turn,
                      struct seen *seen)
{
    uint32_t id = turn.fetch.loop;
    switch (turn.fetch.kind) {
    case FETCH_NOTHING: break;
    case FETCH_ANSWERED:
        seen->answers++;
        kernel_schedule(kernel, kernel_now_ns(kernel) + script->there_ns[id], 0, RECEIVED, id, 0);
        break;
    case FETCH_EXPIRES:
        seen->expiries++;
        kernel_schedule(kernel, turn.fetch.at_ns, 0, EXPIRE, id, 0);
        break;
    case FETCH_COMES:
        seen->comes++;
        kernel_schedule(kernel, turn.fetch.at_ns, 0, FETCH, id, 0);
        break;
    }
}

static void take_delivery(const struct script *script, struct kernel *kernel, struct consumers *consumers,
                          uint32_t id, struct seen *seen)
{
    int64_t now_ns = kernel_now_ns(kernel);
    struct consumer_delivery delivery = consumer_received(consumers, now_ns, id);
    assert_true(delivery.count > 0);
    for (size_t i = 0; i < delivery.count; i++)
        for (uint64_t number = delivery.ranges[i].first; number < delivery.ranges[i].end; number++) {
            const struct consumer_range *range = &delivery.ranges[i];
            const struct fetch_batch *batch = consumer_batch(consumers, range->group, range->partition,
                                                             number);
            assert_int_equal(batch->time_ns, script->batches[batch->tag].readable_ns);
            assert_int_equal(script->batches[batch->tag].partition, range->partition);
            assert_true(seen->delivered_ns[range->group][batch->tag] == NEVER_SEEN);
            seen->delivered_ns[range->group][batch->tag] = now_ns;
        }
    kernel_schedule(kernel, delivery.fetches_ns + script->back_ns[id], 0, FETCH, id, 0);
}

static void run(const struct script *script, struct arena *arena, struct seen *seen)
{
    clear(seen);
    struct kernel *kernel = kernel_new(arena, 0);
    struct consumers *consumers = consumer_new(arena, &script->rule, &script->layout, random_key_of(1, 0));
    assert_true(consumer_connection_count(consumers) <= CONNECTIONS_MAX);
    for (uint32_t i = 0; i < consumer_connection_count(consumers); i++)
        consumer_set_connection(consumers, i, script->phase_ns[i],
                                script->there_ns[i] + time_ns(script->rule.processing_s) +
                                    script->back_ns[i]);
    for (uint32_t i = 0; i < script->count; i++)
        kernel_schedule(kernel, script->batches[i].readable_ns, 0, READABLE, i, 0);
    for (struct event event; kernel_next(kernel, &event);) switch (event.type) {
        case READABLE:
            for (uint32_t group = 0; group < script->layout.groups; group++)
                take_turn(script, kernel,
                          consumer_readable(consumers, event.time_ns, group,
                                            script->batches[event.target].partition, event.target,
                                            script->batches[event.target].bytes),
                          seen);
            break;
        case FETCH:
            take_turn(script, kernel, consumer_fetch(consumers, event.time_ns, event.target), seen);
            break;
        case EXPIRE:
            take_turn(script, kernel, consumer_expire(consumers, event.time_ns, event.target), seen);
            break;
        case RECEIVED: take_delivery(script, kernel, consumers, event.target, seen); break;
        }
    for (uint32_t lane = 0; lane < script->layout.groups * script->layout.partitions; lane++)
        assert_int_equal(consumer_lag(consumers, lane / script->layout.partitions,
                                      lane % script->layout.partitions),
                         0);
}

/* ---- from the definitions, one connection at a time, since they don't know of each other ---- */

struct brute {
    const struct script *script;
    struct seen *seen;
    uint32_t group, order[64], ready;    /* partitions with something to send, in the order of becoming so */
    uint32_t queue[BATCHES_MAX], queued; /* batches that are readable and not sent */
    bool is_sent[BATCHES_MAX];
};

static double brute_bytes(const struct brute *brute)
{
    double bytes = 0;
    for (uint32_t i = 0; i < brute->queued; i++) bytes += brute->script->batches[brute->queue[i]].bytes;
    return bytes;
}

/* Marks what the answer takes as sent, and says at when it is delivered. */
static void brute_answer(struct brute *brute, int64_t delivered_ns)
{
    const struct fetch_rule *rule = &brute->script->rule.fetch;
    uint32_t rest[64], rests = 0, again[64], agains = 0, kept = 0;
    double bytes = 0;
    bool is_full = false;
    for (uint32_t i = 0; i < brute->ready; i++) {
        double own = 0;
        bool has_more = false;
        for (uint32_t j = 0; j < brute->queued; j++) {
            uint32_t id = brute->queue[j];
            const struct batch *batch = &brute->script->batches[id];
            if (batch->partition != brute->order[i]) continue;
            is_full |= !has_more && bytes > 0 && bytes + batch->bytes > rule->max_bytes;
            has_more |= is_full || (own > 0 && own + batch->bytes > rule->partition_max_bytes);
            if (has_more) continue;
            own += batch->bytes, bytes += batch->bytes;
            brute->is_sent[id] = true;
            brute->seen->delivered_ns[brute->group][id] = delivered_ns;
        }
        if (has_more) *(own > 0 ? &again[agains++] : &rest[rests++]) = brute->order[i];
    }
    memcpy(brute->order, rest, rests * sizeof *rest);
    memcpy(brute->order + rests, again, agains * sizeof *again);
    brute->ready = rests + agains;
    brute->seen->cut += brute->ready;
    for (uint32_t j = 0; j < brute->queued; j++)
        if (!brute->is_sent[brute->queue[j]]) brute->queue[kept++] = brute->queue[j];
    brute->queued = kept;
}

static void brute_readable(struct brute *brute, uint32_t id)
{
    bool is_new = true;
    for (uint32_t i = 0; i < brute->ready; i++)
        is_new &= brute->order[i] != brute->script->batches[id].partition;
    if (is_new) brute->order[brute->ready++] = brute->script->batches[id].partition;
    brute->queue[brute->queued++] = id;
}

/* Walks through time: at each step the next batch becomes readable, the next fetch arrives, or the waiting
 * one expires. */
static void brute_connection(const struct script *script, struct seen *seen, uint32_t connection,
                             uint32_t group, const bool *is_mine)
{
    struct brute *brute = calloc(1, sizeof *brute);
    *brute = (struct brute){.script = script, .seen = seen, .group = group};
    int64_t wait_ns = time_ns(script->rule.fetch.max_wait_s),
            processing_ns = time_ns(script->rule.processing_s);
    int64_t arrives_ns = NEVER_NS, expires_ns = script->phase_ns[connection] + wait_ns;
    uint32_t next = 0;
    for (;;) {
        while (next < script->count && !is_mine[next]) next++;
        int64_t readable_ns = next < script->count ? script->batches[next].readable_ns : NEVER_NS, now_ns;
        if (readable_ns == NEVER_NS && brute->queued == 0) break;
        if (readable_ns < arrives_ns && readable_ns < expires_ns) {
            now_ns = readable_ns;
            brute_readable(brute, next++);
        } else if (arrives_ns < expires_ns) {
            now_ns = arrives_ns;
            expires_ns = now_ns + wait_ns;
            arrives_ns = NEVER_NS;
        } else {
            now_ns = expires_ns;
        }
        if (expires_ns == NEVER_NS ||
            (now_ns < expires_ns && brute_bytes(brute) < script->rule.fetch.min_bytes))
            continue;
        brute_answer(brute, now_ns + script->there_ns[connection]);
        expires_ns = NEVER_NS;
        arrives_ns = now_ns + script->there_ns[connection] + processing_ns + script->back_ns[connection];
    }
    free(brute);
}

static void brute_run(const struct script *script, struct arena *arena, struct seen *seen)
{
    clear(seen);
    struct consumers *names = consumer_new(arena, &script->rule, &script->layout,
                                           random_key_of(1, 0)); /* only to number connections */
    const struct consumer_layout *layout = &script->layout;
    for (uint32_t i = 0; i < consumer_connection_count(names); i++) {
        const struct consumer_connection it = consumer_connection(names, i);
        bool is_mine[BATCHES_MAX];
        for (uint32_t n = 0; n < script->count; n++) {
            uint32_t p = script->batches[n].partition;
            is_mine[n] = it.server == layout->servers[it.group * layout->partitions + p] &&
                         it.consumer == consumer_of(p, layout->partitions, layout->consumers);
        }
        brute_connection(script, seen, i, it.group, is_mine);
    }
}

struct source {
    struct random_stream stream;
    uint64_t ordinal;
};

static uint32_t draw(struct source *source, uint32_t below)
{
    return random_below(&source->stream, source->ordinal++, below);
}

static struct script script_of(struct arena *arena, uint32_t number)
{
    enum { BATCHES = 300 };
    struct source source = {random_stream_of(random_key_of(1, 0), RANDOM_TEST, number), 0};
    uint32_t groups = 1 + draw(&source, GROUPS_MAX), partitions = 1 + draw(&source, 12),
             server_count = 1 + draw(&source, 4);
    uint32_t *servers = arena_new_of(arena, uint32_t, groups * partitions);
    for (uint32_t i = 0; i < groups * partitions; i++) servers[i] = draw(&source, server_count);
    struct script script = {.layout = {groups, partitions, 1 + draw(&source, 4), servers}, .count = BATCHES};
    script.rule.fetch.max_wait_s = 0.05 * draw(&source, 11);
    script.rule.fetch.min_bytes = 1 + draw(&source, 2) * 5000.0;
    script.rule.fetch.max_bytes = draw(&source, 2) ? 1e7 : 4000;
    script.rule.fetch.partition_max_bytes = draw(&source, 2) ? 1e6 : 1900;
    script.rule.processing_s = draw(&source, 2) * 0.0012345;
    for (uint32_t i = 0; i < CONNECTIONS_MAX; i++) {
        script.there_ns[i] = 100000 + draw(&source, 900000);
        script.back_ns[i] = 100000 + draw(&source, 900000);
        script.phase_ns[i] = -(int64_t)draw(&source, 500000000);
    }
    struct batch *batches = arena_new_of(arena, struct batch, BATCHES);
    uint32_t spacing_ns = 1000u << draw(&source, 20);
    int64_t at_ns = 0;
    for (uint32_t n = 0; n < BATCHES; n++) {
        batches[n].readable_ns = at_ns += 1 + draw(&source, 2 * spacing_ns);
        batches[n].partition = draw(&source, partitions);
        batches[n].bytes = 1 + draw(&source, 2000);
    }
    script.batches = batches;
    return script;
}

static void test_against_definitions(void **state)
{
    (void)state;
    struct seen *got = calloc(1, sizeof *got), *wanted = calloc(1, sizeof *wanted);
    uint64_t answers = 0, cut = 0, comes = 0, expiries = 0;
    for (uint32_t number = 0; number < CASES; number++) {
        struct arena *arena = arena_new();
        const struct script script = script_of(arena, number);
        brute_run(&script, arena, wanted);
        run(&script, arena, got);
        for (uint32_t group = 0; group < script.layout.groups; group++)
            for (uint32_t n = 0; n < script.count; n++)
                if (got->delivered_ns[group][n] == NEVER_SEEN ||
                    got->delivered_ns[group][n] != wanted->delivered_ns[group][n])
                    fail_msg("case %u, batch %u: delivered at %lld instead of %lld", number, n,
                             (long long)got->delivered_ns[group][n],
                             (long long)wanted->delivered_ns[group][n]);
        answers += got->answers, cut += wanted->cut, comes += got->comes, expiries += got->expiries;
        arena_free(arena);
    }
    print_message("%d cases: %d answers, %d streams cut, %d idle polls met under way, %d expiries\n", CASES,
                  (int)answers, (int)cut, (int)comes, (int)expiries);
    assert_true(answers > 10000 && cut > 1000 && comes > 100 && expiries > 1000);
    free(got);
    free(wanted);
}

/* ---- exact answers, one connection ---- */

static const struct poll_set {
    int64_t spacing_ns, wait_ns, there_ns, back_ns;
    uint32_t batches_least; /* min_bytes in batches */
} POLLS[] = {
    {5000011, 500000000, 250007, 250013, 1}, /* a fetch waits: delivered at once */
    {5000011, 500000000, 250007, 250013, 7}, /* until it is filled */
    {101, 500000000, 250007, 250013, 8000},
    {700001, 500000000, 3000017, 1000003, 11}, /* filled while the answer is on its way */
    {5000011, 20000003, 250007, 250013, 7},    /* max_wait comes first */
    {3000017, 50000017, 1000003, 700001, 100},
};

/* By hand, from one fetch to the next: the answer is due when the fetch is there and either enough is or its
 * time is up. */
static void test_constant_spacing(void **state)
{
    (void)state;
    struct seen *seen = calloc(1, sizeof *seen);
    for (size_t i = 0; i < sizeof POLLS / sizeof POLLS[0]; i++) {
        const struct poll_set *set = &POLLS[i];
        struct arena *arena = arena_new();
        static const uint32_t server = 0;
        struct script script = {
            .rule = {.fetch = {time_s(set->wait_ns), 1000.0 * set->batches_least, 1e9, 1e9}},
            .layout = {1, 1, 1, &server},
            .count = BATCHES_MAX,
            .there_ns = {set->there_ns},
            .back_ns = {set->back_ns},
        };
        struct batch *batches = arena_new_of(arena, struct batch, BATCHES_MAX);
        for (uint32_t n = 0; n < BATCHES_MAX; n++)
            batches[n] = (struct batch){(n + 1) * set->spacing_ns, 0, 1000};
        script.batches = batches;
        run(&script, arena, seen);
        int64_t arrived_ns = 0;
        for (int64_t first = 0; first < BATCHES_MAX;) {
            int64_t filled_ns = (first + set->batches_least) * set->spacing_ns,
                    expires_ns = arrived_ns + set->wait_ns;
            if (first + set->batches_least > BATCHES_MAX) filled_ns = NEVER_NS;
            int64_t leaves_ns = filled_ns < expires_ns ? filled_ns : expires_ns;
            leaves_ns = leaves_ns > arrived_ns ? leaves_ns : arrived_ns;
            for (; first < BATCHES_MAX && batches[first].readable_ns <= leaves_ns; first++)
                assert_int_equal(seen->delivered_ns[0][first], leaves_ns + set->there_ns);
            arrived_ns = leaves_ns + set->there_ns + set->back_ns;
        }
        arena_free(arena);
    }
    free(seen);
}

/* min_bytes 1, batches at random: as for followers, the mean wait at the server is (λr²/2)/(λr + e^(−λr)). */
static void test_poisson(void **state)
{
    (void)state;
    static const struct {
        double round_trip_s, batches_per_s;
    } sets[] = {{0.0011, 53}, {0.0011, 907}, {0.0011, 9001}, {0.0007, 311}, {0.0033, 307}, {0.25, 33}};
    struct seen *seen = calloc(1, sizeof *seen);
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        struct random_stream random = random_stream_of(random_key_of(1, 0), RANDOM_TEST, (uint32_t)i);
        double runs = 0, sum = 0, squares = 0, r = sets[i].round_trip_s, come = r * sets[i].batches_per_s;
        static const uint32_t server = 0;
        for (uint64_t run_number = 0; run_number < RUNS; run_number++) {
            struct arena *arena = arena_new();
            struct script script = {.rule = {.fetch = {0.5, 1, 1e9, 1e9}},
                                    .layout = {1, 1, 1, &server},
                                    .count = BATCHES_MAX,
                                    .there_ns = {time_ns(r / 2)},
                                    .back_ns = {time_ns(r / 2)}};
            struct batch *batches = arena_new_of(arena, struct batch, BATCHES_MAX);
            double at_s = 0, waits_s = 0, count = 0;
            for (uint32_t n = 0; n < BATCHES_MAX; n++) {
                at_s -= log(random_unit(&random, run_number * BATCHES_MAX + n)) / sets[i].batches_per_s;
                batches[n] = (struct batch){time_ns(at_s) + 1, 0, 1};
            }
            script.batches = batches;
            run(&script, arena, seen);
            /* Of the last round only the first ones came, which wait longest: it is left out. */
            for (uint32_t n = 0; n < BATCHES_MAX && seen->delivered_ns[0][n] - time_ns(r / 2) <
                                                        batches[BATCHES_MAX - 1].readable_ns;
                 n++) {
                waits_s += time_s(seen->delivered_ns[0][n] - time_ns(r / 2) - batches[n].readable_ns);
                count++;
            }
            runs++, sum += waits_s / count, squares += waits_s / count * waits_s / count;
            arena_free(arena);
        }
        double mean = sum / runs, error = sqrt((squares / runs - mean * mean) / (runs - 1)),
               wanted = come * r / 2 / (come + exp(-come));
        if (!(fabs((mean - wanted) / error) < 4.5))
            fail_msg("set %zu: %.9f s instead of %.9f s, z %.2f", i, mean, wanted, (mean - wanted) / error);
    }
    free(seen);
}

/* ---- groups ---- */

static void test_ranges(void **state)
{
    (void)state;
    for (uint32_t partitions = 1; partitions < 40; partitions++)
        for (uint32_t consumers = 1; consumers < 50; consumers++) {
            uint32_t counts[50] = {0};
            for (uint32_t p = 0; p < partitions; p++) {
                uint32_t consumer = consumer_of(p, partitions, consumers);
                assert_true(consumer < consumers &&
                            (p == 0 || consumer >= consumer_of(p - 1, partitions, consumers)));
                counts[consumer]++;
            }
            for (uint32_t c = 0; c < consumers; c++)
                assert_int_equal(counts[c], partitions / consumers + (c < partitions % consumers));
        }
}

/* So many answers come from the tier, and always the same ones. */
static void test_tier_share(void **state)
{
    (void)state;
    enum { ANSWERS = 20000 };
    static const double shares[] = {0, 0.013, 0.23, 0.5, 0.871, 1};
    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
        struct arena *arena = arena_new();
        static const uint32_t server = 0;
        const struct consumer_rule rule = {.fetch = {0.5, 1, 1e9, 1e9}, .tier_share = shares[i]};
        const struct consumer_layout layout = {1, 1, 1, &server};
        struct consumers *consumers = consumer_new(arena, &rule, &layout, random_key_of(1, 0));
        double count = 0;
        for (int64_t n = 0; n < ANSWERS; n++) {
            struct consumer_turn turn = consumer_readable(consumers, 1000 * n, 0, 0, 0, 1);
            assert_int_equal(turn.fetch.kind, FETCH_ANSWERED);
            count += turn.from_tier;
            consumer_received(consumers, 1000 * n + 100, 0);
            consumer_fetch(consumers, 1000 * n + 200, 0);
        }
        double error = sqrt(ANSWERS * shares[i] * (1 - shares[i]));
        assert_true(fabs(count - ANSWERS * shares[i]) <= 4.5 * error);
        assert_int_equal(consumer_position(consumers, 0, 0), ANSWERS);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_definitions),
        cmocka_unit_test(test_constant_spacing),
        cmocka_unit_test(test_poisson),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_tier_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
