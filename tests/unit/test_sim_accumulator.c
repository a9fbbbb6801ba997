/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The accumulator against one that goes from event to event and from record to record, written from the
 * definitions in its header, to the nanosecond; and, where nothing holds it up, against the closed form of
 * its requests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/units.h"
#include "model/producer.h"
#include "sim/part/accumulator.h"
#include "unit/sim_oracle.h"

enum { ENTITY = 3 };

/* ---- what both do, to be compared ---- */

enum { LOG_MAX = 8192 };

struct row {
    int64_t sent_ns, first_ns, last_ns;
    uint32_t destination, request, partition, number, sequence, records;
    double request_bytes;
};

struct log {
    size_t count;
    struct row rows[LOG_MAX];
};

static void log_row(struct log *log, struct row row)
{
    assert_true(log->count < LOG_MAX);
    log->rows[log->count++] = row;
}

/* When requests are answered: a function of which it is, on a coarse grid so that moments coincide. */
struct answers {
    uint64_t seed;
    int64_t least_ns, most_ns, grid_ns;
};

static int64_t answer_ns(const struct answers *answers, uint32_t destination, uint32_t request)
{
    uint64_t state = answers->seed ^ (uint64_t)destination << 40 ^ request;
    return oracle_between(&state, answers->least_ns / answers->grid_ns, answers->most_ns / answers->grid_ns) *
           answers->grid_ns;
}

struct example {
    struct accumulator_rule rule;
    struct arrivals_rule arrivals;
    struct answers answers;
};

/* ---- by the definitions ---- */

enum { BRUTE_BATCHES = 4096, BRUTE_PARTITIONS = 16, BRUTE_FLIGHTS = 1024 };

struct brute_batch {
    uint32_t partition, records;
    int64_t opened_ns, first_ns, last_ns;
    bool full, sent;
};

struct brute_flight {
    int64_t answer_ns;
    uint32_t destination, batches;
    bool done;
};

struct brute {
    const struct example *example;
    struct brute_batch batches[BRUTE_BATCHES];
    struct brute_flight flights[BRUTE_FLIGHTS];
    uint32_t batch_count, flight_count, held;
    uint32_t next[BRUTE_PARTITIONS]; /* of each destination: the partition where its next request begins */
    uint32_t in_flight[BRUTE_PARTITIONS], requests[BRUTE_PARTITIONS], sequences[BRUTE_PARTITIONS];
    int current; /* sticky; −1 for none */
    uint32_t sticky;
    int64_t now_ns;
    bool blocked;
    uint64_t records;
    struct arrivals arrivals;
    struct random_stream keys;
    struct log *log;
};

static uint32_t brute_destinations(const struct brute *b)
{
    const struct accumulator_rule *rule = &b->example->rule;
    return rule->destinations < rule->partitions ? rule->destinations : rule->partitions;
}

static double brute_bytes(const struct brute *b, const struct brute_batch *batch)
{
    return batch->records * b->example->rule.record_bytes;
}

/* The oldest batch of a partition that waits; −1 for none. With last the youngest. */
static int brute_of(const struct brute *b, uint32_t partition, bool last)
{
    int found = -1;
    for (uint32_t i = 0; i < b->batch_count; i++)
        if (!b->batches[i].sent && b->batches[i].partition == partition && (last || found < 0))
            found = (int)i;
    return found;
}

/* When the destination is due, by linger or since something is full; NEVER_NS when it isn't. */
static int64_t brute_due_ns(const struct brute *b, uint32_t destination)
{
    if (b->in_flight[destination] >= b->example->rule.max_in_flight) return NEVER_NS;
    int64_t oldest_ns = NEVER_NS;
    bool full = false;
    for (uint32_t i = 0; i < b->batch_count; i++) {
        const struct brute_batch *batch = &b->batches[i];
        if (batch->sent || batch->partition % brute_destinations(b) != destination) continue;
        if (batch->opened_ns < oldest_ns) oldest_ns = batch->opened_ns;
        full |= batch->full;
    }
    return oldest_ns == NEVER_NS || full ? oldest_ns : oldest_ns + time_ns(b->example->rule.linger_s);
}

