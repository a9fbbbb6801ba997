/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The page of a run made by hand: its tables add up, its figures are the run's, and no name changes its
 * structure. Two architectures, and fourteen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/as/html/chart.h"
#include "report/as/html/blocks.h"
#include "report/as/html/html.h"
#include "report/say/say.h"
#include "run/document.h"
#include "report/view.h"
#include "report_fixture.h"
#include "arena_fixture.h"

/* The fixture with count architectures: its own, again and again, under names of their own. */
static const struct run *run_of(size_t count, const char *name)
{
    struct run run = fixture_run();
    struct run_architecture *architectures = arena_new_of(arena, struct run_architecture, count);
    for (size_t i = 0; i < count; i++) {
        architectures[i] = run.architectures[i % run.architecture_count];
        if (i >= run.architecture_count)
            architectures[i].id = text_format(arena, "%s-%zu", architectures[i].id, i);
        if (name != NULL) architectures[i].name = name;
    }
    run.architectures = architectures;
    run.architecture_count = count;
    return run_round(memcpy(arena_new_of(arena, struct run, 1), &run, sizeof run), arena);
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part)) count++;
    return count;
}

/* The text of one element with its marks left out: what stands between the next ">" and "<" that isn't blank,
 * on and on up to closer. */
static const char *cell(const char **at, const char *closer)
{
    const char *end = strstr(*at, closer);
    assert_non_null(end);
    struct text words = text_new(arena);
    bool is_tag = false;
    for (const char *c = *at; c < end; c++) {
        is_tag |= *c == '<';
        if (!is_tag) text_add_bytes(&words, c, 1);
        is_tag &= *c != '>';
    }
    *at = end + strlen(closer);
    return words.length == 0 ? "" : words.bytes;
}

static double number_of(const char *words)
{
    char digits[64];
    size_t length = 0;
    for (; *words != '\0' && length + 1 < sizeof digits; words++)
        if (strchr("0123456789.-", *words) != NULL) digits[length++] = *words;
    digits[length] = '\0';
    return length == 0 ? 0 : strtod(digits, NULL); /* a dash is U+2013 and has no digit */
}

static const char *section_html(say_section *section, const struct run *run)
{
    const struct doc doc = say_alone(section, run, DOC_HTML, arena);
    return as_html(&doc);
}

/* Each row of the table of components: cells and total are those of the run, each rounded by itself, and
 * where they don't add up a note says so. */
static void test_components_are_rounded(void **state)
{
    (void)state;
    const struct run *run = run_of(14, NULL);
    const struct view view = view_make(run, arena);
    const char *page = section_html(say_components, run), *at = page;
    bool is_off = false;
    cell(&at, "</thead>");
    for (size_t i = 0; i < run->architecture_count; i++) {
        double sum = 0, last = 0;
        cell(&at, "</th>");
        for (size_t c = 0; c < view.component_count; c++) {
            last = number_of(cell(&at, "</td>"));
            assert_true(last == (double)llround(view.architectures[i].usd[c]));
            sum += last;
        }
        last = number_of(cell(&at, "</td>"));
        assert_true(last == (double)llround(run->architectures[i].usd_per_year));
        is_off |= sum != last;
    }
    assert_int_equal(strstr(page, "Each figure is rounded by itself") != NULL, is_off);
}

/* Lines to the cent: quantity × mean price is the line, and lines are the total but for the rounding of each.
 */
static void test_annex_adds_up(void **state)
{
    (void)state;
    const struct run *run = run_of(2, NULL);
    const char *at = section_html(say_lines, run);
    for (size_t i = 0; i < run->architecture_count; i++) {
        double sum = 0, quantity = 0, unit_usd = 0, rows = 0;
        cell(&at, "</thead>");
        const char *foot = strstr(at, "<tfoot>");
        while (strstr(at, "<tr>") != NULL && strstr(at, "<tr>") < foot) {
            cell(&at, "</th>");
            double usd = 0;
            for (int c = 0; c < 5; c++) {
                double figure = number_of(cell(&at, "</td>"));
                quantity = c == 1 ? figure : quantity;
                unit_usd = c == 3 ? figure : unit_usd;
                usd = figure;
            }
            sum += usd;
            rows++;
            assert_true(fabs(quantity * unit_usd - usd) <= 0.01 + 1e-5 * usd);
        }
        const char *total = NULL;
        cell(&at, "</th>");
        for (int c = 0; c < 5; c++) total = cell(&at, "</td>");
        assert_true(fabs(sum - number_of(total)) < 0.005 * (rows + 1) + 1e-6);
        assert_true(fabs(number_of(total) - run->architectures[i].usd_per_year) <= 0.005 + 1e-9);
    }
}

