/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/page.h"

#include <stdint.h>
#include <string.h>

enum { COLUMNS_MIN = 40, COLUMNS_MAX = 200 };

/* SGR sequences (ECMA-48, 8.3.117). */
static const char *const TONES[] = {
    [DOC_TONE_PLAIN] = "",         [DOC_TONE_STRONG] = "\033[1m",  [DOC_TONE_GOOD] = "\033[1;32m",
    [DOC_TONE_BAD] = "\033[1;31m", [DOC_TONE_WARN] = "\033[1;33m",
};
static const char TONE_OFF[] = "\033[0m";

struct page page_new(struct text_style style, struct arena *arena)
{
    style.columns = style.columns < COLUMNS_MIN   ? COLUMNS_MIN
                    : style.columns > COLUMNS_MAX ? COLUMNS_MAX
                                                  : style.columns;
    return (struct page){arena, style, text_new(arena)};
}

void page_add(struct page *page, enum doc_tone tone, const char *text)
{
    bool coloured = page->style.colour && tone != DOC_TONE_PLAIN && *text != '\0';
    if (coloured) text_add(&page->out, TONES[tone]);
    text_add(&page->out, text);
    if (coloured) text_add(&page->out, TONE_OFF);
}

void page_blank(struct page *page) { text_add(&page->out, "\n"); }

void page_heading(struct page *page, const char *text)
{
    page_blank(page);
    page_paragraph(page, 0, 2, DOC_TONE_STRONG, text);
}

void page_paragraph(struct page *page, size_t first, size_t rest, enum doc_tone tone, const char *text)
{
    /* One width for all lines, that of the more indented ones. */
    size_t indent = first > rest ? first : rest;
    struct wrapped wrapped = page_wrap(page->arena, page_clean(page->arena, text),
                                       page->style.columns - indent);
    for (size_t i = 0; i < wrapped.count; i++) {
        text_add_repeated(&page->out, ' ', i == 0 ? first : rest);
        page_add(page, tone, wrapped.lines[i]);
        page_blank(page);
    }
}

char *page_clean(struct arena *arena, const char *text) { return text_quote(arena, text, SIZE_MAX); }

/* Length of the character at text, which is valid UTF-8. */
static size_t character_length(const char *text)
{
    unsigned char lead = (unsigned char)*text;
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

static size_t character_columns(const char *text, size_t length)
{
    char character[5] = "";
    memcpy(character, text, length);
    return text_columns(character);
}

/* Bytes of text (up to end) that fit into width columns: at least one character. */
static size_t fitting_bytes(const char *text, const char *end, size_t width)
{
    size_t columns = 0, bytes = 0;
    while (text + bytes < end) {
        size_t length = character_length(text + bytes);
        columns += character_columns(text + bytes, length);
        if (columns > width && bytes > 0) break;
        bytes += length;
    }
    return bytes;
}

static void add_line(struct wrapped *wrapped, struct arena *arena, const char *bytes, size_t length)
{
    enum { GROWS_AT = 8 };
    if (wrapped->count % GROWS_AT == 0) {
        const char **lines = arena_new_of(arena, const char *, wrapped->count + GROWS_AT);
        if (wrapped->count > 0) memcpy(lines, wrapped->lines, wrapped->count * sizeof *lines);
        wrapped->lines = lines;
    }
    wrapped->lines[wrapped->count++] = arena_copy(arena, bytes, length);
}

/* The end of the line that starts at text: the last blank within width, else inside a word. */
static const char *line_end(const char *text, const char *end, size_t width)
{
    size_t bytes = fitting_bytes(text, end, width);
    if (text + bytes == end || text[bytes] == ' ') return text + bytes;
    for (size_t i = bytes; i > 0; i--)
        if (text[i - 1] == ' ') return text + i - 1;
    return text + bytes;
}

struct wrapped page_wrap(struct arena *arena, const char *text, size_t width)
{
    struct wrapped wrapped = {0};
    const char *end = text + strlen(text);
    while (text < end) {
        const char *stop = line_end(text, end, width);
        if (stop == text) { /* a blank in front */
            text++;
            continue;
        }
        size_t length = (size_t)(stop - text);
        while (length > 1 && text[length - 1] == ' ') length--;
        add_line(&wrapped, arena, text, length);
        text = stop + (*stop == ' ');
    }
    if (wrapped.count == 0) add_line(&wrapped, arena, "", 0);
    return wrapped;
}

/* One ASCII column for each column of a symbol. */
static const char *ascii_of(const char *character)
{
    static const struct {
        const char *symbol, *ascii;
    } SYMBOLS[] = {
        {"×", "x"}, {"─", "-"},  {"═", "="},  {"│", "|"}, {"…", "~"}, {"·", "*"}, {"→", ">"}, {"−", "-"},
        {"–", "-"}, {"—", "-"},  {"≤", "<"},  {"≥", ">"}, {"≈", "~"}, {"÷", "/"}, {"±", "~"}, {"µ", "u"},
        {"’", "'"}, {"“", "\""}, {"”", "\""}, {"█", "#"}, {"▓", "="}, {"▒", "-"}, {"░", "."},
    };
    for (size_t i = 0; i < sizeof SYMBOLS / sizeof *SYMBOLS; i++)
        if (text_equal(SYMBOLS[i].symbol, character)) return SYMBOLS[i].ascii;
    static const char *const UNKNOWN[] = {"", "?", "??"};
    return UNKNOWN[text_columns(character)];
}

static char *to_ascii(struct arena *arena, const char *text)
{
    struct text out = text_new(arena);
    while (*text != '\0') {
        size_t plain = 0;
        while (text[plain] != '\0' && (unsigned char)text[plain] < 0x80) plain++;
        text_add_bytes(&out, text, plain);
        text += plain;
        if (*text == '\0') break;
        char character[5] = "";
        memcpy(character, text, character_length(text));
        text_add(&out, ascii_of(character));
        text += character_length(text);
    }
    return out.bytes;
}

char *page_finish(struct page *page)
{
    return page->style.unicode ? page->out.bytes : to_ascii(page->arena, page->out.bytes);
}

void page_item(struct page *page, const char *word, enum doc_tone tone, const char *text)
{
    enum { INDENT = 2, TEXT_AT = 11 };
    struct arena *arena = page->arena;
    struct wrapped lines = page_wrap(arena, page_clean(arena, text), page->style.columns - TEXT_AT);
    for (size_t i = 0; i < lines.count; i++) {
        size_t at = i == 0 ? INDENT + strlen(word) : 0;
        text_add_repeated(&page->out, ' ', i == 0 ? INDENT : 0);
        if (i == 0) page_add(page, tone, word);
        text_add_repeated(&page->out, ' ', TEXT_AT - at);
        bool is_command = text_starts_with(lines.lines[i], "::") ||
                          text_starts_with(lines.lines[i],
                                           "##["); /* commands to a runner that reads the log */
        text_addf(&page->out, "%s%s\n", is_command ? "'" : "", lines.lines[i]);
    }
}
