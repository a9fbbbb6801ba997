/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Paths: how a parameter is named from outside. `load.peak_to_mean`, `topics.NAME.produce.rate`,
 * `architectures.ID.free_space`, `pricing.private.METER`. A name that holds a dot, a blank, a quote, a
 * backslash or an equals sign is quoted, with \" and \\ inside; a free key may also stand unquoted, since it
 * comes last. `topics.*.retention` means every topic group; a group that is called * is quoted. */
#pragma once

#include "params/params.h"

enum scope { SCOPE_ROOT, SCOPE_TOPIC, SCOPE_SCENARIO, SCOPE_FREE };

struct location {
    enum scope scope;
    size_t index;        /* index of the topic group or architecture */
    bool is_every_topic; /* index is the first group's */
    int row;             /* in the scope's rows */
    const char *key;     /* SCOPE_FREE: lives in the arena */
    const char *inside;  /* path of one scalar of a distribution, in the arena; else NULL */
    const struct param_row *param_row;
};

/* Resolve the path of length bytes to a location. diags may be NULL when failure is no mistake. */
bool path_locate(const struct params *params, const char *path, size_t length, struct place place,
                 struct arena *arena, struct diags *diags, struct location *location);

/* Bytes of "PATH=VALUE" before the "=" that ends the path; the whole length when there is none. */
size_t path_length(const char *assignment);

/* True if PATH=VALUE sets a private price or a discount. It parses more leniently than the reader that
 * obeys it, so that it hides too much and never too little. */
bool assignment_is_private(const char *assignment);

/* True if a step added to a waterfall sets a private price. A discount in a waterfall is a question, not a
 * contract: it is shown, and counts from list prices. */
bool step_is_private(const char *step);

/* Quote the name when it must be; and the inverse for a name of length bytes. */
char *path_quote(struct arena *arena, const char *name);
char *path_unquote(struct arena *arena, const char *quoted, size_t length);

/* Rows of a kind or of the other scopes. */
const struct param_row *scope_rows(const struct params *params, enum scope scope, size_t index,
                                   size_t *count);
