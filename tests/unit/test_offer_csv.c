/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fast reader of offers in CSV: rows typed by hand, equality with libcsv on every row for all block sizes
 * and scanners, and every way in which a file can be wrong. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include "fixtures/offer_csv_compare.h"
#include "fixtures/offer_csv_generator.h"
#include "import/offer_scan.h"

static int set_up(void **state)
{
    *state = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* Everything; what an import of EC2 asks for; the same with cells that must be exact. */
static const struct offer_says PLAIN[] = {{OFFER_TENANCY, "Shared"},
                                          {OFFER_SYSTEM, "Linux"},
                                          {OFFER_SOFTWARE, "NA"},
                                          {OFFER_OPERATION, "RunInstances"}};
static struct offer_wanted wanted_of(unsigned kind, bool plain_loops)
{
    static const struct offer_attribute_filter FILTERS[] = {{{"BoxUsage:", "Linux", "Shared"}},
                                                            {{"EBS:"}},
                                                            {{"NatGateway-"}},
                                                            {{"DataTransfer-"}}};
    struct offer_wanted wanted = {.plain_loops = plain_loops};
    if (kind == 0) return wanted;
    wanted.attribute_filters = FILTERS;
    wanted.filter_count = 4;
    wanted.term_codes = EC2_TERMS;
    wanted.term_code_count = 2;
    if (kind == 2) wanted.exact = (struct offer_exact){"BoxUsage:", PLAIN, sizeof PLAIN / sizeof *PLAIN};
    return wanted;
}
enum { WANTED_KINDS = 3 };

/* For blocks of first, first + step, … bytes. */
static void must_agree_from(const char *bytes, size_t length, size_t first, size_t last, size_t step,
                            const char *what)
{
    struct arena *arena = arena_new();
    for (unsigned kind = 0; kind < WANTED_KINDS; kind++) {
        struct offer_wanted wanted = wanted_of(kind, false);
        const struct given *plain = given_by_plain(bytes, length, &wanted, arena);
        struct arena_mark mark = arena_mark(arena);
        for (size_t i = 0, block = first; block <= last;
             i++, arena_rewind(arena, mark), block += i % 2 ? 0 : step) {
            wanted.plain_loops = i % 2;
            const struct given *fast = given_by_fast(bytes, length, &wanted, block, arena);
            const char *wrong = disagreement(plain, fast);
            if (wrong != NULL)
                fail_msg("%s, blocks of %zu, wanted %u, %s: %s\nplain: %s\n%.2000s\nfast: %s\n%.2000s", what,
                         block, kind, i % 2 ? "portable" : "best", wrong,
                         plain->good ? "" : plain->diags.first->message, plain->text.bytes,
                         fast->good ? "" : fast->diags.first->message, fast->text.bytes);
        }
    }
    arena_free(arena);
}

static void must_agree(const char *bytes, size_t length, size_t block_bytes, const char *what)
{
    must_agree_from(bytes, length, block_bytes, block_bytes, 1, what);
}

/* A narrow offer: 12 columns, in an order of its own. */
#define HEAD                                     \
    "\"FormatVersion\",\"v1.0\"\n\"Publication " \
    "Date\",\"2026-03-04T05:06:07Z\"\n\"Version\",\"20260304050607\"\n\"OfferCode\",\"AmazonEC2\"\n"
#define HEADER                                                                                             \
    "sku,Offer Term "                                                                                      \
    "Code,RateCode,TermType,StartingRange,EndingRange,Unit,PricePerUnit,Currency,Tenancy,operatingsystem," \
    "usage Type\n"
#define ROW(sku, price) \
    sku ",JRTCKXETXF," sku ".J.6,OnDemand,0,Inf,Hrs," price ",USD,Shared,Linux,BoxUsage:m5.large\n"

static void rows_are_as_typed(void **state)
{
    static const char FILE_TEXT[] = HEAD HEADER
        ROW("AB2C",
            "0.0385") "\"QX7\",\"4NA7Y494T4\",\"QX7.4NA7Y494T4.2TG2D8R56U\",\"Reserved\",,,\"Quantity\","
                      "\"2750\",\"USD\",\"Shared\",\"Li\"\"nux\",\"BoxUsage:m5.large\"\n"
                      "QX8,HU7G6KETJZ,r,Reserved,0,Inf,Hrs,1,USD,Shared,Linux,BoxUsage:m5.large\n" /* a term
                                                                                                      that
                                                                                                      isn't
                                                                                                      wanted
                                                                                                    */
                      "QX9,JRTCKXETXF,r,OnDemand,0,Inf,Hrs,1.5,USD,Shared,\"Linux\nof "
                      "old\",UnusedBox:m5.large\n" /* over two lines: passed, whatever it says */
                      "QY1,JRTCKXETXF,r,OnDemand,0,Inf,Hrs,1.5,USD,Shared,Linux,UnusedBox:m5.large\n"
                      "QY2,XFLATRATEX,r,FlatRate,0,Inf,Hrs,7.25,USD, Shared\t,Linux,EBS:VolumeUsage.gp3\n";
    struct offer_wanted wanted = wanted_of(1, false);
    const struct given *given = given_by_fast(FILE_TEXT, sizeof FILE_TEXT - 1, &wanted, 7, *state);
    assert_true(given->good);
    static const char *const EXPECTED[] = {
        "head v1.0 2026-03-04T05:06:07Z 20260304050607 AmazonEC2\n",
        "|AB2C|JRTCKXETXF|AB2C.J.6|OnDemand|~|~|0|Inf|Hrs|0.0385|USD|~",
        "|QX7|4NA7Y494T4|QX7.4NA7Y494T4.2TG2D8R56U|Reserved|~|~|||Quantity|2750|USD|~",
        "|Shared|Li\"nux|~|~|BoxUsage:m5.large|~",
        "|QX9|",
        ":12|QY2|XFLATRATEX|r|FlatRate|~|~|0|Inf|Hrs|7.25|USD|~",
        "|Shared|Linux|~|~|EBS:VolumeUsage.gp3|~"};
    const char *at = given->text.bytes;
    /* filter "Linux" is not in Li""nux, so that row is out */
    for (size_t i = 0; i < sizeof EXPECTED / sizeof *EXPECTED; i++) {
        if (i == 2 || i == 3) continue;
        at = strstr(at, EXPECTED[i]);
        assert_non_null(at);
    }
    assert_int_equal(given->rows, 3);
    assert_null(strstr(given->text.bytes, "QX8"));
    assert_null(strstr(given->text.bytes, "QY1"));
    wanted = wanted_of(0, false);
    given = given_by_fast(FILE_TEXT, sizeof FILE_TEXT - 1, &wanted, 0, *state);
    assert_int_equal(given->rows, 6);
    assert_non_null(strstr(given->text.bytes, EXPECTED[2]));
    assert_non_null(strstr(given->text.bytes, EXPECTED[3]));
}

static void offset_and_line_are_the_rows(void **state)
{
    static const char FILE_TEXT[] = HEAD HEADER "\n" ROW("AB2C", "0.0385") "\r\n  \n" ROW("QX7", "0.5");
    const char *second = strstr(FILE_TEXT, "QX7");
    char expected[64];
    struct offer_wanted wanted = wanted_of(2, false);
    for (size_t block = 1; block < sizeof FILE_TEXT; block++) {
        const struct given *given = given_by_fast(FILE_TEXT, sizeof FILE_TEXT - 1, &wanted, block, *state);
        snprintf(expected, sizeof expected, "\n%zu:10|QX7|", (size_t)(second - FILE_TEXT));
        assert_true(given->good);
        assert_non_null(strstr(given->text.bytes, expected));
    }
}

static void a_savings_plan_is_searched_by_what_it_discounts(void **state)
{
    static const char FILE_TEXT[] =
        "FormatVersion,v1.0\nOfferCode,AmazonComputeSavingsPlan\n"
        "SKU,RateCode,Unit,DiscountedRate,Currency,DiscountedSKU,DiscountedServiceCode,DiscountedUsageType,"
        "DiscountedOperation,PurchaseOption,LeaseContractLength,"
        "UsageType,Product Family\n"
        "S1,S1.a,Hrs,0.271,USD,D1,AmazonEC2,APE2-BoxUsage:r7g.large,RunInstances,No "
        "Upfront,1,ComputeSP:1yrNoUpfront Linux Shared,ComputeSavingsPlans\n"
        "S2,S2.a,Hrs,0.272,USD,D2,AmazonECS,APE2-Fargate-vCPU-Hours,,No Upfront,1,BoxUsage:ComputeSP Linux "
        "Shared,ComputeSavingsPlans\n";
    struct offer_wanted wanted = wanted_of(1, false);
    const struct given *given = given_by_fast(FILE_TEXT, sizeof FILE_TEXT - 1, &wanted, 0, *state);
    assert_true(given->good);
    assert_int_equal(given->rows, 1);
    assert_non_null(strstr(given->text.bytes, "|D1|0.271|APE2-BoxUsage:r7g.large|"));
    must_agree(FILE_TEXT, sizeof FILE_TEXT - 1, 100, "Savings Plan");
}

/* Generated files, as AWS writes them and as it might. */

static char *generate(struct csv_gen_shape shape, size_t *length, struct csv_gen *made)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, length);
    *made = csv_generate(out, &shape);
    fclose(out);
    return text;
}

