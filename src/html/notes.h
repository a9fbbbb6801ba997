/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Notes: a user's Markdown as HTML, of a small subset: headings (#, ##, ###), paragraphs, lists (-, * or 1.), quotes (>), fenced code, and within lines
 * *emphasis*, **strong**, `code` and [links](https://…). Whatever else there is stays text, HTML above all; a link goes to http, https
 * or mailto and nowhere else. */
#pragma once

#include "base/text.h"

char *notes_html(const char *markdown, struct arena *arena);
