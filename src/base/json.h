/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON in: parses a text into a tree in which every value and key knows its line and column.
 *
 * The text must be one JSON value of RFC 8259 to its last byte: no comments, no trailing commas, no NUL.
 * cJSON isn't used, since it keeps no positions and forgives more.
 *
 * Ownership: the tree lives in the arena. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* Honest documents stay far below these bounds. */
enum { JSON_DEPTH_MAX = 16, JSON_FILE_MAX_BYTES = 8 * 1024 * 1024 };

struct json {
    enum json_type type;
    struct place place;
    const char *key; /* in an object, else NULL */
    struct place key_place;
    bool truth;       /* JSON_BOOL */
    double number;    /* JSON_NUMBER; infinite when it is too large for a double */
    const char *text; /* JSON_STRING */
    size_t count;     /* of children */
    struct json *first, *next;
};

/* Parse a text, or return NULL with one diagnostic: too large, not UTF-8, not JSON, too deep. Each
 * duplicate key is a diagnostic, but the tree is returned, so that other mistakes can be reported too: the
 * caller must check whether diags grew. */
const struct json *json_read(const char *name, const char *bytes, size_t length, struct arena *arena,
                             struct diags *diags);

/* As json_read, for a text that may be larger than JSON_FILE_MAX_BYTES. */
const struct json *json_read_within(const char *name, const char *bytes, size_t length, size_t max_bytes,
                                    struct arena *arena, struct diags *diags);

/* Members of objects that a reading keeps; an array's elements are as the array. Others are checked to be
 * JSON and dropped at once: they take no memory and can't show anywhere. */
struct json_wanted {
    const char *key; /* "*" is any; NULL ends a table; a key that is escaped in the text is never found */
    const struct json_wanted *members; /* members of its value; NULL: all of them */
};

/* Parse the wanted members of a text of at most max_bytes that nests at most max_depth levels. Duplicate
 * keys are reported among the kept ones. */
const struct json *json_read_wanted(const char *name, const char *bytes, size_t length, size_t max_bytes,
                                    size_t max_depth, const struct json_wanted *wanted, struct arena *arena,
                                    struct diags *diags);

/* The first member with this key, or NULL. */
const struct json *json_member(const struct json *object, const char *key);

/* "a string", "a list", … for messages. */
const char *json_type_name(enum json_type type);
