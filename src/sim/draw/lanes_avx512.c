/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 8 lanes, for processors with AVX-512. */
#include "sim/draw/lanes.h"

#if defined(__x86_64__)
#define FP_LANES 8
#include "sim/draw/lanes_kernels.h"

static const struct lanes LANES = {"AVX-512", lanes_words, lanes_units, lanes_quantiles};

const struct lanes *lanes_avx512(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") ? &LANES : NULL;
}
#else
const struct lanes *lanes_avx512(void) { return NULL; }
#endif
