/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/json_out.h"
#include "base/text.h"
#include "cost/ledger.h"
#include "run/document.h"
#include "run/fields.h"

/* Words between bars as an enum. */
static void write_words(struct json_out *out, const char *words, bool or_null)
{
    json_list_row(out, "enum");
    for (const char *at = words;; at++) {
        size_t length = strcspn(at, "|");
        json_text(out, NULL, arena_copy(out->text->arena, at, length));
        at += length;
        if (*at == '\0') break;
    }
    if (or_null) json_text_or_null(out, NULL, "");
    json_close(out);
}

static void write_names(struct json_out *out, const struct run_field *field)
{
    json_list_row(out, "enum");
    for (int i = 0; i < field->name_count; i++) {
        bool is_new = field->names[i] != NULL;
        for (int before = 0; is_new && before < i; before++)
            is_new = field->names[before] == NULL || !text_equal(field->names[before], field->names[i]);
        if (is_new) json_text(out, NULL, field->names[i]);
    }
    json_close(out);
}

static void write_components(struct json_out *out)
{
    json_list_row(out, "enum");
    for (int i = 0; i < COMPONENT__COUNT; i++) json_text(out, NULL, component_name((enum component)i));
    json_close(out);
}

static void write_type(struct json_out *out, const char *type, bool or_null)
{
    if (!or_null) {
        json_text(out, "type", type);
        return;
    }
    json_list_row(out, "type");
    json_text(out, NULL, type);
    json_text(out, NULL, "null");
    json_close(out);
}

static void write_text(struct json_out *out, const struct run_field *field)
{
    const char *form = field->form;
    if (strchr(form, '|') != NULL) {
        write_words(out, form, run_field_is_nullable(field));
    } else if (*form == '@') {
        write_components(out);
    } else {
        write_type(out, "string", run_field_is_nullable(field));
        if (*form == '+') json_number(out, "minLength", 1);
        if (*form == '^') json_text(out, "pattern", form);
    }
}

static void write_bounds(struct json_out *out, const char *bounds, const char *least, const char *most)
{
    if (*bounds == '>') {
        json_exact(out, "exclusiveMinimum", strtod(bounds + 1, NULL));
    } else {
        char *end;
        json_exact(out, least, strtod(bounds, &end));
        if (text_starts_with(end, "..")) json_exact(out, most, strtod(end + 2, NULL));
    }
}

static void write_number(struct json_out *out, const struct run_field *field)
{
    bool either_way = field->type == RUN_CHANGE || field->type == RUN_NULL_CHANGE;
    write_type(out, field->type == RUN_COUNT ? "integer" : "number", run_field_is_nullable(field));
    if (field->bounds != NULL)
        write_bounds(out, field->bounds, "minimum", "maximum");
    else if (field->type == RUN_SHARE)
        write_bounds(out, "0..1", "minimum", "maximum");
    else if (!either_way)
        json_number(out, "minimum", 0);
}

static const char *reference(const struct run_field *field, struct arena *arena)
{
    return text_format(arena, "#/definitions/%s", RUN_TABLES[field->table].name);
}

static void write_object(struct json_out *out, const struct run_field *field)
{
    const char *to = reference(field, out->text->arena);
    if (field->presence != RUN_IF_FLAG && field->presence != RUN_IF_POINTER) {
        json_text(out, "$ref", to);
        return;
    }
    json_list_row(out, "anyOf");
    json_object_row(out, NULL);
    json_text(out, "type", "null");
    json_close(out);
    json_object_row(out, NULL);
    json_text(out, "$ref", to);
    json_close(out);
    json_close(out);
}

static void write_list(struct json_out *out, const struct run_field *field)
{
    json_text(out, "type", "array");
    if (field->bounds != NULL) write_bounds(out, field->bounds, "minItems", "maxItems");
    json_object_row(out, "items");
    if (field->type == RUN_NAMES)
        write_names(out, field);
    else if (field->type == RUN_LIST || field->type == RUN_LINES)
        json_text(out, "$ref", reference(field, out->text->arena));
    else
        json_text(out, "type", "string");
    json_close(out);
}

static void write_value(struct json_out *out)
{
    json_list_row(out, "type");
    json_text(out, NULL, "number");
    json_text(out, NULL, "string");
    json_close(out);
}

static void write_field(struct json_out *out, const char *key, const struct run_field *field)
{
    json_object_row(out, key);
    switch (field->type) {
    case RUN_TEXT:
    case RUN_NULL_TEXT:
    case RUN_LETTER: write_text(out, field); break;
    case RUN_BOOL: json_text(out, "type", "boolean"); break;
    case RUN_CHOICE: write_names(out, field); break;
    case RUN_VALUE: write_value(out); break;
    case RUN_TEXTS:
    case RUN_COLUMN:
    case RUN_NAMES:
    case RUN_LIST:
    case RUN_LINES: write_list(out, field); break;
    case RUN_HERE:
    case RUN_OBJECT: write_object(out, field); break;
    default: write_number(out, field); break;
    }
    json_close(out);
}

static void write_required(struct json_out *out, const struct run_table *table)
{
    json_list_row(out, "required");
    if (table == &RUN_TABLES[RUN_T_run]) {
        json_text(out, NULL, "schema");
        json_text(out, NULL, "sha256");
    }
    for (const struct run_field *field = table->fields; field->type != RUN_END; field++)
        if ((field->flags & RUN_OPTIONAL) == 0 && field->presence != RUN_IF_TEXT)
            json_text(out, NULL, field->key);
    json_close(out);
}

static void write_root_members(struct json_out *out)
{
    json_object_row(out, "schema");
    json_text(out, "const", run_version(out->text->arena));
    json_close(out);
    json_object_row(out, "sha256");
    json_text(out, "type", "string");
    json_text(out, "pattern", "^[0-9a-f]{64}$");
    json_close(out);
}

static void write_members(struct json_out *out, const struct run_table *table)
{
    json_text(out, "type", "object");
    write_required(out, table);
    json_object(out, "properties");
    if (table == &RUN_TABLES[RUN_T_run]) write_root_members(out);
    for (const struct run_field *field = table->fields; field->type != RUN_END; field++)
        write_field(out, field->key, field);
    json_close(out);
}

/* A list whose positions have meanings. */
static void write_positions(struct json_out *out, const struct run_table *table)
{
    size_t count = 0;
    json_text(out, "type", "array");
    json_list(out, "items");
    for (const struct run_field *field = table->fields; field->type != RUN_END; field++, count++)
        write_field(out, NULL, field);
    json_close(out);
    json_number(out, "minItems", (double)count);
    json_number(out, "maxItems", (double)count);
}

char *run_schema(struct arena *arena)
{
    struct text text = text_new(arena);
    struct json_out out = json_out_new(&text);
    json_object(&out, NULL);
    json_text(&out, "$schema", "http://json-schema.org/draft-07/schema#");
    json_text(&out, "title", "Run document of warpcost");
    json_text(&out, "description",
              "What a comparison found out, as this version writes it. Documents of older minor versions "
              "lack members or "
              "have them under an older name; docs/run-document.md says which.");
    write_members(&out, &RUN_TABLES[RUN_T_run]);
    json_object(&out, "definitions");
    for (int id = RUN_T_run + 1; id < RUN_T__COUNT; id++) {
        json_object(&out, RUN_TABLES[id].name);
        (RUN_TABLES[id].layout == '[' ? write_positions : write_members)(&out, &RUN_TABLES[id]);
        json_close(&out);
    }
    json_close(&out);
    json_close(&out);
    text_add(&text, "\n");
    return text.bytes;
}
