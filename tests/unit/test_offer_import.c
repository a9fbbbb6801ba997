/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Imports of price lists in AWS's format: figures typed from the fixtures, what must not be in a book, and
 * every way in which a file can be wrong. Each import is done by the plain readers and by the fast ones, in
 * blocks of several sizes, and gives the same. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/sha256.h"
#include "base/text.h"
#include "fixtures/offer_import.h"
#include "pricing/book_write.h"
#include "import/offer_index.h"

enum { FILE_MAX_BYTES = 16 * 1024 * 1024, INPUTS_MAX = 8 };

struct fixture {
    struct arena *arena;
    struct diags diags;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    fixture->arena = arena_new();
    diags_init(&fixture->diags, fixture->arena);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    arena_free(fixture->arena);
    free(fixture);
    return 0;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct way WAYS[] = {{true, 0}, {false, 0}, {true, 7}, {false, 7}};
enum { WAY_COUNT = sizeof WAYS / sizeof *WAYS };

static struct input fixture_file(struct fixture *fixture, const char *name)
{
    struct input input = {.name = name};
    input.bytes = file_read(text_format(fixture->arena, "tests/fixtures/offers/%s", name), FILE_MAX_BYTES,
                            fixture->arena, &input.length, &fixture->diags);
    assert_non_null(input.bytes);
    return input;
}

static const struct imported *import(struct fixture *fixture, const struct input *inputs, size_t count,
                                     struct importer_request request, struct way way)
{
    return import_inputs(inputs, count, request, way, fixture->arena, &fixture->diags);
}

static const struct catalogue *catalogue(struct fixture *fixture)
{
    const struct catalogue *found = catalogue_embedded(fixture->arena, &fixture->diags);
    assert_non_null(found);
    return found;
}

static const char *const EAST[] = {"ec2-us-east-1.csv",  "elb-us-east-1.csv",       "transfer-us-east-1.json",
                                   "vpc-us-east-1.json", "dynamodb-us-east-1.json", "plan-us-east-1.csv"};
enum { EAST_COUNT = sizeof EAST / sizeof *EAST };

static const struct imported *import_named(struct fixture *fixture, const char *const *names, size_t count,
                                           struct importer_request request, struct way way)
{
    struct input inputs[INPUTS_MAX];
    for (size_t i = 0; i < count; i++) inputs[i] = fixture_file(fixture, names[i]);
    return import(fixture, inputs, count, request, way);
}

static const char *text_of(const struct imported *imported, struct arena *arena)
{
    size_t length;
    return book_text(imported->rows, imported->row_count, &length, arena);
}

/* In the words of the fixtures, with what AWS's lists make hard. */
static const struct figure {
    const char *offer, *usagetype;
    enum term term;
    double begin, end;
    const char *usd, *unit, *sku;
} EAST_FIGURES[] = {
    {"AmazonEC2", "BoxUsage:m5.large", TERM_ON_DEMAND, 0, INFINITY, "0.0960000000", "Hrs",
     "X3M4K9QF7TDRWYB2"},
    {"AmazonEC2", "BoxUsage:m5.large", TERM_RESERVED_1YR_NO_UPFRONT, 0, INFINITY, "0.0605000000", "Hrs",
     "X3M4K9QF7TDRWYB2"},
    {"AmazonEC2", "BoxUsage:m5.large", TERM_RESERVED_3YR_ALL_UPFRONT, 0, INFINITY, "0.0371765601218", "Hrs",
     "X3M4K9QF7TDRWYB2"}, /* 977 / 26,280 */
    {"AmazonEC2", "BoxUsage:m5.large", TERM_COMPUTE_PLAN_1YR_NO_UPFRONT, 0, INFINITY, "0.0703", "Hrs",
     "X3M4K9QF7TDRWYB2"},
    {"AmazonEC2", "BoxUsage:m5.large", TERM_INSTANCE_PLAN_3YR_ALL_UPFRONT, 0, INFINITY, "0.0372", "Hrs",
     "X3M4K9QF7TDRWYB2"},
    {"AmazonEC2", "BoxUsage:r6in.4xlarge", TERM_ON_DEMAND, 0, INFINITY, "1.3960800000", "Hrs",
     "Q8Z5N2HJ6VCXPTE7"},
    {"AmazonEC2", "BoxUsage:r6in.4xlarge", TERM_RESERVED_3YR_ALL_UPFRONT, 0, INFINITY, "0.544786910198",
     "Hrs", "Q8Z5N2HJ6VCXPTE7"}, /* 14,317 / 26,280 */
    {"AmazonEC2", "BoxUsage:r6in.8xlarge", TERM_ON_DEMAND, 0, INFINITY, "2.7921600000", "Hrs",
     "Q8Z5N2HJ6VCXPTG9"},
    {"AmazonEC2", "BoxUsage:zz9.37xlarge", TERM_ON_DEMAND, 0, INFINITY, "7.3170000000", "Hrs",
     "K7W2T5YRB9DMHNC4"},
    {"AmazonEC2", "EBS:VolumeUsage.gp3", TERM_ON_DEMAND, 0, INFINITY, "0.0800000000", "GB-Mo",
     "B2Y7H4QW9NKTMXA3"},
    {"AmazonEC2", "EBS:VolumeUsage.io2", TERM_ON_DEMAND, 0, INFINITY, "0.1250000000", "GB-month",
     "B2Y7H4QW9NKTMXC7"},
    {"AmazonEC2", "EBS:VolumeP-Throughput.gp3", TERM_ON_DEMAND, 0, INFINITY, "40.9600000000", "GiBps-mo",
     "B2Y7H4QW9NKTMXB5"},
    {"AmazonEC2", "NatGateway-Hours", TERM_ON_DEMAND, 0, INFINITY, "0.0450000000", "Hrs", "B2Y7H4QW9NKTMXD9"},
    {"AmazonEC2", "NatGateway-Bytes", TERM_ON_DEMAND, 0, INFINITY, "0.0450000000", "GB", "B2Y7H4QW9NKTMXE2"},
    {"AWSELB", "LoadBalancerUsage(Network)", TERM_ON_DEMAND, 0, INFINITY, "0.0225000000", "Hrs",
     "YKBGGP5EBGDU9T5W"},
    {"AWSELB", "LoadBalancerUsage(Application)", TERM_ON_DEMAND, 0, INFINITY, "0.0226000000", "Hrs",
     "37CUWUT8GSNQEPUV"},
    {"AWSELB", "LoadBalancerUsage", TERM_ON_DEMAND, 0, INFINITY, "0.0250000000", "Hrs", "R2N8XQ4WTKVBZP6M"},
    {"AWSELB", "LCUUsage(Network)", TERM_ON_DEMAND, 0, INFINITY, "0.0060000000", "LCU-Hrs",
     "XZ2DR556MD28P9WJ"},
    {"AWSELB", "LCUUsage(Application)", TERM_ON_DEMAND, 0, INFINITY, "0.0080000000", "LCU-Hrs",
     "P2XGEJ8N3KU52WA8"},
    {"AWSDataTransfer", "DataTransfer-Out-Bytes", TERM_ON_DEMAND, 0, 10240, "0.0900000000", "GB",
     "HQEH3ZWJVT46JHRG"},
    {"AWSDataTransfer", "DataTransfer-Out-Bytes", TERM_ON_DEMAND, 10240, 51200, "0.0850000000", "GB",
     "HQEH3ZWJVT46JHRG"},
    {"AWSDataTransfer", "DataTransfer-Out-Bytes", TERM_ON_DEMAND, 51200, 153600, "0.0700000000", "GB",
     "HQEH3ZWJVT46JHRG"},
    {"AWSDataTransfer", "DataTransfer-Out-Bytes", TERM_ON_DEMAND, 153600, INFINITY, "0.0500000000", "GB",
     "HQEH3ZWJVT46JHRG"},
    {"AWSDataTransfer", "DataTransfer-Regional-Bytes", TERM_ON_DEMAND, 0, INFINITY, "0.0100000000", "GB",
     "M9F3KBR5TPQ7XWZ2"},
    {"AWSDataTransfer", "DataTransfer-xAZ-In-Bytes", TERM_ON_DEMAND, 0, INFINITY, "0.0000000000", "GB",
     "N4T6WQX8YJKD2VB5"},
    {"AWSDataTransfer", "DataTransfer-xAZ-Out-Bytes", TERM_ON_DEMAND, 0, INFINITY, "0.0000000000", "GB",
     "S7V2ZPH9RMNC4GL8"},
    {"AWSDataTransfer", "Global-DataTransfer-Out-Bytes", TERM_ON_DEMAND, 0, INFINITY, "0.0000000000", "GB",
     "T8W3ABJ2SNPD5HM9"},
    {"AWSDataTransfer", "EUC1-AWS-In-Bytes", TERM_ON_DEMAND, 0, INFINITY, "0.0000000000", "GB",
     "V9X4BCK3TPQE6JN2"},
    {"AmazonVPC", "VpcEndpoint-Hours", TERM_ON_DEMAND, 0, INFINITY, "0.0100000000", "Hrs",
     "W2Y5CDL4VQRF7KP3"},
    {"AmazonVPC", "VpcEndpoint-Bytes", TERM_ON_DEMAND, 0, 1048576, "0.0100000000", "GB", "Z5B8FGP7YTUJ2NS6"},
    {"AmazonVPC", "VpcEndpoint-Bytes", TERM_ON_DEMAND, 1048576, 5242880, "0.0060000000", "GB",
     "Z5B8FGP7YTUJ2NS6"},
    {"AmazonVPC", "VpcEndpoint-Bytes", TERM_ON_DEMAND, 5242880, INFINITY, "0.0040000000", "GB",
     "Z5B8FGP7YTUJ2NS6"},
    {"AmazonVPC", "TransitGateway-Bytes", TERM_ON_DEMAND, 0, INFINITY, "0.0200000000", "GigaBytes",
     "X3Z6DEM5WRSG8LQ4"},
    {"AmazonVPC", "TransitGateway-Bytes(TransitGatewayPeering)", TERM_ON_DEMAND, 0, INFINITY, "0.0000000000",
     "GigaBytes", "Y4A7EFN6XSTH9MR5"},
    {"AmazonDynamoDB", "TimedStorage-ByteHrs", TERM_ON_DEMAND, 0, 25, "0.0000000000", "GB-Mo",
     "F3E2EDSYC6ZNW7XP"},
    {"AmazonDynamoDB", "TimedStorage-ByteHrs", TERM_ON_DEMAND, 25, INFINITY, "0.2500000000", "GB-Mo",
     "F3E2EDSYC6ZNW7XP"},
    {"AmazonDynamoDB", "WriteRequestUnits", TERM_ON_DEMAND, 0, INFINITY, "0.0000006250", "WriteRequestUnits",
     "A6C9GHQ8ZUVK3PT7"},
    {"AmazonDynamoDB", "WriteCapacityUnit-Hrs", TERM_ON_DEMAND, 0, INFINITY, "0.00065",
     "WriteCapacityUnit-Hrs", "R6PXMNYCEDGZ2EYN"},
    /* 1.8 / 26,280 + 0.000081 */
    {"AmazonDynamoDB", "WriteCapacityUnit-Hrs", TERM_RESERVED_3YR_ALL_UPFRONT, 0, INFINITY,
     "0.000149493150685", "WriteCapacityUnit-Hrs", "R6PXMNYCEDGZ2EYN"},
};
enum { EAST_FIGURE_COUNT = sizeof EAST_FIGURES / sizeof *EAST_FIGURES };

static const struct figure WEST_FIGURES[] = {
    {"AmazonS3", "TimedStorage-ByteHrs", TERM_ON_DEMAND, 0, 51200, "0.0230000000", "GB-Mo",
     "PWBN6DKS2QZ4GTR8"},
    {"AmazonS3", "TimedStorage-ByteHrs", TERM_ON_DEMAND, 51200, 512000, "0.0220000000", "GB-Mo",
     "PWBN6DKS2QZ4GTR8"},
    {"AmazonS3", "TimedStorage-ByteHrs", TERM_ON_DEMAND, 512000, INFINITY, "0.0210000000", "GB-Mo",
     "PWBN6DKS2QZ4GTR8"},
    {"AmazonS3", "Requests-Tier1", TERM_ON_DEMAND, 0, INFINITY, "0.0000050000", "Requests",
     "ZZ4M7JQXKP2VHW63"},
    {"AmazonS3", "Requests-Tier2", TERM_ON_DEMAND, 0, INFINITY, "0.0000004000", "Requests",
     "GQ9V3RTX5BKC7N2D"},
    {"AmazonS3", "Retrieval-SIA", TERM_ON_DEMAND, 0, INFINITY, "0.0100000000", "GB",
     "HB4TZ6WPNQ8XKM2Y HB4TZ6WPNQ8XKM3Z"},
    {"AmazonS3", "EarlyDelete-ByteHrs", TERM_ON_DEMAND, 0, INFINITY, "0.0040000000", "GB-Mo",
     "JC5VY7XQMR9WLN3A"},
    {"AmazonS3", "EarlyDelete-ByteHrs(DeepArchive)", TERM_ON_DEMAND, 0, INFINITY, "0.0036000000", "GB-Mo",
     "JC5VY7XQMR9WLN4B"},
    {"AmazonS3", "Inclusive-Bytes", TERM_ON_DEMAND, 0, 20000, "0.0330000000", "GB", "NF8YW2XRQV4ZMS7G"},
    {"AmazonS3", "Inclusive-Bytes", TERM_ON_DEMAND, 20000, INFINITY, "0.0310000000", "GB",
     "NF8YW2XRQV4ZMS7G"},
};
enum { WEST_FIGURE_COUNT = sizeof WEST_FIGURES / sizeof *WEST_FIGURES };

static void check_figures(const struct imported *imported, const struct figure *figures, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct figure *figure = &figures[i];
        size_t found = 0;
        for (size_t j = 0; j < imported->row_count; j++) {
            const struct price_row *row = &imported->rows[j];
            if (!text_equal(row->offer, figure->offer) || !text_equal(row->bare, figure->usagetype) ||
                row->term != figure->term || row->begin != figure->begin)
                continue;
            found++;
            assert_true(row->end == figure->end);
            if (row->usd_per_unit != strtod(figure->usd, NULL))
                fail_msg("%s %s: %.17g, not %s", figure->usagetype, term_name(figure->term),
                         row->usd_per_unit, figure->usd);
            assert_string_equal(row->unit, figure->unit);
            assert_string_equal(row->sku, figure->sku);
            assert_int_equal(row->grade, 'A');
        }
        if (found != 1)
            fail_msg("%s %s from %g: %zu times", figure->usagetype, term_name(figure->term), figure->begin,
                     found);
    }
    assert_int_equal(imported->row_count, count); /* and nothing else */
}

