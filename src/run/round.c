/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "base/derived.h"
#include "base/text.h"
#include "params/params.h"
#include "run/document.h"
#include "run/fields.h"
#include "run/lines.h"

static bool round_number(double *number)
{
    double rounded = derived_round(*number);
    bool changes = memcmp(&rounded, number, sizeof rounded) != 0;
    *number = rounded;
    return changes;
}

struct rounding {
    struct arena *arena;
    bool is_redacted;
};

/* Figures after negotiation are unknown to readers of a redacted run. */
static bool hide_number(double *number)
{
    bool changes = !isnan(*number);
    *number = NAN;
    return changes;
}

/* Round the numbers of one object, without its lists; return whether any changed. */
static bool round_numbers(const struct rounding *rounding, enum run_table_id table, void *object)
{
    bool changes = false;
    for (const struct run_field *field = RUN_TABLES[table].fields; field->type != RUN_END; field++) {
        if (!run_type_is_derived(field->type)) continue;
        double *number = &RUN_FIELD_OF(double, field, object);
        bool hides = rounding->is_redacted && (field->flags & RUN_NEGOTIATED) != 0;
        changes |= hides ? hide_number(number) : round_number(number);
    }
    return changes;
}

/* ---- lines: they can be many, and are shared where they are round already ---- */

enum { KINDS_AT_FIRST = 32 };

struct kinds {
    const struct rounding *rounding;
    size_t count, capacity;
    struct kind_pair {
        const struct run_line_kind *old, *rounded;
    } * pairs;
};

/* The document has charges of lines, not of kinds: a kind's become those of its first line. */
static const struct run_line_kind *round_kind(const struct run_line *first, const struct rounding *rounding)
{
    struct arena *arena = rounding->arena;
    struct run_line_kind *kind = arena_new_of(arena, struct run_line_kind, 1);
    struct run_charge *charges = arena_new_of(arena, struct run_charge, first->kind->charge_count);
    *kind = *first->kind;
    bool changes = kind->quantity_per_year != first->quantity_per_year;
    kind->quantity_per_year = first->quantity_per_year;
    changes |= round_number(&kind->quantity_per_year);
    for (size_t i = 0; i < kind->charge_count; i++) {
        charges[i] = run_line_charge(first, i);
        changes |= round_numbers(rounding, RUN_T_charge, &charges[i]);
    }
    kind->charges = charges;
    return changes ? kind : first->kind;
}

static const struct run_line_kind *kind_for(struct kinds *kinds, const struct run_line *line)
{
    for (size_t i = 0; i < kinds->count; i++)
        if (kinds->pairs[i].old == line->kind) return kinds->pairs[i].rounded;
    arena_grow(kinds->rounding->arena, kinds->pairs, kinds->count, kinds->capacity, KINDS_AT_FIRST);
    kinds->pairs[kinds->count] = (struct kind_pair){line->kind, round_kind(line, kinds->rounding)};
    return kinds->pairs[kinds->count++].rounded;
}

/* Inputs are written exactly, derived numbers rounded. */
static bool round_line(struct run_line *line, struct kinds *kinds, double *factors)
{
    struct run_line_view view = {.line = *line};
    bool changes = round_numbers(kinds->rounding, RUN_T_line, &view);
    const struct run_line_kind *kind = kind_for(kinds, line);
    for (size_t i = 0; i < kind->factor_count; i++) {
        factors[i] = line->factors[i];
        if (line->origins[i] == ORIGIN_DERIVED) changes |= round_number(&factors[i]);
    }
    changes |= kind != line->kind;
    *line = view.line;
    line->kind = kind;
    return changes;
}

static void round_all(struct run_line *lines, size_t count, double *factors, const struct rounding *rounding)
{
    struct kinds kinds = {.rounding = rounding};
    for (size_t i = 0; i < count; i++) {
        round_line(&lines[i], &kinds, factors);
        lines[i].factors = factors;
        factors += lines[i].kind->factor_count;
    }
}

