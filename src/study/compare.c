/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/compare.h"

#include <math.h>

#include "arch/arch.h"
#include "base/parallel.h"
#include "base/text.h"
#include "base/units.h"
#include "study/assumed.h"
#include "study/check_names.h"
#include "study/describe.h"
#include "study/excluded.h"
#include "study/kept_hint.h"
#include "study/lacking.h"
#include "study/waterfall.h"
#include "study/variants.h"

/* One architecture's evaluation, with its own memory and diagnostics so that several can run at once. */
struct task {
    struct context context; /* its arena keeps the texts and arrays of the run */
    struct diags diags;
    const struct deployment *given;
    bool is_brief, keeps_demand;
    bool is_evaluated;
    struct outcome *outcome;
    struct run_architecture architecture;
    const struct run_excluded *excluded; /* EXCLUDED_CHOICES, or NULL */
    const struct run_variant *variants;
    size_t variant_count;
    const struct run_assumption *assumptions;
    size_t assumption_count;
    const char *hint; /* NULL for none */
};

/* Evaluate and describe. False when there is no deployment. */
static bool evaluate_task(struct task *task, struct group_set groups, struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    struct context context = task->context;
    context.arena = scratch;
    const struct outcome *outcome = evaluate_keeping(&context, groups, task->given,
                                                     task->keeps_demand ? task->context.arena : scratch,
                                                     &task->diags);
    task->is_evaluated = outcome != NULL;
    if (outcome == NULL) return false;
    describe_architecture(&task->architecture, &task->context, outcome);
    if (!task->is_brief && outcome->has_deployment) task->hint = kept_hint(&task->context, &outcome->demand);
    *task->outcome = *outcome;
    task->outcome->reason = task->architecture.infeasible_reason;
    task->outcome->guarantees = task->architecture.guarantees;
    task->outcome->ledger = (struct ledger){.count = 0};
    task->outcome->bill = (struct bill){.line_count = 0};
    if (!task->keeps_demand) task->outcome->demand = (struct demand){.group_count = 0};
    arena_rewind(scratch, mark);
    return task->outcome->has_deployment;
}

static void run_task(void *user, size_t index)
{
    struct task *task = &((struct task *)user)[index];
    struct arena *scratch = arena_new();
    struct group_set groups = group_set_all(task->context.params, scratch);
    if (evaluate_task(task, groups, scratch) && !task->is_brief && task->outcome->feasible) {
        const struct deployment *deployment = &task->outcome->deployment;
        double usd_per_year = task->architecture.usd_per_year;
        task->excluded = excluded_choices(&task->context, groups, deployment, usd_per_year, scratch);
        if (task->given == NULL) {
            task->variants = variants_make(&task->context, groups, usd_per_year, scratch,
                                           &task->variant_count);
            task->assumptions = assumed_make(&task->context, groups, deployment, usd_per_year, scratch,
                                             &task->assumption_count);
        }
    }
    arena_free(scratch);
}

const struct deployment *compare_given_for(const struct compare_request *request, const char *id)
{
    for (size_t i = 0; i < request->given_count; i++)
        if (text_equal(request->given[i].architecture, id)) return &request->given[i].deployment;
    return NULL;
}

static struct task *evaluate_all(const struct compare_request *request, const struct prices *prices,
                                 struct outcome *outcomes, struct arena *arena)
{
    size_t count = request->params->scenario_count;
    struct task *tasks = arena_new_of(arena, struct task, count);
    for (size_t i = 0; i < count; i++) {
        struct arena *own = arena_new();
        arena_adopt(arena, own);
        tasks[i] = (struct task){.context = {request->params, i, request->catalogue, prices, own},
                                 .given = compare_given_for(request, request->params->scenarios[i].id),
                                 .is_brief = request->is_brief,
                                 .keeps_demand = request->keeps_demand,
                                 .outcome = &outcomes[i]};
        diags_init(&tasks[i].diags, own);
    }
    parallel_for(request->threads, count, run_task, tasks);
    return tasks;
}

