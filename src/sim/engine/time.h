/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Simulated time: whole nanoseconds from the start of a run, int64. */
#pragma once

#include <assert.h>
#include <stdint.h>

/* Later than any event: unset. */
#define NEVER_NS INT64_MAX

#define NS_PER_S 1e9

/* The longest time that a run or a single wait may take, in seconds (over 100 years): sums of a few of them
 * still fit. */
#define TIME_MAX_S 4e9

/* Seconds to the nearest nanosecond; the only way from seconds to simulated time. From 0 to TIME_MAX_S, else
 * a bug (assert). */
static inline int64_t time_ns(double seconds)
{
    assert(seconds >= 0 && seconds <= TIME_MAX_S);
    return (int64_t)(seconds * NS_PER_S + 0.5);
}

static inline double time_s(int64_t ns) { return (double)ns / NS_PER_S; }