static void generated_files_agree_in_blocks_of_any_size(void **state)
{
    (void)state;
    static const size_t BLOCKS[] = {1, 3, 63, 64, 65, 129, 1000, 65536, 1048576};
    for (unsigned style = 0; style < 16; style++) {
        size_t length;
        struct csv_gen made;
        struct csv_gen_shape shape = {.bytes = 60000,
                                      .bare = style & 1,
                                      .empty_quoted = style & 2,
                                      .crlf = style & 4,
                                      .escapes = style & 8};
        char *text = generate(shape, &length, &made);
        char what[32];
        snprintf(what, sizeof what, "style %u", style);
        for (size_t i = 0; i < sizeof BLOCKS / sizeof *BLOCKS; i++) must_agree(text, length, BLOCKS[i], what);
        free(text);
    }
}

static void what_is_wanted_is_found_and_no_more(void **state)
{
    size_t length;
    struct csv_gen made;
    char *text = generate((struct csv_gen_shape){.instance_types = 3}, &length, &made);
    struct offer_wanted wanted = wanted_of(2, false);
    const struct given *given = given_by_fast(text, length, &wanted, 0, *state);
    assert_true(given->good);
    assert_int_equal(given->rows, made.wanted_rows);
    assert_int_equal(
        made.wanted_rows,
        3 * 4 + 8); /* a machine: one on demand, one without, two with an upfront fee; meters have 8 tiers */
    free(text);
}

