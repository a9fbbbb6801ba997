/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text: a document's blocks on a page. */
#pragma once

#include "report/doc.h"
#include "report/report.h"

char *as_page(const struct doc *doc, struct text_style style);
