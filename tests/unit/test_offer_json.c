/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fast reader of offers in JSON: equal to reading the whole tree, whatever the blocks, and right about
 * what is wrong where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixtures/offer_json_generator.h"
#include "fixtures/offer_json_oracle.h"
#include "fixtures/offer_sink.h"
#include "import/json_scan.h"
#include "import/offer_json.h"
#include "oracles/offer_plain.h"
#include "arena_fixture.h"

static const struct offer_wanted ALL = {0};

struct outcome {
    bool good;
    struct text_sink sink;
    struct diags diags;
    struct bytes_source from;
};

static void read_bytes(struct outcome *outcome, const char *bytes, size_t length,
                       const struct offer_wanted *wanted, size_t block_bytes, bool filter)
{
    *outcome = (struct outcome){.sink = text_sink_new(arena, filter),
                                .from = {.bytes = bytes, .length = length}};
    diags_init(&outcome->diags, arena);
    struct offer_source source = bytes_source(&outcome->from, block_bytes, true);
    struct offer_sink sink = text_sink_of(&outcome->sink);
    outcome->good = offer_json_read(&source, wanted, &sink, arena, &outcome->diags);
}

static char *generate(const struct offer_json_shape *shape, size_t *length)
{
    char *bytes = NULL;
    FILE *out = open_memstream(&bytes, length);
    assert_non_null(out);
    offer_json_generate(out, shape);
    assert_int_equal(fclose(out), 0);
    return bytes;
}

/* --- The loops --- */

static void same_loops(const struct json_kernels *plain, const struct json_kernels *fast, const char *bytes,
                       size_t length, size_t cut)
{
    struct json_skip a = {.depth = 3}, b = {.depth = 3};
    size_t at_a = plain->skip_nested(&a, bytes, length), at_b = fast->skip_nested(&b, bytes, cut);
    if (b.depth > 0) {
        assert_int_equal(at_b, cut);
        at_b += fast->skip_nested(&b, bytes + cut, length - cut);
    }
    assert_int_equal(at_a, at_b);
    assert_int_equal(a.depth, b.depth);
    assert_int_equal(a.in_string, b.in_string);
    assert_int_equal(a.escaped, b.escaped);
    assert_int_equal(a.backslash, b.backslash);
    assert_int_equal(plain->lines(bytes + cut, length - cut), fast->lines(bytes + cut, length - cut));
    assert_int_equal(plain->is_ascii(bytes, cut), fast->is_ascii(bytes, cut));
    assert_int_equal(plain->find(bytes, length, cut, "ab", 2), fast->find(bytes, length, cut, "ab", 2));
    assert_int_equal(plain->find(bytes, length, 0, "abxba", 5), fast->find(bytes, length, 0, "abxba", 5));
}

static void loops_agree(void **state)
{
    (void)state;
    static const char LETTERS[] = "\"\"\"\\\\{}{[]]}}ABabX\n ,:\xC3\0";
    const struct json_kernels *plain = json_kernels(false), *fast = json_kernels(true);
    uint64_t random = 2385;
    for (int round = 0; round < 4000; round++) {
        char bytes[700];
        random = generated_mix(random + 1);
        size_t length = random % sizeof bytes, few = random >> 20 & 1 ? sizeof LETTERS - 1 : 9;
        for (size_t i = 0; i < length; i++) {
            uint64_t draw = generated_mix(random + i);
            bytes[i] = draw >> 32 & 3 ? 'w' : LETTERS[draw % few];
        }
        same_loops(plain, fast, bytes, length,
                   length > 0 ? random >> 32 & 0xFFFF ? (random >> 32) % length : 0 : 0);
    }
}

static void skip_knows_strings(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t end;
        bool backslash;
    } CASES[] = {
        {"}", 1, false},
        {"{}} ", 3, false},
        {"[{}]]", 5, false},
        {"\"}\"}", 4, false},
        {"\"\\\"}\"}", 6, true},
        {"\"\\\\\"}}", 5, true},
        {"\"012345678901234567890123456789012345678901234567890123456789\\\\\\\"}}\"]", 69, true},
        {"\"0123456789012345678901234567890123456789012345678901234567890123}}\", {\"a\":[1]}}}", 80, false},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        for (int fast = 0; fast < 2; fast++) {
            char padded[256];
            memset(padded, ' ', sizeof padded);
            memcpy(padded, CASES[i].text, strlen(CASES[i].text));
            struct json_skip skip = {.depth = 1};
            assert_int_equal(json_kernels(fast)->skip_nested(&skip, padded, sizeof padded), CASES[i].end);
            assert_int_equal(skip.depth, 0);
            assert_int_equal(skip.backslash, CASES[i].backslash);
        }
}

/* --- Against the whole tree --- */

static void check_shape(const struct offer_json_shape *shape, const struct offer_wanted *wanted,
                        const size_t *blocks, size_t block_count)
{
    size_t length;
    char *bytes = generate(shape, &length);
    struct text_sink expected = text_sink_new(arena, wanted->filter_count > 0);
    struct offer_sink sink = text_sink_of(&expected);
    assert_true(offer_json_oracle(bytes, length, &sink));
    assert_true(expected.kept_count > 0);
    for (size_t i = 0; i < block_count; i++) {
        struct outcome outcome;
        read_bytes(&outcome, bytes, length, wanted, blocks[i], wanted->filter_count > 0);
        if (!outcome.good) fail_msg("block of %zu: %s", blocks[i], outcome.diags.first->message);
        assert_int_equal(outcome.sink.head_count, 1);
        assert_string_equal(outcome.sink.heads.bytes, "v1.0|2025-09-12T22:53:08Z|20250912225308|AmazonEC2");
        assert_int_equal(outcome.sink.kept_count, expected.kept_count);
        assert_string_equal(outcome.sink.rows.bytes, expected.rows.bytes);
        assert_int_equal(outcome.from.seeks, shape->terms_first || shape->head_last);
    }
    free(bytes);
}

