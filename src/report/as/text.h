/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text: a document's blocks on a page. */
#pragma once

#include "report/as/page.h"
#include "report/doc.h"

void as_text(struct page *page, const struct doc *doc);
