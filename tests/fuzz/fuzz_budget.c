// covers: src/gate/budget.c src/gate/reading.c src/gate/money.c src/gate/policy_read.c src/params/policy.c
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fuzzes what reads budgets and policies. An input that starts with a line "%policy" is a policy that is
 * applied to a workload; every other is a budget, which is put into words. Files that a policy names are
 * looked for where the fuzzer runs; "corpus" is there. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "base/text.h"
#include "gate/budget.h"
#include "gate/policy_read.h"
#include "gate/rules.h"

#define SYNTAX SYNTAX_YAML
#include "fuzz/mutate.h"
#include "fuzz/oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char WORKLOAD[] =
    "name: w\nload: {peak_to_mean: 2}\ntopics:\n  - name: events\n    produce: {rate: 37 MiB/s, record_size: "
    "1 KiB}\n    retention: 3d\n"
    "pricing: {discount: 10%, private: {\"AmazonEC2:EBS:VolumeUsage.gp3\": 0.05}}\n"
    "architectures: [{use: kafka-tuned, with: {free_space: 0.3}}, {use: warpstream, id: kafka-classic}]\n";

/* Workloads that say little, that differ for one architecture, and whose names read as paths. */
static const char *const PLAIN[] = {
    "name: w\nload: {peak_to_mean: 2}\ntopics:\n  - name: events\n    produce: {rate: 37 MiB/s, record_size: "
    "1 KiB}\n"
    "    retention: 3d\narchitectures: [{use: kafka-tuned, with: {free_space: 0.3}}, {use: warpstream, id: "
    "kafka-classic}]\n",
    "name: w\ntopics:\n  - {name: events, produce: {rate: 1 MiB/s}}\n"
    "architectures: [{use: kafka-tuned, clients: {linger: 1s}, latency: {broker_append: {constant: 1ms}}}, "
    "{use: warpstream, id: held}]\n",
    "name: w\ntopics:\n  - {name: x.consume.groups.y, produce: {rate: 1 MiB/s, linger: 1ms}, consume: "
    "{groups: 2}}\n"
    "  - {name: \"*\", produce: {rate: 1 MiB/s}}\n  - {name: 'a\"b\\c', produce: {rate: 1 "
    "MiB/s}}\narchitectures: [kafka-tuned]\n",
};

static void check_all(const struct diags *diags)
{
    for (const struct diag *diag = diags->first; diag != NULL; diag = diag->next) check_diag(diag);
}

static void read_budget(const char *bytes, size_t length, struct arena *arena, struct diags *diags)
{
    const struct budget *budget = budget_read("b.yaml", bytes, length, arena, diags);
    must((budget == NULL) == (diags->count > 0));
    for (size_t i = 0; budget != NULL && i < budget->rule_count; i++) {
        const struct rule *rule = &budget->rules[i];
        struct measure measure = {.value = rule->limit * 1.5, .before = rule->limit};
        must(rule->kind < RULE__COUNT && *rule->id != '\0' && rule->place.line > 0 && rule->limit >= 0);
        must(rule_what(rule, rule->topic_group, arena) != NULL && rule_limit(rule, arena) != NULL &&
             rule_value(rule, &measure, arena) != NULL);
        for (size_t j = 0; j < i && budget->rule_count < 50; j++)
            must(strcmp(rule->id, budget->rules[j].id) != 0);
    }
}

/* What the policy doesn't refuse is as it fixes it: applied again, nothing changes. */
static void apply(const struct policy *policy, const char *workload, struct arena *arena)
{
    struct diags own;
    diags_init(&own, arena);
    struct param_request plain = {.workload = {"w.yaml", workload, strlen(workload)}};
    const struct params *params = params_resolve(arch_registry(arena), &plain, arena, &own);
    must(params != NULL);
    const struct params *fixed = policy_apply(policy, params, arena, &own);
    must((fixed == NULL) == (own.count > 0));
    check_all(&own);
    if (fixed == NULL) return;
    for (size_t i = 0; i < policy->fixed_count; i++) {
        struct param_ref ref;
        must(text_starts_with(policy->fixed[i].path, "architectures.*.") ||
             text_starts_with(policy->fixed[i].path, "topics.*.") ||
             params_find(fixed, policy->fixed[i].path, &ref));
    }
}

static void read_policy(const char *bytes, size_t length, struct arena *arena, struct diags *diags)
{
    const struct policy *policy = policy_read("p.yaml", bytes, length, arena, diags);
    must((policy == NULL) == (diags->count > 0));
    struct param_request request = {.workload = {"w.yaml", WORKLOAD, strlen(WORKLOAD)}};
    const struct params *params = params_resolve(arch_registry(arena), &request, arena, diags);
    if (policy == NULL || params == NULL) return;
    size_t before = diags->count;
    const struct params *fixed = policy_apply(policy, params, arena, diags);
    /* The workload above says what no policy lets it say. */
    must(fixed == NULL && diags->count > before);
    /* Without that they are free to, unless it is fixed otherwise or the budget holds costs against them. */
    static const char *const REFERENCES[] = {"kafka-tuned", "held"};
    struct policy referring = *policy;
    referring.references = REFERENCES;
    referring.reference_count = 2;
    size_t plains = sizeof PLAIN / sizeof *PLAIN; /* one for each input, as its length says */
    apply(length / plains % 2 == 0 ? policy : &referring, PLAIN[length % plains], arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char POLICY[] = "%policy\n";
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    bool is_policy = size >= sizeof POLICY - 1 && memcmp(data, POLICY, sizeof POLICY - 1) == 0;
    size_t skip = is_policy ? sizeof POLICY - 1 : 0;
    char *copy = malloc(size - skip +
                        1); /* not in the arena: there, a read past its end would go unnoticed */
    must(copy != NULL);
    memcpy(copy, data + skip, size - skip);
    copy = realloc(copy, size - skip == 0 ? 1 : size - skip);
    if (is_policy)
        read_policy(copy, size - skip, arena, &diags);
    else
        read_budget(copy, size - skip, arena, &diags);
    check_all(&diags);
    free(copy);
    arena_free(arena);
    return 0;
}
