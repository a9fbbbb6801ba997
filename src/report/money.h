/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Money for people: rounds and writes all dollars of tables; sentences use text_usd.
 *
 * Sums are unrounded everywhere else. Rows are rounded by largest remainder, so that printed rows add up
 * to the printed total, which is the exact total rounded. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* Round count parts to whole dollars such that they add up to total_usd rounded, which is returned. Parts are
 * the addends of total_usd. The largest remainders are rounded up; of equals the first. */
int64_t money_round(const double *usd, size_t count, double total_usd, int64_t *whole_usd,
                    struct arena *arena);

/* "1,261,440", "-12". */
char *money_whole(struct arena *arena, int64_t usd);

/* As money_whole, "unknown" for a figure that an older document lacks. */
char *money_or_unknown(struct arena *arena, double usd);

/* "$1,261,440". */
char *money_dollars(struct arena *arena, int64_t usd);

/* Cents as dollars: "1,261,440.07", "-0.40". */
char *money_cents(struct arena *arena, int64_t cents);

/* A small sum in three significant digits: "$0.0164"; as text_usd from a dollar on. */
char *money_small(struct arena *arena, double usd);

/* A price of one unit with all its digits: "$0.0000004". */
char *money_price(struct arena *arena, double usd_per_unit);
