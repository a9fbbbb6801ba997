/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/sha256.h"
#include "base/text.h"
#include "run/document.h"
#include "run/fields.h"
#include "run/lines.h"

static const char HASH_MEMBER[] = "\"sha256\": \"";
enum { HASH_LENGTH = 64 };

/* Bounds beyond any honest figure, and far below the limits of sums, products and whole dollars. */
#define USD_MAX 1e18
#define NUMBER_MAX 1e30
#define COUNT_MAX 4294967295.0

struct reader {
    struct arena *arena;
    struct diags *diags;
    unsigned long minor; /* version of the document */
};

static bool refuse(struct reader *reader, struct place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Always false. */
static bool refuse(struct reader *reader, struct place place, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *message = text_vformat(reader->diags->arena, format, args);
    va_end(args);
    return diags_add(reader->diags, DIAG_RUN_DOCUMENT, place, "%s", message);
}

static bool read_object(struct reader *reader, const struct json *object, enum run_table_id table, void *out);

/* ---- values ---- */

static const struct {
    enum json_type type;
    double min, max;
} TYPES[] = {
    [RUN_TEXT] = {JSON_STRING, 0, 0},
    [RUN_NULL_TEXT] = {JSON_STRING, 0, 0},
    [RUN_LETTER] = {JSON_STRING, 0, 0},
    [RUN_BOOL] = {JSON_BOOL, 0, 0},
    [RUN_CHOICE] = {JSON_STRING, 0, 0},
    [RUN_COUNT] = {JSON_NUMBER, 0, COUNT_MAX},
    [RUN_EXACT] = {JSON_NUMBER, 0, NUMBER_MAX},
    [RUN_NUMBER] = {JSON_NUMBER, 0, NUMBER_MAX},
    [RUN_SHARE] = {JSON_NUMBER, 0, 1},
    [RUN_USD] = {JSON_NUMBER, 0, USD_MAX},
    [RUN_CHANGE] = {JSON_NUMBER, -USD_MAX, USD_MAX},
    [RUN_NULL_NUMBER] = {JSON_NUMBER, 0, NUMBER_MAX},
    [RUN_NULL_CHANGE] = {JSON_NUMBER, -USD_MAX, USD_MAX},
    [RUN_OPEN] = {JSON_NUMBER, 0, NUMBER_MAX},
    [RUN_VALUE] = {JSON_NUMBER, -NUMBER_MAX, NUMBER_MAX},
    [RUN_TEXTS] = {JSON_ARRAY, 0, 0},
    [RUN_COLUMN] = {JSON_ARRAY, 0, 0},
    [RUN_NAMES] = {JSON_ARRAY, 0, 0},
    [RUN_HERE] = {JSON_OBJECT, 0, 0},
    [RUN_OBJECT] = {JSON_OBJECT, 0, 0},
    [RUN_LIST] = {JSON_ARRAY, 0, 0},
    [RUN_LINES] = {JSON_ARRAY, 0, 0},
};

static enum json_type json_type_of(const struct run_field *field)
{
    bool is_object = field->type == RUN_OBJECT || field->type == RUN_HERE;
    return is_object && RUN_TABLES[field->table].layout == '[' ? JSON_ARRAY : TYPES[field->type].type;
}

static bool may_be_null(const struct run_field *field)
{
    return run_field_is_nullable(field) || field->presence == RUN_IF_FLAG ||
           field->presence == RUN_IF_POINTER;
}

/* Check that the value fits the row, range aside. */
static bool check_type(struct reader *reader, const struct run_field *field, const struct json *value)
{
    enum json_type wanted = json_type_of(field);
    bool or_null = may_be_null(field);
    if (field->type == RUN_VALUE)
        return value->type == JSON_NUMBER || value->type == JSON_STRING ||
               refuse(reader, value->place, "'%s' must be a number or a string", field->key);
    return value->type == wanted || (or_null && value->type == JSON_NULL) ||
           refuse(reader, value->place, "'%s' must be %s%s, found %s", field->key, json_type_name(wanted),
                  or_null ? " or null" : "", json_type_name(value->type));
}

static bool check_number(struct reader *reader, const struct run_field *field, const struct json *value)
{
    double min = TYPES[field->type].min, max = TYPES[field->type].max;
    if (value->type != JSON_NUMBER) return true;
    if (field->type == RUN_COUNT && value->number != floor(value->number))
        return refuse(reader, value->place, "'%s' must be a whole number", field->key);
    if (value->number < min || value->number > max)
        return refuse(reader, value->place, "'%s' must be from %g to %g", field->key, min, max);
    return true;
}

static bool read_letter(struct reader *reader, const struct run_field *field, const struct json *value,
                        char *out)
{
    if (strlen(value->text) != 1 || (value->text[0] & 0x80) != 0)
        return refuse(reader, value->place, "'%s' must be one letter", field->key);
    *out = value->text[0];
    return true;
}

/* The index of a word in a list that may have gaps, or count. */
static int index_of(const struct run_field *field, const struct json *word)
{
    int at = 0;
    while (at < field->name_count && (word->type != JSON_STRING || field->names[at] == NULL ||
                                      !text_equal(field->names[at], word->text)))
        at++;
    return at;
}

static bool read_choice(struct reader *reader, const struct run_field *field, const struct json *value,
                        unsigned *out)
{
    int at = index_of(field, value);
    if (at == field->name_count)
        return refuse(reader, value->place, "'%s' can't be '%s'", field->key,
                      text_quote(reader->arena, value->text, 40));
    *out = (unsigned)at;
    return true;
}

static bool read_names(struct reader *reader, const struct run_field *field, const struct json *list,
                       bool *set)
{
    for (const struct json *at = list->first; at != NULL; at = at->next) {
        int name = index_of(field, at);
        if (name == field->name_count)
            return refuse(reader, at->place, "'%s' must hold names such as \"%s\"", field->key,
                          field->names[field->name_count - 1]);
        set[name] = true;
    }
    return true;
}

static void read_value(const struct json *value, struct run_param *param)
{
    param->is_number = value->type == JSON_NUMBER;
    param->value = param->is_number ? value->number : 0;
}

static double number_of(const struct run_field *field, const struct json *value)
{
    return value->type == JSON_NUMBER ? value->number : field->type == RUN_OPEN ? INFINITY : NAN;
}

/* ---- lists ---- */

static bool is_list_of_texts(struct reader *reader, const struct run_field *field, const struct json *list)
{
    for (const struct json *at = list->first; at != NULL; at = at->next)
        if (at->type != JSON_STRING)
            return refuse(reader, at->place, "'%s' must hold strings, found %s", field->key,
                          json_type_name(at->type));
    return true;
}

static bool read_texts(struct reader *reader, const struct run_field *field, const struct json *list,
                       void *holder)
{
    const char **texts = arena_new_of(reader->arena, const char *, list->count);
    size_t count = 0;
    if (!is_list_of_texts(reader, field, list)) return false;
    for (const struct json *at = list->first; at != NULL; at = at->next) texts[count++] = at->text;
    RUN_FIELD_OF(const char *const *, field, holder) = texts;
    *(size_t *)(void *)((char *)holder + field->count_offset) = count;
    return true;
}

static bool read_column(struct reader *reader, const struct run_field *field, const struct json *list,
                        void *holder)
{
    size_t count = *(size_t *)(void *)((char *)holder + field->count_offset);
    char *element = RUN_FIELD_OF(char *, field, holder);
    if (!is_list_of_texts(reader, field, list)) return false;
    if (list->count != count)
        return refuse(reader, list->place, "'%s' must have a string for each role", field->key);
    for (const struct json *at = list->first; at != NULL;
         at = at->next, element += RUN_TABLES[field->table].size)
        *(const char **)(void *)(element + field->inner_offset) = at->text;
    return true;
}

static bool read_list(struct reader *reader, const struct run_field *field, const struct json *list,
                      void *holder)
{
    size_t size = RUN_TABLES[field->table].size;
    char *element = arena_alloc_array(reader->arena, list->count, size);
    bool good = true;
    RUN_FIELD_OF(void *, field, holder) = element;
    *(size_t *)(void *)((char *)holder + field->count_offset) = list->count;
    for (const struct json *at = list->first; at != NULL; at = at->next, element += size)
        good &= read_object(reader, at, field->table, element);
    return good;
}

static bool read_line(struct reader *reader, const struct json *object, struct run_kinds *kinds,
                      struct run_line *line)
{
    struct run_line_view view = {.basis = ""};
    *line = (struct run_line){.topic_group = ""};
    if (!read_object(reader, object, RUN_T_line, &view)) return false;
    if (view.factor_count > RUN_FACTORS_MAX)
        return refuse(reader, json_member(object, "factors")->place, "%zu factors, at most %d are read",
                      view.factor_count, RUN_FACTORS_MAX);
    *line = run_line_of_view(&view, kinds);
    return true;
}

static bool read_lines(struct reader *reader, const struct json *list, struct run_architecture *architecture)
{
    struct run_line *lines = arena_new_of(reader->arena, struct run_line, list->count);
    struct run_kinds kinds = {
        .arena = reader->arena,
        .list = arena_new_of(reader->arena, const struct run_line_kind *, list->count),
    };
    bool good = true;
    for (const struct json *at = list->first; at != NULL; at = at->next)
        good &= read_line(reader, at, &kinds, &lines[architecture->line_count++]);
    architecture->lines = lines;
    return good;
}

/* ---- objects ---- */

static void set_defaults(enum run_table_id table, void *out);

/* Set a member that an older document lacks to unknown. */
static void set_default(const struct run_field *field, void *holder)
{
    switch (field->type) {
    case RUN_TEXT:
    case RUN_NULL_TEXT: RUN_FIELD_OF(const char *, field, holder) = ""; break;
    case RUN_LETTER: RUN_FIELD_OF(char, field, holder) = '-'; break;
    case RUN_HERE: set_defaults(field->table, holder); break;
    case RUN_OBJECT:
        if (field->presence != RUN_IF_POINTER) set_defaults(field->table, &RUN_FIELD_OF(char, field, holder));
        break;
    default:
        if (run_type_is_derived(field->type)) RUN_FIELD_OF(double, field, holder) = NAN;
    }
}

static void set_defaults(enum run_table_id table, void *out)
{
    for (const struct run_field *field = RUN_TABLES[table].fields; field->type != RUN_END; field++)
        set_default(field, out);
}

static bool read_child(struct reader *reader, const struct run_field *field, const struct json *value,
                       void *holder)
{
    if (value->type == JSON_NULL) {
        set_default(field, holder);
        return true;
    }
    void *out = field->type == RUN_HERE ? holder : &RUN_FIELD_OF(char, field, holder);
    if (field->presence == RUN_IF_FLAG) *(bool *)((char *)holder + field->inner_offset) = true;
    if (field->presence == RUN_IF_POINTER) {
        out = arena_alloc(reader->arena, RUN_TABLES[field->table].size);
        RUN_FIELD_OF(void *, field, holder) = out;
    }
    return read_object(reader, value, field->table, out);
}

static bool read_field(struct reader *reader, const struct run_field *field, const struct json *value,
                       void *holder)
{
    if (!check_type(reader, field, value) || !check_number(reader, field, value)) return false;
    switch (field->type) {
    case RUN_TEXT:
    case RUN_NULL_TEXT:
        RUN_FIELD_OF(const char *, field, holder) = value->type == JSON_NULL ? "" : value->text;
        return true;
    case RUN_LETTER: return read_letter(reader, field, value, &RUN_FIELD_OF(char, field, holder));
    case RUN_BOOL: RUN_FIELD_OF(bool, field, holder) = value->truth; return true;
    case RUN_CHOICE: return read_choice(reader, field, value, &RUN_FIELD_OF(unsigned, field, holder));
    case RUN_COUNT: RUN_FIELD_OF(unsigned, field, holder) = (unsigned)value->number; return true;
    case RUN_VALUE: read_value(value, holder); return true;
    case RUN_TEXTS: return read_texts(reader, field, value, holder);
    case RUN_COLUMN: return read_column(reader, field, value, holder);
    case RUN_NAMES: return read_names(reader, field, value, &RUN_FIELD_OF(bool, field, holder));
    case RUN_LIST: return read_list(reader, field, value, holder);
    case RUN_LINES: return read_lines(reader, value, holder);
    case RUN_HERE:
    case RUN_OBJECT: return read_child(reader, field, value, holder);
    default: RUN_FIELD_OF(double, field, holder) = number_of(field, value); return true;
    }
}

static bool may_lack(const struct reader *reader, const struct run_field *field)
{
    return (field->flags & RUN_OPTIONAL) != 0 || field->presence == RUN_IF_TEXT ||
           (unsigned long)field->since > reader->minor;
}

/* The member by its name or its former name, which may be NULL. */
static const struct json *either(const struct json *object, const char *key, const char *was)
{
    const struct json *member = json_member(object, key);
    return member != NULL || was == NULL ? member : json_member(object, was);
}

static bool read_member(struct reader *reader, const struct json *object, const struct run_field *field,
                        void *out)
{
    const struct json *value = either(object, field->key, field->was);
    if ((field->flags & RUN_UNREAD) != 0) return true;
    if (value != NULL) return read_field(reader, field, value, out);
    if (!may_lack(reader, field)) return refuse(reader, object->place, "'%s' is missing here", field->key);
    set_default(field, out);
    return true;
}

/* A list whose positions have meanings, such as [low, high]. */
static bool read_positions(struct reader *reader, const struct json *list, enum run_table_id table, void *out)
{
    const struct run_field *field = RUN_TABLES[table].fields;
    const struct json *at = list->type == JSON_ARRAY ? list->first : NULL;
    bool good = true;
    for (; field->type != RUN_END && at != NULL; field++, at = at->next)
        good &= read_field(reader, field, at, out);
    return (field->type == RUN_END && at == NULL)
               ? good
               : refuse(reader, list->place, "this must be a list of %zu numbers", (size_t)2);
}

static bool read_object(struct reader *reader, const struct json *object, enum run_table_id table, void *out)
{
    if (RUN_TABLES[table].layout == '[') return read_positions(reader, object, table, out);
    if (object->type != JSON_OBJECT)
        return refuse(reader, object->place, "expected an object here, found %s",
                      json_type_name(object->type));
    bool good = true;
    for (const struct run_field *field = RUN_TABLES[table].fields; field->type != RUN_END; field++)
        good &= read_member(reader, object, field, out);
    return good;
}

/* ---- the document as a whole ---- */

static bool check_version(struct reader *reader, const struct json *root)
{
    static const char DIGITS[] = "0123456789";
    const struct json *schema = root->type == JSON_OBJECT ? json_member(root, "schema") : NULL;
    if (schema == NULL || schema->type != JSON_STRING || !text_starts_with(schema->text, RUN_FAMILY))
        return refuse(reader, root->place,
                      "this is no run document: write one with 'warpcost compare WORKLOAD -o run.json'");
    const char *version = schema->text + strlen(RUN_FAMILY);
    size_t digits = strspn(version, DIGITS);
    const char *minor = version[digits] == '.' ? version + digits + 1 : "";
    if (digits == 0 || *minor == '\0' || minor[strspn(minor, DIGITS)] != '\0')
        return refuse(reader, schema->place, "'schema' can't be '%s': write the document anew",
                      text_quote(reader->arena, schema->text, 40));
    if (strtoul(version, NULL, 10) != strtoul(RUN_MAJOR, NULL, 10))
        return diags_add(reader->diags, DIAG_RUN_VERSION, schema->place,
                         "this document is of version %s and this warpcost reads version " RUN_MAJOR
                         ": use the "
                         "warpcost that wrote it, or write it anew",
                         text_quote(reader->arena, version, 40));
    reader->minor = strtoul(minor, NULL, 10);
    return true;
}

static const struct json *hash_of(struct reader *reader, const struct json *root)
{
    const struct json *hash = json_member(root, "sha256");
    if (hash == NULL)
        refuse(reader, root->place, "'sha256' is missing here");
    else if (hash->type != JSON_STRING)
        refuse(reader, hash->place, "'sha256' must be a string, found %s", json_type_name(hash->type));
    else
        return hash;
    return NULL;
}

/* The hash is of the document with an empty hash. Its member is the first of that name: only the schema
 * precedes it. */
static bool check_hash(struct reader *reader, const struct json *root, const char *bytes, size_t length)
{
    const struct json *hash = hash_of(reader, root);
    if (hash == NULL) return false;
    const char *member = memmem(bytes, length, HASH_MEMBER, strlen(HASH_MEMBER));
    size_t before = member == NULL ? length : (size_t)(member - bytes) + strlen(HASH_MEMBER);
    char found[HASH_LENGTH + 1] = "";
    if (strlen(hash->text) == HASH_LENGTH && before + HASH_LENGTH < length &&
        memcmp(bytes + before, hash->text, HASH_LENGTH) == 0) {
        const char *behind = bytes + before + HASH_LENGTH;
        const struct sha256_piece pieces[] = {{bytes, before}, {behind, (size_t)(bytes + length - behind)}};
        sha256_hex_pieces(pieces, 2, found);
    }
    return (found[0] != '\0' && text_equal(found, hash->text)) ||
           refuse(reader, hash->place,
                  memmem(bytes, length, "\r\n", 2) != NULL
                      ? "its lines end in CRLF, as git's autocrlf makes them, so its sha256 doesn't match; "
                        "'*.json -text' in .gitattributes keeps them as they are"
                      : "the document was cut or altered since it was written: its sha256 doesn't match; "
                        "write it anew");
}

/* Text that begins like a run document but doesn't parse has lost its end, or was edited. */
static void report_cut(struct reader *reader, const char *name, const char *bytes, size_t length)
{
    if (memmem(bytes, length, RUN_FAMILY, strlen(RUN_FAMILY)) != NULL)
        refuse(reader, (struct place){name, 0, 0},
               "the run document was cut or altered since it was written; write it anew");
}

/* Check a rule beyond the rows: a step that interacts has been taken in the other order. */
static bool check_steps(struct reader *reader, const struct json *root, const struct run *run)
{
    size_t count = run->waterfall == NULL ? 0 : run->waterfall->step_count;
    for (size_t i = 0; i < count; i++)
        if (run->waterfall->steps[i].interacts && isnan(run->waterfall->steps[i].step_usd_reversed))
            return refuse(reader, either(either(root, "waterfall", "ladder"), "steps", "rungs")->place,
                          "step %zu 'interacts' and has no 'step_usd_reversed'", i + 1);
    return true;
}

const struct run *run_read(const char *name, const char *bytes, size_t length, struct arena *arena,
                           struct diags *diags)
{
    struct reader reader = {arena, diags, 0};
    size_t mistakes = diags->count;
    const struct json *root = json_read_within(name, bytes, length, RUN_FILE_MAX_BYTES, arena, diags);
    if (root == NULL) report_cut(&reader, name, bytes, length);
    if (diags->count > mistakes || !check_version(&reader, root) || !check_hash(&reader, root, bytes, length))
        return NULL;
    struct run *run = arena_new_of(arena, struct run, 1);
    bool good = read_object(&reader, root, RUN_T_run, run) && check_steps(&reader, root, run);
    if (!good) return NULL;
    return run->is_redacted ? run_round(run, arena)
                            : run; /* older ones have list prices as contracted ones */
}