static void test_figures(void **state)
{
    struct fixture *fixture = *state;
    const struct importer_request request = {.catalogue = catalogue(fixture)};
    const char *first = NULL, *first_of_terms = NULL;
    for (size_t i = 0; i < WAY_COUNT; i++) {
        const struct imported *east = import_named(fixture, EAST, EAST_COUNT, request, WAYS[i]);
        assert_non_null(east);
        assert_string_equal(east->region, "us-east-1");
        check_figures(east, EAST_FIGURES, EAST_FIGURE_COUNT);
        const char *text = text_of(east, fixture->arena);
        first = first == NULL ? text : first;
        assert_string_equal(text, first);
        const struct imported *west = import_named(fixture, (const char *const[]){"s3-eu-west-1.csv"}, 1,
                                                   request, WAYS[i]);
        assert_non_null(west);
        assert_string_equal(west->region, "eu-west-1");
        check_figures(west, WEST_FIGURES, WEST_FIGURE_COUNT);
        const struct imported *terms_first = import_named(fixture,
                                                          (const char *const[]){"dynamodb-us-east-1.json"}, 1,
                                                          request, WAYS[i]);
        assert_non_null(terms_first);
        text = text_of(terms_first, fixture->arena);
        first_of_terms = first_of_terms == NULL ? text : first_of_terms;
        assert_string_equal(text, first_of_terms);
    }
    assert_int_equal(fixture->diags.count, 0);
}

