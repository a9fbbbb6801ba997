/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON window: the part of a large file that is in memory, moving from its begin to its end by blocks.
 *
 * Bytes before `at` are dropped when more is read, unless `pin` holds them; so positions in the window are
 * valid until the next window_more. All bytes are checked to be UTF-8 without NUL. Memory comes from the
 * arena. */
#pragma once

#include "import/json_scan.h"
#include "import/offer.h"

enum { JSON_WINDOW_UNPINNED = -1 };

struct json_window {
    const struct offer_source *source;
    const struct json_kernels *kernels;
    struct diags *diags;
    struct arena *arena;
    char *bytes;
    size_t capacity, block_bytes;
    size_t at, end;    /* next byte; behind the last one */
    ptrdiff_t pin;     /* JSON_WINDOW_UNPINNED, or at most at */
    size_t pinned_max; /* bytes */
    uint64_t base;     /* offset of bytes[0] in the file */
    uint64_t line;     /* of bytes[line_at] */
    size_t line_at;
    size_t unfinished; /* bytes at the end that may begin a character */
    bool failed;       /* a diagnostic was given */
};

void json_window_init(struct json_window *window, const struct offer_source *source,
                      const struct json_kernels *kernels, size_t pinned_max, struct arena *arena,
                      struct diags *diags);

/* Read on. False at the end of the file, and on failure (window->failed). */
bool json_window_more(struct json_window *window);

/* Go back to an offset whose line is known. */
bool json_window_seek(struct json_window *window, uint64_t offset, uint64_t line);

uint64_t json_window_line(struct json_window *window, size_t at);

/* A diagnostic with the line and the offset of a byte in the window. Always false. */
bool json_window_fail(struct json_window *window, enum diag_id id, size_t at, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
