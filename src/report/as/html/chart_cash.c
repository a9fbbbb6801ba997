/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "report/as/html/chart.h"
#include "report/as/html/measure.h"
#include "report/as/html/scale.h"

enum { PLOT_LEFT_PX = 58, PLOT_TOP_PX = 26, PLOT_PX = 300, AXIS_PX = 26, NAME_PX = 17, LEGEND_ROW_PX = 22 };

void chart_months_usd(const struct run_architecture *architecture, double usd[CHART_MONTHS])
{
    /* What was paid at the start is spread over its years in the lines: that part of them is no cash of this
     * month. */
    double spread_usd = architecture->upfront_years > 0
                            ? architecture->upfront_usd / architecture->upfront_years
                            : 0;
    for (int month = 0; month < CHART_MONTHS; month++)
        usd[month] = (architecture->usd_per_year - spread_usd) / CHART_MONTHS +
                     (month == 0 ? architecture->upfront_usd : 0);
}

static double after_usd(const struct run_architecture *architecture, int month)
{
    double usd[CHART_MONTHS], sum = 0;
    chart_months_usd(architecture, usd);
    for (int i = 0; i < month; i++) sum += usd[i];
    return sum;
}

struct plot {
    const struct view *view;
    struct svg *svg;
    struct scale month, usd;
};

static void draw_axes(const struct plot *plot)
{
    double ticks[SCALE_TICKS_MAX], bottom = PLOT_TOP_PX + PLOT_PX, right = plot->month.high_px;
    size_t count = scale_ticks(&plot->usd, 42, ticks);
    for (size_t i = 0; i < count; i++) {
        double y = scale_at(&plot->usd, ticks[i]);
        svg_line(plot->svg, PLOT_LEFT_PX, y, right, y, i == 0 ? "axis" : "grid");
        svg_text(plot->svg, PLOT_LEFT_PX - 8, y + 4, SVG_END, "small",
                 chart_usd_tick(plot->view->arena, ticks[i]));
    }
    const double roomy_px = 400;
    for (int month = 0; month <= CHART_MONTHS; month += right - PLOT_LEFT_PX > roomy_px ? 3 : 6) {
        double x = scale_at(&plot->month, month);
        const char *text = month == 0 ? "start" : text_format(plot->view->arena, "month %d", month);
        svg_line(plot->svg, x, bottom, x, bottom + 4, "axis");
        svg_text(plot->svg, x, bottom + 18,
                 month == 0              ? SVG_START
                 : month == CHART_MONTHS ? SVG_END
                                         : SVG_MIDDLE,
                 "small", text);
    }
    svg_text(plot->svg, 0, 12, SVG_START, "small quiet", "$ paid since the start");
}

/* A commitment is paid at the start, the rest at the end of each month. */
static void draw_line(const struct plot *plot, size_t i)
{
    const struct view_architecture *of = &plot->view->architectures[i];
    struct text path = text_new(plot->view->arena);
    svg_point(&path, plot->month.low_px, scale_at(&plot->usd, of->run->upfront_usd));
    for (int month = 1; month <= CHART_MONTHS; month++)
        svg_point(&path, scale_at(&plot->month, month), scale_at(&plot->usd, after_usd(of->run, month)));
    const char *hover = text_format(plot->view->arena, "%s: %s at the start, %s after twelve months",
                                    of->name, text_usd(plot->view->arena, of->run->upfront_usd),
                                    text_usd(plot->view->arena, after_usd(of->run, CHART_MONTHS)));
    svg_path(plot->svg, path.bytes,
             text_format(plot->view->arena, "curve %s", palette_line(plot->view->arena, i)), hover);
    palette_mark(plot->svg, i, plot->month.high_px, scale_at(&plot->usd, after_usd(of->run, CHART_MONTHS)), 5,
                 NULL);
}

static const char *end_text(const struct plot *plot, size_t i)
{
    return text_usd(plot->view->arena, after_usd(plot->view->architectures[i].run, CHART_MONTHS));
}

/* Names at the right end, spread so that none covers another, each with a thin line from where its curve
 * ends. */
