/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For tests of simulated parts: arrivals by the simulation's own counted random numbers (seed 1), and means
 * with their standard errors that must come near a figure known otherwise. */
#pragma once

#include <math.h>
#include <stdint.h>

#include "sim/draw/random.h"
#include "sim/engine/time.h"
#include "sample.h"

/* What an oracle may be away, in standard errors of the run. */
static const double SAMPLE_Z_MAX = 4.5;

enum { SAMPLE_SEED = 1 };

/* Fails the test unless the mean is within SAMPLE_Z_MAX standard errors of what is wanted (or as good as
 * equal, where nothing varies). */
#define sample_near(sample, wanted, ...) sample_near_or_fail(sample, wanted, fail_msg, __VA_ARGS__)
#define sample_near_or_fail(sample, wanted, fail, ...)                                         \
    do {                                                                                       \
        double mean_ = sample_mean(sample), error_ = sample_error(sample), wanted_ = (wanted); \
        if (!(fabs(mean_ - wanted_) < SAMPLE_Z_MAX * error_ + 1e-9 * fabs(wanted_))) {         \
            char what_[200];                                                                   \
            snprintf(what_, sizeof what_, __VA_ARGS__);                                        \
            fail("%s: %.9g ± %.3g instead of %.9g (z = %.2f)", what_, mean_, error_, wanted_,  \
                 (mean_ - wanted_) / error_);                                                  \
        }                                                                                      \
    } while (0)

/* The test's own stream of random numbers, one for each set of parameters. */
static inline struct random_stream sample_stream(uint32_t set)
{
    return random_stream_of(random_key_of(SAMPLE_SEED, 0), RANDOM_TEST, set);
}

static inline double sample_exponential(const struct random_stream *stream, uint64_t ordinal, double mean)
{
    return -mean * log(random_unit(stream, ordinal));
}
