/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pricing/book_diff.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "pricing/findings.h"

/* Order prices by offer, usagetype and term. */
static int compare(const struct price_row *a, const struct price_row *b)
{
    int order = strcmp(a->offer, b->offer);
    if (order == 0) order = strcmp(a->bare, b->bare);
    return order != 0 ? order : (a->term > b->term) - (a->term < b->term);
}

static bool differs(const struct price_row *before, const struct price_row *after)
{
    return before->usd_per_unit != after->usd_per_unit ||
           before->usd_per_unit_max != after->usd_per_unit_max ||
           !findings_same_unit(before->unit, after->unit);
}

static double fraction(const struct price_row *before, const struct price_row *after)
{
    bool compares = before != NULL && after != NULL && before->usd_per_unit > 0 &&
                    findings_same_unit(before->unit, after->unit);
    return compares ? after->usd_per_unit / before->usd_per_unit - 1 : NAN;
}

/* Changes found so far. */
struct gathering {
    struct book_diff diff;
    struct book_change *changes;
};

static void add(struct gathering *gathering, const struct price_row *before, const struct price_row *after,
                double begin, double end)
{
    enum book_change_kind kind = before == NULL  ? BOOK_APPEARED
                                 : after == NULL ? BOOK_VANISHED
                                                 : BOOK_CHANGED;
    gathering->diff.counts[kind]++;
    gathering->changes[gathering->diff.change_count++] = (struct book_change){kind,  before,
                                                                              after, begin,
                                                                              end,   fraction(before, after)};
}

static void add_whole(struct gathering *gathering, const struct price *price, bool appeared)
{
    for (size_t i = 0; i < price->tier_count; i++)
        add(gathering, appeared ? NULL : &price->tiers[i], appeared ? &price->tiers[i] : NULL,
            price->tiers[i].begin, price->tiers[i].end);
}

/* Compare both prices from 0 to open end, in parts that lie in one tier of each. */
static void compare_tiers(struct gathering *gathering, const struct price *before, const struct price *after)
{
    double begin = 0;
    for (size_t i = 0, j = 0; i < before->tier_count && j < after->tier_count;) {
        const struct price_row *left = &before->tiers[i], *right = &after->tiers[j];
        double end = fmin(left->end, right->end);
        if (differs(left, right))
            add(gathering, left, right, begin, end);
        else
            gathering->diff.same_count++;
        i += left->end == end;
        j += right->end == end;
        begin = end;
    }
}

static struct price price_at(const struct book *book, size_t at)
{
    return book_price(book, book->rows[at].offer, book->rows[at].bare, book->rows[at].term);
}

struct book_diff book_diff(const struct book *before, const struct book *after, struct arena *arena)
{
    struct gathering gathering = {
        .changes = arena_new_of(arena, struct book_change, before->row_count + after->row_count)};
    for (size_t i = 0, j = 0; i < before->row_count || j < after->row_count;) {
        struct price left = {0}, right = {0};
        if (i < before->row_count) left = price_at(before, i);
        if (j < after->row_count) right = price_at(after, j);
        int order = left.tier_count == 0 ? 1 : right.tier_count == 0 ? -1 : compare(left.tiers, right.tiers);
        if (order == 0)
            compare_tiers(&gathering, &left, &right);
        else
            add_whole(&gathering, order < 0 ? &left : &right, order > 0);
        i += order <= 0 ? left.tier_count : 0;
        j += order >= 0 ? right.tier_count : 0;
    }
    gathering.diff.changes = gathering.changes;
    return gathering.diff;
}
