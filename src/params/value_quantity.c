/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quantities of a row's type, and the messages about those that can't be read: they propose values of the
 * magnitude that was written. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "params/kafka_keys.h"
#include "params/value_private.h"

enum { QUOTE_COLUMNS = 40 };

/* The look of each type's values, and the likeliest unit of a bare number. */
const struct value_type VALUE_TYPES[PARAM__COUNT] = {
    [PARAM_NUMBER] = {"number", UNIT_NUMBER, "", "number"},
    [PARAM_COUNT] = {"count", UNIT_COUNT, "", "whole number"},
    [PARAM_FRACTION] = {"fraction", UNIT_FRACTION, "", "fraction or percentage"},
    [PARAM_BYTES] = {"bytes", UNIT_BYTES, " B", "number of bytes"},
    [PARAM_RATE] = {"rate", UNIT_RATE, NULL, "rate"},
    [PARAM_DURATION] = {"duration", UNIT_DURATION, "ms", "duration"},
    [PARAM_BOOL] = {"bool", UNIT__COUNT, "", "truth value"},
    [PARAM_CHOICE] = {"choice", UNIT__COUNT, "", "choice"},
    [PARAM_SET] = {"set", UNIT__COUNT, "", "list of choices"},
    [PARAM_TEXT] = {"text", UNIT__COUNT, "", "text"},
    [PARAM_SERIES] = {"series", UNIT__COUNT, "", "list of numbers"},
    [PARAM_DISTRIBUTION] = {"distribution", UNIT__COUNT, "", "distribution"},
};

/* The kind of quantity that a value holds, be it one or many. */
enum unit_kind value_item_unit(const struct param_row *row)
{
    if (row->type == PARAM_DISTRIBUTION) return UNIT_DURATION;
    return row->type == PARAM_SERIES ? UNIT_NUMBER : VALUE_TYPES[row->type].unit;
}

/* The noun for a value in messages. */
const char *value_item_noun(const struct param_row *row)
{
    return row->type == PARAM_SERIES ? VALUE_TYPES[PARAM_NUMBER].noun : VALUE_TYPES[row->type].noun;
}

/* A user's text, shortened for messages. */
const char *value_quote(const struct value_source *source, const char *text)
{
    return text_quote(source->diags->arena, text, QUOTE_COLUMNS);
}

const char *value_last_key(const struct param_row *row)
{
    const char *dot = strrchr(row->path, '.');
    while (dot != NULL && dot > row->path && dot[1] >= '0' && dot[1] <= '9') /* "lognormal.p99.9" */
        for (dot--; dot > row->path && *dot != '.'; dot--) continue;
    return dot == NULL || text_equal(dot, ".*") ? row->path : dot + 1;
}

/* The whole path, for messages that are read far from the file. */
const char *value_full_path(const struct param_row *row, const struct value_source *source)
{
    enum { PATH_COLUMNS = 100 };
    struct arena *arena = source->diags->arena;
    if (source->path != NULL) return text_quote(arena, source->path, PATH_COLUMNS);
    return text_quote(arena,
                      text_format(arena, "%s%s", source->scope == NULL ? "" : source->scope, row->path),
                      PATH_COLUMNS);
}

const char *value_example(const struct param_row *row, struct arena *arena)
{
    if (row->fallback != NULL) return row->fallback;
    if (VALUE_TYPES[row->type].unit != UNIT__COUNT) return units_example(VALUE_TYPES[row->type].unit);
    if (row->type == PARAM_BOOL) return "true";
    if (row->type == PARAM_SERIES) return "[1, 1.5, 2]";
    if (row->type == PARAM_DISTRIBUTION) return "{lognormal: {p50: 60 ms, p99: 400 ms}}";
    if (row->type == PARAM_TEXT) return value_last_key(row);
    return text_format(arena, row->type == PARAM_SET ? "[%s]" : "%s", row->choices[0]);
}

const char *value_item_example(const struct param_row *row, struct arena *arena)
{
    return row->type == PARAM_SERIES ? units_example(UNIT_NUMBER) : value_example(row, arena);
}

char *value_range(struct arena *arena, const struct param_row *row)
{
    enum unit_kind unit = value_item_unit(row);
    if (row->type == PARAM_TEXT) return text_format(arena, "at most %.0f bytes", row->max);
    if (unit == UNIT__COUNT) return arena_copy_string(arena, "");
    if (unit == UNIT_COUNT || unit == UNIT_NUMBER)
        return text_format(arena, "%s to %s", text_number(arena, row->min),
                           row->max < 1e15
                               ? text_thousands(arena, row->max, row->max == floor(row->max) ? 0 : 2)
                               : "2^53");
    return text_format(arena, "%s to %s", units_print(arena, unit, row->min),
                       units_print(arena, unit, row->max));
}

char *value_choices(struct arena *arena, const struct param_row *row)
{
    size_t count = 0;
    while (row->choices[count] != NULL) count++;
    return text_list(arena, row->choices, count, ", ");
}

