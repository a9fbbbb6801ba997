/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Documents: marks in texts, columns by medium, and what each writer makes of the same blocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "report/as/html/blocks.h"
#include "report/as/markdown.h"
#include "report/as/text.h"

static char *in_angles(struct arena *arena, const char *text, size_t columns)
{
    return text_format(arena, columns == 0 ? "<%s>" : "<%s %zu>", text, columns);
}
static char *number_sign(struct arena *arena, size_t architecture)
{
    return text_format(arena, "#%zu ", architecture);
}
static const struct doc_style STYLE = {.escape = in_angles,
                                       .sign = number_sign,
                                       .none = "none",
                                       .marks = {[DOC_NAME] = {"[", "]", 60},
                                                 [DOC_STRONG] = {"*", "*", 0},
                                                 [DOC_OPTION] = {"{", "}", 0},
                                                 [DOC_BREAK] = {.open = "/"}}};

#include "arena_fixture.h"

static void marks_nest_and_every_piece_is_escaped(void **state)
{
    (void)state;
    const char *strong = doc_mark(arena, DOC_STRONG, text_format(arena, "a %s b", doc_name(arena, "name"))),
               *text = text_format(arena, "1 %s" DOC_NEW_LINE "%s", strong, doc_option(arena, "k", 12));
    assert_string_equal(doc_write(text, &STYLE, arena), "<1 >*<a >[<name 60>]< b>*/#12 {<k>}");
    assert_string_equal(doc_write("", &STYLE, arena), "");
}

/* A text that is no UTF-8 may have such bytes: they are text. */
static void bytes_that_look_like_marks_are_text(void **state)
{
    static const char *const TEXTS[] = {"\xFE", "\xFF", "\xFF\x7F",
                                        "a\xFF\x08"
                                        "12",
                                        "\xFF"};
    (void)state;
    for (size_t i = 0; i < DOC_COUNT(TEXTS); i++)
        assert_int_equal(doc_write(TEXTS[i], &STYLE, arena)[0], '<');
    assert_non_null(doc_write("\xFF\x01\xFF\x01\xFF\x01\xFF\x01\xFF\x01\xFF\x01\xFF\x01\xFF\x01\xFF\x01\xFE",
                              &STYLE, arena));
}

/* Each medium has its columns, in its order; a cell is set once. */
static struct doc example(enum doc_medium medium)
{
    static const struct doc_column COLUMNS[] = {{0, DOC_WORDS, "what", DOC_TEXT | DOC_MARKDOWN},
                                                {1, DOC_FIGURE, "$ per year", DOC_ALL},
                                                {0, DOC_WORDS, "last", DOC_HTML}};
    struct doc doc = doc_new(medium, arena);
    doc_add(&doc, DOC_HEADING, 0, "Head");
    struct doc_table *table = doc_table(&doc, "Label", COLUMNS, DOC_COUNT(COLUMNS));
    struct doc_cell *cells = doc_row(table);
    cells[0] = doc_words("<b>|x");
    cells[1] = doc_number(DOC_CELL_USD, 1234.4, NULL);
    doc_row_of(table, DOC_TOTAL)[1] = doc_none();
    doc_addf(&doc, DOC_ITEM, 0, "one %s", doc_mark(arena, DOC_STRONG, "two"));
    doc_add(&doc, DOC_ITEM, 0, "three");
    return doc;
}

static void text_lays_out_and_markdown_escapes(void **state)
{
    (void)state;
    struct doc doc = example(DOC_TEXT);
    assert_string_equal(as_page(&doc, (struct text_style){80, false, true, TEXT_PARTS_ALL}),
                        "\nHead\nwhat   $ per year\n<b>|x       1,234\n                -\n"
                        "  one two\n  three\n");
    struct text out = text_new(arena);
    doc = example(DOC_MARKDOWN);
    as_markdown(&out, &doc);
    assert_string_equal(out.bytes,
                        "#### Head\n\n| what | $ per year |\n| :--- | ---: |\n| &lt;b&gt;&#124;x | 1,234 |\n"
                        "| | **-** |\n\n- one **two**\n- three\n");
}

