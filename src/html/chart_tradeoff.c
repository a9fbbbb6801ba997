/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "html/chart.h"
#include "html/measure.h"
#include "html/scale.h"

enum { PLOT_LEFT_PX = 58, PLOT_TOP_PX = 26, PLOT_PX = 280, AXIS_PX = 46 };

struct plot {
    const struct view *view;
    struct svg *svg;
    bool end_to_end;
    struct scale time, usd;
};

static bool has_point(const struct view *view, size_t i, bool end_to_end)
{
    const struct view_architecture *architecture = &view->architectures[i];
    double ms = view_p99_ms(architecture, end_to_end);
    return architecture->has_cost && isfinite(ms) && ms > 0;
}

static struct run_estimate p99_of(const struct view *view, size_t i, bool end_to_end)
{
    return view_distribution(&view->architectures[i], end_to_end)->quantiles[RUN_P99];
}

static size_t time_range(const struct view *view, bool end_to_end, double *min_ms, double *max_ms)
{
    size_t count = 0;
    *min_ms = INFINITY;
    *max_ms = 0;
    for (size_t i = 0; i < view->count; i++) {
        if (!has_point(view, i, end_to_end))
            continue;
        double ms = view_p99_ms(&view->architectures[i], end_to_end);
        *min_ms = fmin(*min_ms, ms);
        *max_ms = fmax(*max_ms, ms);
        count++;
    }
    double objective_ms = view_objective_ms(view, end_to_end);
    if (count > 0 && isfinite(objective_ms) && objective_ms > 0) {
        *min_ms = fmin(*min_ms, objective_ms);
        *max_ms = fmax(*max_ms, objective_ms);
    }
    /* Room on both sides, and an axis that says where it is even when all lie close together. */
    const double aside = 1.35;
    *min_ms /= aside;
    *max_ms *= aside;
    return count;
}

static void draw_axes(const struct plot *plot)
{
    double ticks[SCALE_TICKS_MAX];
    struct svg *svg = plot->svg;
    double bottom = PLOT_TOP_PX + PLOT_PX;
    size_t count = scale_ticks(&plot->usd, 42, ticks);
    for (size_t i = 0; i < count; i++) {
        double y = scale_at(&plot->usd, ticks[i]);
        svg_line(svg, PLOT_LEFT_PX, y, svg->width, y, i == 0 ? "axis" : "grid");
        svg_text(svg, PLOT_LEFT_PX - 8, y + 4, SVG_END, "small", chart_usd_tick(plot->view->arena, ticks[i]));
    }
    count = scale_ticks(&plot->time, 56, ticks);
    for (size_t i = 0; i < count; i++) {
        double x = scale_at(&plot->time, ticks[i]);
        const char *text = chart_ms_tick(plot->view->arena, ticks[i]);
        bool is_last = x + measure_text(text, SVG_SMALL_PX) / 2 > svg->width;
        svg_line(svg, x, PLOT_TOP_PX, x, bottom, "grid");
        svg_text(svg, is_last ? svg->width : x, bottom + 18, is_last ? SVG_END : SVG_MIDDLE, "small", text);
    }
    svg_text(svg, svg->width, bottom + 38, SVG_END, "small quiet", plot->end_to_end ? "end to end p99, logarithmic" : "produce p99, logarithmic");
    svg_text(svg, 0, 12, SVG_START, "small quiet", "$ a year");
}

static void draw_objective(const struct plot *plot, struct labels *labels)
{
    double ms = view_objective_ms(plot->view, plot->end_to_end);
    if (!isfinite(ms) || ms < plot->time.low || ms > plot->time.high)
        return;
    double x = scale_at(&plot->time, ms);
    const char *text = text_format(plot->view->arena, "objective %s", text_ms(plot->view->arena, ms));
    double width = measure_text(text, SVG_SMALL_PX);
    bool is_left = x + 6 + width > plot->svg->width;
    svg_rect(plot->svg, (struct label_box){x, PLOT_TOP_PX, plot->svg->width - x, PLOT_PX}, "beyond", "p99 beyond the objective");
    svg_line(plot->svg, x, PLOT_TOP_PX, x, PLOT_TOP_PX + PLOT_PX, "objective");
    svg_text(plot->svg, is_left ? x - 6 : x + 6, 14, is_left ? SVG_END : SVG_START, "small objective-text", text);
    labels_take(labels, (struct label_box){x - 2, PLOT_TOP_PX, 4, PLOT_PX});
}

