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

/* An architecture's figures in whole dollars. */
struct diff_figures {
    int64_t base_usd, head_usd;
    int64_t *line_base_usd, *line_head_usd; /* of its changed lines */
    int64_t same_usd;
    int64_t price_usd, volume_usd, design_usd;
};
struct diff_figures diff_round(const struct architecture_diff *diff, struct arena *arena);

/* "+12.3 %"; "new" from nothing. */
const char *diff_percent(double base, double head, struct arena *arena);

/* Why there are no lines to show: it is new, gone, or can't carry the load. */
const char *diff_apart(const struct architecture_diff *diff, struct arena *arena);
