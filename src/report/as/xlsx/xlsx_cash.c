/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cash in the first year, month by month: a commitment's upfront payment falls in the first month, the
 * rest is paid in equal parts. Its formulas follow the bills: less for a discount. */
#include <math.h>

#include "base/text.h"
#include "base/units.h"
#include "report/as/xlsx/xlsx.h"

enum { LABEL, FIRST_ARCHITECTURE };
enum {
    NOTE_ROW = 1,
    HEAD_ROW = 3,
    START_ROW,
    YEARS_ROW,
    EACH_ROW,
    MONTHS_HEAD_ROW = 8,
    MONTHS_ROW,
    TOTAL_ROW = MONTHS_ROW + 12,
    SINCE_HEAD_ROW = TOTAL_ROW + 3,
    SINCE_ROW
};
enum { MONTHS = 12 };

static int column_of(size_t architecture) { return FIRST_ARCHITECTURE + (int)architecture; }

static void write_labels(struct xlsx *xlsx)
{
    static const struct {
        uint32_t row;
        const char *label;
    } LABELS[] = {{START_ROW, "upfront"},
                  {YEARS_ROW, "years it covers, in the run"},
                  {EACH_ROW, "per month, everything else"}};
    static const char *const HEADS[] = {"$ in cash", "$ paid to date"};
    const uint32_t heads[] = {MONTHS_HEAD_ROW, SINCE_HEAD_ROW};
    xlsx_text(xlsx, HEAD_ROW, LABEL, STYLE_HEAD, "$");
    for (size_t i = 0; i < sizeof LABELS / sizeof *LABELS; i++)
        xlsx_text(xlsx, LABELS[i].row, LABEL, STYLE_TEXT, LABELS[i].label);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        xlsx_text(xlsx, heads[i], LABEL, STYLE_HEAD, HEADS[i]);
    xlsx_text(xlsx, TOTAL_ROW, LABEL, STYLE_TOTAL_TEXT, "first year");
    xlsx_text(xlsx, SINCE_ROW, LABEL, STYLE_TEXT, "start");
    for (uint32_t month = 1; month <= MONTHS; month++) {
        xlsx_text(xlsx, MONTHS_ROW + month - 1, LABEL, STYLE_TEXT,
                  text_format(xlsx->arena, "month %u", month));
        xlsx_text(xlsx, SINCE_ROW + month, LABEL, STYLE_TEXT, text_format(xlsx->arena, "month %u", month));
    }
}

/* Cash at the start: the cost of the commitment's lines times its years, if that is the run's figure. */
static void write_start(struct xlsx *xlsx, size_t i)
{
    const struct run_architecture *architecture = &xlsx->run->architectures[i];
    const struct xlsx_cells *cells = &xlsx->cells[i];
    const double tolerance = 1e-9;
    bool is_live = architecture->upfront_usd > 0 &&
                   fabs(cells->prepaid_usd * architecture->upfront_years - architecture->upfront_usd) <=
                       tolerance * architecture->upfront_usd;
    if (is_live)
        xlsx_formula(xlsx, START_ROW, column_of(i), STYLE_USD, architecture->upfront_usd, "=(%s)*%s",
                     cells->prepaid, xlsx_cell(xlsx, YEARS_ROW, column_of(i)));
    else
        xlsx_number(xlsx, START_ROW, column_of(i), STYLE_USD, architecture->upfront_usd);
    xlsx_number(xlsx, YEARS_ROW, column_of(i), STYLE_COUNT, architecture->upfront_years);
}

