/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scanning CSV: finds the ends of rows and of a row's cells without parsing.
 *
 * A newline ends a row when an even number of quotes stands before it in the row; a comma ends a cell
 * likewise (a quote inside a cell is written twice, which changes nothing). That holds for strict CSV; where
 * a file breaks its rules, rows come out too long, and the parser finds the quote.
 *
 * A row is odd when a quote opens behind anything but a comma, a quote or the row's begin, or closes before
 * anything but a comma, a quote or the row's end: it breaks the rules of CSV or has blanks beside its quotes,
 * and a parser must say which. A row that isn't odd breaks none. Scanners differ in speed only. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes after a row that mark_cells may read, and ends that find_rows may need room for at once. */
enum { SCAN_STEP_BYTES = 64 };

struct scan_end {
    uint32_t at;    /* after the newline, from the start of the bytes given */
    uint32_t lines; /* of the row */
};

/* Carried from one piece of a file to the next; zero before the first. */
struct scan_rows {
    bool is_quoted;        /* inside a quoted cell */
    uint32_t lines;        /* newlines in the row so far */
    bool has_high, has_cr; /* bytes over 127, carriage returns; never cleared */
};

/* Longer rows have no marks. */
enum { SCAN_ROW_MAX_BYTES = 16 * 1024, SCAN_STEPS_MAX = SCAN_ROW_MAX_BYTES / SCAN_STEP_BYTES };

/* A row in one line, without its line end, and its marks. */
struct scan_cells {
    const char *row;
    size_t length;
    size_t count; /* of cells; 1 in an empty row */
    bool is_odd;
    uint64_t commas[SCAN_STEPS_MAX]; /* that end cells: bit b of word w for byte 64 w + b */
    uint16_t before[SCAN_STEPS_MAX]; /* count of them before a word */
};

struct scanner {
    const char *name;
    /* Find row ends; return the number of scanned bytes: all, unless fewer than SCAN_STEP_BYTES ends have
     * room. */
    size_t (*find_rows)(struct scan_rows *scan, const char *bytes, size_t length, struct scan_end *ends,
                        size_t room, size_t *count);
    void (*mark_cells)(struct scan_cells *cells);
};

/* The bytes of a marked row's cell at a position below the count, with quotes; *length is their number. */
const char *scan_cell(const struct scan_cells *cells, size_t position, size_t *length);

extern const struct scanner SCANNER_PORTABLE;

/* The fastest scanner for this processor. */
const struct scanner *scanner_best(void);
