/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Aggregate producers: background producers of which only the requests are simulated, their times and sizes,
 * since their records are not followed.
 *
 * A member does what sim/part/accumulator.h does with its first destination, with less: of its records only
 * when the first comes is drawn, and how many have come when it sends. A request is due linger_s after its
 * first record, or when the mean rate has filled a batch; it waits while max_in_flight are unanswered, and
 * takes with it what has come by then, up to max_request_bytes. So members keep the mean rate exactly, and
 * requests are as many, as large and as much in step with their answers as the followed producers' are.
 *
 * Draws: of the n-th request the n-th of the member's stream is when its first record comes, and 2^47 + n how
 * many come behind it. Ownership: plain data, anywhere; the rule outlives it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sim/draw/random.h"
#include "sim/engine/time.h"

struct aggregate_rule {
    double records_per_s; /* of a member, > 0 */
    bool is_even;         /* records come evenly spaced, else as a Poisson process */
    double record_bytes;
    double linger_s;
    double fill_records; /* behind the first one, that make a request due before that; infinity: none do */
    double max_request_bytes;
    uint32_t max_in_flight;
};

/* The fields are its own. */
struct aggregate_member {
    const struct aggregate_rule *rule;
    struct random_stream stream;
    uint64_t requests;
    int64_t first_ns;  /* of the records that will be in the next request, the first; may be still to come */
    double left_bytes; /* older ones, that the last request had no room for */
    uint32_t in_flight;
};

void aggregate_start(struct aggregate_member *member, const struct aggregate_rule *rule,
                     struct random_stream stream);

/* The time of its next request, if nothing is answered before; NEVER_NS while as many are under way as may
 * be. May lie in the past: then now. */
int64_t aggregate_due_ns(const struct aggregate_member *member);

/* It is due and sends: bytes of the request. */
double aggregate_send(struct aggregate_member *member, int64_t now_ns);

/* One of its requests is answered. */
void aggregate_acked(struct aggregate_member *member);
