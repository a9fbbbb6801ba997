/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What reading rows (table.c) and reading cells (cell.c) share. */
#pragma once

#include <csv.h>

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
    const struct book_source *source;
    const struct table_column *columns;
    size_t column_count;
    table_row_function *row;
    void *context;
    struct arena *arena, *scratch;
    struct diags *diags;

    struct csv_parser parser;
    uint32_t line;      /* physical line that is being fed, from 1 */
    const char *record; /* where the current record begins */
    uint32_t record_line;
    bool record_ended; /* while its last line was fed */
    bool has_header;
    bool stopped;    /* the header was no good */
    size_t position; /* of the next cell in the record */
    size_t width;    /* cells of the header */
    size_t row_count;
    int8_t *bound; /* position in the file → column, or NOT_BOUND */
    size_t bound_capacity;
    size_t positions[TABLE_COLUMNS_MAX]; /* column → position in the file; SIZE_MAX when missing */

    struct cell cells[TABLE_COLUMNS_MAX];
    struct recent recent[TABLE_COLUMNS_MAX];
    char *buffer; /* the bytes of the cells */
    size_t buffer_used;
};
