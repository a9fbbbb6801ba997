/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/value.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "params/distribution.h"
#include "params/value_private.h"

/* Messages cut longer quotes. */
enum { SERIES_MAX = 10000 };

const char *param_type_name(enum param_type type) { return VALUE_TYPES[type].name; }

enum unit_kind value_unit_kind(enum param_type type) { return VALUE_TYPES[type].unit; }

const char *param_origin_name(enum param_origin origin)
{
    static const char *const NAMES[ORIGIN__COUNT] = {
        [ORIGIN_DEFAULT] = "default", [ORIGIN_PRESET] = "profile",  [ORIGIN_PROFILE] = "profile",
        [ORIGIN_GIVEN] = "given",     [ORIGIN_DERIVED] = "derived", [ORIGIN_PRICED] = "priced",
    };
    return NAMES[origin];
}

/* "; did you mean '50%'?" for a 50 in place of a fraction, else "". */
static const char *percent_meant(const struct param_row *row, double number, const char *text,
                                 const struct value_source *source)
{
    bool is_meant = row->type == PARAM_FRACTION && strchr(text, '%') == NULL && number > 1 &&
                    number / 100 >= row->min && number / 100 <= row->max;
    return is_meant ? text_format(source->diags->arena, "; did you mean '%s%%'?", value_quote(source, text))
                    : "";
}

static bool in_range(const struct param_row *row, double number, const char *text, struct place place,
                     const struct value_source *source)
{
    if (number >= row->min && number <= row->max) return true;
    return diags_add(source->diags, DIAG_OUT_OF_RANGE, place, "'%s' is outside the range of %s: %s%s",
                     value_quote(source, text), value_full_path(row, source),
                     value_range(source->diags->arena, row), percent_meant(row, number, text, source));
}

static bool read_quantity(const struct param_row *row, enum unit_kind unit, const char *text,
                          struct place place, const struct value_source *source, double *number)
{
    double parsed = 0;
    enum units_result result = units_parse(unit, text, &parsed);
    if (result != UNITS_OK) return value_fail_quantity(result, row, text, place, source);
    if (!in_range(row, parsed, text, place, source)) return false;
    *number = parsed == 0 ? 0 : parsed; /* "-0" is 0 */
    return true;
}

static bool read_choice(const struct param_row *row, const char *text, struct place place,
                        const struct value_source *source, size_t *index)
{
    size_t count = 0;
    for (; row->choices[count] != NULL; count++) {
        if (text_equal(row->choices[count], text)) {
            *index = count;
            return true;
        }
    }
    const char *meant = text_nearest(text, row->choices, count);
    return diags_add(source->diags, DIAG_UNKNOWN_CHOICE, place, "'%s' is none of %s%s%s%s",
                     value_quote(source, text), value_choices(source->diags->arena, row),
                     meant == NULL ? "" : "; did you mean '", meant == NULL ? "" : meant,
                     meant == NULL ? "" : "'?");
}

static bool read_text(const struct param_row *row, const char *text, struct place place,
                      const struct value_source *source, struct value *value)
{
    size_t length = strlen(text);
    if ((double)length > row->max)
        return diags_add(source->diags, DIAG_TEXT_TOO_LONG, place,
                         "'%s' is %zu bytes long; %s takes at most %.0f", value_quote(source, text), length,
                         value_full_path(row, source), row->max);
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F)
            return diags_add(source->diags, DIAG_BAD_NAME, place,
                             "'%s' holds a control character; take it out", value_quote(source, text));
    value->text = arena_copy(source->arena, text, length);
    return true;
}

static bool read_bool(const char *text, struct place place, const struct value_source *source, double *number)
{
    bool yes = text_equal(text, "true");
    if (!yes && !text_equal(text, "false"))
        return diags_add(source->diags, DIAG_NOT_A_BOOL, place,
                         "'%s' is neither true nor false; write one of the two", value_quote(source, text));
    *number = yes;
    return true;
}

static struct place place_of(const struct value_source *source, const struct yaml_node *node)
{
    return (struct place){source->file, node->line, node->column};
}

static bool is_list_type(enum param_type type) { return type == PARAM_SET || type == PARAM_SERIES; }

static bool is_yaml_type(enum param_type type) { return is_list_type(type) || type == PARAM_DISTRIBUTION; }

/* A distribution is a mapping, or a text: a duration or the name of a profile. */
static bool shape_fits(enum param_type type, const struct yaml_node *node)
{
    bool is_text = node->kind == YAML_TEXT && !yaml_is_null(node);
    if (type == PARAM_DISTRIBUTION) return is_text || node->kind == YAML_MAPPING;
    return is_list_type(type) ? node->kind == YAML_LIST : is_text;
}

