/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Price books: figures typed from the sources, every way in which a file can be wrong, and what lookups give.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/sha256.h"
#include "base/text.h"
#include "pricing/book.h"
#include "pricing/embedded.h"

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

/* In the words of the sources, which write more digits than a book. */
static const struct figure {
    const char *region, *offer, *usagetype;
    enum term term;
    double begin, end;
    const char *usd;
} FIGURES[] = {
    {"ap-northeast-1", "AmazonS3", "APN1-TimedStorage-ByteHrs", TERM_ON_DEMAND, 0, 51200, "0.0250000000"},
    {"ap-northeast-1", "AmazonVPC", "APN1-VpcEndpoint-Bytes", TERM_ON_DEMAND, 1048576, 5242880,
     "0.0060000000"},
    {"ap-northeast-1", "AmazonEC2", "APN1-BoxUsage:m6in.4xlarge", TERM_ON_DEMAND, 0, INFINITY,
     "1.4320800000"},
    {"ap-northeast-1", "AmazonEC2", "APN1-NatGateway-Bytes", TERM_ON_DEMAND, 0, INFINITY, "0.062"},
    {"ap-northeast-2", "AmazonS3", "APN2-TimedStorage-ByteHrs", TERM_ON_DEMAND, 51200, 512000,
     "0.0240000000"},
    {"ap-northeast-2", "AWSDataTransfer", "APN2-DataTransfer-Out-Bytes", TERM_ON_DEMAND, 51200, 153600,
     "0.1170000000"},
    {"ap-northeast-2", "AmazonDynamoDB", "APN2-WriteCapacityUnit-Hrs", TERM_ON_DEMAND, 0, INFINITY,
     "0.0007049000"},
    {"ap-south-1", "AmazonS3", "APS3-TimedStorage-ByteHrs", TERM_ON_DEMAND, 512000, INFINITY, "0.0230000000"},
    {"ap-south-1", "AWSDataTransfer", "APS3-DataTransfer-Out-Bytes", TERM_ON_DEMAND, 0, 10240,
     "0.1093000000"},
    {"ap-south-1", "AmazonDynamoDB", "APS3-WriteRequestUnits", TERM_ON_DEMAND, 0, INFINITY, "0.0000007100"},
    {"ap-southeast-1", "AmazonVPC", "APS1-VpcEndpoint-Bytes", TERM_ON_DEMAND, 1048576, 5242880,
     "0.0060000000"},
    {"ap-southeast-1", "AmazonEC2", "APS1-EBS:VolumeUsage.piops", TERM_ON_DEMAND, 0, INFINITY, "0.138"},
    {"ap-southeast-1", "AmazonEC2", "APS1-BoxUsage:m6in.4xlarge", TERM_ON_DEMAND, 0, INFINITY,
     "1.3665600000"},
    {"ap-southeast-2", "AmazonS3", "APS2-TimedStorage-ByteHrs", TERM_ON_DEMAND, 51200, 512000,
     "0.0240000000"},
    {"ap-southeast-2", "AmazonMSK", "APS2-Kafka.m5.4xlarge", TERM_ON_DEMAND, 0, INFINITY, "2.1000000000"},
    {"ap-southeast-2", "AmazonS3", "APS2-Requests-Tier2", TERM_ON_DEMAND, 0, INFINITY, "0.0000004400"},
    {"ap-southeast-2", "AmazonEC2", "APS2-BoxUsage:r6in.4xlarge", TERM_ON_DEMAND, 0, INFINITY,
     "1.6941600000"},
    {"ca-central-1", "AmazonS3", "CAN1-TimedStorage-ByteHrs", TERM_ON_DEMAND, 512000, INFINITY,
     "0.0230000000"},
    {"ca-central-1", "AmazonMSK", "CAN1-KafkaServerless-Out-Bytes", TERM_ON_DEMAND, 0, INFINITY,
     "0.0560000000"},
    {"ca-central-1", "AmazonMSK", "CAN1-KafkaServerless-ClusterHours", TERM_ON_DEMAND, 0, INFINITY,
     "0.8400000000"},
    {"eu-central-1", "AmazonS3", "EUC1-TimedStorage-ByteHrs", TERM_ON_DEMAND, 51200, 512000, "0.0235000000"},
    {"eu-central-1", "AmazonMSK", "EUC1-Kafka.m5.xlarge", TERM_ON_DEMAND, 0, INFINITY, "0.5030000000"},
    {"eu-central-1", "AmazonDynamoDB", "EUC1-TimedStorage-ByteHrs", TERM_ON_DEMAND, 25, INFINITY,
     "0.3060000000"},
    {"eu-central-1", "AmazonEC2", "EUC1-EBS:VolumeP-Throughput.gp3", TERM_ON_DEMAND, 0, INFINITY, "48.7424"},
    {"eu-central-1", "AmazonEC2", "EUC1-BoxUsage:m6in.4xlarge", TERM_ON_DEMAND, 0, INFINITY, "1.3197600000"},
    {"eu-north-1", "AmazonS3", "EUN1-TimedStorage-ByteHrs", TERM_ON_DEMAND, 51200, 512000, "0.0220000000"},
    {"eu-north-1", "AWSDataTransfer", "EUN1-DataTransfer-Out-Bytes", TERM_ON_DEMAND, 10240, 51200,
     "0.0850000000"},
    {"eu-north-1", "AmazonS3", "EUN1-Requests-XZ-Tier1", TERM_ON_DEMAND, 0, INFINITY, "0.0000011300"},
    {"eu-west-1", "AmazonS3", "EU-TimedStorage-ByteHrs", TERM_ON_DEMAND, 512000, INFINITY, "0.0210000000"},
    {"eu-west-1", "AmazonDynamoDB", "EU-ReadCapacityUnit-Hrs", TERM_ON_DEMAND, 0, INFINITY, "0.0001470000"},
    {"eu-west-1", "AmazonEC2", "EU-EBS:VolumeP-IOPS.io2.tier3", TERM_ON_DEMAND, 0, INFINITY, "0.03528"},
    {"eu-west-1", "AmazonEC2", "EU-BoxUsage:i3en.6xlarge", TERM_ON_DEMAND, 0, INFINITY, "3.0000000000"},
    {"eu-west-2", "AmazonS3", "EUW2-TimedStorage-ByteHrs", TERM_ON_DEMAND, 512000, INFINITY, "0.0220000000"},
    {"eu-west-2", "AmazonMSK", "EUW2-KafkaReplication-ReplicatorHours", TERM_ON_DEMAND, 0, INFINITY,
     "0.3900000000"},
    {"eu-west-2", "AmazonEC2", "EUW2-BoxUsage:i3en.6xlarge", TERM_ON_DEMAND, 0, INFINITY, "3.1560000000"},
    {"eu-west-3", "AmazonS3", "EUW3-TimedStorage-ByteHrs", TERM_ON_DEMAND, 51200, 512000, "0.0230000000"},
    {"eu-west-3", "AmazonMSK", "EUW3-Kafka.m5.8xlarge", TERM_ON_DEMAND, 0, INFINITY, "3.9200000000"},
    {"eu-west-3", "AmazonS3", "EUW3-Requests-Tier4", TERM_ON_DEMAND, 0, INFINITY, "0.0000100000"},
    {"sa-east-1", "AmazonS3", "SAE1-TimedStorage-ByteHrs", TERM_ON_DEMAND, 512000, INFINITY, "0.0370000000"},
    {"sa-east-1", "AWSDataTransfer", "SAE1-DataTransfer-Out-Bytes", TERM_ON_DEMAND, 10240, 51200,
     "0.1380000000"},
    {"sa-east-1", "AmazonMSK", "SAE1-Kafka.PrivateConnectivity.BytesProcessed", TERM_ON_DEMAND, 0, INFINITY,
     "0.0082500000"},
    {"us-east-1", "AmazonS3", "TimedStorage-ByteHrs", TERM_ON_DEMAND, 0, 51200, "0.0230000000"},
    {"us-east-1", "AmazonVPC", "USE1-VpcEndpoint-Bytes", TERM_ON_DEMAND, 1048576, 5242880, "0.0060000000"},
    {"us-east-1", "AmazonEC2", "EBS:VolumeP-Throughput.gp3", TERM_ON_DEMAND, 0, INFINITY, "40.96"},
    {"us-east-1", "AmazonEC2", "BoxUsage:r6in.4xlarge", TERM_ON_DEMAND, 0, INFINITY, "1.394640"},
    {"us-east-1", "AmazonEC2", "BoxUsage:r6in.4xlarge", TERM_RESERVED_1YR_NO_UPFRONT, 0, INFINITY, "0.8786"},
    {"us-east-1", "AmazonEC2", "BoxUsage:r6in.4xlarge", TERM_RESERVED_3YR_ALL_UPFRONT, 0, INFINITY,
     "0.491476"},
    {"us-east-1", "AmazonEC2", "BoxUsage:m7i-flex.large", TERM_RESERVED_1YR_NO_UPFRONT, 0, INFINITY,
     "0.0633"},
    {"us-east-2", "AmazonS3", "USE2-TimedStorage-ByteHrs", TERM_ON_DEMAND, 51200, 512000, "0.0220000000"},
    {"us-east-2", "AmazonMSK", "USE2-Kafka.m7g.4xlarge", TERM_ON_DEMAND, 0, INFINITY, "1.6320000000"},
    {"us-east-2", "AmazonEC2", "USE2-BoxUsage:r6in.4xlarge", TERM_ON_DEMAND, 0, INFINITY, "1.3946400000"},
    {"us-west-1", "AmazonS3", "USW1-TimedStorage-ByteHrs", TERM_ON_DEMAND, 512000, INFINITY, "0.0240000000"},
    {"us-west-1", "AWSDataTransfer", "USW1-DataTransfer-Out-Bytes", TERM_ON_DEMAND, 153600, INFINITY,
     "0.0500000000"},
    {"us-west-1", "AmazonEC2", "USW1-BoxUsage:r5.4xlarge", TERM_ON_DEMAND, 0, INFINITY, "1.1200000000"},
    {"us-west-2", "AmazonS3", "USW2-TimedStorage-ByteHrs", TERM_ON_DEMAND, 512000, INFINITY, "0.0210000000"},
    {"us-west-2", "AmazonDynamoDB", "USW2-ReadRequestUnits", TERM_ON_DEMAND, 0, INFINITY, "0.0000001250"},
    {"us-west-2", "AmazonEC2", "USW2-BoxUsage:m6in.4xlarge", TERM_ON_DEMAND, 0, INFINITY, "1.1138400000"},
    {"us-east-1", "WarpStream", "UncompressedBytes-Written", TERM_ON_DEMAND, 307200, 1587200, "0.0055"},
    {"us-east-1", "WarpStream", "Cluster-Pro", TERM_ON_DEMAND, 0, INFINITY, "0.52083"},
    {"us-east-1", "AWSSupport", "Enterprise", TERM_ON_DEMAND, 500000, 1000000, "0.05"},
    {"us-east-1", "AWSSupport", "Business-minimum", TERM_ON_DEMAND, 0, INFINITY, "100"},
    {"us-east-1", "AWSSupport", "Business-Plus", TERM_ON_DEMAND, 80000, 250000, "0.05"},
    {"us-east-1", "AWSSupport", "Business-Plus-minimum", TERM_ON_DEMAND, 0, INFINITY, "29"},
    {"us-east-1", "AWSSupport", "Enterprise-minimum", TERM_ON_DEMAND, 0, INFINITY, "5000"},
    {"us-east-1", "AWSSupport", "Unified-Operations-minimum", TERM_ON_DEMAND, 0, INFINITY, "50000"},
    {"eu-west-2", "AmazonEC2", "EUW2-EBS:VolumeP-Throughput.gp3", TERM_ON_DEMAND, 0, INFINITY, "47.5136"},
    {"eu-north-1", "AmazonEC2", "EUN1-EBS:VolumeUsage.gp3", TERM_ON_DEMAND, 0, INFINITY, "0.0836"},
    {"ap-northeast-2", "AmazonEC2", "APN2-NatGateway-Hours", TERM_ON_DEMAND, 0, INFINITY, "0.059"},
    {"sa-east-1", "AmazonEC2", "SAE1-EBS:VolumeP-IOPS.gp3", TERM_ON_DEMAND, 0, INFINITY, "0.0095"},
    {"eu-west-3", "AmazonEC2", "EUW3-EBS:VolumeP-IOPS.io2.tier3", TERM_ON_DEMAND, 0, INFINITY, "0.0372"},
    {"us-east-1", "Redpanda", "Serverless-PartitionHours", TERM_ON_DEMAND, 0, INFINITY, "0.0015"},
};

