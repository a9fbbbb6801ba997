/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The quantity of an entry is the product of its factors in the meter's billed unit. */
#include "fixtures/cost.h"

#define ANY                                   \
    {                                         \
        FACTOR_DERIVED, 0, UNIT_NUMBER, "any" \
    }
static const struct line BYTES = {
    "network.test", NETWORK, METER_ID_TRANSFER_REGIONAL, "bytes", {ANY, ANY, ANY}};
static const struct line SPACE = {"storage.test", STORAGE, METER_ID_OBJECT_SPACE, "space", {ANY, ANY}};
static const struct line THROUGHPUT = {
    "storage.block.throughput", STORAGE, METER_ID_GP3_THROUGHPUT, "throughput", {ANY, ANY}};
static const struct line HOURS = {"compute.test", COMPUTE, METER_ID_INSTANCE, "hours", {ANY, ANY}};
static const struct line PUTS = {"requests.test", REQUESTS, METER_ID_OBJECT_PUT, "puts", {ANY}};
static const struct line LONG = {
    "network.long", NETWORK, METER_ID_TRANSFER_REGIONAL, "six factors", {ANY, ANY, ANY, ANY, ANY, ANY}};

static struct ledger filled(struct fixture *fixture)
{
    struct ledger ledger = ledger_new(fixture->arena, fixture->params);
    ledger_add_line(&ledger, &BYTES, 4, ITEM_NONE, 39112908.25, 31536000, 2);
    ledger_add_line(&ledger, &SPACE, 7, ITEM_NONE, 7.25e12, 12);
    ledger_add_line(&ledger, &THROUGHPUT, GROUP_SHARED, ITEM_NONE, 3.5 * GIB, 12);
    ledger_add_line(&ledger, &HOURS, GROUP_SHARED, 11, 21, 8760);
    ledger_add_line(&ledger, &PUTS, 0, ITEM_NONE, 71234.5);
    return ledger;
}

static void quantities_in_billed_units(void **state)
{
    (void)state;
    struct fixture binary = fixture_small(SMALL_WORKLOAD, NULL),
                   decimal = fixture_small(SMALL_WORKLOAD, SETS("billing.gigabyte=decimal"));
    struct ledger b = filled(&binary), d = filled(&decimal);
    /* bc: 39112908.25 * 31536000 * 2 / 2^30; 7.25 * 10^12 * 12 / 2^30 */
    const double wanted[] = {2297506.99283927679061889648, 81025.06399154663085937500, 42, 183960, 71234.5};
    assert_int_equal(b.count, COUNT_OF(wanted));
    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        assert_near(b.entries[i].quantity_per_year, wanted[i], 1e-15);
    const double ratio[] = {1.073741824, 1.073741824, 1, 1, 1}; /* GiBps is binary under every convention */
    for (size_t i = 0; i < COUNT_OF(ratio); i++)
        assert_near(d.entries[i].quantity_per_year, wanted[i] * ratio[i], 1e-15);
    fixture_free(&binary);
    fixture_free(&decimal);
}

static void entries_remember_their_factors(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL);
    struct ledger ledger = filled(&fixture);
    const struct ledger_entry *bytes = &ledger.entries[0], *hours = &ledger.entries[3];
    assert_ptr_equal(bytes->line, &BYTES);
    assert_int_equal(bytes->group, 4);
    assert_int_equal(bytes->item, ITEM_NONE);
    assert_int_equal(bytes->factor_count, 3);
    assert_true(bytes->factors[0] == 39112908.25 && bytes->factors[1] == 31536000 && bytes->factors[2] == 2);
    assert_int_equal(hours->group, GROUP_SHARED);
    assert_int_equal(hours->item, 11);
    fixture_free(&fixture);
}

static void nothing_used_nothing_metered(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL);
    struct ledger ledger = ledger_new(fixture.arena, fixture.params);
    for (int zero = 0; zero < 3; zero++)
        ledger_add_line(&ledger, &BYTES, 0, ITEM_NONE, zero == 0 ? 0 : 17.5, zero == 1 ? 0 : 3.25,
                        zero == 2 ? 0 : 2);
    assert_int_equal(ledger.count, 0);
    fixture_free(&fixture);
}

