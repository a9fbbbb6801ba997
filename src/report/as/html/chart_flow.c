/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The flow of bytes through one architecture: clients on both sides, brokers or agents in the middle,
 * object storage below. A stroke's thickness is its bytes, on one scale for all architectures; the part
 * that crosses zones is solid, the rest is light. */
#include <math.h>

#include "report/as/html/chart.h"
#include "report/as/html/measure.h"

enum { THICK_PX = 24, HEIGHT_PX = 286, TIP_PX = 7 };
static const struct label_box PRODUCERS = {1, 112, 84, 40}, NODES = {132, 112, 80, 40},
                              CONSUMERS = {259, 112, 84, 40}, STORE = {117, 216, 110, 36};

struct flow {
    const struct doc_chart *chart;
    struct svg *svg;
};

/* The path's series, or NULL without bytes. */
static const struct doc_series *path_of(const struct doc_chart *chart, enum doc_flow kind)
{
    return chart->series[kind].count == 0 ? NULL : &chart->series[kind];
}

static double thickness(const struct flow *flow, double gb)
{
    return gb <= 0 ? 0 : fmax(gb / flow->chart->x_max * THICK_PX, 1.2);
}

static void draw_node(struct svg *svg, struct label_box box, const char *text)
{
    svg_rect(svg, box, "node", NULL);
    svg_text(svg, box.x + box.width / 2, box.y + box.height / 2 + 4, SVG_MIDDLE, "small", text);
}

/* Lines of text one below the other, the last on baseline y. The last is money. */
static void draw_lines(struct svg *svg, double x, double y, enum svg_anchor anchor,
                       const struct doc_series *path)
{
    int count = path->lines[DOC_LINES_MAX - 1] == NULL ? DOC_LINES_MAX - 1 : DOC_LINES_MAX;
    for (int i = 0; i < count; i++)
        svg_text(svg, x, y - (count - 1 - i) * 15, anchor, i + 1 == count ? "small strong-small" : "small",
                 path->lines[i]);
}

/* The head of an arrow. */
static void draw_head(struct svg *svg, const double points[3][2], const char *class)
{
    struct text head = text_new(svg->arena);
    for (int i = 0; i < 3; i++) svg_point(&head, points[i][0], points[i][1]);
    text_add(&head, "Z");
    svg_path(svg, head.bytes, class, NULL);
}

/* An arrow from left to right between two nodes, its label above. */
static void draw_across(const struct flow *flow, enum doc_flow kind, double from_x, double to_x)
{
    const struct doc_series *path = path_of(flow->chart, kind);
    if (path == NULL) return;
    double middle = NODES.y + NODES.height / 2, cross_az = thickness(flow, path->points[0].y),
           staying = thickness(flow, path->points[0].x - path->points[0].y),
           top = middle - (cross_az + staying) / 2, half = (cross_az + staying) / 2 + 3,
           length = to_x - from_x - TIP_PX;
    if (cross_az > 0)
        svg_rect(flow->svg, (struct label_box){from_x, top, length, cross_az}, "crossing", path->hover);
    if (staying > 0)
        svg_rect(flow->svg, (struct label_box){from_x, top + cross_az, length, staying}, "staying",
                 path->hover);
    draw_head(flow->svg,
              (const double[3][2]){{to_x - TIP_PX, middle - half},
                                   {to_x, middle},
                                   {to_x - TIP_PX, middle + half}},
              cross_az > 0 ? "crossing" : "staying");
    draw_lines(flow->svg, from_x < NODES.x ? 52 : 292, NODES.y - 10, SVG_MIDDLE, path);
}

/* A loop above the nodes: from one to the next. */
static void draw_loop(const struct flow *flow)
{
    const struct doc_series *path = path_of(flow->chart, DOC_REPLICATE);
    struct arena *arena = flow->svg->arena;
    if (path == NULL) return;
    double width = thickness(flow, path->points[0].x), half = width / 2 + 3, left = NODES.x + 18,
           right = NODES.x + NODES.width - 18, top = NODES.y - 36;
    bool crosses = path->points[0].y > 0;
    const char *d = text_format(arena, "M%s %sV%sH%sV%s", svg_px(arena, left), svg_px(arena, NODES.y),
                                svg_px(arena, top), svg_px(arena, right), svg_px(arena, NODES.y - TIP_PX));
    text_addf(flow->svg->out, "<g stroke-width=\"%s\">", svg_px(arena, width));
    svg_path(flow->svg, d, crosses ? "loop crossing-line" : "loop", path->hover);
    text_add(flow->svg->out, "</g>\n");
    draw_head(flow->svg,
              (const double[3][2]){{right - half, NODES.y - TIP_PX},
                                   {right, NODES.y},
                                   {right + half, NODES.y - TIP_PX}},
              crosses ? "crossing" : "staying");
    draw_lines(flow->svg, NODES.x + NODES.width / 2, top - THICK_PX / 2.0 - 6, SVG_MIDDLE, path);
}

/* An arrow down to object storage or up from it. */
static void draw_object(const struct flow *flow, enum doc_flow kind, double x)
{
    const struct doc_series *path = path_of(flow->chart, kind);
    if (path == NULL) return;
    bool is_down = kind == DOC_OBJECT_UP; /* storage is drawn below */
    double width = thickness(flow, path->points[0].x), half = width / 2 + 3, below = NODES.y + NODES.height,
           end = is_down ? STORE.y : below, from = end + (is_down ? -TIP_PX : TIP_PX);
    svg_rect(flow->svg,
             (struct label_box){x - width / 2, is_down ? below : from, width,
                                STORE.y - NODES.y - NODES.height - TIP_PX},
             "staying", path->hover);
    draw_head(flow->svg, (const double[3][2]){{x - half, from}, {x, end}, {x + half, from}}, "staying");
    draw_lines(flow->svg, is_down ? NODES.x + 4 : NODES.x + NODES.width - 4, STORE.y - 18,
               is_down ? SVG_END : SVG_START, path);
}

void chart_flow(const struct doc_chart *chart, struct text *out)
{
    struct svg svg = svg_open(out, out->arena, CHART_NARROW_PX, HEIGHT_PX, "chart small-multiple",
                              chart->says);
    const struct flow flow = {chart, &svg};
    draw_across(&flow, DOC_PRODUCE, PRODUCERS.x + PRODUCERS.width, NODES.x);
    draw_across(&flow, DOC_CONSUME, NODES.x + NODES.width, CONSUMERS.x);
    draw_loop(&flow);
    draw_object(&flow, DOC_OBJECT_UP, NODES.x + 22);
    draw_object(&flow, DOC_OBJECT_DOWN, NODES.x + NODES.width - 22);
    draw_node(&svg, PRODUCERS, "producers");
    draw_node(&svg, NODES, chart->x_title);
    draw_node(&svg, CONSUMERS, "consumers");
    if (path_of(chart, DOC_OBJECT_UP) != NULL || path_of(chart, DOC_OBJECT_DOWN) != NULL)
        draw_node(&svg, STORE, "object storage");
    svg_text(&svg, 0, HEIGHT_PX - 8, SVG_START, "small quiet",
             measure_fit(out->arena, chart->note, SVG_SMALL_PX, svg.width));
    svg_close(&svg);
}
