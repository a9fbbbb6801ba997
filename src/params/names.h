/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names in lists: which of them occur twice, in n log n for lists that a program wrote. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct named {
    const char *name;
    size_t index; /* in the caller's list; earlier ones come first among equals */
};

/* Put items in the order of (name, index). */
void names_sort(struct named *items, size_t count);

/* A name that a list of topic groups or architectures can hold: 1 to NAME_MAX_BYTES bytes without control characters. */
enum { NAME_MAX_BYTES = 128 };
bool name_is_fine(const char *name, size_t length);

/* Why it isn't, for a message. */
const char *name_fault(const char *name, size_t length);
