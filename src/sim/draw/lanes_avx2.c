/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 4 lanes, for processors with AVX2. */
#include "sim/draw/lanes.h"

#if defined(__x86_64__)
#define FP_LANES 4
#include "sim/draw/lanes_kernels.h"

static const struct lanes LANES = {"AVX2", lanes_words, lanes_units, lanes_quantiles};

const struct lanes *lanes_avx2(void) { return __builtin_cpu_supports("avx2") ? &LANES : NULL; }
#else
const struct lanes *lanes_avx2(void) { return NULL; }
#endif
