/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON Schema (draft-07) of a workload file. It sees shapes, keys, choices, units and plain ranges; ranges of
 * quantities with units, and what depends on several values, only resolving can judge. */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "params/keys.h"
#include "params/names.h"
#include "params/schema.h"
#include "params/schema_distribution.h"
#include "params/value.h"

static const char NUMBER[] = "[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?";

static cJSON *any_of(cJSON *first, cJSON *second)
{
    cJSON *schema = cJSON_CreateObject(), *list = cJSON_AddArrayToObject(schema, "anyOf");
    cJSON_AddItemToArray(list, first);
    cJSON_AddItemToArray(list, second);
    return schema;
}

static cJSON *typed(const char *type)
{
    cJSON *schema = cJSON_CreateObject();
    cJSON_AddStringToObject(schema, "type", type);
    return schema;
}

static char *quantity_pattern(enum unit_kind kind, bool unit_required, struct arena *arena)
{
    const char *unit = units_pattern(arena, kind);
    if (kind == UNIT_DURATION) /* one or several, "1h30m"; ISO 8601; zero has no unit */
        return text_format(arena, "^[ \\t]*((%s[ \\t]*%s[ \\t]*)+|P[0-9A-Z.]+)[ \\t]*$", NUMBER, unit);
    return text_format(arena, "^[ \\t]*%s[ \\t]*%s%s[ \\t]*$", NUMBER, unit,
                       *unit != '\0' && !unit_required ? "?" : "");
}

/* A number with one of the kind's units, as text. */
static cJSON *quantity_text(enum unit_kind kind, bool unit_required, struct arena *arena)
{
    cJSON *schema = typed("string");
    cJSON_AddStringToObject(schema, "pattern", quantity_pattern(kind, unit_required, arena));
    return schema;
}

static cJSON *plain_number(const struct param_row *row)
{
    cJSON *schema = typed(row->type == PARAM_COUNT ? "integer" : "number");
    cJSON_AddNumberToObject(schema, "minimum", row->min);
    cJSON_AddNumberToObject(schema, "maximum", row->max);
    return schema;
}

static cJSON *choices(const struct param_row *row)
{
    cJSON *schema = cJSON_CreateObject(), *list = cJSON_AddArrayToObject(schema, "enum");
    for (size_t i = 0; row->choices[i] != NULL; i++)
        cJSON_AddItemToArray(list, cJSON_CreateString(row->choices[i]));
    return schema;
}

static cJSON *booleans(void)
{
    cJSON *quoted = cJSON_CreateObject(), *list = cJSON_AddArrayToObject(quoted, "enum");
    cJSON_AddItemToArray(list, cJSON_CreateString("true"));
    cJSON_AddItemToArray(list, cJSON_CreateString("false"));
    return any_of(typed("boolean"), quoted);
}

/* YAML reads "name: 2026" as a number; warpcost takes it as the text that it is. */
static cJSON *text_schema(double max_length)
{
    cJSON *schema = cJSON_CreateObject(), *types = cJSON_AddArrayToObject(schema, "type");
    cJSON_AddItemToArray(types, cJSON_CreateString("string"));
    cJSON_AddItemToArray(types, cJSON_CreateString("number"));
    cJSON_AddItemToArray(types, cJSON_CreateString("boolean"));
    cJSON_AddNumberToObject(schema, "maxLength", max_length);
    return schema;
}

static cJSON *list_of(cJSON *items, bool unique)
{
    cJSON *schema = typed("array");
    cJSON_AddItemToObject(schema, "items", items);
    if (unique) cJSON_AddBoolToObject(schema, "uniqueItems", true);
    return schema;
}

static cJSON *zero(void)
{
    cJSON *schema = cJSON_CreateObject();
    cJSON_AddNumberToObject(schema, "const", 0);
    return schema;
}

