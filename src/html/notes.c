/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "html/notes.h"

#include <stdint.h>
#include <string.h>

#include "html/escape.h"

enum block { BLOCK_NONE, BLOCK_PARAGRAPH, BLOCK_BULLETS, BLOCK_NUMBERS, BLOCK_QUOTE, BLOCK_CODE };
static const char *const OPENERS[] = {"", "<p>", "<ul>\n<li>", "<ol>\n<li>", "<blockquote><p>", "<pre><code>"};
static const char *const CLOSERS[] = {"", "</p>\n", "</li>\n</ul>\n", "</li>\n</ol>\n", "</p></blockquote>\n", "</code></pre>\n"};

struct notes {
    struct arena *arena;
    struct text out;
    enum block block;
};

static void add_escaped(struct notes *notes, const char *text, size_t length)
{
    text_add(&notes->out, escape_html(notes->arena, arena_copy(notes->arena, text, length), SIZE_MAX));
}

static bool is_safe_target(const char *target, size_t length)
{
    static const char *const SCHEMES[] = {"https://", "http://", "mailto:"};
    for (size_t i = 0; i < sizeof SCHEMES / sizeof *SCHEMES; i++)
        if (length > strlen(SCHEMES[i]) && strncmp(target, SCHEMES[i], strlen(SCHEMES[i])) == 0)
            return memchr(target, ' ', length) == NULL && memchr(target, '\t', length) == NULL;
    return false;
}

/* [words](target) at text; how many bytes it takes, 0 when it is none. */
static size_t add_link(struct notes *notes, const char *text, size_t length)
{
    const char *end = text + length, *close = *text == '[' ? memchr(text, ']', length) : NULL;
    if (close == NULL || close + 1 >= end || close[1] != '(')
        return 0;
    const char *target = close + 2, *last = memchr(target, ')', (size_t)(end - target));
    if (last == NULL || !is_safe_target(target, (size_t)(last - target)))
        return 0;
    text_add(&notes->out, "<a href=\"");
    add_escaped(notes, target, (size_t)(last - target));
    text_add(&notes->out, "\">");
    add_escaped(notes, text + 1, (size_t)(close - text - 1));
    text_add(&notes->out, "</a>");
    return (size_t)(last - text) + 1;
}

/* **strong**, *emphasis* or `code` at text; how many bytes it takes, 0 when it is none. What is inside is plain. */
static size_t add_span(struct notes *notes, const char *text, size_t length)
{
    static const struct {
        const char *mark, *tag;
    } SPANS[] = {{"**", "strong"}, {"*", "em"}, {"`", "code"}};
    for (size_t i = 0; i < sizeof SPANS / sizeof *SPANS; i++) {
        size_t mark = strlen(SPANS[i].mark);
        if (length <= 2 * mark || strncmp(text, SPANS[i].mark, mark) != 0 || text[mark] == ' ' || text[mark] == '*')
            continue;
        const char *close = memmem(text + mark, length - mark, SPANS[i].mark, mark);
        if (close == NULL || close == text + mark)
            continue;
        text_addf(&notes->out, "<%s>", SPANS[i].tag);
        add_escaped(notes, text + mark, (size_t)(close - text) - mark);
        text_addf(&notes->out, "</%s>", SPANS[i].tag);
        return (size_t)(close - text) + mark;
    }
    return 0;
}

static void add_inline(struct notes *notes, const char *text, size_t length)
{
    size_t plain = 0;
    for (size_t i = 0; i < length;) {
        if (strchr("[*`", text[i]) == NULL || text[i] == '\0') {
            i++;
            continue;
        }
        add_escaped(notes, text + plain, i - plain);
        plain = i;
        size_t taken = add_link(notes, text + i, length - i);
        taken = taken > 0 ? taken : add_span(notes, text + i, length - i);
        i += taken > 0 ? taken : 1;
        plain = taken > 0 ? i : plain;
    }
    add_escaped(notes, text + plain, length - plain);
}