/* The order in which files are named changes nothing. */
static void test_order_of_files(void **state)
{
    struct fixture *fixture = *state;
    const char *reversed[EAST_COUNT];
    for (size_t i = 0; i < EAST_COUNT; i++) reversed[i] = EAST[EAST_COUNT - 1 - i];
    const struct imported *forth = import_named(fixture, EAST, EAST_COUNT, (struct importer_request){0},
                                                WAYS[1]);
    const struct imported *back = import_named(fixture, reversed, EAST_COUNT, (struct importer_request){0},
                                               WAYS[1]);
    assert_non_null(forth);
    assert_non_null(back);
    assert_string_equal(text_of(forth, fixture->arena), text_of(back, fixture->arena));
}

static void test_what_is_left_out(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        enum offer_skip reason;
        uint64_t count;
    } EXPECTED[] = {{SKIP_ZONE, 1},     {SKIP_UNKNOWN_TERM, 2}, {SKIP_OTHER_TERM, 5},
                    {SKIP_INSTANCE, 4}, {SKIP_NOT_NEEDED, 5},   {SKIP_SERVICE, 1},
                    {SKIP_REPEATED, 1}, {SKIP_NO_SKU, 1},       {SKIP_NO_UPFRONT, 1}};
    const struct imported *east = import_named(fixture, EAST, EAST_COUNT,
                                               (struct importer_request){.catalogue = catalogue(fixture)},
                                               WAYS[0]);
    assert_non_null(east);
    uint64_t total = 0, expected = 0;
    for (size_t i = 0; i < SKIP__COUNT; i++) total += east->skipped[i];
    for (size_t i = 0; i < sizeof EXPECTED / sizeof *EXPECTED; i++) {
        if (east->skipped[EXPECTED[i].reason] != EXPECTED[i].count)
            fail_msg("%s: %llu", OFFER_SKIP_ROWS[EXPECTED[i].reason].what,
                     (unsigned long long)east->skipped[EXPECTED[i].reason]);
        expected += EXPECTED[i].count;
    }
    assert_int_equal(total, expected);
    assert_int_equal(east->unknown_type_count, 1);
    assert_string_equal(east->unknown_types[0], "zz9.37xlarge");

    const struct imported *west = import_named(fixture, (const char *const[]){"s3-eu-west-1.csv"}, 1,
                                               (struct importer_request){0}, WAYS[0]);
    assert_int_equal(west->left_out_count, 2);
    assert_string_equal(west->left_out[0], "AmazonS3:Gap-Bytes, tiers don't join");
    assert_string_equal(west->left_out[1], "AmazonS3:Odd-Bytes, several prices");
    assert_int_equal(west->skipped[SKIP_REPEATED], 1);
}

