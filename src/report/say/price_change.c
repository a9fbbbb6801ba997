/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A column goes from the old total by its meters and the other machines to the new total. */
#include "report/price_change.h"

#include <math.h>
#include <string.h>

#include "report/money.h"
#include "report/report.h"
#include "report/say/say.h"

static struct doc_cell change_cell(struct arena *arena, int64_t usd)
{
    return usd == 0 ? doc_none() : doc_words(say_signed(arena, usd));
}

static bool is_feasible(const struct architecture_change *architecture)
{
    return *architecture->infeasible_reason == '\0';
}

/* Whole dollars of one architecture. */
struct column {
    int64_t before, after, machines;
    int64_t *meters; /* of the architecture's own, in its order */
};

static struct column round_column(const struct architecture_change *architecture, struct arena *arena)
{
    struct column column = {money_round(architecture->before_usd), money_round(architecture->after_usd),
                            money_round(architecture->after_usd - architecture->same_machines_usd),
                            arena_new_of(arena, int64_t, architecture->meter_count)};
    for (size_t i = 0; i < architecture->meter_count; i++)
        column.meters[i] = money_round(architecture->meters[i].usd_per_year);
    return column;
}

/* Every meter that changed anywhere, once: those of the first architecture first. */
static size_t all_meters(const struct price_change *change, const char **meters)
{
    size_t count = 0;
    for (size_t i = 0; i < change->architecture_count; i++)
        for (size_t j = 0; j < change->architectures[i].meter_count; j++) {
            bool seen = false;
            for (size_t k = 0; k < count && !seen; k++)
                seen = text_equal(meters[k], change->architectures[i].meters[j].meter);
            if (!seen) meters[count++] = change->architectures[i].meters[j].meter;
        }
    return count;
}

/* A meter without its offer, if no other has the same name. */
static const char *short_name(const char *const *meters, size_t count, size_t n)
{
    const char *colon = strchr(meters[n], ':'), *bare = colon == NULL ? meters[n] : colon + 1;
    for (size_t i = 0; i < count; i++)
        if (i != n && text_ends_with(meters[i], colon == NULL ? bare : colon)) return meters[n];
    return bare;
}

static void add_meter(struct doc_table *table, const struct price_change *change,
                      const struct column *columns, const char *meter, const char *name)
{
    struct doc_cell *cells = doc_row(table);
    cells[0] = doc_words(name);
    for (size_t i = 0; i < change->architecture_count; i++) {
        const struct architecture_change *one = &change->architectures[i];
        cells[1 + i] = is_feasible(one) ? doc_none() : doc_words("");
        for (size_t j = 0; j < one->meter_count; j++)
            if (text_equal(one->meters[j].meter, meter))
                cells[1 + i] = change_cell(table->arena, columns[i].meters[j]);
    }
}

static void add_totals(struct doc_table *table, const struct price_change *change,
                       const struct column *columns, bool after)
{
    struct doc_cell *cells = doc_row(table);
    cells[0] = doc_toned(DOC_TONE_STRONG, after ? "at the new prices" : "at the old prices");
    for (size_t i = 0; i < change->architecture_count; i++)
        cells[1 + i] = is_feasible(&change->architectures[i])
                           ? doc_toned(DOC_TONE_STRONG, money_whole(table->arena, after ? columns[i].after
                                                                                        : columns[i].before))
                           : doc_toned(DOC_TONE_BAD, "cannot");
}

static void add_machines(struct doc_table *table, const struct price_change *change,
                         const struct column *columns)
{
    bool any = false;
    for (size_t i = 0; i < change->architecture_count; i++) any |= columns[i].machines != 0;
    if (!any) return;
    struct doc_cell *cells = doc_row(table);
    cells[0] = doc_words("other machines");
    for (size_t i = 0; i < change->architecture_count; i++)
        if (is_feasible(&change->architectures[i]))
            cells[1 + i] = change_cell(table->arena, columns[i].machines);
}

static void say_table(struct doc *doc, const struct price_change *change, const struct column *columns)
{
    static const struct doc_column LABEL = {0, DOC_WORDS, "$ per year", DOC_ALL};
    size_t meter_count = 0;
    for (size_t i = 0; i < change->architecture_count; i++)
        meter_count += change->architectures[i].meter_count;
    const char **meters = arena_new_of(doc->arena, const char *, meter_count);
    meter_count = all_meters(change, meters);
    struct doc_table *table = doc_table(doc, "The bill", &LABEL, 1);
    for (size_t i = 0; i < change->architecture_count; i++)
        doc_column(table,
                   (struct doc_column){1 + (unsigned)i, DOC_FIGURE, change->architectures[i].name, DOC_ALL});
    doc_row_of(table, DOC_RULE);
    add_totals(table, change, columns, false);
    for (size_t i = 0; i < meter_count; i++)
        add_meter(table, change, columns, meters[i], short_name(meters, meter_count, i));
    add_machines(table, change, columns);
    doc_row_of(table, DOC_RULE);
    add_totals(table, change, columns, true);
}

/* "+$1,204" */
static const char *step(struct arena *arena, int64_t usd)
{
    return text_format(arena, "%s%s", usd > 0 ? "+" : "", money_dollars(arena, usd));
}

static void say_sentence(struct doc *doc, const struct architecture_change *architecture,
                         const struct column *column)
{
    struct arena *arena = doc->arena;
    if (!is_feasible(architecture)) {
        doc_addf(doc, DOC_PARAGRAPH, 1, "%s: can't carry this load: %s", architecture->name,
                 architecture->infeasible_reason);
        return;
    }
    int64_t total = column->after - column->before, price = total - column->machines;
    const char *percent = column->before == 0
                              ? ""
                              : text_format(arena, " (%+.1f %%)",
                                            100 * (architecture->after_usd / architecture->before_usd - 1));
    if (architecture->same_machines && total == 0)
        doc_addf(doc, DOC_PARAGRAPH, 1, "%s: no change", architecture->name);
    else if (architecture->same_machines)
        doc_addf(doc, DOC_PARAGRAPH, 1, "%s: %s%s, all of it price", architecture->name, step(arena, total),
                 percent);
    else
        doc_addf(
            doc, DOC_PARAGRAPH, 1,
            "%s: %s%s, of which %s is price, and %s the other machines that are cheapest at the new prices",
            architecture->name, step(arena, total), percent, step(arena, price),
            step(arena, column->machines));
}

void say_price_change(struct doc *doc, const struct price_change *change)
{
    struct column *columns = arena_new_of(doc->arena, struct column, change->architecture_count);
    for (size_t i = 0; i < change->architecture_count; i++)
        columns[i] = round_column(&change->architectures[i], doc->arena);
    doc_addf(doc, DOC_HEADING, 0, "The bill of %s", change->workload_name);
    say_table(doc, change, columns);
    doc_add(doc, DOC_GAP, 0, NULL);
    for (size_t i = 0; i < change->architecture_count; i++)
        say_sentence(doc, &change->architectures[i], &columns[i]);
    if (change->is_private)
        doc_add(doc, DOC_PARAGRAPH, 1, change->is_redacted ? REPORT_REDACTED : REPORT_PRIVATE);
}
