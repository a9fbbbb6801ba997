/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Latency of one architecture in a run, as plain data: what was measured of its simulation, how sure that is,
 * and how the simulation's own counts compare with the closed forms that the bill rests on. Times are
 * milliseconds of one record, from when it was meant to be sent. A figure that isn't known is NAN and the
 * reason stands beside it.
 *
 * Two widths that are not the same thing: intervals say how far sampling may be off; grades of the parameters
 * say how far the inputs may be. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The quantiles that are reported: 0.5, 0.9, 0.95, 0.99, 0.999. */
enum { RUN_P50, RUN_P90, RUN_P95, RUN_P99, RUN_P999, RUN_LEVEL__COUNT };
extern const double RUN_LEVELS[RUN_LEVEL__COUNT];
extern const char *const RUN_LEVEL_NAMES[RUN_LEVEL__COUNT]; /* "p50", …, "p99.9" */
extern const char *const RUN_LEVEL_KEYS[RUN_LEVEL__COUNT];  /* as documents spell them: "p999" */

/* A value with the interval that holds it with 95 %. NAN each when it isn't known. */
struct run_estimate {
    double ms, low_ms, high_ms;
};

/* A step on the way. The means of all stages add up to the mean. */
struct run_stage {
    const char *name;   /* "waits for its batch", "PUT", "commit" */
    double mean_ms;     /* over all records */
    double near_p99_ms; /* over records whose latency is near p99; NAN when there were too few */
};

/* A point of the distribution: the share of records that took at most so long. */
struct run_cdf_point {
    double ms, share;
};

struct run_distribution {
    bool is_known;
    struct run_estimate mean;
    struct run_estimate quantiles[RUN_LEVEL__COUNT];
    bool beyond_measured[RUN_LEVEL__COUNT]; /* the inputs' sources didn't measure that far into the tail */
    const char *note;                       /* why a quantile is missing or doubtful; "" when none is */
    size_t stage_count;
    const struct run_stage *stages;
    size_t cdf_count;
    const struct run_cdf_point *cdf;
};

struct run_group_latency {
    const char *topic_group;
    struct run_distribution produce, end_to_end; /* without stages and cdf */
};

/* A count of the simulation beside the closed form. */
struct run_sim_count {
    const char *name; /* "PUTs a second" */
    const char *unit; /* "", "B" */
    double modelled, simulated;
    double allowed; /* by which they may part, relative */
    bool parts;     /* they part by more */
};

/* A rule of the functional check and how often it was looked at. */
struct run_sim_check {
    const char *what;
    double count;
};

/* Something that can be busy: mean share of the time, and the mean of what waits before it (NAN where nothing
 * can). */
struct run_sim_resource {
    const char *name;
    double busy, waiting;
};

/* What was found at one load. */
struct run_load_latency {
    double rate_factor; /* rate over mean rate */
    bool is_converged;
    const char *why_not; /* "" when converged */
    struct run_distribution produce, end_to_end;
    size_t group_count;
    const struct run_group_latency *groups; /* none when there is one topic group only */
    size_t count_count;
    const struct run_sim_count *counts;
    size_t check_count;
    const struct run_sim_check *checks;
    size_t resource_count;
    const struct run_sim_resource *resources;
    double replications, simulated_s,
        warm_up_s;         /* simulated: of all replications together, measured part only */
    const char *unit_name; /* what is independent: "files", "batches" */
    double units;
    double events;
    const char
        *detail; /* "full", or what stands for what: "1 of 8 producers in detail, the others as a flow" */
};

/* What p99 becomes when an input distribution is longer or shorter. */
struct run_latency_sensitivity {
    const char *path; /* "latency.object_put" */
    double factor;    /* 0.6, 1.4 */
    double produce_p99_ms, end_to_end_p99_ms;
};

enum run_judgement { RUN_MET, RUN_MISSED, RUN_UNDECIDED, RUN_JUDGEMENT__COUNT };
extern const char *const RUN_JUDGEMENTS[RUN_JUDGEMENT__COUNT]; /* "met", "missed", "undecided" */

/* An objective, judged at peak load. */
struct run_objective {
    const char *path;        /* "objectives.produce_p99" */
    const char *topic_group; /* "" for all together */
    double objective_ms;
    struct run_estimate p99;
    enum run_judgement judgement;
    const char *why; /* when undecided: "the interval straddles it", … */
};

struct run_latency {
    struct run_load_latency mean_load;
    bool has_peak; /* the peak differs from the mean */
    struct run_load_latency peak_load;
    size_t sensitivity_count;
    const struct run_latency_sensitivity *sensitivities;
    size_t objective_count;
    const struct run_objective *objectives;
    const char *calibration; /* what was fitted to what, what is predicted; "" */
};

/* Whether a is longer than b by more than their intervals leave open; where an interval isn't known the value
 * stands for it. */
bool run_estimate_is_longer(const struct run_estimate *a, const struct run_estimate *b);

/* The load that objectives are judged at: the peak, which may be the mean. */
const struct run_load_latency *run_latency_at_peak(const struct run_latency *latency);
