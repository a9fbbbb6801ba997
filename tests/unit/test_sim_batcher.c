/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The batcher against the closed forms of its files and waits (model/batching.h, and the published ones
 * written out here), and against one that looks at each nanosecond. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/units.h"
#include "model/batching.h"
#include "sim/draw/arrivals.h"
#include "sim/part/batcher.h"
#include "unit/sim_oracle.h"

enum { RUNS = 32 };
static const double REQUESTS_PER_RUN = 12000;

enum figure { FILES, REQUESTS, BYTES, BY_SIZE, OPEN, WAIT, FIGURE__COUNT };
static const char *const FIGURES[FIGURE__COUNT] = {"files_per_s",    "requests_per_file", "bytes_per_file",
                                                   "closed_by_size", "open_share",        "request_wait_s"};

/* Sums over the files of a run, and the time from the closing of the file before them to that of the last: a
 * window that cuts files would count them too low or too high, all runs alike where files come regularly. */
struct sums {
    double files, requests, bytes, by_size, open_s, wait_s;
    int64_t begin_ns, end_ns;
};

/* The open file's requests: Σ of their times, from since on. */
struct gathered {
    int64_t since_ns;
    double sum_s;
};

static void count_file(struct sums *sums, const struct batcher_file *file, struct gathered *gathered)
{
    sums->files++;
    sums->end_ns = file->closed_ns;
    sums->requests += file->requests;
    sums->bytes += file->bytes;
    sums->by_size += file->why == BATCHER_BY_SIZE;
    sums->open_s += time_s(file->closed_ns - file->opened_ns);
    sums->wait_s += file->requests * time_s(file->closed_ns - gathered->since_ns) - gathered->sum_s;
    *gathered = (struct gathered){0};
}

static void note(struct gathered *gathered, int64_t now_ns)
{
    if (gathered->since_ns == 0) gathered->since_ns = now_ns;
    gathered->sum_s += time_s(now_ns - gathered->since_ns);
}

/* Requests of one size until end_ns; files that close before start_ns don't count. */
static struct sums run(const struct batcher_rule *rule, double requests_per_s, double bytes,
                       uint32_t replication, int64_t start_ns, int64_t end_ns)
{
    const struct arrivals_rule poisson = {.kind = ARRIVALS_POISSON,
                                          .per_s = requests_per_s,
                                          .rate_factor = 1};
    struct random_stream stream = random_stream_of(random_key_of(1, replication), RANDOM_ARRIVAL, 0);
    struct arrivals arrivals;
    struct batcher batcher;
    struct sums sums = {0};
    struct gathered gathered = {0};
    arrivals_start(&arrivals, &poisson, stream, 0);
    batcher_start(&batcher, rule,
                  (int64_t)(random_unit(&stream, UINT64_C(1) << 40) * rule->timeout_s * 0.999e9));
    for (;;) {
        int64_t due_ns = batcher_due_ns(&batcher), now_ns = arrivals_next_ns(&arrivals);
        if (due_ns >= end_ns && now_ns >= end_ns) return sums;
        struct batcher_file file;
        if (due_ns <= now_ns) {
            assert_true(batcher_expire(&batcher, due_ns, &file));
            count_file(&sums, &file, &gathered);
        } else {
            arrivals_take(&arrivals);
            struct batcher_closed closed;
            uint64_t number = batcher_add(&batcher, now_ns, bytes, &closed);
            bool noted = false;
            for (unsigned i = 0; i < closed.count; i++) {
                if (closed.files[i].number == number) {
                    note(&gathered, now_ns);
                    noted = true;
                }
                count_file(&sums, &closed.files[i], &gathered);
            }
            if (!noted) note(&gathered, now_ns);
        }
        if ((due_ns < now_ns ? due_ns : now_ns) < start_ns)
            sums = (struct sums){.begin_ns = sums.end_ns, .end_ns = sums.end_ns};
    }
}

struct observed {
    struct ratio of[FIGURE__COUNT];
};

static struct observed observe(const struct batcher_rule *rule, double requests_per_s, double bytes)
{
    struct observed observed = {0};
    double run_s = REQUESTS_PER_RUN / requests_per_s;
    for (uint32_t i = 0; i < RUNS; i++) {
        struct sums sums = run(rule, requests_per_s, bytes, i, time_ns(0.1 * run_s), time_ns(1.1 * run_s));
        double time_of_files_s = time_s(sums.end_ns - sums.begin_ns);
        ratio_add(&observed.of[FILES], sums.files, time_of_files_s);
        ratio_add(&observed.of[REQUESTS], sums.requests, sums.files);
        ratio_add(&observed.of[BYTES], sums.bytes, sums.files);
        ratio_add(&observed.of[BY_SIZE], sums.by_size, sums.files);
        ratio_add(&observed.of[OPEN], sums.open_s, time_of_files_s);
        ratio_add(&observed.of[WAIT], sums.wait_s, sums.requests);
    }
    return observed;
}

