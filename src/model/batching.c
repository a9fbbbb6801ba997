/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/batching.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#include "base/fp.h"
#include "model/batching_private.h"
#include "model/poisson.h"

/* Fewer requests per timeout than this count as none: a second one in a file would change nothing by
 * 10^−12. */
static const double IDLE = 1e-12;

/* Requests that fill a whole number of files, rounding aside. */
static const double EXACT = 1e-9;

struct batching_fill batching_fill(double max_bytes, double request_bytes)
{
    assert(request_bytes > 0 && max_bytes >= 0);
    if (isinf(max_bytes)) return (struct batching_fill){INFINITY, 1};
    if (request_bytes >= max_bytes) return (struct batching_fill){1, 0};
    double rest = fmod(max_bytes, request_bytes);
    double count = rint((max_bytes - rest) / request_bytes);
    if (rest >= request_bytes * (1 - EXACT)) return (struct batching_fill){count + 1, 0};
    return (struct batching_fill){count, rest > request_bytes * EXACT};
}

static double batching_least(const struct batching_rule *rule)
{
    return fmin(rule->least_s, rule->timeout_s);
}

/* One file. X requests would arrive after its first until its timer ends it; limit is how many of them
 * close it before that, so m = min(X, limit) arrive while it is open. Its time is m by Wald's identity,
 * and its waits the integral of its requests over that time, Σ k P(X ≥ k) for k up to limit. */
static struct batching_period one_file(const struct poisson *p, double overflow)
{
    return (struct batching_period){
        .files = 1,
        .requests = 1 + p->clipped - overflow * p->reach,
        .by_size = p->reach,
        .open = p->clipped,
        .waits = p->pairs + p->clipped,
    };
}

/* The file is armed by its first request, or the next one opens it at once: both are regeneration points. */
static struct batching_period armed_period(double mean, struct batching_fill fill)
{
    struct poisson p = poisson_clip(mean, fill.requests - 1 + fill.overflow);
    return one_file(&p, fill.overflow);
}

/* As one_file for X − 1 if X ≥ 1, nothing if X = 0; next is cut off at last + 1. */
static struct batching_period one_file_after_first(const struct poisson *next, double overflow)
{
    double any = -fp_expm1(-next->mean);
    double more = next->clipped - any;
    return (struct batching_period){
        .files = any,
        .requests = any + more - overflow * next->reach,
        .by_size = next->reach,
        .open = more,
        .waits = next->pairs,
    };
}

void batching_add(struct batching_period *to, double weight, const struct batching_period *from)
{
    to->files += weight * from->files;
    to->requests += weight * from->requests;
    to->by_size += weight * from->by_size;
    to->open += weight * from->open;
    to->waits += weight * from->waits;
}

/* The delay of an adaptive file. Either the whole timeout: its first request came before the file before it
 * was due. Or that was w later, exponential: max(timeout − w, least). A mean over the second is one over X −
 * 1 for X requests within the timeout, the first of which opens the file, but where no request comes up to
 * least before its end. */
struct adaptive {
    double mean, least_mean; /* requests expected within the timeout and within least_s */
    double late;             /* probability that none comes in the time between these */
    double whole;            /* share of the files that have the whole timeout */
};

static struct adaptive adaptive_delays(const struct batching_rule *rule, double requests_per_s, double fill)
{
    struct adaptive it = {.mean = requests_per_s * rule->timeout_s,
                          .least_mean = requests_per_s * batching_least(rule)};
    it.late = fp_exp(it.least_mean - it.mean);
    /* The file after one that was filled with time for one request more has the whole timeout. */
    double after_whole = poisson_reach(it.mean, fill);
    double after_other = isinf(fill) ? 0
                                     : poisson_reach(it.mean, fill + 1) +
                                           it.late * poisson_clip(it.least_mean, fill).exactly;
    it.whole = after_other > 0 ? after_other / (1 - after_whole + after_other) : 0;
    return it;
}

