/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/read_lines.h"

#include <math.h>
#include <string.h>

#include "base/derived.h"
#include "base/text.h"
#include "params/paths.h"
#include "report/basis.h"

static const struct member KIND_ROWS[] = {
    TEXT_ROW(run_line_kind, id, "id"),
    TEXT_ROW(run_line_kind, component, "component"),
    TEXT_ROW(run_line_kind, owner, "owner"),
    TEXT_ROW(run_line_kind, meter, "meter"),
    TEXT_OR_NULL_ROW(run_line_kind, item, "item"),
    TEXT_ROW(run_line_kind, title, "cause"),
    TEXT_ROW(run_line_kind, unit, "unit"),
    BOOL_ROW(run_line_kind, is_private, "private"),
    BOOL_ROW(run_line_kind, is_unverified, "remembered"),
    TEXT_ROW(run_line_kind, cur_pattern, "cur_pattern"),
    NUMBER_ROW(run_line_kind, quantity_per_year, "quantity_per_year"),
    {0},
};
static const struct member LINE_ROWS[] = {
    TEXT_OR_NULL_ROW(run_line, topic_group, "topic_group"),
    NUMBER_ROW(run_line, quantity_per_year, "quantity_per_year"),
    USD_ROW(run_line, usd_per_year, "usd_per_year"),
    USD_ROW(run_line, usd_per_year_contracted, "usd_per_year_contracted"),
    USD_ROW(run_line, usd_per_year_list, "usd_per_year_list"),
    {0},
};
static const struct member CHARGE_ROWS[] = {
    NUMBER_ROW(run_charge, from, "from"),
    NUMBER_OR_OPEN_ROW(run_charge, to, "to"),
    NUMBER_ROW(run_charge, quantity_per_month, "quantity_per_month"),
    USD_ROW(run_charge, usd_per_unit, "usd_per_unit"),
    USD_ROW(run_charge, usd_per_unit_contracted, "usd_per_unit_contracted"),
    USD_ROW(run_charge, usd_per_unit_list, "usd_per_unit_list"),
    TEXT_ROW(run_charge, usagetype, "usagetype"),
    TEXT_ROW(run_charge, term, "term"),
    TEXT_ROW(run_charge, sku, "sku"),
    TEXT_ROW(run_charge, date, "date"),
    TEXT_ROW(run_charge, source, "source"),
    LETTER_ROW(run_charge, grade, "grade"),
    TEXT_ROW(run_charge, note, "note"),
    {0},
};

/* A factor as the document has it, before line and kind part it among them. */
struct factor_text {
    double value;
    const char *label, *kind, *path, *origin;
};
static const struct member FACTOR_ROWS[] = {
    NUMBER_ROW(factor_text, value, "value"), TEXT_ROW(factor_text, label, "label"),
    TEXT_ROW(factor_text, kind, "kind"),     TEXT_OR_NULL_ROW(factor_text, path, "path"),
    TEXT_ROW(factor_text, origin, "origin"), {0},
};

/* The index of a word in a list that may have gaps, or count. */
static size_t index_of(const char *word, const char *const *list, size_t count)
{
    size_t at = 0;
    while (at < count && (list[at] == NULL || !text_equal(list[at], word))) at++;
    return at;
}

/* "topics.events.produce.rate" of the group "events" as a kind has it: "topics.*.produce.rate". */
static const char *kind_path(struct members_reader *reader, const char *path, const char *topic_group)
{
    char *prefix = text_format(reader->arena, "topics.%s.", path_quote(reader->arena, topic_group));
    if (*topic_group == '\0' || !text_starts_with(path, prefix)) return path;
    return text_format(reader->arena, "topics.*.%s", path + strlen(prefix));
}

static bool read_factor(struct members_reader *reader, const struct json *place,
                        const struct factor_text *factor, struct run_line *line, struct run_line_kind *kind,
                        double *value)
{
    size_t unit = index_of(factor->kind, BASIS_UNITS, UNIT__COUNT),
           origin = index_of(factor->origin, RUN_ORIGINS, RUN_ORIGIN__COUNT);
    if (unit == UNIT__COUNT)
        return members_refuse(reader, place->place, "a factor's 'kind' can't be '%s'",
                              text_quote(reader->arena, factor->kind, 40));
    if (origin == RUN_ORIGIN__COUNT)
        return members_refuse(reader, place->place, "a factor's 'origin' can't be '%s'",
                              text_quote(reader->arena, factor->origin, 40));
    *value = factor->value;
    line->origins[kind->factor_count] = (unsigned char)origin;
    kind->factors[kind->factor_count++] = (struct run_factor){factor->label, (enum unit_kind)unit,
                                                              kind_path(reader, factor->path,
                                                                        line->topic_group)};
    return true;
}

