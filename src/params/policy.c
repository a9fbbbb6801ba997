/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/policy.h"

#include <string.h>

#include "base/text.h"
#include "params/keys.h"
#include "params/paths.h"

enum { QUOTED_COLUMNS = 60 };
static const char EVERY_CHOICE[] = "architectures.*.", PRICING[] = "pricing";

static bool is_priced(const char *path) { return text_starts_with(path, "pricing."); }

/* True if a file or an option gave the value, rather than a default or an architecture's preset. */
static bool was_said(const struct value *value)
{
    return value->is_set && (value->origin == ORIGIN_GIVEN || value->origin == ORIGIN_PROFILE);
}

/* ---- owned parameters ---- */

/* The byte after the part of a path that starts at at: a name in quotes is one part, whatever it holds. */
static const char *part_end(const char *at)
{
    if (*at != '"') return at + strcspn(at, ".");
    for (at++; *at != '\0' && *at != '"'; at++)
        if (*at == '\\' && at[1] != '\0') at++;
    return at + (*at == '"') + strcspn(at + (*at == '"'), ".");
}

static bool is_every(const char *at, const char *end) { return end - at == 1 && *at == '*'; }

/* True if path is the one that is meant, or below it, part by part. "*" is any topic group or architecture,
 * in a row's path any name; one that is called * stands in quotes. */
static bool is_at_or_below(const char *path, const char *meant, struct arena *arena)
{
    const char *name = meant + strcspn(meant, ".") + 1;
    bool has_names = text_starts_with(meant, "topics.") || text_starts_with(meant, "architectures.");
    for (;;) {
        const char *path_end = part_end(path), *meant_end = part_end(meant);
        if (!is_every(path, path_end) && !(has_names && meant == name && is_every(meant, meant_end)) &&
            !text_equal(path_unquote(arena, path, (size_t)(path_end - path)),
                        path_unquote(arena, meant, (size_t)(meant_end - meant))))
            return false;
        if (*meant_end == '\0') return true;
        if (*path_end == '\0') return false;
        path = path_end + 1;
        meant = meant_end + 1;
    }
}

static bool any_row(const struct param_row *rows, size_t count, const char *prefix, const char *pattern,
                    struct arena *arena)
{
    for (size_t i = 0; i < count; i++)
        if (is_at_or_below(text_format(arena, "%s%s", prefix, rows[i].path), pattern, arena)) return true;
    return false;
}

/* A pattern that matches no parameter would own nothing in silence. Names of topic groups and
 * architectures are the workload's, and may be missing. */
static bool pattern_is_known(const char *pattern, const struct param_registry *registry, struct arena *arena)
{
    bool is_known = any_row(ROOT_ROWS, ROOT__COUNT, "", pattern, arena) ||
                    any_row(TOPIC_ROWS, TOPIC__COUNT, "topics.*.", pattern, arena);
    for (size_t kind = 0; kind < registry->kind_count && !is_known; kind++)
        is_known = any_row(registry->kinds[kind].rows, registry->kinds[kind].row_count, EVERY_CHOICE, pattern,
                           arena);
    return is_known;
}

static void check_patterns(const struct pattern *patterns, size_t count,
                           const struct param_registry *registry, struct arena *arena, struct diags *diags)
{
    for (size_t i = 0; i < count; i++)
        if (!pattern_is_known(patterns[i].text, registry, arena))
            diags_add(diags, DIAG_UNKNOWN_PATH, patterns[i].place, "no parameter has a path like '%s'",
                      text_quote(diags->arena, patterns[i].text, QUOTED_COLUMNS));
}

static bool any_is_for(const struct pattern *patterns, size_t count, const char *path, struct arena *arena)
{
    for (size_t i = 0; i < count; i++)
        if (is_at_or_below(path, patterns[i].text, arena)) return true;
    return false;
}

struct refusing {
    const struct policy *policy;
    const struct params *params;
    struct arena *arena;
    struct diags *diags;
};

/* The path of what an architecture's own value stands for: of all topic groups "topics.*.produce.linger" for
 * "architectures.kafka-tuned.clients.linger". NULL for a path that isn't one of an architecture. */
static const char *overridden(const char *path, struct arena *arena)
{
    static const char *const CLIENTS[][2] = {
#define PARAM(...)
#define SHARED(...)
#define CLIENT(id, side, key, ...) {"clients." key, "topics.*." side "." key},
#include "params/topic.def"
#undef PARAM
#undef SHARED
    };
    if (!is_at_or_below(path, "architectures.*", arena)) return NULL;
    const char *rest = part_end(path + strlen("architectures.")) + 1;
    for (size_t i = 0; i < sizeof CLIENTS / sizeof *CLIENTS; i++)
        if (text_equal(CLIENTS[i][0], rest)) return CLIENTS[i][1];
    return rest;
}

