/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate/policy_read.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "gate/reading.h"

static const char *const KEYS[] = {"budget",    "prices", "as_of",   "baselines",
                                   "workloads", "owned",  "allowed", "fixed"};
enum { KEY_COUNT = sizeof KEYS / sizeof *KEYS };
static const char BUDGET_EXAMPLE[] = "budget: budget.yaml", FIXED_EXAMPLE[] = "fixed: {load.peak_to_mean: 2}";

/* A file beside the policy; NULL without the key or with a diagnostic. */
static const char *file_of(const struct reading *reading, const struct yaml_node *node, const char *what,
                           const char *example)
{
    const char *name = node == NULL ? NULL : reading_name(reading, node, what, example);
    return name == NULL ? NULL
                        : file_beside(reading->file, name, reading->arena, reading_place(reading, node),
                                      reading->diags);
}

static const char *date_of(const struct reading *reading, const struct yaml_node *node)
{
    const char *date = reading_name(reading, node, "'as_of'", "as_of: 2026-07-20");
    if (date == NULL || text_is_day(date)) return date;
    diags_add(reading->diags, DIAG_GATE_DATE, reading_place(reading, node),
              "'as_of' can't be '%s': write a date as 2026-07-20",
              text_quote(reading->diags->arena, date, READING_QUOTE_COLUMNS));
    return NULL;
}

static void baselines_read(const struct reading *reading, const struct yaml_node *node, struct policy *policy)
{
    if (node == NULL || !reading_expect(reading, node, YAML_LIST, "'baselines'", "baselines: [orders.json]"))
        return;
    const char **files = arena_new_of(reading->arena, const char *, node->count);
    for (size_t i = 0; i < node->count && i < POLICY_BASELINES_MAX; i++) {
        const char *file = file_of(reading, &node->items[i], "a baseline", "baselines: [orders.json]");
        if (file != NULL) files[policy->baseline_count++] = file;
    }
    if (node->count > POLICY_BASELINES_MAX)
        diags_add(reading->diags, DIAG_OUT_OF_RANGE, reading_place(reading, node), "more than %d baselines",
                  POLICY_BASELINES_MAX);
    policy->baselines = files;
}

/* "[a, b]" for a list, as --set takes it. */
static const char *value_text(const struct reading *reading, const struct yaml_node *node)
{
    if (node->kind == YAML_TEXT) return node->text;
    if (node->kind == YAML_MAPPING) {
        reading_expect(reading, node, YAML_TEXT, "a fixed value", FIXED_EXAMPLE);
        return NULL;
    }
    struct text list = text_new(reading->arena);
    text_add(&list, "[");
    for (size_t i = 0; i < node->count; i++) {
        if (!reading_expect(reading, &node->items[i], YAML_TEXT, "an item of a fixed value",
                            "fixed: {topics.*.needs: [idempotence]}"))
            return NULL;
        text_addf(&list, "%s%s", i == 0 ? "" : ", ", node->items[i].text);
    }
    text_add(&list, "]");
    return list.bytes;
}

static void fixed_read(const struct reading *reading, const struct yaml_node *node, struct policy *policy)
{
    if (node == NULL || !reading_expect(reading, node, YAML_MAPPING, "'fixed'", FIXED_EXAMPLE)) return;
    if (node->count > POLICY_FIXED_MAX) {
        diags_add(reading->diags, DIAG_OUT_OF_RANGE, reading_place(reading, node),
                  "more than %d fixed parameters", POLICY_FIXED_MAX);
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

static const struct pattern *patterns_read(const struct reading *reading, const struct yaml_node *node,
                                           const char *what, const char *example, size_t *count)
{
    *count = 0;
    if (node == NULL || !reading_expect(reading, node, YAML_LIST, what, example)) return NULL;
    struct pattern *patterns = arena_new_of(reading->arena, struct pattern, node->count);
    for (size_t i = 0; i < node->count; i++)
        if (reading_expect(reading, &node->items[i], YAML_TEXT,
                           text_format(reading->arena, "an item of %s", what), example))
            patterns[(*count)++] = (struct pattern){node->items[i].text,
                                                    reading_place(reading, &node->items[i])};
    return patterns;
}

const struct policy *policy_read(const char *name, const char *bytes, size_t length, struct arena *arena,
                                 struct diags *diags)
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
        for (size_t k = 0; k < KEY_COUNT; k++) is_known |= text_equal(KEYS[k], root.items[2 * i].text);
        if (!is_known) reading_unknown_key(&reading, &root.items[2 * i], KEYS, KEY_COUNT, "a policy");
    }
    const struct yaml_node *as_of = yaml_get(&root, "as_of");
    if (yaml_get(&root, "budget") == NULL)
        diags_add(diags, DIAG_MISSING_KEY, reading_place(&reading, &root),
                  "the policy has no 'budget'; write for example '%s'", BUDGET_EXAMPLE);
    policy->budget = file_of(&reading, yaml_get(&root, "budget"), "'budget'", BUDGET_EXAMPLE);
    policy->prices = file_of(&reading, yaml_get(&root, "prices"), "'prices'", "prices: eu-west-1.csv");
    policy->as_of = as_of == NULL ? NULL : date_of(&reading, as_of);
    baselines_read(&reading, yaml_get(&root, "baselines"), policy);
    policy->workloads = patterns_read(&reading, yaml_get(&root, "workloads"), "'workloads'",
                                      "workloads: [orders, payments]", &policy->workload_count);
    policy->owned = patterns_read(&reading, yaml_get(&root, "owned"), "'owned'",
                                  "owned: [architectures.*.vcpu_produced]", &policy->owned_count);
    policy->allowed = patterns_read(&reading, yaml_get(&root, "allowed"), "'allowed'",
                                    "allowed: [latency.object_put]", &policy->allowed_count);
    fixed_read(&reading, yaml_get(&root, "fixed"), policy);
    diags_sort(diags);
    return diags->count > before ? NULL : policy;
}
