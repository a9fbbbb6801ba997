/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cache: what reading files from object storage takes when agents of a zone share a read cache.
 *
 * Every zone with a reader loads each chunk of a file once, whoever wrote it: there is no write cache
 * (WarpStream's read path, as its documents and authors describe it). A chunk isn't loaded twice, and the
 * last one of a file is as long as what is left. So bytes loaded are files × zones, whatever the chunk;
 * requests are files × zones × E⌈file ÷ chunk⌉ (batching_chunks gives that). */
#pragma once

/* ⌈file ÷ chunk⌉ for a file of known length: GETs that load it. bytes > 0. */
double cache_chunks(double file_bytes, double chunk_bytes);

/* Zones with at least one of `consumers` (a whole number), which are spread at random: zones × (1 − (1 −
 * 1/zones)^consumers). */
double cache_zones_at_random(double zones, double consumers);

/* The same for consumers that are spread evenly: min(zones, consumers). */
double cache_zones_evenly(double zones, double consumers);

/* Of a group's consumers, as many as want a chunk: batches, of which it has so many in the mean (a Poisson
 * number), are any consumer's alike. consumers × (1 − e^(−batches ÷ consumers)); 0 without consumers. */
double cache_consumers_that_want(double consumers, double batches);

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
