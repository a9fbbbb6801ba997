/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Measure: how wide a text is at most, in pixels, before it is known in which font a reader's browser will
 * show it. Widths are those of DejaVu Sans 2.37, the widest of the fonts that browsers fall back to, so that
 * what fits here fits in any of them. */
#pragma once

#include "base/arena.h"

/* Width of text at size_px. */
double measure_text(const char *text, double size_px);

/* text, cut with an ellipsis such that it is at most width_px wide; "" when nothing fits. Give clean text:
 * what is measured is what is shown. */
char *measure_fit(struct arena *arena, const char *text, double size_px, double width_px);
