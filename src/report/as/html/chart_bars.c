/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bars: dollars by component, utilisation, and steps from bar to bar. */
#include <math.h>

#include "report/as/html/chart.h"
#include "report/as/html/measure.h"

/* ---- stacks ---- */

enum { ROW_PX = 54, BAR_AT_PX = 22, BAR_PX = 22, KEY_LINE_PX = 20, SWATCH_PX = 14 };

/* The label that fits into a segment: component and dollars, else dollars, else nothing. */
static const char *segment_label(struct arena *arena, const struct doc_point *part, double width_px)
{
    const double margin_px = 12;
    const char *dollars = text_usd(arena, part->y), *both = text_format(arena, "%s %s", part->label, dollars);
    if (measure_text(both, SVG_SMALL_PX) + margin_px <= width_px) return both;
    return measure_text(dollars, SVG_SMALL_PX) + margin_px <= width_px ? dollars : NULL;
}

static void draw_stack(struct svg *svg, const struct doc_series *series, double y, double max)
{
    double x = 0;
    for (size_t i = 0; i < series->count; i++) {
        const struct doc_point *part = &series->points[i];
        double width = part->y / max * svg->width;
        const char *label = segment_label(svg->arena, part, width);
        svg_rect(svg, (struct label_box){x, y, width, BAR_PX},
                 text_format(svg->arena, "segment c-%s", part->style), part->hover);
        if (label != NULL)
            svg_text(svg, x + width / 2, y + BAR_PX / 2.0 + 4, SVG_MIDDLE,
                     text_format(svg->arena, "small on-c-%s", part->style), label);
        x += width;
    }
}

static void draw_stack_row(struct svg *svg, const struct doc_series *series, double y, double max)
{
    const double sign_px = 18, gap_px = 12, baseline_px = 14;
    double room = svg->width - sign_px - gap_px - measure_text(series->figures, SVG_TEXT_PX) * SVG_BOLD;
    palette_mark(svg, series->sign, 7, y + baseline_px - 5, 5, NULL);
    svg_text(svg, sign_px, y + baseline_px, SVG_START, series->is_strong ? "strong" : "label",
             measure_fit(svg->arena, series->name, SVG_TEXT_PX, room / (series->is_strong ? SVG_BOLD : 1)));
    svg_text(svg, svg->width, y + baseline_px, SVG_END, "strong", series->figures);
    svg_line(svg, 0, y + BAR_AT_PX + BAR_PX + 0.5, svg->width, y + BAR_AT_PX + BAR_PX + 0.5, "grid");
    draw_stack(svg, series, y + BAR_AT_PX, max);
}

/* Draw the legend in lines as wide as the picture; return its height. With svg NULL only measure. */
static double draw_keys(const struct doc_chart *chart, struct svg *svg, double width_px, struct arena *arena)
{
    const double sign_px = SWATCH_PX + 6, between_px = 18;
    double x = 0, y = 0;
    for (size_t i = 0; i < chart->key_count; i++) {
        const struct doc_point *key = &chart->keys[i];
        const char *text = measure_fit(arena, key->label, SVG_SMALL_PX, width_px - sign_px);
        double needed = sign_px + measure_text(text, SVG_SMALL_PX);
        if (x > 0 && x + needed > width_px) {
            x = 0;
            y += KEY_LINE_PX;
        }
        if (svg != NULL) {
            svg_rect(svg,
                     (struct label_box){x, y + (KEY_LINE_PX - SWATCH_PX) / 2.0 + 1, SWATCH_PX, SWATCH_PX - 2},
                     text_format(arena, "segment c-%s", key->style), NULL);
            svg_text(svg, x + sign_px, y + KEY_LINE_PX / 2.0 + 4, SVG_START, "small", text);
        }
        x += needed + between_px;
    }
    return chart->key_count == 0 ? 0 : y + KEY_LINE_PX;
}

void chart_stacks(const struct doc_chart *chart, struct text *out)
{
    const double below_keys_px = 8;
    for (enum chart_size size = 0; size < CHART_SIZE__COUNT; size++) {
        double keys = draw_keys(chart, NULL, chart_width(size), out->arena) + below_keys_px;
        struct svg svg = chart_open(chart, out, size, keys + (double)chart->count * ROW_PX);
        draw_keys(chart, &svg, svg.width, out->arena);
        for (size_t i = 0; i < chart->count; i++)
            draw_stack_row(&svg, &chart->series[i], keys + (double)i * ROW_PX, chart->y_max);
        svg_close(&svg);
    }
}

/* ---- how full ---- */

enum { USE_ROW_PX = 23, USE_PX = 13, USE_LABEL_PX = 172, USE_VALUE_PX = 50, USE_FOOT_PX = 20 };

