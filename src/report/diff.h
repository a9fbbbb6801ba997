/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Renderings of a diff (gate/diff.h). Whole dollars of an architecture add up: lines and what is unchanged to
 * both totals, the parts of the split to the change. */
#pragma once

#include <stdint.h>

#include "gate/diff.h"
#include "report/doc.h"
#include "report/report.h"

char *diff_text(const struct diff *diff, struct text_style style, struct arena *arena);
char *diff_json(const struct diff *diff, struct arena *arena);

/* For a comment on a pull request. It begins with a sign by which a script finds the one that it is to
 * replace: <!-- warpcost diff -->. */
char *diff_markdown(const struct diff *diff, struct arena *arena);

void say_diff(struct doc *doc, const struct diff *diff);

/* Why there are no lines to show: it is new, gone, or can't carry the load. */
const char *diff_apart(const struct architecture_diff *diff, struct arena *arena);
