/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libcsv splits rows into cells but keeps no places. It is fed line by line, so that the line is always
 * known; the column of a cell is worked out only when a message needs it, by walking the record again. Lines
 * without any quote, which is nearly all, are cut at their commas here, ten times as fast as libcsv's byte by
 * byte. */
#include "base/table.h"

#include <string.h>

#include "base/text.h"
#include "base/table_private.h"

static const char BYTE_ORDER_MARK[] = "\xEF\xBB\xBF";

static struct place place_at(const struct table *table, uint32_t line, const char *line_start, const char *at)
{
    uint32_t column = 1;
    for (const char *byte = line_start; byte < at; byte++) column += ((unsigned char)*byte & 0xC0) != 0x80;
    return (struct place){table->source->name, line, column};
}

/* Walk the current record to the cell at position. */
static struct place place_of(const struct table *table, size_t position)
{
    const char *at = table->record, *end = table->source->bytes + table->source->length;
    const char *line_start = at;
    uint32_t line = table->record_line;
    bool quoted = false;
    for (; at < end && position > 0; at++) {
        if (*at == '"')
            quoted = !quoted;
        else if (*at == ',' && !quoted)
            position--;
        else if (*at == '\n' && quoted) {
            line++;
            line_start = at + 1;
        } else if (*at == '\n')
            break;
    }
    while (at < end && *at == ' ') at++;
    return place_at(table, line, line_start, at);
}

struct place table_place(const struct table *table, size_t column)
{
    if (table->positions[column] == SIZE_MAX)
        return (struct place){table->source->name, table->record_line, 1};
    return place_of(table, table->positions[column]);
}

size_t table_rows_at_most(const struct book_source *source, size_t row_bytes)
{
    size_t lines = 1, most = source->length / row_bytes;
    const char *at = source->bytes, *end = at + source->length;
    while (lines < most && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        lines++;
        at++;
    }
    return lines < most ? lines : most;
}

uint32_t table_line(const struct table *table) { return table->record_line; }

/* Which column a header cell names; NOT_BOUND for one that nobody asks for. */
static int column_named(const struct table *table, const char *name)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (text_equal_loosely(table->columns[i].name, name)) return (int)i;
    return NOT_BOUND;
}

static void bind(struct table *table, const char *name)
{
    if (table->width == table->bound_capacity) {
        int8_t *more = arena_new_of(table->scratch, int8_t, table->bound_capacity * 2);
        memcpy(more, table->bound, table->width);
        table->bound = more;
        table->bound_capacity *= 2;
    }
    int column = column_named(table, name);
    if (column != NOT_BOUND && table->positions[column] != SIZE_MAX) {
        diags_add(table->diags, DIAG_CSV_COLUMN, place_of(table, table->width),
                  "column '%s' is named twice; leave out one", table->columns[column].name);
        column = NOT_BOUND;
    }
    if (column != NOT_BOUND) table->positions[column] = table->width;
    table->bound[table->width++] = (int8_t)column;
}

