/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The object store against a simulation of single requests and answers written from its definition (to the
 * nanosecond), against order statistics, hedged and retried distributions, and queues with known waits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "oracles/queueing.h"
#include "oracles/quorum.h"
#include "sim/engine/kernel.h"
#include "sim/part/object_store.h"
#include "sim/draw/variate.h"
#include "unit/sim_sample.h"

struct asked {
    int64_t at_ns;
    uint32_t client, prefix;
    double bytes;
};

struct outcome {
    enum object_state state;
    int64_t started_ns, ended_ns;
};

enum { ARRIVES, STEPS };

static void note(struct kernel *kernel, const struct object_turn *turn, struct outcome *outcomes)
{
    struct outcome *outcome = &outcomes[turn->owner];
    *outcome = (struct outcome){turn->state, turn->started_ns, kernel_now_ns(kernel)};
    if (turn->state == OBJECT_UNDER_WAY) kernel_schedule(kernel, turn->next_ns, 0, STEPS, turn->ticket, 0);
    if (turn->freed != OBJECT_NONE) kernel_schedule(kernel, turn->freed_next_ns, 0, STEPS, turn->freed, 0);
}

/* Run count transfers through the store; outcomes[i] belongs to asked[i]. */
static struct object_counts run(const struct object_rule *rule, uint32_t clients, const struct asked *asked,
                                uint32_t count, struct outcome *outcomes)
{
    struct arena *arena = arena_new();
    struct object_store *store = object_store_new(arena, rule, random_key_of(SAMPLE_SEED, 0),
                                                  RANDOM_OBJECT_PUT, clients);
    struct kernel *kernel = kernel_new(arena, 0);
    for (uint32_t i = 0; i < count; i++) kernel_schedule(kernel, asked[i].at_ns, 0, ARRIVES, i, 0);
    struct event event;
    while (kernel_next(kernel, &event)) {
        const struct asked *it = &asked[event.type == ARRIVES ? event.target : 0];
        struct object_turn turn = event.type == ARRIVES
                                      ? object_store_transfer(store, event.time_ns, it->client, it->prefix,
                                                              it->bytes, event.target)
                                      : object_store_step(store, event.time_ns, event.target);
        note(kernel, &turn, outcomes);
    }
    struct object_counts counts = object_store_counts(store);
    assert_true(counts.transfers == count && counts.done + counts.given_up == count);
    arena_free(arena);
    return counts;
}

/* ---- The brute force: every request, answer, timer and token by itself. */

enum { LETTERS_MAX = 200000, TOKENS_MAX = 20000 };
enum letter_kind { ASK, SEND, ANSWER, HEDGE };

struct letter {
    int64_t at_ns;
    uint32_t number; /* the order in which they were written */
    enum letter_kind kind;
    uint32_t transfer, bucket, attempt;
    bool is_good, is_over;
};

struct brute_bucket {
    uint32_t attempt, open; /* answers that are still to come in this attempt */
    bool has_answer, is_good, is_lost;
};

struct brute_transfer {
    uint64_t ordinal;
    bool is_begun, is_over;
    struct brute_bucket buckets[OBJECT_BUCKETS_MAX];
};

struct tokens {
    int64_t taken_ns[TOKENS_MAX];
    uint32_t count;
};

struct brute {
    const struct object_rule *rule;
    const struct asked *asked;
    uint32_t count;
    struct letter *letters;
    uint32_t letter_count;
    struct brute_transfer *transfers;
    struct outcome *outcomes;
    struct tokens *tokens; /* of bucket × prefix */
    struct object_counts counts;
};

/* An arrival curve: since any earlier request that was let in, no more than burst + rate × time may have
 * been. */
static bool conforms(struct tokens *tokens, const struct token_bucket_rule *rule, int64_t now_ns)
{
    if (rule->per_s == 0) return true;
    for (uint32_t i = 0; i < tokens->count; i++) {
        int64_t beyond = (int64_t)(tokens->count - i) + 1 - (int64_t)rule->burst;
        if (beyond > 0 && beyond * 1000000000 > (now_ns - tokens->taken_ns[i]) * (int64_t)rule->per_s)
            return false;
    }
    assert_true(tokens->count < TOKENS_MAX);
    tokens->taken_ns[tokens->count++] = now_ns;
    return true;
}

static void write_letter(struct brute *brute, struct letter letter)
{
    assert_true(brute->letter_count < LETTERS_MAX);
    letter.number = brute->letter_count;
    brute->letters[brute->letter_count++] = letter;
}