static void equals_the_tree(void **state)
{
    (void)state;
    static const size_t BLOCKS[] = {1, 2, 3, 7, 63, 64, 65, 1021, 4096, 65537, 0, 1024 * 1024};
    struct offer_wanted plain_loops = EC2_WANTED;
    plain_loops.plain_loops = true;
    for (unsigned bits = 0; bits < 32; bits++) {
        struct offer_json_shape shape = {1, bits & 1, bits & 2, bits & 4, bits & 8, bits & 16};
        check_shape(&shape, &EC2_WANTED, BLOCKS + 3, sizeof BLOCKS / sizeof *BLOCKS - 3);
        check_shape(&shape, &plain_loops, BLOCKS + 7, 2);
        check_shape(&shape, &ALL, BLOCKS + 8, 1);
    }
    check_shape(&(struct offer_json_shape){.instance_types = 1, .escapes = true}, &EC2_WANTED, BLOCKS, 3);
    check_shape(&(struct offer_json_shape){.instance_types = 20}, &EC2_WANTED, BLOCKS + 9, 3);
}

/* The filters spare work, or the reader would only be right: 4 of 96 products (Linux with and without
 * software), of the 12 reserved offers of one of these two, with 3 prices. */
static void filters_spare_work(void **state)
{
    (void)state;
    size_t length;
    char *bytes = generate(&(struct offer_json_shape){.instance_types = 5}, &length);
    struct outcome outcome;
    read_bytes(&outcome, bytes, length, &EC2_WANTED, 0, false);
    assert_true(outcome.good);
    assert_int_equal(outcome.sink.row_count, 5 * (4 + 3) + 5 + 3);
    free(bytes);
}

/* --- Figures of a real form, typed by hand --- */

static const char S3[] = "{\n"
                         "  \"formatVersion\" : \"v1.0\",\n"
                         "  \"offerCode\" : \"AmazonS3\",\n"
                         "  \"version\" : \"20160107021538\",\n"
                         "  \"publicationDate\" : \"2016-01-07T02:15:38Z\",\n"
                         "  \"products\" : {\n"
                         "    \"WP9ANXZGBYYSGJEA\" : {\"sku\" : \"WP9ANXZGBYYSGJEA\", \"productFamily\" : "
                         "\"Storage\", \"attributes\" : {\n"
                         "      \"servicecode\" : \"AmazonS3\", \"usagetype\" : \"TimedStorage-ByteHrs\", "
                         "\"operation\" : \"\" } },\n"
                         "    \"OTHER\" : {\"attributes\" : {\"usageType\" : \"Requests-Tier1\"}}\n"
                         "  },\n"
                         "  \"terms\" : { \"OnDemand\" : {\n"
                         "    \"OTHER\" : {},\n"
                         "    \"WP9ANXZGBYYSGJEA\" : {\n"
                         "      \"WP9ANXZGBYYSGJEA.JRTCKXETXF\" : { \"offerTermCode\" : \"JRTCKXETXF\", "
                         "\"effectiveDate\" : \"2016-01-01T00:00:00Z\",\n"
                         "        \"priceDimensions\" : {\n"
                         "          \"B\" : {\"rateCode\" : \"B\", \"beginRange\" : \"51200\", \"endRange\" "
                         ": \"512000\", \"unit\" : \"GB-Mo\",\n"
                         "            \"pricePerUnit\" : {\"USD\" : \"0.0290000000\"}},\n"
                         "          \"A\" : {\"rateCode\" : \"A\", \"description\" : \"$0.03 per GB, "
                         "\\\"first\\\" TB\", \"beginRange\" : \"0\", \"endRange\" : \"1024\",\n"
                         "            \"unit\" : \"GB-Mo\", \"pricePerUnit\" : {\"USD\" : "
                         "\"2.052000000000000046185277824406512081623077392578125\"}}\n"
                         "        }, \"termAttributes\" : {} } } } }\n"
                         "}\n";

static const struct offer_attribute_filter STORAGE[] = {{{"TimedStorage"}}};
static const struct offer_wanted S3_WANTED = {.attribute_filters = STORAGE, .filter_count = 1};