/* By walking, so that the bisection has something to be compared with. */
static const struct price_row *walk(const struct book *book, const struct figure *figure)
{
    for (size_t i = 0; i < book->row_count; i++) {
        const struct price_row *row = &book->rows[i];
        if (text_equal(row->offer, figure->offer) && text_equal(row->usagetype, figure->usagetype) &&
            row->term == figure->term && row->begin == figure->begin)
            return row;
    }
    return NULL;
}

static void figures_of_every_region(void **state)
{
    struct fixture *fixture = *state;
    size_t per_region[32] = {0};
    for (size_t i = 0; i < sizeof FIGURES / sizeof *FIGURES; i++) {
        const struct figure *figure = &FIGURES[i];
        const struct book *book = book_embedded(figure->region, fixture->arena, &fixture->diags);
        assert_non_null(book);
        const struct price_row *row = walk(book, figure);
        if (row == NULL) fail_msg("%s lacks %s", figure->region, figure->usagetype);
        assert_true(row->end == figure->end);
        if (row->usd_per_unit != strtod(figure->usd, NULL))
            fail_msg("%s %s: %.12g, source says %s", figure->region, figure->usagetype, row->usd_per_unit,
                     figure->usd);
        struct price price = book_price(book, row->offer, row->bare, row->term);
        assert_true(price.tiers <= row && row < price.tiers + price.tier_count);
        for (size_t r = 0; book_regions()[r] != NULL; r++)
            per_region[r] += text_equal(book_regions()[r], figure->region);
    }
    for (size_t r = 0; book_regions()[r] != NULL; r++) assert_true(per_region[r] >= 3);
    assert_int_equal(fixture->diags.count, 0);
}

