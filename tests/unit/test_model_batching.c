/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Batching against an event loop that does what the rules say, request by request and byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <float.h>
#include <time.h>

#include "base/units.h"
#include "model/batching.h"
#include "unit/model_random.h"

enum { CHUNK_COUNT_FOR_TEST = 1 };

/* What an agent does; times in seconds from the start of its run. */
struct agent {
    const struct batching_rule *rule;
    double chunk_bytes;
    double now, opened, due;
    double requests, bytes, arrivals, arrival_bytes; /* of the open file; the last two: Σ time and Σ time × bytes */
    double files, by_size, file_bytes, all_requests, waits, byte_waits, open, chunks;
};

static void close_file(struct agent *agent, double at, bool by_size)
{
    agent->files++;
    agent->by_size += by_size;
    agent->file_bytes += agent->bytes;
    agent->all_requests += agent->requests;
    agent->waits += agent->requests * at - agent->arrivals;
    agent->byte_waits += agent->bytes * at - agent->arrival_bytes;
    agent->open += at - agent->opened;
    agent->chunks += ceil(agent->bytes / agent->chunk_bytes);
    agent->requests = agent->bytes = agent->arrivals = agent->arrival_bytes = 0;
}

static double due_at(const struct agent *agent, double t)
{
    const struct batching_rule *rule = agent->rule;
    switch (rule->timer) {
    case BATCHING_FREE:
        return (floor(t / rule->timeout_s) + 1) * rule->timeout_s;
    case BATCHING_ADAPTIVE:
        return fmin(fmax(t + rule->least_s, agent->due + rule->timeout_s), t + rule->timeout_s);
    case BATCHING_ARMED:
        break;
    }
    return t + rule->timeout_s;
}

static void arrive(struct agent *agent, double t, double bytes)
{
    if (agent->requests > 0 && agent->due <= t)
        close_file(agent, agent->due, false);
    if (agent->requests > 0 && agent->bytes + bytes > agent->rule->max_bytes)
        close_file(agent, t, true);
    if (agent->requests == 0) {
        agent->opened = t;
        agent->due = due_at(agent, t);
    }
    agent->requests++;
    agent->bytes += bytes;
    agent->arrivals += t;
    agent->arrival_bytes += t * bytes;
    if (agent->bytes >= agent->rule->max_bytes)
        close_file(agent, t, true);
    agent->now = t;
}

static double draw_size(uint64_t *random, const struct batching_size *sizes, size_t count)
{
    double u = random_unit(random);
    for (size_t i = 0; i + 1 < count; i++) {
        if (u < sizes[i].share)
            return sizes[i].bytes;
        u -= sizes[i].share;
    }
    return sizes[count - 1].bytes;
}

enum figure { FILES, REQUESTS, BYTES, BY_SIZE, OPEN, WAIT, BYTE_WAIT, CHUNKS, FIGURE__COUNT };
static const char *const FIGURES[FIGURE__COUNT] = {"files_per_s",    "requests_per_file", "bytes_per_file", "closed_by_size",
                                                   "open_share",     "request_wait_s",    "byte_wait_s",    "chunks"};

/* Independent runs, whose scatter is the error of their mean. */
enum { RUNS = 32, REQUESTS_PER_RUN = 6000 };

struct observed {
    struct estimate of[FIGURE__COUNT];
};

static void run_once(struct agent *agent, uint64_t *random, double requests_per_s, const struct batching_size *sizes, size_t count, int requests)
{
    double t = agent->now;
    for (int i = 0; i < requests; i++) {
        t += random_exponential(random, 1 / requests_per_s);
        arrive(agent, t, draw_size(random, sizes, count));
    }
}

static void forget(struct agent *agent)
{
    agent->files = agent->by_size = agent->file_bytes = agent->all_requests = 0;
    agent->waits = agent->byte_waits = agent->open = agent->chunks = 0;
}

static struct observed observe(const struct batching_rule *rule, double requests_per_s, const struct batching_size *sizes, size_t count,
                               double chunk_bytes, uint64_t seed)
{
    struct observed observed = {0};
    struct agent agent = {.rule = rule, .chunk_bytes = chunk_bytes, .due = -1e9};
    uint64_t random = seed;
    run_once(&agent, &random, requests_per_s, sizes, count, REQUESTS_PER_RUN / 4);
    for (int run = 0; run < RUNS; run++) {
        forget(&agent);
        double from = agent.now;
        run_once(&agent, &random, requests_per_s, sizes, count, REQUESTS_PER_RUN);
        double time = agent.now - from;
        estimate_add(&observed.of[FILES], agent.files / time);
        estimate_add(&observed.of[REQUESTS], agent.all_requests / agent.files);
        estimate_add(&observed.of[BYTES], agent.file_bytes / agent.files);
        estimate_add(&observed.of[BY_SIZE], agent.by_size / agent.files);
        estimate_add(&observed.of[OPEN], agent.open / time);
        estimate_add(&observed.of[WAIT], agent.waits / agent.all_requests);
        estimate_add(&observed.of[BYTE_WAIT], agent.byte_waits / agent.file_bytes);
        estimate_add(&observed.of[CHUNKS], agent.chunks / agent.files);
    }
    return observed;
}

static void figures_of(const struct batching *model, double *figures)
{
    figures[FILES] = model->files_per_s;
    figures[REQUESTS] = model->requests_per_file;
    figures[BYTES] = model->bytes_per_file;
    figures[BY_SIZE] = model->closed_by_size;
    figures[OPEN] = model->open_share;
    figures[WAIT] = model->request_wait_s;
    figures[BYTE_WAIT] = model->byte_wait_s;
}

