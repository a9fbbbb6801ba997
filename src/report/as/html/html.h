/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * HTML: a run as one self-contained page that a director decides on and an engineer can check. Pictures
 * are inline SVG; nothing is fetched and no script is needed. Its figures are the run's, their sums,
 * differences and ratios, and no others. */
#pragma once

#include "report/cover.h"

/* The page, in arena, from a settled run. cover may be NULL. */
char *html_report(const struct run *run, const struct cover *cover, struct arena *arena);