static struct random_stream stream_of(const struct brute *brute, uint32_t transfer)
{
    return random_stream_of(random_key_of(SAMPLE_SEED, 0), RANDOM_OBJECT_PUT, brute->asked[transfer].client);
}

static void brute_request(struct brute *brute, uint32_t transfer, uint32_t bucket, bool is_hedge,
                          int64_t now_ns)
{
    const struct object_rule *rule = brute->rule;
    struct brute_transfer *it = &brute->transfers[transfer];
    uint32_t attempt = it->buckets[bucket].attempt;
    struct random_stream stream = stream_of(brute, transfer);
    uint64_t draw = it->ordinal * 256 + bucket * 32 + attempt * 2 + is_hedge;
    struct letter answer = {.at_ns = now_ns + time_ns(rule->refusal_s),
                            .kind = ANSWER,
                            .transfer = transfer,
                            .bucket = bucket,
                            .attempt = attempt};
    bool is_let_in = conforms(&brute->tokens[bucket * rule->prefixes + brute->asked[transfer].prefix],
                              &rule->limit, now_ns);
    brute->counts.requests++;
    brute->counts.hedges += is_hedge;
    brute->counts.retries += !is_hedge && attempt > 0;
    brute->counts.refused += !is_let_in;
    if (is_let_in) {
        answer.at_ns = now_ns + variate_ns(rule->latency, &stream, draw, brute->asked[transfer].bytes);
        answer.is_good = random_unit_of(random_bits_extra(&stream, draw, 0x80000000)) >= rule->failure;
        brute->counts.failed += !answer.is_good;
        brute->counts.bytes += brute->asked[transfer].bytes;
    }
    it->buckets[bucket].open++;
    write_letter(brute, answer);
    if (!is_hedge && is_let_in && rule->hedge_after != NULL)
        write_letter(brute, (struct letter){.at_ns = now_ns + variate_ns(rule->hedge_after, &stream, 0,
                                                                         brute->asked[transfer].bytes),
                                            .kind = HEDGE,
                                            .transfer = transfer,
                                            .bucket = bucket,
                                            .attempt = attempt});
}

static void brute_begin(struct brute *brute, uint32_t transfer, int64_t now_ns)
{
    brute->transfers[transfer].is_begun = true;
    brute->outcomes[transfer].started_ns = now_ns;
    for (uint32_t bucket = 0; bucket < brute->rule->buckets; bucket++)
        brute_request(brute, transfer, bucket, false, now_ns);
}

static uint32_t brute_busy(const struct brute *brute, uint32_t client)
{
    uint32_t busy = 0;
    for (uint32_t i = 0; i < brute->count; i++)
        busy += brute->asked[i].client == client && brute->transfers[i].is_begun &&
                !brute->transfers[i].is_over;
    return busy;
}

/* When enough have answered or too few can: its slot goes to the first that was asked for and hasn't begun.
 */
static void brute_end(struct brute *brute, uint32_t transfer, int64_t now_ns, uint32_t asked)
{
    struct brute_transfer *it = &brute->transfers[transfer];
    uint32_t good = 0, lost = 0;
    for (uint32_t b = 0; b < brute->rule->buckets; b++) {
        good += it->buckets[b].is_good;
        lost += it->buckets[b].is_lost;
    }
    if (good < brute->rule->answers_needed && lost <= brute->rule->buckets - brute->rule->answers_needed)
        return;
    bool is_done = good >= brute->rule->answers_needed;
    it->is_over = true;
    brute->outcomes[transfer].state = is_done ? OBJECT_DONE : OBJECT_GIVEN_UP;
    brute->outcomes[transfer].ended_ns = now_ns;
    brute->counts.done += is_done;
    brute->counts.given_up += !is_done;
    for (uint32_t i = 0; i < asked; i++)
        if (brute->asked[i].client == brute->asked[transfer].client && !brute->transfers[i].is_begun) {
            brute_begin(brute, i, now_ns);
            return;
        }
}

