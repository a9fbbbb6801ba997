/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ledger × prices, against prices walked through one small step after another. */
#include "fixtures/cost.h"

#define ANY                                   \
    {                                         \
        FACTOR_DERIVED, 0, UNIT_NUMBER, "any" \
    }
static const struct line SPACE = {"storage.object", STORAGE, METER_ID_OBJECT_SPACE, "space", {ANY, ANY}};
static const struct line OTHER_SPACE = {
    "storage.object.index", STORAGE, METER_ID_OBJECT_SPACE, "space of indexes", {ANY}};
static const struct line TRANSFER = {
    "network.produce", NETWORK, METER_ID_TRANSFER_REGIONAL, "transfer", {ANY}};
static const struct line PUTS = {"requests.put", REQUESTS, METER_ID_OBJECT_PUT, "puts", {ANY}};
static const struct line GETS = {"requests.get", REQUESTS, METER_ID_OBJECT_GET, "gets", {ANY}};
static const struct line HOURS = {"compute.brokers", COMPUTE, METER_ID_INSTANCE, "hours", {ANY, ANY}};
static const struct line SC1 = {
    "storage.block", STORAGE, METER_ID_SC1_SPACE, "no price in the small book", {ANY}};

static int instance(const struct fixture *fixture, const char *name)
{
    int index = catalogue_find(fixture->catalogue, name);
    assert_true(index >= 0);
    return index;
}

static struct bill billed(struct fixture *fixture, const struct ledger *ledger)
{
    struct bill bill;
    if (!bill_make(ledger, fixture->context.prices, fixture->arena, &bill, fixture->diags))
        fail_msg("%s", fixture_diags(fixture));
    return bill;
}

/* What thousandths of a GB a month cost, one by one, by the tiers of SMALL_BOOK. */
static double walked_usd_per_month(long thousandths)
{
    double usd = 0;
    for (long i = 0; i < thousandths; i++) usd += (i < 50000 ? 0.0237 : i < 500000 ? 0.0219 : 0.0204) / 1000;
    return usd;
}

static void check_charges(struct fixture *fixture, const struct bill *bill)
{
    double month[METER__COUNT] = {0};
    for (size_t i = 0; i < bill->line_count; i++) {
        size_t count;
        const struct charge *charges = bill_charges(bill, i, fixture->context.prices, fixture->arena, &count);
        double quantity = 0, usd = 0, contracted = 0;
        assert_true(count > 0);
        for (size_t c = 0; c < count; c++) {
            double reached = bill->meter_per_month[bill->lines[i].entry->line->meter];
            assert_true(charges[c].quantity_per_month > 0
                            ? charges[c].from < reached || c == 0
                            : charges[c].quantity_per_month == 0 && charges[c].from >= reached);
            assert_true(charges[c].from < charges[c].to);
            assert_true(c == 0 || charges[c].from == charges[c - 1].to);
            quantity += charges[c].quantity_per_month;
            usd += charges[c].quantity_per_month * charges[c].usd_per_unit;
            contracted += charges[c].quantity_per_month * charges[c].usd_per_unit_contracted;
        }
        assert_near(quantity * 12, bill->lines[i].entry->quantity_per_year, 1e-12);
        assert_near(usd * 12, bill->lines[i].usd_per_year, 1e-12);
        assert_near(contracted * 12, bill->lines[i].usd_per_year_contracted, 1e-12);
        month[bill->lines[i].entry->line->meter] += quantity;
    }
    for (int meter = 0; meter < METER__COUNT; meter++)
        assert_near(month[meter], bill->meter_per_month[meter], 1e-12);
}

static void check_sums(const struct bill *bill)
{
    double usd = 0, contracted = 0, list = 0;
    for (size_t i = 0; i < bill->line_count; i++) {
        usd += bill->lines[i].usd_per_year;
        contracted += bill->lines[i].usd_per_year_contracted;
        list += bill->lines[i].usd_per_year_list;
    }
    assert_true(usd == bill->usd_per_year); /* exactly: the total is the sum in the order of the lines */
    assert_true(contracted == bill->usd_per_year_contracted);
    assert_true(list == bill->usd_per_year_list);
}

