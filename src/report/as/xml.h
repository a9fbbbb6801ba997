/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/text.h"

/* Add text such that it is content or an attribute's value of XML 1.0: markup is escaped, line breaks are
 * kept, and what XML can't hold at all (control characters, U+FFFE, U+FFFF, bytes that are no UTF-8) becomes
 * U+FFFD. */
void xml_add(struct text *out, const char *text);
