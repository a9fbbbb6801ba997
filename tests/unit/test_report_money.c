/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dollars are rounded one by one, half away from zero, and figures for people are those that a person would
 * write. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "base/text.h"
#include "report/money.h"

static void test_half_away_from_zero(void **state)
{
    (void)state;
    static const struct {
        double usd;
        int64_t whole;
    } SUMS[] = {{0, 0},
                {0.5, 1},
                {1.5, 2},
                {2.5, 3},
                {-0.5, -1},
                {-0.49, 0},
                {58543.43, 58543},
                {58543.5, 58544},
                {1e12 + 0.4, 1000000000000},
                {-2.5, -3}};
    for (size_t i = 0; i < sizeof SUMS / sizeof *SUMS; i++)
        assert_int_equal(money_round(SUMS[i].usd), SUMS[i].whole);
}

/* However many parts a sum has, they miss it by half a dollar each at most. */
static void test_parts_miss_by_little(void **state)
{
    (void)state;
    uint64_t seed = 88172645463325252u;
    for (int run = 0; run < 2000; run++) {
        size_t count = 1 + (size_t)run % 37;
        double sum = 0;
        int64_t whole = 0;
        for (size_t i = 0; i < count; i++) {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            double usd = (double)(seed % 1000003) / 97.0 * pow(10, run % 5);
            sum += usd;
            whole += money_round(usd);
            assert_true(fabs((double)money_round(usd) - usd) <= 0.5);
        }
        assert_true(fabs((double)(whole - money_round(sum))) <= 0.5 * (double)count + 0.5);
    }
}

static void test_figures(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    static const struct {
        double usd;
        const char *text;
    } PRICES[] = {{4e-7, "$0.0000004"}, {0.768, "$0.768"},  {0.0093, "$0.0093"}, {15, "$15"}, {0, "$0"},
                  {1300, "$1300"},      {0.1 + 0.2, "$0.3"}};
    for (size_t i = 0; i < sizeof PRICES / sizeof *PRICES; i++)
        assert_string_equal(money_price(arena, PRICES[i].usd), PRICES[i].text);
    static const struct {
        double usd;
        const char *text;
    } SMALL[] = {{0.0164203, "$0.0164"},      {0.09996, "$0.100"}, {0.1, "$0.100"},
                 {0.00000512, "$0.00000512"}, {0, "$0.00"},        {0.9951, "$0.995"},
                 {0.99961, "$1.00"},          {12.345, "$12.3"},   {-0.25, "-$0.250"}};
    for (size_t i = 0; i < sizeof SMALL / sizeof *SMALL; i++)
        assert_string_equal(money_small(arena, SMALL[i].usd), SMALL[i].text);
    static const struct {
        int64_t cents;
        const char *text;
    } CENTS[] = {{0, "0.00"}, {7, "0.07"}, {-40, "-0.40"}, {126144007, "1,261,440.07"}, {-100, "-1.00"}};
    for (size_t i = 0; i < sizeof CENTS / sizeof *CENTS; i++)
        assert_string_equal(money_cents(arena, CENTS[i].cents), CENTS[i].text);
    assert_string_equal(money_whole(arena, 1261440), "1,261,440");
    assert_string_equal(money_dollars(arena, -1261), "-$1,261");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_half_away_from_zero),
        cmocka_unit_test(test_parts_miss_by_little),
        cmocka_unit_test(test_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
