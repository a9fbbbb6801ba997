/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cost/load_profile.h"

#include <math.h>

#include "base/number.h"
#include "base/units.h"

struct load_profile load_profile_new(const double *loads, const double *hours_each, size_t count,
                                     struct arena *arena)
{
    double *ends_h = arena_new_of(arena, double, count), *sums = arena_new_of(arena, double, count);
    double hours = 0, sum = 0, peak = 0;
    for (size_t i = 0; i < count; i++) {
        ends_h[i] = hours += hours_each[i];
        sums[i] = sum += loads[i] * hours_each[i];
        peak = larger(peak, loads[i]);
    }
    double mean = sum / hours;
    for (size_t i = 0; i < count; i++) sums[i] /= mean;
    return (struct load_profile){count, hours, ends_h, sums, peak / mean};
}

/* Load × hours from the start of the cycle up to at_h, which may lie in the next one; bisects the steps. */
static double sum_until(const struct load_profile *load_profile, double at_h)
{
    double before = 0;
    if (at_h > load_profile->hours) {
        at_h -= load_profile->hours;
        before = load_profile->sums[load_profile->step_count - 1];
    }
    size_t low = 0, high = load_profile->step_count - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (load_profile->ends_h[middle] < at_h)
            low = middle + 1;
        else
            high = middle;
    }
    double start_h = low == 0 ? 0 : load_profile->ends_h[low - 1],
           start_sum = low == 0 ? 0 : load_profile->sums[low - 1];
    double load = (load_profile->sums[low] - start_sum) / (load_profile->ends_h[low] - start_h);
    return before + start_sum + (at_h - start_h) * load;
}

/* Steps are level, so a window that holds the most begins or ends with one of them. */
double load_profile_window_factor(const struct load_profile *load_profile, double window_s)
{
    double window_h = window_s / SECONDS_PER_HOUR, whole = floor(window_h / load_profile->hours),
           rest_h = window_h - whole * load_profile->hours;
    if (window_h <= 0) return load_profile->peak;
    double most = 0;
    for (size_t i = 0; i < load_profile->step_count && rest_h > 0; i++) {
        double edge_h = load_profile->ends_h[i];
        double behind = sum_until(load_profile, edge_h + rest_h) - load_profile->sums[i];
        double up_to = edge_h >= rest_h ? load_profile->sums[i] - sum_until(load_profile, edge_h - rest_h)
                                        : sum_until(load_profile, edge_h + load_profile->hours) -
                                              sum_until(load_profile, edge_h + load_profile->hours - rest_h);
        most = larger(most, larger(behind, up_to));
    }
    return (whole * load_profile->hours + most) / window_h;
}