/* What a fast reader can't pass over unseen is counted alike. */
static void test_counts_of_both_readers(void **state)
{
    struct fixture *fixture = *state;
    const struct imported *plain = import_named(fixture, EAST, EAST_COUNT, (struct importer_request){0},
                                                WAYS[0]);
    const struct imported *fast = import_named(fixture, EAST, EAST_COUNT, (struct importer_request){0},
                                               WAYS[1]);
    for (size_t i = 0; i < SKIP__COUNT; i++)
        if (!OFFER_SKIP_ROWS[i].may_be_unseen) assert_int_equal(plain->skipped[i], fast->skipped[i]);
}

static const struct price_row *row_of(const struct imported *imported, const char *bare, enum term term)
{
    for (size_t i = 0; i < imported->row_count; i++)
        if (text_equal(imported->rows[i].bare, bare) && imported->rows[i].term == term)
            return &imported->rows[i];
    return NULL;
}

static void test_provenance(void **state)
{
    struct fixture *fixture = *state;
    const struct imported *east = import_named(fixture, EAST, EAST_COUNT, (struct importer_request){0},
                                               WAYS[1]);
    const struct price_row *row = row_of(east, "BoxUsage:m5.large", TERM_RESERVED_3YR_ALL_UPFRONT);
    assert_non_null(row);
    assert_string_equal(row->date, "2026-08-17");
    assert_string_equal(row->published, "2026-08-17T19:04:55Z");
    assert_string_equal(row->version, "20260817190455");
    assert_string_equal(row->source, "AWS price list AmazonEC2 20260817190455");
    assert_string_equal(row->rate_code,
                        "X3M4K9QF7TDRWYB2.NQ3QZPMQV9.6YS6EN2CT7 X3M4K9QF7TDRWYB2.NQ3QZPMQV9.2TG2D8R56U");
    assert_string_equal(row->note, "effective: upfront fee of 977 USD over 26280 h");
    struct input ec2 = fixture_file(fixture, EAST[0]);
    char hash[65];
    sha256_hex(ec2.bytes, ec2.length, hash);
    assert_string_equal(row->source_sha256, hash);
}

static void test_all_terms(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < WAY_COUNT; i++) {
        const struct imported *east = import_named(fixture, EAST, EAST_COUNT,
                                                   (struct importer_request){.all_terms = true}, WAYS[i]);
        assert_non_null(east);
        const struct price_row *partial = row_of(east, "BoxUsage:m5.large",
                                                 TERM_RESERVED_1YR_PARTIAL_UPFRONT);
        const struct price_row *convertible = row_of(east, "BoxUsage:m5.large",
                                                     TERM_CONVERTIBLE_3YR_NO_UPFRONT);
        assert_non_null(partial);
        assert_non_null(convertible);
        assert_true(fabs(partial->usd_per_unit - (0.029 + 251.0 / 8760)) < 1e-13);
        assert_true(convertible->usd_per_unit == 0.047);
        assert_int_equal(east->row_count, EAST_FIGURE_COUNT + 2);
    }
}

/* A Savings Plan without the offer that it discounts keeps its own usage types; JSON says the same as CSV. */
static void test_plan_alone(void **state)
{
    struct fixture *fixture = *state;
    const struct imported *csv = import_named(fixture, (const char *const[]){"plan-us-east-1.csv"}, 1,
                                              (struct importer_request){0}, WAYS[1]);
    assert_non_null(csv);
    assert_int_equal(csv->row_count, 3);
    assert_true(row_of(csv, "BoxUsage:m5.9xlarge", TERM_COMPUTE_PLAN_1YR_NO_UPFRONT)->usd_per_unit == 0.9911);
    const struct imported *json = import_named(fixture, (const char *const[]){"plan-us-east-1.json"}, 1,
                                               (struct importer_request){0}, WAYS[1]);
    assert_non_null(json);
    assert_int_equal(json->row_count, 1);
    assert_true(row_of(json, "BoxUsage:m5.large", TERM_COMPUTE_PLAN_3YR_PARTIAL_UPFRONT)->usd_per_unit ==
                0.0453);
    const char *const both[] = {"plan-us-east-1.json", "ec2-us-east-1.csv"};
    assert_non_null(row_of(import_named(fixture, both, 2, (struct importer_request){0}, WAYS[1]),
                           "BoxUsage:m5.large", TERM_COMPUTE_PLAN_3YR_PARTIAL_UPFRONT));
}

