/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate/diff_split.h"

#include <math.h>

#include "base/text.h"
#include "gate/rules.h"
#include "study/list_prices.h"

static bool begins_with_any(const char *path, const char *const *prefixes)
{
    for (; *prefixes != NULL; prefixes++)
        if (text_starts_with(path, *prefixes)) return true;
    return false;
}

/* base's design with head's prices, and with head's traffic if asked for. */
static const struct params *between(const struct params *base, const struct params *head, bool with_traffic,
                                    struct arena *arena)
{
    static const char *const PRICES[] = {"region", "pricing.", "billing.", NULL}, *const TRAFFIC[] = {"load.",
                                                                                                      NULL};
    struct value *root = arena_new_of(arena, struct value, ROOT__COUNT);
    for (int row = 0; row < ROOT__COUNT; row++) {
        bool is_new = begins_with_any(ROOT_ROWS[row].path, PRICES) ||
                      (with_traffic && begins_with_any(ROOT_ROWS[row].path, TRAFFIC));
        root[row] = is_new ? head->root[row] : base->root[row];
    }
    struct free_value *free = arena_new_of(arena, struct free_value, base->free_count + head->free_count);
    struct params *params = arena_new_of(arena, struct params, 1);
    *params = *base;
    params->root = root;
    params->free = free;
    params->free_count = 0;
    for (size_t i = 0; i < base->free_count; i++)
        if (!begins_with_any(ROOT_ROWS[base->free[i].row].path, PRICES))
            free[params->free_count++] = base->free[i];
    for (size_t i = 0; i < head->free_count; i++)
        if (begins_with_any(ROOT_ROWS[head->free[i].row].path, PRICES))
            free[params->free_count++] = head->free[i];
    if (with_traffic) {
        params->topics = head->topics;
        params->topic_count = head->topic_count;
    }
    return params;
}

static const struct run *run_of(const struct compare_request *base, const struct compare_request *head,
                                const struct params *params, struct arena *arena, struct diags *diags)
{
    struct compare_request request = *base;
    request.params = params;
    request.book = head->book;
    request.waterfall = NULL;
    request.is_brief = true;
    return compare(&request, arena, diags);
}

/* An architecture's cost in a step; false with a reason. */
static bool cost_in(const struct run *run, const char *id, double *usd, struct change_split *split)
{
    const struct run_architecture *architecture = run_architecture_find(run, id);
    if (architecture == NULL || !run_is_priced(architecture)) {
        split->why_not = architecture == NULL ? "it isn't in both" : architecture->infeasible_reason;
        return false;
    }
    *usd = architecture->usd_per_year;
    return true;
}

/* The diff's runs are rounded, the steps between are not: a part below a cent is rounding. */
static double beyond_rounding(double usd) { return fabs(usd) < DIFF_SAME_USD ? 0 : usd; }

static void split(struct architecture_diff *diff, const struct run *held, const struct run *repriced,
                  const struct run *moved)
{
    double held_usd, repriced_usd, moved_usd;
    struct change_split split = {.why_not = ""};
    if (cost_in(held, diff->id, &held_usd, &split) && cost_in(repriced, diff->id, &repriced_usd, &split) &&
        cost_in(moved, diff->id, &moved_usd, &split)) {
        split.is_known = true;
        split.price_usd = beyond_rounding(held_usd - diff->base->usd_per_year);
        split.volume_usd = beyond_rounding(moved_usd - repriced_usd);
        split.design_usd = diff->head->usd_per_year - diff->base->usd_per_year - split.price_usd -
                           split.volume_usd;
        if (beyond_rounding(split.design_usd) == 0 && split.volume_usd != 0) {
            split.volume_usd += split.design_usd;
            split.design_usd = 0;
        } else if (beyond_rounding(split.design_usd) == 0 && split.price_usd != 0) {
            split.price_usd += split.design_usd;
            split.design_usd = 0;
        }
    }
    diff->split = split;
}

void diff_split(struct diff *diff, const struct compare_request *base, const struct outcome *outcomes,
                const struct compare_request *head, struct arena *arena)
{
    struct diags own;
    diags_init(&own, arena);
    const struct params *at_prices = between(base->params, head->params, false, arena),
                        *at_traffic = between(base->params, head->params, true, arena);
    struct compare_request holding = request_holding(base, outcomes, arena);
    const struct run *held = run_of(&holding, head, at_prices, arena, &own);
    const struct run *repriced = held == NULL ? NULL : run_of(base, head, at_prices, arena, &own);
    const struct run *moved = repriced == NULL ? NULL : run_of(base, head, at_traffic, arena, &own);
    for (size_t i = 0; i < diff->architecture_count; i++) {
        struct architecture_diff *one = &diff->architectures[i];
        if (one->is_comparable && moved != NULL)
            split(one, held, repriced, moved);
        else if (one->is_comparable)
            one->split = (struct change_split){.why_not = own.first == NULL ? "" : own.first->message};
    }
}