/* "10k msg/s": the record size converts it to bytes. */
static cJSON *records_text(struct arena *arena)
{
    cJSON *schema = typed("string");
    cJSON_AddStringToObject(
        schema, "pattern",
        text_format(arena,
                    "^[ \\t]*%s[ \\t]*[kKMG]?[ \\t]*(msg|message|record|rec|event)s?[ \\t]*(/|per )"
                    "[ \\t]*%s[ \\t]*$",
                    NUMBER, units_pattern(arena, UNIT_DURATION)));
    return schema;
}

static cJSON *type_schema(const struct param_row *row, struct arena *arena)
{
    switch (row->type) {
    case PARAM_BOOL: return booleans();
    case PARAM_CHOICE: return choices(row);
    case PARAM_SET: return list_of(choices(row), true);
    case PARAM_TEXT: return text_schema(row->max);
    case PARAM_SERIES:
        return list_of(any_of(plain_number(row), quantity_text(UNIT_NUMBER, false, arena)), false);
    case PARAM_DISTRIBUTION: return schema_distribution_reference();
    case PARAM_BYTES:
    case PARAM_RATE:
    case PARAM_DURATION: {
        cJSON *text = quantity_text(value_unit_kind(row->type), true, arena);
        if (row == &TOPIC_ROWS[TOPIC_PRODUCE_RATE]) text = any_of(text, records_text(arena));
        return row->min > 0 ? text : any_of(zero(), text);
    }
    default: return any_of(plain_number(row), quantity_text(value_unit_kind(row->type), false, arena));
    }
}

static void add_default(cJSON *schema, const struct param_row *row)
{
    if (row->fallback == NULL || row->type == PARAM_SET || row->type == PARAM_SERIES) return;
    double number;
    bool plain = row->type == PARAM_NUMBER || row->type == PARAM_COUNT || row->type == PARAM_FRACTION;
    if (row->type == PARAM_BOOL)
        cJSON_AddBoolToObject(schema, "default", text_equal(row->fallback, "true"));
    else if (plain && units_parse(UNIT_NUMBER, row->fallback, &number) == UNITS_OK)
        cJSON_AddNumberToObject(schema, "default", number);
    else
        cJSON_AddStringToObject(schema, "default", row->fallback);
}

static cJSON *row_schema(const struct param_row *row, struct arena *arena)
{
    cJSON *schema = type_schema(row, arena);
    const char *range = value_range(arena, row);
    bool ranged = *range != '\0' && row->type != PARAM_TEXT;
    const char *description = ranged ? text_format(arena, "%s (%s)", row->help, range) : row->help;
    cJSON_AddStringToObject(schema, "description", description);
    add_default(schema, row);
    return schema;
}

static cJSON *closed_object(cJSON **properties)
{
    cJSON *schema = typed("object");
    *properties = cJSON_AddObjectToObject(schema, "properties");
    cJSON_AddBoolToObject(schema, "additionalProperties", false);
    return schema;
}

static void add_keys(cJSON *properties, const struct key *keys, const struct param_row *rows,
                     struct arena *arena);

/* The schema of a key that holds other keys. */
static cJSON *nested(const struct key *key, const struct param_row *rows, struct arena *arena)
{
    if (key->any == NO_ROW) {
        cJSON *properties, *schema = closed_object(&properties);
        add_keys(properties, key->children, rows, arena);
        return schema;
    }
    cJSON *schema = typed("object");
    cJSON_AddStringToObject(schema, "description", rows[key->any].help);
    cJSON_AddItemToObject(schema, "additionalProperties", row_schema(&rows[key->any], arena));
    return schema;
}

static void add_keys(cJSON *properties, const struct key *keys, const struct param_row *rows,
                     struct arena *arena)
{
    for (const struct key *key = keys; key != NULL; key = key->next) {
        bool holds_keys = key->children != NULL || key->any != NO_ROW;
        cJSON *schema = key->row == NO_ROW ? nested(key, rows, arena)
                        : holds_keys ? any_of(row_schema(&rows[key->row], arena), nested(key, rows, arena))
                                     : row_schema(&rows[key->row], arena);
        cJSON_AddItemToObject(properties, arena_copy(arena, key->name, key->length), schema);
    }
}

