/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Support plans: the larger of a least fee and a tiered share of what AWS is paid, by the made-up rates of
 * SMALL_VENDORS. */
#include "fixtures/cost.h"

#define ANY                                   \
    {                                         \
        FACTOR_DERIVED, 0, UNIT_NUMBER, "any" \
    }
static const struct line CLOUD = {
    "network.produce", NETWORK, METER_ID_TRANSFER_REGIONAL, "paid to AWS", {ANY}};
static const struct line VENDOR = {
    "licence.fee", LICENCE, METER_ID_WARPSTREAM_WRITTEN, "paid to a vendor", {ANY}};

static const double GB_USD = 0.0107;

struct priced {
    struct bill bill;
    const struct bill_line *support;
    const struct charge *charges;
    size_t charge_count;
};

static struct priced with(struct fixture *fixture, double cloud_usd_per_month, double vendor_usd_per_month)
{
    struct ledger ledger = ledger_new(fixture->arena, fixture->params);
    ledger_add_line(&ledger, &CLOUD, 0, ITEM_NONE, cloud_usd_per_month * 12 / GB_USD * GIB);
    ledger_add_line(&ledger, &VENDOR, 0, ITEM_NONE, vendor_usd_per_month * 12 / GB_USD * GIB);
    struct priced outcome = {.support = NULL};
    if (!bill_make(&ledger, fixture->context.prices, fixture->arena, &outcome.bill, fixture->diags))
        fail_msg("%s", fixture_diags(fixture));
    if (outcome.bill.line_count > ledger.count) {
        assert_int_equal(outcome.bill.line_count, ledger.count + 1);
        outcome.support = &outcome.bill.lines[ledger.count];
        outcome.charges = bill_charges(&outcome.bill, ledger.count, fixture->context.prices, fixture->arena,
                                       &outcome.charge_count);
    }
    return outcome;
}

/* Business, dollar by dollar. */
static double business_usd(double usd_per_month)
{
    double fee = 0;
    for (double dollar = 0; dollar < usd_per_month; dollar++)
        fee += dollar < 1000 ? 0.1013 : dollar < 8000 ? 0.0707 : 0.0503;
    return fmax(103.7, fee);
}

static void none_by_default(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL);
    assert_null(with(&fixture, 5000, 0).support);
    fixture_free(&fixture);
}

static void tiers_and_least_fee(void **state)
{
    (void)state;
    static const double AWS_USD[] = {1, 900, 999, 1000, 1001, 1023, 1024, 1100, 7999, 8000, 8001, 54321};
    for (size_t i = 0; i < COUNT_OF(AWS_USD); i++) {
        struct fixture fixture = fixture_small(SMALL_WORKLOAD, SETS("pricing.support=business"));
        struct priced outcome = with(&fixture, AWS_USD[i], 777);
        assert_non_null(outcome.support);
        assert_near(outcome.support->usd_per_year, 12 * business_usd(AWS_USD[i]), 1e-9);
        assert_near(outcome.bill.usd_per_year, 12 * (AWS_USD[i] + 777 + business_usd(AWS_USD[i])), 1e-9);
        assert_near(outcome.bill.usd_per_year_list, outcome.bill.usd_per_year, 1e-12);
        double charged = 0;
        for (size_t c = 0; c < outcome.charge_count; c++)
            charged += outcome.charges[c].quantity_per_month * outcome.charges[c].usd_per_unit;
        assert_near(charged * 12, outcome.support->usd_per_year, 1e-12);
        assert_string_equal(outcome.support->entry->line->id, "support.business");
        fixture_free(&fixture);
    }
}

static void developer(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, SETS("pricing.support=developer"));
    assert_near(with(&fixture, 950, 0).support->usd_per_year, 12 * 29.3, 1e-12);
    assert_near(with(&fixture, 1234.5, 0).support->usd_per_year, 12 * 1234.5 * 0.0307, 1e-12);
    fixture_free(&fixture);
}

