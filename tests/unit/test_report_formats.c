/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Markdown and CSV: what they say of a run made by hand, and that no name, however hostile, changes their
 * structure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <csv.h>
#include <stdlib.h>

#include "report/as/markdown.h"
#include "run/document.h"
#include "report_fixture.h"
#include "arena_fixture.h"

static void has(const char *text, const char *wanted)
{
    if (strstr(text, wanted) == NULL) fail_msg("there is no '%s' in:\n%s", wanted, text);
}

static void hasnt(const char *text, const char *unwanted)
{
    if (strstr(text, unwanted) != NULL) fail_msg("there is a '%s' in:\n%s", unwanted, text);
}

/* ---- Markdown ---- */

static void test_escape(void **state)
{
    (void)state;
    static const struct {
        const char *text, *wanted;
        size_t columns;
    } CASES[] = {
        {"plain, 0.5 of $1.2M (a) + b - c", "plain, 0.5 of $1.2M (a) + b - c", 100},
        {"a|b", "a&#124;b", 100},
        {"`rm`", "\\`rm\\`", 100},
        {"<script>&amp;", "&lt;script&gt;&amp;amp;", 100},
        {"**bold** _it_ ~~no~~", "\\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~", 100},
        {"[x](http://y) ![z]", "\\[x\\](http://y) !\\[z\\]", 100},
        {"a\\b {c}", "a\\\\b \\{c\\}", 100},
        {"ask @team", "ask @<!-- -->team", 100},
        {"# no heading", "\\# no heading", 100},
        {"- no list", "\\- no list", 100},
        {"+ no list", "\\+ no list", 100},
        {"1. no list", "1\\. no list", 100},
        {"27) no list", "27\\) no list", 100},
        {"-5", "-5", 100},
        {"---", "\\---", 100},
        {"=", "\\=", 100},
        {"1.5", "1.5", 100},
        {"$x$ and $5", "\\$x\\$ and $5", 100},
        {"two\nlines\r", "two\\\\x0Alines\\\\x0D", 100},
        {"né 日本 🚀", "né 日本 🚀", 100},
        {"\xff", "\\\\xFF", 100},
        {"\u202Eevil", "\\\\u202Eevil", 100},
        {"abcdef", "abc…", 3},
        {"", "", 100},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        assert_string_equal(markdown_escape(arena, CASES[i].text, CASES[i].columns), CASES[i].wanted);
}

static void test_markdown(void **state)
{
    (void)state;
    struct run run = fixture_run();
    const char *text = report_markdown(run_round(&run, arena), NULL, arena);
    static const char *const WANTED[] = {
        "### Choose **S3-direct**, at $289k per year\n\nIt is the cheapest option that carries the load. It "
        "saves "
        "$2.99M (91 %) against Kafka, classic, the next cheapest.\n\n- Choose **Kafka, classic**, at $3.27M "
        "per "
        "year, if you need transactions.\n\n**orders** in us-east-1: 1 topic group: 1 GiB/s produced, 3 "
        "GiB/s "
        "consumed, kept 7 d; 3 zones. USD per year, before tax, at list prices as of 2026-07. An estimate, "
        "not a "
        "quote.\n",
        "| **S3-direct** | **$289k** | - | 0.43\u20130.70 s | 0.99\u20131.3 s | \u00d71.25 | cheapest |\n| "
        "Kafka, "
        "classic | $3.27M | +$2.99M | - | - | - | |\n",
        "| $ per year | S3-direct | Kafka, classic | Kafka on one small machine type |\n| :--- | ---: | ---: "
        "| "
        "---: |\n",
        "| compute.brokers | - | 141,281 (4 %) | - |\n",
        /* A row is the sum of its lines, rounded: 1,173,139.20 + 29.33 = 1,173,168.53. */
        "| network.replicate | - | (m) 1,173,169 (36 %) | - |\n",
        "| requests.put | 2,474 (1 %) | - | - |\n",
        "| **total** | **288,720** | **3,273,990** | **cannot** |\n",
        "| at contracted prices | 288,720 | 3,273,990 | |\n| at list prices | 288,720 | 3,362,293 | |\n\nThe "
        "total is the effective cost",
        "| Kafka, classic | broker: 21 × m5.4xlarge, 11 × 15,709 GiB st1 each<br>controller: 3 × m5.large "
        "(planned) | broker.volume\\_throughput 97 % (catching up) |\n",
        "| Kafka on one small machine type | cannot carry this load: broker.ebs: r5n.large has no baseline "
        "for it (planned) | broker.ebs none there (healthy) |\n",
        "| acknowledged once | in S3 | in memory of 2 of 3 zones | in memory of 2 of 3 zones |\n",
        "| transactions | no | yes | yes |\n",
        "\nKafka, classic: $98,765 upfront for 3 years; the total includes its annual share.\n",
        "| S3-direct, with a spare zone | 301,235 | +12,515 |\n| Kafka, classic, gp3 volumes | can't, or a "
        "price is missing | |\n",
        "- topic group 'audit' has no consumers\n",
        "- operations staff: not priced\n- a transit gateway: +$2.10M with Kafka, classic; \u2212$12.4 with "
        "S3-direct per year\n",
        "<summary>Assumptions, 1: defaults",
        "| load.peak\\_to\\_mean | 1.1 | D | flat load |\n",
        "| (m) AWSDataTransfer:DataTransfer-Regional-Bytes | $0.0093 (list $0.01) | GB | on-demand | 2026-07 "
        "| EC2 pricing page, grade R |\n",
        "| AmazonS3:TimedStorage-ByteHrs, over 51,200 | $0.022 | GB-Mo | on-demand | 2026-07-20 | S3 offer "
        "file, grade A |\n",
        "<sub>warpcost 0.1.0: warpcost compare --no-simulate orders.yaml</sub>\n",
    };
    for (size_t i = 0; i < COUNT_OF(WANTED); i++) has(text, WANTED[i]);
    hasnt(text, "redacted");
    hasnt(text, "us-east-1 |"); /* the region is a default that nobody need check */
    run.is_redacted = true;
    has(report_markdown(&run, NULL, arena),
        "**private prices redacted: shown and ranked at list prices (--show-private shows paid prices).**\n");
    run.architecture_count = run.variant_count = run.excluded_count = run.warning_count = run.param_count = 0;
    hasnt(report_markdown(&run, NULL, arena), "|");
}

/* The user's own words: what the subset of notes means is kept, all else is text. */
static void test_cover(void **state)
{
    (void)state;
    static const struct {
        const char *notes, *wanted;
    } CASES[] = {
        {"# Why\n\nBecause **we** *ask* `a<b` [here](https://x.org/?a=1&b=(2)",
         "##### Why\n\nBecause **we** *ask* `a<b` [here](https://x.org/?a=1&amp;b=%282)\n"},
        {"### c\nword", "###### c\n\nword\n"},
        {"- one\n- two\n  goes on\n\n1. x\n2. y\nafter", "- one\n- two\n  goes on\n\n1. x\n1. y\n   after\n"},
        {"> said\n> so", "> said\n> so\n"},
        {"```\n a `` <b>\n```\nx", "```\n a `` <b>\n```\n\nx\n"},
        {"```\na ```` b\n", "`````\na ```` b\n`````\n"},
        {"text\n===\n---\n-- x", "text\n\\===\n\\---\n\\-- x\n"},
        {"<script>alert(1)</script> @team", "&lt;script&gt;alert(1)&lt;/script&gt; @<!-- -->team\n"},
        {"[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))\n"},
        {"a|b", "a&#124;b\n"},
    };
    struct run run = fixture_run();
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const struct cover cover = {.notes = CASES[i].notes};
        const char *text = report_markdown(&run, &cover, arena);
        has(text, "## orders: annual cost and latency\n\n### Choose **S3-direct**, at");
        has(text, text_format(arena, "\n#### Notes\n\n%s\nKafka, classic: $98,765 upfront", CASES[i].wanted));
    }
    const struct cover cover = {.title = "<b> @all", .author = "---"};
    has(report_markdown(&run, &cover, arena),
        "## &lt;b&gt; @<!-- -->all\n\n\\---\n\n### Choose **S3-direct**, at");
    hasnt(report_markdown(&run, &cover, arena), "#### Notes");
    const struct cover logo = {.logo_type = "image/png", .logo_bytes = "x", .logo_length = 1};
    assert_string_equal(report_markdown(&run, &logo, arena), report_markdown(&run, NULL, arena));
}