static void tiers(void **state)
{
    (void)state;
    static const long THOUSANDTHS[] = {1, 49999, 50000, 50001, 123457, 499999, 500000, 500001, 1234567};
    for (size_t i = 0; i < COUNT_OF(THOUSANDTHS); i++) {
        struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL);
        struct ledger ledger = ledger_new(fixture.arena, fixture.params);
        ledger_add_line(&ledger, &SPACE, 0, ITEM_NONE, (double)THOUSANDTHS[i] / 1000 * GIB, 12);
        struct bill bill = billed(&fixture, &ledger);
        assert_near(bill.usd_per_year, 12 * walked_usd_per_month(THOUSANDTHS[i]), 1e-9);
        assert_near(bill.usd_per_year_list, bill.usd_per_year, 1e-15);
        check_charges(&fixture, &bill);
        check_sums(&bill);
        fixture_free(&fixture);
    }
}

static void charges_name_their_tiers(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL);
    struct ledger ledger = ledger_new(fixture.arena, fixture.params);
    ledger_add_line(&ledger, &SPACE, 0, ITEM_NONE, 612.5 * GIB, 12);
    struct bill bill = billed(&fixture, &ledger);
    static const double BOUNDS[] = {0, 50, 500, INFINITY}, PARTS[] = {50, 450, 112.5},
                        USD[] = {0.0237, 0.0219, 0.0204};
    size_t count;
    const struct charge *charges = bill_charges(&bill, 0, fixture.context.prices, fixture.arena, &count);
    assert_int_equal(count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(charges[i].from == BOUNDS[i] && charges[i].to == BOUNDS[i + 1]);
        assert_near(charges[i].quantity_per_month, PARTS[i], 1e-12);
        assert_true(charges[i].usd_per_unit == USD[i] && charges[i].usd_per_unit_list == USD[i]);
        assert_string_equal(charges[i].row->source, "made up");
        assert_true(charges[i].row->begin == BOUNDS[i]);
    }
    fixture_free(&fixture);
}

/* What isn't reached has a price all the same, for who asks what more would cost. */
static void charges_name_the_tiers_above(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL);
    struct ledger ledger = ledger_new(fixture.arena, fixture.params);
    ledger_add_line(&ledger, &SPACE, 0, ITEM_NONE, 50 * GIB, 12);
    struct bill bill = billed(&fixture, &ledger);
    static const double BOUNDS[] = {0, 50, 500, INFINITY}, PARTS[] = {50, 0, 0},
                        USD[] = {0.0237, 0.0219, 0.0204};
    size_t count;
    const struct charge *charges = bill_charges(&bill, 0, fixture.context.prices, fixture.arena, &count);
    assert_int_equal(count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(charges[i].from == BOUNDS[i] && charges[i].to == BOUNDS[i + 1]);
        assert_true(charges[i].quantity_per_month == PARTS[i] && charges[i].usd_per_unit == USD[i]);
    }
    assert_near(bill.usd_per_year, 50 * 0.0237 * 12, 1e-12);
    fixture_free(&fixture);
}

static void tiers_apply_to_the_sum_of_lines_and_groups(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL);
    struct ledger ledger = ledger_new(fixture.arena, fixture.params);
    static const double GB_A[] = {31.25, 222.5, 7.75}, GB_B[] = {400, 13.5};
    double sum = 0;
    for (size_t i = 0; i < COUNT_OF(GB_A); i++, sum += GB_A[i - 1])
        ledger_add_line(&ledger, &SPACE, (int32_t)i, ITEM_NONE, GB_A[i] * GIB, 12);
    ledger_add_line(&ledger, &TRANSFER, 0, ITEM_NONE, 1e15);
    for (size_t i = 0; i < COUNT_OF(GB_B); i++, sum += GB_B[i - 1])
        ledger_add_line(&ledger, &OTHER_SPACE, (int32_t)i, ITEM_NONE, GB_B[i] * GIB * 12);
    struct bill bill = billed(&fixture, &ledger);
    double wanted = 12 * walked_usd_per_month(lround(sum * 1000)), got = 0;
    for (size_t i = 0; i < bill.line_count; i++) {
        const struct ledger_entry *entry = bill.lines[i].entry;
        if (entry->line->meter != METER_ID_OBJECT_SPACE) continue;
        got += bill.lines[i].usd_per_year;
        assert_near(bill.lines[i].usd_per_year, wanted * entry->quantity_per_year / 12 / sum,
                    1e-9); /* pro rata */
    }
    assert_near(got, wanted, 1e-9);
    check_charges(&fixture, &bill);
    check_sums(&bill);
    fixture_free(&fixture);
}

