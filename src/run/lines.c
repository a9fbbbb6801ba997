/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run/lines.h"

#include <string.h>

#include "base/derived.h"
#include "base/text.h"
#include "params/params.h"
#include "params/paths.h"
#include "run/basis.h"
#include "run/fields.h"

/* ---- out ---- */

static const struct run_factor_view *view_factors(const struct run_line *line, struct arena *arena)
{
    struct run_factor_view *views = arena_new_of(arena, struct run_factor_view, line->kind->factor_count);
    for (size_t i = 0; i < line->kind->factor_count; i++) {
        const struct run_factor *factor = &line->kind->factors[i];
        bool is_derived = line->origins[i] == ORIGIN_DERIVED;
        views[i] = (struct run_factor_view){
            .label = factor->label,
            .value = is_derived ? derived_round(line->factors[i]) : line->factors[i],
            .unit = factor->unit,
            .base = units_base(factor->unit),
            .path = run_factor_path(line, i, arena),
            .origin = line->origins[i],
        };
    }
    return views;
}

struct run_line_view run_line_view(const struct run_line *line, bool is_first, struct arena *arena)
{
    struct run_charge *charges = arena_new_of(arena, struct run_charge, line->kind->charge_count);
    struct run_line_view view = {.line = *line,
                                 .kind = *line->kind,
                                 .basis = basis_sentence(line, arena),
                                 .factor_count = line->kind->factor_count,
                                 .factors = view_factors(line, arena),
                                 .charges = charges};
    for (size_t i = 0; i < line->kind->charge_count; i++)
        if (is_first || line->kind->charges[i].quantity_per_month > 0)
            charges[view.charge_count++] = run_line_charge(line, i);
    return view;
}

/* ---- in ---- */

/* A kind's path of a group's parameter: "topics.*.produce.rate" for "topics.events.produce.rate" of the
 * group "events". */
static const char *kind_path(const char *path, const char *topic_group, struct arena *arena)
{
    char *prefix = text_format(arena, "topics.%s.", path_quote(arena, topic_group));
    if (*topic_group == '\0' || !text_starts_with(path, prefix)) return path;
    return text_format(arena, "topics.*.%s", path + strlen(prefix));
}

static bool same_field(const struct run_field *field, const void *a, const void *b)
{
    switch (field->type) {
    case RUN_TEXT:
    case RUN_NULL_TEXT:
        return (field->flags & RUN_UNREAD) != 0 ||
               text_equal(*(const char *const *)a, *(const char *const *)b);
    case RUN_LETTER: return *(const char *)a == *(const char *)b;
    case RUN_BOOL: return *(const bool *)a == *(const bool *)b;
    default: return !run_type_is_derived(field->type) || memcmp(a, b, sizeof(double)) == 0;
    }
}

static bool same_fields(enum run_table_id table, const void *a, const void *b)
{
    for (const struct run_field *field = RUN_TABLES[table].fields; field->type != RUN_END; field++)
        if (!same_field(field, (const char *)a + field->offset, (const char *)b + field->offset))
            return false;
    return true;
}

/* True if equal but for the number that depends on the line. */
static bool same_charge(struct run_charge a, const struct run_charge *b)
{
    a.quantity_per_month = b->quantity_per_month;
    return same_fields(RUN_T_charge, &a, b);
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

static bool same_words(const struct run_line *line, const struct run_line_kind *a,
                       const struct run_line_kind *b)
{
    return same_fields(RUN_T_line, &(struct run_line_view){.line = *line, .kind = *a},
                       &(struct run_line_view){.line = *line, .kind = *b});
}

/* True if the line, read with a kind of its own, stays the same with this kind instead. */
static bool is_of_kind(const struct run_line *line, const struct run_line_kind *kind)
{
    const struct run_line_kind *own = line->kind;
    if (!text_equal(kind->id, own->id) || kind->charge_count != own->charge_count ||
        !same_factors(kind, own) || !same_words(line, kind, own))
        return false;
    struct run_line tried = *line;
    tried.kind = kind;
    for (size_t i = 0; i < own->charge_count; i++)
        if (!same_charge(kind->charges[i], &own->charges[i]) ||
            derived_round(run_line_charge(&tried, i).quantity_per_month) !=
                own->charges[i].quantity_per_month)
            return false;
    return true;
}

/* Search the newest kinds, which are the likeliest; a document with very many has no groups to find. */
static const struct run_line_kind *shared_kind(const struct run_line *line, const struct run_kinds *kinds)
{
    enum { LOOKED_AT = 256 };
    size_t least = kinds->count > LOOKED_AT ? kinds->count - LOOKED_AT : 0;
    for (size_t i = kinds->count; i > least; i--)
        if (is_of_kind(line, kinds->list[i - 1])) return kinds->list[i - 1];
    return NULL;
}

struct run_line run_line_of_view(const struct run_line_view *view, struct run_kinds *kinds)
{
    if (kinds->spare == NULL) kinds->spare = arena_new_of(kinds->arena, struct run_line_kind, 1);
    struct run_line_kind *kind = kinds->spare;
    struct run_line line = view->line;
    double *values = arena_new_of(kinds->arena, double, view->factor_count);
    *kind = view->kind;
    kind->quantity_per_year = line.quantity_per_year;
    kind->charge_count = view->charge_count;
    kind->charges = view->charges;
    kind->factor_count = view->factor_count;
    for (size_t i = 0; i < view->factor_count; i++) {
        const struct run_factor_view *factor = &view->factors[i];
        kind->factors[i] = (struct run_factor){factor->label, (enum unit_kind)factor->unit,
                                               kind_path(factor->path, line.topic_group, kinds->arena)};
        line.origins[i] = (unsigned char)factor->origin;
        values[i] = factor->value;
    }
    line.factors = values;
    line.kind = kind;
    const struct run_line_kind *shared = shared_kind(&line, kinds);
    if (shared == NULL) kinds->list[kinds->count++] = kind;
    kinds->spare = shared == NULL ? NULL : kind;
    line.kind = shared == NULL ? kind : shared;
    return line;
}
