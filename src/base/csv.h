/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CSV: the cells of a file, row by row, with the place of each.
 *
 * Blank lines are skipped, spaces around cells dropped, quotes removed. Line ends are LF or CRLF; a byte
 * order mark is skipped. A quote inside a cell is reported, and reading goes on with the next line. Columns
 * that are found by their names are the business of base/table.h. */
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
    /* Take a cell; bytes last until the function returns and have no NUL behind them. */
    void (*cell)(void *context, size_t position, const char *bytes, size_t length);
    /* Take the end of a row of that many cells. False ends the reading. */
    bool (*row)(void *context, size_t cell_count);
    void *context;
    struct diags *diags;

    /* The reader's own. */
    struct csv_parser parser;
    uint32_t line;      /* physical line that is being fed, from 1 */
    const char *record; /* where the current record begins */
    uint32_t record_line;
    bool record_ended; /* while its last line was fed */
    bool has_rows, stopped;
    size_t position; /* of the next cell in the record */
};

/* Read all rows; the fields above the reader's own are the caller's to set. False when reading was stopped by
 * the row function, by a first row that is broken, or by a quote that is never closed. */
bool csv_read(struct csv *csv);

/* The place of a cell of the current row. */
struct place csv_place(const struct csv *csv, size_t position);

/* Report bytes that are no text (UTF-8 without NUL and lone carriage returns) or more than most_mib: false.
 */
bool csv_check_bytes(const struct csv *csv, unsigned most_mib);
