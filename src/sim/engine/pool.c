/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/engine/pool.h"

#include <assert.h>
#include <string.h>

enum { CAPACITY_FIRST = 64 };

struct pool pool_of(struct arena *arena, size_t item_size)
{
    return (struct pool){.arena = arena, .item_size = item_size};
}

/* The queue of free items needs no copy: it is empty when the pool grows. */
static void grow(struct pool *pool)
{
    uint32_t capacity = pool->capacity > 0 ? 2 * pool->capacity : CAPACITY_FIRST;
    assert(capacity > pool->capacity);
    pool->items = arena_widened(pool->arena, pool->items, pool->used, pool->item_size, capacity);
    pool->free = arena_new_of(pool->arena, uint32_t, capacity);
    pool->capacity = capacity;
}

uint32_t pool_take(struct pool *pool)
{
    if (pool->free_count > 0) return pool->free[--pool->free_count];
    if (pool->used == pool->capacity) grow(pool);
    return pool->used++;
}

void pool_give(struct pool *pool, uint32_t index)
{
    assert(index < pool->used && pool->free_count < pool->used);
    pool->free[pool->free_count++] = index;
}