static bool check_s3_row(void *user, const struct offer_row *row)
{
    size_t *count = user;
    assert_true(cell_is(row, OFFER_SKU, "WP9ANXZGBYYSGJEA"));
    assert_true(cell_is(row, OFFER_TERM_TYPE, "OnDemand"));
    assert_true(cell_is(row, OFFER_TERM_CODE, "JRTCKXETXF"));
    assert_true(cell_is(row, OFFER_EFFECTIVE_DATE, "2016-01-01T00:00:00Z"));
    assert_true(cell_is(row, OFFER_FAMILY, "Storage"));
    assert_true(cell_is(row, OFFER_USAGETYPE, "TimedStorage-ByteHrs"));
    assert_true(cell_is(row, OFFER_OPERATION, ""));
    assert_true(cell_is(row, OFFER_CURRENCY, "USD"));
    assert_true(cell_is(row, OFFER_UNIT, "GB-Mo"));
    assert_true(cell_is(row, OFFER_RATE_CODE, *count == 0 ? "B" : "A"));
    assert_true(cell_is(row, OFFER_FROM, *count == 0 ? "51200" : "0"));
    assert_true(cell_is(row, OFFER_TO, *count == 0 ? "512000" : "1024"));
    assert_true(
        cell_is(row, OFFER_PRICE,
                *count == 0 ? "0.0290000000" : "2.052000000000000046185277824406512081623077392578125"));
    if (*count == 0)
        assert_null(row->cells[OFFER_DESCRIPTION].bytes); /* the last price's doesn't stay */
    else
        assert_true(cell_is(row, OFFER_DESCRIPTION, "$0.03 per GB, \"first\" TB"));
    assert_null(row->cells[OFFER_LEASE].bytes);
    assert_null(row->cells[OFFER_DISCOUNTED_SKU].bytes);
    assert_int_equal(row->line, 14);
    assert_memory_equal(S3 + row->offset, "{ \"offerTermCode\"", 17);
    ++*count;
    return true;
}

static bool no_head(void *user, const struct offer_head *head)
{
    (void)user;
    assert_string_equal(head->version, "20160107021538");
    return true;
}

static void gives_figures(void **state)
{
    (void)state;
    for (size_t block = 1; block < sizeof S3; block = block * 2 + 1) {
        struct bytes_source from = {.bytes = S3, .length = sizeof S3 - 1};
        struct diags diags;
        diags_init(&diags, arena);
        struct offer_source source = bytes_source(&from, block, false);
        size_t count = 0;
        struct offer_sink sink = {&count, no_head, check_s3_row};
        assert_true(offer_json_read(&source, &S3_WANTED, &sink, arena, &diags));
        assert_int_equal(count, 2);
    }
}

