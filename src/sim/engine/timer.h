/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Timer: one event of a kernel, no later than the earliest due time. Due times change with every call, so
 * a timer is set anew when it would come too late; the event scheduled before is then stale, since its
 * data is an older setting.
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

/* Set the timer for a due time (NEVER_NS: none), unless it comes no later already. An overdue time comes
 * now. type is the event's priority too. */
static inline void timer_set(struct timer *timer, struct kernel *kernel, int64_t now_ns, int64_t due_ns,
                             unsigned type, uint32_t target)
{
    if (due_ns == NEVER_NS || (timer->at_ns <= due_ns && timer->at_ns >= now_ns)) return;
    timer->at_ns = due_ns < now_ns ? now_ns : due_ns;
    timer->setting = (timer->setting + 1) & KERNEL_DATA_MAX;
    kernel_schedule(kernel, timer->at_ns, type, type, target, timer->setting);
}

/* True if the timer's event is of the last setting; the timer is then unset. */
static inline bool timer_rings(struct timer *timer, uint32_t setting)
{
    if (setting != timer->setting) return false;
    timer->at_ns = NEVER_NS;
    return true;
}
