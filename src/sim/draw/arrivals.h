/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Arrivals: the send times of one producer's records.
 *
 *     constant  evenly spaced, from a time within the first gap that is the producer's own
 *     Poisson   exponential gaps
 *     bursty    an interrupted Poisson process: within a burst, gaps are exponential at burst_factor ×
 *               the mean rate; after each record the burst ends with probability 1 ÷ burst_records, and
 *               the gap then includes an exponential pause whose mean keeps the mean rate:
 *               burst_records × (1 − 1 ÷ burst_factor) ÷ per_s
 *     trace     given times
 *
 * All but traces may follow a profile of the rate hour by hour: gaps are drawn at the mean rate and laid
 * along the integral of the rate (a change of time, not thinning), so that each record takes one draw and
 * keeps its number whatever the profile.
 *
 * Record n takes ordinal n of the producer's stream (bursty: 2^46 + n and 2^47 + n too). Gaps are drawn
 * ARRIVALS_BLOCK at a time. A producer takes sizeof(struct arrivals) = 200 bytes: 20 MB for 10^5 of them.
 *
 * Ownership: plain data, anywhere; the rule and what it points at outlive it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "sim/draw/random.h"
#include "sim/engine/time.h"

enum arrivals_kind { ARRIVALS_CONSTANT, ARRIVALS_POISSON, ARRIVALS_BURSTY, ARRIVALS_TRACE };

struct arrivals_rule {
    enum arrivals_kind kind;
    double per_s;         /* mean over the profile, of one producer, ≥ 0 (0: no records); not for traces */
    double rate_factor;   /* multiplies all rates, > 0: 1 at mean load, the peak's factor at peak. Traces run
                             faster by it */
    double burst_records; /* mean records in a burst, ≥ 1 */
    double burst_factor;  /* > 1 */
    const double *hourly; /* factors of the rate, ≥ 0, of mean 1; the first hour follows the last */
    size_t hours;         /* 0: no profile */
    const int64_t *times_ns; /* trace: not descending, from 0 */
    size_t count;
    size_t step; /* trace: a producer takes every step-th, ≥ 1 */
};

enum { ARRIVALS_BLOCK = 16 };

/* Private to arrivals.c and the functions below. */
struct arrivals {
    const struct arrivals_rule *rule;
    struct random_stream stream;
    int64_t until_ns;
    uint64_t drawn;  /* records before and in the block; trace: index of the first after it */
    int64_t base_ns; /* the last record is at base_ns + into_ns; with a profile base_ns is the start of its
                        hour */
    double into_ns;
    double gap_ns; /* mean */
    uint32_t at;   /* of the next record in the block */
    int64_t times_ns[ARRIVALS_BLOCK];
};

/* first: of a trace, the index of the producer's first record. */
void arrivals_start(struct arrivals *arrivals, const struct arrivals_rule *rule, struct random_stream stream,
                    size_t first);

/* Drop records at until_ns or later (NEVER_NS: none). */
static inline void arrivals_end(struct arrivals *arrivals, int64_t until_ns)
{
    arrivals->until_ns = until_ns;
}

/* The time of the next record; NEVER_NS for none. */
static inline int64_t arrivals_next_ns(const struct arrivals *arrivals)
{
    int64_t next_ns = arrivals->times_ns[arrivals->at];
    return next_ns < arrivals->until_ns ? next_ns : NEVER_NS;
}

void arrivals_refill(struct arrivals *arrivals);

/* Advance past the next record, which must exist. */
static inline void arrivals_take(struct arrivals *arrivals)
{
    if (++arrivals->at == ARRIVALS_BLOCK) arrivals_refill(arrivals);
}

/* Take records before before_ns, most at most; return their number. *last_ns is the time of the last one,
 * if any. */
uint32_t arrivals_take_before(struct arrivals *arrivals, int64_t before_ns, uint32_t most, int64_t *last_ns);
