/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Grid: tables of HTML. The first column labels its row; a table that is wider than the page scrolls by
 * itself, and the keyboard can do it too. */
#pragma once

#include "base/text.h"

/* The style sheet knows so many. */
enum { GRID_COLUMNS_MAX = 14 };

struct grid {
    struct text *out;
    struct arena *arena;
    size_t columns, at;
    const char *kinds; /* of each column: 't' text, 'w' a word or two, 'n' figures */
    bool is_foot;
};

/* label says what the table is of, heads are HTML. */
struct grid grid_open(struct text *out, struct arena *arena, const char *label, const char *kinds,
                      const char *const *heads);

/* The next cell, HTML already. A row ends with its last column. */
void grid_cell(struct grid *grid, const char *html);

/* The next row is a total. Totals come last. */
void grid_foot(struct grid *grid);

void grid_close(struct grid *grid);
