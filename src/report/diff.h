/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Renderings of a diff (gate/diff.h). Whole dollars of an architecture add up: lines and what is unchanged to
 * both totals, the parts of the split to the change. */
#pragma once

#include <stdint.h>

#include "gate/diff.h"
#include "report/as/page.h"
#include "report/report.h"

char *diff_text(const struct diff *diff, struct text_style style, struct arena *arena);
char *diff_json(const struct diff *diff, struct arena *arena);

/* For a comment on a pull request, with DIFF_MARKER by which a script finds the one that it is to replace. */
#define DIFF_MARKER "<!-- warpcost diff -->"
char *diff_markdown(const struct diff *diff, struct arena *arena);

/* An architecture's figures in whole dollars. */
struct diff_figures {
    int64_t base_usd, head_usd;
    int64_t *line_base_usd, *line_head_usd; /* of its changed lines */
    int64_t same_usd;
    int64_t price_usd, volume_usd, design_usd;
};
struct diff_figures diff_round(const struct architecture_diff *diff, struct arena *arena);

/* "+$1,204 a year (+12.3 %)", "no change". */
const char *diff_change(int64_t base_usd, int64_t head_usd, struct arena *arena);

/* "+12.3 %"; "new" from nothing. */
const char *diff_percent(double base, double head, struct arena *arena);

/* "price +$1, volume +$2, design -$3", or why it isn't known. */
const char *diff_split_text(const struct architecture_diff *diff, const struct diff_figures *figures,
                            struct arena *arena);

/* p99s of an architecture that changed or that either side doesn't know, and how many are the same. */
struct diff_latency {
    const char *what;      /* "p99 of produce" */
    const char *old, *new; /* "9.25 ms"; "-" where it isn't there, "?" where it isn't known */
    const char *change;    /* "+12.3 %", or why it isn't known */
    enum tone tone;
};
const struct diff_latency *diff_latencies(const struct architecture_diff *diff, struct arena *arena,
                                          size_t *count, size_t *same_count);

/* Why there are no lines to show: it is new, gone, or can't carry the load. */
const char *diff_apart(const struct architecture_diff *diff, struct arena *arena);
