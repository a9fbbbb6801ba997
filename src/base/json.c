/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file_kind.h"
#include "base/text.h"

struct walk {
    struct arena *arena;
    struct diags *diags;
    const char *at, *end;
    struct place place; /* position of at; columns count characters */
    size_t depth, max_depth;
    const struct json_wanted *wanted; /* members wanted of the current object or array; NULL: everything */
    size_t dropping;                  /* levels inside a dropped value */
    struct json dropped;              /* stands for each dropped value */
};

enum { END_OF_TEXT = -1, NUMBER_MAX_BYTES = 60 };

static int peek(const struct walk *walk)
{
    return walk->at < walk->end ? (unsigned char)*walk->at : END_OF_TEXT;
}

static void step(struct walk *walk)
{
    unsigned char byte = (unsigned char)*walk->at++;
    bool continues = walk->at < walk->end && ((unsigned char)*walk->at & 0xC0) == 0x80;
    if (byte == '\n') {
        walk->place.line++;
        walk->place.column = 1;
    } else if (!continues) {
        walk->place.column++;
    }
}

static bool fail(struct walk *walk, const char *expected)
{
    int byte = peek(walk);
    if (byte == END_OF_TEXT)
        return diags_add(walk->diags, DIAG_JSON_SYNTAX, walk->place, "the text ends here, expected %s",
                         expected);
    size_t length = 1;
    while (walk->at + length < walk->end && ((unsigned char)walk->at[length] & 0xC0) == 0x80) length++;
    const char *found = byte == 0 ? "\\x00"
                                  : text_quote(walk->arena, arena_copy(walk->arena, walk->at, length), 8);
    return diags_add(walk->diags, DIAG_JSON_SYNTAX, walk->place, "found '%s', expected %s", found, expected);
}

static void skip_blanks(struct walk *walk)
{
    while (peek(walk) == ' ' || peek(walk) == '\t' || peek(walk) == '\n' || peek(walk) == '\r') step(walk);
}

static bool walk_word(struct walk *walk, const char *word)
{
    for (const char *letter = word; *letter != '\0'; letter++) {
        if (peek(walk) != *letter) return fail(walk, "null, true or false");
        step(walk);
    }
    return true;
}

static bool walk_digits(struct walk *walk)
{
    if (peek(walk) < '0' || peek(walk) > '9') return fail(walk, "a digit");
    while (peek(walk) >= '0' && peek(walk) <= '9') step(walk);
    return true;
}

static bool walk_number(struct walk *walk)
{
    const char *start = walk->at;
    struct place place = walk->place;
    if (peek(walk) == '-') step(walk);
    if (peek(walk) == '0')
        step(walk);
    else if (!walk_digits(walk))
        return false;
    if (peek(walk) == '.') {
        step(walk);
        if (!walk_digits(walk)) return false;
    }
    if (peek(walk) == 'e' || peek(walk) == 'E') {
        step(walk);
        if (peek(walk) == '+' || peek(walk) == '-') step(walk);
        if (!walk_digits(walk)) return false;
    }
    if (walk->at - start > NUMBER_MAX_BYTES)
        return diags_add(walk->diags, DIAG_JSON_SYNTAX, place,
                         "a number of %zu characters, at most %d are read", (size_t)(walk->at - start),
                         NUMBER_MAX_BYTES);
    return true;
}

/* Four hex digits after \u. */
static bool walk_unit(struct walk *walk, uint32_t *unit)
{
    *unit = 0;
    for (int i = 0; i < 4; i++) {
        int digit = peek(walk);
        uint32_t value = digit >= '0' && digit <= '9'   ? (uint32_t)(digit - '0')
                         : digit >= 'a' && digit <= 'f' ? (uint32_t)(digit - 'a' + 10)
                         : digit >= 'A' && digit <= 'F' ? (uint32_t)(digit - 'A' + 10)
                                                        : UINT32_MAX;
        if (value == UINT32_MAX) return fail(walk, "a hexadecimal digit");
        *unit = *unit << 4 | value;
        step(walk);
    }
    return true;
}

