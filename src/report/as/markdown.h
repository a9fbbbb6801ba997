/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Markdown text: what comes from anywhere, made into words that no renderer takes for markup. */
#pragma once

#include "report/doc.h"

enum { MARKDOWN_NAME_COLUMNS = 60 };

/* text, cut to at most columns, with every character that could mean something to Markdown, HTML or a table
 * escaped. A mention
 * (@team) stays readable and calls nobody. */
char *markdown_escape(struct arena *arena, const char *text, size_t columns);

/* A section of a user's notes (report/notes.h), none when there are none. */
void markdown_notes(struct text *out, const char *notes, struct arena *arena);

/* A table under way: cells are Markdown already. */
struct markdown_table {
    struct text *out;
    size_t columns, at;
};

/* Header and the line below it; the first column is of labels, the others right-aligned when they hold
 * figures. */
struct markdown_table markdown_table_new(struct text *out, const char *const *heads, size_t columns,
                                         bool figures);
void markdown_cell(struct markdown_table *table, const char *text);

/* A document's blocks, behind what is written already. */
void as_markdown(struct text *out, const struct doc *doc);
