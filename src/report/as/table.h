/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Table: rows of cells laid out on a page. It knows widths and alignment and nothing of what the cells say.
 *
 * The first columns are labels, on the left. The others hold figures (right-aligned, kept on one line) or
 * sentences (left-aligned, wrapped). When the columns don't fit side by side, they are printed in blocks,
 * each with the labels again. Nothing that is printed is wider than the page. */
#pragma once

#include "report/as/page.h"

enum table_content { TABLE_FIGURES, TABLE_SENTENCES };

struct table_cell {
    const char *text; /* clean; NULL is empty */
    enum tone tone;
};

enum table_row_kind { ROW_BODY, ROW_HEAD, ROW_RULE };

struct table_row {
    enum table_row_kind kind;
    struct table_cell *cells;
};

struct table {
    struct arena *arena;
    enum table_content content;
    size_t label_count, column_count; /* labels included */
    size_t row_count, capacity;
    struct table_row *rows;
};

struct table table_new(struct arena *arena, enum table_content content, size_t label_count,
                       size_t column_count);

/* A new row at the end, its cells empty. */
struct table_cell *table_add(struct table *table, enum table_row_kind kind);

/* Fill a cell with a text from anywhere; it is cleaned. */
void table_set(const struct table *table, struct table_cell *cells, size_t column, enum tone tone,
               const char *text);

/* Whether all columns fit side by side. */
bool table_fits(const struct table *table, size_t columns);

void table_print(const struct table *table, struct page *page);
