/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Documentation of distributions: the JSON Schema of their expressions, and the section of the reference
 * page. */
#pragma once

#include <cjson/cJSON.h>

#include "base/text.h"
#include "params/params.h"

/* Add the definition "distribution" and those that it refers to. time and number are the patterns of a
 * time and of a plain number. */
void schema_add_distributions(cJSON *definitions, const struct param_profile *profiles, const char *time,
                              const char *number);

/* "{"allOf": [{"$ref": …}]}", to which a description and a default can be added. */
cJSON *schema_distribution_reference(void);

/* The section as Markdown. */
void schema_describe_distributions(struct text *out);
