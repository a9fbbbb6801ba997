/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A column goes from the old total by its meters and the other machines to the new total, and adds up as
 * printed. */
#include "report/price_change_text.h"

#include <math.h>
#include <string.h>

#include "report/money.h"
#include "report/as/table.h"

static const char *signed_usd(struct arena *arena, int64_t usd)
{
    return usd == 0 ? "-" : text_format(arena, "%s%s", usd > 0 ? "+" : "", money_whole(arena, usd));
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
    struct column column = {llround(architecture->before_usd), llround(architecture->after_usd), 0,
                            arena_new_of(arena, int64_t, architecture->meter_count)};
    int64_t same = llround(architecture->same_machines_usd);
    double *parts = arena_new_of(arena, double, architecture->meter_count);
    for (size_t i = 0; i < architecture->meter_count; i++) parts[i] = architecture->meters[i].usd_per_year;
    money_round(parts, architecture->meter_count, (double)(same - column.before), column.meters, arena);
    if (architecture->meter_count == 0) same = column.before; /* nothing to show a dollar of rounding in */
    column.machines = column.after - same;
    return column;
}

/* Every meter that changed anywhere, each once: those of the first architecture first. */
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

/* A meter without its offer, where no other has the same name. */
static const char *short_name(const char *const *meters, size_t count, size_t n)
{
    const char *colon = strchr(meters[n], ':'), *bare = colon == NULL ? meters[n] : colon + 1;
    for (size_t i = 0; i < count; i++)
        if (i != n && text_ends_with(meters[i], colon == NULL ? bare : colon)) return meters[n];
    return bare;
}

static void add_meter(struct table *table, const struct price_change *change, const struct column *columns,
                      const char *meter, const char *name)
{
    struct table_cell *cells = table_add(table, ROW_BODY);
    table_set(table, cells, 0, TONE_PLAIN, name);
    for (size_t i = 0; i < change->architecture_count; i++)
        table_set(table, cells, 1 + i, TONE_PLAIN, is_feasible(&change->architectures[i]) ? "-" : "");
    for (size_t i = 0; i < change->architecture_count; i++)
        for (size_t j = 0; j < change->architectures[i].meter_count; j++)
            if (text_equal(change->architectures[i].meters[j].meter, meter))
                table_set(table, cells, 1 + i, TONE_PLAIN, signed_usd(table->arena, columns[i].meters[j]));
}

static void add_totals(struct table *table, const struct price_change *change, const struct column *columns,
                       bool after)
{
    struct table_cell *cells = table_add(table, ROW_BODY);
    table_set(table, cells, 0, TONE_STRONG, after ? "at the new prices" : "at the old prices");
    for (size_t i = 0; i < change->architecture_count; i++)
        table_set(table, cells, 1 + i, is_feasible(&change->architectures[i]) ? TONE_STRONG : TONE_BAD,
                  is_feasible(&change->architectures[i])
                      ? money_whole(table->arena, after ? columns[i].after : columns[i].before)
                      : "cannot");
}

static void add_machines(struct table *table, const struct price_change *change, const struct column *columns)
{
    bool any = false;
    for (size_t i = 0; i < change->architecture_count; i++) any |= columns[i].machines != 0;
    if (!any) return;
    struct table_cell *cells = table_add(table, ROW_BODY);
    table_set(table, cells, 0, TONE_PLAIN, "other machines");
    for (size_t i = 0; i < change->architecture_count; i++)
        table_set(table, cells, 1 + i, TONE_PLAIN,
                  is_feasible(&change->architectures[i]) ? signed_usd(table->arena, columns[i].machines)
                                                         : "");
}

static void print_table(struct page *page, const struct price_change *change, const struct column *columns)
{
    size_t meter_count = 0;
    for (size_t i = 0; i < change->architecture_count; i++)
        meter_count += change->architectures[i].meter_count;
    const char **meters = arena_new_of(page->arena, const char *, meter_count);
    meter_count = all_meters(change, meters);
    struct table table = table_new(page->arena, TABLE_FIGURES, 1, 1 + change->architecture_count);
    struct table_cell *head = table_add(&table, ROW_HEAD);
    table_set(&table, head, 0, TONE_STRONG, "$ a year");
    for (size_t i = 0; i < change->architecture_count; i++)
        table_set(&table, head, 1 + i, TONE_STRONG, change->architectures[i].name);
    table_add(&table, ROW_RULE);
    add_totals(&table, change, columns, false);
    for (size_t i = 0; i < meter_count; i++)
        add_meter(&table, change, columns, meters[i], short_name(meters, meter_count, i));
    add_machines(&table, change, columns);
    table_add(&table, ROW_RULE);
    add_totals(&table, change, columns, true);
    table_print(&table, page);
}

/* "+$1,204" */
static const char *step(struct arena *arena, int64_t usd)
{
    return text_format(arena, "%s%s", usd > 0 ? "+" : "", money_dollars(arena, usd));
}

static void print_sentence(struct page *page, const struct architecture_change *architecture,
                           const struct column *column)
{
    struct arena *arena = page->arena;
    if (!is_feasible(architecture)) {
        page_paragraphf(page, 2, 4, "%s: can't carry this load: %s", architecture->name,
                        architecture->infeasible_reason);
        return;
    }
    int64_t total = column->after - column->before, price = total - column->machines;
    const char *percent = column->before == 0
                              ? ""
                              : text_format(arena, " (%+.1f %%)",
                                            100 * (architecture->after_usd / architecture->before_usd - 1));
    if (architecture->same_machines && total == 0)
        page_paragraphf(page, 2, 4, "%s: no change", architecture->name);
    else if (architecture->same_machines)
        page_paragraphf(page, 2, 4, "%s: %s%s, all of it price", architecture->name, step(arena, total),
                        percent);
    else
        page_paragraphf(
            page, 2, 4,
            "%s: %s%s, of which %s is price, and %s the other machines that are cheapest at the new prices",
            architecture->name, step(arena, total), percent, step(arena, price),
            step(arena, column->machines));
}

void price_change_print(struct page *page, const struct price_change *change)
{
    struct column *columns = arena_new_of(page->arena, struct column, change->architecture_count);
    for (size_t i = 0; i < change->architecture_count; i++)
        columns[i] = round_column(&change->architectures[i], page->arena);
    page_heading(page, text_format(page->arena, "The bill of %s", change->workload_name));
    print_table(page, change, columns);
    page_blank(page);
    for (size_t i = 0; i < change->architecture_count; i++)
        print_sentence(page, &change->architectures[i], &columns[i]);
    if (change->is_redacted) page_paragraph(page, 2, 4, TONE_PLAIN, REPORT_REDACTED);
}