static void the_mix_of_rows_is_that_of_a_real_file(void **state)
{
    (void)state;
    size_t length;
    struct csv_gen made;
    free(generate((struct csv_gen_shape){.instance_types = 30}, &length, &made));
    /* Of 15 SKUs two have 20 reserved rows: 15 of 55 rows are on demand, 6 are of the shipped terms. */
    assert_true(fabs((double)made.on_demand_rows / (double)made.rows - 15.0 / 55) < 0.003);
    assert_true(fabs((double)made.shipped_rows / (double)made.rows - 6.0 / 55) < 0.003);
}

/* Quotes and line ends wherever a block may end. */

static void line_ends_in_quotes_are_right_at_any_boundary(void **state)
{
    (void)state;
    static const char FILE_TEXT[] = HEAD HEADER
        ROW("A1", "1.25") "\"A\n2\",JRTCKXETXF,\"\n\"\"\n,\"\"\",\"OnDemand\",0,Inf,Hrs,\"\n\n\",USD,Shared,"
                          "\"Linux\n\",\"Box\"\"Usage:\r\n\"\n" ROW(
                              "A3", "1.5") "\"\"\"\",JRTCKXETXF,\"\"\"\"\"\",OnDemand,0,Inf,Hrs,3,USD, "
                                           "\"Shared\" ,Linux,\"EBS:x\"\r\n" ROW("A5", "2.5");
    must_agree_from(FILE_TEXT, sizeof FILE_TEXT - 1, 1, sizeof FILE_TEXT, 1, "line ends in quotes");
    struct arena *arena = arena_new();
    struct offer_wanted wanted = wanted_of(0, false);
    const struct given *given = given_by_fast(FILE_TEXT, sizeof FILE_TEXT - 1, &wanted, 3, arena);
    assert_true(given->good);
    assert_int_equal(given->rows, 5);
    assert_non_null(strstr(given->text.bytes, "|A\n2|JRTCKXETXF|\n\"\n,\"|OnDemand|"));
    arena_free(arena);
}

/* Every mistake, with its message and place. BYTE is where its row begins. */

