/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines of a bill; lines of one kind share its description. */
#include "study/describe.h"

#include "base/text.h"
#include "run/lines.h"

static void describe_factors(struct run_line_kind *kind, const struct line *line,
                             const struct context *context)
{
    const struct param_kind *options =
        &context->params->registry->kinds[context->params->scenarios[context->scenario].kind];
    for (size_t i = 0; i < FACTORS_MAX && line->factors[i].scope != FACTOR_END; i++) {
        const struct factor *factor = &line->factors[i];
        const char *path = "";
        if (factor->scope == FACTOR_ROOT)
            path = ROOT_ROWS[factor->row].path;
        else if (factor->scope == FACTOR_TOPIC)
            path = text_format(context->arena, "topics.*.%s", TOPIC_ROWS[factor->row].path);
        else if (factor->scope == FACTOR_OPTION)
            path = text_format(context->arena, "architectures.%s.%s",
                               context->params->scenarios[context->scenario].id,
                               options->rows[factor->row].path);
        kind->factors[kind->factor_count++] = (struct run_factor){factor->label, factor->unit, path};
    }
}

/* A topic group's value that another of its parameters overrules is derived: retention, once retention_bytes
 * keep less. */
static unsigned char topic_origin(const struct value *value, double factor)
{
    return value->num == factor ? value->origin : ORIGIN_DERIVED;
}

static unsigned char origin_of(const struct context *context, const struct ledger_entry *entry, size_t index)
{
    const struct factor *factor = &entry->line->factors[index];
    switch (factor->scope) {
    case FACTOR_ROOT: return context->params->root[factor->row].origin;
    case FACTOR_TOPIC:
        return topic_origin(&context->params->topics[entry->group].values[factor->row],
                            entry->factors[index]);
    case FACTOR_OPTION: return context->params->scenarios[context->scenario].values[factor->row].origin;
    case FACTOR_DEPLOYED: return RUN_ORIGIN_DEPLOYED;
    case FACTOR_CONSTANT: return RUN_ORIGIN_CONSTANT;
    case FACTOR_DERIVED:
    case FACTOR_END: break;
    }
    return ORIGIN_DERIVED;
}

/* The first line's charges stand for all of its kind: tiers are pro rata. */
static void describe_charges(struct run_line_kind *kind, const struct context *context,
                             const struct bill *bill, size_t line)
{
    size_t count;
    const struct charge *charges = bill_charges(bill, line, context->prices, context->arena, &count);
    struct run_charge *list = arena_new_of(context->arena, struct run_charge, count);
    for (size_t i = 0; i < count; i++) {
        const struct price_row *row = charges[i].row;
        list[i] = (struct run_charge){
            .from = charges[i].from,
            .to = charges[i].to,
            .quantity_per_month = charges[i].quantity_per_month,
            .usd_per_unit = charges[i].usd_per_unit,
            .usd_per_unit_contracted = charges[i].usd_per_unit_contracted,
            .usd_per_unit_list = charges[i].usd_per_unit_list,
            .usagetype = row == NULL ? "" : row->usagetype,
            .term = row == NULL ? "private" : term_name(row->term),
            .sku = row == NULL ? "" : row->sku,
            .date = row == NULL ? "" : row->date,
            .source = row == NULL ? "pricing.private" : row->source,
            .note = row == NULL ? "" : row->note,
            .grade = row == NULL ? '-' : row->grade,
        };
        kind->is_unverified |= row != NULL && row->grade == 'R' && charges[i].quantity_per_month > 0;
    }
    kind->charges = list;
    kind->charge_count = count;
}

static bool is_kind_of(const struct ledger_entry *entry, const struct ledger_entry *other)
{
    return entry->line == other->line && entry->item == other->item;
}

/* Use the list price's usage type; a private price applies to the same one. */
static const char *on_the_bill(const struct context *context, const struct ledger_entry *entry,
                               const char *item)
{
    const struct prices *prices = context->prices;
    const struct price list = prices->tariffs[entry->line->meter].list;
    const struct price_row *row = item != NULL          ? prices->instance_list[entry->item]
                                  : list.tier_count > 0 ? list.tiers
                                                        : NULL;
    return meter_on_bill(context->arena, entry->line->meter, item, row, prices->book->region);
}

