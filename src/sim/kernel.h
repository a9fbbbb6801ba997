/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kernel: what happens next. A queue of typed events in a total order: time, then priority, then the order of scheduling.
 *
 * An event is data (a type, whom it concerns, a word more); whoever runs the loop decides by a switch what it means. Nothing is
 * hidden: the clock is the kernel's, and the kernel is an argument.
 *
 *     while (kernel_next(kernel, &event))
 *         switch (event.type) { … }
 *
 * Ownership: the queue lives in the arena and grows there. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "sim/time.h"

struct event {
    int64_t time_ns;
    uint64_t order;  /* priority and sequence: smaller is earlier among equal times */
    uint32_t target; /* whom it concerns */
    uint32_t type : 8;
    uint32_t data : 24; /* e.g. which setting of a timer: one that was set anew since is stale */
};

enum { KERNEL_PRIORITY_MAX = 255, KERNEL_TYPE_MAX = 255, KERNEL_DATA_MAX = (1 << 24) - 1 };

struct kernel;

/* An empty queue at time 0. expected events pending make growth unlikely; more are fine. */
struct kernel *kernel_new(struct arena *arena, size_t expected);

/* time_ns is now or later, else a bug (assert). Smaller priorities go first among equal times. */
void kernel_schedule(struct kernel *kernel, int64_t time_ns, unsigned priority, unsigned type, uint32_t target, uint32_t data);

/* Take the earliest event and set the clock to its time; false when none is left. */
bool kernel_next(struct kernel *kernel, struct event *event);

/* The time of the earliest event; NEVER_NS when there is none. */
int64_t kernel_due_ns(const struct kernel *kernel);

int64_t kernel_now_ns(const struct kernel *kernel);

/* Events taken so far, and pending now. */
uint64_t kernel_count(const struct kernel *kernel);
size_t kernel_pending(const struct kernel *kernel);
