/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON scanning: the loops over every byte of a large file, each plain and, where the processor has AVX2,
 * 32 or 64 bytes at a time.
 *
 * Both give the same answers for any bytes; only the speed differs. They parse nothing: a skip knows only
 * strings, escapes and brackets, so it finds the end of a value in any valid JSON, and anything in invalid
 * JSON. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* State of the skip to the end of an object or list: begin after its opening bracket with depth 1 and all
 * else 0; feed pieces. */
struct json_skip {
    uint64_t depth; /* open brackets; 0: the end was found */
    bool in_string;
    bool escaped;   /* the next byte follows a backslash */
    bool backslash; /* a backslash occurred, so texts may be spelt with escapes */
};

struct json_kernels {
    /* Bytes through the closing bracket; length when it isn't in this piece. */
    size_t (*skip_nested)(struct json_skip *skip, const char *bytes, size_t length);
    /* Offset, from `from` on, of word (lower-case letters) in any case; SIZE_MAX when absent. */
    size_t (*find)(const char *bytes, size_t length, size_t from, const char *word, size_t word_length);
    size_t (*lines)(const char *bytes, size_t length);  /* line feeds */
    bool (*is_ascii)(const char *bytes, size_t length); /* and without NUL */
};

/* The fastest kernels for this processor, or the plain ones. */
const struct json_kernels *json_kernels(bool may_be_vectors);