static void write_architecture(struct xlsx *xlsx, size_t i)
{
    const struct run_architecture *architecture = &xlsx->run->architectures[i];
    int column = column_of(i);
    double start_usd = architecture->upfront_usd, years = architecture->upfront_years;
    double each_usd = (architecture->usd_per_year - (years > 0 ? start_usd / years : 0)) / MONTHS_PER_YEAR;
    const char *start = xlsx_cell(xlsx, START_ROW, column), *of_years = xlsx_cell(xlsx, YEARS_ROW, column),
               *each = xlsx_cell(xlsx, EACH_ROW, column);
    write_start(xlsx, i);
    xlsx_formula(xlsx, EACH_ROW, column, STYLE_CENTS, each_usd, "=%s/12-IF(%s>0,%s/%s/12,0)",
                 xlsx->cells[i].totals[SHEET_PAID], of_years, start, of_years);
    for (uint32_t month = 1; month <= MONTHS; month++) {
        uint32_t row = MONTHS_ROW + month - 1, since = SINCE_ROW + month;
        xlsx_formula(xlsx, row, column, STYLE_CENTS, each_usd + (month == 1 ? start_usd : 0), "=%s%s%s", each,
                     month == 1 ? "+" : "", month == 1 ? start : "");
        xlsx_formula(xlsx, since, column, STYLE_USD, start_usd + month * each_usd, "=SUM(%s)",
                     xlsx_range(xlsx, MONTHS_ROW, row, column));
    }
    xlsx_formula(xlsx, TOTAL_ROW, column, STYLE_TOTAL_CENTS, start_usd + MONTHS * each_usd, "=SUM(%s)",
                 xlsx_range(xlsx, MONTHS_ROW, TOTAL_ROW - 1, column));
    xlsx_formula(xlsx, SINCE_ROW, column, STYLE_USD, start_usd, "=%s", start);
}

static void write_chart(struct xlsx *xlsx)
{
    lxw_chart *chart = NULL; /* NULL until it has a curve: an empty chart is invalid */
    for (size_t i = 0; i < xlsx->run->architecture_count; i++) {
        if (xlsx->cells[i].totals[SHEET_PAID] == NULL) continue;
        if (chart == NULL) chart = workbook_add_chart(xlsx->book, LXW_CHART_LINE);
        lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
        chart_series_set_categories(series, "Cash", SINCE_ROW, LABEL, SINCE_ROW + MONTHS, LABEL);
        chart_series_set_values(series, "Cash", SINCE_ROW, (lxw_col_t)column_of(i), SINCE_ROW + MONTHS,
                                (lxw_col_t)column_of(i));
        chart_series_set_name_range(series, "Cash", HEAD_ROW, (lxw_col_t)column_of(i));
        xlsx_curve(series, i);
    }
    if (chart == NULL) return;
    chart_title_set_name(chart, "$ paid to date");
    chart_axis_set_num_format(chart->y_axis, "#,##0");
    chart_axis_set_min(chart->y_axis, 0);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    xlsx_chart(xlsx, xlsx->sheet, SINCE_ROW + MONTHS + 2, LABEL, chart, 1.8, 1.4,
               "Lines: cumulative dollars paid in the first year by month, one per architecture");
}

void xlsx_write_cash(struct xlsx *xlsx)
{
    static const double WIDTHS[] = {32, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 0};
    xlsx_begin(xlsx, xlsx->cash, WIDTHS);
    xlsx_text(xlsx, 0, 0, STYLE_SECTION, "Cash in the first year, by month");
    xlsx_text(xlsx, NOTE_ROW, 0, STYLE_TEXT,
              "Load is flat, so monthly payments are equal; upfront commitments fall in month 1. Follows the "
              "shaded cells of other sheets.");
    write_labels(xlsx);
    for (size_t i = 0; i < xlsx->run->architecture_count; i++) {
        for (size_t n = 0; n < 3; n++)
            xlsx_text(xlsx, (const uint32_t[]){HEAD_ROW, MONTHS_HEAD_ROW, SINCE_HEAD_ROW}[n], column_of(i),
                      STYLE_HEAD_RIGHT, xlsx->run->architectures[i].name);
        if (xlsx->cells[i].totals[SHEET_PAID] != NULL) write_architecture(xlsx, i);
    }
    for (size_t n = 0; n < 3; n++)
        xlsx_fit_heads(xlsx, (const uint32_t[]){HEAD_ROW, MONTHS_HEAD_ROW, SINCE_HEAD_ROW}[n], 16);
    write_chart(xlsx);
    xlsx_page(xlsx, HEAD_ROW, 1);
    worksheet_fit_to_pages(xlsx->cash, 1, 1); /* the chart isn't cut in two */
}
