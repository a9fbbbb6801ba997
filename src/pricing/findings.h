/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Findings: valid entries of a book that may still be wrong or out of date: a price of nothing where AWS
 * charges something, a price many times that of another book, a unit that differs from it, and figures
 * that are too old, or of a day that hasn't come. The reader judges them: none keeps a book from being used.
 */
#pragma once

#include "pricing/book.h"

enum finding_kind { FINDING_STALE, FINDING_FREE, FINDING_JUMP, FINDING_UNIT, FINDING_FUTURE, FINDING__COUNT };

struct finding {
    enum finding_kind kind;
    const struct price_row *row;
    const struct price_row *other; /* in the reference: for FINDING_JUMP and FINDING_UNIT */
    long age_days;                 /* for FINDING_STALE and, below 0, FINDING_FUTURE */
};

/* A price this many times another, or this part of it, is implausible. Above the deepest cut on record (S3
 * Express GET to 0.15 of itself on 2025-04-10, 6.7 times) and below a slipped decimal point. */
#define FINDINGS_JUMP 8.0

struct findings_request {
    const struct book *book;
    const struct book *reference; /* NULL: nothing to compare with */
    const char *today;            /* ISO date */
    long max_age_days;            /* -1: any age is fine */
};

/* Findings on the region's own prices, without vendors', in arena, by kind and then in the order of the
 * book. */
const struct finding *findings_make(const struct findings_request *request, struct arena *arena,
                                    size_t *count);

/* Whole days from an ISO date to another. A month counts from its first day, so that an age is never
 * understated. */
long findings_days_between(const char *from, const char *to);

/* True if two units are equal but for spelling: "Hrs" and "hours", but not "GiBps-mo" and "MiBps-Mo". */
bool findings_same_unit(const char *unit, const char *other);
