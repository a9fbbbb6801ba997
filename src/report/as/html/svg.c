/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/html/svg.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/as/html/escape.h"

/* Tenths of a pixel, from integers, so that "-0" and trailing zeros can't occur. */
static void format_px(char *buffer, size_t size, double px)
{
    assert(isfinite(px) && fabs(px) < 1e6);
    long tenths = lround(px * 10), whole = labs(tenths) / 10, rest = labs(tenths) % 10;
    const char *sign = tenths < 0 ? "-" : "";
    if (rest == 0)
        snprintf(buffer, size, "%s%ld", sign, whole);
    else
        snprintf(buffer, size, "%s%ld.%ld", sign, whole, rest);
}

enum { PX_SIZE = 24 };

char *svg_px(struct arena *arena, double px)
{
    char buffer[PX_SIZE];
    format_px(buffer, sizeof buffer, px);
    return arena_copy_string(arena, buffer);
}

static void add_attribute(struct svg *svg, const char *name, double px)
{
    char buffer[PX_SIZE];
    format_px(buffer, sizeof buffer, px);
    text_addf(svg->out, " %s=\"%s\"", name, buffer);
}

struct svg svg_open(struct text *out, struct arena *arena, double width, double height, const char *class,
                    const char *alternative)
{
    struct svg svg = {out, arena, width, height, true};
    text_addf(out, "<svg class=\"%s\" role=\"img\" aria-label=\"%s\" viewBox=\"0 0 %s %s\">\n", class,
              escape_html(arena, alternative, SIZE_MAX), svg_px(arena, width), svg_px(arena, height));
    return svg;
}

void svg_close(struct svg *svg) { text_add(svg->out, "</svg>\n"); }

static void close_shape(struct svg *svg, const char *element, const char *hover)
{
    if (hover == NULL || !svg->has_hover)
        text_add(svg->out, "/>\n");
    else
        text_addf(svg->out, "><title>%s</title></%s>\n",
                  escape_html(svg->arena, hover, ESCAPE_SENTENCE_COLUMNS), element);
}

void svg_rect(struct svg *svg, struct label_box box, const char *class, const char *hover)
{
    text_addf(svg->out, "<rect class=\"%s\"", class);
    add_attribute(svg, "x", box.x);
    add_attribute(svg, "y", box.y);
    add_attribute(svg, "width", fmax(box.width, 0));
    add_attribute(svg, "height", fmax(box.height, 0));
    close_shape(svg, "rect", hover);
}

void svg_line(struct svg *svg, double x1, double y1, double x2, double y2, const char *class)
{
    text_addf(svg->out, "<line class=\"%s\"", class);
    add_attribute(svg, "x1", x1);
    add_attribute(svg, "y1", y1);
    add_attribute(svg, "x2", x2);
    add_attribute(svg, "y2", y2);
    close_shape(svg, "line", NULL);
}

void svg_path(struct svg *svg, const char *path, const char *class, const char *hover)
{
    text_addf(svg->out, "<path class=\"%s\" d=\"%s\"", class, path);
    close_shape(svg, "path", hover);
}

void svg_text(struct svg *svg, double x, double y, enum svg_anchor anchor, const char *class,
              const char *text)
{
    static const char *const ANCHORS[] = {
        [SVG_START] = "", [SVG_MIDDLE] = " text-anchor=\"middle\"", [SVG_END] = " text-anchor=\"end\""};
    text_addf(svg->out, "<text class=\"%s\"%s", class, ANCHORS[anchor]);
    add_attribute(svg, "x", x);
    add_attribute(svg, "y", y);
    text_addf(svg->out, ">%s</text>\n", escape_html(svg->arena, text, ESCAPE_SENTENCE_COLUMNS));
}

void svg_point(struct text *path, double x, double y)
{
    char x_px[PX_SIZE], y_px[PX_SIZE];
    format_px(x_px, sizeof x_px, x);
    format_px(y_px, sizeof y_px, y);
    text_addf(path, "%c%s %s", path->length == 0 ? 'M' : 'L', x_px, y_px);
}