static void draw_use(struct svg *svg, const struct doc_series *use, double y)
{
    const char *class = use->is_strong ? "small strong-small" : "small";
    double room = svg->width - USE_LABEL_PX - USE_VALUE_PX, baseline = y + USE_PX - 2;
    svg_text(svg, 0, baseline, SVG_START, class,
             measure_fit(svg->arena, use->name, SVG_SMALL_PX * (use->is_strong ? SVG_BOLD : 1),
                         USE_LABEL_PX - 8));
    svg_rect(svg, (struct label_box){USE_LABEL_PX, y, room, USE_PX}, "use-room", NULL);
    svg_rect(svg, (struct label_box){USE_LABEL_PX, y, room * use->points[0].y, USE_PX}, use->style,
             use->hover);
    svg_text(svg, svg->width, baseline, SVG_END, class, use->figures);
}

void chart_bars(const struct doc_chart *chart, struct text *out)
{
    double rows_px = (double)chart->count * USE_ROW_PX;
    struct svg svg = svg_open(out, out->arena, CHART_NARROW_PX, rows_px + USE_FOOT_PX, "chart small-multiple",
                              chart->says);
    for (size_t i = 0; i < chart->count; i++) draw_use(&svg, &chart->series[i], (double)i * USE_ROW_PX + 1);
    svg_text(&svg, 0, rows_px + 13, SVG_START, "small quiet",
             measure_fit(out->arena, chart->note, SVG_SMALL_PX, svg.width));
    svg_close(&svg);
}

/* ---- steps ---- */

struct layout {
    double label_px, row_px, bar_at_px, bar_px;
};
static const struct layout LAYOUTS[CHART_SIZE__COUNT] = {
    [CHART_WIDE] = {270, 34, 6, 22}, [CHART_NARROW] = {0, 48, 20, 20}};

static double sign_px_of(const struct doc_series *step) { return step->sign == DOC_NO_SIGN ? 0 : 18; }

static void draw_step_label(struct svg *svg, const struct layout *layout, const struct doc_series *step,
                            double y)
{
    const double sign_px = sign_px_of(step), gap_px = 12;
    double baseline = y + (layout->label_px > 0 ? layout->bar_at_px + layout->bar_px / 2 + 4.5 : 13);
    double room = (layout->label_px > 0 ? layout->label_px : svg->width) - sign_px - gap_px;
    if (sign_px > 0) palette_mark(svg, step->sign, 7, baseline - 5, 5, NULL);
    svg_text(svg, sign_px, baseline, SVG_START, "label",
             measure_fit(svg->arena, step->name, SVG_TEXT_PX, room));
}

/* A line down to the next bar, unless its label is in the way. */
static void draw_connector(struct svg *svg, const struct layout *layout, double edge,
                           const struct doc_series *next, double top)
{
    const double gap_px = 4;
    bool is_in_the_way = layout->label_px == 0 &&
                         edge < sign_px_of(next) + measure_text(next->name, SVG_TEXT_PX) + gap_px;
    if (!is_in_the_way) svg_line(svg, edge, top + layout->bar_px, edge, top + layout->row_px, "connector");
}

/* next is the step below; NULL for the last. */
static void draw_step(struct svg *svg, const struct layout *layout, const struct scale *scale,
                      const struct doc_series *step, const struct doc_series *next, double y)
{
    double from = scale_at(scale, step->points[0].x), to = scale_at(scale, step->points[0].y),
           left = fmin(from, to), right = fmax(from, to), top = y + layout->bar_at_px,
           value_px = measure_text(step->figures, SVG_TEXT_PX) * SVG_BOLD;
    draw_step_label(svg, layout, step, y);
    svg_rect(svg, (struct label_box){left, top, fmax(right - left, 1.5), layout->bar_px},
             text_format(svg->arena, "step %s", step->style), step->hover);
    if (next != NULL) draw_connector(svg, layout, to, next, top);
    bool is_right = right + 6 + value_px <= svg->width, is_left = left - 6 - value_px >= layout->label_px;
    svg_text(svg,
             is_right  ? right + 6
             : is_left ? left - 6
                       : right - 6,
             top + layout->bar_px / 2 + 4.5, is_right ? SVG_START : SVG_END,
             is_right || is_left ? "strong" : text_format(svg->arena, "strong on-%s", step->style),
             step->figures);
}

void chart_steps(const struct doc_chart *chart, struct text *out)
{
    for (enum chart_size size = 0; chart->y_max > 0 && size < CHART_SIZE__COUNT; size++) {
        const struct layout *layout = &LAYOUTS[size];
        const double value_px = 70; /* right of the longest bar, for its value */
        struct scale scale = {0, chart->y_max, layout->label_px, chart_width(size) - value_px, false};
        struct svg svg = chart_open(chart, out, size, (double)chart->count * layout->row_px);
        for (size_t i = 0; i < chart->count; i++)
            draw_step(&svg, layout, &scale, &chart->series[i],
                      i + 1 == chart->count ? NULL : &chart->series[i + 1], (double)i * layout->row_px);
        svg_close(&svg);
    }
}