static void every_embedded_book_has_a_region(void **state)
{
    (void)state;
    size_t books = 0, regions = 0;
    for (const struct embedded_file *file = EMBEDDED_FILES; file->name != NULL; file++)
        books += text_starts_with(file->name, "pricing/aws/");
    for (; book_regions()[regions] != NULL; regions++)
        assert_true(regions == 0 || strcmp(book_regions()[regions - 1], book_regions()[regions]) < 0);
    assert_int_equal(books, regions);
    assert_int_equal(regions, 16);
}

static void rows_ascend_and_lookups_find_each(void **state)
{
    struct fixture *fixture = *state;
    for (const char *const *region = book_regions(); *region != NULL; region++) {
        const struct book *book = book_embedded(*region, fixture->arena, &fixture->diags);
        assert_non_null(book);
        for (size_t i = 0; i < book->row_count;) {
            const struct price_row *row = &book->rows[i];
            struct price price = book_price(book, row->offer, row->bare, row->term);
            assert_ptr_equal(price.tiers, row);
            assert_true(row->begin == 0);
            for (size_t j = 1; j < price.tier_count; j++) assert_true(row[j].begin == row[j - 1].end);
            assert_true(isinf(row[price.tier_count - 1].end));
            i += price.tier_count;
            assert_true(i == book->row_count || strcmp(row->offer, book->rows[i].offer) <= 0);
        }
    }
}

