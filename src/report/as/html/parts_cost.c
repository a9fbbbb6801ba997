/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "base/units.h"
#include "report/as/html/chart.h"
#include "report/as/html/escape.h"
#include "report/as/html/grid.h"
#include "report/as/html/parts.h"
#include "report/say/say.h"
#include "report/money.h"
#include "report/say/say.h"

static char *nothing(const struct view *view) { return text_format(view->arena, "%s", ""); }

char *parts_components(const struct view *view)
{
    if (view->max_usd <= 0) return nothing(view);
    const char *heads[VIEW_COMPONENTS_MAX + 2] = {"$ a year"};
    char kinds[VIEW_COMPONENTS_MAX + 3] = "t";
    for (size_t c = 0; c < view->component_count; c++)
        heads[1 + c] = escape_name(view->arena, palette_component_name(view->components[c]));
    heads[1 + view->component_count] = "total";
    memset(kinds + 1, 'n', view->component_count + 1);
    struct text out = text_new(view->arena);
    struct grid grid = grid_open(&out, view->arena, "Annual cost by component", kinds, heads);
    for (size_t i = 0; i < view->count; i++) {
        const struct view_architecture *architecture = &view->architectures[i];
        grid_cell(&grid, parts_name(view, i));
        for (size_t c = 0; c < view->component_count; c++)
            grid_cell(&grid, architecture->usd[c] == 0
                                 ? "\u2013"
                                 : money_whole(view->arena, architecture->whole_usd[c]));
        grid_cell(&grid, architecture->has_cost
                             ? text_format(view->arena, "<strong>%s</strong>",
                                           money_whole(view->arena, architecture->total_usd))
                             : "\u2013");
    }
    grid_close(&grid);
    return out.bytes;
}

/* The effective cost of what a commitment prices. */
static const char *committed_cell(const struct view *view, const struct run_architecture *architecture)
{
    double usd_per_month = 0;
    for (size_t i = 0; i < architecture->line_count; i++)
        for (size_t n = 0; n < architecture->lines[i].kind->charge_count; n++) {
            struct run_charge charge = run_line_charge(&architecture->lines[i], n);
            usd_per_month += run_charge_is_committed(&charge)
                                 ? charge.quantity_per_month * charge.usd_per_unit
                                 : 0;
        }
    return usd_per_month > 0 ? money_whole(view->arena, llround(usd_per_month * MONTHS_PER_YEAR)) : "\u2013";
}

char *parts_owners(const struct view *view)
{
    static const char *const HEADS[] = {"$ a year",
                                        "list",
                                        "contracted",
                                        "effective",
                                        "of it under commitments",
                                        "of it to the cloud",
                                        "of it to the vendor",
                                        "cash at the start"};
    if (view->max_usd <= 0) return nothing(view);
    struct text out = text_new(view->arena);
    struct grid grid = grid_open(&out, view->arena, "List, contracted and effective cost, and who is paid",
                                 "tnnnnnnn", HEADS);
    for (size_t i = 0; i < view->count; i++) {
        const struct view_architecture *architecture = &view->architectures[i];
        if (!architecture->has_cost) continue;
        grid_cell(&grid, parts_name(view, i));
        grid_cell(&grid, money_whole(view->arena, llround(architecture->run->usd_per_year_list)));
        grid_cell(&grid, money_whole(view->arena, llround(architecture->run->usd_per_year_contracted)));
        grid_cell(&grid, text_format(view->arena, "<strong>%s</strong>",
                                     money_whole(view->arena, architecture->total_usd)));
        grid_cell(&grid, committed_cell(view, architecture->run));
        grid_cell(&grid, money_whole(view->arena, architecture->cloud_usd));
        grid_cell(&grid, architecture->vendor_usd == 0 ? "\u2013"
                                                       : money_whole(view->arena, architecture->vendor_usd));
        grid_cell(&grid, architecture->run->upfront_usd > 0
                             ? money_whole(view->arena, llround(architecture->run->upfront_usd))
                             : "\u2013");
    }
    grid_close(&grid);
    return out.bytes;
}