static double usd_of(struct fixture *fixture, const struct line *line, double quantity, int item)
{
    struct ledger ledger = ledger_new(fixture->arena, fixture->params);
    ledger_add_line(&ledger, line, 0, (int16_t)item, quantity, 1);
    struct bill bill = billed(fixture, &ledger);
    check_charges(fixture, &bill);
    check_sums(&bill);
    return bill.usd_per_year;
}

static void discounts_by_service(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD
                                           "pricing: {discount: {AmazonS3: 13%, AmazonEC2: 4.5%}}\n",
                                           NULL);
    assert_near(usd_of(&fixture, &PUTS, 1e6, ITEM_NONE), 5.3 * 0.87, 1e-12);
    assert_near(usd_of(&fixture, &HOURS, 1000, instance(&fixture, "m5.large")), 96.1 * 0.955, 1e-12);
    assert_near(usd_of(&fixture, &TRANSFER, 1000 * GIB, ITEM_NONE), 10.7, 1e-12);
    fixture_free(&fixture);

    fixture = fixture_small(SMALL_WORKLOAD "pricing: {discount: 7%}\n", SETS("pricing.discount.AmazonS3=0"));
    assert_near(usd_of(&fixture, &PUTS, 1e6, ITEM_NONE), 5.3, 1e-12); /* its own, even when it is none */
    assert_near(usd_of(&fixture, &HOURS, 1000, instance(&fixture, "m5.large")), 96.1 * 0.93, 1e-12);
    assert_near(usd_of(&fixture, &TRANSFER, 1000 * GIB, ITEM_NONE), 10.7 * 0.93, 1e-12);
    struct ledger ledger = ledger_new(fixture.arena, fixture.params);
    ledger_add_line(&ledger, &TRANSFER, 0, ITEM_NONE, 1000 * GIB);
    struct bill bill = billed(&fixture, &ledger);
    assert_near(bill.usd_per_year_list, 10.7, 1e-12);
    assert_false(bill.lines[0].is_private);
    fixture_free(&fixture);
}

static void private_prices_replace_all(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD "pricing:\n"
                                                          "  discount: 25%\n"
                                                          "  private:\n"
                                                          "    \"AmazonS3:TimedStorage-ByteHrs\": 0.0191\n"
                                                          "    \"AmazonS3:Requests-Tier2\": 4.1e-7\n"
                                                          "    \"AmazonEC2:BoxUsage:m5.large\": 0.0777\n"
                                                          "    \"AmazonEC2:EBS:VolumeUsage.sc1\": 0.0123\n",
                                           NULL);
    assert_near(usd_of(&fixture, &SPACE, 12 * 700 * GIB, ITEM_NONE), 12 * 700 * 0.0191,
                1e-12); /* no tiers, no discount */
    assert_near(usd_of(&fixture, &HOURS, 1000, instance(&fixture, "m5.large")), 77.7, 1e-12);
    assert_near(usd_of(&fixture, &HOURS, 1000, instance(&fixture, "m5.xlarge")), 192.7 * 0.75, 1e-12);
    assert_near(usd_of(&fixture, &SC1, 12 * 3 * GIB, ITEM_NONE), 12 * 3 * 0.0123,
                1e-12);                                               /* of a meter that the book lacks */
    assert_near(usd_of(&fixture, &GETS, 1e7, ITEM_NONE), 4.1, 1e-12); /* of one with a range */

    struct ledger ledger = ledger_new(fixture.arena, fixture.params);
    ledger_add_line(&ledger, &SPACE, 0, ITEM_NONE, 700 * GIB, 12);
    struct bill bill = billed(&fixture, &ledger);
    size_t count;
    const struct charge *charge = bill_charges(&bill, 0, fixture.context.prices, fixture.arena, &count);
    assert_int_equal(count, 1);
    assert_true(bill.lines[0].is_private && charge->row == NULL && charge->usd_per_unit == 0.0191);
    assert_near(bill.usd_per_year_list, 12 * walked_usd_per_month(700000), 1e-9); /* list stays list */
    assert_near(bill.usd_per_year_contracted, bill.usd_per_year, 1e-12);          /* what was agreed on */
    fixture_free(&fixture);
}

