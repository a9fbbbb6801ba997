/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What two books differ in, against books typed here; and what that does to a bill, against comparisons made
 * one by one and against the share that a meter has in them. */
#include "fixtures/cost.h"

#include <stdio.h>

#include "pricing/book_diff.h"
#include "study/list_prices.h"
#include "study/price_change.h"

/* ---- books ---- */

#define HEADER \
    "offer_code,usagetype,term,begin_range,end_range,price_usd,price_usd_max,unit,date,source,grade\n"

static const char BEFORE[] = HEADER
    "AmazonEC2,BoxUsage:m5.large,on-demand,0,Inf,0.0973,,Hrs,2025-06,made up,D\n"
    "AmazonEC2,BoxUsage:m5.large,reserved-1yr-no-upfront,0,Inf,0.0612,,Hrs,2025-06,made up,D\n"
    "AmazonEC2,EBS:VolumeP-Throughput.gp3,on-demand,0,Inf,0.04,,MiBps-Mo,2025-06,made up,D\n"
    "AmazonEC2,NatGateway-Bytes,on-demand,0,Inf,0.045,,GigaBytes,2025-06,made up,D\n"
    "AmazonS3,TimedStorage-ByteHrs,on-demand,0,51200,0.0234,,GB-Mo,2025-06,made up,D\n"
    "AmazonS3,TimedStorage-ByteHrs,on-demand,51200,Inf,0.0211,,GB-Mo,2025-06,made up,D\n"
    "AmazonVPC,USE1-VpcEndpoint-Bytes,on-demand,0,Inf,0,,GB,2025-06,made up,D\n"
    "AmazonVPC,USE1-VpcEndpoint-Hours,on-demand,0,Inf,0.01,0.02,Hrs,2025-06,made up,D\n";
static const char AFTER[] = HEADER
    "AWSELB,LCUUsage,on-demand,0,Inf,0.0063,,LCU-Hrs,2026-06,made up,D\n"
    "AmazonEC2,BoxUsage:m5.large,on-demand,0,Inf,0.0973,,hours,2026-06,other,C\n"
    "AmazonEC2,BoxUsage:m5.large,reserved-1yr-no-upfront,0,Inf,0.0459,,Hrs,2026-06,made up,D\n"
    "AmazonEC2,EBS:VolumeP-Throughput.gp3,on-demand,0,Inf,40.96,,GiBps-mo,2026-06,made up,D\n"
    "AmazonS3,TimedStorage-ByteHrs,on-demand,0,51000,0.0234,,GB-Mo,2026-06,made up,D\n"
    "AmazonS3,TimedStorage-ByteHrs,on-demand,51000,Inf,0.0211,,GB-Mo,2026-06,made up,D\n"
    "AmazonVPC,USE1-VpcEndpoint-Bytes,on-demand,0,Inf,0.0105,,GB,2026-06,made up,D\n"
    "AmazonVPC,USE1-VpcEndpoint-Hours,on-demand,0,Inf,0.01,0.03,Hrs,2026-06,made up,D\n";

static const char CHANGES[] =
    "appeared - 2 0 inf -\n"            /* AWSELB:LCUUsage */
    "changed 3 4 0 inf -0.25\n"         /* reserved m5.large; on-demand is only spelled otherwise */
    "changed 4 5 0 inf -\n"             /* throughput per another unit */
    "vanished 5 - 0 inf -\n"            /* NatGateway-Bytes */
    "changed 6 7 51000 51200 -0.0983\n" /* storage: the cheaper tier begins sooner */
    "changed 8 8 0 inf -\n"             /* was free */
    "changed 9 9 0 inf 0\n";            /* the upper end of a range */

static const struct book *read_book(const char *name, const char *text, struct arena *arena)
{
    struct diags diags;
    diags_init(&diags, arena);
    const struct book *book = book_read("us-east-1", &(struct csv_source){name, text, strlen(text)}, NULL,
                                        arena, &diags);
    if (book == NULL) fail_msg("%s", diags.first->message);
    return book;
}

static const char *line_text(const struct price_row *row, struct arena *arena)
{
    return row == NULL ? "-" : text_format(arena, "%u", (unsigned)row->line);
}

