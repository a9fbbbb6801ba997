/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cash of the first year, month by month. */
#include <math.h>

#include "report/money.h"
#include "report/say/say.h"
#include "report/view.h"

/* Lines spread an upfront payment over its years: that part isn't a month's cash. */
void say_months_usd(const struct run_architecture *architecture, double usd[SAY_MONTHS])
{
    double spread_usd = architecture->upfront_years > 0
                            ? architecture->upfront_usd / architecture->upfront_years
                            : 0;
    for (int month = 0; month < SAY_MONTHS; month++)
        usd[month] = (architecture->usd_per_year - spread_usd) / SAY_MONTHS +
                     (month == 0 ? architecture->upfront_usd : 0);
}

/* True if any month differs from the others: without a payment at the start they are equal. */
static bool is_uneven(const struct run *run)
{
    for (size_t i = 0; i < run->architecture_count; i++)
        if (run->architectures[i].line_count > 0 && run->architectures[i].upfront_usd > 0) return true;
    return false;
}

/* A column of months and their sum. */
static void set_column(struct doc_table *table, unsigned field, const struct run_architecture *architecture)
{
    double usd[SAY_MONTHS + 1] = {0};
    say_months_usd(architecture, usd);
    for (int month = 0; month < SAY_MONTHS; month++) usd[SAY_MONTHS] += usd[month];
    for (int month = 0; month <= SAY_MONTHS; month++)
        table->rows[month].cells[field] = doc_number(DOC_CELL_USD, usd[month], NULL);
}

void say_months(struct doc *doc, const struct run *run)
{
    enum { SIDE_BY_SIDE = 5 }; /* the width of a sheet of paper */
    if (!is_uneven(run)) return;
    struct doc_table *table = doc_table_of(doc, "The first year by month", "$ in cash");
    table->side_by_side = SIDE_BY_SIDE;
    for (size_t i = 0; i < run->architecture_count; i++)
        if (run->architectures[i].line_count > 0)
            doc_column(table,
                       (struct doc_column){1 + (unsigned)i, DOC_FIGURE,
                                           doc_option(doc->arena, run->architectures[i].name, i), DOC_ALL});
    for (int month = 0; month < SAY_MONTHS; month++)
        doc_row(table)[0] = doc_wordsf(doc->arena, "month %d", month + 1);
    doc_row_of(table, DOC_TOTAL)[0] = doc_words("first year");
    for (size_t i = 0; i < run->architecture_count; i++)
        if (run->architectures[i].line_count > 0) set_column(table, 1 + (unsigned)i, &run->architectures[i]);
}

/* ---- the picture ---- */

void say_cash_chart(struct doc *doc, const struct run *run)
{
    struct arena *arena = doc->arena;
    struct text says = text_new(arena);
    if (!is_uneven(run)) return;
    struct doc_chart *chart = doc_chart(doc, DOC_LINES, run->architecture_count);
    chart->y_title = "$ paid to date";
    chart->x_max = SAY_MONTHS;
    text_add(&says, "Lines: cumulative cash in the first year.");
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_architecture *of = &run->architectures[i];
        double usd[SAY_MONTHS], sum_usd = 0;
        if (of->line_count == 0) continue;
        struct doc_series *series = doc_series(doc, chart, view_name(of, arena), i, SAY_MONTHS + 1);
        say_months_usd(of, usd);
        series->points[series->count++].y = of->upfront_usd; /* the rest at the end of each month */
        for (int month = 1; month <= SAY_MONTHS; month++) {
            sum_usd += usd[month - 1];
            series->points[series->count++] = (struct doc_point){.x = month, .y = sum_usd};
        }
        series->figures = text_usd(arena, sum_usd);
        series->hover = text_format(arena, "%s: %s upfront, %s after twelve months", series->name,
                                    text_usd(arena, of->upfront_usd), series->figures);
        text_addf(&says, " %s.", series->hover);
        chart->y_max = fmax(chart->y_max, sum_usd);
    }
    chart->says = says.bytes;
}
