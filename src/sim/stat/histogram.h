/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Histogram: latencies from 1 µs to 1 h, each known to 0.1 % of itself.
 *
 * Buckets are powers of two cut into 512 equal parts, so that a bucket's middle is within 1/1024 of
 * anything in it. Counts are whole numbers: merging adds them, in any order with the same result.
 * Latencies below have a separate count that quantiles take as "at most 1 µs"; those above another, taken
 * as "over an hour": nothing is lost in silence.
 *
 * The quantile at level q is the value of rank ⌈q × count⌉ (at least 1) of all that was added.
 *
 * Ownership: the arena of histogram_new; of the octaves only those between the shortest and the longest
 * latency take memory. */
#pragma once

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

#define HISTOGRAM_LEAST_NS INT64_C(1000)
#define HISTOGRAM_MOST_NS INT64_C(3600000000000)
#define HISTOGRAM_RELATIVE_ERROR 0.001

enum { HISTOGRAM_OCTAVE_BITS = 9, HISTOGRAM_OCTAVE_BUCKETS = 1 << HISTOGRAM_OCTAVE_BITS };

/* Private to the functions below; declared here so that histogram_add is inlined. */
struct histogram {
    uint64_t *counts; /* of the buckets with numbers first … first + count − 1 */
    uint64_t first, count;
    uint64_t whole;           /* count of those wholly within 1 µs to 1 h */
    unsigned __int128 sum_ns; /* of all added values, except: */
    int64_t
        added_ns; /* the sum since it was last moved to sum_ns: adding to one word is faster than to two */
    uint64_t below, above;
    struct arena *arena;
};

struct histogram *histogram_new(struct arena *arena);

/* The number of a latency's bucket: the first bits of it as a double (IEEE 754), exponent and all. ns < 2^53.
 */
static inline uint64_t histogram_bucket_of(int64_t ns)
{
    enum { MANTISSA_BITS = 52 };
    const double value = (double)ns;
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits >> (MANTISSA_BITS - HISTOGRAM_OCTAVE_BITS);
}

/* Add count equal latencies of ≥ 0. */
void histogram_add_count(struct histogram *histogram, int64_t ns, uint64_t count);

/* Add one latency of ≥ 0. */
static inline void histogram_add(struct histogram *histogram, int64_t ns)
{
    uint64_t at = histogram_bucket_of(ns) - histogram->first;
    if (at >= histogram->whole ||
        histogram->added_ns > INT64_MAX / 2) { /* a negative one too: its number is larger than any other */
        histogram_add_count(histogram, ns, 1);
        return;
    }
    histogram->added_ns += ns;
    histogram->counts[at]++;
}

/* Add count ≥ 1 latencies evenly spread from low to high ≥ low: low + i × (high − low)/(count − 1), i = 0 …
 * count − 1, rounded down to a nanosecond; one alone is the middle of both. Time is at most that of the
 * buckets or of the latencies. */
void histogram_add_range(struct histogram *histogram, int64_t low_ns, int64_t high_ns, uint64_t count);

/* Add all of other's to histogram's. other stays as it is. */
void histogram_merge(struct histogram *histogram, const struct histogram *other);

/* Merge so many times. */
void histogram_merge_times(struct histogram *histogram, const struct histogram *other, uint64_t times);

uint64_t histogram_count(const struct histogram *histogram); /* all that was added */

/* The mean of all values, exact. */
unsigned __int128 histogram_sum_ns(const struct histogram *histogram);

/* Mean of all that was added, from the exact sum; 0 when there is nothing. In ns. */
double histogram_mean_ns(const struct histogram *histogram);

/* The quantile at level (0 to 1), in ns, the middle of its bucket; 0 when there is nothing,
 * HISTOGRAM_LEAST_NS when it is below that, INFINITY when it is above the hour. */
double histogram_quantile_ns(const struct histogram *histogram, double level);

/* The number of values of at most ns (to the bucket's width). */
uint64_t histogram_at_most(const struct histogram *histogram, int64_t ns);