static void pages_have_their_own_order(void **state)
{
    (void)state;
    struct doc doc = example(DOC_HTML);
    const char *html = as_html(&doc);
    assert_non_null(strstr(html, "<th scope=\"col\">$ per year</th><th scope=\"col\">last</th>"));
    assert_non_null(strstr(html, "<th scope=\"row\">1,234</th><td>&lt;b&gt;|x</td>"));
    assert_non_null(strstr(html, "<tfoot>"));
    assert_non_null(strstr(html, "one <strong>two</strong>"));
}

/* Heads alone make a table: '>' is of figures, '.' of a word. */
static void heads_make_columns(void **state)
{
    (void)state;
    struct doc doc = doc_new(DOC_HTML, arena);
    struct doc_table *table = doc_table_of(&doc, "Label", "|>$ per year|.grade|why");
    static const enum doc_column_kind KINDS[] = {DOC_WORDS, DOC_FIGURE, DOC_WORD, DOC_WORDS};
    static const char *const HEADS[] = {"", "$ per year", "grade", "why"};
    assert_int_equal(table->column_count, DOC_COUNT(KINDS));
    for (unsigned i = 0; i < DOC_COUNT(KINDS); i++) {
        assert_int_equal(table->columns[i].field, i);
        assert_int_equal(table->columns[i].kind, KINDS[i]);
        assert_string_equal(table->columns[i].head, HEADS[i]);
    }
}

static void every_format_has_facts(void **state)
{
    (void)state;
    struct doc doc = doc_new(DOC_HTML, arena);
    doc_fact(&doc, DOC_FACT, doc_name(arena, "a<b"), "");
    doc_fact(&doc, DOC_KEY, "Saving", doc_mark(arena, DOC_BIG, "$3"));
    assert_string_equal(as_html(&doc),
                        "<dt>a&lt;b</dt><dd><code>\u2013</code></dd>\n"
                        "<div class=\"key\"><dt>Saving</dt><dd><span class=\"figure\">$3</span>"
                        "</dd></div>\n");
    assert_string_equal(as_page(&doc, (struct text_style){80, false, true, TEXT_PARTS_ALL}),
                        "  a<b:\n  Saving: $3\n");
    struct text out = text_new(arena);
    as_markdown(&out, &doc);
    assert_string_equal(out.bytes, "- a&lt;b: \n- Saving: $3\n");
}

/* A page draws a chart, below its caption when it has one; words alone have none. */
static void pages_draw_charts(void **state)
{
    (void)state;
    struct doc doc = doc_new(DOC_HTML, arena);
    struct doc_chart *chart = doc_chart(&doc, DOC_BARS, 1);
    chart->caption = doc_option(arena, "one", 0);
    chart->says = "Bars: <1>.";
    chart->note = "";
    struct doc_series *bar = doc_series(&doc, chart, "cpu", DOC_NO_SIGN, 1);
    bar->style = "use";
    bar->figures = "50 %";
    bar->points[bar->count++].y = 0.5;
    const char *html = as_html(&doc);
    assert_true(text_starts_with(html, "<figure class=\"multiple\"><figcaption><svg"));
    assert_non_null(strstr(html, "aria-label=\"Bars: &lt;1&gt;.\""));
    assert_non_null(strstr(html, ">50 %</text>"));
    assert_true(text_ends_with(html, "</svg>\n</figure>\n"));
    struct text out = text_new(arena);
    as_markdown(&out, &doc);
    assert_int_equal(out.length, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(marks_nest_and_every_piece_is_escaped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bytes_that_look_like_marks_are_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(text_lays_out_and_markdown_escapes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pages_have_their_own_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(heads_make_columns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_format_has_facts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pages_draw_charts, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