static void take_cell_of(struct table *table, const char *bytes, size_t length)
{
    size_t position = table->position++;
    if (!table->has_header) {
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

static void take_cell(void *bytes, size_t length, void *context) { take_cell_of(context, bytes, length); }

static void end_header(struct table *table)
{
    table->has_header = true;
    for (size_t i = 0; i < table->column_count; i++) {
        if (!table->columns[i].required || table->positions[i] != SIZE_MAX) continue;
        diags_add(table->diags, DIAG_CSV_COLUMN, (struct place){table->source->name, table->record_line, 1},
                  "column '%s' is missing from the header; name it there", table->columns[i].name);
        table->stopped = true;
    }
}

static void hand_over_row(struct table *table)
{
    if (table->position != table->width) {
        size_t last = table->position < table->width ? table->position - 1 : table->width;
        diags_add(table->diags, DIAG_CSV_SYNTAX, place_of(table, last),
                  "the row has %zu cells, the header names %zu columns; is a comma missing, or one in a cell "
                  "without quotes?",
                  table->position, table->width);
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

static void take_row(int terminator, void *context)
{
    (void)terminator;
    struct table *table = context;
    if (!table->has_header)
        end_header(table);
    else if (!table->stopped) {
        table->row_count++;
        hand_over_row(table);
    }
    table->record_ended = true;
    table->position = 0;
    table->buffer_used = 0;
}

static void start_parser(struct table *table)
{
    csv_init(&table->parser, CSV_STRICT | CSV_STRICT_FINI);
    table->position = 0;
    table->buffer_used = 0;
}

/* Stray quotes end a record; the next line starts afresh. */
static void report_stray_quote(struct table *table, const char *line_start, const char *at)
{
    diags_add(table->diags, DIAG_CSV_SYNTAX, place_at(table, table->line, line_start, at),
              "a quote stands inside a cell; put the whole cell in quotes and double the quotes inside");
    csv_free(&table->parser);
    start_parser(table);
    table->record_ended = true;
    table->row_count += table->has_header;
    table->stopped = table->stopped || !table->has_header;
}

static bool is_blank(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n')) at++;
    return at == end;
}

static bool is_space(char byte) { return byte == ' ' || byte == '\t'; }

/* A line in which no quote stands, without its line end: what libcsv makes of it. */
static void cut_line(struct table *table, const char *at, const char *end)
{
    for (;;) {
        const char *comma = memchr(at, ',', (size_t)(end - at)), *last = comma == NULL ? end : comma;
        while (at < last && is_space(*at)) at++;
        const char *cell_end = last;
        while (cell_end > at && is_space(cell_end[-1])) cell_end--;
        take_cell_of(table, at, (size_t)(cell_end - at));
        if (comma == NULL) break;
        at = comma + 1;
    }
    take_row('\n', table);
}

/* Feed one line, next - at bytes; whether a record is open behind it. */
static bool feed_line(struct table *table, const char *at, const char *next, bool open)
{
    size_t length = (size_t)(next - at);
    if (!open && is_blank(at, next)) return false;
    if (!open && memchr(at, '"', length) == NULL) {
        while (next > at && (next[-1] == '\n' || next[-1] == '\r')) next--;
        cut_line(table, at, next);
        return false;
    }
    table->record_ended = false;
    size_t done = csv_parse(&table->parser, at, length, take_cell, take_row, table);
    if (done != length) report_stray_quote(table, at, at + done);
    return !table->record_ended;
}

static void feed_lines(struct table *table, const char *at, const char *end)
{
    bool open = false;
    while (at < end && !table->stopped) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *next = newline == NULL ? end : newline + 1;
        table->line++;
        if (!open) {
            table->record = at;
            table->record_line = table->line;
        }
        open = feed_line(table, at, next, open);
        at = next;
    }
}

static void finish(struct table *table)
{
    if (!table->stopped && csv_fini(&table->parser, take_cell, take_row, table) != 0) {
        diags_add(table->diags, DIAG_CSV_SYNTAX, place_of(table, table->position),
                  "the quote that opens here is never closed");
        table->stopped = true;
    }
    if (table->stopped) return;
    struct place top = {table->source->name, 1, 1};
    if (!table->has_header)
        diags_add(table->diags, DIAG_CSV_COLUMN, top,
                  "the file is empty; its first row must name the columns ('%s', …)", table->columns[0].name);
    else if (table->row_count == 0)
        diags_add(table->diags, DIAG_CSV_SYNTAX, top, "there are no rows below the header");
}

/* Offset of the first NUL or lone carriage return, or length. */
static size_t stray_byte_at(const char *bytes, size_t length)
{
    const char *nul = memchr(bytes, '\0', length);
    size_t end = nul == NULL ? length : (size_t)(nul - bytes);
    const char *at = bytes;
    while ((at = memchr(at, '\r', end - (size_t)(at - bytes))) != NULL) {
        if ((size_t)(at - bytes) + 1 == length || at[1] != '\n') return (size_t)(at - bytes);
        at++;
    }
    return end;
}

static struct place place_of_offset(const struct table *table, size_t offset)
{
    const char *bytes = table->source->bytes, *line_start = bytes;
    uint32_t line = 1;
    for (size_t i = 0; i < offset; i++) {
        if (bytes[i] == '\n') {
            line++;
            line_start = bytes + i + 1;
        }
    }
    return place_at(table, line, line_start, bytes + offset);
}

static bool check_bytes(const struct table *table)
{
    const char *bytes = table->source->bytes;
    size_t length = table->source->length;
    if (length > TABLE_MAX_BYTES)
        return diags_add(table->diags, DIAG_FILE_TOO_LARGE, (struct place){.file = table->source->name},
                         "the file is over the limit of %d MiB; leave out what isn't needed",
                         TABLE_MAX_BYTES / (1024 * 1024));
    size_t invalid = text_invalid_utf8_at(bytes, length);
    if (invalid < length)
        return diags_add(table->diags, DIAG_ENCODING, place_of_offset(table, invalid),
                         "byte 0x%02X is not valid UTF-8; save the file as UTF-8",
                         (unsigned char)bytes[invalid]);
    size_t stray = stray_byte_at(bytes, length);
    if (stray < length)
        return diags_add(table->diags, DIAG_CSV_SYNTAX, place_of_offset(table, stray),
                         "%s; save the file as plain text with LF or CRLF line ends",
                         bytes[stray] == '\0' ? "a NUL byte stands here"
                                              : "a carriage return stands here without a line feed");
    return true;
}

static void start(struct table *table)
{
    enum { USUAL_WIDTH = 32 };
    table->bound_capacity = USUAL_WIDTH;
    table->bound = arena_new_of(table->scratch, int8_t, USUAL_WIDTH);
    table->buffer = arena_alloc(table->scratch, table->column_count * (TABLE_CELL_MAX_BYTES + 1));
    for (size_t i = 0; i < TABLE_COLUMNS_MAX; i++) {
        table->positions[i] = SIZE_MAX;
        table->cells[i].bytes = "";
    }
    start_parser(table);
}

bool table_read(const struct book_source *source, const struct table_column *columns, size_t column_count,
                table_row_function *row, void *context, struct arena *arena, struct diags *diags)
{
    size_t before = diags->count;
    struct arena *scratch = arena_new();
    struct table *table = arena_new_of(scratch, struct table, 1);
    *table = (struct table){.source = source,
                            .columns = columns,
                            .column_count = column_count,
                            .row = row,
                            .context = context,
                            .arena = arena,
                            .scratch = scratch,
                            .diags = diags};
    if (check_bytes(table)) {
        start(table);
        const char *at = source->bytes, *end = at + source->length;
        if (source->length >= 3 && memcmp(at, BYTE_ORDER_MARK, 3) == 0) at += 3;
        feed_lines(table, at, end);
        finish(table);
        csv_free(&table->parser);
    }
    arena_free(scratch);
    return diags->count == before;
}
