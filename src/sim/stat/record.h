/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Record: the measurements of one replication of a model.
 *
 * A measure is a kind of latency (produce, end to end, of a topic group, …); a value belongs to its time
 * of arrival. Arrivals before the warm-up's end are only in the series, from which the next warm-up is
 * judged. A value that is expected and never measured is lost, which is a bug of the model.
 *
 * Ownership: the arena of record_new. One thread at a time. */
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "sim/stat/histogram.h"

struct record_measure {
    const char *name;
    bool is_target;    /* its p99 decides how long the model is run, and whether that was long enough */
    bool is_wanted;    /* its p99 decides how long the model is run, as far as it may */
    bool is_in_series; /* its mean over time decides the warm-up and whether the model is stable */
    bool is_halved;    /* its means over both halves of the counted time are kept (of ranges) */
    size_t part_first, part_count; /* > 0: not measured itself; all of these measures together */
};

/* Strata of measured values, each with its own whole weight. */
enum { RECORD_STRATA = 3 };

/* The series' bins are a power of two wide, and between half this and this many. */
enum { RECORD_BINS_MAX = 1024 };

struct record_bin {
    double sum_ns;
    uint64_t count;
};

struct record {
    struct arena *arena;
    uint32_t replication;    /* its number, below ESTIMATE_SECTIONS */
    int64_t warm_ns, end_ns; /* arrivals stop at end_ns; those before warm_ns aren't counted */
    size_t measure_count, counter_count;
    const struct record_measure *measures;
    struct histogram **histograms;            /* by measure */
    uint64_t weights[RECORD_STRATA];          /* of stratum 0: 1; 0: the stratum isn't used */
    struct histogram **strata[RECORD_STRATA]; /* histograms by measure until the record is closed; of stratum
                                                 0 those above */
    uint64_t
        *units; /* by measure: independent things counted (files, batches), whose members share their fate */
    uint64_t *expected, *measured; /* by measure, warm-up included */
    uint64_t *counts;              /* by counter */
    unsigned bin_shift;
    size_t bin_count;
    struct record_bin *bins;
    struct record_bin (*halves)[2]; /* by measure, after the warm-up */
    double utilisation;   /* of the busiest resource, as offered: from 1 on no queue is stable; 0 if the model
                             doesn't say */
    uint64_t events;      /* that the model handled */
    uint64_t most_events; /* the model stops beyond these, and beyond so many bytes of state; 0: no bound */
    double most_bytes;
    bool is_stopped;       /* it did: nothing is known */
    double state_bytes;    /* that the model allocated */
    const char *violation; /* the first broken invariant; NULL when all held */
    void *extra;           /* the model's own, in arena */
};

struct record *record_new(struct arena *arena, const struct record_measure *measures, size_t measure_count,
                          size_t counter_count, int64_t warm_ns, int64_t end_ns);

static inline bool record_counts(const struct record *record, int64_t at_ns)
{
    return at_ns >= record->warm_ns && at_ns < record->end_ns;
}

/* Expect so many more things in this measure. */
static inline void record_expect(struct record *record, size_t measure, uint64_t count)
{
    record->expected[measure] += count;
}

/* Add one value of latency_ns that arrived at arrived_ns (before the end). */
static inline void record_add(struct record *record, size_t measure, int64_t arrived_ns, int64_t latency_ns)
{
    assert(arrived_ns >= 0 && arrived_ns < record->end_ns);
    record->measured[measure]++;
    if (record->measures[measure].is_in_series) {
        struct record_bin *bin = &record->bins[arrived_ns >> record->bin_shift];
        bin->sum_ns += (double)latency_ns;
        bin->count++;
    }
    if (arrived_ns >= record->warm_ns) histogram_add(record->histograms[measure], latency_ns);
}

/* Add count values of a stratum, evenly spread from low_ns to high_ns (histogram_add_range). All count at
 * arrived_ns, the first's arrival. */
void record_add_range(struct record *record, size_t measure, int64_t arrived_ns, int64_t low_ns,
                      int64_t high_ns, uint64_t count, unsigned stratum);

/* Latencies of this stratum (from 1 on) count weight times, ≥ 1. Expected and measured things count plainly.
 */
void record_set_stratum_weight(struct record *record, unsigned stratum, uint64_t weight);

/* Count one more independent unit that arrived then. */
static inline void record_unit(struct record *record, size_t measure, int64_t arrived_ns)
{
    record->units[measure] += record_counts(record, arrived_ns);
}

/* Add count to this counter, if at_ns is between the warm-up's and the run's end. */
static inline void record_count(struct record *record, size_t counter, int64_t at_ns, uint64_t count)
{
    record->counts[counter] += record_counts(record, at_ns) ? count : 0;
}

/* Note a broken invariant; the first is kept. */
void record_violate(struct record *record, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The model has run dry: fill the combined measures, and check that no expected value is missing. */
void record_close(struct record *record);
