/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cost/support.h"

#include <math.h>

#include "base/number.h"
#include "base/text.h"

#define SHARE_LINE(plan, name)                                                                                                         \
    {"support." name, SUPPORT, METER_ID_SUPPORT_##plan, name " support plan", {{FACTOR_DERIVED, 0, UNIT_NUMBER, "AWS bill in USD a year"}}}
#define LEAST_LINE(plan, name)                                                                                                         \
    {"support." name, SUPPORT, METER_ID_SUPPORT_##plan##_LEAST, name " support plan, least fee", {{FACTOR_CONSTANT, 0, UNIT_NUMBER, "months a year"}}}

/* By plan: the share of the bill, then the least fee. */
const struct line SUPPORT_LINES[] = {
    SHARE_LINE(DEVELOPER, "developer"), LEAST_LINE(DEVELOPER, "developer"),   SHARE_LINE(BUSINESS, "business"),
    LEAST_LINE(BUSINESS, "business"),   SHARE_LINE(ENTERPRISE, "enterprise"), LEAST_LINE(ENTERPRISE, "enterprise"),
};
const size_t SUPPORT_LINE_COUNT = sizeof SUPPORT_LINES / sizeof *SUPPORT_LINES;

struct aws_part {
    double paid_usd, list_usd;
};

static struct aws_part aws_part_of(const struct bill *bill)
{
    struct aws_part part = {0, 0};
    for (size_t i = 0; i < bill->line_count; i++) {
        if (component_owner(bill->lines[i].entry->line->component) != OWNER_CLOUD)
            continue;
        part.paid_usd += bill->lines[i].usd_per_year;
        part.list_usd += bill->lines[i].usd_per_year_list;
    }
    return part;
}

static double list_usd(const struct tariff *tariff, double per_year)
{
    double usd_per_month = 0, per_month = per_year / MONTHS_PER_YEAR;
    for (size_t i = 0; i < tariff->list.tier_count; i++) {
        const struct price_row *tier = &tariff->list.tiers[i];
        usd_per_month += larger(0, smaller(per_month, tier->end) - tier->begin) * tier->usd_per_unit;
    }
    return usd_per_month * MONTHS_PER_YEAR;
}

static double paid_usd(const struct tariff *tariff, double per_year)
{
    if (!isnan(tariff->private_usd_per_unit))
        return per_year * tariff->private_usd_per_unit;
    return list_usd(tariff, per_year) * (1 - tariff->discount);
}

bool support_add(struct bill *bill, struct bill_line *lines, const struct prices *prices, struct arena *arena, struct diags *diags)
{
    int plan = (int)root_num(prices->params, ROOT_SUPPORT) - SUPPORT_DEVELOPER;
    if (plan < 0)
        return true;
    const struct line *share = &SUPPORT_LINES[2 * plan], *least = &SUPPORT_LINES[2 * plan + 1];
    const struct tariff *share_tariff = &prices->tariffs[share->meter], *least_tariff = &prices->tariffs[least->meter];
    if (share_tariff->list.tier_count == 0 || least_tariff->list.tier_count == 0)
        return diags_add(diags, DIAG_PRICE_MISSING, (struct place){0}, "there is no price of %s in the vendors' price book; leave out pricing.support",
                         meter_id(diags->arena, share->meter, NULL));

    struct aws_part aws = aws_part_of(bill);
    double of_share = paid_usd(share_tariff, aws.paid_usd), of_least = paid_usd(least_tariff, MONTHS_PER_YEAR);
    bool is_least = of_least >= of_share;
    const struct tariff *tariff = is_least ? least_tariff : share_tariff;
    double paid = larger(of_least, of_share), list = larger(list_usd(least_tariff, MONTHS_PER_YEAR), list_usd(share_tariff, aws.list_usd));

    double *factor = arena_new_of(arena, double, 1);
    *factor = is_least ? MONTHS_PER_YEAR : aws.paid_usd;
    struct ledger_entry *entry = arena_new_of(arena, struct ledger_entry, 1);
    *entry = (struct ledger_entry){is_least ? least : share, GROUP_SHARED, ITEM_NONE, 0, 1, *factor, factor};
    bill->meter_per_month[entry->line->meter] = *factor / MONTHS_PER_YEAR;
    lines[bill->line_count++] = (struct bill_line){entry, paid, list, !isnan(tariff->private_usd_per_unit)};
    bill->usd_per_year += paid;
    bill->usd_per_year_list += list;
    bill->remembered_count += isnan(tariff->private_usd_per_unit) && tariff->list.tiers[0].grade == 'R';
    return true;
}
