/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Link: the time that messages take between two hosts, in two parts to be chained: a link, whose time doesn't
 * depend on size (a connection's round trips), and a shared pipe, whose bytes take time (a network card).
 *
 * Link: the n-th request there and the n-th response back share the n-th round trip of the stream, a half
 * each (the odd nanosecond to the request), so that an exchange takes exactly the drawn time. As on a TCP
 * connection nothing overtakes: a message arrives when its half has passed, but not before the one that was
 * sent before it.
 *
 * Pipe: bytes leave in order of arrival, at its rate: departure = max(arrival, departure before) + bytes ÷
 * rate. Sharing follows that order, without priorities.
 *
 * Ownership: plain data, anywhere; distributions outlive it. */
#pragma once

#include <stdint.h>

#include "base/dist.h"
#include "sim/draw/random.h"

/* Round trips between zones: rtt[from × zones + to], the same both ways. */
struct link_rule {
    unsigned zones;
    const struct dist *const *rtt;
};

enum { LINK_DRAWN = 16, LINK_BLOCK = 8 };

/* Private to link.c, but for the counts, which may be read. */
struct link {
    const struct dist *rtt;
    struct random_stream stream;
    uint64_t requests, responses;
    int64_t request_ns, response_ns; /* the last arrivals */
    uint64_t drawn;                  /* round trips drawn so far, LINK_BLOCK at a time */
    int64_t rtt_ns[LINK_DRAWN];      /* the last ones: round trip n is at n mod LINK_DRAWN */
};

/* The stream must be this connection's alone: its ordinals are the exchanges. */
struct link link_of(const struct dist *rtt, struct random_stream stream);

/* Arrival time of a message sent now. now_ns doesn't go back in either direction; there are never more
 * responses than requests (assert). */
int64_t link_request_ns(struct link *link, int64_t now_ns);
int64_t link_response_ns(struct link *link, int64_t now_ns);

/* A message's way through pipes: the times at which its first and last byte come out. */
struct link_passage {
    int64_t first_ns, last_ns;
};

/* Private to link.c, but for bytes. */
struct link_pipe {
    double ns_per_byte;
    int64_t free_ns;
    double part_ns; /* 0 to 1: fraction missing from free_ns, so that many small messages take as long as one
                       large */
    double bytes;   /* that passed */
};

/* bytes_per_s > 0; infinity takes no time. */
struct link_pipe link_pipe_of(double bytes_per_s);

/* Pass bytes ≥ 0 that arrive so; a message that arrives at once has first = last. first_ns doesn't go back
 * from one message to the next. Bytes come out while others come in, so the last doesn't leave before it
 * came. */
struct link_passage link_pass(struct link_pipe *pipe, struct link_passage arrival, double bytes);

/* The same for a message that arrives at once: the time when its last byte is out. */
static inline int64_t link_pass_ns(struct link_pipe *pipe, int64_t now_ns, double bytes)
{
    return link_pass(pipe, (struct link_passage){now_ns, now_ns}, bytes).last_ns;
}