/* Twelve months and what was paid at the start: over the years of the commitment it is what the lines say. */
static void test_months_add_up(void **state)
{
    (void)state;
    struct run_architecture architecture = {.usd_per_year = 5400, .upfront_usd = 9000, .upfront_years = 3};
    double usd[SAY_MONTHS], sum = 0;
    say_months_usd(&architecture, usd);
    for (int month = 0; month < SAY_MONTHS; month++) sum += usd[month];
    assert_true(fabs(usd[0] - (9000 + 200)) < 1e-9 && fabs(usd[11] - 200) < 1e-9);
    assert_true(fabs(sum + 2 * 12 * usd[11] - 3 * 5400) < 1e-9);

    const struct run *run = run_of(2, NULL);
    const char *at = section_html(say_months, run);
    double printed[2] = {0, 0};
    cell(&at, "</thead>");
    for (int month = 0; month < SAY_MONTHS; month++) {
        cell(&at, "</th>");
        for (int i = 0; i < 2; i++) printed[i] += number_of(cell(&at, "</td>"));
    }
    cell(&at, "</th>");
    for (int i = 0; i < 2; i++) /* each month is rounded by itself */
        assert_true(fabs(printed[i] - number_of(cell(&at, "</td>"))) <= 0.5 * SAY_MONTHS);
}

/* Rate × retention, whatever the order in which groups give them and what they leave to the shared default.
 */
static void test_kept(void **state)
{
    (void)state;
    enum { DAY_S = 86400 };
    const struct run_param params[] = {
        {"billing.gigabyte", 0, false, "", "decimal", "given", "", '-'},
        {"topics.*.retention", 2 * DAY_S, true, "s", "2d", "default", "", '-'},
        {"topics.a.produce.rate", 1e6, true, "B/s", "1 MB/s", "given", "", '-'},
        {"topics.\"b.c\".retention", 7 * DAY_S, true, "s", "7d", "given", "", '-'},
        {"topics.\"b.c\".produce.rate", 3e6, true, "B/s", "3 MB/s", "given", "", '-'},
        {"architectures.x.local_retention", DAY_S / 4, true, "s", "6h", "default", "", '-'},
        {"topics.d.cleanup", 0, false, "", "compact", "given", "", '-'},
        {"topics.d.produce.rate", 1e6, true, "B/s", "1 MB/s", "given", "", '-'},
    };
    struct run run = fixture_run();
    run.params = params;
    run.param_count = 6;
    assert_true(fabs(view_kept_gb(&run) - (2 * 86.4 + 7 * 3 * 86.4)) < 1e-9);
    run.param_count = 8; /* a compacted group keeps what nobody says */
    assert_true(isnan(view_kept_gb(&run)));
    run.param_count = 0;
    assert_true(isnan(view_kept_gb(&run)));
}

/* Every id of the page is there once, every "<svg" is closed, and nothing is loaded or run. */
static void check_structure(const char *html)
{
    assert_true(text_starts_with(html, "<!DOCTYPE html>"));
    assert_int_equal(count_of(html, "<svg"), count_of(html, "</svg>"));
    assert_int_equal(count_of(html, "<table"), count_of(html, "</table>"));
    assert_int_equal(count_of(html, "<text"), count_of(html, "</text>"));
    static const char *const FORBIDDEN[] = {"<script", "<iframe",    "<object",     "<link",      "@import",
                                            "url(",    "src=\"http", "javascript:", " onload=\"", " onerror=",
                                            "{{",      "nan",        "inf\""};
    for (size_t i = 0; i < sizeof FORBIDDEN / sizeof *FORBIDDEN; i++)
        if (strstr(html, FORBIDDEN[i]) != NULL) fail_msg("the page holds '%s'", FORBIDDEN[i]);
    assert_true(strlen(html) < 500 * 1000);
}

static void test_pages(void **state)
{
    (void)state;
    static const size_t COUNTS[] = {1, 2, 3, 14, 40};
    for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++) {
        const char *html = html_report(run_of(COUNTS[i], NULL), NULL, arena);
        check_structure(html);
        assert_int_equal(count_of(html, "<symbol"), COUNTS[i] < 16 ? COUNTS[i] : 16);
        assert_string_equal(html, html_report(run_of(COUNTS[i], NULL), NULL, arena));
    }
    struct run empty = {.engine_version = "",
                        .command = "",
                        .seed = "",
                        .workload_name = "",
                        .region = "",
                        .workload_text = "",
                        .price_as_of = "",
                        .price_as_of_part = "",
                        .price_newest = "",
                        .price_newest_part = "",
                        .price_sha256 = "",
                        .catalogue_as_of = "",
                        .catalogue_sha256 = "",
                        .verdict = {.recommended = "",
                                    .objectives = "none",
                                    .current = "",
                                    .cheapest = "",
                                    .dearest = "",
                                    .sentence = "",
                                    .latency_sentence = ""}};
    check_structure(html_report(run_round(&empty, arena), NULL, arena));
}

