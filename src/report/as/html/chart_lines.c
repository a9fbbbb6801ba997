/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dollars after so many months, a line for each series. */
#include "report/as/html/chart.h"
#include "report/as/html/measure.h"

enum { AXIS_PX = 26, NAME_PX = 17, ABOVE_LEGEND_PX = 6 };

static void draw_months(const struct chart_plot *plot)
{
    const double roomy_px = 400, bottom = plot->top_px + plot->height_px;
    int last = (int)plot->x.high, each = plot->x.high_px - plot->left_px > roomy_px ? 3 : 6;
    for (int month = 0; month <= last; month += each) {
        double x = scale_at(&plot->x, month);
        svg_line(plot->svg, x, bottom, x, bottom + 4, "axis");
        svg_text(plot->svg, x, bottom + 18,
                 month == 0      ? SVG_START
                 : month == last ? SVG_END
                                 : SVG_MIDDLE,
                 "small", month == 0 ? "start" : text_format(plot->svg->arena, "month %d", month));
    }
    svg_text(plot->svg, 0, 12, SVG_START, "small quiet", plot->chart->y_title);
}

static double end_px(const struct chart_plot *plot, const struct doc_series *series)
{
    return scale_at(&plot->y, series->points[series->count - 1].y);
}

static void draw_line(const struct chart_plot *plot, const struct doc_series *series)
{
    struct text path = text_new(plot->svg->arena);
    for (size_t i = 0; i < series->count; i++)
        svg_point(&path, scale_at(&plot->x, series->points[i].x), scale_at(&plot->y, series->points[i].y));
    svg_path(plot->svg, path.bytes, palette_curve(plot->svg->arena, series->sign), series->hover);
    palette_mark(plot->svg, series->sign, plot->x.high_px, end_px(plot, series), 5, NULL);
}

/* Names at the right end, spread so that none covers another, each with a thin line from its curve's end. */
static void draw_names(const struct chart_plot *plot)
{
    struct arena *arena = plot->svg->arena;
    const size_t count = plot->chart->count;
    double *wanted = arena_new_of(arena, double, count), *at = arena_new_of(arena, double, count),
           x = plot->x.high_px;
    for (size_t i = 0; i < count; i++) wanted[i] = end_px(plot, &plot->chart->series[i]);
    labels_spread(wanted, count, NAME_PX, plot->top_px, plot->top_px + plot->height_px, at, arena);
    for (size_t i = 0; i < count; i++) {
        const struct doc_series *series = &plot->chart->series[i];
        double room = plot->svg->width - x - 52 - measure_text(series->figures, SVG_SMALL_PX);
        svg_line(plot->svg, x + 8, wanted[i], x + 25, at[i], "leader");
        palette_mark(plot->svg, series->sign, x + 32, at[i], 4.5, NULL);
        svg_text(plot->svg, x + 42, at[i] + 4, SVG_START, palette_text(arena, series->sign),
                 text_format(arena, "%s %s", series->figures,
                             measure_fit(arena, series->name, SVG_SMALL_PX, room)));
    }
}

void chart_lines(const struct doc_chart *chart, struct text *out)
{
    for (enum chart_size size = 0; chart->y_max > 0 && size < CHART_SIZE__COUNT; size++) {
        const bool is_wide = size == CHART_WIDE;
        const double names_px = is_wide ? 300 : 8;
        struct chart_plot plot = {
            .chart = chart, .size = size, .left_px = 58, .top_px = 26, .height_px = 300};
        double bottom = plot.top_px + plot.height_px, legend = bottom + AXIS_PX + ABOVE_LEGEND_PX;
        plot.x = (struct scale){0, chart->x_max, plot.left_px, chart_width(size) - names_px, false};
        plot.y = scale_linear(chart->y_max, bottom, plot.top_px);
        struct svg svg = chart_open(chart, out, size,
                                    is_wide ? bottom + AXIS_PX
                                            : legend + (double)chart->count * CHART_ROW_PX);
        plot.svg = &svg;
        chart_usd_axis(&plot, plot.x.high_px);
        draw_months(&plot);
        for (size_t i = 0; i < chart->count; i++) draw_line(&plot, &chart->series[i]);
        if (is_wide) draw_names(&plot);
        for (size_t i = 0; i < chart->count && !is_wide; i++)
            chart_row(&svg, &chart->series[i], true, legend + (double)i * CHART_ROW_PX);
        svg_close(&svg);
    }
}