static struct run_line_kind *new_kind(const struct context *context, const struct bill *bill, size_t line)
{
    const struct ledger_entry *entry = bill->lines[line].entry;
    const struct meter_row *meter = &METERS[entry->line->meter];
    const char *item = entry->item == ITEM_NONE ? NULL : context->catalogue->instances[entry->item].bare;
    struct run_line_kind *kind = arena_new_of(context->arena, struct run_line_kind, 1);
    *kind = (struct run_line_kind){
        .id = entry->line->id,
        .component = component_name(entry->line->component),
        .owner = owner_name(line_owner(entry->line)),
        .meter = meter_id(context->arena, entry->line->meter, item),
        .title = entry->line->title,
        .unit = meter->unit_name,
        .item = item == NULL ? "" : context->catalogue->instances[entry->item].name,
        .cur_pattern = on_the_bill(context, entry, item),
        .is_private = bill->lines[line].is_private,
        .quantity_per_year = entry->quantity_per_year,
    };
    describe_factors(kind, entry->line, context);
    describe_charges(kind, context, bill, line);
    return kind;
}

static double *new_factors(const struct bill *bill, struct arena *arena)
{
    size_t count = 0;
    for (size_t i = 0; i < bill->line_count; i++) count += bill->lines[i].entry->factor_count;
    return arena_new_of(arena, double, count);
}

/* The kinds of a bill's lines, each with its first entry. Kinds are few, lines may be many. */
struct kinds {
    struct arena *arena;
    size_t count, capacity;
    struct kind {
        const struct ledger_entry *entry;
        const struct run_line_kind *kind;
    } * items;
};

static struct kind *add_kind(struct kinds *kinds)
{
    enum { KINDS_AT_FIRST = 32 };
    arena_grow(kinds->arena, kinds->items, kinds->count, kinds->capacity, KINDS_AT_FIRST);
    return &kinds->items[kinds->count++];
}

static const struct run_line_kind *kind_of(struct kinds *kinds, const struct context *context,
                                           const struct bill *bill, size_t line)
{
    const struct ledger_entry *entry = bill->lines[line].entry;
    for (size_t i = 0; i < kinds->count; i++)
        if (is_kind_of(kinds->items[i].entry, entry)) return kinds->items[i].kind;
    struct kind *added = add_kind(kinds);
    *added = (struct kind){entry, new_kind(context, bill, line)};
    return added->kind;
}

void describe_lines(struct run_architecture *architecture, const struct context *context,
                    const struct bill *bill)
{
    struct kinds kinds = {.arena = context->arena};
    struct run_line *lines = arena_new_of(context->arena, struct run_line, bill->line_count);
    double *const first_factor = new_factors(bill, context->arena), *factors = first_factor;
    for (int component = 0; component < COMPONENT__COUNT; component++) {
        for (size_t i = 0; i < bill->line_count; i++) {
            const struct bill_line *billed = &bill->lines[i];
            if ((int)billed->entry->line->component != component) continue;
            struct run_line *line = &lines[architecture->line_count++];
            *line = (struct run_line){kind_of(&kinds, context, bill, i),
                                      billed->entry->group == GROUP_SHARED
                                          ? ""
                                          : context->params->topics[billed->entry->group].name,
                                      billed->entry->quantity_per_year,
                                      billed->usd_per_year,
                                      billed->usd_per_year_contracted,
                                      billed->usd_per_year_list,
                                      factors,
                                      {0}};
            for (size_t f = 0; f < billed->entry->factor_count; f++) {
                line->origins[f] = origin_of(context, billed->entry, f);
                *factors++ = billed->entry->factors[f];
            }
        }
    }
    run_round_lines(lines, architecture->line_count, first_factor, context->arena);
    architecture->lines = lines;
}
