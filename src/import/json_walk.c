/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/json_walk.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/text.h"

static bool is_blank(char byte) { return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t'; }

/* True if there is a byte to read: neither the file's end nor a failed read. */
static bool has_byte(struct json_walk *walk)
{
    struct json_window *window = &walk->window;
    return window->at < window->end || json_window_more(window);
}

static bool unexpected(struct json_walk *walk, const char *expected)
{
    const struct json_window *window = &walk->window;
    if (window->failed) return false;
    if (window->at == window->end)
        return json_fail_here(walk, DIAG_JSON_SYNTAX, "the file ends here, expected %s: download it again",
                              expected);
    const char *found = text_quote(window->diags->arena,
                                   arena_copy(window->diags->arena, window->bytes + window->at, 1), 8);
    return json_fail_here(walk, DIAG_JSON_SYNTAX, "found '%s', expected %s", found, expected);
}

bool json_peek(struct json_walk *walk, char *byte)
{
    struct json_window *window = &walk->window;
    for (;;) {
        while (window->at < window->end && is_blank(window->bytes[window->at])) window->at++;
        if (window->at < window->end) {
            *byte = window->bytes[window->at];
            return true;
        }
        if (!json_window_more(window)) {
            *byte = '\0';
            return !window->failed;
        }
    }
}

static bool expect(struct json_walk *walk, char wanted, const char *what)
{
    char byte;
    if (!json_peek(walk, &byte)) return false;
    if (byte != wanted) return unexpected(walk, what);
    walk->window.at++;
    return true;
}

bool json_enter(struct json_walk *walk, char bracket, const char *what)
{
    return expect(walk, bracket, what);
}

static bool ends_inside(struct json_walk *walk, uint64_t begin, const char *what)
{
    if (walk->window.failed) return false;
    return json_fail_here(walk, DIAG_JSON_SYNTAX,
                          "the file ends here, in the middle of the %s that begins at byte %" PRIu64
                          ": download it again",
                          what, begin);
}

/* Skip from after the opening quote to after the closing one. */
static bool skip_string(struct json_walk *walk, bool *backslash)
{
    struct json_window *window = &walk->window;
    uint64_t begin = window->base + window->at - 1;
    bool escaped = false;
    for (;;) {
        while (window->at < window->end) {
            char byte = window->bytes[window->at++];
            if (escaped)
                escaped = false;
            else if (byte == '\\')
                escaped = *backslash = true;
            else if (byte == '"')
                return true;
        }
        if (!json_window_more(window)) return ends_inside(walk, begin, "text");
    }
}

/* Skip from after the opening bracket to after the closing one. */
static bool skip_nested(struct json_walk *walk, bool *backslash)
{
    struct json_window *window = &walk->window;
    uint64_t begin = window->base + window->at - 1;
    struct json_skip skip = {.depth = 1};
    while (skip.depth > 0) {
        if (window->at == window->end && !json_window_more(window))
            return ends_inside(walk, begin, "object or list");
        window->at += window->kernels->skip_nested(&skip, window->bytes + window->at,
                                                   window->end - window->at);
    }
    *backslash |= skip.backslash;
    return true;
}

/* Skip true, false, null or a number: any ends before a blank or a sign. */
static bool skip_word(struct json_walk *walk)
{
    struct json_window *window = &walk->window;
    size_t length = 0;
    while (has_byte(walk)) {
        char byte = window->bytes[window->at];
        bool is_part = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || byte == '-' ||
                       byte == '+' || byte == '.' || byte == 'E';
        if (!is_part) break;
        window->at++;
        length++;
    }
    return !window->failed && (length > 0 || unexpected(walk, "a value"));
}

static bool skip(struct json_walk *walk, bool *backslash)
{
    struct json_window *window = &walk->window;
    char byte = window->bytes[window->at];
    if (byte != '"' && byte != '{' && byte != '[') return skip_word(walk);
    window->at++;
    return byte == '"' ? skip_string(walk, backslash) : skip_nested(walk, backslash);
}

/* Move to the value's first byte. */
static bool find_value(struct json_walk *walk)
{
    char byte;
    if (!json_peek(walk, &byte)) return false;
    if (walk->window.at == walk->window.end) return unexpected(walk, "a value");
    walk->value_offset = walk->window.base + walk->window.at;
    return true;
}

bool json_skip_value(struct json_walk *walk)
{
    bool backslash = false;
    return find_value(walk) && skip(walk, &backslash);
}

bool json_hold_value(struct json_walk *walk, struct json_held *held)
{
    struct json_window *window = &walk->window;
    bool backslash = false;
    if (!find_value(walk)) return false;
    window->pin = (ptrdiff_t)window->at;
    bool good = skip(walk, &backslash);
    if (good)
        *held = (struct json_held){window->bytes + window->pin, window->at - (size_t)window->pin, backslash};
    window->pin = JSON_WINDOW_UNPINNED;
    return good;
}

/* Keys are small: they are copied, and cJSON reads the few with escapes. */
static bool take_key(struct json_walk *walk)
{
    struct json_held held;
    if (!json_hold_value(walk, &held)) return false;
    if (held.length - 2 > JSON_KEY_MAX_BYTES)
        return json_fail_in(walk, &held, 0, DIAG_JSON_SYNTAX, "a key of %zu bytes, at most %d are read",
                            held.length - 2, JSON_KEY_MAX_BYTES);
    if (!held.backslash) {
        memcpy(walk->key, held.bytes + 1, held.length - 2);
        walk->key[held.length - 2] = '\0';
        return true;
    }
    cJSON *text = cJSON_ParseWithLength(held.bytes, held.length);
    bool good = text != NULL && cJSON_IsString(text);
    if (good) strcpy(walk->key, text->valuestring); /* no text is longer than its escaped form */
    cJSON_Delete(text);
    return good ||
           json_fail_in(walk, &held, 0, DIAG_JSON_SYNTAX, "this key holds an escape that can't be read");
}

bool json_next(struct json_walk *walk, char bracket, bool *first, bool *more)
{
    bool is_object = bracket == '{';
    char byte, closing = is_object ? '}' : ']';
    if (!json_peek(walk, &byte)) return false;
    *more = byte != closing;
    if (!*more) {
        walk->window.at++;
        return true;
    }
    if (!*first && !expect(walk, ',', is_object ? "',' or '}'" : "',' or ']'")) return false;
    *first = false;
    if (!is_object) return true;
    if (!json_peek(walk, &byte)) return false;
    if (byte != '"') return unexpected(walk, "a key in quotes");
    return take_key(walk) && expect(walk, ':', "':'");
}

bool json_finish(struct json_walk *walk)
{
    char byte;
    if (!json_peek(walk, &byte)) return false;
    return walk->window.at == walk->window.end || unexpected(walk, "the end of the file");
}

bool json_fail_in(struct json_walk *walk, const struct json_held *held, size_t at, enum diag_id id,
                  const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *what = text_vformat(walk->window.diags->arena, format, args);
    va_end(args);
    return json_window_fail(&walk->window, id, (size_t)(held->bytes - walk->window.bytes) + at, "%s", what);
}