static bool fail_shape(const struct param_row *row, const struct yaml_node *node, struct place place,
                       const struct value_source *source)
{
    struct diags *diags = source->diags;
    if (yaml_is_null(node))
        return diags_add(diags, DIAG_WRONG_SHAPE, place,
                         "'%s' has no value; write for example '%s', or leave the key out",
                         value_last_key(row), value_example(row, diags->arena));
    if (node->kind == YAML_TEXT && is_list_type(row->type))
        return diags_add(diags, DIAG_WRONG_SHAPE, place, "found '%s' where a list is expected; write '[%s]'",
                         value_quote(source, node->text), value_quote(source, node->text));
    return diags_add(diags, DIAG_WRONG_SHAPE, place, "found %s where '%s' takes a %s; write for example '%s'",
                     yaml_kind_name(node), value_last_key(row), VALUE_TYPES[row->type].noun,
                     value_example(row, diags->arena));
}

static bool read_series(const struct param_row *row, const struct yaml_node *list,
                        const struct value_source *source, struct value *value)
{
    if (list->count > SERIES_MAX)
        return diags_add(source->diags, DIAG_OUT_OF_RANGE, place_of(source, list),
                         "%s has %u numbers; at most %d are read", value_full_path(row, source),
                         (unsigned)list->count, SERIES_MAX);
    double *numbers = arena_new_of(source->arena, double, list->count);
    bool fine = true;
    for (size_t i = 0; i < list->count; i++) {
        const struct yaml_node *item = &list->items[i];
        if (item->kind != YAML_TEXT)
            fine = diags_add(source->diags, DIAG_WRONG_SHAPE, place_of(source, item),
                             "found %s where a number is expected", yaml_kind_name(item));
        else
            fine &= read_quantity(row, UNIT_NUMBER, item->text, place_of(source, item), source, &numbers[i]);
    }
    if (!fine) return false;
    struct series *series = arena_new_of(source->arena, struct series, 1);
    *series = (struct series){list->count, numbers};
    value->series = series;
    return true;
}

static bool read_set(const struct param_row *row, const struct yaml_node *list,
                     const struct value_source *source, struct value *value)
{
    uint64_t bits = 0;
    bool fine = true;
    for (size_t i = 0; i < list->count; i++) {
        const struct yaml_node *item = &list->items[i];
        size_t index = 0;
        if (item->kind != YAML_TEXT) {
            fine = diags_add(source->diags, DIAG_WRONG_SHAPE, place_of(source, item),
                             "found %s where one of %s is expected", yaml_kind_name(item),
                             value_choices(source->diags->arena, row));
        } else if (!read_choice(row, item->text, place_of(source, item), source, &index)) {
            fine = false;
        } else if ((bits >> index & 1) != 0) {
            fine = diags_add(source->diags, DIAG_DUPLICATE_NAME, place_of(source, item),
                             "'%s' is in the list twice; keep one", value_quote(source, item->text));
        } else {
            bits |= UINT64_C(1) << index;
        }
    }
    value->num = (double)bits;
    return fine;
}

static bool read_scalar(const struct param_row *row, const char *text, struct place place,
                        const struct value_source *source, struct value *value)
{
    size_t index = 0;
    switch (row->type) {
    case PARAM_BOOL: return read_bool(text, place, source, &value->num);
    case PARAM_CHOICE:
        if (!read_choice(row, text, place, source, &index)) return false;
        value->num = (double)index;
        return true;
    case PARAM_TEXT: return read_text(row, text, place, source, value);
    default:
        /* The range applies to bytes, which depend on record sizes: params/resolve.h. */
        value->is_records = row == &TOPIC_ROWS[TOPIC_PRODUCE_RATE] && units_parse_records(text, &value->num);
        return value->is_records ||
               read_quantity(row, VALUE_TYPES[row->type].unit, text, place, source, &value->num);
    }
}

static struct value value_at(const struct value_source *source, struct place place)
{
    uint16_t column = place.column > UINT16_MAX ? UINT16_MAX : (uint16_t)place.column;
    return (struct value){.line = place.line,
                          .column = column,
                          .file = source->input,
                          .origin = source->origin,
                          .is_set = true};
}

