/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Aggregate producers: background producers whose records aren't followed; only the times and sizes of
 * their requests are simulated.
 *
 * A member behaves like a producer of sim/part/accumulator.h with one destination, at less cost: it draws
 * only the time of a request's first record, and the number of records when it sends. A request is due
 * linger_s after its first record, or when the mean rate has filled a batch; it waits while max_in_flight
 * are unanswered, and takes with it what has come by then, up to max_request_bytes. So members keep the
 * mean rate exactly, and requests are as many, as large and as much in step with their answers as the
 * followed producers' are.
 *
 * Draws: ordinal n of the member's stream is the time of the n-th request's first record, and 2^47 + n the
 * number of records after it. Ownership: plain data, anywhere; the rule outlives it. */
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
    double fill_records; /* records after the first that make a request due before linger ends; infinity: none
                            do */
    double max_request_bytes;
    uint32_t max_in_flight;
};

/* Private to aggregate.c. */
struct aggregate_member {
    const struct aggregate_rule *rule;
    struct random_stream stream;
    uint64_t requests;
    int64_t first_ns;  /* arrival of the next request's first record; may be in the future */
    double left_bytes; /* bytes of older records without room in the last request */
    uint32_t in_flight;
};

void aggregate_start(struct aggregate_member *member, const struct aggregate_rule *rule,
                     struct random_stream stream);

/* The time of its next request, unless an answer comes first; NEVER_NS while max_in_flight are in flight.
 * A past time means now. */
int64_t aggregate_due_ns(const struct aggregate_member *member);

/* Send the due request; return its bytes. */
double aggregate_send(struct aggregate_member *member, int64_t now_ns);

/* Note an answer to one of its requests. */
void aggregate_acked(struct aggregate_member *member);
