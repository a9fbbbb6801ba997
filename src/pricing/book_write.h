/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing a book: the CSV that book_read reads. */
#pragma once

#include "pricing/book.h"

/* The rows as CSV in the given order, header first. */
char *book_text(const struct price_row *rows, size_t row_count, size_t *length, struct arena *arena);

/* Write the rows to path in book order. They are read back first, which proves that they can be read; an
 * existing file is replaced whole, or left alone on any error. */
bool book_write(const char *path, const char *region, const struct price_row *rows, size_t row_count,
                struct arena *arena, struct diags *diags);
