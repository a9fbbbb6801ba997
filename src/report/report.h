/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Renderings of a run. Each takes the run and nothing else that bears on content. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "report/cover.h"
#include "run/run.h"

/* Parts of a comparison's text below its first screen. */
enum text_part_number {
#define PART(id, option, help) TEXT_PART_NUMBER_##id,
#include "report/text_parts.def"
#undef PART
    TEXT_PART__COUNT
};
enum text_part {
#define PART(id, option, help) TEXT_PART_##id = 1 << TEXT_PART_NUMBER_##id,
#include "report/text_parts.def"
#undef PART
    TEXT_PARTS_ALL = (1 << TEXT_PART__COUNT) - 1
};

struct text_style {
    size_t columns; /* 80 to 200 */
    bool colour;
    bool unicode;   /* box drawing and × ; else ASCII */
    unsigned parts; /* bits of enum text_part */
};

/* The comparison for a terminal or a mail. */
char *report_text(const struct run *run, struct text_style style, struct arena *arena);

/* The first screen of it while latencies are being simulated. */
char *report_costs(const struct run *run, struct text_style style, struct arena *arena);

/* The search of each architecture in depth: `warpcost plan`. */
char *report_plan(const struct run *run, struct text_style style, struct arena *arena);

/* The simulation of each architecture, with all parts in depth: `warpcost simulate`. */
char *report_simulate(const struct run *run, struct text_style style, struct arena *arena);

struct outcome;

/* A run with what it was made of, where that is at hand. */
struct explained {
    const struct run *run;
    const struct params *params;    /* NULL: not at hand */
    const struct outcome *outcomes; /* of the run's architectures */
};

/* One line id in depth: `warpcost explain`. architecture may be NULL for all. NULL when no line matches. */
char *report_explain(const struct explained *explained, const char *line, const char *architecture,
                     struct text_style style, struct arena *arena);

/* The comparison for a wiki or a pull request (GitHub Flavored Markdown), below its title, author and notes;
 * cover may be NULL. It has no place for a logo. */
char *report_markdown(const struct run *run, const struct cover *cover, struct arena *arena);

/* The cost lines, tidy: a header, then one row for each line of each architecture and topic group. No
 * totals, so that sums are right. */
char *report_csv(const struct run *run, struct arena *arena);

/* The charges in the columns of FOCUS, the FinOps Open Cost and Usage Specification: a forecast, marked as
 * such, one row for each tier of each line. */
char *report_focus_csv(const struct run *run, struct arena *arena);

/* The latencies, tidy: one row for each architecture, load, topic group, measure and quantile. */
char *report_latency_csv(const struct run *run, struct arena *arena);

/* A workbook for a spreadsheet (Office Open XML) whose formulas recompute the bill when its cells are
 * changed. Its creation time is created_s, seconds since 1970; the same run, cover (may be NULL) and time
 * give the same bytes. NULL with diagnostics when it can't be made, as without room for temporary files. */
char *report_xlsx(const struct run *run, const struct cover *cover, int64_t created_s, struct arena *arena,
                  size_t *length, struct diags *diags);

/* The remark in every rendering of a redacted run, and of one with the private prices shown. No commas: it is
 * a cell of CSV too. */
#define REPORT_REDACTED \
    "private prices redacted: shown and ranked at list prices (--show-private shows paid prices)"
#define REPORT_PRIVATE "totals are paid prices: private prices and discounts applied"

/* The remark that applies, or NULL. */
const char *report_privacy(const struct run *run);
