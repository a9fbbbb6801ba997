/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Notes: a user's Markdown, of a small subset, parsed once for all formats: headings (#, ##, ###),
 * paragraphs, lists (-, * or 1.), quotes (>), fenced code, and within lines *emphasis*, **strong**, `code`
 * and [links](https://…). Anything else, HTML above all, stays text; a link goes only to http, https or
 * mailto.
 *
 * Ownership: the arena. Texts are unescaped: their writers escape them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum note_kind { NOTE_HEADING, NOTE_PARAGRAPH, NOTE_BULLET, NOTE_NUMBER, NOTE_QUOTE, NOTE_CODE };
enum note_mark { NOTE_PLAIN, NOTE_STRONG, NOTE_EMPHASIS, NOTE_INLINE_CODE, NOTE_LINK };

/* Words of one look. */
struct note_span {
    enum note_mark mark;
    const char *text;   /* may hold line breaks */
    const char *target; /* of a link, else NULL */
};

/* A heading, a paragraph, a quote, a block of code, or one item of a list. */
struct note {
    enum note_kind kind;
    bool opens; /* false for an item that continues the list of the one before */
    int level;  /* of a heading, 1 to 3 */
    size_t span_count, span_capacity;
    struct note_span *spans;
};

struct note *notes_read(const char *markdown, struct arena *arena, size_t *count);
