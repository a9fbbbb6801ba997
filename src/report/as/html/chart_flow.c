/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes on their way through one architecture: clients on both sides, brokers or agents in the middle, object
 * storage below. Strokes are as thick as bytes are many, on one scale for all architectures; the part that
 * crosses from zone to zone is solid, the rest is light. */
#include <math.h>

#include "report/as/html/chart.h"
#include "report/as/html/measure.h"

enum { THICK_PX = 24, HEIGHT_PX = 286 };
static const struct label_box PRODUCERS = {1, 112, 84, 40}, NODES = {132, 112, 80, 40},
                              CONSUMERS = {259, 112, 84, 40}, STORE = {117, 216, 110, 36};

struct flow {
    const struct view *view;
    struct svg *svg;
    size_t architecture;
    double max_gb; /* of any path of any architecture */
};

static const struct run_flow *path_of(const struct run_architecture *architecture, const char *path)
{
    for (size_t i = 0; i < architecture->flow_count; i++)
        if (text_equal(architecture->flows[i].path, path))
            return architecture->flows[i].gb_per_year > 0 ? &architecture->flows[i] : NULL;
    return NULL;
}

static double thickness(const struct flow *flow, double gb)
{
    return gb <= 0 ? 0 : fmax(gb / flow->max_gb * THICK_PX, 1.2);
}

/* "31.5M GB", with three significant digits as money has. */
static const char *gb_text(const struct flow *flow, double gb)
{
    return text_format(flow->view->arena, "%s GB", text_short(flow->view->arena, gb));
}

static const char *usd_text(const struct flow *flow, double usd)
{
    const double nothing = 0.005;
    return usd < nothing ? "$0" : text_usd(flow->view->arena, usd);
}

static const char *cross_az_text(const struct flow *flow, const struct run_flow *path)
{
    double share = path->cross_az_gb_per_year / path->gb_per_year;
    return share <= 0 ? "none crosses" : text_format(flow->view->arena, "%.0f %% crosses", share * 100);
}

static const char *hover_text(const struct flow *flow, const struct run_flow *path, double usd)
{
    return text_format(flow->view->arena, "%s: %s a year, of which %s from zone to zone; %s a year",
                       path->path, gb_text(flow, path->gb_per_year),
                       path->cross_az_gb_per_year > 0 ? gb_text(flow, path->cross_az_gb_per_year) : "none",
                       usd_text(flow, usd));
}

static void draw_node(struct svg *svg, struct label_box box, const char *text)
{
    svg_rect(svg, box, "node", NULL);
    svg_text(svg, box.x + box.width / 2, box.y + box.height / 2 + 4, SVG_MIDDLE, "small", text);
}

/* Lines of text one below the other, the last on baseline y. The last is money. */
static void draw_lines(struct svg *svg, double x, double y, enum svg_anchor anchor, const char *const *lines,
                       int count)
{
    for (int i = 0; i < count; i++)
        svg_text(svg, x, y - (count - 1 - i) * 15, anchor, i + 1 == count ? "small strong-small" : "small",
                 lines[i]);
}

/* From left to right between two nodes, label above. */
static void draw_across(const struct flow *flow, const char *path_name, const char *line, double from_x,
                        double to_x)
{
    const struct run_flow *path = path_of(flow->view->architectures[flow->architecture].run, path_name);
    if (path == NULL) return;
    double usd = view_line_usd(flow->view, flow->architecture, line), middle = NODES.y + NODES.height / 2,
           tip = 7;
    double cross_az = thickness(flow, path->cross_az_gb_per_year),
           staying = thickness(flow, path->gb_per_year - path->cross_az_gb_per_year),
           top = middle - (cross_az + staying) / 2;
    const char *hover = hover_text(flow, path, usd);
    if (cross_az > 0)
        svg_rect(flow->svg, (struct label_box){from_x, top, to_x - from_x - tip, cross_az}, "crossing",
                 hover);
    if (staying > 0)
        svg_rect(flow->svg, (struct label_box){from_x, top + cross_az, to_x - from_x - tip, staying},
                 "staying", hover);
    double half = (cross_az + staying) / 2 + 3;
    struct text head = text_new(flow->view->arena);
    svg_point(&head, to_x - tip, middle - half);
    svg_point(&head, to_x, middle);
    svg_point(&head, to_x - tip, middle + half);
    text_add(&head, "Z");
    svg_path(flow->svg, head.bytes, cross_az > 0 ? "crossing" : "staying", NULL);
    const char *const lines[] = {gb_text(flow, path->gb_per_year), cross_az_text(flow, path),
                                 usd_text(flow, usd)};
    draw_lines(flow->svg, from_x < NODES.x ? 52 : 292, NODES.y - 10, SVG_MIDDLE, lines, 3);
}

