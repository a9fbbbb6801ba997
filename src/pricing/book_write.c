/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pricing/book_write.h"

#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"

/* The column names of book_read, each with the writer of its cell. */
static const char HEADER[] = "offer_code,usagetype,term,begin_range,end_range,price_usd,price_usd_max,unit,"
                             "sku,date,source,grade,note,rate_code,version,"
                             "published,source_sha256\n";

static bool needs_quotes(const char *cell)
{
    size_t length = strlen(cell);
    return strpbrk(cell, ",\"\r\n") != NULL ||
           (length > 0 && (strchr(" \t", cell[0]) != NULL || strchr(" \t", cell[length - 1]) != NULL));
}

static void add_cell(struct text *text, const char *cell)
{
    if (cell == NULL) cell = "";
    if (!needs_quotes(cell)) {
        text_add(text, cell);
        return;
    }
    text_add(text, "\"");
    for (const char *at = cell; *at != '\0'; at++)
        text_add_bytes(text, *at == '"' ? "\"\"" : at, *at == '"' ? 2 : 1);
    text_add(text, "\"");
}

static struct text row_text(const struct price_row *row, struct arena *arena)
{
    struct text text = text_new(arena);
    const char grade[] = {row->grade, '\0'};
    const char *cells[] = {row->offer,
                           row->usagetype,
                           term_name(row->term),
                           text_exact(arena, row->begin),
                           isinf(row->end) ? "Inf" : text_exact(arena, row->end),
                           text_exact(arena, row->usd_per_unit),
                           row->usd_per_unit_max > row->usd_per_unit
                               ? text_exact(arena, row->usd_per_unit_max)
                               : "",
                           row->unit,
                           row->sku,
                           row->date,
                           row->source,
                           grade,
                           row->note,
                           row->rate_code,
                           row->version,
                           row->published,
                           row->source_sha256};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        text_add(&text, i == 0 ? "" : ",");
        add_cell(&text, cells[i]);
    }
    text_add(&text, "\n");
    return text;
}

/* Write the rows' texts one after another; return their length. to NULL: only measure. */
static size_t put_rows(char *to, const struct price_row *rows, size_t row_count)
{
    struct arena *scratch = arena_new();
    struct arena_mark mark = arena_mark(scratch);
    size_t length = 0;
    for (size_t i = 0; i < row_count; i++) {
        struct text text = row_text(&rows[i], scratch);
        if (to != NULL) memcpy(to + length, text.bytes, text.length);
        length += text.length;
        arena_rewind(scratch, mark);
    }
    arena_free(scratch);
    return length;
}

/* Books of all reserved terms have megabytes: the text takes its exact size. */
char *book_text(const struct price_row *rows, size_t row_count, size_t *length, struct arena *arena)
{
    size_t head = strlen(HEADER);
    *length = head + put_rows(NULL, rows, row_count);
    char *text = arena_alloc(arena, *length + 1);
    memcpy(text, HEADER, head);
    put_rows(text + head, rows, row_count);
    return text;
}

/* Parse the written rows as a book. */
static const struct book *read_back(const char *path, const char *region, const struct price_row *rows,
                                    size_t row_count, struct arena *arena, struct diags *diags)
{
    size_t length;
    struct arena *scratch = arena_new();
    char *text = book_text(rows, row_count, &length, scratch);
    const struct book *book = book_read(region, &(struct csv_source){path, text, length}, NULL, arena, diags);
    arena_free(scratch);
    return book;
}

bool book_write(const char *path, const char *region, const struct price_row *rows, size_t row_count,
                struct arena *arena, struct diags *diags)
{
    struct arena *scratch = arena_new();
    const struct book *book = read_back(path, region, rows, row_count, scratch, diags);
    bool good = book != NULL;
    if (good) {
        size_t length;
        char *text = book_text(book->rows, book->row_count, &length, scratch);
        good = file_write(path, text, length, arena, diags);
    }
    arena_free(scratch);
    return good;
}