static void brute_answer(struct brute *brute, const struct letter *letter, uint32_t asked)
{
    struct brute_bucket *bucket = &brute->transfers[letter->transfer].buckets[letter->bucket];
    if (bucket->is_good || letter->attempt != bucket->attempt) return;
    bucket->open--;
    bucket->has_answer = true;
    if (letter->is_good)
        bucket->is_good = true;
    else if (bucket->open == 0 && bucket->attempt + 1 == brute->rule->attempts_max)
        bucket->is_lost = true;
    else if (bucket->open == 0) {
        struct random_stream stream = stream_of(brute, letter->transfer);
        uint64_t draw = brute->transfers[letter->transfer].ordinal * 256 + letter->bucket * 32 +
                        bucket->attempt * 2;
        double wait_s = fmin(brute->rule->backoff_cap_s, brute->rule->backoff_s * pow(2, bucket->attempt));
        wait_s *= 1 - brute->rule->jitter * random_unit_of(random_bits_extra(&stream, draw, 0x80000001));
        write_letter(brute, (struct letter){.at_ns = letter->at_ns + time_ns(wait_s),
                                            .kind = SEND,
                                            .transfer = letter->transfer,
                                            .bucket = letter->bucket});
    }
    brute_end(brute, letter->transfer, letter->at_ns, asked);
}

static void brute_deliver(struct brute *brute, const struct letter *letter, uint32_t *asked)
{
    struct brute_bucket *bucket = &brute->transfers[letter->transfer].buckets[letter->bucket];
    if (letter->kind == ASK) {
        ++*asked;
        if (brute->rule->slots == 0 ||
            brute_busy(brute, brute->asked[letter->transfer].client) < brute->rule->slots)
            brute_begin(brute, letter->transfer, letter->at_ns);
        return;
    }
    if (brute->transfers[letter->transfer].is_over) return;
    if (letter->kind == ANSWER)
        brute_answer(brute, letter, *asked);
    else if (letter->kind == SEND) {
        *bucket = (struct brute_bucket){.attempt = bucket->attempt + 1};
        brute_request(brute, letter->transfer, letter->bucket, false, letter->at_ns);
    } else if (letter->attempt == bucket->attempt && !bucket->has_answer)
        brute_request(brute, letter->transfer, letter->bucket, true, letter->at_ns);
}

static struct object_counts brute_run(const struct object_rule *rule, const struct asked *asked,
                                      uint32_t count, struct outcome *outcomes)
{
    struct brute brute = {.rule = rule,
                          .asked = asked,
                          .count = count,
                          .letters = calloc(LETTERS_MAX, sizeof *brute.letters),
                          .transfers = calloc(count, sizeof *brute.transfers),
                          .outcomes = outcomes,
                          .tokens = calloc((size_t)rule->buckets * rule->prefixes, sizeof *brute.tokens)};
    uint64_t ordinals[16] = {0};
    for (uint32_t i = 0; i < count; i++) {
        brute.transfers[i].ordinal = ordinals[asked[i].client]++;
        write_letter(&brute, (struct letter){.at_ns = asked[i].at_ns, .kind = ASK, .transfer = i});
    }
    uint32_t arrived = 0;
    for (;;) {
        struct letter *first = NULL;
        for (uint32_t i = 0; i < brute.letter_count; i++)
            if (!brute.letters[i].is_over && (first == NULL || brute.letters[i].at_ns < first->at_ns))
                first = &brute.letters[i];
        if (first == NULL) break;
        first->is_over = true;
        brute_deliver(&brute, first, &arrived);
    }
    free(brute.letters);
    free(brute.transfers);
    free(brute.tokens);
    return brute.counts;
}

static const struct dist SIZED_NOISE = {.kind = DIST_LOGNORMAL, .lognormal = {0, 0.4}};
static const struct dist SIZED = {.kind = DIST_SIZED, .sized = {0.030, 4e-9, &SIZED_NOISE}};
static const struct dist SIZED_P90 = {.kind = DIST_SIZED, .sized = {0.030 * 1.6697, 4e-9 * 1.6697, NULL}};
static const struct dist UNIFORM = {.kind = DIST_UNIFORM, .uniform = {0.005, 0.2}};
static const struct dist EXPONENTIAL = {.kind = DIST_EXPONENTIAL, .exponential = {0.05}};
static const struct dist AFTER_60_MS = {.kind = DIST_CONSTANT, .constant = {0.06}};

