/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Palette: an architecture's class, mark and dash, the same everywhere. Eight hues (after Okabe and Ito,
 * who chose theirs for colour-blind readers); beyond the eighth the hues repeat with a hollow mark and a
 * dashed line. Each of the eight has a mark of its own shape, so that colour is never the only sign.
 * Colours of components are rows of cost/components.def; all others are in the page's style sheet. */
#pragma once

#include "report/as/html/svg.h"

enum { PALETTE_HUES = 8 };

/* Classes: "curve a3", "curve a3 dashed"; "small a3-text". */
const char *palette_curve(struct arena *arena, size_t architecture);
const char *palette_text(struct arena *arena, size_t architecture);

/* Draw the mark around (x, y), as large as a circle of radius. */
void palette_mark(struct svg *svg, size_t architecture, double x, double y, double radius_px,
                  const char *hover);

/* The marks of count architectures as symbols, once at the head of a page. */
char *palette_symbols(struct arena *arena, size_t count);

/* The mark as a small picture inside a line of HTML, by its symbol; hidden from screen readers, since the
 * name is beside it. */
char *palette_swatch(struct arena *arena, size_t architecture);

/* The components' colours for the style sheet: variables of the light or the dark theme, and the classes that
 * use them. */
char *palette_colours(struct arena *arena, bool is_dark);
char *palette_classes(struct arena *arena);
