/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON walk: step through the members of large objects, one key at a time, and skip or hold their values.
 *
 * A walk stands before a value. Enter an object, take its members with json_next, and for each either enter
 * its value, skip it or hold it: a held value's bytes stay in memory until the next step. All return false
 * after a diagnostic with line and byte. Nothing is recursive, so depth costs nothing. */
#pragma once

#include "import/json_window.h"

enum { JSON_KEY_MAX_BYTES = 256 };

struct json_walk {
    struct json_window window;
    char key[JSON_KEY_MAX_BYTES + 1]; /* of the last member, escapes resolved; NUL-terminated */
    uint64_t value_offset;            /* of the last value held or skipped */
};

/* A value held in memory; valid until the next call on the walk. */
struct json_held {
    const char *bytes;
    size_t length;
    bool backslash; /* texts in it may be spelt with escapes */
};

/* The next byte after blanks; '\0' at the end of the file. */
bool json_peek(struct json_walk *walk, char *byte);

/* Enter an object ('{') or a list ('['); messages call it what. */
bool json_enter(struct json_walk *walk, char bracket, const char *what);

/* Step to the next member (whose key is then walk->key) or element of the value entered with bracket; *more
 * is false after the last, and the walk is after the whole. *first must be true initially and is updated. */
bool json_next(struct json_walk *walk, char bracket, bool *first, bool *more);

bool json_skip_value(struct json_walk *walk);
bool json_hold_value(struct json_walk *walk, struct json_held *held);

/* Check that only blanks follow. */
bool json_finish(struct json_walk *walk);

/* A diagnostic at a byte of held, or of the last value held. Always false. */
bool json_fail_in(struct json_walk *walk, const struct json_held *held, size_t at, enum diag_id id,
                  const char *format, ...) __attribute__((format(printf, 5, 6)));
/* The same at the walk's position. */
#define json_fail_here(walk, id, ...) json_window_fail(&(walk)->window, (id), (walk)->window.at, __VA_ARGS__)