bool value_read(const struct param_row *row, const struct yaml_node *node, const struct value_source *source,
                struct value *value)
{
    struct place place = place_of(source, node);
    struct value read = value_at(source, place);
    if (!shape_fits(row->type, node)) return fail_shape(row, node, place, source);
    bool fine = row->type == PARAM_SERIES         ? read_series(row, node, source, &read)
                : row->type == PARAM_SET          ? read_set(row, node, source, &read)
                : row->type == PARAM_DISTRIBUTION ? distribution_read(row, node, source, &read.distribution)
                                                  : read_scalar(row, node->text, place, source, &read);
    if (fine) *value = read;
    return fine;
}

/* YAML inside a text has no lines of its own: its mistakes are reported at the text's position. */
static bool read_yaml_text(const struct param_row *row, const char *text, struct place place,
                           const struct value_source *source, struct value *value)
{
    struct arena *scratch = arena_new();
    struct diags mistakes;
    diags_init(&mistakes, scratch);
    struct value_source inside = *source;
    inside.diags = &mistakes;
    struct yaml_node node;
    struct value read;
    bool fine = yaml_read(place.file, text, strlen(text), scratch, &mistakes, &node) &&
                value_read(row, &node, &inside, &read);
    fine = fine && mistakes.count == 0; /* duplicate keys still yield a tree */
    for (const struct diag *mistake = mistakes.first; mistake != NULL; mistake = mistake->next)
        diags_add(source->diags, mistake->id, place, "%s", mistake->message);
    arena_free(scratch);
    if (fine) {
        *value = read;
        value->line = place.line;
        value->column = (uint16_t)place.column;
    }
    return fine;
}

bool value_read_text(const struct param_row *row, const char *text, struct place place,
                     const struct value_source *source, struct value *value)
{
    if (is_yaml_type(row->type)) return read_yaml_text(row, text, place, source, value);
    struct value read = value_at(source, place);
    if (!read_scalar(row, text, place, source, &read)) return false;
    *value = read;
    return true;
}

bool value_change(const struct param_row *row, const struct value *old, const char *path, const char *text,
                  struct place place, const struct value_source *source, struct value *value)
{
    struct value read = value_at(source, place);
    assert(old->is_set && row->type == PARAM_DISTRIBUTION);
    if (!distribution_change(row, old->distribution, path, text, place, source, &read.distribution))
        return false;
    *value = read;
    return true;
}

struct value value_default(const struct param_row *row, const struct param_profile *profiles,
                           struct arena *arena)
{
    struct value value = {.origin = ORIGIN_DEFAULT};
    if (row->fallback == NULL) return value;
    struct diags diags;
    diags_init(&diags, arena);
    struct value_source source = {.arena = arena,
                                  .diags = &diags,
                                  .origin = ORIGIN_DEFAULT,
                                  .profiles = profiles};
    bool fine = value_read_text(row, row->fallback, (struct place){0}, &source, &value);
    assert(fine && "a row's default must be one of its values");
    (void)fine;
    return value;
}

static char *print_set(struct arena *arena, const struct param_row *row, uint64_t bits)
{
    struct text out = text_new(arena);
    text_add(&out, "[");
    for (size_t i = 0; row->choices[i] != NULL; i++) {
        if ((bits >> i & 1) == 0) continue;
        text_add(&out, out.length > 1 ? ", " : "");
        text_add(&out, row->choices[i]);
    }
    text_add(&out, "]");
    return out.bytes;
}

static char *print_series(struct arena *arena, const struct series *series)
{
    struct text out = text_new(arena);
    text_add(&out, "[");
    for (size_t i = 0; i < series->count; i++) {
        text_add(&out, i == 0 ? "" : ", ");
        text_add(&out, units_print(arena, UNIT_NUMBER, series->values[i]));
    }
    text_add(&out, "]");
    return out.bytes;
}

char *param_print(struct arena *arena, const struct param_row *row, const struct value *value)
{
    if (!value->is_set) return arena_copy_string(arena, "");
    switch (row->type) {
    case PARAM_BOOL: return arena_copy_string(arena, value->num != 0 ? "true" : "false");
    case PARAM_CHOICE: return arena_copy_string(arena, row->choices[(size_t)value->num]);
    case PARAM_SET: return print_set(arena, row, (uint64_t)value->num);
    case PARAM_TEXT: return arena_copy_string(arena, value->text);
    case PARAM_SERIES: return print_series(arena, value->series);
    case PARAM_DISTRIBUTION: return arena_copy_string(arena, value->distribution->text);
    default: return units_print(arena, VALUE_TYPES[row->type].unit, value->num);
    }
}
