/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/html/chart.h"
#include "report/as/html/measure.h"

enum { ROW_PX = 54, BAR_AT_PX = 22, BAR_PX = 22 };

static const char *alternative(const struct view *view)
{
    struct text says = text_new(view->arena);
    text_add(&says, "Bars: annual cost by component.");
    for (size_t i = 0; i < view->count; i++) {
        const struct view_architecture *architecture = &view->architectures[i];
        text_addf(&says, " %s: %s", architecture->name,
                  architecture->has_cost ? text_usd(view->arena, architecture->run->usd_per_year)
                                         : "no cost, it can't carry the load");
        for (size_t c = 0; c < view->component_count; c++)
            if (architecture->has_cost && architecture->usd[c] > 0)
                text_addf(&says, ", %s %s", palette_component_name(view->components[c]),
                          text_usd(view->arena, architecture->usd[c]));
        text_add(&says, ".");
    }
    return says.bytes;
}

/* What fits into a segment: component and dollars, else dollars, else nothing. */
static const char *segment_label(const struct view *view, const char *component, double usd, double width_px)
{
    const double margin_px = 12;
    const char *dollars = text_usd(view->arena, usd),
               *both = text_format(view->arena, "%s %s", palette_component_name(component), dollars);
    if (measure_text(both, SVG_SMALL_PX) + margin_px <= width_px) return both;
    return measure_text(dollars, SVG_SMALL_PX) + margin_px <= width_px ? dollars : NULL;
}

static void draw_bar(const struct view *view, struct svg *svg, const struct view_architecture *architecture,
                     double y)
{
    double x = 0;
    for (size_t c = 0; c < view->component_count; c++) {
        double usd = architecture->usd[c], width = view->max_usd > 0 ? usd / view->max_usd * svg->width : 0;
        if (usd <= 0) continue;
        const char *class = palette_component(view->arena, view->components[c]),
                   *label = segment_label(view, view->components[c], usd, width);
        const char *hover = text_format(view->arena, "%s, %s: %s a year, %.1f %% of %s", architecture->name,
                                        palette_component_name(view->components[c]),
                                        text_usd(view->arena, usd),
                                        usd / architecture->run->usd_per_year * 100,
                                        text_usd(view->arena, architecture->run->usd_per_year));
        svg_rect(svg, (struct label_box){x, y, width, BAR_PX}, text_format(view->arena, "segment %s", class),
                 hover);
        if (label != NULL)
            svg_text(svg, x + width / 2, y + BAR_PX / 2.0 + 4, SVG_MIDDLE,
                     text_format(view->arena, "small on-%s", class), label);
        x += width;
    }
}

static void draw_row(const struct view *view, struct svg *svg, size_t i, double y)
{
    const double sign_px = 18, gap_px = 12, baseline_px = 14;
    const struct view_architecture *architecture = &view->architectures[i];
    bool is_cheapest = text_equal(architecture->run->id, view->run->verdict.cheapest);
    const char *total = architecture->has_cost ? text_usd(view->arena, architecture->run->usd_per_year)
                                               : "can\u2019t carry the load";
    if (architecture->has_cost && !architecture->run->feasible)
        total = text_format(view->arena, "can\u2019t carry the load, %s", total);
    double room = svg->width - sign_px - gap_px - measure_text(total, SVG_TEXT_PX) * SVG_BOLD;
    palette_mark(svg, i, 7, y + baseline_px - 5, 5, NULL);
    svg_text(svg, sign_px, y + baseline_px, SVG_START, is_cheapest ? "strong" : "label",
             measure_fit(view->arena, architecture->name, SVG_TEXT_PX, room / (is_cheapest ? SVG_BOLD : 1)));
    svg_text(svg, svg->width, y + baseline_px, SVG_END, "strong", total);
    svg_line(svg, 0, y + BAR_AT_PX + BAR_PX + 0.5, svg->width, y + BAR_AT_PX + BAR_PX + 0.5, "grid");
    draw_bar(view, svg, architecture, y + BAR_AT_PX);
}

static void draw(const struct view *view, enum chart_size size, struct text *out)
{
    struct chart_key keys[VIEW_COMPONENTS_MAX];
    for (size_t c = 0; c < view->component_count; c++)
        keys[c] = (struct chart_key){.class = text_format(view->arena, "segment %s",
                                                          palette_component(view->arena,
                                                                            view->components[c])),
                                     .text = palette_component_name(view->components[c])};
    const double below_legend_px = 8;
    double legend = chart_legend(NULL, view->arena, chart_width(size), 0, keys, view->component_count) +
                    below_legend_px;
    struct svg svg = chart_open(view, out, size, legend + (double)view->count * ROW_PX, alternative(view));
    chart_legend(&svg, view->arena, svg.width, 0, keys, view->component_count);
    for (size_t i = 0; i < view->count; i++) draw_row(view, &svg, i, legend + (double)i * ROW_PX);
    svg_close(&svg);
}

void chart_cost(const struct view *view, struct text *out)
{
    for (enum chart_size size = 0; view->max_usd > 0 && size < CHART_SIZE__COUNT; size++)
        draw(view, size, out);
}
