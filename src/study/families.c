/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/families.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"

bool candidate_is_cheaper(const struct candidate *a, const struct candidate *b)
{
    if (b->count == 0 || a->count == 0) return b->count == 0 && a->count > 0;
    if (a->usd_per_year != b->usd_per_year) return a->usd_per_year < b->usd_per_year;
    return a->count < b->count;
}

static bool is_well_known(const char *family)
{
    static const char *const FAMILIES[] = {"m5", "r5", "m6i", "r6i", "m6in", "r6in", "i3en", "i4i", "d3en"};
    for (size_t i = 0; i < sizeof FAMILIES / sizeof *FAMILIES; i++)
        if (text_equal(family, FAMILIES[i])) return true;
    return false;
}

struct families families_new(size_t most, struct arena *arena)
{
    struct families families = {.best = arena_new_of(arena, struct candidate, most)};
    for (size_t i = 0; i < FAMILIES_SHOWN_MAX; i++) families.cheapest_usd[i] = INFINITY;
    return families;
}

void families_enter(struct families *families, const char *family)
{
    if (families->current != NULL && text_equal(families->current, family)) return;
    if (families->is_noted && families->best[families->count - 1].count > 0) {
        double usd = families->best[families->count - 1].usd_per_year;
        for (size_t i = 0; i < FAMILIES_SHOWN_MAX; i++) {
            double other_usd = families->cheapest_usd[i];
            families->cheapest_usd[i] = smaller(usd, other_usd);
            usd = larger(usd, other_usd);
        }
    }
    families->current = family;
    families->is_well_known = is_well_known(family);
    families->is_noted = false;
}

void families_note(struct families *families, struct candidate candidate)
{
    if (!families->is_noted)
        families->best[families->count++] = candidate;
    else if (candidate_is_cheaper(&candidate, &families->best[families->count - 1]))
        families->best[families->count - 1] = candidate;
    families->is_noted = true;
}

double families_worth_usd(const struct families *families)
{
    const struct candidate *best = families->is_noted ? &families->best[families->count - 1] : NULL;
    double usd = best != NULL && best->count > 0 ? best->usd_per_year : INFINITY;
    return families->is_well_known ? usd : smaller(usd, families->cheapest_usd[FAMILIES_SHOWN_MAX - 1]);
}

/* Cheapest first; what can't serve last. */
static void insert(struct plan *plan, const struct candidate *candidate)
{
    size_t at = plan->candidate_count++;
    for (; at > 0 && candidate_is_cheaper(candidate, &plan->candidates[at - 1]); at--)
        plan->candidates[at] = plan->candidates[at - 1];
    plan->candidates[at] = *candidate;
}

void families_keep(struct plan *plan, const struct catalogue *catalogue, struct families *families,
                   int winner)
{
    size_t kept = 0;
    for (size_t i = 0; i < families->count; i++)
        if (families->best[i].instance != winner) families->best[kept++] = families->best[i];
    families->count = kept;
    while (plan->candidate_count < CANDIDATES_CHEAPEST && families->count > 0) {
        size_t cheapest = 0;
        for (size_t i = 1; i < families->count; i++)
            if (candidate_is_cheaper(&families->best[i], &families->best[cheapest])) cheapest = i;
        if (families->best[cheapest].count == 0) break;
        insert(plan, &families->best[cheapest]);
        memmove(&families->best[cheapest], &families->best[cheapest + 1],
                (families->count - cheapest - 1) * sizeof *families->best);
        families->count--;
    }
    for (size_t i = 0; i < families->count && plan->candidate_count < CANDIDATES_MAX; i++)
        if (is_well_known(catalogue->instances[families->best[i].instance].family))
            insert(plan, &families->best[i]);
}
