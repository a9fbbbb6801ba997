/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shares of records against a logarithmic time. The axis of shares has equal room for each nine (50 %, 90 %,
 * 99 %, 99.9 %): latency is judged by its tail, of which an even axis shows a hair's breadth. */
#include <math.h>
#include <stdint.h>

#include "base/fp.h"
#include "report/as/html/chart.h"
#include "report/as/html/measure.h"
#include "report/as/html/scale.h"

static const double SHARES[] = {0, 0.5, 0.9, 0.99, 0.999};
static const char *const SHARE_NAMES[] = {"0 %", "50 %", "90 %", "99 %", "99.9 %"};
enum {
    SHARE_COUNT = sizeof SHARES / sizeof *SHARES,
    PLOT_LEFT_PX = 56,
    PLOT_TOP_PX = 24,
    PLOT_PX = 270,
    AXIS_PX = 46,
    LEGEND_ROW_PX = 22
};
static const double HIGHEST_SHARE = 0.999;

struct plot {
    const struct view *view;
    struct svg *svg;
    bool end_to_end;
    struct scale time;
    double bottom_px;
};

/* Nines of a share: 0.9 has one, 0.99 two. */
static double nines_of(double share) { return -fp_log(1 - share) / fp_log(10); }

static double share_px(const struct plot *plot, double share)
{
    return plot->bottom_px - nines_of(fmin(share, HIGHEST_SHARE)) / nines_of(HIGHEST_SHARE) * PLOT_PX;
}

/* Both distributions share one axis of time, so that the pictures can be held side by side. false when there
 * is nothing to draw. */
static bool time_range(const struct view *view, double *min_ms, double *max_ms)
{
    *min_ms = INFINITY;
    *max_ms = 0;
    for (size_t i = 0; i < view->count; i++)
        for (int end_to_end = 0; end_to_end < 2; end_to_end++) {
            const struct run_distribution *distribution = view_distribution(&view->architectures[i],
                                                                            end_to_end);
            for (size_t n = 0; distribution != NULL && n < distribution->cdf_count; n++) {
                const struct run_cdf_point *point = &distribution->cdf[n];
                if (point->share >= 0.01 && point->share <= HIGHEST_SHARE && point->ms > 0) {
                    *min_ms = fmin(*min_ms, point->ms);
                    *max_ms = fmax(*max_ms, point->ms);
                }
            }
        }
    for (int end_to_end = 0; end_to_end < 2; end_to_end++)
        if (*max_ms > 0 && isfinite(view_objective_ms(view, end_to_end)))
            *max_ms = fmax(*max_ms, view_objective_ms(view, end_to_end));
    return *max_ms > 0;
}

static void draw_axes(const struct plot *plot)
{
    double ticks[SCALE_TICKS_MAX];
    struct svg *svg = plot->svg;
    for (int i = 0; i < SHARE_COUNT; i++) {
        double y = share_px(plot, SHARES[i]);
        bool is_marked = SHARES[i] == 0.5 || SHARES[i] == 0.99;
        svg_line(svg, PLOT_LEFT_PX, y, svg->width, y, i == 0 ? "axis" : is_marked ? "grid marked" : "grid");
        svg_text(svg, PLOT_LEFT_PX - 8, y + 4, SVG_END, is_marked ? "small strong-small" : "small",
                 SHARE_NAMES[i]);
    }
    size_t count = scale_ticks(&plot->time, 52, ticks);
    for (size_t i = 0; i < count; i++) {
        double x = scale_at(&plot->time, ticks[i]);
        const char *text = chart_ms_tick(plot->view->arena, ticks[i]);
        bool is_last = x + measure_text(text, SVG_SMALL_PX) / 2 > svg->width,
             is_first = x - measure_text(text, SVG_SMALL_PX) / 2 < PLOT_LEFT_PX - 20;
        svg_line(svg, x, PLOT_TOP_PX, x, plot->bottom_px, "grid");
        svg_text(svg, is_last ? svg->width : x, plot->bottom_px + 18,
                 is_last    ? SVG_END
                 : is_first ? SVG_START
                            : SVG_MIDDLE,
                 "small", text);
    }
    svg_text(svg, svg->width, plot->bottom_px + 38, SVG_END, "small quiet",
             plot->end_to_end ? "time until consumed, logarithmic" : "time until acknowledged, logarithmic");
}

