/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/kernel.h"

#include <assert.h>
#include <string.h>

enum { ARITY = 4, CAPACITY_LEAST = 64, SEQUENCE_BITS = 56 };

struct kernel {
    struct arena *arena;
    struct event *heap;
    size_t count, capacity;
    int64_t now_ns;
    uint64_t sequence, taken;
};

struct kernel *kernel_new(struct arena *arena, size_t expected)
{
    struct kernel *kernel = arena_new_of(arena, struct kernel, 1);
    kernel->arena = arena;
    kernel->capacity = expected > CAPACITY_LEAST ? expected : CAPACITY_LEAST;
    kernel->heap = arena_new_of(arena, struct event, kernel->capacity);
    return kernel;
}

static bool is_before(const struct event *a, const struct event *b)
{
    return a->time_ns < b->time_ns || (a->time_ns == b->time_ns && a->order < b->order);
}

static void grow(struct kernel *kernel)
{
    struct event *larger = arena_new_of(kernel->arena, struct event, 2 * kernel->capacity);
    memcpy(larger, kernel->heap, kernel->count * sizeof *larger);
    kernel->heap = larger;
    kernel->capacity *= 2;
}

void kernel_schedule(struct kernel *kernel, int64_t time_ns, unsigned priority, unsigned type, uint32_t target, uint32_t data)
{
    assert(time_ns >= kernel->now_ns && priority <= KERNEL_PRIORITY_MAX && type <= KERNEL_TYPE_MAX && data <= KERNEL_DATA_MAX);
    if (kernel->count == kernel->capacity)
        grow(kernel);
    const struct event event = {.time_ns = time_ns, .order = (uint64_t)priority << SEQUENCE_BITS | kernel->sequence++,
                                .target = target, .type = type & 0xff, .data = data & KERNEL_DATA_MAX};
    struct event *heap = kernel->heap;
    size_t hole = kernel->count++;
    while (hole > 0) {
        size_t parent = (hole - 1) / ARITY;
        if (!is_before(&event, &heap[parent]))
            break;
        heap[hole] = heap[parent];
        hole = parent;
    }
    heap[hole] = event;
}

/* Put last, which was at the end, where the first was. */
static void sift_down(struct event *heap, size_t count, struct event last)
{
    size_t hole = 0;
    for (;;) {
        size_t child = hole * ARITY + 1, end = child + ARITY < count ? child + ARITY : count;
        if (child >= count)
            break;
        size_t least = child;
        for (size_t other = child + 1; other < end; other++)
            if (is_before(&heap[other], &heap[least]))
                least = other;
        if (!is_before(&heap[least], &last))
            break;
        heap[hole] = heap[least];
        hole = least;
    }
    heap[hole] = last;
}

bool kernel_next(struct kernel *kernel, struct event *event)
{
    if (kernel->count == 0)
        return false;
    *event = kernel->heap[0];
    kernel->count--;
    if (kernel->count > 0)
        sift_down(kernel->heap, kernel->count, kernel->heap[kernel->count]);
    kernel->now_ns = event->time_ns;
    kernel->taken++;
    return true;
}

int64_t kernel_due_ns(const struct kernel *kernel)
{
    return kernel->count == 0 ? NEVER_NS : kernel->heap[0].time_ns;
}

int64_t kernel_now_ns(const struct kernel *kernel)
{
    return kernel->now_ns;
}

uint64_t kernel_count(const struct kernel *kernel)
{
    return kernel->taken;
}

size_t kernel_pending(const struct kernel *kernel)
{
    return kernel->count;
}
