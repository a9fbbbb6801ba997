/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Table: a CSV file whose columns are found by their names.
 *
 * The first row names the columns (case and spaces ignored, order free, unknown ones skipped). A function
 * takes each further row and reads its cells by column; mistakes are reported with file, line and column,
 * and reading goes on, so that one run shows all of a file's. A table is UTF-8, at most TABLE_MAX_BYTES
 * long, with LF or CRLF line ends; a byte order mark is skipped.
 *
 * Ownership: texts live in the arena given to table_read, cells only until the row function returns. */
#pragma once

#include "base/csv.h"

enum { TABLE_MAX_BYTES = 8 * 1024 * 1024, TABLE_COLUMNS_MAX = 32, TABLE_CELL_MAX_BYTES = 500 };

struct table_column {
    const char *name;
    bool required; /* an optional column that is missing has empty cells */
};

struct table; /* state of a reading */

/* Takes the current row; reports through the cell functions below. */
typedef void table_row_function(struct table *table, void *context);

/* Read all rows. False with diagnostics on any mistake, in the file or reported by the row function. */
bool table_read(const struct csv_source *source, const struct table_column *columns, size_t column_count,
                table_row_function *row, void *context, struct arena *arena, struct diags *diags);

/* An upper bound of the rows in the source, of at least row_bytes each, to allocate them at once. */
size_t table_rows_at_most(const struct csv_source *source, size_t row_bytes);

/* The position of a cell of the current row. */
struct place table_place(const struct table *table, size_t column);

/* The line on which the current row begins. */
uint32_t table_line(const struct table *table);

/* Report a wrong cell (DIAG_CSV_CELL): always false. */
bool table_wrong(struct table *table, size_t column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The cell's text as it stands; "" if empty. */
const char *table_cell(const struct table *table, size_t column, size_t *length);

/* Copy the cell's text to the arena, shared with equal earlier rows. False when it is empty but needed, or
 * holds control characters. */
bool table_text(struct table *table, size_t column, bool needed, const char **text);

/* A decimal number from 0 to most: no sign, hex, inf or nan. */
bool table_number(struct table *table, size_t column, double most, double *number);

/* The same for a whole number. */
bool table_count(struct table *table, size_t column, double most, uint32_t *count);

/* An ISO date (2026-07-20) or month (2026-07). */
bool table_date(struct table *table, size_t column, const char **date);

/* One of choices (NULL-ended): its index. */
bool table_choice(struct table *table, size_t column, const char *const *choices, int *index);
