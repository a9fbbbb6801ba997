/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cost/bill.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "cost/charges.h"

static bool is_private(double usd_per_unit) { return !isnan(usd_per_unit); }

static bool is_range(const struct price_row *row) { return row->usd_per_unit_max > row->usd_per_unit; }

/* The part of quantity_per_month between the tier's bounds. */
static double part_in_tier(const struct price_row *tier, double quantity_per_month)
{
    return larger(0, smaller(quantity_per_month, tier->end) - tier->begin);
}

/* Any quantity reaches the first tier: an untiered price has no other. */
static bool is_reached(const struct price_row *tier, double quantity_per_month)
{
    return tier->begin == 0 || part_in_tier(tier, quantity_per_month) > 0;
}

bool tariff_is_range(const struct tariff *tariff, double quantity_per_month)
{
    for (size_t i = 0; i < tariff->list.tier_count && !is_private(tariff->private_usd_per_unit); i++)
        if (is_range(&tariff->list.tiers[i]) && is_reached(&tariff->list.tiers[i], quantity_per_month))
            return true;
    return false;
}

/* List price of quantity a month, by the book's tiers. */
static double list_usd_per_month(struct price list, double quantity_per_month)
{
    double usd = 0;
    for (size_t i = 0; i < list.tier_count; i++)
        usd += part_in_tier(&list.tiers[i], quantity_per_month) * list.tiers[i].usd_per_unit;
    return usd;
}

/* A meter's average unit costs over its whole quantity. */
struct unit_cost {
    double list_usd, contracted_usd, paid_usd;
    bool is_private;
};

static struct unit_cost meter_unit_cost(const struct tariff *tariff, double quantity_per_month)
{
    double list_usd = tariff->list.tier_count == 1
                          ? tariff->list.tiers[0].usd_per_unit
                          : list_usd_per_month(tariff->list, quantity_per_month) / quantity_per_month;
    bool private = is_private(tariff->private_usd_per_unit);
    if (tariff->list.tier_count == 0) list_usd = tariff->private_usd_per_unit;
    double paid_usd = private ? tariff->private_usd_per_unit : list_usd * (1 - tariff->discount);
    return (struct unit_cost){list_usd, paid_usd, paid_usd, private}; /* commitments apply only to machines */
}

static struct unit_cost instance_unit_cost(const struct prices *prices, int item)
{
    const struct price_row *list = prices->instance_list[item];
    double paid_usd = prices->instance_usd_per_h[item];
    bool private = is_private(prices->instance_private_usd_per_h[item]);
    double discount = prices->tariffs[meter_of_service(prices->catalogue->instances[item].service)].discount;
    double contracted_usd = private || list == NULL ? paid_usd : list->usd_per_unit * (1 - discount);
    return (struct unit_cost){list == NULL ? paid_usd : list->usd_per_unit, contracted_usd, paid_usd,
                              private};
}

static bool missing(const struct prices *prices, const struct ledger_entry *entry, enum diag_id id,
                    const char *what, struct diags *diags)
{
    const char *item = entry->item == ITEM_NONE ? NULL : prices->catalogue->instances[entry->item].bare;
    char *meter = meter_id(diags->arena, entry->line->meter, item);
    enum term term = entry->item == ITEM_NONE ? TERM_ON_DEMAND : prices_lacking(prices, entry->item);
    return diags_add(diags, id, (struct place){0},
                     "%s %s%sprice of %s in %s, which %s needs; give %sone with --set "
                     "'pricing.private.\"%s\"=USD' or another price book with --prices",
                     what, entry->item == ITEM_NONE ? "" : term_name(term),
                     entry->item == ITEM_NONE ? "" : " ", meter, prices->book->region, entry->line->id,
                     commitment_remedy(term, diags->arena), meter);
}

/* Check that every meter in use has a usable price; each that lacks one is named once. */
static bool all_priced(const struct ledger *ledger, const struct prices *prices,
                       const double *meter_per_month, struct diags *diags)
{
    bool seen[METER__COUNT] = {false}, all = true;
    for (size_t i = 0; i < ledger->count; i++) {
        const struct ledger_entry *entry = &ledger->entries[i];
        if (entry->item != ITEM_NONE) {
            if (isnan(prices->instance_usd_per_h[entry->item]))
                all = missing(prices, entry, DIAG_PRICE_MISSING, "there is no", diags);
            continue;
        }
        const struct tariff *tariff = &prices->tariffs[entry->line->meter];
        if (seen[entry->line->meter] || is_private(tariff->private_usd_per_unit)) continue;
        seen[entry->line->meter] = true;
        bool none = tariff->list.tier_count == 0,
             range = tariff_is_range(tariff, meter_per_month[entry->line->meter]);
        if (none || range)
            all = missing(prices, entry, none ? DIAG_PRICE_MISSING : DIAG_PRICE_RANGE,
                          none ? "there is no" : "there is only a range for the", diags);
    }
    return all;
}