static void brute_send(struct brute *b, uint32_t destination)
{
    const struct accumulator_rule *rule = &b->example->rule;
    uint32_t taken[BRUTE_PARTITIONS], count = 0;
    double bytes = 0;
    for (uint32_t i = 0; i < rule->partitions; i++) {
        uint32_t partition = (b->next[destination] + i) % rule->partitions;
        int which = brute_of(b, partition, false);
        if (which < 0 || partition % brute_destinations(b) != destination) continue;
        if (count > 0 && bytes + brute_bytes(b, &b->batches[which]) > rule->max_request_bytes) {
            b->next[destination] = partition;
            break;
        }
        bytes += brute_bytes(b, &b->batches[which]);
        taken[count++] = partition;
    }
    uint32_t request = b->requests[destination]++;
    for (uint32_t i = 0; i < count; i++) {
        int which = brute_of(b, taken[i], false);
        struct brute_batch *batch = &b->batches[which];
        batch->sent = true;
        if (b->current == which) b->current = -1;
        log_row(b->log,
                (struct row){b->now_ns, batch->first_ns, batch->last_ns, destination, request, taken[i],
                             (uint32_t)b->log->count, b->sequences[taken[i]]++, batch->records, bytes});
    }
    b->in_flight[destination]++;
    b->flights[b->flight_count++] = (struct brute_flight){b->now_ns + answer_ns(&b->example->answers,
                                                                                destination, request),
                                                          destination, count, false};
    assert_true(b->flight_count < BRUTE_FLIGHTS);
}

static uint32_t brute_below(const struct brute *b, uint64_t n, uint32_t count)
{
    uint64_t word = random_bits(&b->keys, n / 2);
    return (uint32_t)(((n % 2 == 0 ? word & 0xffffffff : word >> 32) * count) >> 32);
}

static uint32_t brute_key(const struct brute *b)
{
    return brute_below(b, b->records, b->example->rule.partitions);
}

static uint32_t brute_another(const struct brute *b)
{
    uint32_t partitions = b->example->rule.partitions;
    if (partitions == 1) return 0;
    if (b->batch_count == 0) return brute_below(b, 0, partitions);
    uint32_t partition = brute_below(b, b->batch_count, partitions - 1);
    return partition >= b->sticky ? partition + 1 : partition;
}

/* The record is there: it finds its batch full, or has no room, or goes into a batch. */
static void brute_record(struct brute *b)
{
    const struct accumulator_rule *rule = &b->example->rule;
    bool keyed = rule->partitioning == ACCUMULATOR_KEYED;
    int which = keyed ? brute_of(b, brute_key(b), true) : b->current;
    if (which >= 0 && !b->batches[which].full &&
        brute_bytes(b, &b->batches[which]) + rule->record_bytes > rule->batch_bytes) {
        b->batches[which].full = true;
        return;
    }
    if (which < 0 || b->batches[which].full) {
        if (b->held > 0 && (b->held + 1) * fmax(rule->batch_bytes, rule->record_bytes) > rule->buffer_bytes) {
            b->blocked = true;
            return;
        }
        uint32_t partition = keyed ? brute_key(b) : (b->sticky = brute_another(b));
        which = (int)b->batch_count++;
        assert_true(b->batch_count < BRUTE_BATCHES);
        b->batches[which] = (struct brute_batch){.partition = partition, .opened_ns = b->now_ns};
        b->held++;
        b->current = which;
    }
    struct brute_batch *batch = &b->batches[which];
    batch->last_ns = arrivals_next_ns(&b->arrivals);
    if (batch->records++ == 0) batch->first_ns = batch->last_ns;
    arrivals_take(&b->arrivals);
    b->records++;
    batch->full = brute_bytes(b, batch) >= rule->batch_bytes;
}

