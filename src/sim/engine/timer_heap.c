/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/engine/timer_heap.h"

#include <assert.h>
#include <stdbool.h>

enum { ARITY = 4 };

struct timer_heap timer_heap_new(struct arena *arena, uint32_t n)
{
    return (struct timer_heap){
        .heap = arena_new_of(arena, uint32_t, n),
        .positions = arena_new_of(arena, uint32_t, n),
        .times_ns = arena_new_of(arena, int64_t, n),
    };
}

static bool is_before(const struct timer_heap *heap, uint32_t a, uint32_t b)
{
    return heap->times_ns[a] < heap->times_ns[b] || (heap->times_ns[a] == heap->times_ns[b] && a < b);
}

static void put(struct timer_heap *heap, uint32_t position, uint32_t which)
{
    heap->heap[position] = which;
    heap->positions[which] = position + 1;
}

static void sift_up(struct timer_heap *heap, uint32_t position, uint32_t which)
{
    while (position > 0) {
        uint32_t parent = (position - 1) / ARITY;
        if (!is_before(heap, which, heap->heap[parent])) break;
        put(heap, position, heap->heap[parent]);
        position = parent;
    }
    put(heap, position, which);
}

static void sift_down(struct timer_heap *heap, uint32_t position, uint32_t which)
{
    for (;;) {
        uint32_t child = position * ARITY + 1,
                 end = child + ARITY < heap->count ? child + ARITY : heap->count;
        if (child >= end) break;
        uint32_t least = child;
        for (uint32_t other = child + 1; other < end; other++)
            if (is_before(heap, heap->heap[other], heap->heap[least])) least = other;
        if (!is_before(heap, heap->heap[least], which)) break;
        put(heap, position, heap->heap[least]);
        position = least;
    }
    put(heap, position, which);
}

static void take_out(struct timer_heap *heap, uint32_t which)
{
    uint32_t position = heap->positions[which] - 1, last = heap->heap[--heap->count];
    heap->positions[which] = 0;
    if (last == which) return;
    sift_up(heap, position, last);
    sift_down(heap, heap->positions[last] - 1, last);
}

void timer_heap_set(struct timer_heap *heap, uint32_t which, int64_t time_ns)
{
    if (time_ns == NEVER_NS) {
        if (heap->positions[which] > 0) take_out(heap, which);
        return;
    }
    heap->times_ns[which] = time_ns;
    if (heap->positions[which] == 0) heap->positions[which] = ++heap->count;
    uint32_t position = heap->positions[which] - 1;
    sift_up(heap, position, which);
    sift_down(heap, heap->positions[which] - 1, which);
}
