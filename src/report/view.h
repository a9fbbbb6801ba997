/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * View: a run arranged for pictures and tables: clean short names, costs by component, the latency for
 * objectives. It holds only figures of the run, and their sums, differences and ratios.
 *
 * Ownership: the arena that it was made in. */
#pragma once

#include "cost/components.h"
#include "report/pivot.h"

enum { VIEW_NAME_COLUMNS = 60 };                     /* names are cut to this with an ellipsis */
enum { VIEW_COMPONENTS_MAX = COMPONENT__COUNT + 5 }; /* with a few unknown ones */

struct view_architecture {
    const struct run_architecture *run;
    const char *name;                /* clean, at most VIEW_NAME_COLUMNS wide */
    bool has_cost;                   /* it has lines: it can carry the load, or its deployment was given */
    double usd[VIEW_COMPONENTS_MAX]; /* by component of the view */
    int64_t whole_usd[VIEW_COMPONENTS_MAX]; /* rounded */
    int64_t total_usd;
    int64_t cloud_usd, vendor_usd; /* likewise */
};

struct view {
    const struct run *run;
    struct arena *arena;
    struct pivot pivot;
    size_t component_count; /* paid by any architecture, in their order */
    const char *components[VIEW_COMPONENTS_MAX];
    size_t count;
    struct view_architecture *architectures;
    double max_usd; /* largest total; 0 without any */
};

/* The numbers of the architectures by total, the cheapest first; those that can't carry the load come after
 * them, and last those without a cost. */
const size_t *view_order(const struct run *run, struct arena *arena);

/* The standing of an architecture towards the recommendation, best first. */
enum view_standing { VIEW_MEETS, VIEW_MISSES, VIEW_UNJUDGED, VIEW_CANNOT, VIEW_STANDING__COUNT };
enum view_standing view_standing(const struct run *run, const struct run_architecture *architecture);

/* The numbers of the architectures by standing, each standing by total. */
const size_t *view_sort(const struct run *run, struct arena *arena);

/* The run with its architectures in that order. */
const struct run *view_sorted(const struct run *run, struct arena *arena);

struct view view_make(const struct run *run, struct arena *arena);

/* An architecture's name, clean and short. */
const char *view_name(const struct run_architecture *architecture, struct arena *arena);

/* The largest cost of any architecture; 0 without any. */
double view_max_usd(const struct run *run);

/* The architecture with this id, or NULL. */
const struct run_architecture *view_find(const struct run *run, const char *id);

/* True if the verdict heeds objectives of latency. */
bool view_heeds_objectives(const struct run *run);

/* The architecture that the run recommends: the cheapest that can carry the load, of those that meet the
 * objectives where they were judged. NULL when there is none. */
const struct run_architecture *view_winner(const struct run *run);

/* The architecture that totals are compared with, and its label: the winner, or the cheapest if nothing
 * meets the objectives. */
const struct run_architecture *view_base(const struct run *run);
const char *view_base_word(const struct run *run);

/* An architecture's entry in a list of the verdict, or NULL. */
const struct run_contender *view_contender(const struct run_contender *list, size_t count,
                                           const struct run_architecture *architecture);

/* The fair rival: the cheapest but the winner that can carry the load, and meets the objectives where they
 * were judged; NULL without one. */
const struct run_architecture *view_next(const struct run *run);

/* The architecture that the base is held against: today's, else the fair rival; NULL where that is the base
 * itself, or without one. */
const struct run_architecture *view_rival(const struct run *run);

/* The distribution of produce or end to end at the peak; NULL when unknown. */
const struct run_distribution *view_distribution(const struct run_architecture *architecture,
                                                 bool end_to_end);

/* The p99 of a distribution; NAN when unknown. */
double view_p99_ms(const struct run_architecture *architecture, bool end_to_end);

/* The objective that holds for all topic groups; NAN without one, or where groups have objectives of their
 * own. */
double view_objective_ms(const struct run *run, bool end_to_end);

/* The flow of this path, "produce" or "consume"; NULL for none. */
const struct run_flow *view_flow(const struct run_architecture *architecture, const char *path);

/* GB that topic groups ask to keep, one copy: rate × retention of each, or its retention_bytes where they are
 * less, in the GB of billing.gigabyte. NAN if a group is compacted or has no end of retention, since rate and
 * retention don't decide it then. */
double view_kept_gb(const struct run *run);

/* True for a latency that is less precise than was asked for. */
bool view_is_imprecise(const struct run_architecture *architecture);

/* True when any architecture has a latency. */
bool view_is_simulated(const struct run *run);

/* The dollars of the lines with this id or one that begins with it and a dot. */
double view_line_usd(const struct view *view, size_t architecture, const char *id);
