/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "report/as/markdown.h"

/* Entities where not every renderer takes a backslash. */
static const char *entity_of(char character)
{
    switch (character) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '|': return "&#124;";
    case '@': return "@<!-- -->";
    default: return NULL;
    }
}

static bool is_digit(char character) { return character >= '0' && character <= '9'; }

/* Length of a marker that begins a list, or underlines a heading, at the start of a text. */
static size_t bullet_at(const char *text)
{
    if (text_starts_with(text, "--") || text[0] == '=') return 0;
    size_t digits = strspn(text, "0123456789");
    bool is_bullet = text[digits] != '\0' && strchr(digits == 0 ? "-+" : ".)", text[digits]) != NULL;
    return is_bullet && (text[digits + 1] == ' ' || text[digits + 1] == '\0') ? digits : SIZE_MAX;
}

char *markdown_escape(struct arena *arena, const char *text, size_t columns)
{
    struct text out = text_new(arena);
    const char *shown = text_quote(arena, text, columns);
    size_t bullet = bullet_at(shown);
    for (size_t i = 0; shown[i] != '\0'; i++) {
        bool is_less = shown[i] == '<' && is_digit(shown[i + 1]); /* no tag begins with a digit */
        const char *entity = is_less ? NULL : entity_of(shown[i]);
        if (entity != NULL) {
            text_add(&out, entity);
            continue;
        }
        /* A dollar sign opens a formula unless a figure follows, or at the start a blank. */
        bool is_markup = strchr("\\`*_{}[]#~", shown[i]) != NULL ||
                         (shown[i] == '$' && !(i == 0 && shown[1] == ' ') && !is_digit(shown[i + 1]));
        if (is_markup || i == bullet) text_add(&out, "\\");
        text_add_bytes(&out, &shown[i], 1);
    }
    return out.bytes;
}