static cJSON *name_schema(const char *description)
{
    cJSON *schema = text_schema(NAME_MAX_BYTES);
    cJSON_AddNumberToObject(schema, "minLength", 1);
    cJSON_AddStringToObject(schema, "description", description);
    return schema;
}

static void add_required(cJSON *schema, const char *key)
{
    cJSON *list = cJSON_GetObjectItemCaseSensitive(schema, "required");
    if (list == NULL) list = cJSON_AddArrayToObject(schema, "required");
    for (const cJSON *item = list->child; item != NULL; item = item->next)
        if (text_equal(item->valuestring, key)) return;
    cJSON_AddItemToArray(list, cJSON_CreateString(key));
}

/* The member of object called name, added if missing. */
static cJSON *member(cJSON *object, const char *name)
{
    cJSON *found = cJSON_GetObjectItemCaseSensitive(object, name);
    return found != NULL ? found : cJSON_AddObjectToObject(object, name);
}

/* A schema that only lists the required keys of a topic group. */
static cJSON *topic_requirements(struct arena *arena)
{
    cJSON *schema = cJSON_CreateObject();
    for (size_t i = 0; i < TOPIC__COUNT; i++) {
        if (!TOPIC_ROWS[i].required) continue;
        cJSON *level = schema;
        for (const char *at = TOPIC_ROWS[i].path; *at != '\0';) {
            size_t length = strcspn(at, ".");
            const char *key = arena_copy(arena, at, length);
            add_required(level, key);
            at += length + (at[length] == '.');
            if (*at != '\0') level = member(member(level, "properties"), key);
        }
    }
    return schema;
}

static cJSON *topics_schema(struct arena *arena)
{
    cJSON *properties, *topic = closed_object(&properties);
    cJSON_AddItemToObject(properties, "name", name_schema("name of the topic group, unlike all others"));
    add_keys(properties, keys_of(TOPIC_ROWS, TOPIC__COUNT, arena), TOPIC_ROWS, arena);
    add_required(topic, "name");
    cJSON *list = list_of(topic, false);
    cJSON_AddNumberToObject(list, "minItems", 1);
    cJSON_AddNumberToObject(list, "maxItems", TOPICS_MAX);
    cJSON_AddStringToObject(list, "description",
                            "topic groups; each is costed, and all share the deployment");
    return list;
}

static cJSON *reference(const char *definition, struct arena *arena)
{
    cJSON *schema = cJSON_CreateObject();
    cJSON_AddStringToObject(schema, "$ref", text_format(arena, "#/definitions/%s", definition));
    return schema;
}

/* An entry of `architectures` that is a mapping. */
static cJSON *scenario_schema(const struct param_kind *kind, struct arena *arena)
{
    cJSON *properties, *schema = closed_object(&properties), *use = cJSON_CreateObject(),
                       *id = typed("string");
    cJSON_AddStringToObject(use, "const", kind->id);
    cJSON_AddStringToObject(use, "description", kind->summary);
    cJSON_AddStringToObject(id, "pattern", "^[a-z0-9-]{1,64}$");
    cJSON_AddStringToObject(id, "description", "how paths and reports call it; by default what 'use' says");
    cJSON_AddItemToObject(properties, "use", use);
    cJSON_AddItemToObject(properties, "id", id);
    cJSON_AddItemToObject(properties, "name", name_schema("title in reports"));
    cJSON_AddItemToObject(properties, "with", reference(kind->id, arena));
    for (const struct key *key = kind->override_count > 0 ? keys_of(OVERRIDE_ROWS, OVERRIDE__COUNT, arena)
                                                          : NULL;
         key != NULL; key = key->next) {
        const char *name = arena_copy(arena, key->name, key->length);
        cJSON_AddItemToObject(properties, name, reference(name, arena));
    }
    add_required(schema, "use");
    return schema;
}

