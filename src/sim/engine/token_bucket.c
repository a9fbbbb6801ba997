/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/engine/token_bucket.h"

#include <assert.h>

static const int64_t ONE_REQUEST = 1000000000;

struct token_bucket token_bucket_full(const struct token_bucket_rule *rule)
{
    assert(rule->per_s == 0 || rule->burst >= 1);
    return (struct token_bucket){.credit_billionths = rule->burst * ONE_REQUEST};
}

/* After more than the filling time it is full, so the product below can't overflow. */
static void earn(const struct token_bucket_rule *rule, struct token_bucket *limit, int64_t now_ns)
{
    const int64_t full = rule->burst * ONE_REQUEST;
    int64_t elapsed_ns = now_ns - limit->at_ns;
    assert(elapsed_ns >= 0);
    limit->at_ns = now_ns;
    if (elapsed_ns > (full - limit->credit_billionths) / rule->per_s)
        limit->credit_billionths = full;
    else
        limit->credit_billionths += elapsed_ns * rule->per_s;
}

bool token_bucket_take(const struct token_bucket_rule *rule, struct token_bucket *limit, int64_t now_ns)
{
    if (rule->per_s == 0) return true;
    earn(rule, limit, now_ns);
    if (limit->credit_billionths < ONE_REQUEST) return false;
    limit->credit_billionths -= ONE_REQUEST;
    return true;
}