/* Products whose usage type is spelt in unusual ways are parsed, so none is lost. */
static void unusual_spellings_are_kept(void **state)
{
    (void)state;
    static const struct {
        const char *attributes;
        size_t rows;
    } CASES[] = {
        {"\"usagetype\":\"TimedStorage-ByteHrs\"", 1},
        {"\"UsageType\"\t:\n\"EU-TimedStorage-ByteHrs\"", 1},
        {"\"note\":\"usagetype\",\"used\":\"TimedStorage-ByteHrs\"",
         1}, /* without usage type: for the sink to judge */
        {"\"usagetype\":\"Timed\\u0053torage-ByteHrs\"", 1},
        {"\"usaget\\u0079pe\":\"TimedStorage-ByteHrs\"", 1},
        {"\"note\":\"usagetype\",\"usagetype\":\"TimedStorage\"", 1},
        {"\"group\":\"usagetype: TimedStorage\",\"usagetype\":\"Requests\"", 0},
        {"\"group\":\"TimedStorage\",\"usagetype\":\"Requests\"", 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        char *text = text_format(arena,
                                 "{\"formatVersion\":\"1\",\"version\":\"1\",\"publicationDate\":\"1\","
                                 "\"offerCode\":\"1\",\"products\":{\"A\":{\"attributes\":{%s}}},"
                                 "\"terms\":{\"OnDemand\":{\"A\":{\"A.1\":{\"priceDimensions\":{\"A.1.1\":{"
                                 "\"pricePerUnit\":{\"USD\":\"1\"}}}}}}}}",
                                 CASES[i].attributes);
        struct outcome outcome;
        read_bytes(&outcome, text, strlen(text), &S3_WANTED, 0, false);
        assert_true(outcome.good);
        assert_int_equal(outcome.sink.row_count, CASES[i].rows);
    }
}

/* --- Savings Plans --- */

#define PLAN_HEAD                                                                                         \
    "{\"formatVersion\":\"v1.0\",\"version\":\"20250911184447\",\"publicationDate\":\"2\",\"offerCode\":" \
    "\"AWSComputeSavingsPlan\",\n"
#define PLAN_PRODUCTS                                                                                    \
    "\"products\":[{\"sku\":\"P1\",\"productFamily\":\"ComputeSavingsPlans\",\"usageType\":\"ComputeSP:" \
    "3yrAllUpfront\","                                                                                   \
    "\"attributes\":{\"purchaseOption\":\"All "                                                          \
    "Upfront\",\"granularity\":\"hourly\"}},\n{\"sku\":\"P2\",\"productFamily\":"                        \
    "\"EC2InstanceSavingsPlans\"}],\n"
#define PLAN_RATE(sku, usagetype, price)                                                               \
    "{\"discountedSku\":\"" sku "\",\"discountedUsageType\":\"" usagetype                              \
    "\",\"discountedOperation\":\"RunInstances\",\"discountedServiceCode\":"                           \
    "\"AmazonEC2\",\"rateCode\":\"P." sku "\",\"unit\":\"Hrs\",\"discountedRate\":{\"price\":\"" price \
    "\",\"currency\":\"USD\"}}"
#define PLAN_TERMS(members) "\"terms\":{\"savingsPlan\":[" members "]}}"
#define PLAN_RATES                                                                                     \
    "\"rates\":[" PLAN_RATE("S1", "APE2-BoxUsage:r7g.medium",                                          \
                            "0.0425") "," PLAN_RATE("S2", "APE2-DedicatedUsage:r7g.large",             \
                                                    "0.06") ",\n" PLAN_RATE("S3", "BoxUsage:m5.large", \
                                                                            "0.0385") "]"
#define PLAN_LENGTH "\"leaseContractLength\":{\"duration\":3,\"unit\":\"year\"}"

static const struct offer_attribute_filter PLAN_FILTERS[] = {{{"BoxUsage:", "RunInstances"}}};
static const struct offer_wanted PLAN_WANTED = {.attribute_filters = PLAN_FILTERS, .filter_count = 1};

struct plan_rows {
    size_t count;
    const char *lease;
};

static bool check_plan_row(void *user, const struct offer_row *row)
{
    struct plan_rows *rows = user;
    bool is_first = rows->count++ == 0;
    assert_true(cell_is(row, OFFER_SKU, "P1"));
    assert_true(cell_is(row, OFFER_FAMILY, "ComputeSavingsPlans"));
    assert_true(cell_is(row, OFFER_PURCHASE, "All Upfront"));
    assert_true(cell_is(row, OFFER_LEASE, "3"));
    assert_true(cell_is(row, OFFER_DISCOUNTED_SKU, is_first ? "S1" : "S3"));
    assert_true(cell_is(row, OFFER_DISCOUNTED_USAGETYPE,
                        is_first ? "APE2-BoxUsage:r7g.medium" : "BoxUsage:m5.large"));
    assert_true(cell_is(row, OFFER_DISCOUNTED_OPERATION, "RunInstances"));
    assert_true(cell_is(row, OFFER_DISCOUNTED_SERVICE, "AmazonEC2"));
    assert_true(cell_is(row, OFFER_DISCOUNTED_RATE, is_first ? "0.0425" : "0.0385"));
    assert_true(cell_is(row, OFFER_RATE_CODE, is_first ? "P.S1" : "P.S3"));
    assert_true(cell_is(row, OFFER_CURRENCY, "USD"));
    assert_true(cell_is(row, OFFER_UNIT, "Hrs"));
    assert_null(row->cells[OFFER_DISCOUNTED_REGION].bytes);
    assert_null(row->cells[OFFER_USAGETYPE].bytes);
    return true;
}

static bool plan_head(void *user, const struct offer_head *head)
{
    (void)user;
    assert_string_equal(head->offer_code, "AWSComputeSavingsPlan");
    return true;
}

static const char *const PLANS[] = {
    PLAN_HEAD PLAN_PRODUCTS PLAN_TERMS("{\"sku\":\"P1\",\"description\":\"{[\"," PLAN_LENGTH "," PLAN_RATES
                                       "},{\"sku\":\"P2\"," PLAN_LENGTH ",\"rates\":[]}"),
    /* Rates before what they need; the length as a text. */
    PLAN_HEAD PLAN_PRODUCTS PLAN_TERMS(
        "{" PLAN_RATES
        ",\"sku\":\"P1\",\"leaseContractLength\":{\"duration\":\"3\"}},\n{\"sku\":\"P2\"," PLAN_LENGTH
        ",\"rates\":[]}"),
    /* Terms first. */
    "{" PLAN_TERMS("{\"sku\":\"P1\"," PLAN_RATES "," PLAN_LENGTH
                   "}") "\b,\n" PLAN_PRODUCTS "\"formatVersion\":\"1\",\"version\":\"1\",\"publicationDate\":"
                        "\"2\",\"offerCode\":\"AWSComputeSavingsPlan\"}",
};

static void reads_savings_plans(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof PLANS / sizeof *PLANS; i++)
        for (size_t block = 1; block < 5000; block = block * 2 + 1) {
            char *text = arena_copy_string(arena, PLANS[i]), *cut = strstr(text, "}\b,");
            if (cut != NULL) memcpy(cut, "   ,", 4); /* the whole's end, which the macro brings */
            struct bytes_source from = {.bytes = text, .length = strlen(text)};
            struct offer_source source = bytes_source(&from, block, true);
            struct plan_rows rows = {0};
            struct offer_sink sink = {&rows, plan_head, check_plan_row};
            struct diags diags;
            diags_init(&diags, arena);
            if (!offer_json_read(&source, &PLAN_WANTED, &sink, arena, &diags))
                fail_msg("%s", diags.first->message);
            assert_int_equal(rows.count, 2);
        }
}

/* The plain reader, which is another's work, gives the same rows. */
static void equals_the_plain_reader(void **state)
{
    (void)state;
    const char *const texts[] = {S3, PLANS[0], PLANS[1]};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct outcome fast;
        read_bytes(&fast, texts[i], strlen(texts[i]), &ALL, 100, false);
        struct bytes_source from = {.bytes = texts[i], .length = strlen(texts[i])};
        struct offer_source source = bytes_source(&from, 0, true);
        struct text_sink plain = text_sink_new(arena, false);
        struct offer_sink sink = text_sink_of(&plain);
        struct diags diags;
        diags_init(&diags, arena);
        assert_true(offer_json_plain_read(&source, &sink, &diags));
        assert_true(fast.good);
        assert_true(plain.row_count >= 2);
        assert_string_equal(fast.sink.rows.bytes, plain.rows.bytes);
        assert_string_equal(fast.sink.heads.bytes, plain.heads.bytes);
    }
}

/* --- What is wrong, and where --- */

#define HEAD "{\"formatVersion\":\"v1.0\",\"version\":\"1\",\"publicationDate\":\"2\",\"offerCode\":\"S\",\n"
#define PRODUCT "\"products\":{\"A\":{\"attributes\":{\"usagetype\":\"T\"}}},\n"
#define TERMS(term) HEAD PRODUCT "\"terms\":{\"OnDemand\":{\"A\":{\"A.1\":" term "}}}}"

