/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/waterfall.h"

#include <assert.h>
#include <math.h>

#include "base/text.h"
#include "params/keys.h"
#include "study/waterfall_steps.h"

/* The total with some of the steps held. */
struct total {
    double usd_per_year;
    const char *why_not; /* reason why there is no total; NULL when there is */
};

/* Steps apply in the waterfall's order, whatever the order they are taken in. */
static const struct params *with_held(const struct waterfall *waterfall, const bool *held,
                                      struct arena *arena, struct diags *diags)
{
    const struct params *params = waterfall->request->params;
    for (size_t i = 0; i < waterfall->count && params != NULL; i++)
        if (held[i]) params = waterfall_with_step(waterfall, params, &waterfall->steps[i], arena, diags);
    return params;
}

static struct total evaluate_held(const struct waterfall *waterfall, const bool *held, struct arena *arena)
{
    const struct compare_request *request = waterfall->request;
    struct arena *scratch = arena_new();
    struct diags diags;
    diags_init(&diags, scratch);
    const struct params *params = with_held(waterfall, held, scratch, &diags);
    const struct outcome *outcome = NULL;
    if (params != NULL) {
        const struct prices *prices = prices_new(params, request->book, request->catalogue, scratch);
        const struct context context = {params, waterfall->from, request->catalogue, prices, scratch};
        outcome = evaluate(&context, group_set_all(params, scratch), NULL, &diags);
    }
    struct total total = {0};
    if (outcome == NULL)
        total.why_not = arena_copy_string(arena, diags.first->message);
    else if (!outcome->feasible)
        total.why_not = text_format(arena, "cannot carry this load: %s", outcome->reason);
    else
        total.usd_per_year = outcome->bill.usd_per_year;
    arena_free(scratch);
    return total;
}

/* Print for a reader, and still as --set takes it: "13.7%" rather than every digit of the double. */
static const char *print(struct arena *arena, const struct param_row *row, const struct value *value)
{
    if (!value->is_set) return "unset";
    if (row->type == PARAM_FRACTION) return text_format(arena, "%s%%", text_number(arena, value->num * 100));
    bool is_plain = row->type == PARAM_NUMBER || row->type == PARAM_COUNT;
    return is_plain ? text_number(arena, value->num) : param_print(arena, row, value);
}

/* "tiered_storage: false → true, local_retention: 6h" */
static const char *describe_options(const struct waterfall *waterfall, const struct step *step,
                                    struct arena *arena)
{
    const struct params *params = waterfall->request->params;
    const struct param_kind *kind = waterfall_kind(waterfall);
    const struct value *from = params->scenarios[waterfall->from].values,
                       *to = params->scenarios[waterfall->to].values;
    struct text text = text_new(arena);
    for (size_t i = 0; i < step->row_count; i++) {
        const struct param_row *row = &kind->rows[step->rows[i]];
        text_addf(&text, "%s%s: %s → %s", i == 0 ? "" : ", ", row->path,
                  print(arena, row, &from[step->rows[i]]), print(arena, row, &to[step->rows[i]]));
    }
    int shown = step->shown == NULL ? NO_ROW : row_find(kind->rows, kind->row_count, step->shown);
    if (shown != NO_ROW && to[shown].is_set)
        text_addf(&text, ", %s: %s", step->shown, print(arena, &kind->rows[shown], &to[shown]));
    return text.bytes;
}

/* Describe an added step. A report's readers may not see a private price. */
static const char *describe_override(const struct waterfall *waterfall, const struct step *step,
                                     const bool *held, struct arena *arena)
{
    struct diags diags;
    diags_init(&diags, arena);
    const struct params *before = with_held(waterfall, held, arena, &diags),
                        *after = waterfall_with_step(waterfall, before, step, arena, &diags);
    struct param_ref old, new;
    bool found = params_find(after, step->path, &new);
    assert(found && "an override sets its path");
    (void)found;
    if (new.row == &ROOT_ROWS[ROOT_PRIVATE_BY]) return text_format(arena, "%s: a private price", step->label);
    if (!params_find(before, step->path, &old) || !old.value->is_set)
        return text_format(arena, "%s: %s", step->label, print(arena, new.row, new.value));
    return text_format(arena, "%s: %s → %s", step->label, print(arena, old.row, old.value),
                       print(arena, new.row, new.value));
}

/* Take the steps in order; record the change of each and the steps held at the end. */
static void take(const struct waterfall *waterfall, double start_usd, bool *held, struct run_step *steps,
                 struct arena *arena)
{
    double usd = start_usd;
    for (size_t i = 0; i < waterfall->count; i++) {
        const struct step *step = &waterfall->steps[i];
        const char *what = step->is_added ? describe_override(waterfall, step, held, arena)
                                          : describe_options(waterfall, step, arena);
        held[i] = true;
        struct total total = evaluate_held(waterfall, held, arena);
        bool feasible = total.why_not == NULL;
        double now = feasible ? total.usd_per_year : usd;
        steps[i] = (struct run_step){.what = what,
                                     .is_added = step->is_added,
                                     .feasible = feasible,
                                     .infeasible_reason = feasible ? "" : total.why_not,
                                     .usd_per_year = now,
                                     .step_usd = now - usd,
                                     .step_usd_reversed = NAN};
        held[i] = feasible || !step->is_added;
        usd = now;
    }
}

/* Take the same steps from the last to the first. */
static void take_reversed(const struct waterfall *waterfall, double start_usd, const bool *held,
                          struct run_step *steps, struct arena *arena)
{
    const double interacts_from_usd = 1;
    bool *taken = arena_new_of(arena, bool, waterfall->count);
    double usd = start_usd;
    for (size_t i = waterfall->count; i-- > 0;) {
        taken[i] = held[i];
        struct total total = held[i] ? evaluate_held(waterfall, taken, arena)
                                     : (struct total){.why_not = "left out"};
        if (total.why_not != NULL) continue;
        steps[i].step_usd_reversed = total.usd_per_year - usd;
        steps[i].interacts = steps[i].feasible &&
                             fabs(steps[i].step_usd - steps[i].step_usd_reversed) > interacts_from_usd;
        usd = total.usd_per_year;
    }
}

static void warn(struct run *run, const char *warning, struct arena *arena)
{
    const char **warnings = arena_new_of(arena, const char *, run->warning_count + 1);
    for (size_t i = 0; i < run->warning_count; i++) warnings[i] = run->warnings[i];
    warnings[run->warning_count++] = warning;
    run->warnings = warnings;
}

void waterfall_take(const struct waterfall *waterfall, struct run *run, struct arena *arena)
{
    const struct waterfall_request *request = waterfall->request->waterfall;
    bool *held = arena_new_of(arena, bool, waterfall->count);
    struct total start = evaluate_held(waterfall, held, arena);
    if (start.why_not != NULL) {
        warn(run, text_format(arena, "there is no waterfall from %s, which %s", request->from, start.why_not),
             arena);
        return;
    }
    struct run_step *steps = arena_new_of(arena, struct run_step, waterfall->count);
    take(waterfall, start.usd_per_year, held, steps, arena);
    take_reversed(waterfall, start.usd_per_year, held, steps, arena);
    struct run_waterfall *taken = arena_new_of(arena, struct run_waterfall, 1);
    *taken = (struct run_waterfall){request->from, request->to, start.usd_per_year, waterfall->count, steps};
    run->waterfall = taken;
}