static void note_date(struct bill *bill, const struct price_row *row)
{
    if (bill->as_of == NULL || strcmp(row->date, bill->as_of) < 0) bill->as_of = row->date;
}

void bill_note_prices(struct bill *bill, const struct tariff *tariff, double quantity_per_month)
{
    bool is_unverified = false;
    for (size_t i = 0; i < tariff->list.tier_count && !is_private(tariff->private_usd_per_unit); i++) {
        if (!is_reached(&tariff->list.tiers[i], quantity_per_month)) continue;
        note_date(bill, &tariff->list.tiers[i]);
        is_unverified |= tariff->list.tiers[i].grade == 'R';
    }
    bill->unverified_count += is_unverified;
}

static void note_instance(struct bill *bill, const struct price_row *row)
{
    if (row == NULL) return;
    note_date(bill, row);
    bill->unverified_count += row->grade == 'R';
}

/* Note a machine's prices, and the cash at the start of its commitments, which the hourly prices spread. */
static void note_machine(struct bill *bill, const struct prices *prices, int item, double hours_per_year,
                         double *spread_usd)
{
    const struct commitments bought = prices_commitments(prices, item);
    double discount = prices->tariffs[meter_of_service(prices->catalogue->instances[item].service)].discount;
    if (is_private(prices->instance_private_usd_per_h[item])) return;
    for (size_t i = 0; i < bought.part_count; i++) {
        const struct hours_part *part = &bought.parts[i];
        double usd = hours_per_year * part->share * part->prices[item]->usd_per_unit * (1 - discount) *
                     commitment_upfront_share(part->term);
        note_instance(bill, part->prices[item]);
        *spread_usd += usd;
        bill->upfront_usd += usd * PURCHASE_TERMS[part->term].years;
    }
}

bool bill_make(const struct ledger *ledger, const struct prices *prices, struct arena *arena,
               struct bill *bill, struct diags *diags)
{
    struct bill made = {0};
    double spread_usd = 0; /* of cash at the start, per year */
    bool is_of_machines[METER__COUNT] = {false};
    for (size_t i = 0; i < ledger->count; i++) {
        made.meter_per_month[ledger->entries[i].line->meter] += ledger->entries[i].quantity_per_year /
                                                                MONTHS_PER_YEAR;
        is_of_machines[ledger->entries[i].line->meter] |= ledger->entries[i].item != ITEM_NONE;
    }
    if (!all_priced(ledger, prices, made.meter_per_month, diags)) return false;

    struct unit_cost costs[METER__COUNT];
    for (int meter = 0; meter < METER__COUNT; meter++) {
        if (made.meter_per_month[meter] == 0 || is_of_machines[meter]) continue;
        costs[meter] = meter_unit_cost(&prices->tariffs[meter], made.meter_per_month[meter]);
        bill_note_prices(&made, &prices->tariffs[meter], made.meter_per_month[meter]);
    }

    struct bill_line *lines = arena_new_of(arena, struct bill_line, ledger->count + CHARGE_RULE_COUNT);
    for (size_t i = 0; i < ledger->count; i++) {
        const struct ledger_entry *entry = &ledger->entries[i];
        bool instance = entry->item != ITEM_NONE;
        struct unit_cost cost = instance ? instance_unit_cost(prices, entry->item)
                                         : costs[entry->line->meter];
        double quantity = entry->quantity_per_year;
        lines[i] = (struct bill_line){entry, quantity * cost.paid_usd, quantity * cost.contracted_usd,
                                      quantity * cost.list_usd, cost.is_private};
        made.usd_per_year += lines[i].usd_per_year;
        made.usd_per_year_contracted += lines[i].usd_per_year_contracted;
        made.usd_per_year_list += lines[i].usd_per_year_list;
        if (instance) note_machine(&made, prices, entry->item, quantity, &spread_usd);
    }
    made.upfront_years = spread_usd > 0 ? made.upfront_usd / spread_usd : 0;
    made.lines = lines;
    made.line_count = ledger->count;
    for (size_t i = 0; i < CHARGE_RULE_COUNT; i++)
        if (CHARGE_RULES[i].share != NULL && !CHARGE_RULES[i].share(&made, lines, prices, arena, diags))
            return false;
    *bill = made;
    return true;
}

