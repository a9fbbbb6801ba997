/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Findings of made-up books against what stands beside each row, and ages against dates counted by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "pricing/findings.h"

#define HEADER "offer_code,usagetype,term,begin_range,end_range,price_usd,unit,date,source,grade\n"

static const char REFERENCE[] = HEADER
    "AmazonEC2,EBS:VolumeUsage.gp3,on-demand,0,Inf,0.0813,GB-Mo,2026-07-20,made up,D\n"
    "AmazonEC2,EBS:VolumeP-Throughput.gp3,on-demand,0,Inf,40.96,GiBps-mo,2026-07-20,made up,D\n"
    "AmazonEC2,NatGateway-Hours,on-demand,0,Inf,0.0452,Hrs,2026-07-20,made up,D\n"
    "AmazonS3,TimedStorage-ByteHrs,on-demand,0,51200,0.0234,GB-Mo,2026-07-20,made up,D\n"
    "AmazonS3,TimedStorage-ByteHrs,on-demand,51200,Inf,0.0211,GB-Mo,2026-07-20,made up,D\n"
    "AmazonS3,Requests-Tier1,on-demand,0,Inf,0.000005,Requests,2026-07-20,made up,D\n"
    "AmazonS3,Requests-Tier2,on-demand,0,Inf,0.0000004,Requests,2026-07-20,made up,D\n";

/* What a comment names is found there. */
static const char BOOK[] = HEADER
    "AWSDataTransfer,USE1-DataTransfer-xAZ-In-Bytes,on-demand,0,Inf,0,GB,2026-07-21,made up,D\n"
    "AWSDataTransfer,Global-DataTransfer-Out-Bytes,on-demand,0,Inf,0,GB,2026-07-21,made up,D\n"
    "AWSDataTransfer,USE1-USE2-AWS-In-Bytes,on-demand,0,Inf,0,GB,2026-07-21,made up,D\n"
    "AWSDataTransfer,DataTransfer-Regional-Bytes,on-demand,0,Inf,0,GB,2026-07-21,made up,D\n" /* line 5: free
                                                                                               */
    "AmazonDynamoDB,TimedStorage-ByteHrs,on-demand,0,25,0,GB-Mo,2026-07-21,made up,D\n"
    "AmazonDynamoDB,TimedStorage-ByteHrs,on-demand,25,Inf,0.2517,GB-Mo,2026-07-21,made up,D\n"
    "AmazonEC2,BoxUsage:m5.large,on-demand,0,Inf,0.0973,Hrs,2026-07-21,made up,D\n"
    "AmazonEC2,BoxUsage:m5.large,reserved-3yr-all-upfront,0,Inf,0,Hrs,2026-07-21,made up,D\n" /* line 9: free
                                                                                               */
    "AmazonEC2,EBS:VolumeUsage.gp3,on-demand,0,Inf,0.6504,GB-month,2026-07-21,made up,D\n" /* line 10: 8 times
                                                                                            */
    "AmazonEC2,EBS:VolumeP-Throughput.gp3,on-demand,0,Inf,0.04,MiBps-Mo,2026-07-21,made up,D\n" /* line 11: a
                                                                                                   1,024th,
                                                                                                   and its
                                                                                                   unit */
    "AmazonEC2,NatGateway-Hours,on-demand,0,Inf,0.3615,hours,2026-07-21,made up,D\n" /* just under 8 times */
    "AmazonS3,TimedStorage-ByteHrs,on-demand,0,10240,0.0234,GB-Mo,2026-07-21,made up,D\n"
    "AmazonS3,TimedStorage-ByteHrs,on-demand,10240,Inf,0.00211,GB-Mo,2025-11,made up,D\n" /* line 14: against
                                                                                             the reference's
                                                                                             first tier, and
                                                                                             old */
    "AmazonS3,Requests-Tier1,on-demand,0,Inf,0.00000063,Requests,2025-11-30,made up,D\n" /* line 15: old; just
                                                                                            over an eighth */
    "AmazonS3,Requests-Tier2,on-demand,0,Inf,0.00000005,Requests,2025-12-01,made up,D\n"; /* line 16: an
                                                                                             eighth */

static const struct book *read_book(const char *text, struct arena *arena)
{
    struct diags diags;
    diags_init(&diags, arena);
    const struct book *book = book_read("us-east-1", &(struct csv_source){"made up", text, strlen(text)},
                                        NULL, arena, &diags);
    if (book == NULL) fail_msg("%s", diags.first->message);
    return book;
}

/* "KIND line" of each finding. */
static const char *found(const struct findings_request *request, struct arena *arena)
{
    static const char *const KINDS[FINDING__COUNT] = {"stale", "free", "jump", "unit", "future"};
    struct text list = text_new(arena);
    size_t count;
    const struct finding *findings = findings_make(request, arena, &count);
    for (size_t i = 0; i < count; i++)
        text_addf(&list, "%s%s %u", i == 0 ? "" : ", ", KINDS[findings[i].kind],
                  (unsigned)findings[i].row->line);
    return list.length == 0 ? "" : list.bytes;
}

static void test_findings(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const struct book *book = read_book(BOOK, arena), *reference = read_book(REFERENCE, arena);
    struct findings_request request = {book, reference, "2026-11-26", 360};
    assert_string_equal(found(&request, arena),
                        "stale 15, stale 14, free 5, free 9, jump 11, jump 10, jump 16, jump 14, unit 11");
    request.max_age_days = 361; /* 2025-11-30 is 361 days before, 2025-11 from its first day 390 */
    assert_string_equal(found(&request, arena),
                        "stale 14, free 5, free 9, jump 11, jump 10, jump 16, jump 14, unit 11");
    request = (struct findings_request){book, NULL, "2026-11-26", -1};
    assert_string_equal(found(&request, arena), "free 5, free 9");
    request = (struct findings_request){reference, reference, "2026-07-20", 0};
    assert_string_equal(found(&request, arena), "");
    arena_free(arena);
}

static void test_age_is_told(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    size_t count;
    const struct findings_request request = {read_book(BOOK, arena), NULL, "2026-11-26", 361};
    const struct finding *findings = findings_make(&request, arena, &count);
    assert_int_equal(findings[0].age_days, 390);
    arena_free(arena);
}

/* Counted with `date -d`. */
static void test_days_between(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        long days;
    } CASES[] = {
        {"2026-07-20", "2026-07-20", 0},     {"2026-07-20", "2026-07-19", -1},
        {"2024-02-28", "2024-03-01", 2},     {"2025-02-28", "2025-03-01", 1},
        {"1999-12-31", "2000-03-01", 61},    {"2099-12-31", "2100-03-01", 60},
        {"2016-01-07", "2026-11-23", 3973},  {"2025-06", "2026-11-23", 540},
        {"1970-01-01", "2026-11-23", 20780},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        if (findings_days_between(CASES[i].from, CASES[i].to) != CASES[i].days)
            fail_msg("%s to %s: %ld", CASES[i].from, CASES[i].to,
                     findings_days_between(CASES[i].from, CASES[i].to));
}

static void test_units(void **state)
{
    (void)state;
    assert_true(findings_same_unit("Hrs", "hour"));
    assert_true(findings_same_unit("GigaBytes", "GB"));
    assert_true(findings_same_unit("GB-month", "GB-Mo"));
    assert_false(findings_same_unit("GiBps-mo", "MiBps-Mo"));
    assert_false(findings_same_unit("GB", "GB-Mo"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_findings),
        cmocka_unit_test(test_age_is_told),
        cmocka_unit_test(test_days_between),
        cmocka_unit_test(test_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
