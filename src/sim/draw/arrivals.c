/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/draw/arrivals.h"

#include <assert.h>

#include "sim/draw/variate.h"

static const double HOUR_NS = 3600 * NS_PER_S;

/* Nothing is simulated from here on: a producer whose next record is later has none. */
static const double FAR_NS = TIME_MAX_S * NS_PER_S;

/* First ordinals of a bursty producer's coins and pauses. */
static const uint64_t COINS = UINT64_C(1) << 46, PAUSES = UINT64_C(1) << 47;

static const struct dist EXPONENTIAL = {.kind = DIST_EXPONENTIAL, .exponential = {1}};

static void check(const struct arrivals_rule *rule)
{
    assert(rule->rate_factor > 0);
    if (rule->kind == ARRIVALS_TRACE) {
        assert(rule->step >= 1 && rule->hours == 0);
        return;
    }
    assert(rule->per_s >= 0);
    assert(rule->kind != ARRIVALS_BURSTY || (rule->burst_records >= 1 && rule->burst_factor > 1));
    double sum = 0;
    for (size_t hour = 0; hour < rule->hours; hour++) sum += rule->hourly[hour];
    assert(rule->hours == 0 || sum > 0);
}

void arrivals_start(struct arrivals *arrivals, const struct arrivals_rule *rule, struct random_stream stream,
                    size_t first)
{
    check(rule);
    *arrivals = (struct arrivals){.rule = rule, .stream = stream, .until_ns = NEVER_NS};
    if (rule->kind == ARRIVALS_TRACE)
        arrivals->drawn = first;
    else if (rule->per_s > 0)
        arrivals->gap_ns = NS_PER_S / (rule->per_s * rule->rate_factor);
    arrivals_refill(arrivals);
}

static void draw_constant(const struct arrivals *arrivals, double *gaps)
{
    for (size_t i = 0; i < ARRIVALS_BLOCK; i++) gaps[i] = arrivals->gap_ns;
    if (arrivals->drawn == 0) gaps[0] *= random_unit(&arrivals->stream, 0);
}

static void draw_exponential(const struct arrivals *arrivals, double mean_ns, double *gaps)
{
    variate_block(&EXPONENTIAL, &arrivals->stream, arrivals->drawn, ARRIVALS_BLOCK, 0, gaps);
    for (size_t i = 0; i < ARRIVALS_BLOCK; i++) gaps[i] *= mean_ns;
}

static void draw_bursty(const struct arrivals *arrivals, double *gaps)
{
    const struct arrivals_rule *rule = arrivals->rule;
    double within_ns = arrivals->gap_ns / rule->burst_factor;
    double pause_ns = rule->burst_records * (arrivals->gap_ns - within_ns);
    draw_exponential(arrivals, within_ns, gaps);
    for (size_t i = 0; i < ARRIVALS_BLOCK; i++)
        if (random_unit(&arrivals->stream, COINS + arrivals->drawn + i) * rule->burst_records < 1)
            gaps[i] += pause_ns * variate(&EXPONENTIAL, &arrivals->stream, PAUSES + arrivals->drawn + i, 0);
}

/* Advance by a gap at the mean rate, along the profile. */
static void go_on(struct arrivals *arrivals, double gap_ns)
{
    const struct arrivals_rule *rule = arrivals->rule;
    for (;;) {
        double factor = rule->hourly[(size_t)(arrivals->base_ns / (int64_t)HOUR_NS) % rule->hours];
        double left_ns = (HOUR_NS - arrivals->into_ns) * factor;
        if (gap_ns < left_ns) {
            arrivals->into_ns += gap_ns / factor;
            return;
        }
        gap_ns -= left_ns;
        arrivals->base_ns += (int64_t)HOUR_NS;
        arrivals->into_ns = 0;
        if ((double)arrivals->base_ns > FAR_NS) return;
    }
}

/* The time of a record; the first that is too far ends them. */
static int64_t time_of(struct arrivals *arrivals, double into_ns)
{
    if ((double)arrivals->base_ns + into_ns < FAR_NS) return arrivals->base_ns + (int64_t)into_ns;
    arrivals->gap_ns = 0;
    return NEVER_NS;
}

static void lay_profile(struct arrivals *arrivals, const double *gaps)
{
    for (size_t i = 0; i < ARRIVALS_BLOCK; i++) {
        go_on(arrivals, gaps[i]);
        arrivals->times_ns[i] = time_of(arrivals, arrivals->into_ns);
    }
}

static void lay(struct arrivals *arrivals, const double *gaps)
{
    double into_ns = arrivals->into_ns;
    for (size_t i = 0; i < ARRIVALS_BLOCK; i++) {
        into_ns += gaps[i];
        arrivals->times_ns[i] = time_of(arrivals, into_ns);
    }
    if (arrivals->gap_ns == 0) return;
    /* The carry is less than a nanosecond, so that sums stay exact in a run of any length. */
    arrivals->base_ns = arrivals->times_ns[ARRIVALS_BLOCK - 1];
    arrivals->into_ns = into_ns - (double)(int64_t)into_ns;
}

static void copy_trace(struct arrivals *arrivals)
{
    const struct arrivals_rule *rule = arrivals->rule;
    for (size_t i = 0; i < ARRIVALS_BLOCK; i++) {
        arrivals->times_ns[i] = NEVER_NS;
        if (arrivals->drawn < rule->count) {
            arrivals->times_ns[i] = (int64_t)((double)rule->times_ns[arrivals->drawn] / rule->rate_factor);
            arrivals->drawn += rule->step;
        }
    }
}

void arrivals_refill(struct arrivals *arrivals)
{
    double gaps[ARRIVALS_BLOCK];
    arrivals->at = 0;
    if (arrivals->rule->kind == ARRIVALS_TRACE) {
        copy_trace(arrivals);
        return;
    }
    if (arrivals->gap_ns == 0) {
        for (size_t i = 0; i < ARRIVALS_BLOCK; i++) arrivals->times_ns[i] = NEVER_NS;
        return;
    }
    if (arrivals->rule->kind == ARRIVALS_CONSTANT)
        draw_constant(arrivals, gaps);
    else if (arrivals->rule->kind == ARRIVALS_POISSON)
        draw_exponential(arrivals, arrivals->gap_ns, gaps);
    else
        draw_bursty(arrivals, gaps);
    if (arrivals->rule->hours > 0)
        lay_profile(arrivals, gaps);
    else
        lay(arrivals, gaps);
    arrivals->drawn += ARRIVALS_BLOCK;
}

uint32_t arrivals_take_before(struct arrivals *arrivals, int64_t before_ns, uint32_t most, int64_t *last_ns)
{
    uint32_t taken = 0;
    if (before_ns > arrivals->until_ns) before_ns = arrivals->until_ns;
    while (taken < most && arrivals->times_ns[arrivals->at] < before_ns) {
        *last_ns = arrivals->times_ns[arrivals->at];
        taken++;
        arrivals_take(arrivals);
    }
    return taken;
}