static void test_books(void **state)
{
    (void)state;
    static const char *const KINDS[BOOK_CHANGE__COUNT] = {"changed", "appeared", "vanished"};
    struct arena *arena = arena_new();
    const struct book *before = read_book("before", BEFORE, arena), *after = read_book("after", AFTER, arena);
    struct book_diff diff = book_diff(before, after, arena);
    struct text text = text_new(arena);
    for (size_t i = 0; i < diff.change_count; i++) {
        const struct book_change *change = &diff.changes[i];
        text_addf(&text, "%s %s %s %g %g %s\n", KINDS[change->kind], line_text(change->before, arena),
                  line_text(change->after, arena), change->begin, change->end,
                  isnan(change->fraction) ? "-" : text_format(arena, "%.3g", change->fraction));
    }
    assert_string_equal(text.bytes, CHANGES);
    assert_int_equal(diff.same_count, 3); /* m5.large, storage up to 51,000 and over 51,200 */
    assert_int_equal(diff.counts[BOOK_CHANGED], 5);
    assert_int_equal(diff.counts[BOOK_APPEARED], 1);
    assert_int_equal(diff.counts[BOOK_VANISHED], 1);
    assert_int_equal(book_diff(before, before, arena).change_count, 0);
    assert_int_equal(book_diff(before, before, arena).same_count, before->row_count);
    arena_free(arena);
}

/* ---- bills ---- */

static const char WORKLOAD[] =
    "name: orders\n"
    "region: us-east-1\n"
    "topics: [{name: orders, produce: {rate: 43 MiB/s}, consume: {groups: 3}, retention: 37h}]\n"
    "architectures: [kafka-classic, kafka-tuned]\n";

/* The shipped book with the prices of what begins so times factor. */
static const struct book *scaled(const struct fixture *fixture, const char *bare, double factor)
{
    struct book *book = arena_new_of(fixture->arena, struct book, 1);
    struct price_row *rows = arena_new_of(fixture->arena, struct price_row, fixture->book->row_count);
    memcpy(rows, fixture->book->rows, fixture->book->row_count * sizeof *rows);
    for (size_t i = 0; i < fixture->book->row_count; i++)
        if (text_starts_with(rows[i].bare, bare)) {
            rows[i].usd_per_unit *= factor;
            rows[i].usd_per_unit_max *= factor;
        }
    *book = *fixture->book;
    book->rows = rows;
    return book;
}

static struct compare_request request_of(const struct fixture *fixture)
{
    return (struct compare_request){.params = fixture->params,
                                    .catalogue = fixture->catalogue,
                                    .command = "test",
                                    .threads = 1};
}

static const struct run *run_under(const struct fixture *fixture, const struct book *book)
{
    struct compare_request request = request_of(fixture);
    request.book = book;
    const struct run *run = compare(&request, fixture->arena, fixture->diags);
    if (run == NULL) fail_msg("%s", fixture_diags(fixture));
    return run;
}

static const struct price_change *change_to(const struct fixture *fixture, const struct book *after)
{
    struct compare_request request = request_of(fixture);
    const struct price_change *change = price_change(&request, true, fixture->book, "then", after, "now",
                                                     fixture->arena, fixture->diags);
    if (change == NULL) fail_msg("%s", fixture_diags(fixture));
    assert_int_equal(change->architecture_count, 2);
    return change;
}

static double meter_usd(const struct run_architecture *architecture, const char *meter)
{
    double usd = 0;
    for (size_t i = 0; i < architecture->line_count; i++)
        if (text_starts_with(architecture->lines[i].kind->meter, meter))
            usd += architecture->lines[i].usd_per_year;
    return usd;
}

#define assert_same(got, wanted) assert_near(got, wanted, 1e-9)

/* Where one meter changed, the price's part is its share times the change; the totals are those of
 * comparisons. */
static void test_one_meter(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(WORKLOAD, NULL, 0);
    const struct book *after = scaled(&fixture, "DataTransfer-Regional-Bytes", 1.37);
    const struct run *then = run_under(&fixture, fixture.book), *now = run_under(&fixture, after);
    const struct price_change *change = change_to(&fixture, after);
    for (size_t i = 0; i < 2; i++) {
        const struct architecture_change *architecture = &change->architectures[i];
        double share = meter_usd(&then->architectures[i], "AWSDataTransfer:DataTransfer-Regional-Bytes");
        assert_true(share > 1000);
        assert_same(architecture->before_usd, then->architectures[i].usd_per_year);
        assert_same(architecture->after_usd, now->architectures[i].usd_per_year);
        assert_same(architecture->same_machines_usd - architecture->before_usd, 0.37 * share);
        assert_int_equal(architecture->meter_count, 1);
        assert_same(architecture->meters[0].usd_per_year, 0.37 * share);
        assert_true(architecture->same_machines);
    }
    fixture_free(&fixture);
}

