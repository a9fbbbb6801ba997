/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Offers and Savings Plans in CSV, read fast: a scanner finds rows and looks at the few cells that say whether a row is wanted; libcsv
 * parses those that are, and every row that isn't plain (over several lines, or with a lone carriage return), so that what
 * breaks the rules of CSV is found.
 *
 * The sink gets the rows that offer_wanted asks for in the order of the file, as the plain reader gives them, and of others
 * only those over several lines. A row is wanted when its term code is (any row but one of TermType Reserved has a wanted one),
 * its usage type (DiscountedUsageType where there is one) holds a needle's first string, its bytes in the file hold the others, and it
 * says exactly what it must.
 *
 * Checked in the whole file: UTF-8, quotes that swallow a line end, a last row that is cut off, rows over OFFER_ROW_MAX_BYTES.
 * Checked in rows that are parsed: the number of cells, quotes inside cells. */
#pragma once

#include "pricing/offer.h"

enum { OFFER_CSV_BLOCK_MAX_BYTES = 1024 * 1024, OFFER_NEEDLES_MAX = 31 };

/* Hand the head and the wanted rows to sink. False with diagnostics, which name line and byte, when the file can't be read or is no
 * price list, or when sink stopped, which has said why; rows before the mistake have been handed over. The head's strings live
 * during the read. Memory: a block, and some times the longest row. */
bool offer_csv_read(const struct offer_source *source, const struct offer_wanted *wanted, const struct offer_sink *sink, struct diags *diags);
