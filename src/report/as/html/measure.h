/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Measure: an upper bound of a text's width in pixels, since the font of a reader's browser isn't known.
 * Widths are those of DejaVu Sans 2.37, the widest of the fonts that browsers fall back to, so text that
 * fits here fits in any of them. */
#pragma once

#include "base/arena.h"

/* Width of text at size_px. */
double measure_text(const char *text, double size_px);

/* Cut text with an ellipsis to at most width_px; "" when nothing fits. Pass clean text: the measured bytes
 * are shown. */
char *measure_fit(struct arena *arena, const char *text, double size_px, double width_px);