/* Machines that were chosen become ten times as dear: others are chosen, and that saves some of it. */
static void test_other_machines(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(WORKLOAD, NULL, 0);
    const struct run *then = run_under(&fixture, fixture.book);
    const char *instance = then->architectures[0].roles[0].instance;
    const struct book *after = scaled(&fixture, text_format(fixture.arena, "BoxUsage:%s", instance), 10);
    const struct run *now = run_under(&fixture, after);
    assert_string_not_equal(now->architectures[0].roles[0].instance, instance);
    const struct architecture_change *architecture = &change_to(&fixture, after)->architectures[0];
    double share = meter_usd(&then->architectures[0],
                             text_format(fixture.arena, "AmazonEC2:BoxUsage:%s", instance));
    assert_same(architecture->same_machines_usd, then->architectures[0].usd_per_year + 9 * share);
    assert_same(architecture->after_usd, now->architectures[0].usd_per_year);
    assert_true(architecture->after_usd < architecture->same_machines_usd);
    assert_false(architecture->same_machines);
    fixture_free(&fixture);
}

/* All prices alike: the same machines, and every meter by as much. The largest comes first. */
static void test_all_prices(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(WORKLOAD, NULL, 0);
    const struct price_change *change = change_to(&fixture, scaled(&fixture, "", 0.83));
    for (size_t i = 0; i < 2; i++) {
        const struct architecture_change *architecture = &change->architectures[i];
        assert_same(architecture->after_usd, 0.83 * architecture->before_usd);
        assert_true(architecture->same_machines);
        assert_true(architecture->meter_count >= 3);
        for (size_t j = 1; j < architecture->meter_count; j++)
            assert_true(fabs(architecture->meters[j - 1].usd_per_year) >=
                        fabs(architecture->meters[j].usd_per_year));
    }
    fixture_free(&fixture);
}

static void test_no_change(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(WORKLOAD, NULL, 0);
    const struct architecture_change *architecture = &change_to(&fixture, fixture.book)->architectures[1];
    assert_int_equal(architecture->meter_count, 0);
    assert_true(architecture->same_machines);
    assert_true(architecture->before_usd == architecture->after_usd && architecture->before_usd > 0);
    fixture_free(&fixture);
}

/* A negotiated discount shows only when asked for. */
static void test_private_prices(void **state)
{
    (void)state;
    struct fixture plain = fixture_shipped(WORKLOAD, NULL, 0);
    struct fixture fixture = fixture_shipped(WORKLOAD, (const char *const[]){"pricing.discount=23%", NULL},
                                             0);
    const struct price_change *listed = change_to(&fixture, fixture.book);
    assert_true(listed->is_redacted);
    assert_same(listed->architectures[0].before_usd,
                run_under(&plain, plain.book)->architectures[0].usd_per_year);
    struct compare_request request = request_of(&fixture);
    const struct price_change *shown = price_change(&request, false, fixture.book, "then", fixture.book,
                                                    "now", fixture.arena, fixture.diags);
    assert_non_null(shown);
    assert_false(shown->is_redacted);
    assert_same(shown->architectures[0].before_usd, 0.77 * listed->architectures[0].before_usd);
    fixture_free(&plain);
    fixture_free(&fixture);
}

/* A price that only one book lacks is told of that book. */
static void test_missing_price(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(WORKLOAD, NULL, 0);
    struct book *after = arena_new_of(fixture.arena, struct book, 1);
    *after = *fixture.book;
    after->row_count = 0;
    while (after->row_count < fixture.book->row_count &&
           strcmp(fixture.book->rows[after->row_count].offer, "AmazonS3") < 0)
        after->row_count++;
    struct compare_request request = request_of(&fixture);
    assert_null(
        price_change(&request, true, fixture.book, "then", after, "now.csv", fixture.arena, fixture.diags));
    assert_diag(&fixture, DIAG_PRICE_MISSING, "AmazonS3:TimedStorage-ByteHrs", "us-east-1");
    assert_string_equal(fixture.diags->first->place.file, "now.csv");
    fixture_free(&fixture);
}

static void test_infeasible(void **state)
{
    (void)state;
    struct fixture fixture =
        fixture_shipped(WORKLOAD, (const char *const[]){"topics.orders.produce.rate=900 GiB/s", NULL}, 0);
    const struct architecture_change *architecture =
        &change_to(&fixture, scaled(&fixture, "", 1.1))->architectures[0];
    assert_string_not_equal(architecture->infeasible_reason, "");
    assert_true(architecture->before_usd == 0 && architecture->after_usd == 0);
    fixture_free(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_books),          cmocka_unit_test(test_one_meter),
        cmocka_unit_test(test_other_machines), cmocka_unit_test(test_all_prices),
        cmocka_unit_test(test_no_change),      cmocka_unit_test(test_private_prices),
        cmocka_unit_test(test_missing_price),  cmocka_unit_test(test_infeasible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
