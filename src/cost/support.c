/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cost/support.h"

#include <math.h>

#include "base/number.h"
#include "base/text.h"

#define SHARE_LINE(plan, name)                                                   \
    {                                                                            \
        "support." name, SUPPORT, METER_ID_SUPPORT_##plan, name " support plan", \
        {                                                                        \
            {                                                                    \
                FACTOR_DERIVED, 0, UNIT_NUMBER, "AWS bill in USD per year"       \
            }                                                                    \
        }                                                                        \
    }
#define LEAST_LINE(plan, name)                                                                      \
    {                                                                                               \
        "support." name, SUPPORT, METER_ID_SUPPORT_##plan##_LEAST, name " support plan, least fee", \
        {                                                                                           \
            {                                                                                       \
                FACTOR_CONSTANT, 0, UNIT_NUMBER, "months per year"                                  \
            }                                                                                       \
        }                                                                                           \
    }

/* By plan: the share of the bill, then the minimum fee. */
static const struct line PLANS[][2] = {
    {SHARE_LINE(DEVELOPER, "developer"), LEAST_LINE(DEVELOPER, "developer")},
    {SHARE_LINE(BUSINESS, "business"), LEAST_LINE(BUSINESS, "business")},
    {SHARE_LINE(ENTERPRISE, "enterprise"), LEAST_LINE(ENTERPRISE, "enterprise")},
    {SHARE_LINE(BUSINESS_PLUS, "business-plus"), LEAST_LINE(BUSINESS_PLUS, "business-plus")},
    {SHARE_LINE(UNIFIED_OPERATIONS, "unified-operations"),
     LEAST_LINE(UNIFIED_OPERATIONS, "unified-operations")},
};
const struct line *const SUPPORT_LINES[] = {&PLANS[0][0], &PLANS[0][1], &PLANS[1][0], &PLANS[1][1],
                                            &PLANS[2][0], &PLANS[2][1], &PLANS[3][0], &PLANS[3][1],
                                            &PLANS[4][0], &PLANS[4][1], NULL};

struct aws_part {
    double paid_usd, contracted_usd, list_usd;
};

static struct aws_part aws_part_of(const struct bill *bill)
{
    struct aws_part part = {0};
    for (size_t i = 0; i < bill->line_count; i++) {
        if (line_owner(bill->lines[i].entry->line) != OWNER_CLOUD) continue;
        part.paid_usd += bill->lines[i].usd_per_year;
        part.contracted_usd += bill->lines[i].usd_per_year_contracted;
        part.list_usd += bill->lines[i].usd_per_year_list;
    }
    return part;
}

static bool is_private(const struct tariff *tariff) { return !isnan(tariff->private_usd_per_unit); }

static bool is_priced(const struct tariff *tariff)
{
    return is_private(tariff) || tariff->list.tier_count > 0;
}

/* Without a list price, a private one stands for it. */
static double list_usd(const struct tariff *tariff, double per_year)
{
    if (tariff->list.tier_count == 0) return is_private(tariff) ? per_year * tariff->private_usd_per_unit : 0;
    double usd_per_month = 0, per_month = per_year / MONTHS_PER_YEAR;
    for (size_t i = 0; i < tariff->list.tier_count; i++) {
        const struct price_row *tier = &tariff->list.tiers[i];
        usd_per_month += larger(0, smaller(per_month, tier->end) - tier->begin) * tier->usd_per_unit;
    }
    return usd_per_month * MONTHS_PER_YEAR;
}

static double paid_usd(const struct tariff *tariff, double per_year)
{
    if (is_private(tariff)) return per_year * tariff->private_usd_per_unit;
    return list_usd(tariff, per_year) * (1 - tariff->discount);
}

/* A negotiated share needs no list price and no minimum fee; otherwise a plan has both prices. */
static bool check_prices(const struct prices *prices, const struct line *share, const struct line *least,
                         double aws_usd_per_year, struct diags *diags)
{
    const struct tariff *share_tariff = &prices->tariffs[share->meter],
                        *least_tariff = &prices->tariffs[least->meter];
    const struct line *missing = !is_priced(share_tariff)                                ? share
                                 : !is_private(share_tariff) && !is_priced(least_tariff) ? least
                                                                                         : NULL;
    const struct line *range = tariff_is_range(share_tariff, aws_usd_per_year / MONTHS_PER_YEAR) ? share
                               : tariff_is_range(least_tariff, 1)                                ? least
                                                                                                 : NULL;
    if (missing == NULL && range == NULL) return true;
    const char *meter = meter_id(diags->arena, (missing != NULL ? missing : range)->meter, NULL);
    return diags_add(diags, missing != NULL ? DIAG_PRICE_MISSING : DIAG_PRICE_RANGE, (struct place){0},
                     "there is %s price of %s in the vendors' price book; give one with --set "
                     "'pricing.private.\"%s\"=USD' or leave out pricing.support",
                     missing != NULL ? "no" : "only a range for the", meter, meter);
}

bool support_add(struct bill *bill, struct bill_line *lines, const struct prices *prices, struct arena *arena,
                 struct diags *diags)
{
    int plan = (int)root_num(prices->params, ROOT_SUPPORT) - SUPPORT_DEVELOPER;
    if (plan < 0) return true;
    const struct line *share = &PLANS[plan][0], *least = &PLANS[plan][1];
    const struct tariff *share_tariff = &prices->tariffs[share->meter],
                        *least_tariff = &prices->tariffs[least->meter];
    struct aws_part aws = aws_part_of(bill);
    if (!check_prices(prices, share, least, aws.paid_usd, diags)) return false;

    double of_share = paid_usd(share_tariff, aws.paid_usd),
           of_least = is_priced(least_tariff) ? paid_usd(least_tariff, MONTHS_PER_YEAR) : 0;
    bool is_least = is_priced(least_tariff) && of_least >= of_share;
    if (!is_least && aws.paid_usd == 0) return true; /* a share of nothing */
    const struct tariff *tariff = is_least ? least_tariff : share_tariff;
    double paid = larger(of_least, of_share),
           contracted = larger(of_least, paid_usd(share_tariff, aws.contracted_usd));
    double list = larger(list_usd(least_tariff, MONTHS_PER_YEAR), list_usd(share_tariff, aws.list_usd));

    double *factor = arena_new_of(arena, double, 1);
    *factor = is_least ? MONTHS_PER_YEAR : aws.paid_usd;
    struct ledger_entry *entry = arena_new_of(arena, struct ledger_entry, 1);
    *entry = (struct ledger_entry){is_least ? least : share, GROUP_SHARED, ITEM_NONE, 0, 1, *factor, factor};
    bill->meter_per_month[entry->line->meter] = *factor / MONTHS_PER_YEAR;
    lines[bill->line_count++] = (struct bill_line){entry, paid, contracted, list, is_private(tariff)};
    bill->usd_per_year += paid;
    bill->usd_per_year_contracted += contracted;
    bill->usd_per_year_list += list;
    bill_note_prices(bill, tariff, bill->meter_per_month[entry->line->meter]);
    return true;
}
