/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/histogram.h"

#include <assert.h>
#include <math.h>

enum { BITS = HISTOGRAM_OCTAVE_BITS, BUCKETS = HISTOGRAM_OCTAVE_BUCKETS };

static_assert(HISTOGRAM_LEAST_NS >= BUCKETS && HISTOGRAM_LEAST_NS < 2 * BUCKETS, "the first octave holds the least");
static_assert(HISTOGRAM_MOST_NS >> (BITS + HISTOGRAM_OCTAVES - 1) == 1, "the last octave holds the most");

struct histogram *histogram_new(struct arena *arena)
{
    struct histogram *histogram = arena_new_of(arena, struct histogram, 1);
    histogram->arena = arena;
    return histogram;
}

/* Which octave: also the logarithm of its buckets' width. */
static unsigned shift_of(int64_t ns)
{
    return (unsigned)(63 - BITS - __builtin_clzll((unsigned long long)ns));
}

static int64_t lowest_of(unsigned shift, unsigned bucket)
{
    return (int64_t)(BUCKETS + bucket) << shift;
}

static struct histogram_octave *octave_at(struct histogram *histogram, unsigned shift)
{
    if (histogram->octaves[shift] == NULL)
        histogram->octaves[shift] = arena_new_of(histogram->arena, struct histogram_octave, 1);
    return histogram->octaves[shift];
}

/* Count without the sum. */
static void count_at(struct histogram *histogram, int64_t ns, uint64_t count)
{
    assert(ns >= 0);
    if (ns < HISTOGRAM_LEAST_NS) {
        histogram->below += count;
    } else if (ns > HISTOGRAM_MOST_NS) {
        histogram->above += count;
    } else {
        unsigned shift = shift_of(ns);
        octave_at(histogram, shift)->counts[ns >> shift & (BUCKETS - 1)] += count;
    }
}

void histogram_add_count(struct histogram *histogram, int64_t ns, uint64_t count)
{
    if (count == 0)
        return;
    count_at(histogram, ns, count);
    histogram->sum_ns += (unsigned __int128)(uint64_t)ns * count;
}

/* Latencies in even steps: the one with index i is low + ⌊i × span / steps⌋. */
struct range {
    int64_t low_ns;
    uint64_t span_ns, steps;
};

/* How many have an index below steps + 1 and are shorter than end > low: all with i × span < (end − low) × steps. */
static uint64_t shorter_than(const struct range *range, int64_t end_ns)
{
    uint64_t distance = (uint64_t)(end_ns - range->low_ns);
    if (distance > range->span_ns)
        return range->steps + 1;
    unsigned __int128 product = (unsigned __int128)distance * range->steps;
    if (product >> 64 == 0) /* nearly always, and division of one word is many times faster */
        return (uint64_t)product / range->span_ns + ((uint64_t)product % range->span_ns != 0);
    return (uint64_t)((product + range->span_ns - 1) / range->span_ns);
}

/* The first time that is not in ns's bucket any more. */
static int64_t end_of_bucket(int64_t ns)
{
    if (ns < HISTOGRAM_LEAST_NS)
        return HISTOGRAM_LEAST_NS;
    if (ns > HISTOGRAM_MOST_NS)
        return INT64_MAX;
    int64_t end = ((ns >> shift_of(ns)) + 1) << shift_of(ns);
    return end <= HISTOGRAM_MOST_NS ? end : HISTOGRAM_MOST_NS + 1;
}

static int64_t at(const struct range *range, uint64_t index)
{
    unsigned __int128 product = (unsigned __int128)index * range->span_ns;
    return range->low_ns + (int64_t)(product >> 64 == 0 ? (uint64_t)product / range->steps : (uint64_t)(product / range->steps));
}

