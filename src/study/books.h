/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Books: the price book of a region, read when it is first asked for and then shared. Several threads may ask
 * at once.
 *
 * Ownership: the books live in the arena that they were made in. */
#pragma once

#include "pricing/book.h"

struct books;

/* From a file or a directory of dated books, the newest of each region that isn't after as_of (NULL: the
 * newest); the embedded ones with path NULL. Both texts are kept. */
struct books *books_new(const char *path, const char *as_of, struct arena *arena);

/* NULL with diagnostics, each time that it is asked for. */
const struct book *books_find(struct books *books, const char *region, struct diags *diags);
