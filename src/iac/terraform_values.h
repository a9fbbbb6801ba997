/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values of a plan's resource, by dotted paths that step into the first element of each list. A value that is
 * needed is there, isn't known before the change is applied, or is wrong; the latter two become the problem
 * of what needs it. */
#pragma once

#include "iac/terraform_private.h"

/* One thing that is asked for values: a resource, or a block of it. The first problem stays. */
struct asking {
    struct arena *arena;
    const struct resource *resource;
    const struct json *values, *unknown;
    const struct terraform_problem *problem;
};

/* The node at the path, or NULL when it isn't there. */
const struct json *plan_at(const struct json *node, const char *path);

/* Whether the path is unknown: a truth anywhere on the way says so of all below it. */
bool plan_is_unknown(const struct json *node, const char *path);

/* A text that nothing hangs on: "" when it isn't known. */
const char *plan_text(const struct json *values, const char *path);

void asking_problem(struct asking *asking, struct place place, const char *what, const char *hint);

/* The value, or NULL: it is absent (or null), unknown, or of another type. */
const struct json *asking_value(struct asking *asking, const char *path, enum json_type type, bool is_needed);

/* A whole number from 0 to `most`; 0 with a problem. */
double asking_number(struct asking *asking, const char *path, double most);

/* The same where the provider fills in what a configuration leaves out, which isn't known before the change
 * is applied: AWS's default then, 0 here. */
double asking_number_or_default(struct asking *asking, const char *path, double most);

/* "" when there is none. */
const char *asking_text(struct asking *asking, const char *path, bool is_needed);
