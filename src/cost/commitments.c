/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cost/commitments.h"

#include <string.h>

#include "base/text.h"
#include "params/choices.h"

/* ---- checks ---- */

static bool is_sold(enum term term)
{
    return PURCHASE_TERMS[term].kind != BUY_ON_DEMAND && term != TERM_DATABASE_PLAN_1YR_NO_UPFRONT;
}

static bool check_key(const struct params *params, const struct free_value *given, struct diags *diags)
{
    const char *names[TERM__COUNT], *row = ROOT_ROWS[given->row].path;
    size_t count = 0;
    for (int term = 0; term < TERM__COUNT; term++)
        if (is_sold((enum term)term)) names[count++] = term_name((enum term)term);
    for (size_t i = 0; i < count; i++)
        if (text_equal(names[i], given->key)) return true;
    const char *nearest = text_nearest(given->key, names, count);
    return diags_add(diags, DIAG_UNKNOWN_KEY, params_place(params, &given->value),
                     "%.*s: EC2 sells no commitment '%s'%s%s%s (reserved-, convertible-, compute-plan- or "
                     "instance-plan-, then 1yr- or 3yr-, then no-, partial- or all-upfront)",
                     (int)strlen(row) - 2, row, text_quote(diags->arena, given->key, 60),
                     nearest == NULL ? "" : ", did you mean '", nearest == NULL ? "" : nearest,
                     nearest == NULL ? "" : "'?");
}

/* Shares are written in decimals, whose sum may be a hair over 1. */
static const double ALL = 1 + 1e-9;

bool commitments_check(const struct params *params, struct diags *diags)
{
    const struct free_value *last = NULL;
    bool sound = true;
    double covered = 0;
    for (size_t i = 0; i < params->free_count; i++) {
        const struct free_value *given = &params->free[i];
        bool is_share = given->row == ROOT_COMMITMENT_BY;
        if (!is_share && given->row != ROOT_COMMITMENT_PRICE_BY) continue;
        sound &= check_key(params, given, diags);
        covered += is_share ? given->value.num : 0;
        if (is_share) last = given;
    }
    if (covered > ALL)
        sound = diags_add(diags, DIAG_OUT_OF_RANGE, params_place(params, &last->value),
                          "pricing.commitments cover %s %% of the hours; there are 100 %%",
                          text_number(diags->arena, covered * 100));
    if (covered > 0 && root_num(params, ROOT_PURCHASE) != PURCHASE_ON_DEMAND)
        sound =
            diags_add(diags, DIAG_OUT_OF_RANGE, params_place(params, &last->value),
                      "pricing.purchase buys all hours as %s already: leave it out, and give that one its "
                      "share in pricing.commitments",
                      PURCHASE_CHOICES[(int)root_num(params, ROOT_PURCHASE)]);
    return sound;
}

const char *commitment_remedy(enum term term, struct arena *arena)
{
    if (term == TERM_ON_DEMAND) return "";
    return text_format(arena,
                       "its share of the on-demand price with --set pricing.commitment_price.%s=PERCENT, or ",
                       term_name(term));
}

/* ---- cash ---- */

double commitment_upfront_share(enum term term)
{
    const double half = 0.5;
    const char *purchase = PURCHASE_TERMS[term].purchase;
    return text_equal(purchase, "All Upfront") ? 1 : text_equal(purchase, "Partial Upfront") ? half : 0;
}

double commitment_upfront_share_of(const char *name)
{
    for (int term = 0; term < TERM__COUNT; term++)
        if (text_equal(term_name((enum term)term), name)) return commitment_upfront_share((enum term)term);
    return 0;
}

/* ---- prices ---- */

