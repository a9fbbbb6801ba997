/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Planned steps of a waterfall, shared by waterfall_steps.c and waterfall.c only. */
#pragma once

#include "study/waterfall.h"

struct step {
    bool is_added;
    size_t row_count;
    int *rows;                /* options that take the value of the waterfall's end, in order */
    const char *shown;        /* an option shown along with them, NULL for none */
    const char *path, *value; /* the override of an added step */
    const char *label;        /* path without the architecture */
};

struct waterfall {
    const struct compare_request *request;
    size_t from, to; /* of params.scenarios */
    size_t count;
    struct step *steps;
};

/* The kind of both ends, which have the same options. */
static inline const struct param_kind *waterfall_kind(const struct waterfall *waterfall)
{
    const struct params *params = waterfall->request->params;
    return &params->registry->kinds[params->scenarios[waterfall->from].kind];
}

/* Apply one more step to params; NULL with diagnostics when an override fails. */
const struct params *waterfall_with_step(const struct waterfall *waterfall, const struct params *params,
                                         const struct step *step, struct arena *arena, struct diags *diags);