static void all_six_factors_count(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL);
    struct ledger ledger = ledger_new(fixture.arena, fixture.params);
    ledger_add_line(&ledger, &LONG, 0, ITEM_NONE, GIB, 3, 5, 7, 11, 13);
    assert_near(ledger.entries[0].quantity_per_year, 15015, 1e-15);
    /* a line with fewer factors takes no notice of what stands behind them */
    ledger_add(&ledger, &PUTS, 0, ITEM_NONE, (const double[FACTORS_MAX]){19, 1e9, 1e9});
    assert_true(ledger.entries[1].quantity_per_year == 19);
    fixture_free(&fixture);
}

static void grows_far_beyond_its_first_room(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL);
    struct ledger ledger = ledger_new(fixture.arena, fixture.params);
    for (int i = 0; i < 5000; i++) ledger_add_line(&ledger, &PUTS, i, ITEM_NONE, 1.5 * i + 0.25);
    assert_int_equal(ledger.count, 5000);
    for (int i = 0; i < 5000; i++) {
        assert_int_equal(ledger.entries[i].group, i);
        assert_true(ledger.entries[i].quantity_per_year == 1.5 * i + 0.25);
    }
    fixture_free(&fixture);
}

static void every_meter_has_its_conversion(void **state)
{
    (void)state;
    const double raw = 3.7 * 1073741824e6, gb = 1e9;
    for (int meter = 0; meter < METER__COUNT; meter++) {
        double divisor = 1;
        switch (METERS[meter].unit) {
        case METER_GB:
        case METER_GB_MONTH: divisor = gb; break;
        case METER_GIB:
        case METER_GIB_MONTH:
        case METER_GIBPS_MONTH: divisor = 1073741824; break;
        case METER_MIBPS_MONTH: divisor = 1048576; break;
        default: break;
        }
        assert_near(meter_quantity((enum meter)meter, raw, gb), raw / divisor, 1e-15);
        bool counts_bytes = METERS[meter].unit_name[0] == 'G' ||
                            strcmp(METERS[meter].unit_name, "MiBps-Mo") == 0;
        assert_int_equal(divisor > 1, counts_bytes);
    }
}

static void owners_follow_from_who_sells_the_meter(void **state)
{
    (void)state;
    for (int component = 0; component < COMPONENT__COUNT; component++) {
        const struct line of_aws = {.component = (enum component)component, .meter = METER_ID_OBJECT_PUT},
                          of_vendor = {.component = (enum component)component,
                                       .meter = METER_ID_WARPSTREAM_PRO};
        assert_string_equal(owner_name(line_owner(&of_aws)), "cloud");
        assert_string_equal(owner_name(line_owner(&of_vendor)), "vendor");
    }
    for (size_t a = 0; a < ARCH_COUNT; a++)
        for (const struct line *const *line = ARCHS[a]->lines; *line != NULL; line++) {
            /* Codes of AWS's price lists begin so. */
            const char *offer = METERS[(*line)->meter].offer;
            bool vendor = !text_starts_with(offer, "Amazon") && !text_starts_with(offer, "AWS");
            if ((*line)->component == CONTROL_PLANE || (*line)->component == LICENCE) assert_true(vendor);
            assert_string_equal(owner_name(line_owner(*line)), vendor ? "vendor" : "cloud");
        }
    /* each line's id begins with its component */
    for (size_t a = 0; a < ARCH_COUNT; a++)
        for (const struct line *const *line = ARCHS[a]->lines; *line != NULL; line++) {
            const char *name = component_name((*line)->component);
            assert_true(text_starts_with((*line)->id, name) && (*line)->id[strlen(name)] == '.');
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantities_in_billed_units),
        cmocka_unit_test(entries_remember_their_factors),
        cmocka_unit_test(nothing_used_nothing_metered),
        cmocka_unit_test(all_six_factors_count),
        cmocka_unit_test(grows_far_beyond_its_first_room),
        cmocka_unit_test(every_meter_has_its_conversion),
        cmocka_unit_test(owners_follow_from_who_sells_the_meter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
