/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values of a plan's resource, by dotted paths that step into the first element of each list. A needed
 * value is present, unknown before apply, or wrong; the latter two become its resource's problem. */
#pragma once

#include "iac/terraform_private.h"

/* A resource, or a block of it, whose values are read. The first problem stays. */
struct asking {
    struct arena *arena;
    const struct resource *resource;
    const struct json *values, *unknown;
    const struct terraform_problem *problem;
};

/* The node at the path, or NULL when absent. */
const struct json *plan_at(const struct json *node, const char *path);

/* True if the path is unknown: a truth on the way makes everything below it unknown. */
bool plan_is_unknown(const struct json *node, const char *path);

/* An optional text: "" when unknown. */
const char *plan_text(const struct json *values, const char *path);

void asking_problem(struct asking *asking, struct place place, const char *what, const char *hint);

/* The value, or NULL: absent (or null), unknown, or of another type. */
const struct json *asking_value(struct asking *asking, const char *path, enum json_type type, bool is_needed);

/* A whole number from 0 to `most`; 0 with a problem. */
double asking_number(struct asking *asking, const char *path, double most);

/* As asking_number, 0 for an unknown value, which the provider fills in with AWS's default at apply. */
double asking_number_or_default(struct asking *asking, const char *path, double most);

/* "" when there is none. */
const char *asking_text(struct asking *asking, const char *path, bool is_needed);
