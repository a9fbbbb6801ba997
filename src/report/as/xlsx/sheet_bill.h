/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sheet bill: the lines of a run as a workbook can compute with them. A row is the cost of all topic
 * groups for one line id, meter and item; rows of one meter are one block, since tiers apply to the sum of
 * a meter; the prices of the tiers stand once for the whole book.
 *
 * The book's formulas are: a tier's quantity is the part of the block's quantity between its bounds, the
 * block costs the sum of quantity × price, a row bears its share of the block. A row is live if that gives
 * the run's own figure, which is checked here; else the book shows the figure without a formula.
 * Quantities are a month's, dollars a year's.
 *
 * Ownership: the arena; strings and charges are the run's. */
#pragma once

#include "run/run.h"

/* Price levels of a bill: as paid, with commitments spread; as negotiated, without a commitment; list. */
enum sheet_level { SHEET_PAID, SHEET_CONTRACTED, SHEET_LIST, SHEET_LEVEL__COUNT };

/* A tier's price, once for all architectures that pay it. */
struct sheet_price {
    const struct run_line_kind *kind; /* the first that pays it: meter, unit, owner */
    struct run_charge charge;         /* without a meaningful quantity */
};

struct sheet_prices {
    size_t count, capacity;
    struct sheet_price *list; /* ordered by meter as they first appear, then by the tier's begin */
};

struct sheet_row {
    const struct run_line_kind *kind;
    size_t block;
    double quantity_per_month;
    bool follows_rate;     /* the produce rate is a factor of its quantity */
    bool is_share_of_bill; /* only the last row: a support plan, whose quantity is the cost of the cloud's
                              other rows */
    double usd_per_year[SHEET_LEVEL__COUNT];
};

struct sheet_block {
    const struct run_line_kind *kind;              /* meter, unit */
    double quantity_per_month[SHEET_LEVEL__COUNT]; /* they differ where the quantity is money */
    size_t price_count;
    const size_t *prices; /* indexes into sheet_prices, ascending by tier */
    bool is_live;
};

struct sheet_bill {
    size_t row_count;
    struct sheet_row *rows; /* in the order of components, cloud's first but for support */
    size_t block_count;
    struct sheet_block *blocks;
};

/* The bill of each architecture of the run, in its order, and the prices of all. */
struct sheet_bill *sheet_bills_make(const struct run *run, struct sheet_prices *prices, struct arena *arena);

/* Dollars per unit of the charge. */
double sheet_usd_per_unit(const struct run_charge *charge, enum sheet_level level);

/* The part of quantity within the tier. */
double sheet_part_in_tier(const struct run_charge *tier, double quantity_per_month);
