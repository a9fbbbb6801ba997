/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Timer: one event of a kernel that is wanted no later than something is due. What is due may change with
 * every call, so that a timer is set anew when it would come too late, and the event that was scheduled
 * before is stale: its data is another setting.
 *
 * Ownership: plain data, anywhere. A zeroed timer with at_ns = NEVER_NS isn't set. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sim/engine/kernel.h"

struct timer {
    int64_t at_ns;    /* NEVER_NS: not set */
    uint32_t setting; /* the event's data */
};

/* Something is due (NEVER_NS: nothing is): set the timer for it, unless it comes no later by itself. What is
 * overdue comes now. type is the event's priority too. */
static inline void timer_set(struct timer *timer, struct kernel *kernel, int64_t now_ns, int64_t due_ns,
                             unsigned type, uint32_t target)
{
    if (due_ns == NEVER_NS || (timer->at_ns <= due_ns && timer->at_ns >= now_ns)) return;
    timer->at_ns = due_ns < now_ns ? now_ns : due_ns;
    timer->setting = (timer->setting + 1) & KERNEL_DATA_MAX;
    kernel_schedule(kernel, timer->at_ns, type, type, target, timer->setting);
}

/* An event of the timer came: whether it is the one that was set last. Then none is set any more. */
static inline bool timer_rings(struct timer *timer, uint32_t setting)
{
    if (setting != timer->setting) return false;
    timer->at_ns = NEVER_NS;
    return true;
}