/* Support is a share of what is paid: discounts lower it, but aren't taken twice. */
static void after_discounts(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD,
                                           SETS("pricing.support=business", "pricing.discount=20%"));
    struct priced outcome = with(&fixture, 5000, 0);
    assert_near(outcome.support->usd_per_year, 12 * business_usd(4000), 1e-9);
    assert_near(outcome.support->usd_per_year_contracted, 12 * business_usd(4000), 1e-9);
    assert_near(outcome.support->usd_per_year_list, 12 * business_usd(5000), 1e-9);
    fixture_free(&fixture);
}

static void a_discount_on_support_itself(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, SETS("pricing.support=business",
                                                                "pricing.discount.AWSSupport=10%"));
    struct priced outcome = with(&fixture, 5000, 0);
    assert_near(outcome.support->usd_per_year, 0.9 * 12 * business_usd(5000), 1e-9);
    assert_near(outcome.support->usd_per_year_contracted, 0.9 * 12 * business_usd(5000), 1e-9);
    assert_near(outcome.support->usd_per_year_list, 12 * business_usd(5000), 1e-9);
    double charged = 0;
    for (size_t c = 0; c < outcome.charge_count; c++)
        charged += outcome.charges[c].quantity_per_month * outcome.charges[c].usd_per_unit;
    assert_near(charged * 12, outcome.support->usd_per_year, 1e-12);
    fixture_free(&fixture);
}

static void a_private_rate(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(
        SMALL_WORKLOAD "pricing: {support: business, private: {\"AWSSupport:Business\": 0.0421}}\n", NULL);
    struct priced outcome = with(&fixture, 9000, 0);
    assert_near(outcome.support->usd_per_year, 12 * 9000 * 0.0421, 1e-12);
    assert_near(outcome.support->usd_per_year_contracted, 12 * 9000 * 0.0421, 1e-12);
    assert_near(outcome.support->usd_per_year_list, 12 * business_usd(9000), 1e-9);
    assert_true(outcome.support->is_private);
    fixture_free(&fixture);
}

static void without_a_price(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, SETS("pricing.support=enterprise"));
    struct ledger ledger = ledger_new(fixture.arena, fixture.params);
    ledger_add_line(&ledger, &CLOUD, 0, ITEM_NONE, 1e12);
    struct bill bill;
    assert_false(bill_make(&ledger, fixture.context.prices, fixture.arena, &bill, fixture.diags));
    assert_diag(&fixture, DIAG_PRICE_MISSING, "AWSSupport:Enterprise", "leave out pricing.support");
    fixture_free(&fixture);
}

/* SMALL_VENDORS knows no enterprise plan: an agreed share needs none of its list. */
static void a_private_rate_without_a_list(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(
        SMALL_WORKLOAD "pricing: {support: enterprise, private: {\"AWSSupport:Enterprise\": 0.0317}}\n",
        NULL);
    struct priced outcome = with(&fixture, 9000, 0);
    assert_string_equal(outcome.support->entry->line->id, "support.enterprise");
    assert_near(outcome.support->usd_per_year, 12 * 9000 * 0.0317, 1e-12);
    assert_near(outcome.support->usd_per_year_list, outcome.support->usd_per_year, 1e-12);
    assert_true(outcome.support->is_private);
    assert_int_equal(outcome.charge_count, 1);
    fixture_free(&fixture);

    fixture = fixture_small(SMALL_WORKLOAD
                            "pricing: {support: enterprise, private: {\"AWSSupport:Enterprise\": 0.0317, "
                            "\"AWSSupport:Enterprise-minimum\": 411.9}}\n",
                            NULL);
    outcome = with(&fixture, 9000, 0);
    assert_near(outcome.support->usd_per_year, 12 * 411.9, 1e-12); /* over 285.3 */
    fixture_free(&fixture);

    fixture = fixture_small(SMALL_WORKLOAD
                            "pricing: {support: enterprise, private: {\"AWSSupport:Enterprise\": 0.0317, "
                            "\"AWSDataTransfer:DataTransfer-Regional-Bytes\": 0}}\n",
                            NULL);
    assert_null(with(&fixture, 9000, 0).support); /* a share of nothing */
    fixture_free(&fixture);

    fixture =
        fixture_small(SMALL_WORKLOAD
                      "pricing: {support: enterprise, private: {\"AWSSupport:Enterprise-minimum\": 411.9}}\n",
                      NULL);
    struct ledger ledger = ledger_new(fixture.arena, fixture.params);
    struct bill bill;
    assert_false(bill_make(&ledger, fixture.context.prices, fixture.arena, &bill, fixture.diags));
    assert_diag(&fixture, DIAG_PRICE_MISSING, "no price of AWSSupport:Enterprise in",
                "--set 'pricing.private.\"AWSSupport:Enterprise\"=USD'");
    fixture_free(&fixture);
}

