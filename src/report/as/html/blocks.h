/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Blocks: a document's blocks as the HTML of a slot of the page. */
#pragma once

#include "report/doc.h"

/* "" for a document without blocks. */
char *as_html(const struct doc *doc);
