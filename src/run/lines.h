/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines as a document has them. A run keeps once what lines have in common (struct run_line_kind); in a
 * document each line stands for itself: its factors with concrete paths, its part of the charges. A view is
 * such a line. */
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

/* The line as it is written. Tiers above what is reached are the same for all lines of a kind, of which ten
 * thousand topic groups make as many: they stand on the first only. */
struct run_line_view run_line_view(const struct run_line *line, bool is_first, struct arena *arena);

/* Lines that are read one after the other find the kind that they share with lines before them. */
struct run_kinds {
    struct arena *arena;
    const struct run_line_kind **list; /* room for one a line */
    size_t count;
    struct run_line_kind *spare;
};

/* The line of a view of at most RUN_FACTORS_MAX factors, which must stay. */
struct run_line run_line_of_view(const struct run_line_view *view, struct run_kinds *kinds);