/* From bucket to bucket: those that no latency falls into are leapt over, so that there are at most as many turns as either. */
static void count_range(struct histogram *histogram, const struct range *range)
{
    uint64_t done = 0;
    while (done <= range->steps) {
        int64_t ns = at(range, done), end = end_of_bucket(ns);
        uint64_t until = end == INT64_MAX ? range->steps + 1 : shorter_than(range, end);
        count_at(histogram, ns, until - done);
        done = until;
    }
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

/* Σ ⌊i × span / steps⌋ for i = 0 … steps. The terms of i and of steps − i add up to span when steps divides i × span, which is
 * so for gcd(span, steps) + 1 of the i, and to span − 1 otherwise; the sum is half of all these pairs. */
static unsigned __int128 sum_of_steps(const struct range *range)
{
    unsigned __int128 pairs = ((unsigned __int128)range->steps + 1) * range->span_ns;
    return (pairs - range->steps + greatest_divisor(range->span_ns, range->steps)) / 2;
}

/* Latency by latency, without a division for each: the remainders of i × span ÷ steps are carried along. */
static void add_each(struct histogram *histogram, const struct range *range)
{
    uint64_t whole = range->span_ns / range->steps, part = range->span_ns % range->steps, rest = 0;
    int64_t ns = range->low_ns;
    for (uint64_t i = 0; i <= range->steps; i++) {
        histogram_add(histogram, ns);
        rest += part;
        bool carries = rest >= range->steps;
        rest -= carries ? range->steps : 0;
        ns += (int64_t)whole + carries;
    }
}

/* About how many latencies of a range can be counted one by one in the time that a bucket of it takes. */
enum { EACH_PER_BUCKET = 8 };

void histogram_add_range(struct histogram *histogram, int64_t low_ns, int64_t high_ns, uint64_t count)
{
    assert(low_ns >= 0 && high_ns >= low_ns && count > 0);
    const struct range range = {low_ns, (uint64_t)(high_ns - low_ns), count - 1};
    if (count == 1 || range.span_ns == 0) {
        histogram_add_count(histogram, low_ns + (high_ns - low_ns) / 2, count);
        return;
    }
    uint64_t buckets = 1 + (high_ns < HISTOGRAM_LEAST_NS ? 0 : range.span_ns >> shift_of(high_ns));
    if (range.steps < EACH_PER_BUCKET * buckets && range.steps < UINT32_MAX) {
        add_each(histogram, &range);
        return;
    }
    count_range(histogram, &range);
    histogram->sum_ns += (unsigned __int128)(uint64_t)low_ns * count + sum_of_steps(&range);
}

void histogram_merge(struct histogram *histogram, const struct histogram *other)
{
    histogram->below += other->below;
    histogram->above += other->above;
    histogram->sum_ns += other->sum_ns;
    for (unsigned shift = 0; shift < HISTOGRAM_OCTAVES; shift++) {
        const struct histogram_octave *from = other->octaves[shift];
        if (from == NULL)
            continue;
        struct histogram_octave *to = octave_at(histogram, shift);
        to->sum_ns += from->sum_ns;
        for (unsigned i = 0; i < BUCKETS; i++)
            to->counts[i] += from->counts[i];
    }
}

static uint64_t count_of(const struct histogram_octave *octave)
{
    uint64_t count = 0;
    for (unsigned i = 0; octave != NULL && i < BUCKETS; i++)
        count += octave->counts[i];
    return count;
}

uint64_t histogram_count(const struct histogram *histogram)
{
    uint64_t count = histogram->below + histogram->above;
    for (unsigned shift = 0; shift < HISTOGRAM_OCTAVES; shift++)
        count += count_of(histogram->octaves[shift]);
    return count;
}

uint64_t histogram_below(const struct histogram *histogram)
{
    return histogram->below;
}

uint64_t histogram_above(const struct histogram *histogram)
{
    return histogram->above;
}

double histogram_mean_ns(const struct histogram *histogram)
{
    unsigned __int128 sum_ns = histogram->sum_ns;
    for (unsigned shift = 0; shift < HISTOGRAM_OCTAVES; shift++)
        if (histogram->octaves[shift] != NULL)
            sum_ns += histogram->octaves[shift]->sum_ns;
    uint64_t count = histogram_count(histogram);
    return count == 0 ? 0 : (double)sum_ns / (double)count;
}

static double middle_of(unsigned shift, unsigned bucket)
{
    return (double)lowest_of(shift, bucket) + (double)((INT64_C(1) << shift) - 1) / 2;
}

/* The value of rank ≥ 1 within the octave. */
static double value_of_rank(const struct histogram_octave *octave, unsigned shift, uint64_t rank)
{
    unsigned bucket = 0;
    for (uint64_t passed = 0; (passed += octave->counts[bucket]) < rank; bucket++)
        ;
    return middle_of(shift, bucket);
}

double histogram_quantile_ns(const struct histogram *histogram, double level)
{
    assert(level >= 0 && level <= 1);
    uint64_t count = histogram_count(histogram);
    if (count == 0)
        return 0;
    double wanted = ceil(level * (double)count);
    uint64_t rank = wanted < 1 ? 1 : wanted >= (double)count ? count : (uint64_t)wanted;
    if (rank <= histogram->below)
        return (double)HISTOGRAM_LEAST_NS;
    rank -= histogram->below;
    for (unsigned shift = 0; shift < HISTOGRAM_OCTAVES; shift++) {
        uint64_t here = count_of(histogram->octaves[shift]);
        if (rank <= here)
            return value_of_rank(histogram->octaves[shift], shift, rank);
        rank -= here;
    }
    return INFINITY;
}

uint64_t histogram_at_most(const struct histogram *histogram, int64_t ns)
{
    uint64_t count = histogram->below;
    if (ns > HISTOGRAM_MOST_NS)
        return histogram_count(histogram);
    for (unsigned shift = 0; shift < HISTOGRAM_OCTAVES; shift++)
        for (unsigned i = 0; histogram->octaves[shift] != NULL && i < BUCKETS && lowest_of(shift, i) <= ns; i++)
            count += histogram->octaves[shift]->counts[i];
    return count;
}
