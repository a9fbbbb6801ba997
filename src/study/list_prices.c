/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/list_prices.h"

#include <string.h>

#include "base/text.h"
#include "params/paths.h"
#include "study/waterfall.h"

static bool is_private_row(enum root_param row) { return row == ROOT_DISCOUNT_BY || row == ROOT_PRIVATE_BY; }

bool prices_are_private(const struct compare_request *request)
{
    const struct params *params = request->params;
    bool found = root_num(params, ROOT_DISCOUNT) != 0;
    for (size_t i = 0; request->waterfall != NULL && i < request->waterfall->added_count; i++)
        found |= step_is_private(request->waterfall->added[i]);
    for (size_t i = 0; i < params->free_count; i++) found |= is_private_row(params->free[i].row);
    return found;
}

static const struct params *at_list_prices(const struct params *params, struct arena *arena)
{
    struct value *root = arena_new_of(arena, struct value, ROOT__COUNT);
    memcpy(root, params->root, ROOT__COUNT * sizeof *root);
    root[ROOT_DISCOUNT] = (struct value){.is_set = true, .origin = ORIGIN_DEFAULT};
    struct free_value *free = arena_new_of(arena, struct free_value, params->free_count);
    struct params *listed = arena_new_of(arena, struct params, 1);
    *listed = *params;
    listed->root = root;
    listed->free = free;
    listed->free_count = 0;
    for (size_t i = 0; i < params->free_count; i++)
        if (!is_private_row(params->free[i].row)) free[listed->free_count++] = params->free[i];
    return listed;
}

static const struct waterfall_request *without_private_steps(const struct waterfall_request *waterfall,
                                                             struct arena *arena)
{
    if (waterfall == NULL) return NULL;
    struct waterfall_request *listed = arena_new_of(arena, struct waterfall_request, 1);
    const char **added = arena_new_of(arena, const char *, waterfall->added_count);
    *listed = (struct waterfall_request){waterfall->from, waterfall->to, added, 0};
    for (size_t i = 0; i < waterfall->added_count; i++)
        if (!step_is_private(waterfall->added[i])) added[listed->added_count++] = waterfall->added[i];
    return listed;
}

static bool same_role(const struct role *a, const struct role *b)
{
    return text_equal(a->role, b->role) && a->instance == b->instance && a->count == b->count &&
           a->volumes.kind == b->volumes.kind && a->volumes.count == b->volumes.count &&
           a->volumes.gib == b->volumes.gib && a->volumes.iops == b->volumes.iops &&
           a->volumes.bytes_per_s == b->volumes.bytes_per_s;
}

bool same_machines(const struct outcome *a, const struct outcome *b)
{
    bool same = a->has_deployment == b->has_deployment &&
                a->deployment.role_count == b->deployment.role_count;
    if (!a->has_deployment) return same || !b->has_deployment;
    for (size_t i = 0; same && i < a->deployment.role_count; i++)
        same = same_role(&a->deployment.roles[i], &b->deployment.roles[i]);
    return same;
}

static bool is_given(const struct compare_request *request, const char *id)
{
    for (size_t i = 0; i < request->given_count; i++)
        if (text_equal(request->given[i].architecture, id)) return true;
    return false;
}

/* The request with the outcomes' deployments for the architectures that planned; with other, only for
 * those that planned another deployment there. */
static struct compare_request held(const struct compare_request *request, const struct outcome *outcomes,
                                   const struct outcome *other, struct arena *arena)
{
    size_t count = request->params->scenario_count;
    struct compare_request changed = *request;
    struct given_deployment *given = arena_widened(arena, request->given, request->given_count, sizeof *given,
                                                   request->given_count + count);
    for (size_t i = 0; i < count; i++) {
        const char *id = request->params->scenarios[i].id;
        if (!outcomes[i].has_deployment || is_given(request, id)) continue;
        if (other == NULL || !same_machines(&outcomes[i], &other[i]))
            given[changed.given_count++] = (struct given_deployment){id, outcomes[i].deployment};
    }
    changed.given = given;
    return changed;
}

struct compare_request request_holding(const struct compare_request *request, const struct outcome *outcomes,
                                       struct arena *arena)
{
    return held(request, outcomes, NULL, arena);
}

struct compare_request request_at_list_prices(const struct compare_request *request, struct arena *arena)
{
    struct compare_request listed = *request;
    listed.params = at_list_prices(request->params, arena);
    listed.waterfall = without_private_steps(request->waterfall, arena);
    return listed;
}

/* Plan at list prices first: mostly that leads to the same machines, and then there is a search to show. A
 * waterfall always plans. */
const struct run *compare_at_list_prices(const struct compare_request *request,
                                         const struct outcome *outcomes, struct arena *arena,
                                         struct diags *diags)
{
    struct compare_request listed = request_at_list_prices(request, arena);
    listed.keeps_demand = false;
    struct diags own;
    diags_init(&own, arena);
    struct comparison planned;
    bool is_planned = compare_outcomes(&listed, &planned, arena, &own);
    struct compare_request holding = held(&listed, outcomes, is_planned ? planned.outcomes : NULL, arena);
    if (is_planned && holding.given_count == listed.given_count) return planned.run;
    holding.waterfall = NULL;
    const struct run *kept = compare(&holding, arena, diags);
    if (kept == NULL || listed.waterfall == NULL) return kept;
    struct run *whole = arena_new_of(arena, struct run, 1);
    *whole = *kept;
    whole->waterfall = is_planned ? planned.run->waterfall : NULL;
    return whole;
}