static void test_against_single_requests(void **state)
{
    (void)state;
    enum { TRANSFERS = 600, CLIENTS = 3 };
    const struct {
        struct object_rule rule;
        double asked_per_s;
    } sets[] = {
        {{&SIZED, NULL, 0, 1, 1, 1, {0, 0}, 0, 1, 0, 0, 0, 0}, 100},
        {{&UNIFORM, NULL, 2, 1, 1, 1, {0, 0}, 0, 1, 0, 0, 0, 0}, 70},
        {{&SIZED, NULL, 4, 1, 1, 2, {25, 10}, 0.01, 16, 0, 0.02, 1, 1}, 90},
        {{&EXPONENTIAL, NULL, 0, 1, 1, 1, {40, 1}, 0.003, 3, 0.2, 0.05, 0.4, 0.5}, 60},
        {{&UNIFORM, &AFTER_60_MS, 0, 1, 1, 1, {0, 0}, 0, 2, 0.3, 0.01, 1, 0}, 50},
        {{&SIZED, &SIZED_P90, 3, 1, 1, 2, {30, 5}, 0.02, 4, 0.25, 0.01, 1, 1}, 60},
        {{&EXPONENTIAL, NULL, 2, 3, 2, 1, {0, 0}, 0, 1, 0, 0, 0, 0}, 40},
        {{&EXPONENTIAL, NULL, 2, 3, 3, 1, {0, 0}, 0, 3, 0.2, 0.01, 0.1, 1}, 20},
        {{&UNIFORM, &AFTER_60_MS, 5, 5, 3, 2, {20, 3}, 0.01, 3, 0.3, 0.02, 0.1, 1}, 30},
        {{&UNIFORM, &AFTER_60_MS, 1, 8, 5, 3, {7, 2}, 0.004, 5, 0.4, 0.02, 3, 0.7}, 15},
    };
    static struct asked asked[TRANSFERS];
    static struct outcome got[TRANSFERS], wanted[TRANSFERS];
    for (uint32_t set = 0; set < sizeof sets / sizeof sets[0]; set++) {
        const struct object_rule *rule = &sets[set].rule;
        const struct random_stream stream = sample_stream(set);
        double at_s = 0;
        for (uint32_t i = 0; i < TRANSFERS; i++) {
            at_s += sample_exponential(&stream, 4 * i, 1 / sets[set].asked_per_s);
            asked[i] = (struct asked){time_ns(at_s), random_below(&stream, 4 * i + 1, CLIENTS),
                                      random_below(&stream, 4 * i + 2, rule->prefixes),
                                      1 + random_below(&stream, 4 * i + 3, 8000000)};
        }
        struct object_counts counts = run(rule, CLIENTS, asked, TRANSFERS, got),
                             brute = brute_run(rule, asked, TRANSFERS, wanted);
        for (uint32_t i = 0; i < TRANSFERS; i++)
            if (got[i].state != wanted[i].state || got[i].started_ns != wanted[i].started_ns ||
                got[i].ended_ns != wanted[i].ended_ns)
                fail_msg("set %u, transfer %u: state %d, %lld to %lld instead of %d, %lld to %lld", set, i,
                         (int)got[i].state, (long long)got[i].started_ns, (long long)got[i].ended_ns,
                         (int)wanted[i].state, (long long)wanted[i].started_ns,
                         (long long)wanted[i].ended_ns);
        assert_int_equal(counts.done, brute.done);
        assert_int_equal(counts.requests, brute.requests);
        assert_int_equal(counts.retries, brute.retries);
        assert_int_equal(counts.hedges, brute.hedges);
        assert_int_equal(counts.refused, brute.refused);
        assert_int_equal(counts.failed, brute.failed);
        assert_true(counts.bytes == brute.bytes);
        assert_int_equal(counts.requests,
                         (uint64_t)TRANSFERS * rule->buckets + counts.retries + counts.hedges);
        assert_true((rule->limit.per_s > 0) == (counts.refused > 0) &&
                    (rule->failure > 0) == (counts.failed > 0));
        assert_true((rule->hedge_after != NULL) == (counts.hedges > 0));
    }
}

/* ---- Distributions */

/* count transfers, one after another, so far apart that they never meet; times_s[i] is how long each took,
 * INFINITY when given up. */
static struct object_counts alone(const struct object_rule *rule, uint32_t count, double *times_s)
{
    struct asked *asked = calloc(count, sizeof *asked);
    struct outcome *outcomes = calloc(count, sizeof *outcomes);
    for (uint32_t i = 0; i < count; i++)
        asked[i] = (struct asked){.at_ns = (int64_t)i * 10000000000, .bytes = 1};
    struct object_counts counts = run(rule, 1, asked, count, outcomes);
    for (uint32_t i = 0; i < count; i++)
        times_s[i] = outcomes[i].state == OBJECT_DONE ? time_s(outcomes[i].ended_ns - asked[i].at_ns)
                                                      : INFINITY;
    free(asked);
    free(outcomes);
    return counts;
}