static void draw_point(const struct plot *plot, size_t i, struct labels *labels)
{
    const struct view_architecture *of = &plot->view->architectures[i];
    struct run_estimate p99 = p99_of(plot->view, i, plot->end_to_end);
    double x = scale_at(&plot->time, p99.ms), y = scale_at(&plot->usd, of->run->usd_per_year);
    if (isfinite(p99.low_ms) && isfinite(p99.high_ms) && p99.low_ms > 0)
        svg_line(plot->svg, scale_at(&plot->time, p99.low_ms), y, scale_at(&plot->time, p99.high_ms), y, text_format(plot->view->arena, "whisker a%zu", i % PALETTE_HUES + 1));
    palette_mark(plot->svg, i, x, y, 6.5, text_format(plot->view->arena, "%s: %s a year, p99 %s", of->name, text_usd(plot->view->arena, of->run->usd_per_year), text_ms(plot->view->arena, p99.ms)));
    labels_take(labels, (struct label_box){x - 8, y - 8, 16, 16});
}

/* Rings of places about the point: right, left, above, below, farther and farther; from afar a thin line leads back. */
static void draw_name(const struct plot *plot, size_t i, struct labels *labels)
{
    enum { RINGS = 40, SIDES = 6 };
    const double height = 17, ring_px = 9, near_px = 11, most = plot->svg->width * 0.42;
    const struct view_architecture *of = &plot->view->architectures[i];
    const char *text = measure_fit(plot->view->arena, of->name, SVG_SMALL_PX, most);
    double width = measure_text(text, SVG_SMALL_PX), x = scale_at(&plot->time, view_p99_ms(of, plot->end_to_end)), y = scale_at(&plot->usd, of->run->usd_per_year);
    struct label_box boxes[RINGS * SIDES], placed;
    size_t count = 0;
    for (int ring = 0; ring < RINGS; ring++) {
        double far = ring * ring_px, aside = near_px + (ring > 2 ? 10 : 0);
        const struct label_box around[SIDES] = {
            {x + aside, y - height / 2 - far, width, height}, {x + aside, y - height / 2 + far, width, height},
            {x - aside - width, y - height / 2 - far, width, height}, {x - aside - width, y - height / 2 + far, width, height},
            {x - width / 2, y - near_px - height - far, width, height}, {x - width / 2, y + near_px + far, width, height}};
        for (int side = 0; side < SIDES; side++)
            boxes[count++] = around[side];
    }
    if (!labels_place(labels, boxes, count, &placed))
        return;
    double from_x = fmin(fmax(x, placed.x - 3), placed.x + width + 3), from_y = placed.y + height / 2;
    if (fabs(from_y - y) > height)
        svg_line(plot->svg, x, y, from_x, from_y > y ? placed.y + 2 : placed.y + height - 2, "leader");
    svg_text(plot->svg, placed.x, placed.y + 13, SVG_START, text_format(plot->view->arena, "small a%zu-text", i % PALETTE_HUES + 1), text);
}

static const char *alternative(const struct plot *plot)
{
    struct text says = text_new(plot->view->arena);
    text_addf(&says, "Points: annual cost against %s p99.", plot->end_to_end ? "end to end" : "produce");
    for (size_t i = 0; i < plot->view->count; i++)
        if (has_point(plot->view, i, plot->end_to_end))
            text_addf(&says, " %s: %s, %s.", plot->view->architectures[i].name, text_usd(plot->view->arena, plot->view->architectures[i].run->usd_per_year),
                      text_ms(plot->view->arena, view_p99_ms(&plot->view->architectures[i], plot->end_to_end)));
    return says.bytes;
}

static void draw(struct plot *plot, enum chart_size size, struct text *out)
{
    const struct view *view = plot->view;
    struct svg svg = chart_open(view, out, size, PLOT_TOP_PX + PLOT_PX + AXIS_PX, alternative(plot));
    struct labels labels = labels_new((struct label_box){PLOT_LEFT_PX + 2, PLOT_TOP_PX, svg.width - PLOT_LEFT_PX - 2, PLOT_PX - 2}, view->arena);
    plot->svg = &svg;
    draw_axes(plot);
    draw_objective(plot, &labels);
    for (size_t i = 0; i < view->count; i++)
        if (has_point(view, i, plot->end_to_end))
            draw_point(plot, i, &labels);
    for (size_t i = 0; i < view->count; i++)
        if (has_point(view, i, plot->end_to_end))
            draw_name(plot, i, &labels);
    svg_close(&svg);
}

void chart_tradeoff(const struct view *view, bool end_to_end, struct text *out)
{
    double min_ms, max_ms;
    if (time_range(view, end_to_end, &min_ms, &max_ms) == 0 || view->max_usd <= 0)
        return;
    for (enum chart_size size = 0; size < CHART_SIZE__COUNT; size++) {
        struct plot plot = {view, NULL, end_to_end, scale_log(min_ms, max_ms, PLOT_LEFT_PX, chart_width(size)),
                            scale_linear(view->max_usd, PLOT_TOP_PX + PLOT_PX, PLOT_TOP_PX)};
        draw(&plot, size, out);
    }
}