static bool fail_unit(const struct param_row *row, const char *text, struct place place,
                      const struct value_source *source)
{
    enum unit_kind unit = value_item_unit(row);
    struct text known = text_new(source->diags->arena);
    for (size_t i = 0; units_name(unit, i) != NULL; i++) {
        text_add(&known, i == 0 ? "" : ", ");
        text_add(&known, units_name(unit, i));
    }
    if (known.length == 0)
        return diags_add(source->diags, DIAG_UNKNOWN_UNIT, place,
                         "'%s' has a unit where %s takes a plain %s; write for example '%s'",
                         value_quote(source, text), value_last_key(row), value_item_noun(row),
                         value_item_example(row, source->diags->arena));
    const char *meant = units_hint(source->diags->arena, unit, text);
    if (meant != NULL)
        return diags_add(source->diags, DIAG_UNKNOWN_UNIT, place,
                         "'%s' has an unknown unit, did you mean %s?", value_quote(source, text), meant);
    return diags_add(source->diags, DIAG_UNKNOWN_UNIT, place, "'%s' has an unknown unit; %s is a %s in %s",
                     value_quote(source, text), value_last_key(row), VALUE_TYPES[row->type].noun,
                     known.bytes);
}

/* A bare number in Kafka's unit, if that is a valid value of the row: "'604800000ms' (7d)"; else an
 * example. */
static const char *with_bare_unit(const struct param_row *row, const char *text,
                                  const struct value_source *source)
{
    struct arena *arena = source->diags->arena;
    double value;
    if (VALUE_TYPES[row->type].bare_unit == NULL)
        return text_format(arena, "write for example '%s'", value_item_example(row, arena));
    const struct kafka_key *kafka = kafka_key_of(value_last_key(row));
    const char *unit = kafka != NULL && text_equal(kafka->unit, "ms") ? "ms"
                                                                      : VALUE_TYPES[row->type].bare_unit,
               *whole = text_format(arena, "%s%s", text, unit);
    if (units_parse(value_item_unit(row), whole, &value) != UNITS_OK || value < row->min || value > row->max)
        return text_format(arena, "write for example '%s'", value_item_example(row, arena));
    const char *print = units_print(arena, value_item_unit(row), value),
               *same = text_equal(print, whole) ? "" : text_format(arena, " (%s)", print);
    if (kafka == NULL) return text_format(arena, "write for example '%s'%s", whole, same);
    return text_format(arena, "Kafka's %s is in %s: write '%s'%s", kafka->kafka,
                       text_equal(kafka->unit, "B") ? "bytes" : "milliseconds", whole, same);
}

static bool is_kafka_forever(const struct param_row *row, const char *text)
{
    double number;
    return (row->type == PARAM_DURATION || row->type == PARAM_BYTES) &&
           kafka_key_of(value_last_key(row)) != NULL && units_parse(UNIT_NUMBER, text, &number) == UNITS_OK &&
           number == -1;
}

static bool fail_missing_unit(const struct param_row *row, const char *text, struct place place,
                              const struct value_source *source)
{
    struct diags *diags = source->diags;
    if (is_kafka_forever(row, text) && row->fallback == NULL)
        return diags_add(diags, DIAG_MISSING_UNIT, place,
                         "'%s' has no unit; Kafka's -1 is no limit: leave %s out", value_quote(source, text),
                         value_last_key(row));
    if (is_kafka_forever(row, text))
        return diags_add(diags, DIAG_MISSING_UNIT, place,
                         "'%s' has no unit; Kafka's -1 is for ever: write the longest %s that matters, for "
                         "example '%s'",
                         value_quote(source, text), row->type == PARAM_DURATION ? "time" : "size",
                         row->type == PARAM_DURATION ? "10y" : "1 TiB");
    return diags_add(diags, DIAG_MISSING_UNIT, place, "'%s' has no unit; %s", value_quote(source, text),
                     with_bare_unit(row, text, source));
}

/* "010": suggest the digits without the zeros, and their value in base 8. */
static bool fail_leading_zero(const struct param_row *row, const char *text, struct place place,
                              const struct value_source *source)
{
    const char *digits = text + strspn(text, " \t+-");
    digits += strspn(digits, "0");
    bool is_octal = *digits != '\0' && digits[strspn(digits, "01234567")] == '\0';
    if (!is_octal)
        return diags_add(source->diags, DIAG_NOT_A_NUMBER, place, "'%s' begins with a zero; leave it out",
                         value_quote(source, text));
    return diags_add(
        source->diags, DIAG_NOT_A_NUMBER, place,
        "'%s' is %s to some and %lu to others, who read a leading 0 as base 8; write the %s without it",
        value_quote(source, text), digits, strtoul(digits, NULL, 8), value_item_noun(row));
}

bool value_fail_quantity(enum units_result result, const struct param_row *row, const char *text,
                         struct place place, const struct value_source *source)
{
    struct diags *diags = source->diags;
    double per_s;
    if (result == UNITS_UNKNOWN && value_item_unit(row) == UNIT_RATE && units_parse_records(text, &per_s))
        return diags_add(diags, DIAG_UNKNOWN_UNIT, place,
                         "'%s' counts records, and %s takes bytes; write for example '%s'",
                         value_quote(source, text), value_last_key(row),
                         value_item_example(row, diags->arena));
    switch (result) {
    case UNITS_MISSING: return fail_missing_unit(row, text, place, source);
    case UNITS_UNKNOWN: return fail_unit(row, text, place, source);
    case UNITS_LEADING_ZERO: return fail_leading_zero(row, text, place, source);
    case UNITS_FRACTIONAL:
        return diags_add(diags, DIAG_NOT_AN_INTEGER, place,
                         "'%s' is not a whole number up to 2^53; write for example '%s'",
                         value_quote(source, text), value_item_example(row, diags->arena));
    default:
        return diags_add(diags, DIAG_NOT_A_NUMBER, place, "'%s' is not a %s; write for example '%s'",
                         value_quote(source, text), value_item_noun(row),
                         value_item_example(row, diags->arena));
    }
}
