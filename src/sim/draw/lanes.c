/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One lane, for any processor, and the choice. */
#include "sim/draw/lanes.h"

#include "sim/draw/lanes_kernels.h"

const struct lanes LANES_ONE = {"one", lanes_words, lanes_units, lanes_quantiles};

const struct lanes *lanes_best(void)
{
    const struct lanes *best = lanes_avx512();
    if (best == NULL) best = lanes_avx2();
    return best != NULL ? best : &LANES_ONE;
}