static double flow_gb(const struct run_architecture *architecture, const char *path)
{
    for (size_t i = 0; i < architecture->flow_count; i++)
        if (text_equal(architecture->flows[i].path, path)) return architecture->flows[i].gb_per_year;
    return 0;
}

static const char *ratio_cell(const struct view *view, double usd, double units)
{
    return units > 0 ? money_small(view->arena, usd / units) : "\u2013";
}

char *parts_units(const struct view *view)
{
    static const char *const HEADS[] = {"", "$ a GB written", "$ a GB read", "$ a GB kept for a month"};
    if (view->max_usd <= 0) return nothing(view);
    double kept_gb = view_kept_gb(view);
    struct text out = text_new(view->arena);
    struct grid grid = grid_open(&out, view->arena, "Unit costs: the whole annual cost for each unit", "tnnn",
                                 HEADS);
    for (size_t i = 0; i < view->count; i++) {
        const struct run_architecture *architecture = view->architectures[i].run;
        if (!view->architectures[i].has_cost) continue;
        grid_cell(&grid, parts_name(view, i));
        grid_cell(&grid, ratio_cell(view, architecture->usd_per_year, flow_gb(architecture, "produce")));
        grid_cell(&grid, ratio_cell(view, architecture->usd_per_year, flow_gb(architecture, "consume")));
        grid_cell(&grid, ratio_cell(view, architecture->usd_per_year, kept_gb * MONTHS_PER_YEAR));
    }
    grid_close(&grid);
    return out.bytes;
}

enum { LARGEST_EACH = 3 };

/* The row of the fold that costs the architecture most but for those told already; row_count when there is
 * none. */
static size_t largest_row(const struct view *view, size_t architecture, const bool *is_told)
{
    size_t largest = view->pivot.row_count;
    for (size_t row = 0; row < view->pivot.row_count; row++) {
        double usd = view->pivot.rows[row].cells[architecture].usd_per_year;
        if (!is_told[row] && usd > 0 &&
            (largest == view->pivot.row_count ||
             usd > view->pivot.rows[largest].cells[architecture].usd_per_year))
            largest = row;
    }
    return largest;
}

static const char *largest_cell(const struct view *view, size_t architecture, size_t row)
{
    const struct pivot_row *folded = &view->pivot.rows[row];
    return text_format(view->arena, "%s, %s<br><small>%s: %s</small>",
                       money_whole(view->arena, folded->cells[architecture].whole_usd),
                       say_percent(view->arena, folded->cells[architecture].usd_per_year /
                                                    view->architectures[architecture].run->usd_per_year),
                       escape_name(view->arena, folded->id), escape_name(view->arena, folded->title));
}

char *parts_largest(const struct view *view)
{
    static const char *const HEADS[] = {"$ a year", "largest", "second", "third"};
    if (view->max_usd <= 0) return nothing(view);
    struct text out = text_new(view->arena);
    struct grid grid = grid_open(&out, view->arena, "The largest lines of each option", "tttt", HEADS);
    for (size_t i = 0; i < view->count; i++) {
        if (!view->architectures[i].has_cost) continue;
        bool *is_told = arena_new_of(view->arena, bool, view->pivot.row_count);
        grid_cell(&grid, parts_name(view, i));
        for (int n = 0; n < LARGEST_EACH; n++) {
            size_t row = largest_row(view, i, is_told);
            grid_cell(&grid, row == view->pivot.row_count ? "\u2013" : largest_cell(view, i, row));
            if (row < view->pivot.row_count) is_told[row] = true;
        }
    }
    grid_close(&grid);
    return out.bytes;
}

