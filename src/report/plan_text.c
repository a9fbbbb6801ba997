/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The search in depth: what was chosen, how full it is, what came next and what was not tried. */
#include "report/compare_parts.h"
#include "report/say/say.h"
#include "report/money.h"
#include "report/as/table.h"

static void print_utilisations(struct page *page, const struct run_architecture *architecture)
{
    if (architecture->utilisation_count == 0) return;
    struct table table = table_new(page->arena, TABLE_FIGURES, 2, 4);
    struct table_cell *head = table_add(&table, ROW_HEAD);
    table_set(&table, head, 0, TONE_STRONG, "  resource");
    table_set(&table, head, 1, TONE_STRONG, "fullest when");
    table_set(&table, head, 2, TONE_STRONG, "used");
    for (size_t i = 0; i < architecture->utilisation_count; i++) {
        const struct run_utilisation *utilisation = &architecture->utilisations[i];
        struct table_cell *cells = table_add(&table, ROW_BODY);
        enum tone tone = !utilisation->binding ? TONE_PLAIN : architecture->feasible ? TONE_STRONG : TONE_BAD;
        table_set(&table, cells, 0, tone, text_format(page->arena, "  %s", utilisation->resource));
        table_set(&table, cells, 1, tone, utilisation->situation);
        table_set(&table, cells, 2, tone, say_percent(page->arena, utilisation->fraction));
        table_set(&table, cells, 3, tone, utilisation->binding ? "binds" : "");
    }
    page_blank(page);
    table_print(&table, page);
}

/* What stands there whether or not a byte flows: machines and their disks, which no topic group owns alone.
 */
static bool is_fleet(const struct pivot_row *row, size_t column)
{
    const struct pivot_cell *cell = &row->cells[column];
    return cell->applies && !cell->has_groups &&
           (text_equal(row->component, "compute") || text_equal(row->component, "storage"));
}

/* The same whole dollars as in the comparison. */
static void print_fleet_cost(struct page *page, const struct pivot *pivot, size_t column)
{
    struct table table = table_new(page->arena, TABLE_FIGURES, 2, 3);
    int64_t sum_usd = 0;
    for (size_t i = 0; i < pivot->row_count; i++) {
        const struct pivot_row *row = &pivot->rows[i];
        const struct pivot_cell *cell = &row->cells[column];
        if (!is_fleet(row, column)) continue;
        struct table_cell *cells = table_add(&table, ROW_BODY);
        table_set(&table, cells, 0, TONE_PLAIN, text_format(page->arena, "  %s", row->id));
        table_set(&table, cells, 1, TONE_PLAIN, row->title);
        table_set(&table, cells, 2, TONE_PLAIN,
                  text_format(page->arena, "%s%s", cell->is_unverified ? "(m) " : "",
                              money_whole(page->arena, cell->whole_usd)));
        sum_usd += cell->whole_usd;
    }
    if (table.row_count == 0) return;
    struct table_cell *cells = table_add(&table, ROW_BODY);
    table_set(&table, cells, 0, TONE_STRONG, "  fleet, $ a year");
    table_set(&table, cells, 2, TONE_STRONG, money_whole(page->arena, sum_usd));
    page_blank(page);
    table_print(&table, page);
}

static void print_rejections(struct page *page, const struct run_architecture *architecture)
{
    if (architecture->rejection_count == 0) return;
    page_blank(page);
    struct table table = table_new(page->arena, TABLE_FIGURES, 2, 4);
    struct table_cell *head = table_add(&table, ROW_HEAD);
    table_set(&table, head, 0, TONE_STRONG, "  next best");
    table_set(&table, head, 1, TONE_STRONG, "why it lost");
    table_set(&table, head, 2, TONE_STRONG, "nodes");
    table_set(&table, head, 3, TONE_STRONG, "fleet, $");
    for (size_t i = 0; i < architecture->rejection_count; i++) {
        const struct run_rejection *rejection = &architecture->rejections[i];
        struct table_cell *cells = table_add(&table, ROW_BODY);
        table_set(&table, cells, 0, TONE_PLAIN, text_format(page->arena, "  %s", rejection->instance));
        table_set(&table, cells, 1, TONE_PLAIN, rejection->why);
        table_set(&table, cells, 2, TONE_PLAIN,
                  rejection->count == 0 ? "-" : text_thousands(page->arena, rejection->count, 0));
        table_set(&table, cells, 3, TONE_PLAIN,
                  rejection->count == 0 ? "cannot" : text_thousands(page->arena, rejection->usd_per_year, 0));
    }
    table_print(&table, page);
}

static void print_filtered(struct page *page, const struct run_architecture *architecture)
{
    unsigned sum = 0;
    struct text reasons = text_new(page->arena);
    for (size_t i = 0; i < architecture->filtered_count; i++) {
        if (architecture->filtered[i].count == 0) continue;
        text_addf(&reasons, "%s%u %s", sum > 0 ? "; " : "", architecture->filtered[i].count,
                  architecture->filtered[i].why);
        sum += architecture->filtered[i].count;
    }
    if (sum == 0) return;
    page_blank(page);
    page_paragraphf(page, 2, 4, "not tried, %u instance types: %s", sum, reasons.bytes);
}

static bool is_given(const struct run_architecture *architecture)
{
    return text_equal(architecture->deployment_origin, "given");
}

static void print_architecture(struct page *page, const struct run *run, const struct pivot *pivot,
                               size_t column)
{
    const struct run_architecture *architecture = &run->architectures[column];
    page_heading(page, text_format(page->arena, "%s, %s", compare_name_and_id(page->arena, architecture),
                                   !is_given(architecture)  ? architecture->deployment_origin
                                   : architecture->feasible ? "given: it holds"
                                                            : "given: it doesn't hold"));
    if (!architecture->feasible)
        page_paragraphf(page, 2, 4, "cannot carry this load: %s", architecture->infeasible_reason);
    for (size_t i = 0; i < architecture->role_count; i++)
        page_paragraphf(page, 2, 4, "%s: %s", architecture->roles[i].role, architecture->roles[i].text);
    print_utilisations(page, architecture);
    print_fleet_cost(page, pivot, column);
    print_rejections(page, architecture);
    print_filtered(page, architecture);
}

/* A fleet that was given is judged; calling it the cheapest would be a claim that nobody checked. */
static const char *headline(const struct run *run)
{
    size_t given = 0;
    for (size_t i = 0; i < run->architecture_count; i++) given += is_given(&run->architectures[i]);
    if (given == 0)
        return "the cheapest fleet whose every resource holds at peak, and with a zone lost where that is "
               "promised";
    if (given == run->architecture_count)
        return "given, and judged by whether every resource holds at peak, and with a zone lost where that "
               "is promised";
    return "what was given is judged, the rest is the cheapest fleet whose every resource holds at peak, and "
           "with a zone lost where that is promised";
}

char *report_plan(const struct run *run, struct text_style style, struct arena *arena)
{
    struct page page = page_new(style, arena);
    struct pivot pivot = pivot_make(run, arena);
    page_paragraphf(&page, 0, 2, "Machines for %s in %s: %s", run->workload_name, run->region, headline(run));
    if (run->is_redacted) page_paragraph(&page, 0, 2, TONE_STRONG, REPORT_REDACTED);
    for (size_t i = 0; i < run->architecture_count; i++) print_architecture(&page, run, &pivot, i);
    compare_print_warnings(&page, run);
    compare_print_prices(&page, run);
    return page_finish(&page);
}
