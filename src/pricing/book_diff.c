/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pricing/book_diff.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "pricing/findings.h"

static int compare(const struct price_row *a, const struct price_row *b)
{
    int order = strcmp(a->offer, b->offer);
    if (order == 0)
        order = strcmp(a->bare, b->bare);
    if (order == 0)
        order = (a->term > b->term) - (a->term < b->term);
    return order != 0 ? order : (a->begin > b->begin) - (a->begin < b->begin);
}

static bool differs(const struct price_row *before, const struct price_row *after)
{
    return before->usd_per_unit != after->usd_per_unit || before->usd_per_unit_max != after->usd_per_unit_max || before->end != after->end ||
           !findings_same_unit(before->unit, after->unit);
}

static double fraction(const struct price_row *before, const struct price_row *after)
{
    bool compares = before != NULL && after != NULL && before->usd_per_unit > 0 && findings_same_unit(before->unit, after->unit);
    return compares ? after->usd_per_unit / before->usd_per_unit - 1 : NAN;
}

struct book_diff book_diff(const struct book *before, const struct book *after, struct arena *arena)
{
    struct book_change *changes = arena_new_of(arena, struct book_change, before->row_count + after->row_count);
    struct book_diff diff = {.changes = changes};
    for (size_t i = 0, j = 0; i < before->row_count || j < after->row_count;) {
        const struct price_row *left = i < before->row_count ? &before->rows[i] : NULL, *right = j < after->row_count ? &after->rows[j] : NULL;
        int order = left == NULL ? 1 : right == NULL ? -1 : compare(left, right);
        i += order <= 0;
        j += order >= 0;
        if (order == 0 && !differs(left, right)) {
            diff.same_count++;
            continue;
        }
        struct book_change change = {order == 0 ? BOOK_CHANGED : order > 0 ? BOOK_APPEARED : BOOK_VANISHED, order > 0 ? NULL : left, order < 0 ? NULL : right, NAN};
        change.fraction = fraction(change.before, change.after);
        diff.counts[change.kind]++;
        changes[diff.change_count++] = change;
    }
    return diff;
}
