/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Formats of results: the rows of report/formats_*.def as tables. */
#pragma once

#include "report/report.h"

/* A run as text: compare, plan and simulate show different sides of it. */
typedef char *run_text(const struct run *run, struct text_style style, struct arena *arena);

/* A result being written. */
struct rendering {
    const void *subject; /* a run, a check (struct gate) or a diff */
    const void *seen; /* the same with private prices shown, for a person's terminal; NULL: as the subject */
    struct arena *arena;
    struct diags *diags;
    struct text_style style;
    int64_t created_s; /* creation time, for files that hold one */
    /* Print a page as PDF; NULL where there is no way to. */
    char *(*print)(const char *page, struct arena *arena, size_t *length, struct diags *diags);
    const char *date;          /* "2026-07-20", borne by a page; NULL: none */
    run_text *run_text;        /* of a run: as text */
    const struct cover *cover; /* for a report of a run; NULL: none */
};

struct format {
    const char *name;      /* of --format */
    const char *extension; /* ".sarif"; "": only --format names it */
    /* The bytes, in the rendering's arena; NULL with diagnostics when they can't be made. */
    char *(*write)(const struct rendering *rendering, size_t *length);
};

/* Tables ended by a NULL name; of equal extensions the first is the usual one. */
extern const struct format FORMATS_OF_RUN[], FORMATS_OF_CHECK[], FORMATS_OF_DIFF[];

/* Names for options, and a help that begins with ", ". */
extern const char *const FORMAT_NAMES_OF_RUN[],
    *const FORMAT_NAMES_OF_LIBRARY[], *const FORMAT_NAMES_OF_CHECK[], *const FORMAT_NAMES_OF_DIFF[];
extern const char FORMAT_HELP_OF_RUN[], FORMAT_HELP_OF_CHECK[], FORMAT_HELP_OF_DIFF[];
enum { FORMAT_HELP_SKIPPED = 2 };

/* Index of the name in a table, or of its end. */
size_t format_find(const struct format *formats, const char *name);

/* Writers of a subject and an arena. */
struct gate;
struct diff;
#define FORMAT_WITH(of, name, extension, what, writer)
#define FORMAT(of, name, extension, what, writer) char *writer(const struct of *, struct arena *);
#include "report/formats_run.def"
#include "report/formats_check.def"
#include "report/formats_diff.def"
#undef FORMAT
#undef FORMAT_WITH