/* Bars that part cells: those without a backslash before them. */
static size_t bars(const char *line)
{
    size_t count = 0;
    for (const char *at = line; *at != '\0' && *at != '\n'; at++)
        count += *at == '|' && (at == line || at[-1] != '\\');
    return count;
}

/* Each line's kind and, of table rows, its number of bars: what the document is made of besides words. */
static const char *skeleton(const char *text)
{
    struct text out = text_new(arena);
    for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1) {
        size_t marks = strspn(line, "#");
        if (*line == '|')
            text_addf(&out, "|%zu\n", bars(line));
        else if (marks > 0)
            text_addf(&out, "#%zu\n", marks);
        else if (text_starts_with(line, "- ") || *line == '<')
            text_addf(&out, "%c\n", *line);
        else
            text_add(&out, *line == '\n' ? "\n" : "words\n");
        if (line[strcspn(line, "\n")] == '\0') fail_msg("the last line has no end");
    }
    return out.bytes;
}

static void test_hostile_markdown(void **state)
{
    (void)state;
    struct run run = fixture_run();
    run.excluded_count = 2;
    const char *wanted = skeleton(report_markdown(&run, NULL, arena));
    char *huge = arena_alloc(arena, 10241);
    memset(huge, 'x', 10240);
    const char *const NAMES[] = {
        "a|b",
        "|",
        "\\",
        "\\|",
        "`",
        "``` sh\nrm -rf /\n```",
        "<script>alert(1)</script>",
        "</details>",
        "<!--",
        "-->",
        "two\n\n# lines",
        "\n\n- x",
        "a\r\nb",
        "🚀🚀",
        "*",
        "# x",
        "- x",
        "1. x",
        "> x",
        "===",
        "---",
        "| a | b |",
        "@everyone",
        "[x]: http://y",
        "&lt;",
        "\t",
        "\u202E",
        "\xff\xfe",
        "",
        " ",
        huge,
    };
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        const char *name = NAMES[i];
        struct run_architecture architectures[3];
        memcpy(architectures, run.architectures, sizeof architectures);
        architectures[0].name = architectures[1].name = architectures[1].guarantees.ack =
            architectures[2].infeasible_reason = name;
        struct run_param params[3];
        memcpy(params, run.params, sizeof params);
        params[1].path = params[1].text = params[1].source = name;
        struct run_excluded excluded[2] = {{name, name, "", NAN}, {"a gateway", name, "kafka-classic", NAN}};
        struct run hostile = run;
        hostile.architectures = architectures;
        hostile.params = params;
        hostile.excluded = excluded;
        hostile.warnings = &name;
        hostile.verdict.sentence = hostile.command = hostile.region = hostile.workload_name = name;
        const char *got = report_markdown(&hostile, NULL, arena);
        if (*name != '\0')
            if (!text_equal(skeleton(got), wanted)) fail_msg("'%s' changes the structure:\n%s", name, got);
        assert_int_equal(text_invalid_utf8_at(got, strlen(got)), strlen(got));
        hasnt(got, "<script");
        hasnt(got, "\u202E");
        for (const char *tag = strchr(got, '<'); tag != NULL; tag = strchr(tag + 1, '<')) {
            static const char *const OURS[] = {"<br>",      "<details>\n", "</details>\n",
                                               "<summary>", "</summary>",  "<!-- -->",
                                               "<1 %",      "<sub>",       "</sub>"};
            size_t of = 0;
            while (of < COUNT_OF(OURS) && !text_starts_with(tag, OURS[of])) of++;
            if (of == COUNT_OF(OURS)) fail_msg("'%.20s' is none of our tags", tag);
        }
    }
}

