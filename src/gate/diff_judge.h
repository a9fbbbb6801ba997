/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Thresholds of a diff: the allowed rise of a total or a p99. An unknown rise is an error and never
 * passes. */
#pragma once

#include "gate/diff.h"

struct diff_thresholds {
    bool has_increase, is_fraction;
    double increase; /* a fraction, or dollars per year */
    bool has_p99;
    double p99_fraction;
};

/* Judge every architecture by the thresholds: fills diff->findings. With paid, the same diff at the prices
 * that are paid, that one is judged, and the sentences have this one's dollars; it may be NULL. */
void diff_judge(struct diff *diff, const struct diff_thresholds *thresholds, const struct diff *paid,
                struct arena *arena);
