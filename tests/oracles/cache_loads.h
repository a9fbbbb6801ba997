/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Loads of a zone's read cache: every zone with a reader loads each chunk of a file once. */
#pragma once

/* Zones with at least one of `consumers` (a whole number), which are spread at random: zones × (1 − (1 −
 * 1/zones)^consumers). */
double cache_zones_at_random(double zones, double consumers);

/* The same for consumers that are spread evenly: min(zones, consumers). */
double cache_zones_evenly(double zones, double consumers);

struct cache_load {
    double files_per_s, chunks_per_file, bytes_per_s; /* written */
    double zones_reading;                             /* 0 to zones */
    double consumed_bytes_per_s;                      /* by all groups together */
    double fetches_per_s;                             /* of chunks, by all consumers together */
};

struct cache {
    double gets_per_s;
    double loaded_bytes_per_s;
    double loaded_per_consumed; /* bytes loaded for a byte consumed; above 1 where zones load what few groups
                                   read; 0 if none is consumed */
    double hit_ratio;           /* share of fetches that load nothing, 0 to 1: 1 − loads ÷ fetches */
};

struct cache cache_loads(const struct cache_load *load);
