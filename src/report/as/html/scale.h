/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scale: maps values to pixels and chooses an axis's ticks. Positions have the same bits everywhere:
 * logarithms are base/fp's. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct scale {
    double low, high;       /* values; above 0 on a logarithmic scale; low < high */
    double low_px, high_px; /* their pixels; may run backwards */
    bool is_log;
};

enum { SCALE_TICKS_MAX = 32 };

/* A scale from 0 to the first round number that holds max. */
struct scale scale_linear(double max, double low_px, double high_px);

/* A scale from a round number at or below min to one at or above max: 1, 2 or 5 times a power of ten. */
struct scale scale_log(double min, double max, double low_px, double high_px);

double scale_at(const struct scale *scale, double value);

/* Fill in round values from low to high, at least `apart` pixels from one another; return their number. */
size_t scale_ticks(const struct scale *scale, double apart_px, double *ticks);