static struct object_rule plain(const struct dist *latency)
{
    return (struct object_rule){
        .latency = latency, .buckets = 1, .answers_needed = 1, .prefixes = 1, .attempts_max = 1};
}

enum { DRAWS = 40000 };

/* A share that must be 0 or 1 is; one where fewer than 20 fall on either side says little and isn't judged.
 */
static void near_share(const double *times_s, double by_s, double wanted, const char *what)
{
    struct sample share = {0};
    for (uint32_t i = 0; i < DRAWS; i++) sample_add(&share, times_s[i] <= by_s);
    if (DRAWS * fmin(wanted, 1 - wanted) >= 20)
        sample_near(&share, wanted, "%s by %g s", what, by_s);
    else if (wanted == 0 || wanted == 1)
        assert_true(sample_mean(&share) == wanted);
}

static double lognormal_by(double median_s, double sigma, double x_s)
{
    return x_s > 0 ? 0.5 * erfc(-log(x_s / median_s) / sigma / sqrt(2)) : 0;
}

/* Against the binomial distribution at many times, and against means and 99th percentiles of LN(22 ms, 0.25)
 * by a simulation of others, printed to 0.1 ms (its 32.6 ms of 2 in 3 is 32.53 by the closed form). */
static void test_quorum(void **state)
{
    (void)state;
    const struct dist latency = {.kind = DIST_LOGNORMAL, .lognormal = {log(0.022), 0.25}};
    const struct {
        uint32_t needed, of;
        double mean_s, p99_s;
    } sets[] = {{1, 3, 0.01811, 0.0268},
                {2, 3, 0.02231, 0.0326},
                {3, 3, 0.02766, 0.0433},
                {1, 1, 0, 0.0394},
                {3, 5, 0, 0},
                {5, 8, 0, 0},
                {8, 8, 0, 0}};
    static double times_s[DRAWS];
    for (size_t set = 0; set < sizeof sets / sizeof sets[0]; set++) {
        struct object_rule rule = plain(&latency);
        rule.buckets = sets[set].of;
        rule.answers_needed = sets[set].needed;
        struct object_counts counts = alone(&rule, DRAWS, times_s);
        assert_int_equal(counts.requests, (uint64_t)DRAWS * sets[set].of);
        for (double by_s = 0.014; by_s < 0.05; by_s *= 1.09)
            near_share(times_s, by_s,
                       quorum_probability(sets[set].needed, sets[set].of, lognormal_by(0.022, 0.25, by_s)),
                       "quorum");
        struct sample mean = {0};
        for (uint32_t i = 0; i < DRAWS; i++) sample_add(&mean, times_s[i]);
        if (sets[set].mean_s > 0)
            assert_true(fabs(sample_mean(&mean) - sets[set].mean_s) <
                        SAMPLE_Z_MAX * sample_error(&mean) + 5e-6); /* printed to 0.01 ms */
        if (sets[set].p99_s == 0) continue;
        const double p99_s[2] = {sets[set].p99_s - 1e-4, sets[set].p99_s + 1e-4};
        double within[2];
        for (int i = 0; i < 2; i++)
            within[i] = quorum_probability(sets[set].needed, sets[set].of,
                                           lognormal_by(0.022, 0.25, p99_s[i]));
        assert_true(within[0] < 0.99 && within[1] > 0.99);
        near_share(times_s, p99_s[0], within[0], "99th percentile");
    }
}

/* P(T > x) = P(L > x) up to the delay d, P(L > x) P(L > x − d) beyond; a share P(L > d) sends a second
 * request. */
