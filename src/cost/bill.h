/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bill: a ledger times a price book.
 *
 * Tiers apply each month to the sum of a meter over all lines and topic groups, and are allocated back to
 * the lines pro rata; hours under commitments are tiers of a machine type. Price: list → commitment
 * (instances) → percentage by service → private price replaces all. A bill has its cost as paid, at list
 * prices, and at contracted prices, which leave out only the commitment (FOCUS's ContractedCost). A meter
 * without a price is an error that names meter and region, never 0. Sums are unrounded. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "cost/commitments.h"
#include "cost/ledger.h"
#include "pricing/book.h"

/* The part of a meter's monthly quantity that falls into one tier. */
struct charge {
    double from, to;                /* bounds of the tier, units a month; to is INFINITY on the last */
    double quantity_per_month;      /* the line's share */
    double usd_per_unit_list;       /* on-demand list price */
    double usd_per_unit_contracted; /* after negotiated discounts, before a commitment */
    double usd_per_unit;            /* as paid */
    const struct price_row *row;    /* the price paid; NULL for a private one */
};

struct bill_line {
    const struct ledger_entry *entry;
    double usd_per_year;            /* effective */
    double usd_per_year_contracted; /* list less negotiated discounts, or private; no commitment */
    double usd_per_year_list;       /* on-demand list, no discount */
    bool is_private;                /* a private price was used */
};

struct bill {
    size_t line_count;
    const struct bill_line *lines;        /* in the ledger's order, then support */
    double meter_per_month[METER__COUNT]; /* sums over all lines, to which tiers apply */
    double usd_per_year, usd_per_year_contracted, usd_per_year_list;
    double upfront_usd;      /* cash at the start of commitments; usd_per_year includes its spread */
    double upfront_years;    /* years over which it is spread: of several terms the mean weighted by that; 0
                                without */
    const char *as_of;       /* oldest date among the prices used */
    size_t unverified_count; /* meters whose price is unverified */
};

/* A meter's tariff from the pricing parameters and the book. */
struct tariff {
    struct price list;           /* no tiers when the book lacks it */
    double discount;             /* negotiated, 0 to 1 */
    double private_usd_per_unit; /* NAN when there is none */
};

/* The effective unit cost of an untiered meter: private price, else the first tier's after discount; NAN
 * without a price. */
double tariff_usd_per_unit(const struct tariff *tariff);

/* True if this monthly quantity reaches a tier whose price is only a range; never for a private price. */
bool tariff_is_range(const struct tariff *tariff, double quantity_per_month);

/* The machine type of this meter ("AmazonEC2:BoxUsage:m5.large"), or CATALOGUE_NONE. */
int prices_instance_of(const struct catalogue *catalogue, const char *meter, struct arena *arena);

/* Prices of a run: parameters × book. Built once for many evaluations. */
struct prices {
    const struct params *params;
    const struct book *book;
    const struct catalogue *catalogue;
    struct tariff tariffs[METER__COUNT]; /* those of machine types hold only their discount */
    const struct price_row *const
        *instance_list;             /* on-demand rows by catalogue index, NULL where there is none */
    struct hours_part on_demand;    /* all hours of managed services, which sell them in no other way */
    struct commitments commitments; /* of EC2's machines */
    const double *instance_private_usd_per_h; /* NAN where there is none */
    const double *instance_usd_per_h;         /* effective; NAN where there is none */
};
const struct prices *prices_new(const struct params *params, const struct book *book,
                                const struct catalogue *catalogue, struct arena *arena);

/* The ways in which hours of this machine type are bought. */
struct commitments prices_commitments(const struct prices *prices, int item);

/* The first of them that has no price, or TERM__COUNT. */
enum term prices_lacking(const struct prices *prices, int item);

/* Price the ledger. False with diagnostics (DIAG_PRICE_MISSING, DIAG_PRICE_RANGE) when a price is missing. */
bool bill_make(const struct ledger *ledger, const struct prices *prices, struct arena *arena,
               struct bill *bill, struct diags *diags);

/* The charges of one bill line, tier by tier: an array in arena. Tiers above the quantity are included
 * with quantity 0, so that the price of more is known; those with only a range are not. */
const struct charge *bill_charges(const struct bill *bill, size_t line, const struct prices *prices,
                                  struct arena *arena, size_t *count);

/* Note on the bill the age and certainty of every tier's price that this monthly quantity reaches. */
void bill_note_prices(struct bill *bill, const struct tariff *tariff, double quantity_per_month);

/* USD per year of a few untiered entries, for a search; NAN when a price is missing. */
double bill_quick(const struct ledger *ledger, const struct prices *prices);
