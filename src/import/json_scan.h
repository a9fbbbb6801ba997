/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON scanning: the loops over every byte of a large file, each plain and, where the processor has AVX2, 32
 * or 64 bytes at a time.
 *
 * Both give the same answers for any bytes; only the speed differs. They look at bytes, not at meaning: a
 * skip knows strings, escapes and brackets, so it finds the end of a value in any valid JSON, and anything in
 * invalid JSON. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The way to the end of an object or list: begin behind its opening bracket with depth 1 and all else 0; feed
 * pieces. */
struct json_skip {
    uint64_t depth; /* brackets still open; 0: the end was found */
    bool in_string;
    bool escaped;   /* the next byte is behind a backslash */
    bool backslash; /* there was one somewhere, so texts may be spelt otherwise than they read */
};

struct json_kernels {
    /* Bytes until the closing bracket, it included; length when it isn't in this piece. */
    size_t (*skip_nested)(struct json_skip *skip, const char *bytes, size_t length);
    /* Offset, from `from` on, of word (lower-case letters) in any case; SIZE_MAX when it isn't there. */
    size_t (*find)(const char *bytes, size_t length, size_t from, const char *word, size_t word_length);
    size_t (*lines)(const char *bytes, size_t length);  /* line feeds */
    bool (*is_ascii)(const char *bytes, size_t length); /* and holds no NUL */
};

/* The fastest that this processor has, or the plain ones. */
const struct json_kernels *json_kernels(bool may_be_vectors);
