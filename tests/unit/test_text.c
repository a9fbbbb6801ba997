/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text: growing strings, distances, UTF-8 and numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "arena_fixture.h"

static void grows(void **state)
{
    (void)state;
    struct text text = text_new(arena);
    assert_string_equal(text.bytes, "");
    char expected[4001] = "";
    for (int i = 0; i < 400; i++) {
        text_addf(&text, "%03d", i);
        text_add(&text, "-");
        text_add_repeated(&text, 'x', 3);
        text_add_bytes(&text, "yzw", 2);
        text_add_bytes(&text, "", 0);
        text_add_repeated(&text, 'q', 0);
        snprintf(expected + 9 * i, sizeof expected - 9 * (size_t)i, "%03d-xxxyz", i);
    }
    assert_string_equal(text.bytes, expected);
    assert_int_equal(text.length, 3600);
    char *filled = text_format(arena, "%300d|%s", 7, "end"); /* longer than the formatter's own buffer */
    assert_int_equal(strlen(filled), 304);
    assert_string_equal(filled + 299, "7|end");
}

static void lists(void **state)
{
    (void)state;
    static const char *const WORDS[] = {"tea", "", "milk, cold", "sugar"};
    assert_string_equal(text_list(arena, WORDS, 0, " or "), "");
    assert_string_equal(text_list(arena, WORDS, 1, " or "), "tea");
    assert_string_equal(text_list(arena, WORDS + 2, 2, " or "), "milk, cold or sugar");
    assert_string_equal(text_list(arena, WORDS, 4, " or "), "tea, , milk, cold or sugar");
    assert_string_equal(text_list(arena, WORDS, 3, ", "), "tea, , milk, cold");
}

static void compares(void **state)
{
    (void)state;
    assert_true(text_equal("ab", "ab"));
    assert_false(text_equal("ab", "abc"));
    assert_true(text_starts_with("topics.a", "topics."));
    assert_false(text_starts_with("top", "topics."));
    assert_true(text_ends_with("a.*", ".*"));
    assert_false(text_ends_with("*", ".*"));
    assert_true(text_equal_loosely(" Instance Type", "instancetype "));
    assert_false(text_equal_loosely("instance", "instances"));
    assert_false(text_equal_loosely("a", ""));
    assert_true(text_equal_loosely("", "  "));
}

static void measures_distance(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        size_t distance;
    } ROWS[] = {
        {"", "", 0},
        {"", "abc", 3},
        {"kitten", "sitting", 3},
        {"retension", "retention", 1},
        {"ab", "ba", 1},
        {"ca", "abc", 3},
        {"flaw", "lawn", 2},
        {"saturday", "sunday", 3},
        {"abcdef", "badcfe", 3},
        {"µs", "us", 2},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        if (text_distance(ROWS[i].a, ROWS[i].b) != ROWS[i].distance ||
            text_distance(ROWS[i].b, ROWS[i].a) != ROWS[i].distance)
            fail_msg("'%s' to '%s' is %zu, not %zu", ROWS[i].a, ROWS[i].b,
                     text_distance(ROWS[i].a, ROWS[i].b), ROWS[i].distance);
    }
    char a[100], b[100];
    memset(a, 'a', 99), memset(b, 'a', 99);
    a[99] = b[99] = '\0';
    b[70] = 'b'; /* beyond the cut */
    assert_int_equal(text_distance(a, b), 0);
    b[63] = 'b';
    assert_int_equal(text_distance(a, b), 1);
}

static void finds_the_nearest(void **state)
{
    (void)state;
    static const char *const KEYS[] = {"retention", "partitions", "produce", "id", "use"};
    assert_string_equal(text_nearest("retension", KEYS, 5), "retention");
    assert_string_equal(text_nearest("produc", KEYS, 5), "produce");
    assert_string_equal(text_nearest("ids", KEYS, 5), "id");
    assert_null(text_nearest("topology", KEYS, 5));
    assert_null(text_nearest("x", KEYS, 0));
    static const char *const TIED[] = {"cat", "bat"};
    assert_string_equal(text_nearest("rat", TIED, 2), "cat");
    assert_string_equal(text_nearest("bats", TIED, 2), "bat");
}