static bool is_of_price(const struct diag *diag)
{
    return diag->id == DIAG_PRICE_MISSING || diag->id == DIAG_PRICE_RANGE;
}

/* Prices that are missing are told once for all architectures, and all of them. */
static bool collect(const struct compare_request *request, const struct task *tasks,
                    const struct prices *prices, struct arena *arena, struct diags *diags)
{
    bool whole = true, lacks = false;
    size_t count = request->params->scenario_count, lacked_count = 0;
    for (size_t i = 0; i < count; i++)
        for (const struct diag *diag = tasks[i].diags.first; diag != NULL; diag = diag->next)
            lacks |= is_of_price(diag);
    const struct lacked *lacked = lacks ? lacking_prices(request, prices, arena, &lacked_count) : NULL;
    for (size_t i = 0; i < count; i++) {
        whole &= tasks[i].is_evaluated;
        for (const struct diag *diag = tasks[i].diags.first; diag != NULL; diag = diag->next)
            if (lacked_count == 0 || !is_of_price(diag))
                diags_add(diags, diag->id, diag->place, "%s: %s", tasks[i].context.params->scenarios[i].id,
                          diag->message);
    }
    if (lacked_count > 0) lacking_tell(lacked, lacked_count, request->book, diags);
    return whole;
}

/* A given deployment for an architecture that isn't compared would be lost in silence. */
static bool check_given(const struct compare_request *request, struct diags *diags)
{
    bool known = true;
    for (size_t i = 0; i < request->given_count; i++) {
        bool found = false;
        for (size_t c = 0; c < request->params->scenario_count; c++)
            found |= text_equal(request->params->scenarios[c].id, request->given[i].architecture);
        if (!found)
            known = diags_add(diags, DIAG_DEPLOYMENT, (struct place){0},
                              "a deployment is given for '%s', which this workload doesn't compare",
                              text_quote(diags->arena, request->given[i].architecture, 64));
    }
    return known;
}

static void join_excluded(struct run *run, const struct task *tasks, const struct prices *prices,
                          struct arena *arena)
{
    size_t count = run->architecture_count, shared_count;
    const struct run_excluded *shared = excluded_always(run, prices, arena, &shared_count);
    struct run_excluded *all = arena_new_of(arena, struct run_excluded,
                                            EXCLUDED_CHOICES * count + shared_count);
    for (size_t scenario = 0; scenario < EXCLUDED_CHOICES; scenario++)
        for (size_t i = 0; i < count; i++)
            if (tasks[i].excluded != NULL && tasks[i].excluded[scenario].what != NULL)
                all[run->excluded_count++] = tasks[i].excluded[scenario];
    for (size_t i = 0; i < shared_count; i++) all[run->excluded_count++] = shared[i];
    run->excluded = all;
}

static void join_assumptions(struct run *run, const struct task *tasks, size_t count, struct arena *arena)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++) total += tasks[i].assumption_count;
    struct run_assumption *all = arena_new_of(arena, struct run_assumption, total);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < tasks[i].assumption_count; j++)
            all[run->assumption_count++] = tasks[i].assumptions[j];
    assumed_sort(all, total);
    run->assumptions = all;
}

static void join_variants(struct run *run, const struct task *tasks, size_t count, struct arena *arena)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++) total += tasks[i].variant_count;
    struct run_variant *all = arena_new_of(arena, struct run_variant, total);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < tasks[i].variant_count; j++) all[run->variant_count++] = tasks[i].variants[j];
    run->variants = all;
}

/* A year's list price; NAN without one. */
static double standing_usd(const struct standing_charge *charge, const struct compare_request *request)
{
    double usd = 0;
    for (size_t i = 0; i < STANDING_PARTS; i++) {
        const struct standing_part *part = &charge->parts[i];
        if (part->units == 0) continue;
        struct price price = book_price(request->book, part->offer, part->usagetype, TERM_ON_DEMAND);
        double periods = part->is_monthly ? MONTHS_PER_YEAR : year_hourly_h(request->params);
        usd += price.tier_count == 0 ? (double)NAN : part->units * periods * price.tiers[0].usd_per_unit;
    }
    return usd;
}