static void draw_names(const struct plot *plot)
{
    const struct view *view = plot->view;
    double *wanted = arena_new_of(view->arena, double, view->count),
           *at = arena_new_of(view->arena, double, view->count);
    size_t count = 0, *which = arena_new_of(view->arena, size_t, view->count);
    for (size_t i = 0; i < view->count; i++)
        if (view->architectures[i].has_cost) {
            which[count] = i;
            wanted[count++] = scale_at(&plot->usd, after_usd(view->architectures[i].run, CHART_MONTHS));
        }
    labels_spread(wanted, count, NAME_PX, PLOT_TOP_PX, PLOT_TOP_PX + PLOT_PX, at, view->arena);
    double x = plot->month.high_px;
    for (size_t n = 0; n < count; n++) {
        const char *dollars = end_text(plot, which[n]);
        double room = plot->svg->width - x - 52 - measure_text(dollars, SVG_SMALL_PX);
        const char *name = measure_fit(view->arena, view->architectures[which[n]].name, SVG_SMALL_PX, room);
        svg_line(plot->svg, x + 8, wanted[n], x + 25, at[n], "leader");
        palette_mark(plot->svg, which[n], x + 32, at[n], 4.5, NULL);
        svg_text(plot->svg, x + 42, at[n] + 4, SVG_START,
                 text_format(view->arena, "small a%zu-text", which[n] % PALETTE_HUES + 1),
                 text_format(view->arena, "%s %s", dollars, name));
    }
}

static void draw_legend(const struct plot *plot, double y)
{
    const struct view *view = plot->view;
    for (size_t i = 0; i < view->count; i++) {
        if (!view->architectures[i].has_cost) continue;
        const char *dollars = end_text(plot, i);
        double room = plot->svg->width - 44 - measure_text(dollars, SVG_SMALL_PX);
        svg_line(plot->svg, 0, y + 11, 24, y + 11,
                 text_format(view->arena, "curve %s", palette_line(view->arena, i)));
        palette_mark(plot->svg, i, 12, y + 11, 5, NULL);
        svg_text(plot->svg, 32, y + 15, SVG_START, "small",
                 measure_fit(view->arena, view->architectures[i].name, SVG_SMALL_PX, room));
        svg_text(plot->svg, plot->svg->width, y + 15, SVG_END, "small", dollars);
        y += LEGEND_ROW_PX;
    }
}

static const char *alternative(const struct plot *plot)
{
    struct text says = text_new(plot->view->arena);
    text_add(&says, "Lines: cash paid since the start of the first year.");
    for (size_t i = 0; i < plot->view->count; i++)
        if (plot->view->architectures[i].has_cost)
            text_addf(&says, " %s: %s at the start, %s after twelve months.",
                      plot->view->architectures[i].name,
                      text_usd(plot->view->arena, plot->view->architectures[i].run->upfront_usd),
                      end_text(plot, i));
    return says.bytes;
}

void chart_cash(const struct view *view, struct text *out)
{
    double highest = 0;
    size_t count = 0;
    for (size_t i = 0; i < view->count; i++)
        if (view->architectures[i].has_cost) {
            highest = fmax(highest, after_usd(view->architectures[i].run, CHART_MONTHS));
            count++;
        }
    for (enum chart_size size = 0; highest > 0 && size < CHART_SIZE__COUNT; size++) {
        const double names_px = size == CHART_WIDE ? 300 : 8;
        double height = PLOT_TOP_PX + PLOT_PX + AXIS_PX +
                        (size == CHART_WIDE ? 0 : (double)count * LEGEND_ROW_PX + 6);
        struct plot plot = {view,
                            NULL,
                            {0, CHART_MONTHS, PLOT_LEFT_PX, chart_width(size) - names_px, false},
                            scale_linear(highest, PLOT_TOP_PX + PLOT_PX, PLOT_TOP_PX)};
        struct svg svg = chart_open(view, out, size, height, alternative(&plot));
        plot.svg = &svg;
        draw_axes(&plot);
        for (size_t i = 0; i < view->count; i++)
            if (view->architectures[i].has_cost) draw_line(&plot, i);
        if (size == CHART_WIDE)
            draw_names(&plot);
        else
            draw_legend(&plot, PLOT_TOP_PX + PLOT_PX + AXIS_PX + 6);
        svg_close(&svg);
    }
}
