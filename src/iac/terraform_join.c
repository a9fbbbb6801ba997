/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Orders of addresses and types that don't depend on the plan's. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "iac/terraform_private.h"

int terraform_compare_addresses(const char *a, const char *b)
{
    while (*a != '\0' && *b != '\0') {
        size_t digits_a = strspn(a, "0123456789"), digits_b = strspn(b, "0123456789");
        if (digits_a > 0 && digits_b > 0) { /* runs without leading zeros: the longer one is the greater */
            int order = digits_a != digits_b ? (digits_a > digits_b) - (digits_a < digits_b)
                                             : memcmp(a, b, digits_a);
            if (order != 0) return order;
            a += digits_a;
            b += digits_b;
        } else if (*a != *b) {
            break;
        } else {
            a++;
            b++;
        }
    }
    return (unsigned char)*a - (unsigned char)*b;
}

static int compare_texts(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

const struct terraform_type *terraform_join_types(const char **names, size_t name_count, size_t *count,
                                                  struct arena *arena)
{
    struct terraform_type *types = arena_new_of(arena, struct terraform_type, name_count);
    *count = 0;
    if (name_count > 0) qsort(names, name_count, sizeof *names, compare_texts);
    for (size_t i = 0; i < name_count; i++) {
        if (*count == 0 || !text_equal(types[*count - 1].name, names[i]))
            types[(*count)++] = (struct terraform_type){names[i], 0};
        types[*count - 1].count++;
    }
    return types;
}
