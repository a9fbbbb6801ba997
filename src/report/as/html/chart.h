/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Charts: a document's charts, each appended to `out` as an SVG. A chart with space to gain is drawn
 * twice, wide and narrow, and the style sheet shows the one that fits the screen: text keeps its size, and
 * labels that don't fit beside a shape go below. */
#pragma once

#include "report/as/html/palette.h"
#include "report/as/html/scale.h"
#include "report/doc.h"

void chart_draw(const struct doc_chart *chart, struct text *out);

/* ---- of each kind ---- */

typedef void chart_function(const struct doc_chart *chart, struct text *out);
chart_function chart_stacks, chart_steps, chart_curves, chart_dots, chart_lines, chart_bars, chart_flow;

/* ---- what they share ---- */

enum chart_size { CHART_WIDE, CHART_NARROW, CHART_SIZE__COUNT };
#define CHART_WIDE_PX 880.0
#define CHART_NARROW_PX 344.0

/* Open a picture of this size and height. */
struct svg chart_open(const struct doc_chart *chart, struct text *out, enum chart_size size,
                      double height_px);
double chart_width(enum chart_size size);

/* A plot and its position in the picture. */
struct chart_plot {
    const struct doc_chart *chart;
    struct svg *svg;
    enum chart_size size;
    double left_px, top_px, height_px;
    struct scale x, y;
};

/* The scale of dollars: logarithmic where they spread far. */
struct scale chart_usd_scale(const struct doc_chart *chart, double low_px, double high_px);

/* The axis of dollars on the left, with lines up to right_px; the logarithmic axis of time below, with
 * ticks at least so far apart; ticks left of first_px move right of it. */
void chart_usd_axis(const struct chart_plot *plot, double right_px);
void chart_time_axis(const struct chart_plot *plot, double apart_px, double first_px);

/* True if the axis of time reaches the objective. */
bool chart_has_objective(const struct chart_plot *plot);

/* The objective: a line down the plot, its name above on baseline_px, right of the line, or left without
 * room. Labels keep off the line. */
struct chart_aside {
    double baseline_px, right_px, left_px;
};
void chart_objective(const struct chart_plot *plot, struct chart_aside aside, struct labels *labels);

/* A series in a row of a legend below a plot: line, mark, name, and its figures on the right. */
enum { CHART_ROW_PX = 22 };
void chart_row(struct svg *svg, const struct doc_series *series, bool has_line, double y);
