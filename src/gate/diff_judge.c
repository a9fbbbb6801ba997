/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate/diff_judge.h"

#include "base/text.h"
#include "base/units.h"

/* Grows while thresholds are judged. */
struct judging {
    const struct diff *diff, *paid; /* paid may be NULL */
    const struct diff_thresholds *thresholds;
    struct arena *arena;
    struct diff_finding *list;
    size_t count;
};

static void add(struct judging *judging, const char *architecture, enum gate_outcome outcome,
                enum diag_id problem, const char *sentence)
{
    judging->list[judging->count++] = (struct diff_finding){architecture, outcome, problem, sentence};
}

/* The rise of a total, and the most that is allowed. */
struct increase {
    double usd, allowed_usd;
};

static struct increase increase_of(const struct architecture_diff *one,
                                   const struct diff_thresholds *thresholds)
{
    double base = one->base->usd_per_year;
    return (struct increase){one->head->usd_per_year - base,
                             thresholds->is_fraction ? thresholds->increase * base : thresholds->increase};
}

static void judge_increase(struct judging *judging, const struct architecture_diff *one,
                           const struct architecture_diff *paid)
{
    struct arena *arena = judging->arena;
    const struct increase shown = increase_of(one, judging->thresholds),
                          judged = increase_of(paid, judging->thresholds);
    bool fails = judged.usd > judged.allowed_usd;
    const char *at_paid = one == paid ? ""
                          : fails     ? "more than is allowed at the prices that are paid; at list prices "
                                      : "within what is allowed at the prices that are paid; at list prices ";
    add(judging, one->id, fails ? OUTCOME_FAIL : OUTCOME_PASS, DIAG_GATE_BREACH,
        text_format(arena, "%s: %sthe total %s by $%s per year, and at most $%s is allowed", one->id, at_paid,
                    shown.usd < 0 ? "falls" : "rises",
                    text_thousands(arena, shown.usd < 0 ? -shown.usd : shown.usd, 2),
                    text_thousands(arena, shown.allowed_usd, 2)));
}

static const char *seconds(const struct judging *judging, double value)
{
    return units_show(judging->arena, UNIT_DURATION, value);
}

static const char *interval(const struct judging *judging, const struct latency *latency)
{
    return text_format(judging->arena, "%s (%s to %s)", seconds(judging, latency->p99_s),
                       seconds(judging, latency->low_s), seconds(judging, latency->high_s));
}

/* The reason why a side can't be judged, with its error id; NULL when it can. */
static const char *fault_of(const struct judging *judging, const struct latency_side *side,
                            const char *architecture, const char *name, enum diag_id *problem)
{
    *problem = side->knowledge == LATENCY_UNKNOWN ? DIAG_GATE_LATENCY : DIAG_GATE_UNDECIDED;
    if (side->knowledge == LATENCY_UNKNOWN)
        return text_format(judging->arena, "%s has no latency to judge in %s: %s", architecture, name,
                           side->why);
    if (side->knowledge == LATENCY_TOO_SHORT)
        return text_format(judging->arena, "the simulation of %s was too short: %s; " LATENCY_REMEDY, name,
                           side->why);
    if (*side->p99.not_converged != '\0')
        return text_format(judging->arena, "the simulation of %s did not converge: %s; " LATENCY_BOUND, name,
                           side->p99.not_converged);
    return NULL;
}

static void judge_p99(struct judging *judging, const struct architecture_diff *one,
                      const struct latency_change *change)
{
    struct arena *arena = judging->arena;
    const char *what = change->what, *percent = text_number(arena, 100 * judging->thresholds->p99_fraction);
    enum diag_id problem;
    const char *fault = fault_of(judging, &change->base, one->id, judging->diff->base_name, &problem);
    if (fault == NULL) fault = fault_of(judging, &change->head, one->id, judging->diff->head_name, &problem);
    if (fault != NULL) {
        add(judging, one->id, OUTCOME_ERROR, problem,
            text_format(arena, "%s: the change of %s can't be judged: %s", one->id, what, fault));
        return;
    }
    const struct latency *base = &change->base.p99, *head = &change->head.p99;
    enum latency_rise rise = latency_rise(base, head, judging->thresholds->p99_fraction);
    if (rise == RISE_UNDECIDED)
        add(judging, one->id, OUTCOME_ERROR, DIAG_GATE_UNDECIDED,
            text_format(arena,
                        "%s: sampling can't tell whether %s at peak rises by more than %s %%: it goes from "
                        "%s to %s; " LATENCY_REMEDY,
                        one->id, what, percent, interval(judging, base), interval(judging, head)));
    else
        add(judging, one->id, rise == RISE_BEYOND ? OUTCOME_FAIL : OUTCOME_PASS, DIAG_GATE_BREACH,
            text_format(arena, "%s: %s at peak goes from %s to %s (%+.1f %%), and may rise by at most %s %%",
                        one->id, what, seconds(judging, base->p99_s), seconds(judging, head->p99_s),
                        100 * (head->p99_s / base->p99_s - 1), percent));
}

/* The architecture as it is judged: of the diff at the prices that are paid, if there is one. */
static const struct architecture_diff *paid_of(const struct judging *judging,
                                               const struct architecture_diff *one)
{
    for (size_t i = 0; judging->paid != NULL && i < judging->paid->architecture_count; i++)
        if (text_equal(judging->paid->architectures[i].id, one->id) &&
            judging->paid->architectures[i].is_comparable)
            return &judging->paid->architectures[i];
    return one;
}

static void judge_one(struct judging *judging, const struct architecture_diff *one, size_t *judged)
{
    const struct architecture_diff *paid = paid_of(judging, one);
    if (one->is_comparable) {
        (*judged)++;
        if (judging->thresholds->has_increase) judge_increase(judging, one, paid);
        for (size_t i = 0; judging->thresholds->has_p99 && i < paid->latency_count; i++)
            if (paid->latencies[i].in_base && paid->latencies[i].in_head)
                judge_p99(judging, one, &paid->latencies[i]);
    }
    /* An architecture that no longer carries the load is worse than one that costs too much. A fleet that
     * stands and never carried it by guideline is judged by its dollars. */
    bool never_did = one->is_comparable && !one->base->feasible;
    if (one->head != NULL && !one->head->feasible && !never_did)
        add(judging, one->id, OUTCOME_ERROR, DIAG_NOTHING_FEASIBLE,
            text_format(judging->arena, "%s can't carry the workload: %s", one->id,
                        one->head->infeasible_reason));
}

void diff_judge(struct diff *diff, const struct diff_thresholds *thresholds, const struct diff *paid,
                struct arena *arena)
{
    struct judging judging = {.diff = diff, .paid = paid, .thresholds = thresholds, .arena = arena};
    size_t most = 1, judged = 0;
    for (size_t i = 0; i < diff->architecture_count; i++) most += 2 + diff->architectures[i].latency_count;
    judging.list = arena_new_of(arena, struct diff_finding, most);
    for (size_t i = 0; i < diff->architecture_count; i++)
        judge_one(&judging, &diff->architectures[i], &judged);
    if (judged == 0)
        add(&judging, "", OUTCOME_ERROR, DIAG_GATE_BASELINE,
            "there is no architecture in both that a threshold could be held against");
    diff->has_thresholds = true;
    diff->findings = judging.list;
    diff->finding_count = judging.count;
}