#define LEAST_FEE BOOK_HEADER PRICE("AWSSupport", "Business-minimum", "103.7", "month")
#define VENDOR_TIER(begin, end, usd, usd_max, date, grade) \
    "AWSSupport,Business,on-demand," begin "," end "," usd "," usd_max ",USD,," date ",made up," grade ",\n"

/* Business support of 5,000 USD a month by these vendors' prices; NULL when it has no price. */
static const struct bill *by_vendors(struct fixture *fixture, const char *vendors_text)
{
    struct csv_source aws = {"book.csv", SMALL_BOOK, strlen(SMALL_BOOK)},
                      vendors = {"vendors.csv", vendors_text, strlen(vendors_text)};
    *fixture = fixture_params(SMALL_WORKLOAD, SETS("pricing.support=business"));
    fixture->book = book_read("us-east-1", &aws, &vendors, fixture->arena, fixture->diags);
    fixture_finish(fixture, 0);
    struct ledger ledger = ledger_new(fixture->arena, fixture->params);
    ledger_add_line(&ledger, &CLOUD, 0, ITEM_NONE, 5000 * 12 / GB_USD * GIB);
    struct bill *bill = arena_new_of(fixture->arena, struct bill, 1);
    return bill_make(&ledger, fixture->context.prices, fixture->arena, bill, fixture->diags) ? bill : NULL;
}

/* Dates, grades and ranges of every tier that is reached, and of none beyond. */
static void every_tier_that_is_reached(void **state)
{
    (void)state;
    struct fixture fixture;
    const struct bill *bill = by_vendors(&fixture,
                                         LEAST_FEE VENDOR_TIER("0", "1000", "0.1", "", "2026-05", "A")
                                             VENDOR_TIER("1000", "8000", "0.07", "", "2021-03", "R")
                                                 VENDOR_TIER("8000", "Inf", "0.05", "0.06", "2019-01", "R"));
    if (bill == NULL) fail_msg("%s", fixture_diags(&fixture));
    assert_string_equal(bill->as_of, "2021-03");
    assert_int_equal(bill->unverified_count, 1);
    fixture_free(&fixture);

    bill = by_vendors(&fixture, LEAST_FEE VENDOR_TIER("0", "1000", "0.1", "", "2026-05", "A")
                                    VENDOR_TIER("1000", "Inf", "0.07", "0.09", "2021-03", "A"));
    assert_null(bill);
    assert_diag(&fixture, DIAG_PRICE_RANGE, "only a range for the price of AWSSupport:Business",
                "leave out pricing.support");
    fixture_free(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(none_by_default),
        cmocka_unit_test(tiers_and_least_fee),
        cmocka_unit_test(developer),
        cmocka_unit_test(after_discounts),
        cmocka_unit_test(a_discount_on_support_itself),
        cmocka_unit_test(a_private_rate),
        cmocka_unit_test(without_a_price),
        cmocka_unit_test(a_private_rate_without_a_list),
        cmocka_unit_test(every_tier_that_is_reached),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