static void what_a_region_lacks_is_lacking(void **state)
{
    struct fixture *fixture = *state;
    const struct book *book = book_embedded("eu-west-2", fixture->arena, &fixture->diags);
    assert_int_equal(book_price(book, "AmazonEC2", "EBS:VolumeUsage.st1", TERM_ON_DEMAND).tier_count, 0);
    assert_int_equal(
        book_price(book, "AmazonEC2", "BoxUsage:m5.large", TERM_RESERVED_1YR_NO_UPFRONT).tier_count, 0);
    assert_int_equal(book_price(book, "AmazonEC2", "BoxUsage:m5.large", TERM_ON_DEMAND).tier_count, 1);
    assert_int_equal(book_price(book, "", "", TERM_ON_DEMAND).tier_count, 0);
    assert_int_equal(book_price(book, "zzz", "zzz", TERM_ON_DEMAND).tier_count, 0);
    assert_null(book_embedded("eu-west-9", fixture->arena, &fixture->diags));
    assert_int_equal(fixture->diags.first->id, DIAG_REGION_UNKNOWN);
    assert_non_null(strstr(fixture->diags.first->message, "did you mean 'eu-west-1'?"));
    assert_non_null(strstr(fixture->diags.first->message, "sa-east-1"));
}

static void evidence_is_kept(void **state)
{
    struct fixture *fixture = *state;
    const struct book *oregon = book_embedded("us-west-2", fixture->arena, &fixture->diags);
    const struct price_row *nat = book_price(oregon, "AmazonEC2", "NatGateway-Bytes", TERM_ON_DEMAND).tiers;
    assert_int_equal(nat->grade, 'R');
    assert_string_equal(nat->source, "remembered");
    assert_string_equal(nat->usagetype, "USW2-NatGateway-Bytes");
    const struct book *frankfurt = book_embedded("eu-central-1", fixture->arena, &fixture->diags);
    static const struct {
        const char *bare;
        char grade;
    } GRADES[] = {{"EBS:VolumeUsage.gp3", 'A'},  {"EBS:VolumeUsage.gp2", 'D'},
                  {"EBS:VolumeP-IOPS.gp3", 'C'}, {"EBS:VolumeP-Throughput.gp3", 'C'},
                  {"EBS:VolumeUsage.st1", 'R'},  {"EBS:VolumeUsage.io2", 'C'},
                  {"NatGateway-Hours", 'C'},     {"NatGateway-Bytes", 'R'}};
    for (size_t i = 0; i < sizeof GRADES / sizeof *GRADES; i++)
        assert_int_equal(book_price(frankfurt, "AmazonEC2", GRADES[i].bare, TERM_ON_DEMAND).tiers->grade,
                         GRADES[i].grade);
    const struct price_row *range =
        book_price(oregon, "ConfluentCloud", "All-Network-Bytes", TERM_ON_DEMAND).tiers;
    assert_true(range->usd_per_unit == 0.014 && range->usd_per_unit_max == 0.05 && range->from_vendors);
    const struct price_row *put = book_price(oregon, "AmazonS3", "Requests-Tier1", TERM_ON_DEMAND).tiers;
    assert_true(put->usd_per_unit == put->usd_per_unit_max && !put->from_vendors);
    assert_string_equal(oregon->as_of, "2024-09");
}

static void the_hash_is_of_both_files(void **state)
{
    struct fixture *fixture = *state;
    struct text both = text_new(fixture->arena);
    static const char *const NAMES[] = {"pricing/aws/sa-east-1.csv", "pricing/vendors.csv"};
    for (size_t i = 0; i < 2; i++)
        for (const struct embedded_file *file = EMBEDDED_FILES; file->name != NULL; file++)
            if (text_equal(file->name, NAMES[i]))
                text_add_bytes(&both, file->bytes, (size_t)(file->end - file->bytes));
    char hex[65];
    sha256_hex(both.bytes, both.length, hex);
    assert_string_equal(book_embedded("sa-east-1", fixture->arena, &fixture->diags)->sha256, hex);
}

