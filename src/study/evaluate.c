/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/evaluate.h"

#include <math.h>

#include "arch/clients.h"
#include "arch/options.h"
#include "base/text.h"
#include "cost/charges.h"
#include "study/carried.h"

/* The feature that topic groups need and the architecture lacks, or NULL. */
static const char *lacking(const struct params *params, struct group_set groups,
                           const struct guarantees *guarantees, struct arena *arena)
{
    const struct {
        int bit;
        bool has;
        const char *name;
    } features[] = {
        {NEEDS_IDEMPOTENCE, guarantees->idempotence, "idempotent producers"},
        {NEEDS_TRANSACTIONS, guarantees->transactions, "transactions"},
        {NEEDS_COMPACTION, guarantees->compaction, "compacted topics"},
    };
    for (size_t g = 0; g < groups.count; g++) {
        uint32_t topic = groups.topics[g];
        int needs = (int)topic_num(params, topic, TOPIC_NEEDS);
        if ((enum cleanup)topic_num(params, topic, TOPIC_CLEANUP) == CLEANUP_COMPACT)
            needs |= NEEDS_COMPACTION;
        for (size_t i = 0; i < sizeof features / sizeof *features; i++)
            if ((needs & features[i].bit) != 0 && !features[i].has)
                return text_format(arena, "topic group '%s' needs %s, which it lacks",
                                   text_quote(arena, params->topics[topic].name, 60), features[i].name);
    }
    return NULL;
}

static char *full_reason(const struct capacity *capacity, struct arena *arena)
{
    const struct utilisation *binding = capacity_binding(capacity);
    if (!isfinite(binding->fraction))
        return text_format(arena, "it needs %s, and there is none (%s)", binding->resource,
                           situation_name(binding->situation));
    return text_format(arena, "%s is %s used (%s)", binding->resource, text_percent(arena, binding->fraction),
                       situation_name(binding->situation));
}

/* The nodes that clients reach are the most numerous, whatever the order of roles in a given deployment. */
static double serving_nodes(const struct deployment *deployment)
{
    uint32_t most = 0;
    for (size_t i = 0; i < deployment->role_count; i++)
        most = deployment->roles[i].count > most ? deployment->roles[i].count : most;
    return most;
}

static bool make_bill(const struct context *context, const struct arch *arch, struct outcome *outcome,
                      struct diags *diags)
{
    enum { ENTRIES_PER_GROUP = 4, SHARED_ENTRIES = 64 }; /* enough for the presets */
    outcome->ledger = ledger_new(context->arena, context->params);
    ledger_reserve(&outcome->ledger, outcome->demand.group_count * ENTRIES_PER_GROUP + SHARED_ENTRIES);
    arch->fleet(context, &outcome->deployment, &outcome->demand, &outcome->ledger);
    arch->flows(context, &outcome->deployment, &outcome->demand, &outcome->ledger);
    const struct charged charged = {context->params, &outcome->demand, serving_nodes(&outcome->deployment),
                                    arch->service != SERVICE_EC2};
    charges_usage(&charged, &outcome->ledger);
    return bill_make(&outcome->ledger, context->prices, context->arena, &outcome->bill, diags);
}

/* An instance type with another processor than the one asked for would override it in silence. */
static bool processor_agrees(const struct context *context, struct diags *diags)
{
    const struct value *processor = &context->params->scenarios[context->scenario].values[OPTION_PROCESSOR];
    const char *named = option_text(context->params, context->scenario, OPTION_INSTANCE);
    int instance = *named == '\0' || text_equal(named, INSTANCE_SEARCH)
                       ? CATALOGUE_NONE
                       : catalogue_find(context->catalogue, named);
    if (instance == CATALOGUE_NONE || processor->origin != ORIGIN_GIVEN ||
        processor->num == PROCESSOR_CHOICE_ANY)
        return true;
    enum processor wanted = processor->num == PROCESSOR_CHOICE_ARM64 ? PROCESSOR_ARM64 : PROCESSOR_X86_64;
    if (context->catalogue->instances[instance].processor == wanted) return true;
    return diags_add(
        diags, DIAG_INCONSISTENT, params_place(context->params, processor),
        "%s: instance is %s, which has another processor; set instance to '%s' or to a type with this one",
        params_option_path(diags->arena, context->params, context->scenario, OPTION_PROCESSOR), named,
        INSTANCE_SEARCH);
}

