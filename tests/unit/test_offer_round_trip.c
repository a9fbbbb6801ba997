/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Round trip: price lists made from each region's book, imported, are that book again. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "fixtures/offer_import.h"
#include "fixtures/offer_of_book.h"

enum { OFFERS_MAX = 12 };
enum form { FORM_CSV, FORM_JSON, FORM_JSON_TERMS_FIRST, FORM__COUNT };

/* Listed by AWS: neither a vendor's, nor a plan's share of the on-demand price, which is derived. */
static bool is_listed(const struct price_row *row)
{
    return !row->from_vendors && !text_equal(row->offer, "ComputeSavingsPlans");
}

static size_t offers_of(const struct book *book, const char *offers[OFFERS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < book->row_count; i++) {
        const struct price_row *row = &book->rows[i];
        if (is_listed(row) && (count == 0 || !text_equal(offers[count - 1], row->offer)))
            offers[count++] = row->offer;
    }
    return count;
}

/* The same SKUs, in whatever order: the shipped books have them as their source did. */
static bool same_skus(const char *got, const char *want)
{
    bool same = strlen(got) == strlen(want);
    for (const char *at = want; same && *at != '\0'; at += SKU_BYTES + (at[SKU_BYTES] == ' ')) {
        char sku[SKU_BYTES + 1] = "";
        memcpy(sku, at, SKU_BYTES);
        same = strstr(got, sku) != NULL;
    }
    return same;
}

/* A made-up SKU stands for a book's lack of one. */
static void check_row(const struct price_row *got, const struct price_row *want)
{
    bool same = text_equal(got->offer, want->offer) && text_equal(got->usagetype, want->usagetype) &&
                text_equal(got->bare, want->bare) && got->term == want->term && got->begin == want->begin &&
                got->end == want->end && text_equal(got->unit, want->unit) &&
                got->usd_per_unit == want->usd_per_unit;
    bool has_sku = *want->sku == '\0' ? strlen(got->sku) == SKU_BYTES : same_skus(got->sku, want->sku);
    if (!same || !has_sku)
        fail_msg("%s:%s %s from %g: %.17g %s %s; the book has %s:%s %s from %g: %.17g %s %s", got->offer,
                 got->usagetype, term_name(got->term), got->begin, got->usd_per_unit, got->unit, got->sku,
                 want->offer, want->usagetype, term_name(want->term), want->begin, want->usd_per_unit,
                 want->unit, want->sku);
}

static void check_book(const char *region, enum form form, struct way way)
{
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    const struct book *book = book_embedded(region, arena, &diags);
    assert_non_null(book);
    const char *offers[OFFERS_MAX];
    struct input inputs[OFFERS_MAX];
    size_t count = offers_of(book, offers);
    for (size_t i = 0; i < count; i++) {
        struct listing *listing = listing_of(book, offers[i], arena);
        inputs[i].name = offers[i];
        inputs[i].bytes = form == FORM_CSV
                              ? csv_of(listing, &inputs[i].length)
                              : json_of(listing, form == FORM_JSON_TERMS_FIRST, &inputs[i].length);
    }
    const struct imported *imported = import_inputs(inputs, count, (struct importer_request){0}, way, arena,
                                                    &diags);
    if (imported == NULL) fail_msg("%s: %s", region, diags.first->message);
    assert_string_equal(imported->region, region);
    size_t row = 0;
    for (size_t i = 0; i < book->row_count; i++) {
        if (!is_listed(&book->rows[i])) continue;
        assert_true(row < imported->row_count);
        check_row(&imported->rows[row++], &book->rows[i]);
    }
    assert_int_equal(row, imported->row_count);
    arena_free(arena);
}

static void test_every_region(void **state)
{
    (void)state;
    for (const char *const *region = book_regions(); *region != NULL; region++)
        for (int form = 0; form < FORM__COUNT; form++)
            check_book(*region, (enum form)form, (struct way){.plain = false});
}

static void test_plain_readers(void **state)
{
    (void)state;
    static const char *const REGIONS[] = {"eu-west-1", "us-west-1"};
    for (size_t i = 0; i < sizeof REGIONS / sizeof *REGIONS; i++)
        for (int form = 0; form < FORM__COUNT; form++)
            check_book(REGIONS[i], (enum form)form, (struct way){.plain = true});
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_region),
                                       cmocka_unit_test(test_plain_readers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