static const struct book *read_text(struct fixture *fixture, const char *region, const char *aws,
                                    const char *vendors)
{
    struct csv_source first = {"aws.csv", aws, strlen(aws)},
                      second = {"vendors.csv", vendors, vendors == NULL ? 0 : strlen(vendors)};
    return book_read(region, &first, vendors == NULL ? NULL : &second, fixture->arena, &fixture->diags);
}

#define HEADER                                                                                            \
    "offer_code,usagetype,term,begin_range,end_range,price_usd,price_usd_max,unit,sku,date,source,grade," \
    "note\n"

static void columns_are_found_by_name(void **state)
{
    struct fixture *fixture = *state;
    const struct book *book = read_text(
        fixture, "eu-west-1",
        "\xEF\xBB\xBFGrade,Colour, UNIT "
        ",Source,Date,End_Range,begin_range,Price_Usd,Term,Usagetype,Offer_Code\r\n"
        "\r\n"
        "B,blue,GB-Mo,\"the \"\"list\"\", page "
        "3\",2025-10,inf,385,0.0217,on-demand,EU-TimedStorage-ByteHrs,AmazonS3\r\n"
        "  \t \n"
        " C , red, GB-Mo ,a page,2025-11-30,385,0,2.39e-2, on-demand ,EU-TimedStorage-ByteHrs,AmazonS3",
        NULL);
    assert_int_equal(fixture->diags.count, 0);
    assert_non_null(book);
    struct price price = book_price(book, "AmazonS3", "TimedStorage-ByteHrs", TERM_ON_DEMAND);
    assert_int_equal(price.tier_count, 2);
    assert_true(price.tiers[0].usd_per_unit == 0.0239 && price.tiers[0].end == 385 &&
                price.tiers[0].grade == 'C');
    assert_true(price.tiers[1].usd_per_unit == 0.0217 && isinf(price.tiers[1].end));
    assert_string_equal(price.tiers[1].source, "the \"list\", page 3");
    assert_string_equal(price.tiers[1].note, "");
    assert_int_equal(price.tiers[1].line, 3);
    assert_int_equal(price.tiers[0].line, 5);
    assert_string_equal(book->as_of, "2025-10");
}

static void both_files_come_in_order(void **state)
{
    struct fixture *fixture = *state;
#define ROW(offer, type, usd) offer "," type ",on-demand,0,Inf," usd ",,GB,,2025-10-22,page,B,\n"
    const struct book *book = read_text(fixture, "eu-west-1",
                                        HEADER ROW("Zeta", "b", "0.37") ROW("AmazonS3", "EU-z", "0.19")
                                            ROW("AmazonS3", "EU-a", "0.23"),
                                        HEADER ROW("Zz", "a", "0.41") ROW("Beta", "q", "0.53")
                                            ROW("AWSSupport", "Q", "0.59") ROW("Zeta", "a", "0.61"));
    static const char *const ORDER[] = {"AWSSupport:Q", "AmazonS3:a", "AmazonS3:z", "Beta:q",
                                        "Zeta:a",       "Zeta:b",     "Zz:a"};
    assert_int_equal(book->row_count, 7);
    for (size_t i = 0; i < 7; i++)
        assert_string_equal(text_format(fixture->arena, "%s:%s", book->rows[i].offer, book->rows[i].bare),
                            ORDER[i]);
    assert_int_equal(fixture->diags.count, 0);

    book = read_text(fixture, "eu-west-1",
                     HEADER ROW("AWSSupport", "Business", "0.1") ROW("AmazonS3", "EU-z", "0.19"), NULL);
    assert_string_equal(book->rows->bare, "Business");

    /* The same figure twice is no contradiction; another one is, wherever it stands. */
    book = read_text(fixture, "eu-west-1", HEADER ROW("Zeta", "b", "0.37") ROW("Zeta", "b", "0.370"),
                     HEADER ROW("Zeta", "b", "0.37"));
    assert_int_equal(book->row_count, 1);
    assert_null(read_text(fixture, "eu-west-1", HEADER ROW("Zeta", "b", "0.37"),
                          HEADER ROW("Beta", "q", "0.53") ROW("Zeta", "b", "0.38")));
    const struct diag *diag = fixture->diags.first;
    assert_int_equal(diag->id, DIAG_PRICE_DUPLICATE);
    assert_string_equal(diag->place.file, "vendors.csv");
    assert_int_equal(diag->place.line, 3);
    assert_non_null(strstr(diag->message, "aws.csv:2"));
}