/* ---- CSV, read by libcsv ---- */

enum { COLUMNS = 17, ROWS_MAX = 16 };
struct sheet {
    size_t rows, column;
    const char *cells[ROWS_MAX][COLUMNS];
    const char *wide; /* a row of other than COLUMNS cells */
};

static void on_cell(void *bytes, size_t length, void *user)
{
    struct sheet *sheet = user;
    if (sheet->rows < ROWS_MAX && sheet->column < COLUMNS)
        sheet->cells[sheet->rows][sheet->column] = arena_copy(arena, bytes, length);
    sheet->column++;
}

static void on_row(int end, void *user)
{
    (void)end;
    struct sheet *sheet = user;
    if (sheet->column != COLUMNS) sheet->wide = "a row is too wide or too narrow";
    sheet->rows++;
    sheet->column = 0;
}

static struct sheet parse(const char *text)
{
    struct sheet sheet = {0};
    struct csv_parser parser;
    assert_int_equal(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI), 0);
    assert_int_equal(csv_parse(&parser, text, strlen(text), on_cell, on_row, &sheet), strlen(text));
    assert_int_equal(csv_fini(&parser, on_cell, on_row, &sheet), 0);
    csv_free(&parser);
    assert_null(sheet.wide);
    return sheet;
}

static void test_csv(void **state)
{
    (void)state;
    struct run run = fixture_run();
    struct sheet sheet = parse(report_csv(run_round(&run, arena), arena));
    assert_int_equal(sheet.rows, 1 + 4 + 3);
    static const char *const WANTED[][COLUMNS] = {
        {"run", "architecture", "line", "component", "owner", "topic_group", "item", "meter", "cause",
         "quantity_per_year", "unit", "usd_per_year", "usd_per_year_contracted", "usd_per_year_list",
         "currency", "feasible", "note"},
        {"orders", "kafka-classic", "network.replicate", "network", "cloud", "events", "",
         "AWSDataTransfer:DataTransfer-Regional-Bytes", "replication to the other zones", "126144000", "GB",
         "1173139.2", "1173139.2", "1261440", "USD", "true", "unverified price"},
        {"orders", "kafka-classic", "compute.brokers", "compute", "cloud", "", "m5.4xlarge",
         "AmazonEC2:BoxUsage:m5.4xlarge", "brokers", "183960", "Hrs", "141281.28", "141281.28", "141281.28",
         "USD", "true", ""},
    };
    for (size_t row = 0; row < COUNT_OF(WANTED); row++)
        for (size_t column = 0; column < COLUMNS; column++)
            assert_string_equal(sheet.cells[row][column], WANTED[row][column]);
    /* No totals among the rows: what is summed is the total. */
    for (size_t i = 0; i < 2; i++) {
        double sum = 0;
        for (size_t row = 1; row < sheet.rows; row++)
            if (text_equal(sheet.cells[row][1], run.architectures[i].id))
                sum += strtod(sheet.cells[row][11], NULL);
        assert_true(fabs(sum / run.architectures[i].usd_per_year - 1) < 1e-11);
    }
    run.is_redacted = true;
    sheet = parse(report_csv(&run, arena));
    for (size_t row = 1; row < sheet.rows; row++)
        has(sheet.cells[row][16], "private prices redacted: shown and ranked at list prices");
    run.architecture_count = 0;
    assert_int_equal(parse(report_csv(&run, arena)).rows, 1);
}

