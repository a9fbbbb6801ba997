/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Renderings of a diff (gate/diff.h). Whole dollars of an architecture add up: changed and unchanged lines
 * to both totals, the parts of the split to the change. */
#pragma once

#include <stdint.h>

#include "gate/diff.h"
#include "report/doc.h"
#include "report/report.h"

char *diff_text(const struct diff *diff, struct text_style style, struct arena *arena);
char *diff_json(const struct diff *diff, struct arena *arena);

/* A comment on a pull request. It begins with a marker by which a script finds the comment to replace:
 * <!-- warpcost diff -->. */
char *diff_markdown(const struct diff *diff, struct arena *arena);

/* The prices of the two sides in a sentence, NULL when neither has private ones. */
const char *diff_privacy(const struct doc *doc, const struct diff *diff);

void say_diff(struct doc *doc, const struct diff *diff);

/* "the new one can't carry the load by guideline: …"; "" when both can. */
const char *diff_mark(const struct architecture_diff *diff, struct arena *arena);

/* The reason for showing no lines: it is new, gone, or has no fleet that carries the load. */
const char *diff_apart(const struct architecture_diff *diff, struct arena *arena);
