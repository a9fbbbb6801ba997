/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/members.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "base/text.h"

bool members_refuse(struct members_reader *reader, struct place place, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *message = text_vformat(reader->diags->arena, format, args);
    va_end(args);
    return diags_add(reader->diags, DIAG_RUN_DOCUMENT, place, "%s", message);
}

static const struct json *find(struct members_reader *reader, const struct json *object, const char *key)
{
    const struct json *member = json_member(object, key);
    if (member == NULL) members_refuse(reader, object->place, "'%s' is missing here", key);
    return member;
}

const struct json *members_get(struct members_reader *reader, const struct json *object, const char *key,
                               enum json_type type)
{
    const struct json *member = find(reader, object, key);
    if (member == NULL || member->type == type) return member;
    members_refuse(reader, member->place, "'%s' must be %s, found %s", key, json_type_name(type),
                   json_type_name(member->type));
    return NULL;
}

static const struct {
    enum json_type type;
    bool or_null;
} WANTED[] = {
    [MEMBER_TEXT] = {JSON_STRING, false},         [MEMBER_TEXT_OR_NULL] = {JSON_STRING, true},
    [MEMBER_LETTER] = {JSON_STRING, false},       [MEMBER_BOOL] = {JSON_BOOL, false},
    [MEMBER_COUNT] = {JSON_NUMBER, false},        [MEMBER_NUMBER] = {JSON_NUMBER, false},
    [MEMBER_NUMBER_OR_NAN] = {JSON_NUMBER, true}, [MEMBER_NUMBER_OR_OPEN] = {JSON_NUMBER, true},
};

/* The value fits the row, but for its range. */
static bool check_type(struct members_reader *reader, const struct member *row, const struct json *value)
{
    enum json_type wanted = WANTED[row->type].type;
    bool or_null = WANTED[row->type].or_null;
    if (value->type == wanted || (or_null && value->type == JSON_NULL)) return true;
    return members_refuse(reader, value->place, "'%s' must be %s%s, found %s", row->key,
                          json_type_name(wanted), or_null ? " or null" : "", json_type_name(value->type));
}

static bool check_number(struct members_reader *reader, const struct member *row, const struct json *value)
{
    if (value->type != JSON_NUMBER) return true;
    if (row->type == MEMBER_COUNT && value->number != floor(value->number))
        return members_refuse(reader, value->place, "'%s' must be a whole number", row->key);
    if (value->number < row->min || value->number > row->max)
        return members_refuse(reader, value->place, "'%s' must be from %g to %g", row->key, row->min,
                              row->max);
    return true;
}

static void fill(void *field, enum member_type type, const struct json *value)
{
    switch (type) {
    case MEMBER_TEXT:
    case MEMBER_TEXT_OR_NULL: *(const char **)field = value->type == JSON_NULL ? "" : value->text; break;
    case MEMBER_LETTER: *(char *)field = value->text[0]; break;
    case MEMBER_BOOL: *(bool *)field = value->truth; break;
    case MEMBER_COUNT: *(unsigned *)field = (unsigned)value->number; break;
    case MEMBER_NUMBER:
    case MEMBER_NUMBER_OR_NAN:
    case MEMBER_NUMBER_OR_OPEN:
        *(double *)field = value->type == JSON_NUMBER     ? value->number
                           : type == MEMBER_NUMBER_OR_NAN ? NAN
                                                          : INFINITY;
        break;
    }
}

static bool read_member(struct members_reader *reader, const struct member *row, const struct json *value,
                        void *field)
{
    if (value == NULL || !check_type(reader, row, value) || !check_number(reader, row, value)) return false;
    if (row->type == MEMBER_LETTER && (strlen(value->text) != 1 || (value->text[0] & 0x80) != 0))
        return members_refuse(reader, value->place, "'%s' must be one letter", row->key);
    fill(field, row->type, value);
    return true;
}

bool members_read(struct members_reader *reader, const struct json *object, const struct member *table,
                  void *out)
{
    if (object->type != JSON_OBJECT)
        return members_refuse(reader, object->place, "expected an object here, found %s",
                              json_type_name(object->type));
    bool good = true;
    for (const struct member *row = table; row->key != NULL; row++)
        good &= read_member(reader, row, find(reader, object, row->key), (char *)out + row->offset);
    return good;
}

void *members_list(struct members_reader *reader, const struct json *object, const char *key,
                   const struct member *table, size_t size, size_t *count)
{
    const struct json *list = members_get(reader, object, key, JSON_ARRAY);
    if (list == NULL) return NULL;
    char *elements = arena_alloc_array(reader->arena, list->count, size);
    bool good = true;
    size_t at = 0;
    for (const struct json *element = list->first; element != NULL; element = element->next)
        good &= members_read(reader, element, table, elements + size * at++);
    *count = list->count;
    return good ? elements : NULL;
}
