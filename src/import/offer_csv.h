/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Offers and Savings Plans in CSV, read fast: a scanner finds rows and looks at the few cells that say
 * whether a row is wanted; libcsv parses those that are, and every row that isn't plain: over several
 * lines, over 16 KiB, with a lone carriage return, with more or fewer cells than the header, or with a
 * quote where strict CSV has none. So every mistake in a file is found, in unwanted rows too, and reported
 * with the words and the position of the plain reader (tests/oracles/offer_plain.h).
 *
 * The sink gets the rows that offer_wanted asks for in the order of the file, as the plain reader gives
 * them, and of others only those over several lines, over 16 KiB or with a lone carriage return. A row is
 * wanted when its term code is (any row but one of TermType Reserved has a wanted one), its usage type
 * (DiscountedUsageType where there is one) holds a filter's first string, its bytes in the file hold the
 * others, and it says exactly what it must.
 *
 * Checked in the whole file: UTF-8, the number of cells, quotes, carriage returns, a last row that is cut
 * off, rows over OFFER_ROW_MAX_BYTES. */
#pragma once

#include "import/offer.h"

enum { OFFER_CSV_BLOCK_MAX_BYTES = 1024 * 1024, OFFER_FILTERS_MAX = 31 };

/* Pass the head and the wanted rows to sink. False with diagnostics, which name line and byte, when the
 * file can't be read or is no price list, or when sink stopped with its own; rows before the mistake have
 * been passed. The head's strings live during the read. Memory: a block, and a few times the longest row. */
bool offer_csv_read(const struct offer_source *source, const struct offer_wanted *wanted,
                    const struct offer_sink *sink, struct diags *diags);
