/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Escape: what comes from anywhere, made into words that are text in HTML and in XML alike, between tags and
 * in quoted attributes. Control characters, broken UTF-8 and characters that turn text around become visible
 * as \xNN or \uNNNN. */
#pragma once

#include "base/text.h"

/* Columns (text_columns) that a name of a picture or a table, and a sentence, may take before it is cut with
 * an ellipsis. */
enum { ESCAPE_NAME_COLUMNS = 60, ESCAPE_SENTENCE_COLUMNS = 1000 };

char *escape_html(struct arena *arena, const char *text, size_t columns);
