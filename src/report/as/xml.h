/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/text.h"

/* Add text as content or an attribute's value of XML 1.0: markup is escaped, line breaks are kept, and
 * characters that XML can't hold (control characters, U+FFFE, U+FFFF, invalid UTF-8) become U+FFFD. */
void xml_add(struct text *out, const char *text);
