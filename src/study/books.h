/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Books: the price book of a region, read on first use and then shared. Several threads may ask at once.
 *
 * Ownership: the arena that they were made in. */
#pragma once

#include "pricing/book.h"

struct books;

/* Read from a file or a directory of dated books, the newest of each region that isn't after as_of (NULL:
 * the newest); path NULL takes the embedded ones. Both texts are kept, not copied. */
struct books *books_new(const char *path, const char *as_of, struct arena *arena);

/* NULL with diagnostics, on every call. */
const struct book *books_find(struct books *books, const char *region, struct diags *diags);