#define LATE_QUOTE "A2,JRTCKXETXF,5\"x,OnDemand,0,Inf,Hrs,1,USD,Shared,Linux,UnusedBox:m5.large\n"
static const struct {
    const char *name, *text;
    size_t length;
    enum diag_id id;
    unsigned line;
    const char *row, *message; /* row NULL: the mistake is no row's */
} MISTAKES[] = {
#define TEXT(text) text, sizeof(text) - 1
    {"empty file", TEXT(""), DIAG_CSV_COLUMN, 1, NULL, "there is no header whose first column is SKU"},
    {"no header", TEXT("a,b\nc,d\n"), DIAG_CSV_COLUMN, 3, NULL,
     "there is no header whose first column is SKU"},
    {"long head",
     TEXT("\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\nn\no\np\nq\nr\ns\nt\nu\nv\nw\nx\ny\nz\n1\n2\n3\n4\n5\n6\n7\n"
          "8\n"),
     DIAG_CSV_COLUMN, 33, "7\n", "no header whose first column is SKU in the first rows"},
    {"missing column", TEXT("SKU,RateCode,TermType,StartingRange,EndingRange,Unit,Currency,usageType\n"),
     DIAG_CSV_COLUMN, 1, "SKU", "column 'PricePerUnit' is missing from the header"},
    {"missing column behind a head",
     TEXT(HEAD "SKU,RateCode,TermType,StartingRange,EndingRange,Unit,Currency,usageType\n"), DIAG_CSV_COLUMN,
     5, "SKU", "column 'PricePerUnit' is missing from the header"},
    {"column twice", TEXT("SKU,RateCode,rate code\n"), DIAG_CSV_COLUMN, 1, "SKU",
     "column 'RateCode' is named twice"},
    {"short row", TEXT(HEAD HEADER ROW("A1", "1") "A2,JRTCKXETXF,r,OnDemand\n"), DIAG_CSV_SYNTAX, 7, "A2,",
     "the row has 4 cells, the header names 12 columns"},
    {"long row", TEXT(HEAD HEADER "A2,JRTCKXETXF,r,OnDemand,0,Inf,Hrs,1,USD,Shared,Linux,EBS:x,y\n"),
     DIAG_CSV_SYNTAX, 6, "A2,", "the row has 13 cells"},
    {"long row that isn't wanted",
     TEXT(HEAD HEADER "A2,JRTCKXETXF,r,OnDemand,0,Inf,Hrs,1,USD,Shared,Linux,x,y\n"), DIAG_CSV_SYNTAX, 6,
     "A2,", "the row has 13 cells"},
    {"short row of a term that isn't wanted",
     TEXT(HEAD HEADER "A2,HU7G6KETJZ,r,Reserved,0,Inf,Hrs,1,USD,\"a,b\",Linux\n"), DIAG_CSV_SYNTAX, 6, "A2,",
     "the row has 11 cells"},
    {"quote in a cell of a row that isn't wanted",
     TEXT(HEAD HEADER "A2,HU7G6KETJZ,5\"x\"y,Reserved,0,Inf,Hrs,1,USD,Shared,Linux,x\n"), DIAG_CSV_SYNTAX, 6,
     "A2,", "a quote stands inside a cell of the row"},
    {"quote behind a quoted cell of a row that isn't wanted",
     TEXT(HEAD HEADER "A2,HU7G6KETJZ,\"5\"x,Reserved,0,Inf,Hrs,1,USD,Shared,Linux,x\n"), DIAG_CSV_SYNTAX, 6,
     "A2,", "a quote stands inside a cell of the row"},
    {"carriage return in a row",
     TEXT(HEAD HEADER "A1,HU7G6KETJZ,r,Reserved,0,Inf,Hrs,1,USD,Shared,Linux,EBS:x\rA2,JRTCKXETXF,r,OnDemand,"
                      "0,Inf,Hrs,1,USD,Shared,Linux,EBS:x\n"),
     DIAG_CSV_SYNTAX, 6, "A1,", "a carriage return stands in the row without a line feed"},
    {"of two mistakes the first", TEXT(HEAD HEADER "A2,\"5\"x\n\",\xFF\n"), DIAG_CSV_SYNTAX, 6, "A2,",
     "a quote stands inside a cell of the row"},
    {"quote in a cell",
     TEXT(HEAD HEADER "A2,JRTCKXETXF,5\"x\"y,OnDemand,0,Inf,Hrs,1,USD,Shared,Linux,EBS:x\n"), DIAG_CSV_SYNTAX,
     6, "A2,", "a quote stands inside a cell of the row"},
    {"quote in a cell swallows rows", TEXT(HEAD HEADER LATE_QUOTE ROW("A3", "1") LATE_QUOTE ROW("A5", "1")),
     DIAG_CSV_SYNTAX, 6, "A2,", "a quote stands inside a cell of the row"},
    {"quote in a cell swallows the rest", TEXT(HEAD HEADER LATE_QUOTE ROW("A3", "1")), DIAG_CSV_SYNTAX, 6,
     "A2,", "a quote stands inside a cell of the row"},
    {"quote behind a quoted cell",
     TEXT(HEAD HEADER "\"A2\"x,JRTCKXETXF,r,OnDemand,0,Inf,Hrs,1,USD,Shared,Linux,EBS:x\n"), DIAG_CSV_SYNTAX,
     6, "\"A2", "a quote stands inside a cell of the row"},
    {"quote never closed", TEXT(HEAD HEADER ROW("A1", "1") "A2,\"JRTCKXETXF,r\n,OnDemand\n\n"),
     DIAG_CSV_SYNTAX, 7, "A2,", "a quote in the row that begins here is never closed"},
    {"cut off", TEXT(HEAD HEADER ROW("A1", "1") "A2,JRTCKXETXF,r,Rese"), DIAG_CSV_SYNTAX, 7, "A2,",
     "the file ends in the middle of the row that begins here"},
    {"cut off in quotes", TEXT(HEAD HEADER ROW("A1", "1") "A2,\"JRTC"), DIAG_CSV_SYNTAX, 7, "A2,",
     "the file ends in the middle of the row that begins here"},
    {"cut off in the head", TEXT("\"FormatVersion\",\"v1.0\"\n\"Publica"), DIAG_CSV_SYNTAX, 2, "\"Publica",
     "the file ends in the middle"},
    {"invalid UTF-8",
     TEXT(HEAD HEADER ROW("A1", "1") "A2,JRTCKXETXF,r,OnDemand,0,Inf,Hrs,1,USD,Shared,Linux,EBS:\xC3(\n"),
     DIAG_ENCODING, 7, "A2,", "the row is not valid UTF-8"},
    {"invalid UTF-8 in a row that isn't wanted",
     TEXT(HEAD HEADER ROW("A1", "1") "A2,HU7G6KETJZ,r,Reserved,0,Inf,Hrs,1,USD,Shared,Linux,\xFF\n" ROW("A3",
                                                                                                        "1")),
     DIAG_ENCODING, 7, "A2,", "the row is not valid UTF-8"},
    {"invalid UTF-8 in the head", TEXT("a\xE0\x80\x80,b\n" HEADER), DIAG_ENCODING, 1, NULL,
     "the row is not valid UTF-8"},
#undef TEXT
};

