/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/what_if.h"

#include <assert.h>
#include <math.h>

double what_if(const struct context *context, struct group_set groups, const struct deployment *deployment,
               const char *path, const char *value, struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    struct diags diags;
    diags_init(&diags, scratch);
    struct prices prices = *context->prices;
    prices.params = params_override(context->params, path, value, scratch, &diags);
    assert(prices.params != NULL);
    struct context other = {prices.params, context->scenario, context->catalogue, &prices, scratch};
    const struct outcome *changed = evaluate(&other, groups, deployment, &diags);
    bool counts = changed != NULL && changed->has_deployment && changed->feasible;
    double usd = counts ? changed->bill.usd_per_year : NAN;
    arena_rewind(scratch, mark);
    return usd;
}
