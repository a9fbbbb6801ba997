/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server.h"

#include <assert.h>

#include "sim/engine/time.h"

/* Those that wait, by when they will start; a ring whose capacity is a power of two. */
struct waiting {
    int64_t *starts_ns;
    uint64_t first, end, capacity, most;
};

struct server {
    struct arena *arena;
    int64_t *free_ns; /* a binary heap: the core that is free first is at 0 */
    unsigned cores;
    int64_t now_ns;
    uint64_t arrived;
    double service_s, wait_s; /* sums over arrivals, whole */
    struct waiting waiting;
};

enum { WAITING_LEAST = 16 };

struct server *server_new(struct arena *arena, unsigned cores)
{
    assert(cores >= 1);
    struct server *server = arena_new_of(arena, struct server, 1);
    server->arena = arena;
    server->cores = cores;
    server->free_ns = arena_new_of(arena, int64_t, cores);
    server->waiting = (struct waiting){.starts_ns = arena_new_of(arena, int64_t, WAITING_LEAST),
                                       .capacity = WAITING_LEAST};
    return server;
}

static void grow(struct arena *arena, struct waiting *waiting)
{
    int64_t *larger = arena_new_of(arena, int64_t, 2 * waiting->capacity);
    for (uint64_t i = waiting->first; i < waiting->end; i++)
        larger[i & (2 * waiting->capacity - 1)] = waiting->starts_ns[i & (waiting->capacity - 1)];
    waiting->starts_ns = larger;
    waiting->capacity *= 2;
}

/* Those that have started by now_ns wait no longer. Starts are in order of arrival. */
static void leave(struct waiting *waiting, int64_t now_ns)
{
    while (waiting->first < waiting->end &&
           waiting->starts_ns[waiting->first & (waiting->capacity - 1)] <= now_ns)
        waiting->first++;
}

static void join(struct arena *arena, struct waiting *waiting, int64_t start_ns)
{
    if (waiting->end - waiting->first == waiting->capacity) grow(arena, waiting);
    waiting->starts_ns[waiting->end++ & (waiting->capacity - 1)] = start_ns;
    if (waiting->end - waiting->first > waiting->most) waiting->most = waiting->end - waiting->first;
}

/* Put the end of a service where the first core's was. */
static void replace_first(int64_t *heap, unsigned count, int64_t end_ns)
{
    unsigned hole = 0;
    for (;;) {
        unsigned child = 2 * hole + 1;
        if (child >= count) break;
        if (child + 1 < count && heap[child + 1] < heap[child]) child++;
        if (heap[child] >= end_ns) break;
        heap[hole] = heap[child];
        hole = child;
    }
    heap[hole] = end_ns;
}

struct server_visit server_serve(struct server *server, int64_t now_ns, int64_t service_ns)
{
    assert(now_ns >= server->now_ns && service_ns >= 0);
    server->now_ns = now_ns;
    int64_t start_ns = server->free_ns[0] > now_ns ? server->free_ns[0] : now_ns;
    leave(&server->waiting, now_ns);
    if (start_ns > now_ns) join(server->arena, &server->waiting, start_ns);
    replace_first(server->free_ns, server->cores, start_ns + service_ns);
    server->arrived++;
    server->service_s += time_s(service_ns);
    server->wait_s += time_s(start_ns - now_ns);
    return (struct server_visit){start_ns, start_ns + service_ns};
}

struct server_figures server_figures(const struct server *server, int64_t now_ns)
{
    assert(now_ns >= server->now_ns);
    struct server_figures figures = {.arrived = server->arrived, .most_waiting = server->waiting.most};
    double left_s = 0;
    for (uint64_t i = server->waiting.first; i < server->waiting.end; i++) {
        int64_t start_ns = server->waiting.starts_ns[i & (server->waiting.capacity - 1)];
        figures.waiting += start_ns > now_ns;
        left_s += start_ns > now_ns ? time_s(start_ns - now_ns) : 0;
    }
    for (unsigned core = 0; core < server->cores; core++)
        if (server->free_ns[core] > now_ns) figures.backlog_s += time_s(server->free_ns[core] - now_ns);
    figures.busy_core_s = server->service_s - figures.backlog_s;
    figures.waiting_s = server->wait_s - left_s;
    return figures;
}
