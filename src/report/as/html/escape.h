/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Escape: makes any input safe text for HTML and XML alike, between tags and in quoted attributes. Control
 * characters, broken UTF-8 and characters that turn text around become visible as \xNN or \uNNNN. */
#pragma once

#include "base/text.h"

/* Columns (text_columns) at which a name of a picture or table, and a sentence, are cut with an ellipsis. */
enum { ESCAPE_NAME_COLUMNS = 60, ESCAPE_SENTENCE_COLUMNS = 1000 };

char *escape_html(struct arena *arena, const char *text, size_t columns);