static int brute_first_answer(const struct brute *b)
{
    int first = -1;
    for (uint32_t i = 0; i < b->flight_count; i++)
        if (!b->flights[i].done && (first < 0 || b->flights[i].answer_ns < b->flights[first].answer_ns))
            first = (int)i;
    return first;
}

/* One event; false when there is none left. */
static bool brute_step(struct brute *b)
{
    int answer = brute_first_answer(b);
    int64_t answered_ns = answer < 0 ? NEVER_NS : b->flights[answer].answer_ns;
    uint32_t first = 0;
    for (uint32_t d = 1; d < brute_destinations(b); d++)
        if (brute_due_ns(b, d) < brute_due_ns(b, first)) first = d;
    int64_t due_ns = brute_due_ns(b, first),
            record_ns = b->blocked ? NEVER_NS : arrivals_next_ns(&b->arrivals);
    if (due_ns != NEVER_NS && (b->blocked || due_ns < b->now_ns)) due_ns = b->now_ns;
    if (record_ns < b->now_ns) record_ns = b->now_ns;
    if (answered_ns == NEVER_NS && due_ns == NEVER_NS && record_ns == NEVER_NS) return false;
    if (answered_ns <= due_ns && answered_ns <= record_ns) {
        b->now_ns = answered_ns;
        b->flights[answer].done = true;
        b->in_flight[b->flights[answer].destination]--;
        b->held -= b->flights[answer].batches;
        b->blocked = false;
    } else if (due_ns <= record_ns) {
        b->now_ns = due_ns;
        brute_send(b, first);
    } else {
        b->now_ns = record_ns;
        brute_record(b);
    }
    return true;
}

static void run_brute(const struct example *example, struct random_key key, struct log *log)
{
    static struct brute b;
    memset(&b, 0, sizeof b);
    b.example = example;
    b.log = log;
    b.current = -1;
    b.keys = random_stream_of(key, RANDOM_PARTITION, ENTITY);
    arrivals_start(&b.arrivals, &example->arrivals, random_stream_of(key, RANDOM_ARRIVAL, ENTITY), 0);
    while (brute_step(&b))
        ;
}

/* ---- by the accumulator ---- */

struct flight {
    int64_t answer_ns;
    struct accumulator_request *request;
};

struct driver {
    struct accumulator *accumulator;
    struct flight flights[BRUTE_FLIGHTS]; /* open ones */
    size_t open;
    uint64_t calls;
};

static size_t first_answer(const struct driver *driver)
{
    size_t first = 0;
    for (size_t i = 1; i < driver->open; i++) {
        const struct flight *a = &driver->flights[i], *b = &driver->flights[first];
        if (a->answer_ns < b->answer_ns ||
            (a->answer_ns == b->answer_ns && a->request->sent_ns < b->request->sent_ns))
            first = i;
    }
    return first;
}

static void log_request(struct log *log, const struct accumulator_request *request)
{
    uint32_t records = 0, batches = 0;
    int64_t first_ns = NEVER_NS, last_ns = 0;
    for (const struct accumulator_batch *batch = request->batches; batch != NULL; batch = batch->next) {
        log_row(log, (struct row){request->sent_ns, batch->first_ns, batch->last_ns, request->destination,
                                  request->sequence, batch->partition, batch->number, batch->sequence,
                                  batch->records, request->bytes});
        records += batch->records;
        batches++;
        first_ns = batch->first_ns < first_ns ? batch->first_ns : first_ns;
        last_ns = batch->last_ns > last_ns ? batch->last_ns : last_ns;
    }
    assert_true(records == request->records && batches == request->count && request->producer == ENTITY);
    assert_true(first_ns == request->first_ns && last_ns == request->last_ns);
}