static void test_hedge(void **state)
{
    (void)state;
    const struct {
        double median_s, sigma, after_s;
    } sets[] = {{0.027, 0.62, 0.03}, {0.027, 0.62, 0.11}, {0.07, 0.29, 0.07},
                {0.1, 0.45, 0.2},    {0.005, 1.1, 0.001}, {0.06, 0.2, 1}};
    static double times_s[DRAWS];
    for (size_t set = 0; set < sizeof sets / sizeof sets[0]; set++) {
        const double median_s = sets[set].median_s, sigma = sets[set].sigma, after_s = sets[set].after_s;
        const struct dist latency = {.kind = DIST_LOGNORMAL, .lognormal = {log(median_s), sigma}};
        const struct dist after = {.kind = DIST_CONSTANT, .constant = {after_s}};
        struct object_rule rule = plain(&latency);
        rule.hedge_after = &after;
        struct object_counts counts = alone(&rule, DRAWS, times_s);
        for (int i = 1; i < 40; i++) {
            double by_s = median_s * exp(sigma * (i - 20) / 8.0);
            double longer = (1 - lognormal_by(median_s, sigma, by_s)) *
                            (by_s > after_s ? 1 - lognormal_by(median_s, sigma, by_s - after_s) : 1);
            near_share(times_s, by_s, 1 - longer, "hedged");
        }
        double share = 1 - lognormal_by(median_s, sigma, after_s), hedges = (double)counts.hedges;
        assert_true(fabs(hedges - DRAWS * share) <= SAMPLE_Z_MAX * sqrt(DRAWS * share * (1 - share)) + 1e-3);
        assert_int_equal(counts.requests, DRAWS + counts.hedges);
    }
}

/* Failures with probability p: p^m are given up after m attempts, (1 − p^m)/(1 − p) requests on average; with
 * constant answers and full jitter the mean time of j attempts is j answers and half of each back-off. */
static void test_retries(void **state)
{
    (void)state;
    const struct {
        double failure;
        uint32_t attempts;
        double backoff_s, cap_s, jitter;
    } sets[] = {{0.1, 3, 0.01, 1, 1},      {0.5, 4, 0.1, 0.15, 1}, {0.03, 2, 0.5, 1, 0.5},
                {0.9, 16, 0.001, 0.02, 1}, {0.3, 5, 0.04, 10, 0},  {1, 3, 0.1, 1, 1}};
    static double times_s[DRAWS];
    for (size_t set = 0; set < sizeof sets / sizeof sets[0]; set++) {
        const double p = sets[set].failure, answer_s = 0.05;
        const uint32_t most = sets[set].attempts;
        const struct dist latency = {.kind = DIST_CONSTANT, .constant = {answer_s}};
        struct object_rule rule = plain(&latency);
        rule.failure = p, rule.attempts_max = most;
        rule.backoff_s = sets[set].backoff_s, rule.backoff_cap_s = sets[set].cap_s,
        rule.jitter = sets[set].jitter;
        struct object_counts counts = alone(&rule, DRAWS, times_s);
        near_share(times_s, 1e9, 1 - pow(p, most), "done");
        double wanted_s = 0, so_far_s = 0, probability = 1, requests = 0, squares = 0;
        for (uint32_t j = 1; j <= most; j++, probability *= p) {
            so_far_s += answer_s;
            wanted_s += probability * (1 - p) * so_far_s;
            so_far_s += fmin(sets[set].cap_s, sets[set].backoff_s * pow(2, j - 1)) *
                        (1 - sets[set].jitter / 2);
            double with_j = probability * (j == most ? 1 : 1 - p);
            requests += with_j * j;
            squares += with_j * j * j;
        }
        struct sample time = {0};
        for (uint32_t i = 0; i < DRAWS; i++)
            if (times_s[i] < INFINITY) sample_add(&time, times_s[i]);
        if (time.count > 0)
            sample_near(&time, wanted_s / (1 - pow(p, most)), "time with retries, set %zu", set);
        double error = sqrt(fmax(0, squares - requests * requests) * DRAWS);
        assert_true(fabs((double)counts.requests - DRAWS * requests) <= SAMPLE_Z_MAX * error + 1e-3);
        assert_int_equal(counts.requests, DRAWS + counts.retries);
    }
}

/* Slots of one client are servers of a queue: M/M/c and M/D/1. Means of batches, since waits depend on each
 * other. */