static void prefixes(void **state)
{
    (void)state;
    assert_string_equal(region_prefix("us-east-1"), "");
    assert_string_equal(region_prefix("eu-west-1"), "EU-");
    assert_string_equal(region_prefix("ap-south-1"), "APS3-");
    assert_null(region_prefix("mars-north-1"));
    static const struct {
        const char *region, *usagetype, *bare;
    } CASES[] = {{"us-east-1", "BoxUsage:m5.large", "BoxUsage:m5.large"},
                 {"us-east-1", "USE1-Kafka.m5.large", "Kafka.m5.large"},
                 {"us-east-1", "EU-BoxUsage:m5.large", NULL},
                 {"us-east-1", "IA-Requests", "IA-Requests"},
                 {"eu-west-1", "EU-BoxUsage:m5.large", "BoxUsage:m5.large"},
                 {"eu-west-1", "BoxUsage:m5.large", NULL},
                 {"eu-west-1", "EUW2-BoxUsage:m5.large", NULL},
                 {"mars-north-1", "MAN1-BoxUsage:m5.large", "BoxUsage:m5.large"},
                 {"mars-north-1", "BoxUsage:m5.large", "BoxUsage:m5.large"},
                 {"us-east-1", "", ""},
                 {"us-west-2", "USW2-", ""}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const char *bare = region_bare(CASES[i].region, CASES[i].usagetype);
        if (CASES[i].bare == NULL)
            assert_null(bare);
        else
            assert_string_equal(bare, CASES[i].bare);
    }
    assert_string_equal(term_name(TERM_RESERVED_3YR_ALL_UPFRONT), "reserved-3yr-all-upfront");
}

static const struct bad {
    const char *file;
    enum diag_id id;
    uint32_t line, column;
    const char *says;
} BAD[] = {
    {"csv-column-missing", DIAG_CSV_COLUMN, 1, 1, "'unit' is missing"},
    {"csv-column-twice", DIAG_CSV_COLUMN, 1, 100, "'price_usd' is named twice"},
    {"csv-column-empty", DIAG_CSV_COLUMN, 1, 1, "empty"},
    {"csv-cell-negative", DIAG_CSV_CELL, 2, 41, "price_usd '-0.0000053' is negative"},
    {"csv-cell-nan", DIAG_CSV_CELL, 2, 41, "not a decimal"},
    {"csv-cell-infinite", DIAG_CSV_CELL, 2, 41, "not a decimal"},
    {"csv-cell-huge", DIAG_CSV_CELL, 2, 41, "is over 1000000000"},
    {"csv-cell-hex", DIAG_CSV_CELL, 2, 41, "not a decimal"},
    {"csv-cell-exponent", DIAG_CSV_CELL, 2, 41, "not a decimal"},
    {"csv-cell-point", DIAG_CSV_CELL, 2, 41, "not a decimal"},
    {"csv-cell-empty-price", DIAG_CSV_CELL, 2, 41, "price_usd is empty"},
    {"csv-cell-empty-unit", DIAG_CSV_CELL, 2, 52, "unit is empty"},
    {"csv-cell-date", DIAG_CSV_CELL, 2, 67, "'2025-02-29' is not a date"},
    {"csv-cell-date-text", DIAG_CSV_CELL, 2, 67, "not a date"},
    {"csv-cell-grade", DIAG_CSV_CELL, 2, 89, "none of A, B, C, D or R"},
    {"csv-cell-term", DIAG_CSV_CELL, 2, 25, "did you mean on-demand?"},
    {"csv-cell-region", DIAG_CSV_CELL, 2, 10, "another region's"},
    {"csv-cell-range", DIAG_CSV_CELL, 2, 51, "is under price_usd"},
    {"csv-cell-tier-backwards", DIAG_CSV_CELL, 2, 39, "not above begin_range"},
    {"csv-cell-control", DIAG_CSV_CELL, 2, 78, "'price\\x07list' holds a control character"},
    {"csv-cell-long", DIAG_CSV_CELL, 2, 78, "over 500 bytes"},
    {"csv-syntax-open-quote", DIAG_CSV_SYNTAX, 3, 78, "never closed"},
    {"csv-syntax-stray-quote", DIAG_CSV_SYNTAX, 2, 84, "quote stands inside"},
    {"csv-syntax-after-quote", DIAG_CSV_SYNTAX, 2, 86, "quote stands inside"},
    {"csv-syntax-header-quote", DIAG_CSV_SYNTAX, 1, 84, "quote stands inside"},
    {"csv-syntax-nul", DIAG_CSV_SYNTAX, 2, 83, "NUL"},
    {"csv-syntax-carriage-return", DIAG_CSV_SYNTAX, 2, 83, "carriage return"},
    {"csv-syntax-short-row", DIAG_CSV_SYNTAX, 3, 35, "4 cells, the header names 13"},
    {"csv-syntax-long-row", DIAG_CSV_SYNTAX, 2, 96, "14 cells, the header names 13"},
    {"csv-syntax-no-rows", DIAG_CSV_SYNTAX, 1, 1, "no rows"},
    {"encoding", DIAG_ENCODING, 2, 85, "0xEF"},
    {"encoding-surrogate", DIAG_ENCODING, 2, 85, "0xED"},
    {"tier-gap-start", DIAG_TIER_GAP, 2, 1, "must begin at 0"},
    {"tier-gap-middle", DIAG_TIER_GAP, 3, 1, "must begin at 517"},
    {"tier-gap-overlap", DIAG_TIER_GAP, 3, 1, "must begin at 517"},
    {"tier-gap-end", DIAG_TIER_GAP, 3, 1, "must end at Inf"},
    {"price-duplicate", DIAG_PRICE_DUPLICATE, 4, 1, "csv:2)"},
    {"price-duplicate-unit", DIAG_PRICE_DUPLICATE, 3, 1, "leave out one"},
    {"several", DIAG_CSV_CELL, 2, 41, NULL},
};

