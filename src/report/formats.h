/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Formats: what a result can be written as, by name or by the end of a file's name. */
#pragma once

#include "report/report.h"

/* One format of a subject: text, or bytes of another kind. */
struct format {
    const char *name;      /* "focus-csv"; NULL ends a table */
    const char *extension; /* ".focus.csv"; NULL: only its name says it */
    char *(*text)(const void *subject, struct text_style style, struct arena *arena);
    char *(*bytes)(
        const void *subject, int64_t created_s, struct arena *arena, size_t *length,
        struct diags *diags); /* where text is NULL. NULL, with diagnostics, when it can't be made */
};

/* The subject in the format, ending in a 0 that isn't counted; NULL with diagnostics. */
const char *format_render(const struct format *format, const void *subject, struct text_style style,
                          int64_t created_s, struct arena *arena, size_t *length, struct diags *diags);

/* How a verb writes text: compare, plan and simulate tell different sides of a run. */
typedef char *(*run_renderer)(const struct run *run, struct text_style style, struct arena *arena);

/* The subject of a run's formats. */
struct run_view {
    const struct run *run;
    run_renderer text;
    const struct cover *cover; /* of reports; NULL for none */
};

/* The formats of a run and their names, both NULL-ended. */
extern const struct format RUN_FORMATS[];
extern const char *const RUN_FORMAT_NAMES[];

/* Index of the name in a table, or of its end. */
size_t format_find(const struct format *formats, const char *name);
