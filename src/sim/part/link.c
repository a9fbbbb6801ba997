/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/part/link.h"

#include <assert.h>
#include <math.h>

#include "sim/engine/time.h"
#include "sim/draw/variate.h"

struct link link_of(const struct dist *rtt, struct random_stream stream)
{
    return (struct link){.rtt = rtt, .stream = stream};
}

static int64_t arrive(int64_t *last_ns, int64_t arrival_ns)
{
    if (arrival_ns > *last_ns) *last_ns = arrival_ns;
    return *last_ns;
}

/* Several are drawn at once; one whose response comes after LINK_DRAWN more are drawn is redrawn. */
static int64_t round_trip_ns(struct link *link, uint64_t n)
{
    if (n >= link->drawn) {
        double seconds[LINK_BLOCK];
        variate_block(link->rtt, &link->stream, link->drawn, LINK_BLOCK, 0, seconds);
        for (size_t i = 0; i < LINK_BLOCK; i++)
            link->rtt_ns[(link->drawn + i) % LINK_DRAWN] = time_ns(seconds[i]);
        link->drawn += LINK_BLOCK;
    }
    if (n + LINK_DRAWN < link->drawn) return variate_ns(link->rtt, &link->stream, n, 0);
    return link->rtt_ns[n % LINK_DRAWN];
}

int64_t link_request_ns(struct link *link, int64_t now_ns)
{
    int64_t rtt_ns = round_trip_ns(link, link->requests++);
    return arrive(&link->request_ns, now_ns + (rtt_ns - rtt_ns / 2));
}

int64_t link_response_ns(struct link *link, int64_t now_ns)
{
    assert(link->responses < link->requests);
    int64_t rtt_ns = round_trip_ns(link, link->responses++);
    return arrive(&link->response_ns, now_ns + rtt_ns / 2);
}

struct link_pipe link_pipe_of(double bytes_per_s)
{
    assert(bytes_per_s > 0);
    return (struct link_pipe){.ns_per_byte = NS_PER_S / bytes_per_s};
}

struct link_passage link_pass(struct link_pipe *pipe, struct link_passage arrival, double bytes)
{
    assert(bytes >= 0 && arrival.last_ns >= arrival.first_ns);
    struct link_passage passage = {.first_ns = pipe->free_ns};
    if (arrival.first_ns > pipe->free_ns) {
        passage.first_ns = arrival.first_ns;
        pipe->part_ns = 0;
    }
    double taken_ns = pipe->part_ns + bytes * pipe->ns_per_byte, whole_ns = floor(taken_ns);
    pipe->part_ns = taken_ns - whole_ns;
    pipe->free_ns = passage.first_ns + (int64_t)whole_ns;
    pipe->bytes += bytes;
    passage.last_ns = pipe->free_ns > arrival.last_ns ? pipe->free_ns : arrival.last_ns;
    return passage;
}
