/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For tests of simulated parts against theory: ratios of sums over independent runs with their standard
 * errors, and plain random numbers for what isn't part of the simulation itself. */
#pragma once

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Beyond this a figure and its theory differ: 7 in 10^6 by chance. */
static const double ORACLE_Z = 4.5;

enum { ORACLE_RUNS_MAX = 64 };

/* Σ above ÷ Σ below over runs. */
struct ratio {
    size_t runs;
    double above[ORACLE_RUNS_MAX], below[ORACLE_RUNS_MAX];
};

static inline void ratio_add(struct ratio *ratio, double above, double below)
{
    ratio->above[ratio->runs] = above;
    ratio->below[ratio->runs++] = below;
}

static inline double ratio_value(const struct ratio *ratio)
{
    double above = 0, below = 0;
    for (size_t i = 0; i < ratio->runs; i++) {
        above += ratio->above[i];
        below += ratio->below[i];
    }
    return above / below;
}

/* By linearisation (Cochran, Sampling techniques, 1977, section 6.3). */
static inline double ratio_error(const struct ratio *ratio)
{
    double value = ratio_value(ratio), squares = 0, below = 0, n = (double)ratio->runs;
    for (size_t i = 0; i < ratio->runs; i++) {
        double rest = ratio->above[i] - value * ratio->below[i];
        squares += rest * rest;
        below += ratio->below[i];
    }
    return sqrt(squares * n / (n - 1)) / below;
}

/* Does theory lie within ORACLE_Z standard errors, and theory's own error (relative)? The 10^−12 is for
 * figures without any scatter. */
static inline bool ratio_holds(const struct ratio *ratio, double theory, double error)
{
    return fabs(ratio_value(ratio) - theory) <=
           ORACLE_Z * ratio_error(ratio) + (error + 1e-12) * fabs(theory);
}

/* SplitMix64 (Steele and others, 2014). */
static inline uint64_t oracle_bits(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* A whole number from low to high. */
static inline int64_t oracle_between(uint64_t *state, int64_t low, int64_t high)
{
    return low + (int64_t)(oracle_bits(state) % (uint64_t)(high - low + 1));
}