/* One file with all regions and no region codes: as told by prefix, and only the one that was asked for. */
static void test_regions(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *region, *usagetype;
        double usd;
    } REGIONS[] = {{"us-east-1", "TimedStorage-ByteHrs", 0.03},
                   {"ap-northeast-1", "APN1-TimedStorage-ByteHrs", 0.033},
                   {"eu-west-1", "EU-TimedStorage-ByteHrs", 0.03}};
    const char *const name[] = {"s3-all-2016.json"};
    for (size_t i = 0; i < sizeof REGIONS / sizeof *REGIONS; i++) {
        const struct imported *imported = import_named(fixture, name, 1,
                                                       (struct importer_request){.region = REGIONS[i].region},
                                                       WAYS[i % WAY_COUNT]);
        assert_non_null(imported);
        assert_int_equal(imported->row_count, 2);
        assert_string_equal(imported->rows[0].usagetype, REGIONS[i].usagetype);
        assert_true(imported->rows[0].usd_per_unit == REGIONS[i].usd);
        assert_int_equal(imported->skipped[SKIP_OTHER_REGION], 6);
    }
    for (size_t i = 0; i < WAY_COUNT; i++) {
        size_t before = fixture->diags.count;
        assert_null(import_named(fixture, name, 1, (struct importer_request){0}, WAYS[i]));
        assert_int_equal(fixture->diags.count, before + 1);
    }
    assert_int_equal(fixture->diags.first->id, DIAG_OFFER_REGION);
    assert_non_null(strstr(
        fixture->diags.first->message,
        "the row is of us-east-1, those before are of ap-northeast-1; say which is wanted with --region"));
    assert_null(import_named(fixture, name, 1, (struct importer_request){.region = "sa-east-1"}, WAYS[1]));
    const struct diag *last = fixture->diags.first;
    while (last->next != NULL) last = last->next;
    assert_non_null(
        strstr(last->message, "no row has a price for a book of sa-east-1; left out: 8 of other regions"));
    const char *const mixed[] = {"ec2-us-east-1.csv", "s3-eu-west-1.csv"};
    size_t before = fixture->diags.count;
    assert_null(import_named(fixture, mixed, 2, (struct importer_request){0}, WAYS[1]));
    assert_int_equal(fixture->diags.count, before + 1);
}

/* A fixture with one text put in place of another, and what that is told as by every reader. line 0: not
 * compared, as plain JSON has none. */
static const struct mistake {
    const char *file, *find, *replace;
    enum diag_id id;
    uint32_t line;
    const char *message;
} MISTAKES[] = {
    {"ec2-us-east-1.csv", "\"0.0960000000\",\"USD\"", "\"0.0960000000\",\"CNY\"", DIAG_OFFER_CURRENCY, 7,
     "the currency is 'CNY'; only lists in USD can be imported (byte "},
    {"ec2-us-east-1.csv", "\"0.0960000000\",\"USD\"", "\"about 1\",\"USD\"", DIAG_OFFER_VALUE, 7,
     "the price 'about 1' is no number from 0"},
    {"ec2-us-east-1.csv", "\"0.0960000000\",\"USD\"", "\"-0.096\",\"USD\"", DIAG_OFFER_VALUE, 7,
     "the price '-0.096' is no number"},
    {"ec2-us-east-1.csv", "\"0.0960000000\",\"USD\"", ",\"USD\"", DIAG_OFFER_VALUE, 7,
     "the price '' is no number"},
    {"ec2-us-east-1.csv", "\"0.0960000000\",\"USD\"", "\"inf\",\"USD\"", DIAG_OFFER_VALUE, 7,
     "the price 'inf' is no number"},
    {"ec2-us-east-1.csv", "\"0\",\"Inf\",\"Hrs\",\"0.0960000000\"", "\"x\",\"Inf\",\"Hrs\",\"0.0960000000\"",
     DIAG_OFFER_VALUE, 7, "the range 'x' to 'Inf' is none"},
    {"ec2-us-east-1.csv", "\"Hrs\",\"0.0960000000\"", ",\"0.0960000000\"", DIAG_OFFER_VALUE, 7,
     "no unit or no SKU"},
    {"ec2-us-east-1.csv", "\"Publication Date\"", "\"Published\"", DIAG_OFFER_FORMAT, 1,
     "the file doesn't say its Publication Date"},
    {"ec2-us-east-1.csv", "\"Version\",\"20260817190455\"", "\"Version\"", DIAG_OFFER_FORMAT, 1,
     "the file doesn't say its Version"},
    {"ec2-us-east-1.csv", "\"OfferCode\",\"AmazonEC2\"", "\"OfferCode\",\"\"", DIAG_OFFER_FORMAT, 1,
     "the file doesn't say its OfferCode"},
    {"ec2-us-east-1.csv", "\"PricePerUnit\"", "\"Price\"", DIAG_CSV_COLUMN, 6,
     "column 'PricePerUnit' is missing from the header"},
    {"ec2-us-east-1.csv", "\"RelatedTo\"", "\"price per unit\"", DIAG_CSV_COLUMN, 6,
     "column 'PricePerUnit' is named twice"},
    {"ec2-us-east-1.csv", "\"Amazon Elastic Compute Cloud\",", "\"Amazon Elastic Compute Cloud\",,",
     DIAG_CSV_SYNTAX, 7, "the row has 92 cells, the header names 91 columns"},
    {"ec2-us-east-1.csv", "\"BoxUsage:zz9.37xlarge\",\"RunInstances\"",
     "\"BoxUsage:zz9.37xlarge\",\"RunInstances", DIAG_CSV_SYNTAX, 27, "byte"},
    {"ec2-us-east-1.csv", "zz9.37xlarge Instance Hour", "zz9.37xlarge \xC3\x28 Hour", DIAG_ENCODING, 27,
     "not valid UTF-8"},
    {"ec2-us-east-1.csv", "OfferTermCode", "OfferTermCode", DIAG__COUNT, 0, ""},
    {"s3-eu-west-1.csv", "\"0.0000004000\",\"USD\",\"\",\"AmazonS3\"",
     "\"0.0000004100\",\"USD\",\"\",\"AmazonS3\"", DIAG_PRICE_DUPLICATE, 16,
     "has another price or tier than at s3-eu-west-1.csv:11 "},
    {"transfer-us-east-1.json", "\"USD\" : \"0.0850000000\"", "\"EUR\" : \"0.0850000000\"",
     DIAG_OFFER_CURRENCY, 0, "the currency is 'EUR'"},
    {"transfer-us-east-1.json", "\"USD\" : \"0.0850000000\"", "\"USD\" : \"free\"", DIAG_OFFER_VALUE, 0,
     "the price 'free' is no number"},
    {"transfer-us-east-1.json", "\"version\"", "\"wersion\"", DIAG_OFFER_FORMAT, 0,
     "the file doesn't say its Version"},
};

