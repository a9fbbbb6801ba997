/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shares of records against a logarithmic time. The axis of shares has equal room for each nine (50 %, 90
 * %, 99 %, 99.9 %): latency is judged by its tail, which a linear axis would squeeze. */
#include <math.h>

#include "base/fp.h"
#include "report/as/html/chart.h"
#include "report/as/html/measure.h"

static const double SHARES[] = {0, 0.5, 0.9, 0.99, 0.999};
static const char *const SHARE_NAMES[] = {"0 %", "50 %", "90 %", "99 %", "99.9 %"};
enum { AXIS_PX = 46 };

/* Nines of a share: 0.9 has one, 0.99 two. */
static double nines_of(double share) { return -fp_log(1 - share) / fp_log(10); }

static double share_px(const struct chart_plot *plot, double share)
{
    return plot->top_px + plot->height_px -
           nines_of(fmin(share, DOC_HIGHEST_SHARE)) / nines_of(DOC_HIGHEST_SHARE) * plot->height_px;
}

static void draw_shares(const struct chart_plot *plot)
{
    for (size_t i = 0; i < DOC_COUNT(SHARES); i++) {
        double y = share_px(plot, SHARES[i]);
        bool is_marked = SHARES[i] == 0.5 || SHARES[i] == 0.99;
        svg_line(plot->svg, plot->left_px, y, plot->svg->width, y,
                 i == 0      ? "axis"
                 : is_marked ? "grid marked"
                             : "grid");
        svg_text(plot->svg, plot->left_px - 8, y + 4, SVG_END, is_marked ? "small strong-small" : "small",
                 SHARE_NAMES[i]);
    }
}

/* Take a row of small boxes between two points of a curve, so that labels keep off it. */
static void take_segment(struct labels *labels, double x1, double y1, double x2, double y2)
{
    const double box_px = 6;
    int parts = 1 + (int)(fmax(fabs(x2 - x1), fabs(y2 - y1)) / box_px);
    for (int i = 0; i <= parts; i++) {
        double at = (double)i / parts;
        labels_take(labels, (struct label_box){x1 + (x2 - x1) * at - box_px / 2,
                                               y1 + (y2 - y1) * at - box_px / 2, box_px, box_px});
    }
}

static bool is_inside(const struct chart_plot *plot, double ms)
{
    return isfinite(ms) && ms >= plot->x.low && ms <= plot->x.high;
}

static void draw_curve(const struct chart_plot *plot, const struct doc_series *series, struct labels *labels)
{
    struct text path = text_new(plot->svg->arena);
    double last_x = NAN, last_y = NAN;
    for (size_t n = 0; n < series->count; n++) {
        const struct doc_point *point = &series->points[n];
        if (!is_inside(plot, point->x) || point->y > DOC_HIGHEST_SHARE) continue;
        double x = scale_at(&plot->x, point->x), y = share_px(plot, point->y);
        svg_point(&path, x, y);
        if (isfinite(last_x)) take_segment(labels, last_x, last_y, x, y);
        last_x = x;
        last_y = y;
    }
    if (path.length > 0)
        svg_path(plot->svg, path.bytes, palette_curve(plot->svg->arena, series->sign), series->hover);
}

static void draw_marks(const struct chart_plot *plot, const struct doc_series *series, struct labels *labels)
{
    for (size_t i = 0; i < series->mark_count; i++) {
        const struct doc_point *mark = &series->marks[i];
        if (!is_inside(plot, mark->x)) continue;
        double x = scale_at(&plot->x, mark->x), y = share_px(plot, mark->y);
        palette_mark(plot->svg, series->sign, x, y, 5, mark->hover);
        labels_take(labels, (struct label_box){x - 7, y - 7, 14, 14});
    }
}

enum { HEIGHTS = 12, SIDES = 2 };

/* Boxes for a name of this width beside its curve. */
static size_t name_boxes(const struct chart_plot *plot, const struct doc_series *series, double width,
                         struct label_box *boxes)
{
    const double height = 17, aside = 5;
    size_t count = 0;
    for (int i = 0; i < HEIGHTS && series->count > 0; i++) {
        const double nines_apart = 0.14, first = 1.55;
        double nines = first - nines_apart * (i % 2 == 0 ? i / 2 : -(i + 1) / 2),
               share = 1 - fp_exp(-nines * fp_log(10));
        size_t n = 0;
        while (n + 1 < series->count && series->points[n].y < share) n++;
        double ms = fmin(fmax(series->points[n].x, plot->x.low), plot->x.high);
        double x = scale_at(&plot->x, ms), y = share_px(plot, series->points[n].y);
        boxes[count++] = (struct label_box){x + aside, y - height / 2 + 4, width, height};
        boxes[count++] = (struct label_box){x - aside - width, y - height / 2 - 4, width, height};
    }
    return count;
}

/* Draw every name beside its curve, or none where one has no room: then the legend has them. */
static void draw_names(const struct chart_plot *plot, struct labels *labels)
{
    const double margin = 5, most = 210;
    struct arena *arena = plot->svg->arena;
    const struct doc_chart *chart = plot->chart;
    struct label_box boxes[HEIGHTS * SIDES], *placed = arena_new_of(arena, struct label_box, chart->count);
    for (size_t i = 0; i < chart->count; i++) {
        const char *text = measure_fit(arena, chart->series[i].name, SVG_SMALL_PX, most);
        size_t count = name_boxes(plot, &chart->series[i], measure_text(text, SVG_SMALL_PX) + 2 * margin,
                                  boxes);
        if (!labels_place(labels, boxes, count, &placed[i])) return;
    }
    for (size_t i = 0; i < chart->count; i++)
        svg_text(plot->svg, placed[i].x + margin, placed[i].y + 13, SVG_START,
                 palette_text(arena, chart->series[i].sign),
                 measure_fit(arena, chart->series[i].name, SVG_SMALL_PX, most));
}

void chart_curves(const struct doc_chart *chart, struct text *out)
{
    for (enum chart_size size = 0; size < CHART_SIZE__COUNT; size++) {
        struct chart_plot plot = {
            .chart = chart, .size = size, .left_px = 56, .top_px = 24, .height_px = 270};
        double legend = plot.top_px + plot.height_px + AXIS_PX;
        struct svg svg = chart_open(chart, out, size, legend + (double)chart->count * CHART_ROW_PX);
        struct labels labels = labels_new((struct label_box){plot.left_px + 2, plot.top_px,
                                                             svg.width - plot.left_px - 2, plot.height_px},
                                          out->arena);
        plot.svg = &svg;
        plot.x = scale_log(chart->x_min, chart->x_max, plot.left_px, svg.width - 8);
        draw_shares(&plot);
        chart_time_axis(&plot, 52, plot.left_px - 20);
        chart_objective(&plot, (struct chart_aside){plot.top_px - 8, 0, -1}, &labels);
        for (size_t i = 0; i < chart->count; i++) draw_curve(&plot, &chart->series[i], &labels);
        for (size_t i = 0; i < chart->count; i++) draw_marks(&plot, &chart->series[i], &labels);
        if (size == CHART_WIDE) draw_names(&plot, &labels);
        for (size_t i = 0; i < chart->count; i++)
            chart_row(&svg, &chart->series[i], true, legend + (double)i * CHART_ROW_PX);
        svg_close(&svg);
    }
}
