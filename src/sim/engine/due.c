/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/engine/due.h"

#include <assert.h>
#include <stdbool.h>

enum { ARITY = 4 };

struct due due_new(struct arena *arena, uint32_t n)
{
    return (struct due){
        .heap = arena_new_of(arena, uint32_t, n),
        .places = arena_new_of(arena, uint32_t, n),
        .times_ns = arena_new_of(arena, int64_t, n),
    };
}

static bool is_before(const struct due *due, uint32_t a, uint32_t b)
{
    return due->times_ns[a] < due->times_ns[b] || (due->times_ns[a] == due->times_ns[b] && a < b);
}

static void put(struct due *due, uint32_t place, uint32_t which)
{
    due->heap[place] = which;
    due->places[which] = place + 1;
}

static void sift_up(struct due *due, uint32_t place, uint32_t which)
{
    while (place > 0) {
        uint32_t parent = (place - 1) / ARITY;
        if (!is_before(due, which, due->heap[parent])) break;
        put(due, place, due->heap[parent]);
        place = parent;
    }
    put(due, place, which);
}

static void sift_down(struct due *due, uint32_t place, uint32_t which)
{
    for (;;) {
        uint32_t child = place * ARITY + 1, end = child + ARITY < due->count ? child + ARITY : due->count;
        if (child >= end) break;
        uint32_t least = child;
        for (uint32_t other = child + 1; other < end; other++)
            if (is_before(due, due->heap[other], due->heap[least])) least = other;
        if (!is_before(due, due->heap[least], which)) break;
        put(due, place, due->heap[least]);
        place = least;
    }
    put(due, place, which);
}

static void take_out(struct due *due, uint32_t which)
{
    uint32_t place = due->places[which] - 1, last = due->heap[--due->count];
    due->places[which] = 0;
    if (last == which) return;
    sift_up(due, place, last);
    sift_down(due, due->places[last] - 1, last);
}

void due_set(struct due *due, uint32_t which, int64_t time_ns)
{
    if (time_ns == NEVER_NS) {
        if (due->places[which] > 0) take_out(due, which);
        return;
    }
    due->times_ns[which] = time_ns;
    if (due->places[which] == 0) due->places[which] = ++due->count;
    uint32_t place = due->places[which] - 1;
    sift_up(due, place, which);
    sift_down(due, due->places[which] - 1, which);
}