/* The architectures whose machines AWS sells on demand alone, if others are bought under commitments; NULL
 * for none. */
static const char *uncommitted(const struct params *params, const struct prices *prices, struct arena *arena)
{
    const char **ids = arena_new_of(arena, const char *, params->scenario_count);
    size_t count = 0;
    for (size_t i = 0; i < params->scenario_count; i++)
        if (ARCHS[params->scenarios[i].kind]->service != SERVICE_EC2) ids[count++] = params->scenarios[i].id;
    if (count == 0 || prices->commitments.parts[0].term == TERM_ON_DEMAND) return NULL;
    return text_format(
        arena,
        "AWS sells neither reservations nor Savings Plans for Amazon MSK: commitments leave %s on "
        "demand",
        text_list(arena, ids, count, ", "));
}

static void join_warnings(struct run *run, const struct compare_request *request, const struct task *tasks,
                          const struct prices *prices, struct arena *arena)
{
    size_t count = request->params->scenario_count;
    const char **warnings = arena_new_of(arena, const char *,
                                         request->remark_count + request->standing_count + count + 1);
    const char *on_demand = uncommitted(request->params, prices, arena);
    if (on_demand != NULL) warnings[run->warning_count++] = on_demand;
    for (size_t i = 0; i < request->standing_count; i++) {
        double usd = standing_usd(&request->standing_charges[i], request);
        const char *price = isnan(usd) ? "no price in this region"
                                       : text_format(arena, "$%s per year at list prices",
                                                     text_thousands(arena, usd, 0));
        warnings[run->warning_count++] = text_format(arena, "%s: %s, not in the totals, since %s",
                                                     request->standing_charges[i].what, price,
                                                     request->standing_charges[i].why);
    }
    for (size_t i = 0; i < request->remark_count; i++) warnings[run->warning_count++] = request->remarks[i];
    for (size_t i = 0; i < count; i++)
        if (tasks[i].hint != NULL) warnings[run->warning_count++] = tasks[i].hint;
    run->warnings = warnings;
}

bool compare_outcomes(const struct compare_request *request, struct comparison *comparison,
                      struct arena *arena, struct diags *diags)
{
    bool sound = check_names(request->params, request->catalogue, diags);
    sound &= check_given(request, diags);
    const struct waterfall *waterfall = sound && request->waterfall != NULL
                                            ? waterfall_plan(request, arena, diags)
                                            : NULL;
    if (!sound || (request->waterfall != NULL && waterfall == NULL)) return false;
    const struct prices *prices = prices_new(request->params, request->book, request->catalogue, arena);
    size_t count = request->params->scenario_count;
    struct outcome *outcomes = arena_new_of(arena, struct outcome, count);
    struct task *tasks = evaluate_all(request, prices, outcomes, arena);
    if (!collect(request, tasks, prices, arena, diags)) return false;

    struct run *run = arena_new_of(arena, struct run, 1);
    describe_inputs(run, request, arena);
    join_warnings(run, request, tasks, prices, arena);
    struct run_architecture *architectures = arena_new_of(arena, struct run_architecture, count);
    for (size_t i = 0; i < count; i++) architectures[i] = tasks[i].architecture;
    run->architectures = architectures;
    run->architecture_count = count;
    join_variants(run, tasks, count, arena);
    describe_verdict(run, arena);
    join_assumptions(run, tasks, count, arena);
    if (!request->is_brief) join_excluded(run, tasks, prices, arena);
    if (waterfall != NULL) waterfall_take(waterfall, run, arena);
    *comparison = (struct comparison){run, outcomes};
    return true;
}

const struct run *compare(const struct compare_request *request, struct arena *arena, struct diags *diags)
{
    struct comparison comparison;
    return compare_outcomes(request, &comparison, arena, diags) ? comparison.run : NULL;
}
