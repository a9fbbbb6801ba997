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
    }
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

/* In a redacted run the total is at list prices too, and only commitments tell it from the list. */
void say_owners(struct doc *doc, const struct run *run)
{
    enum { AT_LIST = 1, CONTRACTED, EFFECTIVE, COMMITTED, TO_CLOUD, TO_VENDOR, CASH };
    const struct view view = view_make(run, doc->arena);
    if (view.max_usd <= 0) return;
    struct doc_table *table = doc_table_of(
        doc, "List, contracted and effective cost, and who is paid",
        run->is_redacted
            ? "$ per year|>list|>contracted|>list, with commitments|>of it under commitments|"
              ">of it to the cloud|>of it to the vendor|>cash at the start"
            : "$ per year|>list|>contracted|>effective|>of it under commitments|>of it to the cloud|"
              ">of it to the vendor|>cash at the start");
    for (size_t i = 0; i < view.count; i++) {
        const struct view_architecture *architecture = &view.architectures[i];
        if (!architecture->has_cost) continue;
        struct doc_cell *cells = say_option_row(table, run, i);
        cells[AT_LIST] = doc_number(DOC_CELL_USD, architecture->run->usd_per_year_list, NULL);
        double contracted_usd = architecture->run->usd_per_year_contracted;
        cells[CONTRACTED] = doc_number(DOC_CELL_USD, contracted_usd,
                                       run->is_redacted        ? "redacted"
                                       : isnan(contracted_usd) ? "unknown"
                                                               : NULL);
        cells[EFFECTIVE] = total_cell(architecture, doc->arena);
        cells[COMMITTED] = usd_cell(committed_usd(architecture->run));
        cells[TO_CLOUD] = doc_number(DOC_CELL_USD, (double)architecture->cloud_usd, NULL);
        cells[TO_VENDOR] = usd_cell((double)architecture->vendor_usd);
        cells[CASH] = usd_cell(architecture->run->upfront_usd);
    }
}

static struct doc_cell flow_cell(struct arena *arena, double usd, const struct run_flow *flow)
{
    return flow != NULL ? doc_words(money_small(arena, usd / flow->gb_per_year)) : doc_none();
}

void say_unit_costs(struct doc *doc, const struct run *run)
{
    enum { WRITTEN = 1, READ, KEPT };
    const double kept_gb = view_kept_gb(run);
    struct doc_table *table = doc_table_of(doc, "Unit costs: the whole annual cost for each unit",
                                           "|>$ per GB written|>$ per GB read|>$ per GB kept for a month");
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
