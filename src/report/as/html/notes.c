/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/html/notes.h"

#include <stdint.h>

#include "report/as/html/escape.h"
#include "report/notes.h"

/* The page has headings of levels 1 and 2; those of notes lie below. */
enum { LEVELS_ABOVE = 2 };

/* Tags around a block, and between its items. */
static const struct {
    const char *open, *between, *close;
} BLOCKS[] = {
    [NOTE_HEADING] = {"", "", ""},
    [NOTE_PARAGRAPH] = {"<p>", "", "</p>\n"},
    [NOTE_BULLET] = {"<ul>\n<li>", "</li>\n<li>", "</li>\n</ul>\n"},
    [NOTE_NUMBER] = {"<ol>\n<li>", "</li>\n<li>", "</li>\n</ol>\n"},
    [NOTE_QUOTE] = {"<blockquote><p>", "", "</p></blockquote>\n"},
    [NOTE_CODE] = {"<pre><code>", "", "</code></pre>\n"},
};
static const char *const TAGS[] = {
    [NOTE_STRONG] = "strong", [NOTE_EMPHASIS] = "em", [NOTE_INLINE_CODE] = "code"};

static void add_span(struct text *out, const struct note_span *span, struct arena *arena)
{
    /* Our own line break is not escaped. */
    const char *words = text_equal(span->text, "\n") ? "\n" : escape_html(arena, span->text, SIZE_MAX);
    if (span->mark == NOTE_PLAIN)
        text_add(out, words);
    else if (span->mark == NOTE_LINK)
        text_addf(out, "<a href=\"%s\">%s</a>", escape_html(arena, span->target, SIZE_MAX), words);
    else
        text_addf(out, "<%s>%s</%s>", TAGS[span->mark], words, TAGS[span->mark]);
}

char *notes_html(const char *markdown, struct arena *arena)
{
    struct text out = text_new(arena);
    size_t count;
    const struct note *notes = notes_read(markdown, arena, &count);
    for (size_t i = 0; i < count; i++) {
        const struct note *note = &notes[i];
        bool is_heading = note->kind == NOTE_HEADING, is_last = i + 1 == count || notes[i + 1].opens;
        text_add(&out, is_heading    ? text_format(arena, "<h%d>", note->level + LEVELS_ABOVE)
                       : note->opens ? BLOCKS[note->kind].open
                                     : BLOCKS[note->kind].between);
        for (size_t n = 0; n < note->span_count; n++) add_span(&out, &note->spans[n], arena);
        text_add(&out, is_heading ? text_format(arena, "</h%d>\n", note->level + LEVELS_ABOVE)
                       : is_last  ? BLOCKS[note->kind].close
                                  : "");
    }
    return out.length == 0 ? text_format(arena, "%s", "") : out.bytes;
}