static void test_hostile_csv(void **state)
{
    (void)state;
    static const char *const NAMES[][2] = {
        {"=1+1", "'=1+1"},
        {"+x", "'+x"},
        {"-x", "'-x"},
        {"@x", "'@x"},
        {"\tx", "'\tx"},
        {"\rx", "'\rx"},
        {"=cmd|' /C calc'!A0, \"x\"", "'=cmd|' /C calc'!A0, \"x\""},
        {"a,b", "a,b"},
        {"\"", "\""},
        {"a \"b\"\nc", "a \"b\"\nc"},
        {"x=1", "x=1"},
        {"'x", "'x"},
        {"🚀", "🚀"},
        {" ", " "},
        {" x\t", " x\t"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        struct run run = fixture_run();
        struct run_line lines[4];
        memcpy(lines, run.architectures[0].lines, sizeof lines);
        lines[0].topic_group = NAMES[i][0];
        struct run_architecture architecture = run.architectures[0];
        architecture.lines = lines;
        architecture.id = NAMES[i][0];
        run.architectures = &architecture;
        run.architecture_count = 1;
        run.workload_name = NAMES[i][0];
        const char *text = report_csv(&run, arena);
        struct sheet sheet = parse(text);
        assert_int_equal(sheet.rows, 5);
        static const size_t TEXTS[] = {0, 1, 5};
        for (size_t column = 0; column < COUNT_OF(TEXTS); column++)
            assert_string_equal(sheet.cells[1][TEXTS[column]], NAMES[i][1]);
        assert_string_equal(sheet.cells[1][11], "1173139.2");
        hasnt(text, ",=");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_escape, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cover, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_markdown, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_hostile_markdown, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_csv, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_hostile_csv, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
