/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Families: the best candidate of each instance family, so that a plan can say what lost to the winner and by
 * how much. The search visits instance types in the catalogue's order, in which a family's types stand
 * together. */
#pragma once

#include "study/evaluate.h"

enum { FAMILIES_SHOWN_MAX = CANDIDATES_CHEAPEST + 1 }; /* with the winner's */

struct families {
    size_t count;
    struct candidate *best;
    const char *current;                     /* whose types are being tried */
    bool is_well_known;                      /* current is */
    bool is_noted;                           /* best[count - 1] is current's */
    double cheapest_usd[FAMILIES_SHOWN_MAX]; /* of the families before, ascending */
};

/* Room for at most that many families, in arena. */
struct families families_new(size_t most, struct arena *arena);

/* The search comes to a type of this family. */
void families_enter(struct families *families, const char *family);

/* A candidate of the current family; one that can't serve has count 0. */
void families_note(struct families *families, struct candidate candidate);

/* A dearer fleet of the current family changes nothing in the plan: it is neither its family's best nor among
 * those shown. */
double families_worth_usd(const struct families *families);

/* Into the plan: the cheapest families but the winner's, then the well-known ones that are not among them. */
void families_keep(struct plan *plan, const struct catalogue *catalogue, struct families *families,
                   int winner);

/* What can't serve is dearer than anything; of equal cost the one with fewer nodes wins. */
bool candidate_is_cheaper(const struct candidate *a, const struct candidate *b);
