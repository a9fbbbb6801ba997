/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Declarations shared by the stream of blocks (offer_csv.c) and its rows (offer_csv_rows.c). */
#pragma once

#include <csv.h>

#include "import/offer_columns.h"
#include "import/offer_csv.h"
#include "import/offer_scan.h"

enum csv_part { CSV_HEAD, CSV_HEADER, CSV_ROWS };

/* A row in the file's bytes; SCAN_STEP_BYTES after it can be read. */
struct raw_row {
    const char *bytes;
    size_t length;
    bool may_be_high, may_have_cr;
    bool is_multiline;
};

struct csv_rows {
    const struct offer_wanted *wanted;
    const struct offer_sink *sink;
    const struct scanner *scanner;
    const char *name;
    struct arena *arena; /* of the read */
    struct diags *diags;

    enum csv_part part;
    struct offer_head head;
    size_t head_rows;
    struct offer_columns columns;
    int position_of[OFFER_FIELD__COUNT]; /* field → position in a row, or OFFER_NO_FIELD */
    struct scan_cells *cells;
    struct offer_cell
        strings[OFFER_FILTERS_MAX + 1]; /* searched in usage types: the filters' first, then the exact one */
    uint32_t begin_with[UINT8_MAX + 1]; /* byte → the strings that begin with it */

    struct csv_parser parser;
    bool only_checks;     /* parse an unwanted row only for mistakes */
    size_t parsed_rows;   /* of the raw row that is being parsed */
    size_t position;      /* of the next cell */
    struct offer_row row; /* its offset and line are the raw row's */
    char *buffer;         /* bytes of the row's wanted cells */
    size_t buffer_used, buffer_bytes;
    bool failed;
};

void csv_rows_start(struct csv_rows *rows);
void csv_rows_end(struct csv_rows *rows);

/* Take the row at rows->row.offset and .line: parse it and pass it on, or check that it breaks no rule and
 * skip it. */
bool csv_rows_take(struct csv_rows *rows, const struct raw_row *raw);

/* Parse a row, or its beginning when the end is missing; return whether its whole lines break a rule. */
bool csv_rows_try(struct csv_rows *rows, const struct raw_row *raw);

/* A diagnostic at the row. */
bool csv_rows_wrong(struct csv_rows *rows, enum diag_id id, const char *what);
