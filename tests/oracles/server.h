/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Server: k cores that serve in order of arrival, each one customer at a time.
 *
 * A customer starts when the first core is free. Service times are known on arrival, so start and end are
 * too, without events (Kiefer and Wolfowitz, On the theory of queues with many servers, 1955): the state is
 * when each core will be free.
 *
 * Ownership: the arena of server_new; the queue's memory grows there with the number that wait. */
#pragma once

#include <stdint.h>

#include "base/arena.h"

struct server;

struct server_visit {
    int64_t start_ns, end_ns;
};

/* What happened until a time. */
struct server_figures {
    uint64_t arrived;
    uint64_t waiting;      /* at that time */
    uint64_t most_waiting; /* that an arrival left behind */
    double busy_core_s;    /* time that cores served, over all cores: ÷ (time × cores) is the utilisation */
    double waiting_s;      /* integral of the number that waits: ÷ time is its mean */
    double backlog_s; /* service that is still to be done, of one core: grows without end where a server can't
                         keep up */
};

/* cores ≥ 1, all free. */
struct server *server_new(struct arena *arena, unsigned cores);

/* A customer arrives, not before the one before it. */
struct server_visit server_serve(struct server *server, int64_t now_ns, int64_t service_ns);

/* now_ns is not before the last arrival. */
struct server_figures server_figures(const struct server *server, int64_t now_ns);
