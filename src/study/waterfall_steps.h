/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Steps of a waterfall as they are planned (waterfall_steps.c) and taken (waterfall.c); for these two only.
 */
#pragma once

#include "study/waterfall.h"

struct step {
    bool is_added;
    size_t row_count;
    int *rows; /* options that take the value of the architecture that the waterfall leads to, in order */
    const char *shown;        /* an option that is said along, NULL for none */
    const char *path, *value; /* of an added one: an override */
    const char *label;        /* its path without the architecture */
};

struct waterfall {
    const struct compare_request *request;
    size_t from, to; /* of params.scenarios */
    size_t count;
    struct step *steps;
};

/* What kind of architecture it leads over. Both ends have its options. */
static inline const struct param_kind *waterfall_kind(const struct waterfall *waterfall)
{
    const struct params *params = waterfall->request->params;
    return &params->registry->kinds[params->scenarios[waterfall->from].kind];
}

/* params with one more step; NULL with diagnostics when an override can't be. */
const struct params *waterfall_with_step(const struct waterfall *waterfall, const struct params *params,
                                         const struct step *step, struct arena *arena, struct diags *diags);
