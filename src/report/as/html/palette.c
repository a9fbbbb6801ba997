/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/html/palette.h"

#include <string.h>

#include "cost/components.h"

static bool is_hollow(size_t architecture) { return architecture / PALETTE_HUES % 2 == 1; }

const char *palette_curve(struct arena *arena, size_t architecture)
{
    return text_format(arena, "curve a%zu%s", architecture % PALETTE_HUES + 1,
                       is_hollow(architecture) ? " dashed" : "");
}

const char *palette_text(struct arena *arena, size_t architecture)
{
    return text_format(arena, "small a%zu-text", architecture % PALETTE_HUES + 1);
}

static const char *mark_class(struct arena *arena, size_t architecture)
{
    return text_format(arena, "mark a%zu%s", architecture % PALETTE_HUES + 1,
                       is_hollow(architecture) ? " hollow" : "");
}

/* Corners of a shape around the origin, as shares of the radius; each shape has about the area of the
 * circle, the first. */
struct shape {
    size_t count;
    double corners[12][2];
};
static const struct shape SHAPES[PALETTE_HUES] = {
    {8, {{1, 0}, {0.71, 0.71}, {0, 1}, {-0.71, 0.71}, {-1, 0}, {-0.71, -0.71}, {0, -1}, {0.71, -0.71}}},
    {4, {{0.87, 0.87}, {-0.87, 0.87}, {-0.87, -0.87}, {0.87, -0.87}}},
    {3, {{0, -1.2}, {1.15, 0.8}, {-1.15, 0.8}}},
    {4, {{0, -1.25}, {1.25, 0}, {0, 1.25}, {-1.25, 0}}},
    {3, {{0, 1.2}, {1.15, -0.8}, {-1.15, -0.8}}},
    {12,
     {{0.4, -1.1},
      {0.4, -0.4},
      {1.1, -0.4},
      {1.1, 0.4},
      {0.4, 0.4},
      {0.4, 1.1},
      {-0.4, 1.1},
      {-0.4, 0.4},
      {-1.1, 0.4},
      {-1.1, -0.4},
      {-0.4, -0.4},
      {-0.4, -1.1}}},
    {5, {{0, -1.15}, {1.09, -0.36}, {0.68, 0.93}, {-0.68, 0.93}, {-1.09, -0.36}}},
    {3, {{1.2, 0}, {-0.8, 1.15}, {-0.8, -1.15}}},
};

static const char *shape_path(struct arena *arena, size_t architecture, double x, double y, double radius_px)
{
    const struct shape *shape = &SHAPES[architecture % PALETTE_HUES];
    struct text path = text_new(arena);
    for (size_t i = 0; i < shape->count; i++)
        svg_point(&path, x + shape->corners[i][0] * radius_px, y + shape->corners[i][1] * radius_px);
    text_add(&path, "Z");
    return path.bytes;
}

void palette_mark(struct svg *svg, size_t architecture, double x, double y, double radius_px,
                  const char *hover)
{
    svg_path(svg, shape_path(svg->arena, architecture, x, y, radius_px), mark_class(svg->arena, architecture),
             hover);
}

char *palette_symbols(struct arena *arena, size_t count)
{
    const double size_px = 14, radius_px = 5;
    struct text out = text_new(arena);
    text_add(&out, "<svg class=\"symbols\" aria-hidden=\"true\" width=\"0\" height=\"0\">");
    for (size_t i = 0; i < count && i < 2 * PALETTE_HUES; i++)
        text_addf(&out,
                  "<symbol id=\"m%zu\" viewBox=\"0 0 %.0f %.0f\"><path class=\"%s\" d=\"%s\"/></symbol>\n", i,
                  size_px, size_px, is_hollow(i) ? "sign hollow" : "sign",
                  shape_path(arena, i, size_px / 2, size_px / 2, radius_px));
    text_add(&out, "</svg>");
    return out.bytes;
}

char *palette_swatch(struct arena *arena, size_t architecture)
{
    return text_format(arena, "<svg class=\"s\" aria-hidden=\"true\"><use href=\"#m%zu\"/></svg>",
                       architecture % (2 * PALETTE_HUES));
}

char *palette_colours(struct arena *arena, bool is_dark)
{
    enum { PER_LINE = 4 };
    static const char BREAK[] = "\n  ";
    struct text out = text_new(arena);
    size_t count = 0;
    for (enum component i = 0; i <= COMPONENT__COUNT; i++) {
        const struct component_row *row = &COMPONENTS[i];
        const char *colour = is_dark ? row->dark : row->light, *on = is_dark ? row->on_dark : row->on_light;
        if (*colour == '\0') continue;
        text_addf(&out, "%s--%s: %s;", count++ % PER_LINE == 0 ? BREAK : " ", row->style, colour);
        if (*on != '\0') text_addf(&out, " --on-%s: %s;", row->style, on);
    }
    return out.bytes + strlen(BREAK);
}

char *palette_classes(struct arena *arena)
{
    struct text out = text_new(arena);
    for (enum component i = 0; i <= COMPONENT__COUNT; i++)
        text_addf(&out, "%s.c-%s { fill: var(--%s); } text.on-c-%s { fill: var(--on-%s); }",
                  i == 0 ? "" : "\n", COMPONENTS[i].style, COMPONENTS[i].style, COMPONENTS[i].style,
                  COMPONENTS[i].style);
    return out.bytes;
}