static const struct bad {
    const char *text, *message;
    enum diag_id id;
    uint32_t line;
} BAD[] = {
    {"", "the file ends here, expected '{': an offer is one JSON object: download it again (byte 0)",
     DIAG_JSON_SYNTAX, 1},
    {"[1]", "found '[', expected '{': an offer is one JSON object (byte 0)", DIAG_JSON_SYNTAX, 1},
    {"\n{]", "found ']', expected a key in quotes (byte 2)", DIAG_JSON_SYNTAX, 2},
    {"{\"a\" 1}", "found '1', expected ':' (byte 5)", DIAG_JSON_SYNTAX, 1},
    {"{\"a\":1 \"b\":2}", "found '\"', expected ',' or '}' (byte 7)", DIAG_JSON_SYNTAX, 1},
    {"{\"a\":1,}", "found '}', expected a key in quotes (byte 7)", DIAG_JSON_SYNTAX, 1},
    {"{\"a\":}", "found '}', expected a value (byte 5)", DIAG_JSON_SYNTAX, 1},
    {"{\"a\":", "the file ends here, expected a value: download it again (byte 5)", DIAG_JSON_SYNTAX, 1},
    {"{\"a\":1} x", "found 'x', expected the end of the file (byte 8)", DIAG_JSON_SYNTAX, 1},
    {"{\"a\":\"never\n closed",
     "the file ends here, in the middle of the text that begins at byte 5: download it again (byte 19)",
     DIAG_JSON_SYNTAX, 2},
    {"{\"a\":[1,\n{\"b\":2}",
     "the file ends here, in the middle of the object or list that begins at byte 5: download it again (byte "
     "16)",
     DIAG_JSON_SYNTAX, 2},
    {"{\"\\ud800\":1}", "this key holds an escape that can't be read (byte 1)", DIAG_JSON_SYNTAX, 1},
    {"{\"a\":1}", "there is no 'products', so this is no offer (byte 7)", DIAG_MISSING_KEY, 1},
    {HEAD "\"products\":{}}", "there is no 'terms', so this is no offer (byte 91)", DIAG_MISSING_KEY, 2},
    {"{\"version\":1}", "in 'version': must be a text in quotes (byte 11)", DIAG_WRONG_SHAPE, 1},
    {"{\"version\":tru}", "the JSON is broken about here: download the file again (byte 11)",
     DIAG_JSON_SYNTAX, 1},
    {"{\"version\":\"1\",\"version\":\"2\"}", "'version' stands here a second time (byte 25)",
     DIAG_JSON_DUPLICATE, 1},
    {"{\"products\":{},\"products\":{}}", "'products' stands here a second time (byte 26)",
     DIAG_JSON_DUPLICATE, 1},
    {"{\"products\":7}", "found '7', expected '{' of the products (byte 12)", DIAG_JSON_SYNTAX, 1},
    {"{\"products\":{\"A\":[]}}", "in 'A': a product must be an object (byte 17)", DIAG_WRONG_SHAPE, 1},
    {"{\"products\":{\n\"A\":{\"attributes\":{},}}}",
     "the JSON is broken about here: download the file again (byte 35)", DIAG_JSON_SYNTAX, 2},
    {"{\"products\":{\n\"A\":{\"attributes\":[]}}}", "in 'A': 'attributes' must be an object (byte 18)",
     DIAG_WRONG_SHAPE, 2},
    {"{\"products\":{\n\"A\":{\"attributes\":{},\"attributes\":{}}}}",
     "in 'A': 'attributes' stands here a second time (byte 18)", DIAG_WRONG_SHAPE, 2},
    {"{\"products\":{\n\"A\":{\"attributes\":{\"usagetype\":7}}}}",
     "in 'A': 'usagetype' must be a text in quotes (byte 18)", DIAG_WRONG_SHAPE, 2},
    {"{\"products\":{\n\"A\":{\"attributes\":{\"tenancy\":\"x\",\"Tenancy\":\"y\"}}}}",
     "in 'A': 'Tenancy' stands here a second time (byte 18)", DIAG_WRONG_SHAPE, 2},
    {"{\"products\":{\"A\":{},\n\"A\":{}}}", "product 'A' stands here a second time (byte 25)",
     DIAG_JSON_DUPLICATE, 2},
    {HEAD PRODUCT "\"terms\":[]}", "found '[', expected '{' of the terms' types (byte 136)", DIAG_JSON_SYNTAX,
     3},
    {HEAD PRODUCT "\"terms\":{\"OnDemand\":[]}}", "found '[', expected '{' of the terms' SKUs (byte 148)",
     DIAG_JSON_SYNTAX, 3},
    {HEAD PRODUCT "\"terms\":{\"OnDemand\":{\"A\":[]}}}",
     "found '[', expected '{' of a SKU's terms (byte 153)", DIAG_JSON_SYNTAX, 3},
    {HEAD PRODUCT "\"terms\":{\"OnDemand\":{},\"OnDemand\":{}}}",
     "'OnDemand' stands here a second time (byte 162)", DIAG_JSON_DUPLICATE, 3},
    {HEAD PRODUCT "\"terms\":{\"OnDemand\":{\"A\":{},\"A\":{}}}}",
     "the terms of 'A' stand here a second time (byte 160)", DIAG_JSON_DUPLICATE, 3},
    {TERMS("7"), "in 'A.1': a term must be an object (byte 160)", DIAG_WRONG_SHAPE, 3},
    {TERMS("{,}"), "the JSON is broken about here: download the file again (byte 162)", DIAG_JSON_SYNTAX, 3},
    {TERMS("{}"), "in 'A.1': a term has no 'priceDimensions' (byte 160)", DIAG_WRONG_SHAPE, 3},
    {TERMS("{\"offerTermCode\":{}}"), "in 'A.1': 'offerTermCode' must be a text in quotes (byte 160)",
     DIAG_WRONG_SHAPE, 3},
    {TERMS("{\"termAttributes\":\"\"}"), "in 'A.1': 'termAttributes' must be an object (byte 160)",
     DIAG_WRONG_SHAPE, 3},
    {TERMS("{\"termAttributes\":{\"PurchaseOption\":null}}"),
     "in 'A.1': 'PurchaseOption' must be a text in quotes (byte 160)", DIAG_WRONG_SHAPE, 3},
    {TERMS("{\"priceDimensions\":{\"D\":1}}"), "in 'A.1': 'D' must be an object (byte 160)", DIAG_WRONG_SHAPE,
     3},
    {TERMS("{\"priceDimensions\":{\"D\":{\"unit\":1}}}"),
     "in 'A.1': 'unit' must be a text in quotes (byte 160)", DIAG_WRONG_SHAPE, 3},
    {TERMS("{\"priceDimensions\":{\"D\":{\"beginRange\":\"0\",\"beginRange\":\"0\"}}}"),
     "in 'A.1': 'beginRange' stands here a second time (byte 160)", DIAG_WRONG_SHAPE, 3},
    {TERMS("{\"priceDimensions\":{\"D\":{\"pricePerUnit\":1}}}"),
     "in 'A.1': 'pricePerUnit' must be an object (byte 160)", DIAG_WRONG_SHAPE, 3},
    {TERMS("{\"priceDimensions\":{\"D\":{}}}"), "in 'A.1': 'D' has no 'pricePerUnit' (byte 160)",
     DIAG_WRONG_SHAPE, 3},
    {TERMS("{\"priceDimensions\":{\"D\":{\"pricePerUnit\":{\"USD\":0.5}}}}"),
     "in 'A.1': 'USD' in 'pricePerUnit' must be a text in quotes (byte 160)", DIAG_WRONG_SHAPE, 3},
    {PLAN_HEAD "\"products\":[7]}", "in 'products': a product must be an object (byte 122)", DIAG_WRONG_SHAPE,
     2},
    {PLAN_HEAD "\"products\":[{}]}", "in 'products': a product of Savings Plans has no 'sku' (byte 122)",
     DIAG_WRONG_SHAPE, 2},
    {PLAN_HEAD PLAN_PRODUCTS "\"terms\":{\"savingsPlan\":{}}}",
     "found '{', expected '[' of the Savings Plans (byte 361)", DIAG_JSON_SYNTAX, 4},
    {PLAN_HEAD PLAN_PRODUCTS PLAN_TERMS("7"), "found '7', expected '{' of a Savings Plan (byte 362)",
     DIAG_JSON_SYNTAX, 4},
    {PLAN_HEAD PLAN_PRODUCTS PLAN_TERMS("{}"), "the Savings Plan that ends here has no 'sku' (byte 364)",
     DIAG_MISSING_KEY, 4},
    {PLAN_HEAD PLAN_PRODUCTS PLAN_TERMS("{\"sku\":\"P1\"}"),
     "the Savings Plan that ends here has no 'leaseContractLength' (byte 374)", DIAG_MISSING_KEY, 4},
    {PLAN_HEAD PLAN_PRODUCTS PLAN_TERMS("{\"sku\":\"P1\"," PLAN_LENGTH "}"),
     "the Savings Plan that ends here has no 'rates' (byte 425)", DIAG_MISSING_KEY, 4},
    {PLAN_HEAD PLAN_PRODUCTS PLAN_TERMS("{\"sku\":1}"), "in 'sku': must be a short text in quotes (byte 369)",
     DIAG_WRONG_SHAPE, 4},
    {PLAN_HEAD PLAN_PRODUCTS PLAN_TERMS("{\"sku\":\"P1\",\"sku\":\"P1\"}"),
     "'sku' stands here a second time (byte 380)", DIAG_JSON_DUPLICATE, 4},
    {PLAN_HEAD PLAN_PRODUCTS PLAN_TERMS("{\"leaseContractLength\":{}}"),
     "in 'leaseContractLength': must say its 'duration' in years (byte 385)", DIAG_WRONG_SHAPE, 4},
    {PLAN_HEAD PLAN_PRODUCTS PLAN_TERMS("{\"sku\":\"P9\"," PLAN_LENGTH ",\"rates\":[]}"),
     "these are rates of a Savings Plan that is not among the products (byte 433)", DIAG_WRONG_SHAPE, 4},
    {PLAN_HEAD PLAN_PRODUCTS PLAN_TERMS("{\"sku\":\"P1\"," PLAN_LENGTH ",\"rates\":[1]}"),
     "in 'rates': a rate must be an object (byte 434)", DIAG_WRONG_SHAPE, 4},
    {PLAN_HEAD PLAN_PRODUCTS PLAN_TERMS("{\"sku\":\"P1\"," PLAN_LENGTH ",\"rates\":[{}]}"),
     "in 'rates': a rate has no price in 'discountedRate' (byte 434)", DIAG_WRONG_SHAPE, 4},
    {PLAN_HEAD PLAN_PRODUCTS PLAN_TERMS("{\"sku\":\"P1\"," PLAN_LENGTH ",\"rates\":[{\"unit\":1}]}"),
     "in 'rates': 'unit' must be a text in quotes (byte 434)", DIAG_WRONG_SHAPE, 4},
    {PLAN_HEAD PLAN_PRODUCTS PLAN_TERMS("{\"sku\":\"P1\"," PLAN_LENGTH
                                        ",\"rates\":[{\"discountedRate\":[]}]}"),
     "in 'rates': 'discountedRate' must be an object (byte 434)", DIAG_WRONG_SHAPE, 4},
    {"{\"a\":\n\"\xFF\"}", "byte \\xFF is not UTF-8 (byte 7)", DIAG_ENCODING, 2},
    {"{\"a\":\n\"\xE2\x82", "byte \\xE2 is not UTF-8 (byte 7)", DIAG_ENCODING, 2},
    {"{\"a\":\n\"\xC0\x80\"}", "byte \\xC0 is not UTF-8 (byte 7)", DIAG_ENCODING, 2},
};