static void judges_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length, bad_at;
    } ROWS[] = {
        {"plain", 5, 5},
        {"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", 9, 9},
        {"a\x80", 2, 1},    /* continuation without a start */
        {"\xC0\xAF", 2, 0}, /* overlong slash */
        {"\xC1\xBF", 2, 0},
        {"\xE0\x9F\xBF", 3, 0},     /* overlong */
        {"ab\xED\xA0\x80", 5, 2},   /* surrogate */
        {"\xED\x9F\xBF", 3, 3},     /* last before the surrogates */
        {"\xEE\x80\x80", 3, 3},     /* first after */
        {"\xF0\x8F\xBF\xBF", 4, 0}, /* overlong */
        {"\xF4\x8F\xBF\xBF", 4, 4}, /* U+10FFFF */
        {"\xF4\x90\x80\x80", 4, 0}, /* beyond */
        {"\xF5\x80\x80\x80", 4, 0},
        {"abc\xE2\x82", 5, 3}, /* cut */
        {"\xFF", 1, 0},
        {"a\0b", 3, 3},
        {"", 0, 0},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        if (text_invalid_utf8_at(ROWS[i].bytes, ROWS[i].length) != ROWS[i].bad_at)
            fail_msg("row %zu: %zu", i, text_invalid_utf8_at(ROWS[i].bytes, ROWS[i].length));
}

static void counts_columns(void **state)
{
    (void)state;
    assert_int_equal(text_columns(""), 0);
    assert_int_equal(text_columns("abc"), 3);
    assert_int_equal(text_columns("\xC3\xA9"), 1);                 /* é */
    assert_int_equal(text_columns("e\xCC\x81"), 1);                /* e and an accent over it */
    assert_int_equal(text_columns("\xE4\xB8\xAD\xE6\x96\x87"), 4); /* two ideographs */
    assert_int_equal(text_columns("\xF0\x9F\x98\x80"), 2);         /* emoji */
    assert_int_equal(text_columns("\x1B[0m"), 3);                  /* the escape itself takes none */
    assert_int_equal(text_columns("\xFFx"), 2);
}

static void quotes(void **state)
{
    (void)state;
    assert_string_equal(text_quote(arena, "caf\xC3\xA9", 40), "caf\xC3\xA9");
    assert_string_equal(text_quote(arena, "a\x1B[31mb\n\x7F", 40), "a\\x1B[31mb\\x0A\\x7F");
    assert_string_equal(text_quote(arena, "a\xFFz", 40), "a\\xFFz");
    assert_string_equal(text_quote(arena, "x\xE2\x80\xAEy", 40), "x\\u202Ey"); /* right-to-left override */
    assert_string_equal(text_quote(arena, "\xC2\x85", 40), "\\x85");
    assert_string_equal(text_quote(arena, "abcdef", 6), "abcdef");
    assert_string_equal(text_quote(arena, "abcdef", 5), "abcde…");
    assert_string_equal(text_quote(arena, "\xE4\xB8\xAD\xE6\x96\x87", 3), "\xE4\xB8\xAD…");
}

static void writes_numbers(void **state)
{
    (void)state;
    assert_string_equal(text_number(arena, 0.1), "0.1");
    assert_string_equal(text_number(arena, -0.0), "0");
    assert_string_equal(text_number(arena, 1.0 / 3), "0.333333333333");
    assert_string_equal(text_number(arena, 126144000), "126144000");
    assert_string_equal(text_number(arena, 1.5e20), "1.5e+20");
    assert_string_equal(text_thousands(arena, 31536000, 0), "31,536,000");
    assert_string_equal(text_thousands(arena, 999.995, 1), "1,000.0");
    assert_string_equal(text_thousands(arena, -1234.5, 2), "-1,234.50");
    assert_string_equal(text_thousands(arena, -0.4, 0), "0");
    assert_string_equal(text_thousands(arena, -123, 0), "-123");
    assert_string_equal(text_thousands(arena, 100, 2), "100.00");
    assert_string_equal(text_thousands(arena, 1e15, 0), "1,000,000,000,000,000");
}

static void writes_dollars(void **state)
{
    (void)state;
    static const struct {
        double usd;
        const char *text;
    } SHOWN[] = {
        {2040123.7, "$2.04M"}, {481230, "$481k"},   {999960, "$1.00M"},  {12.345, "$12.3"},
        {0, "$0.00"},          {1261440, "$1.26M"}, {-20450, "-$20.4k"}, {5.25e9, "$5.25B"},
        {99.96, "$100"},       {1000, "$1.00k"},    {0.5, "$0.50"},      {7.125e12, "$7,120B"},
    };
    for (size_t i = 0; i < sizeof SHOWN / sizeof *SHOWN; i++)
        assert_string_equal(text_usd(arena, SHOWN[i].usd), SHOWN[i].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows),
        cmocka_unit_test(compares),
        cmocka_unit_test(measures_distance),
        cmocka_unit_test(finds_the_nearest),
        cmocka_unit_test(judges_utf8),
        cmocka_unit_test(counts_columns),
        cmocka_unit_test(quotes),
        cmocka_unit_test(writes_numbers),
        cmocka_unit_test(writes_dollars),
        cmocka_unit_test(lists),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
