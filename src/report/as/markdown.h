/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Markdown text: what comes from anywhere, made into words that no renderer takes for markup. */
#pragma once

#include "report/doc.h"

enum { MARKDOWN_NAME_COLUMNS = 60 };

/* text, cut to at most columns, with every character that could mean something to Markdown, HTML or a table
 * escaped. A mention (@team) stays readable and calls nobody. */
char *markdown_escape(struct arena *arena, const char *text, size_t columns);

/* A section of a user's notes (report/notes.h), none when there are none. */
void markdown_notes(struct text *out, const char *notes, struct arena *arena);

/* A document's blocks, behind what is written already. */
void as_markdown(struct text *out, const struct doc *doc);
