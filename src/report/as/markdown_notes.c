/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A user's notes as part of a Markdown report: their own markup is kept, all else is escaped like every
 * other text. */
#include <stdint.h>
#include <string.h>

#include "report/as/markdown.h"
#include "report/notes.h"

/* The report's own headings end at level 4. */
enum { LEVELS_ABOVE = 4, LEVEL_MAX = 6, FENCE_LEAST = 3 };

/* A link target as Markdown takes it: without characters that would end it or be taken for an entity. */
static const char *target_text(const char *target, struct arena *arena)
{
    struct text out = text_new(arena);
    for (const unsigned char *at = (const unsigned char *)target; *at != '\0'; at++) {
        if (*at <= ' ' || *at == 0x7F || strchr("<>()[]\\\"'`|", *at) != NULL)
            text_addf(&out, "%%%02X", *at);
        else if (*at == '&')
            text_add(&out, "&amp;");
        else
            text_add_bytes(&out, (const char *)at, 1);
    }
    return out.bytes;
}

static void add_span(struct text *out, const struct note_span *span, struct arena *arena)
{
    switch (span->mark) {
    case NOTE_STRONG: text_addf(out, "**%s**", markdown_escape(arena, span->text, SIZE_MAX)); break;
    case NOTE_EMPHASIS: text_addf(out, "*%s*", markdown_escape(arena, span->text, SIZE_MAX)); break;
    case NOTE_INLINE_CODE: text_addf(out, "`%s`", text_quote(arena, span->text, SIZE_MAX)); break;
    case NOTE_LINK:
        text_addf(out, "[%s](%s)", markdown_escape(arena, span->text, SIZE_MAX),
                  target_text(span->target, arena));
        break;
    case NOTE_PLAIN: text_add(out, markdown_escape(arena, span->text, SIZE_MAX)); break;
    }
}

/* Code between fences longer than any run of backquotes in it. */
static void add_code(struct text *out, const struct note *note, struct arena *arena)
{
    size_t longest = 0;
    for (size_t n = 0; n < note->span_count; n++)
        for (const char *at = strchr(note->spans[n].text, '`'); at != NULL; at = strchr(at, '`')) {
            size_t run = strspn(at, "`");
            longest = run > longest ? run : longest;
            at += run;
        }
    size_t fence = longest + 1 > FENCE_LEAST ? longest + 1 : FENCE_LEAST;
    for (int end = 0; end < 2; end++) {
        for (size_t i = 0; i < fence; i++) text_add(out, "`");
        text_add(out, "\n");
        for (size_t n = 0; end == 0 && n < note->span_count; n++)
            text_add(out, text_equal(note->spans[n].text, "\n")
                              ? "\n"
                              : text_quote(arena, note->spans[n].text, SIZE_MAX));
    }
}

static void add_note(struct text *out, const struct note *note, struct arena *arena)
{
    static const char *const BEGINS[] = {
        [NOTE_PARAGRAPH] = "", [NOTE_BULLET] = "- ", [NOTE_NUMBER] = "1. ", [NOTE_QUOTE] = "> "};
    static const char *const GOES_ON[] = {
        [NOTE_PARAGRAPH] = "", [NOTE_BULLET] = "  ", [NOTE_NUMBER] = "   ", [NOTE_QUOTE] = "> "};
    bool is_heading = note->kind == NOTE_HEADING;
    int level = note->level + LEVELS_ABOVE < LEVEL_MAX ? note->level + LEVELS_ABOVE : LEVEL_MAX;
    text_add(out, is_heading ? text_format(arena, "%.*s ", level, "######") : BEGINS[note->kind]);
    for (size_t n = 0; n < note->span_count; n++) {
        if (text_equal(note->spans[n].text, "\n"))
            text_addf(out, "\n%s", GOES_ON[note->kind]);
        else
            add_span(out, &note->spans[n], arena);
    }
    text_add(out, "\n");
}

void markdown_notes(struct text *out, const char *notes, struct arena *arena)
{
    size_t count;
    const struct note *list = notes_read(notes, arena, &count);
    text_add(out, count > 0 ? "\n#### Notes\n" : "");
    for (size_t i = 0; i < count; i++) {
        text_add(out, list[i].opens ? "\n" : "");
        if (list[i].kind == NOTE_CODE)
            add_code(out, &list[i], arena);
        else
            add_note(out, &list[i], arena);
    }
}
