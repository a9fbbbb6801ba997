/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Zone cache: the agents of one zone read each chunk of a file from object storage once, and share it.
 *
 * A file belongs to one agent of the zone (sim/engine/ring.h). A reader of one of its chunks asks that agent:
 * it has the chunk (a hit), or is loading it (the fetch joins that load), or loads it now. Chunks are
 * chunk_bytes long, the last one of a file is the remainder. An agent keeps up to agent_bytes and drops the
 * least recently used; loads in progress take room but aren't dropped, so that they alone may exceed it.
 * There is no write cache: a file just written is loaded like any other (WarpStream's read path, as its
 * documents describe it).
 *
 * When agents come or go, files move: a chunk whose owner is another by now is loaded anew by that one,
 * unless its load is still under way.
 *
 * A waiting fetch is state: its chunk keeps it until the end of the load wakes it.
 *
 * Use: on CACHE_LOADS get the chunk from the object store and call zone_cache_loaded or zone_cache_data lost
 * if that is over; then take all that waited with zone_cache_woken. Waiters of a lost load may want it again.
 *
 * Ownership: the arena; pools grow there. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

struct zone_cache_rule {
    double chunk_bytes; /* ≥ 1, whole */
    double agent_bytes; /* memory of one agent for chunks */
    uint32_t points;    /* of an agent on the ring */
};

enum { ZONE_CACHE_CHUNKS_MAX = 1 << 20 };
#define ZONE_CACHE_FILES_MAX (UINT64_C(1) << 44)

enum zone_cache_state {
    CACHE_HIT,    /* there */
    CACHE_JOINED, /* loading: the waiter will be woken */
    CACHE_LOADS,  /* the caller loads it; the waiter will be woken */
};

struct zone_cache_answer {
    enum zone_cache_state state;
    uint32_t agent;  /* the serving agent */
    uint32_t ticket; /* of the load, when it isn't a hit */
    double bytes;    /* of the chunk */
};

struct zone_cache_counts {
    uint64_t hits, joined, loads; /* together: all requests */
    uint64_t lost, evicted;       /* failed loads; chunks dropped for room or because their owner changed */
    double loaded_bytes;          /* of successful loads */
    double held_bytes, held_bytes_most; /* of all agents, loads under way included; the most so far */
};

struct zone_cache;

/* A cache of agents 0 … agents − 1. */
struct zone_cache *zone_cache_new(struct arena *arena, const struct zone_cache_rule *rule, uint32_t agents);

/* Add an agent; return its number. */
uint32_t zone_cache_add_agent(struct zone_cache *cache);

/* Chunks of a file of so many bytes (> 0, whole): ⌈bytes ÷ chunk_bytes⌉. */
uint32_t zone_cache_chunks(const struct zone_cache *cache, double file_bytes);

/* Request a chunk of a file for a fetch (waiter: the caller's word). */
struct zone_cache_answer zone_cache_want(struct zone_cache *cache, uint64_t file, double file_bytes,
                                         uint32_t chunk, uint32_t waiter);

/* The load is over, successful or not; either way its waiters are woken. */
void zone_cache_loaded(struct zone_cache *cache, uint32_t ticket);
void zone_cache_lost(struct zone_cache *cache, uint32_t ticket);

/* Take a woken fetch, in the order of asking; false when none is left. */
bool zone_cache_woken(struct zone_cache *cache, uint32_t *waiter);

struct zone_cache_counts zone_cache_counts(const struct zone_cache *cache);