static void test_what_it_says(void **state)
{
    (void)state;
    struct cover cover = {.title = "Events & \"more\"",
                          .author = "<b>us</b>",
                          .notes = "# Why\n\nBecause **we** ask.",
                          .logo_type = "image/png",
                          .logo_bytes = "\x89PNG",
                          .logo_length = 4};
    const char *html = html_report(run_of(3, NULL), &cover, arena);
    static const char *const WANTED[] = {
        "<title>Events &amp; &quot;more&quot;</title>",
        "&lt;b&gt;us&lt;/b&gt;",
        "<h3>Why</h3>",
        "Because <strong>we</strong> ask.",
        "data:image/png;base64,iVBORw==",
        "<p class=\"decision\">Choose <strong>S3-direct</strong>, at $289k per year",
        "can\u2019t carry the load",
        "r5n.large has no baseline for it",
        "topic group &#39;audit&#39; has no consumers",
        HASH_A,
        HASH_B,
        "warpcost compare --no-simulate orders.yaml",
        "operations staff",
        "three times the produce figure",
        "commit was fitted to a published point",
        "p99.9 needs 10,000 files",
        "the interval straddles it"};
    for (size_t i = 0; i < sizeof WANTED / sizeof *WANTED; i++)
        if (strstr(html, WANTED[i]) == NULL) fail_msg("the page lacks '%s'", WANTED[i]);
    struct run redacted = *run_of(3, NULL);
    redacted.is_redacted = true;
    assert_non_null(strstr(html_report(&redacted, NULL, arena), "private prices redacted"));
    assert_null(strstr(html, "private prices redacted"));
}

/* Tags of a page in their order. */
static const char *skeleton(const char *html)
{
    struct text tags = text_new(arena);
    for (const char *at = strstr(html, "<body>"); (at = strchr(at, '<')) != NULL; at++) {
        size_t length = strcspn(at + 1, " >/\n");
        text_add_bytes(&tags, at, length + 1);
    }
    return tags.bytes;
}

static void test_hostile_names(void **state)
{
    (void)state;
    char *long_name = arena_alloc(arena, 10001);
    memset(long_name, '<', 10000);
    const char *const names[] = {
        "</text></svg><script>alert(1)</script>",
        "\" onload=\"alert(1)",
        "' onerror='x",
        "<!--",
        "]]>",
        "{{title}}{{#keys}}",
        "a\nb\r\n\tc",
        "&lt;script&gt;&#60;",
        "🚀\u202Eevil\u2066",
        "\xff\xfe\xc3(",
        "&",
        long_name,
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct run run = *run_of(3, names[i]);
        run.workload_name = run.workload_text = run.command = run.region = names[i];
        run.verdict.sentence = names[i];
        struct cover cover = {.title = names[i], .author = names[i], .notes = "x"};
        const char *html = html_report(&run, &cover, arena);
        assert_true(strlen(html) < 500 * 1000);
        assert_null(strstr(html, "<script"));
        assert_null(strstr(html, "<!--"));
        assert_null(strstr(html, "\" onload="));
        assert_null(strstr(html, "' onerror="));
        assert_int_equal(text_invalid_utf8_at(html, strlen(html)), strlen(html));
        /* Names as long as those columns are shown the same way: nothing but words differs. */
        struct run plain = *run_of(3, "Kafka");
        plain.verdict.latency_sentence = "y"; /* at the end of another sentence: that stands alone */
        plain.verdict.sentence = plain.region = plain.command = "x";
        cover.title = cover.author = "x";
        const char *same = html_report(&plain, &cover, arena);
        static const char *const STRUCTURE[] = {"<section", "<table", "<tr>", "<td>", "<h2",
                                                "<h3",      "<li>",   "<svg", "<img", "<a "};
        for (size_t n = 0; n < sizeof STRUCTURE / sizeof *STRUCTURE; n++)
            assert_int_equal(count_of(skeleton(html), STRUCTURE[n]), count_of(skeleton(same), STRUCTURE[n]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_components_are_rounded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_annex_adds_up, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_months_add_up, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_it_says, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_hostile_names, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
