/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pivot: the lines of a run as a matrix. One row per line id (all topic groups together), one column per
 * architecture; rows in the order of components, within a component as they first appear. */
#pragma once

#include <stdint.h>

#include "run/run.h"

struct pivot_cell {
    bool applies;       /* the architecture has such a line */
    bool is_unverified; /* a price of it is unverified */
    bool has_groups;    /* part of it belongs to a topic group */
    double usd_per_year;
    int64_t whole_usd; /* rounded */
};

struct pivot_row {
    const char *id, *component, *owner, *title;
    struct pivot_cell *cells; /* one for each architecture */
};

struct pivot {
    size_t row_count;
    struct pivot_row *rows;
    int64_t *total_usd; /* one for each architecture, rounded */
    bool is_off;        /* in some column rounded rows don't add up to the rounded total */
};

/* True if lines of both kinds make one row of a bill: same id, meter and item. */
bool pivot_is_alike(const struct run_line_kind *a, const struct run_line_kind *b);

/* An infeasible architecture has lines when its deployment was given. */
struct pivot pivot_make(const struct run *run, struct arena *arena);