/* The fixed parameter that the path's value would stand in for; NULL for none. */
static const char *fixed_beside(const struct policy *policy, const char *path, struct arena *arena)
{
    const char *meant = overridden(path, arena);
    for (size_t i = 0; meant != NULL && i < policy->fixed_count; i++)
        if (is_at_or_below(meant, policy->fixed[i].path, arena) ||
            is_at_or_below(policy->fixed[i].path, meant, arena))
            return policy->fixed[i].path;
    return NULL;
}

/* What every policy owns, of an architecture as much as of the root. */
static bool is_of(const char *path, const char *section, struct arena *arena)
{
    return is_at_or_below(path, section, arena) ||
           is_at_or_below(path, text_format(arena, "%s%s", EVERY_CHOICE, section), arena);
}

/* The architecture that the path is an option of, if the policy's budget holds costs against it. */
static const char *reference_of(const struct policy *policy, const char *path, struct arena *arena)
{
    for (size_t i = 0; i < policy->reference_count; i++)
        if (is_at_or_below(path,
                           text_format(arena, "architectures.%s", path_quote(arena, policy->references[i])),
                           arena))
            return policy->references[i];
    return NULL;
}

static void refuse_owned(void *user, const char *path, const struct param_row *row, const struct value *value)
{
    static const char *const OWNED[] = {PRICING, "billing", "latency", "object_store", "simulation"};
    const struct refusing *refusing = user;
    const struct policy *policy = refusing->policy;
    const char *meant = overridden(path, refusing->arena),
               *fixed = fixed_beside(policy, path, refusing->arena);
    bool is_owned = any_is_for(policy->owned, policy->owned_count, path, refusing->arena) ||
                    (meant != NULL && any_is_for(policy->owned, policy->owned_count, meant, refusing->arena));
    (void)row;
    if (fixed != NULL && was_said(value)) {
        diags_add(refusing->diags, DIAG_GATE_POLICY, params_place(refusing->params, value),
                  "'%s' would stand in for '%s', which the policy fixes; take it out", path,
                  text_quote(refusing->diags->arena, fixed, QUOTED_COLUMNS));
        return;
    }
    for (size_t i = 0; i < sizeof OWNED / sizeof *OWNED; i++)
        is_owned |= is_of(path, OWNED[i], refusing->arena);
    const char *reference = reference_of(policy, path, refusing->arena);
    if (!(is_owned || reference != NULL) || !was_said(value) ||
        (!is_of(path, PRICING, refusing->arena) &&
         any_is_for(policy->allowed, policy->allowed_count, path, refusing->arena)))
        return;
    struct place place = params_place(refusing->params, value);
    if (is_owned)
        diags_add(refusing->diags, DIAG_GATE_POLICY, place, "'%s' is for the policy to say; take it out",
                  text_quote(refusing->diags->arena, path, SIZE_MAX));
    else
        diags_add(refusing->diags, DIAG_GATE_POLICY, place,
                  "'%s' is for the policy to say, since its budget holds costs against '%s': take it out, or "
                  "let the policy fix or allow it",
                  path, text_quote(refusing->diags->arena, reference, QUOTED_COLUMNS));
}

/* ---- fixed parameters ---- */

/* Refuse an architecture that uses another kind's name: the rules for that kind would judge it. */
static void refuse_disguises(const struct params *params, struct diags *diags)
{
    const struct param_registry *registry = params->registry;
    for (size_t i = 0; i < params->scenario_count; i++)
        for (size_t kind = 0; kind < registry->kind_count; kind++)
            if (kind != params->scenarios[i].kind &&
                text_equal(params->scenarios[i].id, registry->kinds[kind].id))
                diags_add(diags, DIAG_GATE_POLICY, (struct place){.file = params->inputs[0].name},
                          "the architecture '%s' is of kind '%s': under a policy none goes by the name of "
                          "another kind",
                          params->scenarios[i].id, registry->kinds[params->scenarios[i].kind].id);
}

/* Refuse another kind under the id that costs are held against: it could be anything dearer. */
static void refuse_other_references(const struct policy *policy, const struct params *params,
                                    struct diags *diags)
{
    for (size_t i = 0; i < params->scenario_count; i++)
        for (size_t j = 0; j < policy->reference_count; j++)
            if (text_equal(params->scenarios[i].id, policy->references[j]) &&
                !text_equal(params->scenarios[i].id, params->registry->kinds[params->scenarios[i].kind].id))
                diags_add(
                    diags, DIAG_GATE_POLICY, (struct place){.file = params->inputs[0].name},
                    "the architecture '%s' is of kind '%s', and the policy's budget holds costs against "
                    "it: under a policy that is one by the name of its kind",
                    params->scenarios[i].id, params->registry->kinds[params->scenarios[i].kind].id);
}

