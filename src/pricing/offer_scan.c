/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The scanner for any processor, and the choice among scanners. Lines are found by memchr, which the C library has for each
 * processor; only quotes are looked for byte by byte. */
#include "pricing/offer_scan.h"

#include <string.h>

#include "pricing/offer_scan_private.h"

/* Quotes of a line, as parity; what stands out is noted. */
static bool look_at_line(struct scan_rows *scan, const char *bytes, size_t length)
{
    unsigned quotes = 0, high = 0, cr = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        quotes += byte == '"';
        high |= byte;
        cr |= byte == '\r';
    }
    scan->has_high |= high > 127;
    scan->has_cr |= cr;
    return quotes & 1;
}

static size_t find_rows(struct scan_rows *scan, const char *bytes, size_t length, struct scan_end *ends, size_t room, size_t *count)
{
    size_t at = 0;
    *count = 0;
    while (at < length && *count < room) {
        const char *newline = memchr(bytes + at, '\n', length - at);
        size_t next = newline == NULL ? length : (size_t)(newline - bytes) + 1;
        scan->is_quoted ^= look_at_line(scan, bytes + at, next - at);
        at = next;
        scan->lines += newline != NULL;
        if (newline == NULL || scan->is_quoted)
            continue;
        ends[(*count)++] = (struct scan_end){(uint32_t)at, scan->lines};
        scan->lines = 0;
    }
    return at;
}

static void find_cells(struct scan_cells *cells, size_t wanted)
{
    for (; cells->at < cells->length && cells->count < wanted; cells->at++) {
        char byte = cells->row[cells->at];
        cells->is_quoted ^= byte == '"';
        if (byte == ',' && !cells->is_quoted)
            cells->commas[cells->count++] = (uint32_t)cells->at;
    }
}

const struct scanner SCANNER_PORTABLE = {"portable", find_rows, find_cells};

const struct scanner *scanner_best(void)
{
    return scanner_avx2() != NULL ? scanner_avx2() : &SCANNER_PORTABLE;
}
