/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An offer in CSV by libcsv alone. libcsv keeps no places, so it is fed line by line; a row may take several
 * lines. */
#include <csv.h>
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "import/offer_columns.h"
#include "offer_plain.h"

enum { CELLS_IN_HEAD = 2, USUAL_ROW_BYTES = 4096 };

struct reader {
    const struct offer_sink *sink;
    const char *name;
    struct arena *arena;
    struct diags *diags;
    struct csv_parser parser;
    struct offer_head head;
    struct offer_columns columns;
    struct offer_row row;
    size_t position; /* of the next cell */
    char *buffer;    /* bytes of the row's wanted cells */
    size_t buffer_used, buffer_bytes;
    uint64_t offset, line; /* of what is fed next */
    size_t head_rows;
    bool in_header, has_header;
    size_t ended_rows; /* since the row began */
    bool failed;
};

static bool wrong(struct reader *reader, enum diag_id id, const char *what)
{
    reader->failed = true;
    return diags_add(reader->diags, id, (struct place){reader->name, (uint32_t)reader->row.line, 1},
                     "%s (byte %llu)", what, (unsigned long long)reader->row.offset);
}

static void keep(struct reader *reader, struct offer_cell *cell, const char *bytes, size_t length)
{
    char *copy = reader->buffer + reader->buffer_used;
    if (length > 0) memcpy(copy, bytes, length);
    reader->buffer_used += length;
    *cell = (struct offer_cell){copy, length};
}

static void take_cell(void *bytes, size_t length, void *context)
{
    struct reader *reader = context;
    size_t position = reader->position++;
    if (reader->failed) return;
    if (!reader->has_header) {
        reader->in_header |= position == 0 && offer_opens_header(bytes, length);
        if (reader->in_header)
            reader->failed = !offer_bind(&reader->columns, (struct offer_cell){bytes, length}, reader->name,
                                         &reader->row, reader->diags);
        else if (position < CELLS_IN_HEAD)
            keep(reader, &reader->row.cells[position], bytes, length);
        return;
    }
    if (position < reader->columns.width && reader->columns.field_of[position] != OFFER_NO_FIELD)
        keep(reader, &reader->row.cells[reader->columns.field_of[position]], bytes, length);
}

static void end_header(struct reader *reader)
{
    reader->in_header = false;
    reader->has_header = true;
    memset(reader->row.cells, 0, sizeof reader->row.cells);
    bool good = offer_columns_suffice(&reader->columns, reader->name, &reader->row, reader->diags) &&
                reader->sink->head(reader->sink->user, &reader->head);
    reader->failed = !good;
}

static void end_head_row(struct reader *reader)
{
    offer_take_head(&reader->head, reader->row.cells[0],
                    reader->position > 1 ? reader->row.cells[1] : (struct offer_cell){"", 0}, reader->arena);
    if (++reader->head_rows == OFFER_HEAD_ROWS_MAX)
        wrong(reader, DIAG_CSV_COLUMN,
              "there is no header whose first column is SKU in the first rows; this is no price list of AWS");
}

static void end_row(struct reader *reader)
{
    if (reader->position == reader->columns.width) {
        reader->failed = !reader->sink->row(reader->sink->user, &reader->row);
        return;
    }
    struct text what = text_new(reader->diags->arena);
    text_addf(&what, "the row has %zu cells, the header names %zu columns; download the file again",
              reader->position, reader->columns.width);
    wrong(reader, DIAG_CSV_SYNTAX, what.bytes);
}

static void take_row(int terminator, void *context)
{
    (void)terminator;
    struct reader *reader = context;
    if (reader->failed) return;
    if (reader->ended_rows++ > 0)
        wrong(reader, DIAG_CSV_SYNTAX,
              "a carriage return stands in the row without a line feed; download the file again");
    else if (reader->in_header)
        end_header(reader);
    else if (!reader->has_header)
        end_head_row(reader);
    else
        end_row(reader);
    reader->position = reader->buffer_used = 0;
}

/* A line leaves a row open when it ends in quotes. */
static bool row_is_open(const struct reader *reader)
{
    enum { ROW_NOT_BEGUN = 0 }; /* libcsv.c's, which csv.h doesn't name */
    return reader->parser.pstate != ROW_NOT_BEGUN;
}

static void begin_row(struct reader *reader)
{
    if (row_is_open(reader)) return;
    reader->row.offset = reader->offset;
    reader->row.line = reader->line;
    reader->ended_rows = 0;
}

/* Whether so many bytes more are too many for the row. */
static bool would_be_too_long(const struct reader *reader, size_t more)
{
    return reader->offset - reader->row.offset + more > OFFER_ROW_MAX_BYTES;
}

