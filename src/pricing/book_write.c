/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pricing/book_write.h"

#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"

/* The names that book_read knows; each with how a row's cell is written. */
static const char HEADER[] = "offer_code,usagetype,term,begin_range,end_range,price_usd,price_usd_max,unit,sku,date,source,grade,note,rate_code,version,"
                             "published,source_sha256\n";

static bool needs_quotes(const char *cell)
{
    size_t length = strlen(cell);
    return strpbrk(cell, ",\"\r\n") != NULL || (length > 0 && (strchr(" \t", cell[0]) != NULL || strchr(" \t", cell[length - 1]) != NULL));
}

static void add_cell(struct text *text, const char *cell)
{
    if (cell == NULL)
        cell = "";
    if (!needs_quotes(cell)) {
        text_add(text, cell);
        return;
    }
    text_add(text, "\"");
    for (const char *at = cell; *at != '\0'; at++)
        text_add_bytes(text, *at == '"' ? "\"\"" : at, *at == '"' ? 2 : 1);
    text_add(text, "\"");
}

static void add_row(struct text *text, const struct price_row *row)
{
    struct arena *scratch = arena_new();
    const char grade[] = {row->grade, '\0'};
    const char *cells[] = {row->offer,
                           row->usagetype,
                           term_name(row->term),
                           text_exact(scratch, row->begin),
                           isinf(row->end) ? "Inf" : text_exact(scratch, row->end),
                           text_exact(scratch, row->usd_per_unit),
                           row->usd_per_unit_max > row->usd_per_unit ? text_exact(scratch, row->usd_per_unit_max) : "",
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
        text_add(text, i == 0 ? "" : ",");
        add_cell(text, cells[i]);
    }
    text_add(text, "\n");
    arena_free(scratch);
}

char *book_text(const struct price_row *rows, size_t row_count, size_t *length, struct arena *arena)
{
    struct text text = text_new(arena);
    text_add(&text, HEADER);
    for (size_t i = 0; i < row_count; i++)
        add_row(&text, &rows[i]);
    *length = text.length;
    return text.bytes;
}

bool book_write(const char *path, const char *region, const struct price_row *rows, size_t row_count, struct arena *arena, struct diags *diags)
{
    size_t length;
    char *text = book_text(rows, row_count, &length, arena);
    const struct book *book = book_read(region, &(struct book_source){path, text, length}, NULL, arena, diags);
    if (book == NULL)
        return false;
    text = book_text(book->rows, book->row_count, &length, arena);
    return file_write(path, text, length, arena, diags);
}
