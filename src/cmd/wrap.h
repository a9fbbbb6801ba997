/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Wrap: running text on a terminal. */
#pragma once

#include <stddef.h>
#include <stdio.h>

/* Columns of the first bytes of a text of one column a code point. */
size_t wrap_columns(const char *text, size_t length);

/* Print text wrapped between column indent and columns, with the cursor at column at. Ends the line. A blank
 * line in it parts paragraphs; a word that is too long stays whole. */
void wrap_put(FILE *out, const char *text, size_t columns, size_t indent, size_t at);
