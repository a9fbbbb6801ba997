/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tariffs of a run: the book's list prices with the pricing parameters applied. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "cost/bill.h"

/* A general discount is agreed with AWS on usage. A vendor's fee has one only if named; support is a share
 * of the bill after discounts. Neither is sold by region. */
static double discount_on(const struct params *params, const char *offer)
{
    const struct value *own = params_free(params, ROOT_DISCOUNT_BY, offer);
    if (own != NULL) return own->num;
    return offer_is_regional(offer) ? root_num(params, ROOT_DISCOUNT) : 0;
}

static double private_price(const struct params *params, const char *id)
{
    const struct value *given = params_free(params, ROOT_PRIVATE_BY, id);
    return given == NULL ? NAN : given->num;
}

double tariff_usd_per_unit(const struct tariff *tariff)
{
    if (!isnan(tariff->private_usd_per_unit)) return tariff->private_usd_per_unit;
    return tariff->list.tier_count == 0 ? NAN : tariff->list.tiers[0].usd_per_unit * (1 - tariff->discount);
}

int prices_instance_of(const struct catalogue *catalogue, const char *meter, struct arena *arena)
{
    for (int service = 0; service < SERVICE__COUNT; service++) {
        const char *prefix = meter_id(arena, meter_of_service((enum machine_service)service), "");
        if (!text_starts_with(meter, prefix)) continue;
        int instance = catalogue_find_sold(catalogue, (enum machine_service)service, meter + strlen(prefix),
                                           arena);
        if (instance != CATALOGUE_NONE) return instance;
    }
    return CATALOGUE_NONE;
}

/* Private prices of instances, looked up from the parameters, since they are few. */
static const double *private_instances(const struct params *params, const struct catalogue *catalogue,
                                       struct arena *arena)
{
    double *usd_per_h = arena_new_of(arena, double, catalogue->count);
    for (size_t i = 0; i < catalogue->count; i++) usd_per_h[i] = NAN;
    for (size_t i = 0; i < params->free_count; i++) {
        const struct free_value *given = &params->free[i];
        int instance = given->row == ROOT_PRIVATE_BY ? prices_instance_of(catalogue, given->key, arena)
                                                     : CATALOGUE_NONE;
        if (instance != CATALOGUE_NONE) usd_per_h[instance] = given->value.num;
    }
    return usd_per_h;
}

struct commitments prices_commitments(const struct prices *prices, int item)
{
    bool is_ec2 = prices->catalogue->instances[item].service == SERVICE_EC2;
    return is_ec2 ? prices->commitments : (struct commitments){1, &prices->on_demand};
}

static bool is_price(const struct price_row *row)
{
    return row != NULL && row->usd_per_unit_max <= row->usd_per_unit;
}

enum term prices_lacking(const struct prices *prices, int item)
{
    const struct commitments bought = prices_commitments(prices, item);
    for (size_t i = 0; i < bought.part_count; i++)
        if (!is_price(bought.parts[i].prices[item])) return bought.parts[i].term;
    return TERM__COUNT;
}

/* Before discounts; NAN when a price is missing. */
static double bought_usd_per_h(const struct prices *prices, int item)
{
    const struct commitments bought = prices_commitments(prices, item);
    double usd_per_h = 0;
    for (size_t i = 0; i < bought.part_count; i++) {
        const struct price_row *row = bought.parts[i].prices[item];
        usd_per_h += is_price(row) ? bought.parts[i].share * row->usd_per_unit : NAN;
    }
    return usd_per_h;
}

static const double *effective_instances(const struct prices *prices, struct arena *arena)
{
    double *usd_per_h = arena_new_of(arena, double, prices->catalogue->count);
    for (size_t i = 0; i < prices->catalogue->count; i++) {
        double private_usd_per_h = prices->instance_private_usd_per_h[i];
        double discount = prices->tariffs[meter_of_service(prices->catalogue->instances[i].service)].discount;
        usd_per_h[i] = !isnan(private_usd_per_h) ? private_usd_per_h
                                                 : bought_usd_per_h(prices, (int)i) * (1 - discount);
    }
    return usd_per_h;
}

/* On-demand prices: walks EC2's types and the book in step, looks up the few others. */
static const struct price_row *const *machine_rows(const struct book *book, const struct catalogue *catalogue,
                                                   struct arena *arena)
{
    const struct price_row **rows = arena_new_of(arena, const struct price_row *, catalogue->count);
    const struct price_row *const *of_ec2 = book_instances(book, catalogue, TERM_ON_DEMAND, arena);
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct instance *type = &catalogue->instances[i];
        rows[i] = of_ec2[i];
        if (type->service == SERVICE_EC2) continue;
        const char *id = meter_id(arena, meter_of_service(type->service), type->bare),
                   *colon = strchr(id, ':');
        struct price price = book_price(book, METERS[meter_of_service(type->service)].offer, colon + 1,
                                        TERM_ON_DEMAND);
        rows[i] = price.tier_count > 0 ? price.tiers : NULL;
    }
    return rows;
}

const struct prices *prices_new(const struct params *params, const struct book *book,
                                const struct catalogue *catalogue, struct arena *arena)
{
    struct prices *prices = arena_new_of(arena, struct prices, 1);
    *prices = (struct prices){.params = params, .book = book, .catalogue = catalogue};
    for (int meter = 0; meter < METER__COUNT; meter++) {
        const struct meter_row *row = &METERS[meter];
        prices->tariffs[meter] = (struct tariff){
            .list = book_price(book, row->offer, row->usagetype, TERM_ON_DEMAND),
            .discount = discount_on(params, row->offer),
            .private_usd_per_unit = private_price(params, meter_id(arena, (enum meter)meter, NULL)),
        };
    }
    prices->instance_list = machine_rows(book, catalogue, arena);
    prices->on_demand = (struct hours_part){TERM_ON_DEMAND, 1, prices->instance_list};
    prices->commitments = commitments_new(params, book, catalogue, prices->instance_list, arena);
    prices->instance_private_usd_per_h = private_instances(params, catalogue, arena);
    prices->instance_usd_per_h = effective_instances(prices, arena);
    return prices;
}
