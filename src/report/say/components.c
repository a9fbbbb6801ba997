/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A page's tables of a year's cost: by component, by owner and price level, and per GB. */
#include <math.h>

#include "base/units.h"
#include "report/money.h"
#include "report/say/say.h"
#include "report/view.h"

/* A dash where nothing is paid. */
static struct doc_cell usd_cell(double usd)
{
    return usd > 0 ? doc_number(DOC_CELL_USD, usd, NULL) : doc_none();
}

static struct doc_cell total_cell(const struct view_architecture *architecture, struct arena *arena)
{
    return doc_words(doc_mark(arena, DOC_STRONG, money_whole(arena, architecture->total_usd)));
}

void say_components(struct doc *doc, const struct run *run)
{
    enum { FIRST = 1 };
    const struct view view = view_make(run, doc->arena);
    if (view.max_usd <= 0) return;
    bool is_off = false;
    struct doc_table *table = doc_table_of(doc, "Annual cost by component", "$ per year");
    for (size_t c = 0; c <= view.component_count; c++)
        doc_column(table, (struct doc_column){FIRST + (unsigned)c, DOC_FIGURE,
                                              c == view.component_count ? "total"
                                                                        : say_component(view.components[c]),
                                              DOC_ALL});
    for (size_t i = 0; i < view.count; i++) {
        const struct view_architecture *architecture = &view.architectures[i];
        struct doc_cell *cells = say_option_row(table, run, i);
        for (size_t c = 0; c < view.component_count; c++)
            cells[FIRST + c] = architecture->usd[c] == 0
                                   ? doc_none()
                                   : doc_number(DOC_CELL_USD, (double)architecture->whole_usd[c], NULL);
        cells[FIRST + view.component_count] = architecture->has_cost ? total_cell(architecture, doc->arena)
                                                                     : doc_none();
        int64_t sum_usd = 0;
        for (size_t c = 0; c < view.component_count; c++) sum_usd += architecture->whole_usd[c];
        is_off |= architecture->has_cost && sum_usd != architecture->total_usd;
    }
    if (is_off) doc_add(doc, DOC_NOTE, 0, MONEY_OFF);
}

/* The effective cost of lines under a commitment. */
static double committed_usd(const struct run_architecture *architecture)
{
    double usd_per_month = 0;
    for (size_t i = 0; i < architecture->line_count; i++)
        for (size_t n = 0; n < architecture->lines[i].kind->charge_count; n++) {
            struct run_charge charge = run_line_charge(&architecture->lines[i], n);
            if (run_charge_is_committed(&charge))
                usd_per_month += charge.quantity_per_month * charge.usd_per_unit;
        }
    return usd_per_month * MONTHS_PER_YEAR;
}

enum { AT_LIST = 1, CONTRACTED, EFFECTIVE, COMMITTED, TO_CLOUD, TO_VENDOR, CASH };

static void add_owner_row(struct doc_table *table, const struct view *view, size_t i)
{
    const struct view_architecture *architecture = &view->architectures[i];
    double contracted_usd = architecture->run->usd_per_year_contracted;
    struct doc_cell *cells = say_option_row(table, view->run, i);
    cells[AT_LIST] = doc_number(DOC_CELL_USD, architecture->run->usd_per_year_list, NULL);
    cells[CONTRACTED] = doc_number(DOC_CELL_USD, contracted_usd,
                                   view->run->is_redacted  ? "redacted"
                                   : isnan(contracted_usd) ? "unknown"
                                                           : NULL);
    cells[EFFECTIVE] = total_cell(architecture, view->arena);
    cells[COMMITTED] = usd_cell(committed_usd(architecture->run));
    cells[TO_CLOUD] = doc_number(DOC_CELL_USD, (double)architecture->cloud_usd, NULL);
    cells[TO_VENDOR] = usd_cell((double)architecture->vendor_usd);
    cells[CASH] = usd_cell(architecture->run->upfront_usd);
}

/* True if any architecture has a bill for which the cell isn't a dash. */
static bool is_any(const struct view *view, double (*usd)(const struct view_architecture *))
{
    for (size_t i = 0; i < view->count; i++)
        if (view->architectures[i].has_cost && usd(&view->architectures[i]) > 0) return true;
    return false;
}
static double of_commitments(const struct view_architecture *of) { return committed_usd(of->run); }
static double of_vendor(const struct view_architecture *of) { return (double)of->vendor_usd; }
static double of_start(const struct view_architecture *of) { return of->run->upfront_usd; }

/* Columns that tell nothing are left out. In a redacted run the total is at list prices too, and only
 * commitments tell it from the list. */
void say_owners(struct doc *doc, const struct run *run)
{
    const struct view view = view_make(run, doc->arena);
    const bool has_levels = run->is_redacted || !say_is_at_list(run), has_vendor = is_any(&view, of_vendor);
    if (view.max_usd <= 0 || (!has_levels && !has_vendor)) return;
    if (has_levels)
        doc_add(
            doc, DOC_NOTE, 0,
            "List is the public on-demand price. Contracted includes negotiated discounts and private "
            "prices. Effective also includes commitments, spread over their term; all other tables use it.");
    const struct doc_column columns[] = {{0, DOC_WORDS, "$ per year", DOC_ALL},
                                         {AT_LIST, DOC_FIGURE, "list", has_levels ? DOC_ALL : 0},
                                         {CONTRACTED, DOC_FIGURE, "contracted", has_levels ? DOC_ALL : 0},
                                         {EFFECTIVE, DOC_FIGURE,
                                          run->is_redacted ? "list, with commitments"
                                          : has_levels     ? "effective"
                                                           : "total",
                                          DOC_ALL},
                                         {COMMITTED, DOC_FIGURE, "committed",
                                          is_any(&view, of_commitments) ? DOC_ALL : 0},
                                         {TO_CLOUD, DOC_FIGURE, "to AWS", has_vendor ? DOC_ALL : 0},
                                         {TO_VENDOR, DOC_FIGURE, "to vendor", has_vendor ? DOC_ALL : 0},
                                         {CASH, DOC_FIGURE, "upfront",
                                          is_any(&view, of_start) ? DOC_ALL : 0}};
    struct doc_table *table = doc_table(doc, "Price levels and who is paid", columns, DOC_COUNT(columns));
    for (size_t i = 0; i < view.count; i++)
        if (view.architectures[i].has_cost) add_owner_row(table, &view, i);
}

static struct doc_cell flow_cell(struct arena *arena, double usd, const struct run_flow *flow)
{
    return flow != NULL ? doc_words(money_small(arena, usd / flow->gb_per_year)) : doc_none();
}

void say_unit_costs(struct doc *doc, const struct run *run)
{
    enum { WRITTEN = 1, READ, KEPT };
    const double kept_gb = view_kept_gb(run);
    struct doc_table *table = doc_table_of(doc, "Unit costs: annual cost per unit",
                                           "|>$ per GB written|>$ per GB read|>$ per GB-month kept");
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_architecture *architecture = &run->architectures[i];
        double usd = architecture->usd_per_year;
        if (architecture->line_count == 0) continue;
        struct doc_cell *cells = say_option_row(table, run, i);
        cells[WRITTEN] = flow_cell(doc->arena, usd, view_flow(architecture, "produce"));
        cells[READ] = flow_cell(doc->arena, usd, view_flow(architecture, "consume"));
        cells[KEPT] = kept_gb > 0 ? doc_words(money_small(doc->arena, usd / (kept_gb * MONTHS_PER_YEAR)))
                                  : doc_none();
    }
}
