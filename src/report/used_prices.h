/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Used prices: a run's prices, once for all lines that used each, in order of first use. Tiers that
 * weren't reached aren't among them. */
#pragma once

#include "run/run.h"

/* Both point into the run. */
struct used_price {
    const struct run_line_kind *kind; /* the first line that used it */
    const struct run_charge *charge;
};

/* Fill in at most max of them; return their number. has_more is set if there are others; it may be NULL. */
size_t used_prices(const struct run *run, struct used_price *prices, size_t max, bool *has_more);
