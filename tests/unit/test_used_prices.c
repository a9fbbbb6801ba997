/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prices that a run used: each once, as lines come to them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report_fixture.h"

#include "report/used_prices.h"

enum { ROOM = 8 };

/* Two topic groups share the first kind, and one of two tiers has another price than the other. */
static void each_is_told_once(void **state)
{
    (void)state;
    const struct run_architecture both[] = {{.line_count = COUNT_OF(FIXTURE_CLASSIC_LINES),
                                             .lines = FIXTURE_CLASSIC_LINES},
                                            {.line_count = COUNT_OF(FIXTURE_DIRECT_LINES),
                                             .lines = FIXTURE_DIRECT_LINES}};
    const struct run run = {.architecture_count = COUNT_OF(both), .architectures = both};
    const struct run_charge *const expected[] = {&FIXTURE_TRANSFER_CHARGES[0], &FIXTURE_INSTANCE_CHARGES[0],
                                                 &FIXTURE_SPACE_CHARGES[0], &FIXTURE_SPACE_CHARGES[1],
                                                 &FIXTURE_PUT_CHARGES[0]};
    struct used_price prices[ROOM];
    for (size_t max = 0; max <= ROOM; max++) {
        bool has_more;
        size_t count = used_prices(&run, prices, max, &has_more);
        assert_int_equal(count, max < COUNT_OF(expected) ? max : COUNT_OF(expected));
        assert_int_equal(has_more, max < COUNT_OF(expected));
        for (size_t i = 0; i < count; i++) assert_ptr_equal(prices[i].charge, expected[i]);
        assert_int_equal(used_prices(&run, prices, max, NULL), count);
    }
    assert_ptr_equal(prices[0].kind, &FIXTURE_REPLICATE);
    assert_ptr_equal(prices[4].kind, &FIXTURE_PUT);
}

/* The same in other kinds: told apart by what is shown of a price, and by nothing else. */
static void prices_are_told_apart(void **state)
{
    (void)state;
    static const struct run_charge charges[] = {
        {0, 100, 100, 0.385, 0.385, 0.385, "A", "on-demand", "SKU1", "2026-07-20", "one file", 'A', ""},
        {100, INFINITY, 0, 0.355, 0.355, 0.355, "A", "on-demand", "SKU1", "2026-07-20", "one file", 'A',
         ""}, /* not reached */
        {0, 90, 7.25, 0.385, 0.385, 0.415, "B", "on-demand", "SKU2", "2026-01-31", "another file", 'B',
         ""}, /* the first again */
        {0, 100, 7.25, 0.235, 0.235, 0.385, "A", "reserved", "SKU1", "2026-07-20", "one file", 'A',
         ""}, /* another term */
        {0, 100, 7.25, 0.387, 0.387, 0.387, "A", "on-demand", "SKU1", "2026-07-20", "one file", 'A',
         ""}, /* another price */
        {100, INFINITY, 7.25, 0.385, 0.385, 0.385, "A", "on-demand", "SKU1", "2026-07-20", "one file", 'A',
         ""}, /* another tier */
    };
    static const struct run_line_kind first = {.meter = "meter", .charge_count = 2, .charges = charges},
                                      again = {.meter = "meter", .charge_count = 4, .charges = charges + 2},
                                      other = {.meter = "other", .charge_count = 1, .charges = charges + 2};
    const struct run_line lines[] = {{.kind = &first}, {.kind = &again}, {.kind = &other}, {.kind = &first}};
    const struct run_architecture one = {.line_count = COUNT_OF(lines), .lines = lines};
    const struct run run = {.architecture_count = 1, .architectures = &one};
    struct used_price prices[ROOM];
    bool has_more;
    assert_int_equal(used_prices(&run, prices, ROOM, &has_more), 5);
    assert_false(has_more);
    const size_t expected[] = {0, 3, 4, 5, 2};
    for (size_t i = 0; i < COUNT_OF(expected); i++) assert_ptr_equal(prices[i].charge, &charges[expected[i]]);
    assert_ptr_equal(prices[4].kind, &other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_told_once),
        cmocka_unit_test(prices_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
