/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Renderings of a run. Each takes the run and nothing else that bears on content. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "study/run.h"

struct text_style {
    size_t columns; /* 80 to 200 */
    bool colour;
    bool unicode;   /* box drawing and × ; else ASCII */
};

/* The comparison for a terminal or a mail. */
char *report_text(const struct run *run, struct text_style style, struct arena *arena);

/* The search of each architecture in depth: `warpcost plan`. */
char *report_plan(const struct run *run, struct text_style style, struct arena *arena);

/* The simulation of each architecture in depth: `warpcost simulate`. */
char *report_simulate(const struct run *run, struct text_style style, struct arena *arena);

/* One line id in depth: `warpcost explain`. architecture may be NULL for all. NULL when no line matches. */
char *report_explain(const struct run *run, const char *line, const char *architecture, struct text_style style, struct arena *arena);

/* The comparison for a wiki or a pull request (GitHub Flavored Markdown). */
char *report_markdown(const struct run *run, struct arena *arena);

/* The cost lines, tidy: a header, then one row for each line of each architecture and topic group. No totals, so that sums are right. */
char *report_csv(const struct run *run, struct arena *arena);

/* What stands in every rendering of a redacted run. */
#define REPORT_REDACTED "private prices redacted: list prices shown"

/* The run document as JSON (docs/run-document.md), ending in a newline, with sha256 filled in. */
char *report_json(const struct run *run, struct arena *arena);
