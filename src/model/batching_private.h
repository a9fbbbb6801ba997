/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Batching in whole requests: the number that fill a file, and the means of a regeneration period. Shared
 * by the forms for one size, for several, and for batches of records. */
#pragma once

#include <stdbool.h>

#include "model/batching.h"

/* The number of requests that fill a file. */
struct batching_fill {
    double requests; /* a whole number ≥ 1, or infinity */
    double overflow; /* 1: closed by the arrival that no longer fits, which opens the next file; 0: by its
                        last request */
};

/* Means over a regeneration period, in requests; times are in units of 1/requests_per_s. Only the ratios
 * matter. */
struct batching_period {
    double files;
    double requests;
    double by_size;
    double open;  /* time with a file open */
    double waits; /* summed over requests */
};

struct batching_fill batching_fill(double max_bytes, double request_bytes);

/* requests_per_s > 0. */
struct batching_period batching_period(const struct batching_rule *rule, double requests_per_s,
                                       struct batching_fill fill);

/* to += weight × from, figure by figure. */
void batching_add(struct batching_period *to, double weight, const struct batching_period *from);

/* The files of a period, for requests of request_bytes. */
struct batching batching_from_period(const struct batching_period *period, double requests_per_s,
                                     double request_bytes);

/* Requests so rare that each is alone in its file, and the delay of its timer. */
struct batching batching_idle(const struct batching_rule *rule, double requests_per_s, double request_bytes);
bool batching_is_idle(const struct batching_rule *rule, double requests_per_s);
