/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random numbers for tests of closed forms: SplitMix64 (Steele and others, 2014). */
#pragma once

#include <math.h>
#include <stdint.h>

static inline uint64_t random_bits(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* Between 0 and 1, neither included. */
static inline double random_unit(uint64_t *state)
{
    return ((double)(random_bits(state) >> 12) + 0.5) / 4503599627370496.0;
}

static inline double random_exponential(uint64_t *state, double mean)
{
    return -mean * log(random_unit(state));
}

static inline double random_normal(uint64_t *state)
{
    return sqrt(-2 * log(random_unit(state))) * cos(6.283185307179586 * random_unit(state));
}
