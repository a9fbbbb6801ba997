/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Charts: the pictures of a report, each an SVG written behind what `out` holds. Each that has room to gain
 * is drawn twice, wide and narrow, and the style sheet shows the one that fits the screen: text keeps its
 * size, and what doesn't fit beside stands below.
 *
 * A chart with nothing to show writes nothing. */
#pragma once

#include "report/as/html/palette.h"
#include "report/as/html/scale.h"
#include "report/as/html/view.h"

enum chart_size { CHART_WIDE, CHART_NARROW, CHART_SIZE__COUNT };
#define CHART_WIDE_PX 880.0
#define CHART_NARROW_PX 344.0

/* Opens a picture of this size and height. */
struct svg chart_open(const struct view *view, struct text *out, enum chart_size size, double height_px,
                      const char *alternative);
double chart_width(enum chart_size size);

/* Entries of a legend, laid out in lines as wide as the picture; the height that they take. Nothing is drawn
 * when svg is NULL. */
struct chart_key {
    const char *class; /* of the swatch; NULL: the mark and line of `architecture` */
    size_t architecture;
    const char *text;
};
double chart_legend(struct svg *svg, struct arena *arena, double width_px, double y,
                    const struct chart_key *keys, size_t count);

/* Where an axis has a tick: "$0", "$2.5M", "$500k"; "20 ms", "5 s". */
const char *chart_usd_tick(struct arena *arena, double usd);
const char *chart_ms_tick(struct arena *arena, double ms);

/* An objective on an axis of time, INFINITY when there is none: a line down the plot, its name above, right
 * of the line or left of it where there is no room. */
struct chart_objective {
    double ms;
    double top_px, height_px; /* of the line */
    double baseline_px;       /* of the name, */
    double right_px, left_px; /* which begins so far right of the line, or ends so far left of it */
};
/* Whether the axis reaches to it. */
bool chart_has_objective(const struct scale *time, const struct chart_objective *objective);
/* Labels keep off the line. Nothing is drawn when the axis doesn't reach to it. */
void chart_draw_objective(struct svg *svg, const struct scale *time, const struct chart_objective *objective,
                          struct labels *labels);

/* A year's cost of each architecture as a bar of its components. */
void chart_cost(const struct view *view, struct text *out);

/* From the dearest architecture to the cheapest, by component. */
void chart_bridge(const struct view *view, struct text *out);

/* How many records take at most how long. */
void chart_latency(const struct view *view, bool end_to_end, struct text *out);

/* Cost against p99, objective drawn in. */
void chart_tradeoff(const struct view *view, bool end_to_end, struct text *out);

/* The bytes of one architecture on their way, what crosses zones, and dollars. */
void chart_flow(const struct view *view, size_t architecture, struct text *out);

/* How full the resources of one architecture are. */
void chart_use(const struct view *view, size_t architecture, struct text *out);

/* Cash that has left after each month of the first year. */
void chart_cash(const struct view *view, struct text *out);

/* Cash of month 1 to 12 of the first year. What is due at the start of a commitment falls in the first month.
 */
enum { CHART_MONTHS = 12 };
void chart_months_usd(const struct run_architecture *architecture, double usd[CHART_MONTHS]);
