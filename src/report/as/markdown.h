/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Markdown text: makes any input into words that no renderer takes for markup. */
#pragma once

#include "report/doc.h"

enum { MARKDOWN_NAME_COLUMNS = 60 };

/* Cut text to at most columns, and escape every character that could mean something to Markdown, HTML or a
 * table. A mention (@team) stays readable and notifies nobody. */
char *markdown_escape(struct arena *arena, const char *text, size_t columns);

/* Add a section of a user's notes (report/notes.h), if any. */
void markdown_notes(struct text *out, const char *notes, struct arena *arena);

/* Append a document's blocks. */
void as_markdown(struct text *out, const struct doc *doc);
