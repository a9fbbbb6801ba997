/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Money for people: the one place where dollars of a table are rounded and written; for sentences there is
 * text_usd.
 *
 * Sums are unrounded everywhere else. Rows are rounded by largest remainder, so that what is printed adds up
 * to the printed total, and the printed total is the rounded unrounded one. */
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

/* The same of dollars that an older document may lack: then "unknown". */
char *money_or_unknown(struct arena *arena, double usd);

/* "$1,261,440". */
char *money_dollars(struct arena *arena, int64_t usd);

/* Cents as dollars: "1,261,440.07", "-0.40". */
char *money_cents(struct arena *arena, int64_t cents);

/* A small sum in three significant digits: "$0.0164"; as text_usd from a dollar on. */
char *money_small(struct arena *arena, double usd);

/* A price of one unit with every digit that it has: "$0.0000004". */
char *money_price(struct arena *arena, double usd_per_unit);
