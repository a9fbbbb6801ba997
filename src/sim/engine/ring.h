/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ring: assigns keys to agents so that agents that join or leave move few (consistent hashing: Karger and
 * others, STOC 1997).
 *
 * Each agent has so many points on a circle of 64-bit numbers; a key belongs to the first point at or
 * after its own hash. One more of n agents takes 1/n of the keys, from all others, and moves no other. The
 * more points, the more equal the shares: an agent's varies by about 1/√points of itself. Points depend on
 * the agent's number only, so every replication shares them.
 *
 * Ownership: the arena. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct ring_point {
    uint64_t at;
    uint32_t agent;
};

struct ring {
    struct arena *arena;
    struct ring_point *points;  /* ascending by position, then agent */
    struct ring_point *scratch; /* points of one agent */
    size_t count, capacity;
    uint32_t points_each;
};

/* An empty ring; points_each ≥ 1. */
struct ring ring_of(struct arena *arena, uint32_t points_each);

/* Add a new agent. */
void ring_add(struct ring *ring, uint32_t agent);

/* The agent that owns the key; there is at least one. */
uint32_t ring_owner(const struct ring *ring, uint64_t key);
