/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Load profile: the load over a day or a week, repeated: load.hourly hour by hour, or one peak a day for a
 * peak_to_mean. It gives the largest volume in a window of a given length, which disks must hold. */
#pragma once

#include <stddef.h>

#include "base/arena.h"

struct load_profile {
    size_t step_count;
    double hours;         /* of the whole */
    const double *ends_h; /* ends of the steps, ascending; the last is hours */
    const double *sums; /* load × hours from the start to the end of each step; the last is hours, since the
                           mean is 1 */
    double peak;        /* the highest step */
};

/* A cycle of level steps with these loads, each hours_each long. Loads needn't be scaled, but not all may
 * be 0. */
struct load_profile load_profile_new(const double *loads, const double *hours_each, size_t count,
                                     struct arena *arena);

/* The most volume within any window of window_s seconds over that at the mean: the peak for short windows,
 * 1 for whole cycles. */
double load_profile_window_factor(const struct load_profile *load_profile, double window_s);
