/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Budgets: what is right is read as it stands; tests/bad/budget/SLUG--NAME.yaml each hold one mistake, and
 * say in their first line where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "gate/budget.h"
#include "gate/money.h"
#include "gate/policy_read.h"
#include "gate/rules.h"

static const struct budget *read_text(const char *text, struct arena *arena, struct diags *diags)
{
    diags_init(diags, arena);
    return budget_read("b.yaml", text, strlen(text), arena, diags);
}

static void reads_sums_of_money(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum money_result result;
        double usd;
        bool is_monthly;
    } ROWS[] = {
        {"120000 USD/year", MONEY_OK, 120000, false},
        {"  1.25k USD / month ", MONEY_OK, 15000, true},
        {"$2.5M/year", MONEY_OK, 2500000, false},
        {"$ 10 k/month", MONEY_OK, 120000, true},
        {"0 USD/year", MONEY_OK, 0, false},
        {"120000", MONEY_MISSING_UNIT, 0, false},
        {"120000 USD", MONEY_MISSING_UNIT, 0, false},
        {"$5k", MONEY_MISSING_UNIT, 0, false},
        {"1 EUR/year", MONEY_UNKNOWN_UNIT, 0, false},
        {"1/year", MONEY_UNKNOWN_UNIT, 0, false},
        {"1 USD/week", MONEY_UNKNOWN_UNIT, 0, false},
        {"1 USD/year more", MONEY_UNKNOWN_UNIT, 0, false},
        {"1 USD year", MONEY_UNKNOWN_UNIT, 0, false},
        {"1 usd/year", MONEY_UNKNOWN_UNIT, 0, false},
        {"1 K USD/year", MONEY_UNKNOWN_UNIT, 0, false},
        {"-1 USD/year", MONEY_NOT_A_NUMBER, 0, false},
        {"1e6 USD/year", MONEY_UNKNOWN_UNIT, 0, false},
        {"0x10 USD/year", MONEY_UNKNOWN_UNIT, 0, false},
        {"nan USD/year", MONEY_NOT_A_NUMBER, 0, false},
        {"1. USD/year", MONEY_NOT_A_NUMBER, 0, false},
        {"", MONEY_NOT_A_NUMBER, 0, false},
        {"$", MONEY_NOT_A_NUMBER, 0, false},
        {"1234567890123456789012345678901 USD/year", MONEY_NOT_A_NUMBER, 0, false},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        double usd = -7;
        bool is_monthly = false;
        enum money_result result = money_parse(ROWS[i].text, &usd, &is_monthly);
        if (result != ROWS[i].result ||
            (result == MONEY_OK ? usd != ROWS[i].usd || is_monthly != ROWS[i].is_monthly : usd != -7))
            fail_msg("'%s': result %d, %g", ROWS[i].text, result, usd);
    }
}

static void reads_what_stands_there(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct diags diags;
    const struct budget *budget = read_text(
        "owner: platform\nseverity: warn\narchitecture: kafka-tuned\nx-note: kept for others\nrules:\n"
        "  - {rule: cost, component: network, max: $4k/month, severity: fail, owner: finance, x-ticket: 7}\n"
        "  - rule: headroom\n    resource: broker.cpu\n    min: 20%\n    architecture: all\n    workload: "
        "orders\n    message: |\n      two\n      lines\n"
        "  - {rule: headroom, min: 0.1}\n"
        "  - {rule: headroom, min: 0.1, id: headroom-3}\n"
        "  - {rule: headroom, min: 0.1}\n"
        "  - {rule: price_age, max: 36h, id: prices}\n"
        "  - {rule: end_to_end_p99, load: mean, max: 250ms}\n"
        "  - {rule: unsourced, weight: 1k USD/month, max: 3}\n",
        arena, &diags);
    assert_non_null(budget);
    assert_int_equal(budget->rule_count, 8);
    const struct rule *rule = &budget->rules[0];
    assert_int_equal(rule->kind, RULE_COST);
    assert_true(rule->limit == 48000 && rule->is_monthly && rule->severity == SEVERITY_FAIL);
    assert_string_equal(rule->owner, "finance");
    assert_string_equal(rule->component, "network");
    assert_string_equal(rule->architecture, "kafka-tuned");
    assert_int_equal(rule->place.line, 6);
    rule = &budget->rules[1];
    assert_true(rule->limit == 0.2 && rule->severity == SEVERITY_WARN);
    assert_string_equal(rule->owner, "platform");
    assert_string_equal(rule->architecture, SCOPE_ALL);
    assert_string_equal(rule->workload, "orders");
    assert_string_equal(rule->message, "two\nlines\n");
    assert_string_equal(rule->id, "headroom");
    assert_string_equal(budget->rules[2].id, "headroom-2");
    assert_string_equal(budget->rules[4].id, "headroom-4"); /* headroom-3 is taken */
    assert_true(budget->rules[5].limit == 1.5);
    assert_true(budget->rules[6].limit == 0.25 && budget->rules[6].at_mean);
    assert_true(budget->rules[7].weight_usd == 12000);
    arena_free(arena);
}

