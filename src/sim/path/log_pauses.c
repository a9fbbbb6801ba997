/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * We oversample pauses and reweight. Brokers' pauses are long and rare: a run that is long enough for all
 * else meets one or none, and an interval of p99 that hangs on one pause says nothing. Unless everything
 * is followed, each replication therefore gets one pause in a period, of a random broker, and records away
 * from pauses count by as much more as they are more frequent in truth (stratified sampling of time).
 *
 * A stretch, the time near a pause, begins before it by the records' time in flight and ends when the
 * backlog is gone: after the pause's length again, or longer where cards are near their limit, and that time.
 * At any time there are x stretches on average, and none for a share exp(−x) of the time: records in
 * stretches count x against exp(−x), so that two that overlap count as two that don't. This is as good as
 * exact while few pauses come close to each other; else pauses come at their own rate.
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
/* The share of a period that the stretch of a long pause, at this level, takes. The rest decides p99, with
 * collections that are met rarely. */
static const double SAMPLED = 1 / 3.0, LONG_LEVEL = 0.95;
/* The orders of replications in a pause's offset and broker (log_spread_unit). */
enum { OFFSET_TURN = 7, BROKER_TURN = 3 };
/* Least duration of the backlog after a pause, in pause lengths; a margin over what a card needs to work it
 * off; and the longest that is looked for. */
static const double HELD_UP = 1, HELD_UP_MARGIN = 1.25, HELD_UP_MOST = 100;
/* The entity of the draws that choose a pause's broker, time and length. */
static const uint32_t SCHEDULE = UINT32_MAX;

/* Duration of the backlog, in pause lengths: a card that is busy for ρ of its time works it off in ρ/(1 − ρ).
 */
static double held_up(const struct data_path *path)
{
    double busy = log_card_busy(path);
    return busy >= 1 ? HELD_UP_MOST
                     : smaller(HELD_UP_MOST, larger(HELD_UP, HELD_UP_MARGIN * busy / (1 - busy)));
}

static double stretch_s(const struct data_path *path, double pause_s, double under_way_s)
{
    return pause_s * (1 + held_up(path)) + 2 * under_way_s;
}

static double often(const struct data_path *path, double under_way_s)
{
    const struct log_path *rule = &path->log;
    double pause_s = dist_mean(rule->pause, 0);
    return rule->brokers * stretch_s(path, pause_s, under_way_s) / (rule->pause_interval_s + pause_s);
}

static bool is_oversampled(const struct data_path *path, double under_way_s)
{
    const struct log_path *rule = &path->log;
    return rule->pause != NULL && rule->pause_interval_s > 0 && !path->is_full &&
           often(path, under_way_s) < OFTEN;
}

double log_pause_stretch_s(const struct data_path *path, double under_way_s)
{
    return is_oversampled(path, under_way_s)
               ? stretch_s(path, dist_quantile(path->log.pause, LONG_LEVEL, 0), under_way_s)
               : 0;
}