/* A commitment's price as a share of the on-demand price, with its source in row; false without one. */
static bool price_share(const struct params *params, const struct book *book, enum term term,
                        struct price_row *row, bool *is_given)
{
    static const char *const USAGE_TYPES[TERM__COUNT] = {
        [TERM_COMPUTE_PLAN_1YR_NO_UPFRONT] = "ComputeSP:1yrNoUpfront",
        [TERM_COMPUTE_PLAN_1YR_PARTIAL_UPFRONT] = "ComputeSP:1yrPartialUpfront",
        [TERM_COMPUTE_PLAN_1YR_ALL_UPFRONT] = "ComputeSP:1yrAllUpfront",
        [TERM_COMPUTE_PLAN_3YR_NO_UPFRONT] = "ComputeSP:3yrNoUpfront",
        [TERM_COMPUTE_PLAN_3YR_PARTIAL_UPFRONT] = "ComputeSP:3yrPartialUpfront",
        [TERM_COMPUTE_PLAN_3YR_ALL_UPFRONT] = "ComputeSP:3yrAllUpfront",
    };
    const struct value *given = params_free(params, ROOT_COMMITMENT_PRICE_BY, term_name(term));
    *is_given = given != NULL;
    *row = (struct price_row){.source = "pricing.commitment_price", .date = "", .note = "", .grade = '-'};
    if (given != NULL) row->usd_per_unit = given->num;
    if (given != NULL || USAGE_TYPES[term] == NULL) return given != NULL;
    struct price price = book_price(book, "ComputeSavingsPlans", USAGE_TYPES[term], term);
    if (price.tier_count > 0) *row = price.tiers[0];
    return price.tier_count > 0;
}

/* The on-demand price times the share. */
static const struct price_row *shared_price(const struct price_row *on_demand, const struct price_row *share,
                                            enum term term, struct arena *arena)
{
    struct price_row *row = arena_new_of(arena, struct price_row, 1);
    *row = *on_demand;
    row->term = term;
    row->usd_per_unit = on_demand->usd_per_unit * share->usd_per_unit;
    row->usd_per_unit_max = on_demand->usd_per_unit_max * share->usd_per_unit;
    row->sku = "";
    row->date = *share->date == '\0' ? on_demand->date : share->date;
    row->source = text_format(arena, "%s of the on-demand price: %s", text_number(arena, share->usd_per_unit),
                              share->source);
    row->grade = share->grade == '-' ? on_demand->grade : share->grade;
    row->note = share->note;
    return row;
}

static const struct price_row *const *prices_of(const struct params *params, const struct book *book,
                                                const struct catalogue *catalogue, enum term term,
                                                const struct price_row *const *on_demand, struct arena *arena)
{
    bool is_given;
    struct price_row share;
    const struct price_row *const *sold = book_instances(book, catalogue, term, arena);
    if (!price_share(params, book, term, &share, &is_given)) return sold;
    const struct price_row **prices = arena_new_of(arena, const struct price_row *, catalogue->count);
    for (size_t i = 0; i < catalogue->count; i++)
        prices[i] = sold[i] != NULL && !is_given ? sold[i]
                    : on_demand[i] == NULL       ? NULL
                                                 : shared_price(on_demand[i], &share, term, arena);
    return prices;
}

static double share_of(const struct params *params, enum term term)
{
    static const enum term PURCHASES[PURCHASE__COUNT] = {
        [PURCHASE_ON_DEMAND] = TERM_ON_DEMAND,
        [PURCHASE_RESERVED_1YR_NO_UPFRONT] = TERM_RESERVED_1YR_NO_UPFRONT,
        [PURCHASE_RESERVED_3YR_ALL_UPFRONT] = TERM_RESERVED_3YR_ALL_UPFRONT,
    };
    const struct value *given = params_free(params, ROOT_COMMITMENT_BY, term_name(term));
    return given != NULL ? given->num : PURCHASES[(int)root_num(params, ROOT_PURCHASE)] == term;
}

struct commitments commitments_new(const struct params *params, const struct book *book,
                                   const struct catalogue *catalogue,
                                   const struct price_row *const *on_demand, struct arena *arena)
{
    const double none = ALL - 1;
    struct hours_part *parts = arena_new_of(arena, struct hours_part, TERM__COUNT);
    size_t count = 0;
    double rest = 1;
    for (enum term term = TERM_ON_DEMAND + 1; term < TERM__COUNT; term++) {
        double share = share_of(params, term);
        if (share == 0) continue;
        parts[count++] = (struct hours_part){term, share,
                                             prices_of(params, book, catalogue, term, on_demand, arena)};
        rest -= share;
    }
    if (rest > none) parts[count++] = (struct hours_part){TERM_ON_DEMAND, rest, on_demand};
    return (struct commitments){count, parts};
}
