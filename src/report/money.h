/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Money for people: rounds and writes all dollars of tables; sentences use text_usd.
 *
 * Sums are unrounded everywhere else. A figure is rounded by itself, so that it has the same digits wherever
 * it stands: printed rows may miss their printed total, by half a dollar each at most, and MONEY_OFF says so
 * where they do. A difference that stands beside its two ends is that of the printed ends. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* Round a finite sum of dollars or cents, half away from zero as spreadsheets do. */
int64_t money_round(double sum);

/* The note below a table whose printed rows don't add up to its printed total. */
#define MONEY_OFF "Each figure is rounded by itself, so these rows don't add up to the last digit."

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
