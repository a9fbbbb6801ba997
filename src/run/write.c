/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/json_out.h"
#include "base/sha256.h"
#include "base/text.h"
#include "run/document.h"
#include "run/fields.h"
#include "run/lines.h"

/* Position of the hash: the document is hashed with an empty string there. */
static const char HASH_MEMBER[] = "\"sha256\": \"";

static void write_object(struct json_out *out, const char *key, enum run_table_id table, const void *object);

/* ---- lines ---- */

/* Kinds with a line written so far. A document with very many has no groups that would repeat them. */
struct written_kinds {
    size_t count;
    const struct run_line_kind *list[256];
};

static bool is_first_of_kind(struct written_kinds *kinds, const struct run_line_kind *kind)
{
    for (size_t i = 0; i < kinds->count; i++)
        if (kinds->list[i] == kind) return false;
    if (kinds->count < sizeof kinds->list / sizeof *kinds->list) kinds->list[kinds->count++] = kind;
    return true;
}

static void write_lines(struct json_out *out, const struct run_line *lines, size_t count)
{
    struct written_kinds kinds = {.count = 0};
    struct arena *scratch = arena_new();
    arena_alloc(scratch, 1); /* keeps the first chunk when the arena is rewound */
    for (size_t i = 0; i < count; i++) {
        struct arena_mark mark = arena_mark(scratch);
        struct run_line_view view = run_line_view(&lines[i], is_first_of_kind(&kinds, lines[i].kind),
                                                  scratch);
        write_object(out, NULL, RUN_T_line, &view);
        arena_rewind(scratch, mark);
    }
    arena_free(scratch);
}

/* ---- fields ---- */

static void write_number(struct json_out *out, const char *key, const struct run_field *field, double value)
{
    if (run_field_is_nullable(field))
        json_number_or_null(out, key, value);
    else
        json_number(out, key, value);
}

static void write_value(struct json_out *out, const char *key, const struct run_param *param)
{
    if (param->is_number)
        json_exact(out, key, param->value);
    else
        json_text(out, key, param->text);
}

static void write_list(struct json_out *out, const struct run_field *field, const void *holder)
{
    size_t count, size = RUN_TABLES[field->table].size;
    const char *list = run_field_list(field, holder, &count);
    json_list(out, field->key);
    if (field->type == RUN_LINES) write_lines(out, (const void *)list, count);
    for (size_t i = 0; i < count && field->type != RUN_LINES; i++) {
        const void *element = list + i * size;
        if (field->type == RUN_TEXTS)
            json_text(out, NULL, ((const char *const *)(const void *)list)[i]);
        else if (field->type == RUN_COLUMN)
            json_text(out, NULL,
                      *(const char *const *)(const void *)((const char *)element + field->inner_offset));
        else
            write_object(out, NULL, field->table, element);
    }
    json_close(out);
}

static void write_names(struct json_out *out, const struct run_field *field, const bool *set)
{
    json_list_row(out, field->key);
    for (int i = 0; i < field->name_count; i++)
        if (set[i]) json_text(out, NULL, field->names[i]);
    json_close(out);
}

static void write_child(struct json_out *out, const char *key, const struct run_field *field,
                        const void *holder)
{
    const void *object = run_field_object(field, holder);
    if (object != NULL)
        write_object(out, key, field->table, object);
    else if (field->presence != RUN_IF_TEXT)
        json_text_or_null(out, key, "");
}

#define AT(type) (*(type const *)at)

static void write_field(struct json_out *out, const char *key, const struct run_field *field,
                        const void *holder)
{
    const void *at = (const char *)holder + field->offset;
    switch (field->type) {
    case RUN_TEXT: json_text(out, key, AT(char *)); break;
    case RUN_NULL_TEXT: json_text_or_null(out, key, AT(char *) == NULL ? "" : AT(char *)); break;
    case RUN_LETTER: json_text(out, key, (const char[]){AT(char), '\0'}); break;
    case RUN_BOOL: json_bool(out, key, AT(bool)); break;
    case RUN_CHOICE: json_text(out, key, field->names[AT(unsigned)]); break;
    case RUN_COUNT: json_number(out, key, AT(unsigned)); break;
    case RUN_EXACT: json_exact(out, key, AT(double)); break;
    case RUN_VALUE: write_value(out, key, holder); break;
    case RUN_TEXTS:
    case RUN_COLUMN:
    case RUN_LIST:
    case RUN_LINES: write_list(out, field, holder); break;
    case RUN_NAMES: write_names(out, field, at); break;
    case RUN_HERE:
    case RUN_OBJECT: write_child(out, key, field, holder); break;
    default: write_number(out, key, field, AT(double)); break;
    }
}

static void write_fields(struct json_out *out, const struct run_table *table, const void *object)
{
    for (const struct run_field *field = table->fields; field->type != RUN_END; field++)
        write_field(out, table->layout == '[' ? NULL : field->key, field, object);
}

static void write_object(struct json_out *out, const char *key, enum run_table_id id, const void *object)
{
    const struct run_table *table = &RUN_TABLES[id];
    (table->layout == '{' ? json_object : table->layout == '[' ? json_list_row : json_object_row)(out, key);
    write_fields(out, table, object);
    json_close(out);
}

char *run_write(const struct run *run, struct arena *arena)
{
    struct text text = text_new(arena);
    struct json_out out = json_out_new(&text);
    json_object(&out, NULL);
    json_text(&out, "schema", run_version(arena));
    json_text(&out, "sha256", "");
    write_fields(&out, &RUN_TABLES[RUN_T_run], run);
    json_close(&out);
    text_add(&text, "\n");
    char hash[65];
    sha256_hex(text.bytes, text.length, hash);
    /* The document's own hash is the first member of that name: only the schema's name precedes it. */
    size_t at = (size_t)(strstr(text.bytes, HASH_MEMBER) - text.bytes) + strlen(HASH_MEMBER);
    enum { HASH_LENGTH = sizeof hash - 1 };
    size_t behind = text.length - at;
    text_add_repeated(&text, ' ', HASH_LENGTH);
    memmove(text.bytes + at + HASH_LENGTH, text.bytes + at, behind);
    memcpy(text.bytes + at, hash, HASH_LENGTH);
    return text.bytes;
}