static cJSON *scenarios_schema(const struct param_registry *registry, struct arena *arena)
{
    cJSON *item = cJSON_CreateObject(), *forms = cJSON_AddArrayToObject(item, "anyOf"),
          *ids = cJSON_CreateObject();
    cJSON *list = cJSON_AddArrayToObject(ids, "enum");
    cJSON_AddItemToArray(forms, ids);
    for (size_t i = 0; i < registry->kind_count; i++) {
        cJSON_AddItemToArray(list, cJSON_CreateString(registry->kinds[i].id));
        cJSON_AddItemToArray(forms, scenario_schema(&registry->kinds[i], arena));
    }
    cJSON *schema = list_of(item, false);
    cJSON_AddNumberToObject(schema, "minItems", 1);
    cJSON_AddNumberToObject(schema, "maxItems", SCENARIOS_MAX);
    cJSON_AddStringToObject(schema, "description", "what to compare");
    return schema;
}

static cJSON *options_schema(const struct param_kind *kind, struct arena *arena)
{
    cJSON *properties, *schema = closed_object(&properties);
    cJSON_AddStringToObject(schema, "title", text_format(arena, "options of %s", kind->title));
    add_keys(properties, keys_of(kind->rows, kind->row_count - kind->override_count, arena), kind->rows,
             arena);
    return schema;
}

/* Keys of a topic group are required only without a profile, which may give them. */
static void add_condition(cJSON *schema, struct arena *arena)
{
    cJSON *condition = cJSON_AddObjectToObject(schema, "if");
    add_required(condition, "profile");
    cJSON *otherwise = member(member(member(schema, "else"), "properties"), "topics");
    cJSON_AddItemToObject(otherwise, "items", topic_requirements(arena));
}

static cJSON *workload_schema(const struct param_registry *registry, struct arena *arena)
{
    cJSON *schema = cJSON_CreateObject();
    cJSON_AddStringToObject(schema, "$schema", "http://json-schema.org/draft-07/schema#");
    cJSON_AddStringToObject(schema, "title", "warpcost workload");
    cJSON_AddStringToObject(schema, "type", "object");
    cJSON *properties = cJSON_AddObjectToObject(schema, "properties");
    cJSON_AddItemToObject(properties, "name",
                          name_schema("name of the workload; by default that of its file"));
    cJSON *profile = any_of(typed("string"), list_of(typed("string"), true));
    cJSON_AddStringToObject(profile, "description",
                            "files beside this one with values in place of defaults; later ones win");
    cJSON_AddItemToObject(properties, "profile", profile);
    cJSON_AddItemToObject(properties, "topics", topics_schema(arena));
    cJSON_AddItemToObject(properties, "architectures", scenarios_schema(registry, arena));
    add_keys(properties, keys_of(ROOT_ROWS, ROOT__COUNT, arena), ROOT_ROWS, arena);
    cJSON_AddBoolToObject(cJSON_AddObjectToObject(schema, "patternProperties"), "^x-",
                          true); /* anchors can be kept there */
    cJSON_AddBoolToObject(schema, "additionalProperties", false);
    add_required(schema, "topics");
    add_condition(schema, arena);
    cJSON *definitions = cJSON_AddObjectToObject(schema, "definitions");
    for (size_t i = 0; i < registry->kind_count; i++)
        cJSON_AddItemToObject(definitions, registry->kinds[i].id, options_schema(&registry->kinds[i], arena));
    for (const struct key *key = keys_of(OVERRIDE_ROWS, OVERRIDE__COUNT, arena); key != NULL;
         key = key->next) {
        cJSON *own = nested(key, OVERRIDE_ROWS, arena);
        cJSON_AddStringToObject(own, "description", "of this architecture alone");
        cJSON_AddItemToObject(definitions, arena_copy(arena, key->name, key->length), own);
    }
    schema_add_distributions(definitions, registry->profiles, quantity_pattern(UNIT_DURATION, true, arena),
                             quantity_pattern(UNIT_NUMBER, false, arena));
    return schema;
}

char *schema_json(const struct param_registry *registry, struct arena *arena)
{
    cJSON *schema = workload_schema(registry, arena);
    char *printed = cJSON_Print(schema);
    char *text = text_format(arena, "%s\n", printed);
    cJSON_free(printed);
    cJSON_Delete(schema);
    return text;
}
