/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sheets of latency: quantiles with their intervals, objectives, stages, and the distributions behind
 * a chart. They hold the simulation's results: no formula recomputes them. */
#include "report/as/xlsx/xlsx.h"

enum { HEAD_ROW = 3, FROZEN_COLUMNS = 4 };

/* Write a pair of columns of milliseconds and shares, and their curve. */
static void write_curve(struct xlsx *xlsx, lxw_chart *chart, lxw_col_t column, const struct doc_series *from)
{
    const double width = 13;
    worksheet_set_column(xlsx->sheet, column, (lxw_col_t)(column + 1), width, NULL);
    xlsx_paragraph(xlsx, HEAD_ROW - 1, column, column + 1, 2 * (size_t)width, STYLE_HEAD, from->name);
    xlsx_text(xlsx, HEAD_ROW, column, STYLE_HEAD_RIGHT, "ms");
    xlsx_text(xlsx, HEAD_ROW, column + 1, STYLE_HEAD_RIGHT, "share of records");
    for (size_t i = 0; i < from->count; i++) {
        xlsx_number(xlsx, HEAD_ROW + 1 + (uint32_t)i, column, STYLE_MS, from->points[i].x);
        xlsx_number(xlsx, HEAD_ROW + 1 + (uint32_t)i, column + 1, STYLE_SHARE_FINE, from->points[i].y);
    }
    const lxw_col_t shares = (lxw_col_t)(column + 1);
    uint32_t last = HEAD_ROW + (uint32_t)from->count;
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    chart_series_set_categories(series, "Distributions", HEAD_ROW + 1, column, last, column);
    chart_series_set_values(series, "Distributions", HEAD_ROW + 1, shares, last, shares);
    chart_series_set_name_range(series, "Distributions", HEAD_ROW - 1, column);
    xlsx_curve(series, from->sign);
}

/* Set the ends of the time axis: whole decades around all points. */
static void set_decades(lxw_chart *chart, const struct doc_chart *from)
{
    double min_ms = 1, max_ms = 100;
    for (size_t i = 0; i < from->count; i++)
        for (size_t n = 0; n < from->series[i].count; n++) {
            double ms = from->series[i].points[n].x;
            while (ms > 0 && ms < min_ms) min_ms /= 10;
            while (ms > max_ms) max_ms *= 10;
        }
    chart_axis_set_name(chart->x_axis, "ms, at the peak load");
    chart_axis_set_log_base(chart->x_axis, 10);
    chart_axis_set_min(chart->x_axis, min_ms);
    chart_axis_set_max(chart->x_axis, max_ms);
}

/* Write the curves of a measure, from a column on, and their chart in a cell of the sheet of latency;
 * return the column after them. */
static int write_curves(struct xlsx *xlsx, say_section *section, int column, uint32_t row, int chart_column)
{
    const struct doc doc = say_alone(section, xlsx->run, DOC_XLSX, xlsx->arena);
    if (doc.count == 0) return column;
    const struct doc_chart *from = doc.blocks[0].chart;
    lxw_chart *chart = workbook_add_chart(xlsx->book, LXW_CHART_SCATTER_STRAIGHT);
    xlsx_text(xlsx, HEAD_ROW - 2, column, STYLE_SECTION, from->y_title);
    for (size_t i = 0; i < from->count; i++, column += 2)
        write_curve(xlsx, chart, (lxw_col_t)column, &from->series[i]);
    xlsx_fit_heads(xlsx, HEAD_ROW - 1, 24);
    xlsx_two_lines(xlsx, HEAD_ROW);
    set_decades(chart, from);
    chart_title_set_name(chart, text_format(xlsx->arena, "%s: share of records within", from->y_title));
    chart_axis_set_min(chart->y_axis, 0);
    chart_axis_set_max(chart->y_axis, 1);
    chart_axis_set_num_format(chart->y_axis, "0%");
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    xlsx_chart(xlsx, xlsx->latency, row, chart_column, chart, 1.3, 1.4,
               "Curves: cumulative share of records by latency in milliseconds, one per architecture; "
               "figures on the sheet of distributions");
    return column;
}

void xlsx_write_latency(struct xlsx *xlsx)
{
    static const double WIDTHS[] = {30, 34, 13, 28, 10, 10, 10, 10, 10, 10, 10, 10, 14, 18, 60, 0},
                        NO_WIDTHS[] = {0};
    static say_section *const SECTIONS[] = {say_percentiles, say_objectives, say_stages, NULL};
    xlsx_begin(xlsx, xlsx->latency, WIDTHS);
    uint32_t row = xlsx_say(xlsx, SECTIONS) + 1;
    xlsx_page(xlsx, HEAD_ROW, FROZEN_COLUMNS);
    xlsx_begin(xlsx, xlsx->distributions, NO_WIDTHS);
    xlsx_text(xlsx, 0, 0, STYLE_SECTION, "Distributions of latency, at the peak load");
    int column = write_curves(xlsx, say_produce_curves, 0, row, 0);
    write_curves(xlsx, say_end_to_end_curves, column, row, FROZEN_COLUMNS);
    xlsx_page(xlsx, HEAD_ROW, 0);
}
