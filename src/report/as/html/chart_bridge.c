/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "report/as/html/chart.h"
#include "report/as/html/measure.h"
#include "report/as/html/scale.h"

/* A bar of the bridge: from one level to another. */
struct step {
    const char *label, *value, *class;
    size_t architecture; /* whose mark stands before the label, or none */
    double from_usd, to_usd;
};
enum { STEPS_MAX = VIEW_COMPONENTS_MAX + 2, NO_ARCHITECTURE = 1 << 20 };

struct change {
    size_t component;
    double usd;
};

/* What saves most first, what costs most last. */
static int by_change(const void *left, const void *right)
{
    const struct change *a = left, *b = right;
    if (a->usd != b->usd) return a->usd < b->usd ? -1 : 1;
    return a->component < b->component ? -1 : a->component > b->component;
}

static struct step total_step(const struct view *view, const struct view_architecture *architecture)
{
    return (struct step){architecture->name,
                         text_usd(view->arena, architecture->run->usd_per_year),
                         "total",
                         view_index(view, architecture),
                         0,
                         architecture->run->usd_per_year};
}

static size_t make_steps(const struct view *view, const struct view_architecture *from,
                         const struct view_architecture *to, struct step *steps)
{
    struct change changes[VIEW_COMPONENTS_MAX];
    size_t change_count = 0, count = 0;
    for (size_t c = 0; c < view->component_count; c++)
        if (from->usd[c] != to->usd[c])
            changes[change_count++] = (struct change){c, to->usd[c] - from->usd[c]};
    qsort(changes, change_count, sizeof *changes, by_change);
    steps[count++] = total_step(view, from);
    double level = from->run->usd_per_year;
    for (size_t i = 0; i < change_count; i++) {
        const char *sign = changes[i].usd < 0 ? "\u2212" : "+",
                   *name = palette_component_name(view->components[changes[i].component]);
        steps[count++] = (struct step){name,
                                       text_format(view->arena, "%s%s", sign,
                                                   text_usd(view->arena, fabs(changes[i].usd))),
                                       changes[i].usd < 0 ? "down" : "up",
                                       NO_ARCHITECTURE,
                                       level,
                                       level + changes[i].usd};
        level += changes[i].usd;
    }
    steps[count++] = total_step(view, to);
    return count;
}

static const char *alternative(const struct view *view, const struct step *steps, size_t count)
{
    struct text says = text_new(view->arena);
    text_addf(&says, "Bridge from %s at %s a year", steps[0].label, steps[0].value);
    for (size_t i = 1; i + 1 < count; i++) text_addf(&says, ", %s %s", steps[i].label, steps[i].value);
    text_addf(&says, ", to %s at %s.", steps[count - 1].label, steps[count - 1].value);
    return says.bytes;
}

struct layout {
    double label_px, row_px, bar_at_px, bar_px;
};
static const struct layout LAYOUTS[CHART_SIZE__COUNT] = {
    [CHART_WIDE] = {270, 34, 6, 22}, [CHART_NARROW] = {0, 48, 20, 20}};

static void draw_label(const struct view *view, struct svg *svg, const struct layout *layout,
                       const struct step *step, double y)
{
    bool has_mark = step->architecture != NO_ARCHITECTURE;
    const double sign_px = has_mark ? 18 : 0, gap_px = 12;
    double baseline = y + (layout->label_px > 0 ? layout->bar_at_px + layout->bar_px / 2 + 4.5 : 13);
    double room = (layout->label_px > 0 ? layout->label_px : svg->width) - sign_px - gap_px;
    if (has_mark) palette_mark(svg, step->architecture, 7, baseline - 5, 5, NULL);
    svg_text(svg, sign_px, baseline, SVG_START, "label",
             measure_fit(view->arena, step->label, SVG_TEXT_PX, room));
}

/* Down to the next bar, unless that one's label is in the way. */
static void draw_connector(struct svg *svg, const struct layout *layout, double edge, const struct step *next,
                           double top)
{
    const double sign_px = next->architecture != NO_ARCHITECTURE ? 18 : 0, gap_px = 4;
    bool is_in_the_way = layout->label_px == 0 &&
                         edge < sign_px + measure_text(next->label, SVG_TEXT_PX) + gap_px;
    if (!is_in_the_way) svg_line(svg, edge, top + layout->bar_px, edge, top + layout->row_px, "connector");
}

/* next is the step below; NULL for the last. */
static void draw_step(const struct view *view, struct svg *svg, const struct layout *layout,
                      const struct scale *scale, const struct step *step, const struct step *next, double y)
{
    double left = scale_at(scale, fmin(step->from_usd, step->to_usd)),
           right = scale_at(scale, fmax(step->from_usd, step->to_usd));
    double top = y + layout->bar_at_px, value_px = measure_text(step->value, SVG_TEXT_PX) * SVG_BOLD;
    draw_label(view, svg, layout, step, y);
    const char *hover = text_format(view->arena, "%s: %s a year", step->label, step->value);
    svg_rect(svg, (struct label_box){left, top, fmax(right - left, 1.5), layout->bar_px},
             text_format(view->arena, "step %s", step->class), hover);
    if (next != NULL) draw_connector(svg, layout, scale_at(scale, step->to_usd), next, top);
    bool is_right = right + 6 + value_px <= svg->width;
    if (is_right)
        svg_text(svg, right + 6, top + layout->bar_px / 2 + 4.5, SVG_START, "strong", step->value);
    else if (left - 6 - value_px >= layout->label_px)
        svg_text(svg, left - 6, top + layout->bar_px / 2 + 4.5, SVG_END, "strong", step->value);
    else
        svg_text(svg, right - 6, top + layout->bar_px / 2 + 4.5, SVG_END, "strong on-total", step->value);
}

void chart_bridge(const struct view *view, struct text *out)
{
    const struct view_architecture *from = view_find(view, view->run->verdict.dearest),
                                   *to = view_find(view, view->run->verdict.cheapest);
    if (from == NULL || to == NULL || from == to) return;
    struct step steps[STEPS_MAX];
    size_t count = make_steps(view, from, to, steps);
    double highest = 0;
    for (size_t i = 0; i < count; i++) highest = fmax(highest, fmax(steps[i].from_usd, steps[i].to_usd));
    for (enum chart_size size = 0; highest > 0 && size < CHART_SIZE__COUNT; size++) {
        const struct layout *layout = &LAYOUTS[size];
        const double value_px = 70; /* right of the longest bar, for its value */
        struct scale scale = {0, highest, layout->label_px, chart_width(size) - value_px, false};
        struct svg svg = chart_open(view, out, size, (double)count * layout->row_px,
                                    alternative(view, steps, count));
        for (size_t i = 0; i < count; i++)
            draw_step(view, &svg, layout, &scale, &steps[i], i + 1 == count ? NULL : &steps[i + 1],
                      (double)i * layout->row_px);
        svg_close(&svg);
    }
}