static void check_bad(const struct bad *bad, size_t block_bytes)
{
    struct outcome outcome;
    read_bytes(&outcome, bad->text, strlen(bad->text), &ALL, block_bytes, false);
    assert_false(outcome.good);
    assert_int_equal(outcome.diags.count, 1);
    assert_string_equal(outcome.diags.first->message, bad->message);
    assert_int_equal(outcome.diags.first->id, bad->id);
    assert_int_equal(outcome.diags.first->place.line, bad->line);
    assert_string_equal(outcome.diags.first->place.file, "offer.json");
}

static void says_what_is_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        check_bad(&BAD[i], 1);
        check_bad(&BAD[i], 5);
        check_bad(&BAD[i], 0);
    }
}

/* Cut at any byte: never taken for whole, and the place is the end. */
static void cut_anywhere(void **state)
{
    (void)state;
    struct outcome nul;
    read_bytes(&nul, "{\"a\":\n\0}", 9, &ALL, 0, false);
    assert_string_equal(nul.diags.first->message, "a NUL byte: this is no text (byte 6)");
    assert_int_equal(nul.diags.first->place.line, 2);
    size_t whole = strlen(S3) - 2; /* without "}\n" */
    for (size_t length = 0; length <= whole; length++) {
        struct outcome outcome;
        read_bytes(&outcome, S3, length, &S3_WANTED, 4096, false);
        assert_false(outcome.good);
        assert_int_equal(outcome.diags.count, 1);
        assert_int_equal(strncmp(outcome.diags.first->message, "the file ends here", 18), 0);
        assert_non_null(strstr(outcome.diags.first->message, text_format(arena, "(byte %zu)", length)));
        assert_int_equal(outcome.diags.first->place.line, 1 + json_kernels(false)->lines(S3, length));
    }
}

