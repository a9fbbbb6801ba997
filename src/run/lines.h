/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines as in a document. A run keeps what lines share once (struct run_line_kind); in a document each
 * line is complete: its factors with concrete paths, its part of the charges. A view is such a line. */
#pragma once

#include "run/run.h"

struct run_factor_view {
    const char *label;
    double value;
    unsigned unit; /* enum unit_kind */
    const char *base, *path;
    unsigned origin; /* index into RUN_ORIGINS */
};

struct run_line_view {
    struct run_line line;
    struct run_line_kind kind;
    const char *basis;
    size_t factor_count;
    const struct run_factor_view *factors;
    size_t charge_count;
    const struct run_charge *charges;
};

/* The line as written. Tiers above the quantity are equal for all lines of a kind, ten thousand with as
 * many topic groups: only the first line has them. */
struct run_line_view run_line_view(const struct run_line *line, bool is_first, struct arena *arena);

/* Kinds shared by lines that are read one after the other. */
struct run_kinds {
    struct arena *arena;
    const struct run_line_kind **list; /* room for one per line */
    size_t count;
    struct run_line_kind *spare;
};

/* Make the line of a view with at most RUN_FACTORS_MAX factors, which must outlive it. */
struct run_line run_line_of_view(const struct run_line_view *view, struct run_kinds *kinds);

/* Round the derived numbers of new lines where they stand, as run_round() does, which then shares the lines
 * in place of copying them. Factors has room for those of all lines and becomes theirs. */
void run_round_lines(struct run_line *lines, size_t count, double *factors, struct arena *arena);
