/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Notes (report/notes.h) as HTML. */
#pragma once

#include "base/text.h"

char *notes_html(const char *markdown, struct arena *arena);