static struct batching_period adaptive_period(const struct batching_rule *rule, double requests_per_s,
                                              struct batching_fill fill)
{
    double last = fill.requests - 1 + fill.overflow;
    struct adaptive delays = adaptive_delays(rule, requests_per_s, fill.requests);
    struct poisson p = poisson_clip(delays.mean, last);
    struct poisson next = poisson_next(&p);
    struct batching_period whole = one_file(&p, fill.overflow);
    struct batching_period other = one_file_after_first(&next, fill.overflow);
    if (delays.late > 0) {
        p = poisson_clip(delays.least_mean, last);
        next = poisson_next(&p);
        struct batching_period least = one_file(&p, fill.overflow);
        struct batching_period counted = one_file_after_first(&next, fill.overflow);
        batching_add(&other, delays.late, &least);
        batching_add(&other, -delays.late, &counted);
    }
    struct batching_period period = {0};
    batching_add(&period, delays.whole, &whole);
    batching_add(&period, 1 - delays.whole, &other);
    return period;
}

struct rotations {
    double count;   /* E of the number of j ≥ 0 with X ≥ first + j × every */
    double exactly; /* probability that X is one of these */
    double excess;  /* E of the sum over j of max(X − first − j × every, 0) */
};

static struct rotations rotations_by_recursion(double mean, double first, double every)
{
    struct rotations it = {0};
    double highest = poisson_highest(mean);
    double probability = fp_exp(-mean), passed = 0, excess = 0, next = first;
    for (double x = 0; x <= highest; x++) {
        excess += passed;
        if (x == next) {
            passed++;
            next += every;
            it.exactly += probability;
        }
        it.count += probability * passed;
        it.excess += probability * excess;
        probability *= mean / (x + 1);
    }
    return it;
}

/* Limits far below X have a mean without cut; only those around the mean need an expansion. */
static struct rotations rotations_around_mean(double mean, double first, double every)
{
    double sure = fmax(0, floor((poisson_lowest(mean) - first) / every) + 1);
    struct rotations it = {.count = sure, .excess = sure * (mean - first) - every * sure * (sure - 1) / 2};
    double highest = poisson_highest(mean);
    for (double limit = first + sure * every; limit <= highest; limit += every) {
        struct poisson p = poisson_clip(mean, limit);
        it.count += p.reach;
        it.exactly += p.exactly;
        it.excess += poisson_excess(&p);
    }
    return it;
}

static struct rotations rotations(double mean, double first, double every)
{
    if (isinf(first) || first > poisson_highest(mean)) return (struct rotations){0};
    return mean <= POISSON_RECURSION_MAX ? rotations_by_recursion(mean, first, every)
                                         : rotations_around_mean(mean, first, every);
}

/* So many files fill between two ticks that X modulo their requests is uniform: the characteristic
 * function of X at 2π ÷ requests is below e^(−2π² mean ÷ requests²) ≤ e^(−20.9) < 10^−9. It also bounds
 * the loop of rotations_around_mean. */
static bool is_mixed_up(double mean, double fill)
{
    return mean > POISSON_RECURSION_MAX && mean > 1.06 * fill * fill;
}

/* From one tick to the next: the content of the file is the arrivals so far modulo those that fill one. */
static struct batching_period free_period(double mean, struct batching_fill fill)
{
    struct batching_period period = {.requests = mean};
    double n = fill.requests;
    double any = -fp_expm1(-mean);
    if (is_mixed_up(mean, n)) {
        double partial = (n - 1) / (2 * n);
        period.files = mean / n + partial;
        period.by_size = fill.overflow != 0 ? period.files - 1 : mean / n - partial;
        period.waits = (fill.overflow != 0 ? (n + 1) / 2 * (mean - 1) : (n - 1) / 2 * mean) -
                       (n * n - 1) / 12;
    } else {
        struct rotations filled = rotations(mean, n + fill.overflow, n);
        /* Opened by the first request, and by the one after each filled file, if it comes before the tick. */
        period.files = any + filled.count - (fill.overflow != 0 ? 0 : filled.exactly);
        period.by_size = filled.count;
        period.waits = mean * mean / 2 - (filled.count > 0 ? n * filled.excess : 0);
    }
    period.open = mean - (fill.overflow != 0 ? any : period.files);
    return period;
}

struct batching_period batching_period(const struct batching_rule *rule, double requests_per_s,
                                       struct batching_fill fill)
{
    if (fill.requests == 1 && fill.overflow == 0)
        return (struct batching_period){.files = 1, .requests = 1, .by_size = 1};
    double mean = requests_per_s * rule->timeout_s;
    switch (rule->timer) {
    case BATCHING_FREE: return free_period(mean, fill);
    case BATCHING_ADAPTIVE: return adaptive_period(rule, requests_per_s, fill);
    case BATCHING_ARMED: break;
    }
    return armed_period(mean, fill);
}