static void mistakes_are_told_with_their_place(void **state)
{
    for (size_t i = 0; i < sizeof MISTAKES / sizeof *MISTAKES; i++) {
        char at[32] = "";
        if (MISTAKES[i].row != NULL)
            snprintf(at, sizeof at, "(byte %zu)",
                     (size_t)(strstr(MISTAKES[i].text, MISTAKES[i].row) - MISTAKES[i].text));
        struct arena_mark mark = arena_mark(*state);
        for (size_t block = 1; block <= MISTAKES[i].length + 1; block += block < 130 ? 1 : 61) {
            for (unsigned kind = 0; kind < 2 * WANTED_KINDS; kind++, arena_rewind(*state, mark)) {
                struct offer_wanted wanted = wanted_of(kind / 2, kind & 1);
                const struct given *given = given_by_fast(MISTAKES[i].text, MISTAKES[i].length, &wanted,
                                                          block, *state);
                if (given->good) fail_msg("%s: taken", MISTAKES[i].name);
                const struct diag *diag = given->diags.first;
                if (diag->id != MISTAKES[i].id || strstr(diag->message, MISTAKES[i].message) == NULL ||
                    strstr(diag->message, at) == NULL)
                    fail_msg("%s, blocks of %zu: %s: %s", MISTAKES[i].name, block, diag_slug(diag->id),
                             diag->message);
                assert_int_equal(diag->place.line, MISTAKES[i].line);
                assert_string_equal(diag->place.file, "offer.json");
            }
        }
        must_agree_from(MISTAKES[i].text, MISTAKES[i].length, 1, MISTAKES[i].length + 1, 1, MISTAKES[i].name);
    }
}

static void a_lone_carriage_return_hides_no_row(void **state)
{
    static const char FILE_TEXT[] = HEAD HEADER
        "A1,HU7G6KETJZ,r,Reserved,0,Inf,Hrs,1,USD,Shared,Linux,EBS:x\rA2,JRTCKXETXF,r,OnDemand,0,Inf,Hrs,1,"
        "USD,Shared,Linux,EBS:x\n";
    static const char QUOTED[] = HEAD HEADER
        "A1,JRTCKXETXF,\"r\rs\",OnDemand,0,Inf,Hrs,1,USD,Shared,Linux,EBS:x\n";
    for (size_t block = 1; block < sizeof FILE_TEXT; block++) {
        struct offer_wanted wanted = wanted_of(2, block & 1);
        const struct given *given = given_by_fast(FILE_TEXT, sizeof FILE_TEXT - 1, &wanted, block, *state);
        assert_false(given->good);
        assert_int_equal(given->diags.first->place.line, 6);
        assert_non_null(
            strstr(given->diags.first->message, "a carriage return stands in the row without a line feed"));
        assert_true(given_by_fast(QUOTED, sizeof QUOTED - 1, &wanted, block, *state)->good);
    }
}

