/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/xml.h"

#include <string.h>

/* The entity of a byte, or NULL for itself. Blanks other than the space would be normalised in attributes. */
static const char *entity_of(char byte)
{
    switch (byte) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&apos;";
    case '\t': return "&#9;";
    case '\n': return "&#10;";
    case '\r': return "&#13;";
    default: return (unsigned char)byte < 0x20 ? "\uFFFD" : NULL;
    }
}

static void add_valid(struct text *out, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        bool is_command = bytes[i] == '#' && text_is_command_at(bytes + i, 0); /* in a log of CI */
        const char *entity = is_command ? "&#35;" : entity_of(bytes[i]);
        bool is_nonchar = (unsigned char)bytes[i] == 0xEF && i + 2 < length &&
                          (unsigned char)bytes[i + 1] == 0xBF && (unsigned char)bytes[i + 2] >= 0xBE;
        if (entity != NULL || is_nonchar)
            text_add(out, is_nonchar ? "\uFFFD" : entity);
        else
            text_add_bytes(out, &bytes[i], 1);
        i += is_nonchar ? 2 : 0;
    }
}

void xml_add(struct text *out, const char *text)
{
    for (size_t length = strlen(text); length > 0;) {
        size_t valid = text_invalid_utf8_at(text, length), done = valid < length ? valid + 1 : valid;
        add_valid(out, text, valid);
        if (valid < length) text_add(out, "\uFFFD");
        text += done;
        length -= done;
    }
}
