/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/kafka_queue.h"

#include "base/number.h"

/* Erlang's C by way of his B, for which there is a recursion. */
double kafka_waiting_share(unsigned threads, double busy)
{
    double offered = busy * threads, lost = 1;
    for (unsigned n = 1; n <= threads; n++) lost = offered * lost / (n + offered * lost);
    return lost / (1 - busy * (1 - lost));
}

const struct dist *kafka_wait(unsigned threads, double busy, double work_s, struct arena *arena)
{
    const double least = 1e-6;
    double at = smaller(busy, KAFKA_BUSY_MOST), waiting = kafka_waiting_share(threads, at);
    if (waiting < least) return NULL;
    struct dist *parts = arena_new_of(arena, struct dist, 2), *wait = arena_new_of(arena, struct dist, 1);
    double *weights = arena_new_of(arena, double, 2);
    parts[0] = (struct dist){.kind = DIST_CONSTANT, .measured_to = 1};
    parts[1] = (struct dist){.kind = DIST_EXPONENTIAL,
                             .measured_to = 1,
                             .exponential = {work_s / (threads * (1 - at))}};
    weights[0] = 1 - waiting;
    weights[1] = waiting;
    *wait = (struct dist){.kind = DIST_MIXTURE, .measured_to = 1, .mixture = {2, weights, parts}};
    return wait;
}