static void close_block(struct notes *notes)
{
    text_add(&notes->out, CLOSERS[notes->block]);
    notes->block = BLOCK_NONE;
}

/* Begin a block, or go on with one of the same kind. */
static void enter(struct notes *notes, enum block block)
{
    bool goes_on = notes->block == block;
    if (!goes_on)
        close_block(notes);
    bool is_list = block == BLOCK_BULLETS || block == BLOCK_NUMBERS;
    text_add(&notes->out, !goes_on ? OPENERS[block] : is_list ? "</li>\n<li>" : "\n");
    notes->block = block;
}

/* Length of "# ", "- " and the like at the start of a line, with what it begins; 0 for plain text. */
static size_t marker(const char *line, size_t length, enum block *block)
{
    size_t digits = strspn(line, "0123456789");
    *block = BLOCK_PARAGRAPH;
    if (length > 1 && (line[0] == '-' || line[0] == '*') && line[1] == ' ')
        *block = BLOCK_BULLETS;
    else if (digits > 0 && digits + 1 < length && line[digits] == '.' && line[digits + 1] == ' ')
        *block = BLOCK_NUMBERS;
    else if (length > 0 && line[0] == '>')
        *block = BLOCK_QUOTE;
    switch (*block) {
    case BLOCK_BULLETS:
        return 2;
    case BLOCK_NUMBERS:
        return digits + 2;
    case BLOCK_QUOTE:
        return length > 1 && line[1] == ' ' ? 2 : 1;
    default:
        return 0;
    }
}

/* The page has headings of levels 1 and 2; those of notes lie below. */
static bool add_heading(struct notes *notes, const char *line, size_t length)
{
    size_t level = strspn(line, "#");
    if (level < 1 || level > 3 || level >= length || line[level] != ' ')
        return false;
    close_block(notes);
    text_addf(&notes->out, "<h%zu>", level + 2);
    add_inline(notes, line + level + 1, length - level - 1);
    text_addf(&notes->out, "</h%zu>\n", level + 2);
    return true;
}

static void add_line(struct notes *notes, const char *line, size_t length)
{
    bool is_fence = length >= 3 && strncmp(line, "```", 3) == 0;
    if (is_fence && notes->block == BLOCK_CODE) {
        close_block(notes);
    } else if (is_fence) {
        close_block(notes);
        text_add(&notes->out, OPENERS[BLOCK_CODE]);
        notes->block = BLOCK_CODE;
    } else if (notes->block == BLOCK_CODE) {
        add_escaped(notes, line, length);
        text_add(&notes->out, "\n");
    } else if (length == 0) {
        close_block(notes);
    } else if (!add_heading(notes, line, length)) {
        enum block block;
        size_t skipped = marker(line, length, &block);
        bool goes_on = block == BLOCK_PARAGRAPH && (notes->block == BLOCK_BULLETS || notes->block == BLOCK_NUMBERS);
        if (goes_on) /* an item's next line */
            text_add(&notes->out, "\n");
        else
            enter(notes, block);
        add_inline(notes, line + skipped, length - skipped);
    }
}

char *notes_html(const char *markdown, struct arena *arena)
{
    struct notes notes = {arena, text_new(arena), BLOCK_NONE};
    while (*markdown != '\0') {
        size_t length = strcspn(markdown, "\n"), trimmed = length;
        const char *line = arena_copy(arena, markdown, length);
        size_t blanks = notes.block == BLOCK_CODE ? 0 : strspn(line, " \t");
        while (trimmed > blanks && strchr(" \t\r", line[trimmed - 1]) != NULL)
            trimmed--;
        add_line(&notes, line + blanks, trimmed - blanks);
        markdown += length + (markdown[length] == '\n');
    }
    close_block(&notes);
    return notes.out.length == 0 ? text_format(arena, "%s", "") : notes.out.bytes;
}
