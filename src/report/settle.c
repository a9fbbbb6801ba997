/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/settle.h"

#include <string.h>

#include "base/derived.h"
#include "base/text.h"
#include "params/params.h"
#include "report/basis.h"

/* The document has charges of lines, not of kinds: a kind's become those of its first line. */
static struct run_line_kind *settle_kind(const struct run_line *first, struct arena *arena)
{
    struct run_line_kind *kind = arena_new_of(arena, struct run_line_kind, 1);
    *kind = *first->kind;
    kind->quantity_per_year = derived_round(first->quantity_per_year);
    struct run_charge *charges = arena_new_of(arena, struct run_charge, kind->charge_count);
    for (size_t i = 0; i < kind->charge_count; i++) {
        charges[i] = run_line_charge(first, i);
        charges[i].from = derived_round(charges[i].from);
        charges[i].to = derived_round(charges[i].to);
        charges[i].quantity_per_month = derived_round(charges[i].quantity_per_month);
        charges[i].usd_per_unit = derived_round(charges[i].usd_per_unit);
        charges[i].usd_per_unit_contracted = derived_round(charges[i].usd_per_unit_contracted);
        charges[i].usd_per_unit_list = derived_round(charges[i].usd_per_unit_list);
    }
    kind->charges = charges;
    return kind;
}

/* Kinds that were met, old and settled. */
struct kinds {
    struct arena *arena;
    size_t count, capacity;
    struct kind_pair {
        const struct run_line_kind *old, *settled;
    } * pairs;
};

static const struct run_line_kind *kind_for(struct kinds *kinds, const struct run_line *line)
{
    for (size_t i = 0; i < kinds->count; i++)
        if (kinds->pairs[i].old == line->kind) return kinds->pairs[i].settled;
    if (kinds->count == kinds->capacity) {
        kinds->capacity = kinds->capacity == 0 ? 32 : kinds->capacity * 2;
        struct kind_pair *pairs = arena_new_of(kinds->arena, struct kind_pair, kinds->capacity);
        if (kinds->count > 0) memcpy(pairs, kinds->pairs, kinds->count * sizeof *pairs);
        kinds->pairs = pairs;
    }
    kinds->pairs[kinds->count] = (struct kind_pair){line->kind, settle_kind(line, kinds->arena)};
    return kinds->pairs[kinds->count++].settled;
}

/* Inputs are written exactly, what was derived from them is not. */
static const double *settle_factors(const struct run_line *line, struct arena *arena)
{
    double *factors = arena_new_of(arena, double, line->kind->factor_count);
    for (size_t i = 0; i < line->kind->factor_count; i++)
        factors[i] = line->origins[i] == ORIGIN_DERIVED ? derived_round(line->factors[i]) : line->factors[i];
    return factors;
}

/* Lines can be many, and were written settled where that is known: then they are shared. */
static void settle_lines(struct run_architecture *architecture, struct arena *arena)
{
    if (architecture->has_settled_lines) return;
    struct kinds kinds = {.arena = arena};
    struct run_line *lines = arena_new_of(arena, struct run_line, architecture->line_count);
    for (size_t i = 0; i < architecture->line_count; i++) {
        lines[i] = architecture->lines[i];
        lines[i].kind = kind_for(&kinds, &architecture->lines[i]);
        lines[i].factors = settle_factors(&architecture->lines[i], arena);
        lines[i].quantity_per_year = derived_round(lines[i].quantity_per_year);
        lines[i].usd_per_year = derived_round(lines[i].usd_per_year);
        lines[i].usd_per_year_contracted = derived_round(lines[i].usd_per_year_contracted);
        lines[i].usd_per_year_list = derived_round(lines[i].usd_per_year_list);
    }
    architecture->lines = lines;
    architecture->has_settled_lines = true;
}

/* A copy of a list that one loop can change. */
#define COPY_OF(arena, type, list, count)        \
    ((count) == 0 ? arena_new_of(arena, type, 0) \
                  : (type *)memcpy(arena_new_of(arena, type, count), list, (count) * sizeof(type)))

