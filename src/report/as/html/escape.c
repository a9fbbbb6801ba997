/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/html/escape.h"

#include <string.h>

static const char *entity_of(char character)
{
    switch (character) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

/* U+FFFE, U+FFFF and the last two of other planes are no characters: XML refuses them, HTML calls them
 * errors. */
static size_t noncharacter_at(const char *text)
{
    const unsigned char *u = (const unsigned char *)text;
    bool is_basic = u[0] == 0xEF && u[1] == 0xBF && u[2] >= 0xBE;
    bool is_arabic = u[0] == 0xEF && u[1] == 0xB7 && u[2] >= 0x90 && u[2] <= 0xAF; /* U+FDD0 to U+FDEF */
    if (is_basic || is_arabic) return 3;
    bool is_high = u[0] >= 0xF0 && u[1] != 0 && (u[1] & 0xF) == 0xF && u[2] == 0xBF && u[3] >= 0xBE;
    return is_high ? 4 : 0;
}

char *escape_html(struct arena *arena, const char *text, size_t columns)
{
    static const char REPLACEMENT[] = "\xEF\xBF\xBD";
    struct text out = text_new(arena);
    const char *shown = text_quote(arena, text, columns);
    for (size_t i = 0; shown[i] != '\0'; i++) {
        const char *entity = entity_of(shown[i]);
        size_t skipped = entity == NULL ? noncharacter_at(shown + i) : 0;
        if (entity != NULL)
            text_add(&out, entity);
        else if (skipped > 0)
            text_add(&out, REPLACEMENT);
        else
            text_add_bytes(&out, shown + i, 1);
        i += skipped > 0 ? skipped - 1 : 0;
    }
    return out.length == 0 ? text_format(arena, "%s", "") : out.bytes;
}
