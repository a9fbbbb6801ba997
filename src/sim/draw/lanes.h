/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lanes: many draws of one stream at once, as wide as the processor allows, with the same bits as one at a
 * time.
 *
 * One source (sim/draw/lanes_kernels.h) is compiled for 1, 4 (AVX2) and 8 (AVX-512) lanes;
 * sim/draw/random.h and sim/draw/variate.h choose the widest that runs here, tests choose each. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/dist.h"
#include "sim/draw/random.h"

/* Blocks are multiples of the widest, and fit in the first-level cache. */
enum { LANES_MOST = 8, LANES_BLOCK = 256 };

struct lanes {
    const char *name;

    /* The 64-bit words of ordinals 2 × pair, 2 × pair + 1, …: 2 × pairs of them, for pairs a multiple of
     * LANES_MOST. */
    void (*words)(const struct random_stream *stream, uint64_t pair, size_t pairs, uint64_t *words);

    /* random_unit_of each of these. */
    void (*units)(const struct random_stream *stream, uint64_t pair, size_t pairs, double *units);

    /* Turn each of values (between 0 and 1, exclusive) into the quantile of dist there. count is a
     * multiple of LANES_MOST up to LANES_BLOCK; dist is a uniform, exponential, normal, lognormal, Weibull
     * or Pareto distribution. */
    void (*quantiles)(const struct dist *dist, size_t count, double *values);
};

extern const struct lanes LANES_ONE;
/* NULL where the processor lacks them. */
const struct lanes *lanes_avx2(void);
const struct lanes *lanes_avx512(void);

const struct lanes *lanes_best(void);
