/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Page: text laid out for a width. Content is UTF-8 with box drawing and ×; for an ASCII terminal one last
 * pass swaps each symbol for one of equal width, so that the layout stays.
 *
 * A user's text goes through page_clean once: escape sequences and characters that hide or turn text
 * around become visible. Tones are applied afterwards, around whole cells and lines.
 *
 * Ownership: the page's arena. */
#pragma once

#include "report/doc.h"
#include "report/report.h"

struct page {
    struct arena *arena;
    struct text_style style; /* columns clamped to 40 to 200 */
    struct text out;
};

struct page page_new(struct text_style style, struct arena *arena);

/* A blank line and a heading at the left edge. */
void page_heading(struct page *page, const char *text);

/* A paragraph that starts at column first and goes on at column rest, counted from 0. */
void page_paragraph(struct page *page, size_t first, size_t rest, enum doc_tone tone, const char *text);

void page_blank(struct page *page);

/* Add bytes with the tone's colour around them. */
void page_add(struct page *page, enum doc_tone tone, const char *text);

/* " fail It …": a word of at most 8 columns in its tone, then the text from column 11 on. No line looks
 * like a command to a runner that reads the log. */
void page_item(struct page *page, const char *word, enum doc_tone tone, const char *text);

/* The finished page. */
char *page_finish(struct page *page);

/* Replace everything in text that a terminal would obey. */
char *page_clean(struct arena *arena, const char *text);

/* Lines of at most width columns: broken at blanks, and inside longer words. At least one line. */
struct wrapped {
    size_t count;
    const char **lines;
};
struct wrapped page_wrap(struct arena *arena, const char *text, size_t width);
