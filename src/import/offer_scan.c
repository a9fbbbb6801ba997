/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The scanner for any processor, and the choice among scanners. memchr finds lines, since the C library
 * has it for each processor; only quotes are searched byte by byte. */
#include "import/offer_scan.h"

#include <endian.h>
#include <string.h>

#include "import/offer_scan_private.h"

/* Count the quotes of a line, as parity, and note odd ones. */
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

static size_t find_rows(struct scan_rows *scan, const char *bytes, size_t length, struct scan_end *ends,
                        size_t room, size_t *count)
{
    size_t at = 0;
    *count = 0;
    while (at < length && *count < room) {
        const char *newline = memchr(bytes + at, '\n', length - at);
        size_t next = newline == NULL ? length : (size_t)(newline - bytes) + 1;
        scan->is_quoted ^= look_at_line(scan, bytes + at, next - at);
        at = next;
        scan->lines += newline != NULL;
        if (newline == NULL || scan->is_quoted) continue;
        ends[(*count)++] = (struct scan_end){(uint32_t)at, scan->lines};
        scan->lines = 0;
    }
    return at;
}

/* Bit i: byte i of the step is the wanted one; eight bytes at a time. */
static uint64_t step_mask(const char *step, char wanted)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), low = 0x7f * ones,
                   gather = UINT64_C(0x0102040810204080);
    uint64_t mask = 0;
    for (unsigned i = 0; i < SCAN_STEP_BYTES; i += sizeof mask) {
        uint64_t bytes;
        memcpy(&bytes, step + i, sizeof bytes);
        bytes = le64toh(bytes) ^ ones * (unsigned char)wanted;            /* 0 where it is */
        uint64_t is_wanted = ~(((bytes & low) + low) | bytes | low) >> 7; /* in the lowest bit of each byte */
        mask |= (is_wanted * gather >> 56) << i;
    }
    return mask;
}

/* Bit i: parity of the bits up to and including i. */
static uint64_t running_parity(uint64_t bits)
{
    for (unsigned shift = 1; shift < SCAN_STEP_BYTES; shift *= 2) bits ^= bits << shift;
    return bits;
}

static void mark_cells(struct scan_cells *cells)
{
    struct scan_carried carried = {0};
    cells->count = 0;
    for (size_t i = 0; i * SCAN_STEP_BYTES < cells->length; i++) {
        const char *step = cells->row + i * SCAN_STEP_BYTES;
        size_t left = cells->length - i * SCAN_STEP_BYTES;
        uint64_t valid = left >= SCAN_STEP_BYTES ? UINT64_MAX : (UINT64_C(1) << left) - 1;
        uint64_t quotes = step_mask(step, '"') & valid, commas = step_mask(step, ',') & valid;
        cells->before[i] = (uint16_t)cells->count;
        cells->count += (size_t)__builtin_popcountll(
            scan_mark_step(cells, i, quotes, commas, running_parity(quotes), valid, &carried));
    }
    cells->is_odd = carried.odd != 0;
    cells->count++;
}

const struct scanner SCANNER_PORTABLE = {"portable", find_rows, mark_cells};

/* Offset of the comma that ends the cell at a position, searched from a word on; the row's end for the
 * last cell. */
static size_t end_of_cell(const struct scan_cells *cells, size_t position, size_t *word)
{
    size_t words = (cells->length + SCAN_STEP_BYTES - 1) / SCAN_STEP_BYTES;
    if (position + 1 >= cells->count) return cells->length;
    while (*word + 1 < words && cells->before[*word + 1] <= position) ++*word;
    uint64_t commas = cells->commas[*word];
    for (size_t i = cells->before[*word]; i < position; i++) commas &= commas - 1;
    return *word * SCAN_STEP_BYTES + (size_t)__builtin_ctzll(commas);
}

const char *scan_cell(const struct scan_cells *cells, size_t position, size_t *length)
{
    size_t word = 0, begin = position == 0 ? 0 : end_of_cell(cells, position - 1, &word) + 1;
    *length = end_of_cell(cells, position, &word) - begin;
    return cells->row + begin;
}

const struct scanner *scanner_best(void)
{
    return scanner_avx2() != NULL ? scanner_avx2() : &SCANNER_PORTABLE;
}