static bool too_long(struct reader *reader)
{
    return wrong(reader, DIAG_CSV_SYNTAX,
                 "the row is over 4 MiB; a quote may not be closed, or this is no price list");
}

/* As libcsv sees it: it gives no row for such a line. */
static bool is_blank(const char *at, size_t length)
{
    while (length > 0 && strchr("\n\r \t", at[length - 1]) != NULL && at[length - 1] != '\0') length--;
    return length == 0;
}

/* Cells of a row never take more than what was fed of it. */
static void make_room(struct reader *reader, size_t row_bytes)
{
    if (row_bytes <= reader->buffer_bytes) return;
    char *more = arena_alloc(reader->arena, 2 * row_bytes);
    if (reader->buffer_used > 0) memcpy(more, reader->buffer, reader->buffer_used);
    for (size_t i = 0; i < OFFER_FIELD__COUNT; i++)
        if (reader->row.cells[i].bytes != NULL)
            reader->row.cells[i].bytes = more + (reader->row.cells[i].bytes - reader->buffer);
    reader->buffer = more;
    reader->buffer_bytes = 2 * row_bytes;
}

/* Feed one line. Blank lines between rows are no rows. */
static bool feed_line(struct reader *reader, const char *at, size_t length)
{
    begin_row(reader);
    if (would_be_too_long(reader, length)) return too_long(reader);
    if (text_invalid_utf8_at(at, length) < length)
        return wrong(reader, DIAG_ENCODING, "the row is not valid UTF-8; download the file again");
    if (row_is_open(reader) || !is_blank(at, length)) {
        make_room(reader, (size_t)(reader->offset - reader->row.offset) + length);
        if (csv_parse(&reader->parser, at, length, take_cell, take_row, reader) != length && !reader->failed)
            return wrong(reader, DIAG_CSV_SYNTAX,
                         "a quote stands inside a cell of the row; download the file again");
    }
    reader->offset += length;
    reader->line++;
    return !reader->failed;
}

/* Feed the whole lines of a buffer; how many bytes they took, or SIZE_MAX. */
static size_t feed_lines(struct reader *reader, const char *bytes, size_t length)
{
    size_t at = 0;
    const char *newline;
    while ((newline = memchr(bytes + at, '\n', length - at)) != NULL) {
        size_t line_length = (size_t)(newline - bytes) + 1 - at;
        if (!feed_line(reader, bytes + at, line_length)) return SIZE_MAX;
        at += line_length;
    }
    return at;
}

static bool finish(struct reader *reader, size_t left)
{
    if (row_is_open(reader))
        return wrong(reader, DIAG_CSV_SYNTAX,
                     "a quote in the row that begins here is never closed; download the file again");
    begin_row(reader);
    if (left > 0)
        return wrong(reader, DIAG_CSV_SYNTAX,
                     "the file ends in the middle of the row that begins here; download it again");
    if (!reader->has_header)
        return wrong(reader, DIAG_CSV_COLUMN,
                     "there is no header whose first column is SKU; this is no price list of AWS");
    return true;
}

static bool read_lines(struct reader *reader, const struct offer_source *source)
{
    size_t block_bytes = source->block_bytes == 0 ? OFFER_BLOCK_BYTES : source->block_bytes, length = 0;
    size_t capacity = 2 * block_bytes;
    char *bytes = arena_alloc(reader->arena, capacity);
    for (;;) {
        if (length + block_bytes > capacity) {
            capacity = 2 * length + block_bytes;
            char *more = arena_alloc(reader->arena, capacity);
            memcpy(more, bytes, length);
            bytes = more;
        }
        ptrdiff_t got = source->read(source->user, bytes + length, block_bytes);
        if (got < 0)
            return diags_add(reader->diags, DIAG_FILE_UNREADABLE, (struct place){.file = reader->name},
                             "can't read: %s", strerror(errno));
        if (got == 0) return finish(reader, length);
        length += (size_t)got;
        size_t used = feed_lines(reader, bytes, length);
        if (used == SIZE_MAX) return false;
        length -= used;
        memmove(bytes, bytes + used, length);
        begin_row(reader);
        if (would_be_too_long(reader, length)) return too_long(reader);
    }
}

bool offer_csv_plain_read(const struct offer_source *source, const struct offer_sink *sink,
                          struct diags *diags)
{
    struct arena *arena = arena_new();
    struct reader *reader = arena_new_of(arena, struct reader, 1);
    *reader = (struct reader){.sink = sink, .name = source->name, .arena = arena, .diags = diags, .line = 1};
    reader->row.line = 1;
    make_room(reader, USUAL_ROW_BYTES);
    csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI);
    bool good = read_lines(reader, source);
    csv_free(&reader->parser);
    arena_free(arena);
    return good;
}
