/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/html/chart.h"

#include <math.h>

#include "report/as/html/measure.h"

void chart_draw(const struct doc_chart *chart, struct text *out)
{
    static chart_function *const DRAWN[] = {
        [DOC_KEYS] = chart_stacks,   [DOC_STACKS] = chart_stacks, [DOC_STEPS] = chart_steps,
        [DOC_CURVES] = chart_curves, [DOC_DOTS] = chart_dots,     [DOC_LINES] = chart_lines,
        [DOC_BARS] = chart_bars,     [DOC_FLOW] = chart_flow};
    if (chart->count + chart->key_count > 0 && chart->kind != DOC_HISTOGRAM) DRAWN[chart->kind](chart, out);
}

double chart_width(enum chart_size size) { return size == CHART_WIDE ? CHART_WIDE_PX : CHART_NARROW_PX; }

struct svg chart_open(const struct doc_chart *chart, struct text *out, enum chart_size size, double height_px)
{
    struct svg svg = svg_open(out, out->arena, chart_width(size), height_px,
                              size == CHART_WIDE ? "chart wide" : "chart narrow", chart->says);
    svg.has_hover = size == CHART_WIDE; /* fingers don't hover */
    return svg;
}

/* "$0", "$2.5M", "$500k" */
static const char *usd_tick(struct arena *arena, double usd)
{
    return text_format(arena,
                       usd >= 1e9   ? "$%.4gB"
                       : usd >= 1e6 ? "$%.4gM"
                       : usd >= 1e3 ? "$%.4gk"
                                    : "$%.4g",
                       usd >= 1e9   ? usd / 1e9
                       : usd >= 1e6 ? usd / 1e6
                       : usd >= 1e3 ? usd / 1e3
                                    : usd);
}

struct scale chart_usd_scale(const struct doc_chart *chart, double low_px, double high_px)
{
    const double linear_up_to =
        5; /* times the least: beyond, a linear axis puts the small ones into a blob */
    return chart->y_min > 0 && chart->y_max > chart->y_min * linear_up_to
               ? scale_log(chart->y_min, chart->y_max, low_px, high_px)
               : scale_linear(chart->y_max, low_px, high_px);
}

void chart_usd_axis(const struct chart_plot *plot, double right_px)
{
    double ticks[SCALE_TICKS_MAX];
    size_t count = scale_ticks(&plot->y, 42, ticks);
    for (size_t i = 0; i < count; i++) {
        double y = scale_at(&plot->y, ticks[i]);
        svg_line(plot->svg, plot->left_px, y, right_px, y, i == 0 ? "axis" : "grid");
        svg_text(plot->svg, plot->left_px - 8, y + 4, SVG_END, "small", usd_tick(plot->svg->arena, ticks[i]));
    }
}

void chart_time_axis(const struct chart_plot *plot, double apart_px, double first_px)
{
    const double ms_per_s = 1000;
    double ticks[SCALE_TICKS_MAX], bottom = plot->top_px + plot->height_px;
    struct svg *svg = plot->svg;
    size_t count = scale_ticks(&plot->x, apart_px, ticks);
    for (size_t i = 0; i < count; i++) {
        bool in_seconds = ticks[i] >= ms_per_s;
        const char *text = text_format(svg->arena, in_seconds ? "%.4g s" : "%.4g ms",
                                       in_seconds ? ticks[i] / ms_per_s : ticks[i]);
        double x = scale_at(&plot->x, ticks[i]), half = measure_text(text, SVG_SMALL_PX) / 2;
        bool is_last = x + half > svg->width, is_first = x - half < first_px;
        svg_line(svg, x, plot->top_px, x, bottom, "grid");
        svg_text(svg, is_last ? svg->width : x, bottom + 18,
                 is_last    ? SVG_END
                 : is_first ? SVG_START
                            : SVG_MIDDLE,
                 "small", text);
    }
    svg_text(svg, svg->width, bottom + 38, SVG_END, "small quiet", plot->chart->x_title);
}

bool chart_has_objective(const struct chart_plot *plot)
{
    double ms = plot->chart->objective;
    return isfinite(ms) && ms >= plot->x.low && ms <= plot->x.high;
}

void chart_objective(const struct chart_plot *plot, struct chart_aside aside, struct labels *labels)
{
    if (!chart_has_objective(plot)) return;
    struct svg *svg = plot->svg;
    double x = scale_at(&plot->x, plot->chart->objective);
    const char *text = text_format(svg->arena, "objective %s", text_ms(svg->arena, plot->chart->objective));
    bool is_left = x + aside.right_px + measure_text(text, SVG_SMALL_PX) * SVG_BOLD > svg->width;
    svg_line(svg, x, plot->top_px, x, plot->top_px + plot->height_px, "objective");
    svg_text(svg, is_left ? x - aside.left_px : x + aside.right_px, aside.baseline_px,
             is_left ? SVG_END : SVG_START, "small objective-text", text);
    labels_take(labels, (struct label_box){x - 2, plot->top_px, 4, plot->height_px});
}

void chart_row(struct svg *svg, const struct doc_series *series, bool has_line, double y)
{
    const double name_px = has_line ? 32 : 22, gap_px = has_line ? 12 : 18, mark_px = has_line ? 12 : 8;
    double room = svg->width - name_px - gap_px - measure_text(series->figures, SVG_SMALL_PX);
    if (has_line) svg_line(svg, 0, y + 11, 24, y + 11, palette_curve(svg->arena, series->sign));
    palette_mark(svg, series->sign, mark_px, y + 11, 5, NULL);
    svg_text(svg, name_px, y + 15, SVG_START, "small",
             measure_fit(svg->arena, series->name, SVG_SMALL_PX, room));
    svg_text(svg, svg->width, y + 15, SVG_END, "small", series->figures);
}
