/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cache_loads.h"

#include <assert.h>
#include <math.h>

#include "base/fp.h"

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
