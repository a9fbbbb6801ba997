/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One architecture: machines, search, flows. */
#include "study/describe.h"

#include "arch/clients.h"
#include "base/text.h"

/* The fewest nodes of the first role that are paid for in any part of the year; the deployment holds the
 * most. */
static double fewest_nodes(const struct outcome *outcome)
{
    double fewest = outcome->deployment.roles[0].count;
    for (size_t i = 0; i < outcome->ledger.count; i++) {
        const struct ledger_entry *entry = &outcome->ledger.entries[i];
        bool is_first_role = entry->line->component == COMPUTE &&
                             entry->item == outcome->deployment.roles[0].instance;
        if (is_first_role && entry->line->factors[0].scope == FACTOR_DEPLOYED && entry->factors[0] < fewest)
            fewest = entry->factors[0];
    }
    return fewest;
}

static void describe_deployment(struct run_architecture *architecture, const struct context *context,
                                const struct outcome *outcome)
{
    struct run_role *roles = arena_new_of(context->arena, struct run_role, ROLES_MAX);
    for (size_t i = 0; i < outcome->deployment.role_count; i++) {
        const struct role *role = &outcome->deployment.roles[i];
        const struct volumes *volumes = &role->volumes;
        roles[i] = (struct run_role){
            .role = role->role,
            .instance = context->catalogue->instances[role->instance].name,
            .count = role->count,
            .volume = volumes->kind == VOLUME_NONE ? "" : VOLUME_LIMITS[volumes->kind].name,
            .volumes_per_node = volumes->count,
            .volume_gib = volumes->gib,
            .volume_iops = volumes->iops,
            .volume_throughput_mibps = volumes->bytes_per_s / MIB,
            .text = role_describe(role, context->catalogue, context->arena),
        };
    }
    if (fewest_nodes(outcome) < roles[0].count)
        roles[0].text = text_format(context->arena, "%s at the peak, %.0f at the least", roles[0].text,
                                    fewest_nodes(outcome));
    architecture->roles = roles;
    architecture->role_count = outcome->deployment.role_count;

    struct run_utilisation *utilisations = arena_new_of(context->arena, struct run_utilisation,
                                                        UTILISATIONS_MAX);
    const struct utilisation *binding = capacity_binding(&outcome->capacity);
    for (size_t i = 0; i < outcome->capacity.count; i++) {
        const struct utilisation *utilisation = &outcome->capacity.utilisations[i];
        utilisations[i] = (struct run_utilisation){utilisation->resource, utilisation->fraction,
                                                   situation_name(utilisation->situation),
                                                   utilisation == binding};
    }
    architecture->utilisations = utilisations;
    architecture->utilisation_count = outcome->capacity.count;
}

static const char *why_lost(const struct context *context, const struct candidate *candidate,
                            const struct plan *plan)
{
    const struct instance *instances = context->catalogue->instances, *type = &instances[candidate->instance];
    struct arena *arena = context->arena;
    if (candidate->count == 0) return text_format(arena, "can't serve: %s", candidate->reason);
    double dearer = candidate->usd_per_year / plan->usd_per_year - 1;
    const char *bound = text_format(arena, "needs %u, limited by %s", candidate->count, candidate->reason);
    if (dearer > 0) return text_format(arena, "%.1f %% more; %s", dearer * 100, bound);
    bool is_older = type->generation < instances[plan->deployment.roles[0].instance].generation;
    return text_format(arena, "%s, for %.1f %% less; %s",
                       is_older ? text_format(arena, "older generation (%u)", type->generation)
                                : "more nodes",
                       -dearer * 100, bound);
}

static void describe_search(struct run_architecture *architecture, const struct context *context,
                            const struct outcome *outcome)
{
    const struct plan *plan = &outcome->plan;
    struct run_rejection *rejections = arena_new_of(context->arena, struct run_rejection,
                                                    plan->candidate_count);
    for (size_t i = 0; i < plan->candidate_count; i++)
        rejections[i] = (struct run_rejection){
            context->catalogue->instances[plan->candidates[i].instance].name, plan->candidates[i].count,
            plan->candidates[i].usd_per_year, why_lost(context, &plan->candidates[i], plan)};
    architecture->rejections = rejections;
    architecture->rejection_count = plan->candidate_count;

    struct run_filtered *filtered = arena_new_of(context->arena, struct run_filtered, FILTER__COUNT);
    for (int i = 0; i < FILTER__COUNT; i++)
        if (plan->filtered[i] > 0)
            filtered[architecture->filtered_count++] = (struct run_filtered){filter_name((enum filter)i),
                                                                             plan->filtered[i]};
    architecture->filtered = filtered;
}

static void describe_flows(struct run_architecture *architecture, const struct context *context,
                           const struct outcome *outcome)
{
    struct run_flow *flows = arena_new_of(context->arena, struct run_flow, FLOW__COUNT);
    double gb_per_rate = year_metered_s(context->params) / outcome->ledger.gb_bytes;
    for (int path = 0; path < FLOW__COUNT; path++) {
        const struct flow *flow = &outcome->demand.total.flows[path];
        if (flow->bytes_per_s > 0)
            flows[architecture->flow_count++] = (struct run_flow){flow_name((enum flow_path)path),
                                                                  flow->bytes_per_s * gb_per_rate,
                                                                  flow->cross_az_bytes_per_s * gb_per_rate};
    }
    architecture->flows = flows;
}

static const char NO_STEADY_STATE[] = "an overloaded fleet has no steady state to simulate";

void describe_architecture(struct run_architecture *architecture, const struct context *context,
                           const struct outcome *outcome)
{
    const struct scenario *scenario = &context->params->scenarios[context->scenario];
    const struct arch *arch = ARCHS[scenario->kind];
    *architecture = (struct run_architecture){
        .id = scenario->id,
        .use = arch->kind.id,
        .name = scenario->name,
        .feasible = outcome->feasible,
        .infeasible_reason = outcome->reason == NULL ? ""
                                                     : arena_copy_string(context->arena, outcome->reason),
        .deployment_origin = outcome->was_given ? "given" : "planned",
        .latency_unknown = outcome->is_short_of_clients ? arena_copy_string(context->arena, outcome->reason)
                           : !outcome->feasible         ? NO_STEADY_STATE
                           : arch->no_data_path == NULL ? RUN_NOT_SIMULATED
                                                        : arch->no_data_path,
        .price_as_of = "",
    };
    arch->guarantees(context, &architecture->guarantees);
    architecture->guarantees.clients = clients_changes(context, architecture->guarantees.clients);
    if (!outcome->is_supported) return;
    if (outcome->has_deployment && !outcome->feasible && !outcome->is_short_of_clients)
        architecture->guarantees.headroom = "none: it can't carry the load by guideline";
    if (outcome->has_deployment) {
        describe_deployment(architecture, context, outcome);
        describe_lines(architecture, context, &outcome->bill);
        describe_flows(architecture, context, outcome);
        architecture->usd_per_year = outcome->bill.usd_per_year;
        architecture->usd_per_year_contracted = outcome->bill.usd_per_year_contracted;
        architecture->usd_per_year_list = outcome->bill.usd_per_year_list;
        architecture->upfront_usd = outcome->bill.upfront_usd;
        architecture->upfront_years = outcome->bill.upfront_years;
        if (outcome->bill.as_of != NULL) architecture->price_as_of = outcome->bill.as_of;
    }
    if (!outcome->was_given) describe_search(architecture, context, outcome);
}
