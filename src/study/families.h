/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Families: the best candidate of each instance family, so that a plan can show the losers and their
 * margins. The search visits instance types in the catalogue's order, which groups them by family. */
#pragma once

#include "study/evaluate.h"

enum { FAMILIES_SHOWN_MAX = CANDIDATES_CHEAPEST + 1 }; /* with the winner's */

struct families {
    size_t count;
    struct candidate *best;
    const char *current;                     /* the family being tried */
    bool is_well_known;                      /* of the current family */
    bool is_noted;                           /* best[count - 1] is the current family's */
    double cheapest_usd[FAMILIES_SHOWN_MAX]; /* of earlier families, ascending */
};

/* Room for at most `most` families, in arena. */
struct families families_new(size_t most, struct arena *arena);

/* Start the types of this family. */
void families_enter(struct families *families, const char *family);

/* Note a candidate of the current family; one that can't serve has count 0. */
void families_note(struct families *families, struct candidate candidate);

/* The cost above which a fleet of the current family changes nothing in the plan: it is neither its
 * family's best nor among those shown. */
double families_worth_usd(const struct families *families);

/* Put into the plan the cheapest families and well-known ones, without the winner; cheapest first. */
void families_keep(struct plan *plan, const struct catalogue *catalogue, struct families *families,
                   int winner);

/* A candidate that can't serve is dearer than any; of equal cost the one with fewer nodes wins. */
bool candidate_is_cheaper(const struct candidate *a, const struct candidate *b);
