/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Brokers' pauses are long and rare: a run that is long enough for all else meets one or none, and an
 * interval of p99 that hangs on one pause says nothing. Where not everything is followed anyway, each
 * replication gets pauses of a broker by chance, one in a period, and what isn't near one counts by as much
 * more as it is more frequent in truth: stratified sampling of stretches of time.
 *
 * A stretch goes from before a pause, what is under way when it begins, until behind it, what was held up: as
 * long as the pause again, and what is under way. At any time there are x of them in the mean, and none for a
 * share exp(-x) of the time: the one count as x beside the other as exp(-x), so that two that overlap count
 * as two that don't. As good as exact while few pauses of all brokers come close to each other: else they
 * come as they come.
 *
 * A pause of one of the few leaders that are followed touches many of the followed records and is rare among
 * pauses, one of another broker touches few, of which it is a follower. About half of the pauses are
 * leaders', and count by as much less: importance sampling of the broker. */
#include <math.h>

#include "base/fp.h"
#include "base/number.h"
#include "base/text.h"
#include "sim/path/log_private.h"
#include "sim/draw/variate.h"

/* Stretches at a time beyond which pauses come as they come. */
static const double OFTEN = 0.25;
/* The share of a period that a stretch of a long pause, at this level, takes. */
static const double SAMPLED = 0.75, LONG_LEVEL = 0.95;
/* Behind a pause, of its length. */
static const double HELD_UP = 1;
static const uint32_t LOTS = UINT32_MAX; /* which broker, when, and for how long: the draws of no broker */

static double stretch_s(double pause_s, double under_way_s)
{
    return pause_s * (1 + HELD_UP) + 2 * under_way_s;
}

static double often(const struct log_path *rule, double under_way_s)
{
    double pause_s = dist_mean(rule->pause, 0);
    return rule->brokers * stretch_s(pause_s, under_way_s) / (rule->pause_interval_s + pause_s);
}

static bool is_rare(const struct data_path *path, double under_way_s)
{
    const struct log_path *rule = &path->log;
    return rule->pause != NULL && rule->pause_interval_s > 0 && !path->is_full &&
           often(rule, under_way_s) < OFTEN;
}

double log_pause_period_s(const struct data_path *path, double under_way_s)
{
    return is_rare(path, under_way_s)
               ? stretch_s(dist_quantile(path->log.pause, LONG_LEVEL, 0), under_way_s) / SAMPLED
               : 0;
}

/* Kinds of the record: what happens near a leader's pause counts once. */
enum { NEAR_LEADERS, NEAR_OTHERS, QUIET };

/* Which brokers pause, and how often. */
struct choice {
    double leaders; /* share of pauses that are leaders' */
    uint64_t
        others_count; /* how many times a pause of another broker counts, as one of a leader counts once */
};

/* That one counts a whole number of times makes it about half, where leaders aren't half of the brokers
 * anyway. */
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

/* The nth pause begins in the nth period, at the same time of all periods; its broker is drawn. */
static void place_pauses(struct log_run *run, double period_s, double under_way_s)
{
    const struct log_path *rule = run->rule;
    struct arena *arena = run->base.arena;
    const struct random_stream lots = random_stream_of(run->base.key, RANDOM_PAUSE, LOTS);
    size_t count = (size_t)(time_s(run->base.stop_ns) / period_s) + 1;
    int64_t *starts_ns = arena_new_of(arena, int64_t, count), *ends_ns = arena_new_of(arena, int64_t, count);
    int64_t *from_ns = arena_new_of(arena, int64_t, count), *until_ns = arena_new_of(arena, int64_t, count),
            ended_ns = 0;
    uint32_t *places = arena_new_of(arena, uint32_t, count);
    uint8_t *kinds = arena_new_of(arena, uint8_t, count);
    const struct choice choice = choose(run);
    for (size_t n = 0; n < count; n++) {
        double pause_s = variate(rule->pause, &lots, 1 + 2 * n, 0);
        int64_t start_ns = time_ns(((double)n + random_unit(&lots, 0)) * period_s);
        starts_ns[n] = start_ns > ended_ns ? start_ns : ended_ns;
        ends_ns[n] = ended_ns = starts_ns[n] + time_ns(pause_s);
        from_ns[n] = starts_ns[n] - time_ns(under_way_s);
        until_ns[n] = ends_ns[n] + time_ns(HELD_UP * pause_s + under_way_s);
        places[n] = broker_that_pauses(run, &choice, random_unit(&lots, 2 + 2 * n));
        kinds[n] = places[n] < run->leaders ? NEAR_LEADERS : NEAR_OTHERS;
    }
    for (uint32_t b = 0; b < rule->brokers; b++) {
        size_t own = 0;
        int64_t *its_starts_ns = arena_new_of(arena, int64_t, count),
                *its_ends_ns = arena_new_of(arena, int64_t, count);
        for (size_t n = 0; n < count; n++)
            if (places[n] == b) {
                its_starts_ns[own] = starts_ns[n];
                its_ends_ns[own++] = ends_ns[n];
            }
        run->brokers[b].pause = pause_of_list(its_starts_ns, its_ends_ns, own);
    }
    struct path_rare *rare = arena_new_of(arena, struct path_rare, 1);
    *rare = (struct path_rare){
        .count = count, .from_ns = from_ns, .until_ns = until_ns, .kinds = kinds, .quiet = QUIET};
    run->base.rare = rare;
    double x = often(rule, under_way_s),
           sampled = stretch_s(dist_mean(rule->pause, 0), under_way_s) / period_s;
    double near_count = choice.leaders +
                        (1 - choice.leaders) * (double)choice.others_count; /* of a stretch, in the mean */
    record_count_kind(run->base.record, NEAR_OTHERS, choice.others_count);
    record_count_kind(run->base.record, QUIET,
                      (uint64_t)larger(1,
                                       floor(near_count * sampled / (1 - sampled) * fp_exp(-x) / x + 0.5)));
}

void log_pauses_start(struct log_run *run, double under_way_s)
{
    const struct log_path *rule = run->rule;
    if (is_rare(run->base.path, under_way_s)) {
        place_pauses(run, log_pause_period_s(run->base.path, under_way_s), under_way_s);
        run->base.extra->note = text_format(
            run->base.record->arena, "pauses are put where they are met, and count by how rare they are");
        return;
    }
    for (uint32_t b = 0; b < rule->brokers; b++)
        run->brokers[b].pause = pause_of(rule->pause, rule->pause_interval_s,
                                         random_stream_of(run->base.key, RANDOM_PAUSE, b));
}
