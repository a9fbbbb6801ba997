/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Replicate: runs a model 20 times with different random numbers, until its latencies have the requested
 * precision.
 *
 * Each replication starts empty, sees arrivals for a length of simulated time and then runs dry, so that
 * slow requests in flight at the end are measured too. Arrivals during the warm-up aren't counted. When an
 * interval is too wide or biased, all are run again, twice, four or eight times as long, with the same
 * draws: interim analyses are only made at such lengths, because a check after every record would stop
 * where the interval happens to be narrow. Running again costs less than it seems (1/8 to all of the last
 * run before) and keeps only as many states as threads in memory. Figures that would take too long keep
 * their wider intervals: a run that would take too many events isn't begun.
 *
 * The result is the same bytes whatever the number of threads: replications share nothing, and are merged
 * by index.
 *
 * Ownership: results live in the arena passed to replicate. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "sim/stat/estimate.h"
#include "sim/draw/random.h"
#include "sim/stat/record.h"

/* A model, to its runner. */
struct replicate_model {
    size_t measure_count, counter_count;
    const struct record_measure *measures;
    const char *const *counter_names;

    /* Simulate one replication from empty: arrivals from 0 until before record->end_ns, then run dry, and
     * measure into record. State lives in arena, which is freed afterwards; the record has its own. user is
     * shared by threads: read only. */
    void (*simulate)(const void *user, struct random_key key, struct record *record, struct arena *arena);
    const void *user;
};

/* Someone who waits for a run. share is the part done of what the precision is expected to need, from 0 to 1;
 * it may fall when more turns out to be needed. Called by any of the run's threads, several at once. */
struct replicate_watch {
    void (*advance)(void *user, double share);
    void *user;
};

struct replicate_rule {
    uint64_t seed;
    unsigned threads;
    const struct replicate_watch *watch; /* NULL for none */
    double precision; /* relative half-width of the 95 % interval of every p99 that is a target or wanted */
    double start_s;   /* the first length, warm-up included */
    double max_s;     /* the longest */
    uint64_t max_events; /* replications aren't run again when, by what the last ones took, all together would
                            take more; 0: no bound */
    double max_bytes; /* of all replications' state that exists at once, and of their results; 0: no bound */
    double
        warm_floor_s;   /* no warm-up is shorter: required by the model's structure, e.g. its longest timer */
    double measured_to; /* highest level that the inputs measured (0.99); 0 when unknown */
};

/* Levels that are estimated, after the mean. */
enum replicate_level {
    REPLICATE_MEAN,
    REPLICATE_P50,
    REPLICATE_P90,
    REPLICATE_P95,
    REPLICATE_P99,
    REPLICATE_P999,
    REPLICATE_LEVEL__COUNT
};
extern const double REPLICATE_LEVELS[REPLICATE_LEVEL__COUNT];

struct replicate_measured {
    const char *name;
    struct histogram *histogram; /* of all replications */
    double units;                /* independent ones, in all replications */
    double growth; /* of a halved measure: its mean in the second half over that in the first, less 1; 0 if it
                      may be chance */
    struct estimate estimates[REPLICATE_LEVEL__COUNT];
    const char *reasons[REPLICATE_LEVEL__COUNT]; /* "" where there is nothing to say */
};

/* Reasons to doubt a run as a whole. */
enum replicate_doubt {
    REPLICATE_VIOLATION,   /* an invariant is broken: a bug. Nothing else is filled in but the records */
    REPLICATE_STOPPED,     /* a replication took far more events than max_events, or more memory. Nothing else
                              is filled in but the records */
    REPLICATE_OVERLOADED,  /* a resource is at or over capacity */
    REPLICATE_UNSTABLE,    /* latency grows from the first half of the run to the second */
    REPLICATE_WARMUP_LONG, /* the warm-up takes over half of the run, or is unknown */
    REPLICATE_TARGET,      /* a target measure's p99 isn't converged */
    REPLICATE_DOUBT__COUNT
};

struct replicate_result {
    bool is_converged;
    unsigned doubts;    /* 1 << enum replicate_doubt each */
    const char *reason; /* "not converged: …", or "" */
    double warm_s, length_s;
    unsigned interims; /* number of runs of all replications */
    uint64_t events;   /* handled, in all of them */
    size_t measure_count, counter_count;
    const struct replicate_measured *measures;
    const struct estimate_plain *counters; /* per second of the counted time */
    struct record *const *records;         /* ESTIMATE_SECTIONS, of the last run */
};

const struct replicate_result *replicate(const struct replicate_model *model,
                                         const struct replicate_rule *rule, struct arena *arena);
