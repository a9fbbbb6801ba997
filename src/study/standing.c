/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/standing.h"

#include <math.h>

#include "base/text.h"
#include "study/describe.h"

static const char LATENCY_UNKNOWN[] = "its latency isn't known";

static bool has_objectives(const struct run *run)
{
    for (size_t i = 0; i < run->param_count; i++)
        if (text_ends_with(run->params[i].path, "objectives.produce_p99") ||
            text_ends_with(run->params[i].path, "objectives.end_to_end_p99"))
            return true;
    return false;
}

static bool is_simulated(const struct run *run)
{
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_architecture *one = &run->architectures[i];
        if (one->feasible && one->latency == NULL && one->latency_unknown != NULL &&
            text_equal(one->latency_unknown, RUN_NOT_SIMULATED))
            return false;
    }
    return true;
}

/* An objective for consumers is met if there are none. */
static bool is_judged_as(const struct run_objective *objective, enum run_judgement judgement)
{
    return objective->judgement == judgement && !text_equal(objective->why, RUN_NOBODY_CONSUMES);
}

static size_t count_judged(const struct run_latency *latency, enum run_judgement judgement)
{
    size_t count = 0;
    for (size_t i = 0; i < latency->objective_count; i++)
        count += is_judged_as(&latency->objectives[i], judgement);
    return count;
}

enum standing standing_of(const struct run_architecture *architecture)
{
    const struct run_latency *latency = architecture->latency;
    if (latency == NULL) return STANDING_UNJUDGED;
    return count_judged(latency, RUN_MISSED) > 0      ? STANDING_MISSES
           : count_judged(latency, RUN_UNDECIDED) > 0 ? STANDING_UNJUDGED
                                                      : STANDING_MEETS;
}

/* By cost; equals by their place in the workload. */
static bool comes_before(const struct run_architecture *a, const struct run_architecture *b)
{
    return a->usd_per_year < b->usd_per_year || (a->usd_per_year == b->usd_per_year && a < b);
}

const struct run_architecture *standing_next(const struct run *run, const struct run_architecture *than)
{
    const struct run_architecture *next = NULL;
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_architecture *one = &run->architectures[i];
        if (one->feasible && (than == NULL || comes_before(than, one)) &&
            (next == NULL || comes_before(one, next)))
            next = one;
    }
    return next;
}

static const char *why_unjudged(const struct run_contender *contender, const struct run_architecture *of)
{
    if (contender->objective_count > 0) return contender->objectives[0].why;
    return of->latency_unknown != NULL && *of->latency_unknown != '\0' ? of->latency_unknown
                                                                       : LATENCY_UNKNOWN;
}

static struct run_contender contender_of(const struct run_architecture *architecture, enum standing standing,
                                         const struct run_architecture *recommended, struct arena *arena)
{
    const struct run_latency *latency = architecture->latency;
    enum run_judgement judgement = standing == STANDING_MISSES ? RUN_MISSED : RUN_UNDECIDED;
    struct run_contender contender = {.architecture = architecture->id,
                                      .why = "",
                                      .saving_usd_per_year = NAN};
    if (recommended != NULL)
        contender.saving_usd_per_year = recommended->usd_per_year - architecture->usd_per_year;
    struct run_objective *objectives = arena_new_of(arena, struct run_objective,
                                                    latency == NULL ? 0 : count_judged(latency, judgement));
    for (size_t i = 0; latency != NULL && i < latency->objective_count; i++)
        if (is_judged_as(&latency->objectives[i], judgement))
            objectives[contender.objective_count++] = latency->objectives[i];
    contender.objectives = objectives;
    if (standing == STANDING_UNJUDGED) contender.why = why_unjudged(&contender, architecture);
    return contender;
}

/* The recommendation if the variant's total took the place of its architecture's. */
static struct run_flip outcome_of(const struct run *run, const struct run_variant *variant)
{
    bool is_judged = text_equal(run->verdict.objectives, RUN_OBJECTIVES_JUDGED);
    struct run_flip flip = {.architecture = variant->architecture,
                            .path = variant->path,
                            .value = variant->value,
                            .what = variant->what,
                            .recommended = ""};
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_architecture *one = &run->architectures[i];
        double usd = text_equal(one->id, variant->architecture) ? variant->usd_per_year : one->usd_per_year;
        if (!one->feasible || (is_judged && standing_of(one) != STANDING_MEETS) ||
            (*flip.recommended != '\0' && flip.usd_per_year <= usd))
            continue;
        flip.recommended = one->id;
        flip.usd_per_year = usd;
    }
    return flip;
}

/* Before the first that is dearer. */
static void insert_flip(struct run_flip *flips, size_t count, struct run_flip flip)
{
    for (; count > 0 && flip.usd_per_year < flips[count - 1].usd_per_year; count--)
        flips[count] = flips[count - 1];
    flips[count] = flip;
}

static void describe_flips(struct run *run, struct arena *arena)
{
    struct run_flip *flips = arena_new_of(arena, struct run_flip, run->variant_count);
    for (size_t i = 0; i < run->variant_count; i++) {
        struct run_flip flip = outcome_of(run, &run->variants[i]);
        if (run->variants[i].feasible && *flip.recommended != '\0' &&
            !text_equal(flip.recommended, run->verdict.recommended))
            insert_flip(flips, run->verdict.flip_count++, flip);
    }
    run->verdict.flips = flips;
}

void standing_describe(struct run *run, struct arena *arena)
{
    struct run_verdict *verdict = &run->verdict;
    const struct run_architecture *recommended = standing_next(run, NULL), *one;
    verdict->objectives = !has_objectives(run) ? RUN_OBJECTIVES_NONE
                          : is_simulated(run)  ? RUN_OBJECTIVES_JUDGED
                                               : RUN_OBJECTIVES_NOT_JUDGED;
    if (text_equal(verdict->objectives, RUN_OBJECTIVES_JUDGED))
        while (recommended != NULL && standing_of(recommended) != STANDING_MEETS)
            recommended = standing_next(run, recommended);
    verdict->recommended = recommended == NULL ? "" : recommended->id;
    if (recommended != NULL) describe_flips(run, arena);
    if (text_equal(verdict->objectives, RUN_OBJECTIVES_NONE)) return;
    struct run_contender *misses = arena_new_of(arena, struct run_contender, run->architecture_count),
                         *unjudged = arena_new_of(arena, struct run_contender, run->architecture_count);
    for (one = standing_next(run, NULL); one != NULL; one = standing_next(run, one)) {
        enum standing standing = standing_of(one);
        struct run_contender contender = contender_of(one, standing, recommended, arena);
        if (standing == STANDING_MISSES) misses[verdict->miss_count++] = contender;
        if (standing == STANDING_UNJUDGED) unjudged[verdict->unjudged_count++] = contender;
    }
    verdict->misses = misses;
    verdict->unjudged = unjudged;
}
