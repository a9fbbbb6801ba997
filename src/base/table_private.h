/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Declarations shared by reading rows (table.c) and cells (cell.c). */
#pragma once

#include "base/table.h"

/* Enough for the values that alternate in neighbouring rows. */
enum { RECENT_MAX = 8 };

struct recent {
    const char *texts[RECENT_MAX];
    uint32_t lengths[RECENT_MAX];
    unsigned next;
};

struct cell {
    const char *bytes; /* NUL behind them */
    uint32_t length;
    bool too_long;
};

enum { NOT_BOUND = -1 };

struct table {
    struct csv csv;
    const struct table_column *columns;
    size_t column_count;
    table_row_function *row;
    void *context;
    struct arena *arena, *scratch;
    struct diags *diags;

    size_t width; /* cells of the header */
    size_t row_count;
    int8_t *bound; /* position in the file → column, or NOT_BOUND */
    size_t bound_capacity;
    size_t positions[TABLE_COLUMNS_MAX]; /* column → position in the file; SIZE_MAX when missing */

    struct cell cells[TABLE_COLUMNS_MAX];
    struct recent recent[TABLE_COLUMNS_MAX];
    char *buffer; /* bytes of the cells */
    size_t buffer_used;
};
