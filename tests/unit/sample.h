/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was drawn many times: its mean, and the mean's standard error. */
#pragma once

#include <math.h>

struct sample {
    double count, sum, squares;
};

static inline void sample_add(struct sample *sample, double value)
{
    sample->count++;
    sample->sum += value;
    sample->squares += value * value;
}

static inline double sample_mean(const struct sample *sample) { return sample->sum / sample->count; }

static inline double sample_error(const struct sample *sample)
{
    double mean = sample_mean(sample);
    return sqrt(fmax(0, sample->squares / sample->count - mean * mean) / (sample->count - 1));
}
