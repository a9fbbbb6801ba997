/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys: the dotted paths of a scope's rows as a tree of key levels, for reading mappings, suggesting keys and
 * writing schemas. */
#pragma once

#include "params/params.h"

enum { NO_ROW = -1 };

struct key {
    const char *name; /* points into the row's path: not NUL-terminated at its end */
    size_t length;
    int row;              /* index of the row whose path ends here, or NO_ROW */
    int any;              /* index of the free-key row "….*", or NO_ROW */
    struct key *children; /* in the order of the rows */
    struct key *next;
};

/* The first key of the top level. */
const struct key *keys_of(const struct param_row *rows, size_t count, struct arena *arena);

/* The key named name among this one and its siblings, or NULL. */
const struct key *keys_find(const struct key *keys, const char *name);

/* A row whose path ends in ".*" takes any key. */
bool row_is_free(const struct param_row *row);

/* Index of the row with this path, or NO_ROW; free-key rows don't count. */
int row_find(const struct param_row *rows, size_t count, const char *path);

/* The row's path up to ".*". */
char *row_prefix(struct arena *arena, const struct param_row *row);
