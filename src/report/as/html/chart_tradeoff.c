/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "report/as/html/chart.h"
#include "report/as/html/measure.h"
#include "report/as/html/scale.h"

enum { PLOT_LEFT_PX = 58, PLOT_TOP_PX = 26, PLOT_PX = 280, AXIS_PX = 46, LEGEND_ROW_PX = 22 };

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
        if (!has_point(view, i, end_to_end)) continue;
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
    svg_text(svg, svg->width, bottom + 38, SVG_END, "small quiet",
             plot->end_to_end ? "end to end p99, logarithmic" : "produce p99, logarithmic");
    svg_text(svg, 0, 12, SVG_START, "small quiet", "$ a year");
}

static void draw_objective(const struct plot *plot, struct labels *labels)
{
    const struct chart_objective objective = {view_objective_ms(plot->view, plot->end_to_end),
                                              PLOT_TOP_PX,
                                              PLOT_PX,
                                              .baseline_px = 14,
                                              .right_px = 6,
                                              .left_px = 6};
    if (chart_has_objective(&plot->time, &objective)) {
        double x = scale_at(&plot->time, objective.ms);
        svg_rect(plot->svg, (struct label_box){x, PLOT_TOP_PX, plot->svg->width - x, PLOT_PX}, "beyond",
                 "p99 beyond the objective");
    }
    chart_draw_objective(plot->svg, &plot->time, &objective, labels);
}

static void draw_point(const struct plot *plot, size_t i, struct labels *labels)
{
    const struct view_architecture *of = &plot->view->architectures[i];
    struct run_estimate p99 = p99_of(plot->view, i, plot->end_to_end);
    double x = scale_at(&plot->time, p99.ms), y = scale_at(&plot->usd, of->run->usd_per_year);
    if (isfinite(p99.low_ms) && isfinite(p99.high_ms) && p99.low_ms > 0) {
        double from = scale_at(&plot->time, p99.low_ms), to = scale_at(&plot->time, p99.high_ms);
        svg_line(plot->svg, from, y, to, y,
                 text_format(plot->view->arena, "whisker a%zu", i % PALETTE_HUES + 1));
        labels_take(labels, (struct label_box){from, y - 2, to - from, 4});
    }
    palette_mark(plot->svg, i, x, y, 6.5,
                 text_format(plot->view->arena, "%s: %s a year, p99 %s", of->name,
                             text_usd(plot->view->arena, of->run->usd_per_year),
                             text_ms(plot->view->arena, p99.ms)));
    labels_take(labels, (struct label_box){x - 8, y - 8, 16, 16});
}

/* A line from a point to its name as small boxes, so that names and lines keep off one another. */
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
    const char *text;
    double x, y, width; /* of the point, and of the text with its margins */
};
static const double NAME_PX = 17, NAME_MARGIN_PX = 3;

/* A name that isn't right beside its point has a line to it. */
static bool draw_name_at(const struct plot *plot, size_t i, const struct name *name, struct label_box box,
                         struct labels *labels, struct labels *names)
{
    struct label_box leader[LEADER_BOXES], placed;
    double to_x = fmin(fmax(name->x, box.x), box.x + box.width),
           to_y = box.y > name->y ? box.y + 2 : box.y + box.height - 2;
    bool has_leader = fabs(box.y + box.height / 2 - name->y) > NAME_PX;
    size_t count = has_leader ? leader_boxes(name->x, name->y, to_x, to_y, leader) : 0;
    for (size_t n = 0; n < count; n++)
        for (size_t other = 0; other < names->count; other++)
            if (labels_overlap(&leader[n], &names->taken[other])) return false;
    if (!labels_place(labels, &box, 1, &placed)) return false;
    labels_take(names, placed);
    for (size_t n = 0; n < count; n++) labels_take(labels, leader[n]);
    if (has_leader) svg_line(plot->svg, name->x, name->y, to_x, to_y, "leader");
    svg_text(plot->svg, placed.x + NAME_MARGIN_PX, placed.y + 13, SVG_START,
             text_format(plot->view->arena, "small a%zu-text", i % PALETTE_HUES + 1), name->text);
    return true;
}

/* Rings of places about the point: right, left, above, below, farther and farther. */
static bool draw_name_within(const struct plot *plot, size_t i, double most_px, struct labels *labels,
                             struct labels *names)
{
    enum { RINGS = 24, SIDES = 6 };
    const double ring_px = 9, near_px = 9;
    const struct view_architecture *of = &plot->view->architectures[i];
    struct name name = {measure_fit(plot->view->arena, of->name, SVG_SMALL_PX, most_px),
                        scale_at(&plot->time, view_p99_ms(of, plot->end_to_end)),
                        scale_at(&plot->usd, of->run->usd_per_year), 0};
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
            if (draw_name_at(plot, i, &name, around[side], labels, names)) return true;
    }
    return false;
}

