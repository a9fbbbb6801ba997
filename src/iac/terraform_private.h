/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Resources of a plan as found by terraform_read.c and interpreted by terraform_take.c; for these only. */
#pragma once

#include "base/json.h"
#include "iac/terraform.h"

/* One managed resource on the side that is read. */
struct resource {
    const char *address, *type, *name, *module; /* module: "" at the root */
    struct place place;
    const struct json *values;  /* an object */
    const struct json *unknown; /* true where a value is unknown before apply; NULL: all are known */
};

/* The plan itself, for later reads. */
struct terraform_text {
    const char *bytes;
    size_t length;
    const struct json *configuration; /* an object, or NULL */
};

struct resources {
    struct terraform_text plan;
    size_t count;
    struct resource *list; /* in the order of the plan */
};

/* Interpret the resources. */
void terraform_take(struct terraform *terraform, const struct resources *resources,
                    const struct catalogue *catalogue, const char *region, struct arena *arena);

/* The region that the resource stands in; "" when the plan doesn't say. */
const char *terraform_region(const struct terraform_text *plan, const struct resource *resource,
                             struct arena *arena);

/* The role in each of ARCHS by the resource's names: an index of its roles, or one of these. */
enum { TERRAFORM_UNKNOWN_ROLE = -1, TERRAFORM_OTHER_ROLE = -2 };
const signed char *terraform_roles(const struct resource *resource, struct arena *arena);

/* Sort and join equal machines in place; return the new count. */
size_t terraform_join_machines(struct terraform_machines *machines, size_t count);
size_t terraform_join_disks(struct terraform_disks *disks, size_t count);

/* The distinct types of these names, sorted, with their counts. */
const struct terraform_type *terraform_join_types(const char **names, size_t name_count, size_t *count,
                                                  struct arena *arena);
