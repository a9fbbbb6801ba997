/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Book directory: finds a book in a directory. */
#pragma once

#include <stdbool.h>

#include "base/error.h"

/* The path of the region's newest dated book (REGION-YYYY-MM-DD.csv, in directory or its aws/) that isn't
 * after as_of, or of the newest of all when as_of is NULL. Without any, *path is NULL, and a diagnostic
 * when as_of is given. False with diagnostics. */
bool book_directory_dated(const char *directory, const char *region, const char *as_of, const char **path,
                          struct arena *arena, struct diags *diags);