/* Runs share what is in a file at their ends, and a ratio of means is biased by about a file in a run: 3 × 10^−4 at 6,000 requests. */
static double allowance(const struct estimate *estimate)
{
    return 4 * estimate_error(estimate) + 3e-4 * fabs(estimate_mean(estimate)) + 1e-12;
}

#define T(timer, timeout, least, max) {BATCHING_##timer, timeout, least, max}
static const struct set {
    struct batching_rule rule;
    double requests_per_s, bytes;
} SETS[] = {
    {T(ARMED, 0.25, 0, 8 * MIB), 0.013, 31.7 * KIB},    /* nearly idle */
    {T(ARMED, 0.25, 0, 8 * MIB), 4, 17.3 * KIB},
    {T(ARMED, 0.25, 0, 8 * MIB), 431, 16.2 * KIB},      /* the timer closes */
    {T(ARMED, 0.25, 0, 4 * MIB), 1000, 16777.216},      /* both; mechanics: 250 exactly */
    {T(ARMED, 0.25, 0, 4 * MIB), 1003, 16.6 * KIB},     /* both; 246.7 */
    {T(ARMED, 0.25, 0, 8 * MIB), 2731, 64 * KIB},       /* size-bound, exactly 128 */
    {T(ARMED, 0.25, 0, 8 * MIB), 2731, 71.3 * KIB},     /* size-bound, with a rest */
    {T(ARMED, 0.25, 0, 8 * MIB), 7.31, 9.5 * MIB},      /* larger than a file */
    {T(ARMED, 0.25, 0, 8 * MIB), 7.31, 8 * MIB},        /* a file */
    {T(ARMED, 0.25, 0, 8 * MIB), 7.31, 5 * MIB},        /* more than half */
    {T(ARMED, 0.25, 0, 8 * MIB), 7.31, 4 * MIB},        /* half */
    {T(ARMED, 0.05, 0, 8 * MIB), 61.3, 0.97 * MIB},
    {T(FREE, 0.25, 0, 8 * MIB), 0.013, 31.7 * KIB},
    {T(FREE, 0.25, 0, 8 * MIB), 431, 16.2 * KIB},
    {T(FREE, 0.25, 0, 8 * MIB), 27.31, 1 * MIB},
    {T(FREE, 0.25, 0, 8 * MIB), 27.31, 1.1 * MIB},
    {T(FREE, 0.25, 0, 8 * MIB), 2731, 64 * KIB},        /* mixed up, exactly */
    {T(FREE, 0.25, 0, 1 * MIB), 2731, 71.3 * KIB},      /* mixed up, with a rest */
    {T(FREE, 0.25, 0, 8 * MIB), 2731, 22.1 * KIB},      /* expansion around the mean, with a rest */
    {T(FREE, 0.25, 0, 8 * MIB), 2731, 16 * KIB},        /* the same, exactly 512 */
    {T(FREE, 0.25, 0, 8 * MIB), 7.31, 9.5 * MIB},
    {T(FREE, 0.25, 0, 8 * MIB), 7.31, 5 * MIB},
    {T(ADAPTIVE, 0.25, 0.01, 8 * MIB), 0.013, 31.7 * KIB},
    {T(ADAPTIVE, 0.25, 0.01, 8 * MIB), 4, 17.3 * KIB},
    {T(ADAPTIVE, 0.25, 0.01, 8 * MIB), 431, 16.2 * KIB},
    {T(ADAPTIVE, 0.25, 0.01, 4 * MIB), 1000, 16777.216},
    {T(ADAPTIVE, 0.25, 0.01, 4 * MIB), 1003, 16.6 * KIB},
    {T(ADAPTIVE, 0.25, 0.01, 8 * MIB), 27.31, 1 * MIB},
    {T(ADAPTIVE, 0.25, 0.01, 8 * MIB), 27.31, 1.1 * MIB},
    {T(ADAPTIVE, 0.25, 0.12, 8 * MIB), 7.31, 5 * MIB},
    {T(ADAPTIVE, 0.25, 0.12, 8 * MIB), 7.31, 4 * MIB},
    {T(ADAPTIVE, 0.25, 0.01, 8 * MIB), 2731, 71.3 * KIB},
    {T(ADAPTIVE, 0.25, 0.25, 8 * MIB), 37.3, 0.9 * MIB}, /* always the whole timeout: as armed */
};

static void test_one_size(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof SETS / sizeof SETS[0]; i++) {
        const struct set *set = &SETS[i];
        struct batching_size size = {set->bytes, 1};
        double chunk_bytes = 1.3 * MIB;
        struct observed observed = observe(&set->rule, set->requests_per_s, &size, 1, chunk_bytes, 20260 + i);
        struct batching model = batching(&set->rule, set->requests_per_s, set->bytes);
        double figures[FIGURE__COUNT];
        figures_of(&model, figures);
        figures[CHUNKS] = batching_chunks(&set->rule, set->requests_per_s, set->bytes, chunk_bytes);
        for (int f = 0; f < FIGURE__COUNT; f++)
            if (!(fabs(figures[f] - estimate_mean(&observed.of[f])) <= allowance(&observed.of[f])))
                print_error("set %zu %s: %g instead of %g, whose error is %g\n", i, FIGURES[f], figures[f], estimate_mean(&observed.of[f]),
                            estimate_error(&observed.of[f]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