static int differs(const struct observed *observed, enum figure figure, double theory, double error,
                   const char *what, size_t set)
{
    const struct ratio *ratio = &observed->of[figure];
    if (ratio_holds(ratio, theory, error)) return 0;
    print_error("%s %zu, %s: %g ± %g instead of %g\n", what, set, FIGURES[figure], ratio_value(ratio),
                ratio_error(ratio), theory);
    return 1;
}

/* ---- model/batching.h ---- */

#define T(timer, timeout, least, max)        \
    {                                        \
        BATCHER_##timer, timeout, least, max \
    }
static const struct set {
    struct batcher_rule rule;
    double requests_per_s, bytes;
} SETS[] = {
    {T(ARMED, 0.25, 0, 8 * MIB), 0.13, 31.7 * KIB}, /* nearly idle */
    {T(ARMED, 0.25, 0, 8 * MIB), 4, 17.3 * KIB},
    {T(ARMED, 0.25, 0, 8 * MIB), 431, 16.2 * KIB},  /* the timer closes */
    {T(ARMED, 0.25, 0, 4 * MIB), 1000, 16777.216},  /* both, 250 exactly */
    {T(ARMED, 0.25, 0, 4 * MIB), 1003, 16.6 * KIB}, /* both, with a rest */
    {T(ARMED, 0.25, 0, 8 * MIB), 2731, 64 * KIB},   /* size-bound, exactly 128 */
    {T(ARMED, 0.25, 0, 8 * MIB), 2731, 71.3 * KIB}, /* size-bound, with a rest */
    {T(ARMED, 0.25, 0, 8 * MIB), 7.31, 9.5 * MIB},  /* larger than a file */
    {T(ARMED, 0.25, 0, 8 * MIB), 7.31, 5 * MIB},    /* more than half */
    {T(ARMED, 0.25, 0, 8 * MIB), 7.31, 4 * MIB},    /* half */
    {T(FREE, 0.25, 0, 8 * MIB), 0.13, 31.7 * KIB},
    {T(FREE, 0.25, 0, 8 * MIB), 431, 16.2 * KIB},
    {T(FREE, 0.25, 0, 8 * MIB), 27.31, 1 * MIB},
    {T(FREE, 0.25, 0, 8 * MIB), 27.31, 1.1 * MIB},
    {T(FREE, 0.25, 0, 8 * MIB), 2731, 64 * KIB},
    {T(FREE, 0.25, 0, 8 * MIB), 431, 0.96 * MIB},
    {T(FREE, 0.25, 0, 8 * MIB), 7.31, 5 * MIB},
    {T(ADAPTIVE, 0.25, 0.01, 8 * MIB), 0.13, 31.7 * KIB},
    {T(ADAPTIVE, 0.25, 0.01, 8 * MIB), 4, 17.3 * KIB},
    {T(ADAPTIVE, 0.25, 0.01, 8 * MIB), 431, 16.2 * KIB},
    {T(ADAPTIVE, 0.25, 0.01, 4 * MIB), 1003, 16.6 * KIB},
    {T(ADAPTIVE, 0.25, 0.01, 8 * MIB), 27.31, 1.1 * MIB},
    {T(ADAPTIVE, 0.25, 0.12, 8 * MIB), 7.31, 5 * MIB},
    {T(ADAPTIVE, 0.25, 0.25, 8 * MIB), 37.3, 0.9 * MIB}, /* always the whole timeout: as armed */
};
#undef T

static const enum batching_timer TIMERS[] = {
    [BATCHER_ARMED] = BATCHING_ARMED, [BATCHER_FREE] = BATCHING_FREE, [BATCHER_ADAPTIVE] = BATCHING_ADAPTIVE};

static void test_closed_forms(void **state)
{
    (void)state;
    static const double FORM_ERROR = 1e-8; /* model/batching.h */
    int bad = 0;
    for (size_t i = 0; i < sizeof SETS / sizeof *SETS; i++) {
        const struct set *set = &SETS[i];
        const struct batching_rule rule = {TIMERS[set->rule.timer], set->rule.timeout_s, set->rule.least_s,
                                           set->rule.max_bytes};
        struct batching model = batching(&rule, set->requests_per_s, set->bytes);
        struct observed observed = observe(&set->rule, set->requests_per_s, set->bytes);
        const double theory[FIGURE__COUNT] = {model.files_per_s,    model.requests_per_file,
                                              model.bytes_per_file, model.closed_by_size,
                                              model.open_share,     model.request_wait_s};
        for (enum figure figure = 0; figure < FIGURE__COUNT; figure++)
            bad += differs(&observed, figure, theory[figure], FORM_ERROR, "set", i);
    }
    assert_int_equal(bad, 0);
}