/* Endless sources: what a reader takes from them is bounded. */
struct endless {
    const char *first;
    char then;
    uint64_t given_bytes;
};

static ptrdiff_t read_endless(void *user, char *bytes, size_t capacity)
{
    struct endless *endless = user;
    size_t length = strlen(endless->first);
    memset(bytes, endless->then, capacity);
    if (length > 0) {
        length = length < capacity ? length : capacity;
        memcpy(bytes, endless->first, length);
        endless->first += length;
    }
    endless->given_bytes += capacity;
    assert_true(endless->given_bytes < 100000000);
    return (ptrdiff_t)capacity;
}

static void a_line_without_end_is_refused_early(void **state)
{
    static const struct endless SOURCES[] = {{"", 'x', 0},
                                             {HEAD HEADER "\"", 'x', 0},
                                             {HEAD HEADER "\"", '\n', 0},
                                             {HEAD HEADER "A,", ',', 0},
                                             {HEAD HEADER "\"", '"', 0}};
    for (size_t i = 0; i < sizeof SOURCES / sizeof *SOURCES; i++) {
        struct endless endless = SOURCES[i];
        size_t begin = strlen(endless.first) > 1 ? strlen(HEAD HEADER) : 0;
        struct offer_source source = {.name = "endless.csv", .user = &endless, .read = read_endless};
        struct given *given = given_new("", 0, NULL, *state);
        struct offer_wanted wanted = wanted_of(2, i & 1);
        char at[32];
        snprintf(at, sizeof at, "(byte %zu)", begin);
        assert_false(offer_csv_read(&source, &wanted, &(struct offer_sink){given, given_head, given_row},
                                    &given->diags));
        assert_non_null(strstr(given->diags.first->message, "the row is over 4 MiB"));
        assert_non_null(strstr(given->diags.first->message, at));
        assert_int_equal(given->diags.first->place.line, begin > 0 ? 6 : 1);
        assert_true(endless.given_bytes < 5 * 1024 * 1024);
    }
}

static void a_row_of_some_megabytes_is_taken(void **state)
{
    struct text text = text_new(*state);
    text_add(&text, HEAD HEADER ROW("A1", "1.25") "A2,JRTCKXETXF,\"");
    for (unsigned i = 0; i < 300000; i++) text_add(&text, i % 1000 ? "ten bytes," : "\"\"\n\"\"12345");
    text_add(&text, "\",OnDemand,0,Inf,Hrs,1,USD,Shared,Linux,EBS:x\n" ROW("A3", "1.5"));
    static const size_t BLOCKS[] = {999, 65536, 1048576};
    for (size_t i = 0; i < sizeof BLOCKS / sizeof *BLOCKS; i++)
        must_agree(text.bytes, text.length, BLOCKS[i], "3 MB in a row");
    struct offer_wanted wanted = wanted_of(2, false);
    assert_int_equal(given_by_fast(text.bytes, text.length, &wanted, 0, *state)->rows, 3);
}

/* A row of exactly so many bytes, its line end among them, then a good one. */
static void append_row_of(struct text *text, size_t bytes, const char *term, const char *rest)
{
    size_t begin = text->length;
    text_addf(text, "A2,%s,\"", term);
    size_t left = bytes - (text->length - begin) - strlen(rest);
    char *fill = malloc(left);
    memset(fill, 'x', left);
    text_add_bytes(text, fill, left);
    free(fill);
    text_add(text, rest);
    text_add(text, ROW("A3", "1.5"));
}

static void rows_agree_on_both_sides_of_each_limit(void **state)
{
    static const char GOOD[] = "\",Reserved,0,Inf,Hrs,1,USD,Shared,Linux,EBS:x\n",
                      SHORT[] = "\",Reserved,0,Inf,Hrs,1,USD,Shared,EBS:x\n",
                      ODD[] = "\"x,Reserved,0,Inf,Hrs,1,USD,Shared,Linux,EBS:x\n",
                      BROKEN[] = "\n\",Reserved,0,Inf,Hrs,1,USD,Shared,Linux,EBS:x\n";
    static const char *const RESTS[] = {GOOD, SHORT, ODD, BROKEN};
    static const size_t LIMITS[] = {SCAN_ROW_MAX_BYTES, OFFER_ROW_MAX_BYTES};
    for (size_t i = 0; i < sizeof LIMITS / sizeof *LIMITS; i++)
        for (size_t rest = 0; rest < sizeof RESTS / sizeof *RESTS; rest++)
            for (size_t bytes = LIMITS[i]; bytes <= LIMITS[i] + 2; bytes++) {
                struct arena_mark mark = arena_mark(*state);
                struct text text = text_new(*state);
                text_add(&text, HEAD HEADER);
                append_row_of(&text, bytes, "HU7G6KETJZ", RESTS[rest]);
                must_agree(text.bytes, text.length, 65536, "a row at a limit");
                arena_rewind(*state, mark);
            }
}

