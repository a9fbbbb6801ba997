/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words of a page: what is escaped, what notes may hold, how a template is filled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "report/as/html/escape.h"
#include "report/as/html/notes.h"
#include "report/as/html/template.h"
#include "arena_fixture.h"

static void test_escapes(void **state)
{
    static const struct {
        const char *text, *wanted;
    } CASES[] = {
        {"", ""},
        {"plain, 100 %", "plain, 100 %"},
        {"<b a=\"x\" c='y'>&amp;</b>", "&lt;b a=&quot;x&quot; c=&#39;y&#39;&gt;&amp;amp;&lt;/b&gt;"},
        {"]]> -->", "]]&gt; --&gt;"},
        {"a\nb\x1b[31m", "a\\x0Ab\\x1B[31m"},
        {"\xff\xc3", "\\xFF\\xC3"},
        {"\u202Egnp.exe", "\\u202Egnp.exe"},
        {"x\uFFFEy\uFFFFz", "x\uFFFDy\uFFFDz"},
        {"\uFDD0\U0001FFFE\U0001F680", "\uFFFD\uFFFD\U0001F680"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        assert_string_equal(escape_html(arena, CASES[i].text, 1000), CASES[i].wanted);
    assert_string_equal(escape_html(arena, "<<<<<<", 3),
                        "&lt;&lt;&lt;…"); /* cut before it is escaped: no half entity */
}

static void test_notes(void **state)
{
    static const struct {
        const char *markdown, *html;
    } CASES[] = {
        {"", ""},
        {"one\ntwo\n\nthree", "<p>one\ntwo</p>\n<p>three</p>\n"},
        {"# A\n## B *c*\n#### no", "<h3>A</h3>\n<h4>B <em>c</em></h4>\n<p>#### no</p>\n"},
        {"- one\n- two\n  goes on\n\nafter",
         "<ul>\n<li>one</li>\n<li>two\ngoes on</li>\n</ul>\n<p>after</p>\n"},
        {"1. one\n2. two", "<ol>\n<li>one</li>\n<li>two</li>\n</ol>\n"},
        {"> said\n> so", "<blockquote><p>said\nso</p></blockquote>\n"},
        {"```\n a <b>\n```\nx", "<pre><code> a &lt;b&gt;\n</code></pre>\n<p>x</p>\n"},
        {"```\nunclosed", "<pre><code>unclosed\n</code></pre>\n"},
        {"**bold** `co*de` 2 * 3 * 4 *", "<p><strong>bold</strong> <code>co*de</code> 2 * 3 * 4 *</p>\n"},
        {"[a & b](https://x.org/?a=1&b=\"2\")",
         "<p><a href=\"https://x.org/?a=1&amp;b=&quot;2&quot;\">a &amp; b</a></p>\n"},
        {"[x](javascript:alert(1)) [y](data:text/html,z) [z](//x)",
         "<p>[x](javascript:alert(1)) [y](data:text/html,z) [z](//x)</p>\n"},
        {"[x](JavaScript:1) [y](https://a b)", "<p>[x](JavaScript:1) [y](https://a b)</p>\n"},
        {"<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"},
        {"![x](https://x.org/y.png)", "<p>!<a href=\"https://x.org/y.png\">x</a></p>\n"},
        {"[*](https://x\" onclick=\"y)", "<p>[*](https://x&quot; onclick=&quot;y)</p>\n"},
        {"a\r\nb\t", "<p>a\nb</p>\n"},
        {"****", "<p>****</p>\n"},
        {"[", "<p>[</p>\n"},
        {"{{title}}", "<p>{{title}}</p>\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        assert_string_equal(notes_html(CASES[i].markdown, arena), CASES[i].html);
}

/* Whatever the notes, tags are those of the subset and all of them are closed. */
static void test_notes_are_balanced(void **state)
{
    static const char *const PARTS[] = {"*",  "**",  "`",  "[",  "](",    "https://x", ")", "\n", "\n\n",
                                        "- ", "1. ", "> ", "# ", "```\n", "<b>",       "a", " "};
    static const char *const TAGS[] = {"p",    "ul", "ol",     "li", "blockquote", "pre",
                                       "code", "em", "strong", "a",  "h3"};
    (void)state;
    uint32_t seed = 3;
    for (int round = 0; round < 2000; round++) {
        struct text markdown = text_new(arena);
        for (int n = 0; n < 12; n++) {
            seed = seed * 1664525u + 1013904223u;
            text_add(&markdown, PARTS[(seed >> 16) % (sizeof PARTS / sizeof *PARTS)]);
        }
        const char *html = notes_html(markdown.bytes, arena);
        for (size_t t = 0; t < sizeof TAGS / sizeof *TAGS; t++) {
            const char *open = text_format(arena, "<%s>", TAGS[t]),
                       *close = text_format(arena, "</%s>", TAGS[t]),
                       *with = text_format(arena, "<%s href=", TAGS[t]);
            int balance = 0;
            for (const char *at = html; *at != '\0'; at++) {
                balance += text_starts_with(at, open) || text_starts_with(at, with);
                balance -= text_starts_with(at, close);
                assert_true(balance >= 0);
            }
            assert_int_equal(balance, 0);
        }
        assert_null(strstr(html, "<b>"));
    }
}

static void test_template(void **state)
{
    static const struct template_slot SLOTS[] = {{"a", "1{{b}}"}, {"b", ""}, {"c", "<x>"}};
    static const struct {
        const char *template, *wanted;
    } CASES[] = {
        {"", ""},
        {"no slot { } }}", "no slot { } }}"},
        {"<{{a}}|{{b}}|{{c}}>", "<1{{b}}||<x>>"}, /* what fills a slot is no template */
        {"{{#a}}yes{{/a}}{{#b}}no {{c}}{{/b}}!", "yes!"},
        {"{{#a}}x{{#b}}y{{/b}}z{{/a}}", "xz"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        char *filled = template_fill(CASES[i].template, strlen(CASES[i].template), SLOTS, 3, arena);
        assert_string_equal(filled, CASES[i].wanted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_escapes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_notes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_notes_are_balanced, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_template, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
