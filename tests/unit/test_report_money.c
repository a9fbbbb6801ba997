/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rounded parts add up to the rounded total, each is within a dollar of its own, and figures for people are
 * those that a person would write. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "base/text.h"
#include "report/money.h"

static int64_t round_sum(const double *usd, size_t count, int64_t *whole, struct arena *arena)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += usd[i];
    return money_round(usd, count, sum, whole, arena);
}

static void test_largest_remainder(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    int64_t whole[4];
    const double thirds[] = {33.4, 33.4, 33.4};
    assert_int_equal(round_sum(thirds, 3, whole, arena), 100);
    assert_int_equal(whole[0], 34); /* of equals the first */
    assert_int_equal(whole[1], 33);
    assert_int_equal(whole[2], 33);
    const double mixed[] = {1.2, 7.9, 3.45, 0.41};
    assert_int_equal(round_sum(mixed, 4, whole, arena), 13);
    assert_int_equal(whole[0], 1);
    assert_int_equal(whole[1], 8);
    assert_int_equal(whole[2], 4);
    assert_int_equal(whole[3], 0);
    const double small[] = {0.2, 0.2};
    assert_int_equal(round_sum(small, 2, whole, arena), 0);
    assert_int_equal(whole[0] + whole[1], 0);
    assert_int_equal(money_round(NULL, 0, 0, NULL, arena), 0);
    arena_free(arena);
}

/* A sum whose last bits went the other way leaves a dollar too many. */
static void test_sum_below_the_floors(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    int64_t whole[2];
    const double parts[] = {3.0, 4.75};
    assert_int_equal(money_round(parts, 2, 6.49, whole, arena), 6);
    assert_int_equal(whole[0] + whole[1], 6);
    assert_int_equal(whole[0], 2); /* the smallest remainder gives way */
    arena_free(arena);
}

static void test_rounding_adds_up(void **state)
{
    (void)state;
    uint64_t seed = 88172645463325252u;
    for (int run = 0; run < 2000; run++) {
        struct arena *arena = arena_new();
        double usd[37];
        int64_t whole[37], sum = 0;
        size_t count = 1 + (size_t)run % 37;
        for (size_t i = 0; i < count; i++) {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            usd[i] = (double)(seed % 1000003) / 97.0 * pow(10, run % 5);
        }
        int64_t total = round_sum(usd, count, whole, arena);
        for (size_t i = 0; i < count; i++) {
            sum += whole[i];
            assert_true(fabs((double)whole[i] - usd[i]) < 1);
        }
        assert_int_equal(sum, total);
        arena_free(arena);
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
        cmocka_unit_test(test_largest_remainder),
        cmocka_unit_test(test_sum_below_the_floors),
        cmocka_unit_test(test_rounding_adds_up),
        cmocka_unit_test(test_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
