/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/html/chart.h"

#include <math.h>

#include "report/as/html/measure.h"

double chart_width(enum chart_size size) { return size == CHART_WIDE ? CHART_WIDE_PX : CHART_NARROW_PX; }

struct svg chart_open(const struct view *view, struct text *out, enum chart_size size, double height_px,
                      const char *alternative)
{
    struct svg svg = svg_open(out, view->arena, chart_width(size), height_px,
                              size == CHART_WIDE ? "chart wide" : "chart narrow", alternative);
    svg.has_hover = size == CHART_WIDE; /* fingers don't hover */
    return svg;
}

const char *chart_usd_tick(struct arena *arena, double usd)
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

const char *chart_ms_tick(struct arena *arena, double ms)
{
    const double ms_per_s = 1000;
    return ms >= ms_per_s ? text_format(arena, "%.4g s", ms / ms_per_s) : text_format(arena, "%.4g ms", ms);
}

bool chart_has_objective(const struct scale *time, const struct chart_objective *objective)
{
    return isfinite(objective->ms) && objective->ms >= time->low && objective->ms <= time->high;
}

void chart_draw_objective(struct svg *svg, const struct scale *time, const struct chart_objective *objective,
                          struct labels *labels)
{
    if (!chart_has_objective(time, objective)) return;
    double x = scale_at(time, objective->ms);
    const char *text = text_format(svg->arena, "objective %s", text_ms(svg->arena, objective->ms));
    bool is_left = x + objective->right_px + measure_text(text, SVG_SMALL_PX) * SVG_BOLD > svg->width;
    svg_line(svg, x, objective->top_px, x, objective->top_px + objective->height_px, "objective");
    svg_text(svg, is_left ? x - objective->left_px : x + objective->right_px, objective->baseline_px,
             is_left ? SVG_END : SVG_START, "small objective-text", text);
    labels_take(labels, (struct label_box){x - 2, objective->top_px, 4, objective->height_px});
}

enum { LEGEND_LINE_PX = 20, LEGEND_SWATCH_PX = 14, LEGEND_GAP_PX = 6, LEGEND_BETWEEN_PX = 18 };

static void draw_key(struct svg *svg, const struct chart_key *key, double x, double y, const char *text)
{
    const double line_px = 24;
    double middle = y + LEGEND_LINE_PX / 2.0;
    if (key->class != NULL) {
        svg_rect(svg,
                 (struct label_box){x, middle - LEGEND_SWATCH_PX / 2.0 + 1, LEGEND_SWATCH_PX,
                                    LEGEND_SWATCH_PX - 2},
                 key->class, NULL);
        svg_text(svg, x + LEGEND_SWATCH_PX + LEGEND_GAP_PX, middle + 4, SVG_START, "small", text);
        return;
    }
    svg_line(svg, x, middle, x + line_px, middle,
             text_format(svg->arena, "curve %s", palette_line(svg->arena, key->architecture)));
    palette_mark(svg, key->architecture, x + line_px / 2, middle, 4.5, NULL);
    svg_text(svg, x + line_px + LEGEND_GAP_PX, middle + 4, SVG_START, "small", text);
}

double chart_legend(struct svg *svg, struct arena *arena, double width_px, double y,
                    const struct chart_key *keys, size_t count)
{
    double x = 0, from = y;
    for (size_t i = 0; i < count; i++) {
        double sign = (keys[i].class != NULL ? LEGEND_SWATCH_PX : 24) + LEGEND_GAP_PX;
        const char *text = measure_fit(arena, keys[i].text, SVG_SMALL_PX, width_px - sign);
        double needed = sign + measure_text(text, SVG_SMALL_PX);
        if (x > 0 && x + needed > width_px) {
            x = 0;
            y += LEGEND_LINE_PX;
        }
        if (svg != NULL) draw_key(svg, &keys[i], x, y, text);
        x += needed + LEGEND_BETWEEN_PX;
    }
    return count == 0 ? 0 : y + LEGEND_LINE_PX - from;
}
