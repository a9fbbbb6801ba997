/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/cache.h"

#include <assert.h>
#include <math.h>

#include "base/fp.h"

/* A file that is whole chunks long but for rounding is whole chunks long. */
static const double EXACT = 1e-9;

double cache_chunks(double file_bytes, double chunk_bytes)
{
    assert(file_bytes > 0 && chunk_bytes > 0);
    return fmax(1, ceil(file_bytes / chunk_bytes * (1 - EXACT)));
}

double cache_consumers_that_want(double consumers, double batches)
{
    assert(consumers >= 0 && batches >= 0);
    return consumers == 0 ? 0 : consumers * -fp_expm1(-batches / consumers);
}
