/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Table: a document's table laid out on a page.
 *
 * The first columns are labels, on the left. The others hold figures (right-aligned, kept on one line) or
 * sentences (left-aligned, wrapped). When the columns don't fit side by side, they are printed in blocks,
 * each with the labels again. Nothing is wider than the page. */
#pragma once

#include "report/as/page.h"

/* Print the widest that fits of the table and its narrower ones, or the narrowest in blocks. */
void table_print(const struct doc_table *table, const struct doc_style *style, struct page *page);
