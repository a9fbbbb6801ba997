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

double cache_zones_at_random(double zones, double consumers)
{
    assert(zones >= 1 && consumers >= 0 && consumers == floor(consumers));
    return zones * (1 - fp_power(1 - 1 / zones, (unsigned long)consumers));
}

double cache_zones_evenly(double zones, double consumers)
{
    assert(zones >= 1 && consumers >= 0);
    return fmin(zones, consumers);
}

double cache_consumers_that_want(double consumers, double batches)
{
    assert(consumers >= 0 && batches >= 0);
    return consumers == 0 ? 0 : consumers * -fp_expm1(-batches / consumers);
}

struct cache cache_loads(const struct cache_load *load)
{
    struct cache cache = {
        .gets_per_s = load->files_per_s * load->chunks_per_file * load->zones_reading,
        .loaded_bytes_per_s = load->bytes_per_s * load->zones_reading,
    };
    if (load->consumed_bytes_per_s > 0)
        cache.loaded_per_consumed = cache.loaded_bytes_per_s / load->consumed_bytes_per_s;
    if (load->fetches_per_s > 0) cache.hit_ratio = fmax(0, 1 - cache.gets_per_s / load->fetches_per_s);
    return cache;
}
