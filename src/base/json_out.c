/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json_out.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/derived.h"

enum { INDENT = 2 };

struct json_out json_out_new(struct text *text) { return (struct json_out){.text = text}; }

static void add_escaped(struct text *text, unsigned char byte)
{
    static const char SHORT[][2] = {{'"', '"'},  {'\\', '\\'}, {'\b', 'b'}, {'\f', 'f'},
                                    {'\n', 'n'}, {'\r', 'r'},  {'\t', 't'}};
    for (size_t i = 0; i < sizeof SHORT / sizeof *SHORT; i++) {
        if ((unsigned char)SHORT[i][0] == byte) {
            text_add_bytes(text, (const char[]){'\\', SHORT[i][1]}, 2);
            return;
        }
    }
    char escape[8];
    snprintf(escape, sizeof escape, "\\u%04x", byte);
    text_add(text, escape);
}

static bool needs_escape(const char *at)
{
    unsigned char byte = (unsigned char)*at;
    return byte < 0x20 || byte == '"' || byte == '\\' || byte == 0x7F ||
           (byte == '#' && text_is_command_at(at, 0)); /* in a log of CI */
}

/* A run of valid UTF-8. */
static void add_valid(struct text *text, const char *bytes, size_t length)
{
    size_t from = 0;
    for (size_t i = 0; i < length; i++) {
        if (!needs_escape(bytes + i)) continue;
        text_add_bytes(text, bytes + from, i - from);
        add_escaped(text, (unsigned char)bytes[i]);
        from = i + 1;
    }
    text_add_bytes(text, bytes + from, length - from);
}

static void add_string(struct text *text, const char *string)
{
    text_add(text, "\"");
    size_t length = strlen(string);
    while (length > 0) {
        size_t valid = text_invalid_utf8_at(string, length);
        add_valid(text, string, valid);
        if (valid < length) text_add(text, "\uFFFD");
        size_t done = valid < length ? valid + 1 : valid;
        string += done;
        length -= done;
    }
    text_add(text, "\"");
}

static void new_line(struct json_out *out)
{
    text_add(out->text, "\n");
    text_add_repeated(out->text, ' ', out->depth * INDENT);
}

/* Comma, line break and key before a value. */
static void begin(struct json_out *out, const char *key)
{
    if (out->depth > 0) {
        struct json_level *level = &out->levels[out->depth - 1];
        assert((key != NULL) == (level->closer == '}'));
        if (level->has_some) text_add(out->text, level->is_row ? ", " : ",");
        level->has_some = true;
        if (!level->is_row) new_line(out);
    }
    if (key != NULL) {
        add_string(out->text, key);
        text_add(out->text, ": ");
    }
}

static void open_level(struct json_out *out, const char *key, const char *opener, char closer, bool is_row)
{
    begin(out, key);
    text_add(out->text, opener);
    assert(out->depth < JSON_OUT_DEPTH_MAX);
    bool inside_row = out->depth > 0 && out->levels[out->depth - 1].is_row;
    out->levels[out->depth++] = (struct json_level){.is_row = is_row || inside_row, .closer = closer};
}

void json_object(struct json_out *out, const char *key) { open_level(out, key, "{", '}', false); }

void json_object_row(struct json_out *out, const char *key) { open_level(out, key, "{", '}', true); }

void json_list(struct json_out *out, const char *key) { open_level(out, key, "[", ']', false); }

void json_list_row(struct json_out *out, const char *key) { open_level(out, key, "[", ']', true); }

void json_close(struct json_out *out)
{
    assert(out->depth > 0);
    struct json_level level = out->levels[--out->depth];
    if (level.has_some && !level.is_row) new_line(out);
    text_add_bytes(out->text, &level.closer, 1);
}

void json_text(struct json_out *out, const char *key, const char *value)
{
    begin(out, key);
    add_string(out->text, value);
}

void json_text_or_null(struct json_out *out, const char *key, const char *value)
{
    begin(out, key);
    if (*value == '\0')
        text_add(out->text, "null");
    else
        add_string(out->text, value);
}

/* value with the given digits; a negative zero is written as zero. */
static void add_number(struct json_out *out, double value, int digits)
{
    char number[40];
    snprintf(number, sizeof number, "%.*g", digits, value == 0 ? 0 : value);
    text_add(out->text, number);
}

enum { EXACT_DIGITS = 17 };

void json_number(struct json_out *out, const char *key, double value)
{
    assert(isfinite(value));
    begin(out, key);
    add_number(out, value, DERIVED_DIGITS);
}

void json_number_or_null(struct json_out *out, const char *key, double value)
{
    begin(out, key);
    if (isfinite(value))
        add_number(out, value, DERIVED_DIGITS);
    else
        text_add(out->text, "null");
}

void json_exact(struct json_out *out, const char *key, double value)
{
    assert(isfinite(value));
    begin(out, key);
    for (int digits = DERIVED_DIGITS; digits <= EXACT_DIGITS; digits++) {
        char number[40];
        snprintf(number, sizeof number, "%.*g", digits, value);
        if (digits < EXACT_DIGITS && strtod(number, NULL) != value) continue;
        add_number(out, value, digits);
        return;
    }
}

void json_bool(struct json_out *out, const char *key, bool value)
{
    begin(out, key);
    text_add(out->text, value ? "true" : "false");
}
