/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Redaction of what a run was asked; that its figures are another's is the test of list prices
 * (tests/cli/formats.sh). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "run/document.h"
#include "report_fixture.h"

static void test_command(void **state)
{
    (void)state;
    static const char *const LINES[][2] = {
        {"warpcost compare a.yaml", "warpcost compare a.yaml"},
        {"warpcost compare --set=pricing.discount=13.37% a.yaml",
         "warpcost compare '--set=pricing.discount=(redacted)' a.yaml"},
        {"warpcost compare --set=pricing.discount=13.37%",
         "warpcost compare '--set=pricing.discount=(redacted)'"},
        {"warpcost compare '--set=pricing.discount = 13.37%' a.yaml",
         "warpcost compare '--set=pricing.discount =(redacted)' a.yaml"},
        {"warpcost compare '--set= pricing.discount=13.37%' a.yaml",
         "warpcost compare '--set= pricing.discount=(redacted)' a.yaml"},
        {"warpcost compare '--set=\"pricing\".\"discount\"=13.37%'",
         "warpcost compare '--set=\"pricing\".\"discount\"=(redacted)'"},
        {"warpcost compare '--set=pricing.private.\"AmazonS3:a=b\"=0.004217' 'my file.yaml'",
         "warpcost compare '--set=pricing.private.\"AmazonS3:a=b\"=(redacted)' 'my file.yaml'"},
        {"warpcost compare --set=pricing.discount.AmazonS3=13.37% --set=pricing.purchase=on-demand",
         "warpcost compare '--set=pricing.discount.AmazonS3=(redacted)' --set=pricing.purchase=on-demand"},
        {"warpcost compare 'it'\\''s.yaml' --set=pricing.discount=0.1337 --set=zones=3",
         "warpcost compare 'it'\\''s.yaml' '--set=pricing.discount=(redacted)' --set=zones=3"},
        {"warpcost compare '--waterfall-add=pricing.private.\"AmazonS3:Requests-Tier1\"=0.004217' a.yaml",
         "warpcost compare '--waterfall-add=pricing.private.\"AmazonS3:Requests-Tier1\"=(redacted)' a.yaml"},
        {"warpcost compare '--ladder-add=pricing.private.\"AmazonS3:Requests-Tier1\"=0.004217' a.yaml",
         "warpcost compare '--ladder-add=pricing.private.\"AmazonS3:Requests-Tier1\"=(redacted)' a.yaml"},
        {"warpcost compare --waterfall-add=discount=13.37% a.yaml",
         "warpcost compare --waterfall-add=discount=13.37% a.yaml"},
        {"warpcost compare --waterfall-add=reserved-1yr a.yaml",
         "warpcost compare --waterfall-add=reserved-1yr a.yaml"},
        {"warpcost compare --waterfall-add=arm64 a.yaml", "warpcost compare --waterfall-add=arm64 a.yaml"},
        {"", ""},
    };
    struct arena *arena = arena_new();
    struct run listed = fixture_run();
    for (size_t i = 0; i < COUNT_OF(LINES); i++) {
        struct run run = fixture_run();
        run.command = LINES[i][0];
        assert_string_equal(run_redact(&run, &listed, arena)->command, LINES[i][1]);
    }
    arena_free(arena);
}

static void test_what_was_asked(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    static const struct run_param PARAMS[] = {
        {"pricing.discount", 0.1337, true, "", "13.37%", "given", "", '-'},
        {"pricing.private.\"AmazonS3:Requests-Tier1\"", 0.004217, true, "", "0.004217", "given", "", '-'},
        {"pricing.support", 0, false, "", "business", "given", "", '-'},
    };
    struct run run = fixture_run(), listed = fixture_run();
    run.params = PARAMS;
    run.param_count = COUNT_OF(PARAMS);
    struct run_architecture architectures[3];
    memcpy(architectures, listed.architectures, sizeof architectures);
    architectures[0].deployment_origin = "given";
    architectures[0].usd_per_year = 1234567.5;
    listed.architectures = architectures;
    const struct run *redacted = run_redact(&run, &listed, arena);
    assert_true(redacted->is_redacted && !run.is_redacted);
    assert_int_equal(redacted->param_count, 3);
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(redacted->params[i].path, PARAMS[i].path);
        assert_string_equal(redacted->params[i].text, "(redacted)");
        assert_true(redacted->params[i].value == 0 && !redacted->params[i].is_number);
    }
    assert_string_equal(redacted->params[2].text, "business");
    assert_string_equal(redacted->inputs[0].name, "orders.yaml");
    assert_string_equal(redacted->inputs[0].sha256, "");
    assert_string_equal(redacted->architectures[0].deployment_origin, "planned");
    assert_true(redacted->architectures[0].usd_per_year == 1234567.5);
    const char *document = run_write(redacted, arena);
    assert_non_null(strstr(document, "\"redacted\": true"));
    assert_null(strstr(document, "1337"));
    assert_null(strstr(document, "4217"));
    struct text_style style = {100, false, true, TEXT_PARTS_ALL};
    assert_non_null(strstr(report_text(redacted, style, arena), "private prices redacted"));
    assert_non_null(strstr(report_plan(redacted, style, arena), "private prices redacted"));
    assert_non_null(
        strstr(report_explain(&(struct explained){.run = redacted}, "network", NULL, style, arena),
               "private prices redacted"));
    assert_null(strstr(report_text(&run, style, arena), "redacted"));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_command), cmocka_unit_test(test_what_was_asked)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