static struct accumulator_figures run_real(const struct example *example, struct random_key key,
                                           struct arena *arena, struct log *log, uint64_t *calls)
{
    static struct driver driver;
    struct accumulators *all = accumulators_new(arena, &example->rule);
    driver.accumulator = accumulator_new(all, &example->arrivals, 0, key, ENTITY);
    driver.open = driver.calls = 0;
    for (;;) {
        int64_t due_ns = accumulator_due_ns(driver.accumulator);
        size_t first = first_answer(&driver);
        if (driver.open > 0 && driver.flights[first].answer_ns <= due_ns) {
            struct flight flight = driver.flights[first];
            driver.flights[first] = driver.flights[--driver.open];
            accumulator_acked(driver.accumulator, flight.answer_ns, flight.request);
            continue;
        }
        if (due_ns == NEVER_NS) break;
        driver.calls++;
        struct accumulator_request *request = accumulator_advance(driver.accumulator, due_ns);
        if (request == NULL) continue;
        log_request(log, request);
        assert_true(driver.open < BRUTE_FLIGHTS);
        driver.flights[driver.open++] = (struct flight){
            due_ns + answer_ns(&example->answers, request->destination, request->sequence), request};
    }
    *calls = driver.calls;
    return accumulator_figures(driver.accumulator);
}

/* ---- the comparison ---- */

static bool same_row(const struct row *a, const struct row *b)
{
    return a->sent_ns == b->sent_ns && a->first_ns == b->first_ns && a->last_ns == b->last_ns &&
           a->destination == b->destination && a->request == b->request && a->partition == b->partition &&
           a->number == b->number && a->sequence == b->sequence && a->records == b->records &&
           a->request_bytes == b->request_bytes;
}

static void print_row(const char *who, const struct row *row)
{
    print_error("  %s: sent %lld, records %lld to %lld, destination %u request %u partition %u batch %u, %u "
                "records\n",
                who, (long long)row->sent_ns, (long long)row->first_ns, (long long)row->last_ns,
                row->destination, row->request, row->partition, row->sequence, row->records);
}

static bool same_log(const struct log *real, const struct log *brute)
{
    for (size_t i = 0; i < real->count || i < brute->count; i++) {
        if (i < real->count && i < brute->count && same_row(&real->rows[i], &brute->rows[i])) continue;
        print_error("batch %zu of %zu (%zu by the definitions)\n", i, real->count, brute->count);
        if (i < real->count) print_row("got", &real->rows[i]);
        if (i < brute->count) print_row("wanted", &brute->rows[i]);
        return false;
    }
    return true;
}

enum { RECORDS = 400, EXAMPLES = 600 };

/* Everything at random, in microseconds, so that much happens at the same moment. */
static struct example draw_example(uint64_t *random, int64_t *times_ns)
{
    static const int64_t LINGERS_US[] = {0, 5, 20, 100, 1000};
    static const double BATCHES[] = {0, 250, 300, 1000, 1600}, BUFFERS[] = {300, 1700, 5000, 1e6};
    static const int64_t ANSWERS_US[] = {0, 3, 20, 100, 400};
    int64_t now_us = 0, most_gap_us = oracle_between(random, 1, 12);
    for (size_t i = 0; i < RECORDS; i++) {
        /* Now and then a pause, in which all is answered. */
        now_us += oracle_between(random, 0, 60) == 0 ? 1500 : oracle_between(random, 0, most_gap_us);
        times_ns[i] = now_us * 1000;
    }
    int64_t least_us = ANSWERS_US[oracle_between(random, 0, 4)];
    return (struct example){
        .rule = {.partitioning = oracle_between(random, 0, 1) ? ACCUMULATOR_KEYED : ACCUMULATOR_STICKY,
                 .record_bytes = 100,
                 .linger_s = (double)LINGERS_US[oracle_between(random, 0, 4)] * 1e-6,
                 .batch_bytes = BATCHES[oracle_between(random, 0, 4)],
                 .max_request_bytes = (double)oracle_between(random, 1, 30) * 100,
                 .buffer_bytes = BUFFERS[oracle_between(random, 0, 3)],
                 .max_in_flight = (uint32_t)oracle_between(random, 1, 5),
                 .partitions = (uint32_t)oracle_between(random, 1, BRUTE_PARTITIONS),
                 .destinations = (uint32_t)oracle_between(random, 1, 5),
                 .count_batches = true},
        .arrivals =
            {.kind = ARRIVALS_TRACE, .rate_factor = 1, .times_ns = times_ns, .count = RECORDS, .step = 1},
        .answers = {*random, least_us * 1000, (least_us + oracle_between(random, 0, 60)) * 1000, 1000},
    };
}

