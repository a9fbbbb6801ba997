/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A queue of customers by the barest event loop: a 4-ary heap of (time, sequence, function, argument),
 * xoshiro256++ (Blackman and Vigna 2021) and the logarithm of libm. What an engine is measured against;
 * nothing of warpcost is in it. */
#pragma once

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/bench.h"

enum { BARE_HEAP = 64, BARE_RING = 1 << 16, BARE_SERVERS_MAX = 32 };

struct bare;
struct bare_event {
    double time;
    uint64_t sequence;
    void (*function)(struct bare *bare, uint64_t argument);
    uint64_t argument;
};

struct bare {
    struct bare_event heap[BARE_HEAP];
    size_t count;
    uint64_t sequence, random[4];
    double now, gap, service, sum;
    unsigned idle_count;
    uint64_t idle[BARE_SERVERS_MAX];
    double served[BARE_SERVERS_MAX], ring[BARE_RING];
    size_t first, waiting;
    uint64_t to_come, done;
};

static inline uint64_t bare_bits(struct bare *bare)
{
    uint64_t *s = bare->random, sum = s[0] + s[3], result = (sum << 23 | sum >> 41) + s[0], t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = s[3] << 45 | s[3] >> 19;
    return result;
}

static inline double bare_exponential(struct bare *bare, double mean)
{
    return -mean * log(((double)(bare_bits(bare) >> 12) + 0.5) * 0x1p-52);
}

static inline bool bare_before(const struct bare_event *a, const struct bare_event *b)
{
    return a->time < b->time || (a->time == b->time && a->sequence < b->sequence);
}

static inline void bare_push(struct bare *bare, double time, void (*function)(struct bare *, uint64_t),
                             uint64_t argument)
{
    const struct bare_event event = {time, bare->sequence++, function, argument};
    size_t hole = bare->count++;
    while (hole > 0 && bare_before(&event, &bare->heap[(hole - 1) / 4])) {
        bare->heap[hole] = bare->heap[(hole - 1) / 4];
        hole = (hole - 1) / 4;
    }
    bare->heap[hole] = event;
}

static inline struct bare_event bare_pop(struct bare *bare)
{
    const struct bare_event first = bare->heap[0], last = bare->heap[--bare->count];
    size_t hole = 0;
    for (size_t child; (child = 4 * hole + 1) < bare->count; hole = child) {
        size_t end = child + 4 < bare->count ? child + 4 : bare->count;
        for (size_t other = child + 1; other < end; other++)
            if (bare_before(&bare->heap[other], &bare->heap[child])) child = other;
        if (!bare_before(&bare->heap[child], &last)) break;
        bare->heap[hole] = bare->heap[child];
    }
    bare->heap[hole] = last;
    return first;
}

static void bare_depart(struct bare *bare, uint64_t server);

static inline void bare_serve(struct bare *bare, uint64_t server, double arrived)
{
    bare->served[server] = arrived;
    bare_push(bare, bare->now + bare_exponential(bare, bare->service), bare_depart, server);
}

static void bare_depart(struct bare *bare, uint64_t server)
{
    bare->sum += bare->now - bare->served[server];
    bare->done++;
    if (bare->waiting > 0) {
        bare->waiting--;
        bare_serve(bare, server, bare->ring[bare->first++ % BARE_RING]);
    } else {
        bare->idle[bare->idle_count++] = server;
    }
}

static void bare_arrive(struct bare *bare, uint64_t argument)
{
    if (--bare->to_come > 0)
        bare_push(bare, bare->now + bare_exponential(bare, bare->gap), bare_arrive, argument);
    if (bare->idle_count > 0)
        bare_serve(bare, bare->idle[--bare->idle_count], bare->now);
    else
        bare->ring[(bare->first + bare->waiting++) % BARE_RING] = bare->now;
}

/* Processor time a customer; *mean is the mean time in the system, in services. */
static inline double bare_queue_s(unsigned servers, double load, uint64_t customers, uint64_t seed,
                                  double *mean)
{
    struct bare *bare = calloc(1, sizeof *bare);
    if (bare == NULL) exit(2);
    double start = bench_cpu_s();
    for (size_t i = 0; i < 4; i++)
        bare->random[i] = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15) + i * UINT64_C(0xbf58476d1ce4e5b9);
    bare->gap = 1 / (servers * load);
    bare->service = 1;
    bare->to_come = customers;
    for (unsigned server = 0; server < servers; server++) bare->idle[bare->idle_count++] = server;
    bare_push(bare, bare_exponential(bare, bare->gap), bare_arrive, 0);
    while (bare->count > 0) {
        const struct bare_event event = bare_pop(bare);
        bare->now = event.time;
        event.function(bare, event.argument);
    }
    double taken_s = bench_cpu_s() - start;
    *mean = bare->sum / (double)bare->done;
    free(bare);
    return taken_s / (double)customers;
}
