/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/list_prices.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "study/waterfall.h"

/* Whether the path begins so, but for quotes and blanks. */
static bool begins(const char *path, const char *prefix)
{
    for (; *prefix != '\0' && (*path == *prefix || (*path != '\0' && strchr("\"\\ \t", *path) != NULL));
         path++)
        prefix += *path == *prefix;
    return *prefix == '\0';
}

bool assignment_is_private(const char *assignment)
{
    return begins(assignment, "pricing.private") || begins(assignment, "pricing.discount");
}

bool step_is_private(const char *step) { return begins(step, "pricing.private"); }

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

/* A run's machines as a deployment again. */
struct deployment run_deployment(const struct run_architecture *architecture,
                                 const struct catalogue *catalogue)
{
    struct deployment deployment = {.role_count = architecture->role_count};
    assert(architecture->role_count <= ROLES_MAX);
    for (size_t i = 0; i < architecture->role_count; i++) {
        const struct run_role *role = &architecture->roles[i];
        deployment.roles[i] = (struct role){
            .role = role->role,
            .instance = (int16_t)catalogue_find(catalogue, role->instance),
            .count = role->count,
            .volumes = {volume_kind_find(role->volume), role->volumes_per_node, role->volume_gib,
                        role->volume_iops, role->volume_throughput_mibps * MIB},
        };
    }
    return deployment;
}

static bool same_role(const struct run_role *a, const struct run_role *b)
{
    return text_equal(a->role, b->role) && text_equal(a->instance, b->instance) && a->count == b->count &&
           text_equal(a->volume, b->volume) && a->volumes_per_node == b->volumes_per_node &&
           a->volume_gib == b->volume_gib && a->volume_iops == b->volume_iops &&
           a->volume_throughput_mibps == b->volume_throughput_mibps;
}

bool run_same_machines(const struct run_architecture *a, const struct run_architecture *b)
{
    bool same = a->role_count == b->role_count;
    for (size_t i = 0; same && i < a->role_count; i++) same = same_role(&a->roles[i], &b->roles[i]);
    return same;
}

static bool is_given(const struct compare_request *request, const char *id)
{
    for (size_t i = 0; i < request->given_count; i++)
        if (text_equal(request->given[i].architecture, id)) return true;
    return false;
}

/* The request with the deployments of run for what planned. Of all that planned, or only of what planned
 * otherwise in other. */
static struct compare_request held(const struct compare_request *request, const struct run *run,
                                   const struct run *other, struct arena *arena)
{
    struct compare_request changed = *request;
    struct given_deployment *given = arena_widened(arena, request->given, request->given_count, sizeof *given,
                                                   request->given_count + run->architecture_count);
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_architecture *architecture = &run->architectures[i];
        if (architecture->role_count == 0 || is_given(request, architecture->id)) continue;
        if (other == NULL || !run_same_machines(architecture, &other->architectures[i]))
            given[changed.given_count++] = (struct given_deployment){architecture->id,
                                                                     run_deployment(architecture,
                                                                                    request->catalogue)};
    }
    changed.given = given;
    return changed;
}

struct compare_request request_holding(const struct compare_request *request, const struct run *run,
                                       struct arena *arena)
{
    return held(request, run, NULL, arena);
}

struct compare_request request_at_list_prices(const struct compare_request *request, struct arena *arena)
{
    struct compare_request listed = *request;
    listed.params = at_list_prices(request->params, arena);
    listed.waterfall = without_private_steps(request->waterfall, arena);
    return listed;
}

/* Planned at list prices first: mostly that leads to the same machines, and then there is a search to show. A
 * ladder always plans. */
const struct run *compare_at_list_prices(const struct compare_request *request, const struct run *run,
                                         struct arena *arena, struct diags *diags)
{
    struct compare_request listed = request_at_list_prices(request, arena);
    struct diags own;
    diags_init(&own, arena);
    const struct run *planned = compare(&listed, arena, &own);
    struct compare_request holding = held(&listed, run, planned, arena);
    if (planned != NULL && holding.given_count == listed.given_count) return planned;
    holding.waterfall = NULL;
    const struct run *kept = compare(&holding, arena, diags);
    if (kept == NULL || listed.waterfall == NULL) return kept;
    struct run *whole = arena_new_of(arena, struct run, 1);
    *whole = *kept;
    whole->waterfall = planned == NULL ? NULL : planned->waterfall;
    return whole;
}
