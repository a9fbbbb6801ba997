/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kernel: a queue of typed events in a total order: time, then priority, then the order of scheduling.
 *
 * An event is data (a type, a target, one more word); the loop that runs the kernel interprets it by a
 * switch. There is no hidden state: the clock is the kernel's, and the kernel is an argument.
 *
 *     while (kernel_next(kernel, &event))
 *         switch (event.type) { … }
 *
 * Ownership: the queue lives in the arena and grows there. */
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "sim/engine/time.h"

struct event {
    int64_t time_ns;
    uint64_t order;  /* priority and sequence: smaller is earlier among equal times */
    uint32_t target; /* index of the affected part */
    uint32_t type : 8;
    uint32_t data : 24; /* e.g. the setting of a timer: an older one is stale */
};

enum { KERNEL_PRIORITY_MAX = 255, KERNEL_TYPE_MAX = 255, KERNEL_DATA_MAX = (1 << 24) - 1 };

/* Private to the functions below, which are inline so that the calling loop contains them.
 *
 * A 4-ary heap: heap[0] is the earliest, and none of heap[4i + 1 … 4i + 4] is before heap[i]. Taking an
 * event leaves the root open, since handling it mostly schedules another: that one sinks from the root at
 * once, where removing and adding would walk the heap twice. */
struct kernel {
    struct event *heap;
    size_t count, capacity; /* count includes an open root */
    bool is_open;
    int64_t now_ns;
    uint64_t sequence, taken;
    struct arena *arena;
};

enum { KERNEL_ARITY = 4, KERNEL_SEQUENCE_BITS = 56 };

/* An empty queue at time 0. With at most `expected` pending events it needn't grow; more are fine. */
struct kernel *kernel_new(struct arena *arena, size_t expected);

/* Double the room. */
void kernel_grow(struct kernel *kernel);

/* True if a is before b: times and orders are compared as one number, without a branch that would be
 * mispredicted. */
static inline bool kernel_is_before(const struct event *a, const struct event *b)
{
    unsigned __int128 key_a = (unsigned __int128)(uint64_t)a->time_ns << 64 | a->order;
    unsigned __int128 key_b = (unsigned __int128)(uint64_t)b->time_ns << 64 | b->order;
    return key_a < key_b;
}

/* Sink event from the vacant root to its position. */
static inline void kernel_sink(struct event *heap, size_t count, struct event event)
{
    size_t hole = 0;
    for (;;) {
        size_t least = hole * KERNEL_ARITY + 1, end = least + KERNEL_ARITY;
        if (least >= count) break;
        for (size_t other = least + 1; other < (end < count ? end : count); other++)
            least = kernel_is_before(&heap[other], &heap[least]) ? other : least;
        if (kernel_is_before(&event, &heap[least])) break;
        heap[hole] = heap[least];
        hole = least;
    }
    heap[hole] = event;
}

/* time_ns is now or later, else a bug (assert). Smaller priorities go first among equal times. */
static inline void kernel_schedule(struct kernel *kernel, int64_t time_ns, unsigned priority, unsigned type,
                                   uint32_t target, uint32_t data)
{
    assert(time_ns >= kernel->now_ns && priority <= KERNEL_PRIORITY_MAX && type <= KERNEL_TYPE_MAX &&
           data <= KERNEL_DATA_MAX);
    const struct event event = {.time_ns = time_ns,
                                .order = (uint64_t)priority << KERNEL_SEQUENCE_BITS | kernel->sequence++,
                                .target = target,
                                .type = type & 0xff,
                                .data = data & KERNEL_DATA_MAX};
    if (kernel->is_open) {
        kernel->is_open = false;
        kernel_sink(kernel->heap, kernel->count, event);
        return;
    }
    if (kernel->count == kernel->capacity) kernel_grow(kernel);
    struct event *heap = kernel->heap;
    size_t hole = kernel->count++;
    while (hole > 0) {
        size_t parent = (hole - 1) / KERNEL_ARITY;
        if (!kernel_is_before(&event, &heap[parent])) break;
        heap[hole] = heap[parent];
        hole = parent;
    }
    heap[hole] = event;
}

/* Take the earliest event and set the clock to its time; false when none is left. */
static inline bool kernel_next(struct kernel *kernel, struct event *event)
{
    if (kernel->is_open) {
        kernel->is_open = false;
        if (--kernel->count > 0) kernel_sink(kernel->heap, kernel->count, kernel->heap[kernel->count]);
    }
    if (kernel->count == 0) return false;
    *event = kernel->heap[0];
    kernel->is_open = true;
    kernel->now_ns = event->time_ns;
    kernel->taken++;
    return true;
}

/* The time of the earliest event; NEVER_NS when there is none. */
int64_t kernel_due_ns(const struct kernel *kernel);

static inline int64_t kernel_now_ns(const struct kernel *kernel) { return kernel->now_ns; }

/* Events taken so far. */
uint64_t kernel_count(const struct kernel *kernel);
