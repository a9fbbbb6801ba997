/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CSV: the cells of a file, row by row, with their positions.
 *
 * Blank lines are skipped, spaces around cells dropped, quotes removed. Line ends are LF or CRLF; a byte
 * order mark is skipped. A quote inside a cell is reported, and reading goes on with the next line.
 * base/table.h finds columns by their names. */
#pragma once

#include <csv.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* CSV text and the name that messages give it. */
struct csv_source {
    const char *name;
    const char *bytes;
    size_t length;
};

struct csv {
    struct csv_source source;
    char comment; /* lines that begin with it are skipped; '\0' for none */
    /* Take a cell; bytes last until the function returns and aren't NUL-terminated. */
    void (*cell)(void *context, size_t position, const char *bytes, size_t length);
    /* Take the end of a row of that many cells. False ends the reading. */
    bool (*row)(void *context, size_t cell_count);
    void *context;
    struct diags *diags;

    /* The reader's own fields. */
    struct csv_parser parser;
    uint32_t line;      /* physical line being fed, from 1 */
    const char *record; /* start of the current record */
    uint32_t record_line;
    bool record_ended; /* its last line has been fed */
    bool has_rows, stopped;
    size_t position; /* of the next cell in the record */
};

/* Read all rows; the caller sets the fields above the reader's own. False when the row function stopped
 * the reading, the first row is broken, or a quote is never closed. */
bool csv_read(struct csv *csv);

/* The position of a cell of the current row. */
struct place csv_place(const struct csv *csv, size_t position);

/* Report bytes that aren't text (UTF-8 without NUL and lone carriage returns) or exceed most_mib: false. */
bool csv_check_bytes(const struct csv *csv, unsigned most_mib);
