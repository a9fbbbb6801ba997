/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON out: writes members and elements one after the other into a growing text, laid out to read and to
 * diff: one member a line, or a whole object on one line where it is a row of a list.
 *
 * It builds no tree, which for ten thousand topic groups would be many times the document's size. A key of
 * NULL is an element of a list. Derived numbers have 12 significant digits; one that is not finite is a
 * bug. Invalid UTF-8 becomes U+FFFD. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum { JSON_OUT_DEPTH_MAX = 16 };

struct json_out {
    struct text *text;
    size_t depth;
    struct json_level {
        bool is_row;   /* on one line */
        bool has_some; /* the next needs a comma */
        char closer;
    } levels[JSON_OUT_DEPTH_MAX];
};

struct json_out json_out_new(struct text *text);

void json_object(struct json_out *out, const char *key);
void json_object_row(struct json_out *out, const char *key); /* the object on one line */
void json_list(struct json_out *out, const char *key);
void json_list_row(struct json_out *out, const char *key); /* the list on one line */
void json_close(struct json_out *out);

void json_text(struct json_out *out, const char *key, const char *value);
void json_text_or_null(struct json_out *out, const char *key, const char *value); /* null for "" */
void json_number(struct json_out *out, const char *key, double value);
void json_number_or_null(struct json_out *out, const char *key, double value); /* null when not finite */
void json_exact(struct json_out *out, const char *key,
                double value); /* an input: reads back as the same double */
void json_bool(struct json_out *out, const char *key, bool value);