static void settle_fleet(struct run_architecture *architecture, struct arena *arena)
{
    struct run_utilisation *utilisations = COPY_OF(arena, struct run_utilisation, architecture->utilisations,
                                                   architecture->utilisation_count);
    for (size_t i = 0; i < architecture->utilisation_count; i++)
        utilisations[i].fraction = derived_round(utilisations[i].fraction);
    architecture->utilisations = utilisations;
    struct run_flow *flows = COPY_OF(arena, struct run_flow, architecture->flows, architecture->flow_count);
    for (size_t i = 0; i < architecture->flow_count; i++) {
        flows[i].gb_per_year = derived_round(flows[i].gb_per_year);
        flows[i].cross_az_gb_per_year = derived_round(flows[i].cross_az_gb_per_year);
    }
    architecture->flows = flows;
    struct run_rejection *rejections = COPY_OF(arena, struct run_rejection, architecture->rejections,
                                               architecture->rejection_count);
    for (size_t i = 0; i < architecture->rejection_count; i++)
        rejections[i].usd_per_year = derived_round(rejections[i].usd_per_year);
    architecture->rejections = rejections;
}

static void settle_architecture(struct run_architecture *architecture, struct arena *arena)
{
    settle_lines(architecture, arena);
    settle_fleet(architecture, arena);
    architecture->guarantees.copies = derived_round(architecture->guarantees.copies);
    architecture->guarantees.zones = derived_round(architecture->guarantees.zones);
    architecture->usd_per_year = derived_round(architecture->usd_per_year);
    architecture->usd_per_year_contracted = derived_round(architecture->usd_per_year_contracted);
    architecture->usd_per_year_list = derived_round(architecture->usd_per_year_list);
    architecture->upfront_usd = derived_round(architecture->upfront_usd);
    architecture->upfront_years = derived_round(architecture->upfront_years);
}

static const struct run_waterfall *settle_waterfall(const struct run_waterfall *waterfall,
                                                    struct arena *arena)
{
    if (waterfall == NULL) return NULL;
    struct run_waterfall *settled = arena_new_of(arena, struct run_waterfall, 1);
    *settled = *waterfall;
    settled->from_usd_per_year = derived_round(waterfall->from_usd_per_year);
    struct run_step *steps = COPY_OF(arena, struct run_step, waterfall->steps, waterfall->step_count);
    for (size_t i = 0; i < waterfall->step_count; i++) {
        steps[i].usd_per_year = derived_round(steps[i].usd_per_year);
        steps[i].step_usd = derived_round(steps[i].step_usd);
        steps[i].step_usd_reversed = derived_round(steps[i].step_usd_reversed);
    }
    settled->steps = steps;
    return settled;
}

/* Words of a command line can be any bytes. */
static const char *settle_text(const char *text, struct arena *arena)
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

const struct run *run_settle(const struct run *run, struct arena *arena)
{
    struct run *settled = arena_new_of(arena, struct run, 1);
    *settled = *run;
    settled->command = settle_text(run->command, arena);
    struct run_input *inputs = COPY_OF(arena, struct run_input, run->inputs, run->input_count);
    for (size_t i = 0; i < run->input_count; i++) inputs[i].name = settle_text(inputs[i].name, arena);
    settled->inputs = inputs;
    struct run_architecture *architectures = COPY_OF(arena, struct run_architecture, run->architectures,
                                                     run->architecture_count);
    for (size_t i = 0; i < run->architecture_count; i++) settle_architecture(&architectures[i], arena);
    settled->architectures = architectures;
    struct run_variant *variants = COPY_OF(arena, struct run_variant, run->variants, run->variant_count);
    for (size_t i = 0; i < run->variant_count; i++) {
        variants[i].usd_per_year = derived_round(variants[i].usd_per_year);
        variants[i].difference_usd_per_year = derived_round(variants[i].difference_usd_per_year);
    }
    settled->variants = variants;
    struct run_assumption *assumptions = COPY_OF(arena, struct run_assumption, run->assumptions,
                                                 run->assumption_count);
    for (size_t i = 0; i < run->assumption_count; i++) {
        assumptions[i].less_usd = derived_round(assumptions[i].less_usd);
        assumptions[i].more_usd = derived_round(assumptions[i].more_usd);
    }
    settled->assumptions = assumptions;
    struct run_excluded *excluded = COPY_OF(arena, struct run_excluded, run->excluded, run->excluded_count);
    for (size_t i = 0; i < run->excluded_count; i++)
        excluded[i].usd_per_year = derived_round(excluded[i].usd_per_year);
    settled->excluded = excluded;
    settled->verdict.saving_usd_per_year = derived_round(run->verdict.saving_usd_per_year);
    settled->waterfall = settle_waterfall(run->waterfall, arena);
    return settled;
}