static bool read_factors(struct members_reader *reader, const struct json *object, struct run_line *line,
                         struct run_line_kind *kind)
{
    size_t count;
    const struct factor_text *factors = members_list(reader, object, "factors", FACTOR_ROWS, sizeof *factors,
                                                     &count);
    if (factors == NULL) return false;
    const struct json *list = json_member(object, "factors"), *at = list->first;
    if (count > RUN_FACTORS_MAX)
        return members_refuse(reader, list->place, "%zu factors, at most %d are read", count,
                              RUN_FACTORS_MAX);
    double *values = arena_new_of(reader->arena, double, count);
    line->factors = values;
    for (size_t i = 0; i < count; i++, at = at->next)
        if (!read_factor(reader, at, &factors[i], line, kind, &values[i])) return false;
    return true;
}

/* Equal but for the number that depends on the line. */
static bool same_charge(const struct run_charge *a, const struct run_charge *b)
{
    return a->from == b->from && a->to == b->to && a->usd_per_unit == b->usd_per_unit &&
           a->usd_per_unit_contracted == b->usd_per_unit_contracted &&
           a->usd_per_unit_list == b->usd_per_unit_list && a->grade == b->grade &&
           text_equal(a->usagetype, b->usagetype) && text_equal(a->term, b->term) &&
           text_equal(a->sku, b->sku) && text_equal(a->date, b->date) && text_equal(a->source, b->source) &&
           text_equal(a->note, b->note);
}

static bool same_factors(const struct run_line_kind *a, const struct run_line_kind *b)
{
    bool same = a->factor_count == b->factor_count;
    for (size_t i = 0; same && i < a->factor_count; i++)
        same = a->factors[i].unit == b->factors[i].unit &&
               text_equal(a->factors[i].label, b->factors[i].label) &&
               text_equal(a->factors[i].path, b->factors[i].path);
    return same;
}

static bool same_words(const struct run_line_kind *a, const struct run_line_kind *b)
{
    return text_equal(a->id, b->id) && text_equal(a->component, b->component) &&
           text_equal(a->owner, b->owner) && text_equal(a->meter, b->meter) && text_equal(a->item, b->item) &&
           text_equal(a->title, b->title) && text_equal(a->unit, b->unit) &&
           text_equal(a->cur_pattern, b->cur_pattern) && a->is_private == b->is_private &&
           a->is_unverified == b->is_unverified;
}

/* Whether the line, whose own kind is read from the document, says the same with this kind in its place. */
static bool is_of_kind(const struct run_line *line, const struct run_line_kind *kind)
{
    const struct run_line_kind *own = line->kind;
    if (!same_words(kind, own) || !same_factors(kind, own) || kind->charge_count != own->charge_count)
        return false;
    struct run_line tried = *line;
    tried.kind = kind;
    for (size_t i = 0; i < own->charge_count; i++)
        if (!same_charge(&kind->charges[i], &own->charges[i]) ||
            derived_round(run_line_charge(&tried, i).quantity_per_month) !=
                own->charges[i].quantity_per_month)
            return false;
    return true;
}

static bool read_line(struct members_reader *reader, const struct json *object, struct run_line *line,
                      struct run_line_kind *kind)
{
    *line = (struct run_line){.kind = kind};
    *kind = (struct run_line_kind){0};
    if (!members_read(reader, object, KIND_ROWS, kind) || !members_read(reader, object, LINE_ROWS, line))
        return false;
    kind->charges = members_list(reader, object, "charges", CHARGE_ROWS, sizeof *kind->charges,
                                 &kind->charge_count);
    return kind->charges != NULL && read_factors(reader, object, line, kind);
}

/* The newest kinds are the likeliest, and a document that has very many has no groups to find. */
static const struct run_line_kind *shared_kind(const struct run_line *line,
                                               const struct run_line_kind *const *kinds, size_t count)
{
    enum { LOOKED_AT = 256 };
    size_t least = count > LOOKED_AT ? count - LOOKED_AT : 0;
    for (size_t i = count; i > least; i--)
        if (is_of_kind(line, kinds[i - 1])) return kinds[i - 1];
    return NULL;
}

bool read_lines(struct members_reader *reader, const struct json *object,
                struct run_architecture *architecture)
{
    const struct json *list = members_get(reader, object, "lines", JSON_ARRAY);
    if (list == NULL) return false;
    struct run_line *lines = arena_new_of(reader->arena, struct run_line, list->count);
    const struct run_line_kind **kinds = arena_new_of(reader->arena, const struct run_line_kind *,
                                                      list->count);
    size_t kind_count = 0;
    bool good = true;
    struct run_line_kind *kind = NULL;
    for (const struct json *at = list->first; at != NULL; at = at->next) {
        if (kind == NULL) kind = arena_new_of(reader->arena, struct run_line_kind, 1);
        struct run_line *line = &lines[architecture->line_count++];
        if (!read_line(reader, at, line, kind)) {
            good = false;
            continue;
        }
        const struct run_line_kind *shared = shared_kind(line, kinds, kind_count);
        line->kind = shared != NULL ? shared : kind;
        if (shared == NULL) {
            kinds[kind_count++] = kind;
            kind = NULL;
        }
    }
    architecture->lines = lines;
    architecture->has_settled_lines = good;
    return good;
}