/* The whole name where it has room, else as much of it as has. */
static bool draw_name(const struct plot *plot, size_t i, struct labels *labels, struct labels *names)
{
    static const double SHARES[] = {0.45, 0.3, 0.2};
    for (size_t n = 0; n < sizeof SHARES / sizeof *SHARES; n++)
        if (draw_name_within(plot, i, plot->svg->width * SHARES[n], labels, names)) return true;
    return false;
}

static const char *alternative(const struct plot *plot)
{
    struct text says = text_new(plot->view->arena);
    text_addf(&says, "Points: annual cost against %s p99.", plot->end_to_end ? "end to end" : "produce");
    for (size_t i = 0; i < plot->view->count; i++)
        if (has_point(plot->view, i, plot->end_to_end))
            text_addf(&says, " %s: %s, %s.", plot->view->architectures[i].name,
                      text_usd(plot->view->arena, plot->view->architectures[i].run->usd_per_year),
                      text_ms(plot->view->arena,
                              view_p99_ms(&plot->view->architectures[i], plot->end_to_end)));
    return says.bytes;
}

/* Points without a name in the picture are named below it. */
static void draw_unplaced(const struct plot *plot, const size_t *unplaced, size_t count)
{
    for (size_t n = 0; n < count; n++) {
        const struct view_architecture *of = &plot->view->architectures[unplaced[n]];
        double middle = PLOT_TOP_PX + PLOT_PX + AXIS_PX + (double)n * LEGEND_ROW_PX + LEGEND_ROW_PX / 2.0;
        const char *figures = text_format(plot->view->arena, "%s, p99 %s",
                                          text_usd(plot->view->arena, of->run->usd_per_year),
                                          text_ms(plot->view->arena, view_p99_ms(of, plot->end_to_end)));
        palette_mark(plot->svg, unplaced[n], 8, middle, 5, NULL);
        svg_text(plot->svg, 22, middle + 4, SVG_START, "small",
                 measure_fit(plot->view->arena, of->name, SVG_SMALL_PX,
                             plot->svg->width - 40 - measure_text(figures, SVG_SMALL_PX)));
        svg_text(plot->svg, plot->svg->width, middle + 4, SVG_END, "small", figures);
    }
}

/* The inside is drawn first: how high the picture is depends on what found no room in it. */
static void draw(struct plot *plot, enum chart_size size, struct text *out)
{
    const struct view *view = plot->view;
    struct text inside = text_new(view->arena);
    struct svg svg = {&inside, view->arena, chart_width(size), 0, size == CHART_WIDE};
    struct labels labels = labels_new((struct label_box){PLOT_LEFT_PX + 2, PLOT_TOP_PX,
                                                         svg.width - PLOT_LEFT_PX - 2, PLOT_PX - 2},
                                      view->arena);
    struct labels names = labels_new(labels.frame, view->arena);
    size_t *unplaced = arena_new_of(view->arena, size_t, view->count), count = 0;
    plot->svg = &svg;
    draw_axes(plot);
    draw_objective(plot, &labels);
    for (size_t i = 0; i < view->count; i++)
        if (has_point(view, i, plot->end_to_end)) draw_point(plot, i, &labels);
    for (size_t i = 0; i < view->count; i++)
        if (has_point(view, i, plot->end_to_end) && !draw_name(plot, i, &labels, &names))
            unplaced[count++] = i;
    draw_unplaced(plot, unplaced, count);
    struct svg whole = chart_open(view, out, size,
                                  PLOT_TOP_PX + PLOT_PX + AXIS_PX + (double)count * LEGEND_ROW_PX,
                                  alternative(plot));
    text_add_bytes(out, inside.bytes, inside.length);
    svg_close(&whole);
}

void chart_tradeoff(const struct view *view, bool end_to_end, struct text *out)
{
    double min_ms, max_ms;
    if (time_range(view, end_to_end, &min_ms, &max_ms) == 0 || view->max_usd <= 0) return;
    for (enum chart_size size = 0; size < CHART_SIZE__COUNT; size++) {
        struct plot plot = {view, NULL, end_to_end,
                            scale_log(min_ms, max_ms, PLOT_LEFT_PX, chart_width(size)),
                            scale_linear(view->max_usd, PLOT_TOP_PX + PLOT_PX, PLOT_TOP_PX)};
        draw(&plot, size, out);
    }
}
