/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Difference of two books of one region: changed, new and removed prices. Prices correspond when offer,
 * usagetype without prefix and term are equal. Tiers are compared by quantity: where bounds moved, by the
 * parts between the bounds of both. Source, date, grade and SKU make no difference. */
#pragma once

#include "pricing/book.h"

enum book_change_kind { BOOK_CHANGED, BOOK_APPEARED, BOOK_VANISHED, BOOK_CHANGE__COUNT };

struct book_change {
    enum book_change_kind kind;
    const struct price_row *before, *after; /* NULL for a new price; for a removed one */
    double begin, end;                      /* the quantities a month that changed */
    double fraction; /* relative to the price before: 0.25 is a quarter dearer; NAN when that is 0, the units
                        differ, or one is missing */
};

struct book_diff {
    size_t change_count;
    const struct book_change *changes; /* in the order of books */
    size_t counts[BOOK_CHANGE__COUNT];
    size_t same_count; /* tiers or parts of them */
};

struct book_diff book_diff(const struct book *before, const struct book *after, struct arena *arena);
