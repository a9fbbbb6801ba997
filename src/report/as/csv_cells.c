/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/csv.h"

#include <math.h>
#include <string.h>

void csv_text(struct text *out, const char *text)
{
    bool runs = *text != '\0' && (strchr("=+-@\t\r", *text) != NULL || text_is_command_at(text, 0));
    /* Some readers drop blanks at the ends of unquoted cells. */
    bool quoted = strpbrk(text, ",\"\r\n") != NULL ||
                  (*text != '\0' &&
                   (strchr(" \t", *text) != NULL || strchr(" \t", text[strlen(text) - 1]) != NULL));
    text_add(out, quoted ? "\"" : "");
    text_add(out, runs ? "'" : "");
    while (*text != '\0') {
        size_t plain = strcspn(text, "\"#");
        text_add_bytes(out, text, plain);
        text += plain;
        if (*text == '#') text_add(out, text_is_command_at(text++, 0) ? "\\x23" : "#"); /* in a log of CI */
        if (*text == '"') {
            text_add(out, "\"\"");
            text++;
        }
    }
    text_add(out, quoted ? "\"" : "");
    text_add(out, ",");
}

void csv_number(struct text *out, struct arena *scratch, double value)
{
    text_add(out, isfinite(value) ? text_number(scratch, value) : "");
    text_add(out, ",");
}

void csv_end(struct text *out) { out->bytes[out->length - 1] = '\n'; }