static struct input edited(struct fixture *fixture, const struct mistake *mistake)
{
    struct input input = fixture_file(fixture, mistake->file);
    const char *at = strstr(input.bytes, mistake->find);
    assert_non_null(at);
    struct text text = text_new(fixture->arena);
    text_add_bytes(&text, input.bytes, (size_t)(at - input.bytes));
    text_add(&text, mistake->replace);
    text_add(&text, at + strlen(mistake->find));
    return (struct input){input.name, text.bytes, text.length};
}

static void test_mistakes(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof MISTAKES / sizeof *MISTAKES; i++) {
        const struct mistake *mistake = &MISTAKES[i];
        struct input input = edited(fixture, mistake);
        for (size_t way = 0; way < WAY_COUNT; way++) {
            diags_init(&fixture->diags, fixture->arena);
            const struct imported *imported = import(fixture, &input, 1, (struct importer_request){0},
                                                     WAYS[way]);
            if (mistake->id == DIAG__COUNT) {
                assert_non_null(imported);
                continue;
            }
            if (imported != NULL || fixture->diags.first == NULL)
                fail_msg("%s: '%s' passes way %zu", mistake->file, mistake->replace, way);
            const struct diag *diag = fixture->diags.first;
            bool right = diag->id == mistake->id && strstr(diag->message, mistake->message) != NULL &&
                         text_equal(diag->place.file, mistake->file);
            if (!right || (mistake->line > 0 && diag->place.line != mistake->line))
                fail_msg("way %zu: %s:%u: %s, not %u: %s", way, diag->place.file, diag->place.line,
                         diag->message, mistake->line, mistake->message);
        }
    }
}

/* Cut anywhere, a file never gives prices, unless it was cut between rows of a CSV. */
static void test_cut_files(void **state)
{
    struct fixture *fixture = *state;
    static const char *const FILES[] = {"elb-us-east-1.csv", "plan-us-east-1.csv", "vpc-us-east-1.json",
                                        "plan-us-east-1.json"};
    enum { STEP_BYTES = 13 };
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        struct input whole = fixture_file(fixture, FILES[i]);
        for (size_t length = STEP_BYTES; length + 2 < whole.length; length += STEP_BYTES) {
            if (whole.bytes[length - 1] == '\n' && text_ends_with(FILES[i], ".csv")) continue;
            for (size_t way = 0; way < 2; way++) {
                diags_init(&fixture->diags, fixture->arena);
                struct input cut = {whole.name, whole.bytes, length};
                if (import(fixture, &cut, 1, (struct importer_request){0}, WAYS[way]) != NULL ||
                    fixture->diags.count == 0)
                    fail_msg("%s cut at %zu passes way %zu", FILES[i], length, way);
            }
        }
    }
}

static void test_long_line(void **state)
{
    struct fixture *fixture = *state;
    enum { LONG_BYTES = 9 * 1024 * 1024 };
    struct input ec2 = fixture_file(fixture, "ec2-us-east-1.csv");
    struct text text = text_new(fixture->arena);
    text_add_bytes(&text, ec2.bytes, ec2.length);
    text_add_repeated(&text, 'x', LONG_BYTES);
    text_add(&text, "\n");
    for (size_t way = 0; way < 2; way++) {
        diags_init(&fixture->diags, fixture->arena);
        struct input input = {"long.csv", text.bytes, text.length};
        assert_null(import(fixture, &input, 1, (struct importer_request){0}, WAYS[way]));
        assert_int_equal(fixture->diags.count, 1);
        assert_int_equal(fixture->diags.first->id, DIAG_CSV_SYNTAX);
        assert_non_null(
            strstr(fixture->diags.first->message, text_format(fixture->arena, "(byte %zu)", ec2.length)));
    }
}

static void test_two_versions(void **state)
{
    struct fixture *fixture = *state;
    const struct mistake other = {"vpc-us-east-1.json",
                                  "\"version\" : \"20260724011244\"",
                                  "\"version\" : \"20250724011244\"",
                                  0,
                                  0,
                                  ""};
    struct input inputs[] = {fixture_file(fixture, "vpc-us-east-1.json"), edited(fixture, &other)};
    inputs[1].name = "old.json";
    assert_null(import(fixture, inputs, 2, (struct importer_request){0}, WAYS[1]));
    assert_int_equal(fixture->diags.first->id, DIAG_OFFER_FORMAT);
    assert_string_equal(fixture->diags.first->message,
                        "the list of AmazonVPC is of version 20250724011244, that in vpc-us-east-1.json of "
                        "version 20260724011244; leave out one");
    diags_init(&fixture->diags, fixture->arena);
    inputs[1] = inputs[0]; /* the same list twice is one */
    assert_non_null(import(fixture, inputs, 2, (struct importer_request){0}, WAYS[1]));
}