static void a_failing_source_is_told(void **state)
{
    static const char FILE_TEXT[] = HEAD HEADER ROW("A1", "1");
    struct bytes_source from = {.bytes = FILE_TEXT, .length = sizeof FILE_TEXT - 1, .fails_at = 200};
    struct offer_source source = bytes_source(&from, 16, false);
    struct given *given = given_new("", 0, NULL, *state);
    struct offer_wanted wanted = wanted_of(0, false);
    assert_false(
        offer_csv_read(&source, &wanted, &(struct offer_sink){given, given_head, given_row}, &given->diags));
    assert_int_equal(given->diags.first->id, DIAG_FILE_UNREADABLE);
    assert_string_equal(given->diags.first->message, "can't read: Input/output error");
}

static bool refuse_second(void *user, const struct offer_row *row)
{
    (void)row;
    return ++*(unsigned *)user < 2;
}

static bool any_head(void *user, const struct offer_head *head)
{
    (void)user;
    return head->offer_code != NULL;
}

static void a_sink_can_stop(void **state)
{
    static const char FILE_TEXT[] = HEAD HEADER ROW("A1", "1") ROW("A2", "1") ROW("A3", "1");
    struct bytes_source from = {.bytes = FILE_TEXT, .length = sizeof FILE_TEXT - 1};
    struct offer_source source = bytes_source(&from, 0, false);
    struct diags diags;
    diags_init(&diags, *state);
    unsigned rows = 0;
    struct offer_wanted wanted = wanted_of(1, false);
    assert_false(
        offer_csv_read(&source, &wanted, &(struct offer_sink){&rows, any_head, refuse_second}, &diags));
    assert_int_equal(rows, 2);
    assert_int_equal(diags.count, 0);
}

/* Random files of what CSV is made of, and good files with bytes changed. */

static uint64_t next_random(uint64_t *seed)
{
    *seed += 0x9e3779b97f4a7c15u;
    return csv_gen_mix(*seed);
}

static void random_bytes_agree(void **state)
{
    (void)state;
    static const char *const PIECES[] = {"\"",   ",",        "\n",   "\"\"",       "a",        "\r\n",
                                         " ",    "\xC3\xA9", "EBS:", "JRTCKXETXF", "Reserved", "\",\"",
                                         "\"\n", "Linux",    "\xFF", "\t",         "\r",       "\r\r"};
    uint64_t seed = 4;
    for (unsigned round = 0; round < 1500; round++) {
        char text[4096], *at = stpcpy(text, round % 8 ? HEAD HEADER : "");
        unsigned pieces = (unsigned)(next_random(&seed) % 90);
        for (unsigned i = 0; i < pieces; i++) {
            unsigned kinds = round % 3 ? 14 : 18;
            at = i % 6 == 5 && round % 2 ? stpcpy(at, ROW("R1", "1.5"))
                                         : stpcpy(at, PIECES[next_random(&seed) % kinds]);
            if (at > text + 3800) break;
        }
        must_agree(text, (size_t)(at - text), 1 + next_random(&seed) % 200, "random bytes");
    }
}

static void damaged_files_agree(void **state)
{
    (void)state;
    static const char BYTES[] = "\",\n \xC3x\r";
    size_t length;
    struct csv_gen made;
    uint64_t seed = 11;
    char *text = generate((struct csv_gen_shape){.bytes = 9000, .escapes = true, .bare = true}, &length,
                          &made);
    char *damaged = malloc(length);
    for (unsigned round = 0; round < 500; round++) {
        memcpy(damaged, text, length);
        for (uint64_t i = next_random(&seed) % 4; i < 4; i++)
            damaged[next_random(&seed) % length] = BYTES[next_random(&seed) % (sizeof BYTES - 1)];
        size_t cut = round % 3 ? length : next_random(&seed) % length;
        must_agree(damaged, cut, 1 + next_random(&seed) % 3000, "damaged file");
    }
    free(damaged);
    free(text);
}

