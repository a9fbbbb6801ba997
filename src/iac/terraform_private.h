/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Resources of a plan as terraform_read.c finds and terraform_take.c understands them; for these only. */
#pragma once

#include "base/json.h"
#include "iac/terraform.h"

/* One managed resource on the side that is read. */
struct resource {
    const char *address, *type, *name, *module; /* module: "" at the root */
    struct place place;
    const struct json *values;  /* an object */
    const struct json *unknown; /* true where a value isn't known before it is applied; NULL: all are */
};

/* The plan itself, for what is asked for later. */
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

/* Fill what the resources say. */
void terraform_take(struct terraform *terraform, const struct resources *resources,
                    const struct catalogue *catalogue, const char *region, struct arena *arena);

/* The region that the resource stands in; "" when the plan doesn't say. */
const char *terraform_region(const struct terraform_text *plan, const struct resource *resource,
                             struct arena *arena);

/* The role that the names of a resource give it, in each of ARCHS: an index of its roles, or one of these. */
enum { TERRAFORM_UNKNOWN_ROLE = -1, TERRAFORM_OTHER_ROLE = -2 };
const signed char *terraform_roles(const struct resource *resource, struct arena *arena);

/* Sort and join those that are alike, in place; how many are left. */
size_t terraform_join_machines(struct terraform_machines *machines, size_t count);
size_t terraform_join_disks(struct terraform_disks *disks, size_t count);

/* The types of these names, sorted, each with how often it is there. */
const struct terraform_type *terraform_join_types(const char **names, size_t name_count, size_t *count,
                                                  struct arena *arena);
