/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/names.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
    const struct named *left = a, *right = b;
    int order = strcmp(left->name, right->name);
    if (order != 0) return order;
    return (left->index > right->index) - (left->index < right->index);
}

void names_sort(struct named *items, size_t count)
{
    if (count > 1) qsort(items, count, sizeof *items, compare);
}

const char *name_fault(const char *name, size_t length)
{
    if (length == 0) return "is empty";
    if (length > NAME_MAX_BYTES) return "is longer than 128 bytes";
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)name[i] < 0x20 || name[i] == 0x7F) return "holds a control character";
    return NULL;
}
