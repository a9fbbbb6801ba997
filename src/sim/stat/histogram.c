/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/stat/histogram.h"

#include <math.h>

enum {
    BITS = HISTOGRAM_OCTAVE_BITS,
    BUCKETS = HISTOGRAM_OCTAVE_BUCKETS,
    EXPONENT_BIAS = 1023,
    OCTAVES_AHEAD = 1
};

struct histogram *histogram_new(struct arena *arena)
{
    struct histogram *histogram = arena_new_of(arena, struct histogram, 1);
    histogram->arena = arena;
    return histogram;
}

/* The binary logarithm of the bucket's width. */
static unsigned shift_of(uint64_t bucket) { return (unsigned)(bucket / BUCKETS) - EXPONENT_BIAS - BITS; }

static int64_t start_of(uint64_t bucket) { return (int64_t)(BUCKETS + bucket % BUCKETS) << shift_of(bucket); }

/* Make room for these buckets: whole octaves, and one more on the side that lacks them, since the next
 * latencies are often a little farther away. */
static void make_room(struct histogram *histogram, uint64_t first, uint64_t last)
{
    const uint64_t least = histogram_bucket_of(HISTOGRAM_LEAST_NS),
                   most = histogram_bucket_of(HISTOGRAM_MOST_NS);
    uint64_t old_first = histogram->first, old_count = histogram->count;
    if (old_count > 0 && first >= old_first && last < old_first + old_count) return;
    first = old_count > 0 && first >= old_first ? old_first : (first / BUCKETS - OCTAVES_AHEAD) * BUCKETS;
    last = old_count > 0 && last < old_first + old_count ? old_first + old_count - 1
                                                         : (last / BUCKETS + OCTAVES_AHEAD + 1) * BUCKETS - 1;
    first = first > least ? first : least;
    last = last < most ? last : most;
    uint64_t *counts = arena_new_of(histogram->arena, uint64_t, last - first + 1);
    if (old_count > 0) memcpy(counts + (old_first - first), histogram->counts, old_count * sizeof *counts);
    histogram->counts = counts;
    histogram->first = first;
    histogram->count = last - first + 1;
    histogram->whole = histogram->count - (last == most);
}

/* Count without the sum. */
static void count_at(struct histogram *histogram, int64_t ns, uint64_t count)
{
    if (ns < HISTOGRAM_LEAST_NS) {
        histogram->below += count;
    } else if (ns > HISTOGRAM_MOST_NS) {
        histogram->above += count;
    } else {
        uint64_t bucket = histogram_bucket_of(ns);
        make_room(histogram, bucket, bucket);
        histogram->counts[bucket - histogram->first] += count;
    }
}

void histogram_add_count(struct histogram *histogram, int64_t ns, uint64_t count)
{
    assert(ns >= 0);
    if (count == 0) return;
    count_at(histogram, ns, count);
    histogram->sum_ns += (unsigned __int128)(uint64_t)ns * count + (uint64_t)histogram->added_ns;
    histogram->added_ns = 0;
}

/* Latencies in even steps: the one with index i = 0 … steps is low + ⌊i × span / steps⌋. */
struct range {
    int64_t low_ns;
    uint64_t span_ns, steps;
};

/* Add one after another; the remainders of i × span / steps are carried along, so that nothing is divided. */
static void add_each(struct histogram *histogram, const struct range *range)
{
    const uint64_t whole_ns = range->span_ns / range->steps, part = range->span_ns % range->steps;
    uint64_t ns = (uint64_t)range->low_ns;
    for (uint64_t i = 0, rest = 0; i <= range->steps; i++) {
        histogram_add(histogram, (int64_t)ns);
        ns += whole_ns;
        rest += part;
        if (rest >= range->steps) {
            rest -= range->steps;
            ns++;
        }
    }
}

/* The number shorter than end: all i ≤ steps with i × span < (end − low) × steps. */
static uint64_t shorter_than(const struct range *range, int64_t end_ns)
{
    if (end_ns <= range->low_ns) return 0;
    uint64_t distance = (uint64_t)(end_ns - range->low_ns);
    if (distance > range->span_ns) return range->steps + 1;
    return (uint64_t)(((unsigned __int128)distance * range->steps + range->span_ns - 1) / range->span_ns);
}

/* Count the buckets from one to before another of the same octave, all of which end within the range. The
 * number shorter than a bucket's end is ⌈distance × steps / span⌉, which grows from bucket to bucket by
 * the same quotient and remainder. done are shorter than the first. */
static uint64_t count_octave(struct histogram *histogram, const struct range *range, uint64_t bucket,
                             uint64_t before, uint64_t done)
{
    const uint64_t span = range->span_ns, distance = (uint64_t)(start_of(bucket + 1) - range->low_ns);
    unsigned __int128 first = (unsigned __int128)distance * range->steps + span - 1,
                      step = (unsigned __int128)range->steps << shift_of(bucket);
    uint64_t until = (uint64_t)(first / span), rest = (uint64_t)(first % span),
             whole = (uint64_t)(step / span), part = (uint64_t)(step % span);
    uint64_t *counts = histogram->counts + (bucket - histogram->first);
    for (uint64_t i = 0; i < before - bucket; i++) {
        counts[i] += until - done;
        done = until;
        until += whole;
        rest += part;
        if (rest >= span) {
            rest -= span;
            until++;
        }
    }
    return done;
}

