/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Joins equal resources into one with a count, in an order that doesn't depend on the plan's. */
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "base/text.h"
#include "iac/terraform_private.h"

static int by_number(double a, double b) { return (a > b) - (a < b); }

static int by_volumes(const struct volumes *a, const struct volumes *b)
{
    const double keys[][2] = {{a->kind, b->kind},
                              {a->count, b->count},
                              {a->gib, b->gib},
                              {a->iops, b->iops},
                              {a->bytes_per_s, b->bytes_per_s}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i][0] != keys[i][1]) return by_number(keys[i][0], keys[i][1]);
    return 0;
}

static int by_kind(const struct terraform_machines *a, const struct terraform_machines *b)
{
    int order = memcmp(a->roles, b->roles, ARCH_COUNT * sizeof *a->roles);
    order = order != 0 ? order : by_number(a->problem != NULL, b->problem != NULL);
    order = order != 0 ? order : by_number(a->instance, b->instance);
    return order != 0 ? order : by_volumes(&a->volumes, &b->volumes);
}

static int compare_machines(const void *left, const void *right)
{
    int order = by_kind(left, right);
    return order != 0 ? order
                      : strcmp(((const struct terraform_machines *)left)->address,
                               ((const struct terraform_machines *)right)->address);
}

size_t terraform_join_machines(struct terraform_machines *machines, size_t count)
{
    size_t joined = 0;
    if (count > 0) qsort(machines, count, sizeof *machines, compare_machines);
    for (size_t i = 0; i < count; i++) {
        struct terraform_machines *last = joined == 0 ? NULL : &machines[joined - 1];
        if (last != NULL && machines[i].problem == NULL && by_kind(last, &machines[i]) == 0)
            last->count += machines[i].count;
        else
            machines[joined++] = machines[i];
    }
    return joined;
}

static int compare_disks(const void *left, const void *right)
{
    const struct terraform_disks *a = left, *b = right;
    int order = by_number(a->problem != NULL, b->problem != NULL);
    order = order != 0 ? order : by_volumes(&a->volumes, &b->volumes);
    return order != 0 ? order : strcmp(a->address, b->address);
}

size_t terraform_join_disks(struct terraform_disks *disks, size_t count)
{
    size_t joined = 0;
    if (count > 0) qsort(disks, count, sizeof *disks, compare_disks);
    for (size_t i = 0; i < count; i++) {
        struct terraform_disks *last = joined == 0 ? NULL : &disks[joined - 1];
        if (last != NULL && last->problem == NULL && disks[i].problem == NULL &&
            by_volumes(&last->volumes, &disks[i].volumes) == 0)
            last->count++;
        else
            disks[joined++] = disks[i];
    }
    return joined;
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
