/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * We oversample pauses and reweight. Brokers' pauses are long and rare: a run that is long enough for all
 * else meets one or none, and an interval of p99 that hangs on one pause says nothing. Unless everything
 * is followed, each replication therefore gets one pause in a period, of a random broker, and records away
 * from pauses count by as much more as they are more frequent in truth (stratified sampling of time).
 *
 * A stretch, the time near a pause, begins before it by the records' time in flight and ends when the
 * backlog is gone: after the pause's length again, and that time. At any time there are x stretches on
 * average, and none for a share exp(−x) of the time: records in stretches count x against exp(−x), so that
 * two that overlap count as two that don't. This is as good as exact while few pauses come close to each
 * other; else pauses come at their own rate.
 *
 * A pause of one of the few followed leaders touches many followed records and is rare among pauses; one
 * of another broker touches few, through its followers. About half of the pauses are leaders', which count
 * by as much less (importance sampling of the broker). */
#include <math.h>

#include "base/fp.h"
#include "base/number.h"
#include "base/text.h"
#include "sim/path/log_private.h"
#include "sim/draw/variate.h"

/* From this many concurrent stretches on, pauses come at their own rate. */
static const double OFTEN = 0.25;
/* The share of a period that the stretch of a long pause, at this level, takes. */
static const double SAMPLED = 0.75, LONG_LEVEL = 0.95;
/* Duration of the backlog after a pause, in pause lengths. */
static const double HELD_UP = 1;
/* The entity of the draws that choose a pause's broker, time and length. */
static const uint32_t SCHEDULE = UINT32_MAX;

static double stretch_s(double pause_s, double under_way_s)
{
    return pause_s * (1 + HELD_UP) + 2 * under_way_s;
}

static double often(const struct log_path *rule, double under_way_s)
{
    double pause_s = dist_mean(rule->pause, 0);
    return rule->brokers * stretch_s(pause_s, under_way_s) / (rule->pause_interval_s + pause_s);
}

static bool is_oversampled(const struct data_path *path, double under_way_s)
{
    const struct log_path *rule = &path->log;
    return rule->pause != NULL && rule->pause_interval_s > 0 && !path->is_full &&
           often(rule, under_way_s) < OFTEN;
}

double log_pause_period_s(const struct data_path *path, double under_way_s)
{
    return is_oversampled(path, under_way_s)
               ? stretch_s(dist_quantile(path->log.pause, LONG_LEVEL, 0), under_way_s) / SAMPLED
               : 0;
}

/* Strata of the record; those near leaders' pauses count once. */
enum { NEAR_LEADERS, NEAR_OTHERS, QUIET };

/* The distribution of the pausing broker. */
struct choice {
    double leaders;        /* share of pauses that are leaders' */
    uint64_t others_count; /* weight of another broker's pause, relative to a leader's */
};

/* About half of the pauses are leaders', since weights are whole numbers. */
static struct choice choose(const struct log_run *run)
{
    double leaders = run->leaders, others = run->rule->brokers - leaders;
    double times = floor(larger(1, others / leaders) + 0.5);
    return (struct choice){leaders / (leaders + others / times), (uint64_t)times};
}

static uint32_t broker_that_pauses(const struct log_run *run, const struct choice *choice, double u)
{
    uint32_t leaders = run->leaders, others = run->rule->brokers - leaders;
    if (u < choice->leaders) return (uint32_t)smaller(u / choice->leaders * leaders, leaders - 1);
    return leaders + (uint32_t)smaller((u - choice->leaders) / (1 - choice->leaders) * others, others - 1.0);
}

/* Begin the nth pause in the nth period, at the same offset in each; its broker is drawn. */
static void schedule_pauses(struct log_run *run, double period_s, double under_way_s)
{
    const struct log_path *rule = run->rule;
    struct arena *arena = run->base.arena;
    const struct random_stream schedule = random_stream_of(run->base.key, RANDOM_PAUSE, SCHEDULE);
    size_t count = (size_t)(time_s(run->base.stop_ns) / period_s) + 1;
    int64_t *starts_ns = arena_new_of(arena, int64_t, count), *ends_ns = arena_new_of(arena, int64_t, count);
    int64_t *from_ns = arena_new_of(arena, int64_t, count), *until_ns = arena_new_of(arena, int64_t, count),
            ended_ns = 0;
    uint32_t *brokers = arena_new_of(arena, uint32_t, count);
    uint8_t *kinds = arena_new_of(arena, uint8_t, count);
    const struct choice choice = choose(run);
    for (size_t n = 0; n < count; n++) {
        double pause_s = variate(rule->pause, &schedule, 1 + 2 * n, 0);
        int64_t start_ns = time_ns(((double)n + random_unit(&schedule, 0)) * period_s);
        starts_ns[n] = start_ns > ended_ns ? start_ns : ended_ns;
        ends_ns[n] = ended_ns = starts_ns[n] + time_ns(pause_s);
        from_ns[n] = starts_ns[n] - time_ns(under_way_s);
        until_ns[n] = ends_ns[n] + time_ns(HELD_UP * pause_s + under_way_s);
        brokers[n] = broker_that_pauses(run, &choice, random_unit(&schedule, 2 + 2 * n));
        kinds[n] = brokers[n] < run->leaders ? NEAR_LEADERS : NEAR_OTHERS;
    }
    for (uint32_t b = 0; b < rule->brokers; b++) {
        size_t own = 0;
        int64_t *its_starts_ns = arena_new_of(arena, int64_t, count),
                *its_ends_ns = arena_new_of(arena, int64_t, count);
        for (size_t n = 0; n < count; n++)
            if (brokers[n] == b) {
                its_starts_ns[own] = starts_ns[n];
                its_ends_ns[own++] = ends_ns[n];
            }
        run->brokers[b].pause = pause_of_list(its_starts_ns, its_ends_ns, own);
    }
    struct path_strata *strata = arena_new_of(arena, struct path_strata, 1);
    *strata = (struct path_strata){
        .count = count, .from_ns = from_ns, .until_ns = until_ns, .strata = kinds, .outside = QUIET};
    run->base.strata = strata;
    double x = often(rule, under_way_s),
           sampled = stretch_s(dist_mean(rule->pause, 0), under_way_s) / period_s;
    double near_count = choice.leaders +
                        (1 - choice.leaders) * (double)choice.others_count; /* mean over a stretch */
    record_set_stratum_weight(run->base.record, NEAR_OTHERS, choice.others_count);
    record_set_stratum_weight(
        run->base.record, QUIET,
        (uint64_t)larger(1, floor(near_count * sampled / (1 - sampled) * fp_exp(-x) / x + 0.5)));
}

void log_pauses_start(struct log_run *run, double under_way_s)
{
    const struct log_path *rule = run->rule;
    if (is_oversampled(run->base.path, under_way_s)) {
        schedule_pauses(run, log_pause_period_s(run->base.path, under_way_s), under_way_s);
        run->base.extra->note = text_format(
            run->base.record->arena, "pauses are put where they are met, and count by how rare they are");
        return;
    }
    for (uint32_t b = 0; b < rule->brokers; b++)
        run->brokers[b].pause = pause_of(rule->pause, rule->pause_interval_s,
                                         random_stream_of(run->base.key, RANDOM_PAUSE, b));
}
