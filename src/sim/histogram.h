/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Histogram: latencies from 1 µs to 1 h, each known to 0.1 % of itself.
 *
 * Buckets are powers of two cut into 512 equal parts, so that a bucket's middle is within 1/1024 of anything in it. Counts are whole
 * numbers: merging adds them, in any order with the same result. What lies below goes to a count of its own that quantiles take
 * as "at most 1 µs"; what lies above to another, taken as "over an hour": nothing is lost in silence.
 *
 * The quantile at level q is the value of rank ⌈q × count⌉ (at least 1) of all that was added.
 *
 * Ownership: the arena of histogram_new; octaves that nothing falls into take no memory. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define HISTOGRAM_LEAST_NS INT64_C(1000)
#define HISTOGRAM_MOST_NS INT64_C(3600000000000)
#define HISTOGRAM_RELATIVE_ERROR 0.001

enum { HISTOGRAM_OCTAVE_BITS = 9, HISTOGRAM_OCTAVE_BUCKETS = 1 << HISTOGRAM_OCTAVE_BITS, HISTOGRAM_OCTAVES = 33 };

/* Latencies from 2^(9 + i) to twice that. */
struct histogram_octave {
    unsigned __int128 sum_ns; /* exact; here rather than in one place, so that one addition need not wait for the last */
    uint64_t counts[HISTOGRAM_OCTAVE_BUCKETS];
};

/* To be read and changed by the functions below only. It stands here so that histogram_add is compiled into its callers. */
struct histogram {
    struct histogram_octave *octaves[HISTOGRAM_OCTAVES]; /* NULL where nothing fell */
    unsigned __int128 sum_ns;                            /* of what isn't in an octave's own sum */
    uint64_t below, above;
    struct arena *arena;
};

struct histogram *histogram_new(struct arena *arena);

/* Add count equal latencies of ≥ 0. */
void histogram_add_count(struct histogram *histogram, int64_t ns, uint64_t count);

/* Add one latency of ≥ 0. */
static inline void histogram_add(struct histogram *histogram, int64_t ns)
{
    if (ns >= HISTOGRAM_LEAST_NS && ns <= HISTOGRAM_MOST_NS) {
        unsigned shift = (unsigned)(63 - HISTOGRAM_OCTAVE_BITS - __builtin_clzll((unsigned long long)ns));
        struct histogram_octave *octave = histogram->octaves[shift];
        if (octave != NULL) {
            octave->counts[ns >> shift & (HISTOGRAM_OCTAVE_BUCKETS - 1)]++;
            octave->sum_ns += (uint64_t)ns;
            return;
        }
    }
    histogram_add_count(histogram, ns, 1);
}

/* Add count ≥ 1 latencies evenly spread from low to high ≥ low: low + i × (high − low)/(count − 1), i = 0 … count − 1, rounded
 * down to a nanosecond; one alone is the middle of both. Time is at most that of the buckets or of the latencies. */
void histogram_add_range(struct histogram *histogram, int64_t low_ns, int64_t high_ns, uint64_t count);

/* Add all of other's to histogram's. other stays as it is. */
void histogram_merge(struct histogram *histogram, const struct histogram *other);

uint64_t histogram_count(const struct histogram *histogram);    /* all that was added */
uint64_t histogram_below(const struct histogram *histogram);    /* of these, shorter than 1 µs */
uint64_t histogram_above(const struct histogram *histogram);    /* longer than 1 h */

/* Mean of all that was added, from the exact sum; 0 when there is nothing. In ns. */
double histogram_mean_ns(const struct histogram *histogram);

/* The quantile at level (0 to 1), in ns, the middle of its bucket; 0 when there is nothing, HISTOGRAM_LEAST_NS when it is below
 * that, INFINITY when it is above the hour. */
double histogram_quantile_ns(const struct histogram *histogram, double level);

/* How many were added that are at most ns (to the bucket's width). */
uint64_t histogram_at_most(const struct histogram *histogram, int64_t ns);
