/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/table.h"

#include <string.h>

#include "base/text.h"
#include "base/table_private.h"

struct place table_place(const struct table *table, size_t column)
{
    if (table->positions[column] == SIZE_MAX)
        return (struct place){table->csv.source.name, table->csv.record_line, 1};
    return csv_place(&table->csv, table->positions[column]);
}

size_t table_rows_at_most(const struct csv_source *source, size_t row_bytes)
{
    size_t lines = 1, most = source->length / row_bytes;
    const char *at = source->bytes, *end = at + source->length;
    while (lines < most && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        lines++;
        at++;
    }
    return lines < most ? lines : most;
}

uint32_t table_line(const struct table *table) { return table->csv.record_line; }

/* The column that a header cell names, or NOT_BOUND. */
static int column_named(const struct table *table, const char *name)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (text_equal_loosely(table->columns[i].name, name)) return (int)i;
    return NOT_BOUND;
}

static void bind(struct table *table, const char *name)
{
    enum { USUAL_WIDTH = 32 };
    arena_grow(table->scratch, table->bound, table->width, table->bound_capacity, USUAL_WIDTH);
    int column = column_named(table, name);
    if (column != NOT_BOUND && table->positions[column] != SIZE_MAX) {
        diags_add(table->diags, DIAG_CSV_COLUMN, csv_place(&table->csv, table->width),
                  "column '%s' is named twice; leave out one", table->columns[column].name);
        column = NOT_BOUND;
    }
    if (column != NOT_BOUND) table->positions[column] = table->width;
    table->bound[table->width++] = (int8_t)column;
}

static void take_cell(void *context, size_t position, const char *bytes, size_t length)
{
    struct table *table = context;
    if (position == 0) table->buffer_used = 0;
    if (!table->csv.has_rows) {
        char name[TABLE_CELL_MAX_BYTES + 1] = "";
        memcpy(name, bytes, length < TABLE_CELL_MAX_BYTES ? length : TABLE_CELL_MAX_BYTES);
        bind(table, name);
        return;
    }
    if (position >= table->width || table->bound[position] == NOT_BOUND) return;
    struct cell *cell = &table->cells[table->bound[position]];
    cell->too_long = length > TABLE_CELL_MAX_BYTES;
    cell->length = cell->too_long ? 0 : (uint32_t)length;
    char *copy = table->buffer + table->buffer_used;
    if (cell->length > 0) memcpy(copy, bytes, cell->length);
    copy[cell->length] = '\0';
    cell->bytes = copy;
    table->buffer_used += cell->length + 1;
}

static bool has_all_columns(const struct table *table)
{
    size_t before = table->diags->count;
    for (size_t i = 0; i < table->column_count; i++)
        if (table->columns[i].required && table->positions[i] == SIZE_MAX)
            diags_add(table->diags, DIAG_CSV_COLUMN,
                      (struct place){table->csv.source.name, table->csv.record_line, 1},
                      "column '%s' is missing from the header; name it there", table->columns[i].name);
    return table->diags->count == before;
}

static void hand_over_row(struct table *table, size_t cell_count)
{
    if (cell_count != table->width) {
        diags_add(table->diags, DIAG_CSV_SYNTAX,
                  csv_place(&table->csv, cell_count < table->width ? cell_count - 1 : table->width),
                  "the row has %zu cells, the header names %zu columns; is a comma missing, or one in a cell "
                  "without quotes?",
                  cell_count, table->width);
        return;
    }
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->cells[i].too_long) {
            table_wrong(table, i, "is over %d bytes; shorten it", TABLE_CELL_MAX_BYTES);
            return;
        }
    }
    table->row(table, table->context);
}

static bool take_row(void *context, size_t cell_count)
{
    struct table *table = context;
    if (!table->csv.has_rows) return has_all_columns(table);
    table->row_count++;
    hand_over_row(table, cell_count);
    return true;
}

static void check_rows(const struct table *table, size_t diags_before)
{
    struct place top = {table->csv.source.name, 1, 1};
    if (!table->csv.has_rows)
        diags_add(table->diags, DIAG_CSV_COLUMN, top,
                  "the file is empty; its first row must name the columns ('%s', …)", table->columns[0].name);
    else if (table->row_count == 0 && table->diags->count == diags_before)
        diags_add(table->diags, DIAG_CSV_SYNTAX, top, "there are no rows below the header");
}

static void start(struct table *table)
{
    table->buffer = arena_alloc(table->scratch, table->column_count * (TABLE_CELL_MAX_BYTES + 1));
    for (size_t i = 0; i < TABLE_COLUMNS_MAX; i++) {
        table->positions[i] = SIZE_MAX;
        table->cells[i].bytes = "";
    }
}

bool table_read(const struct csv_source *source, const struct table_column *columns, size_t column_count,
                table_row_function *row, void *context, struct arena *arena, struct diags *diags)
{
    size_t before = diags->count;
    struct arena *scratch = arena_new();
    struct table *table = arena_new_of(scratch, struct table, 1);
    *table = (struct table){
        .csv = {.source = *source, .cell = take_cell, .row = take_row, .context = table, .diags = diags},
        .columns = columns,
        .column_count = column_count,
        .row = row,
        .context = context,
        .arena = arena,
        .scratch = scratch,
        .diags = diags};
    if (csv_check_bytes(&table->csv, TABLE_MAX_BYTES / (1024 * 1024))) {
        start(table);
        if (csv_read(&table->csv)) check_rows(table, before);
    }
    arena_free(scratch);
    return diags->count == before;
}
