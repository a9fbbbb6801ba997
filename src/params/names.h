/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names in lists: finds those that occur twice, in n log n for lists that a program wrote. */
#pragma once

#include <stddef.h>

#include "base/arena.h"

struct named {
    const char *name;
    size_t index; /* in the caller's list; earlier ones come first among equals */
};

void names_sort(struct named *items, size_t count);

/* Return why name can't name anything in a file ("is empty"), or NULL: a name has 1 to NAME_MAX_BYTES
 * bytes and no control characters. */
enum { NAME_MAX_BYTES = 128 };
const char *name_fault(const char *name, size_t length);