/* The rest of a \u: no NUL, and surrogates in pairs. */
static bool walk_unicode(struct walk *walk, struct place place)
{
    uint32_t unit, low;
    if (!walk_unit(walk, &unit)) return false;
    if (unit == 0 || (unit >= 0xDC00 && unit <= 0xDFFF))
        return diags_add(walk->diags, DIAG_JSON_SYNTAX, place, "\\u%04x is no character: give one that is",
                         unit);
    if (unit < 0xD800 || unit > 0xDFFF) return true;
    if (peek(walk) != '\\') return fail(walk, "the second \\u of a surrogate pair");
    step(walk);
    if (peek(walk) != 'u') return fail(walk, "the second \\u of a surrogate pair");
    step(walk);
    if (!walk_unit(walk, &low)) return false;
    if (low < 0xDC00 || low > 0xDFFF)
        return diags_add(walk->diags, DIAG_JSON_SYNTAX, place, "\\u%04x\\u%04x is no surrogate pair", unit,
                         low);
    return true;
}

static bool walk_escape(struct walk *walk)
{
    struct place place = walk->place;
    step(walk);
    int byte = peek(walk);
    if (byte == 'u') {
        step(walk);
        return walk_unicode(walk, place);
    }
    if (byte <= 0 || strchr("\"\\/bfnrt", byte) == NULL)
        return fail(walk, "one of \" \\ / b f n r t u behind a backslash");
    step(walk);
    return true;
}

static bool walk_string(struct walk *walk)
{
    step(walk);
    for (;;) {
        int byte = peek(walk);
        if (byte == '\\') {
            if (!walk_escape(walk)) return false;
            continue;
        }
        if (byte < 0x20) return fail(walk, "the closing quote of a string");
        step(walk);
        if (byte == '"') return true;
    }
}

static uint32_t unit_of(const char *digits)
{
    char text[] = {digits[0], digits[1], digits[2], digits[3], '\0'};
    return (uint32_t)strtoul(text, NULL, 16);
}

static char *add_character(char *out, uint32_t code)
{
    static const unsigned char FIRST[] = {0, 0, 0xC0, 0xE0, 0xF0};
    int length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (int i = length - 1; i > 0; i--, code >>= 6) out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)(FIRST[length] | code);
    return out + length;
}

/* Append the character of a \u, or of two that make a pair; at stands on its u. */
static char *add_unicode(char *out, const char **at)
{
    uint32_t code = unit_of(*at + 1);
    *at += 5;
    if (code >= 0xD800 && code <= 0xDBFF) {
        code = 0x10000 + ((code & 0x3FF) << 10 | (unit_of(*at + 2) & 0x3FF));
        *at += 6;
    }
    return add_character(out, code);
}

/* The text between the quotes of a walked string: no escape is shorter than its character. */
static const char *unescaped(const char *at, size_t length, struct arena *arena)
{
    static const char ESCAPES[] = "\"\\/bfnrt", CHARACTERS[] = "\"\\/\b\f\n\r\t";
    char *text = arena_alloc(arena, length + 1), *out = text;
    for (const char *end = at + length; at < end;) {
        if (*at != '\\') {
            *out++ = *at++;
        } else if (*++at == 'u') {
            out = add_unicode(out, &at);
        } else {
            *out++ = CHARACTERS[strchr(ESCAPES, *at++) - ESCAPES];
        }
    }
    return text;
}

static struct json *walk_value(struct walk *walk);

/* A key with its position and its spelling in the text. */
struct key {
    struct place place;
    const char *bytes;
    size_t length;
};

static bool walk_key(struct walk *walk, struct key *key)
{
    skip_blanks(walk);
    key->place = walk->place;
    key->bytes = walk->at + 1;
    if (peek(walk) != '"') return fail(walk, "a key in double quotes");
    if (!walk_string(walk)) return false;
    key->length = (size_t)(walk->at - key->bytes) - 1;
    skip_blanks(walk);
    if (peek(walk) != ':') return fail(walk, "':'");
    step(walk);
    return true;
}

static const struct json_wanted *find_wanted(const struct json_wanted *wanted, const struct key *key)
{
    while (wanted->key != NULL && !text_equal(wanted->key, "*") &&
           (strlen(wanted->key) != key->length || memcmp(wanted->key, key->bytes, key->length) != 0))
        wanted++;
    return wanted->key == NULL ? NULL : wanted;
}