/* ---- forms of their own: single requests, with a the expected number in a timeout ---- */

/* Armed by the first, no size: 1 + a in a file, a mean wait of (T + λT²/2)/(1 + a). */
static void test_armed_without_size(void **state)
{
    (void)state;
    static const double RATES[] = {0.4, 4, 37, 400, 4000};
    int bad = 0;
    for (size_t i = 0; i < sizeof RATES / sizeof *RATES; i++) {
        const struct batcher_rule rule = {BATCHER_ARMED, 0.25, 0, INFINITY};
        double rate = RATES[i], a = rate * rule.timeout_s;
        struct observed observed = observe(&rule, rate, 1);
        bad += differs(&observed, FILES, rate / (1 + a), 0, "armed", i);
        bad += differs(&observed, REQUESTS, 1 + a, 0, "armed", i);
        bad += differs(&observed, WAIT, (rule.timeout_s + a * rule.timeout_s / 2) / (1 + a), 0, "armed", i);
    }
    assert_int_equal(bad, 0);
}

/* A tick whatever comes: (1 − e^−a)/T files, a mean wait of T/2. */
static void test_free_without_size(void **state)
{
    (void)state;
    static const double RATES[] = {0.4, 4, 37, 400, 4000};
    int bad = 0;
    for (size_t i = 0; i < sizeof RATES / sizeof *RATES; i++) {
        const struct batcher_rule rule = {BATCHER_FREE, 0.25, 0, INFINITY};
        struct observed observed = observe(&rule, RATES[i], 1);
        bad += differs(&observed, FILES, (1 - exp(-RATES[i] * rule.timeout_s)) / rule.timeout_s, 0, "free",
                       i);
        bad += differs(&observed, WAIT, rule.timeout_s / 2, 0, "free", i);
    }
    assert_int_equal(bad, 0);
}

/* P(X ≥ n) of a Poisson number. */
static double poisson_at_least(double mean, int n)
{
    double term = exp(-mean), below = 0;
    for (int k = 0; k < n; k++) {
        below += term;
        term *= mean / (k + 1);
    }
    return 1 - below;
}

/* By number or time, armed by the first, m = N − 1: E[size] = 1 + Σ P(X ≥ k) for k = 1 … m, P(full) = P(X ≥
 * m), mean wait Σ_{k<m} (1 + k) P(X ≥ k + 1)/λ ÷ E[size] (Paolieri and others, MASCOTS 2025). */
static void test_number_or_time(void **state)
{
    (void)state;
    static const struct {
        double rate;
        int most;
    } CASES[] = {{1000, 250}, {1000, 235}, {1000, 265}, {40, 8}, {12, 4}, {4, 2}};
    int bad = 0;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const struct batcher_rule rule = {BATCHER_ARMED, 0.25, 0, CASES[i].most};
        double a = CASES[i].rate * rule.timeout_s, size = 1, waits = 0;
        for (int k = 1; k < CASES[i].most; k++) {
            size += poisson_at_least(a, k);
            waits += k * poisson_at_least(a, k) / CASES[i].rate;
        }
        struct observed observed = observe(&rule, CASES[i].rate, 1);
        bad += differs(&observed, REQUESTS, size, 0, "number", i);
        bad += differs(&observed, BY_SIZE, poisson_at_least(a, CASES[i].most - 1), 0, "number", i);
        bad += differs(&observed, WAIT, waits / size, 0, "number", i);
    }
    assert_int_equal(bad, 0);
}

/* An even flow: every file is as old as the next, to the request. In the last but one the first file of all
 * is due 10 ms after the request at 125 ms, the next at 385 ms, a quarter of a second later, and so on, while
 * files open at 250, 500, … ms. */
static void test_even_flow(void **state)
{
    (void)state;
    static const struct {
        enum batcher_timer timer;
        double rate, bytes, max_bytes, close_s;
    } CASES[] = {
        {BATCHER_ARMED, 1000, 16 * KIB, INFINITY, 0.25},
        {BATCHER_ARMED, 1024, 64 * KIB, 8 * MIB, 127.0 / 1024},
        {BATCHER_ARMED, 1024, 60 * KIB, 8 * MIB, 136.0 / 1024},
        {BATCHER_ADAPTIVE, 1024, 64 * KIB, 8 * MIB, 127.0 / 1024},
        {BATCHER_ADAPTIVE, 8, 16 * KIB, INFINITY, 0.135},
        {BATCHER_ARMED, 2, 1 * MIB, 8 * MIB, 0.25},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const struct batcher_rule rule = {CASES[i].timer, 0.25, 0.01, CASES[i].max_bytes};
        struct batcher batcher;
        batcher_start(&batcher, &rule, 0);
        for (int r = 1; r <= 5000; r++) {
            struct batcher_closed closed;
            batcher_add(&batcher, time_ns(r / CASES[i].rate), CASES[i].bytes, &closed);
            /* The first adaptive files wait less: there was none before. */
            for (unsigned f = 0; f < closed.count; f++)
                if (closed.files[f].number >= 2)
                    assert_true(fabs(time_s(closed.files[f].closed_ns - closed.files[f].opened_ns) -
                                     CASES[i].close_s) < 2e-9);
        }
        assert_true(batcher.file.number > 15);
    }
}