static void test_slots(void **state)
{
    (void)state;
    enum { BATCHES = 40, EACH = 5000, TRANSFERS = BATCHES * EACH };
    const struct {
        uint32_t slots;
        double utilisation;
        bool is_constant;
    } sets[] = {{1, 0.5, false},  {1, 0.8, true},   {4, 0.75, false},
                {8, 0.75, false}, {20, 0.8, false}, {1, 0.3, true}};
    struct asked *asked = calloc(TRANSFERS, sizeof *asked);
    struct outcome *outcomes = calloc(TRANSFERS, sizeof *outcomes);
    for (uint32_t set = 0; set < sizeof sets / sizeof sets[0]; set++) {
        const double service_s = 0.05, per_s = sets[set].utilisation * sets[set].slots / service_s;
        const struct dist constant = {.kind = DIST_CONSTANT, .constant = {service_s}};
        struct object_rule rule = plain(sets[set].is_constant ? &constant : &EXPONENTIAL);
        rule.slots = sets[set].slots;
        const struct random_stream stream = sample_stream(100 + set);
        double at_s = 0;
        for (uint32_t i = 0; i < TRANSFERS; i++)
            asked[i] = (struct asked){.at_ns = time_ns(at_s += sample_exponential(&stream, i, 1 / per_s)),
                                      .bytes = 1};
        run(&rule, 1, asked, TRANSFERS, outcomes);
        struct sample wait = {0};
        for (uint32_t batch = 1; batch < BATCHES; batch++) { /* the first one starts empty */
            double sum_s = 0;
            for (uint32_t i = batch * EACH; i < (batch + 1) * EACH; i++)
                sum_s += time_s(outcomes[i].started_ns - asked[i].at_ns);
            sample_add(&wait, sum_s / EACH);
        }
        double wanted = sets[set].is_constant ? queueing_md1_wait_s(per_s, service_s)
                                              : queueing_mmc_wait_s(rule.slots, per_s, service_s);
        sample_near(&wait, wanted, "wait for a slot, set %u", set);
    }
    free(asked);
    free(outcomes);
}

/* What fails, is hedged or goes to another bucket as well leaves every other first request as it was. */
static void test_draws_stay(void **state)
{
    (void)state;
    enum { TRANSFERS = 500 };
    static struct asked asked[TRANSFERS];
    static struct outcome plain_outcomes[TRANSFERS], other_outcomes[TRANSFERS];
    for (uint32_t i = 0; i < TRANSFERS; i++)
        asked[i] = (struct asked){.at_ns = (int64_t)i * 10000000000, .client = i % 2, .bytes = 1};
    struct object_rule rule = plain(&UNIFORM);
    run(&rule, 2, asked, TRANSFERS, plain_outcomes);
    rule.failure = 0.3, rule.attempts_max = 4, rule.hedge_after = &AFTER_60_MS;
    struct object_counts counts = run(&rule, 2, asked, TRANSFERS, other_outcomes);
    uint32_t same = 0;
    for (uint32_t i = 0; i < TRANSFERS; i++) same += plain_outcomes[i].ended_ns == other_outcomes[i].ended_ns;
    assert_true(counts.retries > 50 && counts.hedges > 50 && same > TRANSFERS / 3);
    for (uint32_t i = 0; i < TRANSFERS;
         i++) /* an answer within the delay either is the old one or failed, and then took longer */
        if (other_outcomes[i].ended_ns - asked[i].at_ns < time_ns(0.06) &&
            plain_outcomes[i].ended_ns - asked[i].at_ns < time_ns(0.06))
            assert_true(other_outcomes[i].ended_ns >= plain_outcomes[i].ended_ns);
}

static void test_limit_edges(void **state)
{
    (void)state;
    const struct token_bucket_rule none = {0, 0}, rule = {3500, 5};
    struct token_bucket limit = token_bucket_full(&none);
    for (int i = 0; i < 1000; i++) assert_true(token_bucket_take(&none, &limit, 7));
    limit = token_bucket_full(&rule);
    for (int i = 0; i < 5; i++) assert_true(token_bucket_take(&rule, &limit, 100));
    assert_false(token_bucket_take(&rule, &limit, 100));
    assert_false(
        token_bucket_take(&rule, &limit, 100 + 285714)); /* a request earns itself in 285,714.28… ns */
    assert_true(token_bucket_take(&rule, &limit, 100 + 285715));
    assert_true(token_bucket_take(&rule, &limit, INT64_MAX / 2)); /* a long time, without overflow */
    for (int i = 1; i < 5; i++) assert_true(token_bucket_take(&rule, &limit, INT64_MAX / 2));
    assert_false(token_bucket_take(&rule, &limit, INT64_MAX / 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limit_edges), cmocka_unit_test(test_against_single_requests),
        cmocka_unit_test(test_quorum),      cmocka_unit_test(test_hedge),
        cmocka_unit_test(test_retries),     cmocka_unit_test(test_slots),
        cmocka_unit_test(test_draws_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
