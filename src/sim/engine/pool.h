/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pool: items of one size that are taken and given back, named by reused indices.
 *
 * Ownership: the arena. Taking one may move all, so pointers to items don't outlive the next pool_take. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* No item. */
#define POOL_NONE UINT32_MAX

struct pool {
    struct arena *arena;
    void *items;
    uint32_t *free; /* given back, the last one on top */
    size_t item_size;
    uint32_t capacity, used, free_count;
};

struct pool pool_of(struct arena *arena, size_t item_size);

/* The index of an item, whose bytes are undefined. */
uint32_t pool_take(struct pool *pool);

void pool_give(struct pool *pool, uint32_t index);

/* Items that are taken now. */
static inline uint32_t pool_count(const struct pool *pool) { return pool->used - pool->free_count; }
