/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rungs of a ladder as they are planned (ladder_rungs.c) and climbed (ladder.c); for these two only. */
#pragma once

#include "study/ladder.h"

struct rung {
    bool is_added;
    size_t row_count;
    int *rows;        /* options that take the value of the architecture that the ladder leads to, in order */
    const char *told; /* an option that is said along, NULL for none */
    const char *path, *value; /* of an added one: an override */
    const char *label;        /* its path without the architecture */
};

struct ladder {
    const struct compare_request *request;
    size_t from, to; /* of params.choices */
    size_t count;
    struct rung *rungs;
};

/* What kind of architecture it climbs. Both ends have its options. */
static inline const struct param_kind *ladder_kind(const struct ladder *ladder)
{
    const struct params *params = ladder->request->params;
    return &params->registry->kinds[params->choices[ladder->from].kind];
}

/* params with one more rung; NULL with diagnostics when an override can't be. */
const struct params *ladder_with_rung(const struct ladder *ladder, const struct params *params,
                                      const struct rung *rung, struct arena *arena, struct diags *diags);
