/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tables of architectures that lack or contradict something: each is refused with its name and what it lacks.
 */
#include "arch/check.h"

#include "fixtures/cost.h"

extern const struct arch kafka_classic, msk_express;

static void shipped_ones_are_whole(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    assert_true(arch_check(ARCHS, ARCH_COUNT, &diags));
    assert_int_equal(diags.count, 0);
    arena_free(arena);
}

/* One of them spoilt: the first diagnostic names it and says this. */
static void refused(const struct arch *spoilt, const char *says)
{
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    assert_false(arch_check(&spoilt, 1, &diags));
    assert_int_equal(diags.exit_code, EXIT_INTERNAL);
    const char *id = spoilt->kind.id == NULL ? "''" : spoilt->kind.id;
    if (strstr(diags.first->message, says) == NULL || strstr(diags.first->message, id) == NULL)
        fail_msg("%s (wanted: %s)", diags.first->message, says);
    arena_free(arena);
}

#define REFUSED(says, ...)                  \
    do {                                    \
        struct arch spoilt = kafka_classic; \
        __VA_ARGS__;                        \
        refused(&spoilt, says);             \
    } while (0)

static void a_hook_is_missing(void **state)
{
    (void)state;
    REFUSED(".load", spoilt.load = NULL);
    REFUSED(".size", spoilt.size = NULL);
    REFUSED(".capacity", spoilt.capacity = NULL);
    REFUSED(".fleet", spoilt.fleet = NULL);
    REFUSED(".flows", spoilt.flows = NULL);
    REFUSED(".guarantees", spoilt.guarantees = NULL);
    REFUSED(".lines", spoilt.lines = NULL);
    REFUSED(".roles", spoilt.roles = NULL);
    REFUSED(".kind.rows", spoilt.kind.rows = NULL);
}

static void optional_hooks_may_be(void **state)
{
    (void)state;
    struct arch plain = kafka_classic;
    const struct arch *list = &plain;
    plain.consistent = NULL;
    plain.fleet_floor = NULL;
    plain.variants = NULL;
    plain.calibration = NULL;
    plain.kind.presets = NULL;
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    assert_true(arch_check(&list, 1, &diags));
    arena_free(arena);
}

static void the_data_path_is_whole_or_none(void **state)
{
    (void)state;
    REFUSED("lacks .modelled", spoilt.modelled = NULL);
    REFUSED("both .data_path and .no_data_path", spoilt.no_data_path = "not known");
    REFUSED("neither .data_path nor", spoilt.data_path = NULL; spoilt.modelled = NULL;
            spoilt.calibration = NULL);
    REFUSED("lacks .data_path", spoilt.data_path = NULL; spoilt.calibration = NULL;
            spoilt.no_data_path = "not known");
    REFUSED("about latency", spoilt = msk_express; spoilt.calibration = "fitted");
    REFUSED("about latency", spoilt = msk_express; spoilt.put_decides = true);
}

static void tables_name_what_is_there(void **state)
{
    (void)state;
    static const struct line elsewhere = {.id = "network.logs",
                                          .component = STORAGE,
                                          .factors = {{FACTOR_CONSTANT, 0, UNIT_NUMBER, "one"}}},
                             bare = {.id = "network.logs", .component = NETWORK};
    static const struct line *const wrong_id[] = {&elsewhere, NULL}, *const no_factors[] = {&bare, NULL};
    static const struct role_kind
        none[] = {{.name = NULL}},
        optional[] = {{.name = "x", .title = "xs", .volumes = 1, .is_optional = true}, {.name = NULL}},
        untitled[] = {{.name = "x", .volumes = 1}, {.name = NULL}};
    static const struct param_preset presets[] = {{"colour", "red"}, {NULL, NULL}};
    static const struct variant variants[] = {{"in red", "colour", "red"}, {NULL, NULL, NULL}};
    REFUSED("begin with its component: network.logs", spoilt.lines = wrong_id);
    REFUSED("without factors: network.logs", spoilt.lines = no_factors);
    REFUSED("first of .roles", spoilt.roles = none);
    REFUSED("first of .roles", spoilt.roles = optional);
    REFUSED("without a title", spoilt.roles = untitled);
    REFUSED("no option of it: colour", spoilt.kind.presets = presets);
    REFUSED("no option of it: colour", spoilt.variants = variants);
    REFUSED(".count_option", spoilt.count_option = 0);
    REFUSED(".count_option", spoilt.count_option = 1000);
    REFUSED("options.def", spoilt.kind.row_count = 1; spoilt.kind.presets = NULL; spoilt.variants = NULL);
    REFUSED(".kind.id", spoilt.kind.id = NULL);
    REFUSED(".kind.title", spoilt.kind.title = NULL);
}

static void an_id_is_there_once(void **state)
{
    (void)state;
    const struct arch *const twice[] = {&kafka_classic, &msk_express, &kafka_classic};
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    assert_false(arch_check(twice, COUNT_OF(twice), &diags));
    assert_int_equal(diags.count, 1);
    assert_non_null(strstr(diags.first->message, "'kafka-classic' is there twice"));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_ones_are_whole),    cmocka_unit_test(a_hook_is_missing),
        cmocka_unit_test(optional_hooks_may_be),     cmocka_unit_test(the_data_path_is_whole_or_none),
        cmocka_unit_test(tables_name_what_is_there), cmocka_unit_test(an_id_is_there_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
