/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scanning CSV: where rows end, and where a row's cells end, without parsing.
 *
 * A newline ends a row when an even number of quotes stands before it in the row; a comma ends a cell likewise (a quote inside a
 * cell is written twice, which changes nothing). That holds for all that strict CSV allows; where a file breaks its rules,
 * rows come out too long, and whoever parses them finds the quote. Scanners differ in speed only. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes behind a row that find_cells may read, and ends that find_rows may want room for at once. */
enum { SCAN_STEP_BYTES = 64 };

struct scan_end {
    uint32_t at;    /* behind the newline, from the bytes that were given */
    uint32_t lines; /* of the row */
};

/* Carried from one piece of a file to the next; zero before the first. */
struct scan_rows {
    bool is_quoted;          /* inside a quoted cell */
    uint32_t lines;          /* newlines in the row so far */
    bool has_high, has_cr;   /* bytes over 127, carriage returns; set, never cleared */
};

enum { SCAN_CELLS_MAX = 512 };

/* A row whose commas are found as far as they were asked for. */
struct scan_cells {
    const char *row;
    size_t length, at; /* at: how far it was looked */
    bool is_quoted;
    size_t count;
    uint32_t commas[SCAN_CELLS_MAX + SCAN_STEP_BYTES];
};

struct scanner {
    const char *name;
    /* Find row ends; how many bytes were looked at: all, unless fewer than SCAN_STEP_BYTES ends have room. */
    size_t (*find_rows)(struct scan_rows *scan, const char *bytes, size_t length, struct scan_end *ends, size_t room, size_t *count);
    /* Go on until wanted commas are found or the row ends. */
    void (*find_cells)(struct scan_cells *cells, size_t wanted);
};

extern const struct scanner SCANNER_PORTABLE;

/* The fastest that this processor can run. */
const struct scanner *scanner_best(void);