static const char *bad_path(struct fixture *fixture, const char *name)
{
    return text_format(fixture->arena, "tests/bad/price_csv/%s.csv", name);
}

static void bad_files(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        const struct bad *bad = &BAD[i];
        struct diags diags;
        diags_init(&diags, fixture->arena);
        assert_null(book_load(bad_path(fixture, bad->file), "us-east-1", fixture->arena, &diags));
        const struct diag *diag = diags.first;
        assert_non_null(diag);
        if (diag->id != bad->id || diag->place.line != bad->line || diag->place.column != bad->column ||
            (bad->says != NULL && strstr(diag->message, bad->says) == NULL))
            fail_msg("%s: got %u:%u: %s: %s", bad->file, diag->place.line, diag->place.column,
                     diag_slug(diag->id), diag->message);
        assert_string_equal(diag->place.file, bad_path(fixture, bad->file));
        if (bad->says != NULL && diags.count != 1)
            fail_msg("%s: also %u:%u: %s", bad->file, diag->next->place.line, diag->next->place.column,
                     diag->next->message);
    }
}

static void every_mistake_of_a_file(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        uint32_t line, column;
        const char *says;
    } WANTED[] = {{2, 41, "price_usd '-1' is negative"}, {2, 60, "date 'soon'"},
                  {3, 1, "offer_code 'Amazon\\x0AS3'"},  {4, 40, "price_usd 'zero'"},
                  {5, 10, "usagetype is empty"},         {5, 75, "grade 'b'"}};
    assert_null(book_load(bad_path(fixture, "several"), "us-east-1", fixture->arena, &fixture->diags));
    const struct diag *diag = fixture->diags.first;
    for (size_t i = 0; i < sizeof WANTED / sizeof *WANTED; i++, diag = diag->next) {
        assert_non_null(diag);
        if (diag->place.line != WANTED[i].line || diag->place.column != WANTED[i].column ||
            strstr(diag->message, WANTED[i].says) == NULL)
            fail_msg("%zu: got %u:%u: %s", i, diag->place.line, diag->place.column, diag->message);
    }
    assert_null(diag);
}

static void too_large(void **state)
{
    struct fixture *fixture = *state;
    char *bytes = arena_alloc(fixture->arena, TABLE_MAX_BYTES + 1);
    memset(bytes, '\n', TABLE_MAX_BYTES + 1);
    struct csv_source source = {"large.csv", bytes, TABLE_MAX_BYTES + 1};
    assert_null(book_read("us-east-1", &source, NULL, fixture->arena, &fixture->diags));
    assert_int_equal(fixture->diags.first->id, DIAG_FILE_TOO_LARGE);
    source.length--;
    assert_null(book_read("us-east-1", &source, NULL, fixture->arena, &fixture->diags)); /* just lines */
    assert_int_equal(fixture->diags.first->next->id, DIAG_CSV_COLUMN);
}

static void wide_headers_are_no_trouble(void **state)
{
    struct fixture *fixture = *state;
    struct text text = text_new(fixture->arena);
    for (int i = 0; i < 100; i++) text_addf(&text, "spare%d,", i);
    text_add(&text, HEADER);
    text_add_repeated(&text, ',', 100);
    text_add(&text, "AmazonS3,Requests-Tier1,on-demand,0,Inf,0.0000053,,Requests,,2024-02-29,page,B,\n");
    const struct book *book = read_text(fixture, "us-east-1", text.bytes, NULL);
    assert_int_equal(fixture->diags.count, 0);
    assert_true(book->row_count == 1 && book->rows->usd_per_unit == 0.0000053);
    assert_string_equal(book->as_of, "2024-02-29");
}

