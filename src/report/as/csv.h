/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CSV: cells and rows that all tables share. Quoted as RFC 4180 says; lines end in a bare line feed, as in
 * the price books.
 *
 * A spreadsheet runs a cell that begins like a formula, and names come from the workload's author: such
 * texts get an apostrophe in front. Numbers are ours and stay bare. */
#pragma once

#include "base/text.h"

/* Add a cell with a comma after it. */
void csv_text(struct text *out, const char *text);

/* As text_number writes it; empty for NAN and infinity. */
void csv_number(struct text *out, struct arena *scratch, double value);

/* End the row, and drop the comma after its last cell. */
void csv_end(struct text *out);