static void add_step(const struct view *view, struct grid *grid, const struct run_step *step,
                     int64_t before_usd)
{
    int64_t total_usd = llround(step->usd_per_year);
    grid_cell(grid, text_format(view->arena, "%s%s%s%s", step->is_added ? "beyond: " : "",
                                parts_words(view, step->what), step->feasible ? "" : "; cannot: ",
                                step->feasible ? "" : parts_words(view, step->infeasible_reason)));
    grid_cell(grid, step->feasible ? text_format(view->arena, "%s%s", total_usd > before_usd ? "+" : "",
                                                 money_whole(view->arena, total_usd - before_usd))
                                   : "\u2013");
    grid_cell(grid, step->feasible ? money_whole(view->arena, total_usd) : "\u2013");
    grid_cell(grid, step->interacts && isfinite(step->step_usd_reversed)
                        ? money_whole(view->arena, llround(step->step_usd_reversed))
                        : "");
}

char *parts_waterfall(const struct view *view)
{
    static const char *const HEADS[] = {"$ a year", "step", "total", "step in the other order"};
    const struct run_waterfall *waterfall = view->run->waterfall;
    if (waterfall == NULL) return nothing(view);
    struct text out = text_new(view->arena);
    struct grid grid = grid_open(&out, view->arena, "What each option is worth", "tnnn", HEADS);
    int64_t usd = llround(waterfall->from_usd_per_year);
    grid_cell(&grid, escape_name(view->arena, say_name(view->run, waterfall->from)));
    grid_cell(&grid, "");
    grid_cell(&grid, money_whole(view->arena, usd));
    grid_cell(&grid, "");
    for (size_t i = 0; i < waterfall->step_count; i++) {
        add_step(view, &grid, &waterfall->steps[i], usd);
        usd = llround(waterfall->steps[i].usd_per_year);
    }
    grid_close(&grid);
    return out.bytes;
}

enum { MONTHS_COLUMNS = 5 };

/* Months of a few architectures; each column adds up to its foot. */
static void add_months(const struct view *view, struct text *out, const size_t *which, size_t count)
{
    const char *heads[MONTHS_COLUMNS + 1] = {"$ in cash"};
    char kinds[MONTHS_COLUMNS + 2] = "t";
    int64_t whole[MONTHS_COLUMNS][CHART_MONTHS], total[MONTHS_COLUMNS];
    for (size_t i = 0; i < count; i++) {
        double usd[CHART_MONTHS], sum = 0;
        heads[1 + i] = parts_name(view, which[i]);
        kinds[1 + i] = 'n';
        chart_months_usd(view->architectures[which[i]].run, usd);
        for (int month = 0; month < CHART_MONTHS; month++) sum += usd[month];
        total[i] = money_round(usd, CHART_MONTHS, sum, whole[i], view->arena);
    }
    kinds[1 + count] = '\0';
    struct grid grid = grid_open(out, view->arena,
                                 text_format(view->arena, "The first year by month, from %s on",
                                             view->architectures[which[0]].name),
                                 kinds, heads);
    for (int month = 0; month < CHART_MONTHS; month++) {
        grid_cell(&grid, text_format(view->arena, "month %d", month + 1));
        for (size_t i = 0; i < count; i++) grid_cell(&grid, money_whole(view->arena, whole[i][month]));
    }
    grid_foot(&grid);
    grid_cell(&grid, "first year");
    for (size_t i = 0; i < count; i++) grid_cell(&grid, money_whole(view->arena, total[i]));
    grid_close(&grid);
}

char *parts_months(const struct view *view)
{
    size_t which[MONTHS_COLUMNS], count = 0;
    struct text out = text_new(view->arena);
    for (size_t i = 0; i <= view->count; i++) {
        if (count > 0 && (i == view->count || count == MONTHS_COLUMNS)) {
            add_months(view, &out, which, count);
            count = 0;
        }
        if (i < view->count && view->architectures[i].has_cost) which[count++] = i;
    }
    return out.length == 0 ? nothing(view) : out.bytes;
}
