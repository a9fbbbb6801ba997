/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Carried: the load that producers can push through their requests in flight and their buffers, by a closed
 * form, before anything is simulated.
 *
 * By Little's law (Operations Research 9(3), 1961) bytes without an answer = rate × answer time, and a
 * producer has at most in flight × request bytes of them to a destination, and its buffer in all. The answer
 * time is the mean of a system whose producers always have something to send:
 *
 *     object path   round trip + the wait for the file to close + PUT + commit, and the wait for the files
 *                   before it where an agent's are committed in order
 *     log path      round trip + append + the followers' fetch; a broker works on one request of a
 *                   connection at a time, until it has answered it
 *
 * A full producer's request has a batch of each partition with one waiting (of a keyed producer whose buffer
 * is full fewer are full than this has). The wait for the file: half of
 * what a file takes to fill; where all that may be in flight doesn't fill one, the whole timer, since the
 * requests that a file answers come back together. In order, a file's time is the longest of its own and of
 * those closed before it, less their head start: the mean of a maximum over files that close evenly.
 *
 * Oracle: the simulation, with producers that are offered twice what they can send (tests/unit/
 * test_carried.c, which states by how much they differ). Left out: pauses, refusals, queues of the network.
 */
#pragma once

#include "sim/path/path.h"

struct context; /* arch/arch.h */

/* Only what exceeds the closed form by more than its error isn't carried for sure. */
#define CARRIED_SURE 1.15

enum carried_limit {
    CARRIED_IN_FLIGHT,
    CARRIED_BUFFER,
    CARRIED_CONNECTION /* one request at a time is worked on */
};

struct carried {
    bool holds;         /* every group's rate is carried, as far as this can tell */
    size_t group;       /* index of the group that is worst off, in path.clients.groups */
    double bytes_per_s; /* that its producers can push */
    double answer_s;    /* mean answer time then */
    /* Where it doesn't hold: the limit, and what would be enough for the rate, each alone. */
    enum carried_limit limit;
    double in_flight, producers, buffer_bytes;
};

struct carried carried_of(const struct data_path *path);

/* The same for the one group of a path whose producers are seen to push so much, and no more. */
struct carried carried_at(const struct data_path *path, double bytes_per_s);

/* Why it isn't carried, and the cure: "100 producers with 5 requests in flight carry 900 MiB/s of 2 GiB/s at
 * the peak: allow 12 or use 228 producers". topic: of the group. */
const char *carried_reason(const struct context *context, const struct data_path *path, uint32_t topic,
                           const struct carried *carried);
