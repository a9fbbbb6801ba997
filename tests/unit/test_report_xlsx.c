/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a workbook computes with, of a run made by hand: rows of topic groups together, blocks of meters,
 * tiers, what is live; and the book's bytes. What its cells say is checked by a reader that isn't ours
 * (tests/cli/xlsx.sh). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "base/error.h"
#include "report/as/xlsx/picture.h"
#include "report/as/xlsx/sheet_bill.h"
#include "run/document.h"
#include "report_fixture.h"
#include "arena_fixture.h"

static void assert_near(double got, double wanted)
{
    if (!(fabs(got - wanted) <= 1e-9 * fabs(wanted))) fail_msg("%.15g, wanted %.15g", got, wanted);
}

static void rows_hold_all_topic_groups(void **state)
{
    (void)state;
    struct run run = fixture_run();
    struct sheet_prices prices;
    const struct sheet_bill *bills = sheet_bills_make(run_round(&run, arena), &prices, arena);
    static const char *const LINES[] = {"compute.brokers", "storage.block", "network.replicate"};
    assert_int_equal(bills[0].row_count, 3);
    for (size_t i = 0; i < 3; i++) assert_string_equal(bills[0].rows[i].kind->id, LINES[i]);
    const struct sheet_row *replicate = &bills[0].rows[2];
    assert_near(replicate->quantity_per_month, (126144000 + 3153.6) / 12);
    assert_near(replicate->usd_per_year[SHEET_PAID], 1173139.20 + 29.32848);
    assert_near(replicate->usd_per_year[SHEET_CONTRACTED], 1173139.20 + 29.32848);
    assert_near(replicate->usd_per_year[SHEET_LIST], 1261440 + 31.536);
    assert_true(replicate->follows_rate && !bills[0].rows[0].follows_rate);
    assert_int_equal(bills[2].row_count, 0);
}

static void only_what_its_tiers_give_is_live(void **state)
{
    (void)state;
    struct run run = fixture_run();
    struct sheet_prices prices;
    const struct sheet_bill *bills = sheet_bills_make(run_round(&run, arena), &prices, arena);
    assert_true(bills[0].blocks[bills[0].rows[0].block].is_live &&
                bills[0].blocks[bills[0].rows[2].block].is_live);
    assert_false(bills[0].blocks[bills[0].rows[1].block].is_live); /* disks have no charges here */
    const struct sheet_block *objects = &bills[1].blocks[bills[1].rows[0].block];
    assert_true(objects->is_live && objects->price_count == 2);
    assert_true(prices.list[objects->prices[0]].charge.from == 0 &&
                prices.list[objects->prices[1]].charge.from == 51200);

    /* A line that costs a thousandth of a per mille more than its tiers: the figure stands, not the formula.
     */
    struct run_line lines[3];
    memcpy(lines, run.architectures[1].lines, sizeof lines);
    lines[0].usd_per_year *= 1 + 1e-6;
    struct run_architecture architecture = run.architectures[1];
    architecture.lines = lines;
    run.architectures = &architecture;
    run.architecture_count = 1;
    bills = sheet_bills_make(&run, &prices, arena);
    assert_false(bills[0].blocks[bills[0].rows[0].block].is_live);
}

/* One architecture reaches the second tier of a meter, another only the first: its block goes on with what
 * the first one pays. */
static void tiers_of_others_go_on(void **state)
{
    (void)state;
    static const struct run_charge FIRST[] = {{0, 51200, 1000, 0.023, 0.023, 0.023, "TimedStorage-ByteHrs",
                                               "on-demand", "WP9ANXZGBYYSGJEA", "2026-07-20", "S3 offer file",
                                               'A', ""}};
    struct run run = fixture_run();
    struct run_line_kind small = FIXTURE_OBJECT;
    small.charge_count = 1;
    small.charges = FIRST;
    small.quantity_per_year = 12000;
    struct run_line line = {&small, "events", 12000, 276, 276, 276, NULL, {0}};
    struct run_architecture architectures[] = {run.architectures[1], run.architectures[1]};
    architectures[1].lines = &line;
    architectures[1].line_count = 1;
    run.architectures = architectures;
    run.architecture_count = 2;
    struct sheet_prices prices;
    const struct sheet_bill *bills = sheet_bills_make(&run, &prices, arena);
    assert_int_equal(bills[1].blocks[0].price_count, 2);
    assert_true(bills[1].blocks[0].is_live);
    assert_true(prices.list[bills[1].blocks[0].prices[1]].charge.usd_per_unit == 0.022);
}