void run_round_lines(struct run_line *lines, size_t count, double *factors, struct arena *arena)
{
    round_all(lines, count, factors, &(struct rounding){arena, false});
}

static const struct run_line *round_lines(const struct run_line *lines, size_t count,
                                          const struct rounding *rounding)
{
    struct kinds kinds = {.rounding = rounding};
    struct arena *arena = rounding->arena;
    double factors[RUN_FACTORS_MAX];
    bool changes = false;
    for (size_t i = 0; i < count && !changes; i++) {
        struct run_line line = lines[i];
        changes = round_line(&line, &kinds, factors);
    }
    if (!changes) return lines;
    size_t factor_count = 0;
    for (size_t i = 0; i < count; i++) factor_count += lines[i].kind->factor_count;
    struct run_line *rounded = arena_new_of(arena, struct run_line, count);
    memcpy(rounded, lines, count * sizeof *lines);
    round_all(rounded, count, arena_new_of(arena, double, factor_count), rounding);
    return rounded;
}

/* ---- the rest: copied ---- */

static const char *round_text(const char *text, struct arena *arena)
{
    size_t length = strlen(text), valid = text_invalid_utf8_at(text, length);
    if (valid == length) return text;
    struct text out = text_new(arena);
    while (length > 0) {
        valid = text_invalid_utf8_at(text, length);
        text_add_bytes(&out, text, valid);
        text_add(&out, valid < length ? "\uFFFD" : "");
        size_t done = valid < length ? valid + 1 : valid;
        text += done;
        length -= done;
    }
    return out.bytes;
}

static void round_object(enum run_table_id table, void *object, const struct rounding *rounding);

static void round_list(const struct run_field *field, void *holder, const struct rounding *rounding)
{
    size_t count, size = RUN_TABLES[field->table].size;
    const char *list = run_field_list(field, holder, &count);
    if (count == 0) return;
    char *copy = arena_alloc_array(rounding->arena, count, size);
    memcpy(copy, list, count * size);
    for (size_t i = 0; i < count; i++) round_object(field->table, copy + i * size, rounding);
    RUN_FIELD_OF(const void *, field, holder) = copy;
}

static void round_child(const struct run_field *field, void *holder, const struct rounding *rounding)
{
    const void *child = run_field_object(field, holder);
    if (child == NULL) return;
    if (field->presence != RUN_IF_POINTER) {
        round_object(field->table, field->type == RUN_HERE ? holder : (char *)holder + field->offset,
                     rounding);
        return;
    }
    void *copy = arena_alloc(rounding->arena, RUN_TABLES[field->table].size);
    memcpy(copy, child, RUN_TABLES[field->table].size);
    round_object(field->table, copy, rounding);
    RUN_FIELD_OF(const void *, field, holder) = copy;
}

static void round_lines_of(struct run_architecture *architecture, const struct rounding *rounding)
{
    architecture->lines = round_lines(architecture->lines, architecture->line_count, rounding);
}

static void round_object(enum run_table_id table, void *object, const struct rounding *rounding)
{
    round_numbers(rounding, table, object);
    for (const struct run_field *field = RUN_TABLES[table].fields; field->type != RUN_END; field++) {
        if (field->type == RUN_LIST) round_list(field, object, rounding);
        if (field->type == RUN_LINES) round_lines_of(object, rounding);
        if (field->type == RUN_OBJECT || field->type == RUN_HERE) round_child(field, object, rounding);
        if ((field->flags & RUN_BYTES) != 0)
            RUN_FIELD_OF(const char *, field, object) = round_text(RUN_FIELD_OF(const char *, field, object),
                                                                   rounding->arena);
    }
}

const struct run *run_round(const struct run *run, struct arena *arena)
{
    struct run *rounded = arena_new_of(arena, struct run, 1);
    *rounded = *run;
    round_object(RUN_T_run, rounded, &(struct rounding){arena, run->is_redacted});
    return rounded;
}