/* ---- nanosecond by nanosecond ---- */

struct slow {
    struct batcher_rule rule; /* times in ns here */
    int64_t phase, due, opened;
    double bytes;
    uint32_t requests;
};

/* Requests come in small whole nanoseconds, so that much falls on the same one. */
static void test_by_the_definitions(void **state)
{
    (void)state;
    enum { EXAMPLES = 60, REQUESTS_EACH = 300 };
    uint64_t random = 1;
    for (int e = 0; e < EXAMPLES; e++) {
        int64_t timeout = oracle_between(&random, 1, 40), least = oracle_between(&random, 0, 12);
        const struct batcher_rule rule = {(enum batcher_timer)(e % 3), (double)timeout * 1e-9,
                                          (double)least * 1e-9, (double)oracle_between(&random, 1, 20)};
        int64_t phase = oracle_between(&random, 0, timeout);
        least = least < timeout ? least : timeout;
        struct batcher batcher;
        batcher_start(&batcher, &rule, phase);
        struct slow slow = {.due = -timeout};
        int64_t next = oracle_between(&random, 1, 9), most_gap = oracle_between(&random, 1, 30);
        uint64_t number = 0;
        for (int64_t now = 0, requests = 0; requests < REQUESTS_EACH; now++) {
            struct batcher_file file;
            bool expires = slow.requests > 0 && slow.due == now;
            assert_int_equal(batcher_expire(&batcher, now, &file), expires);
            if (expires) {
                assert_true(file.why == BATCHER_BY_TIMER && file.closed_ns == now && file.number == number++);
                assert_true(file.opened_ns == slow.opened && file.requests == slow.requests &&
                            file.bytes == slow.bytes);
                slow.requests = 0;
            }
            for (; next == now && requests < REQUESTS_EACH;
                 requests++, next += oracle_between(&random, 0, most_gap)) {
                double bytes = (double)oracle_between(&random, 1, 12);
                unsigned count = 0;
                struct batcher_closed closed;
                uint64_t in = batcher_add(&batcher, now, bytes, &closed);
                if (slow.requests > 0 && slow.bytes + bytes > rule.max_bytes) {
                    const struct batcher_file *early = &closed.files[count++];
                    assert_true(early->number == number++ && early->bytes == slow.bytes &&
                                early->requests == slow.requests && early->closed_ns == now &&
                                early->opened_ns == slow.opened && early->why == BATCHER_BY_SIZE);
                    slow.requests = 0;
                }
                if (slow.requests == 0) {
                    int64_t tick = phase;
                    while (tick <= now) tick += timeout;
                    int64_t regular = slow.due + timeout;
                    regular = regular < now + least ? now + least : regular;
                    regular = regular > now + timeout ? now + timeout : regular;
                    slow.due = rule.timer == BATCHER_FREE       ? tick
                               : rule.timer == BATCHER_ADAPTIVE ? regular
                                                                : now + timeout;
                    if (number == 0 && now < phase) /* the first file of any timer */
                        slow.due = phase;
                    slow.opened = now;
                    slow.bytes = 0;
                }
                assert_int_equal(in, number);
                slow.requests++;
                slow.bytes += bytes;
                if (slow.bytes >= rule.max_bytes) {
                    const struct batcher_file *own = &closed.files[count++];
                    assert_true(own->number == number++ && own->bytes == slow.bytes &&
                                own->closed_ns == now && own->why == BATCHER_BY_SIZE);
                    slow.requests = 0;
                }
                assert_int_equal(closed.count, count);
                assert_true(batcher_due_ns(&batcher) == (slow.requests > 0 ? slow.due : NEVER_NS));
                /* A file due at once closes before the next request. */
                if (slow.requests > 0 && slow.due <= now) {
                    assert_true(batcher_expire(&batcher, now, &file) && file.number == number++);
                    slow.requests = 0;
                }
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_closed_forms),      cmocka_unit_test(test_armed_without_size),
        cmocka_unit_test(test_free_without_size), cmocka_unit_test(test_number_or_time),
        cmocka_unit_test(test_even_flow),         cmocka_unit_test(test_by_the_definitions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
