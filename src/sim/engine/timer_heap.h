/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Timer heap: the first due of n things. Each has at most one time, which can be changed: a part uses it
 * where the kernel would need an event for each and a way to cancel it. Ties go to the lower number. A
 * 4-ary heap that knows the position of each.
 *
 * Ownership: the arena of timer_heap_new. */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "sim/engine/time.h"

/* Private to timer_heap.c. */
struct timer_heap {
    uint32_t count;      /* those with a time */
    uint32_t *heap;      /* their numbers */
    uint32_t *positions; /* position of each of the n in the heap, + 1; 0 for none */
    int64_t *times_ns;
};

/* n things, none with a time. */
struct timer_heap timer_heap_new(struct arena *arena, uint32_t n);

/* Set the time of `which` (< n); NEVER_NS for none. O(log n). */
void timer_heap_set(struct timer_heap *heap, uint32_t which, int64_t time_ns);

/* The earliest time; NEVER_NS when there is none. */
static inline int64_t timer_heap_first_ns(const struct timer_heap *heap)
{
    return heap->count == 0 ? NEVER_NS : heap->times_ns[heap->heap[0]];
}

/* The first due one; there must be one. */
static inline uint32_t timer_heap_first(const struct timer_heap *heap) { return heap->heap[0]; }
