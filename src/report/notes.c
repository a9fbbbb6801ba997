/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/notes.h"

#include <string.h>

#include "base/text.h"

struct reader {
    struct arena *arena;
    size_t count, capacity;
    struct note *notes;
    bool is_open; /* the last note may continue in the next line */
    bool is_fenced;
};

/* ---- within a line ---- */

static void add_span(struct reader *reader, enum note_mark mark, const char *text, size_t length,
                     const char *target)
{
    struct note *note = &reader->notes[reader->count - 1];
    if (length == 0) return;
    arena_grow(reader->arena, note->spans, note->span_count, note->span_capacity, 4);
    note->spans[note->span_count++] = (struct note_span){mark, arena_copy(reader->arena, text, length),
                                                         target};
}

static bool is_safe_target(const char *target, size_t length)
{
    static const char *const SCHEMES[] = {"https://", "http://", "mailto:"};
    for (size_t i = 0; i < sizeof SCHEMES / sizeof *SCHEMES; i++)
        if (length > strlen(SCHEMES[i]) && strncmp(target, SCHEMES[i], strlen(SCHEMES[i])) == 0)
            return memchr(target, ' ', length) == NULL && memchr(target, '\t', length) == NULL;
    return false;
}

/* Add a link [words](target) at text; return its bytes, 0 when it is none. */
static size_t add_link(struct reader *reader, const char *text, size_t length)
{
    const char *end = text + length, *close = *text == '[' ? memchr(text, ']', length) : NULL;
    if (close == NULL || close + 1 >= end || close[1] != '(') return 0;
    const char *target = close + 2, *last = memchr(target, ')', (size_t)(end - target));
    if (last == NULL || !is_safe_target(target, (size_t)(last - target))) return 0;
    add_span(reader, NOTE_LINK, text + 1, (size_t)(close - text - 1),
             arena_copy(reader->arena, target, (size_t)(last - target)));
    return (size_t)(last - text) + 1;
}

/* Add *strong**, *emphasis* or `code` at text; return its bytes, 0 when it is none. The inside is plain. */
static size_t add_marked(struct reader *reader, const char *text, size_t length)
{
    static const struct {
        const char *sign;
        enum note_mark mark;
    } SIGNS[] = {{"**", NOTE_STRONG}, {"*", NOTE_EMPHASIS}, {"`", NOTE_INLINE_CODE}};
    for (size_t i = 0; i < sizeof SIGNS / sizeof *SIGNS; i++) {
        size_t sign = strlen(SIGNS[i].sign);
        if (length <= 2 * sign || strncmp(text, SIGNS[i].sign, sign) != 0 || text[sign] == ' ' ||
            text[sign] == '*')
            continue;
        const char *close = memmem(text + sign, length - sign, SIGNS[i].sign, sign);
        if (close == NULL || close == text + sign) continue;
        add_span(reader, SIGNS[i].mark, text + sign, (size_t)(close - text) - sign, NULL);
        return (size_t)(close - text) + sign;
    }
    return 0;
}

static void add_inline(struct reader *reader, const char *text, size_t length)
{
    size_t plain = 0;
    for (size_t i = 0; i < length;) {
        if (strchr("[*`", text[i]) == NULL || text[i] == '\0') {
            i++;
            continue;
        }
        add_span(reader, NOTE_PLAIN, text + plain, i - plain, NULL);
        plain = i;
        size_t taken = add_link(reader, text + i, length - i);
        taken = taken > 0 ? taken : add_marked(reader, text + i, length - i);
        i += taken > 0 ? taken : 1;
        plain = taken > 0 ? i : plain;
    }
    add_span(reader, NOTE_PLAIN, text + plain, length - plain, NULL);
}

/* ---- line by line ---- */

static struct note *new_note(struct reader *reader, enum note_kind kind)
{
    arena_grow(reader->arena, reader->notes, reader->count, reader->capacity, 16);
    bool is_item = kind == NOTE_BULLET || kind == NOTE_NUMBER;
    bool goes_on = reader->is_open && is_item && reader->notes[reader->count - 1].kind == kind;
    struct note *note = &reader->notes[reader->count++];
    *note = (struct note){.kind = kind, .opens = !goes_on};
    reader->is_open = true;
    return note;
}

/* Length of "- " and the like at the start of a line, with the kind that it begins; 0 for plain text. */
static size_t marker(const char *line, size_t length, enum note_kind *kind)
{
    size_t digits = strspn(line, "0123456789");
    *kind = NOTE_PARAGRAPH;
    if (length > 1 && (line[0] == '-' || line[0] == '*') && line[1] == ' ')
        *kind = NOTE_BULLET;
    else if (digits > 0 && digits + 1 < length && line[digits] == '.' && line[digits + 1] == ' ')
        *kind = NOTE_NUMBER;
    else if (length > 0 && line[0] == '>')
        *kind = NOTE_QUOTE;
    switch (*kind) {
    case NOTE_BULLET: return 2;
    case NOTE_NUMBER: return digits + 2;
    case NOTE_QUOTE: return length > 1 && line[1] == ' ' ? 2 : 1;
    default: return 0;
    }
}

static bool add_heading(struct reader *reader, const char *line, size_t length)
{
    size_t level = strspn(line, "#");
    if (level < 1 || level > 3 || level >= length || line[level] != ' ') return false;
    new_note(reader, NOTE_HEADING)->level = (int)level;
    add_inline(reader, line + level + 1, length - level - 1);
    reader->is_open = false;
    return true;
}

static void add_words(struct reader *reader, const char *line, size_t length)
{
    enum note_kind kind;
    size_t skipped = marker(line, length, &kind);
    enum note_kind last = reader->is_open ? reader->notes[reader->count - 1].kind : NOTE_HEADING;
    bool is_same = kind == last && (kind == NOTE_PARAGRAPH || kind == NOTE_QUOTE);
    bool is_of_item = kind == NOTE_PARAGRAPH &&
                      (last == NOTE_BULLET || last == NOTE_NUMBER); /* an item's next line */
    if (is_same || is_of_item)
        add_span(reader, NOTE_PLAIN, "\n", 1, NULL);
    else
        new_note(reader, kind);
    add_inline(reader, line + skipped, length - skipped);
}

static void add_line(struct reader *reader, const char *line, size_t length)
{
    bool is_fence = length >= 3 && strncmp(line, "```", 3) == 0;
    if (is_fence) {
        reader->is_fenced = !reader->is_fenced;
        if (reader->is_fenced) new_note(reader, NOTE_CODE);
        reader->is_open = false;
    } else if (reader->is_fenced) {
        add_span(reader, NOTE_PLAIN, line, length, NULL);
        add_span(reader, NOTE_PLAIN, "\n", 1, NULL);
    } else if (length == 0) {
        reader->is_open = false;
    } else if (!add_heading(reader, line, length)) {
        add_words(reader, line, length);
    }
}

struct note *notes_read(const char *markdown, struct arena *arena, size_t *count)
{
    struct reader reader = {.arena = arena};
    while (*markdown != '\0') {
        size_t length = strcspn(markdown, "\n"), trimmed = length;
        const char *line = arena_copy(arena, markdown, length);
        size_t blanks = reader.is_fenced ? 0 : strspn(line, " \t");
        while (trimmed > blanks && strchr(" \t\r", line[trimmed - 1]) != NULL) trimmed--;
        add_line(&reader, line + blanks, trimmed - blanks);
        markdown += length + (markdown[length] == '\n');
    }
    *count = reader.count;
    return reader.notes;
}