/* Scanners alone, against a walk byte by byte. */

static size_t walk(const char *bytes, size_t length, struct scan_end *ends)
{
    bool open = false;
    uint32_t lines = 0;
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        open ^= bytes[i] == '"';
        lines += bytes[i] == '\n';
        if (bytes[i] == '\n' && !open) {
            ends[count++] = (struct scan_end){(uint32_t)i + 1, lines};
            lines = 0;
        }
    }
    return count;
}

enum { SCANNED = 700 };

static void scan_in_pieces(const struct scanner *scanner, const char *bytes, uint64_t *seed,
                           const struct scan_end *expected, size_t expected_count)
{
    struct scan_rows scan = {0};
    size_t found = 0, at = 0;
    while (at < SCANNED) {
        size_t piece = 1 + next_random(seed) % 300, count, room = 64 + next_random(seed) % 64;
        struct scan_end ends[128];
        piece = piece < SCANNED - at ? piece : SCANNED - at;
        size_t done = scanner->find_rows(&scan, bytes + at, piece, ends, room, &count);
        assert_true(done <= piece && count <= room && (done > 0));
        for (size_t i = 0; i < count; i++, found++) {
            assert_true(found < expected_count);
            assert_int_equal(at + ends[i].at, expected[found].at);
            assert_int_equal(ends[i].lines, expected[found].lines);
        }
        at += done;
    }
    assert_int_equal(found, expected_count);
    assert_int_equal(scan.has_cr, memchr(bytes, '\r', SCANNED) != NULL);
    assert_int_equal(scan.has_high, memchr(bytes, 0xC3, SCANNED) != NULL);
}

static bool is_one_of(const char *row, size_t length, size_t at, const char *bytes)
{
    return at >= length || strchr(bytes, row[at]) != NULL;
}

static void cells_are_those_of_a_walk(const struct scanner *scanner, const char *row, size_t length)
{
    static struct scan_cells cells;
    bool open = false, odd = false;
    size_t count = 0, begin = 0, cell_length;
    cells.row = row;
    cells.length = length;
    scanner->mark_cells(&cells);
    for (size_t i = 0; i <= length; i++) {
        bool is_quote = i < length && row[i] == '"';
        odd |= is_quote && !is_one_of(row, length, open ? i + 1 : i - 1, "\",");
        open ^= is_quote;
        if (i < length && (row[i] != ',' || open)) continue;
        assert_ptr_equal(scan_cell(&cells, count++, &cell_length), row + begin);
        assert_int_equal(cell_length, i - begin);
        begin = i + 1;
    }
    assert_int_equal(cells.count, count);
    assert_int_equal(cells.is_odd, odd);
}

static void scanners_find_what_a_walk_finds(void **state)
{
    (void)state;
    static char bytes[SCANNED + SCAN_STEP_BYTES];
    static struct scan_end expected[SCANNED];
    uint64_t seed = 7;
    for (unsigned round = 0; round < 1000; round++) {
        unsigned rare = 1 + round % 40;
        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = next_random(&seed) % rare
                           ? 'a'
                           : "\"\n,\r\xC3\"\n,"[next_random(&seed) % (round % 2 ? 8 : 3)];
        size_t count = walk(bytes, SCANNED, expected);
        scan_in_pieces(scanner_best(), bytes, &seed, expected, count);
        scan_in_pieces(&SCANNER_PORTABLE, bytes, &seed, expected, count);
        cells_are_those_of_a_walk(scanner_best(), bytes, next_random(&seed) % SCANNED);
        cells_are_those_of_a_walk(&SCANNER_PORTABLE, bytes, next_random(&seed) % SCANNED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(rows_are_as_typed),
        CASE(offset_and_line_are_the_rows),
        CASE(a_savings_plan_is_searched_by_what_it_discounts),
        CASE(generated_files_agree_in_blocks_of_any_size),
        CASE(what_is_wanted_is_found_and_no_more),
        CASE(the_mix_of_rows_is_that_of_a_real_file),
        CASE(line_ends_in_quotes_are_right_at_any_boundary),
        CASE(mistakes_are_told_with_their_place),
        CASE(a_lone_carriage_return_hides_no_row),
        CASE(a_line_without_end_is_refused_early),
        CASE(a_row_of_some_megabytes_is_taken),
        CASE(rows_agree_on_both_sides_of_each_limit),
        CASE(a_failing_source_is_told),
        CASE(a_sink_can_stop),
        CASE(random_bytes_agree),
        CASE(damaged_files_agree),
        CASE(scanners_find_what_a_walk_finds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
