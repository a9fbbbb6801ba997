/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "report/as/html/chart.h"
#include "report/as/html/measure.h"
#include "report/say/say.h"
#include "report/say/say.h"

enum { SHOWN_MAX = 6, ROW_PX = 23, BAR_PX = 13, LABEL_PX = 172, VALUE_PX = 50, FOOT_PX = 20 };

/* Fullest first; what there is none of is fuller than anything. */
static int by_fraction(const void *left, const void *right)
{
    const struct run_utilisation *a = *(const struct run_utilisation *const *)left,
                                 *b = *(const struct run_utilisation *const *)right;
    if (a->binding != b->binding) return a->binding ? -1 : 1;
    if (a->fraction != b->fraction) return a->fraction > b->fraction ? -1 : 1;
    return a < b ? -1 : a > b;
}

static const struct run_utilisation **fullest_first(const struct view *view,
                                                    const struct run_architecture *architecture)
{
    const struct run_utilisation **sorted = arena_new_of(view->arena, const struct run_utilisation *,
                                                         architecture->utilisation_count);
    for (size_t i = 0; i < architecture->utilisation_count; i++) sorted[i] = &architecture->utilisations[i];
    qsort(sorted, architecture->utilisation_count, sizeof(*sorted), by_fraction);
    return sorted;
}

static void draw_row(const struct view *view, struct svg *svg, const struct run_utilisation *use, double y)
{
    double left = LABEL_PX, room = svg->width - LABEL_PX - VALUE_PX, baseline = y + BAR_PX - 2;
    double share = isfinite(use->fraction) ? fmin(fmax(use->fraction, 0), 1) : 1;
    const char *percent = say_percent(view->arena, use->fraction),
               *name = text_quote(view->arena, use->resource, 40);
    const char *hover = text_format(view->arena, "%s: %s when %s%s", name, percent, use->situation,
                                    use->binding ? "; it binds" : "");
    svg_text(svg, 0, baseline, SVG_START, use->binding ? "small strong-small" : "small",
             measure_fit(view->arena, name, SVG_SMALL_PX * (use->binding ? SVG_BOLD : 1), LABEL_PX - 8));
    svg_rect(svg, (struct label_box){left, y, room, BAR_PX}, "use-room", NULL);
    svg_rect(svg, (struct label_box){left, y, room * share, BAR_PX},
             use->fraction > 1 ? "use over"
             : use->binding    ? "use binding"
                               : "use",
             hover);
    svg_text(svg, svg->width, baseline, SVG_END, use->binding ? "small strong-small" : "small", percent);
}

/* "cpu binds, one zone lost; 7 more are at most 37 % full" */
static const char *foot(const struct view *view, const struct run_architecture *architecture,
                        const struct run_utilisation **sorted, size_t shown)
{
    struct text says = text_new(view->arena);
    if (sorted[0]->binding) text_addf(&says, "%s binds (%s)", sorted[0]->resource, sorted[0]->situation);
    if (architecture->utilisation_count > shown)
        text_addf(&says, "%s%zu more: %s at most", says.length > 0 ? "; " : "",
                  architecture->utilisation_count - shown, say_percent(view->arena, sorted[shown]->fraction));
    return says.length == 0 ? "" : text_quote(view->arena, says.bytes, 200);
}

void chart_use(const struct view *view, size_t index, struct text *out)
{
    const struct run_architecture *architecture = view->architectures[index].run;
    if (architecture->utilisation_count == 0) return;
    const struct run_utilisation **sorted = fullest_first(view, architecture);
    size_t shown = architecture->utilisation_count < SHOWN_MAX ? architecture->utilisation_count : SHOWN_MAX;
    struct text says = text_new(view->arena);
    text_addf(&says, "Bars: how full the resources of %s are.", view->architectures[index].name);
    for (size_t i = 0; i < shown; i++)
        text_addf(&says, " %s %s.", sorted[i]->resource, say_percent(view->arena, sorted[i]->fraction));
    struct svg svg = svg_open(out, view->arena, CHART_NARROW_PX, (double)shown * ROW_PX + FOOT_PX,
                              "chart small-multiple", says.bytes);
    for (size_t i = 0; i < shown; i++) draw_row(view, &svg, sorted[i], (double)i * ROW_PX + 1);
    svg_text(&svg, 0, (double)shown * ROW_PX + 13, SVG_START, "small quiet",
             measure_fit(view->arena, foot(view, architecture, sorted, shown), SVG_SMALL_PX, svg.width));
    svg_close(&svg);
}
