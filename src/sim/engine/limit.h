/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Limit: so many requests a second and no more, as a token bucket.
 *
 * Credit grows by per_s a second up to `burst` requests; a request takes one or is refused. Credit is counted
 * in whole billionths of a request, which a nanosecond earns per_s of: nothing is rounded, so that what is
 * refused depends on no processor. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct limit_rule {
    uint32_t per_s; /* 0: no limit */
    uint32_t burst; /* ≥ 1: what one that was idle takes at once */
};

struct limit {
    int64_t credit_billionths;
    int64_t at_ns;
};

/* With full credit at time 0. */
struct limit limit_full(const struct limit_rule *rule);

/* Take one request at now_ns, which never goes back: false when it is refused. */
bool limit_take(const struct limit_rule *rule, struct limit *limit, int64_t now_ns);
