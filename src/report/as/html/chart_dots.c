/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dollars against a logarithmic time, a dot for each series, with its name where there is room. */
#include <math.h>

#include "report/as/html/chart.h"
#include "report/as/html/measure.h"

enum { AXIS_PX = 46 };

static void draw_beyond(const struct chart_plot *plot)
{
    if (!chart_has_objective(plot)) return;
    double x = scale_at(&plot->x, plot->chart->objective);
    svg_rect(plot->svg, (struct label_box){x, plot->top_px, plot->svg->width - x, plot->height_px}, "beyond",
             "p99 beyond the objective");
}

static void draw_dot(const struct chart_plot *plot, const struct doc_series *series, struct labels *labels)
{
    const struct doc_point *dot = &series->marks[0];
    double x = scale_at(&plot->x, dot->x), y = scale_at(&plot->y, dot->y);
    if (isfinite(dot->low) && isfinite(dot->high) && dot->low > 0) {
        double from = scale_at(&plot->x, dot->low), to = scale_at(&plot->x, dot->high);
        svg_line(plot->svg, from, y, to, y,
                 text_format(plot->svg->arena, "whisker a%zu", series->sign % PALETTE_HUES + 1));
        labels_take(labels, (struct label_box){from, y - 2, to - from, 4});
    }
    palette_mark(plot->svg, series->sign, x, y, 6.5, dot->hover);
    labels_take(labels, (struct label_box){x - 8, y - 8, 16, 16});
}

/* The line from a point to its name as small boxes, so that names and lines keep off one another. */
enum { LEADER_BOXES = 48 };
static size_t leader_boxes(double x1, double y1, double x2, double y2, struct label_box *boxes)
{
    const double box_px = 4;
    size_t count = (size_t)(fmax(fabs(x2 - x1), fabs(y2 - y1)) / box_px) + 1;
    count = count < LEADER_BOXES ? count : LEADER_BOXES;
    for (size_t i = 0; i < count; i++) {
        double at = (double)i / (double)count;
        boxes[i] = (struct label_box){x1 + (x2 - x1) * at - box_px / 2, y1 + (y2 - y1) * at - box_px / 2,
                                      box_px, box_px};
    }
    return count;
}

struct name {
    const char *text, *class;
    double x, y, width; /* of the point, and of the text with its margins */
};
static const double NAME_PX = 17, NAME_MARGIN_PX = 3;

/* A name that isn't right beside its point has a line to it. */
static bool draw_name_at(const struct chart_plot *plot, const struct name *name, struct label_box box,
                         struct labels *labels, struct labels *names)
{
    struct label_box leader[LEADER_BOXES];
    if (!labels_have_room(labels, &box)) return false;
    double to_x = fmin(fmax(name->x, box.x), box.x + box.width),
           to_y = box.y > name->y ? box.y + 2 : box.y + box.height - 2;
    bool has_leader = fabs(box.y + box.height / 2 - name->y) > NAME_PX;
    size_t count = has_leader ? leader_boxes(name->x, name->y, to_x, to_y, leader) : 0;
    for (size_t n = 0; n < count; n++)
        for (size_t other = 0; other < names->count; other++)
            if (labels_overlap(&leader[n], &names->taken[other])) return false;
    labels_take(labels, box);
    labels_take(names, box);
    for (size_t n = 0; n < count; n++) labels_take(labels, leader[n]);
    if (has_leader) svg_line(plot->svg, name->x, name->y, to_x, to_y, "leader");
    svg_text(plot->svg, box.x + NAME_MARGIN_PX, box.y + 13, SVG_START, name->class, name->text);
    return true;
}

