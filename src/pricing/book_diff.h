/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Difference of two books of one region: what has another price, what appeared and what vanished. A price is
 * the same when offer, usagetype without prefix and term are. Tiers are compared by the quantities that they
 * are for: where their bounds moved, the parts between the bounds of both are. Who says a price and since
 * when (source, date, grade, SKU) is no difference. */
#pragma once

#include "pricing/book.h"

enum book_change_kind { BOOK_CHANGED, BOOK_APPEARED, BOOK_VANISHED, BOOK_CHANGE__COUNT };

struct book_change {
    enum book_change_kind kind;
    const struct price_row *before, *after; /* NULL when it appeared; when it vanished */
    double begin, end;                      /* the quantities a month that this is of */
    double fraction; /* of the price before: 0.25 is a quarter dearer; NAN when that is 0, the units differ,
                        or one is missing */
};

struct book_diff {
    size_t change_count;
    const struct book_change *changes; /* in the order of books */
    size_t counts[BOOK_CHANGE__COUNT];
    size_t same_count; /* tiers or parts of them */
};

struct book_diff book_diff(const struct book *before, const struct book *after, struct arena *arena);
