/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Commitments: the ways in which a fleet's hours are bought. `pricing.purchase` buys all hours one way;
 * `pricing.commitments` covers shares of them, and the rest is on demand. A covered hour is paid whether it
 * is used or not; a fleet runs all year, so all are used.
 *
 * A covered hour costs the share of the on-demand price in `pricing.commitment_price`; else the book's price
 * of the machine; else, under a Savings Plan, the book's share for the whole plan. A price that none of these
 * has is NULL, and the caller names it: no other term's or region's stands in. AWS sells no commitments for
 * brokers of MSK. */
#pragma once

#include "params/params.h"
#include "pricing/book.h"

/* Hours that are bought one way. */
struct hours_part {
    enum term term;
    double share;                          /* of all hours, over 0 and at most 1 */
    const struct price_row *const *prices; /* by catalogue index, NULL where there is none */
};

struct commitments {
    size_t part_count;
    const struct hours_part *parts; /* by term; on demand comes last unless all is covered */
};

/* on_demand: prices by catalogue index. Shares were checked (commitments_check). */
struct commitments commitments_new(const struct params *params, const struct book *book,
                                   const struct catalogue *catalogue,
                                   const struct price_row *const *on_demand, struct arena *arena);

/* The part of a commitment's cost that is cash at its start: all, half or nothing. AWS asks for at least half
 * of a Savings Plan that is paid partially upfront, and for about half of such a reservation. */
double commitment_upfront_share(enum term term);

/* The same by the term's name; 0 for an unknown one. */
double commitment_upfront_share_of(const char *term);

/* The way to give a missing price of this term, for messages: "… or "; "" for on demand. */
const char *commitment_remedy(enum term term, struct arena *arena);

/* Check that the keys of commitments and Savings Plans name ones that EC2 sells, that they cover at most all
 * hours, and that `pricing.purchase` doesn't cover them as well; false with diagnostics. */
bool commitments_check(const struct params *params, struct diags *diags);
