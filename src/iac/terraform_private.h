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

struct resources {
    size_t count;
    struct resource *list; /* in the order of the plan */
    size_t deleted_count, elsewhere_count;
};

/* Fill what the resources say. */
void terraform_take(struct terraform *terraform, const struct resources *resources,
                    const struct catalogue *catalogue, struct arena *arena);