/* Heads written by hand from ISO/IEC 15948 and ITU-T T.81; every shorter one says nothing. */
static void pictures_say_how_large_they_are(void **state)
{
    (void)state;
    static const char PNG[] = "\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\1\x90\0\0\0\xC8";
    static const char JPEG[] = "\xFF\xD8"
                               "\xFF\xE0\0\4ab"
                               "\xFF\xC4\0\5xyz"
                               "\xFF\xC2\0\x11\x8\0\xC8\1\x90";
    static const struct {
        const char *bytes;
        size_t length;
    } PICTURES[] = {{PNG, sizeof PNG - 1}, {JPEG, sizeof JPEG - 1}};
    struct picture_size size;
    for (size_t i = 0; i < COUNT_OF(PICTURES); i++) {
        assert_true(picture_measure(PICTURES[i].bytes, PICTURES[i].length, &size));
        assert_true(size.width_px == 400 && size.height_px == 200);
        for (size_t length = 0; length < PICTURES[i].length; length++)
            assert_false(picture_measure(arena_copy(arena, PICTURES[i].bytes, length), length, &size));
    }
    assert_false(picture_measure("\xFF\xD8\xFF\xE0\0\0aaaaaaaaaaaa", 18,
                                 &size)); /* a length of 0 leads to no segment */
    assert_false(picture_measure("GIF89a\1\0\1\0 and more of it ", 24, &size));
}

static void parts_of_a_tier_add_up(void **state)
{
    (void)state;
    static const double BOUNDS[] = {0, 13.5, 400, 401, INFINITY},
                        QUANTITIES[] = {0, 7, 13.5, 14, 400.25, 401, 1e12};
    for (size_t i = 0; i < COUNT_OF(QUANTITIES); i++) {
        double sum = 0;
        for (size_t tier = 0; tier + 1 < COUNT_OF(BOUNDS); tier++) {
            struct run_charge charge = {.from = BOUNDS[tier], .to = BOUNDS[tier + 1]};
            double part = sheet_part_in_tier(&charge, QUANTITIES[i]);
            assert_true(part >= 0 && part <= charge.to - charge.from);
            sum += part;
        }
        assert_true(sum == QUANTITIES[i]);
    }
}

static void the_same_run_gives_the_same_bytes(void **state)
{
    (void)state;
    struct run run = fixture_run();
    const struct run *settled = run_round(&run, arena);
    struct diags diags;
    diags_init(&diags, arena);
    size_t lengths[3];
    char *books[3];
    for (size_t i = 0; i < 3; i++) {
        books[i] = report_xlsx(settled, NULL, i < 2 ? 315532800 : 1700000000, arena, &lengths[i], &diags);
        assert_non_null(books[i]);
        assert_memory_equal(books[i], "PK\3\4", 4);
    }
    assert_int_equal(diags.count, 0);
    assert_int_equal(lengths[0], lengths[1]);
    assert_memory_equal(books[0], books[1], lengths[0]);
    assert_true(lengths[0] != lengths[2] || memcmp(books[0], books[2], lengths[0]) != 0);
}

static void empty_runs_are_written_too(void **state)
{
    (void)state;
    struct run run = fixture_run();
    run.param_count = run.excluded_count = run.variant_count = run.assumption_count = run.warning_count =
        run.input_count = 0;
    struct diags diags;
    diags_init(&diags, arena);
    size_t length;
    for (size_t from = 2; from <= 3; from++) { /* one that can't carry the workload, then none */
        run.architectures = FIXTURE_ARCHITECTURES + (from < 3 ? from : 0);
        run.architecture_count = 3 - from;
        assert_non_null(report_xlsx(&run, NULL, 1, arena, &length, &diags));
        assert_int_equal(diags.count, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_hold_all_topic_groups, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_what_its_tiers_give_is_live, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tiers_of_others_go_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pictures_say_how_large_they_are, set_up, tear_down),
        cmocka_unit_test_setup_teardown(parts_of_a_tier_add_up, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_same_run_gives_the_same_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(empty_runs_are_written_too, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