static void count_buckets(struct histogram *histogram, const struct range *range, int64_t low_ns,
                          int64_t high_ns)
{
    uint64_t bucket = histogram_bucket_of(low_ns), last = histogram_bucket_of(high_ns),
             done = shorter_than(range, low_ns);
    make_room(histogram, bucket, last);
    while (bucket < last) {
        uint64_t next_octave = (bucket / BUCKETS + 1) * BUCKETS,
                 before = next_octave < last ? next_octave : last;
        done = count_octave(histogram, range, bucket, before, done);
        bucket = before;
    }
    histogram->counts[last - histogram->first] += shorter_than(range, high_ns + 1) - done;
}

unsigned __int128 histogram_sum_ns(const struct histogram *histogram)
{
    return histogram->sum_ns + (uint64_t)histogram->added_ns;
}

static uint64_t greatest_divisor(uint64_t a, uint64_t b)
{
    while (b != 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Σ ⌊i × span / steps⌋ for i = 0 … steps. The terms of i and of steps − i add up to span when steps divides i
 * × span, which is so for gcd(span, steps) + 1 of the i, and to span − 1 otherwise; the sum is half of all
 * these pairs. */
static unsigned __int128 sum_of_steps(const struct range *range)
{
    unsigned __int128 pairs = ((unsigned __int128)range->steps + 1) * range->span_ns;
    return (pairs - range->steps + greatest_divisor(range->span_ns, range->steps)) / 2;
}

static void add_by_buckets(struct histogram *histogram, const struct range *range, int64_t high_ns)
{
    int64_t low_ns = range->low_ns > HISTOGRAM_LEAST_NS ? range->low_ns : HISTOGRAM_LEAST_NS;
    if (high_ns > HISTOGRAM_MOST_NS) high_ns = HISTOGRAM_MOST_NS;
    histogram->below += shorter_than(range, HISTOGRAM_LEAST_NS);
    histogram->above += range->steps + 1 - shorter_than(range, HISTOGRAM_MOST_NS + 1);
    if (low_ns <= high_ns) count_buckets(histogram, range, low_ns, high_ns);
    histogram->sum_ns += (unsigned __int128)(uint64_t)range->low_ns * (range->steps + 1) +
                         sum_of_steps(range);
}

/* The number of buckets between, at most all of them. */
static uint64_t buckets_between(int64_t low_ns, int64_t high_ns)
{
    if (low_ns > HISTOGRAM_MOST_NS) return 0;
    return histogram_bucket_of(high_ns < HISTOGRAM_MOST_NS ? high_ns : HISTOGRAM_MOST_NS) -
           histogram_bucket_of(low_ns > HISTOGRAM_LEAST_NS ? low_ns : HISTOGRAM_LEAST_NS);
}

void histogram_add_range(struct histogram *histogram, int64_t low_ns, int64_t high_ns, uint64_t count)
{
    assert(low_ns >= 0 && high_ns >= low_ns && count > 0);
    const struct range range = {low_ns, (uint64_t)(high_ns - low_ns), count - 1};
    if (count == 1 || range.span_ns == 0)
        histogram_add_count(histogram, low_ns + (high_ns - low_ns) / 2, count);
    else if (high_ns < HISTOGRAM_LEAST_NS || count > buckets_between(low_ns, high_ns))
        add_by_buckets(histogram, &range, high_ns);
    else
        add_each(histogram, &range);
}

void histogram_merge_times(struct histogram *histogram, const struct histogram *other, uint64_t times)
{
    histogram->below += other->below * times;
    histogram->above += other->above * times;
    histogram->sum_ns += histogram_sum_ns(other) * times;
    if (other->count == 0) return;
    make_room(histogram, other->first, other->first + other->count - 1);
    uint64_t *counts = histogram->counts + (other->first - histogram->first);
    for (uint64_t i = 0; i < other->count; i++) counts[i] += other->counts[i] * times;
}

void histogram_merge(struct histogram *histogram, const struct histogram *other)
{
    histogram_merge_times(histogram, other, 1);
}

uint64_t histogram_count(const struct histogram *histogram)
{
    uint64_t count = histogram->below + histogram->above;
    for (uint64_t i = 0; i < histogram->count; i++) count += histogram->counts[i];
    return count;
}

double histogram_mean_ns(const struct histogram *histogram)
{
    uint64_t count = histogram_count(histogram);
    return count == 0 ? 0 : (double)histogram_sum_ns(histogram) / (double)count;
}

double histogram_quantile_ns(const struct histogram *histogram, double level)
{
    assert(level >= 0 && level <= 1);
    uint64_t count = histogram_count(histogram);
    if (count == 0) return 0;
    double wanted = ceil(level * (double)count);
    uint64_t rank = wanted < 1                ? 1
                    : wanted >= (double)count ? count
                                              : (uint64_t)wanted,
             passed = histogram->below;
    if (rank <= passed) return (double)HISTOGRAM_LEAST_NS;
    for (uint64_t i = 0; i < histogram->count; i++) {
        uint64_t bucket = histogram->first + i;
        passed += histogram->counts[i];
        if (rank <= passed)
            return (double)start_of(bucket) + (double)((INT64_C(1) << shift_of(bucket)) - 1) / 2;
    }
    return INFINITY;
}

uint64_t histogram_at_most(const struct histogram *histogram, int64_t ns)
{
    uint64_t count = histogram->below + (ns > HISTOGRAM_MOST_NS ? histogram->above : 0);
    for (uint64_t i = 0; i < histogram->count && start_of(histogram->first + i) <= ns; i++)
        count += histogram->counts[i];
    return count;
}
