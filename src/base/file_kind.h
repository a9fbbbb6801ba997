/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kind of a file given in place of another, so that a message can name it and the remedy, rather than
 * a syntax error. */
#pragma once

#include <stddef.h>

#include "base/error.h"

/* Describe a file that isn't JSON, or not JSON alone: "a binary plan …", a sentence without its end; NULL
 * when unknown. A beginning of JSON counts as JSON. */
const char *file_kind_of_text(const char *bytes, size_t length);

/* Something behind the end of a JSON value that began the text. */
const char *file_kind_of_rest(const char *bytes, size_t length, size_t end);

/* Describe a JSON text, by the keys at its top. */
const char *file_kind_of_json(const char *bytes, size_t length, struct arena *arena);

/* Kinds of warpcost's own inputs, to be compared by address: on these their own reader knows better. */
extern const char FILE_KIND_DEPLOYMENT[], FILE_KIND_PLAN[], FILE_KIND_RUN[], FILE_KIND_WORKLOAD[];