static void every_example_of_the_table_is_read(void **state)
{
    (void)state;
    for (int kind = 0; kind < RULE__COUNT; kind++) {
        struct arena *arena = arena_new();
        struct diags diags;
        const struct budget *budget = read_text(text_format(arena, "rules: [%s]", RULE_KINDS[kind].example),
                                                arena, &diags);
        if (budget == NULL || (int)budget->rules[0].kind != kind)
            fail_msg("%s: %s", RULE_KINDS[kind].example,
                     diags.first == NULL ? "another kind" : diags.first->message);
        arena_free(arena);
    }
}

static void tells_every_mistake_in_one_run(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct diags diags;
    assert_null(read_text("ruls: []\nrules:\n  - {rule: cost}\n  - {rule: csot, max: 1 USD/year}\n  - {rule: "
                          "headroom, min: 2, sevrity: warn}\n  - feasible\n",
                          arena, &diags));
    static const struct {
        unsigned line, column;
        enum diag_id id;
        const char *part;
    } WANTED[] = {
        {1, 1, DIAG_UNKNOWN_KEY, "did you mean 'rules'?"},
        {3, 5, DIAG_MISSING_KEY, "rule 'cost' has no 'max'; write for example '{rule: cost"},
        {4, 12, DIAG_UNKNOWN_CHOICE, "did you mean 'cost'?"},
        {5, 27, DIAG_OUT_OF_RANGE, "0% to 100%"},
        {5, 30, DIAG_UNKNOWN_KEY, "did you mean 'severity'?"},
        {6, 5, DIAG_WRONG_SHAPE, "found a text where a rule is a mapping"},
    };
    const struct diag *diag = diags.first;
    for (size_t i = 0; i < sizeof WANTED / sizeof *WANTED; i++, diag = diag->next) {
        assert_non_null(diag);
        if (diag->id != WANTED[i].id || diag->place.line != WANTED[i].line ||
            diag->place.column != WANTED[i].column || strstr(diag->message, WANTED[i].part) == NULL)
            fail_msg("%u:%u: %s", (unsigned)diag->place.line, (unsigned)diag->place.column, diag->message);
    }
    assert_null(diag);
    arena_free(arena);
}

static void bad_budget(const char *name)
{
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    size_t length = 0;
    char *bytes = file_read(text_format(arena, "tests/bad/budget/%s", name), BUDGET_FILE_MAX_BYTES, arena,
                            &length, &diags);
    assert_non_null(bytes);
    unsigned line = 0, column = 0;
    if (sscanf(bytes, "# expected %u:%u", &line, &column) != 2)
        fail_msg("%s does not say where its mistake stands", name);
    if (budget_read(name, bytes, length, arena, &diags) != NULL) fail_msg("%s is accepted", name);
    const struct diag *first = diags.first;
    size_t slug_length = (size_t)(strstr(name, "--") - name);
    bool right = diags.count == 1 && strlen(diag_slug(first->id)) == slug_length &&
                 strncmp(diag_slug(first->id), name, slug_length) == 0;
    if (!right || first->place.line != line || first->place.column != column ||
        diag_exit_code(first->id) != EXIT_INPUT)
        fail_msg("%s: %zu mistakes, first %u:%u: %s: %s", name, diags.count, (unsigned)first->place.line,
                 (unsigned)first->place.column, diag_slug(first->id), first->message);
    arena_free(arena);
}

static void every_file_is_refused_where_it_says(void **state)
{
    (void)state;
    DIR *directory = opendir("tests/bad/budget");
    assert_non_null(directory);
    size_t count = 0;
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (strstr(entry->d_name, "--") == NULL) continue;
        bad_budget(entry->d_name);
        count++;
    }
    closedir(directory);
    assert_true(count >= 40);
}

static void bounds_sizes(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct diags diags;
    struct text text = text_new(arena);
    text_add(&text, "rules:\n");
    for (int i = 0; i <= BUDGET_RULES_MAX; i++) text_add(&text, " - {rule: feasible}\n");
    assert_null(read_text(text.bytes, arena, &diags));
    assert_int_equal(diags.first->id, DIAG_OUT_OF_RANGE);
    text_add_repeated(&text, ' ', BUDGET_FILE_MAX_BYTES);
    assert_null(read_text(text.bytes, arena, &diags));
    assert_int_equal(diags.first->id, DIAG_FILE_TOO_LARGE);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_sums_of_money),
        cmocka_unit_test(reads_what_stands_there),
        cmocka_unit_test(every_example_of_the_table_is_read),
        cmocka_unit_test(tells_every_mistake_in_one_run),
        cmocka_unit_test(every_file_is_refused_where_it_says),
        cmocka_unit_test(bounds_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
