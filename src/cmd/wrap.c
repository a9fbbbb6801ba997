/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/wrap.h"

#include <string.h>

size_t wrap_columns(const char *word, size_t length)
{
    size_t columns = 0;
    for (size_t i = 0; i < length; i++)
        columns += ((unsigned char)word[i] & 0xC0) != 0x80; /* not a continuation byte */
    return columns;
}

void wrap_put(FILE *out, const char *text, size_t columns, size_t indent, size_t at)
{
    while (*text != '\0') {
        if (*text == '\n') { /* a paragraph ends */
            fputs(text[1] == '\n' ? "\n\n" : "\n", out);
            text += strspn(text, "\n ");
            fprintf(out, "%*s", (int)indent, "");
            at = indent;
            continue;
        }
        size_t length = strcspn(text, " \n"), width = wrap_columns(text, length);
        if (at > indent && at + width > columns) {
            fputc('\n', out);
            fprintf(out, "%*s", (int)indent, "");
            at = indent;
        }
        fwrite(text, 1, length, out);
        text += length;
        at += width;
        if (*text == ' ' && at + 1 + wrap_columns(text + 1, strcspn(text + 1, " \n")) <= columns) {
            fputc(' ', out);
            at++;
        } else if (*text == ' ') {
            at = columns + 1; /* start a new line with the next word */
        }
        text += strspn(text, " ");
    }
    fputc('\n', out);
}