/* A member's value: kept or skipped. */
static struct json *walk_member(struct walk *walk, const struct key *key)
{
    const struct json_wanted *before = walk->wanted,
                             *found = before == NULL ? NULL : find_wanted(before, key);
    bool drops = before != NULL && found == NULL;
    walk->dropping += drops;
    walk->wanted = found == NULL ? NULL : found->members;
    struct json *child = walk_value(walk);
    walk->dropping -= drops;
    walk->wanted = before;
    if (child != NULL && child != &walk->dropped) {
        child->key_place = key->place;
        child->key = unescaped(key->bytes, key->length, walk->arena);
    }
    return child;
}

/* The members or elements up to the closer. */
static bool walk_children(struct walk *walk, struct json *parent, char closer)
{
    const char *expected = closer == '}' ? "',' or '}'" : "',' or ']'";
    struct json **end = &parent->first;
    step(walk);
    skip_blanks(walk);
    if (peek(walk) == closer) {
        step(walk);
        return true;
    }
    for (;;) {
        struct key key = {.length = 0};
        if (closer == '}' && !walk_key(walk, &key)) return false;
        struct json *child = closer == '}' ? walk_member(walk, &key) : walk_value(walk);
        if (child == NULL) return false;
        if (child != &walk->dropped) {
            *end = child;
            end = &child->next;
            parent->count++;
        }
        skip_blanks(walk);
        int byte = peek(walk);
        if (byte != ',' && byte != closer) return fail(walk, expected);
        step(walk);
        if (byte == closer) return true;
    }
}

static bool walk_nested(struct walk *walk, struct json *parent)
{
    if (walk->depth == walk->max_depth)
        return diags_add(walk->diags, DIAG_JSON_SYNTAX, walk->place, "nested deeper than %zu levels",
                         walk->max_depth);
    walk->depth++;
    bool ok = walk_children(walk, parent, parent->type == JSON_OBJECT ? '}' : ']');
    walk->depth--;
    return ok;
}

static bool walk_content(struct walk *walk, struct json *node)
{
    switch (peek(walk)) {
    case '{': node->type = JSON_OBJECT; return walk_nested(walk, node);
    case '[': node->type = JSON_ARRAY; return walk_nested(walk, node);
    case '"': node->type = JSON_STRING; return walk_string(walk);
    case 't': node->type = JSON_BOOL; return walk_word(walk, "true");
    case 'f': node->type = JSON_BOOL; return walk_word(walk, "false");
    case 'n': return walk_word(walk, "null");
    default:
        if (peek(walk) != '-' && (peek(walk) < '0' || peek(walk) > '9')) return fail(walk, "a value");
        node->type = JSON_NUMBER;
        return walk_number(walk);
    }
}

static double number_of(const char *bytes, size_t length)
{
    char text[NUMBER_MAX_BYTES + 1] = "";
    memcpy(text, bytes, length);
    return strtod(text, NULL);
}

static void give_value(struct json *node, const char *bytes, size_t length, struct arena *arena)
{
    if (node->type == JSON_BOOL) node->truth = bytes[0] == 't';
    if (node->type == JSON_NUMBER) node->number = number_of(bytes, length);
    if (node->type == JSON_STRING) node->text = unescaped(bytes + 1, length - 2, arena);
}

static struct json *walk_value(struct walk *walk)
{
    skip_blanks(walk);
    bool drops = walk->dropping > 0;
    struct json *node = drops ? &walk->dropped : arena_new_of(walk->arena, struct json, 1);
    const char *start = walk->at;
    node->place = walk->place;
    if (!walk_content(walk, node)) return NULL;
    if (!drops) give_value(node, start, (size_t)(walk->at - start), walk->arena);
    return node;
}

static int by_key_then_place(const void *left, const void *right)
{
    const struct json *a = *(const struct json *const *)left, *b = *(const struct json *const *)right;
    int order = strcmp(a->key, b->key);
    if (order != 0) return order;
    if (a->key_place.line != b->key_place.line) return a->key_place.line < b->key_place.line ? -1 : 1;
    return a->key_place.column < b->key_place.column ? -1 : a->key_place.column > b->key_place.column;
}