static void test_reading_fails(void **state)
{
    struct fixture *fixture = *state;
    static const char *const FILES[] = {"ec2-us-east-1.csv", "vpc-us-east-1.json"};
    for (size_t i = 0; i < 2; i++) {
        struct input input = fixture_file(fixture, FILES[i]);
        for (size_t way = 0; way < 2; way++) {
            diags_init(&fixture->diags, fixture->arena);
            struct bytes_source bytes = {.bytes = input.bytes, .length = input.length, .fails_at = 1000};
            struct offer_source source = bytes_source(&bytes, 500, true);
            struct text_sink text = text_sink_new(fixture->arena, false);
            struct offer_sink sink = text_sink_of(&text);
            const struct offer_wanted wanted = {0};
            bool is_csv = i == 0;
            bool good = way == 0 ? (is_csv ? offer_csv_plain_read : offer_json_plain_read)(&source, &sink,
                                                                                           &fixture->diags)
                        : is_csv ? offer_csv_read(&source, &wanted, &sink, &fixture->diags)
                                 : offer_json_read(&source, &wanted, &sink, fixture->arena, &fixture->diags);
            assert_false(good);
            assert_int_equal(fixture->diags.first->id, DIAG_FILE_UNREADABLE);
        }
    }
}

static void test_detect(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *bytes;
        enum offer_kind kind;
        const char *code, *reason;
    } ROWS[] = {
        {"", OFFER_KIND_NONE, "", "empty"},
        {" \n\t", OFFER_KIND_NONE, "", "empty"},
        {"\x1f\x8b\x08", OFFER_KIND_NONE, "", "gzip"},
        {"PK\x03\x04", OFFER_KIND_NONE, "", "zip"},
        {"<?xml version='1.0'?><Error/>", OFFER_KIND_NONE, "", "HTML or XML"},
        {"offer_code,usagetype,term\n", OFFER_KIND_NONE, "", "a price book already"},
        {"a,b\nc,d\n", OFFER_KIND_NONE, "", "neither CSV"},
        {"{\"a\": {\"products\": 1}}", OFFER_KIND_NONE, "", "neither CSV"},
        {"[]", OFFER_KIND_NONE, "", "JSON list"},
        {"sku,x\n", OFFER_KIND_CSV, "", NULL},
        {"\"FormatVersion\",\"v1.0\"\r\n\"OfferCode\",\"AmazonS3\"\r\n\"SKU\",\"x\"\r\n", OFFER_KIND_CSV,
         "AmazonS3", NULL},
        {"OfferCode,AmazonS3\nSKU\n", OFFER_KIND_CSV, "AmazonS3", NULL},
        {"\xEF\xBB\xBF{\"offerCode\":\"AmazonMSK\",\"products\":{}}", OFFER_KIND_JSON, "AmazonMSK", NULL},
        {"{\"terms\":{\"offerCode\":\"x\"},\"offerCode\" : \"AmazonMSK\"", OFFER_KIND_JSON, "AmazonMSK",
         NULL},
        {"{\"products\" : [ {", OFFER_KIND_PLAN_JSON, "", NULL},
        {"{\"disclaimer\":\"\\\"products\\\":{\",\"versions\":{", OFFER_KIND_VERSION_INDEX, "", NULL},
        {"{\"regions\":[", OFFER_KIND_REGION_INDEX, "", NULL},
        {"{\"offers\":{", OFFER_KIND_SERVICE_INDEX, "", NULL},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct offer_detected detected = offer_detect(ROWS[i].bytes, strlen(ROWS[i].bytes), fixture->arena);
        if (detected.kind != ROWS[i].kind || !text_equal(detected.offer_code, ROWS[i].code))
            fail_msg("%s: kind %d, code '%s'", ROWS[i].bytes, (int)detected.kind, detected.offer_code);
        assert_true((ROWS[i].reason == NULL) == (detected.reason == NULL));
        if (ROWS[i].reason != NULL) assert_non_null(strstr(detected.reason, ROWS[i].reason));
    }
}

static void test_indexes(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *file, *summary;
    } ROWS[] = {
        {"index-versions.json", "the version index of AmazonEC2: 2 versions, the current one 20260817190455 "
                                "at /offers/v1.0/aws/AmazonEC2/20260817190455/index.json"},
        {"index-regions.json", "the region index of an offer: 2 (us-east-1, eu-west-1), the first at "
                               "/offers/v1.0/aws/AmazonEC2/20260817190455/us-east-1/index.json"},
        {"index-plan-regions.json",
         "the region index of a Savings Plan: 1 (us-east-1), the first at "
         "/savingsPlan/v1.0/aws/AWSComputeSavingsPlan/20260818184447/us-east-1/index.json"},
        {"index-offers.json",
         "the index of all offers: 1 (AmazonS3), the first at /offers/v1.0/aws/AmazonS3/current/index.json"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct input input = fixture_file(fixture, ROWS[i].file);
        enum offer_kind kind = offer_detect(input.bytes, input.length, fixture->arena).kind;
        const char *summary = offer_index_summary(input.name, kind, input.bytes, input.length, fixture->arena,
                                                  &fixture->diags);
        assert_non_null(summary);
        assert_string_equal(summary, ROWS[i].summary);
    }
    static const struct {
        enum offer_kind kind;
        const char *bytes, *message;
    } WRONG[] = {
        {OFFER_KIND_VERSION_INDEX, "{\"versions\":{}}", "no offerVersionUrl"},
        {OFFER_KIND_VERSION_INDEX, "{\"versions\":3}", "'versions' is no list"},
        {OFFER_KIND_REGION_INDEX, "{\"regions\":[{\"regionCode\":\"x\"}]}", "no name or no address"},
        {OFFER_KIND_SERVICE_INDEX, "{\"offers\":[]}", "'offers' is no list"},
        {OFFER_KIND_SERVICE_INDEX, "{\"offers\":{", ""},
    };
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        diags_init(&fixture->diags, fixture->arena);
        assert_null(offer_index_summary("index.json", WRONG[i].kind, WRONG[i].bytes, strlen(WRONG[i].bytes),
                                        fixture->arena, &fixture->diags));
        assert_non_null(strstr(fixture->diags.first->message, WRONG[i].message));
    }
}

/* Every embedded book is the same after it was written and read; so is an import with what it notes of its
 * sources. */
