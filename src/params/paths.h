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
    size_t index;        /* of the topic group or architecture */
    bool is_every_topic; /* index is the first's */
    int row;             /* in the scope's rows */
    const char *key;     /* SCOPE_FREE: lives in the arena */
    const char *inside; /* of a distribution, the path of one of its scalars: lives in the arena; else NULL */
    const struct param_row *param_row;
};

/* Where the path of length bytes points. diags may be NULL when failure is no mistake. */
bool path_locate(const struct params *params, const char *path, size_t length, struct place place,
                 struct arena *arena, struct diags *diags, struct location *location);

/* Bytes of "PATH=VALUE" before the "=" that ends the path; the length of the text when there is none. */
size_t path_length(const char *assignment);

/* Whether PATH=VALUE is of a private price or a discount. Read more forgivingly than by who obeys it: that
 * hides too much, never too little. */
bool assignment_is_private(const char *assignment);

/* Whether a step that is added to a waterfall is of a private price. A discount on a waterfall is a question,
 * not a contract: it is shown, and counts from list prices. */
bool step_is_private(const char *step);

/* name, quoted when it must be; and the name of length bytes that was. */
char *path_quote(struct arena *arena, const char *name);
char *path_unquote(struct arena *arena, const char *quoted, size_t length);

/* Rows of a kind or of the other scopes. */
const struct param_row *scope_rows(const struct params *params, enum scope scope, size_t index,
                                   size_t *count);