/* From one node to the next: a loop above them. */
static void draw_loop(const struct flow *flow)
{
    const struct run_flow *path = path_of(flow->view->architectures[flow->architecture].run, "replicate");
    struct arena *arena = flow->view->arena;
    if (path == NULL) return;
    double usd = view_line_usd(flow->view, flow->architecture, "network.replicate"),
           width = thickness(flow, path->gb_per_year), tip = 7, half = width / 2 + 3;
    double left = NODES.x + 18, right = NODES.x + NODES.width - 18, top = NODES.y - 36;
    bool crosses = path->cross_az_gb_per_year > 0;
    const char *d = text_format(arena, "M%s %sV%sH%sV%s", svg_px(arena, left), svg_px(arena, NODES.y),
                                svg_px(arena, top), svg_px(arena, right), svg_px(arena, NODES.y - tip));
    text_addf(flow->svg->out, "<g stroke-width=\"%s\">", svg_px(arena, width));
    svg_path(flow->svg, d, crosses ? "loop crossing-line" : "loop", hover_text(flow, path, usd));
    text_add(flow->svg->out, "</g>\n");
    struct text head = text_new(arena);
    svg_point(&head, right - half, NODES.y - tip);
    svg_point(&head, right, NODES.y);
    svg_point(&head, right + half, NODES.y - tip);
    text_add(&head, "Z");
    svg_path(flow->svg, head.bytes, crosses ? "crossing" : "staying", NULL);
    const char *const lines[] = {text_format(arena, "copies: %s", gb_text(flow, path->gb_per_year)),
                                 cross_az_text(flow, path), usd_text(flow, usd)};
    draw_lines(flow->svg, NODES.x + NODES.width / 2, top - THICK_PX / 2.0 - 6, SVG_MIDDLE, lines, 3);
}

/* Down to object storage or up from it. */
static void draw_object(const struct flow *flow, const char *path_name, const char *line, double x,
                        bool is_down)
{
    const struct run_flow *path = path_of(flow->view->architectures[flow->architecture].run, path_name);
    if (path == NULL) return;
    double usd = view_line_usd(flow->view, flow->architecture, line),
           width = thickness(flow, path->gb_per_year), tip = 7, half = width / 2 + 3;
    double end = is_down ? STORE.y : NODES.y + NODES.height, from = end + (is_down ? -tip : tip),
           top = is_down ? NODES.y + NODES.height : from;
    svg_rect(flow->svg, (struct label_box){x - width / 2, top, width, STORE.y - NODES.y - NODES.height - tip},
             "staying", hover_text(flow, path, usd));
    struct text head = text_new(flow->view->arena);
    svg_point(&head, x - half, from);
    svg_point(&head, x, end);
    svg_point(&head, x + half, from);
    text_add(&head, "Z");
    svg_path(flow->svg, head.bytes, "staying", NULL);
    const char *const lines[] = {text_format(flow->view->arena, "%s %s", is_down ? "written" : "read",
                                             gb_text(flow, path->gb_per_year)),
                                 text_format(flow->view->arena, "requests %s", usd_text(flow, usd))};
    draw_lines(flow->svg, is_down ? NODES.x + 4 : NODES.x + NODES.width - 4, STORE.y - 18,
               is_down ? SVG_END : SVG_START, lines, 2);
}

static const char *other_network(const struct flow *flow)
{
    static const char *const DRAWN[] = {"network.produce", "network.replicate", "network.consume"};
    double usd = view_line_usd(flow->view, flow->architecture, "network");
    for (size_t i = 0; i < sizeof DRAWN / sizeof *DRAWN; i++)
        usd -= view_line_usd(flow->view, flow->architecture, DRAWN[i]);
    return usd < 0.5 ? ""
                     : text_format(flow->view->arena, "other network (metadata, access): %s",
                                   text_usd(flow->view->arena, usd));
}

static const char *alternative(const struct flow *flow)
{
    const struct run_architecture *architecture = flow->view->architectures[flow->architecture].run;
    struct text says = text_new(flow->view->arena);
    text_addf(&says, "Flow of bytes through %s.", flow->view->architectures[flow->architecture].name);
    for (size_t i = 0; i < architecture->flow_count; i++)
        if (architecture->flows[i].gb_per_year > 0)
            text_addf(&says, " %s: %s a year, %s.", architecture->flows[i].path,
                      gb_text(flow, architecture->flows[i].gb_per_year),
                      cross_az_text(flow, &architecture->flows[i]));
    text_addf(&says, " Network %s a year.",
              usd_text(flow, view_line_usd(flow->view, flow->architecture, "network")));
    return says.bytes;
}

static double max_gb(const struct view *view)
{
    double max = 0;
    for (size_t i = 0; i < view->count; i++)
        for (size_t n = 0; n < view->run->architectures[i].flow_count; n++)
            max = fmax(max, view->run->architectures[i].flows[n].gb_per_year);
    return max;
}

void chart_flow(const struct view *view, size_t architecture, struct text *out)
{
    const struct run_architecture *of = view->architectures[architecture].run;
    struct flow flow = {view, NULL, architecture, max_gb(view)};
    if (flow.max_gb <= 0 || path_of(of, "produce") == NULL) return;
    struct svg svg = svg_open(out, view->arena, CHART_NARROW_PX, HEIGHT_PX, "chart small-multiple",
                              alternative(&flow));
    flow.svg = &svg;
    draw_across(&flow, "produce", "network.produce", PRODUCERS.x + PRODUCERS.width, NODES.x);
    draw_across(&flow, "consume", "network.consume", NODES.x + NODES.width, CONSUMERS.x);
    draw_loop(&flow);
    bool has_store = path_of(of, "object_up") != NULL || path_of(of, "object_down") != NULL;
    draw_object(&flow, "object_up", "requests.put", NODES.x + 22, true);
    draw_object(&flow, "object_down", "requests.get", NODES.x + NODES.width - 22, false);
    draw_node(&svg, PRODUCERS, "producers");
    draw_node(&svg, NODES, of->role_count > 0 ? text_format(view->arena, "%ss", of->roles[0].role) : "nodes");
    draw_node(&svg, CONSUMERS, "consumers");
    if (has_store) draw_node(&svg, STORE, "object storage");
    svg_text(&svg, 0, HEIGHT_PX - 8, SVG_START, "small quiet",
             measure_fit(view->arena, other_network(&flow), SVG_SMALL_PX, svg.width));
    svg_close(&svg);
}