static void purchase_options(void **state)
{
    (void)state;
    static const struct {
        const char *purchase;
        double usd_per_h, upfront_years;
    } CASES[] = {{"on-demand", 0.0961, 0},
                 {"reserved-1yr-no-upfront", 0.0607, 0},
                 {"reserved-3yr-all-upfront", 0.0391, 3}};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct fixture fixture = fixture_small(SMALL_WORKLOAD, SETS(text_format(arena, "pricing.purchase=%s",
                                                                                CASES[i].purchase),
                                                                    "pricing.discount=3%"));
        struct ledger ledger = ledger_new(fixture.arena, fixture.params);
        ledger_add_line(&ledger, &HOURS, 0, (int16_t)instance(&fixture, "m5.large"), 7, 8760);
        ledger_add_line(&ledger, &TRANSFER, 0, ITEM_NONE, 1000 * GIB); /* never reserved */
        struct bill bill = billed(&fixture, &ledger);
        double compute = 7 * 8760 * CASES[i].usd_per_h * 0.97;
        assert_near(bill.lines[0].usd_per_year, compute, 1e-12);
        assert_near(bill.lines[0].usd_per_year_list, 7 * 8760 * 0.0961, 1e-12);
        assert_near(bill.lines[0].usd_per_year_contracted, 7 * 8760 * 0.0961 * 0.97,
                    1e-12); /* the discount, not the commitment */
        assert_near(bill.lines[1].usd_per_year, 10.7 * 0.97, 1e-12);
        assert_near(bill.lines[1].usd_per_year_contracted, 10.7 * 0.97, 1e-12);
        assert_true(bill.upfront_years == CASES[i].upfront_years);
        assert_near(bill.upfront_usd, compute * CASES[i].upfront_years, 1e-12);
        check_charges(&fixture, &bill);
        /* the oldest date of the prices that were used: reserved rows are older in the small book */
        assert_string_equal(bill.as_of, i == 0 ? "2026-03-02" : "2026-01-09");
        fixture_free(&fixture);
    }
    arena_free(arena);
}

static void what_has_no_price_is_named(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL);
    struct ledger ledger = ledger_new(fixture.arena, fixture.params);
    ledger_add_line(&ledger, &TRANSFER, 0, ITEM_NONE, 1e12);
    ledger_add_line(&ledger, &SC1, 0, ITEM_NONE, 1e12);
    ledger_add_line(&ledger, &SC1, 1, ITEM_NONE, 2e12);
    ledger_add_line(&ledger, &GETS, 0, ITEM_NONE, 1e9);
    ledger_add_line(&ledger, &HOURS, 0, (int16_t)instance(&fixture, "r5.large"), 2, 8760);
    struct bill bill = {.usd_per_year = -7};
    assert_false(bill_make(&ledger, fixture.context.prices, fixture.arena, &bill, fixture.diags));
    assert_true(bill.usd_per_year == -7);      /* untouched */
    assert_int_equal(fixture.diags->count, 3); /* the same hole once */
    assert_diag(&fixture, DIAG_PRICE_MISSING, "AmazonEC2:EBS:VolumeUsage.sc1 in us-east-1", "storage.block");
    assert_diag(&fixture, DIAG_PRICE_RANGE, "AmazonS3:Requests-Tier2 in us-east-1", "requests.get");
    assert_diag(&fixture, DIAG_PRICE_MISSING, "on-demand price of AmazonEC2:BoxUsage:r5.large in us-east-1",
                "compute.brokers");
    assert_int_equal(fixture.diags->exit_code, EXIT_PRICE);
    assert_true(isnan(bill_quick(&ledger, fixture.context.prices)));
    fixture_free(&fixture);

    /* with another purchase option it is that price which is missing */
    fixture = fixture_small(SMALL_WORKLOAD, SETS("pricing.purchase=reserved-1yr-no-upfront"));
    ledger = ledger_new(fixture.arena, fixture.params);
    ledger_add_line(&ledger, &HOURS, 0, (int16_t)instance(&fixture, "m5.xlarge"), 2, 8760);
    assert_false(bill_make(&ledger, fixture.context.prices, fixture.arena, &bill, fixture.diags));
    assert_diag(&fixture, DIAG_PRICE_MISSING,
                "reserved-1yr-no-upfront price of AmazonEC2:BoxUsage:m5.xlarge in us-east-1",
                "compute.brokers");
    fixture_free(&fixture);
}