/* Try rings of positions around the point: right, left, above, below, farther and farther. */
static bool draw_name_within(const struct chart_plot *plot, const struct doc_series *series, double most_px,
                             struct labels *labels, struct labels *names)
{
    enum { RINGS = 24, SIDES = 6 };
    const double ring_px = 9, near_px = 9;
    struct name name = {measure_fit(plot->svg->arena, series->name, SVG_SMALL_PX, most_px),
                        palette_text(plot->svg->arena, series->sign), scale_at(&plot->x, series->marks[0].x),
                        scale_at(&plot->y, series->marks[0].y), 0};
    name.width = measure_text(name.text, SVG_SMALL_PX) + 2 * NAME_MARGIN_PX;
    for (int ring = 0; ring < RINGS; ring++) {
        double far = ring * ring_px, aside = near_px + (ring > 2 ? 10 : 0), level = name.y - NAME_PX / 2;
        const struct label_box around[SIDES] = {
            {name.x + aside, level - far, name.width, NAME_PX},
            {name.x + aside, level + far, name.width, NAME_PX},
            {name.x - aside - name.width, level - far, name.width, NAME_PX},
            {name.x - aside - name.width, level + far, name.width, NAME_PX},
            {name.x - name.width / 2, name.y - near_px - NAME_PX - far, name.width, NAME_PX},
            {name.x - name.width / 2, name.y + near_px + far, name.width, NAME_PX}};
        for (int side = 0; side < SIDES; side++)
            if (draw_name_at(plot, &name, around[side], labels, names)) return true;
    }
    return false;
}

/* Draw the whole name if it has room, else as much of it as fits. */
static bool draw_name(const struct chart_plot *plot, const struct doc_series *series, struct labels *labels,
                      struct labels *names)
{
    static const double SHARES[] = {0.45, 0.3, 0.2};
    for (size_t n = 0; n < DOC_COUNT(SHARES); n++)
        if (draw_name_within(plot, series, plot->svg->width * SHARES[n], labels, names)) return true;
    return false;
}

/* Draw dots and names, and below them the names without room. Returns the bottom of all. */
static double draw_inside(struct chart_plot *plot)
{
    const struct doc_chart *chart = plot->chart;
    const double width = plot->svg->width - plot->left_px - 2;
    struct labels labels = labels_new((struct label_box){plot->left_px + 2, plot->top_px, width,
                                                         plot->height_px - 2},
                                      plot->svg->arena);
    struct labels names = labels_new(labels.frame, plot->svg->arena);
    double bottom = plot->top_px + plot->height_px + AXIS_PX;
    chart_usd_axis(plot, plot->svg->width);
    chart_time_axis(plot, 56, -INFINITY);
    svg_text(plot->svg, 0, 12, SVG_START, "small quiet", chart->y_title);
    draw_beyond(plot);
    chart_objective(plot, (struct chart_aside){14, 6, 6}, &labels);
    for (size_t i = 0; i < chart->count; i++) draw_dot(plot, &chart->series[i], &labels);
    const struct doc_series **unplaced = arena_new_of(plot->svg->arena, const struct doc_series *,
                                                      chart->count);
    size_t count = 0;
    for (size_t i = 0; i < chart->count; i++)
        if (!draw_name(plot, &chart->series[i], &labels, &names)) unplaced[count++] = &chart->series[i];
    for (size_t i = 0; i < count; i++, bottom += CHART_ROW_PX)
        chart_row(plot->svg, unplaced[i], false, bottom);
    return bottom;
}

/* The inside is drawn first: names without room in it decide the picture's height. */
void chart_dots(const struct doc_chart *chart, struct text *out)
{
    for (enum chart_size size = 0; size < CHART_SIZE__COUNT; size++) {
        struct text inside = text_new(out->arena);
        struct svg svg = {&inside, out->arena, chart_width(size), 0, size == CHART_WIDE};
        struct chart_plot plot = {chart, &svg, size, .left_px = 58, .top_px = 26, .height_px = 280};
        plot.x = scale_log(chart->x_min, chart->x_max, plot.left_px, svg.width);
        plot.y = chart_usd_scale(chart, plot.top_px + plot.height_px, plot.top_px);
        double bottom = draw_inside(&plot);
        struct svg whole = chart_open(chart, out, size, bottom);
        text_add_bytes(out, inside.bytes, inside.length);
        svg_close(&whole);
    }
}