/* Short decimals take a path of their own, which must round as strtod does. */
static void numbers_round_as_strtod(void **state)
{
    struct fixture *fixture = *state;
    static const char *const NUMBERS[] = {"0.1",
                                          "0.0000004",
                                          "123456789.012345",
                                          "999999999.999999",
                                          "0.3333333333333333333333",
                                          "2.052000000000000046185277824406512081623077392578125",
                                          "0.000000000000000000000047",
                                          "4.35",
                                          "1e-7",
                                          "7.25E+3",
                                          "0",
                                          "0.0",
                                          "00012.50",
                                          "0.07",
                                          "1.005",
                                          "8.1e0"};
    for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++) {
        const struct book *book = read_text(
            fixture, "us-east-1",
            text_format(fixture->arena, HEADER "X,y,on-demand,0,Inf,%s,,GB,,2024-07,page,B,\n", NUMBERS[i]),
            NULL);
        assert_non_null(book);
        assert_true(book->rows->usd_per_unit == strtod(NUMBERS[i], NULL));
    }
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void books_of_a_user(void **state)
{
    struct fixture *fixture = *state;
    char directory[] = "/tmp/warpcost-book-XXXXXX";
    assert_non_null(mkdtemp(directory));
    const char *plain = text_format(fixture->arena, "%s/eu-west-1.csv", directory),
               *below = text_format(fixture->arena, "%s/aws", directory);
    const char *better = text_format(fixture->arena, "%s/eu-west-1.csv", below),
               *vendors = text_format(fixture->arena, "%s/vendors.csv", directory);
    write_file(plain, HEADER ROW("AmazonS3", "EU-z", "0.19"));
    const struct book *book = book_load(plain, "eu-west-1", fixture->arena, &fixture->diags);
    assert_true(book_price(book, "AmazonS3", "z", TERM_ON_DEMAND).tiers->usd_per_unit == 0.19);
    assert_int_equal(book_price(book, "WarpStream", "Cluster-Pro", TERM_ON_DEMAND).tier_count,
                     1); /* embedded vendors */
    book = book_load(directory, "eu-west-1", fixture->arena, &fixture->diags);
    assert_true(book_price(book, "AmazonS3", "z", TERM_ON_DEMAND).tiers->usd_per_unit == 0.19);

    assert_int_equal(mkdir(below, 0700), 0);
    write_file(better, HEADER ROW("AmazonS3", "EU-z", "0.29"));
    write_file(vendors, HEADER ROW("Zeta", "b", "0.37"));
    book = book_load(directory, "eu-west-1", fixture->arena, &fixture->diags);
    assert_true(book_price(book, "AmazonS3", "z", TERM_ON_DEMAND).tiers->usd_per_unit == 0.29);
    assert_int_equal(book_price(book, "WarpStream", "Cluster-Pro", TERM_ON_DEMAND).tier_count, 0);
    assert_int_equal(book->row_count, 2);
    assert_int_equal(fixture->diags.count, 0);

    assert_null(book_load(directory, "eu-west-2", fixture->arena, &fixture->diags));
    assert_null(book_load(directory, "../eu-west-1", fixture->arena, &fixture->diags));
    assert_null(book_load(text_format(fixture->arena, "%s/none.csv", directory), "eu-west-1", fixture->arena,
                          &fixture->diags));
    const struct diag *diag = fixture->diags.first;
    assert_int_equal(diag->id, DIAG_REGION_UNKNOWN);
    assert_non_null(strstr(diag->message, "aws/eu-west-2.csv"));
    assert_int_equal(diag->next->id, DIAG_REGION_UNKNOWN);
    assert_int_equal(diag->next->next->id, DIAG_FILE_UNREADABLE);
    unlink(vendors);
    assert_int_equal(mkdir(vendors, 0700), 0);
    assert_null(book_load(directory, "eu-west-1", fixture->arena, &fixture->diags));
    assert_int_equal(diag->next->next->next->id, DIAG_FILE_UNREADABLE);
    rmdir(vendors);
    unlink(better);
    unlink(plain);
    rmdir(below);
    rmdir(directory);
}

static void instances_are_priced_by_column(void **state)
{
    struct fixture *fixture = *state;
    const struct catalogue *catalogue = catalogue_embedded(fixture->arena, &fixture->diags);
    for (const char *const *region = book_regions(); *region != NULL; region++) {
        const struct book *book = book_embedded(*region, fixture->arena, &fixture->diags);
        for (int term = 0; term < TERM__COUNT; term++) {
            const struct price_row *const *prices = book_instances(book, catalogue, (enum term)term,
                                                                   fixture->arena);
            for (size_t i = 0; i < catalogue->count; i++) {
                struct price price = book_price(book, "AmazonEC2",
                                                text_format(fixture->arena, "BoxUsage:%s",
                                                            catalogue->instances[i].name),
                                                (enum term)term);
                assert_ptr_equal(prices[i], price.tier_count == 0 ? NULL : price.tiers);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(figures_of_every_region),
        CASE(every_embedded_book_has_a_region),
        CASE(rows_ascend_and_lookups_find_each),
        CASE(what_a_region_lacks_is_lacking),
        CASE(evidence_is_kept),
        CASE(the_hash_is_of_both_files),
        CASE(columns_are_found_by_name),
        CASE(both_files_come_in_order),
        CASE(prefixes),
        CASE(bad_files),
        CASE(every_mistake_of_a_file),
        CASE(too_large),
        CASE(wide_headers_are_no_trouble),
        CASE(numbers_round_as_strtod),
        CASE(books_of_a_user),
        CASE(instances_are_priced_by_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
