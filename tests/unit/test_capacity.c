/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixtures/cost.h"

static const char NETWORK_OUT[] = "broker.network_out", CPU[] = "broker.cpu", SPACE[] = "broker.space";

static void the_worst_situation_stays(void **state)
{
    (void)state;
    struct capacity capacity = capacity_new();
    capacity_use(&capacity, NETWORK_OUT, HEALTHY, 30, 80);
    capacity_use(&capacity, CPU, HEALTHY, 3, 16);
    capacity_use(&capacity, NETWORK_OUT, ZONE_LOST, 44, 80);
    capacity_use(&capacity, NETWORK_OUT, CATCHING_UP, 43, 80);
    assert_int_equal(capacity.count, 2);
    assert_string_equal(capacity.utilisations[0].resource, NETWORK_OUT);
    assert_true(capacity.utilisations[0].fraction == 0.55 && capacity.utilisations[0].situation == ZONE_LOST);
    assert_true(capacity.utilisations[1].fraction == 0.1875 && capacity.utilisations[1].situation == HEALTHY);
    assert_ptr_equal(capacity_binding(&capacity), &capacity.utilisations[0]);
}

static void at_the_brim(void **state)
{
    (void)state;
    static const struct {
        double need, supply;
        bool holds;
    } CASES[] = {
        {79.99, 80, true},
        {80, 80, true},
        {80 * (1 + 0.9e-4), 80, true},
        {80 * (1 + 1.1e-4), 80, false},
        {80.1, 80, false},
        {0, 0, true},
        {1e-300, 0, false},
        {INFINITY, 80, false},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct capacity capacity = capacity_new();
        capacity_use(&capacity, CPU, HEALTHY, CASES[i].need, CASES[i].supply);
        assert_int_equal(capacity_holds(&capacity), CASES[i].holds);
    }
    struct capacity none = capacity_new();
    capacity_use(&none, CPU, HEALTHY, 7, 0);
    assert_true(isinf(capacity_binding(&none)->fraction));
}

static void what_is_bought_to_fit_binds_only_when_it_does_not(void **state)
{
    (void)state;
    struct capacity capacity = capacity_new();
    capacity_use_bought(&capacity, SPACE, HEALTHY, 100, 100);
    capacity_use(&capacity, CPU, HEALTHY, 3, 16);
    assert_ptr_equal(capacity_binding(&capacity)->resource, CPU);
    assert_true(capacity_holds(&capacity));
    capacity_use_bought(&capacity, SPACE, REBUILDING, 103, 100);
    assert_ptr_equal(capacity_binding(&capacity)->resource, SPACE);
    assert_false(capacity_holds(&capacity));
}

static void first_of_equals_binds(void **state)
{
    (void)state;
    struct capacity capacity = capacity_new();
    capacity_use(&capacity, SPACE, HEALTHY, 1, 4);
    capacity_use(&capacity, CPU, HEALTHY, 2, 4);
    capacity_use(&capacity, NETWORK_OUT, HEALTHY, 4, 8);
    assert_ptr_equal(capacity_binding(&capacity)->resource, CPU);
}

static void situations_have_names(void **state)
{
    (void)state;
    for (int a = 0; a < SITUATION__COUNT; a++)
        for (int b = 0; b < a; b++)
            assert_string_not_equal(situation_name((enum situation)a), situation_name((enum situation)b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worst_situation_stays),
        cmocka_unit_test(at_the_brim),
        cmocka_unit_test(what_is_bought_to_fit_binds_only_when_it_does_not),
        cmocka_unit_test(first_of_equals_binds),
        cmocka_unit_test(situations_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
