/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate/policy.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "gate/reading.h"
#include "params/keys.h"

static const char *const KEYS[] = {"budget", "prices", "as_of", "baselines", "fixed"};
enum { KEY_COUNT = sizeof KEYS / sizeof *KEYS };
static const char BUDGET_EXAMPLE[] = "budget: budget.yaml", FIXED_EXAMPLE[] = "fixed: {load.peak_to_mean: 2}", EVERY_CHOICE[] = "architectures.*.";

/* ---- reading ---- */

/* A file beside the policy; NULL without the key or with a diagnostic. */
static const char *file_of(const struct reading *reading, const struct yaml_node *node, const char *what, const char *example)
{
    const char *name = node == NULL ? NULL : reading_name(reading, node, what, example);
    return name == NULL ? NULL : file_beside(reading->file, name, reading->arena, reading_place(reading, node), reading->diags);
}

static void baselines_read(const struct reading *reading, const struct yaml_node *node, struct policy *policy)
{
    if (node == NULL || !reading_expect(reading, node, YAML_LIST, "'baselines'", "baselines: [orders.json]"))
        return;
    const char **files = arena_new_of(reading->arena, const char *, node->count);
    for (size_t i = 0; i < node->count && i < POLICY_BASELINES_MAX; i++) {
        const char *file = file_of(reading, &node->items[i], "a baseline", "baselines: [orders.json]");
        if (file != NULL)
            files[policy->baseline_count++] = file;
    }
    if (node->count > POLICY_BASELINES_MAX)
        diags_add(reading->diags, DIAG_OUT_OF_RANGE, reading_place(reading, node), "more than %d baselines", POLICY_BASELINES_MAX);
    policy->baselines = files;
}

/* "[a, b]" for a list, as --set takes it. */
static const char *value_text(const struct reading *reading, const struct yaml_node *node)
{
    if (node->kind == YAML_TEXT)
        return node->text;
    if (node->kind == YAML_MAPPING) {
        reading_expect(reading, node, YAML_TEXT, "a fixed value", FIXED_EXAMPLE);
        return NULL;
    }
    struct text list = text_new(reading->arena);
    text_add(&list, "[");
    for (size_t i = 0; i < node->count; i++) {
        if (!reading_expect(reading, &node->items[i], YAML_TEXT, "an item of a fixed value", "fixed: {topics.*.needs: [idempotence]}"))
            return NULL;
        text_addf(&list, "%s%s", i == 0 ? "" : ", ", node->items[i].text);
    }
    text_add(&list, "]");
    return list.bytes;
}

static void fixed_read(const struct reading *reading, const struct yaml_node *node, struct policy *policy)
{
    if (node == NULL || !reading_expect(reading, node, YAML_MAPPING, "'fixed'", FIXED_EXAMPLE))
        return;
    if (node->count > POLICY_FIXED_MAX) {
        diags_add(reading->diags, DIAG_OUT_OF_RANGE, reading_place(reading, node), "more than %d fixed parameters", POLICY_FIXED_MAX);
        return;
    }
    struct fixed *fixed = arena_new_of(reading->arena, struct fixed, node->count);
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_node *key = &node->items[2 * i];
        const char *value = value_text(reading, key + 1);
        if (value != NULL)
            fixed[policy->fixed_count++] = (struct fixed){key->text, value, reading_place(reading, key)};
    }
    policy->fixed = fixed;
}

const struct policy *policy_read(const char *name, const char *bytes, size_t length, struct arena *arena, struct diags *diags)
{
    struct reading reading = {arena_copy_string(arena, name), arena, diags};
    struct policy *policy = arena_new_of(arena, struct policy, 1);
    policy->name = reading.file;
    size_t before = diags->count;
    struct yaml_node root;
    if (!reading_open(&reading, bytes, length, POLICY_FILE_MAX_BYTES, "a policy", BUDGET_EXAMPLE, &root))
        return NULL;
    for (size_t i = 0; i < root.count; i++) {
        bool is_known = text_starts_with(root.items[2 * i].text, "x-");
        for (size_t k = 0; k < KEY_COUNT; k++)
            is_known |= text_equal(KEYS[k], root.items[2 * i].text);
        if (!is_known)
            reading_unknown_key(&reading, &root.items[2 * i], KEYS, KEY_COUNT, "a policy");
    }
    const struct yaml_node *as_of = yaml_get(&root, "as_of");
    if (yaml_get(&root, "budget") == NULL)
        diags_add(diags, DIAG_MISSING_KEY, reading_place(&reading, &root), "the policy has no 'budget'; write for example '%s'", BUDGET_EXAMPLE);
    policy->budget = file_of(&reading, yaml_get(&root, "budget"), "'budget'", BUDGET_EXAMPLE);
    policy->prices = file_of(&reading, yaml_get(&root, "prices"), "'prices'", "prices: eu-west-1.csv");
    policy->as_of = as_of == NULL ? NULL : reading_name(&reading, as_of, "'as_of'", "as_of: 2026-07-20");
    baselines_read(&reading, yaml_get(&root, "baselines"), policy);
    fixed_read(&reading, yaml_get(&root, "fixed"), policy);
    diags_sort(diags);
    return diags->count > before ? NULL : policy;
}

/* ---- applying ---- */

static bool is_priced(const char *path)
{
    return text_starts_with(path, "pricing.");
}

/* Whether a file or an option said it, rather than a default or an architecture's preset. */
static bool was_said(const struct value *value)
{
    return value->is_set && (value->origin == ORIGIN_GIVEN || value->origin == ORIGIN_PROFILE);
}

