// covers: src/gate/budget.c src/gate/reading.c src/gate/money.c src/gate/policy_read.c src/params/policy.c
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fuzzes what reads budgets and policies. An input that starts with a line "%policy" is a policy that is
 * applied to a workload; every other is a budget, which is put into words. Files that a policy names are
 * looked for where the fuzzer runs; "corpus" is there. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "base/text.h"
#include "gate/budget.h"
#include "gate/policy_read.h"
#include "gate/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char WORKLOAD[] =
    "name: w\nload: {peak_to_mean: 2}\ntopics:\n  - name: events\n    produce: {rate: 37 MiB/s, record_size: "
    "1 KiB}\n    retention: 3d\n"
    "pricing: {discount: 10%, private: {\"AmazonEC2:EBS:VolumeUsage.gp3\": 0.05}}\n"
    "architectures: [{use: kafka-tuned, with: {free_space: 0.3}}, {use: warpstream, id: kafka-classic}]\n";

static void check_diags(const struct diags *diags)
{
    for (const struct diag *diag = diags->first; diag != NULL; diag = diag->next) {
        assert(text_invalid_utf8_at(diag->message, strlen(diag->message)) == strlen(diag->message));
        assert(strchr(diag->message, '\n') == NULL && diag_exit_code(diag->id) > EXIT_BREACH);
    }
}

static void read_budget(const char *bytes, size_t length, struct arena *arena, struct diags *diags)
{
    const struct budget *budget = budget_read("b.yaml", bytes, length, arena, diags);
    assert((budget == NULL) == (diags->count > 0));
    for (size_t i = 0; budget != NULL && i < budget->rule_count; i++) {
        const struct rule *rule = &budget->rules[i];
        struct measure measure = {.value = rule->limit * 1.5, .before = rule->limit};
        assert(rule->kind < RULE__COUNT && *rule->id != '\0' && rule->place.line > 0 && rule->limit >= 0);
        assert(rule_what(rule, rule->topic_group, arena) != NULL && rule_limit(rule, arena) != NULL &&
               rule_value(rule, &measure, arena) != NULL);
        for (size_t j = 0; j < i && budget->rule_count < 50; j++)
            assert(strcmp(rule->id, budget->rules[j].id) != 0);
    }
}

static void read_policy(const char *bytes, size_t length, struct arena *arena, struct diags *diags)
{
    const struct policy *policy = policy_read("p.yaml", bytes, length, arena, diags);
    assert((policy == NULL) == (diags->count > 0));
    struct param_request request = {.workload = {"w.yaml", WORKLOAD, strlen(WORKLOAD)}};
    const struct params *params = params_resolve(arch_registry(arena), &request, arena, diags);
    if (policy == NULL || params == NULL) return;
    size_t before = diags->count;
    const struct params *fixed = policy_apply(policy, params, arena, diags);
    /* The workload above says what no policy lets it say. */
    assert(fixed == NULL && diags->count > before);
    /* Without that it is free to, unless it is fixed otherwise. */
    struct param_request plain = {
        .workload = {"w.yaml", WORKLOAD, (size_t)(strstr(WORKLOAD, "pricing:") - WORKLOAD)}};
    struct diags own;
    diags_init(&own, arena);
    params = params_resolve(arch_registry(arena), &plain, arena, &own);
    assert(params != NULL);
    fixed = policy_apply(policy, params, arena, &own);
    assert((fixed == NULL) == (own.count > 0));
    check_diags(&own);
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
    assert(copy != NULL);
    memcpy(copy, data + skip, size - skip);
    copy = realloc(copy, size - skip == 0 ? 1 : size - skip);
    if (is_policy)
        read_policy(copy, size - skip, arena, &diags);
    else
        read_budget(copy, size - skip, arena, &diags);
    check_diags(&diags);
    free(copy);
    arena_free(arena);
    return 0;
}