struct batching batching_from_period(const struct batching_period *period, double requests_per_s,
                                     double request_bytes)
{
    double requests_per_file = period->requests / period->files;
    double wait_s = period->waits / period->requests / requests_per_s;
    return (struct batching){
        .files_per_s = requests_per_s / requests_per_file,
        .requests_per_file = requests_per_file,
        .bytes_per_file = requests_per_file * request_bytes,
        .closed_by_size = period->by_size / period->files,
        .open_share = period->open / period->requests,
        .request_wait_s = wait_s,
        .byte_wait_s = wait_s,
    };
}

bool batching_is_idle(const struct batching_rule *rule, double requests_per_s)
{
    assert(requests_per_s >= 0 && rule->timeout_s >= 0 && isfinite(rule->timeout_s) && rule->max_bytes >= 0);
    return requests_per_s * rule->timeout_s < IDLE;
}

struct batching batching_idle(const struct batching_rule *rule, double requests_per_s, double request_bytes)
{
    static const double FREE_SHARE = 0.5;
    double wait_s = rule->timeout_s;
    if (rule->timer == BATCHING_FREE) wait_s *= FREE_SHARE;
    if (rule->timer == BATCHING_ADAPTIVE) wait_s = batching_least(rule);
    bool full = request_bytes >= rule->max_bytes;
    if (full) wait_s = 0;
    return (struct batching){
        .files_per_s = requests_per_s,
        .requests_per_file = 1,
        .bytes_per_file = request_bytes,
        .closed_by_size = full,
        .open_share = requests_per_s * wait_s,
        .request_wait_s = wait_s,
        .byte_wait_s = wait_s,
    };
}

struct batching batching(const struct batching_rule *rule, double requests_per_s, double request_bytes)
{
    if (batching_is_idle(rule, requests_per_s)) return batching_idle(rule, requests_per_s, request_bytes);
    struct batching_period period = batching_period(rule, requests_per_s,
                                                    batching_fill(rule->max_bytes, request_bytes));
    return batching_from_period(&period, requests_per_s, request_bytes);
}

/* The share of files with at least so many requests (from 2 up to a full file). */
static double reaching_free(double mean, double fill, double requests)
{
    if (is_mixed_up(mean, fill)) {
        double files = mean / fill + (fill - 1) / (2 * fill);
        return (files - (requests - 1) / fill) / files;
    }
    return rotations(mean, requests, fill).count / rotations(mean, 1, fill).count;
}

static double reaching_adaptive(const struct batching_rule *rule, double requests_per_s, double fill,
                                double requests)
{
    struct adaptive delays = adaptive_delays(rule, requests_per_s, fill);
    double others = poisson_reach(delays.mean, requests) +
                    delays.late * poisson_clip(delays.least_mean, requests - 1).exactly;
    return delays.whole * poisson_reach(delays.mean, requests - 1) + (1 - delays.whole) * others;
}

static double reaching(const struct batching_rule *rule, double requests_per_s, double fill, double requests)
{
    double mean = requests_per_s * rule->timeout_s;
    switch (rule->timer) {
    case BATCHING_FREE: return reaching_free(mean, fill, requests);
    case BATCHING_ADAPTIVE: return reaching_adaptive(rule, requests_per_s, fill, requests);
    case BATCHING_ARMED: break;
    }
    return poisson_reach(mean, requests - 1);
}

double batching_chunks(const struct batching_rule *rule, double requests_per_s, double request_bytes,
                       double chunk_bytes)
{
    assert(chunk_bytes > 0);
    double fill = batching_fill(rule->max_bytes, request_bytes).requests;
    double chunks = ceil(request_bytes / chunk_bytes * (1 - EXACT));
    if (fill == 1 || batching_is_idle(rule, requests_per_s)) return chunks;
    double most = fmin(fill, poisson_highest(requests_per_s * rule->timeout_s) + 1);
    double sum = chunks; /* chunks of one request, and one more for each boundary that a file crosses */
    for (;; chunks++) {
        double requests = floor(chunks * chunk_bytes / request_bytes * (1 + EXACT)) + 1;
        if (requests > most) return sum;
        sum += reaching(rule, requests_per_s, fill, requests);
    }
}