static void refuse_prices(const struct params *params, struct diags *diags)
{
    static const char FORMAT[] = "'%s' is for the policy to say; take it out";
    for (int row = 0; row < ROOT__COUNT; row++)
        if (is_priced(ROOT_ROWS[row].path) && was_said(&params->root[row]))
            diags_add(diags, DIAG_GATE_POLICY, params_place(params, &params->root[row]), FORMAT, ROOT_ROWS[row].path);
    for (size_t i = 0; i < params->free_count; i++)
        if (is_priced(ROOT_ROWS[params->free[i].row].path))
            diags_add(diags, DIAG_GATE_POLICY, params_place(params, &params->free[i].value), FORMAT, ROOT_ROWS[params->free[i].row].path);
}

/* An architecture that goes by the name of another kind would be judged by the rules for that one. */
static void refuse_disguises(const struct params *params, struct diags *diags)
{
    const struct param_registry *registry = params->registry;
    for (size_t i = 0; i < params->choice_count; i++)
        for (size_t kind = 0; kind < registry->kind_count; kind++)
            if (kind != params->choices[i].kind && text_equal(params->choices[i].id, registry->kinds[kind].id))
                diags_add(diags, DIAG_GATE_POLICY, (struct place){.file = params->inputs[0].name},
                          "the architecture '%s' is of kind '%s': under a policy none goes by the name of another kind", params->choices[i].id,
                          registry->kinds[params->choices[i].kind].id);
}

/* Override, with what is wrong said of the policy's line. */
static const struct params *fix(const struct params *params, const struct fixed *fixed, const char *path, struct arena *arena, struct diags *diags)
{
    struct diags own;
    diags_init(&own, arena);
    const struct params *changed = params_override(params, path, fixed->value, arena, &own);
    bool is_private = is_priced(path); /* its value is in the message */
    if (changed == NULL && is_private)
        diags_add(diags, DIAG_GATE_POLICY, fixed->place, "'%s' can't be fixed so: it is unknown, or its value isn't one that --set would take",
                  text_quote(arena, path, READING_QUOTE_COLUMNS));
    for (const struct diag *diag = own.first; changed == NULL && !is_private && diag != NULL; diag = diag->next)
        diags_add(diags, diag->id, fixed->place, "%s", diag->message);
    return changed;
}

/* architectures.*.OPTION: every architecture of the workload that has the option. One that no kind has is a mistake. */
static const struct params *fix_every_choice(const struct params *params, const struct fixed *fixed, struct arena *arena, struct diags *diags)
{
    const char *option = fixed->path + strlen(EVERY_CHOICE);
    bool is_known = false;
    for (size_t kind = 0; kind < params->registry->kind_count; kind++)
        is_known |= row_find(params->registry->kinds[kind].rows, params->registry->kinds[kind].row_count, option) != NO_ROW;
    if (!is_known)
        return diags_add(diags, DIAG_UNKNOWN_PATH, fixed->place, "no architecture has an option '%s'",
                         text_quote(diags->arena, option, READING_QUOTE_COLUMNS)),
               NULL;
    for (size_t i = 0; params != NULL && i < params->choice_count; i++) {
        const struct param_kind *kind = &params->registry->kinds[params->choices[i].kind];
        int row = row_find(kind->rows, kind->row_count, option);
        if (row != NO_ROW)
            params = fix(params, fixed, params_option_path(arena, params, i, row), arena, diags);
    }
    return params;
}

/* What the workload said and the policy fixes to something else. */
static void refuse_change(const struct params *said, const struct value *before, const struct value *after, const struct param_row *row,
                          const char *path, struct arena *arena, struct diags *diags)
{
    if (!was_said(before) || is_priced(path))
        return;
    const char *was = param_print(arena, row, before), *is = param_print(arena, row, after);
    if (!text_equal(was, is))
        diags_add(diags, DIAG_GATE_POLICY, params_place(said, before), "'%s' is fixed at %s by the policy, and is given as %s; take it out", path,
                  text_quote(arena, is, READING_QUOTE_COLUMNS), text_quote(arena, was, READING_QUOTE_COLUMNS));
}

static void refuse_changes(const struct params *said, const struct params *fixed, struct arena *arena, struct diags *diags)
{
    for (int row = 0; row < ROOT__COUNT; row++)
        refuse_change(said, &said->root[row], &fixed->root[row], &ROOT_ROWS[row], ROOT_ROWS[row].path, arena, diags);
    for (size_t i = 0; i < said->topic_count && fixed->topics != said->topics; i++)
        for (int row = 0; row < TOPIC__COUNT; row++)
            refuse_change(said, &said->topics[i].values[row], &fixed->topics[i].values[row], &TOPIC_ROWS[row],
                          params_topic_path(arena, said, i, (enum topic_param)row), arena, diags);
    for (size_t i = 0; i < said->choice_count; i++) {
        const struct param_kind *kind = &said->registry->kinds[said->choices[i].kind];
        for (size_t row = 0; row < kind->row_count; row++)
            refuse_change(said, &said->choices[i].values[row], &fixed->choices[i].values[row], &kind->rows[row],
                          params_option_path(arena, said, i, (int)row), arena, diags);
    }
}

const struct params *policy_apply(const struct policy *policy, const struct params *params, struct arena *arena, struct diags *diags)
{
    size_t before = diags->count;
    refuse_prices(params, diags);
    refuse_disguises(params, diags);
    const struct params *fixed = params;
    for (size_t i = 0; i < policy->fixed_count; i++) {
        const struct fixed *one = &policy->fixed[i];
        const struct params *changed =
            text_starts_with(one->path, EVERY_CHOICE) ? fix_every_choice(fixed, one, arena, diags) : fix(fixed, one, one->path, arena, diags);
        fixed = changed == NULL ? fixed : changed;
    }
    refuse_changes(params, fixed, arena, diags);
    return diags->count > before ? NULL : fixed;
}