static void characters_across_blocks(void **state)
{
    (void)state;
    const char *text = "{\"a\":\"é€😀 é\", \"products\":{}, \"terms\":{}, \"b\":\"😀\"}";
    for (size_t block = 1; block < 20; block++) {
        struct outcome outcome;
        read_bytes(&outcome, text, strlen(text), &ALL, block, false);
        assert_true(outcome.good);
    }
}

static void a_pipe_goes_only_forward(void **state)
{
    (void)state;
    size_t length;
    char *bytes = generate(&(struct offer_json_shape){.instance_types = 1, .terms_first = true}, &length);
    struct bytes_source from = {.bytes = bytes, .length = length};
    struct offer_source source = bytes_source(&from, 0, false);
    struct text_sink rows = text_sink_new(arena, false);
    struct offer_sink sink = text_sink_of(&rows);
    struct diags diags;
    diags_init(&diags, arena);
    assert_false(offer_json_read(&source, &EC2_WANTED, &sink, arena, &diags));
    assert_int_equal(diags.first->id, DIAG_FILE_UNREADABLE);
    assert_int_equal(rows.row_count, 0);
    assert_string_equal(diags.first->message,
                        text_format(arena,
                                    "the terms come before what they need, and this input can't be read "
                                    "twice: save it to a file (byte %zu)",
                                    length));
    free(bytes);
}

static void failing_reads(void **state)
{
    (void)state;
    struct bytes_source from = {.bytes = S3, .length = strlen(S3), .fails_at = 300};
    struct offer_source source = bytes_source(&from, 100, true);
    struct text_sink rows = text_sink_new(arena, false);
    struct offer_sink sink = text_sink_of(&rows);
    struct diags diags;
    diags_init(&diags, arena);
    assert_false(offer_json_read(&source, &S3_WANTED, &sink, arena, &diags));
    assert_int_equal(diags.count, 1);
    assert_int_equal(diags.first->id, DIAG_FILE_UNREADABLE);
    assert_string_equal(diags.first->message, "can't read on: Input/output error (byte 300)");
}

static bool stopping_row(void *user, const struct offer_row *row)
{
    (void)row;
    return ++*(int *)user < 1;
}

static void the_sink_stops(void **state)
{
    (void)state;
    int count = 0;
    struct bytes_source from = {.bytes = S3, .length = strlen(S3)};
    struct offer_source source = bytes_source(&from, 0, true);
    struct offer_sink sink = {&count, no_head, stopping_row};
    struct diags diags;
    diags_init(&diags, arena);
    assert_false(offer_json_read(&source, &S3_WANTED, &sink, arena, &diags));
    assert_int_equal(diags.count, 0);
    assert_int_equal(count, 1);
}

/* --- Large things --- */

