/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tariffs of a run: what the book lists, what the pricing parameters make of it. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "cost/bill.h"

/* General discounts are agreed with AWS on usage; a vendor's fee has one only where it is named, and support is a
 * share of what is paid after discounts. */
static bool has_general_discount(const char *offer)
{
    return text_starts_with(offer, "Amazon") || (text_starts_with(offer, "AWS") && !text_equal(offer, "AWSSupport"));
}

static double discount_on(const struct params *params, const char *offer)
{
    const struct value *own = params_free(params, ROOT_DISCOUNT_BY, offer);
    if (own != NULL)
        return own->num;
    return has_general_discount(offer) ? root_num(params, ROOT_DISCOUNT) : 0;
}

static double private_price(const struct params *params, const char *id)
{
    const struct value *given = params_free(params, ROOT_PRIVATE_BY, id);
    return given == NULL ? NAN : given->num;
}

double tariff_usd_per_unit(const struct tariff *tariff)
{
    if (!isnan(tariff->private_usd_per_unit))
        return tariff->private_usd_per_unit;
    return tariff->list.tier_count == 0 ? NAN : tariff->list.tiers[0].usd_per_unit * (1 - tariff->discount);
}

/* Private prices of instances, found from the parameters' side: there are few of them. */
static const double *private_instances(const struct params *params, const struct catalogue *catalogue, struct arena *arena)
{
    double *usd_per_h = arena_new_of(arena, double, catalogue->count);
    for (size_t i = 0; i < catalogue->count; i++)
        usd_per_h[i] = NAN;
    char *prefix = meter_id(arena, METER_ID_INSTANCE, "");
    for (size_t i = 0; i < params->free_count; i++) {
        const struct free_value *given = &params->free[i];
        if (given->row != ROOT_PRIVATE_BY || !text_starts_with(given->key, prefix))
            continue;
        int instance = catalogue_find(catalogue, given->key + strlen(prefix));
        if (instance != CATALOGUE_NONE)
            usd_per_h[instance] = given->value.num;
    }
    return usd_per_h;
}

static const double *effective_instances(const struct prices *prices, struct arena *arena)
{
    double discount = prices->tariffs[METER_ID_INSTANCE].discount;
    double *usd_per_h = arena_new_of(arena, double, prices->catalogue->count);
    for (size_t i = 0; i < prices->catalogue->count; i++) {
        const struct price_row *row = prices->instance_purchase[i];
        double private_usd_per_h = prices->instance_private_usd_per_h[i];
        bool is_range = row != NULL && row->usd_per_unit_max > row->usd_per_unit;
        usd_per_h[i] = !isnan(private_usd_per_h) ? private_usd_per_h : row == NULL || is_range ? NAN : row->usd_per_unit * (1 - discount);
    }
    return usd_per_h;
}

const struct prices *prices_new(const struct params *params, const struct book *book, const struct catalogue *catalogue, struct arena *arena)
{
    static const enum term TERMS[PURCHASE__COUNT] = {
        [PURCHASE_ON_DEMAND] = TERM_ON_DEMAND,
        [PURCHASE_RESERVED_1YR_NO_UPFRONT] = TERM_RESERVED_1YR_NO_UPFRONT,
        [PURCHASE_RESERVED_3YR_ALL_UPFRONT] = TERM_RESERVED_3YR_ALL_UPFRONT,
    };
    struct prices *prices = arena_new_of(arena, struct prices, 1);
    *prices = (struct prices){.params = params, .book = book, .catalogue = catalogue, .term = TERMS[(int)root_num(params, ROOT_PURCHASE)]};
    for (int meter = 0; meter < METER__COUNT; meter++) {
        const struct meter_row *row = &METERS[meter];
        prices->tariffs[meter] = (struct tariff){
            .list = book_price(book, row->offer, row->usagetype, TERM_ON_DEMAND),
            .discount = discount_on(params, row->offer),
            .private_usd_per_unit = private_price(params, meter_id(arena, (enum meter)meter, NULL)),
        };
    }
    prices->instance_list = book_instances(book, catalogue, TERM_ON_DEMAND, arena);
    prices->instance_purchase = prices->term == TERM_ON_DEMAND ? prices->instance_list : book_instances(book, catalogue, prices->term, arena);
    prices->instance_private_usd_per_h = private_instances(params, catalogue, arena);
    prices->instance_usd_per_h = effective_instances(prices, arena);
    return prices;
}