static void test_by_the_definitions(void **state)
{
    (void)state;
    static struct log real, brute;
    static int64_t times_ns[RECORDS];
    uint64_t random = 1, blocked = 0, crowded = 0;
    for (int i = 0; i < EXAMPLES; i++) {
        struct example example = draw_example(&random, times_ns);
        struct random_key key = random_key_of(1, (uint32_t)i);
        struct arena *arena = arena_new();
        real.count = brute.count = 0;
        uint64_t calls;
        struct accumulator_figures figures = run_real(&example, key, arena, &real, &calls);
        run_brute(&example, key, &brute);
        if (!same_log(&real, &brute)) fail_msg("example %d", i);
        assert_true(figures.records == RECORDS && figures.held == 0 && figures.batches == real.count);
        /* One call for a request, unless some destination was at its limit. */
        crowded += calls > figures.requests;
        assert_true(calls == figures.requests || example.rule.max_in_flight < figures.requests);
        blocked += figures.blocks > 0;
        arena_free(arena);
    }
    /* The examples reach what they are for. */
    assert_true(blocked > EXAMPLES / 20 && crowded > EXAMPLES / 20);
}

/* The same with exponential gaps, where moments hardly coincide, and with nothing in the way: a call a
 * request. */
static void test_lazily(void **state)
{
    (void)state;
    static struct log real, brute;
    for (int i = 0; i < 40; i++) {
        struct example example = {
            .rule = {.partitioning = i % 2 ? ACCUMULATOR_KEYED : ACCUMULATOR_STICKY,
                     .record_bytes = 100 + i,
                     .linger_s = i % 5 * 0.003,
                     .batch_bytes = 1000,
                     .max_request_bytes = 5000,
                     .buffer_bytes = INFINITY,
                     .max_in_flight = 1000,
                     .partitions = 1 + (uint32_t)i % BRUTE_PARTITIONS,
                     .destinations = 1 + (uint32_t)i % 3,
                     .count_batches = true},
            .arrivals = {.kind = ARRIVALS_POISSON, .per_s = 2000, .rate_factor = 1},
            .answers = {1, 2000000, 9000000, 1},
        };
        struct arena *arena = arena_new();
        struct random_key key = random_key_of(1, (uint32_t)i);
        static int64_t times_ns[RECORDS];
        struct arrivals arrivals;
        arrivals_start(&arrivals, &example.arrivals, random_stream_of(key, RANDOM_ARRIVAL, ENTITY), 0);
        for (size_t r = 0; r < RECORDS; r++, arrivals_take(&arrivals))
            times_ns[r] = arrivals_next_ns(&arrivals);
        example.arrivals = (struct arrivals_rule){
            .kind = ARRIVALS_TRACE, .rate_factor = 1, .times_ns = times_ns, .count = RECORDS, .step = 1};
        real.count = brute.count = 0;
        uint64_t calls;
        struct accumulator_figures figures = run_real(&example, key, arena, &real, &calls);
        run_brute(&example, key, &brute);
        if (!same_log(&real, &brute)) fail_msg("example %d", i);
        assert_int_equal(calls, figures.requests);
        arena_free(arena);
    }
}

/* ---- the closed form ---- */

enum { RUNS = 24 };
static const double RECORDS_PER_RUN = 15000;