static void refuse_duplicates(const struct json *node, struct arena *arena, struct diags *diags)
{
    for (const struct json *child = node->first; child != NULL; child = child->next)
        refuse_duplicates(child, arena, diags);
    if (node->type != JSON_OBJECT || node->count < 2) return;
    const struct json **members = arena_new_of(arena, const struct json *, node->count);
    size_t count = 0;
    for (const struct json *child = node->first; child != NULL; child = child->next) members[count++] = child;
    qsort(members, count, sizeof *members, by_key_then_place);
    for (size_t i = 1; i < count; i++)
        if (text_equal(members[i - 1]->key, members[i]->key))
            diags_add(diags, DIAG_JSON_DUPLICATE, members[i]->key_place,
                      "the key '%s' stands here a second time: keep one",
                      text_quote(arena, members[i]->key, 40));
}

/* Check size and encoding; on failure report the position of the first wrong byte. */
static bool check_bytes(struct walk *walk, size_t length, size_t max_bytes)
{
    if (length > max_bytes)
        return diags_add(walk->diags, DIAG_FILE_TOO_LARGE, (struct place){walk->place.file, 0, 0},
                         "%zu bytes, at most %zu are read", length, max_bytes);
    size_t valid = text_invalid_utf8_at(walk->at, length);
    if (valid == length) return true;
    struct walk ahead = *walk;
    ahead.end = ahead.at + valid;
    while (ahead.at < ahead.end) step(&ahead);
    return diags_add(walk->diags, DIAG_ENCODING, ahead.place,
                     "byte \\x%02X is not UTF-8: save the file as UTF-8", (unsigned char)walk->at[valid]);
}

static void skip_byte_order_mark(struct walk *walk)
{
    if (walk->end - walk->at >= 3 && memcmp(walk->at, "\xEF\xBB\xBF", 3) == 0)
        walk->at += 3; /* some editors write it */
}

/* One value with nothing after it. */
static struct json *walk_text(struct walk *walk, const char *bytes)
{
    struct json *root = walk_value(walk);
    if (root == NULL) return NULL;
    skip_blanks(walk);
    if (walk->at == walk->end) return root;
    const char *kind = file_kind_of_rest(bytes, (size_t)(walk->end - bytes), (size_t)(walk->at - bytes));
    fail(walk, kind == NULL ? "the end of the text"
                            : text_format(walk->arena, "the end of the text: this is %s", kind));
    return NULL;
}

const struct json *json_read_wanted(const char *name, const char *bytes, size_t length, size_t max_bytes,
                                    size_t max_depth, const struct json_wanted *wanted, struct arena *arena,
                                    struct diags *diags)
{
    struct walk walk = {.arena = arena,
                        .diags = diags,
                        .at = bytes,
                        .end = bytes + length,
                        .place = {name, 1, 1},
                        .max_depth = max_depth,
                        .wanted = wanted};
    const char *kind = file_kind_of_text(bytes, length);
    if (kind != NULL) diags_add(diags, DIAG_JSON_SYNTAX, walk.place, "this is %s", kind);
    if (kind != NULL || !check_bytes(&walk, length, max_bytes)) return NULL;
    skip_byte_order_mark(&walk);
    struct json *root = walk_text(&walk, bytes);
    if (root != NULL) refuse_duplicates(root, arena, diags);
    return root;
}

const struct json *json_read_within(const char *name, const char *bytes, size_t length, size_t max_bytes,
                                    struct arena *arena, struct diags *diags)
{
    return json_read_wanted(name, bytes, length, max_bytes, JSON_DEPTH_MAX, NULL, arena, diags);
}

const struct json *json_read(const char *name, const char *bytes, size_t length, struct arena *arena,
                             struct diags *diags)
{
    return json_read_within(name, bytes, length, JSON_FILE_MAX_BYTES, arena, diags);
}

const struct json *json_member(const struct json *object, const char *key)
{
    for (const struct json *child = object->first; child != NULL; child = child->next)
        if (text_equal(child->key, key)) return child;
    return NULL;
}

const char *json_type_name(enum json_type type)
{
    static const char *const NAMES[] = {"null",     "true or false", "a number",
                                        "a string", "a list",        "an object"};
    return NAMES[type];
}