static void draw_objective(const struct plot *plot, struct labels *labels)
{
    const struct chart_objective objective = {view_objective_ms(plot->view, plot->end_to_end),
                                              PLOT_TOP_PX,
                                              PLOT_PX,
                                              .baseline_px = PLOT_TOP_PX - 8,
                                              .right_px = 0,
                                              .left_px = -1};
    chart_draw_objective(plot->svg, &plot->time, &objective, labels);
}

/* Between two points of a curve labels keep off a row of small boxes along it. */
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

static void draw_curve(const struct plot *plot, size_t architecture, struct labels *labels)
{
    const struct view_architecture *of = &plot->view->architectures[architecture];
    const struct run_distribution *distribution = view_distribution(of, plot->end_to_end);
    struct text path = text_new(plot->view->arena);
    double last_x = NAN, last_y = NAN;
    for (size_t n = 0; n < distribution->cdf_count; n++) {
        const struct run_cdf_point *point = &distribution->cdf[n];
        if (point->ms < plot->time.low || point->ms > plot->time.high || point->share > HIGHEST_SHARE)
            continue;
        double x = scale_at(&plot->time, point->ms), y = share_px(plot, point->share);
        svg_point(&path, x, y);
        if (isfinite(last_x)) take_segment(labels, last_x, last_y, x, y);
        last_x = x;
        last_y = y;
    }
    if (path.length == 0) return;
    const char *hover = text_format(plot->view->arena, "%s: half of the records within %s, 99 %% within %s",
                                    of->name, text_ms(plot->view->arena, distribution->quantiles[RUN_P50].ms),
                                    text_ms(plot->view->arena, distribution->quantiles[RUN_P99].ms));
    svg_path(plot->svg, path.bytes,
             text_format(plot->view->arena, "curve %s", palette_line(plot->view->arena, architecture)),
             hover);
}

static void draw_marks(const struct plot *plot, size_t architecture, struct labels *labels)
{
    static const int LEVELS[] = {RUN_P50, RUN_P99};
    const struct view_architecture *of = &plot->view->architectures[architecture];
    const struct run_distribution *distribution = view_distribution(of, plot->end_to_end);
    for (size_t i = 0; i < sizeof LEVELS / sizeof *LEVELS; i++) {
        double ms = distribution->quantiles[LEVELS[i]].ms;
        if (!isfinite(ms) || ms < plot->time.low || ms > plot->time.high) continue;
        double x = scale_at(&plot->time, ms), y = share_px(plot, RUN_LEVELS[LEVELS[i]]);
        palette_mark(plot->svg, architecture, x, y, 5,
                     text_format(plot->view->arena, "%s %s: %s", of->name, RUN_LEVEL_NAMES[LEVELS[i]],
                                 text_ms(plot->view->arena, ms)));
        labels_take(labels, (struct label_box){x - 7, y - 7, 14, 14});
    }
}

/* A name beside its curve, at the height where there is room; without room the legend has it all the same. */
static void draw_name(const struct plot *plot, size_t architecture, struct labels *labels)
{
    enum { HEIGHTS = 12, SIDES = 2 };
    const double height = 17, aside = 5, margin = 5, most = 210;
    const struct view_architecture *of = &plot->view->architectures[architecture];
    const struct run_distribution *distribution = view_distribution(of, plot->end_to_end);
    const char *text = measure_fit(plot->view->arena, of->name, SVG_SMALL_PX, most);
    struct label_box boxes[HEIGHTS * SIDES], placed;
    size_t count = 0;
    double width = measure_text(text, SVG_SMALL_PX) + 2 * margin;
    for (int i = 0; i < HEIGHTS && distribution->cdf_count > 0; i++) {
        const double nines_apart = 0.14, first = 1.55;
        double nines = first - nines_apart * (i % 2 == 0 ? i / 2 : -(i + 1) / 2),
               share = 1 - fp_exp(-nines * fp_log(10));
        size_t n = 0;
        while (n + 1 < distribution->cdf_count && distribution->cdf[n].share < share) n++;
        double ms = fmin(fmax(distribution->cdf[n].ms, plot->time.low), plot->time.high);
        double x = scale_at(&plot->time, ms), y = share_px(plot, distribution->cdf[n].share);
        boxes[count++] = (struct label_box){x + aside, y - height / 2 + 4, width, height};
        boxes[count++] = (struct label_box){x - aside - width, y - height / 2 - 4, width, height};
    }
    if (labels_place(labels, boxes, count, &placed))
        svg_text(plot->svg, placed.x + margin, placed.y + 13, SVG_START,
                 text_format(plot->view->arena, "small a%zu-text", architecture % PALETTE_HUES + 1), text);
}