/* The reason why producers can't push the peak load, or NULL. */
static const char *clients_reason(const struct context *context, const struct arch *arch,
                                  const struct outcome *outcome)
{
    if (arch->data_path == NULL) return NULL;
    struct data_path path;
    arch->data_path(context, &outcome->deployment, &outcome->demand, outcome->demand.peak_factor, &path);
    const struct carried carried = carried_of(&path);
    return carried.holds
               ? NULL
               : carried_reason(context, &path, outcome->demand.groups[carried.group].topic, &carried);
}

/* A given deployment may name any type of the catalogue. */
static bool sells_all(const struct context *context, const struct arch *arch, const struct deployment *given,
                      struct diags *diags)
{
    for (size_t i = 0; i < given->role_count; i++) {
        const struct instance *type = &context->catalogue->instances[given->roles[i].instance];
        if (type->service != arch->service)
            return diags_add(diags, DIAG_DEPLOYMENT, (struct place){0},
                             "%s is a type of %s, and %s runs on %s", type->name, service_name(type->service),
                             context->params->scenarios[context->scenario].id, service_name(arch->service));
    }
    return true;
}

const struct outcome *evaluate_keeping(const struct context *context, struct group_set groups,
                                       const struct deployment *given, struct arena *demand_arena,
                                       struct diags *diags)
{
    const struct arch *arch = ARCHS[context->params->scenarios[context->scenario].kind];
    struct outcome *outcome = arena_new_of(context->arena, struct outcome, 1);
    if (!processor_agrees(context, diags) || !clients_agree(context, groups, diags) ||
        (arch->consistent != NULL && !arch->consistent(context, diags)))
        return NULL;
    arch->guarantees(context, &outcome->guarantees);
    outcome->reason = lacking(context->params, groups, &outcome->guarantees, context->arena);
    outcome->is_supported = outcome->reason == NULL;
    if (!outcome->is_supported) return outcome;

    struct context loading = *context;
    loading.arena = demand_arena;
    arch->load(&loading, groups, &outcome->demand);
    const char *refused = arch->refuses == NULL ? NULL : arch->refuses(context, given, &outcome->demand);
    if (refused != NULL && given == NULL) {
        outcome->reason = refused;
        return outcome;
    }
    if (given != NULL) {
        if (!sells_all(context, arch, given, diags) ||
            !roles_accept(arch->roles, context->params->scenarios[context->scenario].id, given,
                          context->catalogue, diags))
            return NULL;
        outcome->deployment = *given;
        outcome->was_given = outcome->has_deployment = true;
    } else {
        if (!plan_make(context, arch, &outcome->demand, &outcome->plan, diags)) return NULL;
        outcome->has_deployment = outcome->plan.found;
        outcome->deployment = outcome->plan.deployment;
        if (!outcome->plan.found) {
            outcome->reason = text_format(context->arena,
                                          "no instance type holds within the search's limits; the first that "
                                          "was tried is stopped by %s",
                                          outcome->plan.why_not);
            return outcome;
        }
    }
    arch->capacity(context, &outcome->deployment, &outcome->demand, &outcome->capacity);
    outcome->reason = refused != NULL                      ? refused
                      : capacity_holds(&outcome->capacity) ? clients_reason(context, arch, outcome)
                                                           : full_reason(&outcome->capacity, context->arena);
    outcome->feasible = outcome->reason == NULL;
    outcome->is_short_of_clients = refused == NULL && capacity_holds(&outcome->capacity) &&
                                   !outcome->feasible;
    return make_bill(context, arch, outcome, diags) ? outcome : NULL;
}

const struct outcome *evaluate(const struct context *context, struct group_set groups,
                               const struct deployment *given, struct diags *diags)
{
    return evaluate_keeping(context, groups, given, context->arena, diags);
}
