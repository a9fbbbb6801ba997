/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Page: text that is laid out for a width. Content is written in UTF-8 with box drawing and ×; where a
 * terminal wants ASCII, one pass at the end swaps each symbol for one of equal width, so that the layout
 * stays.
 *
 * What comes from a user goes through page_clean once: escape sequences and characters that hide or turn
 * text around become visible. Tones are applied afterwards, around whole cells and lines.
 *
 * Ownership: everything lives in the page's arena. */
#pragma once

#include "report/doc.h"
#include "report/report.h"

struct page {
    struct arena *arena;
    struct text_style style; /* columns brought into 40 to 200 */
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

/* "  fail     It …": a word of at most 8 columns in its tone, then the text from column 11 on. No line begins
 * like a command to a runner that reads the log. */
void page_item(struct page *page, const char *word, enum doc_tone tone, const char *text);

/* The page as it goes out. */
char *page_finish(struct page *page);

/* text without anything that a terminal would obey. */
char *page_clean(struct arena *arena, const char *text);

/* Lines of at most width columns: broken at blanks, and inside words that are longer. At least one line. */
struct wrapped {
    size_t count;
    const char **lines;
};
struct wrapped page_wrap(struct arena *arena, const char *text, size_t width);