static const char *ms_or_dash(const struct plot *plot, double ms)
{
    return isfinite(ms) ? text_ms(plot->view->arena, ms) : "\u2013";
}

static const char *key_text(const struct plot *plot, size_t architecture)
{
    const struct run_distribution *distribution = view_distribution(&plot->view->architectures[architecture],
                                                                    plot->end_to_end);
    return text_format(plot->view->arena, "p50 %s, p99 %s",
                       ms_or_dash(plot, distribution->quantiles[RUN_P50].ms),
                       ms_or_dash(plot, distribution->quantiles[RUN_P99].ms));
}

/* One row each: line, mark, name, and both quantiles on the right. */
static void draw_legend(const struct plot *plot, double y)
{
    const double sign_px = 32, gap_px = 12;
    for (size_t i = 0; i < plot->view->count; i++) {
        if (view_distribution(&plot->view->architectures[i], plot->end_to_end) == NULL) continue;
        const char *figures = key_text(plot, i);
        double room = plot->svg->width - sign_px - gap_px - measure_text(figures, SVG_SMALL_PX),
               baseline = y + 15;
        svg_line(plot->svg, 0, baseline - 4, 24, baseline - 4,
                 text_format(plot->view->arena, "curve %s", palette_line(plot->view->arena, i)));
        palette_mark(plot->svg, i, 12, baseline - 4, 5, NULL);
        svg_text(plot->svg, sign_px, baseline, SVG_START, "small",
                 measure_fit(plot->view->arena, plot->view->architectures[i].name, SVG_SMALL_PX, room));
        svg_text(plot->svg, plot->svg->width, baseline, SVG_END, "small", figures);
        y += LEGEND_ROW_PX;
    }
}

static const char *alternative(const struct plot *plot)
{
    struct text says = text_new(plot->view->arena);
    text_addf(&says, "Curves: share of records against time until %s.",
              plot->end_to_end ? "consumed" : "acknowledged");
    for (size_t i = 0; i < plot->view->count; i++)
        if (view_distribution(&plot->view->architectures[i], plot->end_to_end) != NULL)
            text_addf(&says, " %s: %s.", plot->view->architectures[i].name, key_text(plot, i));
    return says.bytes;
}

static void draw(struct plot *plot, enum chart_size size, size_t curves, struct text *out)
{
    const struct view *view = plot->view;
    plot->bottom_px = PLOT_TOP_PX + PLOT_PX;
    struct svg svg = chart_open(view, out, size, plot->bottom_px + AXIS_PX + (double)curves * LEGEND_ROW_PX,
                                alternative(plot));
    struct labels labels = labels_new((struct label_box){PLOT_LEFT_PX + 2, PLOT_TOP_PX,
                                                         svg.width - PLOT_LEFT_PX - 2, PLOT_PX},
                                      view->arena);
    plot->svg = &svg;
    draw_axes(plot);
    draw_objective(plot, &labels);
    for (size_t i = 0; i < view->count; i++)
        if (view_distribution(&view->architectures[i], plot->end_to_end) != NULL)
            draw_curve(plot, i, &labels);
    for (size_t i = 0; i < view->count; i++)
        if (view_distribution(&view->architectures[i], plot->end_to_end) != NULL)
            draw_marks(plot, i, &labels);
    for (size_t i = 0; i < view->count && size == CHART_WIDE; i++)
        if (view_distribution(&view->architectures[i], plot->end_to_end) != NULL) draw_name(plot, i, &labels);
    draw_legend(plot, plot->bottom_px + AXIS_PX);
    svg_close(&svg);
}

void chart_latency(const struct view *view, bool end_to_end, struct text *out)
{
    double min_ms, max_ms;
    size_t curves = 0;
    for (size_t i = 0; i < view->count; i++)
        curves += view_distribution(&view->architectures[i], end_to_end) != NULL;
    if (curves == 0 || !time_range(view, &min_ms, &max_ms)) return;
    for (enum chart_size size = 0; size < CHART_SIZE__COUNT; size++) {
        struct plot plot = {view, NULL, end_to_end,
                            scale_log(min_ms, max_ms, PLOT_LEFT_PX, chart_width(size) - 8), 0};
        draw(&plot, size, curves, out);
    }
}