static void the_quick_way_agrees(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, SETS("pricing.discount=3%"));
    struct ledger ledger = ledger_new(fixture.arena, fixture.params);
    assert_true(bill_quick(&ledger, fixture.context.prices) == 0);
    ledger_add_line(&ledger, &HOURS, 0, (int16_t)instance(&fixture, "m5.xlarge"), 5, 8760);
    ledger_add_line(&ledger, &TRANSFER, 0, ITEM_NONE, 7.5e14);
    ledger_add_line(&ledger, &PUTS, 0, ITEM_NONE, 7.5e8);
    assert_near(bill_quick(&ledger, fixture.context.prices), billed(&fixture, &ledger).usd_per_year, 1e-14);
    fixture_free(&fixture);
}

static void an_empty_ledger_costs_nothing(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL);
    struct ledger ledger = ledger_new(fixture.arena, fixture.params);
    struct bill bill = billed(&fixture, &ledger);
    assert_true(bill.line_count == 0 && bill.usd_per_year == 0 && bill.as_of == NULL);
    fixture_free(&fixture);
}

/* Object storage in three tiers: the second is remembered and old, the third but a range. */
static const char UNEVEN_BOOK[] = BOOK_HEADER
    "AmazonS3,TimedStorage-ByteHrs,on-demand,0,50,0.0237,,GB-Mo,,2026-03-02,made up,A,\n"
    "AmazonS3,TimedStorage-ByteHrs,on-demand,50,500,0.0219,,GB-Mo,,2022-11,made up,R,\n"
    "AmazonS3,TimedStorage-ByteHrs,on-demand,500,Inf,0.0204,0.0209,GB-Mo,,2019-07,made up,C,a range\n";

static void every_tier_that_is_reached_counts(void **state)
{
    (void)state;
    static const struct {
        double gb;
        bool is_priced;
        size_t unverified_count;
        const char *as_of;
    } ROWS[] = {{49.5, true, 0, "2026-03-02"},
                {50, true, 0, "2026-03-02"},
                {50.5, true, 1, "2022-11"},
                {500, true, 1, "2022-11"},
                {500.5, false, 0, ""}};
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct fixture fixture = fixture_with_book(SMALL_WORKLOAD, NULL, UNEVEN_BOOK);
        struct ledger ledger = ledger_new(fixture.arena, fixture.params);
        ledger_add_line(&ledger, &SPACE, 0, ITEM_NONE, ROWS[i].gb * GIB, 12);
        struct bill bill;
        assert_int_equal(bill_make(&ledger, fixture.context.prices, fixture.arena, &bill, fixture.diags),
                         ROWS[i].is_priced);
        assert_int_equal(!isnan(bill_quick(&ledger, fixture.context.prices)), ROWS[i].is_priced);
        if (ROWS[i].is_priced) {
            assert_string_equal(bill.as_of, ROWS[i].as_of);
            assert_int_equal(bill.unverified_count, ROWS[i].unverified_count);
        } else {
            assert_diag(&fixture, DIAG_PRICE_RANGE, "only a range",
                        "AmazonS3:TimedStorage-ByteHrs in us-east-1");
        }
        fixture_free(&fixture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiers),
        cmocka_unit_test(charges_name_their_tiers),
        cmocka_unit_test(charges_name_the_tiers_above),
        cmocka_unit_test(tiers_apply_to_the_sum_of_lines_and_groups),
        cmocka_unit_test(discounts_by_service),
        cmocka_unit_test(private_prices_replace_all),
        cmocka_unit_test(purchase_options),
        cmocka_unit_test(what_has_no_price_is_named),
        cmocka_unit_test(the_quick_way_agrees),
        cmocka_unit_test(an_empty_ledger_costs_nothing),
        cmocka_unit_test(every_tier_that_is_reached_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