static void test_write_and_read(void **state)
{
    struct fixture *fixture = *state;
    for (const char *const *region = book_regions(); *region != NULL; region++) {
        const struct book *book = book_embedded(*region, fixture->arena, &fixture->diags);
        assert_non_null(book);
        struct price_row *rows = arena_new_of(fixture->arena, struct price_row, book->row_count);
        size_t count = 0, length, again_length;
        for (size_t i = 0; i < book->row_count; i++)
            if (!book->rows[i].from_vendors) rows[count++] = book->rows[i];
        char *text = book_text(rows, count, &length, fixture->arena);
        const struct book *again = book_read(*region, &(struct csv_source){"again.csv", text, length}, NULL,
                                             fixture->arena, &fixture->diags);
        assert_non_null(again);
        assert_int_equal(again->row_count, count);
        for (size_t i = 0; i < count; i++)
            assert_true(again->rows[i].usd_per_unit == rows[i].usd_per_unit &&
                        again->rows[i].end == rows[i].end);
        assert_string_equal(book_text(again->rows, count, &again_length, fixture->arena), text);
    }
    const struct imported *east = import_named(fixture, EAST, EAST_COUNT, (struct importer_request){0},
                                               WAYS[1]);
    const char *text = text_of(east, fixture->arena);
    const struct book *book = book_read(east->region, &(struct csv_source){"east.csv", text, strlen(text)},
                                        NULL, fixture->arena, &fixture->diags);
    assert_non_null(book);
    size_t length;
    assert_string_equal(book_text(book->rows, book->row_count, &length, fixture->arena), text);
    assert_string_equal(book->rows[0].rate_code, east->rows[0].rate_code);
    assert_string_equal(book->rows[0].source_sha256, east->rows[0].source_sha256);
}

static void test_quoted_cells(void **state)
{
    struct fixture *fixture = *state;
    const struct price_row row = {.offer = "AmazonX",
                                  .usagetype = "EU-Odd, \"quoted\"",
                                  .end = INFINITY,
                                  .usd_per_unit = 0.1,
                                  .usd_per_unit_max = 0.3,
                                  .unit = "GB",
                                  .date = "2026-07",
                                  .source = "list, 2 \"b\"",
                                  .grade = 'B',
                                  .note = " blank in front"};
    size_t length;
    char *text = book_text(&row, 1, &length, fixture->arena);
    const struct book *book = book_read("eu-west-1", &(struct csv_source){"x.csv", text, length}, NULL,
                                        fixture->arena, &fixture->diags);
    assert_non_null(book);
    assert_string_equal(book->rows[0].usagetype, row.usagetype);
    assert_string_equal(book->rows[0].source, row.source);
    assert_true(book->rows[0].usd_per_unit == 0.1 && book->rows[0].usd_per_unit_max == 0.3);
}

static void test_terms(void **state)
{
    (void)state;
    assert_int_equal(term_find(BUY_RESERVED, "standard", 3, "all upfront"), TERM_RESERVED_3YR_ALL_UPFRONT);
    assert_int_equal(term_find(BUY_RESERVED, "", 1, "NoUpfront"), TERM_RESERVED_1YR_NO_UPFRONT);
    assert_int_equal(term_find(BUY_RESERVED, "convertible", 1, "Partial Upfront"),
                     TERM_CONVERTIBLE_1YR_PARTIAL_UPFRONT);
    assert_int_equal(term_find(BUY_PLAN, "EC2InstanceSavingsPlans", 3, "No Upfront"),
                     TERM_INSTANCE_PLAN_3YR_NO_UPFRONT);
    assert_int_equal(term_find(BUY_PLAN, "DatabaseSavingsPlans", 1, "No Upfront"),
                     TERM_DATABASE_PLAN_1YR_NO_UPFRONT);
    assert_int_equal(term_find(BUY_RESERVED, "standard", 1, "Heavy Utilization"), TERM__COUNT);
    assert_int_equal(term_find(BUY_RESERVED, "standard", 5, "No Upfront"), TERM__COUNT);
}

static void test_prefixes(void **state)
{
    (void)state;
    assert_string_equal(region_of_usagetype("EUC1-AWS-Out-Bytes"), "eu-central-1");
    assert_string_equal(region_of_usagetype("EU-Requests-Tier1"), "eu-west-1");
    assert_string_equal(region_of_usagetype("us-west-1-KMS-Keys"), "us-west-1");
    assert_string_equal(region_of_usagetype("UGW1-Requests-Tier1"), "");
    assert_string_equal(region_of_usagetype("us-gov-west-1-KMS-Requests"), "");
    assert_null(region_of_usagetype("Requests-Tier1"));
    assert_null(region_of_usagetype("us-1-KMS"));
    assert_null(region_of_usagetype("us-east-KMS"));
    assert_null(region_of_usagetype("Global-KMS-Requests"));
    assert_string_equal(region_bare("us-west-1", "us-west-1-KMS-Keys"), "KMS-Keys");
    assert_string_equal(region_bare("eu-west-1", "Global-KMS-Requests"), "Global-KMS-Requests");
    assert_null(region_bare("eu-west-1", "us-west-1-KMS-Keys"));
    assert_null(region_bare("us-east-1", "us-west-1-KMS-Keys"));
    assert_null(region_bare("us-east-1", "us-gov-west-1-KMS-Requests"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_figures),          CASE(test_order_of_files),
        CASE(test_what_is_left_out), CASE(test_counts_of_both_readers),
        CASE(test_provenance),       CASE(test_all_terms),
        CASE(test_plan_alone),       CASE(test_regions),
        CASE(test_mistakes),         CASE(test_cut_files),
        CASE(test_long_line),        CASE(test_two_versions),
        CASE(test_reading_fails),    CASE(test_detect),
        CASE(test_indexes),          CASE(test_write_and_read),
        CASE(test_quoted_cells),     CASE(test_terms),
        CASE(test_prefixes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
