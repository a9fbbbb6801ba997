/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/part/aggregate.h"

#include <assert.h>
#include <math.h>

#include "base/fp.h"
#include "base/number.h"
#include "sim/draw/variate.h"

/* First ordinal of the record counts. */
static const uint64_t COUNTS = UINT64_C(1) << 47;

/* The first record after now_ns. Evenly spaced ones are whole gaps after a phase, which is ordinal 0. */
static int64_t next_record_ns(const struct aggregate_member *member, int64_t now_ns)
{
    static const struct dist EXPONENTIAL = {.kind = DIST_EXPONENTIAL, .exponential = {1}};
    double gap_s = 1 / member->rule->records_per_s;
    if (!member->rule->is_even)
        return now_ns + time_ns(smaller(TIME_MAX_S,
                                        variate(&EXPONENTIAL, &member->stream, member->requests, 0) * gap_s));
    double phase_s = random_unit(&member->stream, 0) * gap_s,
           gaps = floor((time_s(now_ns) - phase_s) / gap_s) + 1;
    int64_t next_ns = time_ns(smaller(TIME_MAX_S, phase_s + larger(0, gaps) * gap_s));
    return next_ns > now_ns ? next_ns : now_ns + 1;
}

void aggregate_start(struct aggregate_member *member, const struct aggregate_rule *rule,
                     struct random_stream stream)
{
    assert(rule->records_per_s > 0 && rule->record_bytes > 0 && rule->max_in_flight >= 1);
    *member = (struct aggregate_member){.rule = rule, .stream = stream};
    member->first_ns = next_record_ns(member, 0);
}

int64_t aggregate_due_ns(const struct aggregate_member *member)
{
    const struct aggregate_rule *rule = member->rule;
    if (member->in_flight == rule->max_in_flight) return NEVER_NS;
    if (member->left_bytes > 0) return 0;
    return member->first_ns + time_ns(smaller(rule->linger_s, rule->fill_records / rule->records_per_s));
}

/* A Poisson variable: summed up for a small mean, else the nearest whole number to a normal one. */
static double poisson_of(double mean, double u)
{
    const double normal_from = 16;
    if (mean >= normal_from) return larger(0, floor(mean + sqrt(mean) * fp_normal_quantile(u) + 0.5));
    double chance = fp_exp(-mean), below = chance, count = 0;
    const double most = 100; /* beyond any that a u of 52 bits reaches */
    while (u > below && count < most) {
        count++;
        chance *= mean / count;
        below += chance;
    }
    return count;
}

/* Records that have arrived from first_ns to now_ns, with the first. */
static double gathered(const struct aggregate_member *member, int64_t now_ns)
{
    if (now_ns < member->first_ns) return 0;
    double mean = time_s(now_ns - member->first_ns) * member->rule->records_per_s;
    if (member->rule->is_even) return 1 + floor(mean + 1e-9);
    return 1 + poisson_of(mean, random_unit(&member->stream, COUNTS + member->requests));
}

double aggregate_send(struct aggregate_member *member, int64_t now_ns)
{
    assert(aggregate_due_ns(member) <= now_ns);
    double record_bytes = member->rule->record_bytes,
           most = larger(member->rule->max_request_bytes, record_bytes);
    double bytes = member->left_bytes + gathered(member, now_ns) * record_bytes;
    member->left_bytes = larger(0, bytes - most);
    member->in_flight++;
    member->requests++;
    if (member->first_ns <= now_ns) member->first_ns = next_record_ns(member, now_ns);
    return smaller(bytes, most);
}

void aggregate_acked(struct aggregate_member *member)
{
    assert(member->in_flight > 0);
    member->in_flight--;
}
