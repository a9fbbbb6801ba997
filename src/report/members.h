/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Members: JSON objects read into structs by tables. A row says which member fills which field, of what type
 * it must be and between which bounds. Members without a row are ignored, since later minor versions add
 * some; a row without its member is a mistake. */
#pragma once

#include <stddef.h>

#include "base/json.h"

enum member_type {
    MEMBER_TEXT,         /* const char * */
    MEMBER_TEXT_OR_NULL, /* the same; "" for null */
    MEMBER_LETTER,       /* char: a text of one */
    MEMBER_BOOL,
    MEMBER_COUNT,          /* unsigned */
    MEMBER_NUMBER,         /* double */
    MEMBER_NUMBER_OR_NAN,  /* NAN for null */
    MEMBER_NUMBER_OR_OPEN, /* INFINITY for null */
};

struct member {
    const char *key; /* NULL ends a table */
    enum member_type type;
    size_t offset;   /* of the field */
    double min, max; /* of numbers */
};

/* Bounds beyond any honest figure, and far enough below what sums, products and whole dollars can hold. */
#define MEMBER_USD_MAX 1e13
#define MEMBER_NUMBER_MAX 1e30
#define MEMBER_COUNT_MAX 4294967295.0

/* Rows. */
#define TEXT_ROW(type, field, key)                           \
    {                                                        \
        key, MEMBER_TEXT, offsetof(struct type, field), 0, 0 \
    }
#define TEXT_OR_NULL_ROW(type, field, key)                           \
    {                                                                \
        key, MEMBER_TEXT_OR_NULL, offsetof(struct type, field), 0, 0 \
    }
#define LETTER_ROW(type, field, key)                           \
    {                                                          \
        key, MEMBER_LETTER, offsetof(struct type, field), 0, 0 \
    }
#define BOOL_ROW(type, field, key)                           \
    {                                                        \
        key, MEMBER_BOOL, offsetof(struct type, field), 0, 0 \
    }
#define COUNT_ROW(type, field, key)                                          \
    {                                                                        \
        key, MEMBER_COUNT, offsetof(struct type, field), 0, MEMBER_COUNT_MAX \
    }
#define NUMBER_ROW(type, field, key)                                           \
    {                                                                          \
        key, MEMBER_NUMBER, offsetof(struct type, field), 0, MEMBER_NUMBER_MAX \
    }
#define NUMBER_OR_OPEN_ROW(type, field, key)                                           \
    {                                                                                  \
        key, MEMBER_NUMBER_OR_OPEN, offsetof(struct type, field), 0, MEMBER_NUMBER_MAX \
    }
#define USD_ROW(type, field, key)                                           \
    {                                                                       \
        key, MEMBER_NUMBER, offsetof(struct type, field), 0, MEMBER_USD_MAX \
    }
#define USD_CHANGE_ROW(type, field, key)                                                  \
    {                                                                                     \
        key, MEMBER_NUMBER, offsetof(struct type, field), -MEMBER_USD_MAX, MEMBER_USD_MAX \
    }
#define USD_CHANGE_OR_NAN_ROW(type, field, key)                                                  \
    {                                                                                            \
        key, MEMBER_NUMBER_OR_NAN, offsetof(struct type, field), -MEMBER_USD_MAX, MEMBER_USD_MAX \
    }

struct members_reader {
    struct arena *arena;
    struct diags *diags;
};

/* Say what is wrong at a place, as DIAG_RUN_DOCUMENT. Always false. */
bool members_refuse(struct members_reader *reader, struct place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The member of this type, or NULL and a diagnostic. */
const struct json *members_get(struct members_reader *reader, const struct json *object, const char *key,
                               enum json_type type);

/* Fill the fields of out that the table has rows for; false and a diagnostic each when some can't be. */
bool members_read(struct members_reader *reader, const struct json *object, const struct member *table,
                  void *out);

/* A list of objects, each read by the table into an element of size bytes; NULL and diagnostics when it can't
 * be. */
void *members_list(struct members_reader *reader, const struct json *object, const char *key,
                   const struct member *table, size_t size, size_t *count);
