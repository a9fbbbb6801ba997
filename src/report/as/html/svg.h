/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SVG: shapes appended to a growing text, as part of an HTML page. The page's style sheet gives classes
 * their look; this file has only positions and words. Pixels with one decimal; y grows downwards.
 *
 * Every text that is passed is escaped here; classes are the program's own. */
#pragma once

#include <stdbool.h>

#include "base/text.h"
#include "report/as/html/labels.h"

struct svg {
    struct text *out;
    struct arena *arena;
    double width, height;
    bool has_hover; /* else hover texts are left out */
};

/* Font sizes in pixels at the picture's own width; the style sheet has the same. */
#define SVG_TEXT_PX 13.0
#define SVG_SMALL_PX 12.0

/* Width of bold text relative to plain. */
#define SVG_BOLD 1.15

enum svg_anchor { SVG_START, SVG_MIDDLE, SVG_END };

/* Open a picture of this size; alternative describes it for those who can't see it. */
struct svg svg_open(struct text *out, struct arena *arena, double width, double height, const char *class,
                    const char *alternative);
void svg_close(struct svg *svg);

/* hover is shown when a pointer rests on the shape; NULL for none. */
void svg_rect(struct svg *svg, struct label_box box, const char *class, const char *hover);
void svg_line(struct svg *svg, double x1, double y1, double x2, double y2, const char *class);
void svg_path(struct svg *svg, const char *path, const char *class, const char *hover);
/* y is the baseline. */
void svg_text(struct svg *svg, double x, double y, enum svg_anchor anchor, const char *class,
              const char *text);

/* Add a point to a path: "M" for the first, "L" after it. */
void svg_point(struct text *path, double x, double y);

/* A pixel as it is written. */
char *svg_px(struct arena *arena, double px);
