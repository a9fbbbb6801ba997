/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sheets of latency: quantiles with their intervals, objectives, the steps on the way, and the
 * distributions behind a chart. They hold what the simulation found: no formula computes it anew. */
#include "report/as/xlsx/xlsx.h"
#include "report/view.h"

enum { HEAD_ROW = 3, FROZEN_COLUMNS = 4 };

/* A pair of columns of milliseconds and shares, and a curve of them. */
static void write_curve(struct xlsx *xlsx, lxw_chart *chart, int column, size_t number,
                        const struct run_distribution *distribution)
{
    lxw_worksheet *sheet = xlsx->distributions;
    xlsx_text(xlsx, sheet, HEAD_ROW - 1, column, STYLE_HEAD, xlsx->run->architectures[number].name);
    xlsx_text(xlsx, sheet, HEAD_ROW, column, STYLE_HEAD_RIGHT, "ms");
    xlsx_text(xlsx, sheet, HEAD_ROW, column + 1, STYLE_HEAD_RIGHT, "share of records");
    for (size_t i = 0; i < distribution->cdf_count; i++) {
        xlsx_number(xlsx, sheet, HEAD_ROW + 1 + (uint32_t)i, column, STYLE_MS, distribution->cdf[i].ms);
        xlsx_number(xlsx, sheet, HEAD_ROW + 1 + (uint32_t)i, column + 1, STYLE_SHARE_FINE,
                    distribution->cdf[i].share);
    }
    uint32_t last = HEAD_ROW + (uint32_t)distribution->cdf_count;
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    chart_series_set_categories(series, "Distributions", HEAD_ROW + 1, (lxw_col_t)column, last,
                                (lxw_col_t)column);
    chart_series_set_values(series, "Distributions", HEAD_ROW + 1, (lxw_col_t)(column + 1), last,
                            (lxw_col_t)(column + 1));
    chart_series_set_name_range(series, "Distributions", HEAD_ROW - 1, (lxw_col_t)column);
    xlsx_curve(series, number);
}

/* Where the axis of time begins and ends: whole decades around all points. */
struct decades {
    double min_ms, max_ms;
};

static void widen(struct decades *decades, const struct run_distribution *distribution)
{
    for (size_t i = 0; i < distribution->cdf_count; i++) {
        double ms = distribution->cdf[i].ms;
        while (ms > 0 && ms < decades->min_ms) decades->min_ms /= 10;
        while (ms > decades->max_ms) decades->max_ms *= 10;
    }
}

static void finish_chart(struct xlsx *xlsx, lxw_chart *chart, bool end_to_end, struct decades decades,
                         uint32_t row)
{
    chart_title_set_name(chart, end_to_end ? "End to end: share of records within"
                                           : "Produce: share of records within");
    chart_axis_set_name(chart->x_axis, "ms, at the peak load");
    chart_axis_set_log_base(chart->x_axis, 10);
    chart_axis_set_min(chart->x_axis, decades.min_ms);
    chart_axis_set_max(chart->x_axis, decades.max_ms);
    chart_axis_set_min(chart->y_axis, 0);
    chart_axis_set_max(chart->y_axis, 1);
    chart_axis_set_num_format(chart->y_axis, "0%");
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    xlsx_chart(xlsx, xlsx->latency, row, end_to_end ? FROZEN_COLUMNS : 0, chart, 1.3, 1.4,
               "Curves: the share of records that took at most so many milliseconds, one for each "
               "architecture; the figures are on the sheet of distributions");
}

static int write_curves(struct xlsx *xlsx, bool end_to_end, int column, uint32_t chart_row)
{
    lxw_chart *chart = NULL;
    struct decades decades = {1, 100};
    for (size_t i = 0; i < xlsx->run->architecture_count; i++) {
        const struct run_distribution *distribution = view_distribution(&xlsx->run->architectures[i],
                                                                        end_to_end);
        if (distribution == NULL || distribution->cdf_count == 0) continue;
        if (chart == NULL) {
            chart = workbook_add_chart(xlsx->book, LXW_CHART_SCATTER_STRAIGHT);
            xlsx_text(xlsx, xlsx->distributions, HEAD_ROW - 2, column, STYLE_SECTION,
                      end_to_end ? "End to end" : "Produce");
        }
        write_curve(xlsx, chart, column, i, distribution);
        widen(&decades, distribution);
        column += 2;
    }
    if (chart != NULL) finish_chart(xlsx, chart, end_to_end, decades, chart_row);
    return column;
}

void xlsx_write_latency(struct xlsx *xlsx)
{
    static const struct xlsx_column COLUMNS[] = {{30}, {34}, {13}, {28}, {10}, {10}, {10}, {10},
                                                 {10}, {10}, {10}, {10}, {14}, {18}, {60}, {0}};
    static say_section *const SECTIONS[] = {say_percentiles, say_objectives, say_stages, NULL};
    xlsx_columns(xlsx, xlsx->latency, COLUMNS);
    uint32_t row = xlsx_say(xlsx, xlsx->latency, SECTIONS);
    xlsx_text(xlsx, xlsx->distributions, 0, 0, STYLE_SECTION, "Distributions of latency, at the peak load");
    int column = write_curves(xlsx, false, 0, row + 1);
    write_curves(xlsx, true, column, row + 1);
    xlsx_page(xlsx->latency, HEAD_ROW, FROZEN_COLUMNS);
    xlsx_page(xlsx->distributions, HEAD_ROW, 0);
}
