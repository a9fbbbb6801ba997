/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/engine/ring.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "sim/engine/index.h"

/* Keys and points are hashed apart: else key k would lie on a point of agent k >> 32. */
static const uint64_t KEY_SALT = UINT64_C(0x9e3779b97f4a7c15);

struct ring ring_of(struct arena *arena, uint32_t points_each)
{
    assert(points_each >= 1);
    return (struct ring){.arena = arena, .points_each = points_each};
}

static bool is_before(const struct ring_point *a, const struct ring_point *b)
{
    return a->at < b->at || (a->at == b->at && a->agent < b->agent);
}

static void sort(struct ring_point *points, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct ring_point point = points[i];
        size_t hole = i;
        for (; hole > 0 && is_before(&point, &points[hole - 1]); hole--) points[hole] = points[hole - 1];
        points[hole] = point;
    }
}

/* Merge the new points, which are sorted, into the old ones, from the last on. */
static void merge(struct ring *ring, const struct ring_point *more, size_t count)
{
    size_t old = ring->count, to = ring->count += count;
    while (count > 0)
        ring->points[--to] = old > 0 && is_before(&more[count - 1], &ring->points[old - 1])
                                 ? ring->points[--old]
                                 : more[--count];
}

void ring_add(struct ring *ring, uint32_t agent)
{
    if (ring->count + ring->points_each > ring->capacity) {
        ring->capacity = 2 * (ring->count + ring->points_each);
        ring->points = arena_widened(ring->arena, ring->points, ring->count, sizeof *ring->points,
                                     ring->capacity);
    }
    if (ring->scratch == NULL)
        ring->scratch = arena_new_of(ring->arena, struct ring_point, ring->points_each);
    for (uint32_t i = 0; i < ring->points_each; i++)
        ring->scratch[i] = (struct ring_point){index_mix(((uint64_t)agent << 32 | i) + 1), agent};
    sort(ring->scratch, ring->points_each);
    merge(ring, ring->scratch, ring->points_each);
}

uint32_t ring_owner(const struct ring *ring, uint64_t key)
{
    assert(ring->count > 0);
    const uint64_t at = index_mix(key ^ KEY_SALT);
    size_t low = 0, high = ring->count; /* the first point at or after `at` is in low … high; high may be past
                                           the last: back to 0 */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ring->points[middle].at < at)
            low = middle + 1;
        else
            high = middle;
    }
    return ring->points[low < ring->count ? low : 0].agent;
}
