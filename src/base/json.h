/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON in: a text as a tree in which every value and every key knows its line and column.
 *
 * The text must be one JSON value of RFC 8259 to its last byte: no comments, no trailing commas, no NUL. Read
 * here and not by cJSON, which keeps no places and forgives more.
 *
 * Ownership: the tree lives in the arena. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* Counts and depths of honest documents are far below these. */
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

/* The tree of a text, or NULL and one diagnostic: too large, not UTF-8, not JSON, too deep. A key that
 * an object has twice is a diagnostic each, with the tree given all the same, so that other mistakes can be
 * told too: a caller asks whether diags grew. */
const struct json *json_read(const char *name, const char *bytes, size_t length, struct arena *arena,
                             struct diags *diags);

/* The same of a text that may be larger than JSON_FILE_MAX_BYTES. */
const struct json *json_read_within(const char *name, const char *bytes, size_t length, size_t max_bytes,
                                    struct arena *arena, struct diags *diags);

/* Members of objects that a reading keeps; an array's elements are as the array. Others are checked to be
 * JSON and forgotten at once: they take no memory and can't show anywhere. */
struct json_wanted {
    const char *key; /* "*" is any; NULL ends a table; one with an escape in the text is never found */
    const struct json_wanted *members; /* of its value; NULL: all of them */
};

/* The tree of what is wanted of a text of at most max_bytes that nests at most max_depth levels. A key that
 * is given twice is told where it is kept. */
const struct json *json_read_wanted(const char *name, const char *bytes, size_t length, size_t max_bytes,
                                    size_t max_depth, const struct json_wanted *wanted, struct arena *arena,
                                    struct diags *diags);

/* The first member with this key, or NULL. */
const struct json *json_member(const struct json *object, const char *key);

/* "a string", "a list", … for messages. */
const char *json_type_name(enum json_type type);
