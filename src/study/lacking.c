/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/lacking.h"

#include <math.h>

#include "base/text.h"

/* Machines dearer than any real one, and everything else next to free: the search takes types that have a
 * price, where any of them can carry the load. */
static const double STAND_IN_USD_PER_VCPU_H = 1000, STAND_IN_USD_PER_UNIT = 1e-9;

struct found {
    struct lacked *list;
    size_t count, capacity;
    struct arena *arena;
};

static bool is_unpriced(const struct tariff *tariff, double quantity_per_month)
{
    return isnan(tariff->private_usd_per_unit) &&
           (tariff->list.tier_count == 0 || tariff_is_range(tariff, quantity_per_month));
}

static const struct prices *with_stand_ins(const struct prices *prices, struct arena *arena)
{
    const struct catalogue *catalogue = prices->catalogue;
    struct prices *all = arena_new_of(arena, struct prices, 1);
    double *usd_per_h = arena_new_of(arena, double, catalogue->count),
           *private_usd_per_h = arena_new_of(arena, double, catalogue->count);
    *all = *prices;
    for (int meter = 0; meter < METER__COUNT; meter++)
        if (is_unpriced(&prices->tariffs[meter], INFINITY))
            all->tariffs[meter].private_usd_per_unit = STAND_IN_USD_PER_UNIT;
    for (size_t i = 0; i < catalogue->count; i++) {
        bool is_missing = isnan(prices->instance_usd_per_h[i]);
        double stand_in = STAND_IN_USD_PER_VCPU_H * catalogue->instances[i].vcpus;
        usd_per_h[i] = is_missing ? stand_in : prices->instance_usd_per_h[i];
        private_usd_per_h[i] = is_missing ? stand_in : prices->instance_private_usd_per_h[i];
    }
    all->instance_usd_per_h = usd_per_h;
    all->instance_private_usd_per_h = private_usd_per_h;
    return all;
}

static bool any_type_is_priced(const struct prices *prices, enum machine_service service)
{
    for (size_t i = 0; i < prices->catalogue->count; i++)
        if (prices->catalogue->instances[i].service == service && !isnan(prices->instance_usd_per_h[i]))
            return true;
    return false;
}

/* The term that lacks: on demand when no type of the service has even that. */
static enum term term_of(const struct prices *prices, int item)
{
    const struct catalogue *catalogue = prices->catalogue;
    for (size_t i = 0; i < catalogue->count; i++)
        if (catalogue->instances[i].service == catalogue->instances[item].service &&
            prices->instance_list[i] != NULL)
            return prices_lacking(prices, item);
    return TERM_ON_DEMAND;
}

/* A machine type's meter: any type when none has a price; with the term if it isn't on demand. */
static struct lacked lacked_machine(const struct prices *prices, const struct ledger_entry *entry,
                                    struct arena *arena)
{
    const struct instance *type = &prices->catalogue->instances[entry->item];
    enum term term = term_of(prices, entry->item);
    const char *id = meter_id(arena, entry->line->meter,
                              any_type_is_priced(prices, type->service) ? type->bare : "*");
    return (struct lacked){.meter = term == TERM_ON_DEMAND ? id
                                                           : text_format(arena, "%s %s", term_name(term), id),
                           .term = term};
}

/* A meter once, with each architecture that needs it. */
static void add(struct found *found, struct lacked lacked, const char *architecture)
{
    size_t at = 0;
    while (at < found->count && !text_equal(found->list[at].meter, lacked.meter)) at++;
    if (at == found->count) {
        arena_grow(found->arena, found->list, found->count, found->capacity, 8);
        lacked.architectures = lacked.last = architecture;
        found->list[found->count++] = lacked;
    } else if (!text_equal(found->list[at].last, architecture)) {
        found->list[at].architectures = text_format(found->arena, "%s, %s", found->list[at].architectures,
                                                    architecture);
        found->list[at].last = architecture;
    }
}

static void add_of_bill(struct found *found, const struct bill *bill, const struct prices *prices,
                        const char *architecture)
{
    for (size_t i = 0; i < bill->line_count; i++) {
        const struct ledger_entry *entry = bill->lines[i].entry;
        enum meter meter = entry->line->meter;
        const struct tariff *tariff = &prices->tariffs[meter];
        struct lacked lacked = {.is_range = tariff->list.tier_count > 0, .term = TERM_ON_DEMAND};
        if (entry->item == ITEM_NONE ? !is_unpriced(tariff, bill->meter_per_month[meter])
                                     : !isnan(prices->instance_usd_per_h[entry->item]))
            continue;
        if (entry->item != ITEM_NONE)
            lacked = lacked_machine(prices, entry, found->arena);
        else
            lacked.meter = meter_id(found->arena, meter, NULL);
        lacked.is_sold_in_regions = offer_is_regional(METERS[meter].offer);
        add(found, lacked, architecture);
    }
}

const struct lacked *lacking_prices(const struct compare_request *request, const struct prices *prices,
                                    struct arena *arena, size_t *count)
{
    struct found found = {.arena = arena};
    const struct prices *all = with_stand_ins(prices, arena);
    struct group_set groups = group_set_all(request->params, arena);
    struct diags ignored;
    diags_init(&ignored, arena);
    for (size_t i = 0; i < request->params->scenario_count; i++) {
        const char *id = request->params->scenarios[i].id;
        struct context context = {request->params, i, request->catalogue, all, arena};
        const struct outcome *outcome = evaluate(&context, groups, compare_given_for(request, id), &ignored);
        if (outcome != NULL) add_of_bill(&found, &outcome->bill, prices, id);
    }
    *count = found.count;
    return found.list;
}

/* The command that brings AWS's prices of the region, Savings Plans too if one is among them. */
static const char *command_of(const char *region, bool has_plans, struct arena *arena)
{
    return text_format(
        arena,
        "bring the region's prices with 'pricing/fetch.sh %s-o %s.csv %s' and give --prices %s.csv, or ",
        has_plans ? "-s " : "", region, region, region);
}

bool lacking_tell(const struct lacked *lacked, size_t count, const struct book *book, struct diags *diags)
{
    struct arena *arena = diags->arena;
    struct text list = text_new(arena);
    const char *region = text_quote(arena, book->region, 40), *remedy = "";
    bool any_regional = false, all_ranges = true, has_plans = false;
    for (size_t i = 0; i < count; i++) {
        const char *of_term = commitment_remedy(lacked[i].term, arena);
        text_addf(&list, "%s%s (%s%s)", i == 0 ? "" : ", ", lacked[i].meter,
                  lacked[i].is_range ? "only a range is known; " : "", lacked[i].architectures);
        any_regional |= lacked[i].is_sold_in_regions && !lacked[i].is_range;
        all_ranges &= lacked[i].is_range;
        has_plans |= PURCHASE_TERMS[lacked[i].term].kind == BUY_PLAN;
        if (*of_term != '\0') remedy = of_term;
    }
    return diags_add(diags, all_ranges ? DIAG_PRICE_RANGE : DIAG_PRICE_MISSING, (struct place){0},
                     "the price book of %s lacks the price of %zu meter%s that this needs: %s; %sgive %sone "
                     "with --set 'pricing.private.\"METER\"=USD'",
                     region, count, count == 1 ? "" : "s", list.bytes,
                     any_regional ? command_of(region, has_plans, arena) : "", remedy);
}