static const struct set {
    struct producer producer;
    double requests, batches; /* relative errors of the form, which model/producer.h states */
} SETS[] = {
#define P(partitioning, rate, record, linger, batch, partitions, brokers)                  \
    {                                                                                      \
        PRODUCER_##partitioning, rate, record, linger, batch, 1 * MIB, partitions, brokers \
    }
    {P(STICKY, 2 * MIB, 1003, 0.005, 16 * KIB, 12, 3), 1e-8, 1e-8},
    {P(STICKY, 2 * MIB, 1 * KIB, 0.1, 16 * KIB, 12, 3), 1e-8, 1e-8},
    {P(STICKY, 2 * MIB, 1 * KIB, 0.1, 100000, 1024, 1), 1e-8, 1e-8},
    {P(STICKY, 20 * KIB, 1003, 0.005, 16 * KIB, 12, 3), 1e-8, 1e-8},
    {P(STICKY, 2 * MIB, 31000, 0.1, 16 * KIB, 12, 3), 1e-8, 1e-8},
    {P(STICKY, 2 * MIB, 1003, 0, 16 * KIB, 12, 3), 1e-8, 1e-8},
    {P(KEYED, 2 * MIB, 1003, 0.005, 16 * KIB, 12, 3), 1e-3, 1e-3},
    {P(KEYED, 2 * MIB, 1003, 0.1, 16 * KIB, 12, 3), 1e-3, 1e-3},
    {P(KEYED, 2 * MIB, 1003, 0.05, 16 * KIB, 12, 1), 1e-3, 1e-3},
    {P(KEYED, 0.3 * MIB, 217, 0.02, 1000, 100, 7), 1e-3, 1e-3},
    {P(KEYED, 0.3 * MIB, 700, 0.02, 1000, 10, 3), 1e-3, 1e-3},
    {P(KEYED, 0.3 * MIB, 500, 0.02, 1000, 10, 3), 1e-3, 1e-3},
    {P(KEYED, 2 * MIB, 1 * KIB, 0.1, 16 * KIB, 1024, 21), 1e-3, 1e-3},
    {P(KEYED, 10 * MIB, 1003, 0.1, 100000, 64, 1), 0.06, 0.2}, /* more than a request holds */
    {P(KEYED, 30 * MIB, 1003, 0.1, 100000, 200, 3), 0.06, 0.2},
#undef P
};

static void run_set(const struct producer *producer, struct random_key key, struct ratio *requests,
                    struct ratio *batches)
{
    const struct accumulator_rule rule = {.partitioning = producer->partitioning == PRODUCER_KEYED
                                                              ? ACCUMULATOR_KEYED
                                                              : ACCUMULATOR_STICKY,
                                          .record_bytes = producer->record_bytes,
                                          .linger_s = producer->linger_s,
                                          .batch_bytes = producer->batch_bytes,
                                          .max_request_bytes = producer->max_request_bytes,
                                          .buffer_bytes = INFINITY,
                                          .max_in_flight = 5,
                                          .partitions = producer->partitions,
                                          .destinations = producer->destinations};
    const struct arrivals_rule records = {.kind = ARRIVALS_POISSON,
                                          .per_s = producer->bytes_per_s / producer->record_bytes,
                                          .rate_factor = 1};
    struct arena *arena = arena_new();
    struct accumulator *accumulator = accumulator_new(accumulators_new(arena, &rule), &records, 0, key,
                                                      ENTITY);
    double run_s = RECORDS_PER_RUN / records.per_s, sent_requests = 0, sent_batches = 0;
    int64_t start_ns = time_ns(0.1 * run_s), end_ns = time_ns(1.1 * run_s);
    for (int64_t due_ns; (due_ns = accumulator_due_ns(accumulator)) < end_ns;) {
        struct accumulator_request *request = accumulator_advance(accumulator, due_ns);
        if (request == NULL) continue;
        if (due_ns >= start_ns) {
            sent_requests++;
            sent_batches += request->count;
        }
        accumulator_acked(accumulator, due_ns, request);
    }
    ratio_add(requests, sent_requests, time_s(end_ns - start_ns));
    ratio_add(batches, sent_batches, sent_requests);
    arena_free(arena);
}

