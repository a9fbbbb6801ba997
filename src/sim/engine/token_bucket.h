/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Token bucket: a limit on requests per second that lets bursts pass.
 *
 * Credit grows by per_s a second up to `burst` requests; a request takes one or is refused. Credit is counted
 * in whole billionths of a request, of which a nanosecond earns per_s: nothing is rounded, so refusals depend
 * on no processor. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct token_bucket_rule {
    uint32_t per_s; /* 0: no limit */
    uint32_t burst; /* ≥ 1: requests that an idle bucket grants at once */
};

struct token_bucket {
    int64_t credit_billionths;
    int64_t at_ns;
};

/* A bucket with full credit at time 0. */
struct token_bucket token_bucket_full(const struct token_bucket_rule *rule);

/* Take one request at now_ns, which never goes back: false if refused. */
bool token_bucket_take(const struct token_bucket_rule *rule, struct token_bucket *limit, int64_t now_ns);