double log_pause_period_s(const struct data_path *path, double under_way_s)
{
    return log_pause_stretch_s(path, under_way_s) / SAMPLED;
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

/* ---- collections ---- */

static bool collects(const struct log_path *rule)
{
    return rule->collection != NULL && rule->collection_interval_s > 0;
}

/* Append a stop, or lengthen the last one that it overlaps. */
static void add_stop(struct log_stops *stops, int64_t start_ns, int64_t end_ns)
{
    size_t last = stops->count - 1;
    if (stops->count > 0 && start_ns <= stops->ends_ns[last]) {
        stops->ends_ns[last] = end_ns > stops->ends_ns[last] ? end_ns : stops->ends_ns[last];
        return;
    }
    stops->starts_ns[stops->count] = start_ns;
    stops->ends_ns[stops->count++] = end_ns;
}

/* The broker stands still in its pauses and in its collections. */
static struct pause with_collections(struct log_run *run, uint32_t b, struct log_stops pauses)
{
    const struct log_path *rule = run->rule;
    if (!collects(rule)) return pause_of_list(pauses.starts_ns, pauses.ends_ns, pauses.count);
    struct log_stops own = log_stops_of(run, rule->collection, rule->collection_interval_s, RANDOM_COLLECTION,
                                        b),
                     all = {0, arena_new_of(run->base.arena, int64_t, own.count + pauses.count),
                            arena_new_of(run->base.arena, int64_t, own.count + pauses.count)};
    for (size_t i = 0, n = 0; i < own.count || n < pauses.count;) {
        bool is_own = n == pauses.count || (i < own.count && own.starts_ns[i] <= pauses.starts_ns[n]);
        const struct log_stops *from = is_own ? &own : &pauses;
        size_t *at = is_own ? &i : &n;
        add_stop(&all, from->starts_ns[*at], from->ends_ns[*at]);
        ++*at;
    }
    return pause_of_list(all.starts_ns, all.ends_ns, all.count);
}

/* Pauses at their own rate: those that pause_of would draw, as long as collections last. */
static struct log_stops drawn(struct log_run *run, uint32_t b)
{
    const double longer_s = 1;
    const struct log_path *rule = run->rule;
    const struct random_stream stream = random_stream_of(run->base.key, RANDOM_PAUSE, b);
    const struct dist gap = {.kind = DIST_EXPONENTIAL, .exponential = {rule->pause_interval_s}};
    struct log_stops stops = {0};
    size_t starts = 0, ends = 0;
    int64_t end_ns = 0, until_ns = run->base.stop_ns + time_ns(longer_s);
    while (rule->pause != NULL && rule->pause_interval_s > 0 && end_ns < until_ns) {
        size_t n = stops.count++;
        arena_grow(run->base.arena, stops.starts_ns, n, starts, 1);
        arena_grow(run->base.arena, stops.ends_ns, n, ends, 1);
        stops.starts_ns[n] = end_ns + variate_ns(&gap, &stream, 2 * n, 0);
        stops.ends_ns[n] = end_ns = stops.starts_ns[n] + variate_ns(rule->pause, &stream, 2 * n + 1, 0);
    }
    return stops;
}

/* ---- pauses put where they are met ---- */

/* Begin the nth pause in the nth period, at the same offset in each. Its brokers take turns. */
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
    double offset = log_spread_unit(run, OFFSET_TURN, random_unit(&schedule, 0)),
           first = log_spread_unit(run, BROKER_TURN, random_unit(&schedule, 2));
    for (size_t n = 0; n < count; n++) {
        double pause_s = variate(rule->pause, &schedule, 1 + 2 * n, 0);
        int64_t start_ns = time_ns(((double)n + offset) * period_s);
        starts_ns[n] = start_ns > ended_ns ? start_ns : ended_ns;
        ends_ns[n] = ended_ns = starts_ns[n] + time_ns(pause_s);
        from_ns[n] = starts_ns[n] - time_ns(under_way_s);
        until_ns[n] = ends_ns[n] + time_ns(held_up(run->base.path) * pause_s + under_way_s);
        brokers[n] = broker_that_pauses(run, &choice, fmod(first + (double)n * LOG_GOLDEN, 1));
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
        run->brokers[b].pause = with_collections(run, b, (struct log_stops){own, its_starts_ns, its_ends_ns});
    }
    struct path_strata *strata = arena_new_of(arena, struct path_strata, 1);
    *strata = (struct path_strata){
        .count = count, .from_ns = from_ns, .until_ns = until_ns, .strata = kinds, .outside = QUIET};
    run->base.strata = strata;
    double x = often(run->base.path, under_way_s),
           sampled = stretch_s(run->base.path, dist_mean(rule->pause, 0), under_way_s) / period_s;
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
            run->base.record->arena, "pauses are sampled by importance and weighted by their probability");
        return;
    }
    for (uint32_t b = 0; b < rule->brokers; b++)
        if (collects(rule))
            run->brokers[b].pause = with_collections(run, b, drawn(run, b));
        else
            run->brokers[b].pause = pause_of(rule->pause, rule->pause_interval_s,
                                             random_stream_of(run->base.key, RANDOM_PAUSE, b));
}
