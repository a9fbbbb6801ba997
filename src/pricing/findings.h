/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Findings: what in a book may be read without fault and still be wrong or out of date.
 *
 * A price of nothing where AWS charges something, a price that is many times that of another book, another
 * unit than there, and figures that are older than somebody wants them. What a finding means is the reader's
 * to judge: none of them keeps a book from being computed with. */
#pragma once

#include "pricing/book.h"

enum finding_kind { FINDING_STALE, FINDING_FREE, FINDING_JUMP, FINDING_UNIT, FINDING__COUNT };

struct finding {
    enum finding_kind kind;
    const struct price_row *row;
    const struct price_row *other; /* of the reference: for FINDING_JUMP and FINDING_UNIT */
    long age_days;                 /* for FINDING_STALE */
};

/* A price this many times another, or this part of it, is implausible. Above the deepest cut on record (S3
 * Express GET to 0.15 of itself on 2025-04-10, 6.7 times) and below a decimal point that slipped. */
#define FINDINGS_JUMP 8.0

struct findings_request {
    const struct book *book;
    const struct book *reference; /* NULL: nothing to compare with */
    const char *today;            /* ISO date */
    long max_age_days;            /* -1: any age is fine */
};

/* Findings of the region's own prices (vendors' lists are kept otherwise) in arena, by kind and then in the
 * order of the book. */
const struct finding *findings_make(const struct findings_request *request, struct arena *arena,
                                    size_t *count);

/* Whole days from an ISO date to another. A month is taken for its first day, so that an age is never
 * understated. */
long findings_days_between(const char *from, const char *to);

/* True when two units are one, however they are spelled: "Hrs" and "hours", but not "GiBps-mo" and
 * "MiBps-Mo". */
bool findings_same_unit(const char *unit, const char *other);
