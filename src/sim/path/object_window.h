/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Recent-chunk window of object_demand.c: the chunks of committed files, in order, and rows of bits over
 * them.
 *
 * Inline, since each answer scans it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WINDOW_WORD_BITS = 64 };

/* No chunk. */
#define WINDOW_NONE UINT64_MAX

struct window_chunk {
    uint64_t file_serial;
    double file_bytes;
    uint32_t chunk; /* in the file */
};

/* Chunks that readers may still want, numbered from begin to before end; by number mod capacity, a power
 * of two ≥ 64. A row has a bit for each. */
struct window {
    uint64_t begin, end, capacity;
    struct window_chunk *chunks;
    uint64_t *wanted;             /* rows by consumer: by topic, from first_row on */
    uint64_t *requested, *loaded; /* rows by zone: requested from its cache, and known to be in it */
    uint64_t *had;                /* rows by reader, where answers hold what is ready: brought by an answer */
    double *bytes;                /* by chunk and topic: for each consumer that wants it */
};

static inline size_t words_of(const struct window *window) { return window->capacity / WINDOW_WORD_BITS; }

static inline uint64_t *row_at(const struct window *window, uint64_t *rows, size_t row)
{
    return rows + row * words_of(window);
}

static inline size_t slot_of(const struct window *window, uint64_t at) { return at & (window->capacity - 1); }

static inline bool bit_of(const uint64_t *row, size_t slot)
{
    return row[slot / WINDOW_WORD_BITS] >> slot % WINDOW_WORD_BITS & 1;
}

static inline void set_bit(uint64_t *row, size_t slot, bool bit)
{
    uint64_t mask = UINT64_C(1) << slot % WINDOW_WORD_BITS;
    row[slot / WINDOW_WORD_BITS] = (row[slot / WINDOW_WORD_BITS] & ~mask) | (bit ? mask : 0);
}

/* Chunks within one word of a row: from `at` on, before `end`. */
struct span {
    size_t word;
    uint64_t mask, count;
};

static inline struct span span_of(const struct window *window, uint64_t at, uint64_t end)
{
    size_t slot = slot_of(window, at);
    uint64_t count = WINDOW_WORD_BITS - slot % WINDOW_WORD_BITS;
    count = count < end - at ? count : end - at;
    return (struct span){slot / WINDOW_WORD_BITS,
                         (count == WINDOW_WORD_BITS ? UINT64_MAX : (UINT64_C(1) << count) - 1)
                             << slot % WINDOW_WORD_BITS,
                         count};
}

/* The youngest chunk from `from` to before `end` with a bit in row and, unless that is NULL, none in
 * without; WINDOW_NONE if there is none. */
static inline uint64_t youngest(const struct window *window, const uint64_t *row, const uint64_t *without,
                                uint64_t from, uint64_t end)
{
    for (uint64_t at = end; at > from;) {
        size_t slot = slot_of(window, at - 1), bits = slot % WINDOW_WORD_BITS + 1;
        uint64_t count = bits < at - from ? bits : at - from, word = row[slot / WINDOW_WORD_BITS];
        word &= without == NULL ? UINT64_MAX : ~without[slot / WINDOW_WORD_BITS];
        word = word << (WINDOW_WORD_BITS - bits) >>
               (WINDOW_WORD_BITS - count); /* the last of them is the highest of count bits */
        if (word != 0) return at - count + (WINDOW_WORD_BITS - 1 - (uint64_t)__builtin_clzll(word));
        at -= count;
    }
    return WINDOW_NONE;
}
