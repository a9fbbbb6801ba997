/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Evaluate: one architecture under one set of parameters → deployment, capacity, bill.
 *
 * No I/O, no clock, no allocation outside the scene's arena. plan() is generic: the cheapest deployment whose capacity
 * holds, over the whole catalogue; an architecture only says what fits a candidate (shape) and how full it is (capacity). */
#pragma once

#include "arch/arch.h"

/* The cheapest candidate of one instance family, or why it can't serve. */
struct candidate {
    int instance;
    uint32_t count;      /* 0: can't serve */
    double usd_per_year; /* of its fleet lines */
    const char *binding; /* the resource that binds, or why it can't serve; static */
};

/* Reasons why instance types are not tried. */
enum filter { FILTER_PROCESSOR, FILTER_VCPUS, FILTER_MEMORY, FILTER_BURSTABLE, FILTER_METAL, FILTER_EXCLUDED, FILTER_NO_PRICE, FILTER__COUNT };
const char *filter_name(enum filter filter);

enum { CANDIDATES_KEPT = 8 };

struct plan {
    bool found;
    struct deployment deployment;
    size_t candidate_count;                       /* winner not included */
    struct candidate candidates[CANDIDATES_KEPT]; /* cheapest of other families, ascending by cost */
    unsigned filtered[FILTER__COUNT];
    const char *why_not; /* when nothing was found: what stopped the nearest candidate */
};

struct result {
    bool feasible;
    const char *reason; /* when not feasible */
    bool was_given;     /* the deployment was given, not planned */
    struct demand demand;
    struct plan plan; /* of a planned one */
    struct deployment deployment;
    struct capacity capacity;
    struct ledger ledger;
    struct bill bill;
};

/* given is NULL to plan. NULL with diagnostics when a price is missing. */
const struct result *evaluate(const struct scene *scene, struct group_set groups, const struct deployment *given, struct diags *diags);
