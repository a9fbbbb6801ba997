/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/engine/kernel.h"

#include <string.h>

enum { CAPACITY_LEAST = 64 };

struct kernel *kernel_new(struct arena *arena, size_t expected)
{
    struct kernel *kernel = arena_new_of(arena, struct kernel, 1);
    kernel->arena = arena;
    kernel->capacity = expected > CAPACITY_LEAST ? expected : CAPACITY_LEAST;
    kernel->heap = arena_new_of(arena, struct event, kernel->capacity);
    return kernel;
}

void kernel_grow(struct kernel *kernel)
{
    kernel->capacity *= 2;
    kernel->heap = arena_widened(kernel->arena, kernel->heap, kernel->count, sizeof *kernel->heap,
                                 kernel->capacity);
}

int64_t kernel_due_ns(const struct kernel *kernel)
{
    if (!kernel->is_open) return kernel->count == 0 ? NEVER_NS : kernel->heap[0].time_ns;
    int64_t due_ns = NEVER_NS;
    for (size_t child = 1; child <= KERNEL_ARITY && child < kernel->count; child++)
        if (kernel->heap[child].time_ns < due_ns) due_ns = kernel->heap[child].time_ns;
    return due_ns;
}

uint64_t kernel_count(const struct kernel *kernel) { return kernel->taken; }