/* prefix, then filler until it has given fill_bytes, then suffix. */
struct long_source {
    const char *prefix, *filler, *suffix;
    uint64_t fill_bytes, at;
};

static ptrdiff_t long_read(void *user, char *bytes, size_t capacity)
{
    struct long_source *from = user;
    uint64_t prefix = strlen(from->prefix), behind = prefix + from->fill_bytes,
             all = behind + strlen(from->suffix);
    size_t given = 0;
    for (; given < capacity && from->at < all; given++, from->at++)
        bytes[given] = from->at < prefix   ? from->prefix[from->at]
                       : from->at < behind ? from->filler[(from->at - prefix) % strlen(from->filler)]
                                           : from->suffix[from->at - behind];
    return (ptrdiff_t)given;
}

static bool read_long(struct long_source from, struct diags *diags)
{
    struct offer_source source = {.name = "long.json", .user = &from, .read = long_read};
    struct text_sink rows = text_sink_new(arena, false);
    struct offer_sink sink = text_sink_of(&rows);
    diags_init(diags, arena);
    size_t before = arena_used_bytes(arena);
    bool good = offer_json_read(&source, &ALL, &sink, arena, diags);
    assert_true(arena_used_bytes(arena) - before < 100 * 1024);
    return good;
}

enum { LONG_BYTES = 100 * 1000 * 1000, SHORTER_BYTES = 2 * 1000 * 1000 };

static void large_things(void **state)
{
    (void)state;
    struct diags diags;
    /* One line of 100 MB where nobody looks. */
    assert_true(read_long((struct long_source){HEAD "\"x\":\"", "wide and long ",
                                               "\"," PRODUCT "\"terms\":{}}", LONG_BYTES, 0},
                          &diags));
    assert_true(read_long((struct long_source){HEAD "\"x\":", "[", "", 0, 0}, &diags) == false);
    /* Never closed. */
    assert_false(
        read_long((struct long_source){HEAD "\"x\":\"", "wide and long ", "", SHORTER_BYTES, 0}, &diags));
    assert_string_equal(diags.first->message, "the file ends here, in the middle of the text that begins at "
                                              "byte 81: download it again (byte 2000082)");
    /* Nested deeper than any stack, where nobody looks. */
    assert_false(read_long((struct long_source){HEAD "\"x\":", "[", "]", SHORTER_BYTES, 0}, &diags));
    assert_string_equal(diags.first->message, "the file ends here, in the middle of the object or list that "
                                              "begins at byte 81: download it again (byte 2000082)");
    /* A product, a key and a head's text without end. */
    assert_false(
        read_long((struct long_source){"{\"products\":{\n\"A\":{\"x\":\"", "y", "\"}}}", SHORTER_BYTES, 0},
                  &diags));
    assert_string_equal(diags.first->message,
                        "one object or text of more than 512 KiB begins here; no offer has such (byte 18)");
    assert_int_equal(diags.first->place.line, 2);
    assert_false(read_long((struct long_source){"{\n\"", "y", "\":1}", 257, 0}, &diags));
    assert_string_equal(diags.first->message, "a key of 257 bytes, at most 256 are read (byte 2)");
    assert_false(read_long((struct long_source){"{\"version\":\"", "y", "\"}", SHORTER_BYTES, 0}, &diags));
    assert_int_equal(diags.first->id, DIAG_FILE_TOO_LARGE);
    /* Nested too deep for cJSON, in a product that is parsed. */
    assert_false(
        read_long((struct long_source){"{\"products\":{\"A\":{\"x\":", "[", "]}}}", 5000, 0}, &diags));
    assert_false(read_long((struct long_source){"{\"products\":{\"A\":", "{\"x\":", "0", 10000, 0}, &diags));
}

static void too_many_products(void **state)
{
    (void)state;
    char *bytes = NULL;
    size_t length;
    FILE *out = open_memstream(&bytes, &length);
    fputs("{\"products\":{\"0\":{}", out);
    for (int i = 1; i < 60000; i++) fprintf(out, ",\n\"%d\":{\"productFamily\":\"%d\"}", i, i);
    fputs("}}", out);
    fclose(out);
    struct outcome outcome;
    read_bytes(&outcome, bytes, length, &ALL, 0, false);
    assert_false(outcome.good);
    assert_int_equal(outcome.diags.first->id, DIAG_FILE_TOO_LARGE);
    assert_non_null(strstr(outcome.diags.first->message,
                           "products matter; load a region's file, not that of all regions (byte"));
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(loops_agree, set_up, tear_down),
        cmocka_unit_test_setup_teardown(skip_knows_strings, set_up, tear_down),
        cmocka_unit_test_setup_teardown(equals_the_tree, set_up, tear_down),
        cmocka_unit_test_setup_teardown(filters_spare_work, set_up, tear_down),
        cmocka_unit_test_setup_teardown(gives_figures, set_up, tear_down),
        cmocka_unit_test_setup_teardown(unusual_spellings_are_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_savings_plans, set_up, tear_down),
        cmocka_unit_test_setup_teardown(equals_the_plain_reader, set_up, tear_down),
        cmocka_unit_test_setup_teardown(says_what_is_wrong, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cut_anywhere, set_up, tear_down),
        cmocka_unit_test_setup_teardown(characters_across_blocks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_pipe_goes_only_forward, set_up, tear_down),
        cmocka_unit_test_setup_teardown(failing_reads, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_sink_stops, set_up, tear_down),
        cmocka_unit_test_setup_teardown(large_things, set_up, tear_down),
        cmocka_unit_test_setup_teardown(too_many_products, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