static void test_closed_form(void **state)
{
    (void)state;
    int bad = 0;
    for (size_t i = 0; i < sizeof SETS / sizeof *SETS; i++) {
        struct ratio requests = {0}, batches = {0};
        for (uint32_t run = 0; run < RUNS; run++)
            run_set(&SETS[i].producer, random_key_of(1, run), &requests, &batches);
        struct producer_requests model = producer_requests(&SETS[i].producer);
        if (ratio_holds(&requests, model.requests_per_s, SETS[i].requests) &&
            ratio_holds(&batches, model.batches_per_request, SETS[i].batches))
            continue;
        bad++;
        print_error("set %zu: %g ± %g requests per second instead of %g, %g ± %g batches instead of %g\n", i,
                    ratio_value(&requests), ratio_error(&requests), model.requests_per_s,
                    ratio_value(&batches), ratio_error(&batches), model.batches_per_request);
    }
    assert_int_equal(bad, 0);
}

/* ---- what it takes ---- */

static void test_memory(void **state)
{
    (void)state;
    enum { PRODUCERS = 1000 };
    const struct accumulator_rule rule = {.record_bytes = 1000,
                                          .linger_s = 0.1,
                                          .batch_bytes = 100000,
                                          .max_request_bytes = 1e6,
                                          .buffer_bytes = INFINITY,
                                          .max_in_flight = 5,
                                          .partitions = 100000,
                                          .destinations = 1};
    const struct arrivals_rule records = {.kind = ARRIVALS_POISSON, .per_s = 5, .rate_factor = 1};
    struct arena *arena = arena_new();
    struct accumulators *all = accumulators_new(arena, &rule);
    for (uint32_t i = 0; i < PRODUCERS; i++) {
        struct accumulator *accumulator = accumulator_new(all, &records, 0, random_key_of(1, 0), i);
        for (int request = 0; request < 5; request++) {
            int64_t due_ns = accumulator_due_ns(accumulator);
            accumulator_acked(accumulator, due_ns, accumulator_advance(accumulator, due_ns));
        }
    }
    assert_true(arena_used_bytes(arena) < PRODUCERS * 704);
    arena_free(arena);
}

/* Records end: what was gathered is still sent, and nothing else. */
static void test_end(void **state)
{
    (void)state;
    const struct accumulator_rule rule = {.partitioning = ACCUMULATOR_KEYED,
                                          .record_bytes = 1000,
                                          .linger_s = 0.1,
                                          .batch_bytes = 100000,
                                          .max_request_bytes = 1e6,
                                          .buffer_bytes = INFINITY,
                                          .max_in_flight = 5,
                                          .partitions = 7,
                                          .destinations = 2};
    const struct arrivals_rule records = {.kind = ARRIVALS_CONSTANT, .per_s = 1000, .rate_factor = 1};
    struct arena *arena = arena_new();
    struct accumulator *accumulator = accumulator_new(accumulators_new(arena, &rule), &records, 0,
                                                      random_key_of(1, 0), 0);
    accumulator_end(accumulator, time_ns(0.25));
    uint32_t gathered = 0;
    for (int64_t due_ns; (due_ns = accumulator_due_ns(accumulator)) != NEVER_NS;) {
        struct accumulator_request *request = accumulator_advance(accumulator, due_ns);
        gathered += request->records;
        assert_true(request->last_ns < time_ns(0.25) && due_ns <= time_ns(0.35));
        accumulator_acked(accumulator, due_ns, request);
    }
    assert_int_equal(gathered, 250);
    assert_int_equal(accumulator_figures(accumulator).held, 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_the_definitions),
        cmocka_unit_test(test_lazily),
        cmocka_unit_test(test_closed_form),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