/* Hours a month of a machine type in all lines. */
static double hours_per_month(const struct bill *bill, int item)
{
    double hours = 0;
    for (size_t i = 0; i < bill->line_count; i++)
        if (bill->lines[i].entry->item == item) hours += bill->lines[i].entry->quantity_per_year;
    return hours / MONTHS_PER_YEAR;
}

/* A commitment is for a number of hours of the type: a tier of them, of which each line has its share. */
static const struct charge *instance_charges(const struct bill *bill, const struct ledger_entry *entry,
                                             const struct prices *prices, struct arena *arena, size_t *count)
{
    const struct unit_cost cost = instance_unit_cost(prices, entry->item);
    const struct commitments bought = prices_commitments(prices, entry->item);
    const double line_per_month = entry->quantity_per_year / MONTHS_PER_YEAR,
                 all_per_month = hours_per_month(bill, entry->item),
                 discount = prices
                                ->tariffs[meter_of_service(prices->catalogue->instances[entry->item].service)]
                                .discount;
    struct charge *charges = arena_new_of(arena, struct charge, bought.part_count);
    double share = 0;
    *count = cost.is_private ? 1 : bought.part_count;
    for (size_t i = 0; i < *count; i++) {
        const struct hours_part *part = &bought.parts[i];
        double from = share * all_per_month;
        share += part->share;
        charges[i] = (struct charge){.from = from,
                                     .to = i + 1 == *count ? INFINITY : share * all_per_month,
                                     .quantity_per_month = line_per_month *
                                                           (cost.is_private ? 1 : part->share),
                                     .usd_per_unit_list = cost.list_usd,
                                     .usd_per_unit_contracted = cost.contracted_usd,
                                     .usd_per_unit = cost.paid_usd};
        if (cost.is_private) continue;
        charges[i].row = part->prices[entry->item];
        charges[i].usd_per_unit = charges[i].row->usd_per_unit * (1 - discount);
    }
    return charges;
}

const struct charge *bill_charges(const struct bill *bill, size_t line, const struct prices *prices,
                                  struct arena *arena, size_t *count)
{
    const struct ledger_entry *entry = bill->lines[line].entry;
    enum meter meter = entry->line->meter;
    if (entry->item != ITEM_NONE) return instance_charges(bill, entry, prices, arena, count);

    const struct tariff *tariff = &prices->tariffs[meter];
    double line_per_month = entry->quantity_per_year / MONTHS_PER_YEAR;
    struct charge *charges = arena_new_of(arena, struct charge, tariff->list.tier_count + 1);
    *count = 0;
    if (is_private(tariff->private_usd_per_unit)) {
        double list_usd = meter_unit_cost(tariff, bill->meter_per_month[meter]).list_usd;
        double agreed_usd = tariff->private_usd_per_unit;
        charges[(*count)++] = (struct charge){0,          INFINITY, line_per_month, list_usd, agreed_usd,
                                              agreed_usd, NULL};
        return charges;
    }
    double share = line_per_month / bill->meter_per_month[meter];
    for (size_t i = 0; i < tariff->list.tier_count; i++) {
        const struct price_row *tier = &tariff->list.tiers[i];
        double quantity = tariff->list.tier_count == 1
                              ? line_per_month
                              : part_in_tier(tier, bill->meter_per_month[meter]) * share;
        bool is_above = quantity == 0 && line_per_month > 0 && tier->begin >= bill->meter_per_month[meter] &&
                        !is_range(tier);
        double paid_usd = tier->usd_per_unit * (1 - tariff->discount);
        if (quantity > 0 || is_above)
            charges[(*count)++] = (struct charge){tier->begin, tier->end, quantity, tier->usd_per_unit,
                                                  paid_usd,    paid_usd,  tier};
    }
    return charges;
}

double bill_quick(const struct ledger *ledger, const struct prices *prices)
{
    double usd = 0;
    for (size_t i = 0; i < ledger->count; i++) {
        const struct ledger_entry *entry = &ledger->entries[i];
        if (entry->item != ITEM_NONE) {
            usd += entry->quantity_per_year * prices->instance_usd_per_h[entry->item];
            continue;
        }
        const struct tariff *tariff = &prices->tariffs[entry->line->meter];
        double per_month = entry->quantity_per_year / MONTHS_PER_YEAR;
        if ((!is_private(tariff->private_usd_per_unit) && tariff->list.tier_count == 0) ||
            tariff_is_range(tariff, per_month))
            return NAN;
        usd += entry->quantity_per_year * meter_unit_cost(tariff, per_month).paid_usd;
    }
    return usd;
}