/* Override; diagnostics point to the policy's line. */
static const struct params *fix(const struct params *params, const struct fixed *fixed, const char *path,
                                struct arena *arena, struct diags *diags)
{
    struct diags own;
    diags_init(&own, arena);
    const struct params *changed = params_override(params, path, fixed->value, arena, &own);
    bool is_private = is_priced(path); /* the message shows its value */
    if (changed == NULL && is_private)
        diags_add(diags, DIAG_GATE_POLICY, fixed->place,
                  "'%s' can't be fixed so: it is unknown, or its value isn't one that --set would take",
                  text_quote(arena, path, QUOTED_COLUMNS));
    for (const struct diag *diag = own.first; changed == NULL && !is_private && diag != NULL;
         diag = diag->next)
        diags_add(diags, diag->id, fixed->place, "%s", diag->message);
    return changed;
}

/* Fix architectures.*.OPTION in compare all architectures of the workload that has the option. An option that
 * no kind has is a mistake. */
static const struct params *fix_every_scenario(const struct params *params, const struct fixed *fixed,
                                               struct arena *arena, struct diags *diags)
{
    const char *option = fixed->path + strlen(EVERY_CHOICE);
    bool is_known = false;
    for (size_t kind = 0; kind < params->registry->kind_count; kind++)
        is_known |= row_find(params->registry->kinds[kind].rows, params->registry->kinds[kind].row_count,
                             option) != NO_ROW;
    if (!is_known)
        return diags_add(diags, DIAG_UNKNOWN_PATH, fixed->place, "no architecture has an option '%s'",
                         text_quote(diags->arena, option, QUOTED_COLUMNS)),
               NULL;
    for (size_t i = 0; params != NULL && i < params->scenario_count; i++) {
        const struct param_kind *kind = &params->registry->kinds[params->scenarios[i].kind];
        int row = row_find(kind->rows, kind->row_count, option);
        if (row != NO_ROW)
            params = fix(params, fixed, params_option_path(arena, params, i, row), arena, diags);
    }
    return params;
}

/* Refuse a value that the policy fixes to something else. */
static void refuse_change(const struct params *said, const struct value *before, const struct value *after,
                          const struct param_row *row, const char *path, struct arena *arena,
                          struct diags *diags)
{
    if (!was_said(before) || is_priced(path)) return;
    const char *was = param_print(arena, row, before), *is = param_print(arena, row, after);
    if (!text_equal(was, is))
        diags_add(diags, DIAG_GATE_POLICY, params_place(said, before),
                  "'%s' is fixed at %s by the policy, and is given as %s; take it out", path,
                  text_quote(arena, is, QUOTED_COLUMNS), text_quote(arena, was, QUOTED_COLUMNS));
}

static void refuse_changes(const struct params *said, const struct params *fixed, struct arena *arena,
                           struct diags *diags)
{
    for (int row = 0; row < ROOT__COUNT; row++)
        refuse_change(said, &said->root[row], &fixed->root[row], &ROOT_ROWS[row], ROOT_ROWS[row].path, arena,
                      diags);
    for (size_t i = 0; i < said->topic_count && fixed->topics != said->topics; i++)
        for (int row = 0; row < TOPIC__COUNT; row++)
            refuse_change(said, &said->topics[i].values[row], &fixed->topics[i].values[row], &TOPIC_ROWS[row],
                          params_topic_path(arena, said, i, (enum topic_param)row), arena, diags);
    for (size_t i = 0; i < said->scenario_count; i++) {
        const struct param_kind *kind = &said->registry->kinds[said->scenarios[i].kind];
        for (size_t row = 0; row < kind->row_count; row++)
            refuse_change(said, &said->scenarios[i].values[row], &fixed->scenarios[i].values[row],
                          &kind->rows[row], params_option_path(arena, said, i, (int)row), arena, diags);
    }
}

const struct params *policy_apply(const struct policy *policy, const struct params *params,
                                  struct arena *arena, struct diags *diags)
{
    size_t before = diags->count;
    struct refusing refusing = {policy, params, arena, diags};
    check_patterns(policy->owned, policy->owned_count, params->registry, arena, diags);
    check_patterns(policy->allowed, policy->allowed_count, params->registry, arena, diags);
    for (size_t i = 0; i < policy->allowed_count; i++)
        if (is_of(policy->allowed[i].text, PRICING, arena))
            diags_add(
                diags, DIAG_GATE_POLICY, policy->allowed[i].place,
                "'%s' can't be let go: under a policy all prices are the policy's; fix it under 'fixed'",
                text_quote(diags->arena, policy->allowed[i].text, QUOTED_COLUMNS));
    params_visit(params, arena, refuse_owned, &refusing);
    refuse_disguises(params, diags);
    refuse_other_references(policy, params, diags);
    const struct params *fixed = params;
    for (size_t i = 0; i < policy->fixed_count; i++) {
        const struct fixed *one = &policy->fixed[i];
        const struct params *changed = text_starts_with(one->path, EVERY_CHOICE)
                                           ? fix_every_scenario(fixed, one, arena, diags)
                                           : fix(fixed, one, one->path, arena, diags);
        fixed = changed == NULL ? fixed : changed;
    }
    refuse_changes(params, fixed, arena, diags);
    return diags->count > before ? NULL : fixed;
}
