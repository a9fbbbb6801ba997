/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Used prices: what a run was priced with, once for all lines that used it, in the order in which they first
 * do. Tiers that weren't reached aren't among them. */
#pragma once

#include "run/run.h"

/* Both live in the run. */
struct used_price {
    const struct run_line_kind *kind; /* the first that used it */
    const struct run_charge *charge;
};

/* The first max of them; how many. has_more says whether there are others; it may be NULL. */
size_t used_prices(const struct run *run, struct used_price *prices, size_t max, bool *has_more);
