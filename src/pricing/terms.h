/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Terms: the ways to buy metered resources. One row of pricing/terms.def each. */
#pragma once

enum term_kind { BUY_ON_DEMAND, BUY_RESERVED, BUY_PLAN };

enum term {
#define TERM(id, ...) TERM_##id,
#include "pricing/terms.def"
#undef TERM
    TERM__COUNT
};

struct purchase_term {
    const char *name; /* "reserved-1yr-no-upfront" */
    enum term_kind kind;
    const char *category; /* "standard", "ComputeSavingsPlans" */
    int years;
    const char *purchase; /* "No Upfront" */
    const char *code;     /* "4NA7Y494T4"; "" for a Savings Plan */
};
extern const struct purchase_term PURCHASE_TERMS[TERM__COUNT];

/* The names, NULL-ended. */
extern const char *const TERM_NAMES[TERM__COUNT + 1];

const char *term_name(enum term term); /* "on-demand", "reserved-1yr-no-upfront", … */

/* The reserved term or Savings Plan with this category, years and purchase option, or TERM__COUNT. Case
 * and spaces don't matter; a reserved term without category is a standard one, as there was no other
 * before 2016. */
enum term term_find(enum term_kind kind, const char *category, int years, const char *purchase);
