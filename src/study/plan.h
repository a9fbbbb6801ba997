/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plan: the search over the whole catalogue for the deployment to run. It is generic: an architecture only
 * sizes a candidate (size) and says how full it is (capacity). */
#pragma once

#include "arch/arch.h"

/* A candidate with the fewest nodes that hold, or why it can't serve. */
struct candidate {
    int instance;
    uint32_t count;      /* 0: can't serve */
    double usd_per_year; /* fleet lines only */
    const char *reason;  /* the resource that binds, or why it can't serve; static */
};

/* Reasons for not trying an instance type. */
enum filter {
    FILTER_PROCESSOR,
    FILTER_ACCELERATED,
    FILTER_METAL,
    FILTER_BURSTABLE,
    FILTER_HPC,
    FILTER_PAST,
    FILTER_VCPUS,
    FILTER_MEMORY,
    FILTER_NO_PRICE,
    FILTER__COUNT
};
const char *filter_name(enum filter filter);

/* The cheapest families, and well-known ones that lost by more. */
enum { CANDIDATES_CHEAPEST = 6, CANDIDATES_MAX = 16 };

struct plan {
    bool found;
    struct deployment deployment;
    double usd_per_year; /* fleet lines of the deployment */
    size_t candidate_count;
    struct candidate candidates[CANDIDATES_MAX]; /* that lost, cheapest first, a family each */
    unsigned filtered[FILTER__COUNT];
    const char *why_not; /* when nothing was found: the reason for the nearest candidate */
};

/* Search for the deployment that a team would choose: of the fleets whose capacity holds, those that make the
 * architecture at most search_tolerance dearer than the cheapest, flows included; of these the newest
 * generation, then the fewest nodes, then the cheapest. False with diagnostics when a price that every
 * candidate needs is missing. */
bool plan_make(const struct context *context, const struct arch *arch, const struct demand *demand,
               struct plan *plan, struct diags *diags);
